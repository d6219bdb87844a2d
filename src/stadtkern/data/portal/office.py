"""The office's start: what there is, what runs, what went wrong; and the way long work is shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from stadtkern.data.gather import jobs
from stadtkern.data.gather.run import Outcome
from stadtkern.data.portal import office_attention as attention
from stadtkern.data.portal import trials
from stadtkern.data.portal.access import datasets_for, language, say
from stadtkern.data.portal.finding import size
from stadtkern.data.portal.history import history
from stadtkern.data.portal.office_attention import missing
from stadtkern.data.portal.sureness import with_words
from stadtkern.data.registry import public, reports
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.town.content.public import desk_of
from stadtkern.town.content.roles import MAKE_KEYS, MANAGE_DATA, OFFICE, SEE_DATA
from stadtkern.town.text import Text

View = Callable[..., HttpResponse]
# Long enough that a small file needs no page of progress, short enough that nobody wonders.
PATIENCE_SECONDS = 1.2


def _only(*rights: str) -> Callable[[View], View]:
    """Make a decorator that lets only people with all these rights in, in the language they chose for the office."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            from wagtail.admin.localization import get_localized_response

            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_perms(rights):
                raise PermissionDenied
            answer: HttpResponse = get_localized_response(view, request, *args, **kwargs)
            return answer

        return guarded

    return decorate


# Others are asked to sign in; accounts whose role does not allow it are told so.
office_only = _only(OFFICE)
staff_only = _only(OFFICE, SEE_DATA)
stewards_only = _only(OFFICE, SEE_DATA, MANAGE_DATA)
key_makers_only = _only(OFFICE, MAKE_KEYS)


@office_only
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the office: what needs a person, work that runs, pages that wait for approval, what came in last."""
    from wagtail.admin.views.home import (
        RecentEditsPanel,
        UserObjectsInWorkflowModerationPanel,
        WorkflowObjectsToModeratePanel,
    )

    context: dict[str, Any] = {
        "to_approve": WorkflowObjectsToModeratePanel(),
        "panels": [UserObjectsInWorkflowModerationPanel(), RecentEditsPanel()],
        "may": _may(request),
        "desk": desk_of(request.user),
    }
    if request.user.has_perm(SEE_DATA):
        datasets = datasets_for(request)
        context |= {
            "attention": _attention(datasets),
            "running": [one for one in jobs.states() if one.finished is None],
            "history": history(None, limit=6),
            "count": len(datasets),
            "open_count": sum(one.published for one in datasets),
            "rows": sum(size(one) for one in datasets),
            "source_count": sum(bool(one.address) for one in public.sources_of()),
        }
    return render(request, "portal/office.html", context)


def _may(request: HttpRequest) -> dict[str, bool]:
    rights = {"see": SEE_DATA, "manage": MANAGE_DATA}
    return {name: request.user.has_perm(right) for name, right in rights.items()}


def _attention(datasets: tuple[DatasetFacts, ...]) -> list[attention.Attention]:
    imports = [one for one in public.imports_of(None, limit=500) if one.state != "running"]
    return attention.in_order(
        [
            *attention.of_sources(public.sources_of(), timezone.now()),
            *attention.of_imports(imports),
            *attention.of_reports(reports.count_open(one.id for one in datasets)),
            *attention.of_trials(trials.waiting()),
            *attention.of_datasets(datasets, language()),
        ]
    )


def wait_for(job: int) -> jobs.JobState | None:
    """Wait a moment for a job, so that quick work needs no page of its own."""
    until = time.monotonic() + PATIENCE_SECONDS
    state = jobs.state(job)
    while state is not None and state.finished is None and time.monotonic() < until:
        time.sleep(0.02)
        state = jobs.state(job)
    return state


def at_once(number: int) -> jobs.JobState | None:
    """Give a job as it is at this moment: one that ends while its page is drawn would be half over on it."""
    state = jobs.state(number)
    return None if state is None else replace(state)


def follow(job: int) -> HttpResponse:
    """Send the reader to a job's page, after giving quick work a moment to end."""
    wait_for(job)
    return redirect("office-job", job)


@staff_only
@require_safe
def job(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far a job is; the page comes anew by itself until it is over."""
    state = at_once(number)
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


@stewards_only
@require_POST
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a job to stop."""
    if jobs.stop(number):
        messages.success(
            request, say(Text("Die Arbeit hält beim nächsten Schritt an.", "The work stops at its next step."))
        )
    return redirect(reverse("office-job", args=[number]))
