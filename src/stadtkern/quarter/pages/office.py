"""Quarters in the office: the list, one quarter with its report, rooms and designs to check, and the town's factors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stadtkern.data.portal.access import datasets_for, language, say, word_of
from stadtkern.data.portal.office import staff_only, stewards_only
from stadtkern.quarter.keep import Quarter
from stadtkern.quarter.pages import telling
from stadtkern.quarter.pages.access import may_manage, store
from stadtkern.quarter.pages.forms_office import SettingsForm, WordsForm
from stadtkern.quarter.pages.offered import date_of
from stadtkern.town.text import ProblemError, Text


@staff_only
@require_safe
def quarters(request: HttpRequest) -> HttpResponse:
    """List all quarters, and what waits to be checked."""
    known = {one.id: one for one in store().quarters()}
    waiting = [
        {"design": one, "quarter": _quarter_of(one.variant, known), "sent": date_of(one.sent)}
        for one in store().contributions(state="sent")
    ]
    rows = [
        {
            "quarter": one,
            "rooms": sum(1 for each in store().rooms(one.id) if each.closed is None),
            "variants": len(store().variants(one.id)),
            "shown": len(store().contributions(one.id, "shown")),
        }
        for one in known.values()
    ]
    context = {"rows": rows, "waiting": waiting, "may_manage": may_manage(request)}
    return render(request, "quarter/office_quarters.html", context)


def _quarter_of(variant: int, known: dict[int, Quarter]) -> Quarter | None:
    found = store().variant(variant)
    return None if found is None else known.get(found.quarter)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def quarter(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a quarter: what is said of it, its report, its rooms, its designs; save what is said."""
    one = _found(slug)
    initial = {"title_de": one.title.de, "title_en": one.title.en, "text_de": one.text.de, "text_en": one.text.en}
    form = WordsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        if not may_manage(request):
            raise Http404
        if form.is_valid():
            given = form.cleaned_data
            title = Text(given["title_de"], given["title_en"] or given["title_de"])
            text = Text(given["text_de"], given["text_en"] or given["text_de"])
            store().save_quarter(slug, title=title, text=text)
            messages.success(request, say(Text("Gespeichert.", "Saved.")))
            return redirect("office-quarter", slug)
    rooms = []
    for room in store().rooms(one.id)[:50]:
        people = [each for each in store().participants(room.id) if not each.leader]
        rooms.append(
            {
                "room": room,
                "people": len(people),
                "groups": len(store().variants_of_room(room.id)),
                "created": date_of(room.created),
            }
        )
    context: dict[str, Any] = {
        "quarter": one,
        "form": form,
        "report": telling.report_lines(one.report, language(), datasets_for(request)),
        "covered": telling.covered(one.report, language()),
        "rooms": rooms,
        "designs": [{"design": each, "sent": date_of(each.sent)} for each in store().contributions(one.id)],
        "built_upon": store().has_entries(one.id),
        "may_manage": may_manage(request),
    }
    return render(request, "quarter/office_quarter.html", context, status=400 if form.errors else 200)


@stewards_only
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish a quarter, or take it back: then only staff and who builds in it see it."""
    one = _found(slug)
    public = word_of(request.POST, "public") == "1"
    store().save_quarter(one.slug, published=public)
    told = Text("Das Quartier ist jetzt öffentlich.", "The quarter is public now.")
    back = Text("Das Quartier ist nicht mehr öffentlich.", "The quarter is not public any more.")
    messages.success(request, say(told if public else back))
    return redirect("office-quarter", slug)


@stewards_only
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save the town's factors that the numbers are reckoned with."""
    one = _found(slug)
    form = SettingsForm(request.POST if request.method == "POST" else None, kept=one.settings)
    if request.method == "POST" and form.is_valid():
        store().save_quarter(slug, settings={**one.settings, **form.settings().to_json()})
        told = Text("Gespeichert. Die Zahlen werden neu gerechnet.", "Saved. The numbers are reckoned anew.")
        messages.success(request, say(told))
        return redirect("office-quarter", slug)
    context = {"quarter": one, "form": form}
    return render(request, "quarter/office_settings.html", context, status=400 if form.errors else 200)


@stewards_only
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Show a design to all, decline it with a reason, or put it back."""
    state = word_of(request.POST, "state")
    if state not in ("shown", "declined", "sent"):
        raise Http404
    one = store().contribution(number)
    variant = None if one is None else store().variant(one.variant)
    quarter = None if variant is None else store().quarter_by_id(variant.quarter)
    if quarter is None:
        raise Http404
    try:
        store().decide(number, state, word_of(request.POST, "reason"))  # type: ignore[arg-type]
    except ProblemError as error:
        messages.error(request, say(error.problem.text))
    else:
        told = {
            "shown": Text("Der Entwurf ist jetzt zu sehen.", "The design can be seen now."),
            "declined": Text(
                "Der Entwurf wird nicht gezeigt. Die Gruppe liest Ihren Grund.",
                "The design is not shown. The group reads your reason.",
            ),
            "sent": Text("Der Entwurf wartet wieder auf eine Entscheidung.", "The design waits for a decision again."),
        }
        messages.success(request, say(told[state]))
    back = word_of(request.POST, "back")
    return redirect("office-quarters") if back == "list" else redirect("office-quarter", quarter.slug)


def _found(slug: str) -> Quarter:
    found = store().quarter(slug)
    if found is None:
        raise Http404
    return found
