"""What passes between a source, the harmonised rows and the run that writes them.

A source opens a file and gives a Reading: its parts (one per collection), a mapping that a person can correct, and a
report that fills while the batches are drawn. Nothing in this module writes; a dry run draws the batches and drops them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from stadtkern.town.text import Text

KEPT = 1000


class Shape(StrEnum):
    """What a collection is: values over time, things with a place, plain rows, or the ground's heights."""

    SERIES = "series"
    FEATURES = "features"
    TABLE = "table"
    TERRAIN = "terrain"


class Role(StrEnum):
    """What a column means."""

    TIME = "time"
    TIME_END = "time_end"
    VALUE = "value"
    STATUS = "status"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    EASTING = "easting"
    NORTHING = "northing"
    GEOMETRY = "geometry"
    STATION = "station"
    LANE = "lane"
    UNIT = "unit"
    ID = "id"
    NAME = "name"
    AGS = "ags"
    ARS = "ars"
    PROPERTY = "property"
    IGNORE = "ignore"


@dataclass(slots=True)
class ColumnMapping:
    """One column of a table and what it means. ``type``: number, integer, text, boolean, date, time."""

    header: str
    name: str
    title: str
    role: Role
    type: str = "text"
    unit: str | None = None
    format: str | None = None
    station: str | None = None
    lane: str | None = None
    external_id: str | None = None
    status_of: str | None = None


@dataclass(slots=True)
class Mapping:
    """How a table is read. The program proposes it, a person may correct it, a source keeps it."""

    shape: Shape
    columns: list[ColumnMapping] = field(default_factory=list)
    title: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    header_row: int = 1
    sheet: str | None = None
    timezone: str = "Europe/Berlin"
    crs: str = "EPSG:4326"
    swap_axes: bool = False
    station: str | None = None
    station_id: str | None = None


@dataclass(frozen=True, slots=True)
class Guess:
    """Something that was inferred, not stated. ``sure`` is 0 to 1; ``value`` is what the program went on with."""

    code: str
    text: Text
    sure: float
    column: str | None = None
    value: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the shape that ``import --json`` prints."""
        return {
            "code": self.code,
            "text": self.text.to_json(),
            "sure": self.sure,
            "column": self.column,
            "value": self.value,
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that did not go in, or (with ``column``) a cell that became missing. ``row`` is the file's line or row, from 1."""

    row: int
    code: str
    reason: Text
    column: str | None = None
    value: str | None = None
    part: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the shape that ``import --json`` prints."""
        answer: dict[str, Any] = {"row": self.row, "code": self.code, "reason": self.reason.to_json()}
        for key in ("column", "value", "part"):
            if (value := getattr(self, key)) is not None:
                answer[key] = value
        return answer


@dataclass(slots=True)
class Report:
    """Filled while batches are drawn. ``read`` = rows written + ``refused_count``; flagged cells do not refuse their row.

    The counts are exact; the lists keep the first ``KEPT`` of each, so that a file of only bad rows cannot fill memory.
    """

    read: int = 0
    refused_count: int = 0
    flagged_count: int = 0
    refused: list[Refusal] = field(default_factory=list)
    flagged: list[Refusal] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)

    def refuse(self, refusal: Refusal) -> None:
        """Count a row that does not go in, and keep its reason."""
        self.refused_count += 1
        if len(self.refused) < KEPT:
            self.refused.append(refusal)

    def flag(self, refusal: Refusal) -> None:
        """Count a cell that became missing while its row goes in, and keep its reason."""
        self.flagged_count += 1
        if len(self.flagged) < KEPT:
            self.flagged.append(refusal)

    def guess(self, guess: Guess) -> None:
        """Note something that was inferred; the same guess about the same column is noted once."""
        if not any(one.code == guess.code and one.column == guess.column for one in self.guesses):
            self.guesses.append(guess)


@dataclass(frozen=True, slots=True)
class Column:
    """A typed column of a feature or table collection. ``type``: number, integer, text, boolean, date, time."""

    name: str
    title: str
    type: str
    unit: str | None = None
    role: Role = Role.PROPERTY


@dataclass(frozen=True, slots=True)
class StreamSpec:
    """A datastream that a series part writes to: the station (thing) and what is measured there."""

    station: str
    name: str
    unit: str
    station_id: str | None = None
    external_id: str | None = None
    observed: str = ""
    longitude: float | None = None
    latitude: float | None = None
    total: bool = False


@dataclass(slots=True)
class Part:
    """One collection of a reading.

    ``batches()`` starts the reading anew and gives Arrow batches. Features and tables: one field per column by name
    (text, int64, float64, bool, date32, timestamp[us] in UTC), plus ``_row`` int64 (the file's row) and, for features,
    ``geom`` binary (WKB in WGS84, longitude first; null where the row has no place). Series: ``stream`` int32 (index into ``streams``, which
    may grow while reading), ``time`` timestamp[us] in UTC, ``time_end`` timestamp[us] or null, ``number`` float64 or null,
    ``value`` string (JSON) where a number does not say it exactly, ``status`` string or null, ``flag`` string or null
    ("ambiguous" …), ``_row`` int64.

    ``keep`` puts files that the rows name into the lake's folder, before an import writes the rows; it is told the digest of
    what is imported. A dry run never calls it.
    """

    name: str
    title: str
    shape: Shape
    batches: Callable[[], Iterator[pa.RecordBatch]]
    columns: list[Column] = field(default_factory=list)
    streams: list[StreamSpec] = field(default_factory=list)
    keep: Callable[[Path, str], None] | None = None


@dataclass(slots=True)
class Reading:
    """An opened source: a proposed title for the dataset, its parts, the mapping used and the report that fills."""

    kind: str
    title: str
    parts: list[Part]
    report: Report
    mapping: Mapping | None = None
    attribution: str = ""
    preview: list[list[str]] = field(default_factory=list)


class Progress(Protocol):
    """Told how far a long reading is: ``done`` of ``total`` bytes or rows (0: not known)."""

    def __call__(self, done: int, total: int, /) -> None:
        """Hear the news. May raise to stop the reading."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an upload may be at most; settings of the town with these defaults."""

    file_bytes: int = 4 * 1024**3
    unpacked_bytes: int = 4 * 1024**3
    unpacked_ratio: int = 200
    columns: int = 2000
    cell_bytes: int = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Opening:
    """What a source gets to open: the file, its name as the person knows it, a mapping if one was saved, limits.

    ``near`` is the town's middle (longitude, latitude): coordinates without a stated system are read so that they fall
    there.
    """

    path: Path
    name: str
    mapping: Mapping | None = None
    limits: Limits = field(default_factory=Limits)
    progress: Progress | None = None
    near: tuple[float, float] | None = None


class SourceKind(Protocol):
    """A kind of source for files. Raises ProblemError when nothing can be done with the file."""

    kind: str
    title: Text
    extensions: Sequence[str]

    def recognise(self, path: Path, name: str, head: bytes) -> float:
        """Say how sure this kind is that the file is its own, from the content's first 64 kB first, the name second."""

    def open(self, opening: Opening) -> Reading:
        """Open the file, propose or use the mapping, and give the reading. Writes nothing."""
