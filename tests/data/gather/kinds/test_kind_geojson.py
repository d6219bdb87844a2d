"""GeoJSON in all the forms that towns publish."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
import shapely
from geo_reading import Drawn, draw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stadtkern.data.gather.choose import choose
from stadtkern.data.gather.kinds import _curves, geojson_scan
from stadtkern.data.gather.kinds.geofile import KIND
from stadtkern.data.gather.kinds.geojson_scan import Scan
from stadtkern.data.gather.model import Limits, Opening
from stadtkern.town.text import ProblemError

POINT = {"type": "Point", "coordinates": [13.37, 52.52]}


def _feature(geometry=POINT, id_=None, **properties) -> dict:
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return feature if id_ is None else {**feature, "id": id_}


def _collection(*features, **outer) -> str:
    return json.dumps({"type": "FeatureCollection", **outer, "features": list(features)}, ensure_ascii=False)


def _draw(tmp_path: Path, text: str | bytes, name: str = "a.geojson") -> Drawn:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return draw(KIND, path)


def _code(tmp_path: Path, text: str | bytes, **options) -> str:
    path = tmp_path / "a.geojson"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ProblemError) as caught:
        KIND.open(Opening(path, path.name, **options))
    assert caught.value.problem.text.de != caught.value.problem.text.en
    return caught.value.problem.code


def test_the_municipalities_of_brandenburg_come_in_with_their_keys(real: Path) -> None:
    path = real / "brandenburg" / "brandenburg_gemeinden_2021_vg5000.geojson"
    assert choose(path, path.name).kind == "geofile"
    drawn = draw(KIND, path)
    rows = drawn.rows()
    assert len(rows) == drawn.report.read == 416
    assert rows[0]["ags"] == "12051000"
    assert rows[0]["ars"] == "120510000000"
    assert [column.type for column in drawn.reading.parts[0].columns] == ["text"] * 5
    assert {column.name: column.role.value for column in drawn.reading.parts[0].columns}["ags"] == "ags"
    truth = {feature["properties"]["ags"]: feature["geometry"] for feature in json.loads(path.read_text())["features"]}
    for row, shape in zip(rows, drawn.shapes(), strict=True):
        assert shape.is_valid
        assert shape.area == pytest.approx(shapely.from_geojson(json.dumps(truth[row["ags"]])).area, rel=1e-6)
    assert drawn.reading.preview[0] == ["ags", "ars", "name", "bez", "nuts"]


def test_a_truncated_file_is_told_with_its_place(real: Path, tmp_path: Path) -> None:
    data = (real / "brandenburg" / "brandenburg_gemeinden_2021_vg5000.geojson").read_bytes()
    path = tmp_path / "cut.geojson"
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(ProblemError) as caught:
        KIND.open(Opening(path, path.name))
    assert caught.value.problem.code == "geo.json-cut"
    assert "Zeile 1" in caught.value.problem.text.de


def test_ids_stay_unless_a_property_repeats_them(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, _collection(_feature(id_="w1", a=1), _feature(id_=7, a=2)))
    assert [row["id"] for row in drawn.rows()] == ["w1", "7"]
    same = _draw(tmp_path, _collection(_feature(id_=1, id=1)))
    assert same.tables["a"].schema.names == ["id", "_row", "geom"]


def test_columns_get_the_type_that_all_their_values_have(tmp_path: Path) -> None:
    drawn = _draw(
        tmp_path,
        _collection(
            _feature(g=1, z=1, b=True, t="03046", d="2024-03-31", w="2024-07-01T12:00:00+02:00", n=None, h=2**70),
            _feature(g=2, z=2.5, b=None, t="12", d=None, w="2024-01-01T12:00:00", n=None, h=1),
        ),
    )
    types = {column.name: column.type for column in drawn.reading.parts[0].columns}
    assert types == {
        "g": "integer", "z": "number", "b": "boolean", "t": "text", "d": "date", "w": "time", "n": "text", "h": "text",
    }  # fmt: skip
    first, second = drawn.rows()
    assert first["d"] == date(2024, 3, 31)
    assert first["w"] == datetime(2024, 7, 1, 10)
    assert second["w"] == datetime(2024, 1, 1, 11)
    assert first["h"] == str(2**70)


def test_a_day_at_midnight_stays_that_day(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, _collection(_feature(d="2024-03-31T00:00:00"), _feature(d="2024-04-01T00:00:00")))
    assert [row["d"] for row in drawn.rows()] == [date(2024, 3, 31), date(2024, 4, 1)]


def test_mixed_values_stay_text_and_nested_ones_become_json(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, _collection(_feature(nr=12, ort={"plz": "03046"}), _feature(nr="12a", ort=["x", 1])))
    assert [row["nr"] for row in drawn.rows()] == ["12", "12a"]
    assert [json.loads(row["ort"]) for row in drawn.rows()] == [{"plz": "03046"}, ["x", 1]]
    assert drawn.guess("column.mixed").column == "nr"
    assert drawn.guess("column.nested").column == "ort"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(_feature(n=1)),
        json.dumps([_feature(n=1)]),
        "\ufeff" + _collection(_feature(n=1)),
        _collection(_feature(n=1)).replace(" ", "\n"),
        json.dumps({"features": [_feature(n=1)], "type": "FeatureCollection", "name": "x"}),
        "\x1e" + json.dumps(_feature(n=1)) + "\n",
    ],
)
def test_every_wrapping_gives_the_same(tmp_path: Path, text: str) -> None:
    drawn = _draw(tmp_path, text)
    assert [row["n"] for row in drawn.rows()] == [1]
    assert drawn.shapes()[0] == shapely.Point(13.37, 52.52)


def test_a_bare_geometry_is_a_feature_without_properties(tmp_path: Path) -> None:
    assert _draw(tmp_path, json.dumps(POINT)).shapes() == [shapely.Point(13.37, 52.52)]


def test_one_feature_a_line_refuses_only_the_broken_line(tmp_path: Path) -> None:
    lines = [json.dumps(_feature(n=1)), '{"type": "Feature", "prop', json.dumps(_feature(n=3)), "17"]
    drawn = _draw(tmp_path, "\r\n".join(lines), "a.geojsonl")
    assert [row["n"] for row in drawn.rows()] == [1, 3]
    assert [(one.row, one.code) for one in drawn.report.refused] == [(2, "geo.json-line"), (4, "geo.no-feature")]


BAD = [
    ({"type": "Point", "coordinates": [13.0]}, "geo.coordinates"),
    ({"type": "Point", "coordinates": ["13", "52"]}, "geo.coordinates"),
    ({"type": "Point", "coordinates": [13.0, None]}, "geo.coordinates"),
    ({"type": "LineString", "coordinates": [[13.0, 52.0]]}, "geo.line-short"),
    ({"type": "Polygon", "coordinates": [[[13.0, 52.0], [13.1, 52.0]]]}, "geo.ring-short"),
    ({"type": "Circle", "coordinates": [13.0, 52.0]}, "geo.geometry-type"),
    ({"type": "GeometryCollection", "geometries": 3}, "geo.geometry"),
    ("POINT(13 52)", "geo.geometry"),
    ({"type": "Point", "coordinates": [13.0, 95.0]}, "geo.outside"),
]


@pytest.mark.parametrize(("geometry", "code"), BAD)
def test_a_geometry_that_is_none_refuses_its_row_alone(tmp_path: Path, geometry, code: str) -> None:
    drawn = _draw(tmp_path, _collection(_feature(n=1), _feature(geometry, n=2), _feature(n=3)))
    assert [(one.row, one.code) for one in drawn.report.refused] == [(2, code)]
    assert [row["n"] for row in drawn.rows()] == [1, 3]


def test_heights_fall_away_and_open_rings_are_closed(tmp_path: Path) -> None:
    ring = {"type": "Polygon", "coordinates": [[[13, 52, 9], [13.1, 52, 9], [13.1, 52.1, 9]]]}
    drawn = _draw(tmp_path, _collection(_feature(ring), _feature(None), _feature({"type": "Point", "coordinates": []})))
    assert drawn.shapes()[0] == shapely.Polygon([(13, 52), (13.1, 52), (13.1, 52.1)])
    assert drawn.shapes()[1:] == [None, None]
    assert sorted(drawn.codes("flagged")) == ["geo.no-geometry", "geo.no-geometry", "geo.ring-closed"]


def test_swapped_coordinates_are_noticed(tmp_path: Path) -> None:
    swapped = [{"type": "Point", "coordinates": [52.5 + n / 100, 13.3]} for n in range(5)]
    drawn = _draw(tmp_path, _collection(*[_feature(one) for one in swapped]))
    assert drawn.guess("place.swapped") is not None
    assert drawn.shapes()[0] == shapely.Point(13.3, 52.5)


def test_the_old_member_crs_counts(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25833"}}
    place = {"type": "Point", "coordinates": [389366.0, 5820100.0]}
    drawn = _draw(tmp_path, _collection(_feature(place), crs=crs))
    assert drawn.guess("place.crs").value == "EPSG:25833"
    assert drawn.guess("place.crs").sure == 1.0
    assert drawn.shapes()[0].distance(shapely.Point(13.37, 52.52)) < 0.02


def test_metres_without_a_word_about_them_are_guessed(tmp_path: Path) -> None:
    places = [{"type": "Point", "coordinates": [33389366.0 + n, 5820100.0]} for n in range(5)]
    drawn = _draw(tmp_path, _collection(*[_feature(place) for place in places]))
    assert drawn.guess("place.crs").value in ("EPSG:5650", "EPSG:25833")
    assert drawn.shapes()[0].distance(shapely.Point(13.37, 52.52)) < 0.02


def test_an_old_encoding_is_noticed(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, _collection(_feature(name="Grünanlage am Südufer, Straße")).encode("cp1252"))
    assert drawn.rows()[0]["name"] == "Grünanlage am Südufer, Straße"
    assert drawn.guess("text.encoding") is not None


def test_a_cell_that_is_too_long_is_left_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(_collection(_feature(t="x" * 2000)))
    drawn = draw(KIND, path, limits=Limits(cell_bytes=1000))
    assert drawn.rows()[0]["t"] is None
    assert drawn.codes("flagged") == ["cell.too-long"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (_collection(), "geo.no-features"),
        ("{}", "geo.no-features"),
        ('{"a": 1}', "geo.no-features"),
        ('{"type": "Topology", "objects": {}}', "geo.topojson"),
        ('{"type": "CityJSON", "version": "2.0"}', "geo.citymodel"),
        ('{"features": [{"attributes": {"a": 1}, "geometry": {"x": 1, "y": 2}}]}', "geo.esrijson"),
        (_collection(_feature(n=1))[:-40], "geo.json-cut"),
        ('{"type": "FeatureCollection", "features": [{"type": "Feature" "x"}]}', "geo.json-broken"),
        ('{"type": "FeatureCollection", "features": [' + "[" * 100_000, "geo.json-broken"),
        (b'{"type": "FeatureCollection", \xff\xfe', "geo.json-broken"),
    ],
)
def test_what_is_no_feature_collection_is_told(tmp_path: Path, text: str | bytes, code: str) -> None:
    assert _code(tmp_path, text) in (code, "geo.json-cut" if code == "geo.json-broken" else code)


def test_too_many_columns_are_told(tmp_path: Path) -> None:
    text = _collection(_feature(**{f"c{number}": number for number in range(50)}))
    assert _code(tmp_path, text, limits=Limits(columns=20)) == "geo.columns"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.dictionaries(st.text(max_size=8), _json, max_size=4), min_size=1, max_size=6),
    st.integers(1, 64),
    st.booleans(),
)
def test_features_come_out_of_the_text_as_json_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, properties: list, block: int, escaped: bool
) -> None:
    monkeypatch.setattr(geojson_scan, "_BLOCK", block)
    path = tmp_path / "a.geojson"
    features = [{"type": "Feature", "properties": one, "geometry": None} for one in properties]
    text = json.dumps({"type": "FeatureCollection", "x": [1], "features": features, "y": 12}, ensure_ascii=escaped)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    scan = Scan(path, "utf-8")
    if not escaped and any("\ud800" <= sign <= "\udfff" for sign in text):
        return
    assert list(scan.features()) == features
    assert scan.outer == {"type": "FeatureCollection", "x": [1], "y": 12}


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_geometry_or_refused(data: bytes) -> None:
    for read in (_curves.plain, _curves.first_position, _curves.has_height):
        try:
            read(data)
        except _curves.NotWkbError:
            continue


@pytest.mark.parametrize(
    "wkt",
    ["POINT Z (1 2 3)", "LINESTRING (1 2, 3 4)", "POLYGON ((0 0, 1 0, 1 1, 0 0))", "MULTIPOINT (1 2, 3 4)",
     "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING Z (1 2 3, 4 5 6))", "MULTIPOLYGON Z (((0 0 1, 1 0 1, 1 1 1, 0 0 1)))"],
)  # fmt: skip
@pytest.mark.parametrize("flavour", ["iso", "extended"])
@pytest.mark.parametrize("byte_order", [0, 1])
def test_plain_geometry_keeps_its_shape_without_heights(wkt: str, flavour: str, byte_order: int) -> None:
    shape = shapely.from_wkt(wkt)
    data = shapely.to_wkb(shape, flavor=flavour, byte_order=byte_order)
    assert shapely.from_wkb(_curves.plain(data)).equals_exact(shapely.force_2d(shape))
    assert _curves.first_position(data) == shapely.get_coordinates(shape)[0].tolist() or _curves.first_position(
        data
    ) == tuple(shapely.get_coordinates(shape)[0])
    assert _curves.has_height(data) == shape.has_z
