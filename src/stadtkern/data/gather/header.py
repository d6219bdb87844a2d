"""Where a table begins: titles above it, the header row, a row of units below it, or no header at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from stadtkern.data.gather.model import Guess, Mapping
from stadtkern.data.gather.tabular import Cell, is_blank, shown
from stadtkern.data.gather.words import labels_above, role_of, time_in_header
from stadtkern.data.harmonise.missing import is_missing
from stadtkern.data.harmonise.names import tidy
from stadtkern.data.harmonise.units import unit_of_symbol
from stadtkern.town.text import Text

# Titles, dates and notes rarely take more lines than this above a table.
_DEEPEST = 40
_NUMERIC = re.compile(r"[+-]?[\d.,\s']*\d[\d.,\s']*(?:[eE][+-]?\d+)?")
_TIMELIKE = re.compile(r"\d{1,4}[-./]\d{1,2}(?:[-./]\d{1,4})?(?:[T ]\s*\d{1,2}:\d{2}.*)?|\d{1,2}:\d{2}(?::\d{2})?")

Row = tuple[int, Sequence[Cell]]


@dataclass(slots=True)
class Header:
    """What was found. ``row`` is the header's number in the file (0: none), ``last`` the last row that is no data yet."""

    headers: list[str]
    row: int
    last: int
    units: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)


def find_header(
    rows: Sequence[Row], mapping: Mapping | None = None, ends: dict[int, int] | None = None
) -> Header | None:
    """Find the header among a table's first rows; None when there is nothing that could be a table.

    A mapping's headers are looked for first. ``ends`` gives the last line of a row that takes several lines.
    """
    filled = [(number, row) for number, row in rows if not all(map(is_blank, row))]
    if not filled:
        return None
    place = _mapped(filled, mapping) if mapping else None
    if place is None:
        place, sure = _search(filled)
    else:
        sure = 1.0
    if place is None:
        return _headless(filled)
    return _described(filled, place, sure, ends or {})


def _mapped(rows: Sequence[Row], mapping: Mapping | None) -> int | None:
    """Find the row that holds most of a mapping's headers; the row it names where that is as good."""
    if mapping is None or not mapping.columns:
        return None
    wanted = {one.header for one in mapping.columns}
    scores = [len(wanted & set(unique_headers([shown(cell) for cell in row]))) for _, row in rows[:_DEEPEST]]
    best = max(scores)
    if best == 0:
        return next((at for at, (number, _) in enumerate(rows) if number == mapping.header_row), None)
    return scores.index(best)


def _search(rows: Sequence[Row]) -> tuple[int | None, float]:
    width = _usual_width(rows)
    for place, (_, row) in enumerate(rows[:_DEEPEST]):
        if _filled(row) < max(1, 0.6 * width):
            continue
        if _is_label(row, [row for _, row in rows[place + 1 : place + 60]]):
            continue
        below = [row for _, row in rows[place + 1 : place + 60] if _filled(row) >= 0.5 * min(width, _filled(row) or 1)]
        sure = _header_sureness(row, below)
        if sure > 0 and place + 1 < len(rows) and _is_group_row(row, rows[place + 1][1], below[1:]):
            return place + 1, sure
        if sure == 0 and place > 0 and _names_some(rows[place - 1][1], row):
            return place - 1, 0.75
        return (place, sure) if sure > 0 else (None, 0.0)
    return 0, 0.5


def _is_label(row: Sequence[Cell], following: Sequence[Sequence[Cell]]) -> bool:
    """Say whether a row only says something about the table: "Station;Rathaus" above "Datum;Temperatur"."""
    if _filled(row) != 2 or is_blank(row[0]) or not labels_above(shown(row[0])):
        return False
    data = next((place for place, other in enumerate(following) if any(map(_is_amount, other))), 0)
    if not 0 < data <= _DEEPEST:
        return False
    header = next(row for row in reversed(following[:data]) if _filled(row))
    known = any(role_of(shown(cell)) for cell in header if not is_blank(cell))
    return known and _filled(header) >= 2 and _header_sureness(header, following[data:]) >= 0.8


def _names_some(row: Sequence[Cell], data: Sequence[Cell]) -> bool:
    """Say whether a row names only some columns, as statistics do above their years: ";;31.12.2021;31.12.2022"."""
    named = [place for place, cell in enumerate(row) if not is_blank(cell)]
    if len(named) < 2 or named[-1] >= len(data) or not any(_is_amount(data[place]) for place in named):
        return False
    return all(time_in_header(shown(row[place])) or not _is_amount(row[place]) for place in named)


def _is_group_row(row: Sequence[Cell], following: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> bool:
    """Say whether a row only groups the columns that the fuller row below it names."""
    if _filled(following) <= _filled(row) or any(map(_is_amount, following)) or _is_units(following, below):
        return False
    return _header_sureness(following, below) >= 0.8


def _usual_width(rows: Sequence[Row]) -> int:
    """Give the number of filled cells that most rows have, wide ones counting more than titles and notes."""
    counts = Counter(_filled(row) for _, row in rows[:150])
    return max(counts, key=lambda width: (counts[width] * width, width))


def _filled(row: Sequence[Cell]) -> int:
    return sum(1 for cell in row if not is_blank(cell))


def _header_sureness(row: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> float:
    """Say how sure a row is a header: words over numbers and times speak for it, numbers over numbers against."""
    over, against, same = 0, 0, 0
    cells = [shown(cell).strip() for cell in row]
    for place, cell in enumerate(row):
        column = [other[place] for other in below if place < len(other) and not is_blank(other[place])]
        column = [other for other in column if not (isinstance(other, str) and is_missing(other))]
        if is_blank(cell) or not column:
            continue
        amounts = sum(map(_is_amount, column)) > 0.7 * len(column)
        if _is_amount(cell):
            against += amounts
        elif not (isinstance(cell, str) and is_missing(cell)):
            over += amounts
            same += not amounts and cell in column
    named = [cell for cell in cells if cell]
    unique = len(set(named)) == len(named)
    years = [time_in_header(cell) for cell in named]
    if over and (unique or over > against):
        return 0.95 if over >= against and not same else 0.8
    if sum(1 for year in years if year) >= 2 and unique:
        return 0.9
    if against:
        return 0.0
    if not below:
        return 0.6
    if same == 0 and unique:
        return 0.7
    return 0.0 if same > len(named) / 2 else 0.4


def _is_amount(cell: Cell) -> bool:
    if isinstance(cell, str):
        text = cell.strip()
        return bool(_NUMERIC.fullmatch(text) or _TIMELIKE.fullmatch(text))
    return isinstance(cell, (int, float, datetime, date, time)) and not isinstance(cell, bool)


def _described(rows: Sequence[Row], place: int, sure: float, ends: dict[int, int]) -> Header:
    number, row = rows[place]
    names = [
        tidy(shown(cell)) if not isinstance(cell, float) or not cell.is_integer() else str(int(cell)) for cell in row
    ]
    above = rows[:place]
    if above and len(set(filter(None, names))) < len([name for name in names if name]):
        names = _with_groups(above[-1][1], names)
    found = Header(unique_headers(names), number, ends.get(number, number))
    found.above = [" ".join(shown(cell).strip() for cell in row if not is_blank(cell)) for _, row in above]
    if place + 1 < len(rows) and _is_units(rows[place + 1][1], [row for _, row in rows[place + 2 : place + 22]]):
        found.units = [shown(cell).strip() for cell in rows[place + 1][1]]
        found.last = rows[place + 1][0]
        found.guesses.append(
            Guess(
                "header.units",
                Text(
                    f"Zeile {found.last} enthält die Einheiten der Spalten, keine Werte.",
                    f"Row {found.last} holds the columns' units, not values.",
                ),
                0.9,
                value=str(found.last),
            )
        )
    if place > 0 or sure < 0.9:
        found.guesses.insert(
            0,
            Guess(
                "header.row",
                Text(
                    f"Die Überschriften der Spalten stehen in Zeile {number}."
                    + (" Was darüber steht, gehört nicht zur Tabelle." if place else ""),
                    f"The column headers stand in row {number}."
                    + (" What stands above does not belong to the table." if place else ""),
                ),
                sure,
                value=str(number),
            ),
        )
    return found


def _with_groups(above: Sequence[Cell], names: list[str]) -> list[str]:
    """Put the group headers of the row above (merged cells: only the first is filled) before repeated headers."""
    if _filled(above) < 2 or _filled(above) > len(names):
        return names
    group, joined = "", []
    for place, name in enumerate(names):
        cell = above[place] if place < len(above) else None
        group = tidy(shown(cell)) if not is_blank(cell) else group
        joined.append(f"{group} {name}".strip() if names.count(name) > 1 else name)
    return joined


def _is_units(row: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> bool:
    """Say whether a row only holds units: every filled cell is one, and there are amounts below at least one."""
    cells = [
        (place, cell.strip().strip("[]()")) for place, cell in enumerate(row) if isinstance(cell, str) and cell.strip()
    ]
    if not cells or len(cells) != _filled(row):
        return False
    known = [place for place, cell in cells if unit_of_symbol(cell) is not None]
    if not known or len(known) < 0.5 * len(cells):
        return False
    amounts = [_is_amount(other[place]) for place in known for other in below if place < len(other)]
    return not amounts or sum(amounts) > 0.6 * len(amounts)


def _headless(rows: Sequence[Row]) -> Header:
    width = _usual_width(rows)
    first = next(place for place, (_, row) in enumerate(rows) if _filled(row) >= 0.6 * width)
    count = max(len(row) for _, row in rows[first : first + 50])
    number = rows[first][0]
    guess = Guess(
        "header.none",
        Text(
            "Die Tabelle hat keine Überschriften. Die Spalten heißen deshalb „Spalte 1“, „Spalte 2“ und so weiter.",
            "The table has no headers. Its columns are therefore called “Spalte 1”, “Spalte 2” and so on.",
        ),
        0.7,
    )
    above = [" ".join(shown(cell) for cell in row if not is_blank(cell)) for _, row in rows[:first]]
    return Header([f"Spalte {place}" for place in range(1, count + 1)], 0, number - 1, above=above, guesses=[guess])


def unique_headers(headers: Sequence[str]) -> list[str]:
    """Tidy headers and number repeated ones: "Wert", "Wert (2)". Empty ones become "Spalte 3" by their place."""
    taken: set[str] = set()
    found: list[str] = []
    for place, header in enumerate(headers, start=1):
        name = base = tidy(header) or f"Spalte {place}"
        number = 1
        while name in taken:
            number += 1
            name = f"{base} ({number})"
        taken.add(name)
        found.append(name)
    return found
