"""The quality report of features and tables: what is filled, what repeats, what lies far away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from shapely import Polygon, wkb
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from stadtkern.data.gather.quality import quality
from stadtkern.data.lake import Lake, open_lake
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts

TYPES = {
    "number": pa.float64(),
    "integer": pa.int64(),
    "text": pa.string(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "time": pa.timestamp("us"),
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    lake = open_lake(tmp_path_factory.mktemp("quality"))
    yield lake
    lake.close()


_numbers = iter(range(1, 1_000_000))


def report(
    lake: Lake, columns: dict[str, tuple[str, list[Any]]], places: list[BaseGeometry | None] | None = None, **roles: str
) -> dict[str, Any]:
    """Write a collection and give its report."""
    number = next(_numbers)
    rows = len(next(iter(columns.values()))[1])
    facts = [
        ColumnFacts(name, name.title(), kind, None, roles.get(name, "property")) for name, (kind, _) in columns.items()
    ]
    data: dict[str, pa.Array] = {name: pa.array(cells, TYPES[kind]) for name, (kind, cells) in columns.items()}
    data["_row"] = pa.array(range(rows), pa.int64())
    if places is not None:
        data["geom"] = pa.array([None if one is None else wkb.dumps(one) for one in places], pa.binary())
    with lake.importing(number) as writer:
        writer.table(number, facts, geometry=places is not None, batches=iter([pa.record_batch(data)]))
    shape = "table" if places is None else "features"
    with lake.read() as cursor:
        found = quality(cursor, CollectionFacts(number, 1, "t", "t", "T", shape, tuple(facts)))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def test_filled_and_distinct_cells_are_counted(lake: Lake) -> None:
    found = report(lake, {"name": ("text", ["a", "b", None, "a"]), "zahl": ("integer", [1, 2, 3, None])})
    name, number = found["columns"]
    assert (name["filled"], name["share"], name["distinct"]) == (3, 0.75, 2)
    assert (number["minimum"], number["median"], number["maximum"]) == (1, 2, 3)
    assert found["totals"] == {"cells": 8, "filled": 6, "complete": 0.75, "outliers": 0}
    assert found["places"] is None
    assert found["summary"]["de"] == "4 Zeilen, 2 Spalten; 75\u00a0% der Felder sind gefüllt."


def test_days_and_times_show_their_span(lake: Lake) -> None:
    days, moments = [date(2024, 1, 1), date(2024, 3, 1), None], [datetime(2024, 1, 1, 12), None, datetime(2024, 2, 1)]
    day, moment = report(
        lake,
        {
            "tag": ("date", days),
            "zeit": ("time", moments),
        },
    )["columns"]
    assert (day["minimum"], day["maximum"]) == ("2024-01-01", "2024-03-01")
    assert (moment["minimum"], moment["maximum"]) == ("2024-01-01T12:00:00Z", "2024-02-01T00:00:00Z")


def test_a_height_of_fifty_kilometres_stands_out(lake: Lake) -> None:
    heights = [5 + i % 23 + i % 7 / 10 for i in range(300)] + [56890.0, 0.0]
    (one,) = report(lake, {"hoehe": ("number", heights)})["columns"]
    assert one["outliers"] == {"count": 1, "worst": [{"id": 301, "value": 56890.0}]}


def test_running_numbers_and_a_city_among_villages_do_not_stand_out(lake: Lake) -> None:
    people = [int(300 * 1.02**i) for i in range(250)] + [187_000]
    found = report(lake, {"nr": ("integer", list(range(1, 252))), "einwohner": ("integer", people)})
    assert [one["outliers"]["count"] for one in found["columns"]] == [0, 0]


def test_negative_numbers_are_measured_on_a_plain_scale(lake: Lake) -> None:
    degrees = [-10.0 + i % 25 for i in range(200)] + [-999.0, 4.0]
    (one,) = report(lake, {"temperatur": ("number", degrees)})["columns"]
    assert one["outliers"]["worst"] == [{"id": 201, "value": -999.0}]


def test_infinite_numbers_do_not_spoil_the_report(lake: Lake) -> None:
    (one,) = report(lake, {"x": ("number", [1.0, 2.0, float("inf"), float("nan"), 3.0])})["columns"]
    assert (one["minimum"], one["maximum"]) == (1.0, 3.0)


def test_rows_that_repeat_others_but_for_their_id_are_duplicates(lake: Lake) -> None:
    found = report(
        lake,
        {"id": ("integer", [1, 2, 3]), "name": ("text", ["a", "a", "b"]), "art": ("text", [None, None, "x"])},
        id="id",
    )
    assert found["duplicates"] == 1
    assert "1 Zeile steht doppelt." in found["summary"]["de"]


def test_the_same_words_in_another_place_are_no_duplicate(lake: Lake) -> None:
    found = report(
        lake, {"art": ("text", ["Eiche", "Eiche", "Eiche"])}, [Point(13, 52), Point(13.1, 52), Point(13, 52)]
    )
    assert found["duplicates"] == 1


def test_places_that_are_missing_broken_or_far_are_counted(lake: Lake) -> None:
    town = [Point(13.7 + i % 10 / 100, 52.3 + i // 10 / 100) for i in range(50)]
    bow = Polygon([(13.7, 52.3), (13.8, 52.4), (13.8, 52.3), (13.7, 52.4)])
    square = Polygon([(13.7, 52.3), (13.8, 52.3), (13.8, 52.4), (13.7, 52.4)])
    places = [*town, None, None, bow, square, Point(0, 0), Point(9.1, 48.7)]
    found = report(lake, {"nr": ("integer", list(range(len(places))))}, places)["places"]
    assert (found["without"], found["invalid"], found["beyond"]) == (2, 1, 1)
    assert found["far"]["count"] == 1
    assert found["types"]["POINT"] == 52
    assert found["types"]["POLYGON"] == 2


def test_a_town_in_its_place_has_nothing_far_away(lake: Lake) -> None:
    town: list[BaseGeometry | None] = [Point(13.7 + i % 10 / 100, 52.3 + i // 10 / 100) for i in range(50)]
    found = report(lake, {"nr": ("integer", list(range(50)))}, town)
    assert found["places"]["far"] == {"count": 0, "ids": []}
    assert found["summary"]["en"] == "50 rows, 1 column; 100% of the fields are filled."


def test_names_that_need_quoting_and_wide_tables_are_described(lake: Lake) -> None:
    columns = {f'spalte "{i}"; --': ("integer", [i, None]) for i in range(95)}
    found = report(lake, columns)
    assert len(found["columns"]) == 95
    assert [one["minimum"] for one in found["columns"]] == list(range(95))
    assert {one["filled"] for one in found["columns"]} == {1}


def test_a_table_without_rows_or_not_in_the_lake_says_so(lake: Lake) -> None:
    found = report(lake, {"a": ("text", [])})
    assert found["rows"] == 0
    facts = CollectionFacts(999_999, 1, "t", "t", "T", "table", (ColumnFacts("a", "A", "text"),))
    with lake.read() as cursor:
        assert quality(cursor, facts)["summary"]["de"] == "Es gibt noch keine Daten."


def test_brandenburgs_municipalities_are_whole_and_in_their_place(lake: Lake, real: Path) -> None:
    import csv

    with (real / "brandenburg/brandenburg_gemeinden_2023.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns = {
        "name": ("text", [row["name"] for row in rows]),
        "population": ("integer", [int(row["population"]) for row in rows]),
        "area_ha": ("integer", [int(float(row["area_ha"])) for row in rows]),
    }
    found = report(lake, columns, [Point(float(row["lon"]), float(row["lat"])) for row in rows])
    assert found["rows"] == 413
    assert found["totals"]["outliers"] == 0
    assert found["places"]["far"]["count"] == 0
