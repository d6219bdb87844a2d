"""What there is to find of places: streets, addresses, stops, districts, named things, stations."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from stadtkern.data.lake import Lake
from stadtkern.data.lake.sql import quoted
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts, ground_of
from stadtkern.data.search.datasets import Streams
from stadtkern.data.search.entry import Box, Entry, Group
from stadtkern.data.search.unnamed import STREETS, unnamed
from stadtkern.town.text import Text

log = logging.getLogger(__name__)

ADDRESS, STREET, STOP, LINE, DISTRICT, STATION, PLACE, WATER = (
    "address", "street", "stop", "line", "district", "station", "place", "water",
)  # fmt: skip
_WEIGHTS = {DISTRICT: 1.7, STREET: 1.6, STOP: 1.4, WATER: 1.25, PLACE: 1.2, STATION: 1.1, LINE: 1.0, ADDRESS: 0.8}
# A place in a dataset of its own has more to tell than the same one on the town's map.
_ON_THE_MAP = 0.95
# The street itself stands before the trees along it.
_WITHOUT_NAME = 0.7
_MOST_ROWS = 300_000
# The parts of an OpenStreetMap extract, the one that says most of a place first, with the kind that its names are.
_MAP_PARTS = (
    ("stops", STOP), ("pois", PLACE), ("places", DISTRICT), ("water", WATER), ("waterways", WATER),
    ("parking", PLACE), ("land", PLACE), ("buildings", PLACE),
)  # fmt: skip
_POINT = "st_x(st_centroid(geom)), st_y(st_centroid(geom))"
_BOX = "st_xmin(geom), st_ymin(geom), st_xmax(geom), st_ymax(geom)"
_THERE = "geom IS NOT NULL AND NOT st_isempty(geom)"


def place_entries(lake: Callable[[], Lake], datasets: Sequence[DatasetFacts], streams: Streams) -> Iterator[Entry]:
    """Give an entry for each place of all datasets; a collection that cannot be read right now is left out.

    Raises ProblemError "lake.closed" when the lake is closed meanwhile.
    """
    houses = _houses(datasets)
    for dataset in datasets:
        parts = {one.name: one for one in dataset.collections if one.shape == "features" and one.rows}
        is_map = dataset.is_ground
        ordered = [(parts[name], kind) for name, kind in _MAP_PARTS if name in parts]
        ordered = ordered if is_map else [(one, _kind_of(one)) for one in parts.values()]
        opened = lake()
        with opened.read() as cursor:
            if is_map and "roads" in parts:
                yield from _safely(_streets(cursor, dataset, parts["roads"]), parts["roads"], opened)
            if is_map and "addresses" in parts:
                yield from _safely(_addresses(cursor, dataset, parts["addresses"]), parts["addresses"], opened)
            seen: set[tuple[object, ...]] = set()
            for collection, kind in ordered:
                for entry in _safely(_named(cursor, dataset, collection, kind, is_map=is_map), collection, opened):
                    key = _same(entry)
                    if key not in seen:
                        yield entry
                    seen.add(key)
                if not is_map and kind == PLACE:
                    yield from _safely(_unnamed(cursor, dataset, collection, houses), collection, opened)
        for collection in dataset.collections:
            if collection.shape == "series":
                yield from _stations(dataset, collection, streams)


def _same(entry: Entry) -> tuple[object, ...]:
    """Give what is equal for one place told twice: its name within a kilometre; a stop's platforms share their name."""
    near = 2 if entry.kind != STOP else 1
    return entry.title.de, round(entry.lon or 0, near), round(entry.lat or 0, near)


def _safely(entries: Iterator[Entry], collection: CollectionFacts, lake: Lake) -> Iterator[Entry]:
    try:
        yield from entries
    except duckdb.Error as error:
        with lake.read():
            # A lake that was closed meanwhile says so here: half of the places are never kept as all of them.
            pass
        log.warning("no places of collection %s for the search: %s", collection.slug, error)


def _kind_of(collection: CollectionFacts) -> str:
    columns = {one.name for one in collection.columns}
    if "route_id" in columns:
        return LINE
    return STOP if collection.name == "stops" or "stop_id" in columns else PLACE


def _streets(cursor: DuckDBPyConnection, dataset: DatasetFacts, roads: CollectionFacts) -> Iterator[Entry]:
    rows = cursor.execute(
        f"SELECT name, arg_max(st_x(st_centroid(geom)), st_length(geom)), arg_max(st_y(st_centroid(geom)), st_length(geom)),"
        f" min(st_xmin(geom)), min(st_ymin(geom)), max(st_xmax(geom)), max(st_ymax(geom)), min(_id)"
        f" FROM lake.tables.{roads.table} WHERE name IS NOT NULL AND {_THERE} GROUP BY name LIMIT {_MOST_ROWS}"
    ).fetchall()
    for name, lon, lat, west, south, east, north, row in rows:
        yield _entry(STREET, str(name), "", dataset, roads, (lon, lat), (west, south, east, north), row)


def _addresses(cursor: DuckDBPyConnection, dataset: DatasetFacts, part: CollectionFacts) -> Iterator[Entry]:
    rows = cursor.execute(
        f"SELECT street, housenumber, any_value(postcode), any_value(city), avg(st_x(st_centroid(geom))),"
        f" avg(st_y(st_centroid(geom))), min(_id) FROM lake.tables.{part.table}"
        f" WHERE street IS NOT NULL AND housenumber IS NOT NULL AND {_THERE} GROUP BY street, housenumber LIMIT {_MOST_ROWS}"
    ).fetchall()
    for street, number, postcode, city, lon, lat, row in rows:
        title = f"{street} {number}"
        detail = " ".join(str(one) for one in (postcode, city) if one)
        yield _entry(ADDRESS, title, detail, dataset, part, (lon, lat), None, row, keys=str(number).replace(" ", ""))


def _named(
    cursor: DuckDBPyConnection, dataset: DatasetFacts, part: CollectionFacts, kind: str, *, is_map: bool
) -> Iterator[Entry]:
    names = {one.name for one in part.columns}
    name = next((one.name for one in part.columns if one.role == "name"), None)
    street = next((one for one in STREETS if one in names), None)
    if name is None:
        return
    detail = quoted(street) if street else "NULL"
    rows = cursor.execute(
        f"SELECT _id, {quoted(name)}, {detail}, {_POINT}, {_BOX} FROM lake.tables.{part.table}"
        f" WHERE {_THERE} AND {quoted(name)} IS NOT NULL LIMIT {_MOST_ROWS}"
    ).fetchall()
    said = Text("", "") if is_map or kind in (STOP, LINE) else dataset.title_of(part)
    for row, called, where, lon, lat, west, south, east, north in rows:
        box = None if (west, south) == (east, north) else (west, south, east, north)
        told = (", ".join(str(one) for one in (where, own) if one and one != called) for own in (said.de, said.en))
        yield _entry(
            kind,
            _title(kind, str(called)),
            Text(*told),
            dataset,
            part,
            (lon, lat),
            box,
            row,
            by=_ON_THE_MAP if is_map else 1.0,
        )


def _unnamed(
    cursor: DuckDBPyConnection, dataset: DatasetFacts, part: CollectionFacts, houses: CollectionFacts | None
) -> Iterator[Entry]:
    said = dataset.title_of(part)
    for one in unnamed(cursor, part, said, houses):
        many = Text(f"{said.de} · {one.count} Einträge", f"{said.en} · {one.count} entries")
        detail = many if one.count > 1 else said
        title, point = Text(f"{one.kind.de}, {one.street}", f"{one.kind.en}, {one.street}"), (one.lon, one.lat)
        yield _entry(PLACE, title, detail, dataset, part, point, None, one.row, by=_WITHOUT_NAME)


def _houses(datasets: Sequence[DatasetFacts]) -> CollectionFacts | None:
    """Give the addresses of the town's map; only of a public one, since its streets name what others may see."""
    ground = ground_of(one for one in datasets if one.published)
    parts = ground.collections if ground else ()
    return next((one for one in parts if one.name == "addresses" and one.shape == "features" and one.rows), None)


def _title(kind: str, called: str) -> Text:
    if kind == LINE and not called.startswith("Linie"):
        return Text(f"Linie {called}", f"Line {called}")
    return Text(called, called)


def _stations(dataset: DatasetFacts, collection: CollectionFacts, streams: Streams) -> Iterator[Entry]:
    things: dict[int, list[Any]] = {}
    for one in streams(collection.id):
        things.setdefault(one.thing_id, [one, []])[1].append(one.observed or one.name)
    for thing, (first, measured) in things.items():
        if first.thing_name:
            words = " ".join(dict.fromkeys(measured))
            point = (first.lon, first.lat)
            yield _entry(STATION, first.thing_name, "", dataset, collection, point, None, thing, more=words)


def _entry(
    kind: str, title: str | Text, detail: str | Text, dataset: DatasetFacts, collection: CollectionFacts,
    point: tuple[float | None, float | None], box: Box | None, row: int, *, keys: str = "", more: str = "", by: float = 1.0,
) -> Entry:  # fmt: skip
    called, told = (one if isinstance(one, Text) else Text(one, one) for one in (title, detail))
    # Where nobody knows the place, the map cannot show it.
    weight = _WEIGHTS[kind] * by * (0.7 if None in point else 1.0)
    return Entry(
        Group.PLACE, kind, Text(called.de[:300], called.en[:300]), told, keys=keys, more=more,
        dataset=dataset.id, lon=point[0], lat=point[1], box=box, collection=collection.id, row=row, weight=weight,
    )  # fmt: skip
