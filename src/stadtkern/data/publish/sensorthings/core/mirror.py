"""A copy of the registry's things beside the lake, so that one SQL statement joins them with observations.

The registry's SQLite file is the truth. It says with one number whether things changed (``PRAGMA user_version``); only
then the tables are filled anew, all in one transaction.
"""

from __future__ import annotations

import threading
from typing import Any

import duckdb
import pyarrow as pa

from stadtkern.data.lake import Lake
from stadtkern.data.registry.things import Things

_TABLES: dict[str, tuple[str, tuple[tuple[str, pa.DataType], ...]]] = {
    "thing": (
        "SELECT id, dataset_id, name, description, properties FROM registry_thing",
        (("id", pa.int64()), ("dataset_id", pa.int64()), ("name", pa.string()), ("description", pa.string()),
         ("properties", pa.string())),
    ),
    "location": (
        "SELECT id, dataset_id, name, description, encoding_type, location, properties FROM registry_location",
        (("id", pa.int64()), ("dataset_id", pa.int64()), ("name", pa.string()), ("description", pa.string()),
         ("encoding_type", pa.string()), ("location", pa.string()), ("properties", pa.string())),
    ),
    "thing_location": (
        "SELECT thing_id, location_id FROM registry_location_things",
        (("thing_id", pa.int64()), ("location_id", pa.int64())),
    ),
    "history": (
        ("SELECT h.id, t.dataset_id, h.thing_id, h.time FROM registry_historicallocation h"
        " JOIN registry_thing t ON t.id = h.thing_id"),
        (("id", pa.int64()), ("dataset_id", pa.int64()), ("thing_id", pa.int64()), ("time", pa.string())),
    ),
    "history_location": (
        "SELECT historicallocation_id, location_id FROM registry_historicallocation_locations",
        (("history_id", pa.int64()), ("location_id", pa.int64())),
    ),
    "sensor": (
        "SELECT id, dataset_id, name, description, encoding_type, metadata, properties FROM registry_sensor",
        (("id", pa.int64()), ("dataset_id", pa.int64()), ("name", pa.string()), ("description", pa.string()),
         ("encoding_type", pa.string()), ("metadata", pa.string()), ("properties", pa.string())),
    ),
    "observed_property": (
        "SELECT id, dataset_id, name, definition, description, properties FROM registry_observedproperty",
        (("id", pa.int64()), ("dataset_id", pa.int64()), ("name", pa.string()), ("definition", pa.string()),
         ("description", pa.string()), ("properties", pa.string())),
    ),
    "datastream": (
        ("SELECT id, dataset_id, thing_id, sensor_id, observed_property_id, name, description, observation_type,"
        " unit_name, unit_symbol, unit_definition, properties FROM registry_datastream"),
        (("id", pa.int64()), ("dataset_id", pa.int64()), ("thing_id", pa.int64()), ("sensor_id", pa.int64()),
         ("observed_property_id", pa.int64()), ("name", pa.string()), ("description", pa.string()),
         ("observation_type", pa.string()), ("unit_name", pa.string()), ("unit_symbol", pa.string()),
         ("unit_definition", pa.string()), ("properties", pa.string())),
    ),
    "feature": (
        ("SELECT id, dataset_id, location_id, name, description, encoding_type, feature, properties"
        " FROM registry_featureofinterest"),
        (("id", pa.int64()), ("dataset_id", pa.int64()), ("location_id", pa.int64()), ("name", pa.string()),
         ("description", pa.string()), ("encoding_type", pa.string()), ("feature", pa.string()),
         ("properties", pa.string())),
    ),
}  # fmt: skip

_GEOMETRY = (
    "TRY(ST_GeomFromGeoJSON(CASE WHEN json_extract_string({c}, '$.type') = 'Feature'"
    " THEN json_extract({c}, '$.geometry') ELSE {c}::JSON END)) AS geom"
)
_THINGS = "SELECT *, [dataset_id] AS datasets FROM fresh_thing"
_HISTORY = "SELECT * REPLACE (CAST(time AS TIMESTAMP) AS time), [dataset_id] AS datasets FROM fresh_history"
_LOCATIONS = f"""
    SELECT l.*, {_GEOMETRY.format(c="l.location")}, list_distinct([l.dataset_id] || coalesce(u.datasets, [])) AS datasets
    FROM fresh_location l LEFT JOIN (
        SELECT location_id, list(DISTINCT dataset_id) AS datasets FROM (
            SELECT x.location_id, t.dataset_id FROM fresh_thing_location x JOIN fresh_thing t ON t.id = x.thing_id
            UNION SELECT y.location_id, h.dataset_id FROM fresh_history_location y JOIN fresh_history h ON h.id = y.history_id
        ) GROUP BY location_id
    ) u ON u.location_id = l.id
"""
_SHARED = """
    SELECT s.*, list_distinct([s.dataset_id] || coalesce(u.datasets, [])) AS datasets
    FROM fresh_{table} s LEFT JOIN (
        SELECT {table}_id AS id, list(DISTINCT dataset_id) AS datasets FROM fresh_datastream GROUP BY 1
    ) u ON u.id = s.id
"""
_FEATURES = f"SELECT *, {_GEOMETRY.format(c='feature')}, [dataset_id] AS datasets FROM fresh_feature"
# A thing's present place: the newest location it is at; its feature of interest is the oldest made from that place.
_DATASTREAMS = """
    WITH place AS (
        SELECT x.thing_id, l.id AS location_id, l.location, l.geom
        FROM mirror.thing_location x JOIN mirror.location l ON l.id = x.location_id
        QUALIFY row_number() OVER (PARTITION BY x.thing_id ORDER BY l.geom IS NOT NULL DESC, l.id DESC) = 1
    ), made AS (SELECT location_id, min(id) AS foi_id FROM mirror.feature WHERE location_id IS NOT NULL GROUP BY 1)
    SELECT d.* EXCLUDE (unit_name, unit_symbol, unit_definition), [d.dataset_id] AS datasets, m.foi_id,
           json_object('name', unit_name, 'symbol', unit_symbol, 'definition', unit_definition)::VARCHAR AS unit,
           CASE WHEN p.geom IS NOT NULL THEN ST_AsGeoJSON(p.geom)::VARCHAR END AS area, p.geom AS area_geom
    FROM fresh_datastream d LEFT JOIN place p ON p.thing_id = d.thing_id LEFT JOIN made m ON m.location_id = p.location_id
"""
_MADE = (
    ("thing", _THINGS),
    ("thing_location", "FROM fresh_thing_location"),
    ("history", _HISTORY),
    ("history_location", "FROM fresh_history_location"),
    ("location", _LOCATIONS),
    ("sensor", _SHARED.format(table="sensor")),
    ("observed_property", _SHARED.format(table="observed_property")),
    ("feature", _FEATURES),
    ("datastream", _DATASTREAMS),
)
_lock = threading.Lock()


class Mirror:
    """The copy in the lake's own DuckDB, schema ``mirror``; costs nothing as long as nothing changes."""

    def __init__(self, lake: Lake, things: Things) -> None:
        """Take the lake that the copy stands beside and the things that it copies."""
        self._lake = lake
        self._things = things
        self._version: int | None = None

    def refresh(self) -> int:
        """Bring the copy up to date if things changed. Gives the version it has."""
        version = self._things.store.version()
        if version == self._version:
            return version
        with _lock:
            with self._things.store.reading() as connection:
                version = self._things.store.version()
                if version == self._version:
                    return version
                rows = {name: connection.execute(sql).fetchall() for name, (sql, _) in _TABLES.items()}
            with self._lake.read() as cursor:
                _fill(cursor, {name: _arrow(_TABLES[name][1], found) for name, found in rows.items()})
            self._version = version
            return version


def _arrow(columns: tuple[tuple[str, pa.DataType], ...], rows: list[Any]) -> pa.Table:
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(column, kind) for column, (_, kind) in zip(values, columns, strict=True)]
    return pa.table(arrays, names=[name for name, _ in columns])


def _fill(cursor: duckdb.DuckDBPyConnection, tables: dict[str, pa.Table]) -> None:
    cursor.execute("ATTACH IF NOT EXISTS ':memory:' AS mirror")
    for name, table in tables.items():
        cursor.register(f"fresh_{name}", table)
    cursor.execute("BEGIN")
    try:
        for name, sql in _MADE:
            cursor.execute(f"CREATE OR REPLACE TABLE mirror.{name} AS {sql}")
        cursor.execute("COMMIT")
    except duckdb.Error:
        cursor.execute("ROLLBACK")
        raise
    finally:
        for name in tables:
            cursor.unregister(f"fresh_{name}")
