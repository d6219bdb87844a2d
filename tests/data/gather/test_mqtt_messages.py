"""What MQTT messages mean: read with a mapping, refused with a reason, proposed from samples."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.gather.kinds.mqtt import (
    PLAIN,
    Message,
    MessageMapping,
    MqttOptions,
    ValueMapping,
    options_from_json,
    topic_is_valid,
)
from stadtkern.data.gather.kinds.mqtt_propose import propose
from stadtkern.data.gather.kinds.mqtt_read import read_message
from stadtkern.data.harmonise.refused import Refused
from stadtkern.town.text import ProblemError

NOW = datetime(2024, 5, 1, 12, 0)
WEATHER = MessageMapping(
    values=(ValueMapping("data/temp", "Temperatur", "Cel"), ValueMapping("data/hum", "Feuchte", "%")),
    station_level=1,
    time_path="ts",
    time_format="YYYY-MM-DD HH:mm",
    longitude_path="lon",
    latitude_path="lat",
)


def message(topic: str, payload: Any, *, retained: bool = False) -> Message:
    raw = payload if isinstance(payload, bytes) else payload if isinstance(payload, str) else json.dumps(payload)
    return Message(topic, raw if isinstance(raw, bytes) else raw.encode(), NOW, retained)


def test_a_json_message_gives_its_values_with_station_time_and_place() -> None:
    body = {"ts": "2024-05-01T13:00:00+02:00", "lat": 52.4, "lon": 13.06, "data": {"temp": 21.5, "hum": "48,5"}}
    temperature, humidity = read_message(WEATHER, message("stadt/markt/wetter", body))
    assert (temperature.spec.station, temperature.spec.station_id) == ("markt", "markt")
    assert (temperature.spec.name, temperature.spec.unit) == ("Temperatur", "Cel")
    assert (temperature.spec.longitude, temperature.spec.latitude) == (13.06, 52.4)
    assert (temperature.time, temperature.number) == (datetime(2024, 5, 1, 11), 21.5)
    assert humidity.number == 48.5


def test_a_plain_payload_takes_station_and_series_from_the_topic() -> None:
    mapping = MessageMapping(PLAIN, (ValueMapping("", unit="Cel"),), station_level=1, name_level=2)
    (one,) = read_message(mapping, message("stadt/markt/temperatur", " 21,5 "))
    assert (one.spec.station, one.spec.name, one.number, one.time) == ("markt", "temperatur", 21.5, NOW)


@pytest.mark.parametrize(
    ("raw", "number", "value"),
    [(True, None, "true"), ("offen", None, '"offen"'), (2**53 + 1, float(2**53), "9007199254740993"), ([1], None, "[1]"), (7, 7.0, None)],
)  # fmt: skip
def test_what_is_no_plain_number_is_kept_as_it_is(raw: Any, number: float | None, value: str | None) -> None:
    (one,) = read_message(MessageMapping(values=(ValueMapping("v", "V"),), station="S"), message("t", {"v": raw}))
    assert (one.number, one.value) == (number, value)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"\xff\xfe", "mqtt.encoding"),
        ("{", "mqtt.json"),
        ('{"ts": "2024-05-01T10:00:00Z", "data": {"temp": NaN}}', "mqtt.json"),
        ({"data": {"temp": 1}}, "mqtt.no-time"),
        ({"ts": "2024-05-01T10:00:00Z"}, "mqtt.no-value"),
        ({"ts": "2024-05-01T10:00:00Z", "data": {"temp": None, "hum": "k. A."}}, "mqtt.no-value"),
        ({"ts": "2034-05-01T10:00:00Z", "data": {"temp": 1}}, "mqtt.future"),
        (b" " * 300_000, "mqtt.too-big"),
    ],
)
def test_an_unreadable_message_is_refused_with_its_reason(payload: Any, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_message(WEATHER, message("stadt/markt/wetter", payload))
    assert refusal.value.code == code
    assert refusal.value.text.de != refusal.value.text.en


def test_a_topic_too_short_and_a_kept_message_without_time_are_refused() -> None:
    with pytest.raises(Refused, match=r"mqtt\.topic"):
        read_message(MessageMapping(PLAIN, station_level=4), message("stadt/markt", "1"))
    with pytest.raises(Refused, match=r"mqtt\.retained"):
        read_message(MessageMapping(PLAIN), message("stadt/markt", "1", retained=True))


@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["ts", "data", "temp", "lon", "lat"]), inner, max_size=4),
    max_leaves=8,
).map(lambda data: json.dumps(data).encode()))  # fmt: skip
def test_any_payload_is_read_or_refused(payload: bytes) -> None:
    for mapping in (
        WEATHER,
        MessageMapping(PLAIN),
        MessageMapping(values=(ValueMapping("temp"),), station_path="data"),
    ):
        try:
            values = read_message(mapping, message("stadt/markt/wetter", payload))
        except Refused as refusal:
            values = []
            reason = refusal.text.de
        assert values or reason


def test_the_proposal_reads_typical_json_of_sensors() -> None:
    samples = [
        message(
            f"town/{name}/up", {"ts": f"2024-05-01T10:0{n}:00Z", "temperature_c": 20 + n, "humidity": 50, "rssi": -70}
        )
        for n, name in enumerate(("a", "b"))
    ]
    mapping, guesses = propose(samples)
    assert [one.path for one in mapping.values] == ["temperature_c", "humidity"]
    assert mapping.time_path == "ts"
    assert mapping.station_level == 1
    assert {one.code for one in guesses} >= {"mqtt.time", "mqtt.topic", "mqtt.values"}
    assert all(0 < one.sure <= 1 for one in guesses)
    assert all(len(read_message(mapping, one)) == 2 for one in samples)


def test_the_proposal_takes_station_place_and_epoch_from_the_message() -> None:
    body = {"device_id": "d-7", "lat": 52.4, "lng": 13.06, "time": 1714557600, "wert": 21.5, "einheit": "°C"}
    mapping, _ = propose([message("in", body)])
    (one,) = read_message(mapping, message("in", body))
    assert (one.spec.station_id, one.spec.longitude, one.spec.unit) == ("d-7", 13.06, "Cel")
    assert one.time == datetime(2024, 5, 1, 10)
    assert one.number == 21.5


def test_the_proposal_reads_plain_numbers_by_topic() -> None:
    samples = [message(f"stadt/{s}/{m}", "3,5") for s in ("markt", "damm") for m in ("temperatur", "feuchte")]
    mapping, guesses = propose(samples)
    assert (mapping.format, mapping.station_level, mapping.name_level) == (PLAIN, 1, 2)
    assert "mqtt.arrival" in {one.code for one in guesses}
    (swapped, _) = propose([message(f"stadt/temperatur/{s}", "3") for s in ("markt", "damm")])
    assert (swapped.station_level, swapped.name_level) == (2, 1)


def test_options_come_back_as_they_were_and_hold_no_password() -> None:
    options = MqttOptions("broker.example", "stadt/+/#", 8883, "u", password_env="X", tls=True, mapping=WEATHER)
    assert options_from_json(json.loads(json.dumps(options.to_json()))) == options
    assert "password" not in {name for name, value in options.to_json().items() if value == "geheim"}


@pytest.mark.parametrize(
    "wrong",
    [{}, {"host": ""}, {"host": "h", "port": 0}, {"host": "h", "topic": "a/#/b"}, {"host": "h", "topic": "a+"}, {"host": "h", "qos": 3},
     {"host": "h", "mapping": {"values": [{"wings": 1}]}}, {"host": "h", "mapping": {"format": "xml"}}, {"host": "h", "port": True}],
)  # fmt: skip
def test_wrong_options_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ProblemError, match=r"mqtt\.options"):
        options_from_json(wrong)


def test_topics() -> None:
    assert topic_is_valid("#")
    assert topic_is_valid("a/+/c/#")
    assert not topic_is_valid("a/#/c")
    assert not topic_is_valid("")


def test_a_password_comes_from_a_file_or_the_environment(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "p").write_text("geheim\n", "utf-8")
    monkeypatch.setenv("BROKER_PASSWORD", "anders")
    assert MqttOptions("h", password_file=str(tmp_path / "p")).password() == "geheim"
    assert MqttOptions("h", password_env="BROKER_PASSWORD").password() == "anders"
    assert MqttOptions("h").password() is None
    with pytest.raises(ProblemError, match=r"mqtt\.password"):
        MqttOptions("h", password_file=str(tmp_path / "q")).password()
