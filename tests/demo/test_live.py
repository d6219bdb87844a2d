"""The sensors themselves: what they would send, and what the parking guidance answers."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from demo import curves
from demo.live import air, bicycles, loggers, river, serving
from demo.parking import parking_now, parking_server
from demo.ports import free_from, is_free
from demo.sources import MAPPINGS, TOPICS
from stadtkern.data.gather.kinds.mqtt import Message
from stadtkern.data.gather.kinds.mqtt_read import read_message

SEED = 7
NOON = datetime(2026, 6, 9, 10, 0, tzinfo=UTC)


def read(
    dataset: str, topic: str, content: dict[str, float | str]
) -> dict[tuple[str, str], tuple[datetime, float | None]]:
    """Read a message as the town does."""
    message = Message(topic, json.dumps(content).encode(), datetime(2026, 12, 1))
    return {
        (one.spec.station, one.spec.name): (one.time, one.number) for one in read_message(MAPPINGS[dataset], message)
    }


def test_a_counters_messages_are_read_as_its_lanes() -> None:
    """Station and lane stand in the topic, as in the files' headers."""
    found = {}
    for one in bicycles(SEED, "Lange Brücke", NOON):
        assert one.topic.startswith(TOPICS["radverkehr"])
        found |= read("radverkehr", one.topic, one.content)
    counts = [curves.bicycles(SEED, "Lange Brücke", lane, NOON) for lane in (0, 1)]
    moment = NOON.replace(tzinfo=None)
    assert found == {
        ("30100", "Gesamt"): (moment, sum(counts)),
        ("30100", "stadteinwärts"): (moment, counts[0]),
        ("30100", "stadtauswärts"): (moment, counts[1]),
    }


def test_air_and_river_are_read_with_names_and_units_of_their_files() -> None:
    """Otherwise the past and the present would be two series."""
    reading = air(SEED, NOON)
    found = read("luft-und-wetter", reading.topic, reading.content)
    assert found["Marktplatz", "Lufttemperatur"][1] == curves.temperature(SEED, NOON)
    assert set(found) == {("Marktplatz", name) for name in ("Lufttemperatur", "Relative Feuchte", "PM2,5")}
    level = river(SEED, NOON)
    assert read("pegel", level.topic, level.content) == {
        ("Pegel Lange Brücke", "Wasserstand"): (NOON.replace(tzinfo=None), curves.river_level(SEED, NOON))
    }


def test_a_logger_tells_only_what_is_over_and_was_not_told() -> None:
    """A quarter of an hour is told when it has passed, an hour's temperature at once."""
    counter, *_, gauge = loggers(SEED)
    assert counter.moments(NOON, NOON + timedelta(minutes=14)) == []
    assert counter.moments(NOON - curves.QUARTER, NOON + timedelta(minutes=16)) == [NOON]
    assert len(counter.moments(NOON - timedelta(days=2), NOON)) == 2 * 96 - 1
    assert gauge.moments(NOON - timedelta(hours=1), NOON + timedelta(minutes=1)) == [NOON]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_logger_keeps_time_when_clocks_change(day: date) -> None:
    """It counts on in quarters of an hour; each is told with its offset, so none is doubtful."""
    counter = loggers(SEED)[0]
    start, end = curves.midnight(day), curves.midnight(day + timedelta(days=1))
    told = counter.moments(start - timedelta(seconds=1), end + curves.QUARTER)
    stamps = [bicycles(SEED, "Uferweg", moment)[0].content["zeit"] for moment in told]
    assert told[: len(curves.quarters(day, day))] == curves.quarters(day, day)
    assert len(set(stamps)) == len(stamps)


def test_the_parking_guidance_answers_with_a_day_and_says_when_nothing_changed() -> None:
    """As JSON, with a mark by which one asks again for nothing."""
    port = free_from(20_500)
    with serving(parking_server(SEED, port)):
        assert not is_free(port)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            answer = client.get("/parken.json")
            records = answer.json()["parkplaetze"]
            assert {one["name"] for one in records} == set(curves.CAR_PARKS)
            assert all(0 <= one["frei"] <= curves.CAR_PARKS[one["name"]].places for one in records)
            again = client.get("/parken.json", headers={"If-None-Match": answer.headers["etag"]})
            assert again.status_code == 304 or again.headers["etag"] != answer.headers["etag"]
            assert client.get("/").status_code == 404
    assert is_free(port)


def test_the_parking_guidances_answer_changes_every_five_minutes() -> None:
    """Not more often, so that the town need not import what it knows."""
    answers = [parking_now(SEED, NOON + timedelta(seconds=after)) for after in (1, 200, 299, 301)]
    assert answers[0] != answers[3]
    moments = [{one["zeit"] for one in json.loads(answer)["parkplaetze"]} for answer in answers]
    assert len(moments[0]) == 288
    assert max(moments[0]) == max(moments[2]) < max(moments[3])
