"""A chart with all that belongs to it: its question, its table, its values as CSV, and itself as a file that stands alone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from stadtkern.data.portal.charts.svg import DAY, drawing, element, label, wrapped

_EDGE = 28.0
_SIZE = re.compile(r'^<svg[^>]* viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a chart's table. ``machine`` is the label for programs, ``at`` its place from left (0) to right (1)."""

    label: str
    values: tuple[float | None, ...]
    machine: str = ""
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart before it is drawn. ``heads`` names the label's column first, then each column of values.

    ``draw`` takes a width in pixels and gives an SVG; ``key`` is its name in an address.
    """

    key: str
    title: str
    sub: str
    heads: tuple[str, ...]
    lines: Sequence[Line]
    draw: Callable[[float], str] = field(compare=False)

    @property
    def values(self) -> list[float]:
        """All numbers that are there."""
        return [value for line in self.lines for value in line.values if value is not None]


def as_csv(figure: Figure) -> str:
    """Write a chart's values as CSV (RFC 4180): comma, decimal point, missing values empty."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(figure.heads)
    for line in figure.lines:
        writer.writerow([line.machine or line.label, *("" if one is None else _plain(one) for one in line.values)])
    return out.getvalue()


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(round(value, 6))


def as_file(figure: Figure, width: float, foot: Sequence[str]) -> str:
    """Draw a chart as a file of its own: title above, units below it, and at the foot source, date and address."""
    inner = figure.draw(width - 2 * _EDGE)
    found = _SIZE.match(inner)
    wide, tall = (float(found[1]), float(found[2])) if found else (width, 0.0)
    letters = int((width - 2 * _EDGE) / 11.5)
    shapes: list[str] = []
    at = 22.0
    for text in wrapped(figure.title, letters)[:3]:
        at += 26
        shapes.append(label(_EDGE, at, text, "mark-text", size=21))
    for text in wrapped(figure.sub, int(letters * 1.6))[:2]:
        at += 21
        shapes.append(label(_EDGE, at, text, size=14))
    at += 22
    shapes.append(inner.replace("<svg ", f'<svg x="{_EDGE:g}" y="{at:g}" width="{wide:g}" height="{tall:g}" ', 1))
    at += tall + 14
    shapes.append(element("rect", {"x": _EDGE, "y": at, "width": width - 2 * _EDGE, "height": 1, "fill": DAY["rule"]}))
    at += 4
    for line in foot:
        for text in wrapped(line, int(letters * 1.7)):
            at += 18
            shapes.append(label(_EDGE, at, text, size=12.5))
    height = at + 20
    ground = element("rect", {"width": width, "height": height, "fill": "#ffffff"})
    return drawing(
        "chart-file", width, height, figure.title, "\n".join([figure.sub, *foot]), ground, *shapes,
        more={"width": width, "height": height},
    )  # fmt: skip
