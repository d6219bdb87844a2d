"""Bulk import of series: stage, compare with what stands there, replace what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import duckdb
import pyarrow as pa

from stadtkern.data.lake._hot import Ids
from stadtkern.data.lake._model import Written
from stadtkern.data.lake._schema import COLUMNS, CONTENT, LAKE_ROWS
from stadtkern.town.text import problem

STAGED_AT_ONCE = 100_000
_STAGED = [(column, sql, kind) for column, sql, kind in COLUMNS if column not in {"id", "import_id"}]
_MANY_STREAMS = 2_000


def stage(connection: duckdb.DuckDBPyConnection, batches: Iterable[pa.RecordBatch]) -> None:
    """Collect the batches in the temporary table ``stage``; spills to disk, so memory stays flat."""
    definition = ", ".join(f'"{column}" {sql}' for column, sql, _ in _STAGED)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE stage ({definition})")
    names = ", ".join(f'"{column}"' for column, _, _ in _STAGED)
    for rows in together(_fit(batch) for batch in batches):
        connection.register("arriving", rows)
        connection.execute(f"INSERT INTO stage SELECT {names} FROM arriving")  # noqa: S608
        connection.unregister("arriving")


def together(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Join small batches until they are worth a statement."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        if not batch.num_rows:
            continue
        waiting.append(batch)
        count += batch.num_rows
        if count >= STAGED_AT_ONCE:
            yield pa.Table.from_batches(waiting)
            waiting, count = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting)


def _fit(batch: pa.RecordBatch) -> pa.RecordBatch:
    have = set(batch.schema.names)
    arrays = []
    for column, _, kind in _STAGED:
        given = "_row" if column == "row" else column
        if given in have:
            array = batch.column(given)
            arrays.append(array if array.type == kind else array.cast(kind))
        else:
            arrays.append(pa.nulls(batch.num_rows, kind))
    return pa.RecordBatch.from_arrays(arrays, names=[column for column, _, _ in _STAGED])


def apply(connection: duckdb.DuckDBPyConnection, import_id: int, ids: Ids) -> Written:
    """Bring the staged rows into the lake, inside the transaction that is open. Raises ProblemError "lake.row"."""
    facts = _facts(connection)
    if not facts["rows"]:
        return Written(0, 0, 0)
    if facts["holes"]:
        raise problem(
            "lake.row",
            f"{facts['holes']} Zeilen haben keinen Datenstrom oder keine Zeit. Nichts wurde gespeichert.",
            f"{facts['holes']} rows have no datastream or no time. Nothing was stored.",
        )
    duplicates = facts["rows"] - facts["keys"]
    if duplicates:
        connection.execute(
            "DELETE FROM stage WHERE rowid NOT IN (SELECT max(rowid) FROM stage GROUP BY stream, time)"
        )
    unchanged = _replace(connection, _range(connection, facts))
    first = ids.take(facts["rows"])
    # rowid counts the rows as they came, also those that were duplicates.
    kept = "" if unchanged is None else "LEFT JOIN hit ON hit.staged = s.rowid WHERE hit.same IS DISTINCT FROM true"
    identity = "?" if unchanged is None else "coalesce(hit.id, ?)"
    offset = f"{identity.replace('?', '? + s.rowid')}"
    connection.execute(
        f"""INSERT INTO {LAKE_ROWS}
            SELECT {offset}, s.stream, s.time, s.time_end, s.number, s.value, s.status, s.flag, s.result_time,
                   s.extra, ?, s."row"
            FROM stage s {kept} ORDER BY s.stream, s.time""",  # noqa: S608
        [first, import_id],
    )
    same = unchanged or 0
    return Written(
        written=facts["keys"] - same,
        unchanged=same,
        rows=facts["keys"],
        time_start=facts["first"],
        time_end=facts["last"],
        duplicates=duplicates,
    )


def _facts(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    row = connection.execute(
        """SELECT count(*), count(*) FILTER (stream IS NULL OR time IS NULL), min(time), max(time),
                  max(coalesce(time_end, time)), min(stream), max(stream),
                  (SELECT count(*) FROM (SELECT DISTINCT stream, time FROM stage))
           FROM stage"""
    ).fetchone()
    names = ("rows", "holes", "first", "latest", "last", "low", "high", "keys")
    return dict(zip(names, row or (0,) * 8, strict=True))


def _range(connection: duckdb.DuckDBPyConnection, facts: dict[str, Any]) -> str:
    """Write the streams and times of the import as a condition, so that files without them are never opened."""
    streams = connection.execute("SELECT DISTINCT stream FROM stage ORDER BY 1 LIMIT ?", [_MANY_STREAMS]).fetchall()
    few = f"AND o.stream IN ({', '.join(str(stream) for (stream,) in streams)})" if len(streams) < _MANY_STREAMS else ""
    return (
        f"o.stream BETWEEN {facts['low']} AND {facts['high']} {few} "
        f"AND o.time BETWEEN TIMESTAMP '{facts['first']}' AND TIMESTAMP '{facts['latest']}'"
    )


def _replace(connection: duckdb.DuckDBPyConnection, where: str) -> int | None:
    """Find staged rows that stand in the lake already and delete those that differ; None when nothing stands there."""
    same = " AND ".join(f"o.{column} IS NOT DISTINCT FROM s.{column}" for column in CONTENT)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE hit AS
            SELECT s.rowid AS staged, min(o.id) AS id, bool_or({same}) AS same, list(o.id) AS ids
            FROM stage s JOIN {LAKE_ROWS} o ON o.stream = s.stream AND o.time = s.time
            WHERE {where} GROUP BY s.rowid"""  # noqa: S608
    )
    hits = connection.execute("SELECT count(*), count(*) FILTER (same) FROM hit").fetchone() or (0, 0)
    if not hits[0]:
        return None
    if hits[0] > hits[1]:
        connection.execute(
            f"""DELETE FROM {LAKE_ROWS} o
                WHERE {where} AND o.id IN (SELECT unnest(ids) FROM hit WHERE NOT same)"""  # noqa: S608
        )
    return int(hits[1])
