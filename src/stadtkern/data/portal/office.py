"""The office's start: what there is, what runs, what went wrong; and the way long work is shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from stadtkern.data.gather import jobs
from stadtkern.data.gather.run import Outcome
from stadtkern.data.portal import trials
from stadtkern.data.portal.access import datasets_for, say
from stadtkern.data.portal.finding import size
from stadtkern.data.portal.history import history
from stadtkern.data.portal.sureness import with_words
from stadtkern.data.registry import public
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.data.registry.terms import missing_for_publishing
from stadtkern.town.text import Problem, Text

View = Callable[..., HttpResponse]
# Long enough that a small file needs no page of progress, short enough that nobody wonders.
PATIENCE_SECONDS = 1.2


def staff_only(view: View) -> View:
    """Let only signed-in staff in; others are asked to sign in, accounts without rights are told so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def missing(dataset: DatasetFacts) -> list[Problem]:
    """Name what a dataset lacks before it may be public."""
    return missing_for_publishing(
        title=dataset.title.de,
        description=dataset.description.de,
        owner=dataset.owner_office,
        contact=dataset.contact,
        licence=dataset.licence,
    )


@staff_only
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the office: datasets with their state, work that runs, files that wait, sources with problems."""
    datasets = sorted(datasets_for(request), key=lambda one: one.modified, reverse=True)
    running = [one for one in jobs.states() if one.finished is None]
    return render(
        request,
        "portal/office.html",
        {
            "datasets": [
                {"dataset": one, "rows": size(one), "missing": [] if one.published else missing(one)}
                for one in datasets
            ],
            "running": running,
            "waiting": trials.waiting(),
            "problems": [one for one in public.sources_of() if one.last_problem],
            "history": history(None, limit=8),
        },
    )


def wait_for(job: int) -> jobs.JobState | None:
    """Wait a moment for a job, so that quick work needs no page of its own."""
    until = time.monotonic() + PATIENCE_SECONDS
    state = jobs.state(job)
    while state is not None and state.finished is None and time.monotonic() < until:
        time.sleep(0.02)
        state = jobs.state(job)
    return state


def follow(job: int) -> HttpResponse:
    """Send the reader to a job's page, after giving quick work a moment to end."""
    wait_for(job)
    return redirect("office-job", job)


@staff_only
@require_safe
def job(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far a job is; the page comes anew by itself until it is over."""
    state = jobs.state(number)
    if state is None:
        raise Http404
    outcome = state.result if isinstance(state.result, Outcome) else None
    dataset = None
    if outcome is not None:
        dataset = next((one for one in datasets_for(request) if one.slug == outcome.dataset), None)
    return render(
        request,
        "portal/job.html",
        {
            "job": state,
            "percent": round(state.share * 100) if state.share is not None else None,
            "outcome": outcome,
            "dataset": dataset,
            "guesses": with_words(outcome.guesses) if outcome is not None else [],
            "missing": missing(dataset) if dataset is not None and not dataset.published else [],
            "seconds": (state.finished or time.time()) - state.started,
        },
    )


@staff_only
@require_POST
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a job to stop."""
    if jobs.stop(number):
        messages.success(
            request, say(Text("Die Arbeit hält beim nächsten Schritt an.", "The work stops at its next step."))
        )
    return redirect(reverse("office-job", args=[number]))
