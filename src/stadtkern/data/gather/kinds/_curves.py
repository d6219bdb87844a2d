"""Reads any well-known binary (ISO and EWKB, heights, curves, surfaces) down to plain two-dimensional geometry.

GDAL hands over curves of GML and GeoPackage as they are; the spatial extension knows points, lines and areas only.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable

from stadtkern.data.gather.kinds import _wkb
from stadtkern.data.gather.kinds._wkb import Pair

_STEP = math.radians(4)
"""An arc becomes chords of this angle: 6 mm off for a radius of 10 m."""

_CIRCLE, _COMPOUND, _CURVE_POLYGON, _MULTI_CURVE, _MULTI_SURFACE, _CURVE, _SURFACE, _POLYHEDRAL, _TIN, _TRIANGLE = (
    range(8, 18)
)
_DEEPEST = 16


class NotWkbError(ValueError):
    """The bytes are no geometry."""


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0
        self.depth = 0

    def unpack(self, form: str) -> tuple[float, ...]:
        try:
            values = struct.unpack_from(form, self.data, self.at)
        except struct.error as error:
            raise NotWkbError from error
        self.at += struct.calcsize(form)
        return values

    def head(self) -> tuple[str, int, int]:
        """Give byte order, type (1 to 17) and number of dimensions."""
        order = ">" if self.unpack("B")[0] == 0 else "<"
        code = int(self.unpack(order + "I")[0])
        dimensions = 2 + bool(code & 0x80000000) + bool(code & 0x40000000)
        if code & 0x20000000:
            self.unpack(order + "I")
        code &= 0x0FFFFFFF
        dimensions += (0, 1, 1, 2)[code // 1000 % 4] if code >= 1000 else 0
        return order, code % 1000, dimensions

    def count(self, order: str) -> int:
        count = int(self.unpack(order + "I")[0])
        if count > len(self.data) - self.at:
            raise NotWkbError
        return count

    def pairs(self, order: str, dimensions: int, count: int) -> list[Pair]:
        flat = self.unpack(f"{order}{count * dimensions}d")
        return list(zip(flat[0::dimensions], flat[1::dimensions], strict=True))


def first_position(data: bytes) -> Pair | None:
    """Give a geometry's first position without reading the rest; None for an empty one. Raises NotWkbError."""
    reader = _Reader(data)
    for _ in range(_DEEPEST):
        order, kind, dimensions = reader.head()
        if kind == _wkb.POINT:
            x, y = reader.pairs(order, dimensions, 1)[0]
            return None if math.isnan(x) or math.isnan(y) else (x, y)
        if not reader.count(order):
            return None
        if kind in (_wkb.LINE, _CIRCLE):
            return reader.pairs(order, dimensions, 1)[0]
        if kind in (_wkb.POLYGON, _TRIANGLE):
            return reader.pairs(order, dimensions, 1)[0] if reader.count(order) else None
    raise NotWkbError


def has_height(data: bytes) -> bool:
    """Say whether the geometry has a third dimension. Raises NotWkbError."""
    return _Reader(data).head()[2] > 2


def plain(data: bytes) -> bytes:
    """Give the geometry in the plane, arcs as chords, surfaces as multipolygons. Raises NotWkbError."""
    return _geometry(_Reader(data))


def _geometry(reader: _Reader) -> bytes:
    order, kind, dimensions = reader.head()
    reader.depth += 1
    if reader.depth > _DEEPEST:
        raise NotWkbError
    try:
        return _read(reader, order, kind, dimensions)
    finally:
        reader.depth -= 1


def _read(reader: _Reader, order: str, kind: int, dimensions: int) -> bytes:
    if kind == _wkb.POINT:
        return _wkb.point(*reader.pairs(order, dimensions, 1)[0])
    count = reader.count(order)
    if kind == _wkb.LINE:
        return _wkb.line(reader.pairs(order, dimensions, count))
    if kind == _CIRCLE:
        return _wkb.line(_chords(reader.pairs(order, dimensions, count)))
    if kind in (_wkb.POLYGON, _TRIANGLE):
        return _wkb.polygon([reader.pairs(order, dimensions, reader.count(order)) for _ in range(count)])
    if kind == _COMPOUND:
        return _wkb.line(_joined(reader, count))
    if kind == _CURVE_POLYGON:
        return _wkb.polygon([_curve(reader) for _ in range(count)])
    members = [_geometry(reader) for _ in range(count)]
    whole = _WHOLE.get(kind)
    if whole is None:
        raise NotWkbError
    return _wkb.gather(whole, members)


_WHOLE = {
    _wkb.MULTI_POINT: _wkb.MULTI_POINT,
    _wkb.MULTI_LINE: _wkb.MULTI_LINE,
    _wkb.MULTI_POLYGON: _wkb.MULTI_POLYGON,
    _wkb.COLLECTION: _wkb.COLLECTION,
    _MULTI_CURVE: _wkb.MULTI_LINE,
    _MULTI_SURFACE: _wkb.MULTI_POLYGON,
    _POLYHEDRAL: _wkb.MULTI_POLYGON,
    _TIN: _wkb.MULTI_POLYGON,
}


def _curve(reader: _Reader) -> list[Pair]:
    order, kind, dimensions = reader.head()
    forms: dict[int, Callable[[int], list[Pair]]] = {
        _wkb.LINE: lambda count: reader.pairs(order, dimensions, count),
        _CIRCLE: lambda count: _chords(reader.pairs(order, dimensions, count)),
        _COMPOUND: lambda count: _joined(reader, count),
    }
    if kind not in forms:
        raise NotWkbError
    return forms[kind](reader.count(order))


def _joined(reader: _Reader, count: int) -> list[Pair]:
    pairs: list[Pair] = []
    for _ in range(count):
        more = _curve(reader)
        pairs.extend(more[1:] if pairs and more and more[0] == pairs[-1] else more)
    return pairs


def _chords(pairs: list[Pair]) -> list[Pair]:
    if len(pairs) < 3:
        return pairs
    found = [pairs[0]]
    for at in range(0, len(pairs) - 2, 2):
        found.extend(_arc(*pairs[at : at + 3]))
    return found


def _arc(start: Pair, middle: Pair, end: Pair) -> list[Pair]:
    """Give the chords' ends of the arc through three points, without the start."""
    if start == end:  # a full circle: the middle lies opposite
        centre = ((start[0] + middle[0]) / 2, (start[1] + middle[1]) / 2)
        sweep = math.tau
    else:
        found = _centre(start, middle, end)
        if found is None:
            return [middle, end]
        centre = found
        sweep = _sweep(centre, start, middle, end)
    radius = math.dist(centre, start)
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    steps = max(2, math.ceil(abs(sweep) / _STEP))
    inner = [
        (
            centre[0] + radius * math.cos(first + sweep * n / steps),
            centre[1] + radius * math.sin(first + sweep * n / steps),
        )
        for n in range(1, steps)
    ]
    return [*inner, end]


def _centre(a: Pair, b: Pair, c: Pair) -> Pair | None:
    # Relative to the first point, so that eastings of millions do not eat the digits.
    bx, by, cx, cy = b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]
    twice = 2 * (bx * cy - by * cx)
    if abs(twice) < 1e-9 * max(1e-12, bx * bx + by * by + cx * cx + cy * cy):
        return None
    b2, c2 = bx * bx + by * by, cx * cx + cy * cy
    return a[0] + (cy * b2 - by * c2) / twice, a[1] + (bx * c2 - cx * b2) / twice


def _sweep(centre: Pair, start: Pair, middle: Pair, end: Pair) -> float:
    first, half, last = (math.atan2(p[1] - centre[1], p[0] - centre[0]) for p in (start, middle, end))
    to_half, to_last = (half - first) % math.tau, (last - first) % math.tau
    return to_last if to_half <= to_last else to_last - math.tau
