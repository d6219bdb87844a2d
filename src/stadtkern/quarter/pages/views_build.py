"""The builder's page, the same variant as a plan with a table, and sending it in."""

from __future__ import annotations

import json
import math
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from stadtkern.data.portal.access import number_of, word_of
from stadtkern.quarter.keep import Contribution, Stop
from stadtkern.quarter.keep.contributions import MOST_STOPS
from stadtkern.quarter.pages import numbers, ways_out
from stadtkern.quarter.pages.access import Desk, desk_for, in_easy_words, personal, store
from stadtkern.quarter.pages.config import build_config, is_live
from stadtkern.quarter.pages.views_join import group_name
from stadtkern.town.text import ProblemError, problem


@require_safe
@personal
def build(request: HttpRequest, number: int) -> HttpResponse:
    """Show the builder: the quarter fills the screen. Without a script there are plan and table."""
    desk = desk_for(request, number)
    context = {"desk": desk, "config": build_config(request, desk), "live": is_live(desk)}
    return in_easy_words(request, render(request, "quarter/build.html", context))


@require_safe
@personal
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """Show a variant as a plan, a picture and a table of numbers: works without a script."""
    desk = desk_for(request, number)
    position = store().position(number)
    found = numbers.quick(store(), desk.quarter, number)
    context = {
        "desk": desk,
        "name": group_name(desk.variant.name),
        "position": position,
        "groups": numbers.grouped([one for one in found if one.effect.key != "cost" or one.changed]),
        "live": is_live(desk),
        "ways": ways_out.ways(ways_out.of_variant(request, desk), "build-file", number),
    }
    return render(request, "quarter/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a name and a text, then send the variant in; its numbers are frozen at this position.

    The builder's own form brings its position and its camera stops as JSON; both stay in the form when something is wrong.
    """
    desk = desk_for(request, number)
    position = store().position(number)
    asked = min(position, number_of(request.POST, "position", position))
    stops = _stops(word_of(request.POST, "stops"))
    wrong = None
    if request.method == "POST" and is_live(desk) and desk.who is not None:
        try:
            sent = _send(request, desk, asked, stops)
        except ProblemError as error:
            wrong = error.problem.text
        else:
            return redirect("design", sent.id)
    context = {
        "desk": desk,
        "live": is_live(desk),
        "position": asked,
        "stops": json.dumps([{"text": one.text, "at": one.at, "eye": one.eye} for one in stops], ensure_ascii=False),
        "stop_count": len(stops),
        "lines": [one for one in numbers.ordered(numbers.quick(store(), desk.quarter, number), "worst") if one.changed],
        "wrong": wrong,
        "name": word_of(request.POST, "name")[:80],
        "text": word_of(request.POST, "text")[:2000],
        "before": store().contributions_of(number),
    }
    return render(request, "quarter/send.html", context, status=400 if wrong else 200)


def _send(request: HttpRequest, desk: Desk, position: int, stops: list[Stop]) -> Contribution:
    """Send a variant in as it was at a position. Raises ProblemError when nothing is built in it, or it has no name."""
    name, number = word_of(request.POST, "name"), desk.variant.id
    if position == 0:
        raise problem(
            "design.empty",
            "In diesem Entwurf ist noch nichts umgebaut. Bauen Sie etwas, dann können Sie ihn einreichen.",
            "Nothing is rebuilt in this design yet. Build something, then you can send it in.",
        )
    # Measuring takes seconds: not for a form that comes back anyway.
    effects = numbers.design(store(), desk.quarter, number, position) if name.strip() else {}
    by = desk.who.id if desk.who is not None else None
    text = word_of(request.POST, "text")
    return store().send_in(number, name=name, text=text, position=position, by=by, stops=stops, effects=effects)


def _stops(given: str) -> list[Stop]:
    """Read camera stops; what is none is left out, for nobody can type them."""
    try:
        rows = json.loads(given) if given else []
    except ValueError:
        return []
    found = []
    for row in rows[:MOST_STOPS] if isinstance(rows, list) else []:
        if not isinstance(row, dict):
            continue
        at, eye = _place(row.get("at")), _place(row.get("eye"))
        if at is not None and eye is not None:
            found.append(Stop(str(row.get("text", "")), at, eye))
    return found


def _place(given: Any) -> tuple[float, float, float] | None:
    if not isinstance(given, list) or len(given) != 3:
        return None
    if not all(isinstance(one, int | float) and math.isfinite(one) and abs(one) < 10_000 for one in given):
        return None
    return float(given[0]), float(given[1]), float(given[2])
