"""A dataset's page for readers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from stadtkern.data.guard.decide import Action
from stadtkern.data.portal import cite, rows_page, series_page, terrain_page
from stadtkern.data.portal.access import ask, dataset_for, datasets_for, language, streams_of, town_name, zone
from stadtkern.data.portal.chart_files import collection_of, source_of, stand
from stadtkern.data.portal.figures import shown as chart_shown
from stadtkern.data.portal.finding import OTHER, SHAPES, licence_name, size, theme_name, theme_of
from stadtkern.data.portal.maps import config, layers
from stadtkern.data.portal.quality_short import Short, in_short
from stadtkern.data.portal.quality_words import months, report
from stadtkern.data.portal.series_look import look
from stadtkern.data.portal.snippets import downloads, snippets
from stadtkern.data.portal.views_map import dataset_picture
from stadtkern.data.portal.views_versions import versions_of
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.terms import licence_uri
from stadtkern.town.text import Text
from stadtkern.town.written import last_day


@require_safe
def shown(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one dataset: chart first, what it says, map, table, quality, versions, how to use and to cite it."""
    dataset = dataset_for(request, slug)
    collection = collection_of(dataset, request.GET.get("c", ""))
    found = versions_of(request, dataset)
    base = request.build_absolute_uri("/").rstrip("/")
    address = reverse("dataset", args=[slug])
    ground: dict[str, Any] = {
        "dataset": dataset,
        "collection": collection,
        "address": address,
        "embed_base": base,
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
        "versions": found[:6],
        "versions_total": len(found),
        "source": source_of(dataset),
        "stand": stand(dataset),
        "citations": citations(
            request, dataset, (found[0].when if found else dataset.modified).astimezone(zone()).date()
        ),
        "long_title": len(dataset.title.in_language(language())) > 110,
        "may_manage": ask(request, dataset, Action.MANAGE).allowed,
        "rows_total": size(dataset),
    }
    if collection is None:
        return render(request, "portal/dataset.html", ground)
    chart = months(collection, language())
    here = layers([dataset])
    here = [one for one in here if one.collection.id == collection.id]
    ground |= {
        "quality": report(collection),
        "short": short_quality(collection),
        "quality_chart": chart_shown(chart, address, f"c={collection.slug}") if chart is not None else None,
        "downloads": downloads(collection),
        "snippets": snippets(collection, base, streams_of(collection) if collection.shape == "series" else []),
        "map_config": config(here, language(), seen=datasets_for(request)) if here else None,
        "map_layers": here,
        "map_picture": dataset_picture(request, here) if here else "",
        "shape_name": SHAPES[collection.shape],
    }
    if collection.shape == "series":
        looking = look(dataset, collection, request.GET, language())
        ground |= series_page.context(looking, request.GET, address) if looking is not None else {"empty": True}
        if looking is not None:
            ground["places"] = _places(collection)
    elif collection.shape == "terrain":
        ground |= terrain_page.context(dataset, collection, request.COOKIES.get("theme", ""), language())
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


def short_quality(collection: CollectionFacts) -> Short | None:
    """Sum up a collection's quality as it is today."""
    end = last_day(collection.time_end.astimezone(zone())) if collection.time_end else None
    today = timezone.now().astimezone(zone()).date()
    changed = (collection.modified or timezone.now()).astimezone(zone()).date()
    return in_short(collection.quality, shape=collection.shape, until=end, changed=changed, today=today)


def citations(request: HttpRequest, dataset: DatasetFacts, version: date) -> dict[str, str]:
    """Give the ready words and the BibTeX entry that name a dataset."""
    said = language()
    work = cite.Work(
        slug=dataset.slug,
        title=dataset.title.in_language(said),
        town=town_name(),
        office=dataset.attribution or dataset.owner_office,
        version=version,
        asked=timezone.now().astimezone(zone()).date(),
        licence=licence_name(dataset.licence) if dataset.licence else Text("", ""),
        address=request.build_absolute_uri(reverse("dataset", args=[dataset.slug])),
    )
    return {"plain": cite.plain(work, said), "bibtex": cite.bibtex(work, said)}
