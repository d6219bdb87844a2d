"""Columns of cells to Arrow: what cannot be read becomes missing and is flagged with its row, never dropped silently."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.data.gather.columns import as_text, as_texts, typed_numbers
from stadtkern.data.gather.tabular import Cell
from stadtkern.data.gather.tally import Tally
from stadtkern.data.harmonise.missing import is_missing
from stadtkern.data.harmonise.municipalities import check_ags, check_ars
from stadtkern.data.harmonise.numbers import Number, NumberStyle
from stadtkern.data.harmonise.refused import Refused
from stadtkern.data.harmonise.times import TimeColumn
from stadtkern.town.text import Text

# Whole numbers beyond this are not exact as a float64.
EXACT = 2**53
_LARGEST = 2**63 - 1
_TRUE = frozenset({"ja", "true", "wahr", "yes", "1", "x", "j", "y"})
_FALSE = frozenset({"nein", "false", "falsch", "no", "0", "n"})


def numbers(
    cells: Sequence[Cell], style: NumberStyle, rows: Sequence[int], tally: Tally, header: str
) -> tuple[pa.Array, list[Number | None] | None]:
    """Read numbers as float64. Gives the exact values too where a whole number is too long for a float, else None."""
    if set(map(type, cells)) <= {str}:
        fast = _at_once(cells, style)
        if fast is not None:
            return fast, None
    values, refused, texts = typed_numbers(cells, style)
    flag_cells(refused, texts, rows, tally, header)
    long = any(type(value) is int and abs(value) > EXACT for value in values)
    array = pa.array([None if value is None else float(value) for value in values], pa.float64())
    return array, values if long else None


def _at_once(cells: Sequence[str], style: NumberStyle) -> pa.Array | None:
    """Read plain numbers in Arrow's own code; None where a cell needs a closer look (a mark, a unit, a word, a long one)."""
    if style.decimal != "." or style.group == ".":
        texts = pa.array(cells, pa.string())
        if pc.any(pc.match_substring(texts, ".")).as_py():
            return None
        texts = pc.replace_substring(texts, ",", ".")
    else:
        texts = pa.array(cells, pa.string())
    if (
        pc.any(pc.greater(pc.binary_length(texts), 15)).as_py()
        and pc.any(pc.match_substring_regex(texts, r"\d{16}")).as_py()
    ):
        return None
    if pc.any(pc.match_substring_regex(texts, "[a-zA-Z]")).as_py():
        return None
    try:
        return pc.cast(pc.if_else(pc.equal(texts, ""), None, texts), pa.float64())
    except pa.ArrowInvalid:
        return None


def integers(cells: Sequence[Cell], style: NumberStyle, rows: Sequence[int], tally: Tally, header: str) -> pa.Array:
    """Read whole numbers as int64; a fraction or a number beyond 64 bits is flagged."""
    if set(map(type, cells)) <= {str}:
        plain = pa.array(cells, pa.string())
        try:
            return pc.cast(pc.if_else(pc.equal(plain, ""), None, plain), pa.int64())
        except pa.ArrowInvalid:
            pass  # something else stands there, too: look at each cell
    values, refused, texts = typed_numbers(cells, style)
    flag_cells(refused, texts, rows, tally, header)
    whole: list[int | None] = []
    for place, value in enumerate(values):
        if value is None:
            whole.append(None)
        elif value == int(value) and abs(value) <= _LARGEST:
            whole.append(int(value))
        else:
            whole.append(None)
            reason = Text(
                "In dieser Spalte stehen ganze Zahlen; dieser Wert ist keine und wurde leer gelassen.",
                "This column holds whole numbers; this value is none and was left empty.",
            )
            tally.flag(rows[place], "number.whole", reason, column=header, value=texts[place])
    return pa.array(whole, pa.int64())


def texts(cells: Sequence[Cell]) -> pa.Array:
    """Read text: trimmed, missing words as null. Each distinct text is looked at once."""
    plain = pa.array(cells if set(map(type, cells)) <= {str} else as_texts(cells), pa.string())
    coded = plain.dictionary_encode()
    words = [None if is_missing(text) else text.strip() for text in coded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(coded.indices)


def booleans(cells: Sequence[Cell], rows: Sequence[int], tally: Tally, header: str) -> pa.Array:
    """Read yes and no in German and English, 1 and 0."""
    answer: list[bool | None] = []
    for place, cell in enumerate(cells):
        word = as_text(cell).strip().lower()
        if word in _TRUE or word in _FALSE:
            answer.append(word in _TRUE)
            continue
        answer.append(None)
        if not is_missing(word):
            reason = Text(
                f"„{word[:40]}“ ist weder Ja noch Nein. Das Feld bleibt leer.",
                f"“{word[:40]}” is neither yes nor no. The field stays empty.",
            )
            tally.flag(rows[place], "boolean.text", reason, column=header, value=word)
    return pa.array(answer, pa.bool_())


def dates(cells: Sequence[Cell], column: TimeColumn, rows: Sequence[int], tally: Tally, header: str) -> pa.Array:
    """Read calendar days as they are written, whatever the zone."""
    texts = as_texts(cells)
    times = column.parse(texts)
    flag_cells([one for one in times.refused if not is_missing(texts[one[0]])], texts, rows, tally, header)
    days: list[date | None] = [None if start is None else start.date() for start in times.starts]
    return pa.array(days, pa.date32())


def moments(cells: Sequence[Cell], column: TimeColumn, rows: Sequence[int], tally: Tally, header: str) -> pa.Array:
    """Read points in time, in UTC."""
    texts = as_texts(cells)
    times = column.parse(texts)
    flag_cells([one for one in times.refused if not is_missing(texts[one[0]])], texts, rows, tally, header)
    return pa.array(times.starts, pa.timestamp("us"))


def keys(cells: Sequence[Cell], kind: str, rows: Sequence[int], tally: Tally, header: str) -> pa.Array:
    """Read municipality keys as text with their leading zeros; one that cannot be right is kept and flagged."""
    known: dict[str, tuple[str, Text | None, str]] = {}
    answer: list[str | None] = []
    for place, cell in enumerate(cells):
        text = as_text(cell).strip()
        if is_missing(text):
            answer.append(None)
            continue
        if text not in known:
            known[text] = _key(text, kind)
        code, note, reason = known[text]
        answer.append(code)
        if note is not None:
            tally.flag(rows[place], reason, note, column=header, value=text)
    return pa.array(answer, pa.string())


def _key(text: str, kind: str) -> tuple[str, Text | None, str]:
    try:
        key = check_ags(text) if kind == "ags" else check_ars(text)
    except Refused as refused:
        return text, refused.text, refused.code
    return key.code, key.note, f"{kind}.note"


def flag_cells(
    refused: Sequence[tuple[int, Refused]], texts: Sequence[str], rows: Sequence[int], tally: Tally, header: str
) -> None:
    """Flag the cells that could not be read: they become missing, their rows go in."""
    for place, reason in refused:
        tally.flag(rows[place], reason.code, reason.text, column=header, value=texts[place])
