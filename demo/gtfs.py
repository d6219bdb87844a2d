"""Writes the town's timetable as GTFS: three bus lines and a regional train, with truths that can be counted."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from demo.plan import Ground, degrees
from demo.stops import Route, Stop, stops_of

METRES_A_MINUTE = 330.0
TRAIN_MINUTES = 9
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Service:
    """Days on which trips run alike: the weekdays (Monday first), the first and the last hour."""

    id: str
    weekdays: str
    first: int
    last: int


SERVICES = (Service("WT", "1111100", 5, 22), Service("SA", "0000010", 7, 21), Service("SO", "0000001", 8, 20))


@dataclass(slots=True)
class Feed:
    """The timetable's rows, and when a vehicle leaves a stop under each service, in seconds after midnight."""

    start: date
    end: date
    stops: list[Stop]
    trips: list[tuple[object, ...]] = field(default_factory=list)
    times: list[tuple[object, ...]] = field(default_factory=list)
    shapes: list[tuple[object, ...]] = field(default_factory=list)
    leaving: list[tuple[str, int]] = field(default_factory=list)

    def trip(
        self, route: str, service: Service, trip: str, sign: str, way: int, shape: str, halts: list[tuple[str, float]]
    ) -> None:
        """Add a trip: its halts are stop ids with minutes after midnight, arrival and departure being one."""
        self.trips.append((route, service.id, trip, sign, way, shape))
        for place, (stop, minute) in enumerate(halts, 1):
            self.times.append((trip, _clock(minute), _clock(minute), stop, place))
        # At the last stop one only gets off.
        self.leaving += [(service.id, _seconds(minute)) for _, minute in halts[:-1]]

    def service_on(self, day: date) -> str:
        """Give the service that runs on a day: holidays are Sundays."""
        if (day.month, day.day) in _HOLIDAYS:
            return "SO"
        return next(one.id for one in SERVICES if one.weekdays[day.weekday()] == "1")

    def departures(self, day: date) -> int:
        """Count what leaves between 0 and 24 o'clock of a day, the evening before's late trips among it."""
        today, eve = self.service_on(day), self.service_on(day - timedelta(days=1))
        own = sum(1 for service, seconds in self.leaving if service == today and seconds < DAY_SECONDS)
        return own + sum(1 for service, seconds in self.leaving if service == eve and seconds >= DAY_SECONDS)


_HOLIDAYS = {(1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26)}


def write_gtfs(ground: Ground, laid: list[Route], path: Path, today: date) -> dict[str, object]:
    """Write the feed; gives how many stops, routes, trips and halts stand in it, and the departures of some days."""
    feed = Feed(date(today.year - 1, 12, 14), date(today.year + 1, 12, 12), stops_of(laid))
    for route in laid:
        _bus(feed, route)
    _train(feed, ground)
    routes = [(one.line.number, "SB", one.line.number, one.line.title, 3, one.line.colour, "FFFFFF") for one in laid]
    routes.append(("RB37", "RE", "RB37", "Sandfelde – Birkenfurt – Königsheide", 2, "5B6770", "FFFFFF"))
    tables = {
        "agency.txt": ("agency_id,agency_name,agency_url,agency_timezone,agency_lang", [
            ("SB", "Stadtbus Birkenfurt", "https://stadtbus.example", "Europe/Berlin", "de"),
            ("RE", "Regionalbahn", "https://bahn.example", "Europe/Berlin", "de"),
        ]),
        "stops.txt": ("stop_id,stop_name,stop_lat,stop_lon", [_stop(one) for one in feed.stops]),
        "routes.txt": ("route_id,agency_id,route_short_name,route_long_name,route_type,route_color,route_text_color", routes),
        "trips.txt": ("route_id,service_id,trip_id,trip_headsign,direction_id,shape_id", feed.trips),
        "stop_times.txt": ("trip_id,arrival_time,departure_time,stop_id,stop_sequence", feed.times),
        "shapes.txt": ("shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence", feed.shapes),
        "calendar.txt": ("service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date", [
            (one.id, *one.weekdays, f"{feed.start:%Y%m%d}", f"{feed.end:%Y%m%d}") for one in SERVICES
        ]),
        "calendar_dates.txt": ("service_id,date,exception_type", _exceptions(feed)),
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (header, rows) in tables.items():
            text = io.StringIO()
            csv.writer(text).writerows([header.split(","), *rows])
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text.getvalue())
    days = [today + timedelta(days=ahead) for ahead in range(7)] + [date(today.year, 5, 1), date(today.year, 12, 25)]
    return {
        "stops": len(feed.stops),
        "routes": len(routes),
        "trips": len(feed.trips),
        "stop_times": len(feed.times),
        "departures": {str(day): feed.departures(day) for day in days},
    }


def _stop(one: Stop) -> tuple[object, ...]:
    lon, lat = degrees(*one.spot)
    return one.id, one.name, lat, lon


def _bus(feed: Feed, route: Route) -> None:
    line, shape = route.line, f"F{route.line.number}"
    rides = [(stop.id, metres / METRES_A_MINUTE) for stop, metres in route.halts]
    whole = rides[-1][1]
    for place in range(int(route.halts[-1][1] // 40) + 1):
        lon, lat = degrees(*route.way.interpolate(place * 40).coords[0])
        feed.shapes.append((shape, lat, lon, place))
    signs = line.title.split(" – ")
    for service in SERVICES:
        step = line.every if service.id == "WT" else line.every * 2
        for way in (0, 1):
            order = rides if way == 0 else [(stop, whole - minutes) for stop, minutes in reversed(rides)]
            for minute in range(service.first * 60 + 7 * way, service.last * 60 + 1, step):
                halts = [(stop, minute + ride) for stop, ride in order]
                trip = f"{line.number}-{service.id}-{way}-{minute}"
                feed.trip(line.number, service, trip, signs[-1 + way], way, shape, halts)


def _train(feed: Feed, ground: Ground) -> None:
    """An hourly train, until after midnight; the neighbours' stations lie at the edge of the plan."""
    rail = ground.rails[0]
    names = (
        ("SAN", "Sandfelde, Bahnhof", 0.01),
        ("BHF", "Birkenfurt, Bahnhof", 0.5),
        ("KOE", "Königsheide, Bahnhof", 0.99),
    )
    for stop, name, share in names:
        x, y = rail.interpolate(share, normalized=True).coords[0]
        feed.stops.append(Stop(stop, name, (x, y), bus=False))
    for service in SERVICES:
        for way, order in ((0, ("SAN", "BHF", "KOE")), (1, ("KOE", "BHF", "SAN"))):
            for minute in range(service.first * 60 + 12, (service.last + 2) * 60 + 30, 60):
                halts = [(stop, minute + float(TRAIN_MINUTES * place)) for place, stop in enumerate(order)]
                sign = "Königsheide" if way == 0 else "Sandfelde"
                feed.trip("RB37", service, f"RB37-{service.id}-{way}-{minute}", sign, way, "", halts)


def _seconds(minutes: float) -> int:
    """Give whole minutes, as timetables are printed, in seconds."""
    return int(minutes) * 60


def _clock(minutes: float) -> str:
    seconds = _seconds(minutes)
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:00"


def _exceptions(feed: Feed) -> list[tuple[str, str, int]]:
    """On holidays the Sunday's trips run in place of the day's own."""
    found: list[tuple[str, str, int]] = []
    day = feed.start
    while day <= feed.end:
        usual = next(one.id for one in SERVICES if one.weekdays[day.weekday()] == "1")
        if (running := feed.service_on(day)) != usual:
            found += [(usual, f"{day:%Y%m%d}", 2), (running, f"{day:%Y%m%d}", 1)]
        day += timedelta(days=1)
    return found
