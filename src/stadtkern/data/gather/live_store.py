"""Writes live values: finds or makes their datastreams, leaves out what stands in the lake already."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from stadtkern.data.gather.kinds.mqtt_read import LiveValue
from stadtkern.data.gather.model import StreamSpec
from stadtkern.data.lake import Lake, Observation
from stadtkern.data.registry.things import Things

REMEMBERED = 1000
DURABLE_SECONDS = 30.0
# A receiver that stands still still wanders; below this it has not moved.
MOVED_METRES = 25.0
_METRES_PER_DEGREE = 111_320.0

_Known = dict[datetime, tuple[float | None, str | None]]


@dataclass(frozen=True, slots=True)
class Stored:
    """How many values were written, and how many stood there already."""

    written: int
    unchanged: int


class LiveStore:
    """Stores values of one source. Used by one thread at a time."""

    def __init__(self, dataset_id: int, collection_id: int, lake: Lake, things: Things) -> None:
        """Take where the values belong and where they are kept."""
        self._dataset = dataset_id
        self._collection = collection_id
        self._lake = lake
        self._things = things
        self._version = -1
        self._streams: dict[StreamSpec, int] = {}
        self._places: dict[str, tuple[float, float]] = {}
        self._recent: dict[int, _Known] = {}

    def put(self, values: Sequence[LiveValue]) -> Stored:
        """Store values; they are durable when this returns. Raises ProblemError when the lake does not take them."""
        streams = self._ids([self._settled(one.spec) for one in values])
        rows: list[Observation] = []
        fresh: dict[int, _Known] = {}
        for stream, one in zip(streams, values, strict=True):
            held = (one.number, one.value)
            known = self._known(stream) if one.timed else {}
            if one.timed and (known.get(one.time) == held or fresh.get(stream, {}).get(one.time) == held):
                continue
            fresh.setdefault(stream, {})[one.time] = held
            rows.append(Observation(stream, one.time, one.number, one.value, flag=one.flag))
        if rows:
            self._lake.append(rows).result(DURABLE_SECONDS)
            for stream, times in fresh.items():
                self._remember(stream, times)
        return Stored(len(rows), len(values) - len(rows))

    def _ids(self, specs: Sequence[StreamSpec]) -> list[int]:
        version = self._things.store.version()
        if version != self._version:
            self._streams.clear()
        missing = list(dict.fromkeys(spec for spec in specs if spec not in self._streams))
        if missing:
            found = self._things.ensure_streams(self._dataset, self._collection, missing)
            self._streams.update(zip(missing, found, strict=True))
            version = self._things.store.version()
        self._version = version
        return [self._streams[spec] for spec in specs]

    def _settled(self, spec: StreamSpec) -> StreamSpec:
        """Keep a station where it was while it has hardly moved."""
        if spec.longitude is None or spec.latitude is None:
            return spec
        key = spec.station_id or spec.station
        before = self._places.get(key)
        here = (round(spec.longitude, 6), round(spec.latitude, 6))
        if before is None or _metres(before, here) > MOVED_METRES:
            self._places[key] = before = here
        return replace(spec, longitude=before[0], latitude=before[1])

    def _known(self, stream: int) -> _Known:
        """Give the newest values of a stream by their time; a broker sends some messages twice."""
        if stream not in self._recent:
            with self._lake.read() as cursor:
                rows = cursor.execute(
                    "SELECT time, number, value FROM observation WHERE stream = ? ORDER BY time DESC LIMIT ?",
                    [stream, REMEMBERED],
                ).fetchall()
            self._recent[stream] = {time: (number, value) for time, number, value in rows}
        return self._recent[stream]

    def _remember(self, stream: int, times: _Known) -> None:
        known = self._recent.get(stream)
        if known is None:
            return
        known.update(times)
        if len(known) > 2 * REMEMBERED:
            newest = sorted(known, reverse=True)[:REMEMBERED]
            self._recent[stream] = {time: known[time] for time in newest}


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[0] - other[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east, one[1] - other[1]) * _METRES_PER_DEGREE
