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
PLAIN, BOLD, SIZE, LEAD = "Fira", "Fira-SemiBold", 8.2, 3.55 * mm
INK, MUTED = HexColor("#15212b"), HexColor("#55606a")
_COLUMN = (WIDE - 2 * EDGE - (COLUMNS - 1) * GAP) / COLUMNS


def reasons(canvas: Canvas, job: Job, found: list[Change], under: str) -> None:
    """Write the pages of assumptions, in the order of the numbers; as many as it takes."""
    if not found:
        return
    language = job.options.language
    entries = [_entry(one, language) for one in found]
    while entries:
        entries = _page(canvas, entries, under, language)
        canvas.showPage()


def _page(
    canvas: Canvas, entries: list[list[tuple[str, str]]], under: str, language: str
) -> list[list[tuple[str, str]]]:
    """Fill one page column by column; gives what did not fit."""
    top = HIGH - EDGE
    _line(
        canvas,
        EDGE,
        top - 7 * mm,
        Text("Was die Zahlen annehmen", "What the numbers assume").in_language(language),
        BOLD,
        18,
    )
    _line(canvas, EDGE, top - 13 * mm, under[:160], PLAIN, 11)
    column, at = 0, top - 22 * mm
    for number, lines in enumerate(entries):
        high = len(lines) * LEAD + 2.4 * mm
        if at - high < EDGE:
            column, at = column + 1, top - 22 * mm
            if column == COLUMNS:
                return entries[number:]
        for font, text in lines:
            _line(canvas, EDGE + column * (_COLUMN + GAP), at, text, font, SIZE)
            at -= LEAD
        at -= 2.4 * mm
    return []


def _entry(change: Change, language: str) -> list[tuple[str, str]]:
    """Give an effect's lines: its name, what it is, what it assumes, where that comes from."""
    effect = change.effect
    parts = [effect.definition, effect.assumption, *([effect.note] if effect.note else []), effect.source]
    lines = [(BOLD, effect.name.in_language(language))]
    for text in parts:
        lines += [(PLAIN, line) for line in _wrapped(text.in_language(language))]
    return lines


def _wrapped(text: str) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and stringWidth(f"{lines[-1]} {word}", PLAIN, SIZE) <= _COLUMN:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _line(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> None:
    canvas.setFillColor(MUTED if font == PLAIN else INK)
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)
