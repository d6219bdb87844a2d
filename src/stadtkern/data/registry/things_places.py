"""Where things are, now and before: locations, their history, and the features of interest made from them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

GEOJSON = "application/geo+json"
_POINT_LENGTH = 2


def now_text() -> str:
    """Give the time of now as Django keeps it in SQLite: UTC without offset."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def point_of(location: str | None) -> tuple[float | None, float | None]:
    """Give longitude and latitude of a kept GeoJSON location: the point itself, else the middle of its box."""
    if not location:
        return None, None
    return middle(json.loads(location))


def middle(location: object) -> tuple[float | None, float | None]:
    """Give longitude and latitude of GeoJSON (geometry or feature), or of nothing known."""
    box = bounds(location)
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) if box is not None else (None, None)


def bounds(location: object) -> tuple[float, float, float, float] | None:
    """Give west, south, east, north of GeoJSON (geometry or feature)."""
    if not isinstance(location, dict):
        return None
    if location.get("type") == "Feature":
        return bounds(location.get("geometry"))
    if location.get("type") == "GeometryCollection":
        boxes = [box for one in location.get("geometries", ()) if (box := bounds(one)) is not None]
        return _around(boxes)
    points: list[tuple[float, float]] = []
    _collect(location.get("coordinates"), points)
    return _around([(x, y, x, y) for x, y in points])


def _around(boxes: Sequence[tuple[float, float, float, float]]) -> tuple[float, float, float, float] | None:
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _collect(coordinates: Any, into: list[tuple[float, float]]) -> None:
    if not isinstance(coordinates, list):
        return
    if len(coordinates) >= _POINT_LENGTH and all(isinstance(n, (int, float)) for n in coordinates[:_POINT_LENGTH]):
        into.append((float(coordinates[0]), float(coordinates[1])))
        return
    for one in coordinates:
        _collect(one, into)


def set_place(connection: sqlite3.Connection, thing_id: int, lon: float, lat: float) -> None:
    """Put a thing to a point in degrees; standing there already, nothing is written."""
    row = connection.execute(
        "SELECT l.location FROM registry_location l JOIN registry_location_things x ON x.location_id = l.id"
        " WHERE x.thing_id = ? ORDER BY l.id DESC LIMIT 1",
        (thing_id,),
    ).fetchone()
    if row is not None and point_of(row["location"]) == (lon, lat):
        return
    thing = connection.execute("SELECT dataset_id, name FROM registry_thing WHERE id = ?", (thing_id,)).fetchone()
    made = connection.execute(
        "INSERT INTO registry_location (dataset_id, name, description, encoding_type, location)"
        " VALUES (?, ?, '', ?, ?) RETURNING id",
        (thing["dataset_id"], thing["name"], GEOJSON, json.dumps({"type": "Point", "coordinates": [lon, lat]})),
    ).fetchone()
    move(connection, thing_id, [made["id"]])
    ensure_feature(connection, thing_id)


def move(connection: sqlite3.Connection, thing_id: int, location_ids: Sequence[int], time: str | None = None) -> int:
    """Put a thing to locations that are there already, in place of where it was. Gives the history entry's id."""
    connection.execute("DELETE FROM registry_location_things WHERE thing_id = ?", (thing_id,))
    history = connection.execute(
        "INSERT INTO registry_historicallocation (thing_id, time) VALUES (?, ?) RETURNING id",
        (thing_id, time or now_text()),
    ).fetchone()["id"]
    for location_id in dict.fromkeys(location_ids):
        connection.execute(
            "INSERT INTO registry_location_things (location_id, thing_id) VALUES (?, ?)", (location_id, thing_id)
        )
        connection.execute(
            "INSERT INTO registry_historicallocation_locations (historicallocation_id, location_id) VALUES (?, ?)",
            (history, location_id),
        )
    return int(history)


def ensure_feature(connection: sqlite3.Connection, thing_id: int) -> int | None:
    """Give the feature of interest of a thing's present location, made when it is asked for the first time."""
    place = connection.execute(
        "SELECT l.* FROM registry_location l JOIN registry_location_things x ON x.location_id = l.id"
        " WHERE x.thing_id = ? ORDER BY l.encoding_type LIKE '%geo+json' DESC, l.id DESC LIMIT 1",
        (thing_id,),
    ).fetchone()
    if place is None:
        return None
    known = connection.execute(
        "SELECT id FROM registry_featureofinterest WHERE location_id = ? ORDER BY id LIMIT 1", (place["id"],)
    ).fetchone()
    if known is None:
        known = connection.execute(
            "INSERT INTO registry_featureofinterest (dataset_id, location_id, name, description, encoding_type, feature)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (
                place["dataset_id"],
                place["id"],
                place["name"],
                place["description"],
                place["encoding_type"],
                place["location"],
            ),
        ).fetchone()
    return int(known["id"])
