"""What pages ask of a series: values by the town's own days and hours, extents, rhythms, rows. SQL on the lake's view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from stadtkern.data.portal.local_time import local_sql, to_local, to_utc
from stadtkern.data.portal.period import Period


@dataclass(frozen=True, slots=True)
class Bucket:
    """A step of time on the town's clock and what was measured in it.

    Of several streams ``stacked`` adds up the mean of each, and ``streams`` tells how many have values.
    """

    when: datetime
    total: float
    mean: float
    low: float
    high: float
    count: int
    stacked: float = 0.0
    streams: int = 1


@dataclass(frozen=True, slots=True)
class Extent:
    """What a stream holds. Times are UTC without zone; ``whole`` when all of its numbers are whole and none is negative."""

    first: datetime
    last: datetime
    count: int
    whole: bool

    @property
    def spacing(self) -> timedelta:
        """How far apart the values are on average."""
        return (self.last - self.first) / max(1, self.count - 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One observation for a table, ``when`` on the town's clock."""

    stream: int
    when: datetime
    number: float | None
    value: str | None
    status: str | None
    flag: str | None


_CUTS = {
    "quarter": "time_bucket(INTERVAL 15 MINUTE, {})",
    "hour": "date_trunc('hour', {})",
    "day": "date_trunc('day', {})",
    "week": "date_trunc('week', {})",
    "month": "date_trunc('month', {})",
    "year": "date_trunc('year', {})",
}


def extents(cursor: DuckDBPyConnection, streams: Sequence[int]) -> dict[int, Extent]:
    """Give for each stream that has values: first, last, how many, and whether they look like counts."""
    if not streams:
        return {}
    rows = cursor.execute(
        f"""SELECT stream, min(time), max(time), count(*), coalesce(bool_and(number >= 0 AND number = floor(number)), false)
            FROM observation WHERE stream IN ({_list(streams)}) GROUP BY stream"""
    ).fetchall()
    return {stream: Extent(*rest) for stream, *rest in rows}


def buckets(
    cursor: DuckDBPyConnection, streams: Sequence[int], period: Period, zone: ZoneInfo
) -> dict[int, list[Bucket]]:
    """Sum up each stream in the period's steps; steps without values are left out."""
    if not streams:
        return {}
    start, end = to_utc(period.start, zone), to_utc(period.end, zone)
    cut = _CUTS[period.step].format(local_sql(start, end, zone))
    rows = cursor.execute(
        f"""SELECT stream, {cut} AS bucket, sum(number), avg(number), min(number), max(number), count(number)
            FROM observation WHERE stream IN ({_list(streams)}) AND time >= ? AND time < ? AND isfinite(number)
            GROUP BY 1, 2 ORDER BY 1, 2""",
        [start, end],
    ).fetchall()
    found: dict[int, list[Bucket]] = {stream: [] for stream in streams}
    for stream, *rest in rows:
        found[stream].append(Bucket(*rest))
    return found


def together(cursor: DuckDBPyConnection, streams: Sequence[int], period: Period, zone: ZoneInfo) -> list[Bucket]:
    """Sum up several streams as one."""
    if not streams:
        return []
    start, end = to_utc(period.start, zone), to_utc(period.end, zone)
    cut = _CUTS[period.step].format(local_sql(start, end, zone))
    rows = cursor.execute(
        f"""SELECT bucket, sum(total), sum(total) / sum(n), min(low), max(high), CAST(sum(n) AS BIGINT), sum(total / n), count(*)
            FROM (SELECT {cut} AS bucket, sum(number) AS total, min(number) AS low, max(number) AS high, count(number) AS n
                FROM observation WHERE stream IN ({_list(streams)}) AND time >= ? AND time < ? AND isfinite(number)
                GROUP BY 1, stream)
            GROUP BY 1 ORDER BY 1""",
        [start, end],
    ).fetchall()
    return [Bucket(*row) for row in rows]


def rhythm(
    cursor: DuckDBPyConnection, streams: Sequence[int], until: datetime, zone: ZoneInfo, *, add: bool
) -> dict[tuple[int, int], float]:
    """Give the mean by weekday (0 Monday) and hour over the year before ``until`` (UTC).

    ``add``: the streams count, so an hour is the sum of its values; else it is their mean.
    """
    if not streams:
        return {}
    start = until - timedelta(days=366)
    hour = _CUTS["hour"].format(local_sql(start, until, zone))
    rows = cursor.execute(
        f"""SELECT isodow(h) - 1, hour(h), avg(v) FROM (
                SELECT {hour} AS h, {"sum" if add else "avg"}(number) AS v FROM observation
                WHERE stream IN ({_list(streams)}) AND time > ? AND time <= ? AND isfinite(number) GROUP BY 1)
            GROUP BY 1, 2""",
        [start, until],
    ).fetchall()
    return {(int(weekday), int(at)): value for weekday, at, value in rows}


def same_weekdays(
    cursor: DuckDBPyConnection, streams: Sequence[int], until: datetime, zone: ZoneInfo, *, weeks: int = 8
) -> dict[date, float]:
    """Sum each day of the same weekday up to the hour that ``until`` (UTC) has, the latest weeks back; by local date."""
    if not streams:
        return {}
    here = to_local(until, zone)
    begin = datetime.combine(here.date(), datetime.min.time()) - timedelta(days=7 * weeks)
    start = to_utc(begin, zone)
    local = local_sql(start, until, zone)
    rows = cursor.execute(
        f"""SELECT CAST(moment AS DATE) AS day, sum(number) FROM (
                SELECT {local} AS moment, number FROM observation
                WHERE stream IN ({_list(streams)}) AND time >= ? AND time <= ? AND isfinite(number))
            WHERE isodow(moment) = ? AND CAST(moment AS TIME) <= ? GROUP BY 1""",
        [start, until, here.isoweekday(), here.time()],
    ).fetchall()
    return dict(rows)


def page_of_rows(
    cursor: DuckDBPyConnection, streams: Sequence[int], period: Period, zone: ZoneInfo, offset: int, limit: int
) -> list[Row]:
    """Give all observations at ``limit`` times of a period, the newest first, after leaving ``offset`` times out."""
    if not streams:
        return []
    # First the times alone: they are small, and they let the other columns be read in that part only.
    span = cursor.execute(
        f"""SELECT min(time), max(time) FROM (SELECT DISTINCT time FROM observation
            WHERE stream IN ({_list(streams)}) AND time >= ? AND time < ? ORDER BY time DESC LIMIT ? OFFSET ?)""",
        [to_utc(period.start, zone), to_utc(period.end, zone), limit, offset],
    ).fetchone()
    if span is None or span[0] is None:
        return []
    rows = cursor.execute(
        f"""SELECT stream, time, number, value, status, flag FROM observation
            WHERE stream IN ({_list(streams)}) AND time >= ? AND time <= ? ORDER BY time DESC, stream""",
        list(span),
    ).fetchall()
    return [Row(stream, to_local(when, zone), *rest) for stream, when, *rest in rows]


def count_times(cursor: DuckDBPyConnection, streams: Sequence[int], period: Period, zone: ZoneInfo) -> int:
    """Count the times of a period at which any of the streams has a value."""
    if not streams:
        return 0
    row = cursor.execute(
        f"SELECT count(DISTINCT time) FROM observation WHERE stream IN ({_list(streams)}) AND time >= ? AND time < ?",
        [to_utc(period.start, zone), to_utc(period.end, zone)],
    ).fetchone()
    return int(row[0]) if row else 0


def _list(streams: Sequence[int]) -> str:
    return ", ".join(str(int(one)) for one in streams)
