"""The server's picture of the map and the map in the browser look alike: one set of colours, of kinds of land and roads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stadtkern.data.portal.map_colours import DATA, LAND, LOOKS, ROADS

WEB = Path(__file__).parents[3] / "web"
COLOURS = (WEB / "data/map/style/colours.ts").read_text("utf-8")
GROUND = " ".join((WEB / "data/map/style/ground.ts").read_text("utf-8").split())
PALETTE = (WEB / "shared/palette.ts").read_text("utf-8")


def words(text: str) -> set[str]:
    return set(re.findall(r'"([^"]+)"', text))


@pytest.mark.parametrize(("look", "name"), [("light", "LIGHT"), ("dark", "DARK")])
def test_the_ground_has_the_browsers_colours(look: str, name: str) -> None:
    block = re.search(rf"const {name}(?:: Colours)? = {{(.*?)}};", COLOURS, re.DOTALL)
    assert block
    drawn = dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', block[1]))
    browser = {re.sub(r"[A-Z]", lambda sign: f"_{sign[0].lower()}", key): value for key, value in drawn.items()}
    assert LOOKS[look] == {key: browser[key] for key in LOOKS[look]}


@pytest.mark.parametrize("look", ["light", "dark"])
def test_data_have_the_browsers_colours(look: str) -> None:
    block = re.search(rf"DATA_{look.upper()} = \[(.*?)\]", PALETTE, re.DOTALL)
    assert block
    assert DATA[look] == tuple(re.findall(r"#[0-9a-f]{6}", block[1]))


def test_each_kind_of_land_has_the_browsers_colour() -> None:
    pairs = re.findall(r"\[ ?c\.(\w+), \[ ?([^\]]*?),? ?\],? ?\]", GROUND)
    assert {name: set(classes) for name, classes in LAND.items()} == {name: words(classes) for name, classes in pairs}


def test_every_road_that_the_browser_draws_is_drawn() -> None:
    browser = words(" ".join(re.findall(r"const [A-Z]+ = \[(.*?)\];", GROUND)))
    assert {one for _, classes, *_ in ROADS for one in classes} == browser
