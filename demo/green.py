"""Draws what is not built: woods, fields, water, parks, playgrounds."""

from __future__ import annotations

import math
import random

from demo.plan import Ground
from shapely import LineString, Point, Polygon, affinity
from shapely.ops import unary_union

def green(ground: Ground, chance: random.Random) -> None:
    bank = ground.river_line.buffer(125, single_sided=False)
    park = Polygon([(-640, -520), (-330, -330), (-120, -375), (-120, -470)]).buffer(10).difference(ground.river.buffer(3))
    lake = affinity.scale(Point(-1350, 330).buffer(230), 1.25, 0.8).union(Point(-1180, 420).buffer(150))
    ground.water.append(("Großer Kranichsee", lake.simplify(4)))
    built = unary_union([street.line for street in ground.streets]).buffer(95)
    meadows = bank.difference(ground.river.buffer(2)).difference(built)
    edge = Polygon([(-2300, -1900), (2300, -1900), (2300, 1700), (-2300, 1700)])
    south = Polygon([(-2300, -1900), (2300, -1900), (2300, -700), (1200, -820), (1150, -1500), (-980, -1560), (-1050, -780), (-2300, -980)])
    patches = [south, _blob(chance, -1650, 950, 430), _blob(chance, 1750, 1280, 400), _blob(chance, 1560, -240, 290), _blob(chance, -1850, -250, 260)]
    woods = unary_union(patches).buffer(-30).buffer(30)
    woods = woods.intersection(edge).difference(built).difference(lake.buffer(25)).difference(bank)
    open_land = edge.difference(unary_union([woods, built.buffer(-10), lake.buffer(20), bank]))
    for strip in _parcels(chance, edge):
        piece = strip.intersection(open_land)
        if piece.area > 8000:
            ground.land.append(("landuse", chance.choice(("farmland", "farmland", "farmland", "meadow")), "", piece))
    ground.land += [
        ("leisure", "park", "Stadtpark", park),
        ("natural", "grassland", "Sielitzwiesen", meadows),
        ("natural", "wood", "Birkenfurter Heide", woods),
        ("landuse", "cemetery", "Waldfriedhof", affinity.rotate(Polygon([(1160, -900), (1330, -900), (1330, -760), (1160, -760)]), 8)),
        ("landuse", "allotments", "Kleingärten Morgensonne", Polygon([(-1010, 560), (-820, 575), (-800, 760), (-1000, 760)])),
        ("leisure", "pitch", "Stadion am Park", affinity.rotate(Polygon([(-840, -330), (-735, -330), (-735, -265), (-840, -265)]), 12)),
        ("landuse", "industrial", "Gewerbegebiet Nord", Polygon([(1010, 700), (1600, 760), (1580, 1130), (1000, 1120)])),
    ]
    for index in range(9):
        block = chance.choice([(-500, 700), (120, 840), (520, 620), (-200, -880), (400, -980), (700, -760), (-600, -1040), (-150, 200), (180, 250)])
        spot = Point(block[0] + chance.uniform(-60, 60), block[1] + chance.uniform(-40, 40))
        ground.land.append(("leisure", "playground", f"Spielplatz {index + 1}", affinity.scale(spot.buffer(11, quad_segs=2), 1.4, 1)))


def _blob(chance: random.Random, x: float, y: float, radius: float) -> Polygon:
    """Draw a wood's edge: a circle that never was one."""
    waves = [(turn, chance.uniform(0, math.tau), chance.uniform(0.05, 0.18)) for turn in (2, 3, 5, 7)]
    points = []
    for step in range(72):
        angle = step * math.tau / 72
        reach = radius * (1 + sum(depth * math.sin(turn * angle + phase) for turn, phase, depth in waves))
        points.append((x + 1.25 * reach * math.cos(angle), y + 0.85 * reach * math.sin(angle)))
    return Polygon(points).buffer(0)


def _parcels(chance: random.Random, edge: Polygon) -> list[Polygon]:
    """Cut the open land into fields, long and a little askew."""
    west, south, east, north = edge.bounds
    found, x = [], west - 400
    while x < east + 400:
        wide, y = chance.uniform(230, 420), south - 200
        while y < north + 200:
            deep, lean = chance.uniform(180, 460), 0.22
            found.append(Polygon([(x + lean * y, y), (x + wide + lean * y, y), (x + wide + lean * (y + deep), y + deep), (x + lean * (y + deep), y + deep)]).buffer(-4))
            y += deep
        x += wide
    return found
