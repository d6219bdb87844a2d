"""What the command line can have done, in its own process or in the one that serves: same words, same answers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Problem, Text

Told = Callable[[int, int], None]
log = logging.getLogger(__name__)


def import_file(
    town: TownFolder,
    progress: Told,
    *,
    path: str,
    name: str,
    dataset: str | None = None,
    kind: str | None = None,
    dry_run: bool = False,
    more: bool = False,
) -> dict[str, Any]:
    """Import one file, or try it; gives the object that ``import --json`` prints."""
    from stadtkern.data.gather.run import run_import, try_file

    file = Path(path)
    if dry_run:
        trial = try_file(town, file, name, dataset=dataset, kind=kind, progress=progress)
        refused, guesses = [one.to_json() for one in trial.refused], [one.to_json() for one in trial.guesses]
        return {
            "file": name,
            "dataset": trial.dataset,
            "source": trial.kind,
            "dry_run": True,
            "read": trial.read,
            "written": 0,
            "would_write": trial.written,
            "refused": refused,
            "refused_count": trial.refused_count,
            "flagged": [one.to_json() for one in trial.flagged],
            "flagged_count": trial.flagged_count,
            "guesses": guesses,
            "parts": [{"name": one.name, "shape": one.shape, "rows": one.rows} for one in trial.parts],
        }
    done = run_import(town, file, name, dataset=dataset, kind=kind, progress=progress, more=more)
    return {
        "file": name,
        "dataset": done.dataset,
        "source": done.kind,
        "import": done.import_id,
        "read": done.read,
        "written": done.written,
        "unchanged": done.unchanged,
        "refused": done.refused,
        "refused_count": done.refused_count,
        "flagged": done.flagged,
        "guesses": done.guesses,
        "collections": done.collections,
        "values": done.values,
    }


def describe(town: TownFolder, _progress: Told, *, datasets: list[str]) -> dict[str, Any]:
    """Write the quality reports that several imports in one call left to the end."""
    from stadtkern.data.gather import run

    run.describe(town, datasets)
    return {"datasets": datasets}


def backup(town: TownFolder, progress: Told, *, file: str) -> dict[str, Any]:
    """Write the whole town into one file."""
    from stadtkern.front.backup import back_up

    return {"file": file, "bytes": back_up(town, Path(file), progress)}


def datasets(town: TownFolder, _progress: Told) -> dict[str, Any]:
    """List the datasets."""
    from stadtkern.data.registry.read import RegistryReader

    reader = RegistryReader(town.registry)
    try:
        return {
            "datasets": [
                {
                    "dataset": one.slug,
                    "title": one.title.de,
                    "public": one.published and one.category == "public",
                    "collections": [
                        {"collection": part.slug, "shape": part.shape, "rows": part.rows} for part in one.collections
                    ],
                }
                for one in reader.datasets()
            ]
        }
    finally:
        reader.close()


def sources(town: TownFolder, _progress: Told) -> dict[str, Any]:
    """List the sources, and the kinds there are."""
    from stadtkern.data.gather.choose import FILE_KINDS
    from stadtkern.data.registry import public as registry

    del town
    return {
        "kinds": [*FILE_KINDS, "http", "mqtt"],
        "sources": [
            {
                "id": one.id,
                "dataset": one.dataset_slug,
                "kind": one.kind,
                "address": one.address,
                "every_minutes": one.every_minutes,
                "enabled": one.enabled,
                "last_run": one.last_run.isoformat() if one.last_run else None,
                "last_problem": one.last_problem,
            }
            for one in registry.sources_of()
        ],
    }


def quarter_build(
    town: TownFolder, progress: Told, *, name: str, bbox: list[float] | None = None, files: Sequence[str] = ()
) -> dict[str, Any]:
    """Build a quarter out of files, or out of the town's public datasets when none is named; gives the survey's report."""
    from stadtkern.data.guard.decide import PUBLIC, visible
    from stadtkern.data.harmonise.names import slug
    from stadtkern.data.lake.town import town_lake
    from stadtkern.data.registry.read import RegistryReader
    from stadtkern.quarter.keep import build_quarter, open_store
    from stadtkern.quarter.keep.town_sources import build_from_town

    store, short = open_store(town.quarters), slug(name)
    west_to_north = (bbox[0], bbox[1], bbox[2], bbox[3]) if bbox else None
    title = None if store.quarter(short) is not None else Text(name, name)
    if files:
        report = build_quarter(store, short, [Path(one) for one in files], west_to_north, title=title)
    else:
        reader = RegistryReader(town.registry)
        try:
            datasets = visible(PUBLIC, reader.datasets())
        finally:
            reader.close()
        report = build_from_town(store, short, town_lake(town), datasets, west_to_north, title=title, progress=progress)
    return {"quarter": short, **report}


def quarter_effects(town: TownFolder, _progress: Told, *, name: str, variant: int | None = None) -> dict[str, Any]:
    """Measure a quarter as it stands, or one of its variants, beside today."""
    from stadtkern.front.quarter_out import find
    from stadtkern.quarter.effects.meter import measure
    from stadtkern.quarter.effects.model import Settings
    from stadtkern.quarter.effects.registry import BY_KEY

    found, _, base, grid = find(town, name, variant)
    values = measure(base, grid, Settings.from_json(found.settings))
    return {
        key: {
            "value": one.value,
            "unit": one.unit,
            "today": one.today,
            "difference": one.difference,
            "assumption": BY_KEY[key].assumption.to_json(),
        }
        for key, one in values.items()
    }


def quarter_export(town: TownFolder, _progress: Told, **words: Any) -> dict[str, Any]:
    """Write a quarter as it stands, or one of its variants, in a format; ``quarter_out.export_to`` tells the words."""
    from stadtkern.front.quarter_out import export_to

    return export_to(town, **words)


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    "import": import_file,
    "describe": describe,
    "backup": backup,
    "datasets": datasets,
    "sources": sources,
    "quarter-build": quarter_build,
    "quarter-effects": quarter_effects,
    "quarter-export": quarter_export,
}


def broken(error: Exception) -> Problem:
    """Make the problem to show for an error nobody foresaw; the log has the details."""
    log.error("a task broke", exc_info=error)
    what = type(error).__name__
    return Problem(
        "task.broken",
        Text(
            f"Dabei ist ein unerwarteter Fehler passiert ({what}). Es wurde nichts halb geschrieben.",
            f"An unexpected error happened ({what}). Nothing was half-written.",
        ),
    )


def close_connections() -> None:
    """Close this thread's connections to the registry."""
    from django.db import connections

    connections.close_all()
