"""The leader's desk: open a room, see who is in, pause, close, print the sheet, look at results."""

from __future__ import annotations

import contextlib
import io
from datetime import timedelta
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stadtkern.data.portal.access import language, word_of
from stadtkern.quarter.keep import Room
from stadtkern.quarter.pages import numbers
from stadtkern.quarter.pages.access import participant_of, personal, quarter_for, remember, room_for, store
from stadtkern.quarter.pages.forms import RoomForm
from stadtkern.quarter.pages.offered import date_of
from stadtkern.quarter.pages.views_join import ALONE, address_of, group_name, too_often
from stadtkern.quarter.pages.views_teaching import begun
from stadtkern.town.text import ProblemError

# Numbers that the results show for every group; the design's own page shows all.
TELLING = ("people_share", "green_area", "sealed_share", "dwellings", "trees", "cost")


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask what a room is for, then open it. Whoever opens it leads it."""
    quarter = quarter_for(request, slug)
    form = RoomForm(request.POST if request.method == "POST" else None, quarter=quarter, initial=begun(request))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            if wait := ALONE.begin(f"alone {address_of(request)}", address_of(request)):
                return too_often(request, wait)
            with contextlib.suppress(ProblemError):
                room, token = store().open_room(quarter.id, **form.words())
                return remember(request, redirect("room", room.id), token)
        status = 400
    return render(request, "quarter/room_new.html", {"quarter": quarter, "form": form}, status=status)


@require_safe
@personal
def room(request: HttpRequest, number: int) -> HttpResponse:
    """Show a room to its leader: the code, the groups with their people and designs, what can be done."""
    found, quarter, me = room_for(request, number)
    people = store().participants(found.id)
    groups: list[dict[str, Any]] = []
    for variant in store().variants_of_room(found.id):
        position = store().position(variant.id)
        told = {one.effect.key: one for one in numbers.quick(store(), quarter, variant.id)} if position else {}
        groups.append(
            {
                "variant": variant,
                "name": group_name(variant.name),
                "position": position,
                "people": [
                    {"who": one, "name": one.name.in_language(language())}
                    for one in people
                    if one.group == variant.group and not one.leader
                ],
                "lines": [told[key] for key in TELLING if key in told and told[key].changed],
                "sent": store().contributions_of(variant.id),
            }
        )
    context: dict[str, Any] = {
        "room": found,
        "quarter": quarter,
        "me": me,
        "groups": groups,
        "people": sum(1 for one in people if not one.leader),
        "join": _join_address(request, found),
        "qr": qr_svg(_join_address(request, found)),
        "lead": _lead_address(request, found) if me is not None else "",
        "ends": date_of(found.ends) if found.ends else None,
        "over": found.ends is not None and date_of(found.ends) < timezone.now(),
        "sent": [one for group in groups for one in group["sent"]],
    }
    return render(request, "quarter/room.html", context)


@require_POST
def do(request: HttpRequest, number: int) -> HttpResponse:
    """Pause or go on, give more time, another code or another task, close for good."""
    found, _, _ = room_for(request, number)
    what = word_of(request.POST, "do")
    if what in ("freeze", "go"):
        store().update_room(found.id, frozen=what == "freeze")
    elif what == "task":
        title = word_of(request.POST, "title").strip() or found.title
        store().update_room(found.id, task=word_of(request.POST, "task"), title=title)
    elif what == "longer":
        start = max(timezone.now(), date_of(found.ends)) if found.ends else timezone.now()
        store().update_room(found.id, ends=int((start + timedelta(minutes=15)).timestamp() * 1000))
    elif what == "code":
        store().new_code(found.id)
    elif what == "close":
        store().close_room(found.id)
    else:
        raise Http404
    return redirect("room", found.id)


@require_safe
@personal
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Show the sheet to print: code, QR, three sentences, the task."""
    found, quarter, _ = room_for(request, number)
    address = _join_address(request, found)
    context = {"room": found, "quarter": quarter, "join": address, "qr": qr_svg(address)}
    return render(request, "quarter/sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def lead(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """Take the lead on another device with the leader's own link; asks first, for a link may be opened by accident."""
    who = store().participant_by_token(token)
    found = store().room(number)
    if who is None or found is None or who.room != found.id or not who.leader:
        raise Http404
    if request.method == "POST":
        return remember(request, redirect("room", found.id), token)
    return render(request, "quarter/lead.html", {"room": found})


def _join_address(request: HttpRequest, room: Room) -> str:
    return request.build_absolute_uri(reverse("join-room", args=[room.code]))


def _lead_address(request: HttpRequest, room: Room) -> str:
    from stadtkern.quarter.live import COOKIE

    who = participant_of(request)
    if who is None or not who.leader:
        return ""
    return request.build_absolute_uri(reverse("room-lead", args=[room.id, request.COOKIES.get(COOKIE, "")]))


def qr_svg(address: str) -> SafeString:
    """Draw an address as a QR code in ink: an SVG, one unit a module."""
    written = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        written,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=2,
        svgclass="qr",
        lineclass=None,
        dark="#15212b",
    )
    return mark_safe(written.getvalue().decode())  # noqa: S308 - drawn here from numbers alone
