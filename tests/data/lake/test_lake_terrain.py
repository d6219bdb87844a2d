"""The ground's own door: heights on a grid, at places, and a smooth ground for pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from rasterio.transform import from_origin

from stadtkern.data.lake.terrain import Terrain, heights, heights_at, keep_file, surface

WEST, NORTH, CELL, SIDE = 13.9, 52.0, 0.0002, 300
BOX = (WEST, NORTH - SIDE * CELL, WEST + SIDE * CELL, NORTH)


def terrain(path: Path, values: np.ndarray, step: float = 22.0) -> Terrain:
    """Write heights as the lake keeps them."""
    with rasterio.open(
        path, "w", driver="GTiff", width=SIDE, height=SIDE, count=1, dtype="float32", crs="EPSG:4326", nodata=-32768,
        transform=from_origin(WEST, NORTH, CELL, CELL), tiled=True, blockxsize=256, blockysize=256,
    ) as raster:  # fmt: skip
        raster.write(np.nan_to_num(values, nan=-32768).astype(np.float32), 1)
        raster.build_overviews([2, 4], rasterio.enums.Resampling.average)
    return Terrain(path, values.size, 0, SIDE, SIDE, step, 0, 100, 50, 0.05, BOX)


def plane() -> np.ndarray:
    """A ground that rises by 0.1 m a cell to the east and 0.2 m to the north."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    return 20 + 0.1 * columns + 0.2 * (SIDE - rows)


def test_heights_at_the_middles_of_cells_are_those_of_the_source(tmp_path: Path) -> None:
    values = np.random.default_rng(3).uniform(20, 80, (SIDE, SIDE))
    one = terrain(tmp_path / "a.tif", values)
    rows, columns = np.mgrid[0:SIDE:13, 0:SIDE:17]
    found = heights_at([one], WEST + (columns + 0.5) * CELL, NORTH - (rows + 0.5) * CELL)
    assert found == pytest.approx(values[rows, columns].astype(np.float32), abs=1e-4)


def test_a_grid_begins_in_the_north_west_and_holds_both_edges(tmp_path: Path) -> None:
    one = terrain(tmp_path / "a.tif", plane())
    box = (WEST + 10.5 * CELL, NORTH - 50.5 * CELL, WEST + 30.5 * CELL, NORTH - 20.5 * CELL)
    found = heights([one], box, CELL, "EPSG:4326")
    assert found.shape == (31, 21)
    assert found == pytest.approx(plane()[20:51, 10:31], abs=1e-3)


def test_a_grid_in_metres_lies_where_the_places_are(tmp_path: Path) -> None:
    one = terrain(tmp_path / "a.tif", plane())
    east, north = Transformer.from_crs("EPSG:4326", "EPSG:25833", always_xy=True).transform(13.93, 51.97)
    found = heights([one], (east - 100, north - 100, east + 100, north + 100), 10)
    assert found.shape == (21, 21)
    middle = float(heights_at([one], np.array([13.93]), np.array([51.97]))[0])
    assert found[10, 10] == pytest.approx(middle, abs=0.01)
    assert found[0, 10] > found[10, 10] > found[20, 10]
    assert found[10, 20] > found[10, 10] > found[10, 0]


def test_long_steps_take_means_and_keep_the_shape(tmp_path: Path) -> None:
    one = terrain(tmp_path / "a.tif", plane())
    found = heights([one], (WEST + 0.01, NORTH - 0.05, WEST + 0.05, NORTH - 0.01), 0.004, "EPSG:4326")
    lons, lats = WEST + 0.01 + 0.004 * np.arange(11), NORTH - 0.01 - 0.004 * np.arange(11)
    exact = 20 + 0.1 * ((lons - WEST) / CELL - 0.5)[None] + 0.2 * (SIDE - ((NORTH - lats) / CELL - 0.5))[:, None]
    assert found == pytest.approx(exact, abs=0.25)


def test_there_is_no_height_outside_and_in_voids(tmp_path: Path) -> None:
    values = plane()
    values[100:120, 100:120] = np.nan
    one = terrain(tmp_path / "a.tif", values)
    lons = np.array([WEST - 0.001, WEST + 110 * CELL, WEST + 0.001])
    lats = np.array([NORTH - 0.001, NORTH - 110 * CELL, NORTH - 0.001])
    assert np.isnan(heights_at([one], lons, lats)).tolist() == [True, True, False]
    assert np.isnan(heights([one], (0, 0, 1, 1), 0.5, "EPSG:4326")).all()
    assert np.isnan(heights([], (0, 0, 1, 1), 0.5, "EPSG:4326")).all()


def test_the_finer_ground_counts_and_the_coarser_fills_its_voids(tmp_path: Path) -> None:
    fine = np.full((SIDE, SIDE), 70.0)
    fine[:, 150:] = np.nan
    both = [terrain(tmp_path / "coarse.tif", np.full((SIDE, SIDE), 30.0), 90), terrain(tmp_path / "fine.tif", fine, 5)]
    lons = np.array([WEST + 50 * CELL, WEST + 250 * CELL])
    assert heights_at(both, lons, np.full(2, 51.98)).tolist() == [70, 30]


@pytest.mark.parametrize(
    ("box", "step"), [((0, 0, 1, 1), 0), ((1, 0, 0, 1), 1), ((0, 0, 1e6, 1e6), 1), ((0, 0, 1, 1), -1)]
)
def test_what_is_no_grid_is_refused(box: tuple[float, float, float, float], step: float) -> None:
    with pytest.raises(ValueError, match=r"no grid|too many"):
        heights([], box, step)


def test_a_smooth_ground_keeps_a_plane_and_fades_at_the_edge(tmp_path: Path) -> None:
    one = terrain(tmp_path / "a.tif", plane())
    lons, lats = WEST + np.linspace(0.02, 0.03, 80), NORTH - np.linspace(0.02, 0.03, 80)
    ground, known = surface([one], lons, lats)
    exact = 20 + 0.1 * ((lons - WEST) / CELL - 0.5)[None] + 0.2 * (SIDE - ((NORTH - lats) / CELL - 0.5))[:, None]
    assert ground == pytest.approx(exact, abs=0.02)
    assert known.min() == pytest.approx(1)
    _, edge = surface([one], WEST + np.linspace(-0.01, 0.01, 80), lats)
    assert edge[40, 0] == 0
    assert edge[40, -1] == pytest.approx(1)
    assert (np.diff(edge[40]) >= -1e-6).all()


def test_a_file_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    def fails(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("no space")

    def whole(path: Path) -> None:
        path.write_bytes(b"whole")

    with pytest.raises(OSError, match="no space"):
        keep_file(tmp_path, "a.tif", fails)
    assert list((tmp_path / "terrain").iterdir()) == []
    kept = keep_file(tmp_path, "a.tif", whole)
    assert kept.read_bytes() == b"whole"
    keep_file(tmp_path, "a.tif", fails)
    assert kept.read_bytes() == b"whole"
