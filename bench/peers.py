"""The same questions to others: Datasette with the million points, pygeoapi with 100,000 (its GeoJSON provider)."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from bench.points import boxes, trees

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "tests")]
from serving import free_port  # noqa: E402

PYTHON = os.environ.get("STADTKERN_PEERS", sys.executable)
MANY, SOME = 1_000_000, 100_000


def measure(folder: Path) -> None:
    """Measure each peer that is installed, and say which is not."""
    for name, work in (("datasette", _datasette), ("pygeoapi", _pygeoapi)):
        there = subprocess.run([PYTHON, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0
        if there:
            work(folder)
        else:
            print(f"{name}: not installed (uv sync --group bench)", flush=True)


@contextmanager
def _running(
    command: list[str], port: int, path: str, environment: dict[str, str] | None = None
) -> Iterator[httpx.Client]:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})}
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=300, trust_env=False) as client:
            ends = time.monotonic() + 60
            while time.monotonic() < ends:
                try:
                    client.get(path).raise_for_status()
                    break
                except httpx.HTTPError:
                    assert process.poll() is None, f"{command[2]} did not start"
                    time.sleep(0.2)
            yield client
    finally:
        process.terminate()
        process.wait(20)


def _datasette(folder: Path) -> None:
    from bench.features import _about, asked, show

    file = folder / "trees.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(
            "CREATE TABLE trees (id INTEGER PRIMARY KEY, lon REAL, lat REAL, name, height, rings, planted, healthy)"
        )
        rows = ((*one[:6], one.planted.isoformat(), one.healthy) for one in trees(MANY))
        database.executemany("INSERT INTO trees VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        database.execute("CREATE INDEX place ON trees (lon, lat)")
    port = free_port()
    command = [
        PYTHON,
        "-m",
        "datasette",
        str(file),
        "-p",
        str(port),
        "--setting",
        "max_returned_rows",
        "1300",
        "--setting",
        "sql_time_limit_ms",
        "30000",
    ]
    with _running(command, port, "/-/versions.json") as client:
        found = [
            f"/trees/trees.json?_shape=array&_size=1200&_nocount=1&_nofacet=1&lon__gte={w}&lon__lte={e}&lat__gte={s}&lat__lte={n}"
            for w, s, e, n in boxes(20, 1000, MANY)
        ]
        show(
            "datasette: 1,000 of a million by bbox (index on lon, lat)",
            "{:.1f}, {:.1f} ms".format(*asked(client, found, _about(1000))),
        )


def _pygeoapi(folder: Path) -> None:
    from bench.features import _about, asked, show

    file = folder / "trees.geojson"
    with file.open("w", encoding="utf-8") as stream:
        stream.write('{"type": "FeatureCollection", "features": [\n')
        for one in trees(SOME):
            properties = {
                "id": one.id,
                "name": one.name,
                "height": one.height,
                "rings": one.rings,
                "planted": one.planted.isoformat(),
            }
            feature = {
                "type": "Feature",
                "id": one.id,
                "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
                "properties": properties,
            }
            stream.write(("," if one.id > 1 else "") + json.dumps(feature) + "\n")
        stream.write("]}\n")
    port = free_port()
    config, openapi = folder / "pygeoapi.yml", folder / "openapi.yml"
    config.write_text(json.dumps(_config(port, file)), "utf-8")  # JSON is YAML
    environment = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
    start = "import sys; from pygeoapi import cli; sys.argv[0] = 'pygeoapi'; cli()"
    subprocess.run(
        [PYTHON, "-c", start, "openapi", "generate", str(config), "--output-file", str(openapi)],
        check=True, capture_output=True, env={**os.environ, **environment},
    )  # fmt: skip
    with _running([PYTHON, "-c", start, "serve"], port, "/conformance?f=json", environment) as client:
        client.headers["Connection"] = "close"  # its server keeps none open
        path = "/collections/trees/items?f=json&limit=1200&bbox="
        found = [path + ",".join(map(str, box)) for box in boxes(5, 1000, SOME)]
        show(
            "pygeoapi: 1,000 of 100,000 by bbox (GeoJSON provider)",
            "{:.0f}, {:.0f} ms".format(*asked(client, found, _about(1000))),
        )


def _config(port: int, file: Path) -> dict[str, object]:
    address = f"http://127.0.0.1:{port}"
    words = {"en": "bench"}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": address,
            "mimetype": "application/json",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 10, "max_items": 10000},
            "map": {"url": "http://127.0.0.1/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {"title": words, "description": words, "keywords": {"en": ["bench"]}, "keywords_type": "theme", "terms_of_service": "none", "url": address},
            "license": {"name": "none", "url": address},
            "provider": {"name": "bench", "url": address},
            "contact": {"name": "bench"},
        },
        "resources": {
            "trees": {
                "type": "collection",
                "title": "trees",
                "description": "trees",
                "keywords": ["trees"],
                "links": [],
                "extents": {"spatial": {"bbox": [-180, -90, 180, 90], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
                "providers": [{"type": "feature", "name": "GeoJSON", "data": str(file), "id_field": "id"}],
            }
        },
    }  # fmt: skip
