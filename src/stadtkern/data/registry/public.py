"""The registry's door for rooms that run inside Django: make, describe, publish and list datasets and their imports.

Takes and gives ids, slugs and frozen facts, never models.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db import transaction
from django.utils import timezone

from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts
from stadtkern.data.registry.models import Collection, Dataset, Import, Source
from stadtkern.data.registry.terms import missing_for_publishing
from stadtkern.town.text import Problem, problem

EDITABLE = frozenset(
    "title_de title_en description_de description_en category owner_office contact licence attribution theme keywords spatial".split()  # noqa: SIM905
)


# Words that machine doors use themselves: /tiles/base, /features/collections, /catalogue/datasets.
RESERVED = frozenset({"base", "relief", "collections", "datasets", "api", "conformance"})


@dataclass(frozen=True, slots=True)
class ImportFacts:
    """One import: what was read, what went in, what was refused and why."""

    id: int
    dataset_id: int
    dataset_slug: str
    kind: str
    file_name: str
    digest: str
    state: str
    started: datetime
    finished: datetime | None
    person: str
    read: int
    written: int
    unchanged: int
    refused: int
    refusals: list[dict[str, Any]]
    flagged: list[dict[str, Any]]
    guesses: list[dict[str, Any]]
    snapshot_before: int | None
    snapshot_after: int | None
    mapping: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Where a dataset comes from, and how often it is asked."""

    id: int
    dataset_id: int
    dataset_slug: str
    kind: str
    address: str
    mapping: dict[str, Any] | None
    options: dict[str, Any]
    every_minutes: int | None
    enabled: bool
    last_run: datetime | None
    last_problem: dict[str, Any] | None


def dataset_id(slug: str) -> int | None:
    """Give the id of a dataset, or None when there is none of this name."""
    return Dataset.objects.filter(slug=slug).values_list("id", flat=True).first()


def ensure_dataset(slug: str, *, title: str, person_id: int | None = None, attribution: str = "") -> int:
    """Give the id of the dataset, made as a private one when it is new."""
    one, _made = Dataset.objects.get_or_create(
        slug=slug, defaults={"title_de": title[:300], "owner_id": person_id, "attribution": attribution[:500]}
    )
    return one.pk


def ensure_collection(dataset: int, name: str, title: str, shape: str, *, alone: bool) -> tuple[int, bool]:
    """Give the id of a dataset's collection, and whether it is new.

    ``alone``: the file has this one part, so it goes on with the dataset's only collection of that shape, whatever the
    file was called this time.
    """
    known = Collection.objects.filter(dataset_id=dataset, shape=shape)
    if alone and known.count() == 1:
        return known.get().pk, False
    if (same := known.filter(name=name).first()) is not None:
        return same.pk, False
    base = Dataset.objects.get(pk=dataset).slug
    slug = base if alone and not Collection.objects.filter(slug=base).exists() else f"{base}-{name}"[:175]
    number, free = 2, slug
    while free in RESERVED or Collection.objects.filter(slug=free).exists():
        free, number = f"{slug}-{number}", number + 1
    return Collection.objects.create(dataset_id=dataset, slug=free, name=name, title=title[:300], shape=shape).pk, True


def describe_collection(
    collection: int,
    *,
    columns: Sequence[ColumnFacts],
    rows: int,
    bbox: tuple[float, float, float, float] | None,
    time_start: datetime | None,
    time_end: datetime | None,
    quality: dict[str, Any] | None = None,
) -> None:
    """Write down what a collection holds now."""
    one = Collection.objects.select_related("dataset").get(pk=collection)
    one.columns = [asdict(column) for column in columns]
    one.rows = rows
    one.bbox = list(bbox) if bbox else None
    one.time_start, one.time_end = time_start, time_end
    if quality is not None:
        one.quality = quality
    one.save()
    one.dataset.save(update_fields=["modified"])


def middle() -> tuple[float, float] | None:
    """Give the median middle of all collections that have a place, as longitude and latitude; None when none has."""
    boxes = [box for box in Collection.objects.exclude(bbox=None).values_list("bbox", flat=True) if box]
    if not boxes:
        return None
    return median((box[0] + box[2]) / 2 for box in boxes), median((box[1] + box[3]) / 2 for box in boxes)


def collections_of(dataset: int) -> list[int]:
    """Give the ids of a dataset's collections."""
    return list(Collection.objects.filter(dataset_id=dataset).order_by("id").values_list("id", flat=True))


def collection_facts(collection: int) -> CollectionFacts:
    """Give one collection's facts by its id."""
    one = Collection.objects.get(pk=collection)
    return CollectionFacts(
        id=one.pk,
        dataset_id=one.dataset_id,
        slug=one.slug,
        name=one.name,
        title=one.title,
        shape=one.shape,
        columns=tuple(ColumnFacts(**column) for column in one.columns),
        rows=one.rows,
        bbox=tuple(one.bbox) if one.bbox else None,
        time_start=one.time_start,
        time_end=one.time_end,
        modified=one.modified,
        quality=one.quality,
    )


def note_columns(collection: int, columns: Sequence[ColumnFacts]) -> None:
    """Write down the columns of a collection."""
    Collection.objects.filter(pk=collection).update(columns=[asdict(one) for one in columns])


def note_quality(collection: int, report: dict[str, Any]) -> None:
    """Write down a collection's quality report."""
    Collection.objects.filter(pk=collection).update(quality=report)


def note_undescribed(collections: Sequence[int]) -> None:
    """Mark collections whose content is newer than what is said about it: their quality report is empty."""
    Collection.objects.filter(pk__in=collections).update(quality={})


def undescribed() -> list[int]:
    """Give the collections that an import filled and nobody described, since a power cut came between."""
    found = Collection.objects.filter(quality={}, dataset__imports__state="done")
    return list(found.distinct().order_by("id").values_list("id", flat=True))


def forget_collection(collection: int) -> None:
    """Forget a collection that holds nothing any more."""
    Collection.objects.filter(pk=collection).delete()


def update_dataset(dataset: int, **fields: str) -> None:
    """Change what is said about a dataset. Raises ProblemError for a field that is none."""
    if unknown := set(fields) - EDITABLE:
        name = ", ".join(sorted(unknown))
        raise problem("registry.field", f"Diese Angabe gibt es nicht: {name}.", f"There is no such field: {name}.")
    Dataset.objects.filter(pk=dataset).update(**fields, modified=timezone.now())


def publish(dataset: int) -> list[Problem]:
    """Publish a dataset. Gives what is still missing; an empty list means it is public now."""
    with transaction.atomic():
        one = Dataset.objects.select_for_update().get(pk=dataset)
        missing = missing_for_publishing(
            title=one.title_de,
            description=one.description_de,
            owner=one.owner_office,
            contact=one.contact,
            licence=one.licence,
        )
        if not missing:
            if not one.published:
                one.public_since = timezone.now()
            one.published, one.category = True, "public"
            one.save()
    return missing


def withdraw(dataset: int) -> None:
    """Take a dataset back from the public; staff still see it."""
    Dataset.objects.filter(pk=dataset).update(
        published=False, category="private", public_since=None, modified=timezone.now()
    )


def public_since(dataset: int) -> datetime | None:
    """Give since when a dataset is public without a break; None while it is not."""
    return Dataset.objects.filter(pk=dataset, published=True).values_list("public_since", flat=True).first()


def delete_dataset(dataset: int) -> None:
    """Forget a dataset with its collections, sources and imports. The lake is emptied by who calls this."""
    Dataset.objects.filter(pk=dataset).delete()


def imports_of(dataset: int | None = None, *, limit: int = 200) -> list[ImportFacts]:
    """Give the imports of a dataset, or of all, the newest first."""
    found = Import.objects.select_related("dataset", "person").order_by("-id")
    if dataset is not None:
        found = found.filter(dataset_id=dataset)
    return [_import_facts(one) for one in found[:limit]]


def import_facts(import_id: int) -> ImportFacts:
    """Give one import. Raises ProblemError when there is none of this number."""
    one = Import.objects.select_related("dataset", "person").filter(pk=import_id).first()
    if one is None:
        raise problem("import.unknown", "Diesen Import gibt es nicht.", "There is no such import.")
    return _import_facts(one)


def import_addresses(dataset: int) -> dict[int, str]:
    """Give the address that each import of a dataset was fetched from; files that someone brought have none."""
    found = Import.objects.filter(dataset_id=dataset).exclude(source=None).exclude(source__address="")
    return dict(found.values_list("id", "source__address"))


def sources_of(dataset: int | None = None) -> list[SourceFacts]:
    """Give the sources of a dataset, or of all."""
    found = Source.objects.select_related("dataset").order_by("id")
    if dataset is not None:
        found = found.filter(dataset_id=dataset)
    return [_source_facts(one) for one in found]


def save_source(
    dataset: int,
    kind: str,
    address: str = "",
    *,
    mapping: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
    every_minutes: int | None = None,
    enabled: bool = True,
) -> int:
    """Save a source of a dataset: one for each kind and address; saving again changes it."""
    one, _made = Source.objects.update_or_create(
        dataset_id=dataset,
        kind=kind,
        address=address,
        defaults={"mapping": mapping, "options": options or {}, "every_minutes": every_minutes, "enabled": enabled},
    )
    return one.pk


def source_facts(source: int) -> SourceFacts | None:
    """Give one source, or None when there is none of this number (any more)."""
    one = Source.objects.select_related("dataset").filter(pk=source).first()
    return None if one is None else _source_facts(one)


def note_options(source: int, options: dict[str, Any]) -> None:
    """Note what a source's address said when it was asked. A source that was deleted meanwhile stays deleted."""
    Source.objects.filter(pk=source).update(options=options)


def delete_source(source: int) -> bool:
    """Forget a source. Its imports and what they brought stay. Gives False when there was none of this number."""
    return Source.objects.filter(pk=source).delete()[0] > 0


def note_run(source: int, found: Problem | None) -> None:
    """Note that a source was asked just now, and what went wrong if anything did."""
    Source.objects.filter(pk=source).update(last_run=timezone.now(), last_problem=found.to_json() if found else None)


def _import_facts(one: Import) -> ImportFacts:
    return ImportFacts(
        id=one.pk,
        dataset_id=one.dataset_id,
        dataset_slug=one.dataset.slug,
        kind=one.kind,
        file_name=one.file_name,
        digest=one.digest,
        state=one.state,
        started=one.started,
        finished=one.finished,
        person=str(one.person) if one.person else "",
        read=one.read,
        written=one.written,
        unchanged=one.unchanged,
        refused=one.refused,
        refusals=one.refusals,
        flagged=one.flagged,
        guesses=one.guesses,
        snapshot_before=one.snapshot_before,
        snapshot_after=one.snapshot_after,
        mapping=one.mapping,
    )


def _source_facts(one: Source) -> SourceFacts:
    return SourceFacts(
        id=one.pk,
        dataset_id=one.dataset_id,
        dataset_slug=one.dataset.slug,
        kind=one.kind,
        address=one.address,
        mapping=one.mapping,
        options=one.options,
        every_minutes=one.every_minutes,
        enabled=one.enabled,
        last_run=one.last_run,
        last_problem=one.last_problem,
    )
