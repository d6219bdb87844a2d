"""How numbers are spread: columns that touch, each a range of values, with the edges written below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stadtkern.data.portal.charts.bars import Canvas
from stadtkern.data.portal.charts.scale import Linear, nice_step, nice_ticks, number
from stadtkern.data.portal.charts.svg import DAY, drawing, element, label, line, words


@dataclass(frozen=True, slots=True)
class Bin:
    """How many values lie from ``low`` (in) to ``high`` (out). An open end takes everything beyond."""

    low: float
    high: float
    count: int
    open_low: bool = False
    open_high: bool = False


def edges(low: float, high: float, *, whole: bool, wanted: int = 20) -> tuple[float, float, int]:
    """Choose round edges: where the first column begins, how wide each is, how many there are. Whole numbers get whole widths."""
    step = nice_step(high - low, wanted)
    if whole:
        step = max(1.0, float(round(step + 0.49)) if step < 10 else step)
    first = (low // step) * step
    count = max(1, int((high - first) // step) + 1)
    return first, step, min(60, count)


def bin_name(one: Bin, language: str) -> str:
    """Name a column: „10 bis unter 15“, „unter 10“, „ab 200“."""
    low, high = number(one.low, language), number(one.high, language)
    if one.open_low:
        return f"unter {high}" if language == "de" else f"below {high}"
    if one.open_high:
        return f"ab {low}" if language == "de" else f"{low} and more"
    return f"{low} bis unter {high}" if language == "de" else f"{low} to below {high}"


def histogram(canvas: Canvas, bins: Sequence[Bin], counted: str) -> str:
    """Draw the columns; ``canvas.unit`` belongs to the values below, ``counted`` to the numbers at the left."""
    narrow = canvas.width < 600
    ticks = nice_ticks(0.0, max((one.count for one in bins), default=1) or 1, 4)
    left = 12 + 7.5 * max(len(number(tick, canvas.language)) for tick in ticks)
    top, bottom, right = 30.0, canvas.height - 48, canvas.width - 18
    y = Linear(ticks[0], ticks[-1], bottom, top)
    step = (right - left) / max(1, len(bins))
    shapes = [label(0, 14, counted)]
    for tick in ticks:
        shapes.append(line(left, y(tick), right, y(tick), "axis" if tick == 0 else "rule"))
        shapes.append(label(left - 8, y(tick) + 4.5, number(tick, canvas.language), anchor="end"))
    for place, one in enumerate(bins):
        told = f"{bin_name(one, canvas.language)} {canvas.unit}: {number(one.count, canvas.language)}"
        quiet = one.open_low or one.open_high
        shapes.append(
            element(
                "rect",
                {"class": "bar bar--quiet" if quiet else "bar data-1", "x": left + step * place + 0.75, "y": y(one.count),
                 "width": step - 1.5, "height": max(0.0, bottom - y(one.count)), "rx": 1.5, "fill": DAY["quiet" if quiet else "data-1"]},
                element("title", {}, words(told)),
            )
        )  # fmt: skip
    names = [number(one.low, canvas.language) for one in bins] + (
        [number(bins[-1].high, canvas.language)] if bins else []
    )
    every = max(1, -(-int(max(map(len, names), default=1) * 8 + 14) // max(1, int(step))))
    for place, name in enumerate(names):
        outer = (place == 0 and bins[0].open_low) or (place == len(bins) and bins[-1].open_high)
        if place % every == 0 and not outer:
            shapes.append(label(left + step * place, canvas.height - 28, name, anchor="middle"))
    shapes.append(label(right, canvas.height - 6, canvas.unit, anchor="end"))
    kind = f"drawn drawn-bars drawn-histogram {'chart-narrow' if narrow else 'chart-wide'}"
    return drawing(kind, canvas.width, canvas.height, canvas.title, canvas.description, *shapes)
