"""Rows for lake tests, written shortly."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from stadtkern.data.lake import Lake, Written

START = datetime(2024, 1, 1)


@dataclass(frozen=True)
class Column:
    """A column as gathering names it."""

    name: str
    type: str


def at(minutes: float) -> datetime:
    """Give the time so many minutes after the start."""
    return START + timedelta(minutes=minutes)


def series(rows: Sequence[tuple[int, int, float | None]], **more: Sequence[Any]) -> Iterator[pa.RecordBatch]:
    """Give one batch of (stream, minute, number)."""
    columns: dict[str, pa.Array] = {
        "stream": pa.array([stream for stream, _, _ in rows], pa.int32()),
        "time": pa.array([at(minute) for _, minute, _ in rows], pa.timestamp("us")),
        "number": pa.array([number for _, _, number in rows], pa.float64()),
        "_row": pa.array(range(1, len(rows) + 1), pa.int64()),
    }
    columns |= {name: pa.array(values) for name, values in more.items()}
    yield pa.RecordBatch.from_pydict(columns)


def put(lake: Lake, import_id: int, rows: Sequence[tuple[int, int, float | None]]) -> Written:
    """Import rows of series."""
    with lake.importing(import_id) as writer:
        return writer.series(series(rows))


def put_and_fail(lake: Lake, import_id: int, rows: Sequence[tuple[int, int, float | None]]) -> None:
    """Import rows of series, then break off with a ZeroDivisionError."""
    with lake.importing(import_id) as writer:
        writer.series(series(rows))
        raise ZeroDivisionError


def content(lake: Lake) -> list[tuple[int, int, float | None]]:
    """Give all observations as (stream, minute, number), ordered."""
    with lake.read() as cursor:
        rows = cursor.execute("SELECT stream, time, number FROM observation ORDER BY stream, time, number").fetchall()
    return [(stream, round((time - START) / timedelta(minutes=1)), number) for stream, time, number in rows]


def ask(lake: Lake, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the lake."""
    with lake.read() as cursor:
        return cursor.execute(query, list(values)).fetchall()


def point(longitude: float, latitude: float) -> bytes:
    """Write a point as WKB."""
    return struct.pack("<BIdd", 1, 1, longitude, latitude)


def table(**columns: Sequence[Any]) -> Iterator[pa.RecordBatch]:
    """Give one batch of columns."""
    yield pa.RecordBatch.from_pydict({name: pa.array(values) for name, values in columns.items()})
