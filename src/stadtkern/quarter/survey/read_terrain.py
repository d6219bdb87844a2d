"""Terrain: SRTM tiles (.hgt, zipped or not) and GeoTIFF, read as heights between which it runs smoothly."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from stadtkern.data.harmonise.places import home
from stadtkern.quarter.survey.area import Degrees
from stadtkern.quarter.survey.crs import DEGREES, Floats, horizontal, project
from stadtkern.quarter.survey.files import opened, too_large
from stadtkern.quarter.survey.found import Found, Relief
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.town.text import ProblemError, problem

_TILE = re.compile(r"([NS])([0-9]{2})([EW])([0-9]{3})", re.IGNORECASE)
_SIZES = {2 * 1201 * 1201: 1201, 2 * 3601 * 3601: 3601}


def read_terrain(path: Path, report: SourceReport, near: Degrees | None) -> Found:
    """Read a tile, of a GeoTIFF only what lies near. Raises ProblemError: ``survey.terrain``, ``survey.crs``."""
    name = path.name.lower()
    try:
        if name.endswith((".hgt", ".hgt.gz")):
            with opened(path) as stream:
                return _srtm(stream.read(max(_SIZES) + 1), path.name, report)
        if name.endswith(".zip"):
            return _zipped(path, report, near)
        return _tiff(str(path), path.name, report, near)
    except (ValueError, OSError, EOFError, RuntimeError, zipfile.BadZipFile) as error:
        raise _broken(path.name, str(error)) from error


def _broken(name: str, why: str) -> ProblemError:
    return problem(
        "survey.terrain",
        f"Die Geländehöhen in {name} sind nicht lesbar ({why[:100]}).",
        f"The terrain in {name} cannot be read ({why[:100]}).",
    )


def _zipped(path: Path, report: SourceReport, near: Degrees | None) -> Found:
    with zipfile.ZipFile(path) as pack:
        one = next(one for one in pack.infolist() if one.filename.lower().endswith((".hgt", ".tif", ".tiff")))
        if one.file_size > 1 << 30:
            raise too_large(path)
        if one.filename.lower().endswith(".hgt"):
            with pack.open(one) as stream:
                return _srtm(stream.read(max(_SIZES) + 1), one.filename, report)
    return _tiff(f"/vsizip/{path}/{one.filename}", path.name, report, near)


def _srtm(data: bytes, name: str, report: SourceReport) -> Found:
    side, place = _SIZES.get(len(data)), _TILE.search(name)
    if side is None or place is None:
        raise _broken(name, "SRTM: N49E011.hgt, 1201 x 1201 / 3601 x 3601")
    south = int(place[2]) * (1 if place[1].upper() == "N" else -1)
    west = int(place[4]) * (1 if place[3].upper() == "E" else -1)
    heights = np.frombuffer(data, dtype=">i2").reshape(side, side).astype(np.float64)
    heights[heights < -500] = np.nan
    step = 1.0 / (side - 1)

    def cells(lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
        return (south + 1 - lats) / step, (lons - west) / step

    report.add_read("heights", side * side)
    report.crs = DEGREES
    box = (float(west), float(south), west + 1.0, south + 1.0)
    return Found(report, relief=Relief(heights, cells), says=box, grain=step * 111_000)


def _tiff(path: str, name: str, report: SourceReport, near: Degrees | None) -> Found:
    """Read one band of a GeoTIFF near the box; of a large one never more than 4,000 x 4,000 heights."""
    import rasterio
    from rasterio.enums import Resampling
    from rasterio.errors import RasterioError
    from rasterio.windows import Window, from_bounds

    try:
        with rasterio.open(path) as raster:
            if raster.crs is None:
                raise _broken(name, "CRS?")
            crs = horizontal(raster.crs.to_string() if raster.crs.to_epsg() is None else f"EPSG:{raster.crs.to_epsg()}")
            whole = Window(0, 0, raster.width, raster.height)
            shift = raster.bounds.left - home(crs, raster.bounds.left)  # the zone before the easting
            box = _box(crs, raster.bounds)
            part = whole
            if near is not None:
                xs, ys = _corners(DEGREES, crs, near)
                wanted = from_bounds(xs.min() + shift, ys.min(), xs.max() + shift, ys.max(), raster.transform)
                grown = Window(wanted.col_off - 3, wanted.row_off - 3, wanted.width + 6, wanted.height + 6)
                part = _within(grown, raster.width, raster.height)
            shape = (min(4000, max(1, round(part.height))), min(4000, max(1, round(part.width))))
            band = raster.read(
                1, window=part, out_shape=shape, masked=True, out_dtype="float64", resampling=Resampling.bilinear
            )
            inverse = ~raster.transform
            # Cells read for one cell of the file, across and down.
            grow = (shape[1] / part.width, shape[0] / part.height)
            grain = abs(raster.transform.a) * (111_000 if raster.crs.is_geographic else 1) / grow[0]
    except RasterioError as error:
        raise _broken(name, str(error)) from error
    heights = np.ma.filled(band, np.nan)
    heights[(heights < -500) | (heights > 9000)] = np.nan
    report.add_read("heights", heights.size)
    report.crs = crs

    def cells(lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
        xs, ys = project(DEGREES, crs, lons, lats)
        xs = xs + shift
        columns, rows = inverse.a * xs + inverse.b * ys + inverse.c, inverse.d * xs + inverse.e * ys + inverse.f
        return (rows - part.row_off) * grow[1] - 0.5, (columns - part.col_off) * grow[0] - 0.5

    return Found(report, relief=Relief(np.asarray(heights), cells), says=box, grain=grain)


def _within(window: Any, wide: int, high: int) -> Any:
    from rasterio.windows import Window

    left, top = max(0, int(window.col_off)), max(0, int(window.row_off))
    right, low = min(wide, int(window.col_off + window.width) + 1), min(high, int(window.row_off + window.height) + 1)
    return Window(min(left, wide - 1), min(top, high - 1), max(1, right - left), max(1, low - top))


def _corners(given: str, wanted: str, box: Degrees) -> tuple[Floats, Floats]:
    west, south, east, north = box
    xs, ys = np.array([west, east, west, east]), np.array([south, south, north, north])
    return project(given, wanted, xs, ys)


def _box(crs: str, bounds: Any) -> Degrees:
    lons, lats = _corners(crs, DEGREES, (bounds.left, bounds.bottom, bounds.right, bounds.top))
    return float(lons.min()), float(lats.min()), float(lons.max()), float(lats.max())


def bilinear(heights: Floats, rows: Floats, columns: Floats) -> Floats:
    """Give heights between the cells; NaN outside and where all four neighbours are unknown (else the known ones count)."""
    high, wide = heights.shape
    outside = (
        (rows < -0.5) | (columns < -0.5) | (rows > high - 0.5) | (columns > wide - 0.5) | ~np.isfinite(rows + columns)
    )
    rows = np.clip(np.where(np.isfinite(rows), rows, 0), 0, high - 1)
    columns = np.clip(np.where(np.isfinite(columns), columns, 0), 0, wide - 1)
    r0, c0 = np.floor(rows).astype(int), np.floor(columns).astype(int)
    r1, c1 = np.minimum(r0 + 1, high - 1), np.minimum(c0 + 1, wide - 1)
    fr, fc = rows - r0, columns - c0
    total, weight = np.zeros_like(rows), np.zeros_like(rows)
    for r, c, share in (
        (r0, c0, (1 - fr) * (1 - fc)),
        (r0, c1, (1 - fr) * fc),
        (r1, c0, fr * (1 - fc)),
        (r1, c1, fr * fc),
    ):
        value = heights[r, c]
        known = np.isfinite(value)
        total += np.where(known, value, 0) * share
        weight += known * share
    with np.errstate(invalid="ignore", divide="ignore"):
        out = np.where((weight > 1e-9) & ~outside, total / weight, np.nan)
    return np.asarray(out, dtype=np.float64)
