"""A small town in three files: a plan as OpenStreetMap has it, a timetable with a night bus, a list of nurseries."""

from __future__ import annotations

import zipfile
from pathlib import Path

LON, LAT = 13.50, 52.30
# Degrees of 150 m.
DX, DY = 0.002203, 0.0013475
SIDE = 7


def at(x: float, y: float) -> tuple[float, float]:
    """Give longitude and latitude of a corner; corners are 150 m apart."""
    return round(LON + x * DX, 7), round(LAT + y * DY, 7)


def spot(x: float, y: float) -> str:
    """Give a corner as the pages' addresses have it."""
    lon, lat = at(x, y)
    return f"{lat},{lon}"


class _Plan:
    def __init__(self) -> None:
        self.nodes: list[str] = []
        self.ways: list[str] = []

    def node(self, x: float, y: float, **tags: str) -> int:
        number = len(self.nodes) + 1
        lon, lat = at(x, y)
        self.nodes.append(f'<node id="{number}" lat="{lat}" lon="{lon}" version="1">{_tags(tags)}</node>')
        return number

    def way(self, nodes: list[int], **tags: str) -> None:
        refs = "".join(f'<nd ref="{one}"/>' for one in nodes)
        self.ways.append(f'<way id="{len(self.ways) + 1}" version="1">{refs}{_tags(tags)}</way>')

    def area(self, west: float, south: float, east: float, north: float, **tags: str) -> None:
        ring = [self.node(*one) for one in ((west, south), (east, south), (east, north), (west, north))]
        self.way([*ring, ring[0]], **tags)


def _tags(tags: dict[str, str]) -> str:
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in named.items())


def plan(path: Path) -> Path:
    """Write a grid of streets with houses, a district in the west, a lake in the east without a way through."""
    drawn = _Plan()
    corners = {(x, y): drawn.node(x, y) for x in range(SIDE) for y in range(SIDE)}
    for y in range(SIDE):
        drawn.way([corners[x, y] for x in range(SIDE)], highway="residential", name=f"Querstraße {y}")
    for x in range(SIDE):
        drawn.way([corners[x, y] for y in range(SIDE)], highway="residential", name=f"Langweg {x}")
    for number in range(1, 13):
        west = 0.2 + number * 0.4
        drawn.area(
            west, 2.1, west + 0.2, 2.3, building="house", addr__street="Ährenweg", addr__housenumber=str(number),
            addr__postcode="15000", addr__city="Kleinstadt",
        )  # fmt: skip
    drawn.area(7, 0, 12, 6, natural="water", name="Großer See")
    drawn.area(3.1, 3.1, 3.9, 3.9, leisure="park", name="Stadtpark")
    drawn.area(-1, -1, 13, 7, boundary="administrative", admin_level="8", name="Kleinstadt")
    drawn.area(-1, -1, 3.5, 7, boundary="administrative", admin_level="10", name="Weststadt")
    drawn.node(3, 3, place="town", name="Kleinstadt", population="9000")
    drawn.node(1, 1, shop="supermarket", name="Frischemarkt")
    drawn.node(5, 5, amenity="pharmacy", name="Adler-Apotheke")
    path.write_text(f'<osm version="0.6">{"".join(drawn.nodes)}{"".join(drawn.ways)}</osm>', "utf-8")
    return path


STOPS = {"A": ("Markt", 1, 1), "B": ("Bahnhof", 5, 1), "C": ("Seeblick", 6, 6)}
# Trips on workdays (Monday to Friday) of 2026: clock times at Markt, Bahnhof, Seeblick.
TRIPS = (("07:00", "07:10", "07:20"), ("08:00", "08:10", "08:20"), ("23:50", "24:10", "24:30"))


def timetable(path: Path) -> Path:
    """Write a feed: line 7 from Markt by Bahnhof to Seeblick, on workdays, the last bus after midnight."""
    stops = ["stop_id,stop_name,stop_lat,stop_lon"]
    for key, (name, x, y) in STOPS.items():
        lon, lat = at(x, y)
        stops.append(f"{key},{name},{lat},{lon}")
    trips, times = (
        ["route_id,service_id,trip_id,trip_headsign"],
        ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"],
    )
    for number, clocks in enumerate(TRIPS):
        trips.append(f"7,WT,t{number},Seeblick")
        times += [
            f"t{number},{clock}:00,{clock}:00,{stop},{place}"
            for place, (clock, stop) in enumerate(zip(clocks, STOPS, strict=True), 1)
        ]
    files = {
        "agency.txt": [
            "agency_id,agency_name,agency_url,agency_timezone",
            "X,Kleinbus,https://x.example,Europe/Berlin",
        ],
        "stops.txt": stops,
        "routes.txt": [
            "route_id,route_short_name,route_long_name,route_type,route_color",
            "7,7,Markt - Seeblick,3,B4472E",
        ],
        "trips.txt": trips,
        "stop_times.txt": times,
        "calendar.txt": [
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
            "WT,1,1,1,1,1,0,0,20260101,20261231",
        ],
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, lines in files.items():
            archive.writestr(name, "\n".join(lines) + "\n")
    return path


NURSERIES = (
    # name, places, free, months, opens, closes, corner
    ("Kita Sonne", 40, 3, 12, "06:30", "17:00", (1, 2)),
    ("Kita Mond", 60, 0, 3, "06:00", "16:00", (2, 2)),
    ("Kita Sterne <b>", 80, 5, 36, "07:00", "18:00", (6, 6)),
)


def nurseries(path: Path) -> Path:
    """Write the nurseries as an office would."""
    lines = ["Name;Plätze;freie Plätze;Alter ab (Monate);öffnet;schließt;Breitengrad;Längengrad"]
    for name, places, free, months, opens, closes, corner in NURSERIES:
        lon, lat = at(*corner)
        lines.append(f"{name};{places};{free};{months};{opens};{closes};{lat:.6f};{lon:.6f}".replace(".", ","))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
