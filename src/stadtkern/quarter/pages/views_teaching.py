"""The guide for teachers: two sheets of A4, and the lesson it tells of, ready to be opened as a room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from stadtkern.data.portal.access import say
from stadtkern.quarter.pages.access import quarters_for
from stadtkern.town.text import Text

# What a room asks for when it is opened from the guide; everything may be changed before it opens.
LESSON = "square"
TITLE = Text("Ein Platz ohne Autos", "A square without cars")
TASK = Text(
    "Sucht euch einen Platz, auf dem heute Autos stehen. Baut ihn so um, dass dort kein Auto mehr steht und alle gern hingehen: Kinder, "
    "Alte, Leute mit Rollstuhl. Was wird besser, was wird schlechter?",
    "Find a square where cars stand today. Rebuild it so that no car stands there any more and everybody likes to be there: children, "
    "old people, people in wheelchairs. What gets better, what gets worse?",
)
GROUPS, MINUTES = 6, "45"


@require_safe
def teaching(request: HttpRequest) -> HttpResponse:
    """Show the guide. It prints on two sheets."""
    context = {
        "quarters": [(one, f"{reverse('room-new', args=[one.slug])}?lesson={LESSON}") for one in quarters_for(request)],
        "here": request.build_absolute_uri(reverse("quarters")).partition("//")[2],
        "join": request.build_absolute_uri(reverse("join")).partition("//")[2],
    }
    return render(request, "quarter/teaching.html", context)


def begun(request: HttpRequest) -> dict[str, object]:
    """Give what the form for a room begins with: the lesson's words when it was opened from the guide."""
    if request.GET.get("lesson") != LESSON:
        return {}
    return {"title": say(TITLE), "task": say(TASK), "groups": GROUPS, "minutes": MINUTES}
