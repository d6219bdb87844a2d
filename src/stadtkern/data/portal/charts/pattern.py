"""The rhythm of a place: a normal working day beside a normal weekend, and the week hour by hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stadtkern.data.portal.charts.scale import (
    WEEKDAYS_SHORT,
    Linear,
    nice_ticks,
    number,
)
from stadtkern.data.portal.charts.svg import (
    DAY,
    SEQUENCE,
    drawing,
    element,
    label,
    line,
    polyline,
    words,
)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Mean values by weekday (0 Monday to 6 Sunday) and local hour; hours without data are absent.

    ``from_zero``: sums are compared by their length, so the axis begins at nothing; a level's axis begins near its least.
    """

    title: str
    description: str
    unit: str
    values: Mapping[tuple[int, int], float]
    language: str = "de"
    from_zero: bool = True


def day_pattern(rhythm: Rhythm, width: float = 960, height: float = 280) -> str:
    """Draw two lines over 24 hours: the mean of Monday to Friday and the mean of Saturday and Sunday."""
    lines = {
        {"de": "Montag bis Freitag", "en": "Monday to Friday"}[rhythm.language]: by_hour(rhythm.values, range(5)),
        {"de": "Wochenende", "en": "Weekend"}[rhythm.language]: by_hour(rhythm.values, range(5, 7)),
    }
    numbers = [v for one in lines.values() for v in one if v is not None] or [0.0, 1.0]
    ticks = nice_ticks(min(0.0, *numbers) if rhythm.from_zero else min(numbers), max(numbers), 3)
    left = 12 + 7.5 * max(len(number(tick, rhythm.language)) for tick in ticks)
    top, bottom, narrow = 54.0, height - 28, width < 500
    y, x = Linear(ticks[0], ticks[-1], bottom, top), Linear(0, 23, left, width - 12)
    shapes = [label(0, 14, rhythm.unit, "")] if rhythm.unit else []
    for tick in ticks:
        shapes.append(
            line(
                left,
                y(tick),
                width - 12,
                y(tick),
                "axis" if tick == ticks[0] else "rule",
            )
        )
        shapes.append(label(left - 8, y(tick) + 4.5, number(tick, rhythm.language), anchor="end"))
    for hour in range(0, 24, 6 if narrow else 3):
        text = f"{hour} Uhr" if rhythm.language == "de" else f"{hour}:00"
        shapes.append(label(x(hour), height - 8, text, anchor="start" if hour == 0 else "middle"))
    for place, (name, hours) in enumerate(lines.items(), 1):
        points = [(x(hour), y(value)) for hour, value in enumerate(hours) if value is not None]
        shapes.append(_stroke(polyline(points), place))
        begin = left + (0 if place == 1 else 34 + 7.6 * len(next(iter(lines))))
        shapes.append(_stroke(polyline([(begin, 32), (begin + 20, 32)]), place))
        shapes.append(label(begin + 26, 36, name, ""))
    kind = f"drawn drawn-pattern {'chart-narrow' if narrow else 'chart-wide'}"
    return drawing(kind, width, height, rhythm.title, rhythm.description, *shapes)


def _stroke(path: str, place: int) -> str:
    return element(
        "path",
        {
            "class": f"line data-{place}",
            "d": path,
            "fill": "none",
            "stroke": DAY[f"data-{place}"],
            "stroke-width": 2.5,
            "stroke-linejoin": "round",
            "stroke-dasharray": None if place == 1 else "7 4",
        },
    )


def by_hour(values: Mapping[tuple[int, int], float], days: Sequence[int]) -> list[float | None]:
    """Give the mean over some weekdays for each of the 24 hours; None where no day has a value."""
    found = [[values[(day, hour)] for day in days if (day, hour) in values] for hour in range(24)]
    return [sum(one) / len(one) if one else None for one in found]


def week_pattern(rhythm: Rhythm, width: float = 960) -> str:
    """Draw the week as a heat map: a row a weekday, a cell an hour; each cell says its value when pointed at."""
    narrow = width < 500
    left, top = 34.0, 20.0
    cell = (width - left) / 24
    tall = max(18.0, min(26.0, cell * 0.8))
    most = max(rhythm.values.values(), default=0.0)
    least = min(rhythm.values.values(), default=0.0)
    least = min(0.0, least) if rhythm.from_zero else least
    shapes: list[str] = []
    cells: list[str] = []
    for hour in range(0, 24, 6 if narrow else 3):
        text = f"{hour} Uhr" if rhythm.language == "de" else f"{hour}:00"
        shapes.append(label(left + cell * hour, 12, text))
    for weekday in range(7):
        name = WEEKDAYS_SHORT[rhythm.language][weekday]
        shapes.append(label(0, top + tall * (weekday + 0.5) + 4.5, name))
        for hour in range(24):
            value = rhythm.values.get((weekday, hour))
            step = 0 if value is None or most == least else round((value - least) / (most - least) * 8)
            told = f"{name} {hour}–{hour + 1}: {number(value, rhythm.language)} {rhythm.unit}".strip()
            cells.append(
                element(
                    "rect",
                    {
                        "class": "gap-mark" if value is None else f"heat-{step}",
                        "x": left + cell * hour,
                        "y": top + tall * weekday,
                        "width": cell - 1.5,
                        "height": tall - 1.5,
                        "rx": 2,
                        "fill": DAY["quiet"] if value is None else SEQUENCE[step],
                    },
                    element("title", {}, words(told)),
                )
            )
    digits = 0 if most - least >= 20 else 1 if most - least >= 1 else 2
    low, high = number(least, rhythm.language, digits), number(most, rhythm.language, digits)
    foot = top + tall * 7 + 22
    legend_end = left + 8 * len(low) + 8 + 9 * 16
    shapes.append(label(left, foot, low))
    for step, colour in enumerate(SEQUENCE):
        at = left + 8 * len(low) + 8 + step * 16
        cells.append(
            element(
                "rect",
                {
                    "class": f"heat-{step}",
                    "x": at,
                    "y": foot - 11,
                    "width": 15,
                    "height": 13,
                    "fill": colour,
                },
            )
        )
    shapes.append(label(legend_end + 8, foot, f"{high} {rhythm.unit}".strip()))
    kind = f"drawn drawn-week {'chart-narrow' if narrow else 'chart-wide'}"
    return drawing(
        kind, width, foot + 10, rhythm.title, rhythm.description, *shapes, element("g", {"class": "heat"}, *cells)
    )
