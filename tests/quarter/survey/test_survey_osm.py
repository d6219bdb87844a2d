"""What tags become: one made map per rule."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_places import Osm, blocks_at, made, surface

from stadtkern.quarter.blocks.palette import palette


@pytest.mark.parametrize(
    ("tags", "wide", "block"),
    [
        ({"highway": "residential", "sidewalk": "no"}, 5.5, "street"),
        ({"highway": "residential", "sidewalk": "no", "lanes": "4"}, 12, "street"),
        ({"highway": "residential", "sidewalk": "no", "lanes": "4", "width": "7,5 m"}, 7.5, "street"),
        ({"highway": "residential", "sidewalk": "no", "width": "640"}, 5.5, "street"),
        ({"highway": "residential", "sidewalk": "no", "bicycle_road": "yes"}, 5.5, "cycle_street"),
        ({"highway": "living_street"}, 5, "calm_street"),
        ({"highway": "cycleway", "width": "3"}, 3, "cycleway"),
        ({"highway": "pedestrian", "width": "9"}, 9, "square"),
        ({"highway": "track", "surface": "gravel"}, 3, "gravel_path"),
        ({"highway": "steps", "width": "3"}, 3, "steps"),
        ({"railway": "rail"}, 3, "rail"),
        ({"railway": "tram", "surface": "grass"}, 3, "grass_track"),
        ({"waterway": "canal"}, 8, "water"),
    ],
)
def test_a_line_is_as_wide_as_it_says(tmp_path: Path, tags: dict[str, str], wide: float, block: str) -> None:
    """Width wins over lanes, lanes over the class; a width no street has counts as not said."""
    town = Osm()
    town.way([(-20, 60), (140, 60)], **tags)
    cells = surface(made(town.write(tmp_path))) == block
    assert cells.sum(axis=0).mean() == pytest.approx(wide, abs=0.7)
    assert cells.any(axis=0).all()


def test_sidewalks_as_said_and_as_assumed(tmp_path: Path) -> None:
    """Left means left of the way; a street in town that says nothing has both, and the report says so."""
    town = Osm()
    town.way([(0, 30), (120, 30)], highway="residential", sidewalk="left")
    town.way([(0, 90), (120, 90)], highway="residential")
    done = made(town.write(tmp_path))
    walked = (surface(done) == "footway")[:, 60]
    assert walked[32:36].any()
    assert not walked[20:29].any()
    assert walked[86:88].any()
    assert walked[92:95].any()
    assert done.report.sources[0].defaulted["sidewalk"].number == 1


def test_parking_and_cycle_tracks_lie_along_a_street(tmp_path: Path) -> None:
    """Parking beside the carriageway, then the cycle track, then the sidewalk."""
    town = Osm()
    town.way([(0, 60), (120, 60)], highway="secondary", width="6", sidewalk="both",
             parking__right="lane", cycleway__right="track")  # fmt: skip
    column = surface(made(town.write(tmp_path)))[:, 60].tolist()
    order = [key for at, key in enumerate(column[48:60]) if at == 0 or column[48:60][at - 1] != key]
    assert order[-4:] == ["footway", "cycleway", "parking", "street"]


def test_land_use_water_and_squares(tmp_path: Path) -> None:
    """Areas become their surfaces with their own size; a street lies over them, and an island stays out of the lake."""
    town = Osm()
    town.square(0, 0, 60, 60, landuse="farmland")
    town.square(60, 0, 60, 60, leisure="park")
    outer = town.way([(0, 60), (60, 60), (60, 120), (0, 120)], closed=True)
    inner = town.way([(20, 80), (40, 80), (40, 100), (20, 100)], closed=True)
    town.relation([(outer, "outer"), (inner, "inner")], natural="water")
    town.square(60, 60, 30, 30, highway="pedestrian", area="yes")
    town.square(90, 60, 30, 30, amenity="parking", surface="grass_paver")
    town.square(70, 95, 20, 20, leisure="playground", name="Spielplatz am See")
    done = made(town.write(tmp_path))
    keys, counts = np.unique(surface(done), return_counts=True)
    sizes = dict(zip(keys.tolist(), counts.tolist(), strict=True))
    for key, area in (
        ("field", 3600),
        ("lawn", 3600),
        ("water", 3200),
        ("square", 900),
        ("parking_grass", 900),
        ("playground", 400),
    ):
        assert sizes[key] == pytest.approx(area, rel=0.05, abs=130 if key == "lawn" else 40), key
    assert {(one.kind, one.name) for one in done.base.spots} == {("playground", "Spielplatz am See"), ("park", "")}
    assert int(done.base.ground[100, 10]) < int(done.base.ground[90, 30])


def test_buildings_take_height_storeys_roof_and_use_from_tags(tmp_path: Path) -> None:
    """Height tag before storeys; a gable has its ridge in the middle; uses have their own walls."""
    town = Osm()
    town.square(10, 10, 20, 12, building="house", building__levels="2", roof__shape="gabled", roof__height="4")
    town.square(50, 10, 20, 12, building="school", height="12 m", name="Grundschule")
    town.square(10, 50, 12, 12, building="church", height="20", roof__shape="pyramidal", roof__height="10")
    town.square(
        50, 50, 20, 20, building="apartments", building__levels="4", building__material="brick", roof__shape="flat"
    )
    town.square(90, 50, 6, 5, building="yes")
    town.square(90, 90, 8, 6, building="roof", height="4")
    done = made(town.write(tmp_path))
    by_use = {one.use: one for one in done.base.buildings}
    assert by_use["school"].height == 12
    assert (by_use["school"].height_from, by_use["school"].name) == ("height tag", "Grundschule")
    assert {one.height_from for one in done.base.buildings if one.use == "homes"} == {"levels"}
    assert by_use["shed"].height_from == "default"
    assert len(done.base.buildings) == 5
    ridge, eaves = blocks_at(done, 20, 16), blocks_at(done, 20, 10)
    assert len(ridge) - len(eaves) >= 3
    assert ridge[-1] == eaves[-1] == "roof"
    assert ridge[1] == "homes"
    assert blocks_at(done, 60, 16) == ["yard", *["school"] * 11, "flat_roof"]
    assert len(blocks_at(done, 16, 56)) - len(blocks_at(done, 11, 51)) >= 6
    assert blocks_at(done, 60, 60)[1] == "homes_brick"
    assert len(blocks_at(done, 60, 60)) == 4 * 3 + 2
    assert blocks_at(done, 94, 93)[1:] == ["air", "air", "air", "flat_roof"]
    assert done.base.building[93, 94] == 0


def test_parts_decide_over_the_outline(tmp_path: Path) -> None:
    """A tower in a building is higher than the rest; all of it is one building."""
    town = Osm()
    town.square(10, 10, 40, 40, building="office", building__levels="3")
    town.square(20, 20, 10, 10, building__part="yes", building__levels="10")
    done = made(town.write(tmp_path))
    assert len(done.base.buildings) == 1
    assert len(blocks_at(done, 25, 25)) > len(blocks_at(done, 45, 45)) + 15


def test_school_grounds_and_shops_say_what_houses_are(tmp_path: Path) -> None:
    """A plain building on school grounds is a school; a shop in a house opens its ground floor to the street."""
    town = Osm()
    town.square(0, 0, 60, 60, amenity="school", name="Oberschule")
    town.square(10, 10, 20, 20, building="yes")
    town.square(80, 80, 20, 20, building="apartments", building__levels="4")
    town.node(90, 81, shop="bakery", name="Bäckerei Korn")
    done = made(town.write(tmp_path))
    assert {one.use for one in done.base.buildings} == {"school", "homes"}
    assert blocks_at(done, 90, 80)[1:6] == ["shop"] * 4 + ["homes"]
    assert {(one.kind, one.name) for one in done.base.spots} == {("school", "Oberschule"), ("shop", "Bäckerei Korn")}


def test_things_stand_beside_the_road_and_gates_open_fences(tmp_path: Path) -> None:
    """A lamp mapped on the carriageway moves to its edge; a fence has a gap where the gate is; nothing stands in a house."""
    town = Osm()
    town.way([(0, 60), (120, 60)], highway="residential", sidewalk="both")
    town.node(60, 60, highway="street_lamp")
    town.node(30.5, 20.5, amenity="bench")
    town.way([(0, 100), (120, 100)], barrier="fence")
    town.node(60, 100, barrier="gate")
    town.way([(10, 10), (10, 40)], barrier="hedge", height="3")
    town.node(100, 30, natural="tree", height="12", diameter_crown="6")
    done = made(town.write(tmp_path))
    dense = done.base.grid.dense()

    def where(key: str) -> list[tuple[int, int]]:
        return [(int(x), int(y)) for y, x in np.argwhere((dense == palette().id(key)).any(axis=0))]

    assert len(where("lamp")) == 1
    assert 2 < abs(where("lamp")[0][1] - 60) <= 5
    assert where("bench") == [(30, 20)]
    fence = {x for x, _ in where("fence")}
    assert 60 not in fence
    assert {20, 100} <= fence
    assert blocks_at(done, 10, 25)[1:] == ["hedge"] * 3
    tree = blocks_at(done, 100, 30)
    assert tree[1] == "trunk"
    assert tree[-1] == "crown"
    assert len(tree) == 13
    width = (dense == palette().id("crown")).any(axis=0)[30].sum()
    assert 5 <= width <= 7


def test_residential_ground_is_garden_and_counted_as_assumed(tmp_path: Path) -> None:
    """Where no area says anything, houses have gardens and works have yards; every such metre is counted."""
    town = Osm()
    town.square(0, 0, 120, 60, landuse="residential")
    town.square(0, 60, 120, 60, landuse="industrial")
    town.square(30, 20, 12, 10, building="yes")
    town.square(30, 80, 30, 20, building="yes")
    done = made(town.write(tmp_path))
    assert {one.use for one in done.base.buildings} == {"homes", "industry"}
    keys = surface(done)
    assert keys[5, 5] == "garden"
    assert keys[70, 70] == "yard"
    assert sum(one.number for one in done.report.defaulted.values()) == 120 * 120 - 120 - 600
    assert done.report.defaulted["garden"].text.en == "Surface assumed where no file says anything: Garden (m²)."


def test_clipped_and_crossing_ways(tmp_path: Path) -> None:
    """Ways without nodes are taken as far as they go; a figure of eight has two halves; all is said."""
    town = Osm()
    town.way([(0, 30), (40, 30), (80, 30), (120, 30)], missing=[3], highway="residential", sidewalk="no")
    town.way([(0, 50), (40, 50), (80, 50)], missing=[0, 1, 2], highway="residential")
    town.area([(20, 70), (60, 110), (60, 70), (20, 110)], leisure="park")
    town.way([(80, 80), (100, 80), (100, 100), (80, 100)], closed=True, missing=[1], building="yes")
    done = made(town.write(tmp_path))
    keys = surface(done)
    assert (keys[30, 2:78] == "street").all()
    assert keys[30, 100] != "street"
    assert int((keys == "lawn").sum()) == pytest.approx(800, rel=0.1)
    report = done.report.sources[0]
    assert report.defaulted["cut_ways"].number == 1
    assert report.defaulted["mended"].number == 1
    assert done.base.buildings == ()


def test_woods_have_trees_and_tunnels_stay_below(tmp_path: Path) -> None:
    """Trees of a wood are assumed and counted; what runs in a tunnel or underground makes no blocks."""
    town = Osm()
    town.square(0, 0, 60, 60, natural="wood")
    town.way([(0, 90), (120, 90)], highway="primary", tunnel="yes")
    town.square(80, 20, 30, 30, amenity="parking", parking="underground")
    town.square(80, 20, 20, 20, building="yes", location="underground")
    done = made(town.write(tmp_path))
    assert {"street", "parking"}.isdisjoint(np.unique(surface(done)).tolist())
    assert done.base.buildings == ()
    trunks = int((done.base.grid.dense() == palette().id("trunk")).any(axis=0).sum())
    assert trunks == done.report.sources[0].defaulted["wild.0"].number > 40


def test_the_sea_lies_right_of_its_coast(tmp_path: Path) -> None:
    """A coastline without any area still makes water on its right-hand side."""
    town = Osm()
    town.way([(50, -80), (50, 60), (50, 200)], natural="coastline")
    keys = surface(made(town.write(tmp_path)))
    assert keys[60, 80] == "water"
    assert keys[60, 20] != "water"


corner = st.tuples(st.floats(-40, 160, allow_nan=False), st.floats(-40, 160, allow_nan=False))
words = st.sampled_from(
    ["yes", "residential", "forest", "water", "3", "-1", "1e9", "house", "gabled", "", "both", "ä;ö", "5000"]
)
keys_ = st.sampled_from(
    ["building", "highway", "landuse", "natural", "height", "building__levels", "roof__shape", "width", "lanes", "layer",
     "barrier", "waterway", "leisure", "amenity", "area", "railway", "sidewalk", "building__part", "min_height"]
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ways=st.lists(
        st.tuples(st.lists(corner, min_size=1, max_size=7), st.dictionaries(keys_, words, max_size=4), st.booleans()),
        max_size=8,
    )
)
def test_any_map_makes_a_sound_quarter(
    tmp_path: Path, ways: list[tuple[list[tuple[float, float]], dict[str, str], bool]]
) -> None:
    """Whatever crosses, overlaps or makes no sense: all columns have ground, buildings are numbered without gaps."""
    town = Osm()
    town.square(5, 5, 10, 10, landuse="grass")
    for points, tags, closed in ways:
        town.way(points, closed=closed, **tags)
    base = made(town.write(tmp_path)).base
    dense, rows, columns = base.grid.dense(), *np.indices(base.ground.shape)
    assert palette().known[np.unique(dense)].all()
    assert (dense[base.ground, rows, columns] != 0).all()
    levels = np.arange(base.grid.nz)[:, None, None]
    assert (dense[np.broadcast_to(levels < base.ground, dense.shape)] == palette().id("soil")).all()
    assert (
        sorted(set(np.unique(base.building)) - {0})
        == [one.number for one in base.buildings]
        == list(range(1, len(base.buildings) + 1))
    )
    assert base.surface_from.max() < len(base.sources)
