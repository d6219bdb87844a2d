"""What a download holds: columns as SQL and the queries that give the rows, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from stadtkern.data.lake.sql import quoted
from stadtkern.data.publish.doors import Doors
from stadtkern.data.publish.features.stations import streams_of
from stadtkern.data.publish.shared.columns import shown, table
from stadtkern.data.registry.facts import CollectionFacts
from stadtkern.data.registry.things import StreamFacts

# Observations that one query sorts, so that memory stays flat however many there are, and datastreams it reads at most.
ROWS_AT_ONCE = 400_000
STREAMS_AT_ONCE = 100
# Tables and features up to this many rows come in the order of their source; larger ones as they lie in the lake.
SORTED_UP_TO = 1_000_000


@dataclass(frozen=True, slots=True)
class DownloadColumn:
    """A column of the file: its name, its type and the SQL that gives it. Type ``offset`` is a local time as text."""

    name: str
    type: str
    sql: str


@dataclass(frozen=True, slots=True)
class Part:
    """One query: what stands behind FROM, with parameters, and a table that it needs to know."""

    source: str
    parameters: tuple[object, ...] = ()
    known: tuple[tuple[str, pa.Table], ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything to write: columns, the geometry's SQL (None for rows without place) and the queries."""

    columns: tuple[DownloadColumn, ...]
    geometry: str | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a series: from (included) to (not included), in UTC, and only these datastreams (None: all)."""

    start: datetime | None = None
    end: datetime | None = None
    streams: tuple[int, ...] | None = None


def frame_of(doors: Doors, collection: CollectionFacts, window: Window) -> Frame:
    """Give what a download of a collection holds."""
    if collection.shape == "series":
        return _series(doors, collection, window)
    columns = tuple(DownloadColumn(one.name, one.type, quoted(one.name)) for one in shown(collection.columns))
    order = ' ORDER BY "_id"' if collection.rows <= SORTED_UP_TO else ""
    geometry = "geom" if collection.shape == "features" else None
    return Frame(columns, geometry, (Part(f"(SELECT * FROM {table(collection)}{order})"),))


def _series(doors: Doors, collection: CollectionFacts, window: Window) -> Frame:
    zone = str(doors.folder.get("town", "timezone", "Europe/Berlin"))
    local = f"timezone('{zone.replace(chr(39), '')}', timezone('UTC', \"time\"))"
    columns = (
        DownloadColumn("time", "time", '"time"'),
        DownloadColumn("local_time", "offset", _with_offset(local)),
        DownloadColumn("station", "text", "station"),
        DownloadColumn("datastream", "text", "datastream"),
        DownloadColumn("value", "number", "number"),
        DownloadColumn("text", "text", "CASE WHEN number IS NULL THEN value END"),
        DownloadColumn("unit", "text", "unit"),
        DownloadColumn("status", "text", "status"),
        DownloadColumn("flag", "text", "flag"),
    )
    streams = streams_of(doors, collection)
    if window.streams is not None:
        streams = [one for one in streams if one.id in window.streams]
    return Frame(columns, None, tuple(_parts(streams, window, _at_once(collection, streams))))


def _with_offset(local: str) -> str:
    minutes = f"date_diff('minute', \"time\", {local})"
    sign = f"CASE WHEN {minutes} < 0 THEN '-' ELSE '+' END"
    offset = f"{sign} || strftime(make_timestamp(abs({minutes}) * 60000000), '%H:%M')"
    return f"replace(CAST({local} AS VARCHAR), ' ', 'T') || {offset}"


def _at_once(collection: CollectionFacts, streams: Sequence[StreamFacts]) -> int:
    each = collection.rows // max(1, len(streams)) + 1
    return max(1, min(STREAMS_AT_ONCE, ROWS_AT_ONCE // each))


def _parts(streams: Sequence[StreamFacts], window: Window, at_once: int) -> Iterator[Part]:
    # Without any datastream there is still one query, which gives no rows: the file then has a head alone.
    for at in range(0, max(1, len(streams)), at_once):
        some = streams[at : at + at_once]
        names = pa.table(
            {
                "stream": pa.array([one.id for one in some], pa.int32()),
                "place": pa.array(range(len(some)), pa.int32()),
                "station": pa.array([one.thing_name for one in some], pa.string()),
                "datastream": pa.array([one.name for one in some], pa.string()),
                "unit": pa.array([one.unit for one in some], pa.string()),
            }
        )
        conditions = [f"stream IN ({', '.join(str(int(one.id)) for one in some) or 'NULL'})"]
        parameters: list[object] = []
        if window.start is not None:
            conditions.append('"time" >= CAST(? AS TIMESTAMP)')
            parameters.append(window.start)
        if window.end is not None:
            conditions.append('"time" < CAST(? AS TIMESTAMP)')
            parameters.append(window.end)
        source = f"""(SELECT seen.*, names.station, names.datastream, names.unit
                      FROM (SELECT stream, "time", number, value, status, flag FROM observation WHERE {" AND ".join(conditions)}) AS seen
                      JOIN download_names AS names USING (stream) ORDER BY names.place, "time")"""
        yield Part(source, tuple(parameters), (("download_names", names),))
