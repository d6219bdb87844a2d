"""A line as small as a word, beside a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from stadtkern.data.portal.charts.scale import Linear
from stadtkern.data.portal.charts.svg import element, polyline, short


def spark(values: Sequence[float | None], title: str, width: float = 200, height: float = 48) -> str:
    """Draw values in their order, from zero when all are positive; missing ones break the line."""
    known = [value for value in values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    x = Linear(0, max(1, len(values) - 1), 3, width - 5)
    y = Linear(low, high if high > low else low + 1, height - 3, 5)
    runs: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((x(place), y(value)))
    runs = [run for run in runs if run]
    shapes: list[str] = []
    for run in runs:
        ground = [(run[0][0], y(0.0)), *run, (run[-1][0], y(0.0))]
        shapes.append(element("path", {"class": "area", "d": polyline(ground) + "Z"}))
    path = "".join(polyline(run) for run in runs if len(run) > 1)
    if path:
        shapes.append(element("path", {"class": "line", "d": path}))
    return element(
        "svg",
        {
            "class": "spark data-1",
            "viewBox": f"0 0 {short(width)} {short(height)}",
            "preserveAspectRatio": "none",
            "role": "img",
            "aria-label": title,
        },
        *shapes,
    )
