"""Lays the bus lines over the streets and sets their stops, for the timetable and the map."""

from __future__ import annotations

from dataclasses import dataclass

from shapely import LineString, Point
from shapely.ops import substring

from demo.plan import AWAY, Ground, Spot
from demo.streets import STATION

RING = "Stadtring"
STOP_EVERY = 310.0
LONGEST = 4600.0
# Two lines share a stop when they would halt closer than this.
_SHARED = 130.0
_NEAR, _CROSSING = 190.0, 240.0
LANDMARKS = (
    ("Bahnhof", STATION),
    ("Strandbad", (-1085.0, -88.0)),
    ("Stadion", (-760.0, -60.0)),
    ("Hafen", (420.0, -330.0)),
    ("Gewerbegebiet", (1290.0, 500.0)),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A bus line: number, where it goes, colour, minutes between buses on workdays, and the streets it takes."""

    number: str
    title: str
    colour: str
    every: int
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop: id, name, where it is."""

    id: str
    name: str
    spot: Spot
    bus: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """A line as it runs: its way, and its stops with the metres from the first."""

    line: Line
    way: LineString
    halts: tuple[tuple[Stop, float], ...]


LINES = (
    Line("1", "Bahnhof – Altstadt – Kiefernhain", "B4472E", 15, ("Bahnhofstraße", RING, "Dresdener Straße")),
    Line("2", "Kranichsee – Altstadt – Gewerbegebiet", "1E5A4A", 30, ("Seestraße", RING, "Frankfurter Chaussee")),
    Line("3", "Bahnhof – Altstadt – Kranichsee", "2A6C98", 60, ("Bahnhofstraße", RING, "Seestraße")),
)


def routes(ground: Ground) -> list[Route]:
    """Lay all lines and set their stops; lines that meet share a stop."""
    known: list[Stop] = []
    found = []
    for line in LINES:
        way, halts = _way(ground, line.streets), []
        for index in range(int(min(way.length, LONGEST) / STOP_EVERY) + 1):
            spot = way.interpolate(index * STOP_EVERY)
            stop = next((one for one in known if Point(one.spot).distance(spot) < _SHARED), None)
            if stop is None:
                stop = Stop(f"S{len(known) + 1:02}", _name(ground, spot, {one.name for one in known}), (spot.x, spot.y))
                known.append(stop)
            if stop not in [one for one, _ in halts]:
                halts.append((stop, index * STOP_EVERY))
        found.append(Route(line, way, tuple(halts)))
    return found


def stops_of(laid: list[Route]) -> list[Stop]:
    """Give every stop once, in the order of their ids."""
    return sorted({stop for route in laid for stop, _ in route.halts}, key=lambda stop: stop.id)


def _way(ground: Ground, names: tuple[str, ...]) -> LineString:
    """Lay a line's way from the first street's far end into town, around the ring, and out by the last street."""
    first, ring, last = (ground.street(name) for name in names)
    inward = (
        first if ring.distance(Point(first.coords[-1])) < ring.distance(Point(first.coords[0])) else first.reverse()
    )
    outward = last if ring.distance(Point(last.coords[0])) < ring.distance(Point(last.coords[-1])) else last.reverse()
    inward = substring(inward, max(0.0, inward.length - LONGEST / 3), inward.length)
    arc = _around(ring, Point(inward.coords[-1]), Point(outward.coords[0]))
    return LineString([*inward.coords, *arc.coords, *outward.coords])


def _around(ring: LineString, here: Point, there: Point) -> LineString:
    """Give the shorter way around a ring."""
    start, end = ring.project(here), ring.project(there)
    low, high = min(start, end), max(start, end)
    inner = substring(ring, low, high)
    outer = LineString([*substring(ring, high, ring.length).coords, *substring(ring, 0, low).coords[1:]])
    arc = inner if inner.length <= outer.length else outer
    return arc if here.distance(Point(arc.coords[0])) < here.distance(Point(arc.coords[-1])) else arc.reverse()


def _name(ground: Ground, spot: Point, taken: set[str]) -> str:
    """Name a stop after what is there, its street, or the corner where the street's own name is taken."""
    names: list[str] = [name for name, place in LANDMARKS if spot.distance(Point(place)) < _NEAR]
    lined = [one for one in ground.streets if one.highway not in AWAY and one.line.distance(spot) < _CROSSING]
    streets = list(dict.fromkeys(one.name for one in sorted(lined, key=lambda one: one.line.distance(spot))))
    names += [streets[0], *(f"{streets[0]} / {other}" for other in streets[1:])]
    names += [f"{streets[0]}, Abzweig {number}" for number in range(1, 20)]
    return next(name for name in names if name not in taken)
