"""Draws the town's ground plan: river, streets, blocks, buildings, green. Local metres, east and north of the market."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

from demo.names import DISTRICTS, STREETS
from pyproj import Transformer
from shapely import LineString, MultiLineString, Point, Polygon, affinity
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, polygonize, substring, unary_union

# The market square in UTM 33: a spot in a forest of Brandenburg.
ORIGIN = (428_000.0, 5_760_000.0)
_TO_DEGREES = Transformer.from_crs("EPSG:25833", "EPSG:4326", always_xy=True)
WIDTH = {"primary": 11.0, "secondary": 9.0, "residential": 6.5, "living_street": 5.5, "pedestrian": 7.0, "footway": 2.5, "cycleway": 3.0}


def degrees(x: float, y: float) -> tuple[float, float]:
    """Give longitude and latitude of a spot on the plan."""
    lon, lat = _TO_DEGREES.transform(ORIGIN[0] + x, ORIGIN[1] + y)
    return round(lon, 7), round(lat, 7)


@dataclass(slots=True)
class Street:
    """A street's middle line with its class and name."""

    line: LineString
    highway: str
    name: str
    district: str
    bridge: bool = False


@dataclass(slots=True)
class Building:
    """A building's outline with what it is."""

    outline: Polygon
    kind: str
    levels: int
    district: str
    street: str = ""
    number: str = ""


@dataclass(slots=True)
class Ground:
    """The whole plan."""

    river: Polygon
    river_line: LineString
    streets: list[Street] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    land: list[tuple[str, str, str, BaseGeometry]] = field(default_factory=list)
    rails: list[LineString] = field(default_factory=list)
    districts: dict[str, Polygon] = field(default_factory=dict)
    blocks: list[tuple[str, Polygon]] = field(default_factory=list)
    water: list[tuple[str, Polygon]] = field(default_factory=list)


def smooth(points: list[tuple[float, float]], step: float = 25.0) -> LineString:
    """Lay a smooth line through points (Catmull-Rom)."""
    ends = [points[0], *points, points[-1]]
    found: list[tuple[float, float]] = []
    for before, one, other, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        pieces = max(2, int(math.dist(one, other) / step))
        for part in range(pieces):
            t = part / pieces
            found.append(tuple(0.5 * (2 * one[i] + (other[i] - before[i]) * t + (2 * before[i] - 5 * one[i] + 4 * other[i] - after[i]) * t * t + (3 * one[i] - before[i] - 3 * other[i] + after[i]) * t**3) for i in (0, 1)))  # type: ignore[arg-type]  # fmt: skip
    return LineString([*found, points[-1]])


def draw(seed: int) -> Ground:
    """Draw the plan. The same seed draws the same town."""
    chance = random.Random(seed)
    river_line = smooth([(-2300, -1150), (-1500, -760), (-800, -560), (-250, -455), (250, -440), (800, -300), (1400, 60), (2300, 330)])
    ground = Ground(river=river_line.buffer(19, cap_style="flat"), river_line=river_line)
    ground.districts = _districts(river_line)
    for district, lines in (
        ("Altstadt", _old_town(chance)),
        ("Bahnhofsvorstadt", _grid(chance)),
        ("Kiefernhain", _garden_town(chance)),
    ):
        ground.streets += _named(lines, district, chance)
    ground.streets += _through_roads(ground)
    ground.rails = [smooth([(-2300, 1130), (-1000, 1225), (0, 1250), (1000, 1235), (2300, 1330)])]
    _green(ground, chance)
    _build(ground, chance)
    return ground


def _districts(river: LineString) -> dict[str, Polygon]:
    line = list(river.coords)
    north, south = [(2300, 1700), (-2300, 1700)], [(2300, -1900), (-2300, -1900)]
    above, below = Polygon([*line, *north]), Polygon([*line, *south])
    old = Point(0, 0).buffer(470).intersection(above)
    return {"Altstadt": old, "Bahnhofsvorstadt": above.difference(old), "Kiefernhain": below}


def _old_town(chance: random.Random) -> list[tuple[LineString, str]]:
    def ring(radius: float) -> list[tuple[float, float]]:
        return [
            (radius * wobble * 1.12 * math.cos(angle), radius * wobble * 0.92 * math.sin(angle))
            for angle in (index * math.tau / 28 for index in range(28))
            for wobble in (1 + chance.uniform(-0.045, 0.045),)
        ]

    rings = [ring(radius) for radius in (52, 145, 250, 365)]
    lines = [(LineString([*points, points[0]]), "pedestrian" if index == 0 else ("secondary" if index == 3 else "living_street")) for index, points in enumerate(rings)]  # fmt: skip
    for spoke in range(14):
        place = spoke * 2
        inner = 0 if spoke % 2 == 0 else (1 if spoke % 4 == 1 else 2)
        lines += [(LineString([rings[level][place] for level in range(inner, 4)]), "residential" if spoke % 4 else "secondary")]
    return lines


def _grid(chance: random.Random) -> list[tuple[LineString, str]]:
    rows = [470 + 105 * row for row in range(7)]
    columns = [-760 + 150 * column + chance.uniform(-14, 14) for column in range(12)]
    bend = [chance.uniform(-10, 10) for _ in columns]

    def spot(column: int, row: int) -> tuple[float, float]:
        return columns[column] + 0.08 * (rows[row] - 470) + bend[column] * row / 6, rows[row] + 0.03 * columns[column]

    lines = [(LineString([spot(column, row) for column in range(12)]), "secondary" if row == 3 else "residential") for row in range(7)]
    return lines + [(LineString([spot(column, row) for row in range(7)]), "secondary" if column == 5 else "residential") for column in range(12)]  # fmt: skip


def _garden_town(chance: random.Random) -> list[tuple[LineString, str]]:
    del chance

    def wave(x: float, base: float) -> float:
        return base + 46 * math.sin(x / 260) + 0.1 * x

    lines = []
    for row in range(9):
        base = -640 - 92 * row
        lines.append((smooth([(x, wave(x, base)) for x in range(-900, 1101, 100)]), "secondary" if row == 4 else "residential"))
    for column in range(11):
        x = -900 + 200 * column
        lines.append((LineString([(x, wave(x, -640)), (x, wave(x, -640 - 92 * 8))]), "residential"))
    return lines


def _named(lines: list[tuple[LineString, str]], district: str, chance: random.Random) -> list[Street]:
    names = list(STREETS[district])
    chance.shuffle(names)
    if district == "Altstadt":
        names = ["Marktplatz", "Innerer Ring", "Wallstraße", "Stadtring", *[name for name in names if name != "Wallstraße"]]
    return [Street(line, highway, names[index % len(names)], district) for index, (line, highway) in enumerate(lines)]


def _through_roads(ground: Ground) -> list[Street]:
    main = smooth([(30, 1700), (45, 1250), (35, 800), (20, 480), (22, 336), (90, 120), (150, -60), (215, -300), (235, -455), (280, -640), (300, -1050), (330, -1900)])  # fmt: skip
    east = smooth([(365, 0), (700, 190), (1100, 420), (1600, 620), (2300, 760)])
    west = smooth([(-400, 10), (-760, -60), (-1300, -120), (-2300, -60)])
    walk = LineString([(p[0], p[1] + 45) for p in ground.river_line.coords if -900 < p[0] < 1200])
    footbridge = LineString([(-330, -250), (-345, -465), (-350, -590)])
    return [
        Street(main, "primary", "Berliner Straße", "Altstadt"),
        Street(east, "secondary", "Frankfurter Chaussee", "Bahnhofsvorstadt"),
        Street(west, "secondary", "Seestraße", "Bahnhofsvorstadt"),
        Street(walk, "cycleway", "Uferweg", "Altstadt"),
        Street(footbridge, "footway", "Mühlensteg", "Altstadt"),
    ]


def _green(ground: Ground, chance: random.Random) -> None:
    bank = ground.river_line.buffer(125, single_sided=False)
    park = Polygon([(-640, -520), (-330, -330), (-120, -375), (-120, -470)]).buffer(10).difference(ground.river.buffer(3))
    lake = affinity.scale(Point(-1350, 330).buffer(230), 1.25, 0.8).union(Point(-1180, 420).buffer(150))
    ground.water.append(("Großer Kranichsee", lake.simplify(4)))
    built = unary_union([street.line for street in ground.streets]).buffer(95)
    meadows = bank.difference(ground.river.buffer(2)).difference(built)
    edge = Polygon([(-2300, -1900), (2300, -1900), (2300, 1700), (-2300, 1700)])
    south = Polygon([(-2300, -1900), (2300, -1900), (2300, -700), (1200, -820), (1150, -1500), (-980, -1560), (-1050, -780), (-2300, -980)])
    woods = unary_union([south, Point(-1650, 900).buffer(420), Point(1750, 1250).buffer(380), Point(1500, -250).buffer(260)])
    woods = woods.intersection(edge).difference(built).difference(lake.buffer(25)).difference(bank)
    fields = edge.difference(unary_union([woods, built, lake.buffer(20), bank]))
    ground.land += [
        ("leisure", "park", "Stadtpark", park),
        ("natural", "grassland", "Sielitzwiesen", meadows),
        ("natural", "wood", "Birkenfurter Heide", woods),
        ("landuse", "farmland", "", fields),
        ("landuse", "cemetery", "Waldfriedhof", affinity.rotate(Polygon([(1160, -900), (1330, -900), (1330, -760), (1160, -760)]), 8)),
        ("landuse", "allotments", "Kleingärten Morgensonne", Polygon([(-1010, 560), (-820, 575), (-800, 760), (-1000, 760)])),
        ("leisure", "pitch", "Stadion am Park", affinity.rotate(Polygon([(-840, -330), (-735, -330), (-735, -265), (-840, -265)]), 12)),
        ("landuse", "industrial", "Gewerbegebiet Nord", Polygon([(1010, 700), (1600, 760), (1580, 1130), (1000, 1120)])),
    ]
    for index in range(9):
        block = chance.choice([(-500, 700), (120, 840), (520, 620), (-200, -880), (400, -980), (700, -760), (-600, -1040), (-150, 200), (180, 250)])
        spot = Point(block[0] + chance.uniform(-60, 60), block[1] + chance.uniform(-40, 40))
        ground.land.append(("leisure", "playground", f"Spielplatz {index + 1}", affinity.scale(spot.buffer(11, quad_segs=2), 1.4, 1)))


def _build(ground: Ground, chance: random.Random) -> None:
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
