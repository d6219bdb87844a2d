"""Values over time: lines with gaps where there is nothing, a band from least to most, names at the lines' ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stadtkern.data.portal.charts.scale import Linear, nice_ticks, number, time_ticks
from stadtkern.data.portal.charts.svg import (
    DASHES,
    DAY,
    drawing,
    element,
    label,
    line,
    polyline,
    short,
    shortened,
)


@dataclass(frozen=True, slots=True)
class Point:
    """One bucket of a series: its local start and its value; ``low`` and ``high`` when it is a mean."""

    when: datetime
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One line of the chart."""

    name: str
    points: Sequence[Point] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a chart over time shows and how large it is drawn. Times are local wall clock without zone."""

    title: str
    description: str
    unit: str
    start: datetime
    end: datetime
    step: timedelta
    language: str = "de"
    width: float = 960
    height: float = 380
    from_zero: bool = True


def line_chart(frame: Frame, series: Sequence[Series]) -> str:
    """Draw up to seven series in one frame. A bucket without value breaks its line; nothing is drawn across it."""
    narrow = frame.width < 600
    names = [one.name for one in series[:7]] if len(series) > 1 else []
    left, right, bottom = 8.0 + _label_width(frame, series), 14.0, 30.0
    top = (30.0 if frame.unit else 12.0) + (22.0 * legend_rows(names, frame.width - left) if names else 0)
    values = [v for one in series for p in one.points for v in (p.value, p.low, p.high) if v is not None]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    ticks = nice_ticks(
        min(0.0, low) if frame.from_zero else low,
        max(high, 0.0) if frame.from_zero else high,
        4,
    )
    y = Linear(ticks[0], ticks[-1], frame.height - bottom, top)
    x = Linear(
        0,
        max(1.0, (frame.end - frame.start).total_seconds()),
        left,
        frame.width - right,
    )
    shapes: list[str] = [label(0, top - 14, frame.unit, "")] if frame.unit else []
    for tick in ticks:
        shapes.append(
            line(
                left,
                y(tick),
                frame.width - right,
                y(tick),
                "axis" if tick == ticks[0] else "rule",
            )
        )
        shapes.append(label(left - 8, y(tick) + 4.5, number(tick, frame.language), anchor="end"))
    moving: list[str] = []
    yearly = frame.step > timedelta(days=360)
    for when in time_ticks(frame.start, frame.end, frame.language, 4 if narrow else 9, yearly=yearly):
        # A year's value stands in the middle of its year, and so does the year's name.
        at = x((when.when - frame.start + (frame.step / 2 if yearly else timedelta(0))).total_seconds())
        if when.strong and not yearly:
            moving.append(line(at, top, at, frame.height - bottom, "rule"))
        if at < frame.width - 24:
            moving.append(
                label(
                    at,
                    frame.height - 9,
                    when.text,
                    anchor="start" if at < left + 20 else "middle",
                )
            )
    for number_, one in enumerate(series[:7], 1):
        moving += _one_series(frame, one, number_, x, y, alone=not names)
    shapes.append(_window(moving, left, top, frame))
    if names:
        shapes += legend(names, left, frame.width)
    return drawing(
        _kind(narrow=narrow),
        frame.width,
        frame.height,
        frame.title,
        frame.description,
        *shapes,
        more={
            "data-left": left,
            "data-right": frame.width - right,
            "data-top": top,
            "data-bottom": frame.height - bottom,
        },
    )


def _window(moving: Sequence[str], left: float, top: float, frame: Frame) -> str:
    """Put what a reader may push sideways behind a window, so that it does not run over the numbers at the left."""
    edge, above = left - 4, top - 8
    place = {"x": edge, "y": above, "width": frame.width - edge, "height": frame.height - above}
    box = " ".join(short(value) for value in place.values())
    return element("svg", {**place, "viewBox": box}, element("g", {"class": "moves"}, *moving))


def _kind(*, narrow: bool) -> str:
    return f"drawn drawn-line {'chart-narrow' if narrow else 'chart-wide'}"


def _label_width(frame: Frame, series: Sequence[Series]) -> float:
    values = [p.value for one in series for p in one.points if p.value is not None] or [0.0]
    ticks = (
        nice_ticks(min(0.0, *values), max(0.0, *values), 4) if frame.from_zero else nice_ticks(min(values), max(values))
    )
    return 7.5 * max(len(number(tick, frame.language)) for tick in ticks) + 4


def _one_series(frame: Frame, one: Series, place: int, x: Linear, y: Linear, *, alone: bool) -> list[str]:
    colour = DAY[f"data-{place}"]
    half = frame.step.total_seconds() / 2
    runs = _runs(one.points, frame.step)
    shapes: list[str] = []

    def at(point: Point) -> float:
        return min(x.end, max(x.start, x((point.when - frame.start).total_seconds() + half)))

    for run in runs:
        spread = [p for p in run if p.low is not None and p.high is not None and p.low != p.high]
        if len(spread) > 1 and alone:
            edge = [(at(p), y(p.high or 0.0)) for p in spread] + [(at(p), y(p.low or 0.0)) for p in reversed(spread)]
            shapes.append(
                element(
                    "path",
                    {
                        "class": f"range data-{place}",
                        "d": polyline(edge) + "Z",
                        "fill": colour,
                        "fill-opacity": 0.18,
                    },
                )
            )
        elif alone and len(run) > 1 and frame.from_zero:
            ground = [
                (at(run[0]), y(0.0)),
                *((at(p), y(p.value or 0.0)) for p in run),
                (at(run[-1]), y(0.0)),
            ]
            shapes.append(
                element(
                    "path",
                    {
                        "class": f"area data-{place}",
                        "d": polyline(ground) + "Z",
                        "fill": colour,
                        "fill-opacity": 0.1,
                    },
                )
            )
    shapes += [
        element(
            "circle",
            {"class": f"dot data-{place}", "cx": at(run[0]), "cy": y(run[0].value or 0.0), "r": 2.5, "fill": colour},
        )
        for run in runs
        if len(run) == 1
    ]
    path = "".join(polyline((at(p), y(p.value or 0.0)) for p in run) for run in runs if len(run) > 1)
    if path:
        shapes.append(
            element(
                "path",
                {
                    "class": f"line data-{place}",
                    "d": path,
                    "fill": "none",
                    "stroke": colour,
                    "stroke-width": 2 if len(one.points) < 200 else 1.5,
                    "stroke-linejoin": "round",
                    "stroke-dasharray": DASHES[place - 1],
                },
            )
        )
    return shapes


def _runs(points: Sequence[Point], step: timedelta) -> list[list[Point]]:
    """Cut at buckets without value and where a bucket is missing altogether (more than one and a half steps)."""
    runs: list[list[Point]] = []
    before: Point | None = None
    for point in points:
        if point.value is None:
            before = None
            continue
        if before is None or point.when - before.when > step * 1.5 + timedelta(hours=1):
            runs.append([])
        runs[-1].append(point)
        before = point
    return runs


def legend_rows(names: Sequence[str], width: float) -> int:
    """Say how many rows the names of a chart's lines need."""
    return 1 + max(row for row, _ in _legend_places(names, width))


def _legend_places(names: Sequence[str], width: float) -> list[tuple[int, float]]:
    places: list[tuple[int, float]] = []
    row, at = 0, 0.0
    for name in names:
        need = 34 + 7.2 * min(len(name), 40)
        if at and at + need > width:
            row, at = row + 1, 0.0
        places.append((row, at))
        at += need
    return places or [(0, 0.0)]


def legend(names: Sequence[str], left: float, width: float) -> list[str]:
    """Name the lines of a chart above it, each with a piece of its line; at most seven."""
    shapes: list[str] = []
    for place, (name, (row, at)) in enumerate(zip(names, _legend_places(names, width - left), strict=True), 1):
        height = 14.0 + 22 * row
        shapes.append(
            element(
                "path",
                {
                    "class": f"line data-{place}",
                    "d": polyline([(left + at, height - 4), (left + at + 20, height - 4)]),
                    "stroke": DAY[f"data-{place}"],
                    "stroke-width": 3,
                    "stroke-dasharray": DASHES[place - 1],
                    "fill": "none",
                },
            )
        )
        shapes.append(label(left + at + 26, height, shortened(name, 40)))
    return shapes
