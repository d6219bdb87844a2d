"""Charts on pages and as files: one way to show them, whatever they show."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from stadtkern.data.portal.access import language
from stadtkern.data.portal.charts.figure import Figure
from stadtkern.data.portal.charts.scale import number

WIDE, NARROW = 960.0, 400.0


def shown(figure: Figure, address: str, query: str, widths: tuple[float, float] = (WIDE, NARROW)) -> dict[str, Any]:
    """Give a chart as the templates show it. ``address`` is its dataset's page, ``query`` what it is a chart of."""
    asked = f"{query}&{urlencode({'figure': figure.key})}" if query else urlencode({"figure": figure.key})
    lone = figure.lines[0] if len(figure.lines) == 1 and len(figure.lines[0].values) == 1 else None
    slug = address.rstrip("/").rsplit("/", 1)[-1]
    return {
        "figure": figure,
        "rows": rows(figure),
        "wide": safe(figure.draw(widths[0])),
        "narrow": safe(figure.draw(widths[1])),
        "svg": f"{address}chart.svg?{asked}",
        "csv": f"{address}chart.csv?{asked}",
        "embed": f"/embed/chart/{slug}/?{asked}",
        "lone": lone,
        "empty": not figure.values,
    }


def rows(figure: Figure) -> SafeString:
    """Write the body of a chart's table. Not a template: some hundred rows, each cell a number (3 ms instead of 30)."""
    said = language()
    out: list[str] = []
    for line in figure.lines:
        place = "" if line.at is None else f' data-at="{line.at:.4f}"'
        head = "" if line.at is not None else ' dir="auto"'
        cells = "".join(f'<td class="number">{number(value, said)}</td>' for value in line.values)
        out.append(f'<tr{place}><th scope="row"{head}>{escape(line.label)}</th>{cells}</tr>')
    return mark_safe("".join(out))  # noqa: S308 - the only text in it is escaped


def safe(svg: str) -> SafeString:
    """Mark a drawing as safe to show."""
    return mark_safe(svg)  # noqa: S308 - drawn by charts/, which escapes every text
