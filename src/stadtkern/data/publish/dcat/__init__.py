"""The town's catalogue of open data: DCAT-AP.de 3.0 as Turtle, JSON-LD and RDF/XML."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from stadtkern.data.publish.dcat.serving import FORMATS, Catalogue
from stadtkern.data.publish.doors import Doors
from stadtkern.data.publish.shared.running import endpoint


def routes(doors: Doors) -> list[BaseRoute]:
    """Give the door's routes, all below ``/catalogue``."""
    catalogue = Catalogue()
    whole, one = endpoint(doors, catalogue.whole), endpoint(doors, catalogue.one)
    paths = ["/catalogue", *(f"/catalogue.{ending}" for ending in FORMATS)]
    return [
        *(Route(path, whole, methods=["GET"]) for path in paths),
        Route("/catalogue/datasets/{slug}", one, methods=["GET"]),
    ]
