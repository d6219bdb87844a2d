"""Sets the houses: along the edges of blocks, as detached houses, as slabs; and numbers them along their streets."""

from __future__ import annotations

import math
import random

from demo.names import DISTRICTS
from demo.plan import Building, Ground
from shapely import MultiLineString, Polygon, affinity
from shapely.ops import linemerge, polygonize, substring, unary_union

def build(ground: Ground, chance: random.Random) -> None:
    lines = unary_union([street.line for street in ground.streets if street.highway not in {"footway", "cycleway"}])
    merged = linemerge(lines) if isinstance(lines, MultiLineString) else lines
    free = unary_union([ground.river.buffer(12), *[shape for key, value, _, shape in ground.land if value in {"park", "pitch", "playground", "cemetery"}], ground.rails[0].buffer(18)])  # fmt: skip
    for block in polygonize(merged):
        middle = block.representative_point()
        if not 1500 < block.area < 60_000:
            continue
        district = next((name for name in DISTRICTS if ground.districts[name].contains(middle)), None)
        if district is None:
            continue
        ground.blocks.append((district, block))
        slabs = district == "Kiefernhain" and -760 < middle.x < -250
        made = _slabs(block, chance) if slabs else (_houses(block, chance) if district == "Kiefernhain" else _perimeter(block, district, chance))
        ground.buildings += [one for one in made if one.outline.area > 25 and not one.outline.intersects(free)]
    for index in range(9):
        hall = affinity.rotate(Polygon([(0, 0), (88, 0), (88, 46), (0, 46)]), 4)
        ground.buildings.append(Building(affinity.translate(hall, 1040 + 175 * (index % 3), 740 + 118 * (index // 3)), "industrial", 2, "Bahnhofsvorstadt"))
    church = affinity.rotate(unary_union([Polygon([(-22, -7), (14, -7), (14, 7), (-22, 7)]), Polygon([(14, -5), (24, -5), (24, 5), (14, 5)])]), 20)
    ground.buildings += [
        Building(church, "church", 5, "Altstadt"),
        Building(Polygon([(-60, 1205), (70, 1207), (70, 1226), (-60, 1224)]), "train_station", 2, "Bahnhofsvorstadt"),
    ]
    _number(ground)


def _perimeter(block: Polygon, district: str, chance: random.Random) -> list[Building]:
    depth = 11.0
    ring = block.buffer(-(6.5 + depth / 2), join_style="mitre")
    if ring.is_empty or ring.geom_type != "Polygon":
        return []
    line, at, found = ring.exterior, chance.uniform(0, 10), []
    while at < line.length - 8:
        front = chance.uniform(11, 22)
        if chance.random() < (0.93 if district == "Altstadt" else 0.82):
            piece = substring(line, at, min(at + front, line.length))
            outline = piece.buffer(depth / 2, cap_style="flat", join_style="mitre")
            if isinstance(outline, Polygon):
                levels = chance.choice((2, 2, 3, 3)) if district == "Altstadt" else chance.choice((3, 4, 4, 5))
                found.append(Building(outline.simplify(0.2), chance.choice(("apartments", "apartments", "residential", "retail")), levels, district))
        at += front + 0.3
    return found


def _houses(block: Polygon, chance: random.Random) -> list[Building]:
    ring = block.buffer(-16, join_style="mitre")
    if ring.is_empty or ring.geom_type != "Polygon":
        return []
    line, at, found = ring.exterior, chance.uniform(5, 15), []
    while at < line.length - 10:
        here, ahead = line.interpolate(at), line.interpolate(at + 1)
        angle = math.degrees(math.atan2(ahead.y - here.y, ahead.x - here.x))
        wide, deep = chance.uniform(9, 13), chance.uniform(8, 10)
        shape = affinity.rotate(Polygon([(-wide / 2, -deep / 2), (wide / 2, -deep / 2), (wide / 2, deep / 2), (-wide / 2, deep / 2)]), angle)
        if chance.random() < 0.9:
            outline = affinity.translate(shape, here.x, here.y)
            if not any(outline.distance(other.outline) < 3 for other in found):
                found.append(Building(outline, "house", chance.choice((1, 1, 2)), "Kiefernhain"))
        at += chance.uniform(19, 25)
    return found


def _slabs(block: Polygon, chance: random.Random) -> list[Building]:
    west, south, east, north = block.bounds
    inner, found = block.buffer(-9), []
    x = west + 26
    while x < east - 30:
        y = south + (north - south) / 2
        slab = Polygon([(x, y - 30), (x + 12, y - 30), (x + 12, y + 26), (x, y + 26)]).intersection(inner)
        if isinstance(slab, Polygon) and slab.area > 350:
            found.append(Building(slab, "apartments", chance.choice((5, 5, 6)), "Kiefernhain"))
        x += 44
    return found


def _number(ground: Ground) -> None:
    """Give each building the nearest street's name and the next number on its side."""
    streets = [street for street in ground.streets if street.highway not in {"footway", "cycleway"}]
    counted: dict[tuple[str, str, int], int] = {}
    places = sorted(range(len(ground.buildings)), key=lambda one: (ground.buildings[one].outline.centroid.x, ground.buildings[one].outline.centroid.y))
    for place in places:
        one = ground.buildings[place]
        middle = one.outline.centroid
        street = min(streets, key=lambda road: road.line.distance(middle))
        along = street.line.project(middle)
        here, ahead = street.line.interpolate(along), street.line.interpolate(along + 1)
        side = 1 if (ahead.x - here.x) * (middle.y - here.y) - (ahead.y - here.y) * (middle.x - here.x) > 0 else 0
        key = (street.name, street.district, side)
        counted[key] = counted.get(key, -1) + 1
        one.street, one.number = street.name, str(counted[key] * 2 + 1 + side)
