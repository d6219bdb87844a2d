"""Look at the styles and the map without a town: ``uv run python web/dev/serve.py [extract.osm.pbf] [--port 8765]``.

Serves the built assets, /style (every component), /map (the whole page) and /small (two maps in a page), with the
policy that the front door sends. With an OpenStreetMap extract the base map and four data layers come from it;
without one every tile is an empty answer, which a map has to bear as well.
"""

# ruff: noqa: INP001 - a harness, not a package
from __future__ import annotations

import argparse
import math
import sys
import types
from pathlib import Path
from typing import Any

import django
import duckdb
import uvicorn
from django.conf import settings
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

HERE = Path(__file__).parent


def set_up_django() -> None:
    """Make just enough of Django to draw a page that extends ``town/base.html``."""
    settings.configure(
        USE_I18N=True,
        TIME_ZONE="Europe/Berlin",
        SECRET_KEY="dev",  # noqa: S106
        ROOT_URLCONF="dev_urls",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "stadtkern.town"],
        AUTH_USER_MODEL="town.Person",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE],
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
    )
    from django.urls import include, path

    urls = types.ModuleType("dev_urls")
    urls.urlpatterns = [  # type: ignore[attr-defined]
        path("i18n/", include("django.conf.urls.i18n")),
        path("sign-in/", lambda _request: None, name="login"),
    ]
    sys.modules["dev_urls"] = urls
    django.setup()


def page(template: str, language: str, cookies: dict[str, str], context: dict[str, Any]) -> str:
    """Draw a template as the town would."""
    from django.template.loader import render_to_string
    from django.test import RequestFactory
    from django.utils import translation

    request = RequestFactory().get(f"/{template}")
    request.COOKIES.update(cookies)
    with translation.override(language):
        return render_to_string(template, {"town": {"name": "Wiesenau"}, **context}, request)


class Extract:
    """An OpenStreetMap extract in memory, drawn into tiles by the town's own code."""

    def __init__(self, file: Path) -> None:
        from stadtkern.data.gather.kinds.osm import KIND
        from stadtkern.data.gather.model import Opening
        from stadtkern.data.lake._engine import extension
        from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts, DatasetFacts
        from stadtkern.town.text import Text

        self.db = duckdb.connect()
        self.db.execute(f"LOAD '{extension('spatial')}'; ATTACH ':memory:' AS lake; CREATE SCHEMA lake.tables")
        self.facts: dict[str, CollectionFacts] = {}
        for n, part in enumerate(KIND.open(Opening(file, file.name)).parts, 1):
            batches = list(part.batches())
            if not batches:
                continue
            self.db.register("rows", _table(batches))
            self.db.execute(
                f"""CREATE TABLE lake.tables.c{n} AS SELECT * EXCLUDE (geom, _row), row_number() OVER () AS _id,
                    ST_GeomFromWKB(geom) AS geom FROM rows WHERE geom IS NOT NULL"""
            )
            self.db.unregister("rows")
            columns = tuple(ColumnFacts(one.name, one.title, one.type) for one in part.columns)
            rows, *box = self.db.execute(
                f"""SELECT count(*), min(ST_XMin(geom)), min(ST_YMin(geom)), max(ST_XMax(geom)), max(ST_YMax(geom))
                    FROM lake.tables.c{n}"""
            ).fetchone()
            self.facts[part.name] = CollectionFacts(
                n, 1, f"osm-{part.name}", part.name, part.title, "features", columns, rows, tuple(box)
            )
        nothing = Text("", "")
        self.dataset = DatasetFacts(
            1, "osm", nothing, nothing, "", True, None, "", "", "", "", "", (), "", None, None,  # type: ignore[arg-type]
            tuple(self.facts.values()),
        )  # fmt: skip

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Where the middle nine tenths of the buildings are."""
        table = f"lake.tables.{self.facts['buildings'].table}"
        x, y = "ST_X(ST_Centroid(geom))", "ST_Y(ST_Centroid(geom))"
        q = "SELECT " + ",".join(f"quantile_cont({one}, {p})" for one, p in ((x, 0.3), (y, 0.3), (x, 0.7), (y, 0.7)))
        return self.db.execute(f"{q} FROM {table}").fetchone()  # type: ignore[return-value]

    def tile(self, name: str, z: int, x: int, y: int) -> bytes:
        """Give a tile of the base map or of one part."""
        from stadtkern.data.publish.tiles.base import base_tile
        from stadtkern.data.publish.tiles.layer import layer_tile, profile_of, tile_fields
        from stadtkern.data.publish.tiles.mercator import Tile

        cursor = self.db.cursor()
        tile = Tile(z, x, y)
        if name == "base":
            return base_tile(cursor, self.dataset, tile)
        facts = self.facts.get(name.removeprefix("osm-"))
        if facts is None:
            return b""
        origin, fields = f"lake.tables.{facts.table}", tile_fields(facts.columns)
        return layer_tile(cursor, origin, name, fields, profile_of(cursor, origin, facts.rows, fields), tile)


def _table(batches: list[Any]) -> Any:
    import pyarrow as pa

    return pa.Table.from_batches(batches)


def config_of(extract: Extract | None, language: str) -> dict[str, Any]:
    """Give the map what a page gives it."""
    en = language == "en"
    wishes = [
        ("pois", "point", "Ziele", "Places", 1),
        ("trees", "point", "Bäume", "Trees", 4),
        ("parking", "area", "Parkplätze", "Parking", 2),
        ("waterways", "line", "Bäche und Flüsse", "Streams and rivers", 6),
        ("stops", "station", "Haltestellen", "Stops", 1),
    ]
    layers = []
    for name, kind, german, english, colour in wishes:
        facts = extract.facts.get(name) if extract else None
        layers.append(
            {
                "id": name,
                "slug": f"osm-{name}",
                "title": english if en else german,
                "kind": kind,
                "tiles": f"/tiles/osm-{name}/{{z}}/{{x}}/{{y}}.mvt",
                "colour": colour,
                "count": facts.rows if facts else 0,
                "href": f"/datasets/{name}/",
                "table": f"/datasets/{name}/#table",
                "columns": [{"name": one.name, "title": one.title} for one in facts.columns] if facts else [],
            }
        )
    if extract:
        rows = extract.db.cursor().execute(
            f"SELECT class, count(*) FROM lake.tables.{extract.facts['pois'].table} GROUP BY 1 ORDER BY 2 DESC LIMIT 5"
        )
        layers[0]["classes"] = {
            "column": "class",
            "values": [{"value": value, "title": value, "count": n} for value, n in rows.fetchall()],
        }
    box = extract.box if extract else (13.55, 52.66, 13.62, 52.7)
    return {
        "bounds": list(box),
        "base": "/tiles/base/{z}/{x}/{y}.mvt",
        "attribution": "© OpenStreetMap contributors, ODbL 1.0",
        "language": language,
        "layers": layers,
    }


def sine(n: int) -> str:
    """Give a made-up line for the chart on the style page."""
    points = [(40 + i * 660 / n, 130 - 70 * math.sin(i / 4) * math.sin(i / 19) - i * 0.4) for i in range(n + 1)]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def make_app(extract: Extract | None) -> Starlette:
    """Put the harness together."""
    from stadtkern.front.headers import Headers
    from stadtkern.town.assets_manifest import ASSETS

    async def show(request: Request) -> Response:
        name = request.path_params.get("name", "style")
        if not (HERE / f"{name}.html").is_file():
            return HTMLResponse("nothing here", 404)
        language = request.query_params.get("lang", "de")
        config = config_of(extract, language)
        config["hash"] = name == "map"
        context = {"config": config, "line": sine(120), "picture": picture()}
        context["single"] = config | {"layers": config["layers"][1:2]}
        return HTMLResponse(await run_in_threadpool(page, f"{name}.html", language, dict(request.cookies), context))

    async def tile(request: Request) -> Response:
        p = request.path_params
        made = await run_in_threadpool(extract.tile, p["name"], p["z"], p["x"], p["y"]) if extract else b""
        if not made:
            return Response(None, 204)
        return Response(made, media_type="application/vnd.mapbox-vector-tile")

    async def no_colours(_request: Request) -> Response:
        return Response("", media_type="text/css")

    return Headers(  # type: ignore[return-value]
        Starlette(
            routes=[
                Mount("/assets", StaticFiles(directory=ASSETS)),
                Route("/town.css", no_colours),
                Route("/tiles/{name}/{z:int}/{x:int}/{y:int}.mvt", tile),
                Route("/", show),
                Route("/{name}", show),
            ]
        )
    )


def picture() -> str:
    """Give the town as a block picture, as the home page has it."""
    from stadtkern.data.portal.charts.isometric import town_picture

    return town_picture(7, "Wiesenau")


if __name__ == "__main__":
    wishes = argparse.ArgumentParser(description=__doc__)
    wishes.add_argument("extract", nargs="?", type=Path)
    wishes.add_argument("--port", type=int, default=8765)
    said = wishes.parse_args()
    set_up_django()
    uvicorn.run(make_app(Extract(said.extract) if said.extract else None), port=said.port, log_level="warning")
