"""The network of a town: read from its OpenStreetMap import in the lake, kept until the import changes."""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from stadtkern.data.lake import Lake
from stadtkern.data.paths.access import walkable
from stadtkern.data.paths.network import Network, build
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts

if TYPE_CHECKING:
    from stadtkern.data.paths.network import Floats

ROADS, LAND = "roads", "land"
_MOST = 4
_kept: dict[tuple[object, ...], Network | None] = {}
_lock = threading.Lock()


def roads_of(dataset: DatasetFacts | None) -> CollectionFacts | None:
    """Give the part of an OpenStreetMap import that holds its ways; None where there is none."""
    if dataset is None:
        return None
    return next(
        (one for one in dataset.collections if one.name == ROADS and one.shape == "features" and one.rows), None
    )


def network_of(lake: Lake, dataset: DatasetFacts | None) -> Network | None:
    """Give the network of a dataset that was read from OpenStreetMap; None where there is nothing to walk on.

    Made once for each version of the dataset; whoever asks meanwhile waits.
    """
    roads = roads_of(dataset)
    if dataset is None or roads is None:
        return None
    squares = next((one for one in dataset.collections if one.name == LAND and one.shape == "features"), None)
    key = (id(lake), roads.id, roads.modified, roads.rows)
    with _lock:
        if key not in _kept:
            with lake.read() as cursor:
                made = build([*_roads(cursor, roads), *_squares(cursor, squares)])
            while len(_kept) >= _MOST:
                del _kept[next(iter(_kept))]
            _kept[key] = made
        return _kept[key]


def _roads(cursor: duckdb.DuckDBPyConnection, roads: CollectionFacts) -> Iterator[Floats]:
    have = {one.name for one in roads.columns}
    words = ", ".join(f'"{one}"' if one in have else "NULL" for one in ("class", "foot", "access"))
    rows = cursor.execute(
        f"SELECT {words}, ST_AsWKB(geom) FROM lake.tables.{roads.table} WHERE geom IS NOT NULL ORDER BY _id"
    ).fetchall()
    for highway, foot, access, wkb in rows:
        if walkable(highway, foot, access):
            yield from lines_of(bytes(wkb))


def _squares(cursor: duckdb.DuckDBPyConnection, land: CollectionFacts | None) -> Iterator[Floats]:
    """Give the edges of squares: one walks across them, and the ways end at their corners."""
    if land is None or "class" not in {one.name for one in land.columns}:
        return
    rows = cursor.execute(
        f"SELECT ST_AsWKB(geom) FROM lake.tables.{land.table} WHERE \"class\" = 'pedestrian' AND geom IS NOT NULL"
    ).fetchall()
    for (wkb,) in rows:
        yield from lines_of(bytes(wkb))


def lines_of(wkb: bytes) -> list[Floats]:
    """Give the lines of a geometry in little-endian WKB: its own, its parts' or its outlines. Points have none."""
    return _lines(wkb, 0)[0]


def _lines(wkb: bytes, at: int) -> tuple[list[Floats], int]:
    kind, count = struct.unpack_from("<II", wkb, at + 1)
    at += 9
    if kind == 2:
        return [_points(wkb, at, count)], at + count * 16
    found: list[Floats] = []
    if kind == 3:
        for _ in range(count):
            size = struct.unpack_from("<I", wkb, at)[0]
            found.append(_points(wkb, at + 4, size))
            at += 4 + size * 16
    elif kind in (5, 6, 7):
        for _ in range(count):
            part_kind = struct.unpack_from("<I", wkb, at + 1)[0]
            if part_kind == 1:
                at += 21
                continue
            lines, at = _lines(wkb, at)
            found += lines
    return found, at


def _points(wkb: bytes, at: int, count: int) -> Floats:
    return np.frombuffer(wkb, "<f8", count * 2, at).reshape(count, 2)
