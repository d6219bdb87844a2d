"""Bulk import of series: stage, compare with what stands there, replace what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from stadtkern.data.lake._core import one
from stadtkern.data.lake._hot import Ids
from stadtkern.data.lake._model import Written
from stadtkern.data.lake._schema import COLUMNS, CONTENT, LAKE_ROWS
from stadtkern.town.text import problem

STAGED_AT_ONCE = 100_000
# Up to here the streams of an import are listed one by one in the condition that keeps other files closed.
_LISTED = 2_000
_STAGED = [(column, sql, kind) for column, sql, kind in COLUMNS if column not in {"id", "import_id"}]


@dataclass(frozen=True, slots=True)
class Span:
    """What is staged: how many rows and keys, and conditions on a table ``o`` that hold for all of them."""

    rows: int
    keys: int
    streams: str
    where: str


def stage(connection: duckdb.DuckDBPyConnection, batches: Iterable[pa.RecordBatch]) -> None:
    """Collect the batches in the temporary table ``stage``; it spills to disk, so memory stays flat.

    The batches are drawn in the caller's thread. ``n`` counts the rows as they come.
    """
    definition = ", ".join(f'"{column}" {sql}' for column, sql, _ in _STAGED)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE stage ({definition}, n BIGINT)")
    fill(connection, "stage", (_fit(batch) for batch in batches))


def fill(connection: duckdb.DuckDBPyConnection, target: str, batches: Iterable[pa.RecordBatch]) -> None:
    """Append batches to a temporary table whose last column ``n`` counts them from 0."""
    count = 0
    for rows in _together(batches):
        numbers = pa.array(range(count, count + rows.num_rows), pa.int64())
        count += rows.num_rows
        connection.register("arriving", rows.append_column("n", numbers))
        try:
            connection.execute(f"INSERT INTO {target} SELECT * FROM arriving")
        finally:
            connection.unregister("arriving")


def _together(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
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


def span(connection: duckdb.DuckDBPyConnection) -> Span | None:
    """Measure what is staged; None when it is nothing. Raises ProblemError "lake.row" for rows without stream or time."""
    rows, holes, first, last, low, high, keys = one(
        connection,
        """SELECT count(*), count(*) FILTER (stream IS NULL OR time IS NULL), min(time), max(time), min(stream),
                  max(stream), (SELECT count(*) FROM (SELECT DISTINCT stream, time FROM stage))
           FROM stage""",
    )
    if not rows:
        return None
    if holes:
        raise problem(
            "lake.row",
            f"{holes} Zeilen haben keinen Datenstrom oder keine Zeit. Nichts wurde gespeichert.",
            f"{holes} rows have no datastream or no time. Nothing was stored.",
        )
    streams = f"o.stream BETWEEN {low} AND {high}"
    listed = connection.execute("SELECT DISTINCT stream FROM stage ORDER BY 1 LIMIT ?", [_LISTED]).fetchall()
    if len(listed) < _LISTED:
        streams += f" AND o.stream IN ({', '.join(str(stream) for (stream,) in listed)})"
    return Span(rows, keys, streams, f"{streams} AND o.time BETWEEN {_time(first)} AND {_time(last)}")


def _time(moment: datetime) -> str:
    return f"TIMESTAMP '{moment.isoformat(sep=' ')}'"


def apply(connection: duckdb.DuckDBPyConnection, import_id: int, ids: Ids, span: Span) -> Written:
    """Bring the staged rows into the lake, inside the transaction that is open."""
    if span.rows > span.keys:
        connection.execute("DELETE FROM stage WHERE n NOT IN (SELECT max(n) FROM stage GROUP BY stream, time)")
    unchanged = _replace(connection, span.where)
    first = ids.take(span.rows)
    if unchanged is None:
        identity, kept = "? + s.n", ""
    else:
        identity, kept = "coalesce(h.id, ? + s.n)", "LEFT JOIN hit h ON h.n = s.n WHERE h.same IS DISTINCT FROM true"
    connection.execute(
        f"""INSERT INTO {LAKE_ROWS}
            SELECT {identity}, s.stream, s.time, s.time_end, s.number, s.value, s.status, s.flag, s.result_time,
                   s.extra, ?, s."row"
            FROM stage s {kept} ORDER BY s.stream, s.time""",
        [first, import_id],
    )
    count, start, end = one(
        connection, f"SELECT count(*), min(time), max(coalesce(time_end, time)) FROM observation o WHERE {span.streams}"
    )
    same = unchanged or 0
    return Written(
        written=span.keys - same,
        unchanged=same,
        rows=count,
        time_start=start,
        time_end=end,
        duplicates=span.rows - span.keys,
    )


def _replace(connection: duckdb.DuckDBPyConnection, where: str) -> int | None:
    """Find staged rows that stand in the lake already and delete those that differ.

    Gives how many are equal, None when nothing stands there. Afterwards the temporary table ``hit`` holds the staged
    rows' numbers, the ids that they take over, and whether they are the same. Where live values share a stream and
    time, one equal value is enough; else all of them give way.
    """
    same = " AND ".join(f"o.{column} IS NOT DISTINCT FROM s.{column}" for column in CONTENT)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE hit AS SELECT s.n, o.id, {same} AS same
            FROM stage s JOIN {LAKE_ROWS} o ON o.stream = s.stream AND o.time = s.time WHERE {where}"""
    )
    found, keys, equal = one(connection, "SELECT count(*), count(DISTINCT n), count(DISTINCT n) FILTER (same) FROM hit")
    if not found:
        return None
    if keys > equal:
        connection.execute(
            f"""DELETE FROM {LAKE_ROWS} o WHERE {where} AND o.id IN
                (SELECT id FROM hit WHERE n NOT IN (SELECT n FROM hit WHERE same))"""
        )
    if found > keys:
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE hit AS SELECT n, min(id) AS id, bool_or(same) AS same FROM hit GROUP BY n"
        )
    return int(equal)
