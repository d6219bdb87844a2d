"""Snapshots: what there are, taking an import back, comparing two states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb

from stadtkern.data.lake import _series, _tables
from stadtkern.data.lake._core import Core, one
from stadtkern.data.lake._model import Snapshot, Written
from stadtkern.data.lake._move import Mover
from stadtkern.data.lake._schema import LAKE_ROWS, LIST, TYPES, table
from stadtkern.data.lake._write import import_message
from stadtkern.town.text import ProblemError, problem

# An undone import may have replaced what another undone import wrote, and so on.
_DEPTH = 1_000
# Rows that are taken back at once.
WINDOW = _series.WINDOW


def snapshots(cursor: duckdb.DuckDBPyConnection) -> list[Snapshot]:
    """List the lake's states, oldest first."""
    rows = cursor.execute(
        "SELECT snapshot_id, snapshot_time::TIMESTAMP, commit_message FROM lake.snapshots() ORDER BY 1"
    ).fetchall()
    return [Snapshot(number, when, message or "") for number, when, message in rows]


def before_import(cursor: duckdb.DuckDBPyConnection, import_id: int) -> int | None:
    """Give the snapshot before an import, None when the import wrote nothing or is too long ago."""
    query = "SELECT max(snapshot_id) - 1 FROM lake.snapshots() WHERE commit_message = ?"
    number: int | None = one(cursor, query, [import_message(import_id)])[0]
    return number


def require(cursor: duckdb.DuckDBPyConnection, number: int) -> int:
    """Make sure a snapshot is still kept. Raises ProblemError "lake.snapshot"."""
    if cursor.execute("SELECT 1 FROM lake.snapshots() WHERE snapshot_id = ?", [number]).fetchone() is None:
        raise gone(number)
    return int(number)


def gone(number: int) -> ProblemError:
    """Make the error for a snapshot that is no longer kept."""
    return problem(
        "lake.snapshot",
        f"Der Stand {number} ist nicht mehr aufgehoben. Nichts wurde verändert.",
        f"State {number} is no longer kept. Nothing was changed.",
    )


def undo_series(core: Core, mover: Mover, import_id: int, before: int | None) -> Written:
    """Take back what an import wrote to series; see ``Lake.undo_series``."""
    import_id = int(import_id)
    with core.read() as cursor:
        if mover.holds(cursor, f"import_id = {import_id}"):
            mover.move()
        number = before_import(cursor, import_id) if before is None else before
    if number is None:
        return Written(0, 0, 0)
    wrote, restored = f"import_id = {import_id}", 0
    with core.transaction(f"undo {import_id}") as transaction:
        cursor = transaction.cursor
        require(cursor, number)
        streams = _streams(cursor, wrote)
        # Noted even when later imports replaced all of it: undoing those must not bring it back.
        if not one(cursor, "SELECT count(*) FROM lake.main.undone WHERE import_id = ?", [import_id])[0]:
            cursor.execute("INSERT INTO lake.main.undone VALUES (?, ?)", [import_id, number])
        if streams is None:
            return Written(0, 0, 0)
        for start, end in _windows(cursor, wrote):
            here = f"{wrote} AND {_series.during(start, end)}"
            cursor.execute(f"CREATE OR REPLACE TEMP TABLE mine AS SELECT stream, time FROM {LAKE_ROWS} WHERE {here}")
            found = _older(cursor, number)
            cursor.execute(f"DELETE FROM {LAKE_ROWS} WHERE {here}")
            if found:
                cursor.execute(f"INSERT INTO {LAKE_ROWS} SELECT {LIST} FROM older ORDER BY stream, time")
            restored += found
        count, first, last = one(
            cursor, f"SELECT count(*), min(time), max(coalesce(time_end, time)) FROM observation o WHERE {streams}"
        )
        return Written(restored, 0, count, time_start=first, time_end=last)


def _streams(cursor: duckdb.DuckDBPyConnection, wrote: str) -> str | None:
    (streams,) = one(cursor, f"SELECT list(DISTINCT stream) FROM {LAKE_ROWS} WHERE {wrote}")
    return f"o.stream IN ({', '.join(map(str, streams))})" if streams else None


def _windows(cursor: duckdb.DuckDBPyConnection, wrote: str) -> list[tuple[datetime, datetime]]:
    """Cut what an import wrote into stretches of time, so that memory stays flat however much it was."""
    count, first, last = one(cursor, f"SELECT count(*), min(time), max(time) FROM {LAKE_ROWS} WHERE {wrote}")
    if count <= WINDOW:
        return [(first, last)]

    def counts(part: str) -> list[tuple[datetime, int]]:
        return cursor.execute(
            f"SELECT {part}, count(*) FROM {LAKE_ROWS} WHERE {wrote} GROUP BY 1 ORDER BY 1"
        ).fetchall()

    return list(_series.windows(counts, last, WINDOW))


def _older(cursor: duckdb.DuckDBPyConnection, before: int) -> int:
    """Collect in ``older`` what stood at the places in ``mine`` before; rows of undone imports give way to their elders."""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE older AS SELECT {LIST} FROM {LAKE_ROWS} LIMIT 0")
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE wanted AS SELECT DISTINCT stream, time, ? AS state FROM mine", [before]
    )
    for _ in range(_DEPTH):
        steps = cursor.execute("SELECT DISTINCT state FROM wanted ORDER BY 1").fetchall()
        if not steps:
            break
        cursor.execute("CREATE OR REPLACE TEMP TABLE found AS SELECT * FROM older LIMIT 0")
        for (number,) in steps:
            require(cursor, number)
            cursor.execute(
                f"""INSERT INTO found SELECT {LIST} FROM (FROM {LAKE_ROWS} AT (VERSION => {int(number)})) o
                    WHERE {_bounds(cursor)} AND EXISTS
                    (SELECT 1 FROM wanted w WHERE w.state = {int(number)} AND w.stream = o.stream AND w.time = o.time)"""
            )
        undone = "SELECT import_id, min(before) AS state FROM lake.main.undone GROUP BY import_id"
        cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE wanted AS SELECT stream, time, state FROM found JOIN ({undone}) USING (import_id)"
        )
        cursor.execute(
            f"INSERT INTO older SELECT found.* FROM found ANTI JOIN ({undone}) u ON u.import_id = found.import_id"
        )
    return int(one(cursor, "SELECT count(*) FROM older")[0])


def _bounds(cursor: duckdb.DuckDBPyConnection) -> str:
    low, high, first, last = one(
        cursor, "SELECT min(stream), max(stream), min(time)::VARCHAR, max(time)::VARCHAR FROM wanted"
    )
    return f"o.stream BETWEEN {low} AND {high} AND o.time BETWEEN TIMESTAMP '{first}' AND TIMESTAMP '{last}'"


def undo_table(core: Core, collection_id: int, before: int) -> Written:
    """Give a collection the content of an earlier snapshot; see ``Lake.undo_table``."""
    target = table(collection_id)
    with core.transaction(f"undo table {int(collection_id)}") as transaction:
        cursor = transaction.cursor
        require(cursor, before)
        if not exists(cursor, collection_id, before):
            cursor.execute(f"DROP TABLE IF EXISTS {target}")
            return Written(0, 0, 0)
        cursor.execute(f"DROP TABLE IF EXISTS {target}")
        cursor.execute(f"CREATE TABLE {target} AS FROM {target} AT (VERSION => {int(before)})")
        columns, geometry = _columns(cursor, target)
        return _tables.measure(cursor, collection_id, columns, geometry=geometry)


def exists(cursor: duckdb.DuckDBPyConnection, collection_id: int, at: int) -> bool:
    """Whether a collection had a table in a snapshot."""
    found = cursor.execute(
        """SELECT 1 FROM __ducklake_metadata_lake.ducklake_table t
           JOIN __ducklake_metadata_lake.ducklake_schema s USING (schema_id)
           WHERE s.schema_name = 'tables' AND t.table_name = ? AND t.begin_snapshot <= ?
             AND (t.end_snapshot IS NULL OR t.end_snapshot > ?)""",
        [f"c{int(collection_id)}", at, at],
    ).fetchone()
    return found is not None


def _columns(cursor: duckdb.DuckDBPyConnection, target: str) -> tuple[Sequence[_tables.Named], bool]:
    kinds = {sql: kind for kind, sql in TYPES.items()}
    rows = cursor.execute(f"DESCRIBE {target}").fetchall()
    columns = [_tables.Named(row[0], kinds[row[1]]) for row in rows if row[1] in kinds and row[0] != "_id"]
    return columns, any(row[0] == "geom" and row[1].startswith("GEOMETRY") for row in rows)
