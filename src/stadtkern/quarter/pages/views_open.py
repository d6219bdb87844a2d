"""The quarters for everybody: the list, one quarter with its numbers, what each number means, and the pictures."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stadtkern.data.portal.access import datasets_for, language, number_of, say, word_of
from stadtkern.quarter.effects.registry import BY_KEY, EFFECTS, GROUPS
from stadtkern.quarter.keep import Quarter
from stadtkern.quarter.pages import drawn, numbers, telling, ways_out
from stadtkern.quarter.pages.access import (
    design_for,
    desk_for,
    is_staff,
    may_manage,
    participant_of,
    personal,
    quarter_for,
    quarters_for,
    store,
)
from stadtkern.town.text import Text

# Names that addresses need for something else.
RESERVED = frozenset({"effects", "teaching", "new", "jobs", "designs"})


@require_safe
def quarters(request: HttpRequest) -> HttpResponse:
    """List the quarters that can be rebuilt, each with its picture."""
    shown = [{"quarter": one, "designs": len(store().contributions(one.id, "shown"))} for one in quarters_for(request)]
    context = {"quarters": shown, "staff": is_staff(request)}
    return render(request, "quarter/quarters.html", context)


@require_safe
@personal
def quarter(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one quarter: what it is, its numbers today, where the blocks come from, what others designed."""
    one = quarter_for(request, slug)
    values, ready = numbers.today(store(), one)
    mine = _mine(request, one)
    context: dict[str, Any] = {
        "quarter": one,
        "groups": numbers.grouped(numbers.as_today(values)),
        "ready": ready,
        "sentences": telling.today_sentences(values, language()),
        "report": telling.report_lines(one.report, language(), datasets_for(request)),
        "covered": telling.covered(one.report, language()),
        "designs": store().contributions(one.id, "shown"),
        "mine": mine,
        "staff": is_staff(request),
        "may_manage": may_manage(request),
        "ways": ways_out.ways(ways_out.of_quarter(request, one), "quarter-file", slug),
    }
    return render(request, "quarter/quarter.html", context)


def _mine(request: HttpRequest, one: Quarter) -> int | None:
    """Give the variant of this quarter that the browser's owner builds on, None when there is none."""
    who = participant_of(request)
    room = None if who is None else store().room(who.room)
    if who is None or room is None or room.quarter != one.id:
        return None
    variants = [each for each in store().variants_of_room(room.id) if who.group in (None, each.group)]
    return variants[0].id if variants else None


@require_safe
def effects(request: HttpRequest) -> HttpResponse:
    """List all numbers that builders see, by what they are about."""
    groups = [(key, title, [one for one in EFFECTS if one.group == key]) for key, title in GROUPS.items()]
    return render(request, "quarter/effects.html", {"groups": groups})


@require_safe
def effect(request: HttpRequest, key: str) -> HttpResponse:
    """Show what one number means, how it is reckoned, what is assumed, and what it is in each quarter today."""
    one = BY_KEY.get(key)
    if one is None:
        raise Http404
    rows = []
    for each in quarters_for(request):
        values, _ = numbers.today(store(), each)
        rows.append({"quarter": each, "value": values.get(key)})
    context = {"effect": one, "group": GROUPS[one.group], "rows": rows, "better": _BETTER[one.better]}
    return render(request, "quarter/effect.html", context)


_BETTER = {
    "more": Text("Mehr ist besser.", "More is better."),
    "less": Text("Weniger ist besser.", "Less is better."),
    "neither": Text(
        "Mehr oder weniger ist an sich weder gut noch schlecht.", "More or less is neither good nor bad in itself."
    ),
}


@require_safe
def quarter_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a quarter's picture: ``look`` day, night or plan; ``w`` one of the widths."""
    one = quarter_for(request, slug)
    look, width = _wish(request)
    fixed = word_of(request.GET, "v") == one.base
    return _webp(drawn.drawing(store(), one, look, width), public=one.published, fixed=fixed)


@require_safe
def design_picture(request: HttpRequest, number: int) -> HttpResponse:
    """Give a design's picture."""
    one, variant, quarter_ = design_for(request, number)
    look, width = _wish(request)
    data = drawn.drawing(store(), quarter_, look, width, variant.id, one.position)
    return _webp(data, public=one.state == "shown" and quarter_.published, fixed="v" in request.GET)


@require_safe
def build_picture(request: HttpRequest, number: int) -> HttpResponse:
    """Give the picture of a variant as it is now, or as it was at position ``v``."""
    desk = desk_for(request, number)
    look, width = _wish(request)
    last = store().position(desk.variant.id)
    at = min(last, number_of(request.GET, "v", last))
    data = drawn.drawing(store(), desk.quarter, look, width, desk.variant.id, at)
    return _webp(data, public=False, fixed="v" in request.GET)


@require_safe
def quarter_share(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the picture that a shared link to a quarter shows."""
    one = quarter_for(request, slug)
    under = Text("Bauen Sie dieses Quartier um", "Rebuild this quarter")
    return _png(drawn.share(store(), one, say(one.title), say(under)), public=one.published)


@require_safe
def design_share(request: HttpRequest, number: int) -> HttpResponse:
    """Give the picture that a shared link to a design shows."""
    one, variant, quarter_ = design_for(request, number)
    data = drawn.share(store(), quarter_, one.name, say(quarter_.title), variant.id, one.position)
    return _png(data, public=one.state == "shown" and quarter_.published)


def _wish(request: HttpRequest) -> tuple[drawn.Look, int]:
    look = next((one for one in drawn.LOOKS if one == request.GET.get("look", "day")), None)
    width = number_of(request.GET, "w", drawn.WIDTHS[1])
    if look is None or width not in drawn.WIDTHS:
        raise Http404
    return look, width


def _webp(data: bytes, *, public: bool, fixed: bool) -> HttpResponse:
    return _kept(HttpResponse(data, content_type="image/webp"), public=public, seconds=31_536_000 if fixed else 300)


def _png(data: bytes, *, public: bool) -> HttpResponse:
    return _kept(HttpResponse(data, content_type="image/png"), public=public, seconds=3600)


def _kept(answer: HttpResponse, *, public: bool, seconds: int) -> HttpResponse:
    answer["cache-control"] = f"{'public' if public else 'private'}, max-age={seconds}"
    return answer
