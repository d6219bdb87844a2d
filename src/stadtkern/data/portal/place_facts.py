"""What a town knows about one place: its district and ground, the nearest of everything, what is measured nearby."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from stadtkern.data.portal.access import language, streams_of, zone
from stadtkern.data.portal.finding import theme_name, theme_of
from stadtkern.data.portal.local_time import to_local
from stadtkern.data.portal.measures import counts, is_stock, known, noun_of, observed_of, stock_noun
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.onfoot import OnFoot
from stadtkern.data.portal.period import grain_of
from stadtkern.data.portal.place_words import DAILY, LAND, Daily
from stadtkern.data.portal.ready_town import ReadyTown
from stadtkern.data.portal.series_look import step_text
from stadtkern.data.portal.spots import part
from stadtkern.data.portal.stations_now import last_values
from stadtkern.data.portal.things_near import Near, near
from stadtkern.data.portal.unit_words import unit_words, with_unit
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.things import StreamFacts
from stadtkern.town.text import Text
from stadtkern.town.written import write_day, write_moment

# As the crow flies; what is farther is not near.
FARTHEST = 5_000.0
AROUND_MINUTES = 10
_AROUND_METRES = 800.0
_VALUES = 4
_PARTS_OF_TIMETABLE = ("lines",)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest thing of a collection: ``minutes`` on foot; ``around``: how many lie within ten minutes or so."""

    dataset: DatasetFacts
    collection: CollectionFacts
    id: int
    name: str
    lon: float
    lat: float
    minutes: float
    around: int = 0
    here: bool = False
    daily: Daily | None = None

    @property
    def place(self) -> str:
        """Where the thing's own page is."""
        return reverse("place-thing", args=[self.collection.slug, self.id])


@dataclass(frozen=True, slots=True)
class Value:
    """The last value of a series: a number with its unit as people read it."""

    what: str
    text: str
    when: datetime
    grain: str = ""

    @property
    def when_text(self) -> str:
        """When it was measured, in words; what holds for a whole year, month or day has no hour."""
        if self.grain in ("month", "year"):
            return step_text(self.when, self.grain, language())
        if self.when.hour == self.when.minute == 0:
            return write_day(self.when.date(), language())
        return write_moment(self.when, language())


@dataclass(frozen=True, slots=True)
class Measured:
    """The nearest station of a dataset and what it measured last."""

    dataset: DatasetFacts
    collection: CollectionFacts
    station: str
    thing: int
    minutes: float
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A district or municipality that a place lies in."""

    collection: CollectionFacts
    id: int
    name: str
    level: int

    @property
    def place(self) -> str:
        """Where the area's own page is."""
        return reverse("place-thing", args=[self.collection.slug, self.id])


def areas_at(town: ReadyTown, lon: float, lat: float) -> list[Area]:
    """Give the municipality and its districts that hold a place, the smallest first."""
    boundaries = part(town.ground, "boundaries")
    if boundaries is None:
        return []
    found = near(boundaries, "admin_level")
    listed = [
        Area(boundaries, one, found.names.get(one, ""), int(float(found.words.get(one, "0") or 0)))
        for one in found.holding(lon, lat)
    ]
    return sorted((one for one in listed if one.name and one.level >= 6), key=lambda one: -one.level)


def ground_at(town: ReadyTown, lon: float, lat: float) -> Text | None:
    """Say what the ground is: water by its name, a park, woods; None where the map says nothing special."""
    water = part(town.ground, "water")
    if water is not None:
        found = near(water)
        for one in found.holding(lon, lat):
            name = found.names.get(one, "")
            return (
                Text(f"Hier ist Wasser: {name}.", f"This is water: {name}.")
                if name
                else Text("Hier ist Wasser.", "This is water.")
            )
    land = part(town.ground, "land")
    if land is not None:
        found = near(land, "class")
        for one in found.holding(lon, lat):
            words, name = LAND.get(found.words.get(one, "")), found.names.get(one, "")
            if words is not None:
                return Text(
                    f"Hier ist {words.de}{f': {name}' if name else ''}.",
                    f"This is {words.en}{f': {name}' if name else ''}.",
                )
    return None


def nearest_of_all(town: ReadyTown, foot: OnFoot, skip: tuple[str, int] | None = None) -> list[Nearest]:
    """Give the nearest thing of every dataset with places that this reader may see, those nearest on foot first."""
    candidates: list[tuple[Nearest, float, float]] = []
    for dataset in town.datasets:
        if dataset.is_ground:
            continue
        for collection in dataset.collections:
            if collection.shape == "features" and collection.rows and collection.name not in _PARTS_OF_TIMETABLE:
                candidates += _candidates(dataset, collection, foot, near(collection), skip)
    return _walked(foot, candidates)


def daily_places(town: ReadyTown, foot: OnFoot, but: str = "") -> list[Nearest]:
    """Give the nearest everyday places of the town's map, each sort once, in the order in which one asks for them.

    ``but``: the name of what one stands at, which is not near itself.
    """
    pois, ground = part(town.ground, "pois"), town.ground
    if pois is None or ground is None:
        return []
    found = near(pois, "value")
    candidates = []
    for daily in DAILY:
        among = frozenset(
            one
            for one, value in found.words.items()
            if value in daily.values and not (but and found.names.get(one, "").casefold() == but.casefold())
        )
        if among:
            candidates += _candidates(ground, pois, foot, found, None, daily, among)
    return sorted(_walked(foot, candidates), key=lambda one: DAILY.index(one.daily) if one.daily else 0)


def _candidates(
    dataset: DatasetFacts,
    collection: CollectionFacts,
    foot: OnFoot,
    found: Near,
    skip: tuple[str, int] | None,
    daily: Daily | None = None,
    among: frozenset[int] | None = None,
) -> list[tuple[Nearest, float, float]]:
    holding = set() if daily else set(found.holding(foot.lon, foot.lat))
    around = 0 if daily else len(found.around(foot.lon, foot.lat, _AROUND_METRES))
    return [
        (
            Nearest(
                dataset, collection, one, found.names.get(one, ""), lon, lat, math.inf, around, one in holding, daily
            ),
            lon,
            lat,
        )
        for one, lon, lat, metres in found.nearest(foot.lon, foot.lat, 6, among)
        if (metres <= FARTHEST or one in holding) and (collection.slug, one) != skip
    ]  # fmt: skip


def _walked(foot: OnFoot, candidates: Sequence[tuple[Nearest, float, float]]) -> list[Nearest]:
    """Walk to all candidates at once and keep the best of each collection and sort."""
    minutes = foot.minutes([(lon, lat) for _, lon, lat in candidates])
    best: dict[tuple[int, str], Nearest] = {}
    for (one, _, _), way in zip(candidates, minutes, strict=True):
        walked = 0.0 if one.here else way
        key = one.collection.id, one.daily.plain.en if one.daily else ""
        if math.isfinite(walked) and (key not in best or walked < best[key].minutes):
            best[key] = Nearest(
                one.dataset, one.collection, one.id, one.name, one.lon, one.lat, walked, one.around, one.here, one.daily
            )
    return sorted(best.values(), key=lambda one: one.minutes)


def measured_near(town: ReadyTown, foot: OnFoot) -> list[Measured]:
    """Give the nearest station of every series, with its last values; those nearest on foot first.

    What is kept about a whole district is no station: ``named_like`` gives it.
    """
    found: list[Measured] = []
    boundaries = part(town.ground, "boundaries")
    areas = {name.casefold() for name in near(boundaries, "admin_level").names.values()} if boundaries else set()
    for dataset in town.datasets:
        for collection in dataset.collections:
            if collection.shape != "series" or not collection.rows:
                continue
            placed = [
                one
                for one in streams_of(collection)
                if one.lon is not None and one.lat is not None and one.thing_name.casefold() not in areas
            ]
            if not placed:
                continue
            ways = foot.minutes([(one.lon or 0.0, one.lat or 0.0) for one in placed])
            way, best = min(zip(ways, placed, strict=True), key=lambda pair: pair[0])
            if not math.isfinite(way) or way * 80 > FARTHEST:
                continue
            there = known(collection)
            at_station = [one for one in there.streams if one.thing_id == best.thing_id]
            values = values_of(dataset, collection, at_station)
            if values:
                found.append(Measured(dataset, collection, best.thing_name, best.thing_id, way, values))
    return sorted(found, key=lambda one: one.minutes)


def values_of(dataset: DatasetFacts, collection: CollectionFacts, streams: Sequence[StreamFacts]) -> tuple[Value, ...]:
    """Give the last values of some streams in words, totals first."""
    chosen = [one for one in streams if one.total] or list(streams)[:_VALUES]
    ids = tuple(one.id for one in chosen)
    last = remembered("last", collection, lambda: last_values(ids), ids, seconds=30)
    now, there = language(), known(collection)
    found = []
    for one in chosen:
        if one.id in last and one.id in there.extents and math.isfinite(last[one.id][1]):
            when, amount = last[one.id]
            extent = there.extents[one.id]
            counted = noun_of(dataset, one) if counts(one, extent) else None
            unit = unit_words(one.unit_definition)
            if is_stock(dataset, one, extent) and one.unit_definition in ("", "1"):
                unit = stock_noun(dataset, one) or unit
            what = counted.in_language(now) if counted else observed_of(one)
            what = what[:1].upper() + what[1:]
            text = with_unit(round(amount, 2), unit, now)
            found.append(Value(what, text, to_local(when, zone()), grain_of(extent.spacing)))
    return tuple(found)


def named_like(town: ReadyTown, name: str) -> list[Measured]:
    """Give the series that are kept about something of this name: the inhabitants of a district, the power of a school."""
    found: list[Measured] = []
    for dataset in town.datasets:
        for collection in dataset.collections:
            if collection.shape == "series" and collection.rows:
                streams = [one for one in known(collection).streams if one.thing_name.casefold() == name.casefold()]
                values = values_of(dataset, collection, streams) if streams else ()
                if values:
                    found.append(Measured(dataset, collection, name, streams[0].thing_id, 0.0, values))
    return found


def by_theme(found: Sequence[Nearest]) -> list[tuple[Text, list[Nearest]]]:
    """Group by the datasets' themes, in the order in which the themes come first."""
    groups: dict[str, list[Nearest]] = {}
    for one in found:
        groups.setdefault(theme_of(one.dataset), []).append(one)
    return [(theme_name(code), listed) for code, listed in groups.items()]
