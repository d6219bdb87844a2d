"""How complete a series is: steps, gaps, duplicates, values that stand out, flags; counted by DuckDB."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from stadtkern.data.gather.quality_rows import FINE, Held, chunks, held, medians, quality_rows

# A value stands out when it lies this many robust deviations from the median of its hour of the week. Counts of traffic
# are skewed: on six bicycle counters over two years 8 marks one value in 770 (matches, street parties, faults), the
# usual 3.5 one in 80.
OUTLIER_SCORE = 8.0
MOST_LISTED = 20
MOST_STREAMS = 200
_MOST_MONTHS = 600
_WEEKS = 8
_HOUR = 3600.0
_MONTHLY = 27 * 86400.0
# Months, quarters and years are not equally long; their mean is the step, so that long gaps are counted right.
_CALENDAR = ((28, 31, 30.436875), (89, 92, 91.310625), (365, 366, 365.2425))


def describe(cursor: duckdb.DuckDBPyConnection, streams: Sequence[tuple[int, str]], zone: str) -> dict[str, Any]:
    """Describe the streams of a series: ``rows``, ``totals``, ``months`` (all streams together) and ``streams``.

    A stream has ``id``, ``name``, ``rows``, ``first``, ``last``, ``step`` (seconds, None where it is irregular),
    ``expected``, ``present``, ``complete``, ``months``, ``gaps`` (``count``, ``missing``, ``longest``), ``duplicates``,
    ``empty``, ``outliers`` (``count``, ``method``, ``worst``), ``flags``, ``statuses``, ``minimum``, ``median``, ``maximum``.
    At most 200 streams are listed, the least complete first; the totals count all.
    """
    names = dict(streams)
    found: list[dict[str, Any]] = []
    for chunk in chunks(held(cursor, list(names))):
        found += _describe_chunk(cursor, chunk, zone)
    for one in found:
        one["name"] = names[one["id"]]
    order = {stream: place for place, stream in enumerate(names)}
    found.sort(key=lambda one: order[one["id"]])
    months = _together(found)
    listed = sorted(found, key=lambda one: one["complete"] if one["complete"] is not None else 1.0)[:MOST_STREAMS]
    shown = {one["id"] for one in listed}
    return {
        "rows": sum(one["rows"] for one in found),
        "totals": _totals(found, len(names)),
        "months": months,
        "streams": [one for one in found if one["id"] in shown],
    }


def _describe_chunk(cursor: duckdb.DuckDBPyConnection, chunk: Sequence[Held], zone: str) -> list[dict[str, Any]]:
    with quality_rows(cursor, chunk, zone) as sample:
        found = _basics(cursor)
        for stream, middle in medians(cursor, sample).items():
            found[stream]["median"] = middle
        _steps(cursor, found, sample)
        _gaps(cursor, found)
        _months(cursor, found, zone)
        _outliers(cursor, found, sample)
        _words(cursor, found, "flag", "flags")
        _words(cursor, found, "status", "statuses")
    return list(found.values())


def _basics(cursor: duckdb.DuckDBPyConnection) -> dict[int, dict[str, Any]]:
    rows = cursor.execute(
        f"""SELECT stream, count(*), count(*) FILTER (empty), count(*) FILTER (away = 0 AND NOT empty), min(time), max(time),
                   min(number) FILTER ({FINE}), max(number) FILTER ({FINE}),
                   min(time) FILTER (NOT empty), max(time) FILTER (NOT empty)
            FROM quality_rows GROUP BY stream"""
    ).fetchall()
    found: dict[int, dict[str, Any]] = {}
    for stream, count, empty, twice, first, last, low, high, begin, end in rows:
        found[stream] = {
            "id": stream, "name": "", "rows": count, "first": _iso(first), "last": _iso(last),
            "step": None, "expected": None, "present": count - empty - twice, "complete": None, "months": [],
            "gaps": {"count": 0, "missing": 0, "longest": []}, "duplicates": twice, "empty": empty,
            "outliers": {"count": 0, "method": None, "worst": []}, "flags": {}, "statuses": {},
            "minimum": low, "median": None, "maximum": high, "_begin": begin, "_end": end,
        }  # fmt: skip
    return found


def _steps(cursor: duckdb.DuckDBPyConnection, found: dict[int, dict[str, Any]], sample: str) -> None:
    """Find each stream's step: the median distance, if at least half of all distances lie within a quarter of it.

    The mean of those is taken, so that a sensor that is now early, now late has its true step over a long gap.
    """
    rows = cursor.execute(
        f"""WITH steps AS (SELECT stream, median(away) AS middle FROM quality_rows
                           WHERE away > 0 AND NOT empty AND {sample} GROUP BY stream)
           SELECT stream, avg(away) FILTER (near), avg(near::INT)
           FROM (SELECT stream, away, away BETWEEN 0.75 * middle AND 1.25 * middle AS near
                 FROM quality_rows JOIN steps USING (stream) WHERE away > 0 AND NOT empty)
           GROUP BY stream"""
    ).fetchall()
    for stream, step, share in rows:
        if share >= 0.5:
            found[stream]["step"] = _calendar_step(step)


def _calendar_step(step: float) -> float:
    """Give the mean length of a month, quarter or year for steps that are about one."""
    days = step / 86400
    return next((mean * 86400 for low, high, mean in _CALENDAR if low - 0.1 <= days <= high + 0.1), step)


def _gaps(cursor: duckdb.DuckDBPyConnection, found: dict[int, dict[str, Any]]) -> None:
    """Find where values are missing. The hour of the autumn clock change that stands once is no gap: its rows are flagged."""
    steps = [(stream, one["step"]) for stream, one in found.items() if one["step"]]
    if not steps:
        return
    values = ", ".join(f"({stream}, {step!r}::DOUBLE)" for stream, step in steps)
    rows = cursor.execute(
        f"""SELECT stream, count(*), sum(missing),
                   max({{'missing': missing, 'early': -epoch_us(time), 'before': before, 'after': time}}, {MOST_LISTED})
            FROM (SELECT stream, time, time - to_microseconds((away * 1e6)::BIGINT) AS before,
                         round(away / step) - 1 AS missing
                  FROM quality_rows JOIN (VALUES {values}) AS steps(stream, step) USING (stream)
                  WHERE away > 1.5 * step AND NOT empty
                    AND NOT (flag_before IS NOT DISTINCT FROM 'ambiguous' AND away <= 3600 + step))
            GROUP BY stream"""
    ).fetchall()
    for stream, count, total, longest in rows:
        one = found[stream]
        step = timedelta(seconds=one["step"]) if one["step"] < _MONTHLY else timedelta(0)
        one["gaps"] = {
            "count": count,
            "missing": int(total),
            "longest": [
                {"start": _iso(gap["before"] + step), "end": _iso(gap["after"]), "missing": int(gap["missing"])}
                for gap in longest
            ],
        }
    for stream, _ in steps:
        one = found[stream]
        one["expected"] = one["present"] + one["gaps"]["missing"]
        one["complete"] = _share(one["present"], one["expected"])


def _months(cursor: duckdb.DuckDBPyConnection, found: dict[int, dict[str, Any]], zone: str) -> None:
    """Count the values of each local month, and how many were to be expected between first and last value."""
    rows = cursor.execute(
        """SELECT stream, month, count(*) FROM quality_rows
           WHERE NOT empty AND (away IS NULL OR away > 0) GROUP BY 1, 2"""
    ).fetchall()
    counts: dict[int, dict[tuple[int, int], int]] = {}
    for stream, month, count in rows:
        counts.setdefault(stream, {})[month.year, month.month] = count
    place = ZoneInfo(zone)
    for stream, one in found.items():
        step = one["step"]
        if one["_begin"] is None or (step is not None and step >= _MONTHLY):
            continue
        end = one["_end"] + timedelta(seconds=step or 0)
        for year, month in _calendar(one["_begin"], one["_end"], place):
            present = counts.get(stream, {}).get((year, month), 0)
            expected = None
            if step is not None:
                begin, until = _edge(year, month, place), _edge(year + month // 12, month % 12 + 1, place)
                inside = (min(until, end) - max(begin, one["_begin"])).total_seconds()
                expected = max(present, round(inside / step)) if inside > 0 else present
            one["months"].append(
                {
                    "month": f"{year}-{month:02}",
                    "present": present,
                    "expected": expected,
                    "share": _share(present, expected),
                }
            )


def _calendar(first: datetime, last: datetime, place: ZoneInfo) -> Iterator[tuple[int, int]]:
    """Give the local months from first to last, the latest 600 at most."""
    begin, end = (moment.replace(tzinfo=UTC).astimezone(place) for moment in (first, last))
    months = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
    for number in months[-_MOST_MONTHS:]:
        yield number // 12, number % 12 + 1


def _edge(year: int, month: int, place: ZoneInfo) -> datetime:
    return datetime(year, month, 1, tzinfo=place).astimezone(UTC).replace(tzinfo=None)


def _outliers(cursor: duckdb.DuckDBPyConnection, found: dict[int, dict[str, Any]], sample: str) -> None:
    """Find values far from the median of their hour of the week (short series: of the whole stream).

    Far is more than 8 scaled median deviations (MAD * 1.4826), where an hour's deviation counts as at least half of
    the stream's, so that quiet hours do not make every value stand out. In a stream of more than a million rows what is
    usual comes from a sample of that size; every value is held against it.
    """
    weekly = [
        stream
        for stream, one in found.items()
        if one["step"] and one["step"] <= _HOUR and one["present"] * one["step"] >= _WEEKS * 7 * 86400
    ]
    week = f"CASE WHEN stream IN ({', '.join(map(str, weekly))}) THEN week ELSE -1 END" if weekly else "-1"
    # Read twice rather than held: DuckDB would keep all rows of what is named twice.
    rows = cursor.execute(
        f"""WITH numbers AS NOT MATERIALIZED (SELECT stream, time, number, {week} AS week FROM quality_rows WHERE {FINE}),
            hours AS (SELECT stream, week, median(number) AS middle, 1.4826 * mad(number) AS spread
                      FROM numbers WHERE {sample} GROUP BY stream, week),
            wholes AS (SELECT stream, median(spread) AS spread FROM hours GROUP BY stream),
            scales AS (SELECT stream, week, middle, greatest(hours.spread, 0.5 * wholes.spread) AS scale
                       FROM hours JOIN wholes USING (stream)),
            scored AS (SELECT stream, time, number, middle, abs(number - middle) / scale AS score
                       FROM numbers JOIN scales USING (stream, week)
                       WHERE scale > 0 AND abs(number - middle) > {OUTLIER_SCORE} * scale)
            SELECT stream, count(*), max(
                {{'score': score, 'early': -epoch_us(time), 'time': time, 'number': number, 'usual': middle}},
                {MOST_LISTED})
            FROM scored GROUP BY stream"""
    ).fetchall()
    for stream, one in found.items():
        one["outliers"]["method"] = "hour-of-week" if stream in weekly else "whole"
    for stream, count, worst in rows:
        found[stream]["outliers"] |= {
            "count": count,
            "worst": [
                {
                    "time": _iso(one["time"]),
                    "number": one["number"],
                    "usual": one["usual"],
                    "score": round(one["score"], 1),
                }
                for one in worst
            ],
        }


def _words(cursor: duckdb.DuckDBPyConnection, found: dict[int, dict[str, Any]], column: str, key: str) -> None:
    rows = cursor.execute(
        f"""SELECT stream, {column}, count(*) AS n FROM quality_rows WHERE {column} IS NOT NULL GROUP BY stream, {column}
            QUALIFY row_number() OVER (PARTITION BY stream ORDER BY n DESC, {column}) <= {MOST_LISTED} ORDER BY n DESC"""
    ).fetchall()
    for stream, word, count in rows:
        found[stream][key][word] = count


def _together(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sum up the months of all streams; takes the helpers' fields out of the streams on the way."""
    months: dict[str, list[int]] = {}
    for one in found:
        del one["_begin"], one["_end"]
        for month in one["months"]:
            sums = months.setdefault(month["month"], [0, 0])
            if month["expected"] is not None:
                sums[0] += month["present"]
                sums[1] += month["expected"]
    return [
        {"month": month, "present": present, "expected": expected, "share": _share(present, expected)}
        for month, (present, expected) in sorted(months.items())
        if expected
    ]


def _totals(found: list[dict[str, Any]], streams: int) -> dict[str, Any]:
    regular = [one for one in found if one["expected"] is not None]
    expected, present = sum(one["expected"] for one in regular), sum(one["present"] for one in regular)
    longest = max(
        (gap for one in found for gap in one["gaps"]["longest"]), key=lambda gap: gap["missing"], default=None
    )
    return {
        "streams": streams,
        "streams_with_data": len(found),
        "first": min((one["first"] for one in found), default=None),
        "last": max((one["last"] for one in found), default=None),
        "expected": expected,
        "present": present,
        "complete": _share(present, expected),
        "gaps": sum(one["gaps"]["count"] for one in found),
        "missing": sum(one["gaps"]["missing"] for one in found),
        "longest_gap": longest,
        "duplicates": sum(one["duplicates"] for one in found),
        "empty": sum(one["empty"] for one in found),
        "outliers": sum(one["outliers"]["count"] for one in found),
        "flagged": sum(sum(one["flags"].values()) for one in found),
    }


def _share(part: int, whole: int | None) -> float | None:
    """Give a share that never rounds up to 1 while something is missing."""
    if not whole:
        return None
    share = part / whole
    return 1.0 if part >= whole else math.floor(share * 10_000) / 10_000


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds") + "Z"
