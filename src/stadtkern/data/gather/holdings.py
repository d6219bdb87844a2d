"""What a collection holds now, as the lake says it; written into the registry after an import or an undo."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb

from stadtkern.data.gather.model import Shape
from stadtkern.data.gather.quality import quality
from stadtkern.data.gather.quality_terrain import held
from stadtkern.data.lake import query
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry import public as registry
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts
from stadtkern.data.registry.things import StreamFacts
from stadtkern.data.registry.town import town_things
from stadtkern.town.folder import TownFolder

log = logging.getLogger(__name__)


def refresh(town: TownFolder, collections: Sequence[int], *, with_quality: bool = True) -> None:
    """Describe these collections anew: rows, extent in space and time, and (on request) quality.

    A table that is no longer in the lake, since its first import was taken back, is forgotten.
    """
    lake, things = town_lake(town), town_things(town)
    for number in collections:
        facts = registry.collection_facts(number)
        streams = things.streams_of(number) if facts.shape == Shape.SERIES else []
        with lake.read() as cursor:
            if facts.shape == Shape.SERIES:
                _describe_series(cursor, facts, streams)
            elif not _describe_table(cursor, facts):
                registry.forget_collection(number)
                continue
            if with_quality:
                done = [one for one in registry.imports_of(facts.dataset_id, limit=1000) if one.state == "done"]
                pairs = [(one.id, one.name) for one in streams]
                registry.note_quality(number, _quality(cursor, registry.collection_facts(number), pairs, done))


def _quality(
    cursor: duckdb.DuckDBPyConnection,
    facts: CollectionFacts,
    streams: Sequence[tuple[int, str]],
    done: Sequence[registry.ImportFacts],
) -> dict[str, Any]:
    """Give the quality report. A fault in it must not take an import back that is already in the lake."""
    try:
        return quality(cursor, facts, streams, import_facts=done)
    except Exception:
        log.exception("the quality report of %s failed", facts.slug)
        return {}


def _describe_series(cursor: duckdb.DuckDBPyConnection, facts: CollectionFacts, streams: Sequence[StreamFacts]) -> None:
    held = query.extent(cursor, [one.id for one in streams]).values()
    lons, lats = (
        [one.lon for one in streams if one.lon is not None],
        [one.lat for one in streams if one.lat is not None],
    )
    registry.describe_collection(
        facts.id,
        columns=facts.columns,
        rows=sum(one.count for one in held),
        bbox=(min(lons), min(lats), max(lons), max(lats)) if lons and lats else None,
        time_start=_aware(min((one.first for one in held), default=None)),
        time_end=_aware(max((one.last for one in held), default=None)),
    )


def _describe_table(cursor: duckdb.DuckDBPyConnection, facts: CollectionFacts) -> bool:
    """Describe a feature or table collection; False when the lake has no such table."""
    known = cursor.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = 'lake' AND schema_name = 'tables' AND table_name = ?",
        [facts.table],
    ).fetchall()
    if not known:
        return False
    names = {name for name, _ in known}
    columns = [one for one in facts.columns if one.name in names]
    (rows,) = cursor.execute(f"SELECT count(*) FROM lake.tables.{facts.table}").fetchone() or (0,)
    box = None
    if facts.shape == Shape.TERRAIN:
        rows, box = held(cursor, facts)
    if "geom" in names:
        box = cursor.execute(
            f"SELECT min(ST_XMin(geom)), min(ST_YMin(geom)), max(ST_XMax(geom)), max(ST_YMax(geom)) FROM lake.tables.{facts.table}"
        ).fetchone()
    registry.describe_collection(
        facts.id,
        columns=columns or facts.columns,
        rows=rows,
        bbox=(box[0], box[1], box[2], box[3]) if box and box[0] is not None else None,
        time_start=None,
        time_end=None,
    )
    return True


def series_columns() -> list[ColumnFacts]:
    """Give the columns of every series."""
    return [ColumnFacts("time", "Zeit", "time", role="time"), ColumnFacts("number", "Wert", "number", role="value")]


def _aware(time: datetime | None) -> datetime | None:
    return None if time is None else time.replace(tzinfo=UTC)
