"""Reading: sets, ids, paths, options, expands, pages."""

from __future__ import annotations

import pytest
from sensorthings_town import Sta, station, stream


def observed(*results: object, hour: int = 0) -> list[dict[str, object]]:
    return [
        {"result": result, "phenomenonTime": f"2024-05-01T{hour + n:02}:00:00Z"} for n, result in enumerate(results)
    ]


@pytest.fixture(scope="module")
def town_of_two(shared_sta: Sta) -> Sta:
    shared_sta.make("Things", station("Brücke", Observations=observed(1, 2.5, 3)))
    shared_sta.make("Things", station("O'Brien", 14.0, 53.0, Observations=observed(10, 20)))
    return shared_sta


def test_the_root_names_all_sets_and_what_it_conforms_to(shared_sta: Sta) -> None:
    root = shared_sta.get("")
    assert {one["name"] for one in root["value"]} == {
        "Things", "Locations", "HistoricalLocations", "Datastreams", "Sensors", "ObservedProperties",
        "Observations", "FeaturesOfInterest",
    }  # fmt: skip
    assert root["value"][0]["url"].startswith("http://stadt.example/sta/v1.1/")
    assert any("data-array" in one for one in root["serverSettings"]["conformance"])


def test_links_are_absolute_under_the_name_that_was_asked(town_of_two: Sta) -> None:
    headers = {"host": "daten.stadt.example", "x-forwarded-proto": "https", "x-forwarded-host": "anyone.example"}
    answer = town_of_two.client.get("/sta/v1.1/Things(1)", headers=headers).json()
    assert answer["@iot.selfLink"] == "http://daten.stadt.example/sta/v1.1/Things(1)"


def test_an_entity_has_its_properties_and_links(town_of_two: Sta) -> None:
    assert town_of_two.get("Things(1)") == {
        "@iot.id": 1,
        "@iot.selfLink": "http://stadt.example/sta/v1.1/Things(1)",
        "name": "Brücke",
        "description": "Messstelle",
        "properties": {"kind": "weather", "levels": [1, {"deep": "x"}]},
        "Datastreams@iot.navigationLink": "http://stadt.example/sta/v1.1/Things(1)/Datastreams",
        "Locations@iot.navigationLink": "http://stadt.example/sta/v1.1/Things(1)/Locations",
        "HistoricalLocations@iot.navigationLink": "http://stadt.example/sta/v1.1/Things(1)/HistoricalLocations",
    }


def test_empty_properties_are_left_out(town_of_two: Sta) -> None:
    assert "properties" not in town_of_two.get("Datastreams(1)")


def test_a_datastream_knows_its_time_and_area(town_of_two: Sta) -> None:
    one = town_of_two.get("Datastreams(1)")
    assert one["phenomenonTime"] == "2024-05-01T00:00:00Z/2024-05-01T02:00:00Z"
    assert one["observedArea"] == {"type": "Point", "coordinates": [13.06, 52.4]}
    assert one["unitOfMeasurement"] == {"name": "Grad Celsius", "symbol": "°C", "definition": "Cel"}


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("Things(1)/Datastreams", ["Temperatur"]),
        ("Things(2)/Locations", ["Ort O'Brien"]),
        ("Locations(1)/Things", ["Brücke"]),
        ("Sensors(2)/Datastreams(2)/Thing/Locations", ["Ort O'Brien"]),
        ("Things(1)/HistoricalLocations(1)/Locations", ["Ort Brücke"]),
    ],
)
def test_paths_lead_from_entity_to_entity(town_of_two: Sta, path: str, names: list[str]) -> None:
    assert town_of_two.names(path) == names


def test_paths_end_in_entities_properties_and_bare_values(town_of_two: Sta) -> None:
    assert town_of_two.get("Datastreams(2)/Thing")["name"] == "O'Brien"
    assert town_of_two.get("Observations(1)/Datastream/Thing/name") == {"name": "Brücke"}
    assert town_of_two.client.get("/sta/v1.1/Things(2)/name/$value").text == "O'Brien"
    assert town_of_two.client.get("/sta/v1.1/Observations(2)/result/$value").text == "2.5"
    assert town_of_two.get("Things(1)/properties/levels/1/deep") == {"deep": "x"}
    refs = town_of_two.get("Things(1)/Datastreams/$ref")["value"]
    assert refs == [{"@iot.selfLink": "http://stadt.example/sta/v1.1/Datastreams(1)"}]
    assert town_of_two.get("Observations(1)/FeatureOfInterest")["feature"]["coordinates"] == [13.06, 52.4]


@pytest.mark.parametrize(
    "path",
    ["Things(99)", "Things(1)/Datastreams(2)", "Wings", "Things(1)/wings", "Things(99)/Datastreams", "Things(x)",
     "Things(1)/properties/nowhere", "Things/Datastreams", "Datastreams(1)/Thing(1)", "Observations(999)/Datastream"],
)  # fmt: skip
def test_what_is_not_there_is_404(town_of_two: Sta, path: str) -> None:
    assert town_of_two.get(path, 404)["type"] == "error"


@pytest.mark.parametrize(
    "options",
    [
        "$top=-1", "$skip=a", "$top=1.5", "$filter=", "$filter=name eq", "$filter=foo eq 1", "$filter=bar(name)",
        "$filter=name", "$filter=(name eq 'a'", "$orderby=wings", "$select=wings", "$expand=Wings", "$count=ja",
        "$nonsense=1", "$skiptoken=abc", "$filter=st_within(Locations/location, geography'POLYGON((0 0')",
        "$expand=Datastreams($filter=name eq 'a'", "$filter=name eq 5", "$resultFormat=csv", "$filter=length(1,2) eq 1",
        "$top=1&$top=2", "$orderby=Datastreams/name", "$filter=name eq 'a", "$filter=substring(name) eq 'a'",
    ],
)  # fmt: skip
def test_a_wrong_question_is_400_with_a_reason_in_the_readers_language(town_of_two: Sta, options: str) -> None:
    german = town_of_two.get(f"Things?{options}", 400, **{"accept-language": "de"})["message"]
    english = town_of_two.get(f"Things?{options}", 400, **{"accept-language": "en"})["message"]
    assert german != english
    assert "Traceback" not in german


def test_select_gives_what_was_named_and_nothing_else(town_of_two: Sta) -> None:
    assert town_of_two.value("Things?$select=id,name&$top=1")[0] == {"@iot.id": 1, "name": "Brücke"}
    with_link = town_of_two.value("Things?$select=name,Datastreams&$top=1")[0]
    assert set(with_link) == {"name", "Datastreams@iot.navigationLink"}


def test_order_by_properties_links_and_expressions(town_of_two: Sta) -> None:
    assert town_of_two.names("Things?$orderby=name desc") == ["O'Brien", "Brücke"]
    assert town_of_two.results("Observations?$orderby=Datastream/Thing/name desc,result") == [10, 20, 1, 2.5, 3]
    assert town_of_two.results("Observations?$orderby=result mod 2,phenomenonTime desc&$top=2") == [20, 10]


def test_pages_follow_each_other_by_key_and_keep_every_option(town_of_two: Sta) -> None:
    seen, pages = [], 0
    answer = town_of_two.get("Observations?$top=2&$count=true&$orderby=result desc&$filter=result gt 1&$select=result")
    while True:
        pages += 1
        assert answer["@iot.count"] == 4
        assert all(set(one) == {"result"} for one in answer["value"])
        seen += [one["result"] for one in answer["value"]]
        if "@iot.nextLink" not in answer:
            break
        answer = town_of_two.client.get(answer["@iot.nextLink"]).json()
    assert seen == [20, 10, 3, 2.5]
    assert pages == 2


def test_nothing_is_seen_twice_while_rows_arrive(sta: Sta) -> None:
    sta.make("Things", station(Observations=observed(1, 2.5, 3)))
    first = sta.get("Datastreams(1)/Observations?$top=2&$orderby=phenomenonTime desc")
    sta.post("Datastreams(1)/Observations", {"result": 99, "phenomenonTime": "2024-06-01T00:00:00Z"})
    second = sta.client.get(first["@iot.nextLink"]).json()
    assert [one["result"] for one in first["value"] + second["value"]] == [3, 2.5, 1]
    assert "@iot.nextLink" not in second


def test_pages_go_over_missing_values_in_either_direction(sta: Sta) -> None:
    thing = station(Observations=observed(3, "a", None, 1, "b", 2))
    sta.make("Things", thing)
    for direction in ("asc", "desc"):
        whole = sta.results(f"Observations?$orderby=result {direction}")
        seen = []
        answer = sta.get(f"Observations?$orderby=result {direction}&$top=1")
        while True:
            seen += [one["result"] for one in answer["value"]]
            if "@iot.nextLink" not in answer:
                break
            answer = sta.client.get(answer["@iot.nextLink"]).json()
        assert seen == whole
        assert len(seen) == 6


def test_skip_and_top(town_of_two: Sta) -> None:
    assert town_of_two.results("Observations?$skip=1&$top=2") == [2.5, 3]
    assert town_of_two.get("Observations?$top=0&$count=true") == {"@iot.count": 5, "value": []}


def test_expand_takes_options_of_its_own_at_every_level(town_of_two: Sta) -> None:
    (thing, _) = town_of_two.value(
        "Things?$expand=Datastreams($select=name;$expand=Observations($filter=result gt 1;$orderby=result desc;"
        "$top=1;$count=true;$select=result),ObservedProperty($select=name)),Locations($select=name)"
    )
    (datastream,) = thing["Datastreams"]
    assert thing["Locations"] == [{"name": "Ort Brücke"}]
    assert datastream["name"] == "Temperatur"
    assert datastream["ObservedProperty"] == {"name": "Lufttemperatur"}
    assert datastream["Observations"] == [{"result": 3}]
    assert datastream["Observations@iot.count"] == 2
    following = town_of_two.client.get(datastream["Observations@iot.nextLink"]).json()
    assert following == {"@iot.count": 2, "value": [{"result": 2.5}]}


def test_expand_takes_paths_and_joins_what_is_said_twice(town_of_two: Sta) -> None:
    one = town_of_two.get("Things(1)?$expand=Datastreams($select=name),Datastreams/Observations")
    assert [o["result"] for o in one["Datastreams"][0]["Observations"]] == [1, 2.5, 3]
    assert one["Datastreams"][0]["name"] == "Temperatur"


def test_expanded_pages_of_many_parents_go_on_where_they_stopped(sta: Sta) -> None:
    for number in range(2):
        thing = station(f"S{number}")
        thing["Datastreams"] = [stream(f"D{number}{n}") for n in range(5)]
        sta.make("Things", thing)
    for thing in sta.value("Things?$expand=Datastreams($top=2;$select=name;$count=true;$orderby=name desc)"):
        assert thing["Datastreams@iot.count"] == 5
        names = [one["name"][-1] for one in thing["Datastreams"]]
        link = thing["Datastreams@iot.nextLink"]
        while link:
            answer = sta.client.get(link).json()
            names += [one["name"][-1] for one in answer["value"]]
            link = answer.get("@iot.nextLink")
        assert names == ["4", "3", "2", "1", "0"]


def test_expanding_from_observations_leads_to_thing_and_place(town_of_two: Sta) -> None:
    (one,) = town_of_two.value("Observations?$filter=result eq 20&$expand=Datastream/Thing,FeatureOfInterest")
    assert one["Datastream"]["Thing"]["name"] == "O'Brien"
    assert one["FeatureOfInterest"]["feature"]["coordinates"] == [14.0, 53.0]


def test_data_arrays_come_in_blocks_by_datastream(town_of_two: Sta) -> None:
    answer = town_of_two.get("Observations?$resultFormat=dataArray&$count=true&$select=id,result")
    assert answer["@iot.count"] == 5
    assert [block["dataArray"] for block in answer["value"]] == [[[1, 1], [2, 2.5], [3, 3]], [[4, 10], [5, 20]]]
    assert answer["value"][0]["components"] == ["id", "result"]
    assert answer["value"][0]["Datastream@iot.navigationLink"].endswith("/Datastreams(1)")
    one = town_of_two.get("Datastreams(1)/Observations?$resultFormat=dataArray&$top=1")
    assert one["value"][0]["components"] == ["id", "phenomenonTime", "result", "resultTime"]
    assert "$resultFormat=dataArray" in one["@iot.nextLink"]
