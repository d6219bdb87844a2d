"""Well-known text to well-known binary in WGS84 (OGC 06-103r4): points, lines, areas and their collections, in the plane."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from stadtkern.data.harmonise.places import plausible, transform
from stadtkern.data.harmonise.refused import Refused, quote, refuse

_KINDS = {"POINT": 1, "LINESTRING": 2, "POLYGON": 3, "MULTIPOINT": 4, "MULTILINESTRING": 5, "MULTIPOLYGON": 6}
# How deep brackets stand around a kind's coordinates.
_DEPTH = {1: 1, 2: 1, 3: 2, 4: 1, 5: 2, 6: 3}
_HEAD = re.compile(r"\s*(?:SRID=(\d+);)?\s*([A-Z]+)\s*(Z|M|ZM)?\s*(?=\()", re.IGNORECASE)
_EMPTY = re.compile(
    rf"\s*(?:SRID=\d+;)?\s*(?:{'|'.join(_KINDS)}|GEOMETRYCOLLECTION)\s*(?:ZM|Z|M)?\s+EMPTY\s*", re.IGNORECASE
)
_TOKEN = re.compile(r"\s*([(),]|[^\s(),]+)")


@dataclass(slots=True)
class _Shape:
    """A parsed shape: coordinates one after the other, and the tree of places in that list."""

    xs: list[float | None] = field(default_factory=list)
    ys: list[float | None] = field(default_factory=list)


def is_empty(text: str) -> bool:
    """Say whether a text is a shape without any place, such as "POINT EMPTY"."""
    return _EMPTY.fullmatch(text) is not None


def wkb_of_wkt(text: str, crs: str = "EPSG:4326", *, swap: bool = False) -> bytes:
    """Give a shape as WKB with longitude first. Heights are left out. Raises Refused ("place.wkt", "crs.unknown")."""
    head = _HEAD.match(text)
    kind = _KINDS.get(head[2].upper()) if head else None
    if head is None or kind is None:
        raise _broken(text)
    if head[1]:
        crs = f"EPSG:{head[1]}"
    shape = _Shape()
    tokens = _TOKEN.findall(text, head.end())
    try:
        tree, used = _group(tokens, 0, shape)
    except (ValueError, IndexError) as reason:
        raise _broken(text) from reason
    if kind == 4:
        tree = [one[0] if isinstance(one, list) else one for one in tree]
    if used != len(tokens) or _depth(tree) != _DEPTH[kind]:
        raise _broken(text)
    xs, ys = (shape.ys, shape.xs) if swap else (shape.xs, shape.ys)
    lons, lats = transform(crs, xs, ys)
    points = [
        (lon, lat)
        for lon, lat in zip(lons, lats, strict=True)
        if lon is not None and lat is not None and plausible(lon, lat)
    ]
    if len(points) != len(shape.xs):
        raise _broken(text)
    return _write(kind, tree, points)


def _group(tokens: list[str], at: int, shape: _Shape) -> tuple[list[object], int]:
    """Read one bracket: a list of places of coordinates, or of further brackets."""
    if tokens[at] != "(":
        raise ValueError(tokens[at])
    at += 1
    found: list[object] = []
    while True:
        if tokens[at] == "(":
            inner, at = _group(tokens, at, shape)
            found.append(inner)
        else:
            numbers = []
            while tokens[at] not in "(),":
                numbers.append(float(tokens[at]))
                at += 1
            if len(numbers) < 2:
                raise ValueError(numbers)
            found.append(len(shape.xs))
            shape.xs.append(numbers[0])
            shape.ys.append(numbers[1])
        if tokens[at] == ")":
            return found, at + 1
        if tokens[at] != ",":
            raise ValueError(tokens[at])
        at += 1


def _depth(tree: object) -> int:
    return 1 + max((_depth(one) for one in tree), default=0) if isinstance(tree, list) else 0


def _write(kind: int, tree: list[object], points: list[tuple[float, float]]) -> bytes:
    head = struct.pack("<BI", 1, kind)
    if kind == 1:
        return head + _pairs(tree[:1], points)
    if kind == 2:
        return head + _line(tree, points)
    if kind == 3:
        return head + struct.pack("<I", len(tree)) + b"".join(_line(_list(ring), points) for ring in tree)
    parts = [_write(kind - 3, [one] if kind == 4 else _list(one), points) for one in tree]
    return head + struct.pack("<I", len(parts)) + b"".join(parts)


def _line(places: list[object], points: list[tuple[float, float]]) -> bytes:
    return struct.pack("<I", len(places)) + _pairs(places, points)


def _pairs(places: list[object], points: list[tuple[float, float]]) -> bytes:
    return b"".join(struct.pack("<dd", *points[place]) for place in places if isinstance(place, int))


def _list(tree: object) -> list[object]:
    if not isinstance(tree, list):
        raise TypeError(tree)
    return tree


def _broken(text: str) -> Refused:
    return refuse(
        "place.wkt",
        f"„{quote(text)}“ ist keine lesbare Geometrie (WKT).",
        f"“{quote(text)}” is not a readable geometry (WKT).",
    )
