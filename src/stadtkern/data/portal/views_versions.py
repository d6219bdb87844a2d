"""What has changed in a dataset: its versions, and what differs between two of them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stadtkern.data.gather.undo import compare_imports
from stadtkern.data.guard.decide import Action
from stadtkern.data.lake import Difference
from stadtkern.data.portal import rows
from stadtkern.data.portal.access import ask, dataset_for, language, number_of, streams_of, town, viewer_of, zone
from stadtkern.data.portal.row_figures import cell_text
from stadtkern.data.portal.versions import Sample, Version, samples, translated, versions
from stadtkern.data.registry import public
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts, DatasetFacts
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Problem, ProblemError
from stadtkern.town.written import write_moment

MOST = 100


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """List a dataset's versions, and show what differs between two: ``a`` and ``b`` are imports."""
    dataset = dataset_for(request, slug)
    found = versions_of(request, dataset)
    older, newer = _pair(request, found)
    parts: list[dict[str, Any]] = []
    problem: Problem | None = None
    if older is not None and newer is not None:
        try:
            parts = _parts(dataset, older, newer)
        except ProblemError as error:
            problem = error.problem
    return render(
        request,
        "portal/dataset_changes.html",
        {
            "dataset": dataset,
            "versions": found,
            "older": older,
            "newer": newer,
            "parts": parts,
            "problem": problem,
            "same": bool(parts) and not any(part["found"].added + part["found"].removed + part["found"].changed for part in parts),
            "closed": older is not None and newer is not None and not (older.shown and newer.shown),
            "may_manage": ask(request, dataset, Action.MANAGE).allowed,
        },
    )  # fmt: skip


def versions_of(request: HttpRequest, dataset: DatasetFacts, limit: int = MOST) -> list[Version]:
    """Give a dataset's versions as this reader may see them, the newest first."""
    imports = public.imports_of(dataset.id, limit=limit)
    since = public.public_since(dataset.id)
    return versions(imports, public.import_addresses(dataset.id), since=since, staff=viewer_of(request).is_staff)


def _pair(request: HttpRequest, found: list[Version]) -> tuple[Version | None, Version | None]:
    """Read which two versions are to be compared, the older first; only one asked for means: with the one before."""
    known = {one.facts.id: one for one in found}
    wanted = sorted({number_of(request.GET, key, 0) for key in ("a", "b")} - {0})
    if not wanted:
        return None, None
    if any(one not in known for one in wanted):
        raise Http404
    newer = known[wanted[-1]]
    if len(wanted) == 1:
        before = next((one for one in found if one.number == newer.number - 1), None)
        return (before, newer) if before is not None else (None, newer)
    return known[wanted[0]], newer


def _parts(dataset: DatasetFacts, older: Version, newer: Version) -> list[dict[str, Any]]:
    answer = []
    for slug, found in compared(town(), older.facts.id, newer.facts.id).items():
        collection = next((one for one in dataset.collections if one.slug == slug), None)
        if collection is None:
            continue
        names = (
            {str(one.id): f"{one.thing_name}, {one.name}" for one in streams_of(collection)}
            if collection.shape == "series"
            else {}
        )
        laid = samples(found, rows.shown(collection), before=older.shown, after=newer.shown, names=names)
        answer.append(
            {
                "title": collection.title or collection.name,
                "found": found,
                "samples": [_written(one, collection) for one in translated(laid, language())],
            }
        )
    return answer


def compared(folder: TownFolder, older: int, newer: int) -> dict[str, Difference]:
    """Compare two versions; remembered, since neither can change any more."""
    return _compared(str(folder.path), older, newer)


@lru_cache(maxsize=64)
def _compared(_path: str, older: int, newer: int) -> dict[str, Difference]:
    return compare_imports(town(), older, newer)


def _written(one: Sample, collection: CollectionFacts) -> dict[str, Any]:
    by_title = {column.title: column for column in collection.columns}
    return {
        "kind": one.kind,
        "name": one.name,
        "fields": [
            (name, _cell(old, by_title.get(name)), _cell(new, by_title.get(name))) for name, old, new in one.fields
        ],
    }


def _cell(value: object, column: ColumnFacts | None) -> str:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return write_moment(aware.astimezone(zone()), language())
    if isinstance(value, bytes | bytearray | memoryview):
        return ""
    text = cell_text(value, column or ColumnFacts("", "", "number"), language())
    return text if len(text) <= 300 else text[:299] + "…"
