"""Features and plain tables on their dataset's page: bars of the column that says most, sentences, sortable rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from stadtkern.data.portal import rows as ask
from stadtkern.data.portal.access import lake, number_of, say, zone
from stadtkern.data.portal.charts.bars import Bar, Canvas, columns, lying_bars
from stadtkern.data.portal.charts.scale import number
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.says import about_kinds, about_numbers, about_rows
from stadtkern.data.portal.unit_words import unit_words
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts
from stadtkern.town.text import Text
from stadtkern.town.written import write_day, write_moment

ROWS = 25
# Up to here each row of a plain table is a thing with a name (a year, a district); beyond, kinds say more.
_NAMED_ROWS = 500
_YEAR = ("jahr", "year")


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart before it is drawn. ``standing``: columns in the order of years."""

    title: str
    unit: str
    bars: tuple[Bar, ...]
    standing: bool
    column: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What a collection is like, reckoned once until it changes."""

    profiles: tuple[ask.Profile, ...]
    kinds: dict[str, int]
    kind: ColumnFacts | None
    amount: ask.Profile | None


def overview(collection: CollectionFacts) -> Overview:
    """Look at all columns and places of a collection once."""

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


def bars(collection: CollectionFacts, by: str, language: str) -> Bars | None:
    """Choose and fill the chart: the asked column's values, years of a number, kinds, or the largest rows."""
    seen = overview(collection)
    known = {one.column.name: one.column for one in seen.profiles}
    wanted = known.get(by)
    year = next(
        (one for one in known.values() if any(word in one.name.lower() for word in _YEAR) and one.type == "integer"),
        None,
    )
    if wanted is None and collection.shape == "table" and year is not None and seen.amount is not None:
        return _years(collection, year, seen.amount.column, language)
    kind = wanted if wanted is not None and wanted.type in ("text", "boolean") else None
    if kind is None and wanted is None and (collection.shape == "features" or collection.rows > _NAMED_ROWS):
        kind = seen.kind
    if kind is not None:
        return _kinds(collection, kind, language)
    amount = wanted or (seen.amount.column if seen.amount else None)
    name = next((one.column for one in seen.profiles if one.column.role == "name"), None) or next(
        (one.column for one in seen.profiles if one.column.type == "text" and one.distinct > 1), None
    )
    if amount is not None and amount.type in ("number", "integer") and name is not None:
        return _largest(collection, name, amount)
    return _kinds(collection, seen.kind, language) if seen.kind is not None else None


def _kinds(collection: CollectionFacts, column: ColumnFacts, language: str) -> Bars:
    def count() -> list[tuple[Any, int]]:
        with lake().read() as cursor:
            return ask.counts(cursor, collection, column.name)

    found = remembered("kinds", collection, count, column.name, seconds=3600)
    rest = Text("alle anderen", "all others").in_language(language)
    drawn = tuple(
        Bar(cell_text(name, column, language) if name is not None else rest, float(n), rest=name is None)
        for name, n in found
    )
    return Bars(column.title, Text("Anzahl", "count").in_language(language), drawn, standing=False, column=column.name)


def _years(collection: CollectionFacts, year: ColumnFacts, amount: ColumnFacts, language: str) -> Bars:
    with lake().read() as cursor:
        found = ask.by_year(cursor, collection, year.name, amount.name)
    mean = Text("Mittel", "mean").in_language(language)
    unit = f"{symbol(amount.unit)} ({mean})".strip() if len(found) < collection.rows else symbol(amount.unit)
    return Bars(
        amount.title, unit, tuple(Bar(str(at), value) for at, value in found), standing=True, column=amount.name
    )


def _largest(collection: CollectionFacts, name: ColumnFacts, amount: ColumnFacts) -> Bars:
    with lake().read() as cursor:
        found = ask.largest(cursor, collection, name.name, amount.name)
    return Bars(
        amount.title,
        symbol(amount.unit),
        tuple(Bar(one, float(value)) for one, value in found),
        standing=False,
        column=amount.name,
    )


def drawn(chart: Bars, width: float, language: str) -> str:
    """Draw the bars."""
    canvas = Canvas(chart.title, "", chart.unit, language, width, 340 if width > 600 else 280)
    return columns(canvas, chart.bars) if chart.standing else lying_bars(canvas, chart.bars)


def context(collection: CollectionFacts, words: QueryDict, address: str, language: str) -> dict[str, Any]:
    """Give everything that the page of features or a table shows."""
    seen = overview(collection)
    chart = bars(collection, words.get("by", ""), language) if collection.rows else None
    charts = []
    if chart is not None and chart.bars:
        query = urlencode({"c": collection.slug, "by": chart.column})
        charts.append(
            {
                "wide": _safe(drawn(chart, 960, language)),
                "narrow": _safe(drawn(chart, 400, language)),
                "title": chart.title,
                "sub": chart.unit,
                "names": [chart.unit or chart.title],
                "table": [(bar.name, [bar.value]) for bar in chart.bars],
                "download": f"{address}chart.svg?{query}",
            }
        )
    return {
        "charts": charts,
        "sentences": _sentences(collection, seen, language),
        "choices": [
            {"title": one.column.title, "href": f"?{urlencode({'c': collection.slug, 'by': one.column.name})}#chart",
             "current": chart is not None and chart.column == one.column.name}
            for one in seen.profiles
            if _chartable(one, collection.rows)
        ][:12],
        **table(collection, words, language),
    }  # fmt: skip


def _chartable(one: ask.Profile, rows: int) -> bool:
    if one.column.type in ("text", "boolean"):
        return (
            2 <= one.distinct <= max(40, min(400, rows // 20))
            and one.filled > 0
            and one.column.role not in ("id", "ags", "ars")
        )
    return False


def _sentences(collection: CollectionFacts, seen: Overview, language: str) -> list[SafeString]:
    if not collection.rows:
        return []
    placed = sum(n for kind, n in seen.kinds.items() if kind != "none") if collection.shape == "features" else None
    found: list[SafeString | None] = [about_rows(collection.rows, placed, language)]
    if seen.kind is not None:
        chart = _kinds(collection, seen.kind, language)
        found.append(
            about_kinds(chart.title, [(None if bar.rest else bar.name, int(bar.value)) for bar in chart.bars], language)
        )
    if seen.amount is not None:
        found.append(about_numbers(seen.amount, symbol(seen.amount.column.unit), language))
    return [one for one in found if one is not None]


def table(collection: CollectionFacts, words: QueryDict, language: str) -> dict[str, Any]:
    """Give one page of rows, with the heads' links that sort."""
    listed = ask.shown(collection)
    order = words.get("sort", "")
    pages = max(1, -(-collection.rows // ROWS))
    page = min(pages, max(1, number_of(words, "page", 1)))
    rows: list[list[dict[str, Any]]] = []
    if collection.rows and listed:
        with lake().read() as cursor:
            found = ask.page_of(cursor, collection, order, (page - 1) * ROWS, ROWS)
        rows = [
            [
                {"text": cell_text(value, column, language), "column": column, "title": _head(column)}
                for value, column in zip(row[1:], listed, strict=True)
            ]
            for row in found
        ]
    heads = []
    for column in listed:
        down = order == column.name
        query = urlencode({"c": collection.slug, "sort": f"-{column.name}" if down else column.name})
        sort = "ascending" if down else "descending" if order == f"-{column.name}" else "none"
        heads.append({"column": column, "unit": symbol(column.unit), "href": f"?{query}#table", "sort": sort})
    return {
        "heads": heads,
        "rows": rows,
        "page": page,
        "pages": pages,
        "page_query": f"{urlencode({'c': collection.slug, 'sort': order})}&" if order else f"c={collection.slug}&",
        "folds": len(listed) <= 7,
    }


def _head(column: ColumnFacts) -> str:
    unit = symbol(column.unit)
    return f"{column.title} ({unit})" if unit else column.title


def cell_text(value: object, column: ColumnFacts, language: str) -> str:
    """Write one cell as people read it; what is missing stays empty, an id is never grouped by threes."""
    if value is None:
        return ""
    if isinstance(value, bool) or (column.type == "boolean" and value in ("true", "false")):
        yes = value in (True, "true")
        return Text("ja", "yes").in_language(language) if yes else Text("nein", "no").in_language(language)
    if isinstance(value, int | float):
        name = column.name.lower()
        plain = column.role in ("id", "ags", "ars") or any(word in name for word in (*_YEAR, "id", "nr", "plz"))
        return (
            str(value)
            if plain and isinstance(value, int)
            else number(value, language, None if isinstance(value, int) else _digits(value))
        )
    if isinstance(value, datetime):
        return write_moment(value.replace(tzinfo=UTC).astimezone(zone()), language)
    if isinstance(value, date):
        return write_day(value, language)
    return str(value)


def _digits(value: float) -> int:
    """Keep what was written, six places at most, so that a coordinate stays a place and a height stays short."""
    text = f"{value:.6f}".rstrip("0")
    return len(text.partition(".")[2])


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 - drawn by charts/, which escapes every text
