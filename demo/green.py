"""Draws what is not built: woods, fields, water, parks, gardens."""

from __future__ import annotations

import math
import random
from itertools import pairwise

from shapely import LineString, Point, Polygon, affinity
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from demo.names import DISTRICTS
from demo.plan import EDGE, Building, Ground, smooth

LEAN = 0.22


def waters(ground: Ground) -> None:
    """Dig the lake and let the small streams run."""
    lake = affinity.scale(Point(-1350, 330).buffer(230), 1.25, 0.8).union(Point(-1180, 420).buffer(150))
    ground.water.append(("lake", "Großer Kranichsee", lake.simplify(4)))
    out = smooth([(-1290, 150), (-1230, 20), (-1190, -180), (-1120, -420), (-1010, -610)])
    mill = smooth([(1700, -1900), (1560, -1400), (1440, -950), (1330, -520), (1290, -190), (1240, -40)])
    ground.streams += [("Kranichgraben", out), ("Mühlenfließ", mill)]


def whole(shape: BaseGeometry) -> BaseGeometry:
    """Leave out splinters and necks where a shape only touches itself: such areas are no valid multipolygons."""
    opened = shape.buffer(-1.5).buffer(1.5)
    return unary_union([one for one in getattr(opened, "geoms", [opened]) if one.area > 300])


def town(ground: Ground) -> BaseGeometry:
    """Note where people live, quarter by quarter; gives all land that is built on."""
    built = []
    for district in DISTRICTS:
        blocks = unary_union([one.shape for one in ground.blocks if one.district == district])
        lived = blocks.buffer(26, join_style="mitre").buffer(-10, join_style="mitre")
        lived = ground.area("landuse", "residential", district, lived.difference(ground.river.buffer(40)))
        built.append(lived)
    taken = [
        one.shape
        for one in ground.land
        if one.value in {"industrial", "parking", "sports_centre", "commercial", "railway"}
    ]
    return unary_union([*built, *taken]).buffer(0)


def green(ground: Ground, chance: random.Random) -> None:
    """Draw the green around and inside the town, so that every spot is something."""
    urban = town(ground)
    roads = unary_union(
        [one.line.buffer(9) for one in ground.streets if one.highway in {"primary", "secondary", "residential"}]
    )
    lakes = unary_union([shape for _, _, shape in ground.water])
    wet = unary_union([ground.river, lakes])
    park = _park(ground, wet, urban)
    wall = _wall(ground, unary_union([urban, park, wet]))
    gardens = ground.area(
        "landuse",
        "allotments",
        "Kleingärten Morgensonne",
        Polygon([(-1040, 560), (-830, 575), (-815, 790), (-1030, 790)]),
    )
    graves = ground.area(
        "landuse",
        "cemetery",
        "Waldfriedhof",
        affinity.rotate(Polygon([(1150, -900), (1310, -900), (1310, -750), (1150, -750)]), 8),
    )
    shore = ground.area("natural", "wetland", "", whole(lakes.buffer(20).difference(wet).difference(urban)))
    beach = ground.area("natural", "beach", "Strandbad Kranichsee", shore.intersection(Point(-1180, 255).buffer(95)))
    kept = unary_union([urban, park, wall, gardens, graves, shore, beach, wet])
    woods = _woods(ground, chance, unary_union([kept, roads, ground.river_line.buffer(125)]))
    meadows = whole(ground.river_line.buffer(125).intersection(EDGE).difference(unary_union([kept, roads.buffer(-3)])))
    ground.area("natural", "grassland", "Sielitzwiesen", meadows)
    _fields(ground, chance, EDGE.difference(unary_union([kept, woods, meadows, roads])))
    _sheds(ground, gardens, chance)


def _park(ground: Ground, wet: BaseGeometry, urban: BaseGeometry) -> BaseGeometry:
    shape = Polygon([(-690, -530), (-420, -300), (-250, -335), (-60, -395), (-60, -500)]).buffer(12)
    return ground.area("leisure", "park", "Stadtpark", shape.difference(wet.buffer(3)).difference(urban))


def _wall(ground: Ground, taken: BaseGeometry) -> BaseGeometry:
    """The old town's wall is long gone; a belt of trees runs where it stood."""
    ring = Polygon(ground.street("Stadtring").coords)
    roads = unary_union([one.line.buffer(7) for one in ground.streets])
    belt = ring.buffer(66).difference(ring.buffer(6)).difference(taken).difference(roads)
    pieces = [one for one in getattr(belt, "geoms", [belt]) if one.area > 600]
    return ground.area("leisure", "park", "Wallanlagen", unary_union(pieces))


def _woods(ground: Ground, chance: random.Random, taken: BaseGeometry) -> BaseGeometry:
    edge = smooth([
        (2300, -690), (1800, -790), (1420, -700), (1250, -900), (1275, -1180), (1190, -1470), (760, -1530), (300, -1480),
        (-200, -1590), (-640, -1540), (-1010, -1590), (-1090, -1240), (-1040, -880), (-1300, -800), (-1750, -950), (-2300, -980),
    ])  # fmt: skip
    south = Polygon([*edge.coords, (-2300, -1900), (2300, -1900)])
    spots = ((-1650, 950, 430), (1750, 1280, 400), (1560, -240, 290), (-1850, -250, 260), (-1450, -350, 150))
    woods = unary_union([south, *(_blob(chance, *spot) for spot in spots)]).buffer(-30).buffer(30)
    woods = whole(woods.intersection(EDGE).difference(taken))
    for index, piece in enumerate(sorted(getattr(woods, "geoms", [woods]), key=lambda one: -one.area)):
        if piece.area > 4000:
            ground.area("natural", "wood", "Birkenfurter Heide" if index == 0 else "", piece.simplify(2))
    return woods


def _fields(ground: Ground, chance: random.Random, open_land: BaseGeometry) -> None:
    for strip in _parcels(chance):
        for piece in getattr(strip.intersection(open_land), "geoms", None) or [strip.intersection(open_land)]:
            if isinstance(piece, Polygon) and piece.area > 600:
                kind = chance.choice(("farmland", "farmland", "farmland", "meadow")) if piece.area > 9000 else "meadow"
                ground.area("landuse", kind, "", piece.simplify(1))


def _blob(chance: random.Random, x: float, y: float, radius: float) -> Polygon:
    """Draw a wood's edge: a circle that never was one."""
    waves = [(turn, chance.uniform(0, math.tau), chance.uniform(0.05, 0.18)) for turn in (2, 3, 5, 7)]
    points = []
    for step in range(72):
        angle = step * math.tau / 72
        reach = radius * (1 + sum(depth * math.sin(turn * angle + phase) for turn, phase, depth in waves))
        points.append((x + 1.25 * reach * math.cos(angle), y + 0.85 * reach * math.sin(angle)))
    return Polygon(points).buffer(0)


def field_edges(chance: random.Random) -> list[float]:
    """Give where the strips of fields begin, from west to east, on the line through the market."""
    edges = [-2700.0]
    while edges[-1] < 2700:
        edges.append(edges[-1] + chance.uniform(230, 420))
    return edges


def _parcels(chance: random.Random) -> list[Polygon]:
    """Cut the open land into fields, long and a little askew."""
    found = []
    edges = field_edges(random.Random(1))
    for west, east in pairwise(edges):
        y = -2100.0
        while y < 1900:
            top = y + chance.uniform(180, 460)
            corners = ((west, y), (east, y), (east, top), (west, top))
            found.append(Polygon([(x + LEAN * height, height) for x, height in corners]).buffer(-2))
            y = top
    return found


def _sheds(ground: Ground, gardens: BaseGeometry, chance: random.Random) -> None:
    west, south, east, north = gardens.bounds
    inside = gardens.buffer(-7)
    y = south + 12
    while y < north:
        x = west + 10
        while x < east:
            spot = Point(x + chance.uniform(-3, 3), y + chance.uniform(-2, 2))
            if inside.contains(spot) and chance.random() < 0.85:
                hut = affinity.rotate(
                    LineString([(spot.x - 2, spot.y), (spot.x + 2, spot.y)]).buffer(1.7, cap_style="flat"), 4
                )
                ground.buildings.append(Building(hut, "shed", 1, "Bahnhofsvorstadt"))
            x += 18
        y += 17
