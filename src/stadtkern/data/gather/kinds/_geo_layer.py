"""A layer of places as a reader of files hands it over, before coordinates and columns are brought into order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from stadtkern.data.gather.kinds._wkb import Pair
from stadtkern.data.gather.model import Guess
from stadtkern.data.gather.tally import Tally

ISO = r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?"
ISO_DAY = r"\d{4}-\d{2}-\d{2}([T ]00:00(:00(\.0+)?)?Z?)?"


@dataclass(slots=True)
class RawColumn:
    """A column of a layer. ``type``: text, integer, number, boolean, date, time. ``sample`` holds texts of a text column.

    ``iso`` says that every one of its texts is a date or time in ISO 8601, ``days`` that all of them are days (or midnights);
    ``is_id`` that it is the feature's own id.
    """

    header: str
    type: str
    sample: list[str] = field(default_factory=list)
    iso: bool = False
    days: bool = False
    is_id: bool = False


@dataclass(slots=True)
class RawLayer:
    """A layer. ``tables`` gives its rows: columns "c0" … by place, "_row" int64 and "_wkb" binary (in the file's system).

    Rows that cannot even be read are counted and refused by ``tables``; the rows that it gives are not counted yet.
    ``crs`` is what the file states (code, name or WKT), None where it states nothing; ``sample`` holds positions.
    """

    name: str
    columns: list[RawColumn]
    tables: Callable[[Tally], Iterator[pa.Table]]
    crs: str | None = None
    sample: list[Pair] = field(default_factory=list)
    geometry: bool = True
    guesses: list[Guess] = field(default_factory=list)
