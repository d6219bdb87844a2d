"""Reads what a number needs from the lake, as one row a year and area; the year's value is made of it by ``reduced``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from stadtkern.data.lake.sql import quoted
from stadtkern.data.portal.indicators.match import Choice
from stadtkern.data.portal.indicators.model import Value
from stadtkern.data.portal.local_time import local_sql
from stadtkern.data.portal.rows import table_of
from stadtkern.data.registry.facts import CollectionFacts

FIRST_YEAR, LAST_YEAR = 1500, 2300
# A year of days or hours is whole with nearly all of its days: a counter that stood still for two weeks still counts.
DAYS = 350


@dataclass(frozen=True, slots=True)
class Year:
    """A year of one series: its last value, sum, and on how many days and in how many months there are values."""

    last: float
    total: float
    count: int
    days: int
    months: int

    @property
    def whole(self) -> bool:
        """Whether the year is covered: one or two values a year always are, monthly ones with all twelve."""
        if self.count <= 2:
            return True
        return self.months == 12 if self.count <= 24 else self.days >= DAYS


Read = dict[str, dict[int, Year]]
"""By area, "" for the whole town."""


def series_years(cursor: DuckDBPyConnection, choice: Choice, zone: ZoneInfo) -> Read:
    """Read a series by local year. Values are in the number's unit; several series of an area are added up."""
    start = (choice.collection.time_start or datetime(2000, 1, 1)).replace(tzinfo=None)  # noqa: DTZ001 - UTC
    end = max((choice.collection.time_end or start).replace(tzinfo=None), start) + timedelta(days=400)
    local = local_sql(start, end, zone)
    listed = ", ".join(str(int(one)) for one in choice.streams)
    rows = cursor.execute(
        f"""SELECT stream, year(moment), max_by(number, moment), sum(number), count(*),
                   count(DISTINCT CAST(moment AS DATE)), count(DISTINCT month(moment))
            FROM (SELECT stream, {local} AS moment, number FROM observation
                  WHERE stream IN ({listed}) AND isfinite(number))
            GROUP BY 1, 2 ORDER BY 1, 2"""
    ).fetchall()
    found: Read = {}
    for stream, year, last, total, count, days, months in rows:
        area, factor = choice.streams[stream]
        one = Year(last * factor, total * factor, count, days, months)
        of_area = found.setdefault(area, {})
        before = of_area.get(year)
        of_area[year] = one if before is None else _added(before, one)
    for area, _ in choice.streams.values():
        found.setdefault(area, {})
    return found


def _added(a: Year, b: Year) -> Year:
    return Year(a.last + b.last, a.total + b.total, min(a.count, b.count), max(a.days, b.days), min(a.months, b.months))


def table_years(cursor: DuckDBPyConnection, choice: Choice) -> Read:
    """Read a plain table that has a year column."""
    area = quoted(choice.area) if choice.area else "''"
    number, year = quoted(choice.number or ""), quoted(choice.year or "")
    rows = cursor.execute(
        f"""SELECT coalesce(CAST({area} AS VARCHAR), ''), {year}, sum({number}) FROM {table_of(choice.collection)}
            WHERE {year} BETWEEN {FIRST_YEAR} AND {LAST_YEAR} AND isfinite(CAST({number} AS DOUBLE))
            GROUP BY 1, 2 ORDER BY 1, 2"""
    ).fetchall()
    found: Read = {}
    for name, at, value in rows:
        found.setdefault(name, {})[int(at)] = Year(value * choice.factor, value * choice.factor, 1, 1, 1)
    return found


def stock_years(
    cursor: DuckDBPyConnection, choice: Choice, until: int, borders: CollectionFacts | None, most: int = 40
) -> Read:
    """Count how many of today's things were there by the end of each year; those without a year always were.

    ``borders`` is a collection of districts (with ``name``) that the things lie in; without it there is the town alone.
    """
    year, table = quoted(choice.year or ""), table_of(choice.collection)
    if borders is not None and not choice.area and choice.collection.shape == "features":
        # One district for each thing, so that what stands on a border is not counted twice.
        sql = f"""SELECT area, year, count(*) FROM (
                    SELECT t._id, any_value(t.{year}) AS year, coalesce(any_value(b.name), '') AS area FROM {table} t
                    LEFT JOIN (SELECT name, geom FROM {table_of(borders)} WHERE {DISTRICTS}) b
                      ON ST_Intersects(b.geom, t.geom) GROUP BY t._id) GROUP BY 1, 2"""
    else:
        area = f"coalesce(CAST({quoted(choice.area)} AS VARCHAR), '')" if choice.area else "''"
        sql = f"SELECT {area}, {year}, count(*) FROM {table} GROUP BY 1, 2"
    counts: dict[str, dict[int | None, int]] = {}
    for name, at, n in cursor.execute(sql).fetchall():
        key = int(at) if at is not None and FIRST_YEAR <= at <= LAST_YEAR else None
        of_area = counts.setdefault(name, {})
        of_area[key] = of_area.get(key, 0) + n
    found: Read = {}
    for name, of_area in counts.items():
        found[name] = {}
        for at in range(until - most + 1, until + 1):
            there = sum(n for planted, n in of_area.items() if planted is None or planted <= at)
            found[name][at] = Year(there, there, 1, 1, 1)
    if len(found) > 1:
        found = _with_town(found)
    return found


DISTRICTS = "name IS NOT NULL AND TRY_CAST(admin_level AS INTEGER) >= 9"


def _with_town(found: Read) -> Read:
    """Add the whole town, which also holds what lies in no district."""
    years = sorted({year for of_area in found.values() for year in of_area})
    town = {
        year: Year(n := sum(of_area[year].last for of_area in found.values() if year in of_area), n, 1, 1, 1)
        for year in years
    }
    return {"": town} | {name: of_area for name, of_area in found.items() if name}


def reduced(read: Mapping[str, Mapping[int, Year]], take: str) -> tuple[dict[int, Value], dict[str, dict[int, Value]]]:
    """Make a year's value for the town and for each area: the last value, the sum, or the mean of a day.

    The town is what its own series says; where there is none, its areas together. A year in which an area that has
    values before and after lacks them is not whole.
    """
    areas = {
        name: {year: Value(_one(one, take), one.whole) for year, one in sorted(years.items())}
        for name, years in sorted(read.items())
        if name
    }
    if read.get(""):
        return {year: Value(_one(one, take), one.whole) for year, one in sorted(read[""].items())}, areas
    if len(areas) == 1:
        (only,) = areas.values()
        return only, {}
    total: dict[int, Value] = {}
    for year in sorted({year for years in read.values() for year in years}):
        there = [years[year] for years in read.values() if year in years]
        lacking = any(years and min(years) < year < max(years) and year not in years for years in read.values())
        if take == "daily_mean":
            number = sum(one.total for one in there) / max(1, sum(one.days for one in there))
        else:
            number = sum(_one(one, take) for one in there)
        total[year] = Value(number, not lacking and all(one.whole for one in there))
    return total, areas


def _one(year: Year, take: str) -> float:
    if take == "daily_mean":
        return year.total / max(1, year.days)
    return year.total if take == "sum" else year.last
