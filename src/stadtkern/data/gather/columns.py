"""What a column of a sample holds: amounts, times, yes and no, or words; and how it writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import isfinite

from stadtkern.data.gather.model import Role
from stadtkern.data.gather.tabular import Cell
from stadtkern.data.gather.words import role_of
from stadtkern.data.harmonise.missing import is_missing
from stadtkern.data.harmonise.names import title_of
from stadtkern.data.harmonise.numbers import (
    Number,
    NumberStyle,
    guess_style,
    is_identifier,
    is_number,
    parse_numbers,
)
from stadtkern.data.harmonise.refused import Refused
from stadtkern.data.harmonise.times import SPANS, TimeGuess, guess_time
from stadtkern.data.harmonise.units import Unit, unit_of, unit_of_symbol

_NUMBERS = (int, float)
_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_WHOLE = re.compile(r"[+-]?\d+")
# Beyond 18 digits a whole number does not fit into 64 bits; such digits are names.
_LONGEST_WHOLE = 18
_TRUE = frozenset({"ja", "true", "wahr", "yes"})
_FALSE = frozenset({"nein", "false", "falsch", "no"})
# A column is one of numbers although some of its cells are none: those cells are flagged. Measured values may fail more
# often than properties, whose odd cells ("12a") would be lost.
_VALUES_SHARE = 0.8
_PROPERTY_SHARE = 0.99
# Numbers of so few kinds, without a unit, are names of classes ("1", "2", "B"): no cell of theirs may be lost.
_FEW = 25
_MOST_TIMES = 120
_MOST_DOUBTFUL = 300
# Clocks, dates and longer words are no numbers; knowing that early saves a close look.
_NO_NUMBER = re.compile(r":|\d-\d|[^\W\d_]{12}|\d[,;] +-?\d")


@dataclass(slots=True)
class Facts:
    """What is known of one column. ``kind``: empty, integer, number, boolean, date, time or text.

    ``odd`` counts the cells of a number column that are no numbers; ``amount`` is the share of cells that are numbers;
    ``marked`` says that some of them bear a decimal or grouping mark, so that the style matters.
    """

    header: str
    place: int
    kind: str
    title: str
    rows: int
    present: list[str]
    distinct: int
    role: Role | None = None
    style: NumberStyle = field(default_factory=NumberStyle)
    time: TimeGuess | None = None
    unit: Unit | None = None
    amount: float = 0.0
    odd: int = 0
    marked: bool = False
    identifier: bool = False

    @property
    def is_amount(self) -> bool:
        """Whether the column holds numbers that mean amounts, not names made of digits."""
        return self.kind in ("integer", "number")

    @property
    def always(self) -> bool:
        """Whether every row has a value."""
        return len(self.present) == self.rows and self.rows > 0


def as_text(cell: Cell) -> str:
    """Give a cell of any type as text: dates as ISO 8601, whole floats without ".0", nothing as ""."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)


def as_texts(cells: Sequence[Cell]) -> list[str]:
    """Give a typed column as text; a column of dates at midnight becomes one of days."""
    if set(map(type, cells)) <= {str}:
        return list(cells)
    moments = [cell for cell in cells if isinstance(cell, datetime)]
    if moments and all(moment.time() == time(0) for moment in moments):
        return [as_text(cell.date() if isinstance(cell, datetime) else cell) for cell in cells]
    return [as_text(cell) for cell in cells]


def typed_numbers(
    cells: Sequence[Cell], style: NumberStyle
) -> tuple[list[Number | None], list[tuple[int, Refused]], Sequence[str]]:
    """Read a column of numbers: typed cells as they are, text in the column's style. Gives values, refusals, texts."""
    texts = as_texts(cells)
    if set(map(type, cells)) <= {str}:
        return *parse_numbers(texts, style), texts
    values: list[Number | None] = [cell if type(cell) in _NUMBERS and isfinite(cell) else None for cell in cells]
    words = [place for place, cell in enumerate(cells) if type(cell) not in _NUMBERS and cell is not None]
    found, refused = parse_numbers([texts[place] for place in words], style)
    for place, value in zip(words, found, strict=True):
        values[place] = value
    return values, [(words[at], reason) for at, reason in refused], texts


def facts_of(header: str, place: int, cells: Sequence[Cell], *, units_row: str = "", expect: str = "") -> Facts:
    """Look at one column of a sample. ``expect`` is the decimal mark that the file as a whole speaks for."""
    kinds = set(map(type, cells))
    moments = sum(1 for cell in cells if isinstance(cell, (datetime, date))) if kinds - {str} else 0
    texts = as_texts(cells)
    trimmed = {text: "" if is_missing(text) else text.strip() for text in dict.fromkeys(texts)}
    present = [word for text in texts if (word := trimmed[text])]
    distinct = list(dict.fromkeys(present))
    unit = unit_of(header)
    if unit is None and units_row:
        unit = unit_of_symbol(units_row.strip("[]()"))
    title = title_of(unit.title if unit is not None and unit.title else header)
    title = title.upper() if title in ("Ags", "Ars", "Plz", "Id") else title
    facts = Facts(header, place, "empty", title, len(cells), present, len(distinct), role_of(header), unit=unit)
    if not present:
        return facts
    if kinds - {type(None)} == {bool} or _is_boolean(distinct):
        facts.kind = "boolean"
        return facts
    numbers = _numbers(distinct)
    share = sum(map(numbers.__getitem__, present)) / len(present)
    facts.amount = share
    facts.identifier = (share > 0.9 and _is_code(distinct, header, facts.role)) or _too_long(distinct)
    if moments > 0.5 * len(present) or _may_be_time(facts, share):
        facts.time = guess_time(_spread(distinct, _MOST_TIMES), header)
        if facts.time is not None:
            facts.kind = "date" if facts.time.granularity in SPANS else "time"
            return facts
    if share >= _VALUES_SHARE and not facts.identifier:
        written = distinct
        if kinds - {str}:
            # Typed numbers have no style: only those that stand there as text show one.
            written = list(dict.fromkeys(cell.strip() for cell in cells if isinstance(cell, str)))
        _describe_numbers(facts, numbers, written, expect)
    else:
        facts.kind = "text"
    return facts


def _numbers(distinct: Sequence[str]) -> dict[str, bool]:
    """Say of each text whether it is a number. Where a few hundred are none, the others are not looked at closely."""
    plain = {text: _PLAIN.fullmatch(text) is not None for text in distinct}
    doubtful = [text for text, yes in plain.items() if not yes]
    some = {text: _NO_NUMBER.search(text) is None and is_number(text) for text in _spread(doubtful, _MOST_DOUBTFUL)}
    if any(some.values()) and len(doubtful) > len(some):
        some = {text: _NO_NUMBER.search(text) is None and is_number(text) for text in doubtful}
    return plain | some


def _describe_numbers(facts: Facts, numbers: dict[str, bool], written: Sequence[str], expect: str) -> None:
    found = [text for text, yes in numbers.items() if yes]
    facts.kind = "integer" if all(_WHOLE.fullmatch(text) for text in found) else "number"
    shown = [text for text in written if numbers.get(text)]
    facts.marked = facts.kind == "number" and not all(_WHOLE.fullmatch(text) for text in shown)
    facts.style = guess_style(_spread(shown, 5000), expect) if facts.marked else NumberStyle(expect or ".")
    if facts.marked and len(shown) == len(found) and facts.style.group and not _has_fraction(found, facts.style):
        facts.kind = "integer"
    if facts.marked and _unreadable(shown, facts.style) > 0.05:
        facts.kind = "text"
    facts.odd = sum(1 for text in facts.present if not numbers[text])


def _unreadable(texts: Sequence[str], style: NumberStyle) -> float:
    """Give the share of texts that look like numbers but are none in the column's style."""
    some = _spread(texts, 1000)
    return len(parse_numbers(some, style)[1]) / len(some)


def words_win(facts: Facts) -> bool:
    """Say whether a column of numbers holds so many words that as a property it must be kept as text."""
    few = facts.unit is None and facts.distinct <= _FEW
    return facts.is_amount and facts.odd > 0 and (few or facts.amount < _PROPERTY_SHARE)


def _has_fraction(texts: Sequence[str], style: NumberStyle) -> bool:
    return any(style.decimal in text for text in texts)


def _is_boolean(distinct: Sequence[str]) -> bool:
    """Yes and no must both occur: a column of nothing but "ja" may hold other words in the next file."""
    if len(distinct) > 8:
        return False
    words = {text.lower() for text in distinct}
    return words <= _TRUE | _FALSE and bool(words & _TRUE) and bool(words & _FALSE)


def _is_code(distinct: Sequence[str], header: str, role: Role | None) -> bool:
    return role in (Role.AGS, Role.ARS) or is_identifier(distinct, header)


def _too_long(distinct: Sequence[str]) -> bool:
    return any(len(text) > _LONGEST_WHOLE and _WHOLE.fullmatch(text) is not None for text in distinct)


def _may_be_time(facts: Facts, share: float) -> bool:
    """Numbers are times only where the header says so: 1995 under "Jahr", 1500232652930 under "timestamp"."""
    if facts.role in (Role.TIME, Role.TIME_END):
        return True
    if share > 0.9:
        return any("." in text and text.count(".") == 2 for text in facts.present[:20])
    return any(char.isdigit() for char in facts.present[0])


def _spread(values: Sequence[str], most: int) -> list[str]:
    """Give at most ``most`` of the values, from all over."""
    step = max(1, len(values) // most)
    return list(values[::step][:most])
