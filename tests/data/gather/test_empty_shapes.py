"""Empty and missing shapes come in as rows without a place, through every kind of file that can hold them."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from stadtkern.data.gather.run import Outcome, run_import
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry import public as registry
from stadtkern.data.registry.facts import ColumnFacts
from stadtkern.town.folder import TownFolder

EMPTY: list[dict[str, Any] | None] = [
    None,
    {"type": "Point", "coordinates": []},
    {"type": "LineString", "coordinates": []},
    {"type": "Polygon", "coordinates": []},
    {"type": "Polygon", "coordinates": [[]]},
    {"type": "MultiPoint", "coordinates": []},
    {"type": "MultiLineString", "coordinates": [[]]},
    {"type": "MultiPolygon", "coordinates": []},
    {"type": "MultiPolygon", "coordinates": [[[]], []]},
    {"type": "GeometryCollection", "geometries": []},
]


@pytest.fixture
def open_town(town: TownFolder) -> Iterator[TownFolder]:
    yield town
    town_lake(town).close()


def features(shapes: list[dict[str, Any] | None]) -> str:
    rows = [{"type": "Feature", "properties": {"name": f"Nr. {n}"}, "geometry": one} for n, one in enumerate(shapes)]
    return json.dumps({"type": "FeatureCollection", "features": rows})


def bring_in(town: TownFolder, path: Path, text: str | None = None) -> Outcome:
    if text is not None:
        path.write_text(text, "utf-8")
    return run_import(town, path, path.name, dataset="orte", title="Orte")


def in_lake(town: TownFolder) -> list[tuple[Any, ...]]:
    (number,) = registry.collections_of(registry.dataset_id("orte") or 0)
    with town_lake(town).read() as cursor:
        query = f"SELECT name, ST_AsText(geom) FROM lake.tables.c{number} ORDER BY _id"
        return [tuple(row) for row in cursor.execute(query).fetchall()]


def test_geojson_with_empty_and_null_shapes_comes_in_whole(open_town: TownFolder, tmp_path: Path) -> None:
    there = {"type": "Point", "coordinates": [13.1, 52.4]}
    outcome = bring_in(open_town, tmp_path / "orte.geojson", features([there, *EMPTY, there]))
    assert (outcome.read, outcome.written, outcome.refused_count) == (len(EMPTY) + 2, len(EMPTY) + 2, 0)
    rows = in_lake(open_town)
    assert [name for name, _ in rows] == [f"Nr. {n}" for n in range(len(EMPTY) + 2)]
    assert [shape for _, shape in rows] == ["POINT (13.1 52.4)", *[None] * len(EMPTY), "POINT (13.1 52.4)"]
    (number,) = registry.collections_of(registry.dataset_id("orte") or 0)
    assert registry.collection_facts(number).bbox == (13.1, 52.4, 13.1, 52.4)


def test_geojson_of_nothing_but_empty_shapes_comes_in(open_town: TownFolder, tmp_path: Path) -> None:
    outcome = bring_in(open_town, tmp_path / "orte.geojson", features(EMPTY))
    assert (outcome.written, outcome.refused_count) == (len(EMPTY), 0)
    assert {shape for _, shape in in_lake(open_town)} <= {None}


def test_a_table_with_empty_well_known_text_comes_in(open_town: TownFolder, tmp_path: Path) -> None:
    shapes = [
        "POINT (13.1 52.4)",
        "POINT EMPTY",
        "",
        "MULTIPOLYGON EMPTY",
        "SRID=4326;LINESTRING Z EMPTY",
        "POINT (13.2 52.5)",
    ]
    text = "name;geom\n" + "".join(f'Nr. {n};"{one}"\n' for n, one in enumerate(shapes))
    outcome = bring_in(open_town, tmp_path / "orte.csv", text)
    assert (outcome.written, outcome.refused_count, outcome.flagged) == (6, 0, [])
    assert [shape for _, shape in in_lake(open_town)] == ["POINT (13.1 52.4)", *[None] * 4, "POINT (13.2 52.5)"]


@pytest.mark.parametrize("place", [None, struct.pack("<BIdd", 1, 1, 13.1, 52.4)])
def test_the_lake_keeps_empty_shapes_as_no_place(open_town: TownFolder, place: bytes | None) -> None:
    nothing = struct.pack("<BIdd", 1, 1, float("nan"), float("nan"))
    empty = [struct.pack("<BII", 1, kind, 0) for kind in (2, 3, 4, 5, 6, 7)]
    shapes = [nothing, place, *empty, None]
    lake = town_lake(open_town)
    with lake.importing(1) as writer:
        batch = pa.record_batch({"name": [str(n) for n in range(len(shapes))], "geom": pa.array(shapes, pa.binary())})
        written = writer.table(1, [ColumnFacts("name", "Name", "text")], True, iter([batch]))
    assert written.rows == len(shapes)
    assert written.bbox == ((13.1, 52.4, 13.1, 52.4) if place else None)
    with lake.read() as cursor:
        found = cursor.execute("SELECT ST_AsText(geom) FROM lake.tables.c1 ORDER BY _id").fetchall()
    assert [one for (one,) in found] == [None, "POINT (13.1 52.4)" if place else None, *[None] * (len(empty) + 1)]


def test_a_geopackage_with_empty_shapes_comes_in(open_town: TownFolder, tmp_path: Path) -> None:
    path = tmp_path / "orte.gpkg"
    _geopackage(path, [_blob(13.1, 52.4), _blob(float("nan"), float("nan"), empty=True), None])
    outcome = bring_in(open_town, path)
    assert (outcome.written, outcome.refused_count) == (3, 0)
    assert [shape for _, shape in in_lake(open_town)] == ["POINT (13.1 52.4)", None, None]


def _blob(lon: float, lat: float, *, empty: bool = False) -> bytes:
    """A GeoPackage geometry: its header (flag 0x10: empty), then WKB."""
    return struct.pack("<2sBBi", b"GP", 0, 0x11 if empty else 0x01, 4326) + struct.pack("<BIdd", 1, 1, lon, lat)


def _geopackage(path: Path, blobs: list[bytes | None]) -> None:
    base = sqlite3.connect(path)
    base.executescript("""
        PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
            organization_coordsys_id INTEGER, definition TEXT, description TEXT);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",
            SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]', '');
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, description TEXT,
            last_change DATETIME, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
        INSERT INTO gpkg_contents VALUES ('orte', 'features', 'orte', '', '2024-01-01T00:00:00Z', 13, 52, 14, 53, 4326);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER,
            z TINYINT, m TINYINT);
        INSERT INTO gpkg_geometry_columns VALUES ('orte', 'geom', 'POINT', 4326, 0, 0);
        CREATE TABLE orte (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT);
    """)
    base.executemany("INSERT INTO orte (geom, name) VALUES (?, ?)", [(one, f"Nr. {n}") for n, one in enumerate(blobs)])
    base.commit()
    base.close()
