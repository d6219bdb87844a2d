"""A dataset's page beyond the first chart: files, embedding, versions, reports of mistakes, strange content."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from portal_files import NASTY, tree_csv

from stadtkern.data.gather.run import run_import
from stadtkern.town.folder import TownFolder

SVG = "{http://www.w3.org/2000/svg}"


def html(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def rows(answer) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode())))


@pytest.fixture
def two_years(open_town: TownFolder, tmp_path: Path) -> str:
    """Counts an hour over two years: 10 an hour in the first, 20 in the second. Gives the slug."""
    lines, at = ["Datum;Brücke"], datetime(2024, 1, 1)
    while at < datetime(2025, 12, 31):
        if not (at.hour == 2 and at.month == 3 and at.day >= 25):
            lines.append(f"{at:%d.%m.%Y %H:%M};{10 if at.year == 2024 else 20}")
        at += timedelta(hours=1)
    (tmp_path / "b.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return run_import(open_town, tmp_path / "b.csv", "b.csv", dataset="bruecke", title="Radverkehr Brücke").dataset


def test_years_are_compared_by_month_and_by_week(staff, two_years: str) -> None:
    page = html(staff.get(f"/datasets/{two_years}/"))
    assert "Wie unterscheiden sich die Jahre?" in page
    assert "drawn-years" in page
    head, *lines = rows(staff.get(f"/datasets/{two_years}/chart.csv?figure=years-month"))
    assert head == ["Monat", "2024", "2025"]
    assert lines[0] == ["1", "240", "480"]
    assert len(lines) == 12
    weekly = html(staff.get(f"/datasets/{two_years}/?compare=week"))
    assert re.search(r'aria-current="true"[^>]*>Wochen', weekly)
    assert len(rows(staff.get(f"/datasets/{two_years}/chart.csv?figure=years-week"))) == 53


def test_one_year_alone_is_not_compared(staff, counters: str) -> None:
    assert "Wie unterscheiden sich die Jahre?" not in html(staff.get(f"/datasets/{counters}/"))
    assert staff.get(f"/datasets/{counters}/chart.svg?figure=years-month").status_code == 404


@pytest.mark.parametrize("figure", ["0", "day", "week", "quality"])
def test_every_chart_of_a_series_is_a_picture_and_a_table_of_its_own(staff, counters: str, figure: str) -> None:
    picture = staff.get(f"/datasets/{counters}/chart.svg?figure={figure}")
    assert picture["content-type"].startswith("image/svg+xml")
    said = ["".join(one.itertext()) for one in ET.fromstring(picture.content).iter(f"{SVG}text")]
    assert any(one.startswith("Quelle: Prüfstadt") and "Stand: " in one for one in said)
    assert "http://testserver/datasets/raeder/" in said
    assert "Räder am Neutor" in said
    head, *lines = rows(staff.get(f"/datasets/{counters}/chart.csv?figure={figure}"))
    assert len(lines) >= 2
    assert all(len(line) == len(head) for line in lines)


def test_the_csv_of_a_chart_holds_what_the_chart_shows(staff, counters: str) -> None:
    found = rows(staff.get(f"/datasets/{counters}/chart.csv?period=month&at=2025-03-04"))
    assert found[4][:2] == ["2025-03-04", "912"]


def test_the_page_links_picture_values_and_frame_of_each_chart(staff, counters: str) -> None:
    page = html(staff.get(f"/datasets/{counters}/?period=month&at=2025-03-04"))
    for link in re.findall(r'href="(/(?:datasets|embed)/[^"]*figure=[^"]*)"', page):
        assert staff.get(link.replace("&amp;", "&")).status_code == 200, link
    assert len(set(re.findall(r"chart\.csv\?[^\"]*figure=(\w+)", page))) == 4


def test_the_part_that_moves_is_the_same_as_on_the_page(staff, counters: str) -> None:
    part = html(staff.get(f"/datasets/{counters}/chart/?period=month&at=2025-03-04"))
    assert "<html" not in part
    assert 'id="chart"' in part
    assert 'id="table"' in part
    assert 'data-from="2025-03-01" data-to="2025-03-31"' in part
    page = html(staff.get(f"/datasets/{counters}/?period=month&at=2025-03-04"))
    drawings = re.findall(r"<svg[^>]*drawn-line.*?</svg></svg>|<svg[^>]*drawn-line.*?</g></svg>", part, re.DOTALL)
    assert drawings
    assert all(one in page for one in drawings)


def test_closer_and_wider_are_links_without_a_script(staff, counters: str) -> None:
    page = html(staff.get(f"/datasets/{counters}/?from=2025-03-03&to=2025-03-16"))
    closer = re.search(r'href="([^"]*)" data-move="closer"', page)
    wider = re.search(r'href="([^"]*)" data-move="wider"', page)
    assert closer
    assert wider
    inside = html(staff.get(f"/datasets/{counters}/{closer[1].replace('&amp;', '&')}"))
    assert 'data-from="2025-03-06" data-to="2025-03-12"' in inside
    outside = html(staff.get(f"/datasets/{counters}/{wider[1].replace('&amp;', '&')}"))
    assert 'data-from="2025-03-01"' in outside


def test_numbers_of_places_are_drawn_by_how_they_are_spread(staff, trees: str) -> None:
    page = html(staff.get(f"/datasets/{trees}/"))
    by = re.search(r"by=(h\w+)#chart", page)
    assert by
    assert "drawn-histogram" in html(staff.get(f"/datasets/{trees}/?by={by[1]}"))
    head, *lines = rows(staff.get(f"/datasets/{trees}/chart.csv?figure={by[1]}"))
    assert head[0] == "Höhe (m)"
    assert sum(float(line[1]) for line in lines) == 60


def test_years_of_planting_are_counted_by_year_or_decade(staff, open_town: TownFolder, tmp_path: Path) -> None:
    lines = ["Baumart;Pflanzjahr;Lat;Lon"] + [f"Ahorn;{1950 + n};52.4{n:02};13.1{n:02}" for n in range(70)]
    (tmp_path / "p.csv").write_text("\n".join(lines) + "\n", "utf-8")
    slug = run_import(open_town, tmp_path / "p.csv", "p.csv", dataset="pflanzungen").dataset
    found = rows(staff.get(f"/datasets/{slug}/chart.csv?figure=pflanzjahr"))
    assert found[1] == ["1950–1959", "10"]
    assert len(found) == 8


def test_a_chart_stands_in_a_frame_on_any_page(reader, counters: str, publish: Callable[..., None]) -> None:
    path = f"/embed/chart/{counters}/?period=month&at=2025-03-04"
    assert reader.get(path).status_code == 404, "a private dataset leaks through its frame"
    publish(counters)
    answer = reader.get(path)
    page = html(answer)
    assert "X-Frame-Options" not in answer.headers
    assert "drawn-line" in page
    assert "Quelle: Prüfstadt, Bauamt" in page
    assert f'href="/datasets/{counters}/?period=month&amp;at=2025-03-04"' in page


@pytest.mark.parametrize("path", ["chart.svg", "chart.csv", "chart/", "changes/", "report/", "report/sent/"])
def test_a_private_dataset_has_no_pages_for_the_public(reader, counters: str, path: str) -> None:
    assert reader.get(f"/datasets/{counters}/{path}").status_code == 404


def test_a_series_of_one_value_shows_the_value_large(staff, open_town: TownFolder, tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("Zeit;Pegel (m)\n04.03.2025 12:00;1,25\n", "utf-8")
    slug = run_import(open_town, tmp_path / "e.csv", "e.csv", dataset="pegel").dataset
    page = html(staff.get(f"/datasets/{slug}/"))
    assert re.search(r'class="big-number">1,25', page)
    assert staff.get(f"/datasets/{slug}/chart.svg").status_code == 200
    assert staff.get(f"/datasets/{slug}/chart.csv").content.decode().splitlines()[1].endswith(",1.25")


def test_an_empty_dataset_looks_intended_and_has_no_chart(staff, open_town: TownFolder) -> None:
    from stadtkern.data.registry import public

    number = public.ensure_dataset("leer", title="Was steht leer?")
    assert "Noch keine Werte" in html(staff.get("/datasets/leer/"))
    public.ensure_collection(number, "leer", "Leer", "features", alone=True)
    assert "Noch keine Werte" in html(staff.get("/datasets/leer/"))
    assert staff.get("/datasets/leer/chart.svg").status_code == 404
    assert "Noch keine Version" in html(staff.get("/datasets/leer/changes/"))


def test_strange_names_look_intended(staff, open_town: TownFolder, tmp_path: Path) -> None:
    from stadtkern.data.registry import public

    kinds = ["👩‍👩‍👧‍👦 Familie", "شجرة الزيتون", NASTY, "Ä" * 300, "=1+1"]
    lines = ["Art;Höhe (m);Lat;Lon"]
    for n in range(40):
        name = kinds[n % 5].replace('"', '""')
        place = ";" if n % 4 == 3 else f"{52.4 + n * 0.0003:.5f};{13.1 + n * 0.0002:.5f}"
        lines.append(f'"{name}";{n};{place}')
    (tmp_path / "s.csv").write_text("\n".join(lines) + "\n", "utf-8")
    slug = run_import(open_town, tmp_path / "s.csv", "s.csv", dataset="seltsam").dataset
    public.update_dataset(public.dataset_id(slug) or 0, title_de="مدينة 🌳 " + "Wort " * 58)
    page = html(staff.get(f"/datasets/{slug}/?by=art"))
    assert 'class="title-long"' in page
    assert '<h1 dir="auto"' in page
    assert "شجرة الزيتون" in page
    assert "<script>alert" not in page
    placed = re.search(r"Einträge; (\d+) davon", page)
    assert placed, re.findall(r"<li dir=.auto.>(.*?)</li>", page)
    assert placed[1] == "30"
    ET.fromstring(staff.get(f"/datasets/{slug}/chart.svg?by=art").content)
    assert ["=1+1", "8"] in rows(staff.get(f"/datasets/{slug}/chart.csv?by=art"))


def again(town: TownFolder, tmp_path: Path) -> None:
    """Bring the trees in again: one is another kind, one is gone, one is new."""
    path = tree_csv(tmp_path / "neu.csv")
    lines = path.read_text("utf-8").splitlines()
    lines[1] = lines[1].replace("Ahorn", "Ulme")
    path.write_text("\n".join([*lines[:-1], "Esche;9,5;Neuer Weg;52.41;13.12"]) + "\n", "utf-8")
    run_import(town, path, "geheimer-name.csv", dataset="baeume")


def test_readers_see_what_changed_between_two_public_versions(
    reader, open_town: TownFolder, trees: str, tmp_path: Path, publish: Callable[..., None]
) -> None:
    publish(trees)
    again(open_town, tmp_path)
    page = html(reader.get(f"/datasets/{trees}/"))
    link = re.search(rf"/datasets/{trees}/changes/\?b=\d+", page)
    assert link
    told = html(reader.get(link[0]))
    assert "Von Version 1 zu Version 2" in told
    assert re.search(r"\d+ Zeilen? ", told)
    assert "Ulme" in told or "Neuer Weg" in told
    assert "geheimer-name" not in page + told
    assert "<script>alert" not in told


def test_what_was_never_public_is_told_in_numbers_only(
    reader, staff, open_town: TownFolder, trees: str, tmp_path: Path, publish: Callable[..., None]
) -> None:
    again(open_town, tmp_path)
    publish(trees)
    link = re.search(r"/datasets/baeume/changes/\?b=\d+", html(reader.get(f"/datasets/{trees}/")))
    assert link
    public, office = html(reader.get(link[0])), html(staff.get(link[0]))
    assert "war nie öffentlich" in public
    gone = ">Weg 3<"
    assert gone not in public
    assert "vorher" not in public or all(
        cell == "–" for cell in re.findall(r'data-label="vorher" dir="auto">([^<]*)<', public)
    )
    assert "war nie öffentlich" not in office
    assert "geheimer-name" in office
    assert "geheimer-name" not in public


@pytest.mark.parametrize("query", ["a=999&b=998", "b=x", "a=&b=", "b=99999999999"])
def test_versions_that_are_not_there_are_answered_calmly(staff, trees: str, query: str) -> None:
    assert staff.get(f"/datasets/{trees}/changes/?{query}").status_code in (200, 404)


def test_every_dataset_says_how_to_cite_it(reader, trees: str, publish: Callable[..., None]) -> None:
    publish(trees)
    page = html(reader.get(f"/datasets/{trees}/"))
    assert "Prüfstadt, Bauamt (" in page
    assert "@misc{baeume-" in page
    assert "http://testserver/datasets/baeume/" in page


def test_quality_is_summed_up_at_the_top(staff, trees: str) -> None:
    page = html(staff.get(f"/datasets/{trees}/"))
    head = page[: page.index('id="chart"')]
    assert "Güte: 5 von 5 Punkten" in head
    assert "Vollständig, heute geändert, alles hat einen Ort" in head
