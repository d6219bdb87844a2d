"""Lists of records in JSON, wherever they stand."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from table_reading import place, problem_of, read, write

from stadtkern.data.gather.choose import choose
from stadtkern.data.gather.kinds.json_ import KIND
from stadtkern.data.gather.model import Limits, Opening, Shape


def dump(folder: Path, value: object, name: str = "daten.json") -> Path:
    return write(folder, json.dumps(value, ensure_ascii=False), name)


def test_records_inside_an_object_are_found(tmp_path: Path) -> None:
    value = {
        "meta": {"count": 2, "tags": ["x"]},
        "license": "dl-de/by-2-0",
        "result": {
            "records": [{"id": 1, "pos": {"lat": 52.1, "lon": 13.1}}, {"id": 2, "pos": {"lat": 52.2, "lon": 13.2}}]
        },
    }
    found = read(dump(tmp_path, value, "stellen.json"), None)
    assert (found.reading.kind, found.part.shape, found.reading.title) == ("json", Shape.FEATURES, "Stellen")
    assert found.guess("json.path").value == "result.records"
    assert found.reading.attribution == "dl-de/by-2-0"
    assert place(found.rows[0]["geom"]) == (13.1, 52.1)
    assert [row["_row"] for row in found.rows] == [1, 2]


def test_columns_that_lie_side_by_side_are_a_table(tmp_path: Path) -> None:
    value = {"hourly": {"time": ["2024-01-01T00:00Z", "2024-01-01T01:00Z"], "temperatur": [1.5, None], "regen": [0, 2]}}
    found = read(dump(tmp_path, value), KIND)
    assert found.part.shape is Shape.SERIES
    assert [(row["time"], row["number"]) for row in found.rows] == [
        (datetime(2024, 1, 1, 0), 1.5),
        (datetime(2024, 1, 1, 0), 0.0),
        (datetime(2024, 1, 1, 1), 2.0),
    ]


def test_nested_values_are_flattened_and_lists_kept(tmp_path: Path) -> None:
    value = [
        {"name": "A", "a": {"b": {"c": 1}}, "liste": [1, 2], "ja": True},
        {"name": "B", "a": {"b": {"c": 2.5}}, "liste": [], "neu": "x"},
    ]
    found = read(dump(tmp_path, value), KIND)
    assert found.rows == [
        {"name": "A", "a_b_c": 1.0, "liste": "[1, 2]", "ja": True, "neu": None, "_row": 1},
        {"name": "B", "a_b_c": 2.5, "liste": None, "ja": None, "neu": "x", "_row": 2},
    ]


def test_named_objects_and_lists_with_headers_are_tables(tmp_path: Path) -> None:
    found = read(dump(tmp_path, {"A1": {"x": 1}, "B2": {"x": 2}}), KIND)
    assert [(row["key"], row["x"]) for row in found.rows] == [("A1", 1), ("B2", 2)]
    found = read(dump(tmp_path, [["ort", "wert"], ["Nord", 1], ["Süd", 2]]), KIND)
    assert [(row["ort"], row["wert"]) for row in found.rows] == [("Nord", 1), ("Süd", 2)]


def test_a_geometry_in_a_record_is_its_place(tmp_path: Path) -> None:
    value = [{"name": "A", "geo": {"type": "Point", "coordinates": [13.1, 52.1]}}, {"name": "B", "geo": None}]
    found = read(dump(tmp_path, value), KIND)
    assert found.part.shape is Shape.FEATURES
    assert place(found.rows[0]["geom"]) == (13.1, 52.1)
    assert found.rows[1]["geom"] is None


def test_a_broken_line_of_ndjson_costs_itself(tmp_path: Path) -> None:
    lines = [json.dumps({"nr": number, "wert": number / 2}) for number in range(50)]
    lines[20] = '{"nr": 20, "wert"'
    lines[30] = "[1, 2]"
    found = read(write(tmp_path, "\n".join(lines), "daten.ndjson"), None)
    assert found.refused == [(21, "row.json"), (31, "row.json")]
    assert (found.reading.report.read, len(found.rows)) == (50, 48)


def test_a_long_list_is_read_piece_by_piece(tmp_path: Path) -> None:
    count = 60_000
    text = (
        "[\n"
        + ",\n".join(f'{{"nr": {n}, "text": "Zeile \\u00e4 {n}", "tief": {{"x": {n}}}}}' for n in range(count))
        + "\n]\n"
    )
    path = write(tmp_path, text, "lang.json")
    assert path.stat().st_size > 2 * 1024 * 1024
    reading = KIND.open(Opening(path, path.name))
    batches = list(reading.parts[0].batches())
    assert sum(batch.num_rows for batch in batches) == reading.report.read == count
    assert max(batch.num_rows for batch in batches) <= 20_000
    assert batches[-1].to_pylist()[-1] == {
        "nr": count - 1,
        "text": f"Zeile ä {count - 1}",
        "tief_x": count - 1,
        "_row": count,
    }


def test_a_field_that_comes_late_is_flagged(tmp_path: Path) -> None:
    value = [{"nr": n} for n in range(6000)] + [{"nr": 6000, "spaet": "x"}]
    found = read(dump(tmp_path, value), KIND)
    assert found.flagged == [(6001, "json.late-field")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[{"a": 1}, {"a": 2', "json.broken"),
        ('[{"a": 1} {"a": 2}]', "json.broken"),
        ('{"a": [{"b": 1},]}', "json.broken"),
        ("{}", "json.no-records"),
        ("[]", "file.empty"),
        ("", "file.empty"),
        ("kein JSON", "json.broken"),
    ],
)
def test_what_holds_no_records_says_so(tmp_path: Path, text: str, code: str) -> None:
    assert problem_of(write(tmp_path, text, "daten.json"), KIND).code == code


def test_deep_nesting_is_refused_without_a_crash(tmp_path: Path) -> None:
    deep = '{"a":' * 50_000 + "1" + "}" * 50_000
    assert problem_of(write(tmp_path, deep, "tief.json"), KIND).code in ("json.deep", "json.broken")
    assert problem_of(write(tmp_path, f"[{deep}]", "tief.json"), KIND).code == "json.broken"


def test_too_many_fields_are_refused(tmp_path: Path) -> None:
    value = [{f"f{n}": n for n in range(50)}]
    assert problem_of(dump(tmp_path, value), KIND, limits=Limits(columns=40)).code == "table.columns"


@pytest.mark.parametrize(
    "value",
    [
        {"type": "FeatureCollection", "features": []},
        {"type": "Feature", "geometry": None, "properties": {}},
        {"type": "CityJSON", "version": "2.0", "CityObjects": {}},
    ],
)
def test_geojson_and_cityjson_belong_to_others(tmp_path: Path, value: object) -> None:
    path = dump(tmp_path, value)
    assert KIND.recognise(path, path.name, path.read_bytes()) == 0


def test_json_is_known_by_its_content(tmp_path: Path) -> None:
    path = dump(tmp_path, [{"a": 1}], "daten.csv")
    assert choose(path, path.name).kind == "json"
