"""Charts of features and plain tables: how often which value occurs, how a number is spread, years, the largest rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from stadtkern.data.portal import rows as ask
from stadtkern.data.portal.access import lake, say, zone
from stadtkern.data.portal.charts.bars import Bar, Canvas, columns, lying_bars
from stadtkern.data.portal.charts.figure import Figure, Line
from stadtkern.data.portal.charts.histogram import Bin, bin_name, edges, histogram
from stadtkern.data.portal.charts.scale import number
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.tag_words import tag_word
from stadtkern.data.portal.unit_words import unit_words
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts
from stadtkern.town.text import Text
from stadtkern.town.written import write_day, write_moment

# Up to here each row of a plain table is a thing with a name (a year, a district); beyond, kinds say more.
NAMED_ROWS = 40
_MANY_YEARS = 45
YEAR = ("jahr", "year")
_SINCE = {"seit", "since"}
_COUNT = Text("Anzahl", "count")


@dataclass(frozen=True, slots=True)
class Overview:
    """What a collection is like, reckoned once until it changes."""

    profiles: tuple[ask.Profile, ...]
    kinds: dict[str, int]
    kind: ColumnFacts | None
    amount: ask.Profile | None


def overview(collection: CollectionFacts) -> Overview:
    """Look at all columns and places of a collection once."""
    if not collection.rows:
        return Overview((), {}, None, None)

    def look() -> Overview:
        with lake().read() as cursor:
            found = ask.profiles(cursor, collection)
            kinds = ask.geometry_kinds(cursor, collection) if collection.shape == "features" else {}
        return Overview(
            tuple(found), kinds, ask.best_kind(found, collection.rows), ask.best_number(found, collection.rows)
        )

    return remembered("overview", collection, look, seconds=3600)


def symbol(unit: str | None) -> str:
    """Give a UCUM code as people read it."""
    return say(unit_words(unit))


def is_year(column: ColumnFacts) -> bool:
    """Tell whether a column holds years."""
    return column.type == "integer" and _names_year(column)


def _names_year(column: ColumnFacts) -> bool:
    """Tell whether a column's name speaks of years: „Baujahr“, „leer seit“."""
    name = column.name.lower()
    return any(word in name for word in YEAR) or (column.unit is None and bool(_SINCE & set(name.split("_"))))


def figure_of(collection: CollectionFacts, by: str, language: str) -> Figure | None:
    """Choose and fill a chart. ``by`` is a column's name; without one the chart is the one that says most."""
    if not collection.rows:
        return None
    seen = overview(collection)
    wanted = next((one for one in seen.profiles if one.column.name == by and one.filled), None)
    if wanted is not None:
        return _of_column(collection, seen, wanted, language)
    year = next((one for one in seen.profiles if is_year(one.column) and one.distinct > 1), None)
    if collection.shape == "table" and year is not None and seen.amount is not None:
        return _means(collection, year.column, seen.amount.column, language)
    named = _name_column(seen)
    if seen.kind is not None and (collection.shape == "features" or collection.rows > NAMED_ROWS or named is None):
        return _kinds(collection, seen.kind, language)
    if seen.amount is not None:
        return _of_column(collection, seen, seen.amount, language)
    return _kinds(collection, seen.kind, language) if seen.kind is not None else None


def _of_column(collection: CollectionFacts, seen: Overview, wanted: ask.Profile, language: str) -> Figure | None:
    column = wanted.column
    if is_year(column):
        return _per_year(collection, column, language)
    if column.type in ("number", "integer"):
        named = _name_column(seen)
        if named is not None and collection.rows <= NAMED_ROWS and column.name != named.name:
            return _largest(collection, named, column, language)
        return _spread(collection, column, language)
    return _kinds(collection, column, language)


def choices(collection: CollectionFacts) -> list[ColumnFacts]:
    """Give the columns that a chart can be drawn of: kinds first, then numbers."""
    found = overview(collection).profiles
    kinds = [one.column for one in found if _is_kind(one, collection.rows)]
    numbers = [
        one.column
        for one in found
        if one.column.type in ("number", "integer")
        and one.column.role in ("property", "value")
        and one.distinct > 1
        and one.filled
        and (is_year(one.column) or not ask.is_key(one))
    ]
    return [*kinds, *numbers][:16]


def _is_kind(one: ask.Profile, rows: int) -> bool:
    if one.column.type not in ("text", "boolean") or one.column.role in ("id", "ags", "ars"):
        return False
    # Where nearly every row has a value of its own, there is nothing to count.
    few = (one.distinct <= 12 and rows > 24) or one.distinct < one.filled * 0.8
    return 2 <= one.distinct <= max(40, min(400, rows // 20)) and few


def _name_column(seen: Overview) -> ColumnFacts | None:
    named = (one.column for one in seen.profiles if one.column.role == "name")
    text = (one.column for one in seen.profiles if one.column.type == "text" and one.distinct > 1)
    return next(named, None) or next(text, None)


def kind_counts(collection: CollectionFacts, column: ColumnFacts) -> list[tuple[Any, int]]:
    """Count a column's values, the most frequent first; ``(None, n)`` last for all others."""

    def count() -> list[tuple[Any, int]]:
        with lake().read() as cursor:
            return ask.counts(cursor, collection, column.name)

    return remembered("kinds", collection, count, column.name, seconds=3600)


def _kinds(collection: CollectionFacts, column: ColumnFacts, language: str) -> Figure:
    rest = Text("alle anderen", "all others").in_language(language)
    bars = [
        Bar(told(name, collection, column, language) if name is not None else rest, float(n), rest=name is None)
        for name, n in kind_counts(collection, column)
    ]
    title = Text(f"{column.title}: was kommt wie oft vor?", f"{column.title}: what occurs how often?")
    return _bars(column, title.in_language(language), _COUNT.in_language(language), bars, language)


def _largest(collection: CollectionFacts, name: ColumnFacts, amount: ColumnFacts, language: str) -> Figure:
    with lake().read() as cursor:
        found = ask.largest(cursor, collection, name.name, amount.name, NAMED_ROWS)
    title = Text(f"{amount.title}: wo ist es am meisten?", f"{amount.title}: where is it most?")
    bars = [Bar(one, float(value)) for one, value in found]
    unit = symbol(amount.unit)
    return _bars(amount, title.in_language(language), unit or amount.title, bars, language)


def _means(collection: CollectionFacts, year: ColumnFacts, amount: ColumnFacts, language: str) -> Figure:
    with lake().read() as cursor:
        found = ask.by_year(cursor, collection, year.name, amount.name)
    unit = symbol(amount.unit)
    if len(found) < collection.rows:
        unit = f"{unit} ({Text('Mittel', 'mean').in_language(language)})".strip()
    title = Text(f"{amount.title}: wie geht es über die Jahre?", f"{amount.title}: how does it go over the years?")
    bars = [Bar(str(at), value) for at, value in found]
    return _bars(amount, title.in_language(language), unit, bars, language, standing=True)


def _per_year(collection: CollectionFacts, column: ColumnFacts, language: str) -> Figure:
    def count() -> list[tuple[int, int]]:
        with lake().read() as cursor:
            return ask.count_years(cursor, collection, column.name)

    counted = dict(remembered("count-years", collection, count, column.name, seconds=3600))
    step = 10 if counted and max(counted) - min(counted) > _MANY_YEARS else 1
    first = min(counted, default=0) // step * step
    bars = [
        Bar(
            f"{year}–{year + step - 1}" if step > 1 else str(year),
            float(sum(counted.get(one, 0) for one in range(year, year + step))),
        )
        for year in range(first, max(counted, default=-1) + 1, step)
    ]
    title = Text(f"{column.title}: in welchen Jahren wie oft?", f"{column.title}: in which years how often?")
    return _bars(column, title.in_language(language), _COUNT.in_language(language), bars, language, standing=True)


def _bars(
    column: ColumnFacts, title: str, unit: str, bars: Sequence[Bar], language: str, *, standing: bool = False
) -> Figure:
    def draw(width: float) -> str:
        canvas = Canvas(title, "", unit, language, width, 340 if width > 600 else 280)
        return columns(canvas, bars) if standing else lying_bars(canvas, bars)

    lines = [Line(bar.name, (bar.value,)) for bar in bars]
    return Figure(column.name, title, "", (column.title, unit or column.title), lines, draw)


def _spread(collection: CollectionFacts, column: ColumnFacts, language: str) -> Figure:
    def count() -> list[Bin]:
        with lake().read() as cursor:
            return spread(cursor, collection, column)

    bins = remembered("spread", collection, count, column.name, seconds=3600)
    title = Text(f"{column.title}: wie verteilen sich die Werte?", f"{column.title}: how are the values spread?")
    said, unit, counted = title.in_language(language), symbol(column.unit), _COUNT.in_language(language)

    def draw(width: float) -> str:
        return histogram(Canvas(said, "", unit, language, width, 340 if width > 600 else 290), bins, counted)

    lines = [Line(f"{bin_name(one, language)} {unit}".strip(), (float(one.count),)) for one in bins]
    named = f"{column.title} ({unit})" if unit else column.title
    return Figure(column.name, said, f"{counted}, {named}", (named, counted), lines, draw)


def spread(cursor: Any, collection: CollectionFacts, column: ColumnFacts) -> list[Bin]:
    """Sort a column's numbers into columns of round width; far strays stand together at the ends."""
    ends = ask.range_of(cursor, collection, column.name)
    if ends is None:
        return []
    least, low, high, most = ends
    # Half a per cent at either end stands together where it would squeeze all others into a few columns.
    strays = high > low and (most - least) > 4 * (high - low)
    if not strays:
        low, high = least, most
    first, step, n = edges(low, high, whole=column.type == "integer")
    counted = ask.count_bins(cursor, collection, column.name, first, step)
    bins = [Bin(first + step * at, first + step * (at + 1), counted.get(at, 0)) for at in range(n)]
    below = sum(count for at, count in counted.items() if at < 0)
    above = sum(count for at, count in counted.items() if at >= n)
    if below:
        bins.insert(0, Bin(-math.inf, first, below, open_low=True))
    if above:
        bins.append(Bin(first + step * n, math.inf, above, open_high=True))
    return bins


def told(
    value: object, collection: CollectionFacts, column: ColumnFacts, language: str, digits: int | None = None
) -> str:
    """Write one cell of a collection as people read it, tags of OpenStreetMap in words; ``digits`` after the comma."""
    if digits is not None and isinstance(value, float):
        return number(value, language, digits)
    return tag_word(value, collection, column, language) or cell_text(value, column, language)


def cell_text(value: object, column: ColumnFacts, language: str) -> str:
    """Write one cell as people read it; what is missing stays empty, an id is never grouped by threes."""
    if value is None:
        return ""
    if isinstance(value, bool) or (column.type == "boolean" and value in ("true", "false")):
        yes = value in (True, "true")
        return Text("ja", "yes").in_language(language) if yes else Text("nein", "no").in_language(language)
    if isinstance(value, int | float):
        name = column.name.lower()
        plain = column.role in ("id", "ags", "ars") or any(word in name for word in ("id", "nr", "plz"))
        plain = plain or _names_year(column)
        return (
            str(value)
            if plain and isinstance(value, int)
            else number(value, language, None if isinstance(value, int) else digits_of(value))
        )
    if isinstance(value, datetime):
        return write_moment(value.replace(tzinfo=UTC).astimezone(zone()), language)
    if isinstance(value, date):
        return write_day(value, language)
    return str(value)


def digits_of(value: float) -> int:
    """Count the places after the comma: keep what was written, six places at most, so that a coordinate stays a place and a height stays short."""
    text = f"{value:.6f}".rstrip("0")
    return len(text.partition(".")[2])
