"""Mobility and childcare, seen as a reader sees them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from small_town import nurseries, plan, spot, timetable

from stadtkern.data.gather.run import run_import
from stadtkern.town.folder import TownFolder


def html(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def config(text: str) -> dict:
    found = re.search(r'<script id="reach-config" type="application/json">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


def names(text: str) -> list[str]:
    return re.findall(r'<th scope="row"><div><a href="/place/[^"]+">([^<]+)</a>', text)


@pytest.fixture
def files(open_town: TownFolder, tmp_path: Path) -> None:
    for make, name, slug, title in (
        (plan, "plan.osm", "plan", "Stadtplan"),
        (timetable, "bus.zip", "bus", "Fahrplan"),
        (nurseries, "kitas.csv", "betreuung", "Kitas der Stadt"),
    ):
        run_import(open_town, make(tmp_path / name), name, dataset=slug, title=title)


@pytest.fixture
def town_of_three(files: None, publish: Callable[..., None]) -> None:
    for slug in ("plan", "bus", "betreuung"):
        publish(slug)


@pytest.mark.usefixtures("open_town")
@pytest.mark.parametrize("path", ["/mobility/", "/childcare/", "/place/", "/mobility/?at=52,13", "/childcare/?q=Markt"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_town_without_data_has_calm_views(reader, path: str, language: str) -> None:
    text = html(reader.get(path, headers={"accept-language": language}))
    assert text.count("<h1") == 1
    assert 'class="empty"' in text or "data-suggest" in text


@pytest.mark.usefixtures("town_of_three")
def test_departures_are_those_of_the_asked_moment_the_nearest_stop_first(reader) -> None:
    text = html(reader.get(f"/mobility/?at={spot(1, 1)}&date=2026-03-04&time=07:05"))
    stops = re.findall(r'<h4><a href="[^"]+">([^<]+)</a>', text)
    assert stops[:2] == ["Markt", "Bahnhof"]
    assert re.findall(r"<time>([^<]+)</time>", text)[:3] == ["08:00", "07:10", "08:10"]
    assert "7 Minuten zu Fuß" in text


@pytest.mark.usefixtures("town_of_three")
def test_the_night_bus_leaves_on_the_next_day(reader) -> None:
    late = html(reader.get(f"/mobility/?at={spot(5, 1)}&date=2026-03-04&time=23:55"))
    assert re.findall(r"<time>([^<]+)</time>", late)[0] == "00:10"
    assert "am nächsten Tag" in late
    # Saturday's first minutes still belong to Friday's service; Saturday night has none.
    friday = html(reader.get(f"/mobility/?at={spot(5, 1)}&date=2026-03-07&time=00:05"))
    assert re.findall(r"<time>([^<]+)</time>", friday)[0] == "00:10"
    sunday = html(reader.get(f"/mobility/?at={spot(5, 1)}&date=2026-03-08&time=00:05"))
    assert "<time>" not in sunday


@pytest.mark.usefixtures("town_of_three")
def test_a_day_that_the_timetable_does_not_know_is_said(reader) -> None:
    text = html(reader.get(f"/mobility/?at={spot(5, 1)}&date=2031-03-04&time=08:00"))
    assert "Der Fahrplan gilt vom 1. Januar 2026" in text
    assert "<time>" not in text


@pytest.mark.usefixtures("town_of_three")
def test_a_moment_that_is_none_becomes_now(reader) -> None:
    for words in ("date=kein-tag", "time=99:99", "date=9999-12-31&time=08:00"):
        assert "Tag oder Uhrzeit verstehen wir nicht" in html(reader.get(f"/mobility/?{words}"))


@pytest.mark.usefixtures("town_of_three")
def test_the_map_is_told_reach_start_and_marks(reader) -> None:
    told = config(html(reader.get(f"/mobility/?at={spot(3, 3)}&date=2026-03-04&time=07:05")))
    assert [one["properties"]["minutes"] for one in told["reach"]["features"]] == [15, 10, 5]
    assert {one["kind"] for one in told["marks"]} == {"stop", "nursery"}
    assert told["start"] == [pytest.approx(13.5 + 3 * 0.002203), pytest.approx(52.3 + 3 * 0.0013475)]
    assert "{at}" in told["pick"]
    assert told["base"]


@pytest.mark.usefixtures("town_of_three")
def test_without_script_there_is_a_picture_with_the_areas_and_a_table_of_stops(reader) -> None:
    text = html(reader.get(f"/mobility/?at={spot(3, 3)}"))
    assert text.count('class="reach-area ') == 3
    assert "/map/picture.svg?" in text
    # From the last stop nothing leaves.
    assert re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', text) == ["Bahnhof", "Markt"]


@pytest.mark.usefixtures("town_of_three")
def test_nurseries_are_sorted_by_the_way_on_foot(reader) -> None:
    text = html(reader.get(f"/childcare/?at={spot(2, 2)}"))
    assert names(text) == ["Kita Mond", "Kita Sonne", "Kita Sterne &lt;b&gt;"]
    assert "2 Minuten zu Fuß" in text
    assert "Der nächste freie Platz ist bei <strong>Kita Sonne</strong>" in text
    assert names(html(reader.get(f"/childcare/?at={spot(2, 2)}&order=free")))[0].startswith("Kita Sterne")


@pytest.mark.usefixtures("town_of_three")
def test_nurseries_can_be_filtered_by_age_and_free_places(reader) -> None:
    assert names(html(reader.get("/childcare/?age=6"))) == ["Kita Mond"]
    assert names(html(reader.get("/childcare/?age=12&free=1"))) == ["Kita Sonne"]
    nothing = html(reader.get("/childcare/?age=6&free=1"))
    assert names(nothing) == []
    assert "Keine Kita passt dazu" in nothing


@pytest.mark.usefixtures("town_of_three")
def test_an_address_can_be_typed_in_any_spelling(reader) -> None:
    for words in ("Ährenweg 4", "aehrenweg 4", "  ÄHRENWEG   4 "):
        assert "11" not in words
        text = html(reader.get("/childcare/", {"q": words}))
        assert 'value="Ährenweg 4"' in text
    several = html(reader.get("/childcare/", {"q": "ähren"}))
    assert "Gemeint war etwas anderes?" in several


@pytest.mark.usefixtures("town_of_three")
def test_a_place_that_nobody_knows_is_said_kindly(reader) -> None:
    for words in ("q=Nirgendwo 99", "at=mitte", "at=999,999", "q=" + "x" * 500, "q=%00%F0%9F%98%80"):
        for path in ("/mobility/", "/childcare/", "/place/"):
            text = html(reader.get(f"{path}?{words}"))
            assert "kennen wir nicht" in text or "verstehen wir nicht" in text


@pytest.mark.usefixtures("town_of_three")
def test_far_from_all_ways_distances_are_told_as_the_crow_flies(reader) -> None:
    text = html(reader.get(f"/childcare/?at={spot(11, 3)}"))
    assert "Luftlinie" in text
    assert config(text)["reach"]["features"] == []


@pytest.mark.usefixtures("files")
def test_what_is_not_published_shows_nowhere(reader, staff, publish: Callable[..., None]) -> None:
    publish("plan")
    for path in (f"/mobility/?at={spot(1, 1)}", f"/childcare/?at={spot(1, 1)}", f"/place/?at={spot(1, 1)}"):
        text = html(reader.get(path))
        assert "Kita Sonne" not in text
        assert "Seeblick" not in text
    assert "Kita Sonne" in html(staff.get("/childcare/"))
    assert reader.get("/place/betreuung/1/").status_code == 404
    assert staff.get("/place/betreuung/1/").status_code == 200
    found = reader.get("/place/suggest/mobility?q=Seeblick").json()
    assert found["results"] == []


@pytest.mark.usefixtures("town_of_three")
def test_places_are_proposed_while_typing(reader) -> None:
    found = reader.get("/place/suggest/mobility?q=ähr").json()["results"]
    assert [one["title"] for one in found][:3] == ["Ährenweg", "Ährenweg 1", "Ährenweg 2"]
    assert found[0]["url"].startswith("/mobility/?at=52.3")
    assert found[0]["pieces"] == [{"text": "Ähr", "hit": True}, {"text": "enweg", "hit": False}]
    assert reader.get("/place/suggest/elsewhere?q=a").status_code == 404


@pytest.mark.usefixtures("files")
def test_settings_may_name_the_dataset(open_town: TownFolder, staff, tmp_path: Path, publish) -> None:
    other = tmp_path / "liste.csv"
    other.write_text("Name;freie Plätze;Breitengrad;Längengrad\nHaus der Kinder;2;52,301;13,502\n", "utf-8")
    run_import(open_town, other, "liste.csv", dataset="liste", title="Betreuungsliste")
    assert "Haus der Kinder" not in html(staff.get("/childcare/"))
    with open_town.settings_file.open("a") as settings:
        settings.write('[views]\nchildcare = "liste"\n')
    open_town.__dict__.pop("settings", None)
    text = html(staff.get("/childcare/"))
    assert "Haus der Kinder" in text
    assert "Kita Sonne" not in text


@pytest.mark.usefixtures("files")
def test_departures_between_midnights_agree_with_those_of_the_day(open_town: TownFolder) -> None:
    from stadtkern.data.lake.town import town_lake
    from stadtkern.data.portal.departures import next_departures
    from stadtkern.data.portal.ready import timetable as find
    from stadtkern.data.registry.read import RegistryReader

    found = find(RegistryReader(open_town.registry).datasets())
    assert found is not None
    with town_lake(open_town).read() as cursor:
        day = next_departures(cursor, found, datetime(2026, 3, 5), most=99, ahead=86_399)
    # Thursday: three from Markt, three from Bahnhof with the night bus of the evening before, none from the last stop.
    assert {stop: len(listed) for stop, listed in day.items()} == {"A": 3, "B": 3}
    assert {one.when.date() for listed in day.values() for one in listed} == {date(2026, 3, 5)}
