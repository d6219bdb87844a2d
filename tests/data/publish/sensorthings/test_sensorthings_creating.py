"""Creating: deep inserts all or nothing, observations, data arrays, changes, and who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sensorthings_town import READER, STAFF, Sta, station, stream

SETS = ("Things", "Locations", "HistoricalLocations", "Sensors", "ObservedProperties", "Datastreams", "Observations",
        "FeaturesOfInterest")  # fmt: skip


def counts(sta: Sta) -> dict[str, int]:
    return {name: sta.get(f"{name}?$count=true&$top=0")["@iot.count"] for name in SETS}


def test_a_deep_insert_makes_everything_and_says_where(sta: Sta) -> None:
    answer = sta.client.post("/sta/v1.1/Things", json=station(Observations=[{"result": 1}, {"result": 2}]))
    assert answer.status_code == 201
    assert answer.headers["location"] == "http://stadt.example/sta/v1.1/Things(1)"
    assert answer.json()["name"] == "Brücke"
    assert counts(sta) == dict.fromkeys(SETS, 1) | {"Observations": 2}
    assert sta.get("Things(1)/HistoricalLocations(1)/Locations")["value"][0]["name"] == "Ort Brücke"


def test_a_deep_insert_that_fails_at_its_deepest_leaves_nothing(sta: Sta) -> None:
    thing = station(Observations=[{"result": 1}, {"result": 2, "phenomenonTime": "gestern"}])
    assert "gestern" in sta.post("Things", thing, 400)["message"]
    linked = station(Observations=[{"result": 1}, {"result": 2, "FeatureOfInterest": {"@iot.id": 99}}])
    assert "FeaturesOfInterest(99)" in sta.post("Things", linked, 400)["message"]
    assert counts(sta) == dict.fromkeys(SETS, 0)


def test_an_observation_brings_its_datastream_and_feature(sta: Sta) -> None:
    thing = sta.make("Things", {"name": "T", "description": ""})
    observation = {
        "result": 7,
        "phenomenonTime": "2024-05-01T12:00:00+02:00",
        "parameters": {"p": 1},
        "resultQuality": {"q": "ok"},
        "Datastream": stream("D", Thing={"@iot.id": thing}, Observations=[{"result": 6}]),
        "FeatureOfInterest": {
            "name": "See", "description": "", "encodingType": "application/geo+json",
            "feature": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
        },
    }  # fmt: skip
    made = sta.make("Observations", observation)
    one = sta.get(f"Observations({made})?$expand=FeatureOfInterest,Datastream")
    assert (one["result"], one["phenomenonTime"]) == (7, "2024-05-01T10:00:00Z")
    assert (one["parameters"], one["resultQuality"]) == ({"p": 1}, {"q": "ok"})
    assert one["FeatureOfInterest"]["name"] == "See"
    assert one["Datastream"]["name"] == "D"
    assert sta.results("FeaturesOfInterest(1)/Observations") == [7]
    assert sta.results("Observations?$orderby=result") == [6, 7]


def test_the_feature_is_made_from_the_place_once_and_stays_when_the_thing_moves(sta: Sta) -> None:
    sta.make("Things", station())
    for result in (1, 2):
        sta.make("Datastreams(1)/Observations", {"result": result})
    sta.make("Things(1)/Locations", station("Neu", 20, 30)["Locations"][0])
    sta.make("Observations", {"result": 3, "Datastream": {"@iot.id": 1}})
    places = [one["FeatureOfInterest"]["feature"]["coordinates"] for one in
              sta.value("Observations?$expand=FeatureOfInterest($select=feature)")]  # fmt: skip
    assert places == [[13.06, 52.4], [13.06, 52.4], [20, 30]]
    assert counts(sta)["FeaturesOfInterest"] == 2
    assert [one["name"] for one in sta.value("Things(1)/Locations")] == ["Ort Neu"]
    assert counts(sta)["HistoricalLocations"] == 2
    assert sta.get("Datastreams(1)")["observedArea"]["coordinates"] == [20, 30]


def test_an_observation_is_answered_as_it_reads_later(sta: Sta) -> None:
    sta.make("Things", station())
    made = sta.post("Datastreams(1)/Observations", {"result": 1.0, "phenomenonTime": "2024-01-01T00:00:00Z"})
    assert made == sta.get("Observations(1)")


def test_entities_made_under_another_are_linked_to_it(sta: Sta) -> None:
    sta.make("Things", {"name": "T", "description": ""})
    sta.make("Things(1)/Datastreams", stream("D"))
    sta.make("Sensors(1)/Datastreams", {k: v for k, v in stream("E", Thing={"@iot.id": 1}).items() if k != "Sensor"})
    sta.make("Locations", station()["Locations"][0])
    sta.make("Locations(1)/Things", {"name": "U", "description": ""})
    assert sta.names("Things(1)/Datastreams") == ["D", "E"]
    assert sta.names("Sensors(1)/Datastreams") == ["D", "E"]
    assert sta.names("Locations(1)/Things") == ["U"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("Things", {"description": "ohne Namen"}),
        ("Things", {"name": 5}),
        ("Things", {"name": "x", "wings": 2}),
        ("Things", {"name": "x", "properties": "text"}),
        ("Things", {"name": "x" * 501}),
        ("Things", ["x"]),
        ("Locations", {"name": "x", "description": "", "encodingType": "application/geo+json", "location": "hier"}),
        ("Locations", {"name": "x", "encodingType": "application/geo+json", "location": {"type": "Point", "coordinates": ["a"]}}),
        ("Datastreams", {"name": "D"}),
        ("Datastreams", stream("D")),
        ("Datastreams", stream("D", Thing={"@iot.id": 99})),
        ("Datastreams", stream("D", Thing={"@iot.id": "x"})),
        ("Observations", {"result": 1}),
        ("Observations", {"result": 1, "Datastream": {"@iot.id": 99}}),
        ("Datastreams(1)/Observations", {}),
        ("Datastreams(1)/Observations", {"result": 1, "phenomenonTime": "gestern"}),
        ("Datastreams(1)/Observations", {"result": 1, "phenomenonTime": "2024-02-30T00:00:00Z"}),
        ("Datastreams(1)/Observations", {"result": 1, "phenomenonTime": "2024-02-02T00:00:00Z/2024-02-01T00:00:00Z"}),
        ("Datastreams(1)/Observations", {"result": 1, "resultTime": 5}),
        ("CreateObservations", {"no": "list"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_a_reason_and_nothing_is_made(shared_sta: Sta, path: str, body: Any) -> None:
    if not shared_sta.names("Things"):
        shared_sta.make("Things", station())
    before = counts(shared_sta)
    assert shared_sta.post(path, body, 400)["message"]
    assert counts(shared_sta) == before


def test_broken_json_and_wrong_places_are_refused(shared_sta: Sta) -> None:
    for body in (b"{", b'{"name": NaN}', b"\xff", b""):
        assert shared_sta.client.post("/sta/v1.1/Things", content=body).status_code == 400
    assert shared_sta.client.post("/sta/v1.1/Wings", json={}).status_code == 404
    assert shared_sta.client.post("/sta/v1.1/Things(77)/Datastreams", json=stream("D")).status_code == 404
    assert shared_sta.client.post("/sta/v1.1/Datastreams(77)/Observations", json={"result": 1}).status_code in (
        400,
        404,
    )
    assert shared_sta.client.post("/sta/v1.1/Things(1)", json={"name": "x"}).status_code in (404, 405)


def test_data_arrays_keep_the_good_rows_and_name_the_bad_ones(sta: Sta) -> None:
    sta.make("Things", station())
    rows = [["2024-05-01T00:00:00Z", 1], ["gestern", 2], ["2024-05-01T02:00:00Z"], ["2024-05-01T03:00:00Z", "vier"]]
    answer = sta.post(
        "CreateObservations",
        [
            {"Datastream": {"@iot.id": 1}, "components": ["phenomenonTime", "result"], "dataArray@iot.count": 4, "dataArray": rows},
            {"Datastream": {"@iot.id": 99}, "components": ["result"], "dataArray": [[1], [2]]},
            {"Datastream": {"@iot.id": 1}, "components": ["result", "FeatureOfInterest/id"], "dataArray": [[5, 1], [6, 99]]},
        ],
    )  # fmt: skip
    assert [one.startswith("error") for one in answer] == [False, True, True, False, True, True, False, True]
    assert "gestern" in answer[1]
    assert "Datastreams(99)" in answer[4]
    assert sta.client.get(answer[3]).json()["result"] == "vier"
    assert sta.results("Observations") == [1, "vier", 5]


def test_created_things_go_to_a_private_dataset_that_is_made_once(sta: Sta, as_public: Callable[[], None]) -> None:
    sta.make("Things", station())
    sta.make("Things", station("Zwei"))
    rows = sta.things.store.connection().execute(
        "SELECT d.slug, d.category, d.published, c.shape FROM registry_dataset d JOIN registry_collection c ON c.dataset_id = d.id"
    )  # fmt: skip
    assert [tuple(row) for row in rows] == [("sensorthings", "private", 0, "series")]
    as_public()
    assert counts(sta) == dict.fromkeys(SETS, 0)


def test_a_thing_may_be_made_in_a_named_dataset(sta: Sta) -> None:
    wetter = sta.dataset("wetter")
    sta.post("Things?dataset=wetter", station("A"))
    sta.post("Things", station("B"), **{"x-dataset": "wetter"})
    assert "nirgends" in sta.post("Things?dataset=nirgends", station("C"), 404)["message"]
    rows = sta.things.store.connection().execute("SELECT dataset_id FROM registry_datastream").fetchall()
    assert [row[0] for row in rows] == [wetter, wetter]


def test_the_public_sees_public_datasets_alone_through_every_way(sta: Sta, as_public: Callable[[], None]) -> None:
    sta.dataset("offen")
    sta.dataset("geheim")
    sta.post("Things?dataset=offen", station("A", Observations=[{"result": 1}]))
    sta.post("Things?dataset=geheim", station("B", Observations=[{"result": 2}]))
    shared = stream("D2", Thing={"@iot.id": 2}) | {"ObservedProperty": {"@iot.id": 1}, "Sensor": {"@iot.id": 1}}
    sta.make("Datastreams", shared)
    sta.publish("offen")
    as_public()
    assert sta.names("Things") == ["A"]
    assert sta.results("Observations") == [1]
    assert sta.names("ObservedProperties(1)/Datastreams") == ["Temperatur"]
    assert [len(one["Datastreams"]) for one in sta.value("Sensors?$expand=Datastreams")] == [1]
    assert sta.value("ObservedProperties?$filter=Datastreams/Thing/name eq 'B'") == []
    assert sta.get("Sensors?$count=true&$filter=Datastreams/name eq 'D2'")["@iot.count"] == 0
    for path in (
        "Things(2)",
        "Datastreams(2)/Observations",
        "Observations(2)",
        "Observations(2)/Datastream",
        "Sensors(2)",
    ):
        sta.get(path, 404)


def test_writing_is_asked_for_everywhere(sta: Sta, as_public: Callable[[], None]) -> None:
    sta.dataset("offen")
    sta.post("Things?dataset=offen", station("A"))
    sta.publish("offen")
    before = counts(sta)
    array = [{"Datastream": {"@iot.id": 1}, "components": ["result"], "dataArray": [[1]]}]
    for who, status in ((READER, 403), (None, 401)):
        if who is None:
            as_public()
        else:
            sta.asks["who"] = who
        sta.post("Things?dataset=offen", station("X"), status)
        sta.post("Things(1)/Datastreams", stream("X"), status)
        sta.post("Datastreams(1)/Observations", {"result": 1}, status)
        assert sta.post("CreateObservations", array)[0].startswith("error")
        assert sta.client.patch("/sta/v1.1/Things(1)", json={"name": "X"}).status_code == status
        assert sta.client.delete("/sta/v1.1/Things(1)").status_code == status
        sta.post("Things", station("X"), 403 if who else 404)
    sta.asks["who"] = STAFF
    assert counts(sta) == before


def test_a_change_keeps_what_it_does_not_name(sta: Sta) -> None:
    sta.make("Things", station())
    assert sta.client.patch("/sta/v1.1/Things(1)", json={"name": "Neu"}).json()["name"] == "Neu"
    assert sta.get("Things(1)")["properties"]["kind"] == "weather"
    operations = [{"op": "replace", "path": "/properties/kind", "value": "rain"}]
    headers = {"content-type": "application/json-patch+json"}
    assert (
        sta.client.patch("/sta/v1.1/Things(1)", json=operations, headers=headers).json()["properties"]["kind"] == "rain"
    )
    inline = {"Locations": station("Zwei")["Locations"]}
    assert sta.client.patch("/sta/v1.1/Things(1)", json=inline).status_code == 400
    sta.make("Locations", station("Drei", 1, 2)["Locations"][0])
    assert sta.client.patch("/sta/v1.1/Things(1)", json={"Locations": [{"@iot.id": 2}]}).status_code == 200
    assert sta.names("Things(1)/Locations") == ["Ort Drei"]
    assert sta.client.patch("/sta/v1.1/Things(1)", json={"name": None}).status_code == 400


def test_a_deleted_thing_takes_its_series_along(sta: Sta) -> None:
    sta.make("Things", station("A", Observations=[{"result": 1}]))
    sta.make("Things", station("B", Observations=[{"result": 2}]))
    assert sta.client.delete("/sta/v1.1/Things(1)").status_code == 200
    assert sta.names("Things") == ["B"]
    assert sta.results("Observations") == [2]
    assert sta.client.delete("/sta/v1.1/Things(1)").status_code == 404
    assert sta.client.delete("/sta/v1.1/Sensors(2)").status_code == 200
    assert counts(sta)["Datastreams"] == 0
    assert counts(sta)["Observations"] == 0


def test_observations_are_read_from_the_lake_and_the_hot_store_together(sta: Sta) -> None:
    sta.make("Things", station(Observations=[{"result": {"a": 1}}]))
    sta.lake.move()
    sta.make("Datastreams(1)/Observations", {"result": "zwei"})
    assert sta.results("Observations") == [{"a": 1}, "zwei"]
