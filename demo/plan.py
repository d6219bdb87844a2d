"""What a ground plan is made of. Local metres, east and north of the market square."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from pyproj import Transformer
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

# The market square in UTM 33: a spot in a forest of Brandenburg.
ORIGIN = (428_000.0, 5_760_000.0)
_TO_DEGREES = Transformer.from_crs("EPSG:25833", "EPSG:4326", always_xy=True)
WIDTH = {"primary": 11.0, "secondary": 9.0, "residential": 6.5, "living_street": 5.5, "pedestrian": 7.0, "footway": 2.5, "cycleway": 3.0}


def degrees(x: float, y: float) -> tuple[float, float]:
    """Give longitude and latitude of a spot on the plan."""
    lon, lat = _TO_DEGREES.transform(ORIGIN[0] + x, ORIGIN[1] + y)
    return round(lon, 7), round(lat, 7)


@dataclass(slots=True)
class Street:
    """A street's middle line with its class and name."""

    line: LineString
    highway: str
    name: str
    district: str
    bridge: bool = False


@dataclass(slots=True)
class Building:
    """A building's outline with what it is."""

    outline: Polygon
    kind: str
    levels: int
    district: str
    street: str = ""
    number: str = ""


@dataclass(slots=True)
class Ground:
    """The whole plan."""

    river: Polygon
    river_line: LineString
    streets: list[Street] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    land: list[tuple[str, str, str, BaseGeometry]] = field(default_factory=list)
    rails: list[LineString] = field(default_factory=list)
    districts: dict[str, Polygon] = field(default_factory=dict)
    blocks: list[tuple[str, Polygon]] = field(default_factory=list)
    water: list[tuple[str, Polygon]] = field(default_factory=list)
    stations: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)


def smooth(points: list[tuple[float, float]], step: float = 25.0) -> LineString:
    """Lay a smooth line through points (Catmull-Rom)."""
    ends = [points[0], *points, points[-1]]
    found: list[tuple[float, float]] = []
    for before, one, other, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        pieces = max(2, int(math.dist(one, other) / step))
        for part in range(pieces):
            t = part / pieces
            found.append(tuple(0.5 * (2 * one[i] + (other[i] - before[i]) * t + (2 * before[i] - 5 * one[i] + 4 * other[i] - after[i]) * t * t + (3 * one[i] - before[i] - 3 * other[i] + after[i]) * t**3) for i in (0, 1)))  # type: ignore[arg-type]  # fmt: skip
    return LineString([*found, points[-1]])
