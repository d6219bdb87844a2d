"""Draws the town's ground plan from a seed: river, streets, blocks, buildings, green."""

from __future__ import annotations

import random

from shapely import LineString, Point, Polygon

from demo.curves import COUNTERS
from demo.green import green, waters
from demo.houses import blocks, houses, number
from demo.names import SUBURBS
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
    rail = smooth([(-2300, 1130), (-1000, 1225), (0, 1250), (1000, 1235), (2300, 1330)])
    ground.rails = [rail, LineString([(x, y + 4.6) for x, y in rail.coords])]
    streets(ground, chance)
    ground.border = _border(chance)
    ground.districts = _quarters(ground, *_sides(river))
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


def _border(chance: random.Random) -> Polygon:
    """Draw the town's limits: they follow ditches and old fields, so they are never straight for long."""
    corners = [(-2080, -1500), (-2150, -300), (-2040, 800), (-1500, 1560), (-200, 1490), (1100, 1580), (2060, 1330),
               (2150, 300), (2020, -700), (1500, -1650), (300, -1740), (-1100, -1640)]  # fmt: skip
    points = []
    for (x, y), (to_x, to_y) in zip(corners, [*corners[1:], corners[0]], strict=True):
        for share in (0.0, 0.34, 0.67):
            wobble = chance.uniform(-55, 55), chance.uniform(-55, 55)
            points.append((x + share * (to_x - x) + wobble[0], y + share * (to_y - y) + wobble[1]))
    return Polygon(points)


def _quarters(ground: Ground, above: Polygon, below: Polygon) -> dict[str, Polygon]:
    """Share the town out among its quarters: the old town reaches from its wall to the river."""
    ring = Polygon(ground.street("Stadtring").coords).buffer(46)
    bank = Polygon([(-330, -200), (330, -150), (720, -250), (720, -600), (-330, -600)])
    old = ring.union(bank).intersection(above).intersection(ground.border)
    return {
        "Altstadt": old,
        "Bahnhofsvorstadt": above.intersection(ground.border).difference(old),
        "Kiefernhain": below.intersection(ground.border),
    }


def _sides(river: LineString) -> tuple[Polygon, Polygon]:
    """Give the land north and south of the river."""
    line = list(river.coords)
    return (
        Polygon([*line, (2300, 1700), (-2300, 1700)]),
        Polygon([*line, (2300, -1900), (-2300, -1900)]),
    )


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
        "einwohner": dict(SUBURBS),
        "energie": {**energy, "Stadtbibliothek": library.spot},
    }
