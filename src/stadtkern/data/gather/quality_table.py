"""How good features and tables are: filled columns, distinct values, numbers and places that stand out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import duckdb

from stadtkern.data.lake.sql import quoted
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts

# A number stands out when it lies 10 robust deviations from the median and, where a column has no negative numbers,
# also 5 on a logarithmic scale: a city among villages is large, a tree of 5,689 m is wrong.
LINEAR_SCORE = 10.0
LOG_SCORE = 5.0
# A place is far away when it lies 20 robust deviations and a third of a degree from the others.
FAR_SCORE = 20.0
FAR_DEGREES = 0.3
MOST_LISTED = 20
_AT_ONCE = 40
_EXACT_ROWS = 300_000
_NUMBERS = ("number", "integer")
_SPANS = ("date", "time")


def describe(cursor: duckdb.DuckDBPyConnection, collection: CollectionFacts) -> dict[str, Any]:
    """Describe a feature or table collection: ``rows``, ``totals``, ``columns``, ``duplicates``, ``places``.

    A column has ``name``, ``title``, ``type``, ``filled``, ``share``, ``distinct``, and for numbers and times ``minimum``,
    ``median``, ``maximum``; for numbers ``outliers`` (``count``, ``worst`` with the row's ``id`` and ``value``). ``duplicates``
    counts rows that repeat another one in everything but columns with the role "id". ``places`` (None without geometry)
    has ``without`` (none or an empty one), ``invalid``, ``beyond`` (outside the globe or at 0, 0), ``far`` (``count``, ``ids``), ``types``.
    """
    table = f"lake.tables.{collection.table}"
    known = _known(cursor, collection.table)
    columns = [column for column in collection.columns if column.name in known]
    rows = _one(cursor, f"SELECT count(*) FROM {table}")[0] if known else 0
    found: list[dict[str, Any]] = []
    for at in range(0, len(columns), _AT_ONCE):
        found += _columns(cursor, table, columns[at : at + _AT_ONCE], rows)
    cells = rows * len(columns)
    filled = sum(one["filled"] for one in found)
    return {
        "rows": rows,
        "totals": {
            "cells": cells,
            "filled": filled,
            "complete": math.floor(filled / cells * 10_000) / 10_000 if cells else None,
            "outliers": sum(one["outliers"]["count"] for one in found if "outliers" in one),
        },
        "columns": found,
        "duplicates": _duplicates(cursor, table, columns, geometry="geom" in known) if rows else 0,
        "places": _places(cursor, table) if rows and "geom" in known else None,
    }


def _known(cursor: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    rows = cursor.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = 'lake' AND schema_name = 'tables' AND table_name = ?",
        [table],
    ).fetchall()
    return {name for (name,) in rows}


def _one(cursor: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    return cursor.execute(sql).fetchone() or ()


def _columns(
    cursor: duckdb.DuckDBPyConnection, table: str, columns: Sequence[ColumnFacts], rows: int
) -> list[dict[str, Any]]:
    """Count several columns in one pass, then look for numbers that stand out in a second."""
    wanted: list[str] = []
    for column in columns:
        name = quoted(column.name)
        wanted += [
            f"count({name})",
            f"count(DISTINCT {name})" if rows <= _EXACT_ROWS else f"approx_count_distinct({name})",
        ]
        if column.type in _NUMBERS:
            clean = f"CASE WHEN isfinite({name}::DOUBLE) THEN {name}::DOUBLE END"
            logs = f"CASE WHEN isfinite({name}::DOUBLE) AND {name} > 0 THEN ln({name}::DOUBLE) END"
            wanted += [
                f"min({clean})",
                f"median({clean})",
                f"max({clean})",
                f"mad({clean})",
                f"median({logs})",
                f"mad({logs})",
            ]
        elif column.type in _SPANS:
            wanted += [f"min({name})", f"quantile_disc({name}, 0.5)", f"max({name})"]
    values = iter(_one(cursor, f"SELECT {', '.join(wanted)} FROM {table}"))
    found: list[dict[str, Any]] = []
    for column in columns:
        filled, distinct = next(values), next(values)
        one: dict[str, Any] = {
            "name": column.name, "title": column.title, "type": column.type, "filled": filled,
            "share": math.floor(filled / rows * 10_000) / 10_000 if rows else None, "distinct": distinct,
        }  # fmt: skip
        if column.type in _NUMBERS or column.type in _SPANS:
            for key in ("minimum", "median", "maximum"):
                one[key] = _plain(next(values), column.type)
        if column.type in _NUMBERS:
            spread, middle_log, spread_log = next(values), next(values), next(values)
            one["outliers"] = _outliers(cursor, table, column.name, one, spread, (middle_log, spread_log))
        found.append(one)
    return found


def _plain(value: Any, kind: str) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if kind == "integer" and isinstance(value, float) and value.is_integer() else value


def _outliers(
    cursor: duckdb.DuckDBPyConnection,
    table: str,
    column: str,
    facts: dict[str, Any],
    spread: float | None,
    logs: tuple[float | None, float | None],
) -> dict[str, Any]:
    """Find numbers that stand out; the column's least and greatest say at once whether there can be any."""
    none: dict[str, Any] = {"count": 0, "worst": []}
    if not spread:
        return none
    middle, name = facts["median"], quoted(column)
    reach = LINEAR_SCORE * 1.4826 * spread
    if facts["maximum"] - middle <= reach and middle - facts["minimum"] <= reach:
        return none
    where = f"isfinite({name}::DOUBLE) AND abs({name}::DOUBLE - ($middle)::DOUBLE) > ($reach)::DOUBLE"
    values: dict[str, float] = {"middle": float(middle), "reach": reach}
    middle_log, spread_log = logs
    if facts["minimum"] >= 0 and middle_log is not None and spread_log:
        where += f" AND {name} > 0 AND abs(ln({name}::DOUBLE) - ($middle_log)::DOUBLE) > ($reach_log)::DOUBLE"
        values |= {"middle_log": middle_log, "reach_log": LOG_SCORE * 1.4826 * spread_log}
    rows = cursor.execute(
        f"""SELECT _id, {name}, count(*) OVER () FROM {table} WHERE {where}
            ORDER BY abs({name}::DOUBLE - ($middle)::DOUBLE) DESC, _id LIMIT {MOST_LISTED}""",
        values,
    ).fetchall()
    return {"count": rows[0][2], "worst": [{"id": row[0], "value": row[1]} for row in rows]} if rows else none


def _duplicates(
    cursor: duckdb.DuckDBPyConnection, table: str, columns: Sequence[ColumnFacts], *, geometry: bool
) -> int:
    wanted = [quoted(column.name) for column in columns if column.role != "id"]
    if geometry:
        wanted.append("ST_AsWKB(geom)::BLOB")
    if not wanted:
        return 0
    return int(_one(cursor, f"SELECT count(*) - count(DISTINCT hash({', '.join(wanted)})) FROM {table}")[0])


def _places(cursor: duckdb.DuckDBPyConnection, table: str) -> dict[str, Any]:
    """Look at the geometries. Points are valid by nature, so only the others are tested."""
    kinds = cursor.execute(
        f"""SELECT kind, count(*), count_if(kind <> 'POINT' AND NOT ST_IsValid(geom))
            FROM (SELECT geom, ST_GeometryType(geom)::VARCHAR AS kind FROM {table} WHERE NOT ST_IsEmpty(geom))
            GROUP BY kind ORDER BY 2 DESC, kind"""
    ).fetchall()
    rows = _one(cursor, f"SELECT count(*) FROM {table}")[0]
    middle = (
        f"SELECT _id, (ST_XMin(geom) + ST_XMax(geom)) / 2 AS x, (ST_YMin(geom) + ST_YMax(geom)) / 2 AS y FROM {table}"
    )
    off = "abs(x) > 180 OR abs(y) > 90 OR (abs(x) < 1e-6 AND abs(y) < 1e-6)"
    beyond = _one(cursor, f"SELECT count(*) FROM ({middle}) WHERE {off}")[0]
    far = cursor.execute(
        f"""WITH places AS ({middle}),
            usual AS (SELECT median(x) AS mx, median(y) AS my, 1.4826 * mad(x) AS sx, 1.4826 * mad(y) AS sy FROM places WHERE NOT ({off}))
            SELECT _id, count(*) OVER () FROM places, usual
            WHERE NOT ({off}) AND (abs(x - mx) > greatest({FAR_SCORE} * sx, {FAR_DEGREES})
                                   OR abs(y - my) > greatest({FAR_SCORE} * sy, {FAR_DEGREES}))
            ORDER BY greatest(abs(x - mx), abs(y - my)) DESC, _id LIMIT {MOST_LISTED}"""
    ).fetchall()
    return {
        "without": rows - sum(count for _, count, _ in kinds),
        "invalid": sum(invalid for _, _, invalid in kinds),
        "beyond": beyond,
        "far": {"count": far[0][1] if far else 0, "ids": [row[0] for row in far]},
        "types": {kind: count for kind, count, _ in kinds},
    }
