"""The smallest SVG writer that is safe: names as given, every value and text escaped, numbers short."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from html import escape
from unicodedata import combining

DAY = {
    "data-1": "#2a6c98",
    "data-2": "#b4472e",
    "data-3": "#b58413",
    "data-4": "#1e5a4a",
    "data-5": "#8b4f9f",
    "data-6": "#4a9fb0",
    "data-7": "#6b6259",
    "rule": "#e2d7c2",
    "axis": "#8a8170",
    "text": "#15212b",
    "soft": "#55606a",
    "quiet": "#e9dcc3",
}
"""Colours by day, as a lone file shows them; a page's stylesheet overrules them by class."""

SEQUENCE = (
    "#f4ecdd",
    "#dfe6e3",
    "#c3d8e0",
    "#a2c6d8",
    "#7fb1cb",
    "#5c99ba",
    "#3f81a8",
    "#2a6c98",
    "#174f76",
)
"""From nothing to most, for heat maps; light to dark, so it survives print and colour blindness."""


DASHES = (None, None, None, "7 3", "2 3", "9 3 2 3", "1 2")
"""How the seven lines of a chart are broken, so that they differ without colour too."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")


def short(value: float) -> str:
    """Write a coordinate with at most two decimals and no needless zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def element(tag: str, attributes: dict[str, object] | None = None, *children: str) -> str:
    """Write one element. Attribute values are escaped; children must be markup already (see ``words``)."""
    written = "".join(
        f' {name}="{short(value) if isinstance(value, float) else escape(_clean(str(value)))}"'
        for name, value in (attributes or {}).items()
        if value is not None and value != ""
    )
    inner = "".join(children)
    return f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>"


def words(text: str) -> str:
    """Escape a text so that it can stand as an element's child."""
    return escape(_clean(text), quote=False)


def _clean(text: str) -> str:
    """Drop the control characters and lone surrogates that XML forbids."""
    return _FORBIDDEN.sub("", text)


def label(
    x: float,
    y: float,
    text: str,
    kind: str = "",
    anchor: str = "start",
    size: float = 13,
) -> str:
    """Write a text at a point. ``anchor``: start, middle or end."""
    colour = DAY["text"] if kind else DAY["soft"]
    return element(
        "text",
        {
            "class": kind,
            "x": float(x),
            "y": float(y),
            "text-anchor": anchor,
            "font-size": size,
            "fill": colour,
        },
        words(text),
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Draw a helper line (``rule``) or a base line (``axis``)."""
    return element(
        "line",
        {
            "class": kind,
            "x1": float(x1),
            "y1": float(y1),
            "x2": float(x2),
            "y2": float(y2),
            "stroke": DAY[kind],
            "stroke-width": 1,
        },
    )


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """Write path data for a line through the points."""
    parts = [f"{short(x)} {short(y)}" for x, y in points]
    return f"M{'L'.join(parts)}" if parts else ""


def shortened(text: str, most: int) -> str:
    """Cut a text to ``most`` signs without tearing one that people see as one: letter and accent, emoji, flag."""
    if len(text) <= most:
        return text
    cut = most - 1
    while cut > most // 2 and (_joins(text[cut]) or text[cut - 1] == "\u200d" or _halved(text, cut)):
        cut -= 1
    return text[:cut].rstrip() + "…"


def _joins(sign: str) -> bool:
    return (
        bool(combining(sign))
        or sign == "\u200d"
        or "\ufe00" <= sign <= "\ufe0f"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
    )


def _halved(text: str, cut: int) -> bool:
    """Tell whether a cut goes through a flag, which is two regional signs."""
    before = 0
    while before < cut and "\U0001f1e6" <= text[cut - 1 - before] <= "\U0001f1ff":
        before += 1
    return before % 2 == 1 and "\U0001f1e6" <= text[cut] <= "\U0001f1ff"


def wrapped(text: str, letters: int) -> list[str]:
    """Break a text into lines of at most so many letters; a longer word is broken too."""
    return textwrap.wrap(text, max(8, letters)) or [""]


def drawing(
    kind: str,
    width: float,
    height: float,
    title: str,
    description: str,
    *children: str,
    more: dict[str, object] | None = None,
) -> str:
    """Wrap the shapes into an ``svg`` that reads itself out by title and description; without a title it is decoration.

    ``more`` are further attributes, such as what a script needs to know about the axes.
    """
    return element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": kind,
            "viewBox": f"0 0 {short(width)} {short(height)}",
            "role": "img" if title else None,
            "aria-label": title,
            "aria-hidden": None if title else "true",
            "font-family": "Fira Sans, Segoe UI, sans-serif",
            **(more or {}),
        },
        element("title", {}, words(title)) if title else "",
        element("desc", {}, words(description)) if description else "",
        *children,
    )
