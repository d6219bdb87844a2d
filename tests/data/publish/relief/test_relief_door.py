"""The relief's door: tiles of light and shadow, portraits, the GeoTIFF, the catalogue, and who may see them."""

from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np
import pyshacl
import pytest
import rasterio
from PIL import Image
from publish_town import PUBLISHED, STAFF, Served
from rasterio.transform import from_origin
from rdflib import DCAT, SH, Graph, URIRef

from stadtkern.data.gather.run import run_import
from stadtkern.data.publish.relief.ground import height_at
from stadtkern.data.registry import public as registry
from stadtkern.data.registry.models import Dataset

SIDE, CELL = 400, 0.0005
WEST, NORTH = 13.8, 52.1
MIDDLE = (WEST + SIDE * CELL / 2, NORTH - SIDE * CELL / 2)


def ridge(folder: Path) -> Path:
    """Write a ridge from north to south: its western side looks to the light, its eastern side away from it."""
    columns = np.abs(np.arange(SIDE) - SIDE / 2)
    values = np.repeat((100 - columns * 0.5)[np.newaxis], SIDE, axis=0).astype(np.float32)
    path = folder / "dgm.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=SIDE, height=SIDE, count=1, dtype="float32", crs="EPSG:4326",
        transform=from_origin(WEST, NORTH, CELL, CELL),
    ) as raster:  # fmt: skip
        raster.write(values, 1)
    return path


def tile_at(lon: float, lat: float, z: int) -> str:
    """Give the address of the tile that holds a place."""
    n = 2**z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return f"/tiles/relief/{z}/{int((lon + 180) / 360 * n)}/{int(y)}.png"


@pytest.fixture
def ground(fresh_served: Served, tmp_path: Path) -> Served:
    """A town with one published terrain."""
    run_import(fresh_served.filled.folder, ridge(tmp_path), "dgm.tif", dataset="gelaende", title="Gelände")
    Dataset.objects.filter(slug="gelaende").update(**PUBLISHED, title_en="Terrain")
    return fresh_served


def picture(served: Served, address: str) -> Image.Image:
    """Fetch a picture."""
    answer = served.client.get(address)
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content))


@pytest.mark.parametrize("zoom", [8, 11, 13, 15])
def test_a_tile_is_small_and_grey_with_transparency(ground: Served, zoom: int) -> None:
    answer = ground.client.get(tile_at(MIDDLE[0] - 0.01, MIDDLE[1], zoom))
    assert answer.headers["content-type"] == "image/png"
    assert len(answer.content) < 30_000
    tile = Image.open(io.BytesIO(answer.content)).convert("RGBA")
    assert tile.size == (256, 256)
    seen = np.asarray(tile)
    assert 8 < seen[..., 3].max() < 200
    colours = {tuple(one) for one in seen[seen[..., 3] > 0][:, :3]}
    assert colours <= {(255, 255, 255), (38, 30, 20)}


def test_light_falls_from_the_west_and_shadow_to_the_east(ground: Served) -> None:
    west = np.asarray(picture(ground, tile_at(MIDDLE[0] - 0.04, MIDDLE[1], 14)).convert("RGBA"))
    east = np.asarray(picture(ground, tile_at(MIDDLE[0] + 0.04, MIDDLE[1], 14)).convert("RGBA"))
    assert (west[128, 128, :3] == 255).all()
    assert (east[128, 128, :3] < 50).all()
    assert min(west[128, 128, 3], east[128, 128, 3]) > 10


def test_neighbouring_tiles_meet_without_a_seam(ground: Served) -> None:
    address = tile_at(MIDDLE[0] + 0.03, MIDDLE[1], 13)
    z, x, y = (int(one) for one in address.removesuffix(".png").split("/")[3:])
    left, right = (
        np.asarray(picture(ground, f"/tiles/relief/{z}/{x + n}/{y}.png").convert("RGBA")).astype(int) for n in (0, 1)
    )
    assert np.abs(left[:, -1] - right[:, 0]).max() <= np.abs(np.diff(left, axis=1)).max() + 5


def test_where_there_is_no_ground_there_is_no_tile(ground: Served) -> None:
    assert ground.client.get(tile_at(11.5, 48.1, 12)).status_code == 204
    for wrong in ("/tiles/relief/7/68/42.png", "/tiles/relief/16/35000/21500.png", "/tiles/relief/9/999999/1.png"):
        assert ground.client.get(wrong).status_code == 404


def test_a_tile_is_not_sent_twice_and_changes_with_the_ground(ground: Served) -> None:
    address = tile_at(*MIDDLE, 12)
    first = ground.client.get(address)
    assert first.headers["cache-control"].startswith("public")
    again = ground.client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    Dataset.objects.get(slug="gelaende").collections.get().save()
    assert ground.client.get(address, headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_a_private_ground_is_seen_by_staff_alone(ground: Served) -> None:
    registry.withdraw(registry.dataset_id("gelaende") or 0)
    for address in (tile_at(*MIDDLE, 12), "/tiles/relief", "/tiles/relief/gelaende.webp", "/download/gelaende.tif"):
        assert ground.client.get(address).status_code == 404, address
        told = ground.client.get(address, headers=STAFF)
        assert told.status_code == 200, address
        assert "public" not in told.headers["cache-control"]
    doors = ground.filled.doors
    public = [one for one in doors.registry.datasets() if one.published]
    assert height_at(doors.lake, public, *MIDDLE) is None
    assert height_at(doors.lake, doors.registry.datasets(), *MIDDLE) == pytest.approx(100, abs=0.5)


def test_tilejson_says_where_and_how_deep(ground: Served) -> None:
    told = ground.client.get("/tiles/relief").json()
    assert (told["minzoom"], told["maxzoom"], told["tileSize"]) == (8, 15, 256)
    assert told["bounds"] == pytest.approx([WEST, NORTH - SIDE * CELL, WEST + SIDE * CELL, NORTH])
    assert told["attribution"] == PUBLISHED["attribution"]
    assert ground.client.get("/tiles/relief/x.webp").status_code == 404


def test_a_portrait_shows_the_ground_in_the_look_asked_for(ground: Served) -> None:
    light, dark = (np.asarray(picture(ground, f"/tiles/relief/gelaende.webp{look}")) for look in ("", "?look=dark"))
    assert light.shape == dark.shape
    assert light.mean() > dark.mean() + 60
    # Low ground is green, the ridge is not.
    low, high = light[light.shape[0] // 2, 20], light[light.shape[0] // 2, light.shape[1] // 2]
    assert int(low[1]) - int(low[0]) > int(high[1]) - int(high[0])


def test_the_geotiff_is_the_ground_itself_also_in_parts(ground: Served, tmp_path: Path) -> None:
    answer = ground.client.get("/download/gelaende.tif")
    assert answer.headers["content-type"] == "image/tiff; application=geotiff"
    assert "gelaende-" in answer.headers["content-disposition"]
    (tmp_path / "got.tif").write_bytes(answer.content)
    with rasterio.open(tmp_path / "got.tif") as raster, rasterio.open(tmp_path / "dgm.tif") as drawn:
        assert np.array_equal(raster.read(1), drawn.read(1))
        assert raster.bounds == pytest.approx(drawn.bounds)
    part = ground.client.get("/download/gelaende.tif", headers={"range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)
    for wrong in ("/download/gelaende.csv", "/features/collections/gelaende", "/tiles/gelaende"):
        assert ground.client.get(wrong).status_code == 404


def test_the_catalogue_offers_the_file_and_the_tiles(ground: Served, real: Path) -> None:
    graph = Graph().parse(data=ground.client.get("/catalogue.ttl").text, format="turtle")
    node = URIRef(f"{ground.address}/catalogue/datasets/gelaende")
    found = {str(one).rpartition("#")[2]: one for one in graph.objects(node, DCAT.distribution)}
    assert set(found) == {"tif", "relief"}
    for one in found.values():
        assert ground.client.get(str(graph.value(one, DCAT.accessURL))).status_code == 200
    shapes = Graph()
    for file in ("dcat-ap-SHACL-DE.ttl",):
        shapes.parse(real / "dcat-ap-de" / file)
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    assert [str(message) for message in report.objects(None, SH.resultMessage)] == []
