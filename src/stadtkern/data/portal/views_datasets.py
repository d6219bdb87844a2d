"""Datasets for readers: the list with its search, a dataset's page, its charts as files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from stadtkern.data.guard.decide import Action
from stadtkern.data.portal import rows_page, series_page
from stadtkern.data.portal.access import ask, dataset_for, datasets_for, language, number_of, streams_of, viewer_of
from stadtkern.data.portal.charts.isometric import block_sign
from stadtkern.data.portal.finding import (
    ORDERS,
    OTHER,
    SHAPES,
    Wish,
    find,
    licence_name,
    shapes,
    size,
    tally,
    theme_name,
    theme_of,
)
from stadtkern.data.portal.history import history
from stadtkern.data.portal.maps import config, layers
from stadtkern.data.portal.quality_words import report
from stadtkern.data.portal.snippets import downloads, snippets
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.terms import licence_uri

PAGE = 20


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List the datasets that fit what is looked for."""
    words = request.GET
    wish = Wish(
        words.get("q", "")[:200],
        words.get("theme", ""),
        words.get("shape", ""),
        words.get("licence", ""),
        words.get("sort", ""),
    )
    datasets = datasets_for(request)
    found = find(datasets, wish, language())
    counted = tally(datasets)
    pages = max(1, -(-len(found) // PAGE))
    page = min(pages, max(1, number_of(words, "page", 1)))
    kept = {
        key: value
        for key, value in (
            ("q", wish.words),
            ("theme", wish.theme),
            ("shape", wish.shape),
            ("licence", wish.licence),
            ("sort", wish.order),
        )
        if value
    }
    return render(
        request,
        "portal/datasets.html",
        {
            "wish": wish,
            "results": [_result(one) for one in found[(page - 1) * PAGE : page * PAGE]],
            "count": len(found),
            "total": len(datasets),
            "themes": [
                (code, theme_name(code), n)
                for code, n in counted["theme"].most_common()
                if code != OTHER or n < len(datasets)
            ],
            "shapes": [(shape, SHAPES[shape], counted["shape"][shape]) for shape in SHAPES if counted["shape"][shape]],
            "licences": [(one, licence_name(one), n) for one, n in counted["licence"].most_common()],
            "orders": list(ORDERS.items()),
            "filtered": bool(wish.words or wish.theme or wish.shape or wish.licence),
            "page": page,
            "pages": pages,
            "page_query": f"{urlencode({**kept})}&" if kept else "",
            "staff": viewer_of(request).is_staff,
            "sign": mark_safe(block_sign(4, "")) if not found else "",  # noqa: S308 - drawn by charts/
        },
    )


def _result(dataset: DatasetFacts) -> dict[str, Any]:
    ends = [one.time_end for one in dataset.collections if one.time_end]
    return {
        "dataset": dataset,
        "shapes": [SHAPES[shape] for shape in shapes(dataset) if shape in SHAPES],
        "theme": theme_name(theme_of(dataset)) if theme_of(dataset) != OTHER else None,
        "rows": size(dataset),
        "until": max(ends) if ends else None,
        "licence": licence_name(dataset.licence) if dataset.licence else None,
    }


@require_safe
def shown(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one dataset: chart first, what it says, map, table, quality, terms, downloads, how to use it."""
    dataset = dataset_for(request, slug)
    collection = _collection(dataset, request.GET.get("c", ""))
    base = request.build_absolute_uri("/").rstrip("/")
    address = reverse("dataset", args=[slug])
    ground: dict[str, Any] = {
        "dataset": dataset,
        "collection": collection,
        "address": address,
        "tabs": [
            {
                "title": one.title or one.name,
                "rows": one.rows,
                "href": f"{address}?c={one.slug}",
                "current": collection is not None and one.id == collection.id,
            }
            for one in dataset.collections
        ],
        "theme": theme_name(theme_of(dataset)) if theme_of(dataset) != OTHER else None,
        "theme_code": theme_of(dataset),
        "licence": licence_name(dataset.licence) if dataset.licence else None,
        "licence_uri": licence_uri(dataset.licence) if dataset.licence else "",
        "history": history(dataset.id)[:8],
        "may_manage": ask(request, dataset, Action.MANAGE).allowed,
        "rows_total": size(dataset),
    }
    if collection is None:
        return render(request, "portal/dataset.html", ground)
    here = layers([dataset])
    here = [one for one in here if one.collection.id == collection.id]
    ground |= {
        "quality": report(collection, language()),
        "downloads": downloads(collection),
        "snippets": snippets(collection, base, streams_of(collection) if collection.shape == "series" else []),
        "map_config": config(here, language()) if here else None,
        "map_layers": here,
        "shape_name": SHAPES[collection.shape],
    }
    if collection.shape == "series":
        looking = series_page.look(dataset, collection, request.GET, language())
        ground |= series_page.context(looking, request.GET, address) if looking is not None else {"empty": True}
        if looking is not None:
            ground["places"] = _places(collection)
    else:
        ground |= rows_page.context(collection, request.GET, address, language())
    return render(request, "portal/dataset.html", ground)


def _places(collection: CollectionFacts) -> list[dict[str, Any]]:
    """List a series' stations with where they are: the map's equal in words."""
    found: dict[int, dict[str, Any]] = {}
    for one in streams_of(collection):
        place = found.setdefault(one.thing_id, {"name": one.thing_name, "lon": one.lon, "lat": one.lat, "streams": []})
        place["streams"].append(one.name)
    return list(found.values())


@require_safe
def chart(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a dataset's chart as an SVG file: the same query as the page, ``measure`` for the which-th chart."""
    dataset = dataset_for(request, slug)
    collection = _collection(dataset, request.GET.get("c", ""))
    if collection is None:
        raise Http404
    width = min(2400.0, max(300.0, float(number_of(request.GET, "width", int(series_page.WIDE)))))
    svg = ""
    if collection.shape == "series":
        looking = series_page.look(dataset, collection, request.GET, language())
        place = number_of(request.GET, "measure", 0)
        if looking is not None and place < len(looking.measures):
            svg = series_page.drawn(looking, looking.measures[place], width)
    elif (bars := rows_page.bars(collection, request.GET.get("by", ""), language())) is not None:
        svg = rows_page.drawn(bars, width, language())
    if not svg:
        raise Http404
    answer = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{collection.slug}.svg"'
    return answer


def _collection(dataset: DatasetFacts, wanted: str) -> CollectionFacts | None:
    for one in dataset.collections:
        if one.slug == wanted:
            return one
    if wanted:
        raise Http404
    filled = [one for one in dataset.collections if one.rows]
    series_first = sorted(
        filled or dataset.collections, key=lambda one: ("series", "features", "table").index(one.shape)
    )
    return series_first[0] if series_first else None


@require_safe
def town_map(request: HttpRequest) -> HttpResponse:
    """Show everything that has a place on one map, and the same as a list of links."""
    found = layers(datasets_for(request))
    return render(request, "portal/map.html", {"layers": found, "map_config": config(found, language(), whole=True)})
