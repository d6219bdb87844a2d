"""What pages ask of features and plain tables: a page of rows, how often what occurs, how large numbers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from stadtkern.data.lake.sql import quoted
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts

KIND_WORDS = ("art", "typ", "type", "kategorie", "category", "gattung", "klasse", "class", "kind", "nutzung", "status",
              "highway", "building", "amenity", "route_type", "linie", "ziel", "stadtbezirk", "ortsteil", "district", "bezirk", "name")  # fmt: skip


_KEY_PARTS = {"id", "nr", "kennung", "objectid", "fid", "schluessel", "code"}


@dataclass(frozen=True, slots=True)
class Profile:
    """One column in short. For numbers also least, median and most."""

    column: ColumnFacts
    filled: int
    distinct: int
    least: Any = None
    median: Any = None
    most: Any = None


def table_of(collection: CollectionFacts) -> str:
    """Give the collection's table in the lake."""
    return f"lake.tables.{collection.table}"


def shown(collection: CollectionFacts) -> list[ColumnFacts]:
    """Give the columns that pages show: all but those that a person said to ignore and the geometry itself."""
    return [one for one in collection.columns if one.role not in ("ignore", "geometry")]


def page_of(
    cursor: DuckDBPyConnection, collection: CollectionFacts, order: str, offset: int, limit: int
) -> list[tuple[Any, ...]]:
    """Give rows in an order like ``hoehe`` or ``-hoehe``; a name that is no column means the source's order."""
    columns = shown(collection)
    wanted = order.removeprefix("-")
    by = "_id"
    if any(one.name == wanted for one in columns):
        by = f"{quoted(wanted)} {'DESC' if order.startswith('-') else 'ASC'} NULLS LAST, _id"
    listed = ", ".join(["_id", *(quoted(one.name) for one in columns)])
    return cursor.execute(
        f"SELECT {listed} FROM {table_of(collection)} ORDER BY {by} LIMIT ? OFFSET ?", [limit, offset]
    ).fetchall()


def profiles(cursor: DuckDBPyConnection, collection: CollectionFacts) -> list[Profile]:
    """Look at every shown column once: filled, distinct, and for numbers least, median, most."""
    columns = shown(collection)[:200]
    parts: list[str] = []
    for one in columns:
        name = quoted(one.name)
        parts += [f"count({name})", f"approx_count_distinct({name})"]
        if one.type in ("number", "integer"):
            parts += [f"min({name})", f"median({name})", f"max({name})"]
        else:
            parts += ["NULL", "NULL", "NULL"]
    if not parts:
        return []
    row = cursor.execute(f"SELECT {', '.join(parts)} FROM {table_of(collection)}").fetchone() or ()
    return [Profile(one, *row[place * 5 : place * 5 + 5]) for place, one in enumerate(columns)]


def best_kind(found: Sequence[Profile], rows: int) -> ColumnFacts | None:
    """Choose the column that sorts the rows into kinds best: two to some dozens of values, well filled, well named."""
    usable = [
        one
        for one in found
        if one.column.type in ("text", "boolean")
        and 2 <= one.distinct <= max(40, min(400, rows // 20))
        and one.filled >= rows * 0.4
        and one.distinct < one.filled * 0.7
        and one.column.role not in ("id", "ags", "ars")
        and not _KEY_PARTS & set(one.column.name.lower().split("_"))
    ]

    def worth(one: Profile) -> tuple[int, int, int]:
        name = one.column.name.lower()
        word = next((place for place, part in enumerate(KIND_WORDS) if part in name), len(KIND_WORDS))
        return word, abs(one.distinct - 12), -one.filled

    return min(usable, key=worth).column if usable else None


def best_number(found: Sequence[Profile], rows: int) -> Profile | None:
    """Choose the number worth a sentence: one with a unit before one without, never an id, a year or a coordinate."""
    usable = [
        one
        for one in found
        if one.column.type in ("number", "integer")
        and one.column.role in ("property", "value")
        and one.filled >= rows * 0.3
        and one.distinct > 3
        and one.column.unit != "s"
        and not is_key(one)
    ]
    return min(usable, key=lambda one: (one.column.unit is None, -one.filled)) if usable else None


def is_key(one: Profile) -> bool:
    """Tell whether a number only names its row: an id, a postcode, a running number."""
    name = one.column.name.lower()
    parts = set(name.replace("-", "_").split("_"))
    if parts & _KEY_PARTS or parts & {
        "nummer",
        "objectid",
        "fid",
        "plz",
        "osm",
        "jahr",
        "year",
        "code",
        "schluessel",
        "x",
        "y",
    }:
        return True
    return one.column.unit is None and one.distinct >= one.filled * 0.97 and one.column.type == "integer"


def counts(
    cursor: DuckDBPyConnection, collection: CollectionFacts, column: str, most: int = 12
) -> list[tuple[Any, int]]:
    """Count the values of a column, the most frequent first; ``(None, n)`` at the end for all others together."""
    name = quoted(column)
    rows = cursor.execute(
        f"SELECT CAST({name} AS VARCHAR), count(*) FROM {table_of(collection)} WHERE {name} IS NOT NULL "
        "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?",
        [most],
    ).fetchall()
    total = cursor.execute(f"SELECT count({name}) FROM {table_of(collection)}").fetchone()
    rest = (total[0] if total else 0) - sum(n for _, n in rows)
    return [*rows, (None, rest)] if rest > 0 else rows


def largest(
    cursor: DuckDBPyConnection, collection: CollectionFacts, name: str, number: str, most: int = 15
) -> list[tuple[str, float]]:
    """Give the rows with the largest number, each with its name."""
    return cursor.execute(
        f"SELECT CAST({quoted(name)} AS VARCHAR), {quoted(number)} FROM {table_of(collection)} "
        f"WHERE {quoted(number)} IS NOT NULL AND {quoted(name)} IS NOT NULL ORDER BY 2 DESC, 1 LIMIT ?",
        [most],
    ).fetchall()


def by_year(cursor: DuckDBPyConnection, collection: CollectionFacts, year: str, number: str) -> list[tuple[int, float]]:
    """Give the mean of a number for each year of a year column."""
    return cursor.execute(
        f"SELECT {quoted(year)}, avg({quoted(number)}) FROM {table_of(collection)} "
        f"WHERE {quoted(number)} IS NOT NULL AND {quoted(year)} BETWEEN 1500 AND 2300 GROUP BY 1 ORDER BY 1"
    ).fetchall()


def count_years(cursor: DuckDBPyConnection, collection: CollectionFacts, year: str) -> list[tuple[int, int]]:
    """Count the rows of each year of a year column, the oldest first."""
    name = quoted(year)
    return cursor.execute(
        f"SELECT {name}, count(*) FROM {table_of(collection)} WHERE {name} BETWEEN 1000 AND 2300 GROUP BY 1 ORDER BY 1"
    ).fetchall()


def range_of(
    cursor: DuckDBPyConnection, collection: CollectionFacts, column: str
) -> tuple[float, float, float, float] | None:
    """Give least, half per cent, ninety-nine and a half per cent and most of a number; None where there is none."""
    name = f"CAST({quoted(column)} AS DOUBLE)"
    row = cursor.execute(
        f"SELECT min({name}), quantile_cont({name}, [0.005, 0.995]), max({name}) FROM {table_of(collection)} "
        f"WHERE isfinite({name})"
    ).fetchone()
    return None if row is None or row[0] is None else (row[0], row[1][0], row[1][1], row[2])


def count_bins(
    cursor: DuckDBPyConnection, collection: CollectionFacts, column: str, first: float, step: float
) -> dict[int, int]:
    """Count a number's values in steps from ``first`` on; what lies below has negative places."""
    name = f"CAST({quoted(column)} AS DOUBLE)"
    rows = cursor.execute(
        # Rounded to a billionth of a step: 0.3 lies in the step that begins at 0.3, however computers write it.
        f"SELECT floor(round(({name} - ?) / ?, 9)), count(*) FROM {table_of(collection)} WHERE isfinite({name}) GROUP BY 1",
        [first, step],
    ).fetchall()
    return {int(at): n for at, n in rows}


def geometry_kinds(cursor: DuckDBPyConnection, collection: CollectionFacts) -> dict[str, int]:
    """Count points, lines and areas, and rows without a place (``none``)."""
    rows = cursor.execute(
        f"""SELECT CASE WHEN geom IS NULL THEN 'none' WHEN ST_Dimension(geom) = 0 THEN 'point'
                        WHEN ST_Dimension(geom) = 1 THEN 'line' ELSE 'area' END, count(*)
            FROM {table_of(collection)} GROUP BY 1"""
    ).fetchall()
    return {str(kind): int(n) for kind, n in rows}
