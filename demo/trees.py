"""Plants the town's trees: along avenues, the river, the promenade and the park's paths, and around the market."""

from __future__ import annotations

import math
import random

from shapely import LineString, Point, STRtree

from demo.names import TREES
from demo.plan import WIDTH, Ground, along, parts_of

EVERY = 14.0
FARTHEST = 1900.0
# In a courtyard stands a tree at most in every square of so many metres.
YARD = 13.0
_PLANTED = {"primary": 0.82, "secondary": 0.78, "cycleway": 0.6}


def trees(ground: Ground, chance: random.Random) -> list[tuple[float, float, int]]:
    """Give the trees: spot and species. None stands in a house, on a street or in the water."""
    wanted: list[tuple[float, float, int]] = []
    for street in ground.streets:
        share = 0.7 if street.name in {"Wallpromenade", "Parkrunde"} else 0.55 if "allee" in street.name else 0.0
        share = share or _PLANTED.get(street.highway, 0.0)
        if share:
            wanted += _avenue(street.line, WIDTH[street.highway] / 2 + 1.6, share, chance)
    wanted += [(47.5 * math.cos(turn), 38 * math.sin(turn), 0) for turn in (math.tau * step / 18 for step in range(18))]
    wanted += _yards(ground, chance)
    return _clear(ground, wanted)


def _yards(ground: Ground, chance: random.Random) -> list[tuple[float, float, int]]:
    """Plant trees in the old town's courtyards, and a row of lindens around the church."""
    found: list[tuple[float, float, int]] = []
    for block in ground.blocks:
        inner = block.shape.buffer(-20)
        if block.district != "Altstadt" or not block.free or inner.is_empty:
            continue
        west, south, east, north = inner.bounds
        for column in range(int((east - west) / YARD)):
            for row in range(int((north - south) / YARD)):
                x = west + (column + chance.uniform(0.2, 0.8)) * YARD
                y = south + (row + chance.uniform(0.2, 0.8)) * YARD
                if chance.random() < 0.5 and inner.contains(Point(x, y)):
                    found.append((round(x, 2), round(y, 2), chance.randrange(len(TREES))))
    church = next(one.shape for one in ground.land if one.name == "Marienkirchhof")
    for ring in parts_of(church.buffer(-5).boundary, LineString):
        found += [(round(x, 2), round(y, 2), 0) for x, y, _, _ in along(LineString(ring.coords), 11.0)]
    return found


def _avenue(line: LineString, reach: float, share: float, chance: random.Random) -> list[tuple[float, float, int]]:
    kind, found = chance.randrange(len(TREES)), []
    for x, y, dx, dy in along(line, EVERY, 9.0):
        if math.hypot(x, y) > FARTHEST:
            continue
        sides = [side * reach for side in (-1, 1) if chance.random() < share]
        found += [(round(x - side * dy, 2), round(y + side * dx, 2), kind) for side in sides]
    return found


def _clear(ground: Ground, wanted: list[tuple[float, float, int]]) -> list[tuple[float, float, int]]:
    """Leave out what would stand in the way, and what stands where another does."""
    blocked = [one.outline.buffer(1) for one in ground.buildings]
    blocked += [one.line.buffer(WIDTH[one.highway] / 2 - 0.2) for one in ground.streets]
    blocked += [one.shape for one in ground.land if one.value == "parking"]
    blocked += [
        ground.river.buffer(2),
        *(shape.buffer(2) for _, _, shape in ground.water),
        *(one.buffer(6) for one in ground.rails),
    ]
    points = [Point(x, y) for x, y, _ in wanted]
    hit = set(STRtree(points).query(blocked, predicate="intersects")[1].tolist())
    seen: set[tuple[int, int]] = set()
    found = []
    for index, (x, y, kind) in enumerate(wanted):
        cell = round(x / 3), round(y / 3)
        if index in hit or cell in seen:
            continue
        seen.add(cell)
        found.append((x, y, kind))
    return found
