"""The ways out of a quarter as pages show them: each format with what it is for, and its file as an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from stadtkern.data.portal.access import language, say, town
from stadtkern.quarter.export import FORMATS
from stadtkern.quarter.export.exporting import TODAY
from stadtkern.quarter.keep import Contribution, Quarter
from stadtkern.quarter.pages import taken
from stadtkern.quarter.pages.access import Desk, design_for, desk_for, is_staff, quarter_for, store
from stadtkern.quarter.pages.taken import Wish
from stadtkern.quarter.pages.views_join import address_of, group_name
from stadtkern.town.patience import Patience
from stadtkern.town.text import Problem, ProblemError, Text

# A whole class may sit behind one address and take everything home; a machine that asks for hours may not.
FILES = Patience(free=150)
STATUS = {"export.format": 404, "export.building": 404, "export.busy": 503}
AGAIN = 2

# In the order in which people ask for them.
FOR: dict[str, Text] = {
    "pdf": Text(
        "Zum Aufhängen und Mitbringen: Bild, Plan und alle Zahlen.",
        "To pin up and bring along: picture, plan and all numbers.",
    ),
    "png": Text("Für Einladung, Zeitung und Handy.", "For an invitation, a newspaper, a phone."),
    "night": Text("Dasselbe Bild, mit Licht in den Fenstern.", "The same picture, with light in the windows."),
    "plan": Text("Von oben, mit Maßstab und Nordpfeil.", "From above, with a scale and a north arrow."),
    "glb": Text(
        "Zum Drehen, für Präsentationen, Webseiten und Blender.", "To turn, for slides, web pages and Blender."
    ),
    "stl": Text(
        "Für den 3D-Drucker: jedes Gebäude einzeln, im Maßstab 1 : 500.",
        "For the 3D printer: each building by itself, at a scale of 1 : 500.",
    ),
    "mts": Text(
        "Zum Weiterbauen in Luanti, einem freien Blockspiel.", "To go on building in Luanti, a free block game."
    ),
    "geojson": Text("Für Karten und GIS wie QGIS: wofür der Boden da ist.", "For maps and GIS such as QGIS: land use."),
    "cityjson": Text(
        "Für GIS und Stadtmodelle: jedes Gebäude als Körper an seinem Ort.",
        "For GIS and city models: each building as a solid in its place.",
    ),
}
ICONS = {"pdf": "file", "png": "sun", "night": "moon", "plan": "map", "glb": "layers", "stl": "house", "mts": "plus",
         "geojson": "tree", "cityjson": "globe"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """One way out as a page lists it. ``size`` in bytes is known of files that somebody took before."""

    key: str
    name: Text
    what: Text
    icon: str
    ending: str
    address: str
    size: int | None


def ways(wish_for: Callable[[str], Wish], address: str, *given: object) -> list[Way]:
    """Give all ways out of what ``wish_for`` makes wishes of; ``address`` is the name of their pages."""
    found = []
    for key, what in FOR.items():
        there = taken.kept(store(), wish_for(key), used=False)
        size = there.stat().st_size if there is not None else None
        one = FORMATS[key]
        found.append(Way(key, one.name, what, ICONS[key], one.ending, reverse(address, args=[*given, key]), size))
    return found


def of_quarter(request: HttpRequest, quarter: Quarter) -> Callable[[str], Wish]:
    """Give what makes wishes for a quarter as it stands."""
    link = request.build_absolute_uri(reverse("quarter", args=[quarter.slug]))
    return lambda key: Wish(quarter, key, language(), _town(), called=TODAY, link=link)


def of_design(request: HttpRequest, design: Contribution, quarter: Quarter) -> Callable[[str], Wish]:
    """Give what makes wishes for a design: its blocks and its numbers are those of the moment it was sent in."""
    link = request.build_absolute_uri(reverse("design", args=[design.id]))
    called = Text(design.name, design.name)
    return lambda key: Wish(
        quarter, key, language(), _town(), design.variant, design.position, called, link, design.effects
    )


def of_variant(request: HttpRequest, desk: Desk) -> Callable[[str], Wish]:
    """Give what makes wishes for a variant as it is now."""
    del request
    position = store().position(desk.variant.id)
    called = group_name(desk.variant.name)
    return lambda key: Wish(desk.quarter, key, language(), _town(), desk.variant.id, position, called)


def _town() -> str:
    return str(town().get("town", "name", "Meine Stadt"))


@require_safe
def quarter_file(request: HttpRequest, slug: str, key: str) -> HttpResponse | FileResponse:
    """Give a quarter as it stands, in a format."""
    one = quarter_for(request, slug)
    return _file(request, of_quarter(request, one)(key), reverse("quarter", args=[slug]), public=one.published)


@require_safe
def design_file(request: HttpRequest, number: int, key: str) -> HttpResponse | FileResponse:
    """Give a design in a format."""
    one, _, quarter = design_for(request, number)
    public = one.state == "shown" and quarter.published
    return _file(request, of_design(request, one, quarter)(key), reverse("design", args=[number]), public=public)


@require_safe
def build_file(request: HttpRequest, number: int, key: str) -> HttpResponse | FileResponse:
    """Give a variant as it is now, in a format, to who builds in its room, leads it, or is staff."""
    desk = desk_for(request, number)
    return _file(request, of_variant(request, desk)(key), reverse("plan", args=[number]), public=False)


def _file(request: HttpRequest, wish: Wish, back: str, *, public: bool) -> HttpResponse | FileResponse:
    try:
        mark = f'"{wish.mark}"'
        if request.headers.get("if-none-match") == mark:
            answer: HttpResponse | FileResponse = HttpResponseNotModified()
        elif request.method == "HEAD":
            # Nothing is made for who asks only whether there is something.
            answer = HttpResponse(content_type=wish.format.media)
            answer["content-disposition"] = f'attachment; filename="{wish.name}"'
        else:
            answer = _made(request, wish, back)
    except ProblemError as error:
        return _told(request, error.problem, back)
    if answer.status_code in (200, 304):
        answer["etag"] = mark
        answer["cache-control"] = f"{'public' if public else 'private'}, max-age=0"
    return answer


def _made(request: HttpRequest, wish: Wish, back: str) -> HttpResponse | FileResponse:
    if taken.kept(store(), wish) is None and not taken.waits(store(), wish) and not is_staff(request):
        wait = FILES.begin(f"files {address_of(request)}", address_of(request))
        if wait:
            answer = _told(request, _TOO_MANY, back, status=429)
            answer["retry-after"] = str(ceil(wait))
            return answer
    file = taken.made(store(), wish)
    if file is None:
        context = {"format": wish.format, "called": wish.called, "back": back, "again": AGAIN}
        answer = render(request, "quarter/file_waits.html", context, status=202)
        answer["retry-after"] = str(AGAIN)
        answer["cache-control"] = "no-store"
        return answer
    return FileResponse(file.open("rb"), as_attachment=True, filename=wish.name, content_type=wish.format.media)


_TOO_MANY = Problem(
    "export.often",
    Text(
        "Von diesem Anschluss wurden sehr viele Dateien geholt. Versuchen Sie es in ein paar Minuten noch einmal.",
        "Very many files were fetched from this connection. Try again in a few minutes.",
    ),
)


def _told(request: HttpRequest, problem: Problem, back: str, status: int = 0) -> HttpResponse:
    context = {"problem": say(problem.text), "back": back}
    answer = render(request, "quarter/no_file.html", context, status=status or STATUS.get(problem.code, 500))
    if problem.code == "export.busy":
        answer["retry-after"] = "60"
    return answer
