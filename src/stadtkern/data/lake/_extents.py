"""Remembers how many rows streams have and from when to when, so that an import need not count the lake each time.

Valid as long as nothing but imports writes; anything else forgets all. Used by the writer only, who is alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from stadtkern.data.lake._schema import LAKE_ROWS

_FIELDS = "stream, count(*), min(time), max(time), max(coalesce(time_end, time))"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stream's rows: how many, first and last time, and the end of the last (UTC)."""

    count: int
    first: datetime
    last: datetime
    end: datetime


class Extents:
    """What is known of the streams in the lake; a stream without rows is known as None."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known: dict[int, Stretch | None] = {}

    def forget(self) -> None:
        """Know nothing any more."""
        self._known.clear()

    def of(self, cursor: duckdb.DuckDBPyConnection, streams: Sequence[int]) -> dict[int, Stretch | None]:
        """Give what these streams have in the lake, asking it for those that are not known."""
        unknown = [stream for stream in streams if stream not in self._known]
        if unknown:
            listed = ", ".join(map(str, unknown))
            query = f"SELECT {_FIELDS} FROM {LAKE_ROWS} WHERE stream IN ({listed}) GROUP BY stream"
            found = {row[0]: Stretch(*row[1:]) for row in cursor.execute(query).fetchall()}
            self._known.update({stream: found.get(stream) for stream in unknown})
        return {stream: self._known[stream] for stream in streams}

    def add(self, fresh: Iterable[tuple[int, Stretch]]) -> None:
        """Add what was written to the lake for streams, none of which replaced another row; a stream may come often."""
        for stream, new in fresh:
            old = self._known.get(stream)
            self._known[stream] = new if old is None else together(old, new)

    def drop(self, streams: Sequence[int]) -> None:
        """Forget some streams."""
        for stream in streams:
            self._known.pop(stream, None)


def measure(
    cursor: duckdb.DuckDBPyConnection,
    arriving: pa.Table,  # noqa: ARG001 - DuckDB reads it by its name
) -> list[tuple[int, Stretch]]:
    """Give the stretch of each stream in rows that are not in the lake yet."""
    found = cursor.execute(f"SELECT {_FIELDS} FROM arriving GROUP BY stream").fetchall()
    return [(row[0], Stretch(*row[1:])) for row in found]


def together(one: Stretch, other: Stretch) -> Stretch:
    """Give the stretch that two make."""
    return Stretch(
        one.count + other.count, min(one.first, other.first), max(one.last, other.last), max(one.end, other.end)
    )
