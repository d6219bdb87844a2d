"""Sets the houses: along the edges of blocks, as detached houses, as slabs; and numbers them along their streets."""

from __future__ import annotations

import math
import random

from shapely import MultiLineString, Polygon, STRtree, affinity, prepare
from shapely.ops import linemerge, polygonize, substring, unary_union

from demo.names import DISTRICTS
from demo.plan import AWAY, WIDTH, Block, Building, Ground


def blocks(ground: Ground) -> list[Block]:
    """Give the pieces of town that the streets enclose, with their districts."""
    lines = unary_union([one.line for one in ground.streets if one.highway not in AWAY])
    merged = linemerge(lines) if isinstance(lines, MultiLineString) else lines
    found = []
    for shape in polygonize(merged):
        middle = shape.representative_point()
        district = next((name for name in DISTRICTS if ground.districts[name].contains(middle)), None)
        if 1500 < shape.area < 60_000 and district is not None and not (middle.x > 900 and middle.y > 500):
            found.append(Block(shape, district))
    return found


def houses(ground: Ground, chance: random.Random) -> None:
    """Set houses on all blocks that are free: closed fronts, slabs, or detached ones, as the quarter is."""
    kept = {"pitch", "playground", "park", "parking", "cemetery", "commercial"}
    taken = [one.shape for one in ground.land if one.value in kept]
    taken += [
        one.line.buffer(WIDTH[one.highway] / 2) for one in ground.streets if one.highway in {"primary", "service"}
    ]
    free = unary_union([ground.river.buffer(12), *taken, ground.rails[0].buffer(18)])
    prepare(free)
    made: list[Building] = []
    for block in ground.blocks:
        if not block.free:
            continue
        if block.district != "Kiefernhain":
            made += _perimeter(block.shape, block.district, chance)
        elif -760 < block.shape.centroid.x < -250:
            made += _slabs(block.shape, chance)
        else:
            made += _houses(block.shape, chance)
    ground.buildings += [one for one in made if one.outline.area > 25 and not free.intersects(one.outline)]


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
                found.append(
                    Building(
                        outline.simplify(0.2),
                        chance.choice(("apartments", "apartments", "residential", "retail")),
                        levels,
                        district,
                    )
                )
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
        shape = affinity.rotate(
            Polygon([(-wide / 2, -deep / 2), (wide / 2, -deep / 2), (wide / 2, deep / 2), (-wide / 2, deep / 2)]), angle
        )
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


def number(ground: Ground) -> None:
    """Give each building the nearest street's name and the next number on its side."""
    streets = [one for one in ground.streets if one.highway not in AWAY]
    tree = STRtree([one.line for one in streets])
    counted: dict[tuple[str, str, int], int] = {}
    lived = [one for one in ground.buildings if one.kind not in {"shed", "barn"}]
    for one in sorted(lived, key=lambda house: house.outline.centroid.coords[0]):
        middle = one.outline.centroid
        street = streets[int(tree.nearest(middle))]
        at = street.line.project(middle)
        here, ahead = street.line.interpolate(at), street.line.interpolate(at + 1)
        left = (ahead.x - here.x) * (middle.y - here.y) - (ahead.y - here.y) * (middle.x - here.x) > 0
        key = (street.name, street.district, int(left))
        counted[key] = counted.get(key, -1) + 1
        one.street, one.number = street.name, str(counted[key] * 2 + 1 + left)
