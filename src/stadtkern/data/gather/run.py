"""Runs a file through its source: as a trial that writes nothing, or as an import that is one snapshot of the lake."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from stadtkern.data.gather import write
from stadtkern.data.gather.choose import choose, kind_of
from stadtkern.data.gather.holdings import refresh
from stadtkern.data.gather.mapping import mapping_from_json, mapping_to_json
from stadtkern.data.gather.memory import SHORT, enough_memory, tidying_rarely
from stadtkern.data.gather.model import (
    Guess,
    Limits,
    Mapping,
    Opening,
    Progress,
    Reading,
    Refusal,
    Shape,
)
from stadtkern.data.harmonise.names import slug as slug_of
from stadtkern.data.registry import public as registry
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import problem

log = logging.getLogger(__name__)

# One import at a time: the lake has one writer, and a snapshot belongs to one import.
IMPORTING = threading.RLock()


@dataclass(frozen=True, slots=True)
class TrialPart:
    """What one part would become."""

    name: str
    title: str
    shape: str
    rows: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import would do. Nothing was written."""

    kind: str
    title: str
    dataset: str
    parts: list[TrialPart]
    read: int
    written: int
    refused_count: int
    flagged_count: int
    refused: list[Refusal]
    flagged: list[Refusal]
    guesses: list[Guess]
    mapping: Mapping | None
    preview: list[list[str]]
    attribution: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did. ``values`` counts what the lake took: new or replaced, and unchanged."""

    dataset: str
    kind: str
    import_id: int
    read: int
    written: int
    unchanged: int
    refused_count: int
    refused: list[dict[str, Any]]
    flagged: list[dict[str, Any]]
    guesses: list[dict[str, Any]]
    collections: list[str] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give the object that ``stadtkern import --json`` prints."""
        return asdict(self)


def middle_of(town: TownFolder) -> tuple[float, float] | None:
    """Give the town's middle: the setting ``[town] center``, else the middle of what is mapped already."""
    if (stated := town.get("town", "center", None)) is not None:
        return float(stated[0]), float(stated[1])
    return registry.middle()


def limits_of(town: TownFolder) -> Limits:
    """Give the town's limits for files: ``[limits]`` in town.toml, in megabytes."""
    unit = 1024 * 1024
    most = Limits()
    return Limits(
        file_bytes=int(town.get("limits", "file_mb", most.file_bytes // unit)) * unit,
        unpacked_bytes=int(town.get("limits", "unpacked_mb", most.unpacked_bytes // unit)) * unit,
        unpacked_ratio=int(town.get("limits", "unpacked_ratio", most.unpacked_ratio)),
    )


@enough_memory()
@tidying_rarely()
def try_file(
    town: TownFolder,
    path: Path,
    name: str,
    *,
    dataset: str | None = None,
    kind: str | None = None,
    mapping: Mapping | None = None,
    progress: Progress | None = None,
) -> Trial:
    """Read a whole file as an import would, and write nothing.

    Raises ProblemError when nothing can be done with the file.
    """
    reading = _open(town, path, name, kind=kind, mapping=mapping or _saved_mapping(dataset, kind), progress=progress)
    parts = []
    for part in reading.parts:
        rows = sum(batch.num_rows for batch in part.batches())
        if part.shape is Shape.TERRAIN:
            rows = reading.report.read - reading.report.refused_count
        parts.append(TrialPart(part.name, part.title, part.shape.value, rows))
    report = reading.report
    return Trial(
        kind=reading.kind,
        title=reading.title,
        dataset=_dataset_slug(dataset, reading, name),
        parts=parts,
        read=report.read,
        written=report.read - report.refused_count,
        refused_count=report.refused_count,
        flagged_count=report.flagged_count,
        refused=report.refused,
        flagged=report.flagged,
        guesses=report.guesses,
        mapping=reading.mapping,
        preview=reading.preview,
        attribution=reading.attribution,
    )


@enough_memory()
@tidying_rarely()
def run_import(
    town: TownFolder,
    path: Path,
    name: str,
    *,
    dataset: str | None = None,
    kind: str | None = None,
    mapping: Mapping | None = None,
    person_id: int | None = None,
    title: str = "",
    source_id: int | None = None,
    progress: Progress | None = None,
    more: bool = False,
) -> Outcome:
    """Import a file: all of its good rows in one snapshot, or nothing.

    The same file again changes nothing. ``more``: further files of the same call follow, so counts and quality report
    wait for ``describe`` (or, after a power cut, for the next start). Raises ProblemError when nothing can be done; then nothing was written.
    """
    digest = digest_of(path)
    with IMPORTING:
        saved = mapping or _saved_mapping(dataset, kind)
        reading = _open(town, path, name, kind=kind, mapping=saved, progress=progress)
        slug = _dataset_slug(dataset, reading, name)
        known = registry.dataset_id(slug)
        if known is not None and (same := _same_before(known, digest, mapping, reading)) is not None:
            return _unchanged(slug, same)
        dataset_id = known or registry.ensure_dataset(
            slug, title=title or reading.title, person_id=person_id, attribution=reading.attribution
        )
        import_id = write.begin_import(
            dataset_id, kind=reading.kind, file_name=name, digest=digest, person_id=person_id, source_id=source_id
        )
        try:
            written = write.write_reading(town, reading, dataset_id, import_id)
        except BaseException:
            write.fail_import(import_id, forget_dataset=known is None)
            raise
        used = mapping_to_json(reading.mapping) if reading.mapping is not None else None
        facts = write.finish_import(import_id, reading, written, used)
        if reading.mapping is not None:
            registry.save_source(dataset_id, reading.kind, "", mapping=used)
        touched = [one.collection_id for one in written.parts]
        if more:
            registry.note_undescribed(touched)
        else:
            _describe(town, touched)
    return Outcome(
        dataset=slug,
        kind=facts.kind,
        import_id=facts.id,
        read=facts.read,
        written=facts.written,
        unchanged=0,
        refused_count=facts.refused,
        refused=facts.refusals,
        flagged=facts.flagged,
        guesses=facts.guesses,
        collections=[one.slug for one in written.parts],
        values={
            "written": sum(one.written.written for one in written.parts),
            "unchanged": sum(one.written.unchanged for one in written.parts),
        },
    )


def _describe(town: TownFolder, collections: list[int]) -> None:
    """Describe what an import wrote. When memory is short, it waits for the next start: the rows are in already."""
    try:
        refresh(town, collections)
    except SHORT:
        log.exception("describing collections %s takes more memory than there is", collections)
        registry.note_undescribed(collections)


def describe(town: TownFolder, datasets: Iterable[str]) -> None:
    """Write the quality reports of these datasets, after imports with ``more``."""
    with IMPORTING:
        for slug in datasets:
            if (known := registry.dataset_id(slug)) is not None:
                _describe(town, registry.collections_of(known))


def digest_of(path: Path) -> str:
    """Give a file's SHA-256, by which the same file is known again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def importing_paused() -> Iterator[None]:
    """Hold imports back for a moment, so that registry and lake can be copied as one."""
    with IMPORTING:
        yield


def _open(
    town: TownFolder, path: Path, name: str, *, kind: str | None, mapping: Mapping | None, progress: Progress | None
) -> Reading:
    limits = limits_of(town)
    if path.is_file() and path.stat().st_size > limits.file_bytes:
        size = limits.file_bytes // 1024**2
        raise problem(
            "file.too-large",
            f"Die Datei „{name}“ ist größer als {size} MB. Teilen Sie sie, oder fragen Sie nach einer höheren Grenze.",
            f"The file “{name}” is larger than {size} MB. Split it, or ask for a higher limit.",
        )
    source = kind_of(kind) if kind else choose(path, name)
    return source.open(Opening(path, name, mapping, limits, progress, near=middle_of(town)))


def _saved_mapping(dataset: str | None, kind: str | None) -> Mapping | None:
    """Give the mapping that was saved for this dataset and kind, so that the next file is read like the last."""
    if dataset is None or (known := registry.dataset_id(dataset)) is None:
        return None
    for one in registry.sources_of(known):
        if one.mapping is not None and kind in (None, one.kind) and one.options.get("corrected"):
            return mapping_from_json(one.mapping)
    return None


def _dataset_slug(dataset: str | None, reading: Reading, name: str) -> str:
    return slug_of(dataset or reading.title or Path(name).stem)[:110] or "daten"


def _same_before(
    dataset_id: int, digest: str, mapping: Mapping | None, reading: Reading
) -> registry.ImportFacts | None:
    """Find the import that already brought exactly this file. A series keeps all its files, other shapes the last."""
    done = [one for one in registry.imports_of(dataset_id, limit=5000) if one.state == "done"]
    if any(part.shape is not Shape.SERIES for part in reading.parts):
        done = done[:1]
    wanted = mapping_to_json(mapping) if mapping is not None else None
    for one in done:
        if one.digest == digest and (wanted is None or one.mapping == wanted):
            return one
    return None


def _unchanged(slug: str, same: registry.ImportFacts) -> Outcome:
    return Outcome(
        dataset=slug,
        kind=same.kind,
        import_id=same.id,
        read=same.read,
        written=0,
        unchanged=same.read - same.refused,
        refused_count=same.refused,
        refused=same.refusals,
        flagged=same.flagged,
        guesses=same.guesses,
    )
