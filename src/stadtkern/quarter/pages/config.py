"""What the builder's script begins with: addresses, rights, words, and the numbers of a design that is only looked at.

Its shape is ``Config`` in web/quarter/types.ts and ``More`` in web/quarter/panels/more.ts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse

from stadtkern.data.portal.access import language, say, town
from stadtkern.quarter.effects.registry import EFFECTS
from stadtkern.quarter.keep import Contribution, Quarter
from stadtkern.quarter.live.measures import definition
from stadtkern.quarter.pages import numbers
from stadtkern.quarter.pages.access import Desk, reads_easy, store
from stadtkern.quarter.pages.ways_out import FOR
from stadtkern.quarter.survey.crs import project

Frozen = Mapping[str, Mapping[str, float | None]]


def build_config(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """Give what the builder begins with: building where the reader may, else looking on."""
    variant, room = desk.variant, desk.room
    live = is_live(desk)
    before = store().contributions_of(variant.id)
    plan = reverse("plan", args=[variant.id])
    urls = {
        "leave": reverse("quarter", args=[desk.quarter.slug]),
        "plan": plan,
        "table": f"{plan}#table",
        "effects": reverse("effects"),
        "picture": reverse("build-picture", args=[variant.id]),
        **_exports("build-file", variant.id),
    }
    if live:
        urls["send_in"] = reverse("send", args=[variant.id])
    if room is not None and room.closed is None:
        urls["join"] = request.build_absolute_uri(reverse("join-room", args=[room.code]))
    if room is not None and desk.role == "leader":
        urls |= {"room": reverse("room", args=[room.id]), "sheet": reverse("room-sheet", args=[room.id])}
    shown = next((one for one in before if one.state == "shown"), None) if desk.quarter.published else None
    if shown is not None:
        urls["share"] = request.build_absolute_uri(reverse("design", args=[shown.id]))
    elif "join" in urls:
        urls["share"] = urls["join"]
    last = before[0] if before else None
    found = _base(request, desk.quarter, urls) | {
        "socket": f"/live/variants/{variant.id}" if live else None,
        "snapshot": None if live else f"/live/variants/{variant.id}/snapshot",
        "variant": str(variant.id),
        "role": desk.role if live else "viewer",
        "csrf": get_token(request) if live else "",
        "name": last.name if last is not None else "",
        "stops": _stops(last),
    }
    if room is not None and room.title:
        found["quarter"] |= {"title": room.title}
    return found if live else found | _numbers(_now(desk, last))


def look_config(request: HttpRequest, one: Contribution, quarter: Quarter) -> dict[str, Any]:
    """Give what the builder begins with for a design that was sent in: nothing can be changed."""
    address = reverse("design", args=[one.id])
    urls = {
        "leave": address,
        "plan": f"{address}#plan",
        "table": f"{address}#numbers",
        "effects": reverse("effects"),
        "share": request.build_absolute_uri(address),
        **_exports("design-file", one.id),
    }
    found = _base(request, quarter, urls) | _numbers(one.effects)
    found["quarter"] |= {"title": one.name}
    return found | {
        "snapshot": f"/live/variants/{one.variant}/snapshot?at={one.position}",
        "variant": str(one.variant),
        "stops": _stops(one),
    }


def is_live(desk: Desk) -> bool:
    """Say whether the reader builds here: in an open room, on a variant that is not closed."""
    return desk.who is not None and desk.variant.closed is None and desk.room is not None and desk.room.closed is None


def _base(request: HttpRequest, quarter: Quarter, urls: dict[str, str]) -> dict[str, Any]:
    return {
        "base": f"/live/quarters/{quarter.slug}/base-{quarter.base}.skq",
        "palette": "/live/palette.json",
        "socket": None,
        "snapshot": None,
        "variant": "",
        "quarter": {"slug": quarter.slug, "title": say(quarter.title), "north": north_of(quarter)},
        "town": str(town().get("town", "name", "Meine Stadt")),
        "language": language(),
        "easy": reads_easy(request),
        "role": "viewer",
        "urls": urls,
    }


def _exports(name: str, number: int) -> dict[str, str]:
    return {f"export_{key}": reverse(name, args=[number, key]) for key in FOR}


def _now(desk: Desk, last: Contribution | None) -> Frozen:
    """Give the numbers of a variant that nobody builds on: those it was sent in with if it stayed so, else the counted ones."""
    if last is not None and last.effects and last.position == store().position(desk.variant.id):
        frozen: Frozen = last.effects
        return frozen
    told = numbers.quick(store(), desk.quarter, desk.variant.id)
    return {one.effect.key: {"value": one.value, "today": one.today} for one in told}


def _numbers(told: Frozen) -> dict[str, Any]:
    known = [one for one in EFFECTS if one.key in told]
    values = [
        {
            "key": line.effect.key,
            "value": line.value,
            "today": line.today,
            "difference": line.difference,
            "state": "done",
        }
        for line in numbers.lines(told)
    ]
    return {"effects": [definition(one) for one in known], "values": {"values": values}}


def _stops(one: Contribution | None) -> list[dict[str, Any]]:
    return [] if one is None else [asdict(stop) for stop in one.stops]


def north_of(quarter: Quarter) -> float:
    """Give by how many degrees true north is turned clockwise from the quarter's own north (its grid's y axis)."""
    west, south, east, north = quarter.bbox
    lon, epsg = (west + east) / 2, store().base(quarter.slug).frame.epsg
    xs, ys = project("EPSG:4326", f"EPSG:{epsg}", np.array([lon, lon]), np.array([south, north]))
    turned = math.degrees(math.atan2(float(xs[1] - xs[0]), float(ys[1] - ys[0])))
    return round(turned, 2) if math.isfinite(turned) else 0.0
