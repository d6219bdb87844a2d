from __future__ import annotations

import re
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from stadtkern.data.portal.charts.bars import Bar, Canvas, columns, lying_bars
from stadtkern.data.portal.charts.isometric import block_sign, town_picture
from stadtkern.data.portal.charts.line import Frame, Point, Series, line_chart
from stadtkern.data.portal.charts.pattern import Rhythm, by_hour, day_pattern, week_pattern
from stadtkern.data.portal.charts.spark import spark

SVG = "{http://www.w3.org/2000/svg}"
START = datetime(2025, 1, 1)
HOUR = timedelta(hours=1)


def frame(**more: object) -> Frame:
    words: dict = {
        "title": "Räder",
        "description": "",
        "unit": "Räder",
        "start": START,
        "end": START + 24 * HOUR,
        "step": HOUR,
    }
    return Frame(**words | more)


def points(values: list[float | None]) -> list[Point]:
    return [Point(START + n * HOUR, value) for n, value in enumerate(values)]


def paths(svg: str, kind: str) -> list[str]:
    return [
        one.get("d", "")
        for one in ET.fromstring(svg).iter(f"{SVG}path")
        if (one.get("class") or "").split()[:1] == [kind]
    ]


def places(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_a_line_has_a_place_for_each_value_from_left_to_right() -> None:
    drawn = places(paths(line_chart(frame(), [Series("a", points([1, 5, 3, 4]))]), "line")[0])
    assert len(drawn) == 4
    assert [x for x, _ in drawn] == sorted(x for x, _ in drawn)
    heights = [y for _, y in drawn]
    assert heights.index(min(heights)) == 1
    assert heights[0] > heights[2] > heights[1]


def test_no_line_is_drawn_across_missing_values() -> None:
    (path,) = paths(line_chart(frame(), [Series("a", points([1, 2, None, None, 3, 4]))]), "line")
    assert path.count("M") == 2
    (path,) = paths(
        line_chart(frame(), [Series("a", [*points([1, 2]), Point(START + 9 * HOUR, 3), Point(START + 10 * HOUR, 4)])]),
        "line",
    )
    assert path.count("M") == 2


def test_a_value_alone_is_a_dot() -> None:
    svg = line_chart(frame(), [Series("a", points([None, 4, None]))])
    assert svg.count("<circle") == 1
    assert paths(svg, "line") == []


@pytest.mark.parametrize("width", [960.0, 400.0])
def test_everything_lies_inside_the_frame(width: float) -> None:
    series = [Series(f"Reihe {n} mit einem langen Namen", points([n, 40 * n, 5, None, 7] * 4)) for n in range(1, 8)]
    svg = line_chart(frame(width=width), series)
    for path in paths(svg, "line"):
        for x, y in places(path):
            assert 0 <= x <= width
            assert 0 <= y <= 380


def test_negative_values_lie_below_zero() -> None:
    root = ET.fromstring(line_chart(frame(), [Series("a", points([-5, 5]))]))
    labels = {one.text: float(one.get("y", "0")) for one in root.iter(f"{SVG}text")}
    assert labels["−5"] > labels["0"] > labels["5"]


def test_a_chart_of_nothing_is_still_a_chart() -> None:
    assert ET.fromstring(line_chart(frame(), [])).tag == f"{SVG}svg"
    assert ET.fromstring(lying_bars(Canvas("leer"), [])).tag == f"{SVG}svg"
    assert ET.fromstring(columns(Canvas("leer"), [])).tag == f"{SVG}svg"
    assert ET.fromstring(week_pattern(Rhythm("leer", "", "", {}))).tag == f"{SVG}svg"
    assert "<svg" in spark([], "leer")


def test_texts_from_data_are_escaped() -> None:
    nasty = '"><script>alert(1)</script>\x00'
    drawings = [
        line_chart(frame(title=nasty, unit=nasty), [Series(nasty, points([1, 2])), Series("b", points([1]))]),
        lying_bars(Canvas(nasty, nasty, nasty), [Bar(nasty, 3)]),
        columns(Canvas(nasty), [Bar(nasty, 3)]),
        week_pattern(Rhythm(nasty, nasty, nasty, {(0, 0): 1.0})),
        spark([1, 2], nasty),
    ]
    for svg in drawings:
        assert "<script" not in svg
        ET.fromstring(svg)
        assert "style=" not in svg


def test_bars_are_as_long_as_their_values() -> None:
    root = ET.fromstring(
        lying_bars(Canvas("Bäume"), [Bar("Ahorn", 30), Bar("Eiche", 15), Bar("alle anderen", 60, rest=True)])
    )
    bars = [one for one in root.iter(f"{SVG}rect") if (one.get("class") or "").startswith("bar")]
    lengths = [float(one.get("width", "0")) for one in bars]
    assert lengths[0] == pytest.approx(2 * lengths[1], abs=0.1)
    assert lengths[2] == pytest.approx(2 * lengths[0], abs=0.1)
    assert "bar--quiet" in (bars[2].get("class") or "")


def test_columns_keep_their_order_and_say_their_value() -> None:
    root = ET.fromstring(columns(Canvas("Einkommen", unit="€"), [Bar("2020", 5), Bar("2021", 7)]))
    bars = [one for one in root.iter(f"{SVG}rect") if (one.get("class") or "").startswith("bar")]
    assert float(bars[0].get("x", "0")) < float(bars[1].get("x", "0"))
    assert [one.findtext(f"{SVG}title") for one in bars] == ["2020: 5 €", "2021: 7 €"]


def test_the_day_means_working_days_and_weekends_apart() -> None:
    values = {(weekday, hour): (10.0 if weekday < 5 else 2.0) for weekday in range(7) for hour in range(24)}
    assert by_hour(values, range(5)) == [10.0] * 24
    assert by_hour(values, range(5, 7)) == [2.0] * 24
    svg = day_pattern(Rhythm("Tag", "", "Räder", values))
    work, free = (places(path) for path in paths(svg, "line") if len(places(path)) == 24)
    assert work[0][1] < free[0][1]


def test_the_week_has_a_cell_for_each_hour_and_the_most_is_darkest() -> None:
    values = {(weekday, hour): 1.0 for weekday in range(7) for hour in range(24)}
    values[(2, 8)] = 9.0
    del values[(6, 3)]
    root = ET.fromstring(week_pattern(Rhythm("Woche", "", "", values)))
    cells = [one for one in root.iter(f"{SVG}rect") if one.find(f"{SVG}title") is not None]
    assert len(cells) == 168
    darkest = [one.findtext(f"{SVG}title") for one in cells if one.get("class") == "heat-8"]
    assert darkest == ["Mi 8–9: 9"]
    assert sum(one.get("class") == "gap-mark" for one in cells) == 1


def test_the_same_seed_draws_the_same_town() -> None:
    town_picture.cache_clear()
    first = town_picture(7, "Stadt")
    town_picture.cache_clear()
    assert town_picture(7, "Stadt") == first
    assert town_picture(8, "Stadt") != first


@pytest.mark.parametrize("seed", range(6))
def test_a_towns_picture_is_sound_and_small(seed: int) -> None:
    svg = town_picture(seed, "<Stadt>")
    root = ET.fromstring(svg)
    assert root.get("aria-label") == "<Stadt>"
    assert len(svg) < 150_000
    assert "style=" not in svg
    used = {one.get("href", "")[1:] for one in root.iter(f"{SVG}use")}
    assert used <= {one.get("id") for one in root.iter() if one.get("id")}
    ET.fromstring(block_sign(seed, ""))
