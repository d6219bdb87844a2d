"""Draws the ways nobody drives: promenades, park and garden paths, tracks through fields and woods."""

from __future__ import annotations

import random

from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from demo.green import LEAN, field_edges
from demo.plan import EDGE, Ground, Street, parts_of, smooth

LEAST_TRACK = 160.0


def paths(ground: Ground) -> list[LineString]:
    """Draw all ways; gives the tracks between the fields."""
    _promenade(ground)
    _park(ground)
    _lake(ground)
    _gardens(ground)
    _graves(ground)
    tracks = _tracks(ground)
    ground.streets += [Street(line, "track") for line in tracks]
    return tracks


def _shape(ground: Ground, name: str) -> BaseGeometry:
    return next(one.shape for one in ground.land if one.name == name)


def _add(ground: Ground, shape: BaseGeometry, highway: str, name: str = "", least: float = 20.0) -> None:
    for one in parts_of(shape, LineString):
        if isinstance(one, LineString) and one.length >= least:
            ground.streets.append(Street(one.simplify(0.4), highway, name))


def _promenade(ground: Ground) -> None:
    ring = Polygon(ground.street("Stadtring").coords).buffer(36).exterior
    walk = LineString(ring.coords).intersection(_shape(ground, "Wallanlagen").buffer(8))
    _add(ground, walk, "footway", "Wallpromenade", 60)


def _park(ground: Ground) -> None:
    park = _shape(ground, "Stadtpark")
    inner = max(parts_of(park.buffer(-16), Polygon), key=lambda one: one.area)
    if isinstance(inner, Polygon):
        _add(ground, LineString(inner.exterior.coords), "footway", "Parkrunde")
    ways = (
        [(-640, -505), (-520, -445), (-430, -345)],
        [(-470, -330), (-400, -420), (-260, -385), (-70, -425)],
        [(-250, -325), (-255, -372), (-300, -440)],
    )
    for points in ways:
        _add(ground, smooth([(float(x), float(y)) for x, y in points]).intersection(park.buffer(14)), "path")


def _lake(ground: Ground) -> None:
    lake = next(shape for _, name, shape in ground.water if name == "Großer Kranichsee")
    _add(ground, LineString(lake.buffer(24).simplify(2).exterior.coords), "path", "Seerundweg")
    _add(ground, smooth([(-1165, 165), (-1120, 60), (-1085, -88)]), "service", "Am Strandbad")


def _gardens(ground: Ground) -> None:
    gardens = _shape(ground, "Kleingärten Morgensonne")
    west, south, east, north = gardens.bounds
    for share in (0.2, 0.5, 0.8):
        x, y = west + share * (east - west), south + share * (north - south)
        _add(ground, LineString([(x, south), (x, north)]).intersection(gardens), "path")
        _add(ground, LineString([(west, y), (east, y)]).intersection(gardens), "path")
    _add(ground, LineString([(-835, 650), (-745, 648)]), "service")


def _graves(ground: Ground) -> None:
    graves = _shape(ground, "Waldfriedhof")
    x, y = graves.centroid.coords[0]
    _add(ground, LineString([(x - 150, y - 20), (x + 150, y + 20)]).intersection(graves), "footway")
    _add(ground, LineString([(x + 14, y - 150), (x - 14, y + 150)]).intersection(graves), "footway")
    _add(ground, LineString([(1095, -842), (1152, -836)]), "service", "Am Waldfriedhof")


def _tracks(ground: Ground) -> list[LineString]:
    """Tracks run between the strips of fields, straight on through the woods, and every now and then across."""
    kept = {
        "residential",
        "industrial",
        "allotments",
        "park",
        "cemetery",
        "wetland",
        "sports_centre",
        "commercial",
        "railway",
    }
    closed = [one.shape for one in ground.land if one.value in kept]
    closed += [ground.river.buffer(26), *(shape.buffer(22) for _, _, shape in ground.water)]
    taken = unary_union(closed)
    lines = [LineString([(x + LEAN * y, y) for y in (-1900, 1700)]) for x in field_edges(random.Random(1))[::2]]
    chance = random.Random(2)
    wide = range(-2310, 2311, 330)
    lines += [
        smooth([(x, y + 0.02 * x + chance.uniform(-22, 22)) for x in wide], 60) for y in (-1690, -1310, 60, 590, 1470)
    ]
    inside = EDGE.buffer(-2).difference(taken)
    pieces = [one for line in lines for one in parts_of(line.intersection(inside), LineString)]
    return [one for one in pieces if isinstance(one, LineString) and one.length >= LEAST_TRACK]
