"""The office's lists: all datasets, all sources with their rhythm, all imports."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from stadtkern.data.gather.live import state_of
from stadtkern.data.portal.access import datasets_for, language, number_of, word_of
from stadtkern.data.portal.finding import size
from stadtkern.data.portal.forms import schedules
from stadtkern.data.portal.history import KINDS, history
from stadtkern.data.portal.office import staff_only
from stadtkern.data.portal.office_attention import late, missing
from stadtkern.data.registry import public
from stadtkern.town.text import Text

_IMPORTS_A_PAGE = 50
_MOST_IMPORTS = 2000


@staff_only
@require_safe
def datasets(request: HttpRequest) -> HttpResponse:
    """List all datasets with their state; ``q`` finds words in title, office and keywords."""
    query = word_of(request.GET, "q").strip()[:200]
    found = [one for one in datasets_for(request) if _fits(query, one.title, one.owner_office, one.keywords)]
    found.sort(key=lambda one: one.modified, reverse=True)
    rows = [{"dataset": one, "rows": size(one), "missing": [] if one.published else missing(one)} for one in found]
    return render(request, "portal/office_datasets.html", {"datasets": rows, "query": query})


def _fits(query: str, title: Text, office: str, keywords: tuple[str, ...]) -> bool:
    text = " ".join((title.de, title.en, office, *keywords)).casefold()
    return all(word in text for word in query.casefold().split())


@staff_only
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """List all addresses and brokers: how often they are asked, when last, and what went wrong."""
    titles = {one.slug: one.title.in_language(language()) for one in datasets_for(request)}
    now = timezone.now()
    rhythms = {int(minutes): words for minutes, words in schedules() if minutes}
    rows = [
        {
            "facts": one,
            "title": titles[one.dataset_slug],
            "kind": KINDS.get(one.kind, Text(one.kind, one.kind)),
            "rhythm": rhythms.get(one.every_minutes or 0, ""),
            "live": state_of(one.id) if one.kind == "mqtt" else None,
            "late": one.enabled and late(one, now),
        }
        for one in public.sources_of()
        if one.address and one.dataset_slug in titles
    ]
    return render(request, "portal/office_sources.html", {"sources": rows})


@staff_only
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """List all imports, the newest first."""
    known = {one.id: one for one in datasets_for(request)}
    past = [one for one in history(None, limit=_MOST_IMPORTS) if one.facts.dataset_id in known]
    pages = max(1, -(-len(past) // _IMPORTS_A_PAGE))
    page = min(max(1, number_of(request.GET, "page", 1)), pages)
    shown = past[(page - 1) * _IMPORTS_A_PAGE : page * _IMPORTS_A_PAGE]
    return render(
        request,
        "portal/office_imports.html",
        {
            "imports": [{"past": one, "dataset": known[one.facts.dataset_id]} for one in shown],
            "page": page,
            "pages": pages,
        },
    )
