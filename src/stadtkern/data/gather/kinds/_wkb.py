"""Well-known binary, written by hand: little endian, two dimensions. Standard: OGC 06-103r4."""

from __future__ import annotations

import struct
from collections.abc import Sequence

Pair = tuple[float, float]

_POINT = struct.Struct("<BIdd")
_HEAD = struct.Struct("<BII")
POINT, LINE, POLYGON, MULTI_POINT, MULTI_LINE, MULTI_POLYGON, COLLECTION = 1, 2, 3, 4, 5, 6, 7


def point(longitude: float, latitude: float) -> bytes:
    """Write a point."""
    return _POINT.pack(1, POINT, longitude, latitude)


def pairs(coordinates: Sequence[Pair]) -> bytes:
    """Write a counted run of coordinates."""
    flat = [value for pair in coordinates for value in pair]
    return struct.pack(f"<I{len(flat)}d", len(coordinates), *flat)


def line(coordinates: Sequence[Pair]) -> bytes:
    """Write a line of two or more positions."""
    return struct.pack("<BI", 1, LINE) + pairs(coordinates)


def polygon(rings: Sequence[Sequence[Pair]]) -> bytes:
    """Write a polygon: the outer ring first, then its holes."""
    return _HEAD.pack(1, POLYGON, len(rings)) + b"".join(pairs(ring) for ring in rings)


def gather(kind: int, members: Sequence[bytes]) -> bytes:
    """Write a multi geometry or a collection of what was written before."""
    return _HEAD.pack(1, kind, len(members)) + b"".join(members)


def ring_of(line_wkb: bytes) -> bytes:
    """Turn a closed line, as WKB, into a polygon with this outer ring."""
    return _HEAD.pack(1, POLYGON, 1) + line_wkb[5:]
