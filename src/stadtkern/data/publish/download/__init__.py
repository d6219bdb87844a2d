"""Downloads: CSV, Excel, GeoJSON, JSON and (Geo)Parquet, streamed from the lake with flat memory."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from stadtkern.data.publish.doors import Doors
from stadtkern.data.publish.download.serving import Format, download, formats_of
from stadtkern.data.publish.shared.running import endpoint

__all__ = ["Format", "formats_of", "routes"]


def routes(doors: Doors) -> list[BaseRoute]:
    """Give the door's routes, all below ``/download``."""
    return [Route("/download/{file}", endpoint(doors, download, limited=False), methods=["GET", "HEAD"])]
