"""CityJSON: closed solids in the right place, each building once, with what is known of it."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from made_exports import changed, empty_base, real_base, written

from city_reader import CityJSON
from quarter_town import small_base
from stadtkern.quarter.blocks.base import Base, Building
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.export.houses import houses
from stadtkern.quarter.export.rings import regions, signed_area


def solids(building: dict[str, Any]) -> list[Any]:
    out = []
    for geometry in building["geometry"]:
        out += [geometry["boundaries"]] if geometry["type"] == "Solid" else geometry["boundaries"]
    return out


def volume(solid: Any, places: np.ndarray) -> float:  # type: ignore[type-arg]
    """Give a solid's volume by the divergence theorem; faces that look inwards would make it wrong."""
    total = 0.0
    for face in solid[0]:
        for ring in face:
            points = places[ring]
            for one, two in pairwise(points[1:]):
                total += float(np.dot(points[0], np.cross(one, two))) / 6
    return total


def check(data: bytes) -> dict[str, Any]:
    """Read a file as a stranger would: its shape as CityJSON 2.0 says, each solid closed, its faces flat and outwards."""
    whole: dict[str, Any] = json.loads(data)
    assert (whole["type"], whole["version"]) == ("CityJSON", "2.0")
    assert set(whole) == {"type", "version", "transform", "metadata", "CityObjects", "vertices"}
    assert all(isinstance(number, int) for point in whole["vertices"] for number in point)
    places = np.array(whole["vertices"], dtype=np.float64).reshape(-1, 3) * whole["transform"]["scale"]
    assert len({tuple(point) for point in whole["vertices"]}) == len(whole["vertices"])
    used = set()
    for building in whole["CityObjects"].values():
        assert building["type"] == "Building"
        for solid in solids(building):
            assert len(solid) == 1
            edges = Counter(
                (at, after)
                for face in solid[0]
                for ring in face
                for at, after in zip(ring, [*ring[1:], ring[0]], strict=True)
            )
            assert all(count == 1 and edges[after, at] == 1 for (at, after), count in edges.items())
            assert volume(solid, places) > 0
            for face in solid[0]:
                used |= {corner for ring in face for corner in ring}
                points = places[[corner for ring in face for corner in ring]]
                assert any(np.ptp(points[:, axis]) < 1e-9 for axis in range(3)) or _flat(points)
        for geometry in building["geometry"]:
            kinds = geometry["semantics"]["values"]
            faces = [len(solid[0]) for solid in solids(building)]
            counted = [len(kinds[0])] if geometry["type"] == "Solid" else [len(one[0]) for one in kinds]
            assert counted == faces
    assert used == set(range(len(places)))
    model = CityJSON(j=json.loads(data))
    assert model.get_epsg() is not None
    assert model.number_city_objects_level1() == len(whole["CityObjects"])
    return whole


def _flat(points: np.ndarray) -> bool:  # type: ignore[type-arg]
    """Say whether points lie in a plane: cut corners make slanting walls."""
    return bool(np.linalg.matrix_rank(points - points[0], tol=1e-6) <= 2)


def test_the_small_quarter_keeps_its_house_and_gets_a_new_one() -> None:
    base = small_base()
    whole = check(written("cityjson", base, changed(base)))
    old, new = whole["CityObjects"].values()
    assert list(whole["CityObjects"]) == ["building-1", "new-2"]
    assert (old["attributes"]["new"], new["attributes"]["new"]) == (False, True)
    assert new["attributes"]["measuredHeight"] == 10
    assert new["attributes"]["groundArea"] == 12 * 10
    assert new["attributes"]["storeysAboveGround"] == 3
    assert new["attributes"]["usage"] == "homes"
    assert new["attributes"]["floorArea"] == pytest.approx(3 * 120)
    # The raised half of the old house is a block of its own.
    assert old["attributes"]["measuredHeight"] == 9
    assert len(solids(old)) == 2
    places = np.array(whole["vertices"]) / 1000
    assert sum(volume(one, places) for one in solids(old)) == pytest.approx(60 * 6 + 36 * 3)


def test_it_says_its_system_and_lies_in_it() -> None:
    base = small_base()
    whole = check(written("cityjson", base))
    assert whole["metadata"]["referenceSystem"] == "https://www.opengis.net/def/crs/EPSG/0/25833"
    assert whole["metadata"]["geographicalExtent"] == [380_030, 5_800_003, 37, 380_040, 5_800_009, 43]
    assert whole["transform"]["translate"] == [380_000, 5_800_000, 34]


def test_a_quarter_without_buildings_is_valid() -> None:
    assert check(written("cityjson", empty_base()))["CityObjects"] == {}


def test_ids_that_a_source_uses_twice_stay_apart() -> None:
    base = small_base()
    grid, number = base.grid.copy(), base.building.copy()
    grid.fill(Box(60, 20, 3, 65, 25, 8), palette().id("homes"))
    number[20:26, 60:66] = 2
    twins = (Building(1, "file", id="way/1"), Building(2, "file", id="way/1"))
    base = Base(
        base.frame, grid, base.ground, base.surface_from, base.thing_from, number, buildings=twins,
    )  # fmt: skip
    assert list(check(written("cityjson", base))["CityObjects"]) == ["way/1", "way/1-2"]


def test_a_house_that_is_gone_takes_its_number_along_and_one_beside_it_is_new() -> None:
    """A building stays itself while a block of it stands where it stood, whatever that is made of now."""
    base = small_base()
    grid = base.grid.copy()
    grid.fill(Box(32, 4, 4, 36, 7, 8), palette().id("shop"))
    assert [(one.number, one.is_new, one.use) for one in houses(base, grid).list] == [(1, False, "homes")]
    grid.fill(Box(30, 3, 3, 39, 8, 10), 0)
    assert houses(base, grid).list == ()
    grid.fill(Box(32, 9, 3, 36, 12, 9), palette().id("homes_wood"))
    assert [(one.number, one.is_new) for one in houses(base, grid).list] == [(2, True)]


@given(arrays(np.uint8, st.tuples(st.integers(1, 7), st.integers(1, 7)), elements=st.integers(0, 7)))
@settings(max_examples=80, deadline=None)
def test_any_shape_of_house_is_closed(heights: np.ndarray) -> None:  # type: ignore[type-arg]
    """Rings with holes, holes that touch in a corner, steps: all closed."""
    base = empty_base()
    dense = np.zeros((base.grid.nz, base.grid.ny, base.grid.nx), dtype=np.uint16)
    high, wide = heights.shape
    for z in range(7):
        dense[z, 5 : 5 + high, 5 : 5 + wide] = np.where(heights > z, palette().id("homes"), 0)
    check(written("cityjson", base, Grid.of(dense)))


@given(arrays(np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9))))
@settings(max_examples=150, deadline=None)
def test_rings_make_valid_areas_of_the_same_size(mask: np.ndarray) -> None:  # type: ignore[type-arg]
    found = regions(mask)
    assert sum(area for area, _ in found) == int(mask.sum())
    for area, rings in found:
        shape = shapely.Polygon(rings[0], rings[1:])
        assert shapely.is_valid(shape)
        assert shape.area == area
        assert signed_area(rings[0]) > 0
        assert all(signed_area(hole) < 0 for hole in rings[1:])


@pytest.mark.parametrize("name", ["bindlach", "essen", "delft"])
def test_real_quarters_keep_ids_and_uses_and_are_closed(name: str, real: Path) -> None:
    base = real_base(real, name)
    whole = check(written("cityjson", base))
    known = {one.id for one in base.buildings if one.id}
    kept = known & set(whole["CityObjects"])
    assert len(kept) >= 0.95 * len(known)
    assert not any(one["attributes"]["new"] for one in whole["CityObjects"].values())
    area = sum(one["attributes"]["groundArea"] for one in whole["CityObjects"].values())
    built = palette().kind("building", "roof")[base.grid.dense()].any(axis=0).sum()
    assert area == pytest.approx(int(built), rel=0.01)
