"""Destinations around a quarter: noted once each, at their way in, and nothing of them stands in the quarter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_places import Osm, block, degrees, gml, gml_building, lonlat, made

from stadtkern.quarter.blocks.base import Spot
from stadtkern.quarter.survey import Surveyed
from stadtkern.quarter.survey.beyond import MOST, cell_outside, metres_from, nearest
from stadtkern.quarter.survey.tags import AFAR_VALUES, KINDS, USE_OF_AMENITY, USE_OF_BUILDING, afar_kind, spot_kind

SIDE = 120


def noted(done: Surveyed) -> list[tuple[str, int, int]]:
    """Give kind and cell of what was noted."""
    return [(one.kind, one.x, one.y) for one in done.base.beyond]


def said(done: Surveyed) -> str:
    """Give the report's sentence about it, "" for none."""
    count = done.report.notes.get("beyond")
    return count.text.en if count else ""


def town() -> Osm:
    """Make a house in the quarter, so that there is one."""
    out = Osm()
    out.square(40, 40, 20, 20, building="house")
    return out


def near(cell: tuple[str, int, int], kind: str, x: float, y: float) -> bool:
    """Say whether a cell is that place, but for the rounding of degrees."""
    return cell[0] == kind and abs(cell[1] - x) <= 1 and abs(cell[2] - y) <= 1


def test_points_and_areas_outside_are_noted_and_the_rest_is_not(tmp_path: Path) -> None:
    """A stop; a school's ground at its nearest point, closed way or relation; not a shop beyond 1.2 km, a bench, a house."""
    map_ = town()
    map_.node(-300.5, 60.5, highway="bus_stop", name="Markt")
    map_.square(400, 30, 200, 50, amenity="school", name="Anna")
    outer = map_.way([(10, 900), (60, 900), (60, 950), (10, 950)], closed=True)
    map_.relation([(outer, "outer")], amenity="kindergarten")
    map_.node(60, 1500, shop="bakery")
    map_.node(60, 1000, shop="jewelry")
    map_.node(60, 1000, amenity="bench")
    map_.square(300, 300, 20, 20, building="house")
    done = made(map_.write(tmp_path))
    nursery, school, stop = noted(done)
    assert near(nursery, "nursery", 10, 900) or near(nursery, "nursery", 60, 900)
    assert school[0] == "school"
    assert school[1] in (399, 400)
    assert 30 <= school[2] <= 80
    assert near(stop, "stop", -301, 60)
    assert said(done) == "3 destinations up to 1.2 km outside noted."
    assert done.base.spots == ()
    assert len(done.base.buildings) == 1


def test_what_stands_in_the_quarter_is_not_noted_again(tmp_path: Path) -> None:
    """A school's ground that reaches into it, and the same school's gate outside."""
    map_ = town()
    map_.square(90, 30, 60, 40, amenity="school", name="Anna")
    map_.node(155, 50, amenity="school", name="Anna")
    done = made(map_.write(tmp_path))
    assert [one.kind for one in done.base.spots] == ["school"]
    assert done.base.beyond == ()
    assert said(done) == ""


def test_one_of_each_and_the_nearest_forty(tmp_path: Path) -> None:
    """Two platforms of a stop are one; of fifty bakeries the nearest count."""
    map_ = town()
    map_.node(200, 60, highway="bus_stop", name="Markt")
    map_.node(215, 70, highway="bus_stop", name="Markt")
    map_.node(206, 60, highway="bus_stop")
    for number in range(50):
        map_.node(-100 - 21 * number, 60, shop="bakery", name=f"Korn {number}")
    done = made(map_.write(tmp_path))
    stops = [one for one in done.base.beyond if one.kind == "stop"]
    shops = [one for one in done.base.beyond if one.kind == "shop"]
    assert [near((one.kind, one.x, one.y), "stop", 200, 60) for one in stops] == [True]
    assert len(shops) == MOST
    assert min(one.x for one in shops) == pytest.approx(-100 - 21 * 39, abs=1.5)
    assert said(done) == "41 destinations up to 1.2 km outside noted."


def test_parks_and_woods_come_with_their_size_also_where_they_reach_in(tmp_path: Path) -> None:
    """A wood of a hectare 200 m away; a park of which a strip lies in the quarter is met at its edge."""
    map_ = town()
    map_.square(320, 0, 100, 100, landuse="forest")
    map_.square(-95, 20, 100, 60, leisure="park")
    map_.square(300, 200, 5, 5, leisure="park")
    park, wood = sorted(made(map_.write(tmp_path)).base.beyond, key=lambda one: one.x)
    assert (park.kind, park.x) == ("park", -1)
    assert park.value == pytest.approx(6000, rel=0.01)
    assert wood.value == pytest.approx(10_000, rel=0.01)
    assert wood.x == pytest.approx(320, abs=1)


def test_a_file_without_a_box_of_its_own_and_geojson_note_them_too(tmp_path: Path) -> None:
    """GeoJSON is always read whole."""
    lon, lat = lonlat(60, 60)
    house = [[lon, lat], [lon + 2e-4, lat], [lon + 2e-4, lat + 1e-4], [lon, lat]]
    rows = [
        {"type": "Feature", "properties": {"building": "house"}, "geometry": {"type": "Polygon", "coordinates": [house]}},
        {"type": "Feature", "properties": {"amenity": "doctors"},
         "geometry": {"type": "Point", "coordinates": lonlat(500.5, 60.5)}},
        {"type": "Feature", "properties": {"highway": "street_lamp"},
         "geometry": {"type": "Point", "coordinates": lonlat(500.5, 60.5)}},
    ]  # fmt: skip
    path = tmp_path / "town.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), "utf-8")
    done = made(path)
    assert [near(one, "doctor", 500, 60) for one in noted(done)] == [True]
    assert said(done) == "1 destination up to 1.2 km outside noted."
    assert done.report.sources[0].left_out["outside"].number == 1


def test_a_city_models_school_outside_counts_by_what_the_model_says(tmp_path: Path) -> None:
    """Its function is a school's; a house of homes beside it is no destination."""
    inside = gml_building("h", solid=block(20, 20, 10, 10, 40, 50))
    school = gml_building("s", solid=block(300, 20, 40, 30, 40, 50), extra="<bldg:function>31001_3021</bldg:function>")
    homes = gml_building("w", solid=block(400, 20, 40, 30, 40, 50), extra="<bldg:function>31001_1010</bldg:function>")
    done = made(gml(tmp_path, inside, school, homes))
    assert [one[:2] for one in noted(done)] == [("school", 300)]
    assert made(gml(tmp_path, inside, name="alone.gml")).base.beyond == ()


@pytest.mark.parametrize(
    ("covers", "known"),
    [
        ((-2000.0, -2000.0, 2000.0, 2000.0), 1200),
        ((-2000.0, -2000.0, 2000.0, 425.0), 300),
        ((-35.0, -2000.0, 2000.0, 2000.0), 30),
        ((-5.0, -5.0, 125.0, 125.0), 0),
        ((-500.0, -500.0, 60.0, 500.0), 0),
    ],
)
def test_where_the_map_ends_near_the_quarter_is_said(
    tmp_path: Path, covers: tuple[float, float, float, float], known: int
) -> None:
    """On the side where it ends first; also where it covers a part of the quarter only."""
    done = made(town().write(tmp_path, covers=covers))
    assert done.base.facts["around"] == pytest.approx(known, abs=10)
    edge = done.report.notes.get("edge")
    assert (edge is None) == (known == 1200)
    assert (
        edge is None
        or (f"{done.base.facts['around']} m" if known else "nicht über das Quartier hinaus") in edge.text.de
    )


def test_two_maps_side_by_side_are_known_together_and_a_model_of_houses_tells_nothing(tmp_path: Path) -> None:
    """Each of the maps covers half the quarter."""
    west = town().write(tmp_path, "west.osm", (-2000, -2000, 60, 2000))
    map_ = Osm()
    map_.square(80, 40, 20, 20, building="house")
    east = map_.write(tmp_path, "east.osm", (59, -2000, 2000, 2000))
    assert made(west, east).base.facts["around"] == 1200
    assert made(west).base.facts["around"] == 0
    houses = gml(tmp_path, gml_building("h", solid=block(20, 20, 10, 10, 40, 50)))
    assert made(houses).base.facts["around"] == 0


@pytest.mark.parametrize(
    ("bbox", "known"),
    [
        (degrees(-800, -800, 900, 900), 780),
        (degrees(900, 900, -800, -800), 0),
        (degrees(5000, 5000, 6000, 6000), 0),
        (["west", 0, 1, 2], 0),
        ([10**400, 0, 1, 2], 0),
        ([float("nan"), 0, float("inf"), 2], 0),
        ([1, 2, 3], 0),
        (None, 0),
    ],
)
def test_a_geojson_says_what_it_covers_unless_that_cannot_be(tmp_path: Path, bbox: object, known: int) -> None:
    """Then it covers what it holds: here a house and a bakery in the quarter."""
    lon, lat = lonlat(60, 60)
    house = [[lon, lat], [lon + 2e-4, lat], [lon + 2e-4, lat + 1e-4], [lon, lat]]
    rows = [
        {"type": "Feature", "properties": {"building": "house"}, "geometry": {"type": "Polygon", "coordinates": [house]}},
        {"type": "Feature", "properties": {"shop": "bakery"}, "geometry": {"type": "Point", "coordinates": [lon, lat]}},
    ]  # fmt: skip
    path = tmp_path / "town.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "bbox": bbox, "features": rows}), "utf-8")
    done = made(path)
    assert done.base.facts["around"] == pytest.approx(known, abs=30)
    assert len(done.base.buildings) == 1


@given(x=st.floats(-1200, 1320), y=st.floats(-1200, 1290))
def test_a_cell_outside_is_never_one_of_the_quarter(x: float, y: float) -> None:
    """Also for points on its very edge, of which a half belongs to cells inside."""
    if 0 < x < 120 and 0 < y < 90:
        x, y = min(((x, 0.0), (x, 90.0), (0.0, y), (120.0, y)), key=lambda at: abs(at[0] - x) + abs(at[1] - y))
    cell = cell_outside(x, y, (120, 90))
    assert not (0 <= cell[0] < 120 and 0 <= cell[1] < 90)
    assert abs(cell[0] - x) <= 1
    assert abs(cell[1] - y) <= 1


def test_the_nearest_of_each_kind_stay() -> None:
    """Whatever their order was."""
    spots = [Spot("stop", "", -10 * number, 5) for number in range(1, 60)] + [Spot("school", "", 2000, 5)]
    kept = nearest(reversed(spots), (100, 100))
    assert kept == (spots[-1], *spots[:MOST])
    assert metres_from(130, -40, (100, 100)) == 50


def test_values_that_rows_are_asked_for_are_those_that_make_a_destination() -> None:
    """Each with the key that belongs to it, and what is a destination in the quarter is one outside."""
    keys = ("amenity", "shop", "leisure", "highway", "railway", "healthcare", "landuse", "natural")
    for value in sorted({*AFAR_VALUES, *USE_OF_AMENITY, *USE_OF_BUILDING}):
        kinds = [(spot_kind({key: value}), afar_kind({key: value})) for key in keys]
        assert any(afar for _, afar in kinds) == (value in AFAR_VALUES)
        assert all(afar == here if here in KINDS else afar in ("", "park") for here, afar in kinds)
