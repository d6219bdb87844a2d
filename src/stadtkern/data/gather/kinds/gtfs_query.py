"""Questions to a feed once it is in the lake. ``departures of a day`` = departures joined with services on that day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb

_TABLE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*){0,2}")

DEPARTURES_OF_DAY = """
SELECT departure - shift AS seconds, stop_id, station_id, stop_name, platform, line, headsign, route_id, trip_id
FROM (
    SELECT d.*, 0 AS shift FROM {departures} d SEMI JOIN {services} s ON s.service_id = d.service_id AND s.date = $day
    UNION ALL
    SELECT d.*, 86400 FROM {departures} d SEMI JOIN {services} s ON s.service_id = d.service_id AND s.date = $eve
    WHERE d.departure >= 86400
)
WHERE boarding AND departure - shift BETWEEN $earliest AND 86399
    AND ($stop IS NULL OR stop_id = $stop OR station_id = $stop OR stop_name = $stop)
ORDER BY seconds, line, stop_id, trip_id LIMIT $limit
"""
"""All departures between 00:00 and 24:00 of a day, those after midnight of the evening before among them.

``departures`` and ``services`` are the tables of these two parts; ``eve`` is the day before ``day``.
"""


@dataclass(frozen=True, slots=True)
class Departure:
    """One departure. ``seconds`` after midnight of the day that was asked for, local time of the feed."""

    seconds: int
    stop_id: str
    station_id: str
    stop_name: str | None
    platform: str | None
    line: str | None
    headsign: str | None
    route_id: str | None
    trip_id: str

    @property
    def clock(self) -> str:
        """The time as people read it, "07:05"."""
        return f"{self.seconds // 3600:02d}:{self.seconds // 60 % 60:02d}"


def departures_of_day(
    cursor: duckdb.DuckDBPyConnection,
    departures: str,
    services: str,
    day: date,
    *,
    stop: str | None = None,
    earliest: int = 0,
    limit: int = 100,
) -> list[Departure]:
    """Give the departures of a day in order of time, of one stop (by its id, its station's id or its name) or of all.

    ``departures`` and ``services`` name the lake's tables ("lake.tables.c12"); ``earliest`` is in seconds after midnight.
    Raises ValueError for a table name that is none.
    """
    for table in (departures, services):
        if not _TABLE.fullmatch(table):
            raise ValueError(table)
    values: dict[str, Any] = {
        "day": day,
        "eve": day - timedelta(days=1),
        "stop": stop,
        "earliest": earliest,
        "limit": limit,
    }
    query = DEPARTURES_OF_DAY.format(departures=departures, services=services)
    return [Departure(*row) for row in cursor.execute(query, values).fetchall()]
