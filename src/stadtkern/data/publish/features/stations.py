"""Stations of a series as features: where each is, what it measures and what it measured last."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from stadtkern.data.publish.doors import Doors
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts
from stadtkern.data.registry.things import StreamFacts, Things

FIELDS = (
    ColumnFacts("name", "Name", "text"),
    ColumnFacts("station", "Station", "text"),
    ColumnFacts("observed", "Gemessen wird", "text"),
    ColumnFacts("datastreams", "Messreihen", "integer"),
    ColumnFacts("latest_time", "Letzte Messung", "time"),
    ColumnFacts("latest", "Letzte Werte", "json"),
)
# Values older than this before the newest are not searched for: the query then reads the newest files alone.
LATEST_WITHIN = timedelta(days=2)
_SCHEMA = pa.schema(
    [
        ("_id", pa.int64()),
        ("name", pa.string()),
        ("station", pa.string()),
        ("observed", pa.string()),
        ("datastreams", pa.int64()),
        ("latest_time", pa.timestamp("us")),
        ("latest", pa.string()),
        ("wkb", pa.binary()),
    ]
)
_LATEST = """
    SELECT stream, max(time), arg_max(number, time), arg_max(value, time) FROM observation
    WHERE stream IN (SELECT unnest(?)) AND time >= ? GROUP BY stream
"""
Latest = Mapping[int, tuple[datetime, float | None, str | None]]


@lru_cache(8)
def things(path: Path) -> Things:
    """Give the registry's things, opened once."""
    return Things(path)


def streams_of(doors: Doors, collection: CollectionFacts) -> list[StreamFacts]:
    """Give the datastreams of a series, by station."""
    return things(doors.folder.registry).streams_of(collection.id)


def station_rows(doors: Doors, collection: CollectionFacts, cursor: duckdb.DuckDBPyConnection, base: str) -> pa.Table:
    """Give a row for each station of a series: ``_id``, the fields, and its point as WKB (null when not known)."""
    streams = streams_of(doors, collection)
    latest = _latest(cursor, collection, [one.id for one in streams])
    by_thing = groupby(sorted(streams, key=lambda one: one.thing_id), key=lambda one: one.thing_id)
    rows = [_station(thing_id, list(group), latest, base) for thing_id, group in by_thing]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _latest(cursor: duckdb.DuckDBPyConnection, collection: CollectionFacts, ids: Sequence[int]) -> Latest:
    if not ids:
        return {}
    now = datetime.now(UTC)
    newest = min(collection.time_end or now, now)
    since = (newest - LATEST_WITHIN).astimezone(UTC).replace(tzinfo=None)
    rows = cursor.execute(_LATEST, [list(ids), since]).fetchall()
    return {stream: (time, number, value) for stream, time, number, value in rows}


def _station(thing_id: int, streams: Sequence[StreamFacts], latest: Latest, base: str) -> dict[str, Any]:
    first = streams[0]
    times = [latest[one.id][0] for one in streams if one.id in latest]
    return {
        "_id": thing_id,
        "name": first.thing_name,
        "station": first.thing_external_id,
        "observed": ", ".join(dict.fromkeys(one.observed or one.name for one in streams)),
        "datastreams": len(streams),
        "latest_time": max(times, default=None),
        "latest": json.dumps([_value(one, latest, base) for one in streams], ensure_ascii=False),
        "wkb": None if first.lon is None or first.lat is None else struct.pack("<BIdd", 1, 1, first.lon, first.lat),
    }


def _value(stream: StreamFacts, latest: Latest, base: str) -> dict[str, Any]:
    time, number, value = latest.get(stream.id, (None, None, None))
    return {
        "name": stream.name,
        "unit": stream.unit,
        "value": json.loads(value) if value else number,
        "time": f"{time.isoformat()}Z" if time else None,
        "datastream": f"{base}/sta/v1.1/Datastreams({stream.id})",
    }
