"""A terrain on its dataset's page, on the map and in its still picture."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from stadtkern.data.gather.run import run_import

SPOT = "lat=51.98&lon=13.92"


@pytest.fixture
def ground(open_town, tmp_path: Path) -> str:
    """A private terrain; gives its slug."""
    values = np.add.outer(np.arange(40)[::-1], np.arange(50)).astype(np.float32) + 30
    path = tmp_path / "dgm.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=50, height=40, count=1, dtype="float32", crs="EPSG:4326",
        transform=from_origin(13.9, 52.0, 0.001, 0.001),
    ) as raster:  # fmt: skip
        raster.write(values, 1)
    return run_import(open_town, path, "dgm.tif", dataset="gelaende", title="Gelände").dataset


def config(page: str) -> dict:
    """Give what a page tells its map."""
    found = re.search(r'<script id="map-config" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_the_page_shows_the_ground_and_no_table(reader, publish, ground: str) -> None:
    publish(ground)
    page = reader.get(f"/datasets/{ground}/").content.decode()
    assert f"/tiles/relief/{ground}.webp" in page
    for said in ("Tiefster Punkt", "30 <small>m", "118 <small>m", "74 <small>m", f"/download/{ground}.tif"):
        assert said in page, said
    for absent in ('id="table"', ".csv", ".xlsx"):
        assert absent not in page, absent
    english = reader.get(f"/datasets/{ground}/", headers={"accept-language": "en"}).content.decode()
    assert "Lowest point" in english


def test_the_chosen_theme_says_which_portrait(reader, publish, ground: str) -> None:
    publish(ground)
    assert '<source media="(prefers-color-scheme: dark)"' in reader.get(f"/datasets/{ground}/").content.decode()
    reader.cookies["theme"] = "dark"
    page = reader.get(f"/datasets/{ground}/").content.decode()
    assert f'src="/tiles/relief/{ground}.webp?look=dark"' in page
    assert '<source media="(prefers-color-scheme: dark)"' not in page


def test_lists_and_home_speak_of_metres_not_of_rows(reader, publish, ground: str) -> None:
    publish(ground)
    assert "0 Zeilen" not in reader.get("/datasets/").content.decode()
    assert "Gelände" in reader.get("/datasets/?shape=terrain").content.decode()
    assert "2.000" not in reader.get("/").content.decode()


def test_the_map_is_told_of_the_relief_that_its_reader_may_see(reader, staff, publish, ground: str, trees: str) -> None:
    publish(trees)
    assert config(reader.get("/map/").content.decode())["relief"] is None
    seen = config(staff.get("/map/").content.decode())["relief"]
    assert seen["tiles"].startswith("/tiles/relief/{z}/{x}/{y}.png?state=")
    assert seen["bounds"] == pytest.approx([13.9, 51.96, 13.95, 52.0])
    publish(ground, attribution="Landesvermessung")
    told = config(reader.get("/map/").content.decode())
    assert told["relief"]["title"] == "Relief"
    assert "Landesvermessung" in told["attribution"]


def test_terrain_alone_is_a_map_that_opens_where_it_lies(reader, publish, ground: str) -> None:
    assert "Noch nichts auf der Karte" in reader.get("/map/").content.decode()
    publish(ground)
    page = reader.get("/map/").content.decode()
    assert "Noch nichts auf der Karte" not in page
    assert f'href="/datasets/{ground}/"' in page
    assert config(page)["bounds"] == pytest.approx([13.9, 51.96, 13.95, 52.0])
    shown = reader.get("/map/picture.svg").content.decode()
    assert "<image" in shown


def test_what_is_here_says_how_high_it_is_where_one_may_know(reader, staff, publish, ground: str) -> None:
    assert reader.get(f"/map/here/?{SPOT}").json()["height"] is None
    assert staff.get(f"/map/here/?{SPOT}").json()["height"] == 69
    publish(ground)
    assert reader.get(f"/map/here/?{SPOT}").json()["height"] == 69
    assert reader.get("/map/here/?lat=48&lon=11").json()["height"] is None


def test_the_still_picture_holds_the_relief_until_it_is_switched_off(reader, publish, ground: str) -> None:
    address = "/map/picture.svg?map=13/51.98/13.92&layers="
    assert "data:image/png" not in reader.get(address).content.decode()
    publish(ground)
    assert "data:image/png" in reader.get(address).content.decode()
    assert "data:image/png" not in reader.get(f"{address}-relief").content.decode()
    assert "data:image/png" not in reader.get("/map/picture.svg?map=13/48/11&layers=").content.decode()


def test_links_of_the_still_map_keep_the_relief_off(reader, publish, ground: str) -> None:
    publish(ground)
    page = reader.get("/map/?map=13.00/51.98000/13.92000&layers=-relief").content.decode()
    assert "layers=-relief" in page
