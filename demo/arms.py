"""The made-up coat of arms of Birkenfurt: three birches above a ford, drawn by code like everything else here."""

from __future__ import annotations

from pathlib import Path

WIDTH, HEIGHT = 200, 244
FILE = "wappen.svg"
_PINE, _SILVER, _LAKE, _INK, _WHEAT = "#1e5a4a", "#fbf7ef", "#2a6c98", "#15212b", "#e3b23c"
_SHIELD = f"M8 8H{WIDTH - 8}V138C{WIDTH - 8} 190 150 222 100 {HEIGHT - 8}C50 222 8 190 8 138Z"


def write_arms(folder: Path) -> Path:
    """Write the coat of arms into a town's folder; gives the file."""
    file = folder / FILE
    file.write_text(drawn(), "utf-8")
    return file


def drawn() -> str:
    """Give the coat of arms as SVG."""
    trees = "".join((_birch(46, 148, 0.86), _birch(154, 148, 0.86), _birch(100, 150, 1.12)))
    waves = "".join(_wave(y, colour) for y, colour in ((160, _SILVER), (184, _SILVER), (208, _SILVER)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<defs><clipPath id="shield"><path d="{_SHIELD}"/></clipPath></defs>'
        f'<g clip-path="url(#shield)"><rect width="{WIDTH}" height="{HEIGHT}" fill="{_PINE}"/>'
        f'<rect y="146" width="{WIDTH}" height="{HEIGHT - 146}" fill="{_LAKE}"/>{waves}{trees}</g>'
        f'<path d="{_SHIELD}" fill="none" stroke="{_INK}" stroke-width="12" stroke-linejoin="round"/>'
        f'<path d="{_SHIELD}" fill="none" stroke="{_WHEAT}" stroke-width="6" stroke-linejoin="round"/></svg>\n'
    )


def _birch(x: float, foot: float, scale: float) -> str:
    """Draw one birch: a white stem with its dark marks, and a crown of leaves."""
    stem = f'<path d="M-7 0L-4 -86H4L7 0Z" fill="{_SILVER}"/>'
    marks = "".join(
        f'<path d="M{-6 if place % 2 else 0} {-12 - 15 * place}h6" stroke="{_INK}" stroke-width="3.5"/>'
        for place in range(4)
    )
    leaves = ((0, -104, 22), (-17, -86, 17), (17, -86, 17), (0, -80, 15))
    crown = "".join(f'<circle cx="{cx}" cy="{cy}" r="{r}" fill="{_WHEAT}"/>' for cx, cy, r in leaves)
    return f'<g transform="translate({x} {foot}) scale({scale})">{stem}{marks}{crown}</g>'


def _wave(y: float, colour: str) -> str:
    """Draw one wave from edge to edge."""
    swings = "".join(f"q12.5 {-11 if place % 2 else 11} 25 0" for place in range(9))
    return f'<path d="M-12 {y}{swings}" fill="none" stroke="{colour}" stroke-width="8"/>'
