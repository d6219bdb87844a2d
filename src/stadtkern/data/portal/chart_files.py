"""A dataset's charts wherever they are asked for: on its page, as SVG, as CSV, in a frame on another page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from stadtkern.data.portal import row_figures, series_figures
from stadtkern.data.portal.access import dataset_for, language, town_name, zone
from stadtkern.data.portal.charts.figure import Figure
from stadtkern.data.portal.finding import licence_name
from stadtkern.data.portal.quality_words import months
from stadtkern.data.portal.series_look import look
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.town.text import Text
from stadtkern.town.written import write_day


@dataclass(frozen=True, slots=True)
class Asked:
    """A chart that an address asks for, and where it belongs."""

    dataset: DatasetFacts
    collection: CollectionFacts
    figure: Figure


def collection_of(dataset: DatasetFacts, wanted: str) -> CollectionFacts | None:
    """Give the part of a dataset that is asked for, else the one that says most; None where there is none yet."""
    for one in dataset.collections:
        if one.slug == wanted:
            return one
    if wanted:
        raise Http404
    filled = [one for one in dataset.collections if one.rows]
    series_first = sorted(
        filled or dataset.collections, key=lambda one: ("series", "features", "table", "terrain").index(one.shape)
    )
    return series_first[0] if series_first else None


def figure_for(dataset: DatasetFacts, collection: CollectionFacts, words: QueryDict) -> Figure | None:
    """Read which chart an address asks for; without a word about it the first one."""
    key = words.get("figure", "") or words.get("measure", "")
    if key == "quality":
        return months(collection, language())
    if collection.shape == "series":
        looking = look(dataset, collection, words, language())
        return series_figures.figure_of(looking, key or "0") if looking is not None else None
    return row_figures.figure_of(collection, key or words.get("by", ""), language())


def asked_for(request: HttpRequest, slug: str) -> Asked:
    """Give the chart that a request asks for, if the guard allows its dataset; else the page that says there is none."""
    dataset = dataset_for(request, slug)
    collection = collection_of(dataset, request.GET.get("c", ""))
    figure = figure_for(dataset, collection, request.GET) if collection is not None else None
    if collection is None or figure is None:
        raise Http404
    return Asked(dataset, collection, figure)


def source_of(dataset: DatasetFacts) -> str:
    """Say whom to name as the source."""
    return dataset.attribution or ", ".join(one for one in (town_name(), dataset.owner_office) if one)


def stand(dataset: DatasetFacts) -> datetime:
    """Say as of when a dataset stands, on the town's clock: its newest value, at most now, else its last change."""
    ends = [one.time_end for one in dataset.collections if one.shape == "series" and one.time_end]
    return min(max(ends, default=dataset.modified), timezone.now()).astimezone(zone())


def foot(request: HttpRequest, dataset: DatasetFacts) -> list[str]:
    """Give the lines below a chart that leaves the page: what it is from, whose, as of when, on what terms, where."""
    said = language()
    parts = [f"{Text('Quelle', 'Source').in_language(said)}: {source_of(dataset)}"]
    parts.append(f"{Text('Stand', 'As of').in_language(said)}: {write_day(stand(dataset).date(), said)}")
    if dataset.licence:
        parts.append(licence_name(dataset.licence).in_language(said))
    address = request.build_absolute_uri(reverse("dataset", args=[dataset.slug]))
    return [dataset.title.in_language(said), " · ".join(parts), address]
