"""One number for a theme that says something: today's count, free places, how warm it is, how many people live here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from duckdb import DuckDBPyConnection

from stadtkern.data.lake.query import latest
from stadtkern.data.lake.sql import quoted
from stadtkern.data.portal.access import lake, zone
from stadtkern.data.portal.finding import THEME_GROUPS, fold, size, theme_of
from stadtkern.data.portal.indicators.match import municipal
from stadtkern.data.portal.local_time import to_local
from stadtkern.data.portal.measures import Known, counts, known, noun_of, observed_of
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.observations import same_weekdays
from stadtkern.data.portal.terrain_page import terrain_span
from stadtkern.data.portal.unit_words import is_money, unit_after, unit_words, with_unit
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts, DatasetFacts
from stadtkern.data.registry.things import StreamFacts
from stadtkern.town.text import Text
from stadtkern.town.written import write_day, write_number

# How much a kind of number says, the most first.
_TODAY, _FREE, _PEOPLE, _NOW, _MEASURED, _MONEY, _ROWS, _GROUND = range(8)
_FRESH = timedelta(hours=26)
_WHOLES = ("insgesamt", "gesamt", "summe", "total")
_PEOPLE_WORDS = ("einwohner", "bevolkerung", "population", "menschen leben")


@dataclass(frozen=True, slots=True)
class Telling:
    """A number as people read it, what it counts, and the dataset it is from. ``rank``: the lower, the more it says."""

    number: str
    unit: str
    dataset: DatasetFacts
    rank: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A theme on the home page; without a number when nothing has been brought in for it."""

    code: str
    name: Text
    icon: str
    datasets: int
    telling: Telling | None


def tiles(datasets: Sequence[DatasetFacts], language: str) -> list[Tile]:
    """Give the home page's themes, in order; one without data says so, the last is left out then."""
    found = []
    for code, group in THEME_GROUPS.items():
        of_theme = [one for one in datasets if theme_of(one) in group.themes]
        if of_theme or not group.optional:
            found.append(Tile(code, group.name, group.icon, len(of_theme), _best(of_theme, language)))
    return found


def _best(datasets: Sequence[DatasetFacts], language: str) -> Telling | None:
    told = [one for dataset in datasets for one in _of_dataset(dataset, language)]
    return min(told, key=lambda one: (one.rank, -size(one.dataset))) if told else None


def _of_dataset(dataset: DatasetFacts, language: str) -> Iterator[Telling]:
    for collection in dataset.collections:
        if collection.rows:
            one = remembered("telling", collection, _maker(dataset, collection, language), language, seconds=120)
            if one is not None:
                yield one


def _maker(dataset: DatasetFacts, collection: CollectionFacts, language: str) -> Callable[[], Telling | None]:
    def make() -> Telling | None:
        if collection.shape == "series":
            return _of_series(dataset, collection, language)
        if collection.shape == "terrain":
            span = terrain_span(dataset, language)
            above = Text("über dem Meer", "above the sea").in_language(language)
            return Telling(span, above, dataset, _GROUND) if span else None
        return _of_rows(dataset, collection, language)

    return make


def _of_series(dataset: DatasetFacts, collection: CollectionFacts, language: str) -> Telling | None:
    there = known(collection)
    # What municipalities around have is nothing the town has.
    if there.whole is None or municipal(there.streams):
        return None
    counting = [one for one in there.streams if counts(one, there.extents[one.id])]
    # Without a total, lanes and directions may hold each other: one stream speaks for itself.
    totals = [one for one in counting if one.total] or _most(there, counting)
    with lake().read() as cursor:
        if totals:
            return _counted(cursor, dataset, there, totals, language)
        return _state(cursor, dataset, there, language)


def _counted(
    cursor: DuckDBPyConnection, dataset: DatasetFacts, there: Known, streams: Sequence[StreamFacts], language: str
) -> Telling | None:
    """Add up the last day of all streams that count the same."""
    last = max(there.extents[one.id].last for one in streams)
    alike = [one for one in streams if one.unit_definition == streams[0].unit_definition]
    days = same_weekdays(cursor, [one.id for one in alike], last, zone(), weeks=1)
    here = to_local(last, zone())
    if here.date() not in days:
        return None
    noun = noun_of(dataset, alike[0])
    written = write_number(round(days[here.date()]), language)
    what = unit_after(written, noun or Text("gezählt", "counted"), language)
    if here.date() == to_local(timezone.now(), zone()).date():
        when, rank = Text("heute bis jetzt", "today so far").in_language(language), _TODAY
    else:
        day = write_day(here.date(), language)
        when, rank = Text(f"am {day}", f"on {day}").in_language(language), _MEASURED
    where = f", {alike[0].thing_name}" if len(alike) == 1 else ""
    return Telling(written, f"{what}{where}, {when}", dataset, rank)


def _most(there: Known, streams: Sequence[StreamFacts]) -> list[StreamFacts]:
    """Give the stream that goes on latest; of those, the first with the most values."""
    ranked = sorted(streams, key=lambda one: (there.extents[one.id].last, there.extents[one.id].count), reverse=True)
    return ranked[:1]


def _state(cursor: DuckDBPyConnection, dataset: DatasetFacts, there: Known, language: str) -> Telling | None:
    """Tell the last value: of people and free places their sum, else of the one stream that goes on latest."""
    last = max(there.extents[one.id].last for one in there.streams)
    said = fold(f"{dataset.title.de} {dataset.slug} {' '.join(dataset.keywords)}")
    totals = [one for one in there.streams if one.total and there.extents[one.id].last == last]
    if totals and any(word in said for word in _PEOPLE_WORDS):
        amount, year = _sum(cursor, totals), to_local(last, zone()).year
        written = write_number(round(amount), language)
        people = unit_after(written, Text("Menschen", "people"), language)
        return Telling(written, f"{people} ({year})", dataset, _PEOPLE)
    free = [one for one in there.streams if "frei" in fold(f"{one.name} {one.observed}").split()]
    if free:
        parking = any(word in said for word in ("parken", "parkplatz", "parking"))
        words = Text("freie Parkplätze", "free parking spaces") if parking else Text("freie Plätze", "free places")
        return Telling(write_number(round(_sum(cursor, free)), language), words.in_language(language), dataset, _FREE)
    stream = max(there.streams, key=lambda one: (there.extents[one.id].last, -one.id))
    rows = latest(cursor, stream.id, 1)
    if not rows or rows[0].number is None:
        return None
    amount = rows[0].number
    what = observed_of(stream)
    fresh = timezone.now().replace(tzinfo=None) - last < _FRESH
    number = with_unit(round(amount, 1), unit_words(stream.unit_definition), language)
    named = [one for one in (what, stream.thing_name) if fold(one) not in _WHOLES] or [stream.thing_name]
    return Telling(_english_money(number, language), ", ".join(named), dataset, _NOW if fresh else _MEASURED)


def _sum(cursor: DuckDBPyConnection, streams: Sequence[StreamFacts]) -> float:
    found: list[float] = []
    for one in streams:
        rows = latest(cursor, one.id, 1)
        if rows and rows[0].number is not None and not _is_later(rows[0].time):
            found.append(rows[0].number)
    return sum(found)


def _is_later(time: datetime) -> bool:
    """Tell whether a value is a forecast."""
    return time > timezone.now().replace(tzinfo=None) + timedelta(hours=1)


def _of_rows(dataset: DatasetFacts, collection: CollectionFacts, language: str) -> Telling | None:
    free = next((one for one in collection.columns if one.type in ("number", "integer") and _is_free(one.title)), None)
    amount = _added(collection, free) if free is not None else None
    if free is not None and amount is not None:
        title = free.title[:1].lower() + free.title[1:]
        return Telling(write_number(round(amount), language), title if language == "de" else free.title, dataset, _FREE)
    money = next((one for one in collection.columns if one.unit and is_money(one.unit)), None)
    if money is not None and not any(word in fold(one.name) for one in collection.columns for word in ("jahr", "year")):
        return _money(dataset, collection, money, language)
    called = collection.title or dataset.title.in_language(language)
    words = Text("Orte", "places") if collection.shape == "features" else Text("Zeilen", "rows")
    unit = f"{words.in_language(language)}: {called}"
    return Telling(write_number(collection.rows, language), unit, dataset, _GROUND if dataset.is_ground else _ROWS)


def _money(dataset: DatasetFacts, collection: CollectionFacts, column: ColumnFacts, language: str) -> Telling | None:
    amount = _added(collection, column)
    if amount is None:
        return None
    unit = unit_words(column.unit).in_language(language)
    million = Text("Mio.", "million").in_language(language)
    large = abs(amount) >= 1_000_000 and column.unit == "{EUR}"
    number = (
        f"{write_number(round(amount / 1_000_000, 1), language)} {million}"
        if large
        else write_number(round(amount), language)
    )
    return Telling(_english_money(f"{number} {unit}", language), column.title, dataset, _MONEY)


def _english_money(text: str, language: str) -> str:
    """Write money for a tile as English does, sign first and short: “€33.3 m”."""
    amount, _, unit = text.replace("\N{NO-BREAK SPACE}", " ").partition(" ")
    short = {"€": "", "million €": "\N{NO-BREAK SPACE}m", "billion €": "\N{NO-BREAK SPACE}bn"}.get(unit)
    return text if language == "de" or short is None else f"€{amount}{short}"


def _added(collection: CollectionFacts, column: ColumnFacts) -> float | None:
    with lake().read() as cursor:
        row = cursor.execute(f"SELECT sum({quoted(column.name)}) FROM lake.tables.{collection.table}").fetchone()
    return float(row[0]) if row is not None and row[0] is not None else None


def _is_free(title: str) -> bool:
    """Tell whether a column counts what is free: "Freie Plätze", "frei", "Plätze (frei)"."""
    return any(word in ("frei", "freie", "free") for word in fold(title).replace("(", " ").replace(")", " ").split())
