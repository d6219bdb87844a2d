"""Excel and OpenDocument workbooks: sheets with titles above the table, real dates, numbers as numbers."""

from __future__ import annotations

import contextlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from stadtkern.data.gather.apply import make_part
from stadtkern.data.gather.guarding import check_zip
from stadtkern.data.gather.header import find_header
from stadtkern.data.gather.kinds.sheet_size import check_sheets
from stadtkern.data.gather.model import Guess, Mapping, Opening, Part, Reading, Report
from stadtkern.data.gather.propose import readable
from stadtkern.data.gather.records import check_width, data_chunks, only_header
from stadtkern.data.gather.sniff import content_of, refuse_foreign
from stadtkern.data.gather.tabular import Cell, Chunk, Table, columns_of, is_blank, shown
from stadtkern.data.gather.tally import Tally
from stadtkern.data.harmonise.names import slug
from stadtkern.town.text import ProblemError, Text, problem

WANTED = Text("eine Excel- oder OpenDocument-Tabelle", "an Excel or OpenDocument spreadsheet")
_HEAD_ROWS = 400
_SAMPLE_ROWS = 20_000
_PREVIEW = 20
_PLAIN_NAME = re.compile(r"(?:tabelle|sheet|blatt|table|feuille)\s*\d*|data|daten|export", re.IGNORECASE)
# In old Office documents the stream's name tells a workbook from a text document (MS-XLS 2.1.2); UTF-16 in the directory.
_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))

Row = tuple[int, list[Cell]]


@dataclass(frozen=True, slots=True)
class ExcelKind:
    """Workbooks of Excel (new and old) and LibreOffice."""

    kind: str = "excel"
    title: Text = field(default=Text("Excel-Tabelle", "Excel spreadsheet"))
    extensions: Sequence[str] = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

    def recognise(self, path: Path, name: str, head: bytes) -> float:
        """Say how sure it is: by what the archive's directory lists, whatever the file is called."""
        named = name.lower().endswith(tuple(self.extensions))
        content = content_of(head)
        if content == "zip":
            found = _is_workbook(path)
            return 0.97 if found else 0.25 if named else 0.0
        if content == "ole":
            return 0.95 if named else 0.6 if _holds_workbook(path) else 0.0
        return 0.25 if named else 0.0

    def open(self, opening: Opening) -> Reading:
        """Open a workbook; see SourceKind. Problems: ``file.…``, ``archive.…``, ``excel.…``, ``table.…``, ``mapping.…``."""
        with opening.path.open("rb") as file:
            head = file.read(65536)
        content = content_of(head)
        if content not in ("zip", "ole"):
            raise refuse_foreign(opening.name, content, WANTED)
        if content == "zip":
            _check_archive(opening)
        report = Report()
        with _problems(opening.name):
            book = CalamineWorkbook.from_path(str(opening.path))
            sheets = _data_sheets(book, opening, report)
        parts: list[Part] = []
        mapping: Mapping | None = None
        preview: list[list[str]] = []
        titles: list[str] = []
        for sheet in sheets:
            table = _table(sheet, opening, report)
            part, used = make_part(
                table,
                report,
                _title_source(opening.name, sheet.name, alone=len(sheets) == 1),
                mapping=opening.mapping,
                near=opening.near,
                part_name=slug(sheet.name) if len(sheets) > 1 else None,
            )
            used.sheet = sheet.name
            parts.append(part)
            titles.append(part.title)
            if mapping is None:
                mapping, preview = used, table.preview
        title = titles[0] if len(parts) == 1 else readable(opening.name) or titles[0]
        return Reading(self.kind, title, parts, report, mapping, preview=preview)


@contextlib.contextmanager
def _problems(name: str) -> Iterator[None]:
    """Turn the reader's own errors into problems that a person can act on."""
    try:
        yield
    except ProblemError:
        raise
    except PasswordError as error:
        raise problem(
            "excel.password",
            f"„{name}“ ist mit einem Kennwort geschützt.",
            f"“{name}” is protected by a password.",
            Text("Speichern Sie die Datei ohne Kennwort.", "Save the file without a password."),
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(name) from error
    except BaseException as error:
        # The reader is written in Rust; what it gives up on arrives as an error outside of Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(name) from error


def _damaged(name: str) -> ProblemError:
    return problem(
        "excel.broken",
        f"„{name}“ ist beschädigt oder keine lesbare Tabellendatei. Es wurde nichts übernommen.",
        f"“{name}” is damaged or no readable spreadsheet. Nothing was taken over.",
        Text(
            "Öffnen Sie die Datei in Excel oder LibreOffice und speichern Sie sie neu, am besten als .xlsx.",
            "Open the file in Excel or LibreOffice and save it anew, best as .xlsx.",
        ),
    )


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                return True
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return b"opendocument.spreadsheet" in archive.read("mimetype")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return False
    return False


def _holds_workbook(path: Path) -> bool:
    """Say whether an old Office document is a workbook; its directory stands somewhere in the file."""
    with path.open("rb") as file:
        while block := file.read(1024 * 1024):
            if any(name in block for name in _WORKBOOK):
                return True
    return False


def _check_archive(opening: Opening) -> None:
    members = check_zip(opening.path, opening.limits)
    if not _is_workbook(opening.path):
        raise refuse_foreign(opening.name, "zip", WANTED)
    check_sheets(opening.path, opening.name, members)


def _data_sheets(book: CalamineWorkbook, opening: Opening, report: Report) -> list[CalamineSheet]:
    """Choose the sheets with tables: the mapping's one, else every visible sheet that is more than notes."""
    named = [meta.name for meta in book.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]
    visible = {meta.name for meta in book.sheets_metadata if meta.visible is SheetVisibleEnum.Visible}
    wanted = opening.mapping.sheet if opening.mapping else None
    if wanted in named:
        return [book.get_sheet_by_name(str(wanted))]
    sheets = [book.get_sheet_by_name(name) for name in named]
    tables = [sheet for sheet in sheets if sheet.name in visible and _is_table(sheet)]
    if not tables:
        tables = [sheet for sheet in sheets if sheet.height > 0][:1]
    if not tables:
        raise refuse_foreign(opening.name, "empty", WANTED)
    if opening.mapping is not None:
        # The mapping's sheet has another name in this file: the one that has its columns.
        return [_closest(tables, opening.mapping)]
    left = [sheet.name for sheet in sheets if sheet.height > 0 and sheet not in tables]
    if left or len(tables) > 1:
        report.guess(_sheets_guess([sheet.name for sheet in tables], left))
    return tables


def _closest(sheets: Sequence[CalamineSheet], mapping: Mapping) -> CalamineSheet:
    wanted = {one.header for one in mapping.columns}
    return max(
        sheets,
        key=lambda sheet: max(
            (len(wanted & {shown(cell).strip() for cell in row}) for row in islice(sheet.iter_rows(), 40)), default=0
        ),
    )


def _is_table(sheet: CalamineSheet) -> bool:
    """Say whether a sheet holds a table: at least two columns in at least two rows."""
    wide = 0
    for row in islice(sheet.iter_rows(), 200):
        wide += sum(1 for cell in row if not is_blank(cell)) >= 2
        if wide >= 2:
            return True
    return False


def _sheets_guess(tables: Sequence[str], left: Sequence[str]) -> Guess:
    shown_de = ", ".join(f"„{name}“" for name in tables[:6])
    shown_en = ", ".join(f"“{name}”" for name in tables[:6])
    de = f"Gelesen werden die Blätter {shown_de}." if len(tables) > 1 else f"Gelesen wird das Blatt {shown_de}."
    en = f"The sheets {shown_en} are read." if len(tables) > 1 else f"The sheet {shown_en} is read."
    if len(tables) > 1:
        de += " Jedes wird eine eigene Sammlung."
        en += " Each becomes a collection of its own."
    if left:
        de += " Ohne Tabelle und nicht gelesen: " + ", ".join(f"„{name}“" for name in left[:6]) + "."
        en += " Without a table and not read: " + ", ".join(f"“{name}”" for name in left[:6]) + "."
    return Guess("excel.sheets", Text(de, en), 0.8, value=", ".join(tables))


def _table(sheet: CalamineSheet, opening: Opening, report: Report) -> Table:
    head = list(islice(_rows(sheet), _HEAD_ROWS))
    found = find_header(head, opening.mapping)
    if found is None:
        raise refuse_foreign(opening.name, "empty", WANTED)
    width = _width(found.headers, head, found.last)
    check_width(opening.name, width, opening.limits)
    headers = found.headers[:width]
    for guess in found.guesses:
        report.guess(guess)
    data = (row for number, row in _rows(sheet) if number > found.last and not all(map(is_blank, row)))
    sample = [row[:width] for row in islice(data, _SAMPLE_ROWS)]
    if not sample:
        raise only_header(opening.name)

    def chunks(tally: Tally) -> Iterator[Chunk]:
        rows = ((number, row) for number, row in _rows(sheet) if number > found.last)
        yield from data_chunks(rows, width, tally, opening.limits, opening.progress, sheet.height)

    preview = [headers, *([shown(cell) for cell in row] for row in sample[:_PREVIEW])]
    return Table(
        headers,
        found.row,
        columns_of(sample, width),
        chunks,
        name=sheet.name,
        typed=True,
        units=found.units,
        above=[line for line in found.above if line],
        preview=preview,
    )


def _width(headers: Sequence[str], head: Sequence[Row], last: int) -> int:
    """Give the table's width without columns at its right edge that have neither header nor values."""
    made_up = [header == f"Spalte {place}" for place, header in enumerate(headers, start=1)]
    width = len(headers)
    while width > 1 and made_up[width - 1] and all(is_blank(row[width - 1]) for number, row in head if number > last):
        width -= 1
    return width


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    """Give a sheet's rows with their numbers as Excel shows them; empty cells as None."""
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [_cell(cell) for cell in row]


def _cell(cell: object) -> Cell:
    if cell == "":
        return None
    if isinstance(cell, timedelta):
        return cell.total_seconds() / 86400
    return cell


def _title_source(name: str, sheet: str, *, alone: bool) -> str:
    """Give the name that a sheet's title comes from: the file's, or the sheet's where it says more."""
    if (alone and readable(name)) or _PLAIN_NAME.fullmatch(sheet.strip()):
        return name
    return sheet


KIND = ExcelKind()
