"""Filters: every operator and function, times, results of every kind, places, links."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sensorthings_town import Sta, station, stream

from stadtkern.data.publish.sensorthings.core.refuse import RefusedError
from stadtkern.data.publish.sensorthings.v11.filters import parse_filter

MIXED: list[Any] = [
    5, 2.5, -1, "12", "abc", True, False, None, 2**53 + 1, {"a": {"b": 7}, "l": [1, 2]}, [1, "x"], 20.0, 1e300,
    "O'Brien", "", 0.1, -(2**63), 18446744073709551615, {"€": "ü"}, 1.5e-7,
]  # fmt: skip


@pytest.fixture(scope="module")
def mixed(shared_sta: Sta) -> Sta:
    """A thing with nothing, and one whose datastream has results of every kind, one a minute."""
    observations = [
        {"result": result, "phenomenonTime": f"2024-05-01T10:{n:02}:00+02:00"} for n, result in enumerate(MIXED)
    ]
    shared_sta.make("Things", station(Observations=observations))
    shared_sta.make("Things", {"name": "Damm", "description": ""})
    return shared_sta


def filtered(sta: Sta, set_: str, text: str) -> list[dict[str, Any]]:
    return sta.value(f"{set_}?$filter={quote(text)}")


def found(sta: Sta, text: str) -> list[Any]:
    return [one["result"] for one in filtered(sta, "Observations", text)]


def test_results_of_every_kind_come_back_as_they_were(mixed: Sta) -> None:
    results = mixed.results("Observations")
    assert results == MIXED
    assert [type(one) for one in results] == [type(one) for one in MIXED]
    (block,) = mixed.value("Observations?$resultFormat=dataArray&$select=result")
    assert [row[0] for row in block["dataArray"]] == MIXED
    text = mixed.client.get("/sta/v1.1/Observations").text
    assert "9007199254740993" in text
    assert '"result":20.0' in text


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("result eq 5", [5]),
        ("result gt 2 and result lt 21", [5, 2.5, 20.0]),
        ("result eq 'abc'", ["abc"]),
        ("result eq '12'", ["12"]),
        ("result eq 12", []),
        ("result eq true", [True]),
        ("result eq null", [None]),
        ("result eq 'O''Brien'", ["O'Brien"]),
        ("startswith(result, 'a')", ["abc"]),
        ("result/a/b eq 7", [{"a": {"b": 7}, "l": [1, 2]}]),
        ("result/l/1 eq 2", [{"a": {"b": 7}, "l": [1, 2]}]),
        ("result in (5, 'abc', true)", [5, "abc", True]),
        ("result add 2 mul 3 eq 11", [5]),
        ("(result add 2) mul 3 eq 21", [5]),
        ("result div 2 eq 1.25", [2.5]),
        ("result mod 3 eq 2 and result lt 100 and result gt 0", [5, 20.0]),
        ("-result eq 1", [-1]),
        ("result sub -1 eq 6", [5]),
        ("round(result) eq 3 or floor(result) eq 5", [5, 2.5]),
        ("ceiling(result) eq 3", [2.5]),
        ("not result ge 0 and result gt -10", [-1]),
        ("result eq 5 or result eq 2.5 and result eq 7", [5]),
        ("length(result) eq 2", ["12"]),
    ],
)
def test_filters_on_results(mixed: Sta, text: str, results: list[Any]) -> None:
    assert found(mixed, text) == results


@pytest.mark.parametrize(
    "text",
    [
        "name eq 'Brücke'",
        "not name eq 'Damm'",
        "not (name eq 'Damm' or name eq 'X')",
        "substringof('rück', name)",
        "startswith(name, 'Br') and endswith(name, 'ke')",
        "length(name) eq 6",
        "indexof(name, 'r') eq 1",
        "substring(name, 1) eq 'rücke'",
        "substring(name, 1, 2) eq 'rü'",
        "tolower(name) eq 'brücke' and toupper(name) eq 'BRÜCKE'",
        "trim(concat(concat(' ', name), ' ')) eq 'Brücke'",
        "@iot.id eq 1 and id eq 1 and id eq '1'",
        "properties/kind eq 'weather'",
        "properties/levels/0 eq 1 and properties/levels/1/deep eq 'x'",
        "properties/levels[1]/deep eq 'x'",
        "properties/nowhere eq null and properties ne null",
        "Datastreams/unitOfMeasurement/symbol eq '°C'",
        "Datastreams/ObservedProperty/name eq 'Lufttemperatur' and Datastreams/Observations/result eq 5",
        "st_within(Locations/location, geography'POLYGON((13 52,14 52,14 53,13 53,13 52))')",
        "geo.distance(Locations/location, geography'POINT(13.06 52.5)') lt 0.11",
        "geo.intersects(Locations/location, geography'POINT(13.06 52.4)')",
        "st_intersects(geography'LINESTRING(13 52.4,14 52.4)', Locations/location)",
        "st_disjoint(Locations/location, geography'POINT(1 1)')",
        "Locations/location eq geography'POINT(13.06 52.4)'",
        "geo.length(geography'LINESTRING(0 0,3 4)') eq 5 and name ne 'Damm'",
    ],
)
def test_filters_that_find_the_one_thing(mixed: Sta, text: str) -> None:
    assert [one["name"] for one in filtered(mixed, "Things", text)] == ["Brücke"]


def test_a_thing_is_found_once_however_many_of_its_series_match(sta: Sta) -> None:
    thing = station()
    thing["Datastreams"] = [stream(f"D{n}") for n in range(3)]
    sta.make("Things", thing)
    answer = sta.get("Things?$filter=startswith(Datastreams/name,'D')&$count=true")
    assert answer["@iot.count"] == 1
    assert len(answer["value"]) == 1


@pytest.mark.parametrize(
    "text",
    ["name eq 'x' or 1 eq 1) --", "name eq '''; DROP TABLE mirror.thing; --'", "properties/a''b eq 1", 'name eq "x"',
     "result/$..x eq 1", "properties/'; --/x eq 1"],
)  # fmt: skip
def test_sql_in_a_filter_finds_nothing_or_is_refused(mixed: Sta, text: str) -> None:
    answer = mixed.client.get("/sta/v1.1/Things", params={"$filter": text})
    assert answer.status_code == 400 or answer.json()["value"] == []
    assert mixed.names("Things") == ["Brücke", "Damm"]


WORDS = st.sampled_from(
    ["name", "eq", "(", ")", "and", "not", "'a'", "5", "-", "/", ",", "in", "2024-01-01T00:00:00Z", "or", "year", "add"]
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=40))
def test_any_text_is_parsed_or_refused_with_a_reason(text: str) -> None:
    refusal = None
    try:
        parse_filter(text)
    except RefusedError as error:
        refusal = error
    assert refusal is None or (refusal.status == 400 and refusal.problem.text.de and refusal.problem.text.en)
