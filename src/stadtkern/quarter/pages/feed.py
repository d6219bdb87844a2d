"""What is new about quarters, as Atom: each quarter that opens, each design that is shown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from stadtkern.data.portal.access import language, say, town_name
from stadtkern.data.portal.feeds import NEVER, Entry, Feed, atom
from stadtkern.town import offers
from stadtkern.town.text import Text

MOST = 100
WORDS = {offers.QUARTER: Text("Quartier", "Quarter"), offers.DESIGN: Text("Entwurf", "Design")}


@require_safe
@cache_control(max_age=300)
def feed(request: HttpRequest) -> HttpResponse:
    """Give the newest quarters and designs."""
    found = [*offers.of_kind(offers.QUARTER), *offers.of_kind(offers.DESIGN)]
    found.sort(key=lambda one: one.date or NEVER, reverse=True)
    entries = [
        Entry(
            mark=request.build_absolute_uri(one.url),
            title=say(one.title),
            address=request.build_absolute_uri(one.url),
            updated=one.date or NEVER,
            summary=say(one.text),
            terms=(say(WORDS[one.kind]),),
        )
        for one in found[:MOST]
    ]
    name = town_name()
    told = Feed(
        request.build_absolute_uri(request.path),
        request.build_absolute_uri(reverse("quarters")),
        say(Text(f"{name}: Quartiere und Entwürfe", f"{name}: quarters and designs")),
        say(
            Text(
                "Was umgebaut werden kann, und was andere entworfen haben.",
                "What can be rebuilt, and what others designed.",
            )
        ),
        name,
        language(),
    )
    return HttpResponse(atom(told, entries), content_type="application/atom+xml; charset=utf-8")
