"""Bulk import of series: stage, compare with what stands there, replace what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
import pyarrow as pa

from stadtkern.data.lake._core import one
from stadtkern.data.lake._extents import Extents, Stretch
from stadtkern.data.lake._hot import Ids
from stadtkern.data.lake._model import Written
from stadtkern.data.lake._schema import COLUMNS, CONTENT, LAKE_ROWS
from stadtkern.town.text import problem

STAGED_AT_ONCE = 100_000
# Up to here the streams of an import are listed one by one in the condition that keeps other files closed.
_LISTED = 2_000
# Rows that are compared, sorted and written at once; a longer import goes window by window, so that memory stays flat.
WINDOW = 2_000_000
_STAGED = [(column, sql, kind) for column, sql, kind in COLUMNS if column not in {"id", "import_id"}]


@dataclass(frozen=True, slots=True)
class Span:
    """What is staged: rows, streams, first and last time, and a condition on a table ``o`` that holds for all.

    ``windows`` are stretches of time, both ends included, that together hold every row once.
    """

    rows: int
    streams: tuple[int, ...]
    first: datetime
    last: datetime
    where: str
    windows: tuple[tuple[datetime, datetime], ...]


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
        numbers = pa.arange(count, count + rows.num_rows)
        count += rows.num_rows
        # By position, under names of our own: a column may be called anything.
        counted = rows.append_column("n", numbers)
        connection.register("arriving", counted.rename_columns([f"c{place}" for place in range(counted.num_columns)]))
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
    rows, holes, first, last, streams = one(
        connection,
        """SELECT count(*), count(*) FILTER (stream IS NULL OR time IS NULL), min(time), max(time), list(DISTINCT stream)
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
    where = f"o.stream BETWEEN {min(streams)} AND {max(streams)} AND o.time BETWEEN {_time(first)} AND {_time(last)}"
    if len(streams) <= _LISTED:
        where += f" AND o.stream IN ({', '.join(map(str, streams))})"
    windows = ((first, last),) if rows <= WINDOW else tuple(_windows(connection, last))
    return Span(rows, tuple(sorted(streams)), first, last, where, windows)


def _windows(connection: duckdb.DuckDBPyConnection, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut what is staged into stretches of whole days with at most ``WINDOW`` rows each (one day may hold more)."""
    days = connection.execute("SELECT date_trunc('day', time), count(*) FROM stage GROUP BY 1 ORDER BY 1").fetchall()
    start, held = days[0][0], 0
    for day, count in days:
        if held and held + count > WINDOW:
            yield start, day - timedelta(microseconds=1)
            start, held = day, 0
        held += count
    yield start, last


def _time(moment: datetime) -> str:
    return f"TIMESTAMP '{moment.isoformat(sep=' ')}'"


def apply(
    connection: duckdb.DuckDBPyConnection, import_id: int, ids: Ids, extents: Extents, span: Span
) -> tuple[Written, list[Stretch]]:
    """Bring the staged rows into the lake, inside the transaction that is open.

    Gives what was written (``rows`` and times not filled in) and what the touched streams hold in the lake now.
    """
    stood = [one for one in extents.of(connection, span.streams).values() if one is not None]
    keys = same = 0
    met = False
    identity: int | None = None
    for start, end in span.windows:
        within = f"s.time BETWEEN {_time(start)} AND {_time(end)}"
        found = _only_last(connection, within)
        overlaps = any(one.first <= end and start <= one.last for one in stood)
        where = f"{span.where} AND o.time BETWEEN {_time(start)} AND {_time(end)}"
        unchanged = _replace(connection, where, within) if overlaps else None
        met = met or unchanged is not None
        if unchanged != found:
            identity = ids.take(span.rows) if identity is None else identity
            _insert(connection, import_id, identity, within, replacing=unchanged is not None)
        keys, same = keys + found, same + (unchanged or 0)
    if not met:
        extents.add(connection, "stage")
    elif same != keys:
        extents.drop(span.streams)
    now = extents.of(connection, span.streams).values()
    return Written(keys - same, same, 0, duplicates=span.rows - keys), [one for one in now if one]


def _only_last(connection: duckdb.DuckDBPyConnection, within: str) -> int:
    """Of rows with the same stream and time keep the last that came; gives how many are left."""
    rows, keys = one(
        connection,
        f"""SELECT (SELECT count(*) FROM stage s WHERE {within}),
                   (SELECT count(*) FROM (SELECT DISTINCT stream, time FROM stage s WHERE {within}))""",
    )
    if rows > keys:
        connection.execute(
            f"""DELETE FROM stage s WHERE {within}
                AND n NOT IN (SELECT max(n) FROM stage s WHERE {within} GROUP BY stream, time)"""
        )
    return int(keys)


def _insert(
    connection: duckdb.DuckDBPyConnection, import_id: int, identity: int, within: str, *, replacing: bool
) -> None:
    number, hits, wanted = "? + s.n", "", ""
    if replacing:
        number = "coalesce(h.id, ? + s.n)"
        hits, wanted = "LEFT JOIN hit h ON h.n = s.n", "AND h.same IS DISTINCT FROM true"
    connection.execute(
        f"""INSERT INTO {LAKE_ROWS}
            SELECT {number}, s.stream, s.time, s.time_end, s.number, s.value, s.status, s.flag, s.result_time,
                   s.extra, ?, s."row"
            FROM stage s {hits} WHERE {within} {wanted} ORDER BY s.stream, s.time""",
        [identity, import_id],
    )


def _replace(connection: duckdb.DuckDBPyConnection, where: str, within: str) -> int | None:
    """Find staged rows that stand in the lake already and delete those that differ.

    Gives how many are equal, None when nothing stands there. Afterwards the temporary table ``hit`` holds the staged
    rows' numbers, the ids that they take over, and whether they are the same. Where live values share a stream and
    time, one equal value is enough; else all of them give way.
    """
    same = " AND ".join(f"o.{column} IS NOT DISTINCT FROM s.{column}" for column in CONTENT)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE hit AS SELECT s.n, o.id, {same} AS same
            FROM stage s JOIN {LAKE_ROWS} o ON o.stream = s.stream AND o.time = s.time WHERE {where} AND {within}"""
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
