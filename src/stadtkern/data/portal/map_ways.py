"""How a layer of places may be coloured and filtered: by the kinds of a column, or by classes of a number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from duckdb import DuckDBPyConnection

from stadtkern.data.lake.sql import quoted
from stadtkern.data.portal import rows as ask
from stadtkern.data.portal.access import lake
from stadtkern.data.portal.charts.scale import number
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.row_figures import overview, symbol, told
from stadtkern.data.publish.shared.columns import shown
from stadtkern.data.publish.tiles.layer import tile_fields
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts
from stadtkern.town.text import Text

KINDS = 6
CLASSES = 5
_MOST_WAYS = 5
_KEYS = {
    "id",
    "nr",
    "plz",
    "kennung",
    "objectid",
    "fid",
    "nummer",
    "hochwert",
    "rechtswert",
    "lat",
    "lon",
    "x",
    "y",
    "baumnr",
}
_KEY_ENDS = ("_id", "nr", "wert", "_lat", "_lon")


def ways(collection: CollectionFacts, language: str) -> list[dict[str, Any]]:
    """Give the ways to colour a collection, the best first, as the map reads them. None needs a column outside tiles."""
    return remembered("ways", collection, lambda: _ways(collection, language), language, seconds=3600)


def _ways(collection: CollectionFacts, language: str) -> list[dict[str, Any]]:
    seen = overview(collection)
    in_tiles = {one.name for one in tile_fields(shown(collection.columns))}
    usable = [one for one in seen.profiles if one.column.name in in_tiles and not _is_key(one.column.name)]
    kinds = [one for one in usable if _sorts(one, collection.rows)]
    kinds.sort(key=lambda one: (seen.kind is None or one.column.name != seen.kind.name, one.distinct))
    numbers = [one for one in usable if _measures(one, collection.rows)]
    amount = seen.amount.column.name if seen.amount else ""
    numbers.sort(key=lambda one: (one.column.name != amount, one.column.unit is None))
    found: list[dict[str, Any]] = []
    with lake().read() as cursor:
        for one in (*kinds[:3], *numbers[:3]):
            way = (
                _by_kind(cursor, collection, one.column, language)
                if one in kinds
                else _by_number(cursor, collection, one.column, language)
            )
            if len(way["values"]) > 1:
                found.append(way)
    return found[:_MOST_WAYS]


def _is_key(name: str) -> bool:
    low = name.lower()
    return low in _KEYS or low.endswith(_KEY_ENDS)


def _sorts(one: ask.Profile, rows: int) -> bool:
    return (
        one.column.type in ("text", "boolean")
        and one.column.role not in ("id", "ags", "ars", "name")
        and 2 <= one.distinct <= max(12, min(200, rows // 8))
        and one.filled >= rows * 0.2
    )


def _measures(one: ask.Profile, rows: int) -> bool:
    return (
        one.column.type in ("number", "integer")
        and one.column.role in ("property", "value")
        and one.distinct >= 4
        and one.filled >= rows * 0.3
    )


def _by_kind(
    cursor: DuckDBPyConnection, collection: CollectionFacts, column: ColumnFacts, language: str
) -> dict[str, Any]:
    counted = ask.counts(cursor, collection, column.name, KINDS)
    values = [
        {"value": value, "title": told(value, collection, column, language), "count": n}
        for value, n in counted
        if value is not None
    ]
    return {"column": column.name, "title": column.title, "kind": "category", "values": values}


def _by_number(
    cursor: DuckDBPyConnection, collection: CollectionFacts, column: ColumnFacts, language: str
) -> dict[str, Any]:
    name, table = quoted(column.name), ask.table_of(collection)
    row = cursor.execute(
        f"SELECT quantile_cont({name}, [0.2, 0.4, 0.6, 0.8]), min({name}), max({name}) FROM {table}"
        f" WHERE {name} IS NOT NULL AND isfinite(CAST({name} AS DOUBLE))"
    ).fetchone()
    breaks = tidy_breaks(row[0], row[1], row[2]) if row and row[0] else []
    edges = [None, *breaks, None]
    place = (
        f"CASE {' '.join(f'WHEN {name} < {edge!r} THEN {n}' for n, edge in enumerate(breaks))} ELSE {len(breaks)} END"
    )
    counted = (
        dict(cursor.execute(f"SELECT {place}, count(*) FROM {table} WHERE {name} IS NOT NULL GROUP BY 1").fetchall())
        if breaks
        else {}
    )
    values = []
    for n in range(len(breaks) + 1):
        low, high = edges[n], edges[n + 1]
        one: dict[str, Any] = {"value": str(n), "title": class_title(low, high, language), "count": counted.get(n, 0)}
        one |= {key: edge for key, edge in (("from", low), ("to", high)) if edge is not None}
        values.append(one)
    way = {"column": column.name, "title": column.title, "kind": "number", "values": values}
    return way | ({"unit": symbol(column.unit)} if column.unit else {})


def tidy_breaks(quantiles: Sequence[float], low: float, high: float) -> list[float]:
    """Round quantiles to numbers that people say, and leave out those that fall together or divide nothing."""
    spread = high - low
    if not math.isfinite(spread) or spread <= 0:
        return []
    # An eighth of the spread is fine enough; rounded down to 1, 2 or 5 times a power of ten.
    size = 10 ** math.floor(math.log10(spread / 8))
    step = max(one * size for one in (1, 2, 5) if one * size <= spread / 8)
    found: list[float] = []
    for one in quantiles:
        edge = round(round(one / step) * step, 10)
        if low < edge <= high and edge not in found:
            found.append(edge)
    return found


def class_title(low: float | None, high: float | None, language: str) -> str:
    """Write a class: „unter 5“, „5 bis unter 10“, „ab 20“."""
    if low is None:
        return f"{Text('unter', 'below').in_language(language)} {number(high, language)}"
    if high is None:
        return Text("ab {0}", "{0} and more").in_language(language).format(number(low, language))
    between = Text("{0} bis unter {1}", "{0} to below {1}").in_language(language)
    return between.format(number(low, language), number(high, language))
