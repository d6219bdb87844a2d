"""Draws the ground that the town stands on: the river's valley, terraces, low hills, the lake, as a height model.

Young moraine as around Berlin: 35 to 75 m above the sea, slopes that one feels on a bicycle and hardly sees.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from scipy.ndimage import gaussian_filter
from shapely import LineString

from demo.plan import ORIGIN, Ground, degrees

Grid = npt.NDArray[np.float64]
FILE = "gelaende.tif"
# The plan's middle and how far the ground goes on around it (metres), so that the map shows no edge near the town.
_WEST, _EAST, _SOUTH, _NORTH = -7400.0, 7400.0, -6200.0, 6000.0
# Cells in degrees: about 20 m both ways at 52 degrees north.
CELL = (0.0003, 0.00018)
_METRES = 20.0
_LOWEST, _HIGHEST = 35.4, 74.6
_TO_PLAN = Transformer.from_crs("EPSG:4326", "EPSG:25833", always_xy=True)
# Ridges that the ice left: middle (metres), half length and half width, how high, turned by degrees.
_RIDGES = (
    (-3900, 2900, 2300, 820, 17, 24), (-600, 3900, 1900, 700, 12, -12), (3300, 3300, 2100, 900, 19, 18),
    (4700, -1900, 1700, 800, 15, 52), (900, -3400, 2300, 760, 16, 12), (-3600, -3500, 1900, 900, 20, -24),
    (-5600, 300, 1200, 700, 8, 60), (1700, 1750, 900, 420, 4, 8),
)  # fmt: skip


def heights(ground: Ground, seed: int) -> tuple[npt.NDArray[np.float32], float, float]:
    """Give heights in metres (decimetres, rows from the north) and the grid's west and north edge in degrees."""
    west, south = degrees(_WEST, _SOUTH)
    east, north = degrees(_EAST, _NORTH)
    lons = np.arange(west + CELL[0] / 2, east, CELL[0])
    lats = np.arange(north - CELL[1] / 2, south, -CELL[1])
    easting, northing = _TO_PLAN.transform(*np.meshgrid(lons, lats))
    x, y = np.asarray(easting) - ORIGIN[0], np.asarray(northing) - ORIGIN[1]
    land = _land(ground, x, y, np.random.default_rng(seed))
    return np.round(land, 1).astype(np.float32), west, north


def _land(ground: Ground, x: Grid, y: Grid, chance: np.random.Generator) -> Grid:
    spots = shapely.points(x, y)
    river = _onward(ground.river_line)
    away = shapely.distance(spots, river.simplify(4))
    # The river falls by two metres on its way through the plan, from east to west.
    water = 36.4 + 1.1 * np.clip(x / _EAST, -1, 1)
    low, terrace = _smooth((away - 50) / 220), _smooth((away - 240) / 420)
    upland = _smooth((away - 620) / 2000)
    hills = sum(_ridge(x, y, *one) for one in _RIDGES)
    rolling = 2.8 * _noise(x.shape, 800, chance) + 1.0 * _noise(x.shape, 320, chance)
    fine = 0.1 * _noise(x.shape, 140, chance)
    # The old town was built where the river does not come.
    rise = 3.2 * np.exp(-((x / 520) ** 2) - (((y - 60) / 420) ** 2))
    land = water + 1.2 + 1.4 * low + 5.6 * terrace + 6.5 * upland
    land += (0.1 * low + 0.1 * terrace + 0.8 * upland) * (hills + rolling) + low * fine + terrace * rise
    for _, line in ground.streams:
        land -= 2.2 * np.exp(-((shapely.distance(spots, line.simplify(4)) / 130) ** 2)) * _smooth(away / 300)
    land = np.maximum(land, water + 0.9 * low)
    for kind, _, shape in ground.water:
        if kind == "lake":
            off = shapely.distance(spots, shape)
            level = float(np.quantile(land[off == 0], 0.1))
            shore = _smooth(off / 260)
            land = np.where(off < 260, level + (land - level) * shore, land)
    return np.clip(land, _LOWEST, _HIGHEST)


def _onward(line: LineString) -> LineString:
    """Let the river come from beyond the plan and leave it, in a bend."""
    (first_x, first_y), *_, (last_x, last_y) = line.coords
    before = [(first_x - 5600, first_y - 700), (first_x - 3800, first_y - 1300), (first_x - 1700, first_y - 900)]
    after = [(last_x + 1600, last_y + 250), (last_x + 3600, last_y + 1100), (last_x + 5600, last_y + 1000)]
    return LineString([*before, *line.coords, *after])


def _smooth(share: Grid) -> Grid:
    """Go from 0 to 1 without a bend."""
    t = np.clip(share, 0, 1)
    return t * t * (3 - 2 * t)


def _ridge(x: Grid, y: Grid, at_x: float, at_y: float, length: float, width: float, high: float, turned: float) -> Grid:
    angle = np.radians(turned)
    along = (x - at_x) * np.cos(angle) + (y - at_y) * np.sin(angle)
    across = -(x - at_x) * np.sin(angle) + (y - at_y) * np.cos(angle)
    return np.asarray(high * np.exp(-((along / length) ** 2) - ((across / width) ** 2)))


def _noise(shape: tuple[int, ...], metres: float, chance: np.random.Generator) -> Grid:
    """Give soft random ground with bumps of about this size, between about -2 and 2."""
    rough = gaussian_filter(chance.standard_normal(shape), metres / _METRES / 2, mode="reflect")
    return np.asarray(rough / rough.std())


def write_terrain(ground: Ground, file: Path, seed: int) -> dict[str, Any]:
    """Write the height model as a GeoTIFF; gives its truth: numbers of the whole, and the heights of some cells."""
    import rasterio
    from rasterio.transform import from_origin

    land, west, north = heights(ground, seed)
    with rasterio.open(
        file, "w", driver="GTiff", width=land.shape[1], height=land.shape[0], count=1, dtype="float32",
        crs="EPSG:4326", transform=from_origin(west, north, *CELL), compress="DEFLATE", predictor=3,
    ) as raster:  # fmt: skip
        raster.write(land, 1)
        raster.units = ("metre",)
    rows, columns = np.meshgrid(*(np.linspace(3, size - 4, 7).astype(int) for size in land.shape), indexing="ij")
    return {
        "cells": int(land.size),
        "lowest": float(land.min()),
        "highest": float(land.max()),
        "mean": float(land.mean(dtype=np.float64)),
        "heights": [
            (west + (column + 0.5) * CELL[0], north - (row + 0.5) * CELL[1], float(land[row, column]))
            for row, column in zip(rows.flat, columns.flat, strict=True)
        ],
    }
