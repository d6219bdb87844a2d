"""What is measured right now: a sentence for each counter, free places for each car park."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.safestring import SafeString

from stadtkern.data.portal import ready
from stadtkern.data.portal.access import lake, streams_of, zone
from stadtkern.data.portal.access import language as language_now
from stadtkern.data.portal.charts.scale import WEEKDAYS, day
from stadtkern.data.portal.local_time import to_local
from stadtkern.data.portal.measures import Known, counts, known, noun_of
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.observations import same_weekdays
from stadtkern.data.portal.says import compared, sentence
from stadtkern.data.portal.unit_words import with_unit
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.things import StreamFacts
from stadtkern.town.written import write_moment

_COUNTED = ("bicycles", "people on foot", "vehicles")
_OLD = timedelta(hours=36)
_MOST_COUNTERS = 12


@dataclass(frozen=True, slots=True)
class Counter:
    """A counting station: what it says of today, where it is, when it was heard last."""

    dataset: DatasetFacts
    name: str
    text: SafeString
    lon: float | None
    lat: float | None
    when: datetime
    fresh: bool


@dataclass(frozen=True, slots=True)
class CarPark:
    """A car park: how many places are free, of how many if that is known, and when it was heard last."""

    dataset: DatasetFacts
    name: str
    free: int
    capacity: int | None
    lon: float | None
    lat: float | None
    when: datetime
    fresh: bool

    @property
    def low(self) -> int:
        """Below so many free places it is nearly full."""
        return (self.capacity or 0) // 10

    @property
    def when_text(self) -> str:
        """When it was heard last, in words."""
        return write_moment(self.when, language_now())


def counters(datasets: Iterable[DatasetFacts], language: str) -> list[Counter]:
    """Give a sentence for each station that counts what passes by."""
    found: list[Counter] = []
    for dataset in datasets:
        for collection in dataset.collections:
            if collection.shape == "series" and collection.rows:
                found += remembered("counters", collection, _counters_of(dataset, collection, language), language)
    return sorted(found, key=lambda one: (not one.fresh, one.dataset.id, one.name))[:_MOST_COUNTERS]


def _counters_of(dataset: DatasetFacts, collection: CollectionFacts, language: str) -> Callable[[], list[Counter]]:
    def look() -> list[Counter]:
        there = known(collection)
        by_thing: dict[int, list[StreamFacts]] = {}
        for one in there.streams:
            noun = noun_of(dataset, one)
            if noun is not None and noun.en in _COUNTED and counts(one, there.extents[one.id]):
                by_thing.setdefault(one.thing_id, []).append(one)
        return [
            said for streams in by_thing.values() if (said := _counter(dataset, there, streams, language)) is not None
        ]

    return look


def _counter(dataset: DatasetFacts, there: Known, streams: Sequence[StreamFacts], language: str) -> Counter | None:
    chosen = [one for one in streams if one.total] or list(streams)
    utc = max(there.extents[one.id].last for one in chosen)
    here = to_local(utc, zone())
    with lake().read() as cursor:
        days = same_weekdays(cursor, [one.id for one in chosen], utc, zone())
    now = days.pop(here.date(), None)
    if now is None:
        return None
    fresh = here.date() == to_local(timezone.now(), zone()).date()
    noun = noun_of(dataset, chosen[0])
    normal = sum(days.values()) / len(days) if len(days) >= 3 else 0.0
    words = {
        "amount": with_unit(now, noun, language, 0),
        "clock": f"{here:%H:%M}",
        "day": day(here.date(), language, weekday=True),
        "weekday": WEEKDAYS[language][here.weekday()],
        "than": compared(now, normal, language) if normal > 0 else "",
    }
    if fresh:
        de, en = "Heute kamen bis {clock} Uhr <b>{amount}</b> vorbei", "Today until {clock} <b>{amount}</b> came by"
    else:
        de, en = (
            "Am {day}, kamen bis {clock} Uhr <b>{amount}</b> vorbei",
            "On {day}, until {clock} <b>{amount}</b> came by",
        )
    if normal > 0:
        de, en = f"{de}, {{than}} an einem normalen {{weekday}}", f"{en}, {{than}} on a normal {{weekday}}"
    text = sentence(language, f"{de}.", f"{en}.", **words)
    first = chosen[0]
    return Counter(dataset, first.thing_name, text, first.lon, first.lat, here, fresh)


def car_parks(
    datasets: Iterable[DatasetFacts], capacities: dict[str, int] | None = None, wished: str = ""
) -> list[CarPark]:
    """Give what is free now in each car park. ``capacities``: places by the folded name, for parks that do not say."""
    found: list[CarPark] = []
    for dataset, collection in ready.parking(datasets, wished):
        for one in remembered("parking", collection, lambda d=dataset, c=collection: _parks(d, c)):  # type: ignore[misc]
            size = one.capacity or (capacities or {}).get(ready.fold(one.name))
            found.append(one if size is None or size < one.free else _sized(one, size))
    return sorted(found, key=lambda one: one.name)


def _sized(one: CarPark, size: int) -> CarPark:
    return CarPark(one.dataset, one.name, one.free, size, one.lon, one.lat, one.when, one.fresh)


def _parks(dataset: DatasetFacts, collection: CollectionFacts) -> list[CarPark]:
    streams = streams_of(collection)
    free = [one for one in streams if ready.is_free(f"{one.name} {one.observed}")]
    sizes = {one.thing_id: one for one in streams if ready.is_capacity(f"{one.name} {one.observed}")}
    values = last_values([one.id for one in (*free, *sizes.values())])
    now = to_local(timezone.now(), zone())
    found = []
    for one in free:
        if one.id not in values or not math.isfinite(values[one.id][1]):
            continue
        utc, amount = values[one.id]
        size = values.get(sizes[one.thing_id].id) if one.thing_id in sizes else None
        when = to_local(utc, zone())
        found.append(
            CarPark(
                dataset, one.thing_name, max(0, int(amount)), int(size[1]) if size and math.isfinite(size[1]) else None,
                one.lon, one.lat, when, now - when < _OLD,
            )
        )  # fmt: skip
    return found


def last_values(streams: Sequence[int]) -> dict[int, tuple[datetime, float]]:
    """Give the time (UTC) and number of each stream's last value."""
    if not streams:
        return {}
    listed = ", ".join(str(int(one)) for one in streams)
    with lake().read() as cursor:
        rows = cursor.execute(
            f"""SELECT stream, max(time), arg_max(number, time) FROM observation
                WHERE stream IN ({listed}) AND number IS NOT NULL GROUP BY stream"""
        ).fetchall()
    return {stream: (when, float(value)) for stream, when, value in rows}
