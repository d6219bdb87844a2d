"""GeoJSON geometries (RFC 7946) to well-known binary in the plane."""

from __future__ import annotations

import math
import struct
from itertools import chain
from typing import Any

from stadtkern.data.gather.kinds import _wkb

_DEEPEST = 8
_SIMPLE = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")


class BadShapeError(ValueError):
    """The geometry cannot be one. The message names the code of the reason."""


def _is_empty(coordinates: Any, depth: int = 0) -> bool:
    """Say whether nothing but empty lists stand in each other: such a shape is no place, and no fault either."""
    if not isinstance(coordinates, list) or depth > _DEEPEST:
        return False
    return all(_is_empty(one, depth + 1) for one in coordinates)


class Shape:
    """What was read of a geometry: its bytes, its first position, whether it had heights and whether a ring was closed."""

    __slots__ = ("closed", "first", "height")

    def __init__(self) -> None:
        self.first: _wkb.Pair | None = None
        self.height = False
        self.closed = False

    def wkb(self, geometry: Any, depth: int = 0) -> bytes | None:
        """Write the geometry; None where there is none or it is empty. Raises BadShapeError."""
        if geometry is None:
            return None
        if not isinstance(geometry, dict) or depth > _DEEPEST:
            raise BadShapeError("geo.geometry")
        kind = geometry.get("type")
        if kind == "GeometryCollection":
            members = geometry.get("geometries")
            if not isinstance(members, list):
                raise BadShapeError("geo.geometry")
            whole = [one for member in members if (one := self.wkb(member, depth + 1)) is not None]
            return _wkb.gather(_wkb.COLLECTION, whole) if whole else None
        coordinates = geometry.get("coordinates")
        if coordinates is None or _is_empty(coordinates):
            return None
        if kind not in _SIMPLE or not isinstance(coordinates, list):
            raise BadShapeError("geo.geometry-type")
        try:
            return self._simple(kind, coordinates)
        except (TypeError, struct.error, IndexError, OverflowError, RecursionError) as error:
            raise BadShapeError("geo.coordinates") from error

    def _simple(self, kind: str, coordinates: Any) -> bytes:
        match kind:
            case "Point":
                return self._point(coordinates)
            case "LineString":
                return self._line(coordinates)
            case "Polygon":
                return self._polygon(coordinates)
            case "MultiPoint":
                return _wkb.gather(_wkb.MULTI_POINT, [self._point(one) for one in coordinates])
            case "MultiLineString":
                return _wkb.gather(_wkb.MULTI_LINE, [self._line(one) for one in coordinates if one])
            case _:
                return _wkb.gather(_wkb.MULTI_POLYGON, [self._polygon(one) for one in coordinates if one])

    def _point(self, position: Any) -> bytes:
        return _wkb.gather(_wkb.POINT, [])[:5] + self._run([position])[4:]

    def _line(self, positions: Any) -> bytes:
        if len(positions) < 2:
            raise BadShapeError("geo.line-short")
        return struct.pack("<BI", 1, _wkb.LINE) + self._run(positions)

    def _polygon(self, rings: Any) -> bytes:
        return _wkb.gather(_wkb.POLYGON, [self._ring(ring) for ring in rings if ring])

    def _ring(self, positions: Any) -> bytes:
        if positions and positions[0] != positions[-1]:
            self.closed = True
            positions = [*positions, positions[0]]
        if len(positions) < 4:
            raise BadShapeError("geo.ring-short")
        return self._run(positions)

    def _run(self, positions: Any) -> bytes:
        """Write positions as a counted run; heights and what stands behind them are left out."""
        size = len(positions[0])
        flat = list(chain.from_iterable(positions))
        if size > 2 or len(flat) != 2 * len(positions):
            if any(len(position) < 2 for position in positions):
                raise BadShapeError("geo.coordinates")
            self.height = True
            flat = [value for position in positions for value in position[:2]]
        data = struct.pack(f"<I{len(flat)}d", len(positions), *flat)
        if not math.isfinite(sum(flat)):
            raise BadShapeError("geo.coordinates")
        if self.first is None:
            self.first = (float(flat[0]), float(flat[1]))
        return data
