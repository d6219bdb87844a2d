"""How large the sheets of a workbook are, before it is opened: a reader makes room for every cell up to the last one.

A file of a few kilobytes with one cell in its last row and column would take hundreds of gigabytes.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from stadtkern.data.gather.guarding import Member
from stadtkern.town.text import Text, problem

# About 32 bytes a cell while it is read: this many take 640 MB.
MOST_CELLS = 20_000_000
_BLOCK = 1024 * 1024
# A cell with content; one that only has a format is closed at once ("/>") and takes no room.
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>/]*>')
_REPEATED = re.compile(rb"<(table:table-row|table:table-cell|table:table)\b([^>]*)>")
_COUNT = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"')


def check_sheets(path: Path, name: str, members: Sequence[Member]) -> None:
    """Refuse a workbook whose sheets have too many cells, or whose entries are larger than they state.

    Raises ProblemError: ``archive.broken``, ``excel.too-large``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for member in members:
                if member.name.startswith("xl/worksheets/") and member.name.endswith(".xml"):
                    with archive.open(member.name) as file:
                        _check_cells(file, name)
                elif member.name == "content.xml":
                    with archive.open(member.name) as file:
                        _check_repeats(file, name)
                else:
                    with archive.open(member.name) as file:
                        for _ in _blocks(file):
                            pass
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise problem(
            "archive.broken",
            f"„{name}“ ist beschädigt oder unvollständig. Es wurde nichts übernommen.",
            f"“{name}” is damaged or incomplete. Nothing was taken over.",
        ) from error


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Read an entry to its end, so that its stated size and checksum are put to the test."""
    while block := file.read(_BLOCK):
        yield block


def _check_cells(file: IO[bytes], name: str) -> None:
    rows = columns = 0
    rest = b""
    for block in _blocks(file):
        data = rest + block
        for letters, digits in _CELL.findall(data):
            rows = max(rows, int(digits))
            columns = max(columns, _number(letters))
        rest = data[-200:]
    _refuse_large(rows, columns, name)


def _number(letters: bytes) -> int:
    """Give a column's number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_repeats(file: IO[bytes], name: str) -> None:
    """Count the cells of an OpenDocument sheet, in which one element can stand for many equal rows or cells."""
    rows = columns = 0
    wide = repeat = 0
    holds = False
    rest = b""
    for block in _blocks(file):
        data = rest + block
        end = data.rfind(b">") + 1
        rest = data[end:][-4096:]
        for kind, attributes in _REPEATED.findall(data[:end]):
            count = _COUNT.search(attributes)
            times = int(count[1]) if count else 1
            if kind == b"table:table-cell":
                wide += times
                # An element that is closed at once and has no value is an empty cell.
                if b"office:value" in attributes or not attributes.endswith(b"/"):
                    holds = True
                    columns = max(columns, wide)
                continue
            rows += repeat if holds else 0
            wide, holds = 0, False
            repeat = times if kind == b"table:table-row" else 0
            if kind == b"table:table":
                _refuse_large(rows, columns, name)
                rows = columns = 0
    rows += repeat if holds else 0
    _refuse_large(rows, columns, name)


def _refuse_large(rows: int, columns: int, name: str) -> None:
    if rows * columns > MOST_CELLS:
        raise problem(
            "excel.too-large",
            f"Ein Blatt von „{name}“ reicht bis Zeile {rows} und Spalte {columns}. Das ist zu groß für eine Arbeitsmappe.",
            f"A sheet of “{name}” goes to row {rows} and column {columns}. That is too large for a workbook.",
            Text(
                "Speichern Sie das Blatt als CSV. CSV-Dateien dürfen viel größer sein.",
                "Save the sheet as CSV. CSV files may be much larger.",
            ),
        )
