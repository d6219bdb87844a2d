"""What stations measured, for the map: the latest, or a value for each step of a day, a month, a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from stadtkern.data.portal.access import lake, zone
from stadtkern.data.portal.charts.scale import MONTHS_SHORT, WEEKDAYS_SHORT
from stadtkern.data.portal.local_time import local_sql, to_local, to_utc
from stadtkern.data.portal.map_ways import tidy_breaks
from stadtkern.data.portal.measures import Known, counts, known, observed_of
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.unit_words import unit_told
from stadtkern.data.registry.facts import CollectionFacts
from stadtkern.data.registry.things import StreamFacts

MOST_MEASURES = 8
STEPS = ("hour", "day", "month", "year")
# Values older than this before the newest do not count as the latest.
_LATEST_WITHIN = timedelta(days=2)
_MOST_YEARS = 60


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that stations measure. ``streams``: the stream of each station (thing); ``adds``: counts, not states.

    ``unit`` is what the map is told of it (``unit_told``).
    """

    key: str
    title: str
    unit: dict[str, str]
    adds: bool
    streams: dict[int, int]
    steps: tuple[str, ...]


def steady(collection: CollectionFacts) -> Known:
    """Give the streams that hold values and what they hold, at most an hour old: what they are called does not change."""
    return remembered("map streams", collection, lambda: known(collection), seconds=3600)


def measures_of(collection: CollectionFacts, language: str) -> list[Measure]:
    """Give what a series' placed stations measure, one stream a station: the total where there is one."""
    return remembered("map measures", collection, lambda: _measures(collection, language), language, seconds=3600)


def _measures(collection: CollectionFacts, language: str) -> list[Measure]:
    there = steady(collection)
    placed = [one for one in there.streams if one.lon is not None and one.lat is not None]
    found = []
    for place, (title, streams) in enumerate(list(_grouped(placed).items())[:MOST_MEASURES]):
        first = next(iter(streams.values()))
        adds = all(counts(one, there.extents[one.id]) for one in streams.values())
        spacing = min(there.extents[one.id].spacing for one in streams.values())
        ids = {thing: one.id for thing, one in streams.items()}
        steps = steps_for(spacing)
        unit = "" if adds else first.unit_definition
        found.append(Measure(str(place), title, unit_told(unit, language), adds, ids, steps))
    return found


def _grouped(streams: list[StreamFacts]) -> dict[str, dict[int, StreamFacts]]:
    """Sort streams by what they measure, each station once."""
    totals = [one for one in streams if one.total]
    by_name = {one.name for one in streams}
    stations = {one.thing_id for one in streams}
    groups: dict[str, dict[int, StreamFacts]] = {}
    for one in totals or streams:
        observed = observed_of(one)
        # Names that tell stations apart are no names of what is measured.
        title = observed if totals or len(by_name) > max(MOST_MEASURES, len(stations) // 2) else one.name
        groups.setdefault(title, {}).setdefault(one.thing_id, one)
    return groups


def steps_for(spacing: timedelta) -> tuple[str, ...]:
    """Give the steps that a slider can take through values so far apart."""
    if spacing <= timedelta(hours=2):
        return "hour", "day"
    if spacing <= timedelta(days=2):
        return "day", "month"
    if spacing <= timedelta(days=45):
        return "month", "year"
    return ("year",)


def breaks(collection: CollectionFacts, measure: Measure, step: str) -> list[float]:
    """Give the edges of a measure's classes for live values or a step, from what was measured lately."""
    return remembered("map breaks", collection, lambda: _breaks(measure, step), measure.key, step, seconds=3600)


def _breaks(measure: Measure, step: str) -> list[float]:
    days = {"live": 31, "hour": 31, "day": 400, "month": 4000}.get(step, 40_000)
    value = "number"
    group = ""
    # Nights are full of zeros; classes are to part what there was.
    least = "AND number > 0" if measure.adds else ""
    if step != "live":
        value, group = (
            ("sum(number)" if measure.adds else "avg(number)"),
            f"GROUP BY stream, date_trunc('{step}', time)",
        )
    listed = ", ".join(str(one) for one in measure.streams.values())
    with lake().read() as cursor:
        last = cursor.execute(f"SELECT max(time) FROM observation WHERE stream IN ({listed})").fetchone()
        if last is None or last[0] is None:
            return []
        row = cursor.execute(
            f"""SELECT approx_quantile(v, [0.2, 0.4, 0.6, 0.8]), min(v), max(v) FROM (
                    SELECT {value} AS v FROM observation
                    WHERE stream IN ({listed}) AND time > ? AND isfinite(number) {least} {group})""",
            [last[0] - timedelta(days=days)],
        ).fetchone()
    return tidy_breaks(row[0], row[1], row[2]) if row and row[0] else []


def latest(collection: CollectionFacts, measure: Measure, language: str) -> dict[str, Any]:
    """Give the last value of each station and its time, at most some seconds old."""
    return remembered("map latest", collection, lambda: _latest(measure, language), measure.key, language, seconds=5)


def _latest(measure: Measure, language: str) -> dict[str, Any]:
    listed = ", ".join(str(one) for one in measure.streams.values())
    with lake().read() as cursor:
        newest = cursor.execute(f"SELECT max(time) FROM observation WHERE stream IN ({listed})").fetchone()
        if newest is None or newest[0] is None:
            return {"step": "live", "times": [], "labels": [], "values": {}}
        rows = cursor.execute(
            f"""SELECT stream, max(time), arg_max(number, time) FROM observation
                WHERE stream IN ({listed}) AND time >= ? AND isfinite(number) GROUP BY stream""",
            [newest[0] - _LATEST_WITHIN],
        ).fetchall()
    things = {stream: thing for thing, stream in measure.streams.items()}
    when = to_local(newest[0], zone())
    return {
        "step": "live",
        "times": [when.isoformat(timespec="minutes")],
        "labels": [label(when, "moment", language)],
        "values": {str(things[stream]): [tidy(value)] for stream, _, value in rows},
        "moments": {str(things[stream]): to_local(time, zone()).isoformat(timespec="minutes") for stream, time, _ in rows},
    }  # fmt: skip


def span_of(collection: CollectionFacts) -> tuple[date, date] | None:
    """Give the first and the last day (local) that a series has values of."""
    whole = steady(collection).whole
    return None if whole is None else (to_local(whole.first, zone()).date(), to_local(whole.last, zone()).date())


def frames(collection: CollectionFacts, measure: Measure, step: str, at: date | None, language: str) -> dict[str, Any]:
    """Give a value for each station and step: the hours of a day, the days of a month, months of a year, all years."""
    span = span_of(collection)
    if span is None:
        return {"step": step, "times": [], "labels": [], "values": {}}
    day = min(max(at or span[1], span[0]), span[1])
    times = moments(step, day, span)
    start, end = times[0], next_moment(times[-1], step)
    begin, stop = to_utc(start, zone()), to_utc(end, zone())
    listed = ", ".join(str(one) for one in measure.streams.values())
    local = local_sql(begin, stop, zone())
    with lake().read() as cursor:
        rows = cursor.execute(
            f"""SELECT stream, date_trunc('{step}', {local}) AS moment, {"sum" if measure.adds else "avg"}(number)
                FROM observation WHERE stream IN ({listed}) AND time >= ? AND time < ? AND isfinite(number)
                GROUP BY 1, 2""",
            [begin, stop],
        ).fetchall()
    place = {moment: n for n, moment in enumerate(times)}
    things = {stream: thing for thing, stream in measure.streams.items()}
    values: dict[str, list[float | None]] = {}
    for stream, moment, value in rows:
        at_step = place.get(moment if isinstance(moment, datetime) else datetime.combine(moment, datetime.min.time()))
        if at_step is not None:
            values.setdefault(str(things[stream]), [None] * len(times))[at_step] = tidy(value)
    return {
        "step": step,
        "at": day.isoformat(),
        "times": [one.isoformat(timespec="minutes") for one in times],
        "labels": [label(one, step, language) for one in times],
        "values": values,
    }


def moments(step: str, day: date, span: tuple[date, date]) -> list[datetime]:
    """Give the beginnings of a slider's steps on the town's clock."""
    midnight = datetime.combine(day, datetime.min.time())
    if step == "hour":
        return [midnight + timedelta(hours=n) for n in range(24)]
    if step == "day":
        first = midnight.replace(day=1)
        return [one for n in range(31) if (one := first + timedelta(days=n)).month == first.month]
    if step == "month":
        return [midnight.replace(month=n, day=1) for n in range(1, 13)]
    last = span[1].year
    return [datetime(year, 1, 1) for year in range(max(span[0].year, last - _MOST_YEARS + 1), last + 1)]  # noqa: DTZ001 - the wall clock


def next_moment(moment: datetime, step: str) -> datetime:
    """Give the end of the step that begins at ``moment``."""
    if step == "hour":
        return moment + timedelta(hours=1)
    if step == "day":
        return moment + timedelta(days=1)
    if step == "month":
        return (moment.replace(day=28) + timedelta(days=4)).replace(day=1)
    return moment.replace(year=moment.year + 1)


def label(moment: datetime, step: str, language: str) -> str:
    """Write a step's time in short words; a moment with its minutes."""
    if step == "year":
        return str(moment.year)
    month = MONTHS_SHORT[language][moment.month - 1]
    if step == "month":
        return f"{month} {moment.year}"
    weekday = WEEKDAYS_SHORT[language][moment.weekday()]
    dot = "." if language == "de" else ""
    day = f"{weekday}, {moment.day}{dot} {month} {moment.year}"
    if step == "day":
        return day
    clock = f"{moment:%H:%M} Uhr" if language == "de" else f"{moment:%H:%M}"
    return f"{day}, {clock}"


def tidy(value: float | None) -> float | int | None:
    """Give a number with no more than two places behind the comma; whole ones whole."""
    if value is None:
        return None
    short = round(value, 2)
    return int(short) if short == int(short) else short
