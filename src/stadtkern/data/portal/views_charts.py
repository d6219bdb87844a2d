"""A dataset's charts apart from its page: as SVG, as CSV, in a frame on another page, and as the part that moves."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from stadtkern.data.portal import series_page
from stadtkern.data.portal.access import dataset_for, language, number_of
from stadtkern.data.portal.chart_files import asked_for, collection_of, foot, source_of, stand
from stadtkern.data.portal.charts.figure import as_csv, as_file
from stadtkern.data.portal.figures import WIDE, shown
from stadtkern.data.portal.series_look import look


@require_safe
def svg(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a chart as a file with title, units, source and date in it: the same query as the page, ``figure`` for which."""
    asked = asked_for(request, slug)
    width = min(2400.0, max(300.0, float(number_of(request.GET, "width", int(WIDE)))))
    drawn = as_file(asked.figure, width, foot(request, asked.dataset))
    answer = HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{asked.collection.slug}-{file_key(asked.figure.key)}.svg"'
    return answer


@require_safe
def csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a chart's values as CSV."""
    asked = asked_for(request, slug)
    answer = HttpResponse(as_csv(asked.figure), content_type="text/csv; charset=utf-8; header=present")
    answer["Content-Disposition"] = f'attachment; filename="{asked.collection.slug}-{file_key(asked.figure.key)}.csv"'
    return answer


def file_key(key: str) -> str:
    """Give a chart's key as a part of a file's name."""
    kept = "".join(sign for sign in key if sign.isascii() and (sign.isalnum() or sign in "-_"))[:60]
    return kept or "chart"


@require_safe
@xframe_options_exempt
def embedded(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a chart alone, to stand in a frame on someone else's page."""
    asked = asked_for(request, slug)
    address = reverse("dataset", args=[slug])
    query = request.GET.copy()
    query.pop("figure", None)
    return render(
        request,
        "portal/chart_embed.html",
        {
            "dataset": asked.dataset,
            "one": shown(asked.figure, address, query.urlencode()),
            "source": source_of(asked.dataset),
            "stand": stand(asked.dataset),
            "page": f"{address}?{query.urlencode()}".rstrip("?"),
        },
    )


@require_safe
def part(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the part of a series' page that changes with the period: the page's script puts it in place of the old one."""
    dataset = dataset_for(request, slug)
    collection = collection_of(dataset, request.GET.get("c", ""))
    if collection is None or collection.shape != "series":
        raise Http404
    looking = look(dataset, collection, request.GET, language())
    if looking is None:
        raise Http404
    address = reverse("dataset", args=[slug])
    ground = {"dataset": dataset, "collection": collection, "address": address, "source": source_of(dataset)}
    answer = render(
        request,
        "portal/dataset_part.html",
        ground
        | series_page.chart_context(looking, request.GET, address)
        | series_page.choice_context(looking, request.GET),
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer
