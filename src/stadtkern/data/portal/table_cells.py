"""How a page of rows is laid out: the name first, nothing where nobody wrote anything, numbers with their commas in line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from stadtkern.data.portal.row_figures import digits_of, symbol, told
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts

_MOST_DIGITS = 6
_LONG_WORD = 40


def visible(columns: Sequence[ColumnFacts], empty: Collection[str]) -> list[ColumnFacts]:
    """Choose and order a table's columns: what names a row comes first, its id last, and empty columns are left out."""
    kept = [one for one in columns if one.name not in empty] or list(columns)
    if not any(one.role == "name" for one in kept):
        return kept
    return sorted(kept, key=lambda one: (one.role != "name", one.role == "id"))


def cells(
    found: Sequence[tuple[Any, ...]],
    columns: Sequence[ColumnFacts],
    seen: Sequence[ColumnFacts],
    collection: CollectionFacts,
    language: str,
) -> list[list[dict[str, Any]]]:
    """Write rows as cells. ``found``: an id, then a value for each of ``columns``; ``seen``: the columns shown, in order."""
    at = {one.name: place for place, one in enumerate(columns, 1)}
    digits = {one.name: _digits([row[at[one.name]] for row in found]) for one in seen}
    laid = [
        [
            {
                "text": told(row[at[one.name]], collection, one, language, digits[one.name]),
                "column": one,
                "title": head(one),
                "id": row[0],
                "long": _has_long_word(row[at[one.name]]),
            }
            for one in seen
        ]
        for row in found
    ]
    for line in laid:
        if line and not line[0]["text"]:
            # What has no name of its own is headed by its id, or by the number of its row.
            ids = [one["text"] for one in line if one["column"].role == "id" and one["text"]]
            line[0]["text"] = next(iter(ids), str(line[0]["id"]))
    return laid


def _has_long_word(value: object) -> bool:
    """Tell whether a word is too long for a column and must be broken wherever the line ends."""
    return isinstance(value, str) and any(len(word) > _LONG_WORD for word in value.split())


def _digits(values: Sequence[object]) -> int | None:
    """Give the places after the comma that every number of a column gets; None where none has a fraction."""
    most = max((digits_of(one) for one in values if isinstance(one, float)), default=0)
    return min(_MOST_DIGITS, most) or None


def head(column: ColumnFacts) -> str:
    """Name a column with its unit: „Höhe (m)“."""
    unit = symbol(column.unit)
    return f"{column.title} ({unit})" if unit else column.title
