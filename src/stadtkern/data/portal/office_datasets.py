"""One dataset in the office: what is said about it, publishing, its imports, its sources."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stadtkern.data.gather import jobs
from stadtkern.data.gather.live import state_of
from stadtkern.data.gather.live_sources import forget_source
from stadtkern.data.gather.schedule import run_source
from stadtkern.data.gather.undo import compare_imports, undo_import
from stadtkern.data.gather.write import forget_dataset
from stadtkern.data.guard.decide import Action
from stadtkern.data.portal.access import ask, dataset_for, datasets_for, say, town
from stadtkern.data.portal.finding import size
from stadtkern.data.portal.forms import DatasetForm, initial_of, schedules
from stadtkern.data.portal.history import KINDS, history
from stadtkern.data.portal.office import follow, staff_only, stewards_only
from stadtkern.data.portal.office_attention import missing
from stadtkern.data.portal.sureness import with_words
from stadtkern.data.registry import public
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.town.text import ProblemError, Text

# What tells a reader which row it is.
_NAMING = frozenset({"id", "name", "station", "ags", "ars"})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save what is said about a dataset."""
    one = dataset_for(request, slug, Action.MANAGE if request.method == "POST" else Action.READ)
    form = DatasetForm(request.POST or None, initial=initial_of(one))
    if request.method == "POST" and form.is_valid():
        public.update_dataset(one.id, **form.cleaned_data)
        messages.success(request, say(Text("Gespeichert.", "Saved.")))
        return redirect("office-dataset", slug)
    context = _context(one, form) | {"may_manage": ask(request, one, Action.MANAGE).allowed}
    return render(request, "portal/office_dataset.html", context, status=400 if form.errors else 200)


def _context(one: DatasetFacts, form: DatasetForm) -> dict[str, Any]:
    past = history(one.id)
    return {
        "dataset": one,
        "form": form,
        "missing": missing(one),
        "rows": size(one),
        "history": past,
        "done": [other for other in past if other.facts.state == "done"],
        "sources": [
            {
                "facts": source,
                "kind": KINDS.get(source.kind, Text(source.kind, source.kind)),
                "live": state_of(source.id) if source.kind == "mqtt" else None,
            }
            for source in public.sources_of(one.id)
            if source.address
        ],
        "schedules": schedules(),
    }


@stewards_only
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a dataset public, or say what is missing."""
    one = dataset_for(request, slug, Action.MANAGE)
    lacking = public.publish(one.id)
    if lacking:
        messages.error(
            request,
            say(
                Text(
                    "Noch nicht veröffentlicht. Es fehlt etwas, siehe unten.",
                    "Not published yet. Something is missing, see below.",
                )
            ),
        )
    else:
        messages.success(
            request,
            say(
                Text(
                    "Veröffentlicht. Alle können die Daten jetzt sehen und laden.",
                    "Published. Everyone can now see and download the data.",
                )
            ),
        )
    return redirect("office-dataset", slug)


@stewards_only
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a dataset back from the public."""
    one = dataset_for(request, slug, Action.MANAGE)
    public.withdraw(one.id)
    messages.success(
        request,
        say(Text("Zurückgezogen. Nur Angemeldete sehen die Daten noch.", "Withdrawn. Only staff see the data now.")),
    )
    return redirect("office-dataset", slug)


@stewards_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete a dataset with everything in it, after asking."""
    one = dataset_for(request, slug, Action.MANAGE)
    if request.method == "POST":
        forget_dataset(town(), one.id)
        messages.success(request, say(Text("Der Datensatz ist gelöscht.", "The dataset is deleted.")))
        return redirect("office")
    return _sure(
        request,
        Text(f"„{one.title.de}“ wirklich löschen?", f"Really delete “{one.title.en}”?"),
        Text(
            "Alle Zeilen, Importe und Angaben gehen verloren. Das lässt sich nicht zurücknehmen.",
            "All rows, imports and descriptions are lost. This cannot be taken back.",
        ),
        Text("Endgültig löschen", "Delete for good"),
        reverse("office-dataset", args=[slug]),
    )


@staff_only
@require_safe
def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one import: rows, reasons, guesses."""
    facts, one = _import(request, number, Action.READ)
    past = next((other for other in history(one.id) if other.facts.id == facts.id), None)
    return render(
        request,
        "portal/import.html",
        {
            "dataset": one,
            "facts": facts,
            "past": past,
            "guesses": with_words(facts.guesses),
            "may_manage": ask(request, one, Action.MANAGE).allowed,
        },
    )


@stewards_only
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take an import back, after asking."""
    facts, one = _import(request, number)
    back = reverse("office-dataset", args=[one.slug])
    if request.method == "POST":
        folder = town()

        def work(progress: Any) -> None:
            progress(0, 1)
            undo_import(folder, number)
            progress(1, 1)

        return follow(
            jobs.start(
                Text(f"Import „{facts.file_name}“ wird zurückgenommen", f"Taking back the import “{facts.file_name}”"),
                work,
            )
        )
    return _sure(
        request,
        Text(f"Den Import „{facts.file_name}“ zurücknehmen?", f"Take back the import “{facts.file_name}”?"),
        Text(
            "Was er geschrieben hat, verschwindet; was er ersetzt hat, ist wieder da. Spätere Importe bleiben.",
            "What it wrote goes; what it replaced is there again. Later imports stay.",
        ),
        Text("Zurücknehmen", "Take back"),
        back,
    )


@staff_only
@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what differs between the states after two imports."""
    one = dataset_for(request, slug)
    words = request.GET
    if not (words.get("a", "").isdecimal() and words.get("b", "").isdecimal()):
        raise Http404
    older, newer = sorted((int(words["a"]), int(words["b"])))
    _import(request, older, Action.READ)
    _import(request, newer, Action.READ)
    differences: list[dict[str, Any]] = []
    problem = None
    try:
        for name, found in compare_imports(town(), older, newer).items():
            collection = next((part for part in one.collections if part.slug == name), None)
            known = {part.name for part in collection.columns if part.role in _NAMING} if collection else set()
            samples = [
                {"kind": change.kind, "fields": _fields(change.before, change.after, known)}
                for change in found.samples[:30]
            ]
            differences.append({"title": collection.title if collection else name, "found": found, "samples": samples})
    except ProblemError as error:
        problem = error.problem
    return render(
        request,
        "portal/compare.html",
        {
            "dataset": one,
            "older": public.import_facts(older),
            "newer": public.import_facts(newer),
            "differences": differences,
            "problem": problem,
        },
    )


def _fields(before: Any, after: Any, known: set[str]) -> list[tuple[str, object, object]]:
    """Lay two rows side by side: what is the same in both is left out of a change, but for what names the row."""
    names = list(dict.fromkeys([*(before or {}), *(after or {})]))
    both = before is not None and after is not None
    rows = [
        (name, (before or {}).get(name), (after or {}).get(name)) for name in names if not name.startswith("_import")
    ]
    naming = (known or {"_id"}) | {"stream", "time"}
    return [row for row in rows if not both or row[1] != row[2] or row[0] in naming][:12]


@stewards_only
@require_POST
def run_now(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a source's address right now."""
    source = _source(request, number)
    folder = town()
    return follow(
        jobs.start(
            Text(f"{source.address} wird abgerufen", f"Fetching {source.address}"),
            lambda progress: run_source(folder, source, progress),
        )
    )


@stewards_only
@require_POST
def reschedule(request: HttpRequest, number: int) -> HttpResponse:
    """Change how often a source is asked, or pause it."""
    source = _source(request, number)
    wanted = request.POST.get("every_minutes", "")
    minutes = int(wanted) if wanted in {key for key, _ in schedules()} and wanted else None
    public.save_source(
        source.dataset_id, source.kind, source.address, mapping=source.mapping, options=source.options,
        every_minutes=minutes, enabled="enabled" in request.POST,
    )  # fmt: skip
    messages.success(request, say(Text("Gespeichert.", "Saved.")))
    return redirect("office-dataset", source.dataset_slug)


@stewards_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete_source(request: HttpRequest, number: int) -> HttpResponse:
    """Delete a source, after asking. What it brought stays."""
    source = _source(request, number)
    if request.method == "POST":
        forget_source(source.id)
        messages.success(
            request, say(Text("Die Quelle ist entfernt. Die Daten bleiben.", "The source is removed. The data stay."))
        )
        return redirect("office-dataset", source.dataset_slug)
    return _sure(
        request,
        Text(f"Die Quelle {source.address} entfernen?", f"Remove the source {source.address}?"),
        Text(
            "Die Stadt fragt dort nicht mehr nach und hört nicht mehr zu. Was schon da ist, bleibt.",
            "The town does not ask or listen there any more. What is there already stays.",
        ),
        Text("Quelle entfernen", "Remove the source"),
        reverse("office-dataset", args=[source.dataset_slug]),
    )


def _source(request: HttpRequest, number: int) -> public.SourceFacts:
    found = public.source_facts(number)
    if found is None:
        raise Http404
    dataset_for(request, found.dataset_slug, Action.MANAGE)
    return found


def _import(
    request: HttpRequest, number: int, action: Action = Action.MANAGE
) -> tuple[public.ImportFacts, DatasetFacts]:
    facts = public.import_facts(number)
    if facts is None:
        raise Http404
    one = next((other for other in datasets_for(request) if other.id == facts.dataset_id), None)
    if one is None:
        raise Http404
    return facts, dataset_for(request, one.slug, action)


def _sure(request: HttpRequest, question: Text, hint: Text, yes: Text, back: str) -> HttpResponse:
    return render(request, "portal/sure.html", {"question": question, "hint": hint, "yes": yes, "back": back})
