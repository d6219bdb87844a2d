"""Mistakes that people outside report about a dataset, and what the office does with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from stadtkern.data.registry.models import Report
from stadtkern.town.text import problem


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One report: what is wrong and where, and since when it is done, with a note for the office itself."""

    id: int
    dataset_id: int
    dataset_slug: str
    where: str
    what: str
    email: str
    created: datetime
    done: datetime | None
    note: str
    person: str


def add_report(dataset: int, what: str, *, where: str = "", email: str = "") -> int:
    """Write a report down; gives its number. What is too long is cut."""
    return Report.objects.create(dataset_id=dataset, what=what[:4000], where=where[:200], email=email[:254]).pk


def report(number: int) -> ReportFacts:
    """Give one report. Raises ProblemError when there is none of this number."""
    found = Report.objects.select_related("dataset", "person").filter(pk=number).first()
    if found is None:
        raise problem("report.unknown", "Diese Meldung gibt es nicht.", "There is no such report.")
    return _facts(found)


def reports(datasets: Iterable[int], *, done: bool, limit: int = 200) -> list[ReportFacts]:
    """Give the reports about some datasets: open ones the oldest first, done ones the latest first."""
    found = Report.objects.select_related("dataset", "person").filter(dataset_id__in=list(datasets))
    found = found.exclude(done=None).order_by("-done") if done else found.filter(done=None).order_by("id")
    return [_facts(one) for one in found[:limit]]


def count_open(datasets: Iterable[int]) -> int:
    """Say how many reports about some datasets wait."""
    return Report.objects.filter(dataset_id__in=list(datasets), done=None).count()


def close_report(number: int, person: int, note: str = "") -> None:
    """Mark a report as done. The e-mail address of whoever reported is deleted with that."""
    Report.objects.filter(pk=number, done=None).update(
        done=timezone.now(), person_id=person, note=note[:2000], email=""
    )


def reopen_report(number: int) -> None:
    """Take a report up again."""
    Report.objects.filter(pk=number).update(done=None, person_id=None)


def _facts(one: Report) -> ReportFacts:
    return ReportFacts(
        id=one.pk,
        dataset_id=one.dataset_id,
        dataset_slug=one.dataset.slug,
        where=one.where,
        what=one.what,
        email=one.email,
        created=one.created,
        done=one.done,
        note=one.note,
        person=str(one.person) if one.person else "",
    )
