"""Vector tiles of collections: what is in them, how many, and who gets them."""

from __future__ import annotations

import gzip
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from mvt_reader import layers_of
from publish_town import STAFF, Served, tree
from shapely.geometry import LineString, Point, box

from stadtkern.data.publish.tiles import layer as layer_module
from stadtkern.data.publish.tiles import overview as overview_module
from stadtkern.data.publish.tiles.mercator import Tile


def tile_at(lon: float, lat: float, z: int) -> Tile:
    n = 2**z
    return Tile(z, int((lon + 180) / 360 * n), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n))


def fetch(served: Served, slug: str, tile: Tile, **more: Any) -> Any:
    return served.client.get(f"/tiles/{slug}/{tile.z}/{tile.x}/{tile.y}.mvt", **more)


def position(lon: float, lat: float, tile: Tile) -> tuple[float, float]:
    n = 2**tile.z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return ((lon + 180) / 360 * n - tile.x) * 4096, (y - tile.y) * 4096


def test_a_point_is_where_it_is_with_its_properties(served: Served) -> None:
    tile = tile_at(13.07, 52.3, 14)
    answer = fetch(served, "trees", tile)
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    seventh = next(one for one in layers_of(answer.content)["trees"] if one["properties"]["name"] == "Äsche 7")
    properties = seventh["properties"]
    assert properties["height"] == 7.5
    assert properties["planted"] == "2000-01-08"
    assert properties["seen"] == "2024-01-01T07:00:00Z"
    assert properties["point_count"] == 1
    assert seventh["id"] == 7
    assert seventh["positions"][0] == pytest.approx(position(13.07, 52.3, tile), abs=1)


def test_gdal_reads_a_tile(served: Served, tmp_path: Path) -> None:
    program = shutil.which("ogrinfo")
    assert program, "ogrinfo is missing: install gdal-bin (make system)"
    file = tmp_path / "tile.mvt"
    file.write_bytes(fetch(served, "areas", tile_at(13.02, 52.35, 11)).content)
    done = subprocess.run(
        [program, "-ro", "-al", "-geom=SUMMARY", str(file)], capture_output=True, text=True, timeout=60, check=True
    )
    assert "Layer name: areas" in done.stdout
    assert "name (String) = Gebiet 0" in done.stdout
    assert "level (Integer) = 9" in done.stdout


@pytest.mark.parametrize("z", [6, 10, 13])
def test_every_point_is_in_exactly_one_tile_of_a_zoom(served: Served, z: int) -> None:
    first, last = tile_at(13.0, 52.39, z), tile_at(13.19, 52.3, z)
    names: list[str] = []
    for x in range(first.x, last.x + 1):
        for y in range(first.y, last.y + 1):
            answer = fetch(served, "trees", Tile(z, x, y))
            if answer.status_code == 200:
                names += [one["properties"]["name"] for one in layers_of(answer.content)["trees"]]
    assert sorted(names) == sorted(tree(i)["name"] for i in range(1, 201) if i % 25)


def test_areas_and_lines_are_clipped_to_the_tile(served: Served) -> None:
    for z in (9, 11, 12, 14):
        tile = tile_at(13.02, 52.35, z)
        found = layers_of(fetch(served, "areas", tile).content)["areas"]
        assert "Gebiet 0" in {one["properties"]["name"] for one in found}
        for one in found:
            for x, y in one["positions"]:
                assert -65 <= x <= 4161
                assert -65 <= y <= 4161


def test_straight_and_projected_tiles_agree(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    tile = tile_at(13.02, 52.35, 12)
    straight = layers_of(fetch(served, "areas", tile).content)["areas"]
    monkeypatch.setattr("stadtkern.data.publish.tiles.mercator.STRAIGHT", 99)
    from stadtkern.data.publish.tiles.layer import Profile, layer_tile
    from stadtkern.data.publish.tiles.overview import Overview

    _dataset, collection = served.filled.doors.registry.collection("areas") or pytest.fail("areas")
    with served.filled.lake.read() as cursor:
        made = layer_tile(
            cursor,
            f"lake.tables.{collection.table}",
            "areas",
            collection.columns,
            Profile(False, True, Overview(-1, None, {})),
            tile,
        )
    projected = layers_of(made)["areas"]
    assert len(straight) == len(projected)
    for one, other in zip(straight, projected, strict=True):
        pairs = zip(one["positions"], other["positions"], strict=True)
        assert all(abs(a - c) <= 2 and abs(b - d) <= 2 for (a, b), (c, d) in pairs)


def test_an_empty_tile_has_no_content(served: Served) -> None:
    answer = fetch(served, "trees", tile_at(0, 0, 8))
    assert answer.status_code == 204
    assert answer.content == b""
    assert "etag" in answer.headers


def test_a_tile_is_packed_for_those_who_take_it(served: Served) -> None:
    tile = tile_at(13.07, 52.3, 12)
    plain = fetch(served, "trees", tile, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with served.client.stream(
        "GET", f"/tiles/trees/{tile.z}/{tile.x}/{tile.y}.mvt", headers={"Accept-Encoding": "gzip"}
    ) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(packed.iter_raw())) == plain.content


@pytest.mark.parametrize("path", ["21/0/0", "3/8/0", "3/0/8", "99/1/1", "3/-1/0", "3/a/0", "1/0"])
def test_a_tile_that_cannot_exist_is_not_found(served: Served, path: str) -> None:
    assert served.client.get(f"/tiles/trees/{path}.mvt").status_code == 404
    assert served.client.get(f"/tiles/unknown/{path}.mvt").status_code == 404


def test_a_private_collection_has_tiles_for_staff_alone(served: Served) -> None:
    tile = tile_at(13, 52, 10)
    assert fetch(served, "secret", tile).status_code == 404
    assert served.client.get("/tiles/secret").status_code == 404
    answer = fetch(served, "secret", tile, headers=STAFF)
    assert answer.status_code == 200
    assert answer.headers["cache-control"].startswith("private")
    assert fetch(served, "secret", tile).status_code == 404
    assert fetch(served, "trees", tile_at(13.07, 52.3, 12)).headers["cache-control"].startswith("public")


def test_a_tile_is_made_anew_when_the_collection_changes(fresh_served: Served) -> None:
    one = fresh_served.filled.features("changing", [("n", "integer")], [{"n": 1, "geom": Point(13, 52)}])
    tile = tile_at(13, 52, 12)
    first = fetch(fresh_served, "changing", tile)
    again = fetch(fresh_served, "changing", tile, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    fresh_served.filled.rewrite(one, [("n", "integer")], [{"n": 2, "geom": Point(13, 52)}])
    second = fetch(fresh_served, "changing", tile, headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert [each["properties"]["n"] for each in layers_of(second.content)["changing"]] == [2]


def test_tilejson_says_where_the_tiles_are_and_what_is_in_them(served: Served) -> None:
    answer = served.json("/tiles/trees")
    assert answer["tilejson"] == "3.0.0"
    assert answer["bounds"] == [13.0, 52.3, 13.19, 52.39]
    assert answer["vector_layers"][0]["id"] == "trees"
    assert answer["vector_layers"][0]["fields"]["height"] == "Number"
    tile = tile_at(13.07, 52.3, 12)
    address = answer["tiles"][0].format(z=tile.z, x=tile.x, y=tile.y)
    assert served.client.get(address).status_code == 200


def test_stations_are_tiles_too(served: Served) -> None:
    found = layers_of(fetch(served, "counters", tile_at(13.06, 52.39, 11)).content)["counters"]
    assert {one["properties"]["name"] for one in found} == {"Brücke", 'Wehr; "unten"'}


def test_columns_named_like_the_works_of_a_tile_do_no_harm(fresh_served: Served) -> None:
    names = ["x", "y", "z", "n", "tx", "layer", "Point_Count", "one", "geometry"]
    row = {name: i for i, name in enumerate(names)} | {"geom": Point(13, 52)}
    fresh_served.filled.features("named", [(name, "integer") for name in names], [row])
    found = layers_of(fetch(fresh_served, "named", tile_at(13, 52, 12)).content)["named"]
    assert found[0]["properties"]["x"] == 0
    assert found[0]["properties"]["geometry"] == 8
    feature = fresh_served.json(
        "/features/collections/named/items?filter=S_INTERSECTS(geom,POINT(13%2052))%20AND%20geometry=8"
    )
    assert feature["features"][0]["properties"]["Point_Count"] == 6


def test_crowded_points_are_thinned_and_counted(fresh_served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer_module, "CROWDED", 100)
    rows = [{"n": i, "geom": Point(13 + (i % 50) * 1e-4, 52 + (i // 50) * 1e-4)} for i in range(1000)]
    fresh_served.filled.features("crowd", [("n", "integer")], rows)
    found = layers_of(fetch(fresh_served, "crowd", tile_at(13.001, 52.0005, 10)).content)["crowd"]
    assert 1 <= len(found) < 40
    assert sum(one["properties"]["point_count"] for one in found) == 1000
    far = fetch(fresh_served, "crowd", tile_at(13.0011, 52.0007, 19))
    assert [one["properties"]["point_count"] for one in layers_of(far.content)["crowd"]] == [
        1
    ] * 20 or far.status_code == 200


def test_an_overview_counts_every_point_at_every_small_scale(
    fresh_served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview_module, "LARGE", 500)
    monkeypatch.setattr(layer_module, "LARGE", 500)
    monkeypatch.setattr(layer_module, "CROWDED", 100)
    rows = [{"n": i, "geom": Point(13 + (i % 60) * 2e-3, 52 + (i // 60) * 2e-3) if i else None} for i in range(3000)]
    fresh_served.filled.features("many", [("n", "integer")], rows)
    for z in (0, 4, 8, 10, 11, 13):
        first, last = tile_at(13, 52.1, z), tile_at(13.12, 52, z)
        total = 0
        for x in range(first.x, last.x + 1):
            for y in range(first.y, last.y + 1):
                answer = fetch(fresh_served, "many", Tile(z, x, y))
                if answer.status_code == 200:
                    found = layers_of(answer.content)["many"]
                    assert all(0 <= one["positions"][0][0] < 4096 for one in found)
                    assert all(isinstance(one["properties"]["n"], int) for one in found)
                    total += sum(one["properties"]["point_count"] for one in found)
        assert total == 2999, z


def test_small_shapes_are_left_out_at_small_scales(fresh_served: Served) -> None:
    rows = [
        {"name": "groß", "geom": box(13, 52, 13.1, 52.1)},
        {"name": "klein", "geom": box(13.05, 52.05, 13.0501, 52.0501)},
        {"name": "lang", "geom": LineString([(13, 52), (13.1, 52.1)])},
    ]
    fresh_served.filled.features("shapes", [("name", "text")], rows)
    for z, names in ((8, {"groß", "lang"}), (15, {"groß", "klein", "lang"})):
        found = layers_of(fetch(fresh_served, "shapes", tile_at(13.05005, 52.05005, z)).content)["shapes"]
        assert {one["properties"]["name"] for one in found} == names
