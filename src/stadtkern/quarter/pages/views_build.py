"""The builder's page, the same variant as a plan with a table, and sending it in."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from stadtkern.data.portal.access import language, number_of, say, town, word_of
from stadtkern.quarter.keep import Quarter, Stop
from stadtkern.quarter.keep.contributions import MOST_STOPS
from stadtkern.quarter.pages import numbers
from stadtkern.quarter.pages.access import Desk, desk_for, store
from stadtkern.quarter.pages.views_join import group_name
from stadtkern.quarter.survey.crs import project
from stadtkern.town.text import ProblemError


@require_safe
def build(request: HttpRequest, number: int) -> HttpResponse:
    """Show the builder: the quarter fills the screen. Without a script there are plan and table."""
    desk = desk_for(request, number)
    return render(request, "quarter/build.html", {"desk": desk, "config": config(request, desk)})


def config(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """Give what the builder's script begins with (web/quarter/types.ts, Config)."""
    variant, room = desk.variant, desk.room
    live = desk.who is not None and variant.closed is None and room is not None and room.closed is None
    urls = {
        "leave": reverse("quarter", args=[desk.quarter.slug]),
        "plan": reverse("plan", args=[variant.id]),
        "table": reverse("plan", args=[variant.id]) + "#table",
        "effects": reverse("effects"),
        "picture": reverse("build-picture", args=[variant.id]),
    }
    if live:
        urls["send_in"] = reverse("send", args=[variant.id])
    if room is not None:
        urls["join"] = request.build_absolute_uri(reverse("join-room", args=[room.code]))
        if desk.role == "leader":
            urls["room"] = reverse("room", args=[room.id])
            urls["sheet"] = reverse("room-sheet", args=[room.id])
    title = room.title if room is not None and room.title else say(desk.quarter.title)
    return base_config(request, desk.quarter) | {
        "socket": f"/live/variants/{variant.id}" if live else None,
        "snapshot": None if live else f"/live/variants/{variant.id}/snapshot",
        "variant": str(variant.id),
        "quarter": {"slug": desk.quarter.slug, "title": title, "north": north_of(desk.quarter)},
        "role": desk.role if live else "viewer",
        "urls": urls,
    }


def base_config(request: HttpRequest, quarter: Quarter) -> dict[str, Any]:
    """Give what every builder page of a quarter begins with, looking on."""
    return {
        "base": f"/live/quarters/{quarter.slug}/base-{quarter.base}.skq",
        "palette": "/live/palette.json",
        "socket": None,
        "snapshot": None,
        "variant": "",
        "quarter": {"slug": quarter.slug, "title": say(quarter.title), "north": north_of(quarter)},
        "town": str(town().get("town", "name", "Meine Stadt")),
        "language": language(),
        "easy": request.COOKIES.get("easy") == "1",
        "role": "viewer",
        "urls": {"leave": reverse("quarter", args=[quarter.slug])},
    }


def north_of(quarter: Quarter) -> float:
    """Give by how many degrees true north is turned clockwise from the quarter's own north (its grid's y axis)."""
    west, south, east, north = quarter.bbox
    lon, epsg = (west + east) / 2, store().base(quarter.slug).frame.epsg
    xs, ys = project("EPSG:4326", f"EPSG:{epsg}", np.array([lon, lon]), np.array([south, north]))
    turned = math.degrees(math.atan2(float(xs[1] - xs[0]), float(ys[1] - ys[0])))
    return round(turned, 2) if math.isfinite(turned) else 0.0


@require_safe
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
        "live": config(request, desk)["socket"] is not None,
    }
    return render(request, "quarter/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a name and a text, then send the variant in; its numbers are frozen at this position.

    The builder opens the form with ``ask`` and its camera stops as JSON; they stay in the form.
    """
    desk = desk_for(request, number)
    position = store().position(number)
    asked = min(position, number_of(request.POST, "position", position))
    stops = _stops(word_of(request.POST, "stops"))
    wrong = None
    if request.method == "POST" and "ask" not in request.POST and desk.who is not None:
        try:
            if not word_of(request.POST, "name").strip():
                effects: dict[str, Any] = {}
            else:
                effects = numbers.design(store(), desk.quarter, number, asked)
            sent = store().send_in(
                number,
                name=word_of(request.POST, "name"),
                text=word_of(request.POST, "text"),
                position=asked,
                by=desk.who.id,
                stops=stops,
                effects=effects,
            )
        except ProblemError as error:
            wrong = error.problem.text
        else:
            return redirect("design", sent.id)
    context = {
        "desk": desk,
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
