"""Terrains in a town: trial, import, the same again, a new state, undo, backup, forgetting."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from stadtkern.data.gather.run import run_import, try_file
from stadtkern.data.gather.undo import clear_cut_off, undo_import
from stadtkern.data.gather.write import forget_dataset
from stadtkern.data.lake.terrain import FOLDER, Terrain, heights_at, terrain_of
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry import public as registry
from stadtkern.data.registry.facts import CollectionFacts
from stadtkern.data.registry.read import RegistryReader
from stadtkern.front.backup import back_up, restore
from stadtkern.town.folder import TownFolder


@pytest.fixture
def open_town(town: TownFolder) -> Iterator[TownFolder]:
    """A town whose lake is closed at the end."""
    yield town
    town_lake(town).close()


def ground(folder: Path, name: str, high: float) -> Path:
    """Write a flat height model with one void."""
    values = np.full((40, 50), high, np.float32)
    values[0, 0] = -9999
    with rasterio.open(
        folder / name, "w", driver="GTiff", width=50, height=40, count=1, dtype="float32", crs="EPSG:4326",
        transform=from_origin(13.9, 52.0, 0.001, 0.001), nodata=-9999,
    ) as raster:  # fmt: skip
        raster.write(values, 1)
    return folder / name


def held(town: TownFolder) -> tuple[CollectionFacts, Terrain | None]:
    """Give the town's terrain collection and what it holds."""
    reader = RegistryReader(town.registry)
    found = reader.collection("gelaende")
    reader.close()
    assert found is not None
    lake = town_lake(town)
    with lake.read() as cursor:
        return found[1], terrain_of(cursor, lake.folder, found[1].id)


def height(town: TownFolder) -> float:
    """Give the height of a place in the middle."""
    one = held(town)[1]
    assert one is not None
    return float(heights_at([one], np.array([13.92]), np.array([51.98]))[0])


def files(town: TownFolder) -> list[str]:
    """Give the names of the terrains' files."""
    home = town.lake / FOLDER
    return sorted(one.name for one in home.iterdir()) if home.is_dir() else []


def test_a_trial_counts_heights_and_writes_nothing(open_town: TownFolder, tmp_path: Path) -> None:
    trial = try_file(open_town, ground(tmp_path, "dgm.tif", 50), "dgm.tif")
    assert (trial.kind, trial.read, trial.written, trial.refused_count) == ("terrain", 2000, 1999, 1)
    assert [(one.shape, one.rows) for one in trial.parts] == [("terrain", 1999)]
    assert registry.imports_of() == []
    assert files(open_town) == []


def test_an_import_is_described_by_its_heights(open_town: TownFolder, tmp_path: Path) -> None:
    done = run_import(open_town, ground(tmp_path, "dgm.tif", 50), "dgm.tif", dataset="gelaende")
    assert (done.read, done.written, done.refused_count) == (2000, 1999, 1)
    facts, one = held(open_town)
    assert (facts.shape, facts.rows) == ("terrain", 1999)
    assert facts.bbox == pytest.approx((13.9, 51.96, 13.95, 52.0))
    assert facts.quality["terrain"]["mean"] == 50
    assert facts.quality["totals"]["complete"] == pytest.approx(1999 / 2000)
    assert one is not None
    assert (one.cells, one.voids, one.width, one.height) == (2000, 1, 50, 40)
    assert height(open_town) == 50
    assert run_import(open_town, tmp_path / "dgm.tif", "dgm.tif", dataset="gelaende").unchanged == 1999


def test_undoing_gives_the_ground_before_and_deletes_what_nothing_needs(open_town: TownFolder, tmp_path: Path) -> None:
    first = run_import(open_town, ground(tmp_path, "old.tif", 50), "old.tif", dataset="gelaende")
    second = run_import(open_town, ground(tmp_path, "new.tif", 60), "new.tif", dataset="gelaende")
    assert (height(open_town), len(files(open_town))) == (60, 2)
    undo_import(open_town, second.import_id)
    assert (height(open_town), len(files(open_town))) == (50, 1)
    undo_import(open_town, first.import_id)
    assert files(open_town) == []


def test_forgetting_a_dataset_forgets_its_file(open_town: TownFolder, tmp_path: Path) -> None:
    run_import(open_town, ground(tmp_path, "dgm.tif", 50), "dgm.tif", dataset="gelaende")
    forget_dataset(open_town, registry.dataset_id("gelaende") or 0)
    assert files(open_town) == []


def test_a_start_clears_up_what_a_power_cut_left(open_town: TownFolder, tmp_path: Path) -> None:
    run_import(open_town, ground(tmp_path, "dgm.tif", 50), "dgm.tif", dataset="gelaende")
    for name in ("left.tif", ".half.tif.part.tif"):
        (open_town.lake / FOLDER / name).write_bytes(b"x")
    clear_cut_off(open_town)
    assert len(files(open_town)) == 1
    assert height(open_town) == 50


def test_a_backup_brings_the_ground_back(open_town: TownFolder, tmp_path: Path) -> None:
    run_import(open_town, ground(tmp_path, "dgm.tif", 50), "dgm.tif", dataset="gelaende")
    back_up(open_town, tmp_path / "town.tar", lambda *_: None)
    with tarfile.open(tmp_path / "town.tar") as archive:
        assert sum(name.startswith(f"lake/{FOLDER}/") for name in archive.getnames()) == 1
    again = restore(tmp_path / "town.tar", tmp_path / "again")
    try:
        assert height(again) == 50
    finally:
        town_lake(again).close()
