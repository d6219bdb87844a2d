from __future__ import annotations

import csv
import io
from xml.etree import ElementTree as ET

import pytest

from stadtkern.data.portal.charts.bars import Bar, Canvas, lying_bars
from stadtkern.data.portal.charts.figure import Figure, Line, as_csv, as_file
from stadtkern.data.portal.charts.histogram import Bin, bin_name, edges, histogram
from stadtkern.data.portal.charts.pattern import Rhythm, day_pattern, week_pattern
from stadtkern.data.portal.charts.svg import shortened
from stadtkern.data.portal.charts.years import Years, year_lines

SVG = "{http://www.w3.org/2000/svg}"
NASTY = '</svg><script>alert("x")</script>'


def texts(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]


def figure(title: str = "Wie viele Räder?") -> Figure:
    bars = [Bar("Ahorn", 3.0), Bar("Eiche", 1.5)]
    lines = [Line("Ahorn", (3.0,), "ahorn"), Line("Eiche", (1.5,)), Line("Linde", (None,))]
    return Figure(
        "art", title, "Anzahl", ("Art", "Anzahl"), lines, lambda width: lying_bars(Canvas(title, width=width), bars)
    )


def test_a_chart_as_a_file_says_what_it_is_in_which_unit_from_whom_and_when() -> None:
    svg = as_file(
        figure(), 960, ["Räder", "Quelle: Tiefbauamt · Stand: 3. März 2025", "https://stadt.example/datasets/a/"]
    )
    said = texts(svg)
    for wanted in ("Wie viele Räder?", "Anzahl", "Räder", "https://stadt.example/datasets/a/", "Ahorn", "3"):
        assert wanted in said
    assert any("Quelle: Tiefbauamt · Stand: 3. März 2025" in one for one in said)
    root = ET.fromstring(svg)
    assert float(root.get("height", "0")) > 150
    (inner,) = [one for one in root.iter(f"{SVG}svg") if (one.get("class") or "").startswith("drawn")]
    assert float(inner.get("y", "0")) + float(inner.get("height", "0")) < float(root.get("height", "0"))


@pytest.mark.parametrize("width", [300, 960, 2400])
@pytest.mark.parametrize("title", ["Sehr " * 75, "ع" * 300, "👩‍👩‍👧‍👦" * 40, NASTY, "ohneLeerzeichen" * 20, ""])
def test_a_file_takes_any_title_at_any_width(title: str, width: int) -> None:
    svg = as_file(figure(title), width, ["Quelle"])
    ET.fromstring(svg)
    assert "<script>" not in svg


def test_values_leave_as_csv_that_programs_read() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(figure()))))
    assert rows == [["Art", "Anzahl"], ["ahorn", "3"], ["Eiche", "1.5"], ["Linde", ""]]


def test_years_lie_over_one_another_with_the_newest_on_top() -> None:
    years = [(2023, {1: 5.0, 2: 6.0, 4: 9.0}), (2024, {1: 7.0, 2: 8.0, 3: 9.0})]
    svg = year_lines(Years("Jahre", "", "Räder", 12), years)
    drawn = [one for one in ET.fromstring(svg).iter(f"{SVG}path") if one.find(f"{SVG}title") is not None]
    assert [one.findtext(f"{SVG}title") for one in drawn] == ["2023", "2024"]
    assert drawn[1].get("class") == "line data-1"
    assert drawn[0].get("d", "").count("M") == 1, "a month alone is a dot, not a line"
    said = texts(svg)
    assert said.index("2024") < said.index("2023")
    assert "März" in said


@pytest.mark.parametrize("parts", [12, 53])
@pytest.mark.parametrize("width", [400, 960])
def test_years_without_values_are_still_a_drawing(parts: int, width: float) -> None:
    ET.fromstring(year_lines(Years("Jahre", "", "", parts, width=width), []))
    ET.fromstring(year_lines(Years("Jahre", "", "", parts, width=width), [(2025, {1: 3.0})]))


def test_more_than_seven_years_show_the_latest_seven() -> None:
    svg = year_lines(Years("Jahre", "", "", 12), [(year, {1: 1.0, 2: 2.0}) for year in range(2010, 2026)])
    assert "2025" in texts(svg)
    assert "2018" not in texts(svg)


@pytest.mark.parametrize(
    ("low", "high", "whole", "step"),
    [
        (0.0, 100.0, False, 5.0),
        (3.8, 28.0, False, 2.0),
        (0, 6, True, 1.0),
        (1916, 2022, True, 10.0),
        (5.0, 5.0, False, 1.0),
    ],
)
def test_a_histogram_has_round_edges_that_hold_all_values(low: float, high: float, whole: bool, step: float) -> None:
    first, found, count = edges(low, high, whole=whole)
    assert found == step
    assert first <= low
    assert first + found * count > high
    assert 1 <= count <= 60


def test_a_histogram_names_its_ranges_and_greys_what_lies_beyond() -> None:
    bins = [Bin(0, 5, 3), Bin(5, 10, 7), Bin(10, 99, 2, open_high=True)]
    svg = histogram(Canvas("Höhe", unit="m"), bins, "Anzahl")
    titles = [one.findtext(f"{SVG}title") for one in ET.fromstring(svg).iter(f"{SVG}rect")]
    assert titles == ["0 bis unter 5 m: 3", "5 bis unter 10 m: 7", "ab 10 m: 2"]
    assert svg.count("bar--quiet") == 1
    assert bin_name(bins[1], "en") == "5 to below 10"
    ET.fromstring(histogram(Canvas("leer"), [], "Anzahl"))


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("kurz", 10, "kurz"),
        ("Straßenbahnhaltestelle", 8, "Straßen…"),
        ("abc👩‍👩‍👧", 6, "abc…"),
        ("ab🇩🇪🇫🇷", 5, "ab🇩🇪…"),
        ("ab🇩🇪🇫🇷x", 4, "ab…"),
        ("abcde\u0301fgh", 6, "abcd…"),
    ],
)
def test_a_name_is_never_cut_inside_what_people_see_as_one_sign(text: str, most: int, cut: str) -> None:
    assert shortened(text, most) == cut


def test_the_axis_of_a_level_begins_near_its_least_value_and_that_of_a_sum_at_zero() -> None:
    values = {(weekday, hour): 1010.0 + hour for weekday in range(7) for hour in range(24)}
    level = day_pattern(Rhythm("Luftdruck", "", "hPa", values, from_zero=False))
    assert "0" not in texts(level)
    assert "0" in texts(day_pattern(Rhythm("Räder", "", "Räder", values)))
    steps = [
        one.get("class")
        for one in ET.fromstring(week_pattern(Rhythm("Woche", "", "hPa", values, from_zero=False))).iter(f"{SVG}rect")
    ]
    assert {"heat-0", "heat-4", "heat-8"} <= set(steps[: 7 * 24])
