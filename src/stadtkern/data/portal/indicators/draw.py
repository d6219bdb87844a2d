"""Charts of a number: the town over years, and small multiples of its areas on one common scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from stadtkern.data.portal.charts.bars import Bar, Canvas, lying_bars
from stadtkern.data.portal.charts.line import Frame, Point, Series, line_chart
from stadtkern.data.portal.charts.scale import Linear, nice_ticks, number
from stadtkern.data.portal.charts.svg import DAY, drawing, element, label, line, polyline
from stadtkern.data.portal.indicators.compare import Comparison
from stadtkern.data.portal.indicators.model import Result, Yearly
from stadtkern.town.text import Text

WIDE, NARROW = 960.0, 420.0
_YEAR = timedelta(days=365, hours=6)


def over_years(result: Result, language: str, width: float) -> str:
    """Draw the town's values by year; incomplete years stand apart as points."""
    years = sorted(result.total)
    if not years:
        return ""
    whole = {year: value.number for year, value in result.total.items() if value.whole}
    partial = {year: value.number for year, value in result.total.items() if not value.whole}
    title = result.indicator.title.in_language(language)
    lines = [Series(title, _points(whole))] if whole else []
    if partial:
        name = Text("unvollständiges Jahr", "incomplete year").in_language(language)
        lines.append(Series(name, _points(partial)))
    frame = Frame(
        title,
        described(result, language),
        result.indicator.unit.in_language(language),
        datetime(years[0], 1, 1),  # noqa: DTZ001 - a year on paper
        datetime(max(years[-1], years[0] + 1), 1, 1),  # noqa: DTZ001 - a year on paper
        _YEAR,
        language,
        width,
        340 if width > 600 else 280,
        from_zero=from_zero(result.total),
    )
    return line_chart(frame, lines)


def from_zero(values: Yearly) -> bool:
    """Tell whether the axis starts at zero: always but for what hardly moves far above it."""
    numbers = [value.number for value in values.values()]
    return not numbers or min(numbers) <= 0.6 * max(numbers)


def described(result: Result, language: str) -> str:
    """Say in words what the line shows, for those who do not see it."""
    years = result.whole_years
    if not years:
        return ""
    first, last = min(years), max(years)
    return Text("Von {a} im Jahr {y} bis {b} im Jahr {z}", "From {a} in {y} to {b} in {z}").in_language(language).format(
        a=number(years[first], language, result.indicator.digits), y=first,
        b=number(years[last], language, result.indicator.digits), z=last,
    )  # fmt: skip


def _points(values: dict[int, float]) -> list[Point]:
    # A line chart sets each value into the middle of its step; half a step earlier it stands above its year's name.
    return [Point(datetime(year, 1, 1) - _YEAR / 2, value) for year, value in sorted(values.items())]  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Small:
    """One area's small chart; ``drawing`` is empty where it has no data."""

    name: str
    drawing: str
    year: int | None = None
    value: float | None = None


def small_multiples(result: Result, language: str, names: Sequence[str] = ()) -> list[Small]:
    """Draw each area small, all on one scale, so that they may be compared; areas without data stay, and say so."""
    listed = list(dict.fromkeys([*names, *result.areas]))
    values = [value.number for yearly in result.areas.values() for value in yearly.values()]
    years = [year for yearly in result.areas.values() for year in yearly]
    if not values:
        return []
    low = 0.0 if min(values) <= 0.6 * max(values) else min(values)
    ticks = nice_ticks(min(0.0, low) if low <= 0 else low, max(values), 2)
    found = []
    for name in listed:
        yearly = result.areas.get(name, {})
        drawn = _small(name, yearly, (min(years), max(years)), ticks, result, language) if yearly else ""
        last = max(yearly) if yearly else None
        found.append(Small(name, drawn, last, yearly[last].number if last is not None else None))
    return found


def _small(
    name: str, yearly: Yearly, span: tuple[int, int], ticks: Sequence[float], result: Result, language: str
) -> str:
    width, height, digits = 300.0, 132.0, result.indicator.digits
    left = 10 + 7.2 * max(len(number(tick, language, None)) for tick in ticks)
    x = Linear(span[0], max(span[1], span[0] + 1), left, width - 10)
    y = Linear(ticks[0], ticks[-1], height - 24, 10)
    shapes: list[str] = []
    for tick in ticks:
        shapes.append(line(left, y(tick), width - 6, y(tick), "axis" if tick == ticks[0] else "rule"))
        shapes.append(label(left - 6, y(tick) + 4, number(tick, language), anchor="end", size=12))
    shapes.append(label(x(span[0]), height - 6, str(span[0]), size=12))
    if span[1] > span[0]:
        shapes.append(label(width - 6, height - 6, str(span[1]), anchor="end", size=12))
    runs: list[list[tuple[float, float]]] = []
    before: int | None = None
    for year, value in sorted(yearly.items()):
        if before is None or year != before + 1:
            runs.append([])
        runs[-1].append((x(year), y(value.number)))
        before = year
    path = "".join(polyline(run) for run in runs if len(run) > 1)
    if path:
        shapes.append(
            element(
                "path", {"class": "line data-1", "d": path, "fill": "none", "stroke": DAY["data-1"], "stroke-width": 2}
            )
        )
    ends = [run[0] for run in runs if len(run) == 1] + ([runs[-1][-1]] if runs else [])
    shapes += [
        element("circle", {"class": "dot data-1", "cx": at[0], "cy": at[1], "r": 3.5, "fill": DAY["data-1"]})
        for at in dict.fromkeys(ends)
    ]
    first, last = min(yearly), max(yearly)
    told = f"{name}: {first} {number(yearly[first].number, language, digits)}, {last} {number(yearly[last].number, language, digits)}"
    return drawing("drawn drawn-small", width, height, told, "", *shapes)


def neighbours(found: Comparison, result: Result, language: str, width: float) -> str:
    """Draw the town among those just above and below it, and the middle of all."""
    title = Text("Unter den Gemeinden", "Among the municipalities").in_language(language)
    bars = [Bar(one.name, one.value, rest=one is not found.own) for one in found.around]
    middle = Text("Mitte aller Gemeinden", "middle of all municipalities").in_language(language)
    bars.append(Bar(middle, found.middle, rest=True))
    unit = result.indicator.unit.in_language(language)
    return lying_bars(
        Canvas(title, "", unit, language, width), [_rounded(one, result.indicator.digits) for one in bars]
    )


def _rounded(bar: Bar, digits: int) -> Bar:
    return Bar(bar.name, round(bar.value, digits), bar.rest)
