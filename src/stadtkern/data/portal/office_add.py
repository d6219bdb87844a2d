"""Bringing data in: a file or an address, tried without writing, corrected, then imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stadtkern.data.gather import jobs
from stadtkern.data.gather.choose import FILE_KINDS
from stadtkern.data.gather.run import limits_of
from stadtkern.data.portal import mapping_form, trials
from stadtkern.data.portal.access import datasets_for, language, say, town, viewer_of
from stadtkern.data.portal.forms import AddressForm
from stadtkern.data.portal.history import KINDS
from stadtkern.data.portal.office import follow, stewards_only, wait_for
from stadtkern.data.portal.sureness import with_words
from stadtkern.data.portal.uploads import Uploading
from stadtkern.town.text import Text

FORMATS = (
    "CSV",
    "Excel",
    "GeoJSON",
    "GeoPackage",
    "Shapefile (zip)",
    "GML",
    "FlatGeobuf",
    "GTFS",
    "OpenStreetMap",
    "JSON",
)


# The upload's handler must be set before the body is read, and Django's CSRF check reads it: so the check comes after.
@csrf_exempt
@stewards_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Ask where the data are; take a file or an address and begin a trial."""
    uploading = Uploading(request)
    request.upload_handlers = [uploading]
    return _add(request, uploading)


@csrf_protect
def _add(request: HttpRequest, uploading: Uploading) -> HttpResponse:
    dataset = _wanted_dataset(request)
    wrong: Text | None = None
    address = AddressForm()
    if request.method == "POST" and request.POST.get("way") == "address":
        address = AddressForm(request.POST)
        if address.is_valid():
            url = address.cleaned_data["address"]
            one = trials.begin(
                url,
                viewer_of(request).person_id,
                dataset=dataset,
                address=url,
                every_minutes=address.cleaned_data["every_minutes"],
            )
            return _try(one)
    elif request.method == "POST":
        files = request.FILES.getlist("file")
        if uploading.too_large:
            size = uploading.most // 1024**2
            wrong = Text(
                f"Die Datei ist größer als {size} MB. Teilen Sie sie, oder fragen Sie nach einer höheren Grenze.",
                f"The file is larger than {size} MB. Split it, or ask for a higher limit.",
            )
        elif not files:
            wrong = Text("Bitte wählen Sie eine Datei.", "Please choose a file.")
        else:
            # In the order of their names, so that months of one year follow each other.
            kept = sorted((_kept(file) for file in files), key=lambda one: one[1])
            (path, name), *others = kept
            person = viewer_of(request).person_id
            return _try(trials.begin(name, person, file=path, others=others, dataset=dataset))
    if uploading.too_large:
        for cut in request.FILES.getlist("file"):
            _kept(cut)[0].unlink(missing_ok=True)
    status = 413 if uploading.too_large else 400 if request.method == "POST" else 200
    return render(
        request,
        "portal/add.html",
        {
            "datasets": sorted(datasets_for(request), key=lambda one: one.title.in_language(language())),
            "dataset": dataset,
            "address_form": address,
            "wrong": wrong,
            "formats": ", ".join(FORMATS),
            "most": limits_of(town()).file_bytes,
        },
        status=status,
    )


def _kept(file: UploadedFile[Any]) -> tuple[Path, str]:
    path = Path(str(getattr(file.file, "name", "")))
    file.close()
    return path, file.name or "datei"


def _wanted_dataset(request: HttpRequest) -> str:
    wanted = request.POST.get("dataset", "") if request.method == "POST" else request.GET.get("dataset", "")
    return wanted if any(one.slug == wanted for one in datasets_for(request)) else ""


def _try(one: trials.Waiting) -> HttpResponse:
    wait_for(trials.start_trial(one))
    return redirect("office-trial", one.id)


@stewards_only
@require_safe
def trial(request: HttpRequest, trial_id: str) -> HttpResponse:
    """Show what reading the file told: rows, reasons, guesses, the mapping to correct; or how far reading is."""
    one = _found(trial_id)
    state = jobs.state(one.job) if one.job is not None else None
    if one.result is None and one.problem is None and state is not None and state.finished is None:
        return render(
            request,
            "portal/trial_running.html",
            {"trial": one, "job": state, "percent": round(state.share * 100) if state.share is not None else None},
        )
    stopped = one.result is None and one.problem is None
    return render(
        request,
        "portal/trial.html",
        _trial_context(request, one) | {"stopped": stopped, "halt": state.problem if state else None},
    )


def _trial_context(request: HttpRequest, one: trials.Waiting) -> dict[str, Any]:
    result = one.result or {}
    mapping = result.get("mapping")
    columns = mapping_form.rows(mapping) if mapping else []
    heads, *preview = result.get("preview") or [[]]
    pointed = mapping_form.preview_columns(columns, heads)
    return {
        "trial": one,
        "result": result,
        "kind": KINDS.get(result.get("kind", ""), Text(result.get("kind", ""), result.get("kind", ""))),
        "mapping": mapping,
        "columns": columns,
        "role_words": mapping_form.ROLES,
        "roles": mapping_form.ROLES.items(),
        "types": mapping_form.TYPES.items(),
        "shapes": mapping_form.SHAPES,
        "crs_choices": mapping_form.CRS.items(),
        "decimals": mapping_form.DECIMALS.items(),
        "delimiters": mapping_form.DELIMITERS.items(),
        "encodings": mapping_form.ENCODINGS,
        "kinds": [(kind, KINDS.get(kind, Text(kind, kind))) for kind in FILE_KINDS],
        "guesses": with_words(result.get("guesses", [])),
        "datasets": sorted(datasets_for(request), key=lambda other: other.title.in_language(language())),
        "preview_columns": pointed,
        "preview_heads": heads,
        "preview_rows": mapping_form.preview_cells(pointed, preview),
        "known": any(other.slug == (one.dataset or result.get("dataset")) for other in datasets_for(request)),
    }


@stewards_only
@require_POST
def retry(request: HttpRequest, trial_id: str) -> HttpResponse:
    """Take the corrections and read the file again, still without writing."""
    one = _found(trial_id)
    kind = request.POST.get("kind", "")
    if kind in FILE_KINDS and kind != (one.result or {}).get("kind"):
        one.kind, one.mapping, one.corrected = kind, None, False
        return _try(one)
    mapping = (one.result or {}).get("mapping") or one.mapping
    if mapping is not None and "settings" in request.POST:
        wanted, problems = mapping_form.corrected(mapping, request.POST)
        if problems:
            for found in problems:
                messages.error(request, say(found.text))
            return redirect("office-trial", one.id)
        one.mapping, one.corrected = wanted, True
        one.kind = one.kind or str((one.result or {}).get("kind", ""))
    return _try(one)


@stewards_only
@require_POST
def run(request: HttpRequest, trial_id: str) -> HttpResponse:
    """Import the file for good, into a new dataset or one that is there."""
    one = _found(trial_id)
    if one.result is None or not one.file.is_file():
        messages.error(request, say(Text("Die Datei muss erst gelesen sein.", "The file must have been read first.")))
        return redirect("office-trial", one.id)
    wanted = request.POST.get("dataset", "")
    one.dataset = wanted if any(other.slug == wanted for other in datasets_for(request)) else ""
    one.title = request.POST.get("title", "").strip()[:300]
    if not one.dataset and one.title and one.title != one.result["title"]:
        one.dataset = _free_slug(request, one.title)
    one.kind = one.kind or str(one.result.get("kind", ""))
    one.save()
    return follow(trials.start_import(one))


def _free_slug(request: HttpRequest, title: str) -> str:
    from stadtkern.data.harmonise.names import slug

    taken = {one.slug for one in datasets_for(request)}
    base = slug(title)[:100] or "daten"
    free, number = base, 2
    while free in taken:
        free, number = f"{base}-{number}", number + 1
    return free


@stewards_only
@require_POST
def discard(request: HttpRequest, trial_id: str) -> HttpResponse:
    """Throw a trial away."""
    one = _found(trial_id)
    if one.job is not None:
        jobs.stop(one.job)
    trials.forget(one)
    messages.success(
        request, say(Text("Die Datei ist weg. Es wurde nichts importiert.", "The file is gone. Nothing was imported."))
    )
    return redirect(reverse("office"))


def _found(trial_id: str) -> trials.Waiting:
    one = trials.find(trial_id)
    if one is None:
        raise Http404
    return one
