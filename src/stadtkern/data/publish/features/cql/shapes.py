"""Geometries of a filter: read from WKT words or GeoJSON, checked, moved to WGS84, written as WKT made of numbers only."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import chain

from stadtkern.data.publish.features.cql.nodes import DEEPEST, MOST_POINTS, Coordinates, Geometry, syntax
from stadtkern.data.publish.features.cql.stream import Stream
from stadtkern.town.text import ProblemError, problem

# How deeply the coordinates of each kind are nested: a point is one position.
KINDS = {
    "POINT": 0,
    "LINESTRING": 1,
    "MULTIPOINT": 1,
    "POLYGON": 2,
    "MULTILINESTRING": 2,
    "MULTIPOLYGON": 3,
    "GEOMETRYCOLLECTION": -1,
}
_GEOJSON = {
    "Point": "POINT",
    "LineString": "LINESTRING",
    "MultiPoint": "MULTIPOINT",
    "Polygon": "POLYGON",
    "MultiLineString": "MULTILINESTRING",
    "MultiPolygon": "MULTIPOLYGON",
    "GeometryCollection": "GEOMETRYCOLLECTION",
}
Move = Callable[[float, float], tuple[float, float]]


def wrong_shape(de: str, en: str) -> ProblemError:
    """Make the error for a geometry that is none."""
    return problem("query.geometry", de, en)


def read_shape(stream: Stream, kind: str, depth: int = 0) -> Geometry:
    """Read a WKT geometry whose kind was taken already."""
    stream.accept("Z")
    if stream.accept("EMPTY"):
        raise wrong_shape("Eine leere Geometrie kann nicht verglichen werden.", "An empty geometry cannot be compared.")
    if kind != "GEOMETRYCOLLECTION":
        return checked(Geometry(kind, _nested(stream, KINDS[kind], multipoint=kind == "MULTIPOINT")))
    if depth > DEEPEST:
        raise syntax("er ist zu tief verschachtelt.", "it is nested too deeply.")
    stream.expect("(")
    members = []
    while True:
        token = stream.take()
        if token.word not in KINDS:
            raise stream.unexpected(token)
        members.append(read_shape(stream, token.word, depth + 1))
        if not stream.accept(","):
            break
    stream.expect(")")
    return Geometry(kind, members=tuple(members))


def _nested(stream: Stream, levels: int, *, multipoint: bool = False) -> Coordinates:
    stream.expect("(")
    if levels == 0:
        position = _position(stream)
        stream.expect(")")
        return position
    parts: list[Coordinates] = []
    while True:
        if levels > 1:
            parts.append(_nested(stream, levels - 1))
        elif multipoint and stream.accept("("):
            parts.append(_position(stream))
            stream.expect(")")
        else:
            parts.append(_position(stream))
        if not stream.accept(","):
            break
    stream.expect(")")
    return tuple(parts)


def _position(stream: Stream) -> tuple[float, ...]:
    numbers = [stream.number(), stream.number()]
    while stream.peek().word not in (",", ")"):
        stream.number()  # heights are read and left out: relations are in the plane
        if stream.peek().kind == "end":
            break
    return tuple(numbers)


def box(numbers: Sequence[float]) -> Geometry:
    """Make a rectangle of west, south, east, north (with or without heights). West of east crosses the date line."""
    if len(numbers) == 6:
        numbers = (numbers[0], numbers[1], numbers[3], numbers[4])
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise wrong_shape("Ein Rechteck hat vier oder sechs Zahlen.", "A box has four or six numbers.")
    west, south, east, north = numbers
    if south > north:
        raise wrong_shape("Die untere Kante liegt über der oberen.", "The lower edge is above the upper one.")
    if west <= east:
        return Geometry("POLYGON", (_ring(west, south, east, north),))
    halves = (_ring(west, south, 180.0, north),), (_ring(-180.0, south, east, north),)
    return Geometry("MULTIPOLYGON", halves)


def _ring(west: float, south: float, east: float, north: float) -> tuple[tuple[float, ...], ...]:
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


def from_geojson(value: object, depth: int = 0) -> Geometry:
    """Read a GeoJSON geometry object. Raises ProblemError (query.geometry)."""
    kind = _GEOJSON.get(str(value.get("type"))) if isinstance(value, dict) else None
    if not isinstance(value, dict) or kind is None or depth > DEEPEST:
        raise wrong_shape("Das ist keine GeoJSON-Geometrie.", "This is no GeoJSON geometry.")
    if kind == "GEOMETRYCOLLECTION":
        members = value.get("geometries")
        if not isinstance(members, list) or not members:
            raise wrong_shape("Der Sammlung fehlen Geometrien.", "The collection lacks geometries.")
        return Geometry(kind, members=tuple(from_geojson(one, depth + 1) for one in members))
    return checked(Geometry(kind, _from_lists(value.get("coordinates"), KINDS[kind])))


def _from_lists(value: object, levels: int) -> Coordinates:
    if not isinstance(value, list) or not value:
        raise wrong_shape("Koordinaten fehlen.", "Coordinates are missing.")
    if levels == 0:
        if len(value) < 2 or not all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in value):
            raise wrong_shape("Eine Koordinate ist keine Zahl.", "A coordinate is no number.")
        return (float(value[0]), float(value[1]))
    return tuple(_from_lists(one, levels - 1) for one in value)


def checked(shape: Geometry) -> Geometry:
    """Check that lines have two positions, rings four and are closed, that all numbers are finite and not too many."""
    kind, coordinates = shape.kind, shape.coordinates
    lines = (coordinates,) if kind == "LINESTRING" else coordinates if kind == "MULTILINESTRING" else ()
    areas = (coordinates,) if kind == "POLYGON" else coordinates if kind == "MULTIPOLYGON" else ()
    rings = tuple(chain.from_iterable(areas))
    if any(len(line) < 2 for line in lines):
        raise wrong_shape("Eine Linie braucht zwei Punkte.", "A line needs two points.")
    if any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        raise wrong_shape(
            "Ein Ring braucht vier Punkte und endet, wo er beginnt.",
            "A ring needs four points and ends where it begins.",
        )
    numbers = list(_numbers(coordinates))
    if len(numbers) > 2 * MOST_POINTS or not all(map(math.isfinite, numbers)):
        raise wrong_shape("Die Geometrie ist zu groß.", "The geometry is too large.")
    return shape


def _numbers(coordinates: Coordinates) -> Sequence[float]:
    flat: list[float] = []
    for one in coordinates:
        flat.extend(_numbers(one) if isinstance(one, tuple) else (one,))
    return flat


def moved(shape: Geometry, move: Move) -> Geometry:
    """Give the geometry with each position moved, e.g. from another reference system."""
    if shape.members:
        return Geometry(shape.kind, members=tuple(moved(one, move) for one in shape.members))
    return Geometry(shape.kind, _moved(shape.coordinates, move))


def _moved(coordinates: Coordinates, move: Move) -> Coordinates:
    if coordinates and isinstance(coordinates[0], tuple):
        return tuple(_moved(one, move) for one in coordinates)
    x, y = move(*coordinates)
    if not (math.isfinite(x) and math.isfinite(y)):
        raise wrong_shape(
            "Eine Koordinate liegt außerhalb des Bezugssystems.", "A coordinate lies outside the reference system."
        )
    return (x, y)


def wkt(shape: Geometry) -> str:
    """Write WKT. It is made of numbers and known words only."""
    if shape.members:
        return f"{shape.kind}({','.join(map(wkt, shape.members))})"
    return shape.kind + _written(shape.coordinates, outer=True)


def _written(coordinates: Coordinates, *, outer: bool = False) -> str:
    if coordinates and isinstance(coordinates[0], tuple):
        return "(" + ",".join(_written(one) for one in coordinates) + ")"
    text = " ".join(repr(float(one)) for one in coordinates)
    return f"({text})" if outer else text
