"""Features and plain tables on their dataset's page: the chart that says most, sentences, sortable rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.safestring import SafeString

from stadtkern.data.portal import rows as ask
from stadtkern.data.portal.access import lake, number_of
from stadtkern.data.portal.figures import shown
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.row_figures import Overview, choices, figure_of, kind_counts, overview, symbol, told
from stadtkern.data.portal.says import about_kinds, about_numbers, about_rows
from stadtkern.data.portal.table_cells import cells, visible
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts

ROWS = 25


def context(collection: CollectionFacts, words: QueryDict, address: str, language: str) -> dict[str, Any]:
    """Give everything that the page of features or a table shows."""
    chart = figure_of(collection, words.get("by", ""), language)
    query = urlencode({"c": collection.slug})
    return {
        "charts": [shown(chart, address, query)] if chart is not None and chart.lines else [],
        "sentences": _sentences(collection, overview(collection), language),
        "choices": [
            {
                "title": one.title,
                "href": f"?{urlencode({'c': collection.slug, 'by': one.name})}#chart",
                "current": chart is not None and chart.key == one.name,
            }
            for one in choices(collection)
        ],
        **table(collection, words, language),
    }


def _sentences(collection: CollectionFacts, seen: Overview, language: str) -> list[SafeString]:
    if not collection.rows:
        return []
    placed = sum(n for kind, n in seen.kinds.items() if kind != "none") if collection.shape == "features" else None
    found: list[SafeString | None] = [about_rows(collection.rows, placed, language)]
    if seen.kind is not None:
        column = seen.kind
        counted = kind_counts(collection, column)
        named = [(None if name is None else told(name, collection, column, language), n) for name, n in counted]
        found.append(about_kinds(column.title, named, language))
    if seen.amount is not None:
        found.append(about_numbers(seen.amount, symbol(seen.amount.column.unit), language))
    return [one for one in found if one is not None]


def table(collection: CollectionFacts, words: QueryDict, language: str) -> dict[str, Any]:
    """Give one page of rows, with the heads' links that sort."""
    listed = ask.shown(collection)
    empty = [one.column for one in overview(collection).profiles if not one.filled]
    seen = visible(listed, {one.name for one in empty})
    order = _known(words.get("sort", ""), listed)
    pages = max(1, -(-collection.rows // ROWS))
    page = min(pages, max(1, number_of(words, "page", 1)))
    rows: list[list[dict[str, Any]]] = []
    if collection.rows and listed:

        def read() -> list[tuple[Any, ...]]:
            with lake().read() as cursor:
                return ask.page_of(cursor, collection, order, (page - 1) * ROWS, ROWS)

        # A table changes with an import only, and then it is another one to the memory.
        found = remembered("table", collection, read, order, page, seconds=120)
        rows = cells(found, listed, seen, collection, language)
    heads = []
    for column in seen:
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
        "folds": len(seen) <= 7,
        "unfilled": [one.title for one in empty] if len(empty) < len(listed) else [],
    }


def _known(order: str, columns: Sequence[ColumnFacts]) -> str:
    """Give an order that was asked for, if there is such a column; else the source's own."""
    return order if any(one.name == order.removeprefix("-") for one in columns) else ""
