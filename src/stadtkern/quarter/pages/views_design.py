"""Designs that were sent in: a page of each, up to four side by side, and looking around in one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from stadtkern.data.portal.access import say, word_of
from stadtkern.quarter.effects.registry import BY_KEY, EFFECTS
from stadtkern.quarter.keep import Contribution
from stadtkern.quarter.pages import numbers, ways_out
from stadtkern.quarter.pages.access import design_for, in_easy_words, personal, quarter_for, store
from stadtkern.quarter.pages.config import look_config
from stadtkern.quarter.pages.offered import date_of
from stadtkern.quarter.pages.radar import NARROW, WIDE, Shape, axes_of, drawn_at, place_of, radar, scale_of
from stadtkern.quarter.pages.views_join import group_name
from stadtkern.town.text import Text

MOST = 4


@require_safe
@personal
def design(request: HttpRequest, number: int) -> HttpResponse:
    """Show a design: picture, words, numbers against today with the worst or the best first, the way on."""
    one, variant, quarter = design_for(request, number)
    order = "best" if word_of(request.GET, "order") == "best" else "worst"
    everything = numbers.lines(one.effects)
    found = [each for each in everything if each.effect.key != "cost"]
    room = None if variant.room is None else store().room(variant.room)
    context: dict[str, Any] = {
        "design": one,
        "quarter": quarter,
        "variant": variant,
        "group": group_name(variant.name) if room is not None and len(store().variants_of_room(room.id)) > 1 else None,
        "order": order,
        "changed": [each for each in numbers.ordered(found, order) if each.changed],
        "same": [each for each in found if not each.changed and each.value is not None],
        "cost": next((each for each in everything if each.effect.key == "cost"), None),
        "worse": sum(each.way == "worse" for each in found),
        "better": sum(each.way == "better" for each in found),
        "sent": date_of(one.sent),
        "others": [each for each in store().contributions(quarter.id, "shown") if each.id != one.id][:8],
        "ways": ways_out.ways(ways_out.of_design(request, one, quarter), "design-file", one.id),
    }
    return render(request, "quarter/design.html", context)


@require_safe
@personal
def look(request: HttpRequest, number: int) -> HttpResponse:
    """Show the builder with a design to look around in; nothing can be changed."""
    one, _, quarter = design_for(request, number)
    context = {"design": one, "config": look_config(request, one, quarter)}
    return in_easy_words(request, render(request, "quarter/look.html", context))


@require_safe
@personal
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Show up to four designs of a quarter side by side: pictures, radar, and all numbers as a table."""
    quarter = quarter_for(request, slug)
    shown = store().contributions(quarter.id, "shown")
    wanted = [word for word in request.GET.getlist("v") if word.isascii() and word.isdecimal()]
    chosen = [one for word in dict.fromkeys(wanted) for one in shown if str(one.id) == word][:MOST]
    rows = _rows(chosen)
    axes = axes_of([one.effects for one in chosen]) if chosen else []
    outer = scale_of([place_of(key, one.effects) for one in chosen for key in axes])
    context = {
        "quarter": quarter,
        "shown": shown,
        "chosen": chosen,
        "most": MOST,
        "tables": [[row for row in rows if row["changed"]], [row for row in rows if not row["changed"]]],
        "radar": _radar(chosen, axes, outer) if len(axes) >= 3 else "",
        "outer": round(outer * 100),
    }
    return render(request, "quarter/compare.html", context)


def _rows(chosen: list[Contribution]) -> list[dict[str, Any]]:
    """Give a row for each number: today, and each design's value with its difference."""
    rows = []
    for effect in EFFECTS:
        told = [next(iter(numbers.lines({effect.key: one.effects.get(effect.key) or {}})), None) for one in chosen]
        cells = [each for each in told if each is not None]
        if len(cells) == len(chosen) and any(each.value is not None for each in cells):
            rows.append(
                {
                    "effect": effect,
                    "today": cells[0].today,
                    "cells": [(one.name, each) for one, each in zip(chosen, cells, strict=True)],
                    "changed": any(each.changed for each in cells),
                }
            )
    return rows


def _radar(chosen: list[Contribution], axes: list[str], outer: float) -> str:
    shapes = [Shape(one.name, tuple(drawn_at(place_of(key, one.effects), outer) for key in axes)) for one in chosen]
    title = Text(
        "Netz der wichtigsten Zahlen: der mittlere Ring ist heute, weiter außen ist besser. Die Werte stehen in der Tabelle.",
        "Radar of the main numbers: the middle ring is today, farther out is better. The values are in the table.",
    )
    names = {key: say(BY_KEY[key].name) for key in axes}
    now = say(Text("heute", "today"))
    drawn = "".join(radar(shapes, axes, names, say(title), now, sheet) for sheet in (WIDE, NARROW))
    return mark_safe(drawn)  # noqa: S308 - drawn and escaped here
