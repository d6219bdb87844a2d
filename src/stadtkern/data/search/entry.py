"""What the index holds and what it gives back: plain values, no engine in sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from stadtkern.town.text import Text

Box = tuple[float, float, float, float]


class Group(StrEnum):
    """The three parts that an answer is shown in."""

    DATA = "data"
    PLACE = "place"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found.

    ``keys`` are words that weigh nearly as much as the title, ``text`` is what a snippet is taken from, ``more`` only
    helps to find. ``dataset`` is the dataset whose visibility decides; pages have none. Degrees for ``lon``, ``lat`` and
    ``box`` (west, south, east, north).
    """

    group: Group
    kind: str
    title: Text
    text: Text = field(default_factory=lambda: Text("", ""))
    keys: str = ""
    more: str = ""
    dataset: int | None = None
    url: str = ""
    lon: float | None = None
    lat: float | None = None
    box: Box | None = None
    collection: int | None = None
    row: int | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found, with how well it fits."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """An answer. ``total`` counts more than ``hits`` shows; ``loose``: nothing held all words as written."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    loose: bool = False
