"""City models as they come: systems, parts, attributes that lie, files over files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_places import EAST, Osm, block, blocks_at, box, city_json, gable, gml, gml_building, made

from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.survey import survey
from stadtkern.quarter.survey.crs import horizontal
from stadtkern.town.text import ProblemError

HEIGHT = "<bldg:measuredHeight>{}</bldg:measuredHeight>"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("urn:adv:crs:ETRS89_UTM33*DE_DHHN92_NH", "EPSG:25833"),
        ("urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016", "EPSG:25832"),
        ("urn:ogc:def:crs,crs:EPSG:6.12:25833,crs:EPSG:6.12:5783", "EPSG:25833"),
        ("urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::7837", "EPSG:25832"),
        ("urn:ogc:def:crs:EPSG::25833", "EPSG:25833"),
        ("urn:ogc:def:crs:EPSG:9.8.9:25833", "EPSG:25833"),
        ("EPSG:25833", "EPSG:25833"),
        ("http://www.opengis.net/def/crs/EPSG/0/7415", "EPSG:28992"),
        ("https://www.opengis.net/def/crs/EPSG/0/5555", "EPSG:25832"),
        ("urn:adv:crs:DE_DHDN_3GK4*DE_DHHN92_NH", "EPSG:31468"),
        ("EPSG:3045+5783", "EPSG:3045"),
    ],
)
def test_systems_however_they_are_written(said: str, code: str) -> None:
    """German offices, OGC and EPSG write the same system in many ways; heights beside it do not count."""
    assert horizontal(said) == code


def test_unknown_systems_are_refused_in_both_languages() -> None:
    """No guess where a name is given that nobody knows."""
    with pytest.raises(ProblemError) as caught:
        horizontal("urn:local:grid")
    assert caught.value.problem.code == "survey.crs"
    assert "urn:local:grid" in caught.value.problem.text.de


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("part", [False, True])
@pytest.mark.parametrize("said", ["0", "56890", "9.0", ""])
def test_geometry_counts_whatever_an_attribute_says(tmp_path: Path, version: str, part: bool, said: str) -> None:
    """A box of nine metres is nine metres high, in a part or not, in both versions of CityGML."""
    house = gml_building(
        "h", solid=block(20, 20, 10, 10, 41.5, 50.5), extra=HEIGHT.format(said) if said else "", part=part
    )
    done = made(gml(tmp_path, house, version=version))
    (one,) = done.base.buildings
    assert (one.height, one.height_from) == (9.0, "geometry")
    assert int((done.base.building > 0).sum()) == 100
    assert len(blocks_at(done, 25, 25)) == 10
    assert ("said_height" in done.report.sources[0].left_out) == (said in ("0", "56890"))
    assert done.report.sources[0].read.get("building_parts", 0) == int(part)


def test_a_gable_is_a_gable(tmp_path: Path) -> None:
    """Roof surfaces give each column its own height: eaves 6 m, ridge 10 m, walls under the tiles to the gable."""
    done = made(gml(tmp_path, gml_building("h", surfaces=gable(20, 20, 16, 10, 40, 46, 50))))
    heights = [len(blocks_at(done, 28, y)) - 1 for y in range(20, 30)]
    assert heights == heights[::-1]
    assert heights[0] in (6, 7)
    assert heights[4] in (9, 10)
    assert np.all(np.diff(heights[:5]) >= 0)
    column = blocks_at(done, 20, 24)
    assert column[-1] == "roof"
    assert column[1] == "homes"


@pytest.mark.parametrize(
    ("options", "srs"),
    [
        ({"prefix": 33_000_000}, "EPSG:25833"),
        ({"crossed": True}, "EPSG:25833"),
        ({}, ""),
        ({"prefix": 33_000_000}, "EPSG:5650"),
    ],
)
def test_eastings_with_the_zone_axes_crossed_or_no_system(tmp_path: Path, options: dict[str, float], srs: str) -> None:
    """Each lands in the same place."""
    house = gml_building("h", solid=block(20, 30, 10, 12, 0, 6), **options)  # type: ignore[arg-type]
    done = made(gml(tmp_path, house, srs=srs))
    assert np.argwhere(done.base.building).min(axis=0).tolist() == [30, 20]
    assert int((done.base.building > 0).sum()) == 120


def test_absurd_heights_fall_back_to_a_default_that_is_said(tmp_path: Path) -> None:
    """A box of 56 km is no house; neither is one without any height."""
    tall = gml_building(
        "tall", solid=block(20, 20, 10, 10, 40, 56_890), extra="<bldg:function>31001_1010</bldg:function>"
    )
    flat = gml_building("flat", surfaces={"GroundSurface": gable(60, 60, 10, 10, 40, 46, 50)["GroundSurface"]})
    done = made(gml(tmp_path, tall, flat))
    assert {one.height_from for one in done.base.buildings} == {"default"}
    assert all(one.height < 15 for one in done.base.buildings)
    assert done.report.sources[0].left_out["height"].number == 1
    assert sum(one.number for code, one in done.report.sources[0].defaulted.items() if code.startswith("height.")) == 2


def test_a_model_stands_over_the_maps_outline_and_takes_its_name(tmp_path: Path) -> None:
    """LoD2 over OpenStreetMap: the outline goes, its name and use stay; the neighbour without a model remains."""
    town = Osm()
    town.square(21, 19, 16, 10, building="church", name="St. Nikolai", building__levels="1")
    town.square(70, 70, 10, 10, building="house", building__levels="2")
    model = gml(tmp_path, gml_building("h", surfaces=gable(20, 20, 16, 10, 40, 46, 50)))
    for files in ((town.write(tmp_path), model), (model, town.write(tmp_path))):
        done = made(*files)
        names = {one.source: one for one in done.base.buildings}
        assert len(done.base.buildings) == 2
        assert (names["model.gml"].name, names["model.gml"].use, names["model.gml"].height) == (
            "St. Nikolai",
            "worship",
            10.0,
        )
        reports = {one.name: one for one in done.report.sources}
        assert reports["town.osm"].left_out["replaced"].number == 1
        assert done.base.sources[done.base.thing_from[25, 28]] == "model.gml"
        assert done.base.sources[done.base.thing_from[75, 75]] == "town.osm"


def test_the_better_model_wins_wherever_it_comes(tmp_path: Path) -> None:
    """The same house as LoD1 and LoD2 in two files stands once, with its roof; no slivers remain."""
    one = gml(tmp_path, gml_building("a", solid=block(19.4, 19.4, 17, 11, 40, 48)), name="lod1.gml")
    two = gml(tmp_path, gml_building("b", surfaces=gable(20, 20, 16, 10, 40, 46, 50)), name="lod2.gml")
    for files in ((one, two), (two, one)):
        done = made(*files)
        assert [b.id for b in done.base.buildings] == ["b"]
        assert int((done.base.building > 0).sum()) == 160


@pytest.mark.parametrize("version", ["1.0", "1.1", "2.0"])
def test_cityjson_parts_levels_and_semantics(tmp_path: Path, version: str) -> None:
    """The highest level of detail counts, parts belong to their building, roads and trees come along."""
    vertices = [(x, y, z) for z in (0, 5, 9) for x, y in ((20, 20), (30, 20), (30, 30), (20, 30))] + [
        (60, 60, 0),
        (100, 60, 0),
        (100, 64, 0),
        (60, 64, 0),
    ]

    def solid(top: int) -> list[list[list[list[int]]]]:
        sides = [[[a, b, b + top, a + top]] for a, b in ((0, 1), (1, 2), (2, 3), (3, 0))]
        return [[[[3, 2, 1, 0]], [[top, top + 1, top + 2, top + 3]], *sides]]

    objects = {
        "house": {"type": "Building", "attributes": {"function": "1010", "storeysAboveGround": 3, "measuredHeight": 77}, "children": ["part"],
                  "geometry": [{"type": "Solid", "lod": "1", "boundaries": solid(4)}]},
        "part": {"type": "BuildingPart", "parents": ["house"],
                 "geometry": [{"type": "Solid", "lod": "2.2", "boundaries": solid(8),
                               "semantics": {"surfaces": [{"type": "RoofSurface"}, {"type": "GroundSurface"}], "values": [[1, 0, None, None, None, None]]}}]},
        "road": {"type": "Road", "attributes": {"function": "rijbaan lokale weg"}, "geometry": [{"type": "MultiSurface", "lod": "1", "boundaries": [[[12, 13, 14, 15]]]}]},
        "tree": {"type": "SolitaryVegetationObject", "attributes": {"height": 8, "crownDiameter": 4}, "geometry": [{"type": "MultiPoint", "lod": "1", "boundaries": [12]}]},
        "bridge": {"type": "Bridge", "geometry": []},
    }  # fmt: skip
    done = made(city_json(tmp_path, objects, vertices, version=version))
    (one,) = done.base.buildings
    assert (one.height, one.storeys, one.use) == (9.0, 3, "homes")
    report = done.report.sources[0]
    assert report.read["buildings"] == report.read["building_parts"] == report.read["trees"] == 1
    assert report.left_out["other_objects"].number == 1
    assert report.became["trees"] == 1
    assert int((done.base.grid.dense()[done.base.ground[62, 80], 60:64, 60:100] == palette().id("street")).sum()) == 160


def test_self_crossing_footprints_are_mended(tmp_path: Path) -> None:
    """A ground outline like a figure of eight still has its area, once."""
    eight = {"GroundSurface": [[(20, 20, 0), (40, 40, 0), (40, 20, 0), (20, 40, 0)]],
             "RoofSurface": [[(20, 20, 6), (40, 20, 6), (40, 40, 6), (20, 40, 6)]]}  # fmt: skip
    done = made(gml(tmp_path, gml_building("eight", surfaces=eight)))
    assert int((done.base.building > 0).sum()) == pytest.approx(200, abs=21)


def test_a_model_in_the_wrong_zone_is_refused_with_what_may_be_wrong(tmp_path: Path) -> None:
    """Numbers of zone 33 under the name of zone 32 lie 400 km away: the file is refused, the rest of the town stands."""
    town = Osm()
    town.square(20, 20, 10, 10, building="house")
    wrong = gml(
        tmp_path, gml_building("h", solid=block(60, 60, 10, 10, 0, 6)), srs="urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH"
    )
    for bbox in (box(), None):
        done = survey([town.write(tmp_path), wrong], bbox)
        assert len(done.base.buildings) == 1
        refused = {one.name: one.refused for one in done.report.sources}
        assert refused["town.osm"] is None
        problem = refused["model.gml"]
        assert problem is not None
        assert problem.code == "survey.elsewhere"
        assert "EPSG:25833" in problem.text.de
        assert "km" in problem.text.en
    with pytest.raises(ProblemError) as caught:
        survey([wrong], box())
    assert caught.value.problem.code == "survey.nothing"
    assert "EPSG:25833" in caught.value.problem.text.en
    assert EAST == 367_000
