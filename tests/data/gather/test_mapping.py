"""A mapping as people see and edit it."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from table_reading import problem_of, read, write

from stadtkern.data.gather.kinds.csv_ import KIND
from stadtkern.data.gather.mapping import mapping_from_json, mapping_to_json
from stadtkern.data.gather.model import Role, Shape
from stadtkern.town.text import ProblemError

TABLE = "ort;wert;lat;lon\nNord;1,5;52,1;13,1\nSüd;2,5;52,2;13,2\n"


@pytest.fixture
def plain(tmp_path: Path) -> dict[str, Any]:
    return mapping_to_json(read(write(tmp_path, TABLE)).mapping)


@pytest.mark.parametrize(
    "path",
    [
        "counters-muenster/100053305/2025-06.csv",
        "tables/spielplaetze-muenster.csv",
        "tables/muenster-verfuegbares-einkommen.csv",
        "trees/konstanz_baumkataster_2020.csv",
    ],
)
def test_a_mapping_comes_back_the_same_and_reads_the_same(real: Path, path: str) -> None:
    first = read(real / path)
    again = mapping_from_json(mapping_to_json(first.mapping))
    assert again == first.mapping
    second = read(real / path, mapping=again)
    assert second.rows == first.rows
    assert second.part.streams == first.part.streams
    assert second.part.columns == first.part.columns
    assert "time.zone" not in second.codes


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"shape": "kreis"}, "mapping.shape"),
        ({"farbe": "rot"}, "mapping.unknown"),
        ({"columns": "alle"}, "mapping.form"),
        ({"columns": [{"role": "value"}]}, "mapping.form"),
        ({"columns": [{"header": "a", "role": "koenig"}]}, "mapping.role"),
        ({"columns": [{"header": "a", "role": "value", "type": "float"}]}, "mapping.type"),
        ({"columns": [{"header": "a", "role": "value", "colour": "x"}]}, "mapping.unknown"),
        ({"columns": [{"header": "a", "role": "value"}, {"header": "a", "role": "value"}]}, "mapping.twice"),
        ({"columns": [{"header": "a", "role": "latitude"}, {"header": "b", "role": "latitude"}]}, "mapping.twice"),
        ({"columns": [{"header": "a", "role": "status", "status_of": "z"}]}, "mapping.status"),
        ({"crs": "EPSG:1"}, "mapping.crs"),
        ({"timezone": "Mond/Krater"}, "mapping.timezone"),
        ({"timezone": "../../etc/passwd"}, "mapping.timezone"),
        ({"decimal": "x"}, "mapping.decimal"),
        ({"delimiter": ";;"}, "mapping.form"),
        ({"header_row": "eins"}, "mapping.form"),
        ({"header_row": -1}, "mapping.form"),
        ({"swap_axes": 1}, "mapping.form"),
        ({"encoding": "klingonisch"}, "mapping.form"),
    ],
)
def test_what_cannot_be_is_said_in_both_languages(plain: dict[str, Any], change: dict[str, Any], code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        mapping_from_json(deepcopy(plain) | change)
    assert caught.value.problem.code == code
    assert caught.value.problem.text.de != caught.value.problem.text.en


@pytest.mark.parametrize("value", [None, [], "x", {1: 2}, {}])
def test_what_is_no_mapping_is_refused(value: object) -> None:
    with pytest.raises(ProblemError):
        mapping_from_json(value)


def test_a_corrected_mapping_is_obeyed(tmp_path: Path, plain: dict[str, Any]) -> None:
    plain["shape"] = "table"
    by_header = {column["header"]: column for column in plain["columns"]}
    by_header["wert"] |= {"role": "property", "type": "text", "name": "betrag", "title": "Betrag"}
    by_header["lat"]["role"] = "ignore"
    by_header["lon"]["role"] = "ignore"
    found = read(write(tmp_path, TABLE), mapping=mapping_from_json(plain))
    assert found.part.shape is Shape.TABLE
    assert found.rows[0] == {"ort": "Nord", "betrag": "1,5", "_row": 2}
    assert found.reading.report.guesses == []


def test_columns_are_matched_by_header_in_any_order(tmp_path: Path, plain: dict[str, Any]) -> None:
    text = "neu;lon;wert;ort;lat\nx;13,1;1,5;Nord;52,1\n"
    found = read(write(tmp_path, text), mapping=mapping_from_json(plain))
    assert {key: found.rows[0][key] for key in ("ort", "wert", "neu")} == {"ort": "Nord", "wert": 1.5, "neu": "x"}
    assert found.guess("column.new").column == "neu"


def test_a_file_without_any_known_column_is_refused(tmp_path: Path, plain: dict[str, Any]) -> None:
    problem = problem_of(write(tmp_path, "x;y\n1;2\n"), mapping=mapping_from_json(plain))
    assert problem.code == "mapping.columns"


@pytest.mark.parametrize(
    ("shape", "roles", "code"),
    [
        ("series", {"ort": "station", "wert": "value", "lat": "ignore", "lon": "ignore"}, "mapping.time"),
        ("series", {"ort": "time", "wert": "ignore", "lat": "ignore", "lon": "ignore"}, "mapping.value"),
        ("features", {"lat": "ignore"}, "mapping.place"),
        ("series", {"ort": "time"}, "mapping.time-format"),
    ],
)
def test_what_a_shape_needs_must_be_there(
    tmp_path: Path, plain: dict[str, Any], shape: str, roles: dict[str, str], code: str
) -> None:
    plain["shape"] = shape
    for column in plain["columns"]:
        column["role"] = roles.get(column["header"], "value" if shape == "series" else column["role"])
    assert problem_of(write(tmp_path, TABLE), KIND, mapping=mapping_from_json(plain)).code == code


def test_defaults_are_filled_in_for_a_mapping_written_by_hand(tmp_path: Path) -> None:
    mapping = mapping_from_json(
        {
            "shape": "table",
            "columns": [{"header": "ort", "role": "name"}, {"header": "wert", "role": "property", "type": "number"}],
            "decimal": ",",
        }
    )
    assert [one.role for one in mapping.columns] == [Role.NAME, Role.PROPERTY]
    found = read(write(tmp_path, TABLE), mapping=mapping)
    assert found.rows[0]["wert"] == 1.5
