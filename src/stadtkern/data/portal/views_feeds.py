"""What other programs read of the site as a whole: feeds of what is new, the sitemap, share pictures."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from stadtkern.data.guard.decide import PUBLIC, visible
from stadtkern.data.portal.access import dataset_for, datasets_for, language, registry, say, town, town_name
from stadtkern.data.portal.feeds import Entry, Feed, Page, atom, sitemap
from stadtkern.data.portal.finding import theme_name, theme_of
from stadtkern.data.portal.glimpse import glimpse
from stadtkern.data.portal.history import history
from stadtkern.data.portal.indicators.known import indicator_of, result, results
from stadtkern.data.portal.indicators.sentences import amount
from stadtkern.data.portal.pictures import Card, icon_png, share_png
from stadtkern.data.portal.views import picture_seed
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.town import offers
from stadtkern.town.look import look_of
from stadtkern.town.text import Text

MOST = 100
# Pages that are doors or tools, not reading.
_NOT_LISTED = ("office", "sign-", "embed", "i18n", "offline", "style", "report", "map/", "search")


def _absolute(request: HttpRequest, name: str, *words: Any) -> str:
    return request.build_absolute_uri(reverse(name, args=words))


def _feed(request: HttpRequest, page: str, title: Text, under: Text, entries: list[Entry]) -> HttpResponse:
    told = Feed(request.build_absolute_uri(request.path), page, say(title), say(under), town_name(), language())
    return HttpResponse(atom(told, entries), content_type="application/atom+xml; charset=utf-8")


@require_safe
def datasets_feed(request: HttpRequest) -> HttpResponse:
    """Give new and changed datasets as Atom."""
    newest = sorted(datasets_for(request), key=lambda one: one.modified, reverse=True)[:MOST]
    entries = [
        Entry(
            mark=_absolute(request, "dataset", one.slug),
            title=say(one.title),
            address=_absolute(request, "dataset", one.slug),
            updated=one.modified,
            published=one.created,
            summary=say(one.description),
            author=one.owner_office,
            terms=tuple(dict.fromkeys((say(theme_name(theme_of(one))), *one.keywords))),
        )
        for one in newest
    ]
    name = town_name()
    return _feed(
        request,
        _absolute(request, "datasets"),
        Text(f"{name}: neue und geänderte Daten", f"{name}: new and changed data"),
        Text("Jeder Datensatz, wenn er erscheint oder sich ändert.", "Each dataset when it appears or changes."),
        entries,
    )


@require_safe
def changes_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the changes of one dataset as Atom: what came in and what was taken back, without who did it."""
    dataset = dataset_for(request, slug)
    page = _absolute(request, "dataset", slug)
    entries = []
    for one in history(dataset.id, MOST):
        if one.facts.state not in ("done", "undone"):
            continue
        rows = Text(
            f"{one.facts.written} Zeilen neu oder geändert, {one.facts.unchanged} gleich geblieben, {one.facts.refused} abgelehnt.",
            f"{one.facts.written} rows new or changed, {one.facts.unchanged} unchanged, {one.facts.refused} refused.",
        )
        what = Text("Zurückgenommen", "Taken back") if one.facts.state == "undone" else Text("Neue Daten", "New data")
        entries.append(
            Entry(f"{page}#import-{one.facts.id}", f"{say(what)} ({say(one.kind)})", page, one.when, None, say(rows))
        )
    title = Text(f"{dataset.title.de}: Änderungen", f"{dataset.title.en}: changes")
    return _feed(request, page, title, dataset.description, entries)


@require_safe
@cache_control(max_age=3600, public=True)
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """List every public page: plain pages by their routes, datasets, numbers, and what the town has written."""
    public = visible(PUBLIC, registry().datasets())
    pages = [Page(request.build_absolute_uri(path)) for path in plain_paths()]
    pages += [Page(_absolute(request, "dataset", one.slug), one.modified) for one in public]
    pages += [Page(_absolute(request, "number", one.indicator.slug)) for one in results(public)]
    pages += [Page(request.build_absolute_uri(one.url), one.date) for one in offers.entries()]
    pages = list({one.address: one for one in pages}.values())
    return HttpResponse(sitemap(pages), content_type="application/xml; charset=utf-8")


def plain_paths() -> list[str]:
    """Give the paths of all pages without a variable part that are for reading."""
    found = []
    for group in get_resolver().url_patterns:
        for one in getattr(group, "url_patterns", [group]):
            path = f"{group.pattern}{one.pattern}" if one is not group else str(one.pattern)
            readable = path == "" or (path.endswith("/") and "<" not in path)
            if isinstance(one, URLPattern) and readable and (path == "map/" or not path.startswith(_NOT_LISTED)):
                found.append(f"/{path}")
    return list(dict.fromkeys(found))


@require_safe
@cache_control(max_age=3600, public=True)
def share_town(request: HttpRequest) -> HttpResponse:
    """Give the picture that stands for the town where a link to a page is shared."""
    del request
    under = Text("Was die Stadt misst, zählt und weiß", "What the town measures, counts and knows")
    title = Text(f"Die offenen Daten von {town_name()}", f"The open data of {town_name()}")
    return _png(share_png(Card(town_name(), say(title), say(under), seed=picture_seed())))


@require_safe
@cache_control(max_age=3600)
def share_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the picture of a dataset: its title, with its line where it has one."""
    dataset = dataset_for(request, slug)
    seen = glimpse(dataset, language())
    card = Card(town_name(), say(dataset.title), _under(dataset), seen.number, seen.values, picture_seed())
    return _png(share_png(card))


def _under(dataset: DatasetFacts) -> str:
    return dataset.owner_office or say(Text("Offene Daten der Stadt", "The town’s open data"))


@require_safe
@cache_control(max_age=3600)
def share_number(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the picture of a number of the town: its latest value over its line."""
    indicator = indicator_of(slug)
    if indicator is None:
        raise Http404
    found = result(indicator, indicator.current, datasets_for(request))
    years = found.whole_years if found is not None else {}
    told, under, values = "", say(Text("Zahlen der Stadt", "Numbers of the town")), ()  # type: str, str, tuple[float | None, ...]
    if found is not None and found.latest is not None:
        year, value = found.latest
        told = amount(value, indicator, language())
        values = tuple(years.get(one) for one in range(min(years), max(years) + 1))
        under = f"{under} · {year}" if len(years) == 1 else f"{under} · {min(years)}\N{EN DASH}{year}"
    return _png(share_png(Card(town_name(), say(indicator.title), under, told, values, picture_seed())))


@require_safe
@cache_control(max_age=86400, public=True)
def icon(request: HttpRequest, size: int) -> HttpResponse:
    """Give the pages' icon as PNG in one of its sizes: the town's coat of arms, else the sign."""
    if size not in (180, 192, 512):
        raise Http404
    arms = look_of(town()).arms
    return _png(icon_png(size, full="full" in request.GET or size == 180, arms=arms.content if arms else b""))


def _png(data: bytes) -> HttpResponse:
    return HttpResponse(data, content_type="image/png")
