"""Finds the datasets that a number is made of by what they mean: words, units, roles. Pure: facts in, choices out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from stadtkern.data.harmonise.names import ascii_text
from stadtkern.data.portal.indicators.ages import age_band, covering
from stadtkern.data.portal.indicators.model import Need
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts, DatasetFacts
from stadtkern.data.registry.things import StreamFacts

YEAR_NAMES = ("jahr", "year", "berichtsjahr", "stichjahr")
AREA_NAMES = ("stadtteil", "ortsteil", "stadtbezirk", "district", "quartier", "bezirk")
_KEY = re.compile(r"^(0[1-9]|1[0-6])(\d{6}|\d{10})$")

StreamsOf = Callable[[CollectionFacts], Sequence[StreamFacts]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which part of which collection fits a need. ``streams``: id to (area, factor); or the columns of a table."""

    dataset: DatasetFacts
    collection: CollectionFacts
    streams: Mapping[int, tuple[str, float]]
    measures: tuple[str, ...]
    number: str | None = None
    year: str | None = None
    area: str | None = None
    factor: float = 1.0


def plain(text: str) -> str:
    """Bring words to the spelling they are compared in."""
    return " ".join(ascii_text(text).lower().replace("_", " ").split())


def municipal(streams: Sequence[StreamFacts]) -> bool:
    """Tell whether a series' stations are municipalities: several, and most have an official key as their id."""
    keys = {one.thing_id: bool(_KEY.match(one.thing_external_id)) for one in streams}
    return len(keys) > 1 and sum(keys.values()) > len(keys) / 2


def choose(
    need: Need, datasets: Sequence[DatasetFacts], streams_of: StreamsOf, bound: str = "", town: str = ""
) -> Choice | None:
    """Give the best fit for a need among datasets that the reader may see; None when nothing fits.

    ``bound`` is a setting: a collection's slug, with ``/series or column`` behind it where the words would not find it.
    """
    slug, _, measure = bound.partition("/")
    fits: list[tuple[tuple[int, int], Choice]] = []
    for dataset in datasets:
        for collection in dataset.collections:
            if slug and slug not in (collection.slug, dataset.slug):
                continue
            words = 1 if slug else _words(need, dataset, collection)
            if not words or not collection.rows or collection.shape == "terrain":
                continue
            wish = _Wish(need, plain(measure), bool(slug))
            if collection.shape == "series":
                found = _series(wish, dataset, collection, streams_of(collection), town)
            else:
                found = _table(wish, dataset, collection)
            if found is not None:
                fits.append(((words, collection.rows), found))
    return max(fits, key=lambda one: one[0])[1] if fits else None


@dataclass(frozen=True, slots=True)
class _Wish:
    need: Need
    measure: str
    bound: bool

    def factor(self, unit: str | None) -> float | None:
        units = self.need.units
        if not units:
            return 1.0
        return units.get(unit or "", 1.0 if self.bound else None)

    def fits(self, name: str) -> bool:
        said = plain(name)
        if self.measure:
            return self.measure in said
        return not any(word in said for word in self.need.without) and (
            not self.need.measures or any(word in said for word in self.need.measures)
        )


def _words(need: Need, dataset: DatasetFacts, collection: CollectionFacts) -> int:
    """Count how many of the need's words stand where: in the dataset's name and keywords (twice), or in its columns."""
    names = plain(
        f"{dataset.slug} {dataset.title.de} {dataset.title.en} {' '.join(dataset.keywords)}".replace("-", " ")
    )
    inner = plain(f"{collection.slug} {collection.title} " + " ".join(one.title for one in collection.columns))
    return sum(2 for word in need.words if word in names) + sum(1 for word in need.words if word in inner)


def _series(
    wish: _Wish, dataset: DatasetFacts, collection: CollectionFacts, streams: Sequence[StreamFacts], town: str
) -> Choice | None:
    if municipal(streams):
        return None
    chosen: list[tuple[StreamFacts, float]] = []
    if wish.need.ages is not None and not wish.measure:
        chosen = _ages(wish, streams)
    else:
        for one in streams:
            factor = wish.factor(one.unit_definition)
            told = f"{one.name} / {one.observed}" if one.observed and one.observed != one.name else one.name
            if factor is not None and wish.fits(told):
                chosen.append((one, factor))
        named = [
            pair for pair in chosen if wish.measure and wish.measure in (plain(pair[0].name), plain(pair[0].observed))
        ]
        chosen = named or chosen
        if any(one.total for one, _ in chosen):
            # Where a total is measured or written, its parts are not added to it.
            with_total = {one.thing_id for one, _ in chosen if one.total}
            chosen = [(one, factor) for one, factor in chosen if one.total or one.thing_id not in with_total]
        elif wish.need.take == "last":
            chosen = _first_of_each(chosen)
    if not chosen:
        return None
    areas = {one.thing_name for one, _ in chosen}
    whole = {name for name in areas if len(areas) > 1 and is_whole(name, town)}
    kept = {one.id: ("" if one.thing_name in whole else one.thing_name, factor) for one, factor in chosen}
    return Choice(dataset, collection, kept, tuple(dict.fromkeys(one.name for one, _ in chosen)))


def is_whole(area: str, town: str) -> bool:
    """Tell whether an area's name means the whole town."""
    name = plain(area)
    return name in (
        "gesamt",
        "insgesamt",
        "gesamtstadt",
        "stadt",
        "stadt gesamt",
        "stadt insgesamt",
        "total",
        "summe",
    ) or (bool(town) and name == plain(town))


def _first_of_each(chosen: list[tuple[StreamFacts, float]]) -> list[tuple[StreamFacts, float]]:
    """Keep one series a station: several would each be the same thing told otherwise."""
    seen: set[int] = set()
    kept = []
    for one, factor in chosen:
        if one.thing_id not in seen:
            seen.add(one.thing_id)
            kept.append((one, factor))
    return kept


def _ages(wish: _Wish, streams: Sequence[StreamFacts]) -> list[tuple[StreamFacts, float]]:
    by_station: dict[int, list[tuple[StreamFacts, float, tuple[int, int]]]] = {}
    for one in streams:
        band, factor = age_band(one.name) or age_band(one.observed), wish.factor(one.unit_definition)
        if band is not None and factor is not None and not one.total:
            by_station.setdefault(one.thing_id, []).append((one, factor, band))
    found: list[tuple[StreamFacts, float]] = []
    for there in by_station.values():
        places = covering([band for _, _, band in there], wish.need.ages or (0, 0))
        found += [there[place][:2] for place in places]
    return found


def _table(wish: _Wish, dataset: DatasetFacts, collection: CollectionFacts) -> Choice | None:
    columns = [one for one in collection.columns if one.role not in ("ignore", "geometry")]
    if any(one.role in ("ags", "ars") for one in columns):
        return None
    area = _named(columns, AREA_NAMES, ("text",))
    if wish.need.take == "stock":
        year = next((one for one in columns if one.type == "integer" and wish.fits(f"{one.name} / {one.title}")), None)
        if year is None:
            return None
        return Choice(dataset, collection, {}, (year.title,), None, year.name, area.name if area else None)
    year = _named(columns, YEAR_NAMES, ("integer",))
    if year is None:
        return None
    for one in columns:
        factor = wish.factor(one.unit)
        if one is not year and one.type in ("number", "integer") and factor is not None and wish.fits(one.title):
            return Choice(
                dataset, collection, {}, (one.title,), one.name, year.name, area.name if area else None, factor
            )
    return None


def _named(columns: Sequence[ColumnFacts], names: Sequence[str], types: Sequence[str]) -> ColumnFacts | None:
    return next((one for one in columns if one.type in types and plain(one.name) in names), None)
