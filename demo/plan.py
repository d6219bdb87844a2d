"""What a ground plan is made of. Local metres, east and north of the market square."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

from pyproj import Transformer
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

# The market square in UTM 33: a spot in a forest of Brandenburg.
ORIGIN = (428_000.0, 5_760_000.0)
EDGE = Polygon([(-2300, -1900), (2300, -1900), (2300, 1700), (-2300, 1700)])
_TO_DEGREES = Transformer.from_crs("EPSG:25833", "EPSG:4326", always_xy=True)
WIDTH = {
    "primary": 11.0,
    "secondary": 9.0,
    "residential": 6.5,
    "living_street": 5.5,
    "pedestrian": 7.0,
    "service": 4.0,
    "track": 3.0,
    "cycleway": 3.0,
    "footway": 2.5,
    "path": 1.5,
}
# Nobody's front door is on these.
AWAY = frozenset({"service", "track", "cycleway", "footway", "path"})

Spot = tuple[float, float]


def degrees(x: float, y: float) -> Spot:
    """Give longitude and latitude of a spot on the plan."""
    lon, lat = _TO_DEGREES.transform(ORIGIN[0] + x, ORIGIN[1] + y)
    return round(lon, 7), round(lat, 7)


@dataclass(slots=True)
class Street:
    """A street's middle line with its class and name."""

    line: LineString
    highway: str
    name: str = ""
    district: str = ""


@dataclass(slots=True)
class Building:
    """A building's outline with what it is; ``tags`` say more, as OpenStreetMap would."""

    outline: Polygon
    kind: str
    levels: int
    district: str
    street: str = ""
    number: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Street and number."""
        return f"{self.street} {self.number}"


@dataclass(slots=True)
class Place:
    """Something one goes to: a point with its tags."""

    spot: Spot
    tags: dict[str, str]


@dataclass(slots=True)
class Land:
    """What a piece of land is used for: OpenStreetMap's key and value, a name, and further tags."""

    key: str
    value: str
    name: str
    shape: BaseGeometry
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Block:
    """A piece of town between streets; ``free`` while nothing but houses is planned there."""

    shape: Polygon
    district: str
    free: bool = True


@dataclass(slots=True)
class Ground:
    """The whole plan."""

    river: Polygon
    river_line: LineString
    streets: list[Street] = field(default_factory=list)
    rails: list[LineString] = field(default_factory=list)
    districts: dict[str, Polygon] = field(default_factory=dict)
    border: Polygon = EDGE
    blocks: list[Block] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    nurseries: list[Building] = field(default_factory=list)
    land: list[Land] = field(default_factory=list)
    water: list[tuple[str, str, Polygon]] = field(default_factory=list)
    streams: list[tuple[str, LineString]] = field(default_factory=list)
    trees: list[tuple[float, float, int]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    stations: dict[str, dict[str, Spot]] = field(default_factory=dict)

    def street(self, name: str) -> LineString:
        """Give the longest line of a street. Raises ValueError when there is none of this name."""
        return max((one.line for one in self.streets if one.name == name), key=lambda line: line.length)

    def block_at(self, x: float, y: float) -> Block:
        """Give the free block nearest to a spot, and keep it for what is planned there."""
        spot = Point(x, y)
        found = min((one for one in self.blocks if one.free), key=lambda one: one.shape.distance(spot))
        found.free = False
        return found

    def area(self, key: str, value: str, name: str, shape: BaseGeometry, **tags: str) -> BaseGeometry:
        """Note what a piece of land is used for; gives its shape."""
        self.land.append(Land(key, value, name, shape, tags))
        return shape


def smooth(points: list[Spot], step: float = 25.0) -> LineString:
    """Lay a smooth line through points (Catmull-Rom)."""
    ends = [points[0], *points, points[-1]]
    found: list[Spot] = []
    for before, one, other, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        pieces = max(2, int(math.dist(one, other) / step))
        for part in range(pieces):
            t = part / pieces
            x, y = (
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
                for a, b, c, d in zip(before, one, other, after, strict=True)
            )
            found.append((x, y))
    return LineString([*found, points[-1]])


def box(x: float, y: float, wide: float, deep: float) -> Polygon:
    """Give a rectangle around its middle."""
    w, d = wide / 2, deep / 2
    return Polygon([(x - w, y - d), (x + w, y - d), (x + w, y + d), (x - w, y + d)])


def parts_of(shape: BaseGeometry, kind: type[BaseGeometry]) -> list[BaseGeometry]:
    """Give a shape's parts of one kind."""
    return [one for one in getattr(shape, "geoms", [shape]) if isinstance(one, kind) and not one.is_empty]


def along(line: LineString, every: float, first: float = 0.0) -> list[tuple[float, float, float, float]]:
    """Give spots along a line with the direction there: x, y and a step ahead."""
    found, at = [], first
    while at < line.length - 1:
        here, ahead = line.interpolate(at), line.interpolate(at + 1)
        found.append((here.x, here.y, ahead.x - here.x, ahead.y - here.y))
        at += every
    return found


def segments(line: LineString) -> list[LineString]:
    """Give a line's straight pieces."""
    return [LineString(pair) for pair in pairwise(line.coords)]
