"""Small pages to stand in a frame on someone else's site: no script, no cookie, nothing but what is public."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from stadtkern.data.guard.decide import PUBLIC, Action, decide, visible
from stadtkern.data.portal.access import language, registry, town_name
from stadtkern.data.portal.charts.spark import spark
from stadtkern.data.portal.finding import licence_name
from stadtkern.data.portal.glimpse import glimpse
from stadtkern.data.portal.indicators.known import indicator_of, result
from stadtkern.data.portal.indicators.sentences import sentence
from stadtkern.data.portal.views_numbers import spark_of
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.town.text import Text

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
View = Callable[..., HttpResponse]


def embeddable(view: View) -> View:
    """Let anyone show a page in a frame, and let it run no script."""

    @wraps(view)
    def shown(request: HttpRequest, *words: Any, **named: Any) -> HttpResponse:
        answer = view(request, *words, **named)
        answer["Content-Security-Policy"] = POLICY
        answer["Cache-Control"] = "public, max-age=300"
        return answer

    return xframe_options_exempt(shown)


@require_safe
@embeddable
def dataset_card(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a dataset as a card: title, latest number, line, source. Only what is public, whoever asks."""
    dataset = registry().dataset(slug)
    if dataset is None or not decide(PUBLIC, dataset, Action.READ).allowed:
        raise Http404
    seen = glimpse(dataset, language())
    line = SafeString("")
    if sum(value is not None for value in seen.values) > 1:
        line = mark_safe(spark(seen.values, _spark_words(dataset)))  # noqa: S308 - drawn by charts/, label escaped
    return render(
        request,
        "portal/embed_dataset.html",
        {
            "dataset": dataset,
            "seen": seen,
            "spark": line,
            "licence": licence_name(dataset.licence) if dataset.licence else None,
            "page": request.build_absolute_uri(f"/datasets/{slug}/"),
            "theme": _theme(request),
        },
    )


def _spark_words(dataset: DatasetFacts) -> str:
    return Text(f"Verlauf: {dataset.title.de}", f"Over time: {dataset.title.en}").in_language(language())


@require_safe
@embeddable
def number_card(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a number of the town as a card."""
    indicator = indicator_of(slug)
    found = result(indicator, indicator.current, visible(PUBLIC, registry().datasets())) if indicator else None
    if indicator is None or found is None or not found.total:
        raise Http404
    return render(
        request,
        "portal/embed_number.html",
        {
            "indicator": indicator,
            "sentence": sentence(found, town_name(), language()),
            "spark": spark_of(found),
            "years": (min(found.total), max(found.total)),
            "page": request.build_absolute_uri(f"/numbers/{slug}/"),
            "theme": _theme(request),
        },
    )


def _theme(request: HttpRequest) -> str:
    wanted = request.GET.get("theme", "")
    return wanted if wanted in ("light", "dark") else ""
