"""GeoPackage, Shapefile, GML, FlatGeobuf: what the town's GDAL reads, and how bad files are told."""

from __future__ import annotations

import gc
import sqlite3
import warnings
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas
import pytest
import shapely
from geo_reading import draw, zipped

from stadtkern.data.gather.choose import choose
from stadtkern.data.gather.kinds.geofile import KIND
from stadtkern.data.gather.model import ColumnMapping, Limits, Mapping, Opening, Part, Role, Shape
from stadtkern.town.text import ProblemError

SQUARE = shapely.box(13.40, 52.50, 13.41, 52.51)
BOW_TIE = shapely.Polygon([(13.40, 52.50), (13.41, 52.51), (13.41, 52.50), (13.40, 52.51), (13.40, 52.50)])
POINT = shapely.Point(13.37, 52.52)


def _frame(crs: int = 4326) -> geopandas.GeoDataFrame:
    frame = geopandas.GeoDataFrame(
        {
            "name": ["Eins", "Zwei", "Öffentlich"],
            "plz": ["03046", "10115", "01067"],
            "zahl": [1, 2, 3],
            "hoehe_m": [1.5, None, 3.25],
            "ja": [True, False, True],
            "tag": [date(2024, 3, 31), date(2024, 10, 27), None],
            "wann": [datetime(2024, 7, 1, 12, tzinfo=UTC), None, datetime(2024, 1, 1, 11, 30, tzinfo=UTC)],
        },
        geometry=[SQUARE, shapely.box(13.42, 52.50, 13.43, 52.51), shapely.box(13.44, 52.50, 13.45, 52.51)],
        crs=4326,
    )
    return frame.to_crs(crs)


def _write(frame: geopandas.GeoDataFrame, path: Path, **options) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(path, **options)
    return path


def _shapefile(
    folder: Path, frame: geopandas.GeoDataFrame, *, name: str = "flaechen", without: tuple[str, ...] = ()
) -> dict:
    folder.mkdir(exist_ok=True)
    plain = frame.drop(columns=["wann"], errors="ignore")
    _write(plain, folder / f"{name}.shp", encoding="UTF-8")
    return {file.name: file.read_bytes() for file in folder.glob(f"{name}.*") if file.suffix not in without}


def _code(path: Path, **options) -> str:
    with pytest.raises(ProblemError) as caught:
        KIND.open(Opening(path, path.name, **options))
    problem = caught.value.problem
    assert problem.text.de != problem.text.en
    return problem.code


def _near(shape, other) -> bool:
    return shape.hausdorff_distance(other) < 1e-6


@pytest.mark.parametrize("crs", [4326, 25833, 25832, 3857])
@pytest.mark.parametrize("ending", ["gpkg", "fgb"])
def test_places_come_in_as_wgs84_whatever_the_system(tmp_path: Path, crs: int, ending: str) -> None:
    path = _write(_frame(crs), tmp_path / f"a.{ending}", SPATIAL_INDEX="NO") if ending == "fgb" else None
    path = path or _write(_frame(crs), tmp_path / "a.gpkg")
    assert choose(path, "unbekannt.bin").kind == "geofile"
    drawn = draw(KIND, path)
    assert [row["name"] for row in drawn.rows()] == ["Eins", "Zwei", "Öffentlich"]
    assert [row["plz"] for row in drawn.rows()] == ["03046", "10115", "01067"]
    assert _near(drawn.shapes()[0], SQUARE)
    assert [row["_row"] for row in drawn.rows()] == [1, 2, 3]
    guess = drawn.guess("place.crs")
    assert (guess.value if guess else "EPSG:4326") == f"EPSG:{crs}"
    assert drawn.reading.mapping.crs == f"EPSG:{crs}"


def test_the_old_gauss_krueger_system_is_within_its_three_metres(tmp_path: Path) -> None:
    drawn = draw(KIND, _write(_frame(31468), tmp_path / "a.gpkg"))
    assert drawn.guess("place.crs").value == "EPSG:31468"
    assert drawn.shapes()[0].hausdorff_distance(SQUARE) < 5e-5


def test_types_are_kept(tmp_path: Path) -> None:
    drawn = draw(KIND, _write(_frame(), tmp_path / "a.gpkg"))
    types = {column.name: column.type for column in drawn.reading.parts[0].columns}
    assert types == {
        "fid": "integer", "name": "text", "plz": "text", "zahl": "integer", "hoehe_m": "number", "ja": "boolean",
        "tag": "date", "wann": "time",
    }  # fmt: skip
    row = drawn.rows()[0]
    assert row["tag"] == date(2024, 3, 31)
    assert row["wann"] == datetime(2024, 7, 1, 12)
    assert row["ja"] is True
    assert drawn.rows()[1]["hoehe_m"] is None
    height = next(column for column in drawn.reading.parts[0].columns if column.name == "hoehe_m")
    assert height.unit == "m"
    assert drawn.guess("unit.header").value == "m"


def test_each_layer_becomes_a_part_and_a_table_without_places_a_table(tmp_path: Path) -> None:
    path = _write(_frame(), tmp_path / "a.gpkg", layer="Bäume")
    _write(_frame(25833), path, layer="Bänke")
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE preise (id INTEGER PRIMARY KEY, betrag REAL, foto BLOB)")
        database.execute("INSERT INTO preise VALUES (1, 2.5, x'00')")
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('preise','attributes','preise')"
        )
    database.close()
    drawn = draw(KIND, path)
    assert [(part.name, part.shape.value) for part in drawn.reading.parts] == [
        ("baeume", "features"), ("baenke", "features"), ("preise", "table"),
    ]  # fmt: skip
    assert _near(drawn.shapes("baenke")[0], SQUARE)
    assert drawn.rows("preise") == [{"id": 1, "betrag": 2.5, "_row": 1}]
    assert drawn.guess("column.binary").column == "foto"


def test_faulty_geometry_is_repaired_absent_kept_and_heights_left_out(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"n": [1, 2, 3]}, geometry=[BOW_TIE, None, shapely.force_3d(SQUARE, 7.0)], crs=4326)
    drawn = draw(KIND, _write(frame, tmp_path / "a.gpkg"))
    shapes = drawn.shapes()
    assert shapes[0].is_valid
    assert shapes[0].geom_type == "MultiPolygon"
    assert shapes[1] is None
    assert not shapes[2].has_z
    assert sorted((one.row, one.code) for one in drawn.report.flagged) == [(1, "geo.repaired"), (2, "geo.no-geometry")]
    assert drawn.guess("place.heights") is not None


def test_geometry_of_which_nothing_remains_is_refused(tmp_path: Path) -> None:
    flat = shapely.Polygon([(13.4, 52.5), (13.5, 52.5), (13.4, 52.5), (13.4, 52.5)])
    frame = geopandas.GeoDataFrame({"n": [1, 2]}, geometry=[flat, SQUARE], crs=4326)
    drawn = draw(KIND, _write(frame, tmp_path / "a.gpkg"))
    assert [(one.row, one.code) for one in drawn.report.refused] == [(1, "geo.broken")]
    assert [row["n"] for row in drawn.rows()] == [2]


def test_places_beyond_the_earth_are_refused(tmp_path: Path) -> None:
    good = [shapely.Point(390_000 + number, 5_820_000) for number in range(20)]
    frame = geopandas.GeoDataFrame({"n": range(21)}, geometry=[*good, shapely.Point(1e30, 5e6)], crs=25833)
    drawn = draw(KIND, _write(frame, tmp_path / "a.gpkg"))
    assert [(one.row, one.code) for one in drawn.report.refused] == [(21, "geo.outside")]


def test_a_zipped_shapefile_is_read_with_its_umlauts(tmp_path: Path) -> None:
    files = _shapefile(tmp_path / "s", _frame(25833), without=(".cpg",))
    path = zipped(tmp_path / "a.zip", {f"export/{name}": content for name, content in files.items()})
    assert choose(path, path.name).kind == "geofile"
    drawn = draw(KIND, path)
    assert [part.name for part in drawn.reading.parts] == ["flaechen"]
    assert [row["name"] for row in drawn.rows()] == ["Eins", "Zwei", "Öffentlich"]
    assert [row["plz"] for row in drawn.rows()] == ["03046", "10115", "01067"]
    assert drawn.rows()[0]["tag"] == date(2024, 3, 31)
    assert _near(drawn.shapes()[0], SQUARE)


def test_several_shapefiles_in_one_zip_become_parts(tmp_path: Path) -> None:
    files = _shapefile(tmp_path / "s", _frame(), name="wege") | _shapefile(tmp_path / "s", _frame(25833), name="beete")
    drawn = draw(KIND, zipped(tmp_path / "a.zip", files))
    assert sorted(drawn.tables) == ["beete", "wege"]
    assert _near(drawn.shapes("beete")[0], drawn.shapes("wege")[0])
    assert drawn.report.read == 6


def test_a_shapefile_without_prj_is_guessed_from_its_numbers(tmp_path: Path) -> None:
    files = _shapefile(tmp_path / "s", _frame(31468), without=(".prj",))
    drawn = draw(KIND, zipped(tmp_path / "a.zip", files))
    guess = drawn.guess("place.crs")
    assert guess.value == "EPSG:31468"
    assert guess.sure < 1
    assert drawn.shapes()[0].hausdorff_distance(SQUARE) < 5e-5


def test_an_unknown_system_is_told_with_a_way_out(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(-5e8, 17)])
    files = _shapefile(tmp_path / "s", frame)
    path = zipped(tmp_path / "a.zip", files)
    assert _code(path) == "geo.crs-unknown"
    mapping = Mapping(Shape.FEATURES, crs="EPSG:99999")
    assert _code(path, mapping=mapping) == "geo.crs-unknown"


@pytest.mark.parametrize("missing", [".shx", ".dbf"])
def test_a_shapefile_that_lacks_a_part_is_told(tmp_path: Path, missing: str) -> None:
    files = _shapefile(tmp_path / "s", _frame(), without=(missing,))
    assert _code(zipped(tmp_path / "a.zip", files)) == "geo.shapefile-parts"


def test_a_lone_shp_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    path.write_bytes(_shapefile(tmp_path / "s", _frame())["flaechen.shp"])
    assert choose(path, path.name).kind == "geofile"
    assert _code(path) == "geo.shapefile-alone"


def test_gml_keeps_leading_zeros_and_days(tmp_path: Path) -> None:
    path = _write(_frame(25833), tmp_path / "a.gml", driver="GML")
    drawn = draw(KIND, path)
    row = drawn.rows()[0]
    assert row["plz"] == "03046"
    assert row["zahl"] == 1
    assert row["hoehe_m"] == 1.5
    assert row["tag"] == date(2024, 3, 31)
    assert _near(drawn.shapes()[0], SQUARE)
    assert drawn.guess("place.crs").value == "EPSG:25833"
    assert not (tmp_path / "a.gfs").exists()


GML = """<?xml version="1.0" encoding="utf-8"?>
<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:p="http://p">
{0}</wfs:FeatureCollection>"""
PLAN = """<wfs:member><p:plan gml:id="p{0}"><p:name>Plan {0}</p:name><p:flaeche>{1}</p:flaeche></p:plan></wfs:member>"""
ARC = """<gml:Polygon srsName="urn:ogc:def:crs:EPSG::25833"><gml:exterior><gml:Ring><gml:curveMember><gml:Curve><gml:segments>
<gml:ArcString><gml:posList>390000 5820000 390010 5820010 390020 5820000</gml:posList></gml:ArcString></gml:segments></gml:Curve>
</gml:curveMember><gml:curveMember><gml:LineString><gml:posList>390020 5820000 390000 5820000</gml:posList></gml:LineString>
</gml:curveMember></gml:Ring></gml:exterior></gml:Polygon>"""


def test_arcs_of_a_building_plan_become_chords(tmp_path: Path) -> None:
    path = tmp_path / "plan.gml"
    path.write_text(GML.format(PLAN.format(1, ARC)))
    shape = draw(KIND, path).shapes()[0]
    square_metres = geopandas.GeoSeries([shape], crs=4326).to_crs(25833).area[0]
    assert square_metres == pytest.approx(157.08, abs=0.5)  # half a circle of 10 m


def test_features_that_gdal_passes_over_are_refused_by_name(tmp_path: Path) -> None:
    faulty = ARC.replace("<gml:posList>", '<gml:posList srsDimension="3">')
    path = tmp_path / "plan.gml"
    path.write_text(GML.format("".join(PLAN.format(number, faulty if number == 2 else ARC) for number in (1, 2, 3))))
    drawn = draw(KIND, path)
    assert drawn.report.read == 3
    assert [(one.row, one.code, one.value) for one in drawn.report.refused] == [(2, "geo.lost", "p2")]


def test_a_truncated_gml_is_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.gml"
    path.write_text(GML.format(PLAN.format(1, ARC))[:600])
    assert _code(path) == "geo.xml-broken"


def test_gml_with_a_doctype_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.gml"
    doctype = '<!DOCTYPE x [<!ENTITY a "b">]><wfs:'
    path.write_text(GML.format(PLAN.format(1, ARC)).replace("<wfs:", doctype, 1))
    assert _code(path) == "geo.xml-doctype"


@pytest.mark.parametrize(
    "name", ["berlin_lod_3910_5819.gml", "essen_lod2_citydpc.gml", "potsdam_lod1.gml", "delft_cjio.city.json"]
)
def test_city_models_are_sent_to_the_survey(real: Path, name: str) -> None:
    path = real / "citymodel" / name
    assert choose(path, name).kind == "geofile"
    assert _code(path) == "geo.citymodel"


def test_a_mapping_is_obeyed(tmp_path: Path) -> None:
    path = _write(_frame(25833), tmp_path / "a.gpkg")
    proposed = KIND.open(Opening(path, path.name)).mapping
    assert proposed is not None
    by_header = {column.header: column for column in proposed.columns}
    by_header["name"].name, by_header["name"].title = "bezeichnung", "Bezeichnung"
    by_header["zahl"].type = "text"
    by_header["plz"].type = "integer"
    by_header["hoehe_m"].unit = "cm"
    by_header["ja"].role = Role.IGNORE
    by_header["fid"].role = Role.IGNORE
    drawn = draw(KIND, path, mapping=proposed)
    row = drawn.rows()[0]
    assert (row["bezeichnung"], row["zahl"], row["plz"]) == ("Eins", "1", 3046)
    assert not {"ja", "fid", "name"} & set(row)
    assert next(column for column in drawn.reading.parts[0].columns if column.name == "hoehe_m").unit == "cm"


def test_a_mapping_that_knows_other_columns_says_which_came_and_went(tmp_path: Path) -> None:
    path = _write(_frame(), tmp_path / "a.gpkg")
    mapping = Mapping(Shape.FEATURES, [ColumnMapping("alt", "alt", "Alt", Role.PROPERTY)])
    drawn = draw(KIND, path, mapping=mapping)
    assert drawn.guess("column.gone").column == "alt"
    assert drawn.guess("column.new") is not None
    assert drawn.rows()[0]["name"] == "Eins"


def test_swapped_axes_are_noticed_and_a_mapping_can_swap(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(52.52, 13.37)], crs=4326)
    path = _write(frame, tmp_path / "a.gpkg")
    drawn = draw(KIND, path)
    assert drawn.guess("place.swapped").value == "swap"
    assert drawn.reading.mapping.swap_axes
    assert drawn.shapes()[0] == POINT
    unswapped = draw(KIND, path, mapping=Mapping(Shape.FEATURES, crs="EPSG:4326", swap_axes=False))
    assert unswapped.shapes()[0] == shapely.Point(52.52, 13.37)


@pytest.mark.parametrize(("ending", "part"), [("gpkg", 0.3), ("fgb", 0.3), ("fgb", 0.9)])
def test_truncated_files_are_told_and_stop_nothing(tmp_path: Path, ending: str, part: float) -> None:
    data = _write(_frame(), tmp_path / f"a.{ending}").read_bytes()
    path = tmp_path / f"cut.{ending}"
    path.write_bytes(data[: int(len(data) * part)])
    assert _code(path) == "geo.unreadable"


def test_a_database_that_is_no_geopackage_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE x (y)")
    database.close()
    assert _code(path) == "geo.sqlite"


def test_a_zip_without_anything_known_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"bild.png": b"x", "lies.mich": b"y"})
    assert choose(path, path.name).kind == "geofile"
    assert _code(path) == "geo.zip-content"


def test_a_broken_zip_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.geojson": b"x" * 1000})
    path.write_bytes(path.read_bytes()[:-10])
    assert choose(path, path.name).kind == "geofile"
    assert _code(path) == "archive.broken"


def test_a_zip_bomb_and_a_wandering_path_are_told(tmp_path: Path) -> None:
    assert _code(zipped(tmp_path / "a.zip", {"a.geojson": bytes(40_000_000)})) == "archive.bomb"
    assert _code(zipped(tmp_path / "b.zip", {"../a.geojson": b"{}"})) == "archive.path"


def test_a_wrong_kind_of_content_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(b"%PDF-1.7 ...")
    assert _code(path) == "file.wrong-content"


def test_too_many_columns_are_told(tmp_path: Path) -> None:
    path = _write(_frame(), tmp_path / "a.gpkg")
    assert _code(path, limits=Limits(columns=3)) == "geo.columns"


def test_the_upload_is_not_touched_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    folder = tmp_path / "up"
    folder.mkdir()
    path = _write(_frame(), folder / "a.gpkg")
    before = path.read_bytes()
    rows = draw(KIND, path).tables["a"].num_rows
    assert rows == 3
    gc.collect()
    assert not list((tmp_path / "tmp").iterdir())
    assert [file.name for file in folder.iterdir()] == ["a.gpkg"]
    assert path.read_bytes() == before


def test_a_part_may_be_drawn_again_and_counts_once(tmp_path: Path) -> None:
    reading = KIND.open(Opening(_write(_frame(), tmp_path / "a.gpkg"), "a.gpkg"))
    part: Part = reading.parts[0]
    first = [batch.to_pydict() for batch in part.batches()]
    assert [batch.to_pydict() for batch in part.batches()] == first
    assert reading.report.read == 3
