"""STL: whatever people build, a printer gets closed bodies."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from made_exports import changed, empty_base, real_base, written

from quarter_town import small_base
from stadtkern.quarter.export.stl import PLATE_MM, sheetlike, solid
from stadtkern.town.text import ProblemError


def loaded(data: bytes) -> trimesh.Trimesh:
    mesh = trimesh.load(io.BytesIO(data), file_type="stl")
    assert isinstance(mesh, trimesh.Trimesh)
    return mesh


def sets(most: int = 4) -> st.SearchStrategy[np.ndarray]:  # type: ignore[type-arg]
    shapes = st.tuples(*[st.integers(1, most)] * 3)
    return shapes.flatmap(lambda shape: arrays(np.bool_, shape)).filter(lambda cells: bool(cells.any()))


@given(sets(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_blocks_make_a_closed_body(cells: np.ndarray, plate: bool) -> None:  # type: ignore[type-arg]
    mesh = loaded(solid(cells, 2.0, plate=plate))
    assert mesh.is_watertight
    assert mesh.is_volume
    # Every edge belongs to two faces and every corner to one sheet of them.
    assert (np.unique(np.sort(mesh.edges, axis=1), axis=0, return_counts=True)[1] == 2).all()
    fans = [
        len(trimesh.graph.connected_components(_links(mesh, corner), min_len=1)) for corner in range(len(mesh.vertices))
    ]
    assert set(fans) == {1}


def _links(mesh: trimesh.Trimesh, corner: int) -> np.ndarray:  # type: ignore[type-arg]
    """Give the edges opposite a corner; where they make one loop, its faces are one fan."""
    faces = mesh.faces[(mesh.faces == corner).any(axis=1)]
    return np.array([[one for one in face if one != corner] for face in faces.tolist()])


@given(sets())
@settings(max_examples=150, deadline=None)
def test_filling_only_adds_and_leaves_what_is_sound_alone(cells: np.ndarray) -> None:  # type: ignore[type-arg]
    filled = sheetlike(cells)
    assert (filled | ~cells).all()
    assert np.array_equal(sheetlike(filled), filled)
    assert loaded(solid(cells, 1.0)).volume == pytest.approx(int(filled.sum()))


def test_two_blocks_that_touch_in_an_edge_are_joined_by_one_more() -> None:
    cells = np.zeros((1, 2, 2), dtype=np.bool_)
    cells[0, 0, 0] = cells[0, 1, 1] = True
    assert int(sheetlike(cells).sum()) == 3


def test_a_plain_house_keeps_its_size_and_stands_on_its_plate() -> None:
    """10 by 6 by 6 m at 1:500 is 20 by 12 by 12 mm; the plate reaches 4 mm around and is 2 mm thick."""
    base = small_base()
    plain = loaded(written("stl", base, building=1))
    assert plain.extents.tolist() == [20, 12, 12]
    assert plain.volume == pytest.approx(20 * 12 * 12)
    assert len(plain.faces) == 12
    with_plate = loaded(written("stl", base, building=1, plate=True))
    assert with_plate.extents.tolist() == [28, 20, 12 + PLATE_MM]
    assert loaded(written("stl", base, building=1, scale=1000)).extents.tolist() == [10, 6, 6]


def test_all_buildings_come_as_a_zip_with_a_list() -> None:
    base = small_base()
    data = written("stl", base, changed(base))
    archive = zipfile.ZipFile(io.BytesIO(data))
    rows = list(csv.DictReader(io.TextIOWrapper(archive.open("list.csv"), "utf-8")))
    assert [row["number"] for row in rows] == ["1", "2"]
    # The storey on the old house belongs to it: 9 m high now.
    assert [row["height_m"] for row in rows] == ["9", "10"]
    for row in rows:
        assert loaded(archive.read(row["file"])).is_volume
    assert written("stl", base, changed(base)) == data


def test_a_number_nobody_has_and_an_empty_quarter_are_refused_with_a_reason() -> None:
    with pytest.raises(ProblemError) as wrong:
        written("stl", small_base(), building=99)
    assert wrong.value.problem.code == "export.building"
    assert "99" in wrong.value.problem.text.de
    with pytest.raises(ProblemError):
        written("stl", empty_base())


@pytest.mark.parametrize("name", ["bindlach", "essen", "delft"])
def test_every_building_of_a_real_quarter_is_closed(name: str, real: Path) -> None:
    base = real_base(real, name)
    archive = zipfile.ZipFile(io.BytesIO(written("stl", base)))
    names = [one for one in archive.namelist() if one.endswith(".stl")]
    assert len(names) >= 0.95 * len(base.buildings)
    for one in names:
        mesh = loaded(archive.read(one))
        assert mesh.is_watertight, one
        assert mesh.is_volume, one
