"""The ground's relief: shaded tiles over the base map, and pictures and heights for pages."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from stadtkern.data.publish.doors import Doors
from stadtkern.data.publish.relief.serving import Relief, relief_tilejson
from stadtkern.data.publish.shared.running import endpoint


def routes(doors: Doors) -> list[BaseRoute]:
    """Give the door's routes, all below ``/tiles/relief``; they stand before those of ``/tiles/{collection}``."""
    relief = Relief()
    works = {
        "/tiles/relief": relief_tilejson,
        "/tiles/relief/{z:int}/{x:int}/{y:int}.png": relief.tile,
        "/tiles/relief/{slug}.webp": relief.picture,
    }
    return [Route(path, endpoint(doors, work), methods=["GET"]) for path, work in works.items()]
