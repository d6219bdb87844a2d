"""Up to four designs over each other as a radar of key numbers: today is the middle ring, outside is better."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from stadtkern.quarter.effects.registry import BY_KEY
from stadtkern.quarter.pages.numbers import score

AXES = (
    "people_share", "green_area", "canopy", "shade", "open_per_person", "dwellings", "ways_playground", "ways_park", "sealed_share",
    "solar_yield",
)  # fmt: skip
# Numbers without a direction stand on the radar as "more is outside".
MOST = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """How large a radar is drawn: its width and height, its radius, how far below each other words stand. Units of its view."""

    name: str
    wide: int
    high: int
    radius: int
    line: int


# Words keep their size on a phone, so a phone gets a smaller net with the same words around it.
WIDE, NARROW = Sheet("chart-wide", 520, 450, 160, 16), Sheet("chart-narrow", 340, 320, 86, 14)


@dataclass(frozen=True, slots=True)
class Shape:
    """A design on the radar: its name, and for each axis 0 (worst) over 1 (today) to 2 (best)."""

    name: str
    places: tuple[float, ...]


def axes_of(designs: Sequence[Mapping[str, Mapping[str, float | None]]]) -> list[str]:
    """Choose up to eight axes: known in every design, and those first where the designs differ from today."""
    known = [
        key for key in AXES
        if all((one.get(key) or {}).get("value") is not None and (one.get(key) or {}).get("today") is not None for one in designs)
    ]  # fmt: skip
    known.sort(key=lambda key: -max((abs(place_of(key, one) - 1) for one in designs), default=0))
    chosen = set(known[:MOST])
    return [key for key in AXES if key in chosen]


def place_of(key: str, design: Mapping[str, Mapping[str, float | None]]) -> float:
    """Give where a design stands on an axis: 1 as today, 2 twice as good or better, 0 all lost."""
    kept = design.get(key) or {}
    value, today = kept.get("value"), kept.get("today")
    if value is None or today is None:
        return 1.0
    effect = BY_KEY[key]
    better = score(effect, value, today)
    if effect.better == "neither" and value != today:
        better = (value - today) / (abs(today) or max(abs(value), 1.0))
    return max(0.0, min(2.0, 1 + better))


def scale_of(places: Sequence[float]) -> float:
    """Give the change in shares of today that the outer ring means, so that the largest one still fits: 5 % to 100 %."""
    largest = max((abs(one - 1) for one in places), default=0.0)
    return next((one for one in (0.05, 0.1, 0.25, 0.5) if largest <= one), 1.0)


def drawn_at(place: float, outer: float) -> float:
    """Give where a place is drawn, 0 in the middle to 2 on the outer ring, when that ring means a change of ``outer``."""
    return max(0.0, min(2.0, 1 + (place - 1) / outer))


def radar(
    shapes: Sequence[Shape], axes: Sequence[str], names: Mapping[str, str], title: str, now: str, sheet: Sheet = WIDE
) -> str:
    """Draw the radar as SVG; marks are of the house's charts, so both colour schemes are theirs."""
    count = len(axes)
    rings = "".join(
        f'<polygon class="{"axis" if ring == 1 else "rule"}" fill="none" points="{_points([ring] * count, sheet)}"/>'
        for ring in (0.5, 1, 1.5, 2)
    )
    spokes = "".join(
        f'<path class="rule" d="M{sheet.wide / 2:g} {sheet.high / 2:g}L{_at(number, count, 2, sheet)[0]:.1f} {_at(number, count, 2, sheet)[1]:.1f}"/>'
        for number in range(count)
    )
    words = "".join(_word(names[key], number, count, sheet) for number, key in enumerate(axes))
    drawn = "".join(
        f'<g class="data-{number + 1}"><polygon class="radar-area" points="{_points(one.places, sheet)}"/>'
        + "".join(f'<circle class="dot" r="4" cx="{x:.1f}" cy="{y:.1f}"/>' for x, y in _places(one.places, sheet))
        + "</g>"
        for number, one in enumerate(shapes)
    )
    x, y = _at(0, count, 1, sheet)
    return (
        f'<svg class="radar {sheet.name}" viewBox="0 0 {sheet.wide} {sheet.high}" role="img" aria-label="{escape(title)}">{rings}{spokes}{drawn}{words}'
        f'<text class="mark-text" x="{x + 6:.1f}" y="{y - 4:.1f}">{escape(now)}</text></svg>'
    )


def _at(number: int, count: int, far: float, sheet: Sheet) -> tuple[float, float]:
    turn = 2 * math.pi * number / max(count, 1)
    out = sheet.radius * far / 2
    return sheet.wide / 2 + math.sin(turn) * out, sheet.high / 2 - math.cos(turn) * out


def _places(far: Sequence[float], sheet: Sheet) -> list[tuple[float, float]]:
    return [_at(number, len(far), one, sheet) for number, one in enumerate(far)]


def _points(far: Sequence[float], sheet: Sheet) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in _places(far, sheet))


def _word(name: str, number: int, count: int, sheet: Sheet) -> str:
    x, y = _at(number, count, 2.2, sheet)
    middle = sheet.wide / 2
    anchor = "middle" if abs(x - middle) < 12 else "start" if x > middle else "end"
    lines = _wrapped(name)
    # Above the net the last line stands next to it, below it the first, beside it the middle.
    lift = {True: len(lines) - 1, False: 0}[y < sheet.high / 2] if anchor == "middle" else (len(lines) - 1) / 2
    first = y + 4 - lift * sheet.line
    parts = "".join(
        f'<tspan x="{x:.1f}" y="{first + sheet.line * row:.1f}">{escape(line)}</tspan>'
        for row, line in enumerate(lines)
    )
    return f'<text class="radar-word" text-anchor="{anchor}">{parts}</text>'


def _wrapped(name: str, most: int = 13) -> list[str]:
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
