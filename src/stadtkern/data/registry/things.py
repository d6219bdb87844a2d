"""Things and datastreams: made while data come in, and told to whoever draws, counts or publishes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from stadtkern.data.harmonise.units import unit_of_symbol
from stadtkern.data.registry.things_places import point_of, set_place
from stadtkern.data.registry.things_store import Store

OM_MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
UNKNOWN = "unbekannt"


class StreamWish(Protocol):
    """What a source says about a datastream (``gather.model.StreamSpec`` is one). ``unit`` is a UCUM code or empty."""

    @property
    def station(self) -> str:
        """The station it stands at."""

    @property
    def name(self) -> str:
        """What the series is called there."""

    @property
    def unit(self) -> str:
        """A UCUM code, or empty."""

    @property
    def station_id(self) -> str | None:
        """The station's id in its own system."""

    @property
    def external_id(self) -> str | None:
        """The series' id in its own system."""

    @property
    def observed(self) -> str:
        """What is measured, or empty."""

    @property
    def longitude(self) -> float | None:
        """Degrees in WGS84."""

    @property
    def latitude(self) -> float | None:
        """Degrees in WGS84."""

    @property
    def total(self) -> bool:
        """Whether it is the sum of others."""


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """One datastream and its thing. ``lon`` and ``lat`` in degrees; ``unit_definition`` is a UCUM code or a link."""

    id: int
    name: str
    external_id: str
    thing_id: int
    thing_name: str
    thing_external_id: str
    lon: float | None
    lat: float | None
    unit_name: str
    unit_symbol: str
    unit_definition: str
    total: bool
    observed: str
    collection_id: int
    dataset_id: int

    @property
    def unit(self) -> str:
        """What to write behind a number."""
        return self.unit_symbol or self.unit_definition


class Things:
    """The store of things and datastreams. May be used from any thread; one object per process is enough."""

    def __init__(self, path: Path) -> None:
        """Take the path of the registry's SQLite file, which Django's migrations have made."""
        self.store = Store(path)

    def ensure_streams(self, dataset_id: int, collection_id: int, specs: Sequence[StreamWish]) -> list[int]:
        """Give the datastreams' ids in the order of ``specs``; what is not there yet is made, all or nothing.

        A thing is known by its external id, else by its name in the dataset; a datastream by its external id, else by
        thing and name in the collection. Asked again with the same, it answers the same and writes nothing.
        """
        with self.store.reading() as connection:
            known = _Known(connection, dataset_id, collection_id)
            if all(known.complete(spec) for spec in specs):
                return [known.stream(spec) or 0 for spec in specs]
        with self.store.writing() as connection:
            known = _Known(connection, dataset_id, collection_id)
            return [known.ensure(spec) for spec in specs]

    def locate(self, dataset_id: int, station: str, lon: float, lat: float) -> bool:
        """Say where a station is, by its external id or name. Gives False when the dataset has no such station."""
        with self.store.writing() as connection:
            row = connection.execute(
                "SELECT id FROM registry_thing WHERE dataset_id = ?1 AND (external_id = ?2 OR name = ?2)"
                " ORDER BY external_id = ?2 DESC, id LIMIT 1",
                (dataset_id, station),
            ).fetchone()
            if row is None:
                return False
            set_place(connection, row["id"], lon, lat)
            return True

    def streams_of(self, collection_id: int) -> list[StreamFacts]:
        """Give the datastreams of one collection, by thing and name."""
        sql = f"{_STREAMS} WHERE d.collection_id = ? ORDER BY t.name, t.id, d.total DESC, d.name, d.id"
        rows = self.store.connection().execute(sql, (collection_id,)).fetchall()
        return [_stream_facts(row) for row in rows]

    def stream(self, stream_id: int) -> StreamFacts | None:
        """Give one datastream."""
        row = self.store.connection().execute(f"{_STREAMS} WHERE d.id = ?", (stream_id,)).fetchone()
        return _stream_facts(row) if row is not None else None

    def drop_collection(self, collection_id: int) -> list[int]:
        """Take a collection's datastreams away, and things left with none. Gives the ids whose rows the lake must drop."""
        with self.store.writing() as connection:
            rows = connection.execute(
                "SELECT id, thing_id FROM registry_datastream WHERE collection_id = ? ORDER BY id", (collection_id,)
            ).fetchall()
            connection.execute("DELETE FROM registry_datastream WHERE collection_id = ?", (collection_id,))
            for thing_id in sorted({row["thing_id"] for row in rows}):
                drop_thing_without_streams(connection, thing_id)
            return [row["id"] for row in rows]

    def close(self) -> None:
        """Close the file."""
        self.store.close()


_STREAMS = """
    SELECT d.id, d.name, d.external_id, d.thing_id, t.name AS thing_name, t.external_id AS thing_external_id,
           (SELECT l.location FROM registry_location l JOIN registry_location_things lt ON lt.location_id = l.id
            WHERE lt.thing_id = t.id ORDER BY l.id DESC LIMIT 1) AS place,
           d.unit_name, d.unit_symbol, d.unit_definition, d.total, o.name AS observed, d.collection_id, d.dataset_id
    FROM registry_datastream d JOIN registry_thing t ON t.id = d.thing_id
    JOIN registry_observedproperty o ON o.id = d.observed_property_id
"""


def _stream_facts(row: sqlite3.Row) -> StreamFacts:
    lon, lat = point_of(row["place"])
    return StreamFacts(
        id=row["id"],
        name=row["name"],
        external_id=row["external_id"],
        thing_id=row["thing_id"],
        thing_name=row["thing_name"],
        thing_external_id=row["thing_external_id"],
        lon=lon,
        lat=lat,
        unit_name=row["unit_name"],
        unit_symbol=row["unit_symbol"],
        unit_definition=row["unit_definition"],
        total=bool(row["total"]),
        observed=row["observed"],
        collection_id=row["collection_id"],
        dataset_id=row["dataset_id"],
    )


def drop_thing_without_streams(connection: sqlite3.Connection, thing_id: int) -> None:
    """Delete a thing, its place in history and locations only it was at, if no datastream is left to it."""
    left = connection.execute("SELECT 1 FROM registry_datastream WHERE thing_id = ? LIMIT 1", (thing_id,)).fetchone()
    if left is not None:
        return
    connection.execute(
        "DELETE FROM registry_historicallocation_locations WHERE historicallocation_id IN"
        " (SELECT id FROM registry_historicallocation WHERE thing_id = ?)",
        (thing_id,),
    )
    connection.execute("DELETE FROM registry_historicallocation WHERE thing_id = ?", (thing_id,))
    connection.execute("DELETE FROM registry_location_things WHERE thing_id = ?", (thing_id,))
    connection.execute("DELETE FROM registry_thing WHERE id = ?", (thing_id,))
    lonely = (
        "SELECT l.id FROM registry_location l"
        " WHERE NOT EXISTS (SELECT 1 FROM registry_location_things x WHERE x.location_id = l.id)"
        " AND NOT EXISTS (SELECT 1 FROM registry_historicallocation_locations h WHERE h.location_id = l.id)"
    )
    connection.execute(f"DELETE FROM registry_featureofinterest WHERE location_id IN ({lonely})")
    connection.execute(f"DELETE FROM registry_location WHERE id IN ({lonely})")


def _unit(ucum: str) -> tuple[str, str, str]:
    """Give name, symbol and definition of a unit; a code that is not known stands for itself."""
    known = unit_of_symbol(ucum) if ucum else None
    return (known.name.de, known.symbol, ucum) if known is not None and known.ucum == ucum else ("", ucum, ucum)


class _Known:
    """What a dataset already has, in dictionaries, so that a thousand specs cost a handful of questions."""

    def __init__(self, connection: sqlite3.Connection, dataset_id: int, collection_id: int) -> None:
        self._connection = connection
        self._dataset = dataset_id
        self._collection = collection_id
        self._things: dict[str, int] = {}
        self._thing_names: dict[str, list[tuple[int, str]]] = {}
        self._streams: dict[str, int] = {}
        self._stream_names: dict[tuple[int, str], int] = {}
        self._places: dict[int, tuple[float | None, float | None]] = {}
        self._observed: dict[str, int] = {}
        self._sensor: int | None = None
        self._load()

    def _load(self) -> None:
        ask = self._connection.execute
        for row in ask(
            "SELECT id, external_id, name FROM registry_thing WHERE dataset_id = ? ORDER BY id", (self._dataset,)
        ):
            self._remember_thing(row["id"], row["external_id"], row["name"])
        streams = "SELECT id, external_id, thing_id, name FROM registry_datastream WHERE collection_id = ? ORDER BY id"
        for row in ask(streams, (self._collection,)):
            self._remember_stream(row["id"], row["external_id"], row["thing_id"], row["name"])
        places = (
            "SELECT x.thing_id, l.location FROM registry_location l JOIN registry_location_things x"
            " ON x.location_id = l.id WHERE l.dataset_id = ? ORDER BY l.id"
        )
        for row in ask(places, (self._dataset,)):
            self._places[row["thing_id"]] = point_of(row["location"])
        observed = "SELECT id, name FROM registry_observedproperty WHERE dataset_id = ? ORDER BY id DESC"
        for row in ask(observed, (self._dataset,)):
            self._observed[row["name"]] = row["id"]
        sensor = "SELECT id FROM registry_sensor WHERE dataset_id = ? AND name = ? ORDER BY id LIMIT 1"
        if (row := ask(sensor, (self._dataset, UNKNOWN)).fetchone()) is not None:
            self._sensor = row["id"]

    def _remember_thing(self, id_: int, external_id: str, name: str) -> None:
        if external_id:
            self._things.setdefault(external_id, id_)
        self._thing_names.setdefault(name, []).append((id_, external_id))

    def _remember_stream(self, id_: int, external_id: str, thing_id: int, name: str) -> None:
        if external_id:
            self._streams.setdefault(external_id, id_)
        self._stream_names.setdefault((thing_id, name), id_)

    def thing(self, spec: StreamWish) -> int | None:
        """Find the thing of a spec: by external id; by name only where no two external ids contradict."""
        if spec.station_id:
            if (found := self._things.get(spec.station_id)) is not None:
                return found
            return next((id_ for id_, external in self._thing_names.get(spec.station, ()) if not external), None)
        return next((id_ for id_, _ in self._thing_names.get(spec.station, ())), None)

    def stream(self, spec: StreamWish) -> int | None:
        """Find the datastream of a spec."""
        if spec.external_id and (found := self._streams.get(spec.external_id)) is not None:
            return found
        thing = self.thing(spec)
        return None if thing is None else self._stream_names.get((thing, spec.name))

    def complete(self, spec: StreamWish) -> bool:
        """Say whether nothing is left to write for a spec."""
        thing = self.thing(spec)
        if thing is None or self.stream(spec) is None or (spec.station_id and spec.station_id not in self._things):
            return False
        if spec.longitude is None or spec.latitude is None:
            return True
        return self._places.get(thing) == (spec.longitude, spec.latitude)

    def ensure(self, spec: StreamWish) -> int:
        """Find or make thing, place and datastream of a spec."""
        thing = self.thing(spec)
        if thing is None:
            thing = self._make_thing(spec)
        elif spec.station_id and spec.station_id not in self._things:
            self._connection.execute("UPDATE registry_thing SET external_id = ? WHERE id = ?", (spec.station_id, thing))
            self._thing_names[spec.station].remove((thing, ""))
            self._remember_thing(thing, spec.station_id, spec.station)
        if spec.longitude is not None and spec.latitude is not None:
            place = (spec.longitude, spec.latitude)
            if self._places.get(thing) != place:
                set_place(self._connection, thing, *place)
                self._places[thing] = place
        found = self.stream(spec)
        return found if found is not None else self._make_stream(spec, thing)

    def _make_thing(self, spec: StreamWish) -> int:
        name = spec.station or spec.station_id or UNKNOWN
        row = self._connection.execute(
            "INSERT INTO registry_thing (dataset_id, external_id, name, description) VALUES (?, ?, ?, '') RETURNING id",
            (self._dataset, spec.station_id or "", name),
        ).fetchone()
        self._remember_thing(row["id"], spec.station_id or "", name)
        return int(row["id"])

    def _make_stream(self, spec: StreamWish, thing: int) -> int:
        row = self._connection.execute(
            "INSERT INTO registry_datastream (dataset_id, collection_id, thing_id, sensor_id, observed_property_id,"
            " external_id, name, description, observation_type, unit_name, unit_symbol, unit_definition, total)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?) RETURNING id",
            (
                self._dataset,
                self._collection,
                thing,
                self._ensure_sensor(),
                self._ensure_observed(spec.observed or UNKNOWN),
                spec.external_id or "",
                spec.name,
                OM_MEASUREMENT,
                *_unit(spec.unit),
                spec.total,
            ),
        ).fetchone()
        self._remember_stream(row["id"], spec.external_id or "", thing, spec.name)
        return int(row["id"])

    def _ensure_sensor(self) -> int:
        if self._sensor is None:
            row = self._connection.execute(
                "INSERT INTO registry_sensor (dataset_id, name, description, encoding_type, metadata)"
                " VALUES (?, ?, '', 'text/plain', '\"\"') RETURNING id",
                (self._dataset, UNKNOWN),
            ).fetchone()
            self._sensor = int(row["id"])
        return self._sensor

    def _ensure_observed(self, name: str) -> int:
        if name not in self._observed:
            row = self._connection.execute(
                "INSERT INTO registry_observedproperty (dataset_id, name, definition, description)"
                " VALUES (?, ?, '', '') RETURNING id",
                (self._dataset, name),
            ).fetchone()
            self._observed[name] = int(row["id"])
        return self._observed[name]
