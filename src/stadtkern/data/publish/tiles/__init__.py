"""Vector tiles from the lake: each collection as a layer of its own, and the base map from the town's OSM extract."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from stadtkern.data.publish.doors import Doors
from stadtkern.data.publish.shared.running import endpoint
from stadtkern.data.publish.tiles.serving import Tiles, base_tilejson, tilejson

_TILE = "{z:int}/{x:int}/{y:int}.mvt"


def routes(doors: Doors) -> list[BaseRoute]:
    """Give the door's routes, all below ``/tiles``."""
    tiles = Tiles()
    works = {
        "/tiles/base": base_tilejson,
        f"/tiles/base/{_TILE}": tiles.base,
        "/tiles/{slug}": tilejson,
        f"/tiles/{{slug}}/{_TILE}": tiles.tile,
    }
    return [Route(path, endpoint(doors, work), methods=["GET"]) for path, work in works.items()]
