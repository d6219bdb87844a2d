"""What goes into the lake and what it answers: plain values, no connection in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

Box = tuple[float, float, float, float]


class Observation(NamedTuple):
    """One live value. ``time`` is UTC (an aware time is converted); ``value`` and ``extra`` are JSON texts.

    ``number`` holds what can be reckoned with; ``value`` stands where a number does not say the result exactly.
    """

    stream: int
    time: datetime
    number: float | None = None
    value: str | None = None
    time_end: datetime | None = None
    status: str | None = None
    flag: str | None = None
    result_time: datetime | None = None
    extra: str | None = None
    import_id: int | None = None


class ColumnLike(Protocol):
    """What the lake wants to know of a column. ``type``: number, integer, text, boolean, date, time."""

    @property
    def name(self) -> str:
        """The column's name, any text."""

    @property
    def type(self) -> str:
        """The column's type."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did.

    ``written`` rows are new or changed, ``unchanged`` rows stood there already. ``rows`` is what the table, or the
    streams that were written to, hold now in all; ``time_start`` and ``time_end`` (UTC) are their first and last time,
    ``bbox`` is west, south, east, north. ``duplicates`` rows were left out because a later row of the same import has
    the same stream and time.
    """

    written: int
    unchanged: int
    rows: int
    bbox: Box | None = None
    time_start: datetime | None = None
    time_end: datetime | None = None
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the lake. ``time`` is UTC; ``message`` says what made it ("import 12", "move", "merge" …)."""

    id: int
    time: datetime
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs. ``kind``: added, removed, changed; the side that does not exist is None."""

    kind: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Difference:
    """How two snapshots differ, in rows; ``samples`` shows some of them."""

    added: int
    removed: int
    changed: int
    samples: tuple[Change, ...] = ()
