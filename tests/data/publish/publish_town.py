"""A town with trees, areas, a table, counters and a private dataset, and its machine doors served for real."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pyarrow as pa
import uvicorn
from shapely import wkb
from shapely.geometry import LineString, Point, Polygon, box
from starlette.applications import Starlette
from starlette.requests import Request

from stadtkern.data.gather.model import Column, StreamSpec
from stadtkern.data.guard.decide import PUBLIC, Viewer
from stadtkern.data.lake import Lake
from stadtkern.data.publish import dcat, download, features, relief, tiles
from stadtkern.data.publish.doors import Doors
from stadtkern.data.registry.facts import ColumnFacts
from stadtkern.data.registry.things import Things
from stadtkern.town.folder import TownFolder

STAFF = {"x-test-person": "1"}
_ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "time": pa.timestamp("us"),
}
PUBLISHED = {
    "description_de": "Ein Datensatz zum Prüfen.",
    "description_en": "A dataset for testing.",
    "category": "public",
    "published": True,
    "owner_office": "Grünflächenamt",
    "contact": "mailto:gruen@pruefstadt.example",
    "licence": "dl-by-de/2.0",
    "attribution": "Prüfstadt, Grünflächenamt",
    "theme": "ENVI",
    "keywords": "Bäume, Grün",
    "spatial": "12065000",
}


@dataclass
class Filled:
    """A town with content, and what is needed to fill in more."""

    folder: TownFolder
    lake: Lake
    doors: Doors

    def dataset(self, slug: str, **fields: Any) -> Any:
        from stadtkern.data.registry.models import Dataset

        return Dataset.objects.create(slug=slug, **{"title_de": slug.title(), **PUBLISHED, **fields})

    def features(self, slug: str, columns: list[tuple[str, str]], rows: list[dict[str, Any]], **more: Any) -> Any:
        """Write a collection; each row's ``geom`` is a shapely geometry or None. Without geometry it is a table."""
        from stadtkern.data.registry.models import Collection

        shape = more.pop("shape", "features")
        name, title = more.pop("name", slug), more.pop("title", slug.title())
        dataset = more.pop("dataset", None) or self.dataset(slug, **more)
        facts = [ColumnFacts(name, name.title(), type_) for name, type_ in columns]
        described = [
            {"name": f.name, "title": f.title, "type": f.type, "unit": None, "role": "property"} for f in facts
        ]
        one = Collection.objects.create(
            dataset=dataset, slug=slug, name=name, title=title, shape=shape, columns=described
        )
        self.rewrite(one, columns, rows)
        return one

    def rewrite(self, one: Any, columns: list[tuple[str, str]], rows: list[dict[str, Any]]) -> None:
        """Replace a collection's content."""
        arrays = {name: pa.array([row.get(name) for row in rows], _ARROW[type_]) for name, type_ in columns}
        spatial = one.shape == "features"
        if spatial:
            places = [row["geom"] for row in rows]
            arrays["geom"] = pa.array([wkb.dumps(place) if place else None for place in places], pa.binary())
        arrays["_row"] = pa.array(range(1, len(rows) + 1), pa.int64())
        batch = pa.RecordBatch.from_pydict(arrays)
        with self.lake.importing(1) as writer:
            written = writer.table(
                one.pk, [Column(name, name, type_) for name, type_ in columns], spatial, iter([batch])
            )
        one.rows, one.bbox = written.rows, written.bbox
        one.save()

    def series(self, slug: str, specs: list[StreamSpec], batch: dict[str, list[Any]], **more: Any) -> Any:
        """Write a series; ``batch`` has ``stream`` as index into ``specs``, ``time`` in UTC, ``number`` …"""
        from django.utils import timezone

        from stadtkern.data.registry.models import Collection

        dataset = more.pop("dataset", None) or self.dataset(slug, **more)
        one = Collection.objects.create(
            dataset=dataset, slug=slug, name=slug, title=slug.title(), shape="series", columns=[]
        )
        ids = Things(self.folder.registry).ensure_streams(dataset.pk, one.pk, specs)
        size = len(batch["time"])
        record = pa.RecordBatch.from_pydict(
            {
                "stream": pa.array([ids[index] for index in batch["stream"]], pa.int32()),
                "time": pa.array(batch["time"], pa.timestamp("us")),
                "time_end": pa.array([None] * size, pa.timestamp("us")),
                "number": pa.array(batch["number"], pa.float64()),
                "value": pa.array(batch.get("value", [None] * size), pa.string()),
                "status": pa.array(batch.get("status", [None] * size), pa.string()),
                "flag": pa.array(batch.get("flag", [None] * size), pa.string()),
                "_row": pa.array(range(size), pa.int64()),
            }
        )
        with self.lake.importing(2) as writer:
            written = writer.series(iter([record]))
        one.rows = written.rows
        one.time_start = timezone.make_aware(min(batch["time"]), timezone.get_fixed_timezone(0))
        one.time_end = timezone.make_aware(max(batch["time"]), timezone.get_fixed_timezone(0))
        one.save()
        return one


def viewer(request: Request) -> Viewer:
    """Staff show a header in these tests; everyone else is the public."""
    if request.headers.get("x-test-person"):
        return Viewer(person_id=1, name="Prüferin", is_staff=True, may_write=True)
    return PUBLIC


TREES = [
    ("name", "text"),
    ("height", "number"),
    ("count", "integer"),
    ("planted", "date"),
    ("seen", "time"),
    ("ok", "boolean"),
    ('Straße "Nord"; --', "text"),
]


def tree(i: int) -> dict[str, Any]:
    """The i-th tree: a grid of points, every tenth without a height, every 25th without a place."""
    return {
        "name": ["Linde", "Ahorn", "Äsche", "O'Hara", "100%_ig"][i % 5] + f" {i}",
        "height": None if i % 10 == 0 else (i % 30) + 0.5,
        "count": i % 7,
        "planted": date(2000, 1, 1) + timedelta(days=i),
        "seen": datetime(2024, 1, 1) + timedelta(hours=i),
        "ok": i % 2 == 0,
        'Straße "Nord"; --': f"=cmd|'{i}'" if i % 3 == 0 else None,
        "geom": None if i % 25 == 0 else Point(13.0 + (i % 20) * 0.01, 52.3 + (i // 20) * 0.01),
    }


SPECS = [
    StreamSpec(
        "Brücke", "Fahrräder", "{count}", station_id="100", observed="Fahrräder", longitude=13.06, latitude=52.39
    ),
    StreamSpec(
        "Brücke", "Richtung Nord", "{count}", station_id="100", observed="Fahrräder", longitude=13.06, latitude=52.39
    ),
    StreamSpec(
        'Wehr; "unten"', "Pegel", "cm", station_id="200", observed="Wasserstand", longitude=13.10, latitude=52.40
    ),
]


def fill(filled: Filled) -> None:
    """Write the collections that most tests ask for."""
    filled.features("trees", TREES, [tree(i) for i in range(1, 201)], title_de="Bäume", title_en="Trees")
    areas = [
        {"name": f"Gebiet {i}", "level": i, "geom": box(13.0 + i * 0.05, 52.3, 13.04 + i * 0.05, 52.4)}
        for i in range(4)
    ]
    ways = [{"name": "Weg", "level": 9, "geom": LineString([(13.0, 52.3), (13.2, 52.4)])}]
    hole = Polygon(
        [(13, 52.5), (13.1, 52.5), (13.1, 52.6), (13, 52.6)], [[(13.02, 52.52), (13.02, 52.55), (13.05, 52.55)]]
    )
    filled.features(
        "areas", [("name", "text"), ("level", "integer")], [*areas, *ways, {"name": "Loch", "level": 10, "geom": hole}]
    )
    filled.features(
        "secret", [("name", "text")], [{"name": "geheim", "geom": Point(13, 52)}], published=False, category="private"
    )
    rows = [{"jahr": 2000 + i, "wert": i * 1234.5, "ort": '=1+1;"x"' if i == 1 else f"Ort\n{i}"} for i in range(5)]
    filled.features("incomes", [("jahr", "integer"), ("wert", "number"), ("ort", "text")], rows, shape="table")
    hours = [datetime(2024, 10, 26, 20) + timedelta(minutes=15 * i) for i in range(40)]
    batch = {
        "stream": [0] * 40 + [1] * 40 + [2] * 40,
        "time": hours * 3,
        "number": [float(i) for i in range(120)],
        "status": [None, "geprüft"] * 60,
        "flag": ["ambiguous" if i == 5 else None for i in range(120)],
    }
    filled.series("counters", SPECS, batch, title_de="Zähler", title_en="Counters", keywords="Rad")


def application(doors: Doors) -> Starlette:
    """The machine doors of this part alone."""
    found = [route for door in (features, relief, tiles, dcat, download) for route in door.routes(doors)]
    return Starlette(routes=found)


@dataclass
class Served:
    """A running server."""

    filled: Filled
    address: str
    client: httpx.Client

    def json(self, path: str, status: int = 200, **more: Any) -> Any:
        answer = self.client.get(path, **more)
        assert answer.status_code == status, answer.text[:500]
        return json.loads(answer.content)


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """The tests' own process keeps its signals."""


def serve(app: Starlette) -> tuple[_Server, threading.Thread, str]:
    """Start a server on a free port."""
    server = _Server(uvicorn.Config(app, "127.0.0.1", 0, log_level="warning", lifespan="off", proxy_headers=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    return server, thread, f"http://127.0.0.1:{port}"
