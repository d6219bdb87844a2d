"""Who asks, and what there is for them: quarters, designs, and the room that their browser remembers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from stadtkern.data.portal.access import town, viewer_of
from stadtkern.quarter.keep import Contribution, Participant, Quarter, Room, Store, Variant, open_store
from stadtkern.quarter.live import COOKIE

# A browser remembers its room so many seconds: a project week, with holidays in between.
REMEMBERED = 60 * 60 * 24 * 60
EASY = "easy"


def store() -> Store:
    """Give what the town keeps of its quarters."""
    return open_store(town().quarters)


def is_staff(request: HttpRequest) -> bool:
    """Say whether somebody's role shows them what is not published."""
    return viewer_of(request).is_staff


def may_manage(request: HttpRequest) -> bool:
    """Say whether somebody's role lets them change quarters."""
    return viewer_of(request).may_write


def participant_of(request: HttpRequest) -> Participant | None:
    """Give who this browser is in its room, None when it joined none."""
    token = request.COOKIES.get(COOKIE, "")
    return store().participant_by_token(token) if 0 < len(token) < 200 else None


def remember(request: HttpRequest, answer: HttpResponse, token: str) -> HttpResponse:
    """Have the browser remember its room. Scripts cannot read it, and other sites cannot send it."""
    answer.set_cookie(COOKIE, token, max_age=REMEMBERED, httponly=True, samesite="Lax", secure=request.is_secure())
    return answer


def personal(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark what a browser gets because of its room as its own: no proxy and no offline store keeps it."""

    @wraps(view)
    def marked(request: HttpRequest, *given: Any, **words: Any) -> HttpResponse:
        answer = view(request, *given, **words)
        if COOKIE in request.COOKIES and not answer.has_header("cache-control"):
            answer["cache-control"] = "private"
        return answer

    return marked


def reads_easy(request: HttpRequest) -> bool:
    """Say whether a builder's words should be easy German: asked for in the address, or remembered."""
    asked = request.GET.get("easy", "")
    return asked == "1" if asked in ("0", "1") else request.COOKIES.get(EASY) == "1"


def in_easy_words(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Have the browser remember whether its builder speaks in easy words, when somebody just chose it."""
    asked = request.GET.get("easy", "")
    if asked in ("0", "1"):
        answer.set_cookie(EASY, asked, max_age=REMEMBERED, samesite="Lax", secure=request.is_secure())
    return answer


def quarters_for(request: HttpRequest) -> tuple[Quarter, ...]:
    """Give the quarters that a reader may know of: the published ones, to staff all."""
    everything = is_staff(request)
    return tuple(one for one in store().quarters() if one.published or everything)


def quarter_for(request: HttpRequest, slug: str) -> Quarter:
    """Give one quarter if the reader may see it, else the page that says there is none."""
    found = store().quarter(slug)
    if found is None or not may_see(request, found):
        raise Http404
    return found


def may_see(request: HttpRequest, quarter: Quarter) -> bool:
    """Say whether somebody may see a quarter: it is published, they are staff, or they build in it."""
    if quarter.published or is_staff(request):
        return True
    who = participant_of(request)
    room = None if who is None else store().room(who.room)
    return room is not None and room.quarter == quarter.id


@dataclass(frozen=True, slots=True)
class Desk:
    """A variant with its quarter, its room, and who the reader is in it (None: staff who look on)."""

    variant: Variant
    quarter: Quarter
    room: Room | None
    who: Participant | None

    @property
    def role(self) -> str:
        """Give what the reader is here: leader, builder, or viewer."""
        if self.who is None:
            return "viewer"
        return "leader" if self.who.leader else "builder"


def desk_for(request: HttpRequest, number: int) -> Desk:
    """Give a variant to who builds on it, leads its room or is staff; else the page that says there is none."""
    variant = store().variant(number)
    quarter = None if variant is None else store().quarter_by_id(variant.quarter)
    if variant is None or quarter is None:
        raise Http404
    who = participant_of(request)
    mine = who is not None and who.room == variant.room
    if not mine and not is_staff(request):
        raise Http404
    room = None if variant.room is None else store().room(variant.room)
    return Desk(variant, quarter, room, who if mine else None)


def room_for(request: HttpRequest, number: int) -> tuple[Room, Quarter, Participant | None]:
    """Give a room to its leader or to staff; else the page that says there is none."""
    room = store().room(number)
    quarter = None if room is None else store().quarter_by_id(room.quarter)
    who = participant_of(request)
    leads = who is not None and room is not None and who.room == room.id and who.leader
    if room is None or quarter is None or not (leads or is_staff(request)):
        raise Http404
    return room, quarter, who if leads else None


def design_for(request: HttpRequest, number: int) -> tuple[Contribution, Variant, Quarter]:
    """Give a design: shown ones of published quarters to all, others to staff and to who built them."""
    one = store().contribution(number)
    variant = None if one is None else store().variant(one.variant)
    quarter = None if variant is None else store().quarter_by_id(variant.quarter)
    if one is None or variant is None or quarter is None:
        raise Http404
    public = one.state == "shown" and quarter.published
    who = participant_of(request)
    if not public and not is_staff(request) and (who is None or who.room != variant.room):
        raise Http404
    return one, variant, quarter
