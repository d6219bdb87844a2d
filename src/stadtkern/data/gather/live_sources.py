"""Keeps the town's live sources running: starts new ones, ends those that were switched off, describes what came in."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from dataclasses import dataclass, field

from django.db import close_old_connections

from stadtkern.data.gather.broker import EmbeddedBroker
from stadtkern.data.gather.holdings import refresh
from stadtkern.data.gather.kinds.mqtt import MqttOptions, options_from_json
from stadtkern.data.gather.live import LiveSource, leave, run_mqtt, state_of
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry import public as registry
from stadtkern.data.registry.things import Things
from stadtkern.data.registry.things_home import ensure_series
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import ProblemError

log = logging.getLogger(__name__)
LOOK_SECONDS = 5.0
DESCRIBE_SECONDS = 60.0


_leaving: deque[tuple[int, MqttOptions]] = deque()


def forget_source(source_id: int) -> bool:
    """Delete a source: it is not asked again, a broker is left within seconds. What it brought stays.

    Gives False when there is none of this number.
    """
    found = registry.source_facts(source_id)
    if found is None or not registry.delete_source(source_id):
        return False
    if found.kind == "mqtt":
        with contextlib.suppress(ProblemError):
            _leaving.append((source_id, options_from_json(found.options)))
    return True


@dataclass(slots=True)
class _Running:
    source: LiveSource
    task: asyncio.Task[None]
    stop: asyncio.Event


@dataclass(slots=True)
class _Seen:
    """Up to which observation the collections have been described, and which sources have brought anything yet.

    What a new source brings first is described at once: whoever set it up is waiting for it.
    """

    upto: int = 0
    sources: set[int] = field(default_factory=set)


async def run_live_sources(town: TownFolder, stop: asyncio.Event) -> None:
    """Run every enabled MQTT source until ``stop`` is set, and the embedded broker if the settings ask for it."""
    broker = await _broker(town)
    things = Things(town.registry)
    running: dict[int, _Running] = {}
    seen = _Seen()
    describe_in = DESCRIBE_SECONDS
    try:
        while not stop.is_set():
            await _adjust(town, things, running)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
            describe_in -= LOOK_SECONDS
            first = {number for number in running if state_of(number).written} - seen.sources
            if describe_in <= 0 or stop.is_set() or first:
                seen.sources |= first
                describe_in = DESCRIBE_SECONDS
                await asyncio.to_thread(_describe, town, things, list(running), seen)
    finally:
        await asyncio.gather(*(_end(one) for one in running.values()))
        if broker is not None:
            await broker.stop()
        await asyncio.to_thread(things.close)


async def _broker(town: TownFolder) -> EmbeddedBroker | None:
    if not town.get("mqtt", "embedded", False):
        return None
    broker = EmbeddedBroker(int(town.get("mqtt", "port", 1883)))
    try:
        await broker.start()
    except ProblemError as error:
        log.warning("%s", error.problem.text.en)
        return None
    return broker


async def _adjust(town: TownFolder, things: Things, running: dict[int, _Running]) -> None:
    """Start what is new and end what is gone, switched off or changed."""
    wanted = await asyncio.to_thread(_wanted, things)
    for number in [number for number, one in running.items() if wanted.get(number) != one.source]:
        await _end(running.pop(number))
    for number, source in wanted.items():
        if number not in running:
            stop = asyncio.Event()
            work = run_mqtt(source, town_lake(town), things, stop)
            running[number] = _Running(source, asyncio.create_task(work, name=f"mqtt {number}"), stop)
        elif (task := running[number].task).done() and task.exception() is not None:
            log.error("live source %s ended", number, exc_info=task.exception())
            del running[number]  # it is started again at the next look
    for number, options in [one for one in _leaving if one[0] not in running]:
        _leaving.remove((number, options))
        await leave(options, number)


async def _end(one: _Running) -> None:
    one.stop.set()
    try:
        await asyncio.wait_for(one.task, 5)
    except TimeoutError:
        log.warning("live source %s did not end in time", one.source.id)
    except Exception:
        log.exception("live source %s ended", one.source.id)


def _wanted(things: Things) -> dict[int, LiveSource]:
    """Give the sources that should run, with the collection that their values go to."""
    close_old_connections()
    try:
        found: dict[int, LiveSource] = {}
        for one in registry.sources_of():
            if one.kind != "mqtt" or not one.enabled:
                continue
            try:
                options = options_from_json(one.options)
            except ProblemError as error:
                state_of(one.id).problem = error.problem
                continue
            found[one.id] = LiveSource(one.id, one.dataset_id, _collection(things, one.dataset_id), options)
        return found
    finally:
        close_old_connections()


def _collection(things: Things, dataset_id: int) -> int:
    known = things.store.connection().execute(
        "SELECT id FROM registry_collection WHERE dataset_id = ? AND shape = 'series' ORDER BY id LIMIT 1",
        (dataset_id,),
    )
    row = known.fetchone()
    if row is not None:
        return int(row["id"])
    with things.store.writing() as connection:
        return ensure_series(connection, dataset_id)


def _describe(town: TownFolder, things: Things, sources: list[int], seen: _Seen) -> None:
    """Write down how the sources are doing, and what the collections hold that live values came into by any door."""
    try:
        for number in sources:
            state = state_of(number)
            if state.connected or state.problem is not None:
                registry.note_run(number, state.problem)
        if changed := _changed(town, things, seen):
            refresh(town, changed, with_quality=False)
    except Exception:
        log.exception("describing live collections failed")
    finally:
        close_old_connections()


def _changed(town: TownFolder, things: Things, seen: _Seen) -> list[int]:
    """Give the collections with live values that arrived since the last look."""
    with town_lake(town).read() as cursor:
        rows = cursor.execute(
            "SELECT stream, max(id) FROM observation WHERE id > ? AND import_id IS NULL GROUP BY stream", [seen.upto]
        ).fetchall()
    if not rows:
        return []
    seen.upto = max(last for _, last in rows)
    found = {facts.collection_id for stream, _ in rows if (facts := things.stream(stream)) is not None}
    return sorted(found)
