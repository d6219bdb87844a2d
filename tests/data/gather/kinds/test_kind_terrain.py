"""Height models: SRTM tiles and GeoTIFFs, what is refused of them, and what cannot be one."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from stadtkern.data.gather.choose import choose
from stadtkern.data.gather.model import Limits, Opening, Reading, Shape
from stadtkern.data.lake.terrain import COLUMNS, FOLDER, file_name
from stadtkern.town.text import ProblemError

UTM = from_origin(428_000, 5_760_000, 10, 10)
DEGREES = from_origin(13.9, 52.0, 0.001, 0.001)


def tiff(path: Path, values: Any, crs: str | None = "EPSG:4326", where: Any = DEGREES, **more: Any) -> Path:
    """Write a GeoTIFF; several bands where the array has three dimensions."""
    bands = values if values.ndim == 3 else values[np.newaxis]
    with rasterio.open(
        path, "w", driver="GTiff", width=bands.shape[2], height=bands.shape[1], count=len(bands),
        dtype=bands.dtype, crs=crs, transform=where, **more,
    ) as raster:  # fmt: skip
        raster.write(bands)
    return path


def tile(path: Path, side: int = 1201, *, high: int = 300) -> Path:
    """Write an SRTM tile that rises to the north by a metre each 100 rows, with one void."""
    values = np.repeat((high - np.arange(side) // 100)[:, np.newaxis], side, axis=1).astype(">i2")
    values[5, 7] = -32768
    path.write_bytes(values.tobytes())
    return path


def opened(path: Path, name: str = "", **more: Any) -> Reading:
    """Open a file as an import would."""
    return choose(path, name or path.name).open(Opening(path, name or path.name, **more))


def row(reading: Reading) -> dict[str, Any]:
    """Give the one row of a reading."""
    (batch,) = reading.parts[0].batches()
    (only,) = batch.to_pylist()
    return only


def kept(reading: Reading, lake: Path) -> Any:
    """Let a reading write its file; gives its heights and the opened file."""
    part = reading.parts[0]
    assert part.keep is not None
    part.keep(lake, "ab" * 32)
    assert row(reading)["file"] == file_name("ab" * 32)
    return rasterio.open(lake / FOLDER / file_name("ab" * 32))


def problem_of(path: Path, name: str = "", **more: Any) -> str:
    """Give the code of the problem that opening a file raises."""
    with pytest.raises(ProblemError) as caught:
        opened(path, name, **more)
    text = caught.value.problem.text
    assert text.de != text.en
    return caught.value.problem.code


def test_a_real_tile_is_read_cell_by_cell(tmp_path: Path, real: Path) -> None:
    path = real / "terrain" / "N49E011.hgt.zip"
    reading = opened(path)
    assert (reading.kind, reading.title) == ("terrain", "Gelände N49E011")
    assert reading.parts[0].shape is Shape.TERRAIN
    report, told = reading.report, row(reading)
    assert (report.read, report.refused_count, told["voids"]) == (1201 * 1201, 20, 20)
    assert (told["lowest"], told["highest"]) == (234, 920)
    assert {one.code for one in report.refused} == {"terrain.void"}
    first = report.refused[0]
    with zipfile.ZipFile(path) as archive:
        source = np.frombuffer(archive.read("N49E011.hgt"), ">i2").reshape(1201, 1201)
    assert source[first.row - 1, int(first.column or 0) - 1] == -32768
    with kept(reading, tmp_path) as raster:
        assert np.array_equal(raster.read(1), source)
        assert (raster.crs.to_epsg(), raster.nodata, raster.dtypes) == (4326, -32768, ("int16",))
        assert raster.profile["tiled"]
        assert raster.profile["compress"] == "deflate"
        assert raster.overviews(1) == [2, 4, 8]
        # Heights stand on the crossings: the south-west one is at 49° north, 11° east.
        assert raster.xy(1200, 0) == pytest.approx((11.0, 49.0))


def test_looking_at_a_terrain_writes_nothing(tmp_path: Path) -> None:
    reading = opened(tile(tmp_path / "N52E013.hgt"))
    assert set(row(reading)) == {name for name, _ in COLUMNS} | {"_row"}
    assert [one.name for one in tmp_path.iterdir()] == ["N52E013.hgt"]


@pytest.mark.parametrize("how", ["plain", "gzip", "zip", "named outside"])
def test_a_tile_is_known_however_it_is_packed(how: str, tmp_path: Path) -> None:
    plain = tile(tmp_path / "N52E013.hgt")
    path = {"plain": plain, "gzip": tmp_path / "N52E013.hgt.gz"}.get(how, tmp_path / "N52E013.zip")
    if how == "gzip":
        path.write_bytes(gzip.compress(plain.read_bytes()))
    elif how != "plain":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(plain, "N52E013.hgt" if how == "zip" else "tile.hgt")
    told = row(opened(path))
    assert (told["south"], told["west"]) == pytest.approx((52 - 1 / 2400, 13 - 1 / 2400))
    assert told["highest"] == 300


def test_tiles_side_by_side_become_one_ground(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "land.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, high in (("N52E013.hgt", 300), ("N52E014.hgt", 320)):
            archive.write(tile(tmp_path / name, high=high), name)
    reading = opened(tmp_path / "land.zip")
    told = row(reading)
    assert (told["width"], told["height"], told["cells"]) == (2401, 1201, 2 * 1201 * 1201)
    with kept(reading, tmp_path) as raster:
        assert raster.read(1)[0, [0, 1200, 1201, 2400]].tolist() == [300, 300, 320, 320]


def test_metres_of_a_projected_model_lie_where_they_were(tmp_path: Path) -> None:
    ramp = np.repeat(np.linspace(40, 70, 80, dtype=np.float32)[np.newaxis], 60, axis=0)
    reading = opened(tiff(tmp_path / "dgm.tif", ramp, "EPSG:25833", UTM))
    assert {one.code for one in reading.report.guesses} == {"terrain.moved"}
    assert row(reading)["step"] == pytest.approx(10, rel=0.01)
    with kept(reading, tmp_path) as raster:
        lon, lat = rasterio.warp.transform("EPSG:25833", "EPSG:4326", [428_405], [5_759_705])
        (value,) = next(raster.sample([(lon[0], lat[0])]))
        assert value == pytest.approx(ramp[29, 40], abs=0.25)


def test_voids_and_absurd_heights_are_refused_with_their_reason(tmp_path: Path) -> None:
    values = np.full((20, 30), 50, np.float32)
    values[0, 0], values[3, 4], values[9, 9] = -9999, 20_000, np.nan
    reading = opened(tiff(tmp_path / "dgm.tif", values))
    report = reading.report
    assert (report.read, report.refused_count) == (600, 3)
    assert [(one.row, one.column, one.code) for one in report.refused] == [
        (1, "1", "terrain.void"), (4, "5", "terrain.absurd"), (10, "10", "terrain.void"),
    ]  # fmt: skip
    with kept(reading, tmp_path) as raster:
        held = raster.read(1, masked=True)
        assert held.mask.sum() == 3
        assert set(held.compressed()) == {50}


def test_feet_become_metres(tmp_path: Path) -> None:
    path = tiff(tmp_path / "feet.tif", np.full((10, 10), 1000, np.float32))
    with rasterio.open(path, "r+") as raster:
        raster.units = ("ft",)
    reading = opened(path)
    assert row(reading)["mean"] == pytest.approx(304.8)
    assert [one.code for one in reading.report.guesses] == ["terrain.feet"]


def test_a_tile_of_the_sea_is_no_empty_file(tmp_path: Path) -> None:
    (tmp_path / "N54E007.hgt").write_bytes(bytes(2 * 1201 * 1201))
    assert row(opened(tmp_path / "N54E007.hgt"))["highest"] == 0


def test_ground_far_from_the_town_is_pointed_out(tmp_path: Path) -> None:
    path = tile(tmp_path / "N52E013.hgt")
    assert not opened(path, near=(13.5, 52.5)).report.guesses
    (guess,) = opened(path, near=(11.6, 49.9)).report.guesses
    assert (guess.code, guess.sure < 0.5) == ("terrain.far", True)


FLAT = np.full((10, 10), 50, np.float32)


@pytest.mark.parametrize(
    ("code", "values", "more"),
    [
        ("terrain.picture", np.zeros((3, 10, 10), np.uint8), {}),
        ("terrain.picture", np.zeros((10, 10), np.uint8), {}),
        ("terrain.crs-missing", FLAT, {"crs": None}),
        ("terrain.crs-wrong", FLAT, {"where": UTM}),
        ("terrain.heights", FLAT * 1000, {}),
        ("terrain.empty", FLAT * np.nan, {}),
    ],
)
def test_what_is_no_terrain_is_told_in_both_languages(code: str, values: Any, more: Any, tmp_path: Path) -> None:
    assert problem_of(tiff(tmp_path / "dgm.tif", values, **more)) == code


def test_more_cells_than_allowed_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tiff(tmp_path / "huge.tif", FLAT)
    assert problem_of(path, limits=Limits(unpacked_bytes=300)) == "terrain.too-large"


def test_broken_and_unnamed_files_are_told(tmp_path: Path) -> None:
    whole = tiff(tmp_path / "dgm.tif", np.random.default_rng(1).normal(50, 5, (300, 300)).astype(np.float32))
    (tmp_path / "cut.tif").write_bytes(whole.read_bytes()[:40_000])
    assert problem_of(tmp_path / "cut.tif") == "terrain.broken"
    assert problem_of(tile(tmp_path / "unnamed.hgt")) == "terrain.name"
    (tmp_path / "N52E013.hgt").write_bytes(b"\x00\x32" * 1000)
    assert problem_of(tmp_path / "N52E013.hgt") == "terrain.size"
    (tmp_path / "nothing.tif").write_bytes(b"")
    assert problem_of(tmp_path / "nothing.tif") == "file.empty"
