"""Files that are broken, hostile, empty or elsewhere: a problem in both languages, and nothing half-made."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_places import Osm, block, box, city_json, gml, gml_building, made

from stadtkern.quarter.survey import covered, survey
from stadtkern.town.text import ProblemError

BOMB = (
    '<!DOCTYPE a [<!ENTITY x "'
    + "x" * 1000
    + '"><!ENTITY y "'
    + "&x;" * 1000
    + '"><!ENTITY z "'
    + "&y;" * 1000
    + '">]>'
)
FILE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def problem_of(*paths: Path, bbox: tuple[float, float, float, float] | None = None) -> str:
    """Give the code of the problem that files raise; its texts stand in both languages."""
    with pytest.raises(ProblemError) as caught:
        survey(list(paths), bbox or box())
    problem = caught.value.problem
    assert problem.text.de
    assert problem.text.en
    assert problem.text.de != problem.text.en
    return problem.code


def code_of(path: Path) -> str:
    """Give the code of the problem a file raises, or what it became."""
    try:
        return f"survey.done {survey([path], box()).report.seconds}"
    except ProblemError as error:
        return error.problem.code


def good(folder: Path) -> Path:
    town = Osm()
    town.square(20, 20, 10, 10, building="house")
    return town.write(folder, "good.osm")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.gml", b"<CityModel><broken", "survey.xml"),
        ("a.gml", b"<?xml version='1.0'?><CityModel xmlns='http://www.opengis.net/citygml/2.0'/>", "survey.empty"),
        ("a.osm", b"<osm version='0.6'><node id='1' lat='x' lon='1'/></osm>", "survey.osm"),
        ("a.osm", b"<osm version='0.6'></osm>", "survey.empty"),
        ("a.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\xff\xff", "survey.osm"),
        ("a.osm.gz", b"\x1f\x8b\x08\x00broken", "survey.file"),
        ("a.city.json", b'{"type": "CityJSON", "version": "2.0"', "survey.cityjson"),
        ("a.city.json", b'{"type": "CityJSON", "CityObjects": {}, "vertices": []}', "survey.empty"),
        ("a.city.json", b'{"type": "CityJSON", "CityObjects": {"a": {"type": "Building", "geometry": [{"type": "Solid", "lod": "1", "boundaries": [[[[0, 1, 99]]]]}]}}, "vertices": [[0,0,0],[1,1,1]]}', "survey.cityjson"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [{"geometry": {"type": "Polygon", "coordinates": [[[1]]]}}]}', "survey.geojson"),
        ("a.geojson", b"[" * 100_000, "survey.kind"),
        ("a.geojson", b'{"a":' * 100_000, "survey.geojson"),
        ("a.csv", b"a;b\n1;2\n", "survey.trees"),
        ("a.csv", b"", "survey.trees"),
        ("N52E013.hgt", b"too short", "survey.terrain"),
        ("a.tif", b"II*\x00nothing more", "survey.terrain"),
        ("a.docx", b"PK\x03\x04 whatever", "survey.kind"),
        ("a.bin", b"\x00\x01\x02", "survey.kind"),
    ],
)  # fmt: skip
def test_broken_files_name_their_problem(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    """Alone a broken file is a problem; beside a good one it is refused in the report, and the good one stands."""
    path = tmp_path / name
    path.write_bytes(data)
    assert problem_of(path) == code
    done = made(good(tmp_path), path)
    assert len(done.base.buildings) == 1
    refused = done.report.sources[1].refused
    assert refused is not None
    assert refused.code == code
    assert done.report.sources[1].became == {}


@pytest.mark.parametrize("head", [BOMB, FILE])
def test_entities_are_never_resolved(tmp_path: Path, head: str) -> None:
    """Neither bombs nor files on the server: a model with its own entities is not read."""
    house = gml_building("h", solid=block(20, 20, 10, 10, 0, 6), extra="<bldg:function>&z;&x;</bldg:function>")
    path = gml(tmp_path, house, head=head)
    assert problem_of(path) in ("survey.entities", "survey.xml")


def test_a_map_with_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    """The same for OpenStreetMap's XML."""
    path = tmp_path / "bomb.osm"
    path.write_text(
        f'<?xml version="1.0"?>{BOMB}<osm version="0.6"><node id="1" lat="52" lon="13"><tag k="name" v="&z;"/></node></osm>'
    )
    assert problem_of(path) == "survey.osm"


def test_half_a_model_leaves_nothing(tmp_path: Path) -> None:
    """A file that breaks after its first building gives no building."""
    whole = gml(
        tmp_path,
        gml_building("a", solid=block(20, 20, 10, 10, 0, 6)),
        gml_building("b", solid=block(60, 60, 9, 9, 0, 6)),
    )
    whole.write_text(whole.read_text()[:-400])
    done = made(good(tmp_path), whole)
    assert [one.source for one in done.base.buildings] == ["good.osm"]
    assert done.report.sources[1].read == {}


def test_boxes_that_are_none_too_large_or_empty(tmp_path: Path) -> None:
    """Swapped corners, degrees off the Earth, 600 m, a spot in the sea: each has its own problem."""
    path = good(tmp_path)
    west, south, east, north = box()
    assert problem_of(path, bbox=(east, south, west, north)) == "survey.box"
    assert problem_of(path, bbox=(south, west, north + 100, east)) == "survey.size"
    assert problem_of(path, bbox=(west, south, west + 0.02, south + 0.001)) == "survey.size"
    assert problem_of(path, bbox=(west, south, west + 1e-6, south + 1e-6)) == "survey.size"
    assert problem_of(path, bbox=(5.0, 54.0, 5.002, 54.002)) == "survey.nothing"
    assert problem_of(path, bbox=(west + 0.01, south, east + 0.01, north)) == "survey.nothing"
    with pytest.raises(ProblemError) as caught:
        survey([])
    assert caught.value.problem.code == "survey.none"
    assert covered([]) is None


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """A path that leads nowhere."""
    assert problem_of(tmp_path / "gone.osm") == "survey.file"


def test_packed_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What grows beyond all measure when unpacked is not read to its end."""
    monkeypatch.setattr("stadtkern.quarter.survey.files.MOST_BYTES", 1 << 20)
    path = tmp_path / "model.gml.gz"
    path.write_bytes(gzip.compress(b"<?xml version='1.0'?><CityModel>" + b" " * (1 << 22)))
    assert problem_of(path) == "survey.large"
    model = city_json(tmp_path, {}, [(0, 0, 0)], name="big.city.json")
    model.write_text(model.read_text() + " " * (1 << 21))
    assert problem_of(model) == "survey.large"


def test_a_zip_without_heights_is_no_terrain(tmp_path: Path) -> None:
    """Nor is a tile with a name that says no place."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr("readme.txt", "nothing")
    assert problem_of(path) == "survey.kind"
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr("tile.hgt", b"\x00" * (2 * 1201 * 1201))
    assert problem_of(path) == "survey.terrain"


def test_geojson_in_metres_or_somewhere_else(tmp_path: Path) -> None:
    """Numbers that fit no system are refused, not placed."""
    path = tmp_path / "a.geojson"
    path.write_text(
        json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1e9, 1e9]}})
    )
    assert problem_of(path) == "survey.crs"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["a.gml", "a.osm", "a.osm.gz", "a.city.json", "a.geojson", "a.csv", "a.tif", "N52E013.hgt", "a.zip", "a.pbf"]),
    data=st.binary(max_size=400),
    head=st.sampled_from([b"", b"<osm version='0.6'>", b"<CityModel>", b'{"type":"CityJSON","vertices":', b'{"type":"FeatureCollection","features":[', b"x;y;h\n1;2;", b"PK\x03\x04", b"II*\x00"]),
)  # fmt: skip
def test_no_bytes_bring_the_survey_down(tmp_path: Path, name: str, data: bytes, head: bytes) -> None:
    """Any bytes at all are a problem with a code, or a quarter; never another error."""
    path = tmp_path / name
    path.write_bytes(head + data)
    assert code_of(path).startswith("survey.")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.integers(1, 5000),
    at=st.integers(0, 5000),
    new=st.sampled_from(["nan", "1e308", "-1", "", "x", "null", "{}", "[]"]),
)
def test_damaged_models_are_problems_or_quarters(tmp_path: Path, cut: int, at: int, new: str) -> None:
    """A number replaced, a piece cut out: CityGML and CityJSON never raise anything else."""
    text = gml(tmp_path, gml_building("h", solid=block(20, 20, 10, 10, 0, 6))).read_text()
    vertices = [(20, 20, 0), (30, 20, 0), (30, 30, 0), (20, 30, 0)]
    objects = {
        "h": {"type": "Building", "geometry": [{"type": "MultiSurface", "lod": "1", "boundaries": [[[0, 1, 2, 3]]]}]}
    }
    other = city_json(tmp_path, objects, vertices).read_text()
    for name, whole in (("m.gml", text), ("m.city.json", other)):
        start = at % len(whole)
        path = tmp_path / name
        path.write_text(whole[:start] + new + whole[start + cut % 12 :])
        assert code_of(path).startswith("survey.")
