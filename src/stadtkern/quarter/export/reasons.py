"""The sheet's back: what each number means, what it assumes, and where its factors come from."""

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from stadtkern.quarter.export.changes import Change
from stadtkern.quarter.export.model import Job
from stadtkern.town.text import Text

WIDE, HIGH = landscape(A3)
EDGE, GAP, COLUMNS = 14 * mm, 8 * mm, 3
PLAIN, BOLD = "Fira", "Fira-SemiBold"
# Sizes of letters to try until everything is on one page; the last one goes on over several.
SIZES = (8.2, 7.8, 7.4, 7.0)
INK, MUTED = HexColor("#15212b"), HexColor("#55606a")
# A line's height on its page, font and words; an entry's lines have no height yet.
_Column = list[tuple[float, str, str]]
_Entry = list[tuple[str, str]]
_COLUMN = (WIDE - 2 * EDGE - (COLUMNS - 1) * GAP) / COLUMNS


def reasons(canvas: Canvas, job: Job, found: list[Change], under: str) -> None:
    """Write the pages of assumptions, in the order of the numbers; as many as it takes."""
    if not found:
        return
    language = job.options.language
    pages: list[list[_Column]] = []
    for size in SIZES:
        entries = [_entry(one, language, size) for one in found]
        pages = _laid(entries, size)
        if len(pages) == 1:
            break
    for page in pages:
        top = HIGH - EDGE
        title = Text("Was die Zahlen annehmen", "What the numbers assume").in_language(language)
        _line(canvas, EDGE, top - 7 * mm, title, BOLD, 18)
        _line(canvas, EDGE, top - 13 * mm, under[:160], PLAIN, 11)
        for number, column in enumerate(page):
            for at, font, text in column:
                _line(canvas, EDGE + number * (_COLUMN + GAP), at, text, font, size)
        canvas.showPage()


def _laid(entries: list[_Entry], size: float) -> list[list[_Column]]:
    """Give for each page its columns, for each column its lines with their height on the page."""
    lead, top = size * 0.433 * mm, HIGH - EDGE - 22 * mm
    columns: list[_Column] = [[]]
    at = top
    for lines in entries:
        if at - len(lines) * lead < EDGE:
            columns.append([])
            at = top
        for font, text in lines:
            columns[-1].append((at, font, text))
            at -= lead
        at -= lead * 0.65
    return [columns[first : first + COLUMNS] for first in range(0, len(columns), COLUMNS)]


def _entry(change: Change, language: str, size: float) -> _Entry:
    """Give an effect's lines: its name, what it is, what it assumes, where that comes from."""
    effect = change.effect
    parts = [effect.definition, effect.assumption, *([effect.note] if effect.note else []), effect.source]
    lines = [(BOLD, effect.name.in_language(language))]
    for text in parts:
        lines += [(PLAIN, line) for line in wrapped(text.in_language(language), PLAIN, size, _COLUMN)]
    return lines


def wrapped(text: str, font: str, size: float, room: float) -> list[str]:
    """Break a text into lines that fit."""
    lines: list[str] = []
    for word in text.split():
        if lines and stringWidth(f"{lines[-1]} {word}", font, size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _line(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> None:
    canvas.setFillColor(MUTED if font == PLAIN else INK)
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)
