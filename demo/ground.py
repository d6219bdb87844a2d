"""Draws the town's ground plan from a seed: river, streets, blocks, buildings, green."""

from __future__ import annotations

import random

from shapely import LineString, Point, Polygon

from demo.curves import COUNTERS
from demo.green import green, waters
from demo.houses import blocks, houses, number
from demo.paths import paths
from demo.plan import Ground, Spot, smooth
from demo.sites import farms, nurseries, playgrounds, sites
from demo.streets import join_ends, streets
from demo.trees import trees


def draw(seed: int) -> Ground:
    """Draw the plan. The same seed draws the same town."""
    chance = random.Random(seed)
    river = smooth([
        (-2300, -1150), (-1500, -760), (-800, -560), (-250, -455), (250, -440), (800, -300), (1400, 60), (2300, 330),
    ])  # fmt: skip
    ground = Ground(river=river.buffer(19, cap_style="flat"), river_line=river)
    ground.districts = _districts(river)
    rail = smooth([(-2300, 1130), (-1000, 1225), (0, 1250), (1000, 1235), (2300, 1330)])
    ground.rails = [rail, LineString([(x, y + 4.6) for x, y in rail.coords])]
    streets(ground, chance)
    ground.blocks = blocks(ground)
    waters(ground)
    sites(ground)
    playgrounds(ground)
    green(ground, chance)
    tracks = paths(ground)
    houses(ground, chance)
    farms(ground, tracks, chance)
    join_ends(ground.streets)
    number(ground)
    nurseries(ground, chance)
    ground.trees = trees(ground, chance)
    ground.stations = _stations(ground)
    return ground


def _districts(river: LineString) -> dict[str, Polygon]:
    line = list(river.coords)
    north, south = [(2300, 1700), (-2300, 1700)], [(2300, -1900), (-2300, -1900)]
    above, below = Polygon([*line, *north]), Polygon([*line, *south])
    old = Point(0, 0).buffer(470).intersection(above)
    return {"Altstadt": old, "Bahnhofsvorstadt": above.difference(old), "Kiefernhain": below}


def _stations(ground: Ground) -> dict[str, dict[str, Spot]]:
    """Give where the measuring stations stand, by dataset."""
    bridge = ground.street("Dresdener Straße").intersection(ground.river_line)
    street, walk = ground.street("Bahnhofstraße").interpolate(0.45, normalized=True), ground.street("Uferweg")
    bank = walk.interpolate(walk.project(Point(-300, -420)))
    spots = dict(zip(COUNTERS, ((bridge.x, bridge.y), (street.x, street.y), (bank.x, bank.y)), strict=True))
    halls = {one.tags.get("name", ""): one.outline.representative_point() for one in ground.buildings}
    library = next(one for one in ground.places if one.tags.get("name") == "Stadtbibliothek")
    energy = {name: (halls[name].x, halls[name].y) for name in ("Rathaus", "Grundschule Am Wall", "Schwimmhalle")}
    return {
        "radverkehr": spots,
        "luft-und-wetter": {"Marktplatz": (12.0, -8.0)},
        "pegel": {"Pegel Lange Brücke": (bridge.x - 14, bridge.y + 12)},
        "energie": {**energy, "Stadtbibliothek": library.spot},
    }
