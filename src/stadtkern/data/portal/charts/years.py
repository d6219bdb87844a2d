"""Years over one another: one line a year along the same twelve months, the newest strongest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from stadtkern.data.portal.charts.line import legend, legend_rows
from stadtkern.data.portal.charts.scale import MONTHS_SHORT, Linear, nice_ticks, number
from stadtkern.data.portal.charts.svg import DASHES, DAY, drawing, element, label, line, polyline, words

MOST = 7


@dataclass(frozen=True, slots=True)
class Years:
    """What a chart of years says about itself. ``parts`` is 12 (months) or 53 (weeks)."""

    title: str
    description: str
    unit: str
    parts: int
    language: str = "de"
    width: float = 960
    height: float = 360
    from_zero: bool = True


def year_lines(frame: Years, years: Sequence[tuple[int, Mapping[int, float]]]) -> str:
    """Draw up to seven years (the newest last), each a value by part (1 to ``parts``); a missing part breaks its line."""
    shown = list(years)[-MOST:][::-1]
    narrow = frame.width < 600
    names = [str(year) for year, _ in shown]
    values = [value for _, parts in shown for value in parts.values()]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    ticks = nice_ticks(min(0.0, low) if frame.from_zero else low, max(0.0, high) if frame.from_zero else high, 4)
    left = 12 + 7.5 * max(len(number(tick, frame.language)) for tick in ticks)
    top = 30.0 + 22.0 * legend_rows(names, frame.width - left)
    bottom, right = frame.height - 30, frame.width - 14
    y, x = Linear(ticks[0], ticks[-1], bottom, top), Linear(0, frame.parts, left, right)
    shapes = [label(0, top - 14, frame.unit)] if frame.unit else []
    for tick in ticks:
        shapes.append(line(left, y(tick), right, y(tick), "axis" if tick == ticks[0] else "rule"))
        shapes.append(label(left - 8, y(tick) + 4.5, number(tick, frame.language), anchor="end"))
    for month in range(1, 13, 2 if narrow else 1):
        share = (month - 0.5) / 12 if frame.parts == 12 else date(2025, month, 1).timetuple().tm_yday / 365.25
        anchor = "middle" if frame.parts == 12 else "start"
        shapes.append(
            label(
                left + (right - left) * share, frame.height - 9, MONTHS_SHORT[frame.language][month - 1], anchor=anchor
            )
        )
    for place, (year, parts) in reversed(list(enumerate(shown, 1))):
        shapes += _year(frame, str(year), parts, place, x, y)
    if shown:
        shapes += legend(names, left, frame.width)
    kind = f"drawn drawn-years {'chart-narrow' if narrow else 'chart-wide'}"
    return drawing(kind, frame.width, frame.height, frame.title, frame.description, *shapes)


def _year(frame: Years, name: str, parts: Mapping[int, float], place: int, x: Linear, y: Linear) -> list[str]:
    runs: list[list[int]] = []
    for part in sorted(parts):
        if not runs or part != runs[-1][-1] + 1:
            runs.append([])
        runs[-1].append(part)
    colour = DAY[f"data-{place}"]
    path = "".join(polyline((x(part - 0.5), y(parts[part])) for part in run) for run in runs if len(run) > 1)
    shapes = []
    if path:
        shapes.append(
            element("path", {"class": f"line data-{place}", "d": path, "fill": "none", "stroke": colour,
                             "stroke-width": 3 if place == 1 else 1.75, "stroke-linejoin": "round",
                             "stroke-dasharray": DASHES[place - 1]},
                    element("title", {}, words(name)))
        )  # fmt: skip
    lone = [run[0] for run in runs if len(run) == 1]
    dots = sorted(parts) if place == 1 and frame.parts == 12 else lone
    return shapes + [
        element(
            "circle",
            {"class": f"dot data-{place}", "cx": x(part - 0.5), "cy": y(parts[part]), "r": 3.5, "fill": colour},
        )
        for part in dots
    ]
