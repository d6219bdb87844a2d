"""Heights of the ground: one GeoTIFF for each state of a terrain collection, and the ways to ask it.

The file lies in the lake's folder ``terrain`` (EPSG:4326, tiled, compressed, with overviews, metres above sea level) and
never changes. Which one holds is said by the collection's table, a single row (``COLUMNS``): so snapshots, undoing and
comparing are those of any table. Rows of pictures and grids go from north to south, columns from west to east.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import numpy.typing as npt

from stadtkern.data.lake._raster import Taps, between_cells, read_patch, taps
from stadtkern.data.lake._schema import table

if TYPE_CHECKING:
    from pyproj import Transformer

Grid = npt.NDArray[np.float32]
Box = tuple[float, float, float, float]
FOLDER = "terrain"
METRES_PER_DEGREE = 111_320.0
# Points of a grid that one call gives at most: 16 MB of heights.
MOST_POINTS = 4_000_000
# What the table of a terrain collection holds: name, type.
COLUMNS = (
    ("file", "text"), ("cells", "integer"), ("voids", "integer"), ("width", "integer"), ("height", "integer"),
    ("step", "number"), ("lowest", "number"), ("highest", "number"), ("mean", "number"), ("slope", "number"),
    ("west", "number"), ("south", "number"), ("east", "number"), ("north", "number"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terrain:
    """A terrain as it is now.

    ``cells`` were in the source, of which ``voids`` have no height; ``width`` and ``height`` are the file's own. ``step``:
    metres between two cells, north to south. ``lowest``, ``highest``, ``mean``: metres above sea level. ``slope``: how
    steep its steeper ground is (the 95th hundredth, metres per metre). ``box``: west, south, east, north in degrees.
    """

    file: Path
    cells: int
    voids: int
    width: int
    height: int
    step: float
    lowest: float
    highest: float
    mean: float
    slope: float
    box: Box

    @property
    def cell(self) -> tuple[float, float]:
        """A cell's width and height in degrees."""
        west, south, east, north = self.box
        return (east - west) / self.width, (north - south) / self.height

    def meets(self, box: Box) -> bool:
        """Whether a part of it lies in a box (degrees)."""
        west, south, east, north = self.box
        return west < box[2] and east > box[0] and south < box[3] and north > box[1]


def terrain_of(cursor: duckdb.DuckDBPyConnection, folder: Path, collection_id: int) -> Terrain | None:
    """Give a collection's terrain from the lake in ``folder``; None when it holds none (any more)."""
    names = ", ".join(f'"{name}"' for name, _ in COLUMNS)
    try:
        row = cursor.execute(f"SELECT {names} FROM {table(collection_id)} LIMIT 1").fetchone()
    except duckdb.CatalogException:
        return None
    if row is None:
        return None
    file, cells, voids, width, height, step, lowest, highest, mean, slope, *box = row
    path = folder / FOLDER / str(file)
    if not path.is_file():
        return None
    return Terrain(
        path, cells, voids, width, height, step, lowest, highest, mean, slope, (box[0], box[1], box[2], box[3])
    )


def file_name(digest: str) -> str:
    """Give the name of the file that holds what was read from a source of this digest (SHA-256, in hex)."""
    return f"{digest[:40]}.tif"


def keep_file(folder: Path, name: str, write: Callable[[Path], None]) -> Path:
    """Put a file among the lake's terrains, whole or not at all. ``write`` fills the path that it is given.

    A file that is there already holds the same, since names are made of what was read, and stays.
    """
    home = folder / FOLDER
    home.mkdir(parents=True, exist_ok=True)
    target, half = home / name, home / f".{name}.part.tif"
    if target.is_file():
        return target
    try:
        write(half)
        with half.open("rb") as handle:
            os.fsync(handle.fileno())
        half.replace(target)
    finally:
        for left in home.glob(f".{name}.part*"):
            left.unlink()
    return target


def copy_files(folder: Path, target: Path) -> None:
    """Copy all whole terrains of one lake into another; files never change, so nothing has to wait."""
    home = folder / FOLDER
    whole = [one for one in home.glob("*.tif") if not one.name.startswith(".")] if home.is_dir() else []
    for one in whole:
        (target / FOLDER).mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # taken back at this moment: the catalogue's copy is older
            shutil.copy2(one, target / FOLDER / one.name)


def sweep_files(folder: Path, needed: set[str]) -> list[str]:
    """Delete the terrains that nothing needs any more; gives their names."""
    home = folder / FOLDER
    old = [one for one in home.iterdir() if one.name not in needed] if home.is_dir() else []
    for one in old:
        one.unlink(missing_ok=True)
    return sorted(one.name for one in old)


def finest_first(terrains: Sequence[Terrain]) -> list[Terrain]:
    """Put terrains in the order in which they are asked: where two lie over one another the finer one counts."""
    return sorted(terrains, key=lambda one: (one.step, str(one.file)))


def heights(terrains: Sequence[Terrain], bbox: Box, step: float, crs: str = "EPSG:25833") -> Grid:
    """Give heights on a grid: ``[row, column]`` is the ground at ``(west + column * step, north - row * step)``.

    ``bbox`` (west, south, east, north) and ``step`` are in the units of ``crs``: metres in EPSG:25833, degrees in
    EPSG:4326. Both edges are in the grid where the box is a whole number of steps. Metres above sea level, NaN where no
    terrain says anything; between cells it is bilinear, so at a cell's middle it is exactly what the source said. Where
    steps are longer than two cells, means of the cells around are taken, which keeps what is read small. Raises ValueError for a box or step that is none, or more than ``MOST_POINTS``.
    """
    west, south, east, north = bbox
    if not (step > 0 and east >= west and north >= south):
        raise ValueError(f"no grid: {bbox} by {step}")
    across, along = int((east - west) / step + 1e-9) + 1, int((north - south) / step + 1e-9) + 1
    if across * along > MOST_POINTS:
        raise ValueError(f"{across * along} points are too many, at most {MOST_POINTS}")
    xs, ys = np.meshgrid(west + step * np.arange(across), north - step * np.arange(along))
    lons, lats = (xs, ys) if crs == "EPSG:4326" else _to_degrees(crs).transform(xs, ys)
    lons, lats = np.asarray(lons), np.asarray(lats)
    apart = abs(float(lats[0, 0] - lats[-1, 0])) / (along - 1) if along > 1 else 0.0
    return heights_at(terrains, lons, lats, apart=apart)


def heights_at(
    terrains: Sequence[Terrain], lons: npt.NDArray[np.float64], lats: npt.NDArray[np.float64], *, apart: float = 0.0
) -> Grid:
    """Give the heights of places (degrees, arrays of one shape) in metres above sea level, NaN where there is none.

    ``apart``: how far the places are from one another, in degrees of latitude; 0 asks for every cell.
    """
    found = np.full(lons.shape, np.nan, np.float32)
    if not lons.size:
        return found
    box = (float(lons.min()), float(lats.min()), float(lons.max()), float(lats.max()))
    for one in finest_first(terrains):
        missing = np.isnan(found)
        if not missing.any():
            break
        if one.meets((box[0] - 1e-9, box[1] - 1e-9, box[2] + 1e-9, box[3] + 1e-9)):
            coarse = 2 ** max(0, int(np.log2(max(1.0, apart / one.cell[1]))))
            patch = read_patch(one.file, box, coarse, 2)
            if patch is not None:
                found[missing] = between_cells(patch, lons[missing], lats[missing])
    return found


def surface(
    terrains: Sequence[Terrain], lons: npt.NDArray[np.float64], lats: npt.NDArray[np.float64]
) -> tuple[Grid, Grid]:
    """Give a smooth ground for pictures: heights where columns are at ``lons`` and rows at ``lats``, and how sure they are.

    The second array is 1 where the ground is known all around and falls to 0 at its edges and voids. Cells that are
    larger than a pixel are rounded off (cubic B-spline), so that no facets or steps of whole metres show.
    """
    shape = (len(lats), len(lons))
    ground, known = np.full(shape, np.nan, np.float32), np.zeros(shape, np.float32)
    box = (float(lons.min()), float(lats.min()), float(lons.max()), float(lats.max()))
    for one in finest_first(terrains):
        if known.min() >= 1:
            break
        if one.meets(box):
            here, sure = _surface_of(one, lons, lats, box)
            better = sure > known
            ground, known = np.where(better, here, ground), np.where(better, sure, known)
    return ground, known


def _surface_of(
    one: Terrain, lons: npt.NDArray[np.float64], lats: npt.NDArray[np.float64], box: Box
) -> tuple[Grid, Grid]:
    pixel = abs(float(lats[0] - lats[-1])) / max(1, len(lats) - 1)
    cells_of_pixel = pixel / one.cell[1]
    # Overviews are halved again and again; the nearest one keeps neighbouring tiles on the same cells.
    coarse = 2 ** max(0, round(np.log2(cells_of_pixel))) if cells_of_pixel > 1 else 1
    soft = coarse / cells_of_pixel > 1.5
    patch = read_patch(one.file, box, coarse, 5)
    if patch is None:
        nothing = np.zeros((len(lats), len(lons)), np.float32)
        return nothing, nothing
    return _blend(patch.values, taps(patch.rows_at(lats), soft=soft), taps(patch.columns_at(lons), soft=soft))


def _blend(values: Grid, down: Taps, across: Taps) -> tuple[Grid, Grid]:
    valid = np.isfinite(values)
    if not valid.any():
        nothing = np.zeros((len(down.first), len(across.first)), np.float32)
        return nothing, nothing
    # Heights are taken from the patch's middle, where float32 is exact to the millimetre.
    middle = np.float32(values[valid].mean())
    whole = bool(valid.all())
    sums = across.of(down.of(values - middle if whole else np.where(valid, values - middle, np.float32(0))).T).T
    if whole:
        ones = np.ones((len(values), 1), np.float32), np.ones((values.shape[1], 1), np.float32)
        share = down.of(ones[0]) @ across.of(ones[1]).T
    else:
        share = across.of(down.of(valid.astype(np.float32)).T).T
    ground = np.where(share > 1e-3, sums / np.maximum(share, 1e-3), 0) + middle
    return np.ascontiguousarray(ground, np.float32), np.clip(share, 0, 1).astype(np.float32)


@lru_cache(maxsize=16)
def _to_degrees(crs: str) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
