"""How far one gets on foot, as areas: what lies along the ways that can be reached, never a circle."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from stadtkern.data.paths.network import Plane
from stadtkern.data.paths.walk import WALKING_KMH, Walk, metres_in

if TYPE_CHECKING:
    from stadtkern.data.paths.network import Floats

# What stands along a way is reached with it.
BESIDE = 38.0
# Blocks between reached ways are reached as well; larger holes are woods, water, works that one cannot enter.
SMALLEST_HOLE = 25_000.0
_SMOOTH = 3.0
_SHAPE = """
SELECT ST_AsWKB(ST_SimplifyPreserveTopology(ST_Buffer(ST_Simplify(ST_GeomFromWKB(?), 1.5), ?, 3), ?))
"""
Ring = list[list[float]]


@dataclass(frozen=True, slots=True)
class Reach:
    """What is within some minutes: polygons as GeoJSON has them, rings of longitude and latitude."""

    minutes: int
    polygons: tuple[tuple[Ring, ...], ...]

    def feature(self) -> dict[str, object]:
        """Give it as a GeoJSON feature."""
        return {
            "type": "Feature",
            "properties": {"minutes": self.minutes},
            "geometry": {"type": "MultiPolygon", "coordinates": [list(one) for one in self.polygons]},
        }


def reach(
    cursor: duckdb.DuckDBPyConnection, found: Walk, minutes: Sequence[int] = (5, 10, 15), kmh: float = WALKING_KMH
) -> list[Reach]:
    """Give an area for each number of minutes. ``cursor``: any DuckDB with spatial loaded; it is only reckoned with."""
    answer = []
    for one in minutes:
        lines = found.within(metres_in(one, kmh))
        polygons: tuple[tuple[Ring, ...], ...] = ()
        if lines:
            row = cursor.execute(_SHAPE, [_wkb(lines), BESIDE, _SMOOTH]).fetchone()
            polygons = tuple(_polygons(bytes(row[0]), found.network.plane)) if row and row[0] else ()
        answer.append(Reach(one, polygons))
    return answer


def _wkb(lines: Sequence[Floats]) -> bytes:
    parts = [struct.pack("<BII", 1, 5, len(lines))]
    for line in lines:
        parts += [struct.pack("<BII", 1, 2, len(line)), np.ascontiguousarray(line, "<f8").tobytes()]
    return b"".join(parts)


def _polygons(wkb: bytes, plane: Plane) -> list[tuple[Ring, ...]]:
    kind = struct.unpack_from("<I", wkb, 1)[0]
    if kind == 3:
        return [found] if (found := _rings(wkb, 0, plane)[0]) else []
    answer, at = [], 9
    for _ in range(struct.unpack_from("<I", wkb, 5)[0] if kind == 6 else 0):
        rings, at = _rings(wkb, at, plane)
        if rings:
            answer.append(rings)
    return answer


def _rings(wkb: bytes, at: int, plane: Plane) -> tuple[tuple[Ring, ...], int]:
    """Read one polygon that begins at a byte; gives its rings without small holes, and where it ends."""
    count = struct.unpack_from("<I", wkb, at + 5)[0]
    at += 9
    kept: list[Ring] = []
    for place in range(count):
        size = struct.unpack_from("<I", wkb, at)[0]
        points = np.frombuffer(wkb, "<f8", size * 2, at + 4).reshape(size, 2)
        at += 4 + size * 16
        if place == 0 or _area(points) >= SMALLEST_HOLE:
            lon, lat = plane.degrees(points[:, 0], points[:, 1])
            kept.append(np.column_stack([lon.round(6), lat.round(6)]).tolist())
    return tuple(kept), at


def _area(points: Floats) -> float:
    x, y = points[:, 0], points[:, 1]
    return abs(float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))) / 2
