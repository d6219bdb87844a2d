"""How far one gets on foot, as areas: what lies along the ways that can be reached, never a circle.

The reached ways are drawn on a grid; around them runs the line that is ``BESIDE`` metres away from the nearest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stadtkern.data.paths.contour import area, holds, rings, simplified
from stadtkern.data.paths.walk import WALKING_KMH, Walk, metres_in

if TYPE_CHECKING:
    from stadtkern.data.paths.network import Floats, Plane

# What stands along a way is reached with it.
BESIDE = 38.0
# Blocks between reached ways are reached as well; larger holes are woods, water, works that one cannot enter.
SMALLEST_HOLE = 25_000.0
_CELL = 8.0
_TOLERANCE = 2.0
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


def reach(found: Walk, minutes: Sequence[int] = (5, 10, 15), kmh: float = WALKING_KMH) -> list[Reach]:
    """Give an area for each number of minutes; it has no polygons where not even a way can be reached."""
    answer = []
    for one in minutes:
        lines = found.within(metres_in(one, kmh))
        answer.append(Reach(one, tuple(_around(lines, found.network.plane)) if lines else ()))
    return answer


def _around(lines: Sequence[Floats], plane: Plane) -> list[tuple[Ring, ...]]:
    from scipy.ndimage import distance_transform_edt

    points = _dense(lines)
    margin = BESIDE + 2 * _CELL
    low = points.min(axis=0) - margin
    cells = np.rint((points - low) / _CELL).astype(np.int64)
    columns, rows = (int(one) + 3 + int(margin // _CELL) for one in cells.max(axis=0))
    empty = np.ones((rows, columns), bool)
    empty[cells[:, 1], cells[:, 0]] = False
    field = BESIDE - distance_transform_edt(empty) * _CELL
    outlines = [simplified(ring * _CELL + low, _TOLERANCE) for ring in rings(field)]
    outer = [ring for ring in outlines if area(ring) > 0]
    holes = [ring for ring in outlines if area(ring) <= -SMALLEST_HOLE]
    return [
        tuple(_degrees(one, plane) for one in (ring, *(hole for hole in holes if holds(ring, hole[0, 0], hole[0, 1]))))
        for ring in outer
    ]


def _dense(lines: Sequence[Floats]) -> Floats:
    """Give points along all lines, at least one in every cell they cross."""
    sizes = np.array([len(one) for one in lines])
    points = np.concatenate(lines)
    steps = np.diff(points, axis=0)
    steps[np.cumsum(sizes)[:-1] - 1] = 0
    count = np.maximum(1, np.ceil(np.hypot(steps[:, 0], steps[:, 1]) / _CELL)).astype(np.int64)
    which = np.repeat(np.arange(len(count)), count)
    part = (np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)) / count[which]
    found: Floats = np.concatenate([points[which] + part[:, None] * steps[which], points[-1:]])
    return found


def _degrees(ring: Floats, plane: Plane) -> Ring:
    lon, lat = plane.degrees(ring[:, 0], ring[:, 1])
    found: Ring = np.column_stack([lon.round(6), lat.round(6)]).tolist()
    return found
