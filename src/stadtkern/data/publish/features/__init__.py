"""OGC API Features 1.0: places and areas, and the stations of series, for any map program.

Part 1 (core, GeoJSON, HTML, OpenAPI 3.0), part 2 (reference systems), part 3 (filters in CQL2), schemas and sorting.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from stadtkern.data.publish.doors import Doors
from stadtkern.data.publish.features import about
from stadtkern.data.publish.features.items import item, items
from stadtkern.data.publish.shared.running import endpoint

_COLLECTION = "/features/collections/{slug}"


def routes(doors: Doors) -> list[BaseRoute]:
    """Give the door's routes, all below ``/features``."""
    works = {
        "/features": about.start,
        "/features/": about.start,
        "/features/conformance": about.conformance,
        "/features/api": about.api,
        "/features/api.html": about.api_page,
        "/features/collections": about.collections,
        _COLLECTION: about.collection,
        f"{_COLLECTION}/queryables": about.queryables,
        f"{_COLLECTION}/schema": about.schema,
        f"{_COLLECTION}/items": items,
        f"{_COLLECTION}/items/{{feature}}": item,
    }
    return [Route(path, endpoint(doors, work), methods=["GET"]) for path, work in works.items()]
