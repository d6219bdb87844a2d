"""The base map: several layers of one tile, from the town's own OpenStreetMap extract."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from stadtkern.data.lake.sql import quoted
from stadtkern.data.publish.shared.columns import shown, table
from stadtkern.data.publish.tiles.layer import encode, properties_sql, shapes_sql
from stadtkern.data.publish.tiles.mercator import EXTENT, Tile, point_position
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts

MAXZOOM = 16
_MAIN_ROADS = ("motorway", "trunk", "primary", "motorway_link", "trunk_link", "primary_link")
_TOWN_ROADS = (*_MAIN_ROADS, "secondary", "tertiary", "secondary_link", "tertiary_link")
_STREETS = (*_TOWN_ROADS, "residential", "unclassified", "living_street", "pedestrian", "road", "busway")
_RIVERS = ("river", "canal")
_LARGE_PLACES = ("city", "town", "borough", "suburb", "village")
_DAILY = ("food", "education", "health", "public", "culture", "shop", "worship", "lodging", "sight", "playground")


@dataclass(frozen=True, slots=True)
class BaseLayer:
    """One layer of the base map: a part of the import from a zoom on, with some columns.

    ``classes`` limits it at small scales: up to (not including) a zoom only these classes are shown.
    """

    part: str
    minzoom: int
    columns: tuple[str, ...]
    points: bool = False
    smallest: int = 8
    classes: tuple[tuple[int, tuple[str, ...]], ...] = ()


LAYERS = (
    BaseLayer("land", 10, ("class", "name"), smallest=24),
    BaseLayer("water", 8, ("class", "name", "intermittent"), smallest=12),
    BaseLayer("waterways", 9, ("class", "name", "intermittent", "tunnel"), classes=((13, _RIVERS),)),
    BaseLayer("boundaries", 6, ("class", "name", "admin_level")),
    BaseLayer("parking", 14, ("class", "name", "capacity")),
    BaseLayer("buildings", 13, ("class", "name", "levels", "height", "min_height"), smallest=24),
    BaseLayer(
        "roads", 6, ("class", "name", "ref", "bridge", "tunnel", "layer", "oneway", "surface", "bicycle"),
        classes=((10, _MAIN_ROADS), (12, _TOWN_ROADS), (13, _STREETS)),
    ),
    BaseLayer("rails", 9, ("class", "name", "service", "bridge", "tunnel", "layer")),
    BaseLayer("trees", 15, ("class", "species", "height", "crown"), points=True),
    BaseLayer("places", 5, ("class", "name", "population"), points=True, classes=((12, _LARGE_PLACES),)),
    BaseLayer("stops", 13, ("class", "name", "modes"), points=True),
    BaseLayer("pois", 14, ("class", "name", "kind", "value"), points=True, classes=((16, _DAILY),)),
    BaseLayer("addresses", 16, ("housenumber",), points=True),
)  # fmt: skip


def base_layers(dataset: DatasetFacts) -> list[tuple[BaseLayer, CollectionFacts]]:
    """Give the layers that the dataset has something for."""
    parts = {one.name: one for one in dataset.collections if one.shape == "features"}
    return [(layer, parts[layer.part]) for layer in LAYERS if layer.part in parts and parts[layer.part].rows]


def base_tile(cursor: duckdb.DuckDBPyConnection, dataset: DatasetFacts, tile: Tile) -> bytes:
    """Give a tile of the base map; empty bytes when nothing lies in it."""
    return encode(
        cursor,
        [
            (layer.part, [_rows(layer, collection, tile)])
            for layer, collection in base_layers(dataset)
            if tile.z >= layer.minzoom and _touches(collection, tile)
        ],
    )


def _touches(collection: CollectionFacts, tile: Tile) -> bool:
    if collection.bbox is None:
        return True
    west, south, east, north = collection.bbox
    w, s, e, n = tile.box
    margin = (e - w) / 32
    return west <= e + margin and east >= w - margin and south <= n + margin and north >= s - margin


def _rows(layer: BaseLayer, collection: CollectionFacts, tile: Tile) -> str:
    have = {one.name: one for one in shown(collection.columns)}
    fields = tuple(have[name] for name in layer.columns if name in have)
    limit = next((classes for zoom, classes in layer.classes if tile.z < zoom), None)
    condition = ""
    if limit is not None and "class" in have:
        condition = f"{quoted('class')} IN ({', '.join(repr(one) for one in limit)})"
    properties = properties_sql(fields)
    if layer.points:
        return _points(collection, properties, tile, condition)
    return shapes_sql(table(collection), properties, tile, condition, layer.smallest)


def _points(collection: CollectionFacts, properties: str, tile: Tile, condition: str) -> str:
    x, y = point_position(tile, "_place")
    more = f"AND {condition}" if condition else ""
    return f"""SELECT ST_Point(floor({x}), floor({y})) AS geom, "_id" {properties}
               FROM (SELECT *, ST_PointOnSurface(geom) AS _place FROM {table(collection)}
                     WHERE geom && {tile.envelope()} {more})
               WHERE {x} >= 0 AND {x} < {EXTENT} AND {y} >= 0 AND {y} < {EXTENT}"""
