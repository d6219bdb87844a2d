"""The rows that a series' quality report is counted from, as the relation ``quality_rows`` of a cursor.

Streams that are short enough together go into a temporary table. A longer stream goes stretch by stretch into a file
beside the lake, so that memory stays flat: what is counted afterwards runs over the file without holding it.
"""

from __future__ import annotations

import contextlib
import math
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from stadtkern.data.lake import query

CHUNK = 500_000
SAMPLED = 1_000_000
FINE = "isfinite(number)"
EVERY = "true"
_EMPTY = "value IS NULL AND number IS NULL"


@dataclass(frozen=True, slots=True)
class Held:
    """How many rows a stream has, and the first and last time (UTC)."""

    stream: int
    rows: int
    first: datetime
    last: datetime


def held(cursor: duckdb.DuckDBPyConnection, streams: Sequence[int]) -> list[Held]:
    """Count the rows of streams; those without any are left out."""
    found = query.extent(cursor, list(streams))
    return [Held(stream, one.count, one.first, one.last) for stream, one in found.items()]


def chunks(streams: Sequence[Held]) -> Iterator[list[Held]]:
    """Part the streams so that what is looked at together fits into memory; a stream that does not stands alone."""
    chunk: list[Held] = []
    rows = 0
    for one in streams:
        if chunk and rows + one.rows > CHUNK:
            yield chunk
            chunk, rows = [], 0
        chunk.append(one)
        rows += one.rows
    if chunk:
        yield chunk


@contextlib.contextmanager
def quality_rows(cursor: duckdb.DuckDBPyConnection, chunk: Sequence[Held], zone: str) -> Iterator[str]:
    """Make ``quality_rows`` for the block; gives a condition that holds for the rows of a fair sample.

    Columns: ``stream``, ``time``, ``number``, ``status``, ``flag``, ``empty`` (no value), ``away`` (seconds since the
    value before), ``flag_before``, and by local time ``month`` (its first day) and ``week`` (24 to 191, the hour).
    """
    if sum(one.rows for one in chunk) <= CHUNK:
        listed = ", ".join(str(one.stream) for one in chunk)
        first, last = min(one.first for one in chunk), max(one.last for one in chunk)
        rows = _rows(f"stream IN ({listed})", _local(first, last, zone))
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE quality_rows AS {rows}")
        try:
            yield EVERY
        finally:
            cursor.execute("DROP TABLE IF EXISTS temp.quality_rows")
        return
    files: list[Path] = []
    try:
        _write(cursor, chunk[0], zone, files)
        names = ", ".join(map(_quoted, files))
        cursor.execute(f"CREATE OR REPLACE TEMP VIEW quality_rows AS FROM read_parquet([{names}])")
        # By the hash of the time: a step in the choice could meet a rhythm in the data.
        yield f"hash(time) % {-(-chunk[0].rows // SAMPLED)} = 0"
    finally:
        cursor.execute("DROP VIEW IF EXISTS temp.quality_rows")
        for file in files:
            file.unlink(missing_ok=True)


def medians(cursor: duckdb.DuckDBPyConnection, sample: str) -> dict[int, float]:
    """Give each stream's median of ``quality_rows``, exactly. ``sample`` as ``quality_rows`` gave it.

    DuckDB's own median holds every number. In a long stream the sample says about where the middle lies, and only what
    lies there is counted, number by number; where the sample misled, all are.
    """
    if sample == EVERY:
        return dict(
            cursor.execute(f"SELECT stream, median(number) FROM quality_rows WHERE {FINE} GROUP BY stream").fetchall()
        )
    near = cursor.execute(
        f"""SELECT any_value(stream), quantile_disc(number, 0.49), quantile_disc(number, 0.51)
            FROM quality_rows WHERE {FINE} AND {sample}"""
    ).fetchone()
    if near is None or near[0] is None:
        return {}
    middle = _middle(cursor, near[1], near[2])
    middle = _middle(cursor, -math.inf, math.inf) if middle is None else middle
    return {} if middle is None else {near[0]: middle}


def _middle(cursor: duckdb.DuckDBPyConnection, low: float, high: float) -> float | None:
    """Give the median of the only stream's numbers if it lies between ``low`` and ``high``."""
    row = cursor.execute(
        f"""WITH total AS (SELECT count(*) AS rows, count(*) FILTER (number < $low) AS below FROM quality_rows WHERE {FINE}),
                 counts AS (SELECT number, count(*) AS n FROM quality_rows
                            WHERE {FINE} AND number BETWEEN $low AND $high GROUP BY number),
                 ranks AS (SELECT number, sum(n) OVER (ORDER BY number) AS upto FROM counts)
            SELECT min(number) FILTER (below + upto > (rows - 1) // 2), min(number) FILTER (below + upto > rows // 2)
            FROM ranks, total WHERE below <= (rows - 1) // 2""",
        {"low": low, "high": high},
    ).fetchone()
    return None if row is None or row[0] is None or row[1] is None else row[0] + (row[1] - row[0]) / 2


def _write(cursor: duckdb.DuckDBPyConnection, one: Held, zone: str, files: list[Path]) -> None:
    """Write a stream's rows into files, noted in ``files`` before they are there."""
    folder = _folder(cursor)
    before: tuple[datetime, str | None] | None = None
    for start, end in query.stretches(cursor, one.stream, CHUNK):
        within = f"stream = {one.stream} AND time BETWEEN {_time(start)} AND {_time(end)}"
        file = folder / f"quality-{uuid.uuid4().hex}.parquet"
        files.append(file)
        rows = _rows(within, _local(start, end, zone), before)
        cursor.execute(f"COPY ({rows}) TO {_quoted(file)} (FORMAT parquet, COMPRESSION lz4)")
        found = cursor.execute(
            f"SELECT max(time), arg_max_null(flag, time) FROM read_parquet({_quoted(file)}) WHERE NOT empty"
        ).fetchone()
        before = found if found is not None and found[0] is not None else before


def _folder(cursor: duckdb.DuckDBPyConnection) -> Path:
    """Give the lake's folder for files of the moment, which is emptied at each start."""
    row = cursor.execute("SELECT current_setting('temp_directory')").fetchone()
    folder = Path(str(row[0])) if row is not None else Path()
    return folder if folder.is_dir() else Path(tempfile.gettempdir())


def _rows(where: str, local: str, before: tuple[datetime, str | None] | None = None) -> str:
    """Write the query for ``quality_rows``; ``before`` are time and flag of the value before the first."""
    time, flag = ("NULL", "NULL") if before is None else (_time(before[0]), _text(before[1]))
    return f"""
        SELECT stream, time, number, status, flag, empty,
               epoch(time - lag(time, 1, {time}::TIMESTAMP) OVER near) AS away,
               lag(flag, 1, {flag}::VARCHAR) OVER near AS flag_before,
               date_trunc('month', local)::DATE AS month, (isodow(local) * 24 + hour(local))::SMALLINT AS week
        FROM (SELECT stream, time, number, status, flag, {_EMPTY} AS empty, {local} AS local
              FROM observation WHERE {where})
        WINDOW near AS (PARTITION BY stream, empty ORDER BY time)"""


def _time(moment: datetime) -> str:
    return f"TIMESTAMP '{moment.isoformat(sep=' ')}'"


def _text(text: str | None) -> str:
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


def _quoted(file: Path) -> str:
    return _text(str(file))


def _local(first: datetime, last: datetime, zone: str) -> str:
    """Write local time as an expression over ``time``: seconds are added between the zone's clock changes."""
    place, at = ZoneInfo(zone), first
    cases = ""
    offset = _offset(at, place)
    while at <= last and len(cases) < 100_000:
        after = at + timedelta(days=14)
        if (next_offset := _offset(after, place)) != offset:
            low, high = at, after
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if _offset(middle, place) == offset else (low, middle)
            cases += f" WHEN time < TIMESTAMP '{high.replace(microsecond=0)}' THEN {offset}"
            offset = next_offset
        at = after
    return f"time + to_seconds(CASE{cases} ELSE {offset} END)" if cases else f"time + to_seconds({offset})"


def _offset(moment: datetime, place: ZoneInfo) -> int:
    away = moment.replace(tzinfo=UTC).astimezone(place).utcoffset()
    return int(away.total_seconds()) if away is not None else 0
