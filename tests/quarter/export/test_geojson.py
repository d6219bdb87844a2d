"""GeoJSON: every square metre in one area, wound as RFC 7946 says, where it lies on Earth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from made_exports import changed, empty_base, real_base, written
from pyproj import Geod

from quarter_town import small_base
from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.grid import Grid
from stadtkern.quarter.effects.tally import count_all


def read(data: bytes) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(data)
    assert whole["type"] == "FeatureCollection"
    assert sum(one["properties"]["area_m2"] for one in whole["features"]) == whole["area_m2"]
    return whole


def check(whole: dict[str, Any]) -> None:
    """Every geometry is valid, wound to the left outside and to the right inside, and about as large as it says."""
    earth = Geod(ellps="GRS80")
    for one in whole["features"]:
        shape = shapely.from_geojson(json.dumps(one["geometry"]))
        assert shapely.is_valid(shape), shapely.is_valid_reason(shape)
        for part in getattr(shape, "geoms", [shape]):
            assert part.exterior.is_ccw
            assert not any(hole.is_ccw for hole in part.interiors)
        said = one["properties"]["area_m2"]
        # A grid metre is up to 0.4 per mille shorter than a metre; corners are rounded to a centimetre.
        assert abs(earth.geometry_area_perimeter(shape)[0]) == pytest.approx(
            said, rel=0.002, abs=0.05 * shape.length * 1e5 + 0.3
        )


def test_areas_are_those_that_the_effects_count() -> None:
    base = small_base()
    grid = changed(base)
    whole = read(written("geojson", base, grid))
    check(whole)
    tally = count_all(grid, base.grid)
    by_class: dict[str, int] = {}
    for one in whole["features"]:
        key = one["properties"]["class"]
        by_class[key] = by_class.get(key, 0) + one["properties"]["area_m2"]
    assert whole["area_m2"] == 96 * 64
    assert by_class["building"] == int(tally.roof.sum())
    assert by_class["water"] == 80
    assert by_class["street"] == 96 * 4
    assert by_class["lawn"] == whole["area_m2"] - 80 - 96 * 4 - by_class["building"]


def test_it_lies_where_its_frame_says() -> None:
    """EPSG:25833, 380 000 east and 5 800 000 north is near 13.24 east and 52.34 north."""
    whole = read(written("geojson", small_base()))
    west, south, east, north = whole["bbox"]
    assert (west, south) == (pytest.approx(13.2388, abs=0.001), pytest.approx(52.3364, abs=0.001))
    length = Geod(ellps="GRS80").inv(west, south, east, south)[2]
    assert length == pytest.approx(96, abs=2.5)
    assert north > south


def test_a_quarter_of_air_is_bare_soil() -> None:
    whole = read(written("geojson", empty_base()))
    assert [one["properties"]["class"] for one in whole["features"]] == ["soil"]


@given(
    arrays(
        np.uint16,
        st.tuples(st.integers(1, 3), st.integers(1, 8), st.integers(1, 8)),
        elements=st.sampled_from([0, 1, 3, 16, 30, 40, 60, 73]),
    )
)
@settings(max_examples=100, deadline=None)
def test_whatever_stands_there_areas_add_up(dense: np.ndarray) -> None:  # type: ignore[type-arg]
    grid = Grid.of(dense)
    flat = np.zeros((grid.ny, grid.nx), dtype=np.uint8)
    base = Base(small_base().frame, grid, flat, flat, flat, flat.astype(np.uint16))
    whole = read(written("geojson", base))
    check(whole)
    assert whole["area_m2"] == grid.nx * grid.ny


@pytest.mark.parametrize("name", ["bindlach", "essen", "delft"])
def test_real_quarters_add_up_to_the_square_metre(name: str, real: Path) -> None:
    base = real_base(real, name)
    whole = read(written("geojson", base))
    check(whole)
    assert whole["area_m2"] == base.grid.nx * base.grid.ny
    built = sum(one["properties"]["area_m2"] for one in whole["features"] if one["properties"]["class"] == "building")
    assert built == int(count_all(base.grid, base.grid).roof.sum())
