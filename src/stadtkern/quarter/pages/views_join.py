"""Coming in: by a code into a room, or alone. Nobody needs an account or tells a name."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from stadtkern.data.portal.access import language, number_of, say, word_of
from stadtkern.quarter.keep import Participant, Room
from stadtkern.quarter.pages.access import participant_of, personal, quarter_for, remember, store
from stadtkern.quarter.pages.offered import date_of
from stadtkern.town.patience import Patience
from stadtkern.town.text import ProblemError, Text

# A whole class may sit behind one address and begin at once; a machine that makes variants for hours may not.
ALONE = Patience(free=60)
CODES = Patience(free=60)


def address_of(request: HttpRequest) -> str:
    """Give where a request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def too_often(request: HttpRequest, wait: float) -> HttpResponse:
    """Answer that somebody has to wait so many seconds."""
    answer = render(request, "quarter/wait.html", {"minutes": ceil(wait / 60)}, status=429)
    answer["retry-after"] = str(ceil(wait))
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a code."""
    typed = word_of(request.POST if request.method == "POST" else request.GET, "code").strip()[:40]
    wrong = None
    if typed:
        if wait := CODES.begin(f"codes {address_of(request)}", address_of(request)):
            return too_often(request, wait)
        room = store().room_by_code(typed)
        if room is not None:
            CODES.succeeded(f"codes {address_of(request)}", address_of(request))
            return redirect("join-room", room.code)
        wrong = Text(
            "Zu diesem Code gibt es keinen offenen Raum. Vergleichen Sie ihn noch einmal.",
            "There is no open room with this code. Compare it once more.",
        )
    context = {"typed": typed, "wrong": wrong}
    return render(request, "quarter/join.html", context, status=404 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def room(request: HttpRequest, code: str) -> HttpResponse:
    """Show the room of a code; on joining, the made-up name, and the way in."""
    found = store().room_by_code(code)
    if found is None:
        if wait := CODES.begin(f"codes {address_of(request)}", address_of(request)):
            return too_often(request, wait)
        wrong = Text(
            "Zu diesem Code gibt es keinen offenen Raum. Vielleicht ist er schon geschlossen.",
            "There is no open room with this code. Perhaps it is closed already.",
        )
        return render(request, "quarter/join.html", {"typed": code[:40], "wrong": wrong}, status=404)
    who = participant_of(request)
    mine = who if who is not None and who.room == found.id else None
    if request.method == "POST" and mine is None:
        return _join(request, found)
    if request.method == "POST" and mine is not None and not mine.leader:
        return _change_group(request, found, mine)
    return _show(request, found, mine)


def _join(request: HttpRequest, found: Room) -> HttpResponse:
    group = number_of(request.POST, "group", 0) or None
    try:
        _, token = store().join(found.code, group)
    except ProblemError as error:
        return _show(request, found, None, error.problem.text)
    return remember(request, redirect("join-room", found.code), token)


def _change_group(request: HttpRequest, found: Room, mine: Participant) -> HttpResponse:
    group = number_of(request.POST, "group", 0)
    if group in {one.group for one in store().variants_of_room(found.id)}:
        store().update_participant(mine.id, group=group)
    return redirect("join-room", found.code)


def _show(request: HttpRequest, found: Room, mine: Participant | None, wrong: Text | None = None) -> HttpResponse:
    people = [one for one in store().participants(found.id) if not one.leader]
    variants = store().variants_of_room(found.id)
    groups = [
        {"variant": one, "people": sum(1 for each in people if each.group == one.group), "name": group_name(one.name)}
        for one in variants
    ]
    own = next((one for one in variants if mine is not None and one.group == mine.group), None)
    now = timezone.now()
    context: dict[str, Any] = {
        "room": found,
        "quarter": store().quarter_by_id(found.quarter),
        "groups": groups,
        "me": mine,
        "name": mine.name.in_language(language()) if mine is not None else "",
        "own": own or next(iter(variants), None),
        "wrong": wrong,
        "ends": date_of(found.ends) if found.ends else None,
        "opens": date_of(found.opens) if found.opens and date_of(found.opens) > now else None,
        "over": found.ends is not None and date_of(found.ends) < now,
    }
    return render(request, "quarter/join_room.html", context, status=409 if wrong else 200)


def group_name(name: str) -> Text:
    """Give a group's name; one that nobody named is called by its number."""
    return Text(f"Gruppe {name}", f"Group {name}") if name.isdecimal() else Text(name, name)


@require_http_methods(["GET", "HEAD", "POST"])
def alone(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to build alone: a room with one variant, which friends may be invited to. Who only looks sees the quarter."""
    quarter = quarter_for(request, slug)
    if request.method != "POST":
        return redirect("quarter", quarter.slug)
    if wait := ALONE.begin(f"alone {address_of(request)}", address_of(request)):
        return too_often(request, wait)
    own = say(Text("Mein Entwurf", "My design"))
    found, token = store().open_room(quarter.id, title=say(quarter.title), names=(own,))
    (variant,) = store().variants_of_room(found.id)
    return remember(request, redirect("build", variant.id), token)
