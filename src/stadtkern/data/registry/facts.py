"""What other rooms are told about datasets: frozen facts, never models."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stadtkern.town.text import Text


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """One column. ``type``: number, integer, text, boolean, date, time. ``unit`` is a UCUM code."""

    name: str
    title: str
    type: str
    unit: str | None = None
    role: str = "property"


@dataclass(frozen=True, slots=True)
class CollectionFacts:
    """One table in the lake. ``shape``: series, features or table. ``bbox``: west, south, east, north in degrees."""

    id: int
    dataset_id: int
    slug: str
    name: str
    title: str
    shape: str
    columns: tuple[ColumnFacts, ...] = ()
    rows: int = 0
    bbox: tuple[float, float, float, float] | None = None
    time_start: datetime | None = None
    time_end: datetime | None = None
    modified: datetime | None = None
    quality: dict[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """Name of the table in the lake's schema ``tables`` (features and tables; series are in ``observation``)."""
        return f"c{self.id}"


# Of the parts that an OpenStreetMap extract is read into, those without which it is no ground.
GROUND_PARTS = frozenset({"buildings", "roads", "land", "water"})


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """A dataset with what every door needs to know: what it is, whose it is, on what terms, and who may see it."""

    id: int
    slug: str
    title: Text
    description: Text
    category: str
    published: bool
    owner_id: int | None
    owner_office: str
    contact: str
    licence: str
    attribution: str
    theme: str
    keywords: tuple[str, ...]
    spatial: str
    created: datetime
    modified: datetime
    collections: tuple[CollectionFacts, ...] = ()

    @property
    def is_ground(self) -> bool:
        """Whether this is an OpenStreetMap extract, whose parts are the ground under other layers."""
        return {one.name for one in self.collections if one.shape == "features"} >= GROUND_PARTS

    def title_of(self, collection: CollectionFacts) -> Text:
        """Give what a part is called: the dataset's title where it is the only one, else its own."""
        if len(self.collections) == 1 or not collection.title:
            return self.title
        return Text(collection.title, collection.title)


def ground_of(datasets: Iterable[DatasetFacts]) -> DatasetFacts | None:
    """Choose the extract that the base map is drawn from: a published one before others, then the largest."""
    found = [one for one in datasets if one.is_ground]
    return max(found, key=lambda one: (one.published, sum(part.rows for part in one.collections)), default=None)
