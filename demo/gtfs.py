"""Writes the town's timetable as GTFS: three bus lines and a regional train, with truths that can be counted."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

from demo.plan import Ground, degrees
from shapely import LineString
from shapely.ops import linemerge

LINES = (
    ("1", "Bahnhof – Markt – Kiefernhain", "B4472E", 15, ("Berliner Straße", "Stadtring", "Dresdener Straße")),
    ("2", "Seestraße – Markt – Gewerbegebiet", "1E5A4A", 30, ("Seestraße", "Stadtring", "Frankfurter Chaussee")),
    ("3", "Bahnhof – Krankenhaus – Kranichsee", "2A6C98", 60, ("Berliner Straße", "Stadtring", "Seestraße")),
)
DAYS = (("WT", "1,1,1,1,1,0,0", 5, 22), ("SA", "0,0,0,0,0,1,0", 7, 21), ("SO", "0,0,0,0,0,0,1", 8, 20))
STOP_EVERY = 310.0
SPEED_METRES_A_MINUTE = 330.0


def route_line(ground: Ground, names: tuple[str, ...]) -> LineString:
    """Lay a line's way over its streets, end to end."""
    pieces: list[tuple[float, float]] = []
    for name in names:
        lines = [street.line for street in ground.streets if street.name == name]
        line = max((one for one in lines), key=lambda one: one.length)
        coords = list(line.coords)
        if name == "Stadtring":
            coords = coords[len(coords) // 4 :] + coords[: len(coords) // 4]
            coords = coords[: len(coords) // 2 + 1]
        if pieces and LineString([pieces[-1], coords[0]]).length > LineString([pieces[-1], coords[-1]]).length:
            coords.reverse()
        elif not pieces and abs(coords[-1][0]) + abs(coords[-1][1]) > abs(coords[0][0]) + abs(coords[0][1]):
            coords.reverse()
        pieces += coords
    merged = LineString(pieces)
    return merged if merged.is_valid else linemerge(merged)


def write_gtfs(ground: Ground, path: Path, today: date) -> dict[str, int]:
    """Write the feed; gives how many stops, routes, trips and stop times stand in it."""
    start, end = date(today.year - 1, 12, 14), date(today.year + 1, 12, 12)
    stops: list[tuple[object, ...]] = []
    trips, times, shapes = [], [], []
    for number, headsign, colour, every, names in LINES:
        del colour
        line = route_line(ground, names)
        count = max(4, int(min(line.length, 4600) / STOP_EVERY))
        here = []
        for index in range(count):
            at = index * STOP_EVERY
            spot = line.interpolate(at)
            lon, lat = degrees(spot.x, spot.y)
            stop = f"{number}{index + 1:02}"
            stops.append((stop, _stop_name(ground, spot, stop), lat, lon))
            here.append((stop, at / SPEED_METRES_A_MINUTE))
        for at in range(0, int(count * STOP_EVERY), 40):
            lon, lat = degrees(*line.interpolate(at).coords[0])
            shapes.append((f"F{number}", lat, lon, at // 40))
        for service, _, first, last in DAYS:
            step = every if service == "WT" else every * 2
            for way in (0, 1):
                along = here if way == 0 else [(stop, here[-1][1] - minutes) for stop, minutes in reversed(here)]
                for minute in range(first * 60 + 7 * way, last * 60 + 1, step):
                    trip = f"{number}-{service}-{way}-{minute}"
                    signs = headsign.split(" – ")
                    trips.append((number, service, trip, signs[-1] if way == 0 else signs[0], way, f"F{number}"))
                    times += [(trip, _clock(minute + ride), _clock(minute + ride), stop, place) for place, (stop, ride) in enumerate(along, 1)]
    _train(ground, stops, trips, times)
    routes = [(number, "SB", number, title, 3, colour, "FFFFFF") for number, title, colour, _, _ in LINES]
    routes.append(("RB37", "RE", "RB37", "Sandfelde – Birkenfurt – Königsheide", 2, "5B6770", "FFFFFF"))
    tables = {
        "agency.txt": ("agency_id,agency_name,agency_url,agency_timezone,agency_lang", [("SB", "Stadtbus Birkenfurt", "https://stadtbus.example", "Europe/Berlin", "de"), ("RE", "Regionalbahn", "https://bahn.example", "Europe/Berlin", "de")]),
        "stops.txt": ("stop_id,stop_name,stop_lat,stop_lon", stops),
        "routes.txt": ("route_id,agency_id,route_short_name,route_long_name,route_type,route_color,route_text_color", routes),
        "trips.txt": ("route_id,service_id,trip_id,trip_headsign,direction_id,shape_id", trips),
        "stop_times.txt": ("trip_id,arrival_time,departure_time,stop_id,stop_sequence", times),
        "shapes.txt": ("shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence", shapes),
        "calendar.txt": ("service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date", [(service, *days.split(","), f"{start:%Y%m%d}", f"{end:%Y%m%d}") for service, days, _, _ in DAYS]),
        "calendar_dates.txt": ("service_id,date,exception_type", _holidays(start, end)),
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (header, rows) in tables.items():
            text = io.StringIO()
            csv.writer(text).writerows([header.split(","), *rows])
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text.getvalue())
    return {"stops": len(stops), "routes": len(routes), "trips": len(trips), "stop_times": len(times)}


def _train(ground: Ground, stops: list, trips: list, times: list) -> None:  # type: ignore[type-arg]
    x, y = ground.rails[0].interpolate(0.5, normalized=True).coords[0]
    lon, lat = degrees(x, y)
    stops += [("BHF", "Birkenfurt, Bahnhof", lat, lon), ("SAN", "Sandfelde, Bahnhof", lat - 0.004, lon - 0.14), ("KOE", "Königsheide, Bahnhof", lat + 0.01, lon + 0.16)]
    for service, _, first, last in DAYS:
        for way, order in ((0, ("SAN", "BHF", "KOE")), (1, ("KOE", "BHF", "SAN"))):
            for minute in range(first * 60 + 12, (last + 2) * 60 + 30, 60):
                trip = f"RB37-{service}-{way}-{minute}"
                trips.append(("RB37", service, trip, "Königsheide" if way == 0 else "Sandfelde", way, ""))
                times += [(trip, _clock(minute + 9 * place), _clock(minute + 9 * place + (1 if place == 1 else 0)), stop, place + 1) for place, stop in enumerate(order)]


def _stop_name(ground: Ground, spot: object, stop: str) -> str:
    near = sorted((street for street in ground.streets), key=lambda street: street.line.distance(spot))[:2]
    return f"{near[0].name} / {near[1].name}" if near[0].name != near[1].name else f"{near[0].name} {stop}"


def _clock(minutes: float) -> str:
    seconds = int(minutes * 60)
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:00"


def _holidays(start: date, end: date) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    day = start
    while day <= end:
        if (day.month, day.day) in {(1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26)}:
            running = ("SO",) if day.weekday() == 6 else (("SA",) if day.weekday() == 5 else ("WT",))
            if running != ("SO",):
                found += [(running[0], f"{day:%Y%m%d}", 2), ("SO", f"{day:%Y%m%d}", 1)]
        day += timedelta(days=1)
    return found
