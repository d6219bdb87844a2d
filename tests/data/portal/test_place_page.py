"""The page of a place: what all datasets together know about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from portal_files import NASTY
from small_town import nurseries, plan, spot, timetable

from stadtkern.data.gather.run import run_import
from stadtkern.town.folder import TownFolder


def html(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def known(open_town: TownFolder, tmp_path: Path, publish: Callable[..., None]) -> None:
    benches = tmp_path / "baenke.csv"
    rows = "".join(f"{NASTY if n == 0 else f'Bank {n}'};52,30{n:02};13,50{n:02}\n" for n in range(9))
    benches.write_text(f"Name;Breitengrad;Längengrad\n{rows}", "utf-8")
    for path, slug, title in (
        (plan(tmp_path / "plan.osm"), "plan", "Stadtplan"),
        (timetable(tmp_path / "bus.zip"), "bus", "Fahrplan"),
        (nurseries(tmp_path / "kitas.csv"), "betreuung", "Kitas der Stadt"),
        (benches, "baenke", "Bänke"),
    ):
        run_import(open_town, path, path.name, dataset=slug, title=title)
        publish(slug, theme="TRAN" if slug == "bus" else "SOCI")


@pytest.mark.usefixtures("known")
def test_a_place_joins_what_all_datasets_know(reader) -> None:
    text = html(reader.get(f"/place/?at={spot(1, 2)}"))
    assert re.search(r"<h1[^>]*>\s*Nahe Ährenweg", text)
    facts = re.findall(r'<ul class="place-says">(.*?)</ul>', text, re.DOTALL)[0]
    assert facts.count("<li>") == 5
    for name in ("Markt", "Kita Sonne", "Frischemarkt"):
        assert f"<strong><bdi>{name}</bdi></strong>" in facts
    assert "2 Minuten zu Fuß" in facts
    assert "Weststadt" in text
    assert "Bänke" in text
    assert "/datasets/betreuung/" in text


@pytest.mark.usefixtures("known")
def test_a_place_with_an_address_bears_its_name(reader) -> None:
    assert re.search(r"<h1[^>]*>\s*Ährenweg 5\s*</h1>", html(reader.get("/place/", {"q": "Ährenweg 5"})))


@pytest.mark.usefixtures("known")
def test_water_park_and_nowhere_are_told(reader) -> None:
    for x, y, said in (
        (9, 3, "Hier ist Wasser: Großer See."),
        (3.5, 3.5, "Hier ist ein Park: Stadtpark."),
        (2000, 900, "Hier kennt die Stadt noch nichts"),
    ):
        assert said in html(reader.get(f"/place/?at={spot(x, y)}"))


@pytest.mark.usefixtures("known")
def test_beyond_the_border_it_is_said(reader) -> None:
    assert "Dieser Ort liegt nicht in Prüfstadt" in html(reader.get(f"/place/?at={spot(-6, 3)}"))
    assert "Dieser Ort liegt nicht" not in html(reader.get(f"/place/?at={spot(2, 3)}"))


@pytest.mark.usefixtures("known")
def test_a_thing_has_a_page_with_its_columns_and_what_is_around_it(reader) -> None:
    text = html(reader.get("/place/betreuung/1/"))
    assert re.search(r"<h1[^>]*>\s*Kita ", text)
    assert "Freie Plätze" in text
    assert "In der Nähe" in text
    assert reader.get("/place/betreuung/99/").status_code == 404
    assert reader.get("/place/there-is-none/1/").status_code == 404


@pytest.mark.usefixtures("known")
def test_a_stop_has_its_departures(reader) -> None:
    pages = [html(reader.get(f"/place/bus-stops/{n}/")) for n in (1, 2, 3)]
    assert {re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", one)[0] for one in pages} == {"Markt", "Bahnhof", "Seeblick"}


@pytest.mark.usefixtures("known")
def test_a_district_counts_what_lies_within(reader) -> None:
    for number in (1, 2):
        text = html(reader.get(f"/place/plan-boundaries/{number}/"))
        counted = {
            title: int(n) for title, n in re.findall(r'tile-name">([^<]*)</span><span class="tile-number">(\d+)<', text)
        }
        whole = re.search(r"<h1[^>]*>Kleinstadt</h1>", text) is not None
        assert counted["Kitas der Stadt"] == (3 if whole else 2)
        assert "OSM-Kennung" not in text


@pytest.mark.usefixtures("known")
def test_text_from_data_is_never_html(reader) -> None:
    text = html(reader.get(f"/place/?at={spot(0, 0)}"))
    assert NASTY not in text
    assert "&lt;script&gt;" in text


def test_a_place_without_the_towns_map_is_told_as_the_crow_flies(
    reader, open_town: TownFolder, tmp_path: Path, publish: Callable[..., None]
) -> None:
    run_import(open_town, nurseries(tmp_path / "kitas.csv"), "kitas.csv", dataset="betreuung", title="Kitas")
    publish("betreuung")
    text = html(reader.get(f"/place/?at={spot(1, 1)}"))
    assert "Ein Ort auf der Karte" in text
    assert "150 m Luftlinie" in text
    assert "Dieser Ort liegt nicht" not in text
