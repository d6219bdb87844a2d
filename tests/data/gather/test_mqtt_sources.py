"""A town's live sources run while it serves, and follow what is said about them in the registry."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from stadtkern.data.gather import live_sources
from stadtkern.data.gather.broker import EmbeddedBroker
from stadtkern.data.gather.kinds.mqtt import MessageMapping, MqttOptions, ValueMapping
from stadtkern.data.gather.live import _states, state_of
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry import public as registry
from stadtkern.data.registry.read import RegistryReader
from stadtkern.town.folder import TownFolder

MAPPING = MessageMapping(values=(ValueMapping("temp", "Temperatur", "Cel"),), station_level=0)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.05)


async def free_port() -> int:
    one = EmbeddedBroker(0)
    await one.start()
    await one.stop()
    return one.port


async def publish(port: int, temp: float) -> None:
    async with aiomqtt.Client("127.0.0.1", port) as client:
        await client.publish("markt", json.dumps({"temp": temp}), qos=1)


def save(dataset: int, port: int, *, enabled: bool) -> None:
    options: dict[str, Any] = MqttOptions("127.0.0.1", port=port, mapping=MAPPING).to_json()
    registry.save_source(dataset, "mqtt", f"mqtt://127.0.0.1:{port}", options=options, enabled=enabled)


def test_a_source_runs_is_described_and_ends_when_it_is_switched_off(
    town: TownFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_sources, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(live_sources, "DESCRIBE_SECONDS", 0.2)
    _states.clear()

    async def work() -> None:
        port = await free_port()
        settings = Path(town.settings_file)
        settings.write_text(f"{settings.read_text('utf-8')}\n[mqtt]\nembedded = true\nport = {port}\n", "utf-8")
        fresh = TownFolder(town.path)
        dataset = await asyncio.to_thread(lambda: registry.ensure_dataset("wetter", title="Wetter"))
        await asyncio.to_thread(save, dataset, port, enabled=True)
        (source,) = await asyncio.to_thread(registry.sources_of)
        reader = RegistryReader(town.registry)

        def rows() -> int:
            (one,) = reader.datasets()
            return sum(part.rows for part in one.collections)

        stop = asyncio.Event()
        task = asyncio.create_task(live_sources.run_live_sources(fresh, stop))
        await until(lambda: state_of(source.id).connected)
        await publish(port, 20.5)
        await until(lambda: rows() == 1)
        (after,) = await asyncio.to_thread(registry.sources_of)
        assert after.last_run is not None
        assert after.last_problem is None

        await asyncio.to_thread(save, dataset, port, enabled=False)
        await until(lambda: not state_of(source.id).connected)
        await publish(port, 21.5)
        await asyncio.sleep(0.5)
        assert rows() == 1
        stop.set()
        await asyncio.wait_for(task, 15)
        reader.close()

    try:
        asyncio.run(work())
    finally:
        town_lake(town).close()


def test_a_source_that_is_removed_leaves_its_broker_and_the_values_stay(
    town: TownFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_sources, "LOOK_SECONDS", 0.2)
    _states.clear()

    async def kept_by_broker(port: int, source: int) -> list[str]:
        """What the broker kept for the source while it was away."""
        name, heard = f"stadtkern-{source}", []
        async with aiomqtt.Client("127.0.0.1", port, identifier=name, clean_session=False) as client:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    async for message in client.messages:
                        heard.append(message.topic.value)
        return heard

    async def work() -> None:
        broker = EmbeddedBroker(0)
        await broker.start()
        dataset = await asyncio.to_thread(lambda: registry.ensure_dataset("wetter", title="Wetter"))
        await asyncio.to_thread(save, dataset, broker.port, enabled=True)
        (source,) = await asyncio.to_thread(registry.sources_of)
        stop = asyncio.Event()
        task = asyncio.create_task(live_sources.run_live_sources(town, stop))
        await until(lambda: state_of(source.id).connected)
        await publish(broker.port, 20.5)
        await until(lambda: state_of(source.id).written == 1)
        (collection,) = await asyncio.to_thread(registry.collections_of, dataset)
        async with asyncio.timeout(20):  # the first values are described at once, not after a minute
            while (await asyncio.to_thread(registry.collection_facts, collection)).rows != 1:
                await asyncio.sleep(0.1)
        assert await asyncio.to_thread(live_sources.forget_source, source.id)
        await until(lambda: source.id not in _states)
        await publish(broker.port, 21.5)
        assert await kept_by_broker(broker.port, source.id) == []
        stop.set()
        await asyncio.wait_for(task, 15)
        await broker.stop()
        assert await asyncio.to_thread(registry.sources_of) == []

    try:
        asyncio.run(work())
        with town_lake(town).read() as cursor:
            assert cursor.execute("SELECT number FROM observation").fetchall() == [(20.5,)]
    finally:
        town_lake(town).close()
