"""What leaves next, at any time of any day, from a timetable in the lake.

A day of service may run past midnight (25:10 is ten past one of the next morning), so a moment is looked for in three
days of service: its own, the one before and, shortly before midnight, the one after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from duckdb import DuckDBPyConnection

from stadtkern.data.portal.ready import Timetable
from stadtkern.data.portal.rows import table_of

AHEAD = 4 * 3600
_DAY = 86_400
_NEXT = """
WITH running AS (
    SELECT DISTINCT s.service_id, d.shift FROM {services} s
    JOIN (VALUES (CAST(? AS DATE), 0), (CAST(? AS DATE), -{day}), (CAST(? AS DATE), {day})) AS d(day, shift) ON s.date = d.day
)
SELECT x.stop_id, x.departure + r.shift AS seconds, x.line, x.headsign, x.platform, x.route_id
FROM {departures} x JOIN running r USING (service_id)
WHERE x.boarding AND x.departure + r.shift BETWEEN ? AND ?
QUALIFY row_number() OVER (PARTITION BY x.stop_id ORDER BY x.departure + r.shift, x.line, x.headsign, x.trip_id) <= ?
ORDER BY seconds, x.line, x.headsign
"""


@dataclass(frozen=True, slots=True)
class Leaves:
    """One departure on the town's clock."""

    when: datetime
    line: str
    headsign: str
    platform: str
    route: str

    @property
    def clock(self) -> str:
        """The time as people read it."""
        return f"{self.when:%H:%M}"


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop with a name; several poles of one name that stand together are one. ``daily``: departures of a weekday."""

    id: int
    poles: tuple[str, ...]
    name: str
    lon: float
    lat: float
    lines: tuple[str, ...]
    daily: float


@dataclass(frozen=True, slots=True)
class Line:
    """How a line looks: colours as #rrggbb or empty, and what drives on it."""

    name: str
    colour: str
    text: str
    mode: str


# Poles of one name nearer than this are one stop. Degrees, some 300 m.
_TOGETHER = 0.004


def stops_of(cursor: DuckDBPyConnection, timetable: Timetable) -> list[Stop]:
    """Give all stops where something leaves, by name; a station's platforms are one."""
    rows = cursor.execute(
        f"""SELECT _id, stop_id, name, ST_X(geom), ST_Y(geom), lines, departures_weekday, departures_saturday,
                   departures_sunday
            FROM {table_of(timetable.stops)} WHERE geom IS NOT NULL ORDER BY name, stop_id"""
    ).fetchall()
    groups: list[list[tuple[Any, ...]]] = []
    for row in rows:
        for group in reversed(groups[-12:]):
            if group[0][2] == row[2] and abs(group[0][3] - row[3]) + abs(group[0][4] - row[4]) < _TOGETHER:
                group.append(row)
                break
        else:
            groups.append([row])
    found = []
    for group in groups:
        daily = [sum(float(str(one[at] or 0)) for one in group) for at in (6, 7, 8)]
        if not any(daily):
            continue
        served = {word.strip() for one in group for word in str(one[5] or "").split(",") if word.strip()}
        lon = sum(float(str(one[3])) for one in group) / len(group)
        lat = sum(float(str(one[4])) for one in group) / len(group)
        poles = tuple(str(one[1]) for one in group)
        name = str(group[0][2] or poles[0])
        found.append(Stop(int(str(group[0][0])), poles, name, lon, lat, tuple(sorted(served)), daily[0] or max(daily)))
    return found


def lines_of(cursor: DuckDBPyConnection, timetable: Timetable) -> dict[str, Line]:
    """Give the lines by their id."""
    if timetable.lines is None:
        return {}
    rows = cursor.execute(
        f"SELECT route_id, name, colour, text_colour, mode FROM {table_of(timetable.lines)}"
    ).fetchall()
    return {str(row[0]): Line(*(str(one or "") for one in row[1:])) for row in rows}


def span_of(cursor: DuckDBPyConnection, timetable: Timetable) -> tuple[date, date] | None:
    """Give the first and the last day that the timetable knows."""
    row = cursor.execute(f"SELECT min(date), max(date) FROM {table_of(timetable.services)}").fetchone()
    return (row[0], row[1]) if row and row[0] else None


def next_departures(
    cursor: DuckDBPyConnection, timetable: Timetable, moment: datetime, *, most: int = 5, ahead: int = AHEAD
) -> dict[str, list[Leaves]]:
    """Give the next departures of every pole (by its id) from a moment of the town's clock on, the soonest first."""
    day = moment.date()
    midnight = datetime.combine(day, datetime.min.time())
    since = int((moment - midnight).total_seconds()) // 60 * 60
    days = [day, day - timedelta(days=1), day + timedelta(days=1)]
    query = _NEXT.format(services=table_of(timetable.services), departures=table_of(timetable.departures), day=_DAY)
    found: dict[str, list[Leaves]] = {}
    for stop, seconds, line, headsign, platform, route in cursor.execute(
        query, [*days, since, since + ahead, most]
    ).fetchall():
        when = midnight + timedelta(seconds=seconds)
        found.setdefault(stop, []).append(Leaves(when, line or "", headsign or "", platform or "", route or ""))
    return found


def at_stop(stop: Stop, departures: dict[str, list[Leaves]], most: int = 5) -> list[Leaves]:
    """Give what leaves next from any pole of a stop."""
    found = [one for pole in stop.poles for one in departures.get(pole, ())]
    return sorted(found, key=lambda one: (one.when, one.line, one.headsign))[:most]


def busiest(stops: Sequence[Stop]) -> Stop | None:
    """Give the stop with the most departures on a weekday."""
    return max(stops, key=lambda one: (one.daily, one.name), default=None)
