"""Samples of large point collections for small scales.

A tile with a million points cannot be read in 30 ms, and nobody could see them. So each zoom at which a tile would hold
too many gets its own sample: one point for each small square, with the number of points it stands for. It is made when
it is first asked for, from the lake, and kept in memory until the collection changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from stadtkern.data.publish.tiles.mercator import EXTENT, Tile, world_position

# Collections with fewer points are read from the lake at every zoom.
LARGE = 20_000
# More points than this in a tile are thinned to one for each square of CELL units (64 squares along the edge).
CROWDED = 8_000
CELL = 64
_FINEST = 14
_MOST_ROWS = 400_000


@dataclass(frozen=True, slots=True)
class Overview:
    """A sample up to zoom ``until`` (-1: none is needed), sorted by tile; ``places`` says where a tile's rows are."""

    until: int
    sample: pa.Table | None
    places: dict[tuple[int, int, int], tuple[int, int]]

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self.sample.nbytes + 200 * len(self.places) if self.sample is not None else 200

    def covers(self, tile: Tile) -> bool:
        """Whether the sample, and not the lake, answers this tile."""
        return tile.z <= self.until

    def rows(self, tile: Tile) -> pa.Table | None:
        """Give a tile's rows: ``_x`` and ``_y`` in units, ``_id``, ``point_count`` and the properties; None for none."""
        place = self.places.get((tile.z, tile.x, tile.y))
        if place is None or self.sample is None:
            return None
        return self.sample.slice(*place)


def make_overview(cursor: duckdb.DuckDBPyConnection, origin: str, properties: str) -> Overview:
    """Make the sample of a collection. ``properties``: SQL of the columns to keep, each after a comma."""
    until = _until(cursor, origin)
    if until < 0:
        return Overview(-1, None, {})
    levels = [cursor.execute(_finest(origin, until)).to_arrow_table()]
    for z in range(until - 1, -1, -1):
        with _known(cursor, finer=levels[-1]):
            levels.append(cursor.execute(_coarser(z)).to_arrow_table())
    with _known(cursor, level=pa.concat_tables(levels)):
        sample = cursor.execute(
            f"""SELECT level.*, named.* EXCLUDE ("_id") FROM level JOIN (
                    SELECT "_id" {properties} FROM {origin} WHERE "_id" IN (SELECT "_id" FROM level)
                ) AS named USING ("_id") ORDER BY _z, _tx, _ty, "_id" """
        ).to_arrow_table()
    with _known(cursor, sample=sample):
        counted = cursor.execute("SELECT _z, _tx, _ty, count(*) FROM sample GROUP BY ALL ORDER BY ALL").fetchall()
    places, at = {}, 0
    for z, x, y, n in counted:
        places[z, x, y] = (at, n)
        at += n
    return Overview(until, sample.drop_columns(["_z", "_tx", "_ty"]), places)


@contextmanager
def _known(cursor: duckdb.DuckDBPyConnection, **tables: pa.Table) -> Iterator[None]:
    for name, rows in tables.items():
        cursor.register(name, rows)
    try:
        yield
    finally:
        for name in tables:
            cursor.unregister(name)


def _until(cursor: duckdb.DuckDBPyConnection, origin: str) -> int:
    """Find the last zoom at which some tile holds more than LARGE points, and whose sample is not too large itself."""
    x, y = world_position("geom", _FINEST)
    counts = cursor.execute(
        f"""SELECT tx, ty, count(*) AS n FROM (
                SELECT CAST(floor({x} / {EXTENT}) AS BIGINT) AS tx, CAST(floor({y} / {EXTENT}) AS BIGINT) AS ty
                FROM {origin} WHERE geom IS NOT NULL
            ) GROUP BY ALL"""
    ).fetchall()
    cells = (EXTENT // CELL) ** 2
    for z in range(_FINEST, -1, -1):
        tiles: dict[tuple[int, int], int] = {}
        for tx, ty, n in counts:
            key = (tx >> (_FINEST - z), ty >> (_FINEST - z))
            tiles[key] = tiles.get(key, 0) + n
        if max(tiles.values(), default=0) > LARGE and sum(min(n, cells) for n in tiles.values()) <= _MOST_ROWS:
            return z
    return -1


def _sampled(z: int, source: str, count: str) -> str:
    """Give the SQL of one point for each square: the one with the smallest number, which a finer zoom shows as well."""
    return f"""
        SELECT CAST({z} AS INTEGER) AS _z, CAST(gx // {EXTENT} AS INTEGER) AS _tx, CAST(gy // {EXTENT} AS INTEGER) AS _ty,
            CAST(arg_min(gx, "_id") % {EXTENT} AS INTEGER) AS _x, CAST(arg_min(gy, "_id") % {EXTENT} AS INTEGER) AS _y,
            min("_id") AS "_id", CAST({count} AS BIGINT) AS point_count
        FROM ({source}) GROUP BY gx // {EXTENT}, gy // {EXTENT}, gx // {CELL}, gy // {CELL}
    """


def _finest(origin: str, z: int) -> str:
    x, y = world_position("geom", z)
    source = f"""SELECT CAST(floor({x}) AS BIGINT) AS gx, CAST(floor({y}) AS BIGINT) AS gy, "_id"
                 FROM {origin} WHERE geom IS NOT NULL"""
    return _sampled(z, source, "count(*)")


def _coarser(z: int) -> str:
    """Four tiles become one and positions are halved."""
    size = f"CAST({EXTENT} AS BIGINT)"
    source = f"""SELECT (_tx * {size} + _x) // 2 AS gx, (_ty * {size} + _y) // 2 AS gy, "_id", point_count FROM finer"""
    return _sampled(z, source, "sum(point_count)")
