"""Changes and deletes entities. Observations stay as they were written; they go when their datastream goes."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from stadtkern.data.lake import Lake
from stadtkern.data.publish.sensorthings.core.columns import TABLES, columns_of
from stadtkern.data.publish.sensorthings.core.create import Making, Rights
from stadtkern.data.publish.sensorthings.core.draft import Draft
from stadtkern.data.publish.sensorthings.core.model import EntityType
from stadtkern.data.publish.sensorthings.core.refuse import RefusedError, refused
from stadtkern.data.registry.things import Things
from stadtkern.data.registry.things_places import ensure_feature, move

_STREAM_COLUMNS = {"Thing": "thing_id", "Sensor": "sensor_id", "ObservedProperty": "observed_property_id"}


def _fixed() -> RefusedError:
    return refused(
        "fixed",
        "Das lässt sich hier nicht ändern. Beobachtungen und ihre Objekte bleiben, wie sie gemessen wurden.",
        "This cannot be changed here. Observations and their features stay as they were measured.",
        501,
    )


def change(things: Things, rights: Rights, draft: Draft, id_: int) -> None:
    """Change the properties and links that a draft names. Raises RefusedError for entities inside (use a link by id)."""
    kind = draft.type
    if kind.name == "Observation":
        raise _fixed()
    if any(isinstance(one, Draft) for links in draft.links.values() for one in links):
        raise refused(
            "inline",
            "Beim Ändern dürfen keine neuen Einträge mitkommen, nur Verweise mit @iot.id.",
            "A change may bring no new entities along, only links with @iot.id.",
        )
    with things.store.writing() as connection:
        making = Making(connection, rights)
        rights.write(making.dataset_of(kind.name, id_))
        if kind.name == "HistoricalLocation":
            if (time := draft.values.get("time")) is not None:
                sql = "UPDATE registry_historicallocation SET time = ? WHERE id = ?"
                connection.execute(sql, (time.isoformat(" ", "microseconds"), id_))
            return
        values = columns_of(draft, partial=True)
        for name, column in _STREAM_COLUMNS.items() if kind.name == "Datastream" else ():
            if draft.links.get(name):
                values[column] = making.linked(name, draft.links[name][0])
        if values:
            names = ", ".join(f"{name} = ?" for name in values)
            try:
                connection.execute(f"UPDATE {TABLES[kind.name]} SET {names} WHERE id = ?", (*values.values(), id_))
            except sqlite3.IntegrityError as error:
                raise refused("missing-property", "Ein Pflichtwert fehlt.", "A required value is missing.") from error
        if kind.name == "Thing" and draft.links.get("Locations"):
            move(connection, id_, [making.linked("Location", one) for one in draft.links["Locations"]])
            ensure_feature(connection, id_)
        elif kind.name == "Location":
            for one in draft.links.get("Things", ()):
                making.place(making.linked("Thing", one), id_)


def delete(things: Things, lake: Lake, rights: Rights, kind: EntityType, id_: int) -> None:
    """Delete an entity with what cannot be without it: a thing's datastreams, a datastream's observations."""
    if kind.name in ("Observation", "FeatureOfInterest"):
        raise _fixed()
    with things.store.writing() as connection:
        making = Making(connection, rights)
        rights.write(making.dataset_of(kind.name, id_))
        gone: list[int] = []
        match kind.name:
            case "Datastream":
                gone = _drop_streams(connection, rights, "id", id_)
            case "Sensor" | "ObservedProperty":
                gone = _drop_streams(connection, rights, _STREAM_COLUMNS[kind.name], id_)
                connection.execute(f"DELETE FROM {TABLES[kind.name]} WHERE id = ?", (id_,))
            case "Thing":
                gone = _drop_streams(connection, rights, "thing_id", id_)
                _drop(connection, _OF_THING, id_)
            case "Location":
                _drop(connection, _OF_LOCATION, id_)
            case _:
                _drop(connection, _OF_HISTORY, id_)
    if gone:
        lake.delete_streams(gone)


_OF_THING = (
    (
        "DELETE FROM registry_historicallocation_locations WHERE historicallocation_id IN"
        " (SELECT id FROM registry_historicallocation WHERE thing_id = ?)"
    ),
    "DELETE FROM registry_historicallocation WHERE thing_id = ?",
    "DELETE FROM registry_location_things WHERE thing_id = ?",
    "DELETE FROM registry_thing WHERE id = ?",
)
_OF_LOCATION = (
    "DELETE FROM registry_historicallocation_locations WHERE location_id = ?",
    "DELETE FROM registry_location_things WHERE location_id = ?",
    "UPDATE registry_featureofinterest SET location_id = NULL WHERE location_id = ?",
    "DELETE FROM registry_location WHERE id = ?",
)
_OF_HISTORY = (
    "DELETE FROM registry_historicallocation_locations WHERE historicallocation_id = ?",
    "DELETE FROM registry_historicallocation WHERE id = ?",
)


def _drop(connection: sqlite3.Connection, statements: Sequence[str], id_: int) -> None:
    for sql in statements:
        connection.execute(sql, (id_,))


def _drop_streams(connection: sqlite3.Connection, rights: Rights, column: str, id_: int) -> list[int]:
    rows = connection.execute(f"SELECT id, dataset_id FROM registry_datastream WHERE {column} = ?", (id_,)).fetchall()
    for dataset_id in {row["dataset_id"] for row in rows}:
        rights.write(dataset_id)
    connection.execute(f"DELETE FROM registry_datastream WHERE {column} = ?", (id_,))
    return [row["id"] for row in rows]
