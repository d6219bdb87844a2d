"""The map as a page, in a frame, as a picture, and its doors: what is private stays so everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from portal_files import NASTY
from small_town import plan

from stadtkern.data.gather.run import run_import
from stadtkern.town.folder import TownFolder

DOORS = ("/map/ways/{trees}/", "/map/values/{counters}/", "/map/values/{counters}/1/")


def config_of(page: str) -> dict:
    """Give what the page tells the map."""
    found = re.search(r'<script id="map-config" type="application/json">(.*?)</script>', page)
    assert found
    told: dict = json.loads(found[1])
    return told


def test_a_layer_tells_where_its_ways_are_and_what_it_stands_under(
    reader: Client, trees: str, publish: Callable[..., None]
) -> None:
    """The page itself stays light; the ways are asked for."""
    publish(trees, theme="ENVI")
    (layer,) = config_of(reader.get("/map/").content.decode())["layers"]
    assert layer["theme"] == "Umwelt und Klima"
    assert layer["way"] == -1
    ways = reader.get(layer["ask"]).json()["ways"]
    kinds = next(one for one in ways if one["kind"] == "category" and one["title"] == "Baumart")
    assert {one["value"]: one["count"] for one in kinds["values"]} == {"Ahorn": 36, "Eiche": 12, "Linde": 12}
    heights = next(one for one in ways if one["kind"] == "number")
    assert sum(one["count"] for one in heights["values"]) == 60
    assert heights["values"][0]["to"] == heights["values"][1]["from"]


def test_private_datasets_are_on_no_map(reader: Client, trees: str, counters: str) -> None:
    """Neither in the page, nor in the frame, nor in a picture that names them, nor at the doors."""
    for path in ("/map/", "/embed/map/", "/embed/map/?layers=l1,l2"):
        page = reader.get(path).content.decode()
        assert "Bäume der Stadt" not in page
        assert "Neutor" not in page
    picture = reader.get("/map/picture.svg?layers=l1,l2&map=15/52.4088/13.1059").content.decode()
    assert "<circle" not in picture
    assert "Bäume" not in picture
    for door in DOORS:
        assert reader.get(door.format(trees=trees, counters=counters)).status_code == 404


def test_staff_see_what_is_not_published_and_nobody_else_keeps_it(staff: Client, trees: str) -> None:
    """A picture of private places is not for shared caches."""
    answer = staff.get("/map/picture.svg")
    assert "Bäume der Stadt" in answer.content.decode()
    assert "private" in answer["Cache-Control"]


def test_the_picture_is_a_drawing_of_the_points_in_the_view(
    reader: Client, trees: str, publish: Callable[..., None]
) -> None:
    """Well-formed, of the wished size, without markup from data; nothing is drawn of what lies elsewhere."""
    publish(trees)
    (layer,) = config_of(reader.get("/map/").content.decode())["layers"]
    near = reader.get(f"/map/picture.svg?map=13/52.4088/13.1059&layers={layer['id']}&size=700x400&look=dark")
    root = ET.fromstring(near.content)
    assert (root.get("width"), root.get("height")) == ("700", "400")
    assert near.content.count(b"<circle") == 60
    assert NASTY.encode() not in near.content
    far = reader.get(f"/map/picture.svg?map=13/50/10&layers={layer['id']}")
    assert far.content.count(b"<circle") == 0


def test_a_picture_that_has_not_changed_is_not_sent_again(
    reader: Client, trees: str, publish: Callable[..., None]
) -> None:
    """The same address and data give the same mark."""
    publish(trees)
    first = reader.get("/map/picture.svg")
    assert reader.get("/map/picture.svg", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert reader.get("/map/picture.svg?look=dark", headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "words", ["map=a/b/c&layers=,,&size=9x9", "size=99999x2", "size=²x3", "map=20/0/0", "layers=" + "x," * 500]
)
def test_a_picture_bears_any_address(reader: Client, trees: str, publish: Callable[..., None], words: str) -> None:
    """What makes no sense counts as not said."""
    publish(trees)
    answer = reader.get(f"/map/picture.svg?{words}")
    assert answer.status_code == 200
    ET.fromstring(answer.content)


def test_without_script_the_map_moves_by_links(reader: Client, trees: str, publish: Callable[..., None]) -> None:
    """The picture stands in noscript, and each link moves it."""
    publish(trees)
    page = reader.get("/map/?map=15.00/52.40880/13.10590&layers=").content.decode()
    inside = re.search(r"<noscript>(.*?)</noscript>", page, re.DOTALL)
    assert inside
    assert "/map/picture.svg?map=15.00/52.40880/13.10590" in inside[1]
    assert "?map=16.00/52.40880/13.10590&amp;layers=" in inside[1]


def test_the_frame_may_stand_anywhere_and_shows_what_its_address_says(
    reader: Client, trees: str, publish: Callable[..., None]
) -> None:
    """Without the site's head; other pages may not be framed."""
    publish(trees)
    page = reader.get("/embed/map/?layers=l99")
    assert "X-Frame-Options" not in page
    assert b"site-head" not in page.content
    assert config_of(page.content.decode())["embedded"] is True
    assert reader.get("/map/")["X-Frame-Options"] == "SAMEORIGIN"


def test_a_place_without_addresses_has_none(reader: Client) -> None:
    """And nonsense is no place."""
    assert reader.get("/map/here/?lat=52.4&lon=13.1").json() == {"address": None, "height": None}
    for words in ("", "lat=x&lon=2", "lat=99&lon=2", "lat=nan&lon=nan"):
        assert reader.get(f"/map/here/?{words}").status_code == 404


def test_dataset_pages_show_a_picture_until_the_map_is_there(
    reader: Client, trees: str, publish: Callable[..., None]
) -> None:
    """So there is never an empty box."""
    publish(trees)
    page = reader.get(f"/datasets/{trees}/").content.decode()
    found = re.search(r'class="map-poster" src="([^"]+)"', page)
    assert found
    assert reader.get(found[1].replace("&amp;", "&")).content.count(b"<circle") == 60


@pytest.mark.parametrize("placed", [0, 1, 5])
def test_rows_without_a_place_are_no_obstacle(
    reader: Client, open_town: TownFolder, tmp_path: Path, publish: Callable[..., None], placed: int
) -> None:
    """Their dataset's page, its picture and each row's own page are there; the picture has what has a place."""
    place = {"type": "Point", "coordinates": [13.1, 52.4]}
    features = [
        {"type": "Feature", "properties": {"name": f"Linde {n}"}, "geometry": place if n < placed else None}
        for n in range(8)
    ]
    file = tmp_path / "linden.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    slug = run_import(open_town, file, file.name, dataset="linden", title="Linden").dataset
    publish(slug)
    page = reader.get(f"/datasets/{slug}/")
    assert page.status_code == 200
    for address in re.findall(r'src="(/map/picture\.svg[^"]+)"', page.content.decode()):
        picture = reader.get(address.replace("&amp;", "&"))
        assert picture.status_code == 200
        assert picture.content.count(b"<circle") == min(1, placed)
    assert reader.get("/map/picture.svg").status_code == 200
    for number in (1, 8):
        assert f"Linde {number - 1}" in reader.get(f"/place/{slug}/{number}/").content.decode()


def test_a_private_ground_is_named_to_nobody(
    reader: Client, staff: Client, open_town: TownFolder, tmp_path: Path, trees: str, publish: Callable[..., None]
) -> None:
    """Neither as the map's ground nor among its sources; staff see it."""
    from stadtkern.data.registry import public

    number = public.dataset_id(run_import(open_town, plan(tmp_path / "plan.osm"), "plan.osm", dataset="plan").dataset)
    public.update_dataset(number or 0, attribution="Geheimes Vermessungsamt")
    publish(trees)
    for path in ("/map/", f"/datasets/{trees}/"):
        hidden, seen = (config_of(who.get(path).content.decode()) for who in (reader, staff))
        assert hidden["base"] is None
        assert "Geheimes" not in json.dumps(hidden)
        assert seen["base"]
        assert "Geheimes Vermessungsamt" in seen["attribution"]
