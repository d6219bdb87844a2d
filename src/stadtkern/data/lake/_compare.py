"""What differs between two snapshots, in counts and samples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb

from stadtkern.data.lake._history import exists, require
from stadtkern.data.lake._model import Change, Difference
from stadtkern.data.lake._schema import CONTENT, LAKE_ROWS, table
from stadtkern.data.lake.sql import quoted

SAMPLES = 20
_SERIES = ("stream", "time", *CONTENT)


def compare_series(cursor: duckdb.DuckDBPyConnection, streams: Iterable[int], before: int, after: int) -> Difference:
    """Compare series; a row is the same row when it has the same stream and time."""
    wanted = sorted({int(stream) for stream in streams})
    if not wanted:
        return Difference(0, 0, 0)
    condition = f"stream IN ({', '.join(map(str, wanted))})"
    sides = [
        f"SELECT {', '.join(_SERIES)} FROM {LAKE_ROWS} AT (VERSION => {require(cursor, at)}) WHERE {condition}"
        for at in (before, after)
    ]
    return _difference(cursor, sides[0], sides[1], _SERIES, ("stream", "time"))


def compare_table(cursor: duckdb.DuckDBPyConnection, collection_id: int, before: int, after: int) -> Difference:
    """Compare a table's content; a row is known again by the first column that is unique in both, else by its number.

    Columns that only one side has, or with another type, are left out.
    """
    require(cursor, before)
    require(cursor, after)
    there = [exists(cursor, collection_id, at) for at in (before, after)]
    sides = [f"{table(collection_id)} AT (VERSION => {int(at)})" for at in (before, after)]
    if not all(there):
        removed, added = (_count(cursor, side) if known else 0 for side, known in zip(sides, there, strict=True))
        return Difference(added, removed, 0)
    kinds = _shared(cursor, sides)
    columns = [one for one in kinds if one not in {"_id", "_import"}]
    plain = (one for one in columns if not kinds[one].startswith("GEOMETRY"))
    key = next((one for one in plain if _unique(cursor, sides, one)), "_id")
    shown = columns if key in columns else [key, *columns]
    wanted = ", ".join(_shown(one, kinds[one]) for one in shown)
    selects = [f"SELECT {wanted} FROM {side}" for side in sides]
    return _difference(cursor, selects[0], selects[1], shown, (key,))


def _shared(cursor: duckdb.DuckDBPyConnection, sides: Sequence[str]) -> dict[str, str]:
    """Give name and type of the columns that both sides have."""
    first, second = (
        {row[0]: row[1] for row in cursor.execute(f"DESCRIBE SELECT * FROM {side}").fetchall()} for side in sides
    )
    return {one: kind for one, kind in first.items() if second.get(one) == kind}


def _shown(column: str, kind: str) -> str:
    return f"ST_AsText({quoted(column)}) AS {quoted(column)}" if kind.startswith("GEOMETRY") else quoted(column)


def _unique(cursor: duckdb.DuckDBPyConnection, sides: Sequence[str], column: str) -> bool:
    for side in sides:
        row = cursor.execute(f"SELECT count(*), count(DISTINCT {quoted(column)}) FROM {side}").fetchone()
        if row is None or row[0] != row[1]:
            return False
    return True


def _count(cursor: duckdb.DuckDBPyConnection, side: str) -> int:
    row = cursor.execute(f"SELECT count(*) FROM {side}").fetchone()
    return int(row[0]) if row else 0


def _difference(
    cursor: duckdb.DuckDBPyConnection, before: str, after: str, columns: Sequence[str], keys: Sequence[str]
) -> Difference:
    """Take away what stands on both sides; of the rest, rows with the same key changed."""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE gone AS ({before}) EXCEPT ALL ({after})")
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE come AS ({after}) EXCEPT ALL ({before})")
    listed = ", ".join(quoted(key) for key in keys)
    # The n-th row with a key on one side belongs to the n-th with that key on the other.
    turn = f"row_number() OVER (PARTITION BY {listed}) AS _turn"
    on = " AND ".join(f"g.{quoted(key)} IS NOT DISTINCT FROM c.{quoted(key)}" for key in keys)
    left = ", ".join(f"g.{quoted(column)} AS b{place}" for place, column in enumerate(columns))
    right = ", ".join(f"c.{quoted(column)} AS a{place}" for place, column in enumerate(columns))
    cursor.execute(
        f"""CREATE OR REPLACE TEMP TABLE differing AS
            SELECT g._turn IS NOT NULL AS was, c._turn IS NOT NULL AS is_now, {left}, {right}
            FROM (SELECT *, {turn} FROM gone) g FULL JOIN (SELECT *, {turn} FROM come) c
            ON {on} AND g._turn = c._turn"""
    )
    return _read(cursor, columns, keys)


def _read(cursor: duckdb.DuckDBPyConnection, columns: Sequence[str], keys: Sequence[str]) -> Difference:
    added, removed, changed = cursor.execute(
        "SELECT count(*) FILTER (NOT was), count(*) FILTER (NOT is_now), count(*) FILTER (was AND is_now) FROM differing"
    ).fetchone() or (0, 0, 0)
    places = [list(columns).index(key) for key in keys]
    order = ", ".join(f"coalesce(a{place}, b{place})" for place in places)
    rows = cursor.execute(f"SELECT * FROM differing ORDER BY {order} LIMIT {SAMPLES}").fetchall()
    return Difference(added, removed, changed, tuple(_change(row, columns) for row in rows))


def _change(row: Sequence[Any], columns: Sequence[str]) -> Change:
    was, is_now, count = row[0], row[1], len(columns)
    before = dict(zip(columns, row[2 : 2 + count], strict=True)) if was else None
    after = dict(zip(columns, row[2 + count :], strict=True)) if is_now else None
    kind = "changed" if was and is_now else "added" if is_now else "removed"
    return Change(kind, before, after)
