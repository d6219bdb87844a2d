"""Terrain, trees, GeoJSON, and where a quarter lies."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_places import EAST, NORTH, SIDE, Osm, block, blocks_at, box, gml, gml_building, lonlat, made, surface
from pyproj import Transformer

from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.survey import Options, survey
from stadtkern.quarter.survey.area import area_of, choose
from stadtkern.quarter.survey.read_terrain import bilinear
from stadtkern.quarter.survey.roofs import planes
from stadtkern.town.text import ProblemError


def tile(folder: Path, heights: np.ndarray, name: str = "N52E013.hgt") -> Path:  # type: ignore[type-arg]
    path = folder / name
    path.write_bytes(heights.astype(">i2").tobytes())
    return path


def slope(west: float, per_degree: float) -> np.ndarray:  # type: ignore[type-arg]
    """Give a tile that rises to the east."""
    return np.tile(west + np.arange(1201) / 1200 * per_degree, (1201, 1))


def geotiff(
    folder: Path, heights: np.ndarray, *, step: float = 1.0, epsg: int = 25833, nodata: float | None = None
) -> Path:  # type: ignore[type-arg]
    """Write heights [rows from north, columns] whose south-west corner is 50 m off the made place's."""
    import rasterio
    from rasterio import Affine

    path = folder / "dgm.tif"
    east, north = (33_000_000 if epsg == 5650 else 0) + EAST - 50, NORTH - 50 + heights.shape[0] * step
    with rasterio.open(path, "w", driver="GTiff", height=heights.shape[0], width=heights.shape[1], count=1, dtype="float32",
                       crs=f"EPSG:{epsg}", transform=Affine(step, 0, east, 0, -step, north), nodata=nodata) as raster:  # fmt: skip
        raster.write(heights.astype("float32"), 1)
    return path


def house(folder: Path) -> Path:
    town = Osm()
    town.square(40, 40, 30, 20, building="house", building__levels="2")
    town.square(80, 80, 20, 20, natural="water")
    return town.write(folder)


def test_ground_rises_smoothly_and_houses_stand_level(tmp_path: Path) -> None:
    """A slope of 10 % from an SRTM tile: one level each ten metres, the house on its middle height, the lake flat."""
    path = tile(tmp_path, slope(0, 6800))
    done = made(house(tmp_path), path)
    ground = done.base.ground.astype(int)
    assert int(ground[5, 115] - ground[5, 5]) == pytest.approx(11, abs=1)
    assert set(np.unique(np.diff(ground[5]))) <= {0, 1}
    standing = ground[done.base.building > 0]
    assert np.ptp(standing) == 0
    assert int(standing[0]) == pytest.approx(int(np.median(ground[30, 40:70])), abs=1)
    lake = ground[surface(done) == "water"]
    assert np.ptp(lake) == 0
    assert done.base.frame.above_sea + 3 == pytest.approx(6800 * (lonlat(0, 60)[0] - 13), abs=3)
    assert done.base.facts["terrain"] is True
    assert "flat" not in done.report.notes


def test_terrain_alone_is_bare_land_but_no_answer_for_an_empty_map(tmp_path: Path) -> None:
    """Terrain by itself makes a green field; beside a map that has nothing in the box it does not hide that."""
    path = tile(tmp_path, slope(0, 6800))
    bare = made(path)
    assert bare.base.buildings == ()
    assert np.ptp(bare.base.ground) > 5
    town = Osm()
    town.square(400, 400, 30, 20, building="house")
    with pytest.raises(ProblemError) as caught:
        made(town.write(tmp_path), path)
    assert caught.value.problem.code == "survey.nothing"


def test_zipped_tiles_and_voids(tmp_path: Path) -> None:
    """A zip holds the same tile; unknown heights take the nearest known one."""
    heights = slope(40, 100)
    heights[:, ::2] = -32768
    tile(tmp_path, heights)
    path = tmp_path / "N52E013.hgt.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.write(tmp_path / "N52E013.hgt", "N52E013.hgt")
    done = made(house(tmp_path), path)
    assert done.base.ground.max() <= 6
    assert done.report.sources[1].refused is None


@pytest.mark.parametrize("epsg", [25833, 5650])
def test_geotiff_of_one_metre(tmp_path: Path, epsg: int) -> None:
    """Fine terrain keeps its edges: a bank of 6 m stands where the file has it."""
    heights = np.full((220, 220), 30.0)
    heights[:, 110:] = 36.0
    done = made(house(tmp_path), geotiff(tmp_path, heights, epsg=epsg))
    row = done.base.ground[20].astype(int)
    assert row[:59].tolist() == [3] * 59
    assert row[62:].tolist() == [9] * (len(row) - 62)
    assert done.base.frame.above_sea == pytest.approx(27, abs=0.01)


def test_geotiff_with_gaps_and_elsewhere(tmp_path: Path) -> None:
    """Places without data take the nearest height and are counted."""
    heights = np.full((220, 220), 30.0)
    heights[:, 120:] = -9999
    done = made(house(tmp_path), geotiff(tmp_path, heights, nodata=-9999))
    assert set(np.unique(done.base.ground)) <= {2, 3}
    assert done.report.sources[1].defaulted["voids"].number > 1000


def test_a_mountain_is_flattened_in_proportion_and_said(tmp_path: Path) -> None:
    """150 m of relief and a house of 20 m do not fit into 64 m: all heights shrink alike, the house stays."""
    heights = np.tile(np.linspace(100, 300, 220), (220, 1))
    tower = gml(tmp_path, gml_building("t", solid=block(40, 40, 10, 10, 0, 20)))
    done = made(tower, geotiff(tmp_path, heights))
    note = done.report.notes["flattened"]
    assert "%" in note.text.de
    assert done.base.facts["flattened"] < 0.5
    assert done.base.buildings[0].height == 20
    assert len(blocks_at(done, 45, 45)) == 21
    line = done.base.ground[5].astype(int)
    assert np.all(np.diff(line) >= 0)
    assert np.abs(line - np.linspace(line[0], line[-1], len(line))).max() <= 1


@settings(max_examples=80, deadline=None)
@given(
    a=st.floats(-5, 5), b=st.floats(-5, 5), c=st.floats(-100, 100),
    at=st.lists(st.tuples(st.floats(0, 8), st.floats(0, 6)), min_size=1, max_size=20),
)  # fmt: skip
def test_between_heights_a_plane_stays_a_plane(a: float, b: float, c: float, at: list[tuple[float, float]]) -> None:
    """Bilinear reading gives a plane back exactly; outside nothing is known; an unknown neighbour does not spoil the rest."""
    rows, columns = np.mgrid[0:9.0, 0:7.0]
    heights = a * rows + b * columns + c
    r, q = np.array(at).T
    assert np.allclose(bilinear(heights, r, q), a * r + b * q + c, atol=1e-6)
    assert np.isnan(bilinear(heights, r + 20, q)).all()
    heights[0, 0] = np.nan
    assert np.isfinite(bilinear(heights, np.array([0.4]), np.array([0.4]))).all()


@settings(max_examples=80, deadline=None)
@given(a=st.floats(-2, 2), b=st.floats(-2, 2), c=st.floats(-50, 50), turn=st.integers(0, 5), back=st.booleans())
def test_planes_come_back_from_their_corners(a: float, b: float, c: float, turn: int, back: bool) -> None:
    """Whatever corner comes first and whichever way it turns."""
    corners = np.roll(np.array([(0, 0), (8, 0), (12, 5), (8, 9), (3, 9), (-1, 4)], float), turn, axis=0)
    corners = corners[::-1] if back else corners
    ring = np.column_stack([corners, corners @ np.array([a, b]) + c])
    fit = planes([np.vstack([ring, ring[:1]]), np.vstack([ring, ring[:1]])])
    assert np.allclose(fit[0, :3], (a, b, c), atol=1e-6)
    assert fit[1, 3] == pytest.approx(1 / np.sqrt(1 + a * a + b * b))


CSV_ROWS = "Baum-Nr;Baumart;Rechtswert;Hochwert;Baumhöhe [m];Kronendurchmesser [cm]\n"


def cadastre(folder: Path, rows: list[tuple[float, float, str, str, str]], encoding: str = "cp1252") -> Path:
    path = folder / "baeume.csv"
    lines = [
        f"{at};{kind};{EAST + x:.1f};{NORTH + y:.1f};{high};{wide}\n".replace(".", ",") for at, (x, y, kind, high, wide) in enumerate(rows)
    ]  # fmt: skip
    path.write_bytes((CSV_ROWS + "".join(lines)).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_a_german_cadastre(tmp_path: Path, encoding: str) -> None:
    """Semicolons, decimal commas, UTM, centimetres: height and crown arrive; absurd ones are assumed and counted."""
    rows = [(20.5, 20.5, "Winterlinde", "12,5", "600"), (60.5, 20.5, "Gemeine Fichte", "15", ""), (20.5, 60.5, "Zierkirsche", "", "400"),
            (60.5, 60.5, "Stieleiche", "999", "0")]  # fmt: skip
    done = made(house_far(tmp_path), cadastre(tmp_path, rows, encoding))
    report = done.report.sources[1]
    assert report.crs == "EPSG:25833"
    assert report.read["trees"] == report.became["trees"] == 4
    linden, spruce, cherry = blocks_at(done, 20, 20), blocks_at(done, 60, 20), blocks_at(done, 20, 60)
    assert len(linden) - 1 in (12, 13)
    assert spruce[-1] == "conifer"
    assert cherry[-1] == "blossom"
    assert linden[1] == "trunk"
    assert report.defaulted["tree_height.9"].number == 1
    assert len(blocks_at(done, 60, 60)) == 10
    assert done.base.sources[done.base.thing_from[20, 20]] == "baeume.csv"


def house_far(folder: Path) -> Path:
    town = Osm()
    town.square(95, 95, 20, 20, building="house", building__levels="2")
    return town.write(folder, "far.osm")


def test_the_cadastres_tree_stands_for_the_maps(tmp_path: Path) -> None:
    """Within four metres they are the same tree; others of the map stay; a tree in a house is left out and said."""
    town = Osm()
    town.node(22, 22, natural="tree")
    town.node(70, 70, natural="tree")
    town.square(90, 90, 20, 20, building="house")
    files = (
        town.write(tmp_path),
        cadastre(tmp_path, [(20.5, 20.5, "Linde", "10", "500"), (100, 100, "Ahorn", "10", "500")]),
    )
    for order in (files, files[::-1]):
        done = made(*order)
        reports = {one.name: one for one in done.report.sources}
        assert reports["town.osm"].left_out["replaced"].number == 1
        assert reports["town.osm"].became["trees"] == 1
        assert reports["baeume.csv"].became["trees"] == 1
        assert reports["baeume.csv"].left_out["no_room"].number == 1
        trunks = (done.base.grid.dense() == palette().id("trunk")).any(axis=0)
        assert int(trunks.sum()) == 2


def test_geojson_speaks_tags_and_blocks(tmp_path: Path) -> None:
    """Properties are tags, or a block's key; it wins over the map it comes after; metres are noticed."""

    def square(x: float, y: float, side: float) -> dict[str, object]:
        corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
        return {"type": "Polygon", "coordinates": [[list(lonlat(*one)) for one in corners]]}

    rows = [
        {"type": "Feature", "properties": {"block": "rain_garden"}, "geometry": square(10, 10, 20)},
        {"type": "Feature", "properties": {"building": "house", "Geschosse": 2, "roof:shape": "flat", "name": None}, "geometry": square(60, 60, 10)},
        {"type": "Feature", "properties": {"natural": "tree", "height": 7}, "geometry": {"type": "Point", "coordinates": list(lonlat(90.5, 20.5))}},
        {"type": "Feature", "properties": {}, "geometry": None},
    ]  # fmt: skip
    path = tmp_path / "plan.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    town = Osm()
    town.square(0, 0, 120, 120, landuse="meadow")
    town.square(59, 61, 10, 10, building="yes")
    done = made(town.write(tmp_path), path)
    assert int((surface(done) == "rain_garden").sum()) == pytest.approx(400, abs=40)
    assert [(one.source, one.storeys) for one in done.base.buildings] == [("plan.geojson", 2)]
    assert len(blocks_at(done, 90, 20)) == 8
    assert done.report.sources[1].left_out["no_place"].number == 1


@settings(max_examples=80, deadline=None)
@given(lon=st.floats(-170, 170), lat=st.floats(-70, 75), wide=st.floats(20, 500), high=st.floats(20, 500))
def test_any_box_becomes_an_area_of_its_own_size(lon: float, lat: float, wide: float, high: float) -> None:
    """As wide and high in metres as on the Earth, to the metre, in the zone of its place, with its middle kept."""
    from pyproj import Geod

    dx, dy = wide / 111_320 / np.cos(np.radians(lat)), high / 111_320
    area = area_of((lon, lat, lon + dx, lat + dy))
    _, _, true = Geod(ellps="GRS80").inv(lon, lat + dy / 2, lon + dx, lat + dy / 2)
    assert area.nx == pytest.approx(true, abs=1.5)
    back = Transformer.from_crs(f"EPSG:{area.epsg}", "EPSG:4326", always_xy=True)
    middle = back.transform(area.east + area.nx / 2, area.north + area.ny / 2)
    assert abs(middle[0] - lon - dx / 2) * 111_320 * np.cos(np.radians(lat)) < 1.5
    assert abs(middle[1] - lat - dy / 2) * 111_320 < 1.5


def test_zones_are_chosen_by_longitude() -> None:
    """Potsdam 33, Essen 32, Delft 31, Helsinki 35; overseas WGS 84."""
    for lon, lat, epsg in (
        (13.05, 52.4, 25833),
        (7.0, 51.5, 25832),
        (4.37, 52.0, 25831),
        (24.94, 60.17, 25835),
        (-58.4, -34.6, 32721),
    ):
        assert area_of((lon, lat, lon + 0.002, lat + 0.002)).epsg == epsg


@settings(max_examples=50, deadline=None)
@given(
    towns=st.lists(st.tuples(st.floats(13, 13.1), st.floats(52, 52.05), st.integers(1, 200)), min_size=1, max_size=5),
    side=st.integers(100, 512),
)
def test_an_area_found_by_itself_is_small_enough_and_holds_most(
    towns: list[tuple[float, float, int]], side: int
) -> None:
    """Never over the side, never empty; where all fits, all is in."""
    rng = np.random.default_rng(1)
    points = np.concatenate([rng.normal((lon, lat), (5e-4, 3e-4), (n, 2)) for lon, lat, n in towns])
    chosen = choose([(points, np.ones(len(points)))], side)
    area = chosen.area
    assert 16 <= area.nx <= side
    assert 16 <= area.ny <= side
    to = Transformer.from_crs("EPSG:4326", f"EPSG:{area.epsg}", always_xy=True)
    xs, ys = to.transform(points[:, 0], points[:, 1])
    inside = (xs >= area.east) & (xs <= area.east + area.nx) & (ys >= area.north) & (ys <= area.north + area.ny)
    assert inside.any()
    if not chosen.part:
        assert inside.mean() > 0.9


def test_files_alone_say_where_and_how_much_was_taken(tmp_path: Path) -> None:
    """Two clusters: the denser one is taken; a smaller side can be asked for; a model draws the area to itself."""
    town = Osm()
    for at in range(30):
        town.square(20 + at % 6 * 20, 20 + at // 6 * 20, 10, 10, building="house")
    for at in range(6):
        town.square(2000 + at * 20, 2000, 10, 10, building="house")
    path = town.write(tmp_path)
    done = survey([path])
    assert len(done.base.buildings) == 30
    assert done.report.notes["part"].number == 1
    small = survey([path], options=Options(side=60))
    assert max(small.base.grid.nx, small.base.grid.ny) <= 60
    assert survey([path], options=Options(side=9000)).base.grid.nx <= 512
    model = gml(tmp_path, gml_building("m", solid=block(2040, 2040, 10, 10, 0, 6)))
    drawn = survey([path, model])
    assert "model.gml" in {one.source for one in drawn.base.buildings}


def test_two_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    """Each has its own entry in the report and its own number in the cells."""
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    files = [house(folders[0]), house_far(folders[1]).rename(folders[1] / "town.osm")]
    done = made(*files)
    assert done.base.sources == ("default", "town.osm", "town.osm (2)")
    assert {one.source for one in done.base.buildings} == {"town.osm", "town.osm (2)"}
    with pytest.raises(ProblemError):
        survey([files[0]] * 300, box())
    assert SIDE == 120
