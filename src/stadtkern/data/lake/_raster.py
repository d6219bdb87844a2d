"""Reads pieces of a terrain's GeoTIFF, and lays new grids over them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.float32]
Where = npt.NDArray[np.float64]
# GDAL looks for files beside the one it opens unless told not to; its cache of blocks is small in a small town.
ENVIRONMENT = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_CACHEMAX": 32}
_OPEN_FILES = 4
_local = threading.local()


@dataclass(frozen=True, slots=True)
class Patch:
    """A piece of heights, NaN where there is none. ``west``, ``north``: its outer corner; cells in degrees."""

    values: Grid
    west: float
    north: float
    cell_x: float
    cell_y: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.values.shape[0], self.values.shape[1]

    def columns_at(self, lons: Where) -> Where:
        """Give where longitudes lie, counted in columns; whole numbers are middles of cells."""
        return (lons - self.west) / self.cell_x - 0.5

    def rows_at(self, lats: Where) -> Where:
        """Give where latitudes lie, counted in rows from the north."""
        return (self.north - lats) / self.cell_y - 0.5


def read_patch(file: Path, box: tuple[float, float, float, float], coarse: int, around: int) -> Patch | None:
    """Read what lies in a box (west, south, east, north) and so many cells ``around`` it; None when nothing does.

    ``coarse``: 1 for the file's own cells, a power of two for the overview of that size.
    """
    import rasterio
    from rasterio.enums import Resampling
    from rasterio.windows import Window

    with rasterio.Env(**ENVIRONMENT):
        source = _opened(file)
        cell_x, cell_y = source.transform.a, -source.transform.e
        west, north = source.transform.c, source.transform.f
        left, right = _span((box[0] - west) / cell_x, (box[2] - west) / cell_x, source.width, coarse, around)
        top, bottom = _span((north - box[3]) / cell_y, (north - box[1]) / cell_y, source.height, coarse, around)
        if left >= right or top >= bottom:
            return None
        wide, high = right - left, bottom - top
        shape = ceil(high / coarse), ceil(wide / coarse)
        how = Resampling.nearest if coarse == 1 else Resampling.average
        read = source.read(1, window=Window(left, top, wide, high), out_shape=shape, masked=True, resampling=how)
    values = np.where(np.ma.getmaskarray(read), np.float32(np.nan), read.data.astype(np.float32))
    return Patch(values, west + left * cell_x, north - top * cell_y, wide * cell_x / shape[1], high * cell_y / shape[0])


def _span(first: float, last: float, size: int, coarse: int, around: int) -> tuple[int, int]:
    """Give the cells from first to last, widened to whole steps of ``coarse``, within the file."""
    low = (floor(first / coarse) - around) * coarse
    high = (ceil(last / coarse) + around) * coarse
    return max(0, low), min(size, high)


def _opened(file: Path) -> Any:
    """Give the file opened in this thread: GDAL's handles are for one thread each. The few used last stay open."""
    import rasterio

    known: OrderedDict[Path, Any] | None = getattr(_local, "files", None)
    if known is None:
        known = _local.files = OrderedDict()
    if file in known:
        known.move_to_end(file)
        return known[file]
    while len(known) >= _OPEN_FILES:
        known.popitem(last=False)[1].close()
    known[file] = rasterio.open(file, driver="GTiff")
    return known[file]


def between_cells(patch: Patch, lons: Where, lats: Where) -> Grid:
    """Give heights of places by the four cells around each, weighted by nearness; cells without height do not count."""
    rows, columns = patch.rows_at(lats), patch.columns_at(lons)
    high, wide = patch.shape
    # Half a cell beyond the outermost middles still lies in a cell.
    inside = (rows >= -0.5) & (rows <= high - 0.5) & (columns >= -0.5) & (columns <= wide - 0.5)
    rows, columns = np.clip(rows, 0, high - 1), np.clip(columns, 0, wide - 1)
    top, left = np.floor(rows).astype(np.intp), np.floor(columns).astype(np.intp)
    down, right = rows - top, columns - left
    total, share = np.zeros(rows.shape), np.zeros(rows.shape)
    for row, column, weight in (
        (top, left, (1 - down) * (1 - right)),
        (top, left + 1, (1 - down) * right),
        (top + 1, left, down * (1 - right)),
        (top + 1, left + 1, down * right),
    ):
        value = patch.values[np.minimum(row, high - 1), np.minimum(column, wide - 1)]
        known = np.isfinite(value)
        total += np.where(known, value, 0) * weight
        share += np.where(known, weight, 0)
    # Nearer to a void than to a height: a void.
    told = inside & (share >= 0.5)
    return np.where(told, total / np.maximum(share, 1e-9), np.nan).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Taps:
    """How new rows are made of old ones: each of some neighbours from ``first`` on, by ``share``."""

    first: npt.NDArray[np.intp]
    share: Grid

    def of(self, values: Grid) -> Grid:
        """Make new rows of ``values``; beyond its edge there is nothing, which counts as 0."""
        count = self.share.shape[1]
        padded = np.pad(values, ((count, count), (0, 0)))
        start = np.clip(self.first, -count, len(values)) + count
        total: Grid = padded[start] * self.share[:, :1]
        for n in range(1, count):
            total += padded[start + n] * self.share[:, n : n + 1]
        return total


def taps(at: Where, *, soft: bool) -> Taps:
    """Give the taps that take cells to the places ``at`` (counted in cells): a cubic B-spline.

    ``soft`` widens it, for cells that are larger than what they are drawn on.
    """
    base = np.floor(at).astype(np.intp)
    t = at - base
    spline = np.stack(((1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3), axis=1) / 6
    if not soft:
        return Taps(base - 1, spline.astype(np.float32))
    wide = np.zeros((len(at), 8))
    for shift, share in enumerate((1, 4, 6, 4, 1)):
        wide[:, shift : shift + 4] += spline * (share / 16)
    return Taps(base - 3, wide.astype(np.float32))
