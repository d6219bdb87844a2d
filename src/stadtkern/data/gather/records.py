"""Rows of typed cells to chunks, for sources that hand over rows one by one: workbooks and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stadtkern.data.gather.model import Limits, Progress
from stadtkern.data.gather.tabular import CHUNK_ROWS, Cell, Chunk, columns_of, is_blank
from stadtkern.data.gather.tally import Tally
from stadtkern.town.text import ProblemError, Text, problem


def data_chunks(
    rows: Iterable[tuple[int, Sequence[Cell]]],
    width: int,
    tally: Tally,
    limits: Limits,
    progress: Progress | None = None,
    total: int = 0,
) -> Iterator[Chunk]:
    """Give numbered rows in chunks, each cut or filled to ``width``; empty rows are no rows.

    A row with a cell above the limit, or with values right of the table, is counted and refused.
    """
    numbers: list[int] = []
    kept: list[Sequence[Cell]] = []
    number = 0
    for number, row in rows:
        if all(map(is_blank, row)):
            continue
        tally.count(1)
        if len(row) != width:
            if any(not is_blank(cell) for cell in row[width:]):
                _refuse_wide(number, sum(1 for cell in row if not is_blank(cell)), width, tally)
                continue
            row = [*row[:width], *([None] * (width - len(row)))]  # noqa: PLW2901 - the row in its proper width
        if any(isinstance(cell, str) and len(cell) > limits.cell_bytes for cell in row):
            _refuse_long(number, tally)
            continue
        numbers.append(number)
        kept.append(row)
        if len(kept) >= CHUNK_ROWS:
            yield Chunk(numbers, columns_of(kept, width))
            numbers, kept = [], []
            if progress is not None:
                progress(number, total)
    if kept:
        yield Chunk(numbers, columns_of(kept, width))
    if progress is not None:
        progress(total or number, total)


def _refuse_wide(number: int, cells: int, width: int, tally: Tally) -> None:
    tally.refuse(
        number,
        "row.fields",
        Text(
            f"In dieser Zeile stehen Werte neben der Tabelle, die {width} Spalten hat. Sie wurde nicht übernommen.",
            f"This row holds values beside the table, which has {width} columns. It was not taken over.",
        ),
        value=f"{cells}",
    )


def _refuse_long(number: int, tally: Tally) -> None:
    tally.refuse(
        number,
        "cell.long",
        Text(
            "Eine Zelle dieser Zeile ist größer, als erlaubt ist. Die Zeile wurde nicht übernommen.",
            "A cell of this row is larger than allowed. The row was not taken over.",
        ),
    )


def check_width(name: str, width: int, limits: Limits) -> None:
    """Refuse a table with more columns than the limit allows. Raises ProblemError (``table.columns``)."""
    if width > limits.columns:
        raise problem(
            "table.columns",
            f"Die Tabelle in „{name}“ hat {width} Spalten. Erlaubt sind {limits.columns}.",
            f"The table in “{name}” has {width} columns. At most {limits.columns} are allowed.",
            Text(
                "Vielleicht ist das Trennzeichen ein anderes, oder Zeilen und Spalten sind vertauscht.",
                "Perhaps the delimiter is another one, or rows and columns are swapped.",
            ),
        )


def only_header(name: str) -> ProblemError:
    """Make the problem for a table without rows."""
    return problem(
        "table.only-header",
        f"In „{name}“ stehen nur Überschriften und keine Daten. Es wurde nichts übernommen.",
        f"“{name}” holds only headers and no data. Nothing was taken over.",
        Text("Prüfen Sie, ob der Export vollständig war.", "Check whether the export was complete."),
    )
