"""One process, two planes: machine doors are Starlette, people's pages are Django behind a WSGI bridge.

A small answer costs about 30 µs of CPU in Starlette and 690 µs in Django this way, but two to three milliseconds in
Django's own ASGI handler, which opens a thread for each request (docs/decisions/0001-two-planes.md).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from a2wsgi import WSGIMiddleware
from django.apps import apps
from django.core.wsgi import get_wsgi_application
from starlette.applications import Starlette
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from stadtkern.front import extras
from stadtkern.front.control import Control
from stadtkern.front.headers import Headers
from stadtkern.front.proxied import Proxied
from stadtkern.front.warm import Warm, first_pages, own_host
from stadtkern.quarter.effects.cache import keep_compiled_in
from stadtkern.quarter.live import Live, Meters
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Text

MACHINE_PATHS = (
    "/features",
    "/tiles",
    "/catalogue",
    "/download",
    "/sta/",
    "/sta",
    "/assets/",
    "/static/",
    "/media/",
    "/live/",
    "/-/",
    "/robots.txt",
    "/.well-known/",
    "/service-worker.js",
)
ASSETS = Path(__file__).resolve().parent.parent / "town" / "assets"


# What is packed by itself is not packed again.
PACKED = (
    "application/vnd.apache.parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.stadtkern.quarter",
    "application/vnd.stadtkern.snapshot",
)
PACKING: dict[str, Any] = {
    "minimum_size": 1000,
    # 210 kB of GeoJSON: 1.3 ms at 2, 2.5 ms at 5, for 10 % fewer bytes.
    "compresslevel": 2,
    "exclude_content_types": (*DEFAULT_EXCLUDED_CONTENT_TYPES, *PACKED),
}


@dataclass(frozen=True, slots=True)
class Planes:
    """Which of the two planes this process serves."""

    data: bool = True
    people: bool = True


class Dispatch:
    """Decides by path which plane answers."""

    def __init__(self, machine: ASGIApp, people: ASGIApp) -> None:
        """Take both planes."""
        self._machine = machine
        self._people = people

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. The process's start and end go to the machine plane, which owns the lake."""
        machine = scope["type"] == "lifespan" or scope["path"].startswith(MACHINE_PATHS)
        await (self._machine if machine else self._people)(scope, receive, send)


def application(town: TownFolder, control: Control, planes: Planes | None = None) -> ASGIApp:
    """Make the application that serves one town. Django must know the town's settings (STADTKERN_TOWN) already."""
    planes = planes or Planes()
    keep_compiled_in(town.run)
    django.setup()
    people = get_wsgi_application() if planes.people else None
    warm = (
        Warm(people, lambda: first_pages(town), own_host(), lambda stop: _ready(town, stop))
        if people is not None
        else None
    )
    live = live_rooms(town) if planes.data else None
    routes = _machine_routes(town, control, planes) + (live.routes() if live is not None else [])
    machine = Starlette(routes=routes, lifespan=_life(town, control, warm, live))
    machine.add_middleware(GZipMiddleware, **PACKING)
    pages: ASGIApp = Starlette()
    if people is not None and warm is not None:
        # Four threads: the office waits for the lake now and then, and one waiting page must not stop the others.
        pages = warm.behind(GZipMiddleware(WSGIMiddleware(people, workers=4), **PACKING))  # type: ignore[arg-type]
    behind_proxy = bool(town.get("serve", "behind_proxy", False))
    return Proxied(Headers(Dispatch(machine, pages)), behind_proxy=behind_proxy)


def _machine_routes(town: TownFolder, control: Control, planes: Planes) -> list[BaseRoute]:
    routes: list[BaseRoute] = [
        *control.routes(),
        *extras.routes(town),
        Mount("/assets", _Immutable(directory=ASSETS, check_dir=False)),
        Mount("/static", _OfficeFiles()),
        Mount("/media", StaticFiles(directory=town.files / "media", check_dir=False)),
    ]
    if planes.data:
        routes += data_routes(town)
    return routes


def data_routes(town: TownFolder) -> list[BaseRoute]:
    """Give the routes of every machine door, handed the same lake, registry and way to learn who asks."""
    from stadtkern.data.lake.town import town_lake
    from stadtkern.data.publish import dcat, download, features, relief, sensorthings, tiles
    from stadtkern.data.publish.doors import Doors
    from stadtkern.data.registry.read import RegistryReader
    from stadtkern.front.viewer import Viewers

    name = str(town.get("town", "name", "Meine Stadt"))
    doors = Doors(
        lake=town_lake(town),
        registry=RegistryReader(town.registry),
        folder=town,
        viewer=Viewers(),
        title=Text(name, name),
    )
    return [route for room in (features, relief, tiles, dcat, download, sensorthings) for route in room.routes(doors)]


def live_rooms(town: TownFolder) -> Live:
    """Make the live rooms, where people build quarters. They need neither lake nor registry."""
    from stadtkern.front.viewer import Viewers
    from stadtkern.quarter.keep import open_store

    return Live(open_store(town.quarters), Viewers(), _meters)


def _meters() -> Meters:
    """Make who measures the effects of designs; imported when the first room opens, so that an idle town stays small."""
    from stadtkern.quarter.live.measures import TownMeters

    return TownMeters()


def _ready(town: TownFolder, stop: Callable[[], bool]) -> None:
    """Make ready what measures designs, in a town that has quarters: compiling takes seconds the first time."""
    from stadtkern.quarter.effects.ready import make_ready_beside
    from stadtkern.quarter.keep import open_store

    if open_store(town.quarters).quarters():
        make_ready_beside(stop)


def _life(
    town: TownFolder, control: Control, warm: Warm | None, live: Live | None
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    from stadtkern.front.background import Background
    from stadtkern.quarter.keep import open_store

    @contextlib.asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        background = Background(town)
        await background.start()
        control.open()
        try:
            yield
        finally:
            control.close()
            if warm is not None:
                await asyncio.to_thread(warm.stop)
            if live is not None:
                await live.stop()
            await asyncio.to_thread(open_store(town.quarters).close)
            await background.stop()

    return life


class _Immutable(StaticFiles):
    """Built files carry their content's hash in the name, so a browser may keep them for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer a file with its long life."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


class _OfficeFiles(StaticFiles):
    """What the office's frame is made of, straight from the packages; its addresses carry the version as ``?v=``."""

    def __init__(self) -> None:
        """Look where the installed parts have such files."""
        super().__init__(directory=None, check_dir=False)
        folders = (Path(config.path) / "static" for config in apps.get_app_configs())
        self.all_directories = [folder for folder in folders if folder.is_dir()]

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer a file; one with its version in the address may be kept for good."""
        response = await super().get_response(path, scope)
        lasting = scope.get("query_string", b"").startswith(b"v=")
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if lasting else "public, max-age=3600"
        return response
