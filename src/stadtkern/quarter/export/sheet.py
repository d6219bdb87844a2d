"""A sheet of paper, DIN A3 across: picture, plan, and what the design does, worst first; its second page says why."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.export.changes import WORDS, Change, Way, changes
from stadtkern.quarter.export.geojson import surface
from stadtkern.quarter.export.model import Job
from stadtkern.quarter.export.prints import REGULAR, STRONG, bar_of, isometric, top_view
from stadtkern.quarter.export.reasons import reasons, wrapped
from stadtkern.town.text import Text
from stadtkern.town.written import write_number

WIDE, HIGH = landscape(A3)
EDGE, LEFT = 14 * mm, 232 * mm
PLAIN, BOLD = "Fira", "Fira-SemiBold"
INK, MUTED, LINE, SOFT = HexColor("#15212b"), HexColor("#55606a"), HexColor("#d9d4c8"), HexColor("#f6f2ea")
COLOURS: dict[Way, Any] = {
    "worse": HexColor("#9c3b22"),
    "better": HexColor("#1d6f5c"),
    "other": INK,
    "same": MUTED,
}


def make(job: Job) -> bytes:
    """Give the bytes of a PDF of two pages or more, its fonts inside."""
    for name, file in ((PLAIN, REGULAR), (BOLD, STRONG)):
        registerFont(TTFont(name, str(file)))
    language = job.options.language
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDE, HIGH), invariant=1, lang=language, pageCompression=1, initialFontName=PLAIN)
    title, variant = job.title.in_language(language), job.variant.in_language(language)
    canvas.setTitle(f"{title}: {variant}")
    canvas.setAuthor(job.town or "stadtkern")
    canvas.setSubject(Text("Entwurf für ein Quartier", "A design for a quarter").in_language(language))
    found = changes(job.values, language)
    _head(canvas, job, title, variant)
    _pictures(canvas, job)
    _numbers(canvas, found, language)
    _foot(canvas, job)
    canvas.showPage()
    reasons(canvas, job, found, f"{title}: {variant}")
    canvas.save()
    return out.getvalue()


def _head(canvas: Canvas, job: Job, title: str, variant: str) -> None:
    top = HIGH - EDGE
    canvas.setFillColor(HexColor("#b4472e"))
    canvas.rect(EDGE, top - 17 * mm, 2 * mm, 17 * mm, stroke=0, fill=1)
    left, room = EDGE + 6 * mm, WIDE - 2 * EDGE - 40 * mm
    write(canvas, left, top - 8 * mm, title, BOLD, 26, INK, room)
    under = " · ".join(one for one in (variant, job.town) if one)
    write(canvas, left, top - 15.5 * mm, under, PLAIN, 14, MUTED, room)
    if job.options.link:
        _code(canvas, job.options.link, WIDE - EDGE - 20 * mm, top - 19 * mm, 20 * mm)


def _code(canvas: Canvas, link: str, x: float, y: float, side: float) -> None:
    """Draw a QR code with its quiet zone inside ``side``."""
    import segno

    rows = list(segno.make(link, error="m", micro=False).matrix_iter(border=2))
    size = side / len(rows)
    canvas.setFillColor(INK)
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        for along, dark in enumerate(row):
            if dark:
                path.rect(x + along * size, y + side - (down + 1) * size, size, size)
    canvas.drawPath(path, stroke=0, fill=1)


def _pictures(canvas: Canvas, job: Job) -> None:
    """Put the picture above, the plan below it, both in the left part of the sheet."""
    language = job.options.language
    top, bottom = HIGH - EDGE - 24 * mm, EDGE + 9 * mm
    clear = isometric(job)
    seen = Image.new("RGB", clear.size, (246, 242, 234))
    seen.paste(clear, (0, 0), clear)
    canvas.setFillColor(SOFT)
    canvas.roundRect(EDGE, bottom, LEFT - EDGE, top - bottom, 2 * mm, stroke=0, fill=1)
    share = (top - bottom) * 0.56
    _image(canvas, seen, (EDGE + 4 * mm, top - share, LEFT - EDGE - 8 * mm, share - 3 * mm))
    below = top - share - bottom - 8 * mm
    plan = top_view(job, 1600)
    x, y, wide, high = _image(canvas, plan, (EDGE + 4 * mm, bottom + 4 * mm, 140 * mm, below), to_left=True)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.rect(x, y, wide, high)
    metre = wide / job.grid.nx
    _scale(canvas, x + wide + 7 * mm, y + 4 * mm, metre, bar_of(job.grid.nx))
    _north(canvas, LEFT - 12 * mm, y + 6 * mm, 8 * mm)
    words = (
        Text(
            "Bild: Blick von Südwesten. Plan: Norden ist oben.", "Picture: seen from the south-west. Plan: north is up."
        ),
        Text(
            f"{job.grid.nx} × {job.grid.ny} m, ein Baustein ist 1 m³.",
            f"{job.grid.nx} × {job.grid.ny} m, a block is 1 m³.",
        ),
    )
    left = x + wide + 7 * mm
    at = y + high - 4 * mm
    for text in words:
        for line in wrapped(text.in_language(language), PLAIN, 9, LEFT - left - 4 * mm):
            write(canvas, left, at, line, PLAIN, 9, MUTED)
            at -= 4.2 * mm
        at -= 1.5 * mm
    _legend(canvas, job, left, at - 1 * mm, y + 16 * mm)


def _legend(canvas: Canvas, job: Job, x: float, at: float, bottom: float) -> None:
    """Say what the plan's colours are: the largest areas with their square metres, as many as there is room for."""
    language = job.options.language
    for colour, name, area in areas(job)[: max(0, int((at - bottom) / (4.8 * mm)))]:
        canvas.setFillColor(HexColor(colour))
        canvas.rect(x, at - 0.6 * mm, 4.5 * mm, 3.2 * mm, stroke=0, fill=1)
        write(canvas, x + 6.5 * mm, at, name.in_language(language), PLAIN, 8.5, INK, LEFT - x - 32 * mm)
        write_right(canvas, LEFT - 5 * mm, at, f"{write_number(area, language)} m²", PLAIN, 8.5, MUTED)
        at -= 4.8 * mm


def areas(job: Job) -> list[tuple[str, Text, int]]:
    """Give colour, name and square metres of what one sees from above (crowns of trees left out), the largest first."""
    ids = job.grid.dense()
    body = palette().kind("building", "roof")[ids]
    built: npt.NDArray[np.bool_] = np.asarray(body.any(axis=0))
    open_ = surface(ids, built)
    level = ids.shape[0] - 1 - np.argmax(body[::-1], axis=0)
    top = np.where(built, np.take_along_axis(ids, level[None], axis=0)[0], open_)
    counts = np.bincount(top.ravel(), minlength=palette().size)
    order = [int(one) for one in np.argsort(-counts, kind="stable") if counts[one]]
    return [
        (block.colour, Text(block.de, block.en), int(counts[block.id]))
        for block in (palette().by_id[one] for one in order)
    ]


def _image(
    canvas: Canvas, image: Image.Image, box: tuple[float, float, float, float], *, to_left: bool = False
) -> tuple[float, float, float, float]:
    """Draw an image as large as fits in a box (x, y, wide, high); gives where it lies."""
    x, y, wide, high = box
    share = min(wide / image.width, high / image.height)
    w, h = image.width * share, image.height * share
    at = (x if to_left else x + (wide - w) / 2, y + (high - h) / 2)
    pressed = io.BytesIO()
    image.convert("RGB").save(pressed, "JPEG", quality=90, subsampling=0)
    pressed.seek(0)
    canvas.drawImage(ImageReader(pressed), at[0], at[1], w, h)
    return at[0], at[1], w, h


def _scale(canvas: Canvas, x: float, y: float, metre: float, long: int) -> None:
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.6)
    for part in range(2):
        canvas.setFillColor(INK if part == 0 else HexColor("#ffffff"))
        canvas.rect(x + part * long * metre / 2, y, long * metre / 2, 1.4 * mm, fill=1)
    write(canvas, x, y + 3 * mm, f"{long} m", BOLD, 9, INK)


def _north(canvas: Canvas, x: float, y: float, size: float) -> None:
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.7)
    for sign, fill in ((-1, 1), (1, 0)):
        canvas.setFillColor(INK)
        path = canvas.beginPath()
        path.moveTo(x, y + size)
        path.lineTo(x + sign * size * 0.45, y - size * 0.5)
        path.lineTo(x, y - size * 0.2)
        path.close()
        canvas.drawPath(path, stroke=1, fill=fill)
    write(canvas, x - 1.4 * mm, y + size + 1.5 * mm, "N", BOLD, 11, INK)


def _numbers(canvas: Canvas, found: list[Change], language: str) -> None:
    """Draw the table of effects in the right part: one line each, as plainly whichever way it went."""
    x, right = LEFT + 8 * mm, WIDE - EDGE
    at, bottom = HIGH - EDGE - 27 * mm, EDGE + 9 * mm
    columns = (right - 78 * mm, right - 50 * mm, right - 21 * mm, right)
    heads = (Text("heute", "today"), Text("Entwurf", "design"), Text("Unterschied", "difference"), Text("", ""))
    write(canvas, x, at, Text("Was der Entwurf bewirkt", "What the design does").in_language(language), BOLD, 13, INK)
    at -= 6.5 * mm
    for place, head in zip(columns[:3], heads, strict=False):
        write_right(canvas, place, at, head.in_language(language), PLAIN, 8.5, MUTED)
    at -= 2 * mm
    step = min(7.2 * mm, (at - bottom) / max(1, len(found)))
    for one in found:
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.4)
        canvas.line(x, at, right, at)
        at -= step
        low = at + step * 0.3
        colour = COLOURS[one.way]
        strong = BOLD if one.way in ("worse", "better") else PLAIN
        size = min(9.5, step / mm * 1.45)
        write(canvas, x, low, one.effect.name.in_language(language), strong, size, INK, columns[0] - x - 24 * mm)
        for place, text in zip(columns[:2], (one.today, one.value), strict=True):
            write_right(canvas, place, low, text, PLAIN, size, INK)
        write_right(canvas, columns[2], low, one.difference, strong, size, colour)
        # Colours alone tell nobody: each line has its word, too.
        word = WORDS[one.way].in_language(language) if one.difference != "–" else "–"
        write_right(canvas, right, low, word, strong, size * 0.92, colour)
    if not found:
        none = Text("Für diesen Entwurf liegen keine Zahlen vor.", "There are no numbers for this design.")
        write(canvas, x, at - 5 * mm, none.in_language(language), PLAIN, 10, MUTED)


def _foot(canvas: Canvas, job: Job) -> None:
    language = job.options.language
    said = Text(
        "Modellrechnung mit Annahmen, siehe Seite 2. Kein Bauplan.",
        "A model with assumptions, see page 2. Not a building plan.",
    )
    sources = ", ".join(one for one in job.base.sources if one != "default")
    named = Text(f"Quellen: {sources}.", f"Sources: {sources}.") if sources else Text("", "")
    text = f"{said.in_language(language)} {named.in_language(language)}".strip()
    write(canvas, EDGE, EDGE, text, PLAIN, 8.5, MUTED, WIDE - 2 * EDGE)


def write(
    canvas: Canvas, x: float, y: float, text: str, font: str, size: float, colour: Any, room: float | None = None
) -> None:  # fmt: skip
    """Write a line, cut with three dots where it is longer than the room."""
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    text = " ".join(text.split())[:400]
    if room is not None and stringWidth(text, font, size) > room:
        while text and stringWidth(text + "…", font, size) > room:
            text = text[:-1]
        text = text.rstrip() + "…"
    canvas.drawString(x, y, text)


def write_right(canvas: Canvas, x: float, y: float, text: str, font: str, size: float, colour: Any) -> None:
    """Write a line that ends at x."""
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    canvas.drawRightString(x, y, text)
