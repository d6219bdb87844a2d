"""Answers of the tiles' door: TileJSON and tiles."""

from __future__ import annotations

import gzip
import time
from typing import Any

import duckdb
import msgspec
from starlette.requests import Request
from starlette.responses import Response

from stadtkern.data.guard.decide import visible
from stadtkern.data.publish.doors import NOT_THERE, Doors
from stadtkern.data.publish.features.layers import Layer, layer_of, source
from stadtkern.data.publish.shared.running import Running
from stadtkern.data.publish.shared.web import cache_control, fresh, version
from stadtkern.data.publish.tiles.base import MAXZOOM, base_layers, base_tile
from stadtkern.data.publish.tiles.layer import Profile, layer_tile, profile_of, tile_fields
from stadtkern.data.publish.tiles.mercator import Tile
from stadtkern.data.publish.tiles.shelf import Shelf
from stadtkern.data.registry.facts import DatasetFacts, ground_of
from stadtkern.town.text import Problem, Text

MVT = "application/vnd.mapbox-vector-tile"
OSM_ATTRIBUTION = "© OpenStreetMap"
MAXZOOM_OF_COLLECTIONS = 16
_NO_BASE = Problem(
    "tiles.no-base",
    Text("Es gibt noch keine Grundkarte.", "There is no base map yet."),
    Text(
        "Sie entsteht, sobald ein OpenStreetMap-Auszug eingelesen und veröffentlicht ist.",
        "It appears once an OpenStreetMap extract has been imported and published.",
    ),
)


class Tiles:
    """The door's work, with the tiles made lately (16 MB) and the overviews of large collections (64 MB)."""

    def __init__(self) -> None:
        """Begin with empty shelves."""
        self._tiles: Shelf[bytes] = Shelf(16 * 2**20, lambda one: len(one) + 200)
        self._profiles: Shelf[Profile] = Shelf(64 * 2**20, lambda one: one.size)

    def tile(self, doors: Doors, request: Request, running: Running) -> Response:
        """Answer ``/tiles/{slug}/{z}/{x}/{y}.mvt``."""
        params = request.path_params
        tile = Tile(params["z"], params["x"], params["y"])
        layer = layer_of(doors, request)
        if isinstance(layer, Response):
            return layer
        if not tile.exists:
            return doors.problem(request, NOT_THERE, 404)
        # Stations show when they last measured, which no import tells: their tiles are made anew each minute.
        mark = version(layer.collection) + (f"-{int(time.time() // 60)}" if layer.stations else "")
        return self._answer(
            request, layer.dataset, f"{layer.slug}-{mark}-{tile.z}-{tile.x}-{tile.y}",
            lambda: self._layer(doors, layer, mark, running, tile),
        )  # fmt: skip

    def base(self, doors: Doors, request: Request, running: Running) -> Response:
        """Answer ``/tiles/base/{z}/{x}/{y}.mvt``."""
        params = request.path_params
        tile = Tile(params["z"], params["x"], params["y"])
        dataset = _base(doors, request)
        if dataset is None:
            return doors.problem(request, _NO_BASE, 404)
        if not tile.exists or tile.z > MAXZOOM:
            return doors.problem(request, NOT_THERE, 404)

        def make() -> bytes:
            with running.read() as cursor:
                return base_tile(cursor, dataset, tile)

        mark = version(*dataset.collections)
        return self._answer(request, dataset, f"base-{dataset.id}-{mark}-{tile.z}-{tile.x}-{tile.y}", make)

    def _layer(self, doors: Doors, layer: Layer, mark: str, running: Running, tile: Tile) -> bytes:
        fields = tile_fields(layer.fields)
        try:
            with running.read() as cursor, source(doors, layer, cursor, "") as origin:
                profile = self._profiles.get(
                    (layer.slug, mark), lambda: profile_of(cursor, origin, layer.collection.rows, fields)
                )
                return layer_tile(cursor, origin, layer.slug, fields, profile, tile)
        except duckdb.CatalogException:
            return b""  # described, but nothing was written yet

    def _answer(self, request: Request, dataset: DatasetFacts, key: str, make: Any) -> Response:
        etag = f'"{key}"'
        headers = {"ETag": etag, "Cache-Control": cache_control(dataset, 300), "Vary": "Accept-Encoding, Cookie"}
        if (known := fresh(request, etag, headers)) is not None:
            return known
        packed = self._tiles.get(key, lambda: _packed(make()))
        if not packed:
            return Response(None, 204, headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed, 200, {**headers, "Content-Encoding": "gzip"}, MVT)
        return Response(gzip.decompress(packed), 200, headers, MVT)


def _packed(tile: bytes) -> bytes:
    # Level 4 packs a tile of 130 kB in 3 ms to within a twentieth of the best.
    return gzip.compress(tile, 4) if tile else b""


def _base(doors: Doors, request: Request) -> DatasetFacts | None:
    return ground_of(visible(doors.viewer(request), doors.registry.datasets()))


def tilejson(doors: Doors, request: Request, _running: Running) -> Response:
    """Answer ``/tiles/{slug}``: TileJSON 3.0.0 of a collection."""
    layer = layer_of(doors, request)
    if isinstance(layer, Response):
        return layer
    fields = {"point_count": "Number"} | {one.name: _FIELD_WORDS[one.type] for one in tile_fields(layer.fields)}
    document = {
        "name": layer.title.in_language(doors.language(request)),
        "attribution": layer.dataset.attribution,
        "maxzoom": MAXZOOM_OF_COLLECTIONS,
        "vector_layers": [{"id": layer.slug, "fields": fields, "minzoom": 0, "maxzoom": MAXZOOM_OF_COLLECTIONS}],
    }
    return _tilejson(doors, request, layer.slug, document, layer.collection.bbox, layer.dataset)


_FIELD_WORDS = {
    "number": "Number",
    "integer": "Number",
    "boolean": "Boolean",
    "text": "String",
    "date": "String",
    "time": "String",
}


def base_tilejson(doors: Doors, request: Request, _running: Running) -> Response:
    """Answer ``/tiles/base``: TileJSON 3.0.0 of the base map."""
    dataset = _base(doors, request)
    if dataset is None:
        return doors.problem(request, _NO_BASE, 404)
    found = base_layers(dataset)
    boxes = [collection.bbox for _layer, collection in found if collection.bbox is not None]
    box = None
    if boxes:
        west, south, east, north = zip(*boxes, strict=True)
        box = (min(west), min(south), max(east), max(north))
    document = {
        "name": Text("Grundkarte", "Base map").in_language(doors.language(request)),
        "attribution": dataset.attribution or OSM_ATTRIBUTION,
        "maxzoom": MAXZOOM,
        "vector_layers": [
            {"id": layer.part, "fields": dict.fromkeys(layer.columns, ""), "minzoom": layer.minzoom, "maxzoom": MAXZOOM}
            for layer, _collection in found
        ],
    }
    return _tilejson(doors, request, "base", document, box, dataset)


def _tilejson(
    doors: Doors,
    request: Request,
    name: str,
    document: dict[str, Any],
    box: tuple[float, float, float, float] | None,
    dataset: DatasetFacts,
) -> Response:
    address = f"{doors.base(request)}/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt"
    whole = {"tilejson": "3.0.0", **document, "tiles": [address], "minzoom": 0, "scheme": "xyz"}
    if box is not None:
        west, south, east, north = box
        whole["bounds"] = list(box)
        whole["center"] = [(west + east) / 2, (south + north) / 2, 12]
    headers = {"Cache-Control": cache_control(dataset), "Vary": "Accept-Language, Cookie"}
    return Response(msgspec.json.encode(whole), 200, headers, "application/json")
