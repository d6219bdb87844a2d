"""Datasets for readers: a dataset's page, its charts as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from stadtkern.data.guard.decide import Action
from stadtkern.data.portal import rows_page, series_page
from stadtkern.data.portal.access import ask, dataset_for, language, number_of, streams_of
from stadtkern.data.portal.finding import OTHER, SHAPES, licence_name, size, theme_name, theme_of
from stadtkern.data.portal.history import history
from stadtkern.data.portal.maps import config, layers
from stadtkern.data.portal.quality_words import report
from stadtkern.data.portal.snippets import downloads, snippets
from stadtkern.data.portal.views_map import dataset_picture
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.terms import licence_uri


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
        "map_picture": dataset_picture(request, here) if here else "",
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
