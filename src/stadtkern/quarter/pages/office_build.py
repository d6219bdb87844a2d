"""Building a quarter in the office: a box on the map, the town's own datasets, files on top; and how far it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from stadtkern.data.gather import jobs
from stadtkern.data.gather.run import limits_of
from stadtkern.data.harmonise.names import slug as short
from stadtkern.data.portal.access import datasets_for, lake, language, number_of, say, town, viewer_of
from stadtkern.data.portal.maps import config as map_config
from stadtkern.data.portal.maps import layers
from stadtkern.data.portal.office import at_once, staff_only, stewards_only, wait_for
from stadtkern.data.portal.uploads import Uploading
from stadtkern.quarter.keep import Quarter
from stadtkern.quarter.keep.town_sources import KINDS, Usable, build_from_town, usable
from stadtkern.quarter.pages import drawn, numbers
from stadtkern.quarter.pages.access import store
from stadtkern.quarter.pages.forms_office import NewForm
from stadtkern.quarter.pages.views_open import RESERVED
from stadtkern.quarter.survey.files import NAMES
from stadtkern.town.text import Text

# What was typed for the last jobs, so that nobody types it again when one fails.
REMEMBERED = 20
_typed: dict[int, dict[str, Any]] = {}


# The upload's handler must be set before the body is read, and Django's CSRF check reads it: so the check comes after.
@csrf_exempt
@stewards_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for name, box and sources, then begin to build."""
    uploading = Uploading(request)
    request.upload_handlers = [uploading]
    return _new(request, uploading)


@csrf_protect
def _new(request: HttpRequest, uploading: Uploading) -> HttpResponse:
    seen = datasets_for(request)
    found = usable(seen)
    choices: list[tuple[str, object]] = [(one.dataset.slug, _title(one)) for one in found]
    initial: dict[str, Any] = {"datasets": [one.dataset.slug for one in found if one.dataset.published]}
    initial |= _typed.get(number_of(request.GET, "again", 0), {})
    form = NewForm(request.POST if request.method == "POST" else None, datasets=choices, initial=initial)
    wrong: Text | None = None
    if request.method == "POST":
        files = _kept(request)
        chosen = [one for one in found if form.is_valid() and one.dataset.slug in form.cleaned_data["datasets"]]
        if uploading.too_large:
            wrong = Text("Eine der Dateien ist zu groß.", "One of the files is too large.")
        elif form.is_valid() and not files and not chosen:
            wrong = Text("Bitte wählen Sie Daten der Stadt oder Dateien.", "Please choose data of the town, or files.")
        if form.is_valid() and wrong is None:
            number = _begin(form.cleaned_data, chosen, files)
            _typed[number] = form.cleaned_data
            for old in list(_typed)[:-REMEMBERED]:
                del _typed[old]
            wait_for(number)
            return redirect("office-quarter-job", number)
        for _, folder in files:
            shutil.rmtree(folder, ignore_errors=True)
    told = map_config(layers(seen), language(), seen=seen) | {"layers": [], "hash": False}
    context = {
        "form": form,
        "wrong": wrong,
        "map_config": told,
        "most": limits_of(town()).file_bytes,
        "kinds": ", ".join(say(one) for one in NAMES.values()),
    }
    return render(request, "quarter/office_new.html", context, status=400 if request.method == "POST" else 200)


def _title(one: Usable) -> str:
    private = Text(", nicht öffentlich", ", not public") if not one.dataset.published else Text("", "")
    kind = KINDS[one.kind]
    return say(
        Text(f"{one.dataset.title.de} ({kind.de}){private.de}", f"{one.dataset.title.en} ({kind.en}){private.en}")
    )


def _kept(request: HttpRequest) -> list[tuple[Path, Path]]:
    """Give the uploaded files under their own names, each in a folder of its own: the survey knows kinds by name, too."""
    kept = []
    for file in request.FILES.getlist("files"):
        path = Path(str(getattr(file.file, "name", "")))
        file.close()
        folder = path.with_name(path.name + "-quarter")
        folder.mkdir()
        name = Path((file.name or "datei").replace("\\", "/")).name[:120] or "datei"
        kept.append((path.replace(folder / name), folder))
    return kept


def _begin(given: dict[str, Any], chosen: list[Usable], files: list[tuple[Path, Path]]) -> int:
    title = Text(given["title_de"], given["title_en"] or given["title_de"])
    text = Text(given["text_de"], given["text_en"] or given["text_de"])
    name = _free_slug(title.de)

    def work(told: Callable[[int, int], None]) -> Quarter:
        try:
            build_from_town(
                store(),
                name,
                lake(),
                [one.dataset for one in chosen],
                given["bbox"],
                files=[path for path, _ in files],
                title=title,
                text=text,
                progress=lambda done, total: told(done, total + 2),
            )
        finally:
            for _, folder in files:
                shutil.rmtree(folder, ignore_errors=True)
        built = store().quarter(name)
        if built is None:
            raise AssertionError("the quarter was just built")
        told(3, 5)
        drawn.drawing(store(), built, "day", drawn.WIDTHS[0])
        drawn.drawing(store(), built, "night", drawn.WIDTHS[0])
        told(4, 5)
        numbers.today(store(), built, wait=True)
        told(5, 5)
        return built

    return jobs.start(Text(f"Das Quartier „{title.de}“ wird gebaut", f"The quarter “{title.en}” is being built"), work)


def _free_slug(title: str) -> str:
    """Give a name for addresses that no quarter has yet."""
    wanted = short(title)[:50].strip("-") or "quartier"
    taken = {one.slug for one in store().quarters()} | RESERVED
    return next(
        name for number in range(1, 10_000) if (name := wanted if number == 1 else f"{wanted}-{number}") not in taken
    )


@staff_only
@require_safe
def job(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far building is; then the quarter."""
    state = at_once(number)
    if state is None:
        raise Http404
    if state.finished and isinstance(state.result, Quarter):
        return redirect("office-quarter", state.result.slug)
    percent = round(state.share * 100) if state.share is not None else None
    context = {"job": state, "percent": percent, "viewer": viewer_of(request)}
    return render(request, "quarter/office_job.html", context)
