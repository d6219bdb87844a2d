"""Takes an import back, compares two, and clears up after a run that was cut off."""

from __future__ import annotations

from dataclasses import replace

from stadtkern.data.gather.holdings import refresh
from stadtkern.data.gather.memory import enough_memory
from stadtkern.data.gather.model import Shape
from stadtkern.data.gather.run import IMPORTING
from stadtkern.data.gather.terrain_files import sweep_terrain
from stadtkern.data.lake import Difference
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry import public as registry
from stadtkern.data.registry.facts import ColumnFacts
from stadtkern.data.registry.models import Collection, Import
from stadtkern.data.registry.town import town_things
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import problem


@enough_memory()
def undo_import(town: TownFolder, import_id: int) -> registry.ImportFacts:
    """Take an import back. What it replaced is there again; what came after it stays.

    A series gives back the values this import wrote. Features and tables go back to what they were before, which is
    only possible for the newest import. Raises ProblemError when there is nothing to take back.
    """
    with IMPORTING:
        facts = _done(import_id)
        collections = list(Collection.objects.filter(dataset_id=facts.dataset_id))
        tables = [one for one in collections if one.shape != Shape.SERIES]
        newer = Import.objects.filter(dataset_id=facts.dataset_id, state="done", pk__gt=import_id)
        if tables and newer.exists():
            raise problem(
                "import.not-newest",
                "Nach diesem Import kam schon ein neuerer. Nehmen Sie zuerst den neueren zurück.",
                "A newer import came after this one. Take back the newer one first.",
            )
        lake, before = town_lake(town), facts.snapshot_before or 0
        for one in collections:
            if one.shape == Shape.SERIES:
                lake.undo_series(import_id, before)
            else:
                lake.undo_table(one.pk, before)
        Import.objects.filter(pk=import_id).update(state="undone")
        _columns_as_before(facts)
        refresh(town, [one.pk for one in collections])
        sweep_terrain(town)
    return replace(facts, state="undone")


@enough_memory()
def compare_imports(town: TownFolder, older: int, newer: int) -> dict[str, Difference]:
    """Say what differs between the state after one import and after another, for each collection by its slug."""
    one, other = _done(older), _done(newer)
    if one.dataset_id != other.dataset_id:
        raise problem(
            "import.other-dataset",
            "Die beiden Importe gehören zu verschiedenen Datensätzen.",
            "The two imports belong to different datasets.",
        )
    lake, things = town_lake(town), town_things(town)
    before, after = one.snapshot_after or 0, other.snapshot_after or 0
    differences: dict[str, Difference] = {}
    for collection in Collection.objects.filter(dataset_id=one.dataset_id):
        if collection.shape == Shape.SERIES:
            streams = [stream.id for stream in things.streams_of(collection.pk)]
            differences[collection.slug] = lake.compare_series(streams, before, after)
        else:
            differences[collection.slug] = lake.compare_table(collection.pk, before, after)
    return differences


def clear_cut_off(town: TownFolder) -> int:
    """After a start: imports that were running when the power went are taken back. Gives how many.

    An import is noted before the lake commits, so one that still says "running" either left nothing in the lake or a
    whole snapshot that nobody was told about; both end as if it had never been. Files of one call that came in before
    the power went, but were not described yet, are described now.
    """
    cut_off = list(Import.objects.filter(state="running"))
    lake = town_lake(town)
    for one in cut_off:
        collections = list(Collection.objects.filter(dataset_id=one.dataset_id))
        before = lake.before_import(one.pk)
        for collection in collections:
            if before is None:
                continue
            if collection.shape == Shape.SERIES:
                lake.undo_series(one.pk, before)
            else:
                lake.undo_table(collection.pk, before)
        Import.objects.filter(pk=one.pk).update(state="failed")
        refresh(town, [collection.pk for collection in collections])
    refresh(town, registry.undescribed())
    sweep_terrain(town)
    return len(cut_off)


def _done(import_id: int) -> registry.ImportFacts:
    facts = registry.import_facts(import_id)
    if facts.state != "done":
        raise problem(
            "import.not-done",
            "Dieser Import ist nicht abgeschlossen oder schon zurückgenommen.",
            "This import is not finished, or was already taken back.",
        )
    return facts


def _columns_as_before(undone: registry.ImportFacts) -> None:
    """Give tables the columns of the import that is the newest again."""
    older = Import.objects.filter(dataset_id=undone.dataset_id, state="done", pk__lt=undone.id).order_by("-pk").first()
    for number, columns in (older.columns if older is not None else {}).items():
        registry.note_columns(int(number), [ColumnFacts(**column) for column in columns])
