"""Answers of the relief's door: tiles, their TileJSON, and the picture of one terrain."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from stadtkern.data.guard.decide import visible
from stadtkern.data.publish.doors import NOT_THERE, Doors
from stadtkern.data.publish.relief.ground import (
    GROUNDS,
    LEAST_ZOOM,
    MOST_ZOOM,
    SHAPE,
    SIDE,
    collections,
    mark,
    tile_shade,
)
from stadtkern.data.publish.relief.picture import LOOKS, portrait
from stadtkern.data.publish.relief.shade import png
from stadtkern.data.publish.shared.running import Running
from stadtkern.data.publish.shared.web import cache_control, fresh, is_open, version
from stadtkern.data.publish.tiles.mercator import Tile
from stadtkern.data.publish.tiles.shelf import Shelf
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.town.text import Problem, Text

_NO_GROUND = Problem(
    "tiles.no-relief",
    Text("Es gibt noch kein Relief.", "There is no relief yet."),
    Text(
        "Es entsteht, sobald ein Höhenmodell eingelesen und veröffentlicht ist.",
        "It appears once a height model has been imported and published.",
    ),
)
_NAME = Text("Relief", "Relief")
Found = list[tuple[DatasetFacts, CollectionFacts]]


class Relief:
    """The door's work, with the tiles and pictures made lately (16 MB)."""

    def __init__(self) -> None:
        """Begin with an empty shelf."""
        self._made: Shelf[bytes] = Shelf(16 * 2**20, lambda one: len(one) + 200)

    def tile(self, doors: Doors, request: Request, _running: Running) -> Response:
        """Answer ``/tiles/relief/{z}/{x}/{y}.png``: black and white with transparency, 204 where there is no ground."""
        params = request.path_params
        tile = Tile(params["z"], params["x"], params["y"])
        found = _visible(doors, request)
        if not found:
            return doors.problem(request, _NO_GROUND, 404)
        if not tile.exists or not LEAST_ZOOM <= tile.z <= MOST_ZOOM:
            return doors.problem(request, NOT_THERE, 404)
        key = f"relief-{mark(found)}-{tile.z}-{tile.x}-{tile.y}"

        def make() -> bytes:
            lit = tile_shade(GROUNDS.of(doors.lake, found), tile)
            return png(lit) if lit is not None else b""

        return self._answer(request, key, _keeping(found), make, "image/png")

    def picture(self, doors: Doors, request: Request, _running: Running) -> Response:
        """Answer ``/tiles/relief/{collection}.webp``: a portrait of one terrain, lowlands to heights in colours."""
        answer = doors.collection(request, request.path_params["slug"])
        if isinstance(answer, Response):
            return answer
        dataset, collection = answer
        if collection.shape != SHAPE or not collection.rows:
            return doors.problem(request, NOT_THERE, 404)
        look = "dark" if request.query_params.get("look") == "dark" else LOOKS[0]
        key = f"portrait-{collection.id}-{version(collection)}-{look}"

        def make() -> bytes:
            terrains = GROUNDS.of(doors.lake, [(dataset, collection)])
            return portrait(terrains[0], look) if terrains else b""

        return self._answer(request, key, cache_control(dataset, 300), make, "image/webp")

    def _answer(self, request: Request, key: str, keeping: str, make: Any, media_type: str) -> Response:
        etag = f'"{key}"'
        headers = {"ETag": etag, "Cache-Control": keeping, "Vary": "Cookie"}
        if (known := fresh(request, etag, headers)) is not None:
            return known
        made = self._made.get(key, make)
        return Response(made, 200, headers, media_type) if made else Response(None, 204, headers)


def _visible(doors: Doors, request: Request) -> Found:
    return collections(visible(doors.viewer(request), doors.registry.datasets()))


def _keeping(found: Found) -> str:
    """Say who may keep a tile that several terrains are in: everyone only when all of them are open."""
    closed = next((dataset for dataset, _ in found if not is_open(dataset)), found[0][0])
    return cache_control(closed, 300)


def relief_tilejson(doors: Doors, request: Request, _running: Running) -> Response:
    """Answer ``/tiles/relief``: TileJSON 3.0.0 of the shaded tiles."""
    found = _visible(doors, request)
    if not found:
        return doors.problem(request, _NO_GROUND, 404)
    boxes = [one.bbox for _, one in found if one.bbox is not None]
    document: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": _NAME.in_language(doors.language(request)),
        "attribution": ", ".join(dict.fromkeys(one.attribution for one, _ in found if one.attribution)),
        "tiles": [f"{doors.base(request)}/tiles/relief/{{z}}/{{x}}/{{y}}.png"],
        "minzoom": LEAST_ZOOM,
        "maxzoom": MOST_ZOOM,
        "tileSize": SIDE,
        "scheme": "xyz",
    }
    if boxes:
        west, south, east, north = zip(*boxes, strict=True)
        document["bounds"] = [min(west), min(south), max(east), max(north)]
    headers = {"Cache-Control": _keeping(found), "Vary": "Accept-Language, Cookie"}
    return Response(msgspec.json.encode(document), 200, headers, "application/json")
