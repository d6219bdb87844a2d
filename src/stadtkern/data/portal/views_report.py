"""Reporting a mistake in a dataset, and the office's list of what was reported."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stadtkern.data.portal.access import dataset_for, datasets_for, number_of
from stadtkern.data.portal.access import say as said
from stadtkern.data.portal.forms import say
from stadtkern.data.portal.office import staff_only, stewards_only
from stadtkern.data.portal.rate import Rate
from stadtkern.data.registry import reports
from stadtkern.town.text import ProblemError, Text

# Nobody finds more than a handful of mistakes an hour by hand; a whole town's readers may.
RATE = Rate(most=5, most_of_all=100, seconds=3600)


class ReportForm(forms.Form):
    """What is wrong, where, and an address for the answer. ``website`` is for programs that fill in everything."""

    needed: tuple[str, ...] = ()

    what = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        label=say("Was stimmt nicht?", "What is wrong?"),
        help_text=say(
            "Zum Beispiel: „Der Baum vor Haus 12 ist eine Linde, kein Ahorn.“",
            "For example: “The tree in front of number 12 is a lime, not a maple.”",
        ),
        error_messages={
            "required": say("Bitte schreiben Sie, was nicht stimmt.", "Please write what is wrong."),
            "max_length": say("Bitte höchstens 4.000 Zeichen.", "Please at most 4,000 characters."),
        },
    )
    where = forms.CharField(
        max_length=200,
        required=False,
        label=say("Wo?", "Where?"),
        help_text=say("Zeile, Nummer, Name, Tag oder Straße.", "Row, number, name, day or street."),
        error_messages={"max_length": say("Bitte höchstens 200 Zeichen.", "Please at most 200 characters.")},
    )
    email = forms.EmailField(
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        label=say("Ihre E-Mail-Adresse", "Your e-mail address"),
        help_text=say(
            "Nur wenn Sie eine Antwort möchten. Sie wird gelöscht, sobald die Meldung erledigt ist.",
            "Only if you want an answer. It is deleted as soon as the report is done.",
        ),
        error_messages={
            "invalid": say(
                "Das ist keine vollständige E-Mail-Adresse. Beispiel: name@stadt.example",
                "This is no complete e-mail address. Example: name@town.example",
            )
        },
    )
    website = forms.CharField(required=False, max_length=200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask what is wrong with a dataset, and write it down for the office."""
    dataset = dataset_for(request, slug)
    form = ReportForm(request.POST or None, initial={"where": request.GET.get("where", "")[:200]})
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "portal/report.html", {"dataset": dataset, "form": form}, status=status)
    sent = reverse("report-sent", args=[slug])
    if form.cleaned_data["website"]:
        return redirect(sent)
    if not RATE.allows(str(request.META.get("REMOTE_ADDR", ""))):
        many = Text(
            "Von hier kamen gerade viele Meldungen. Bitte versuchen Sie es in einer Stunde noch einmal.",
            "Many reports came from here just now. Please try again in an hour.",
        )
        form.add_error(None, said(many))
        answer = render(request, "portal/report.html", {"dataset": dataset, "form": form}, status=429)
        answer["Retry-After"] = "3600"
        return answer
    words = form.cleaned_data
    number = reports.add_report(dataset.id, words["what"], where=words["where"], email=words["email"])
    return redirect(f"{sent}?number={number}{'&answer=1' if words['email'] else ''}")


@never_cache
@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank for a report and tell what happens next."""
    dataset = dataset_for(request, slug)
    number = number_of(request.GET, "number", 0)
    return render(
        request, "portal/report_sent.html", {"dataset": dataset, "number": number, "answer": "answer" in request.GET}
    )


@staff_only
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show what was reported: open reports first, then what is done."""
    known = {one.id: one for one in datasets_for(request)}

    def lines(*, done: bool) -> list[dict[str, Any]]:
        found = reports.reports(known, done=done, limit=50 if done else 500)
        return [{"report": one, "dataset": known[one.dataset_id]} for one in found]

    return render(request, "portal/reports.html", {"waiting": lines(done=False), "done": lines(done=True)})


@stewards_only
@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Mark a report as done with a note, or take it up again."""
    try:
        found = reports.report(number)
    except ProblemError as error:
        raise Http404 from error
    if all(one.id != found.dataset_id for one in datasets_for(request)):
        raise Http404
    if "again" in request.POST:
        reports.reopen_report(number)
        messages.success(request, said(Text("Die Meldung ist wieder offen.", "The report is open again.")))
    else:
        reports.close_report(number, int(request.user.pk or 0), request.POST.get("note", "").strip())
        messages.success(request, said(Text("Erledigt. Danke!", "Done. Thank you!")))
    return redirect("office-reports")
