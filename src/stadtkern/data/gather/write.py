"""Writes a reading: into the lake as one snapshot, into the registry as an import with its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from stadtkern.data.gather.holdings import series_columns
from stadtkern.data.gather.model import Part, Reading, Shape
from stadtkern.data.gather.terrain_files import sweep_terrain
from stadtkern.data.lake import Writer, Written
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry import public as registry
from stadtkern.data.registry.facts import ColumnFacts
from stadtkern.data.registry.models import Collection, Dataset, Import
from stadtkern.data.registry.things import Things
from stadtkern.data.registry.town import town_things
from stadtkern.town.folder import TownFolder


@dataclass(frozen=True, slots=True)
class PartWritten:
    """One part as it went in."""

    collection_id: int
    slug: str
    part: Part
    written: Written


@dataclass(slots=True)
class ReadingWritten:
    """All parts, and the lake's snapshots before and after."""

    parts: list[PartWritten] = field(default_factory=list)
    before: int | None = None
    after: int | None = None


def begin_import(
    dataset_id: int, *, kind: str, file_name: str, digest: str, person_id: int | None, source_id: int | None
) -> int:
    """Note that an import has started; gives its id."""
    one = Import.objects.create(
        dataset_id=dataset_id,
        kind=kind,
        file_name=file_name[:300],
        digest=digest,
        person_id=person_id,
        source_id=source_id,
    )
    return one.pk


def write_reading(town: TownFolder, reading: Reading, dataset_id: int, import_id: int) -> ReadingWritten:
    """Write all parts in one snapshot. On any error the lake is as it was, and new collections are forgotten."""
    lake, things = town_lake(town), town_things(town)
    alone = len(reading.parts) == 1
    result, made = ReadingWritten(), []
    try:
        _keep_files(town, reading, import_id)
        with lake.importing(import_id) as writer:
            for part in reading.parts:
                collection, new = registry.ensure_collection(
                    dataset_id, part.name, part.title, part.shape.value, alone=alone
                )
                made += [collection] if new else []
                slug = Collection.objects.values_list("slug", flat=True).get(pk=collection)
                written = _write_part(writer, things, part, dataset_id, collection)
                result.parts.append(PartWritten(collection, slug, part, written))
    except BaseException:
        for collection in made:
            things.drop_collection(collection)
        Collection.objects.filter(pk__in=made).delete()
        raise
    result.before, result.after = writer.before, writer.after
    return result


def _keep_files(town: TownFolder, reading: Reading, import_id: int) -> None:
    """Put files that rows will name into the lake first: a row never names what is not there."""
    digest = Import.objects.values_list("digest", flat=True).get(pk=import_id)
    for part in reading.parts:
        if part.keep is not None:
            part.keep(town.lake, digest)


def _write_part(writer: Writer, things: Things, part: Part, dataset_id: int, collection: int) -> Written:
    if part.shape is Shape.SERIES:
        return writer.series(_with_stream_ids(part, things, dataset_id, collection))
    return writer.table(collection, part.columns, geometry=part.shape is Shape.FEATURES, batches=part.batches())


def _with_stream_ids(part: Part, things: Things, dataset_id: int, collection: int) -> Iterator[pa.RecordBatch]:
    """Replace the part's own stream numbers by the registry's ids; streams may appear while reading."""
    known = pa.array([], pa.int32())
    for batch in part.batches():
        if len(part.streams) > len(known):
            known = pa.array(things.ensure_streams(dataset_id, collection, part.streams), pa.int32())
        place = batch.schema.get_field_index("stream")
        yield batch.set_column(place, "stream", pc.take(known, batch.column(place)))


def finish_import(
    import_id: int, reading: Reading, written: ReadingWritten, mapping: dict[str, Any] | None
) -> registry.ImportFacts:
    """Note what came of an import, and what its collections hold now."""
    for one in written.parts:
        registry.note_columns(one.collection_id, _columns(one.part))
    report = reading.report
    Import.objects.filter(pk=import_id).update(
        state="done",
        finished=timezone.now(),
        mapping=mapping,
        read=report.read,
        written=report.read - report.refused_count,
        refused=report.refused_count,
        refusals=[one.to_json() for one in report.refused],
        flagged=[one.to_json() for one in report.flagged],
        guesses=[one.to_json() for one in report.guesses],
        columns={str(one.collection_id): [asdict(column) for column in _columns(one.part)] for one in written.parts},
        snapshot_before=written.before,
        snapshot_after=written.after,
    )
    return registry.import_facts(import_id)


def fail_import(import_id: int, *, forget_dataset: bool) -> None:
    """Forget an import that wrote nothing, and the dataset if it was made for it."""
    one = Import.objects.select_related("dataset").get(pk=import_id)
    if forget_dataset and one.dataset.imports.count() == 1:
        one.dataset.delete()
    else:
        one.delete()


def forget_dataset(town: TownFolder, dataset_id: int) -> None:
    """Delete a dataset for good: its rows in the lake and everything the registry knows of it."""
    lake, things = town_lake(town), town_things(town)
    for collection in Collection.objects.filter(dataset_id=dataset_id):
        if collection.shape == Shape.SERIES:
            lake.delete_streams(things.drop_collection(collection.pk))
        else:
            lake.drop_table(collection.pk)
    Dataset.objects.filter(pk=dataset_id).delete()
    sweep_terrain(town)


def _columns(part: Part) -> list[ColumnFacts]:
    if part.shape is Shape.SERIES:
        return series_columns()
    return [ColumnFacts(one.name, one.title, one.type, one.unit, str(one.role)) for one in part.columns]
