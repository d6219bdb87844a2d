"""The list of all datasets: words found by the town's search, filters, order, pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from stadtkern.data.portal.access import datasets_for, language, number_of, town, viewer_of, word_of
from stadtkern.data.portal.charts.isometric import block_sign
from stadtkern.data.portal.finding import (
    ORDERS,
    OTHER,
    SHAPES,
    THEME_GROUPS,
    Wish,
    find,
    licence_name,
    rows_told,
    shapes,
    tally,
    theme_name,
    theme_of,
)
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.data.search.entry import Group
from stadtkern.data.search.town import town_finder
from stadtkern.data.search.words import LONGEST_QUERY

PAGE = 20
_MOST_FOUND = 2000


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List the datasets that fit what is looked for."""
    words = request.GET
    wish = Wish(
        " ".join(word_of(words, "q").split())[:LONGEST_QUERY],
        word_of(words, "theme"),
        word_of(words, "shape"),
        word_of(words, "licence"),
        word_of(words, "sort"),
    )
    datasets = datasets_for(request)
    finder = town_finder(town())
    ranks = None
    if wish.words:
        answer = finder.find(wish.words, Group.DATA, [one.id for one in datasets], _MOST_FOUND)
        ranks = {hit.entry.dataset or 0: place for place, hit in enumerate(answer.hits)}
    found = find(datasets, wish, language(), ranks)
    counted = tally(datasets)
    pages = max(1, -(-len(found) // PAGE))
    page = min(pages, max(1, number_of(words, "page", 1)))
    pairs = (
        ("q", wish.words),
        ("theme", wish.theme),
        ("shape", wish.shape),
        ("licence", wish.licence),
        ("sort", wish.order),
    )
    kept = {key: value for key, value in pairs if value}
    return render(
        request,
        "portal/datasets.html",
        {
            "wish": wish,
            "results": [_result(one, wish.words) for one in found[(page - 1) * PAGE : page * PAGE]],
            "count": len(found),
            "total": len(datasets),
            "themes": [
                (code, theme_name(code), n)
                for code, n in counted["theme"].most_common()
                if code != OTHER or n < len(datasets)
            ],
            "group": (wish.theme, THEME_GROUPS[wish.theme].name) if wish.theme in THEME_GROUPS else None,
            "shapes": [(shape, SHAPES[shape], counted["shape"][shape]) for shape in SHAPES if counted["shape"][shape]],
            "licences": [(one, licence_name(one), n) for one, n in counted["licence"].most_common()],
            "orders": list(ORDERS.items()),
            "filtered": bool(wish.words or wish.theme or wish.shape or wish.licence),
            "page": page,
            "pages": pages,
            "page_query": f"{urlencode(kept)}&" if kept else "",
            "elsewhere": f"?{urlencode({'q': wish.words})}" if wish.words else "",
            "staff": viewer_of(request).is_staff,
            "sign": mark_safe(block_sign(4, "")) if not found else "",  # noqa: S308 - drawn by charts/
        },
    )


def _result(dataset: DatasetFacts, query: str) -> dict[str, Any]:
    ends = [one.time_end for one in dataset.collections if one.time_end]
    finder = town_finder(town())
    return {
        "dataset": dataset,
        "title": finder.marked(dataset.title.in_language(language()), query),
        "text": finder.snippet(dataset.description.in_language(language()), query),
        "shapes": [SHAPES[shape] for shape in shapes(dataset) if shape in SHAPES],
        "theme": theme_name(theme_of(dataset)) if theme_of(dataset) != OTHER else None,
        "rows": rows_told(dataset),
        "measured": shapes(dataset) == ["series"],
        "until": max(ends) if ends else None,
        "licence": licence_name(dataset.licence) if dataset.licence else None,
    }
