"""Finds the datasets that the ready views are made of: by their shape and the words of their columns, or as set.

``[views]`` in ``town.toml`` may name a dataset by its slug: ``timetable``, ``childcare``, ``parking``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from stadtkern.data.harmonise.names import ascii_text
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts, DatasetFacts

_DEPARTURES = frozenset(
    {"stop_id", "station_id", "stop_name", "line", "headsign", "departure", "boarding", "service_id"}
)
_STOPS = frozenset({"stop_id", "name", "departures_weekday"})
_LINES = frozenset({"route_id", "colour", "mode"})
_SERVICES = frozenset({"service_id", "date", "weekday"})

_CHILD_WORDS = (
    "kita",
    "kindertages",
    "kindergart",
    "krippe",
    "hort",
    "tagespflege",
    "nursery",
    "childcare",
    "kindergarten",
)
_FREE = ("frei", "verfuegbar", "available", "free", "vacan")
_PLACES = ("plaetze", "kapazitaet", "capacity", "places", "betreuungsplaetze")
_AGE_FROM = ("alter ab", "alter von", "mindestalter", "age from", "min age", "alter")
_AGE_TO = ("alter bis", "hoechstalter", "age to", "max age")
_OPENS = ("oeffnet", "oeffnung ab", "opens", "oeffnungszeit", "opening hours", "zeiten")
_CLOSES = ("schliesst", "oeffnung bis", "closes")
_KEEPER = ("traeger", "operator", "betreiber", "provider")
_STREET = ("adresse", "address", "anschrift", "strasse", "street")


@dataclass(frozen=True, slots=True)
class Timetable:
    """A dataset that was read from GTFS: the parts that its questions need."""

    dataset: DatasetFacts
    stops: CollectionFacts
    departures: CollectionFacts
    services: CollectionFacts
    lines: CollectionFacts | None


@dataclass(frozen=True, slots=True)
class NurseryColumns:
    """Which column says what about a nursery. Only the name and one of places, free places and age must be there."""

    dataset: DatasetFacts
    collection: CollectionFacts
    name: ColumnFacts
    free: ColumnFacts | None
    places: ColumnFacts | None
    age_from: ColumnFacts | None
    age_to: ColumnFacts | None
    opens: ColumnFacts | None
    closes: ColumnFacts | None
    keeper: ColumnFacts | None
    street: ColumnFacts | None


def timetable(datasets: Iterable[DatasetFacts], wished: str = "") -> Timetable | None:
    """Give the town's timetable: the one wished for, else the one with the most departures."""
    found = [one for dataset in _preferred(datasets, wished) if (one := _timetable(dataset)) is not None]
    return max(found, key=lambda one: one.departures.rows, default=None)


def _timetable(dataset: DatasetFacts) -> Timetable | None:
    parts = [(one, {column.name for column in one.columns}) for one in dataset.collections if one.rows]

    def part(columns: frozenset[str], shape: str) -> CollectionFacts | None:
        return next((one for one, have in parts if one.shape == shape and have >= columns), None)

    stops, departures = part(_STOPS, "features"), part(_DEPARTURES, "table")
    services = part(_SERVICES, "table")
    if stops is None or departures is None or services is None:
        return None
    return Timetable(dataset, stops, departures, services, part(_LINES, "features"))


def nurseries(datasets: Iterable[DatasetFacts], wished: str = "") -> list[NurseryColumns]:
    """Give every collection of nurseries with places on the map: those wished for, else whatever says to be one."""
    found = []
    for dataset in _preferred(datasets, wished):
        for collection in dataset.collections:
            if collection.shape == "features" and collection.rows:
                one = _nurseries(dataset, collection, sure=dataset.slug == wished)
                if one is not None:
                    found.append(one)
    return found


def _nurseries(dataset: DatasetFacts, collection: CollectionFacts, *, sure: bool) -> NurseryColumns | None:
    said = fold(" ".join([dataset.slug, dataset.title.de, dataset.title.en, *dataset.keywords, collection.title]))
    if not sure and not any(word in said for word in _CHILD_WORDS):
        return None
    columns = [one for one in collection.columns if one.role not in ("geometry", "ignore")]
    free = _column(columns, _FREE, lambda one: one.type in ("integer", "number"))
    places = _column(columns, _PLACES, lambda one: one.type in ("integer", "number") and one is not free)
    age_to = _column(columns, _AGE_TO)
    age_from = _column(columns, _AGE_FROM, lambda one: one is not age_to)
    name = next((one for one in columns if one.role == "name"), None) or _column(
        columns, ("name", "einrichtung", "bezeichnung", "title"), lambda one: one.type == "text"
    )
    if name is None or (free is None and places is None and age_from is None):
        return None
    text = _is_text
    return NurseryColumns(
        dataset, collection, name, free, places, age_from, age_to,
        opens=_column(columns, _OPENS), closes=_column(columns, _CLOSES),
        keeper=_column(columns, _KEEPER, text), street=_column(columns, _STREET, text),
    )  # fmt: skip


def parking(datasets: Iterable[DatasetFacts], wished: str = "") -> list[tuple[DatasetFacts, CollectionFacts]]:
    """Give the series that may tell of free parking: those wished for, else by the words said about them."""
    words = (
        "parken",
        "parkplatz",
        "parkplaetze",
        "parkhaus",
        "parkhaeuser",
        "parkleit",
        "stellplaetz",
        "parking",
        "p+r",
    )
    return _series(datasets, words, wished)


def _series(
    datasets: Iterable[DatasetFacts], words: Sequence[str], wished: str
) -> list[tuple[DatasetFacts, CollectionFacts]]:
    found = []
    for dataset in _preferred(datasets, wished):
        said = fold(" ".join([dataset.slug, dataset.title.de, dataset.title.en, *dataset.keywords]))
        if dataset.slug == wished or any(word in said for word in words):
            found += [(dataset, one) for one in dataset.collections if one.shape == "series"]
    return found


def is_free(words: str) -> bool:
    """Tell whether a series' name speaks of what is free."""
    return any(f" {word}" in f" {fold(words)}" for word in _FREE)


def is_capacity(words: str) -> bool:
    """Tell whether a series' name speaks of how many places there are in all."""
    plain = fold(words)
    return not is_free(plain) and any(word in plain for word in (*_PLACES, "gesamt", "total"))


def fold(text: str) -> str:
    """Bring words to the spelling they are compared in: lower case, ä as ae, signs as spaces."""
    plain = ascii_text(text).lower()
    return " ".join("".join(sign if sign.isalnum() or sign == "+" else " " for sign in plain).split())


def _preferred(datasets: Iterable[DatasetFacts], wished: str) -> list[DatasetFacts]:
    listed = list(datasets)
    return [one for one in listed if one.slug == wished] or listed


def _is_text(column: ColumnFacts) -> bool:
    return column.type == "text"


def _column(
    columns: Sequence[ColumnFacts], words: Sequence[str], fits: Callable[[ColumnFacts], bool] = lambda _: True
) -> ColumnFacts | None:
    """Give the first column that one of the words fits, in the words' order: what is said most exactly comes first."""
    for word in words:
        for one in columns:
            said = f" {fold(f'{one.title} {one.name}')} "
            if fits(one) and (f" {word}" in said or (len(word) > 5 and word in said)):
                return one
    return None
