"""Pictures that the server draws: what a link shows when it is shared (PNG, 1200 × 630), and the icons of the pages."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageOps

from stadtkern.data.portal.charts.isometric import town_picture
from stadtkern.data.portal.charts.scale import Linear
from stadtkern.data.portal.paint.arms import painted
from stadtkern.data.portal.paint.brush import Place, paint, view_box
from stadtkern.data.portal.paint.letters import (
    BODY,
    STRONG,
    TITLE,
    Face,
    drawable,
    faces,
    right_to_left,
    width_of,
    wrapped,
    write,
)
from stadtkern.town.assets_manifest import ASSETS

log = logging.getLogger(__name__)

WIDTH, HEIGHT = 1200, 630
# Everything is painted twice as large and then made smaller, so that edges are smooth.
FINE = 2
LEFT, TEXT_WIDTH = 64, 560
GROUND, SAND, INK, MUTED = (251, 247, 239), (244, 236, 221), (21, 33, 43), (85, 96, 106)
LAKE, BRICK = (42, 112, 150), (180, 71, 46)


@dataclass(frozen=True, slots=True)
class Card:
    """What a share picture tells. ``values``: a line to draw; ``number``: a large figure over it; both may be left out."""

    town: str
    title: str
    under: str = ""
    number: str = ""
    values: tuple[float | None, ...] = ()
    seed: int = 1


@lru_cache(maxsize=96)
def share_png(card: Card) -> bytes:
    """Draw a share picture as PNG: town and title on the left, the town or a line of values on the right."""
    large = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), GROUND)
    brush = ImageDraw.Draw(large)
    brush.rectangle((0, 0, 16 * FINE, HEIGHT * FINE), fill=BRICK)
    if sum(value is not None for value in card.values) > 1:
        _line(large, card)
    else:
        large.paste(_town(card.seed), (590 * FINE, 0))
    _words(large, card)
    return _png(large.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))


@lru_cache(maxsize=4)
def _town(seed: int) -> Image.Image:
    """Paint the town so that it runs off the picture's right and lower edge."""
    svg = town_picture(seed, "")
    picture = Image.new("RGB", ((WIDTH - 590) * FINE, HEIGHT * FINE), GROUND)
    _, _, wide, _ = view_box(svg)
    scale = 900 * FINE / wide
    paint(svg, picture, Place(scale, 36.0 * FINE, 20.0 * FINE))
    return picture


def _line(large: Image.Image, card: Card) -> None:
    brush = ImageDraw.Draw(large, "RGBA")
    box = (680 * FINE, 96 * FINE, 1136 * FINE, 534 * FINE)
    brush.rounded_rectangle(box, 18 * FINE, fill=(255, 255, 255), outline=(226, 215, 194), width=2 * FINE)
    top = box[1] + (150 if card.number else 40) * FINE
    if card.number:
        _fitted(large, (box[0] + 32 * FINE, box[1] + 92 * FINE), card.number, box[2] - box[0] - 64 * FINE)
    known = [value for value in card.values if value is not None]
    low, high = min(known), max(known)
    low = min(0.0, low) if low <= 0.6 * high or low < 0 else low - (high - low) * 0.2
    x = Linear(0, len(card.values) - 1, box[0] + 32 * FINE, box[2] - 40 * FINE)
    y = Linear(low, high if high > low else low + 1, box[3] - 36 * FINE, top)
    for run in _runs(card.values):
        points = [(x(place), y(value)) for place, value in run]
        if len(points) > 1:
            ground = box[3] - 36 * FINE
            brush.polygon([(points[0][0], ground), *points, (points[-1][0], ground)], fill=(*LAKE, 34))
            brush.line(points, fill=(*LAKE, 255), width=6 * FINE, joint="curve")
    last = max(place for place, value in enumerate(card.values) if value is not None)
    at, radius = (x(last), y(card.values[last] or 0.0)), 9 * FINE
    brush.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=LAKE)


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((place, value))
    return [run for run in runs if run]


def _fitted(large: Image.Image, at: tuple[float, float], text: str, width: float) -> None:
    """Write a large figure as large as fits."""
    for size in range(64, 20, -4):
        set_ = faces(TITLE, size * FINE)
        if not set_:
            return
        shown = drawable(text, set_)
        if width_of(shown, set_) <= width or size == 24:
            write(ImageDraw.Draw(large), at, wrapped(shown, set_, width, 1)[0] if shown else "", set_, BRICK)
            return


def _words(large: Image.Image, card: Card) -> None:
    brush = ImageDraw.Draw(large)
    strong, body = faces(STRONG, 30 * FINE), faces(BODY, 27 * FINE)
    if not strong:
        return
    _sign(large, (LEFT * FINE, 56 * FINE), 56 * FINE)
    town = drawable(card.town, strong)
    named = wrapped(town, strong, (TEXT_WIDTH - 76) * FINE, 1)
    if named:
        write(brush, ((LEFT + 74) * FINE, 96 * FINE), named[0], strong, INK)
    size, lines, set_ = _title(card.title)
    step = round(size * 1.14) * FINE
    base = 200 * FINE + size * FINE
    width = TEXT_WIDTH * FINE
    for place, line in enumerate(lines):
        write(brush, (LEFT * FINE, base + place * step), line, set_, INK, width=width)
    under = wrapped(drawable(card.under, body), body, width, 1)
    if under:
        at = (LEFT * FINE, (HEIGHT - 58) * FINE)
        write(brush, at, under[0], body, MUTED, width=width if right_to_left(under[0]) else 0)


def _title(title: str) -> tuple[int, list[str], tuple[Face, ...]]:
    """Choose the largest size at which a title fits its lines; a very long one is cut short."""
    for size, most in ((68, 3), (58, 4), (48, 5), (40, 6)):
        set_ = faces(TITLE, size * FINE)
        lines = wrapped(drawable(title, set_), set_, TEXT_WIDTH * FINE, most)
        if not lines or not lines[-1].endswith("…") or size == 40:
            return size, lines, set_
    return 40, [], ()


def _sign(large: Image.Image, at: tuple[int, int], size: int) -> None:
    file = ASSETS / "sign.svg"
    if file.is_file():
        paint(file.read_text("utf-8"), large, Place(size / 48, *at))


@lru_cache(maxsize=8)
def icon_png(size: int, *, full: bool = False, arms: bytes = b"") -> bytes:
    """Draw the pages' icon on the town's ground: its coat of arms (SVG or a picture), else the sign.

    ``full`` leaves the rim that round masks cut away.
    """
    large = Image.new("RGB", (size * 4, size * 4), GROUND)
    inner = round(size * 4 * (0.58 if full else 0.78))
    off = (size * 4 - inner) // 2
    shown = _arms(arms, inner) if arms else None
    if shown is None:
        _sign(large, (off, off), inner)
    else:
        large.paste(shown, (off, off), shown)
    return _png(large.resize((size, size), Image.Resampling.LANCZOS))


def _arms(content: bytes, side: int) -> Image.Image | None:
    """Give the coat of arms in a square; None for a drawing that cannot be painted, though browsers may show it."""
    if content.lstrip().startswith(b"<"):
        try:
            return painted(content.decode("utf-8"), side)
        except (ValueError, ArithmeticError) as error:
            log.warning("the coat of arms is left out of the icons: %s", error)
            return None
    with Image.open(io.BytesIO(content)) as found:
        return ImageOps.pad(found.convert("RGBA"), (side, side), color=(0, 0, 0, 0))


def _png(picture: Image.Image) -> bytes:
    """Write PNG with a palette: flat colours need no more than 256, and the file is a quarter as large."""
    written = io.BytesIO()
    picture.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()
