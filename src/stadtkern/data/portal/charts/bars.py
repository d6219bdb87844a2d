"""How often, how much: bars that lie down with their names above (long German words fit) and columns for years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stadtkern.data.portal.charts.scale import Linear, nice_ticks, number
from stadtkern.data.portal.charts.svg import (
    DAY,
    drawing,
    element,
    label,
    line,
    shortened,
    words,
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. ``rest`` marks what stands for all others and is drawn grey."""

    name: str
    value: float
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a bar chart says about itself and how wide it is drawn."""

    title: str
    description: str = ""
    unit: str = ""
    language: str = "de"
    width: float = 960
    height: float = 340


def lying_bars(canvas: Canvas, bars: Sequence[Bar]) -> str:
    """Draw bars from the left, all from zero, names beside them (wide) or above them (narrow)."""
    narrow = canvas.width < 600
    row = 46.0 if narrow else 32.0
    thick = 16.0 if narrow else 18.0
    texts = [number(bar.value, canvas.language) for bar in bars]
    left = 0.0 if narrow else min(330.0, 16 + 7.4 * max((len(bar.name) for bar in bars), default=1))
    right = canvas.width - 8 - 8.2 * max((len(text) for text in texts), default=1)
    top = 24.0 if canvas.unit else 4.0
    low, high = (
        min([0.0, *(bar.value for bar in bars)]),
        max([0.0, *(bar.value for bar in bars)]),
    )
    x = Linear(low, high if high > low else low + 1, left, right)
    shapes = [label(left, 14, canvas.unit, "")] if canvas.unit else []
    for place, (bar, text) in enumerate(zip(bars, texts, strict=True)):
        middle = top + row * place + (32.0 if narrow else 16.0)
        ends = sorted((x(0.0), x(bar.value)))
        fits = 52 if narrow else 42
        name = shortened(bar.name, fits)
        shapes.append(label(0, middle - 14, name, "") if narrow else label(left - 12, middle + 4.5, name, "", "end"))
        shapes.append(
            element(
                "rect",
                {
                    "class": "bar bar--quiet" if bar.rest else "bar data-1",
                    "x": ends[0],
                    "y": middle - thick / 2,
                    "width": max(1.0, ends[1] - ends[0]),
                    "height": thick,
                    "rx": 2,
                    "fill": DAY["quiet" if bar.rest else "data-1"],
                },
                element("title", {}, words(f"{bar.name}: {text} {canvas.unit}".strip())),
            )
        )
        shapes.append(label(ends[1] + 7, middle + 4.5, text, "mark-text"))
    kind = f"drawn drawn-bars {'chart-narrow' if narrow else 'chart-wide'}"
    return drawing(
        kind,
        canvas.width,
        top + row * len(bars) + 6,
        canvas.title,
        canvas.description,
        *shapes,
    )


def columns(canvas: Canvas, bars: Sequence[Bar]) -> str:
    """Draw standing columns in the order given (years, hours): at most about thirty, names thinned so they never touch."""
    narrow = canvas.width < 600
    ticks = nice_ticks(
        min([0.0, *(bar.value for bar in bars)]),
        max([0.0, *(bar.value for bar in bars)]),
        4,
    )
    left = 12 + 7.5 * max(len(number(tick, canvas.language)) for tick in ticks)
    top, bottom = 30.0, canvas.height - 28
    y = Linear(ticks[0], ticks[-1], bottom, top)
    step = (canvas.width - left - 8) / max(1, len(bars))
    shapes = [label(0, 14, canvas.unit, "")] if canvas.unit else []
    for tick in ticks:
        shapes.append(
            line(
                left,
                y(tick),
                canvas.width - 8,
                y(tick),
                "axis" if tick == 0 else "rule",
            )
        )
        shapes.append(label(left - 8, y(tick) + 4.5, number(tick, canvas.language), anchor="end"))
    longest = max((len(bar.name) for bar in bars), default=1)
    every = max(1, -(-int(longest * 8 + 10) // max(1, int(step))))
    for place, bar in enumerate(bars):
        ends = sorted((y(0.0), y(bar.value)))
        told = f"{bar.name}: {number(bar.value, canvas.language)} {canvas.unit}".strip()
        shapes.append(
            element(
                "rect",
                {
                    "class": "bar bar--quiet" if bar.rest else "bar data-1",
                    "x": left + step * place + step * 0.14,
                    "y": ends[0],
                    "width": step * 0.72,
                    "height": max(0.5, ends[1] - ends[0]),
                    "rx": 1.5,
                    "fill": DAY["quiet" if bar.rest else "data-1"],
                },
                element("title", {}, words(told)),
            )
        )
        if place % every == 0:
            shapes.append(
                label(
                    left + step * (place + 0.5),
                    canvas.height - 8,
                    bar.name,
                    anchor="middle",
                )
            )
    kind = f"drawn drawn-bars {'chart-narrow' if narrow else 'chart-wide'}"
    return drawing(kind, canvas.width, canvas.height, canvas.title, canvas.description, *shapes)
