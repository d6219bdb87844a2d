"""The base map from a town's OpenStreetMap extract."""

from __future__ import annotations

from mvt_reader import layers_of
from publish_town import STAFF, Filled, Served
from shapely.geometry import LineString, Point, box
from test_tiles import fetch, tile_at

CLASSED = [("osm_id", "text"), ("name", "text"), ("class", "text")]


def osm(filled: Filled, slug: str, **fields: object) -> None:
    """A dataset with the parts that an OpenStreetMap import makes."""
    dataset = filled.dataset(slug, attribution="© OpenStreetMap-Mitwirkende", **fields)
    parts = {
        "buildings": [{"name": "Rathaus", "class": "civic", "geom": box(13.0, 52.0, 13.001, 52.001)}],
        "roads": [
            {"name": "B1", "class": "primary", "geom": LineString([(12.9, 52.0), (13.1, 52.0)])},
            {"name": "Gasse", "class": "residential", "geom": LineString([(13.0, 52.0), (13.002, 52.002)])},
            {"name": "Pfad", "class": "path", "geom": LineString([(13.0, 52.001), (13.05, 52.002)])},
        ],
        "water": [{"name": "See", "class": "lake", "geom": box(13.002, 52.002, 13.06, 52.06)}],
        "land": [{"name": "Wald", "class": "forest", "geom": box(12.95, 51.95, 13.05, 52.05)}],
        "places": [{"name": slug, "class": "town", "geom": Point(13.0005, 52.0005)}],
        "trees": [{"name": None, "class": "tree", "geom": Point(13.0003, 52.0003)}],
        "pois": [{"name": "Bäcker", "class": "shop", "geom": Point(13.0004, 52.0004)}],
    }
    for name, rows in parts.items():
        filled.features(f"{slug}-{name}", CLASSED, rows, dataset=dataset, name=name)


def test_without_an_extract_there_is_no_base_map(fresh_served: Served) -> None:
    assert fresh_served.client.get("/tiles/base").status_code == 404
    assert fetch(fresh_served, "base", tile_at(13, 52, 14)).json()["code"] == "tiles.no-base"


def test_the_base_map_has_its_layers_by_zoom(fresh_served: Served) -> None:
    osm(fresh_served.filled, "stadt")
    by_zoom = {
        z: {
            name: {one["properties"].get("name") for one in rows}
            for name, rows in layers_of(fetch(fresh_served, "base", tile_at(13.0003, 52.0003, z)).content).items()
        }
        for z in (7, 11, 13, 15)
    }
    assert by_zoom[7] == {"roads": {"B1"}, "places": {"stadt"}}
    assert by_zoom[11] == {"roads": {"B1"}, "places": {"stadt"}, "water": {"See"}, "land": {"Wald"}}
    assert by_zoom[13]["buildings"] == {"Rathaus"}
    assert by_zoom[13]["roads"] == {"B1", "Gasse", "Pfad"}
    assert "pois" not in by_zoom[13]
    assert by_zoom[15]["pois"] == {"Bäcker"}
    assert len(by_zoom[15]["trees"]) == 1


def test_tilejson_of_the_base_map_names_its_layers_and_source(fresh_served: Served) -> None:
    osm(fresh_served.filled, "stadt")
    answer = fresh_served.json("/tiles/base")
    assert answer["attribution"] == "© OpenStreetMap-Mitwirkende"
    assert {one["id"] for one in answer["vector_layers"]} == {
        "buildings",
        "roads",
        "water",
        "land",
        "places",
        "trees",
        "pois",
    }
    assert answer["bounds"] == [12.9, 51.95, 13.1, 52.06]


def test_the_published_extract_is_drawn_and_a_private_one_only_for_staff(fresh_served: Served) -> None:
    osm(fresh_served.filled, "neu", published=False, category="private")
    tile = tile_at(13.0003, 52.0003, 14)
    assert fetch(fresh_served, "base", tile).status_code == 404
    staff = fetch(fresh_served, "base", tile, headers=STAFF)
    assert staff.status_code == 200
    assert staff.headers["cache-control"].startswith("private")
    osm(fresh_served.filled, "alt")
    for headers in ({}, STAFF):
        found = layers_of(fetch(fresh_served, "base", tile, headers=headers).content)
        assert {one["properties"]["name"] for one in found["places"]} == {"alt"}


def test_beyond_the_last_zoom_there_are_no_tiles(fresh_served: Served) -> None:
    osm(fresh_served.filled, "stadt")
    assert fetch(fresh_served, "base", tile_at(13, 52, 16)).status_code == 200
    assert fetch(fresh_served, "base", tile_at(13, 52, 17)).status_code == 404
    assert fetch(fresh_served, "base", tile_at(40, 10, 14)).status_code == 204
