"""A table as every kind of source hands it over: headers, a sample by columns, and chunks of rows with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from stadtkern.data.gather.tally import Tally

# A cell is text as it stands in a text file, or (Excel, JSON) a number, boolean, date, time or None.
Cell = Any

# The wording of refusals and the sample's size: enough to know a column, little enough to be read at once.
CHUNK_ROWS = 20_000


@dataclass(slots=True)
class Chunk:
    """Rows that stand one below the other: their numbers in the file, from 1, and their cells column by column."""

    rows: Sequence[int]
    columns: list[Sequence[Cell]]


@dataclass(slots=True)
class Table:
    """A table that can be drawn as often as needed.

    ``header_row`` is the header's row in the file, from 1; 0 when there is none and ``headers`` were made up.
    ``units`` are the cells of a row of units below the header. ``sample`` holds columns. ``typed`` says that cells may
    be other than text. ``above`` is what stands over the header.
    """

    headers: list[str]
    header_row: int
    sample: list[Sequence[Cell]]
    chunks: Callable[[Tally], Iterator[Chunk]]
    name: str = ""
    typed: bool = False
    units: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    preview: list[list[str]] = field(default_factory=list)


def columns_of(rows: Sequence[Sequence[Cell]], width: int) -> list[Sequence[Cell]]:
    """Turn rows of ``width`` cells into columns; also for no rows at all."""
    if not rows:
        return [[] for _ in range(width)]
    return list(zip(*rows, strict=True))


def is_blank(cell: Cell) -> bool:
    """Say whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def shown(cell: Cell) -> str:
    """Give a cell as a person reads it in a preview."""
    if cell is None:
        return ""
    text = str(cell)
    return text if len(text) <= 200 else text[:199] + "…"
