"""One box for everything: datasets, places and pages, as a page and as answers for scripts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from stadtkern.data.portal.access import datasets_for, language, say, town, viewer_of, word_of
from stadtkern.data.portal.asking import questions
from stadtkern.data.portal.charts.isometric import block_sign
from stadtkern.data.portal.finding import OTHER, tally, theme_name
from stadtkern.data.portal.search_results import (
    ICONS,
    KINDS,
    Known,
    data_rows,
    for_map,
    page_rows,
    place_address,
    place_rows,
    suggestion,
)
from stadtkern.data.search.entry import Found, Group
from stadtkern.data.search.town import town_finder
from stadtkern.data.search.words import LONGEST_QUERY
from stadtkern.town.text import Text

GROUPS = {
    Group.DATA: Text("Daten", "Data"),
    Group.PLACE: Text("Orte", "Places"),
    Group.PAGE: Text("Seiten und Neuigkeiten", "Pages and news"),
}
SHOWN = {Group.DATA: 5, Group.PLACE: 6, Group.PAGE: 4}
ALL = 60
_SUGGESTED = {Group.DATA: 4, Group.PLACE: 4, Group.PAGE: 2}
_ON_THE_MAP = 8


def asked_for(request: HttpRequest) -> str:
    """Give the question without what is too long for one, and without signs that nobody sees."""
    return " ".join("".join(one for one in word_of(request.GET, "q") if one.isprintable() or one == " ").split())[
        :LONGEST_QUERY
    ]


def known_to(request: HttpRequest) -> Known:
    """Give what this reader may know of."""
    return Known({one.id: one for one in datasets_for(request)})


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what was found, in groups; with ``in`` one group, further down."""
    query, known, finder = asked_for(request), known_to(request), town_finder(town())
    chosen = next((one for one in Group if one.value == word_of(request.GET, "in")), None)
    limits = {chosen: ALL} if chosen else SHOWN
    found = finder.find_all(query, known.datasets.keys(), limits) if query else {}
    groups = [_group(group, one, known, query) for group, one in found.items() if one.total]
    context: dict[str, Any] = {
        "query": query,
        "cut": len(word_of(request.GET, "q")) > LONGEST_QUERY,
        "groups": groups,
        "chosen": chosen,
        "total": sum(one.total for one in found.values()),
        "loose": any(one.loose for one in found.values()),
        "whole": f"?{urlencode({'q': query})}",
    }
    if not groups:
        datasets = tuple(known.datasets.values())
        counted = tally(datasets)["theme"].most_common()
        context |= {
            "sign": mark_safe(block_sign(4, "")),  # noqa: S308 - drawn by charts/
            "questions": questions(datasets, language()),
            "themes": [(code, theme_name(code), n) for code, n in counted if code != OTHER][:8],
            "staff": viewer_of(request).is_staff,
        }
    return render(request, "portal/search.html", context)


def _group(group: Group, found: Found, known: Known, query: str) -> dict[str, Any]:
    finder, now = town_finder(town()), language()
    rows = {
        Group.DATA: lambda: data_rows(found, known, finder, query, now),
        Group.PLACE: lambda: place_rows(found, known, finder, query, now),
        Group.PAGE: lambda: page_rows(found, finder, query, now),
    }[group]()
    return {
        "code": group.value,
        "title": GROUPS[group],
        "rows": rows,
        "total": found.total,
        "more": found.total > len(rows),
        "all": f"?{urlencode({'q': query, 'in': group.value})}",
    }


@require_safe
@cache_control(private=True, max_age=30)
def places(request: HttpRequest) -> HttpResponse:
    """Give places for the map's search: ``{"results": [{title, kind, detail, lon, lat, bbox, url}]}``, degrees."""
    query, known = asked_for(request), known_to(request)
    found = town_finder(town()).find(query, Group.PLACE, known.datasets.keys(), _ON_THE_MAP * 2, typing=True)
    return JsonResponse({"results": for_map(found, known, language())[:_ON_THE_MAP]})


@require_safe
@cache_control(private=True, max_age=30)
def suggest(request: HttpRequest) -> HttpResponse:
    """Give what the box in the head proposes while someone types: ``{"query", "results", "all"}``."""
    query, known, finder, now = asked_for(request), known_to(request), town_finder(town()), language()
    lines: list[dict[str, Any]] = []
    if query:
        found = finder.find_all(query, known.datasets.keys(), _SUGGESTED, typing=True)
        for group, one in found.items():
            for hit in one.hits:
                entry = hit.entry
                dataset = known.datasets.get(entry.dataset or 0)
                if group is Group.DATA and dataset is not None:
                    title, url = dataset.title.in_language(now), f"/datasets/{dataset.slug}/"
                else:
                    title, url = entry.title.in_language(now), entry.url or place_address(entry, known)
                detail = entry.text.in_language(now) if entry.kind == "address" else ""
                lines.append(
                    suggestion(
                        title, url, detail or say(KINDS[entry.kind]), ICONS[entry.kind], finder, query, loose=one.loose
                    )
                )
    # What is called so stands before what only holds the word.
    lines.sort(key=lambda line: not any(piece["hit"] for piece in line["pieces"]))
    return JsonResponse({"query": query, "results": lines})
