"""Questions to the observations that pages and charts ask. Each takes a cursor from ``Lake.read()``; times are UTC."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from stadtkern.data.lake._schema import HOT_ROWS, LAKE_ROWS, LIST, WATERMARK

_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the lake's times are UTC without saying so


@dataclass(frozen=True, slots=True)
class Row:
    """One observation as it stands in the lake."""

    id: int
    stream: int
    time: datetime
    time_end: datetime | None
    number: float | None
    value: str | None
    status: str | None
    flag: str | None
    result_time: datetime | None
    extra: str | None
    import_id: int | None
    row: int | None


@dataclass(frozen=True, slots=True)
class Bucket:
    """The numbers of one stream in one stretch of time that begins at ``start``."""

    stream: int
    start: datetime
    min: float
    mean: float
    max: float
    sum: float
    count: int


@dataclass(frozen=True, slots=True)
class Extent:
    """First and last time of a stream (the end where the last value has one), and how many rows it has."""

    first: datetime
    last: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Day:
    """The numbers of one stream on one local day."""

    stream: int
    day: date
    min: float
    mean: float
    max: float
    sum: float
    count: int


@dataclass(frozen=True, slots=True)
class Hour:
    """The mean of one stream in one local hour of one weekday (0: Monday), and how many numbers it is made of."""

    stream: int
    weekday: int
    hour: int
    mean: float
    count: int


def latest(cursor: duckdb.DuckDBPyConnection, stream: int, n: int) -> list[Row]:
    """Give the last ``n`` observations of a stream, newest first."""
    rows = cursor.execute(
        f"SELECT {LIST} FROM observation WHERE stream = ? ORDER BY time DESC, id DESC LIMIT ?", [stream, max(n, 0)]
    ).fetchall()
    return [Row(*row) for row in rows]


def window(cursor: duckdb.DuckDBPyConnection, stream: int, start: datetime, end: datetime, limit: int) -> list[Row]:
    """Give at most ``limit`` observations of a stream with ``start <= time < end``, oldest first."""
    rows = cursor.execute(
        f"""SELECT {LIST} FROM observation WHERE stream = ? AND time >= ? AND time < ?
            ORDER BY time, id LIMIT ?""",
        [stream, _utc(start), _utc(end), max(limit, 0)],
    ).fetchall()
    return [Row(*row) for row in rows]


def buckets(
    cursor: duckdb.DuckDBPyConnection, streams: Iterable[int], start: datetime, end: datetime, n: int
) -> list[Bucket]:
    """Divide ``start <= time < end`` into ``n`` equal stretches and sum up each stream's numbers in them.

    Stretches without numbers are left out. Ordered by stream and start.
    """
    first, last = _utc(start), _utc(end)
    wanted = _listed(streams)
    if not wanted or last <= first or n < 1:
        return []
    width = max(1, math.ceil((last - first) / _MICROSECOND / n))
    origin = (first - _EPOCH) // _MICROSECOND
    rows = cursor.execute(
        f"""SELECT stream, make_timestamp(($origin + bucket * $width)::BIGINT), low, mean, high, total, count
            FROM (SELECT stream, (epoch_us(time) - $origin) // $width AS bucket, min(number) AS low,
                         avg(number) AS mean, max(number) AS high, sum(number) AS total, count(number) AS count
                  FROM observation
                  WHERE stream IN ({wanted}) AND time >= $first AND time < $last AND number IS NOT NULL
                  GROUP BY 1, 2)
            ORDER BY stream, bucket""",
        {"origin": origin, "width": width, "first": first, "last": last},
    ).fetchall()
    return [Bucket(*row) for row in rows]


def extent(cursor: duckdb.DuckDBPyConnection, streams: Iterable[int]) -> dict[int, Extent]:
    """Give first time, last time and number of rows for each stream that has any."""
    wanted = _listed(streams)
    if not wanted:
        return {}
    rows = cursor.execute(
        f"""SELECT stream, min(time), max(coalesce(time_end, time)), count(*)
            FROM observation WHERE stream IN ({wanted}) GROUP BY stream ORDER BY stream"""
    ).fetchall()
    return {row[0]: Extent(*row[1:]) for row in rows}


def count(cursor: duckdb.DuckDBPyConnection) -> int:
    """Count all observations. The lake's part comes from its catalogue, so fifty million cost no more than one."""
    row = cursor.execute(
        f"""SELECT (SELECT count(*) FROM {HOT_ROWS} WHERE id > {WATERMARK}) + (SELECT count(*) FROM {LAKE_ROWS})"""
    ).fetchone()
    return int(row[0]) if row else 0


def stretches(cursor: duckdb.DuckDBPyConnection, stream: int, rows: int) -> list[tuple[datetime, datetime]]:
    """Cut a stream into stretches of time, both ends included, of about so many rows at most (whole hours)."""
    hours = cursor.execute(
        """SELECT date_trunc('hour', time) AS hour, count(*), max(time) FROM observation WHERE stream = ?
           GROUP BY hour ORDER BY hour""",
        [stream],
    )
    found: list[tuple[datetime, datetime]] = []
    start: datetime | None = None
    end, held = _EPOCH, 0
    while some := hours.fetchmany(10_000):
        for hour, count, last in some:
            if start is not None and held + count > rows:
                found.append((start, end))
                start, held = None, 0
            start, end, held = hour if start is None else start, last, held + count
    return found if start is None else [*found, (start, end)]


def daily(cursor: duckdb.DuckDBPyConnection, streams: Iterable[int], zone: str = "Europe/Berlin") -> list[Day]:
    """Sum up each stream's numbers by local day in ``zone``. Ordered by stream and day."""
    wanted = _listed(streams)
    if not wanted:
        return []
    local = _local(cursor, wanted, zone)
    rows = cursor.execute(
        f"""SELECT stream, ({local})::DATE AS day, min(number), avg(number), max(number), sum(number), count(number)
            FROM observation WHERE stream IN ({wanted}) AND number IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"""
    ).fetchall()
    return [Day(*row) for row in rows]


def by_hour_and_weekday(
    cursor: duckdb.DuckDBPyConnection, streams: Iterable[int], zone: str = "Europe/Berlin"
) -> list[Hour]:
    """Give each stream's typical week: the mean by local weekday and hour in ``zone``. Ordered."""
    wanted = _listed(streams)
    if not wanted:
        return []
    local = _local(cursor, wanted, zone)
    rows = cursor.execute(
        f"""SELECT stream, isodow(local) - 1 AS weekday, hour(local) AS hour, avg(number), count(number)
            FROM (SELECT stream, {local} AS local, number FROM observation
                  WHERE stream IN ({wanted}) AND number IS NOT NULL)
            GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
    ).fetchall()
    return [Hour(*row) for row in rows]


def _listed(streams: Iterable[int]) -> str:
    return ", ".join(str(int(stream)) for stream in streams)


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _local(cursor: duckdb.DuckDBPyConnection, wanted: str, zone: str) -> str:
    """Write the local time as an expression: additions between clock changes are many times faster than ICU's look-up."""
    row = cursor.execute(f"SELECT min(time), max(time) FROM observation WHERE stream IN ({wanted})").fetchone()
    if row is None or row[0] is None:
        return "time"
    changes = _changes(row[0], row[1], ZoneInfo(zone))
    *early, (_, offset) = changes
    cases = "".join(f" WHEN time < TIMESTAMP '{until}' THEN {seconds}" for until, seconds in early)
    shift = f"CASE{cases} ELSE {offset} END" if cases else str(offset)
    return f"time + to_seconds({shift})"


def _changes(first: datetime, last: datetime, zone: ZoneInfo) -> Sequence[tuple[datetime, int]]:
    """List the zone's offsets in seconds, each with the UTC time until which it holds."""
    found: list[tuple[datetime, int]] = []
    at, offset = first, _offset(first, zone)
    # Clock changes are never as close as two weeks.
    step = timedelta(days=14)
    while at <= last:
        after = _offset(at + step, zone)
        if after != offset:
            low, high = at, at + step
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                low, high = (middle, high) if _offset(middle, zone) == offset else (low, middle)
            found.append((high.replace(microsecond=0), offset))
            offset = after
        at += step
    return [*found, (last + step, offset)]


def _offset(moment: datetime, zone: ZoneInfo) -> int:
    shift = moment.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    return 0 if shift is None else int(shift.total_seconds())
