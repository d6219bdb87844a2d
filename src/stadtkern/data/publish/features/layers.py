"""What stands at this door as a collection: features of the lake, and the stations of series."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
from starlette.requests import Request
from starlette.responses import Response

from stadtkern.data.guard.decide import visible
from stadtkern.data.publish.doors import NOT_THERE, Doors
from stadtkern.data.publish.features.stations import FIELDS, station_rows
from stadtkern.data.publish.shared.columns import shown, table
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts, DatasetFacts
from stadtkern.town.text import Text

# Names of query parameters, which a property of the same name cannot take.
RESERVED = frozenset(
    {"bbox", "bbox-crs", "crs", "datetime", "limit", "after", "f", "lang", "filter", "filter-lang", "filter-crs", "sortby",
     "properties"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layer:
    """One collection at the door. ``fields`` are its properties in order; ``stations`` marks those of a series."""

    dataset: DatasetFacts
    collection: CollectionFacts
    fields: tuple[ColumnFacts, ...]
    stations: bool

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return self.collection.slug

    @property
    def title(self) -> Text:
        """What it is called: as the dataset when it is the only one, else by its own title behind the dataset's."""
        own = self.collection.title or self.collection.name
        if len(self.dataset.collections) == 1 or not own or own == self.dataset.title.de:
            return self.dataset.title
        german, english = (
            f"{one}{'' if one.endswith('?') else ':'} {own}" for one in (self.dataset.title.de, self.dataset.title.en)
        )
        return Text(german, english)

    @property
    def types(self) -> dict[str, str]:
        """The type of each property."""
        return {field.name: field.type for field in self.fields}

    @property
    def queryable(self) -> dict[str, str]:
        """The type of each property that can be filtered and sorted by."""
        return {name: type_ for name, type_ in self.types.items() if type_ != "json"}

    @property
    def place(self) -> str:
        """What the geometry is called in filters; steps aside for a column of that name."""
        return "geom" if "geometry" in self.types else "geometry"

    @property
    def time(self) -> ColumnFacts | None:
        """The property that ``datetime`` asks about: the one marked as time, else the first date or time."""
        if self.stations:
            return None
        times = [field for field in self.fields if field.type in ("date", "time")]
        return next((field for field in times if field.role == "time"), times[0] if times else None)


def layers(doors: Doors, request: Request) -> list[Layer]:
    """Give the collections that the reader may know of, by dataset."""
    known = visible(doors.viewer(request), doors.registry.datasets())
    return [layer for dataset in known for one in dataset.collections if (layer := _layer(dataset, one)) is not None]


def layer_of(doors: Doors, request: Request) -> Layer | Response:
    """Give the collection that the address names, or the answer that says no."""
    found = doors.collection(request, request.path_params["slug"])
    if isinstance(found, Response):
        return found
    return _layer(*found) or doors.problem(request, NOT_THERE, 404)


def _layer(dataset: DatasetFacts, collection: CollectionFacts) -> Layer | None:
    if collection.shape == "features":
        return Layer(dataset, collection, shown(collection.columns), stations=False)
    if collection.shape == "series":
        return Layer(dataset, collection, FIELDS, stations=True)
    return None


@contextmanager
def source(doors: Doors, layer: Layer, cursor: duckdb.DuckDBPyConnection, base: str) -> Iterator[str]:
    """Give what stands behind FROM for a layer: a table with ``_id``, its fields and ``geom``."""
    if not layer.stations:
        yield table(layer.collection)
        return
    name = f"stations_{layer.collection.id}"
    cursor.register(name, station_rows(doors, layer.collection, cursor, base))
    try:
        yield f"(SELECT * EXCLUDE (wkb), ST_GeomFromWKB(wkb) AS geom FROM {name})"
    finally:
        cursor.unregister(name)
