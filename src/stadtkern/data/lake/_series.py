"""Bulk import of series: stage, compare with what stands there, replace what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.data.lake._extents import Extents, Stretch, measure
from stadtkern.data.lake._hot import Ids
from stadtkern.data.lake._model import Written
from stadtkern.data.lake._schema import COLUMNS, CONTENT, LAKE_ROWS
from stadtkern.data.lake._spool import Spool, spooled
from stadtkern.town.text import problem

# Up to here the streams of an import are listed one by one in the condition that keeps other files closed.
_LISTED = 2_000
# Rows (and about how many bytes of them) that are compared, sorted and written at once; a longer import goes window by
# window, so that memory stays flat.
WINDOW = 500_000
WINDOW_BYTES = 64 << 20
_STAGED = [(column, kind) for column, _, kind in COLUMNS if column not in {"id", "import_id"}]
_SCHEMA = pa.schema(_STAGED)
# Whole days if they are small enough, so that files are few; a day with very many rows is cut into hours, or minutes.
_UNITS = ("day", "hour", "minute")


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


def stage(folder: Path, batches: Iterable[pa.RecordBatch]) -> AbstractContextManager[Spool]:
    """Collect the batches; they are drawn in the caller's thread. ``folder`` takes those that are too many to hold."""
    return spooled(folder, _SCHEMA, (_fit(batch) for batch in batches))


def _fit(batch: pa.RecordBatch) -> pa.RecordBatch:
    have = set(batch.schema.names)
    arrays = []
    for column, kind in _STAGED:
        given = "_row" if column == "row" else column
        if given in have:
            array = batch.column(given)
            arrays.append(array if array.type == kind else array.cast(kind))
        else:
            arrays.append(pa.nulls(batch.num_rows, kind))
    return pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA)


def span(connection: duckdb.DuckDBPyConnection, staged: Spool) -> Span | None:
    """Measure what is staged; None when it is nothing. Raises ProblemError "lake.row" for rows without stream or time."""
    found = staged.ask(
        connection, "count(*) FILTER (stream IS NULL OR time IS NULL), min(time), max(time), list(DISTINCT stream)"
    ).fetchone()
    if found is None or not staged.rows:
        return None
    holes, first, last, streams = found
    if holes:
        raise problem(
            "lake.row",
            f"{holes} Zeilen haben keinen Datenstrom oder keine Zeit. Nichts wurde gespeichert.",
            f"{holes} rows have no datastream or no time. Nothing was stored.",
        )
    where = f"o.stream BETWEEN {min(streams)} AND {max(streams)} AND {during(first, last, 'o.time')}"
    if len(streams) <= _LISTED:
        where += f" AND o.stream IN ({', '.join(map(str, streams))})"
    most = max(1, min(WINDOW, staged.rows * WINDOW_BYTES // max(staged.size, 1)))
    if staged.rows <= most:
        return Span(staged.rows, tuple(sorted(streams)), first, last, where, ((first, last),))

    def counts(part: str) -> list[tuple[datetime, int]]:
        return staged.ask(connection, f"{part}, count(*)", "GROUP BY 1 ORDER BY 1").fetchall()

    return Span(staged.rows, tuple(sorted(streams)), first, last, where, tuple(windows(counts, last, most)))


def windows(
    counts: Callable[[str], list[tuple[datetime, int]]], last: datetime, most: int
) -> Iterator[tuple[datetime, datetime]]:
    """Cut rows into stretches of time with at most ``most`` each (a single minute may hold more), both ends included.

    ``counts`` gives how many rows there are in each day, hour or minute that has any, in the order of time.
    """
    parts: list[tuple[datetime, int]] = []
    for unit in _UNITS:
        parts = counts(f"date_trunc('{unit}', time)")
        if max(count for _, count in parts) <= most:
            break
    start, held = parts[0][0], 0
    for part, count in parts:
        if held and held + count > most:
            yield start, part - timedelta(microseconds=1)
            start, held = part, 0
        held += count
    yield start, last


def during(start: datetime, end: datetime, column: str = "time") -> str:
    """Give the condition of a time lying in a window."""
    return f"{column} BETWEEN {_time(start)} AND {_time(end)}"


def _time(moment: datetime) -> str:
    return f"TIMESTAMP '{moment.isoformat(sep=' ')}'"


def apply(
    connection: duckdb.DuckDBPyConnection, import_id: int, ids: Ids, extents: Extents, staged: Spool, span: Span
) -> tuple[Written, list[Stretch]]:
    """Bring the staged rows into the lake, inside the transaction that is open.

    Gives what was written (``rows`` and times not filled in) and what the touched streams hold in the lake now.
    """
    stood = [one for one in extents.of(connection, span.streams).values() if one is not None]
    fresh: list[tuple[int, Stretch]] = []
    keys = same = 0
    met = False
    identity: int | None = None
    for start, end in span.windows:
        window = _window(connection, staged, None if len(span.windows) == 1 else (start, end))
        overlaps = any(one.first <= end and start <= one.last for one in stood)
        where = f"{span.where} AND {during(start, end, 'o.time')}"
        hit = _replace(connection, where, window) if overlaps else None
        unchanged = 0 if hit is None else pc.sum(hit.column("same")).as_py() or 0
        met = met or hit is not None
        if unchanged != window.num_rows:
            identity = ids.take(span.rows) if identity is None else identity
            _insert(connection, import_id, identity, window, hit)
        if not met:
            fresh += measure(connection, window)
        keys, same = keys + window.num_rows, same + unchanged
        # Else both stand while the next window is read.
        del window, hit
    if not met:
        extents.add(fresh)
    elif same != keys:
        extents.drop(span.streams)
    now = extents.of(connection, span.streams).values()
    return Written(keys - same, same, 0, duplicates=span.rows - keys), [one for one in now if one]


def _window(
    connection: duckdb.DuckDBPyConnection, staged: Spool, stretch: tuple[datetime, datetime] | None
) -> pa.Table:
    """Draw a window's rows (None: all); of rows with the same stream and time the last that came."""
    if stretch is None and staged.held is not None:
        arriving = staged.held
    else:
        within = "" if stretch is None else f"WHERE {during(*stretch)}"
        arriving = staged.ask(connection, "*", within).to_arrow_table()
    keys = connection.execute("SELECT count(*) FROM (SELECT DISTINCT stream, time FROM arriving)").fetchone()
    if keys is not None and keys[0] < arriving.num_rows:
        last = "SELECT max(n) FROM arriving GROUP BY stream, time"
        arriving = connection.execute(f"SELECT * FROM arriving WHERE n IN ({last})").to_arrow_table()
    return arriving


def _insert(
    connection: duckdb.DuckDBPyConnection,
    import_id: int,
    identity: int,
    arriving: pa.Table,  # noqa: ARG001 - DuckDB reads it by its name
    hit: pa.Table | None,
) -> None:
    number, hits, wanted = "? + s.n", "", ""
    if hit is not None:
        number = "coalesce(h.id, ? + s.n)"
        hits, wanted = "LEFT JOIN hit h ON h.n = s.n", "WHERE h.same IS DISTINCT FROM true"
    connection.execute(
        f"""INSERT INTO {LAKE_ROWS}
            SELECT {number}, s.stream, s.time, s.time_end, s.number, s.value, s.status, s.flag, s.result_time,
                   s.extra, ?, s."row"
            FROM arriving s {hits} {wanted} ORDER BY s.stream, s.time""",
        [identity, import_id],
    )


def _replace(
    connection: duckdb.DuckDBPyConnection,
    where: str,
    arriving: pa.Table,  # noqa: ARG001 - DuckDB reads it by its name
) -> pa.Table | None:
    """Find a window's rows that stand in the lake already and delete those that differ.

    Gives the rows' numbers ``n``, each once, the ``id`` that they take over, and whether they are the ``same``; None
    when nothing stands there. Where live values share a stream and time, one equal value is enough; else all of them
    give way.
    """
    same = " AND ".join(f"o.{column} IS NOT DISTINCT FROM s.{column}" for column in CONTENT)
    every = connection.execute(
        f"""SELECT s.n, o.id, {same} AS same
            FROM arriving s JOIN {LAKE_ROWS} o ON o.stream = s.stream AND o.time = s.time WHERE {where}"""
    ).to_arrow_table()
    if not every.num_rows:
        return None
    hit = connection.execute("SELECT n, min(id) AS id, bool_or(same) AS same FROM every GROUP BY n").to_arrow_table()
    if not pc.all(hit.column("same")).as_py():
        connection.execute(
            f"""DELETE FROM {LAKE_ROWS} o WHERE {where} AND o.id IN
                (SELECT id FROM every WHERE n NOT IN (SELECT n FROM hit WHERE same))"""
        )
    return hit
