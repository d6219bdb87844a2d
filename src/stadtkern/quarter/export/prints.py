"""Pictures as PNG files: the quarter seen from the south-west by day and by night, and its plan with north and a scale."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from stadtkern.quarter.export import picture
from stadtkern.quarter.export.model import Job

FONTS = Path(__file__).with_name("fonts")
REGULAR, STRONG = FONTS / "FiraSans-Regular.ttf", FONTS / "FiraSans-SemiBold.ttf"
Colour = tuple[int, int, int]
INK, MUTED, PAPER = (21, 33, 43), (85, 96, 106), (255, 255, 255)
# The sky from its top to the horizon.
DAY: tuple[Colour, Colour] = ((226, 236, 240), (251, 247, 239))
NIGHT: tuple[Colour, Colour] = ((14, 22, 34), (38, 52, 70))
_BARS = (5, 10, 20, 25, 50, 100, 200)


def day(job: Job) -> bytes:
    """Give the picture by day."""
    return png(scene(job, night=False))


def night(job: Job) -> bytes:
    """Give the picture by night."""
    return png(scene(job, night=True))


def plan(job: Job) -> bytes:
    """Give the plan, with the quarter's name, north and a scale."""
    return png(map_sheet(job))


def png(image: Image.Image) -> bytes:
    """Write a picture."""
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()


def scene(job: Job, *, night: bool) -> Image.Image:
    """Paint the quarter before a sky, with room around it and its name below, as wide as the options say."""
    seen = isometric(job, night=night)
    width = job.options.width
    side = round(width * 0.04)
    seen = seen.resize(
        (width - 2 * side, max(1, (width - 2 * side) * seen.height // seen.width)), Image.Resampling.LANCZOS
    )
    strip = round(width * 0.075)
    out = _sky(width, seen.height + 2 * side + strip, NIGHT if night else DAY)
    out.paste(seen, (side, side), seen)
    brush = ImageDraw.Draw(out)
    ink, soft = (PAPER, (190, 200, 210)) if night else (INK, MUTED)
    words(brush, (side, out.height - side // 2 - strip * 3 // 4), job, width, ink, soft)
    _arrow(brush, (width - side - strip * 0.5, out.height - side // 2 - strip * 0.45), strip * 0.34, ink, turned=True)
    return out


def isometric(job: Job, *, night: bool = False) -> Image.Image:
    """Paint the quarter on a clear background."""
    return picture.isometric(job.grid, job.base.ground, night=night)


def top_view(job: Job, side: int) -> Image.Image:
    """Paint the quarter from above, north up, its longer side so many pixels."""
    seen = picture.plan(job.grid, job.base.ground, side)
    share = side / max(seen.size)
    size = (max(1, round(seen.width * share)), max(1, round(seen.height * share)))
    return seen if seen.size == size else seen.resize(size, Image.Resampling.LANCZOS)


def map_sheet(job: Job) -> Image.Image:
    """Paint the plan with its margin, name, north and scale."""
    width = job.options.width
    edge, strip = round(width * 0.03), round(width * 0.09)
    longer = max(job.grid.nx, job.grid.ny)
    seen = top_view(job, (width - 2 * edge) * longer // job.grid.nx if job.grid.nx < longer else width - 2 * edge)
    out = Image.new("RGB", (width, seen.height + 2 * edge + strip), PAPER)
    out.paste(seen, (edge, edge))
    brush = ImageDraw.Draw(out)
    top = edge + seen.height
    words(brush, (edge, top + strip * 0.25), job, width, INK, MUTED)
    metre = seen.width / job.grid.nx
    _arrow(brush, (width - edge - strip * 0.3, top + strip * 0.62), strip * 0.32, INK, turned=False)
    long = bar_of(job.grid.nx)
    right = width - edge - strip
    left, at = right - long * metre, top + strip * 0.78
    thick = max(2, width // 400)
    for part in range(2):
        ends = (left + part * long * metre / 2, left + (part + 1) * long * metre / 2)
        brush.rectangle(
            (ends[0], at, ends[1], at + 2 * thick),
            fill=INK if part == 0 else PAPER,
            outline=INK,
            width=max(1, thick // 2),
        )
    brush.text(((left + right) / 2, at - thick), f"{long} m", fill=INK, font=letters(STRONG, width // 70), anchor="mb")
    return out


def bar_of(wide: int) -> int:
    """Give the length of a scale bar in metres: a round number of about a fifth of the plan."""
    return max((one for one in _BARS if one <= wide / 4), default=_BARS[0])


def words(brush: ImageDraw.ImageDraw, at: tuple[float, float], job: Job, width: int, ink: Colour, soft: Colour) -> None:
    """Write the quarter's and the variant's name, cut where they are too long."""
    language = job.options.language
    title = " · ".join(one for one in (job.title.in_language(language), job.town) if one)
    large, small = letters(STRONG, width // 45), letters(REGULAR, width // 65)
    room = width * 0.6
    brush.text(at, fitting(title, large, room), fill=ink, font=large, anchor="la")
    under = fitting(job.variant.in_language(language), small, room)
    brush.text((at[0], at[1] + width / 45 * 1.3), under, fill=soft, font=small, anchor="la")


def fitting(text: str, font: ImageFont.FreeTypeFont, room: float) -> str:
    """Give a text cut to a width, with three dots where something is missing."""
    text = " ".join(text.split())[:300]
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


@lru_cache(maxsize=16)
def letters(file: Path, size: int) -> ImageFont.FreeTypeFont:
    """Give a font in a size."""
    return ImageFont.truetype(file, max(8, size), layout_engine=ImageFont.Layout.BASIC)


def _sky(width: int, height: int, colours: tuple[Colour, Colour]) -> Image.Image:
    share = np.linspace(0, 1, height)[:, None]
    rows = np.array(colours[0]) * (1 - share) + np.array(colours[1]) * share
    return Image.fromarray(np.repeat(rows[:, None].round().astype(np.uint8), width, axis=1), "RGB")


def _arrow(brush: ImageDraw.ImageDraw, at: tuple[float, float], size: float, ink: Colour, *, turned: bool) -> None:
    """Draw north: upwards on a plan; up to the left on a picture from the south-west, as steep as its ground."""
    way = np.array([-2.0, -1.0]) / 5**0.5 if turned else np.array([0.0, -1.0])
    across = np.array([2.0, -1.0]) / 5**0.5 if turned else np.array([1.0, 0.0])
    middle = np.array(at)
    tip, tail = middle + way * size, middle - way * size * 0.6
    left, right, heart = tail - across * size * 0.5, tail + across * size * 0.5, middle - way * size * 0.25
    brush.polygon([tuple(tip), tuple(left), tuple(heart)], fill=ink)
    brush.polygon([tuple(tip), tuple(right), tuple(heart)], outline=ink, width=max(1, round(size / 18)))
    place = tip + way * size * 0.42
    brush.text((float(place[0]), float(place[1])), "N", fill=ink, font=letters(STRONG, round(size * 0.55)), anchor="mm")
