"""Live values over a real broker: written, found again, refused with reasons, connected again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiomqtt
import pytest

from stadtkern.data.gather.broker import EmbeddedBroker
from stadtkern.data.gather.kinds.mqtt import MessageMapping, MqttOptions, ValueMapping
from stadtkern.data.gather.live import LiveSource, _states, listen, run_mqtt, state_of
from stadtkern.data.lake import Lake, open_lake
from stadtkern.data.registry.things import Things
from stadtkern.data.registry.things_home import Home, ensure_home
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import ProblemError

MAPPING = MessageMapping(
    values=(ValueMapping("temp", "Temperatur", "Cel"),), station_level=1, time_path="ts", time_format="YYYY-MM-DD HH:mm",
    longitude_path="lon", latitude_path="lat",
)  # fmt: skip


@dataclass
class Place:
    """Where live values go in a test."""

    town: TownFolder
    lake: Lake
    things: Things
    home: Home

    def rows(self) -> list[tuple[Any, ...]]:
        with self.lake.read() as cursor:
            return cursor.execute("SELECT stream, time, number, value FROM observation ORDER BY id").fetchall()

    def source(self, port: int, mapping: MessageMapping | None = MAPPING) -> LiveSource:
        options = MqttOptions("127.0.0.1", "stadt/#", port, mapping=mapping)
        return LiveSource(1, self.home.dataset_id, self.home.collection_id, options)


@pytest.fixture
def place(town: TownFolder) -> Iterator[Place]:
    lake, things = open_lake(town.lake), Things(town.registry)
    _states.clear()
    yield Place(town, lake, things, ensure_home(things.store, None))
    things.close()
    lake.close()


@asynccontextmanager
async def broker(port: int = 0) -> AsyncIterator[EmbeddedBroker]:
    one = EmbeddedBroker(port)
    await one.start()
    try:
        yield one
    finally:
        await one.stop()


async def publish(port: int, *messages: tuple[str, Any], retain: bool = False) -> None:
    async with aiomqtt.Client("127.0.0.1", port) as client:
        for topic, payload in messages:
            raw = payload if isinstance(payload, str) else json.dumps(payload)
            await client.publish(topic, raw, qos=1, retain=retain)


async def until(holds: Callable[[], bool], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.02)


async def while_running(place: Place, source: LiveSource, work: Callable[[], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(run_mqtt(source, place.lake, place.things, stop))
    try:
        await until(lambda: state_of(1).connected or state_of(1).problem is not None)
        await work()
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


def reading(minute: int, temp: float, **more: Any) -> dict[str, Any]:
    return {"ts": f"2024-05-01T10:{minute:02}:00Z", "temp": temp, **more}


def test_messages_become_observations_of_a_station_with_its_place(place: Place) -> None:
    async def work() -> None:
        async with broker() as one:

            async def send() -> None:
                await publish(
                    one.port, ("stadt/markt", reading(0, 20.5, lon=13.06, lat=52.4)), ("stadt/markt", reading(1, 21)),
                    ("stadt/damm", reading(0, 19)),
                )  # fmt: skip
                await until(lambda: state_of(1).written == 3)

            await while_running(place, place.source(one.port), send)

    asyncio.run(work())
    streams = {facts.thing_name: facts for facts in place.things.streams_of(place.home.collection_id)}
    assert set(streams) == {"markt", "damm"}
    assert (streams["markt"].lon, streams["markt"].lat, streams["markt"].unit) == (13.06, 52.4, "°C")
    assert [row[1:] for row in place.rows() if row[0] == streams["markt"].id] == [
        (datetime(2024, 5, 1, 10, 0), 20.5, None),
        (datetime(2024, 5, 1, 10, 1), 21.0, None),
    ]


def test_a_message_that_comes_twice_is_written_once_even_after_a_restart(place: Place) -> None:
    async def work() -> None:
        async with broker() as one:

            async def twice() -> None:
                state_of(1).received = 0
                await publish(one.port, ("stadt/markt", reading(0, 20)), ("stadt/markt", reading(0, 20)))
                await until(lambda: state_of(1).received == 2)

            for _ in range(2):
                await while_running(place, place.source(one.port), twice)

    asyncio.run(work())
    assert len(place.rows()) == 1
    assert (state_of(1).written, state_of(1).unchanged) == (1, 3)


def test_unreadable_messages_are_counted_and_the_last_hundred_kept(place: Place) -> None:
    async def work() -> None:
        async with broker() as one:

            async def send() -> None:
                bad = [("stadt/markt", f"kaputt {n}") for n in range(103)]
                await publish(one.port, *bad, ("stadt/markt", reading(0, 20)))
                await until(lambda: state_of(1).written == 1)

            await while_running(place, place.source(one.port), send)

    asyncio.run(work())
    state = state_of(1)
    assert (state.refused, len(state.refusals)) == (103, 100)
    last = state.refusals[-1].to_json()
    assert (last["code"], last["topic"], last["payload"]) == ("mqtt.json", "stadt/markt", "kaputt 102")
    assert set(last["reason"]) == {"de", "en"}


def test_it_connects_again_when_the_broker_comes_back(place: Place) -> None:
    async def work() -> None:
        async with broker() as first:
            port = first.port
            source = place.source(port)
            stop = asyncio.Event()
            task = asyncio.create_task(run_mqtt(source, place.lake, place.things, stop))
            await until(lambda: state_of(1).connected)
        await until(lambda: not state_of(1).connected)
        assert state_of(1).problem is not None
        async with broker(port):
            await until(lambda: state_of(1).connected, 20)
            assert state_of(1).problem is None
            await publish(port, ("stadt/markt", reading(5, 18)))
            await until(lambda: state_of(1).written == 1)
            stop.set()
            await asyncio.wait_for(task, 10)

    asyncio.run(work())
    assert [row[2] for row in place.rows()] == [18.0]


def test_listening_tells_what_would_be_written_and_writes_nothing(place: Place) -> None:
    async def work() -> Any:
        async with broker() as one:

            async def later() -> None:
                await asyncio.sleep(0.5)
                await publish(one.port, ("stadt/markt", reading(0, 20)), ("stadt/markt", "kaputt"))

            sending = asyncio.create_task(later())
            found = await listen(place.source(one.port, None).options, seconds=3)
            await sending
            return found

    found = asyncio.run(work())
    assert found.messages == 2
    assert [(one.spec.station, one.spec.name, one.number) for one in found.values] == [("markt", "temp", 20.0)]
    assert [one.code for one in found.refused] == ["mqtt.json"]
    assert found.guesses
    assert place.rows() == []
    assert place.things.streams_of(place.home.collection_id) == []


def test_a_kept_message_is_not_written_again_at_every_start(place: Place) -> None:
    async def work() -> None:
        async with broker() as one:
            await publish(one.port, ("stadt/markt", reading(0, 20)), retain=True)
            for round_ in (1, 2):

                async def arrived(round_: int = round_) -> None:
                    await until(lambda: state_of(1).received >= round_)

                await while_running(place, place.source(one.port), arrived)

    asyncio.run(work())
    assert len(place.rows()) == 1


def test_a_receiver_that_hardly_moves_stays_and_one_that_moves_leaves_a_trace(place: Place) -> None:
    async def work() -> None:
        async with broker() as one:

            async def send() -> None:
                for minute, lon in enumerate((13.06, 13.06001, 13.06002, 13.07)):
                    await publish(one.port, ("stadt/bus", reading(minute, 1, lon=lon, lat=52.4)))
                await until(lambda: state_of(1).written == 4)

            await while_running(place, place.source(one.port), send)

    asyncio.run(work())
    (facts,) = place.things.streams_of(place.home.collection_id)
    assert (facts.lon, facts.lat) == (13.07, 52.4)
    history = place.things.store.connection().execute("SELECT count(*) FROM registry_historicallocation").fetchone()[0]
    assert history == 2


def test_a_broker_that_is_not_there_is_said_in_words(place: Place) -> None:
    with pytest.raises(ProblemError, match=r"mqtt\.unreachable"):
        asyncio.run(listen(MqttOptions("127.0.0.1", port=1), 1))


def test_an_open_broker_for_others_needs_passwords() -> None:
    with pytest.raises(ProblemError, match=r"broker\.open"):
        EmbeddedBroker(0, "0.0.0.0")  # noqa: S104


def test_a_taken_port_is_said_in_words() -> None:
    async def work() -> None:
        async with broker() as one:
            with pytest.raises(ProblemError, match=r"broker\.port"):
                await EmbeddedBroker(one.port).start()

    asyncio.run(work())
