"""Draws the town's ground plan from a seed: river, streets, blocks, buildings, green."""

from __future__ import annotations

import random

from demo.curves import COUNTERS
from demo.green import green
from demo.houses import build
from demo.plan import Ground, smooth
from demo.streets import garden_town, grid, links, named, old_town, through_roads
from shapely import LineString, Point, Polygon

def draw(seed: int) -> Ground:
    """Draw the plan. The same seed draws the same town."""
    chance = random.Random(seed)
    river_line = smooth([(-2300, -1150), (-1500, -760), (-800, -560), (-250, -455), (250, -440), (800, -300), (1400, 60), (2300, 330)])
    ground = Ground(river=river_line.buffer(19, cap_style="flat"), river_line=river_line)
    ground.districts = _districts(river_line)
    for district, lines in (
        ("Altstadt", old_town(chance)),
        ("Bahnhofsvorstadt", grid(chance)),
        ("Kiefernhain", garden_town(chance)),
    ):
        ground.streets += named(lines, district, chance)
    ground.streets += through_roads(ground) + links()
    ground.rails = [smooth([(-2300, 1130), (-1000, 1225), (0, 1250), (1000, 1235), (2300, 1330)])]
    green(ground, chance)
    build(ground, chance)
    ground.stations = {
        "radverkehr": {name: one.spot for name, one in COUNTERS.items()},
        "luft-und-wetter": {"Marktplatz": (12.0, -8.0)},
        "pegel": {"Pegel Lange Brücke": (236.0, -424.0)},
    }
    return ground


def _districts(river: LineString) -> dict[str, Polygon]:
    line = list(river.coords)
    north, south = [(2300, 1700), (-2300, 1700)], [(2300, -1900), (-2300, -1900)]
    above, below = Polygon([*line, *north]), Polygon([*line, *south])
    old = Point(0, 0).buffer(470).intersection(above)
    return {"Altstadt": old, "Bahnhofsvorstadt": above.difference(old), "Kiefernhain": below}
