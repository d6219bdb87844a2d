"""Reads a file with GDAL in a process of its own, because a broken file can bring GDAL down; run as a script.

Gets one JSON object on standard input, writes each layer as Parquet into a folder, and answers in JSON. It may touch nothing
but that file and that folder, and no network. Imports nothing of the town, so that it starts quickly.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import duckdb

_ROWS = 10_000


def main() -> None:
    """Answer the order on standard input."""
    order = json.load(sys.stdin)
    json.dump(_answer(order), sys.stdout)


def _answer(order: dict[str, Any]) -> dict[str, Any]:
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": "256MB",
            "threads": 1,
            "temp_directory": order["folder"],
        }
    )
    connection.execute(f"LOAD {_text(order['extension'])}")
    connection.execute(f"SET allowed_directories = [{_text(order['folder'])}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    path, driver = order["path"], order["driver"]
    try:
        # Opening first: asking for the description of a file that GDAL cannot open ends the process.
        connection.execute(f"SELECT 1 FROM ST_Read({_text(path)}, allowed_drivers = [{_text(driver)}]) LIMIT 0")
        found = connection.execute(f"SELECT layers FROM ST_Read_Meta({_text(path)})").fetchall()[0][0]
        if len(found) > order["layers"]:
            return {"error": "layers", "count": len(found)}
        return {"layers": [_layer(connection, order, layer, at) for at, layer in enumerate(found)]}
    except duckdb.Error as error:
        return {"error": "read", "message": str(error)[:500]}


def _layer(
    connection: duckdb.DuckDBPyConnection, order: dict[str, Any], layer: dict[str, Any], at: int
) -> dict[str, Any]:
    source = (
        f"ST_Read({_text(order['path'])}, layer = {_text(layer['name'])}, keep_wkb = true, "
        f"allowed_drivers = [{_text(order['driver'])}])"
    )
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    geometry = layer["geometry_fields"]
    # GDAL's geometry columns come last, in their order.
    columns = [(row[0], row[1]) for row in described]
    shapes = [name for name, kind in columns[len(columns) - len(geometry) :] if kind in ("BLOB", "WKB_BLOB")]
    plain = [(name, kind) for name, kind in columns if name not in shapes]
    chosen = [f"{_name(name)} AS a{place}" for place, (name, _) in enumerate(plain)]
    shape = f"{_name(shapes[0])}::BLOB" if shapes else "NULL::BLOB"
    target = f"{order['folder']}/layer{at}.parquet"
    rows = connection.execute(
        f"COPY (SELECT {', '.join([*chosen, f'{shape} AS _wkb'])}, row_number() OVER () AS _row FROM {source}) "
        f"TO {_text(target)} (FORMAT parquet, ROW_GROUP_SIZE {_ROWS}, COMPRESSION lz4)"
    ).fetchall()[0][0]
    crs = geometry[0]["crs"] if geometry else None
    return {
        "name": layer["name"],
        "file": target,
        "rows": rows,
        "stated_rows": layer["feature_count"],
        "columns": [{"header": name, "type": kind} for name, kind in plain],
        "geometry": bool(shapes),
        "more_geometries": shapes[1:],
        "crs": {key: crs[key] for key in ("name", "auth_name", "auth_code", "wkt")} if crs else None,
    }


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


if __name__ == "__main__":
    main()
