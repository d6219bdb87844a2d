"""Draws the streets: a round old town, a grid before the station, a garden town across the river, roads through."""

from __future__ import annotations

import math
import random

from shapely import LineString, Point

from demo.names import STREETS
from demo.plan import Ground, Spot, Street, smooth

# How far a street's end may lie from the street it is meant to meet.
_REACH = 45.0
_SAME = 0.5
STATION = (34.0, 1178.0)


def streets(ground: Ground, chance: random.Random) -> None:
    """Draw all streets for cars, and the paths that everyone in town knows."""
    rings = {0: "Marktplatz", 1: "Innerer Ring", 2: "Wallstraße", 3: "Stadtring", 4: "Lange Straße"}
    ground.streets += _named(old_town(chance), "Altstadt", chance, rings)
    ground.streets += _named(grid(chance), "Bahnhofsvorstadt", chance, {12: "Bahnhofstraße"})
    ground.streets += _named(garden_town(), "Kiefernhain", chance, {4: "Heideweg"})
    ground.streets += [*through_roads(ground), *links(), *works()]
    join_ends(ground.streets)


def old_town(chance: random.Random) -> list[tuple[LineString, str]]:
    """Draw four rings around the market and fourteen spokes between them."""

    def ring(radius: float) -> list[Spot]:
        return [
            (radius * wobble * 1.12 * math.cos(angle), radius * wobble * 0.92 * math.sin(angle))
            for angle in (index * math.tau / 28 for index in range(28))
            for wobble in (1 + chance.uniform(-0.045, 0.045),)
        ]

    rings = [ring(radius) for radius in (52, 145, 250, 365)]
    # Around the market one drives and parks: what a square without cars would change.
    classes = ("residential", "living_street", "living_street", "secondary")
    lines = [(LineString([*points, points[0]]), kind) for points, kind in zip(rings, classes, strict=True)]
    for spoke in range(14):
        inner = 0 if spoke % 2 == 0 else (1 if spoke % 4 == 1 else 2)
        kind = "pedestrian" if spoke in {0, 4} else "living_street" if spoke % 4 == 0 else "residential"
        lines.append((LineString([rings[level][spoke * 2] for level in range(inner, 4)]), kind))
    return lines


def grid(chance: random.Random) -> list[tuple[LineString, str]]:
    """Draw seven streets and twelve across; one of them leads from the old town to the station."""
    rows = [470 + 105 * row for row in range(7)]
    columns = [-760 + 150 * column + chance.uniform(-14, 14) for column in range(12)]
    bend = [chance.uniform(-10, 10) for _ in columns]

    def spot(column: int, row: int) -> Spot:
        x = columns[column] + 0.08 * (rows[row] - 470) + bend[column] * row / 6
        return x, rows[row] + 0.03 * columns[column]

    lines = []
    for row in range(7):
        line = LineString([spot(column, row) for column in range(12)])
        lines.append((line, "secondary" if row == 3 else "residential"))
    for column in range(12):
        points = [spot(column, row) for row in range(7)]
        if column == 5:
            points = [(0.0, 336.0), *points, STATION]
        lines.append((LineString(points), "primary" if column == 5 else "residential"))
    return lines


def garden_town() -> list[tuple[LineString, str]]:
    """Draw streets that swing like the hills of a map, and straight ones across."""

    def wave(x: float, base: float) -> float:
        return base + 46 * math.sin(x / 260) + 0.1 * x

    lines = []
    for row in range(9):
        points = [(float(x), wave(x, -640 - 92 * row)) for x in range(-900, 1101, 100)]
        lines.append((smooth(points), "secondary" if row == 4 else "residential"))
    for column in range(11):
        x = -900.0 + 200 * column
        lines.append((LineString([(x, wave(x, -640)), (x, wave(x, -640 - 92 * 8))]), "residential"))
    return lines


def _named(
    lines: list[tuple[LineString, str]], district: str, chance: random.Random, fixed: dict[int, str]
) -> list[Street]:
    names = [name for name in STREETS[district] if name not in fixed.values()]
    chance.shuffle(names)
    pool = iter(names * 2)
    return [
        Street(line, highway, fixed.get(index) or next(pool), district) for index, (line, highway) in enumerate(lines)
    ]


def through_roads(ground: Ground) -> list[Street]:
    """Draw the roads that lead out of town, and the ways along and over the river."""
    north = smooth([(34, 1700), (42, 1450), (38, 1290), STATION])
    south = smooth([(258, -239), (262, -330), (250, -455), (285, -640), (300, -1050), (330, -1900)])
    east = smooth([(409, 0), (700, 190), (1100, 420), (1600, 620), (2300, 760)])
    west = smooth([(-409, 0), (-760, -60), (-1300, -120), (-2300, -60)])
    walk = LineString([(p[0], p[1] + 45) for p in ground.river_line.coords if -1500 < p[0] < 1700])
    footbridge = LineString([(-330, -235), (-345, -465), (-352, -712)])
    return [
        Street(north, "primary", "Berliner Straße", "Bahnhofsvorstadt"),
        Street(south, "primary", "Dresdener Straße", "Kiefernhain"),
        Street(east, "secondary", "Frankfurter Chaussee", "Bahnhofsvorstadt"),
        Street(west, "secondary", "Seestraße", "Bahnhofsvorstadt"),
        Street(walk, "cycleway", "Uferweg", "Altstadt"),
        Street(footbridge, "footway", "Mühlensteg", "Altstadt"),
    ]


def links() -> list[Street]:
    """Join the old town's ring with the station quarter, so that one can walk between them."""
    return [
        Street(LineString([(-225, 266), (-300, 380), (-312, 461)]), "residential", "Feldgasse", "Bahnhofsvorstadt"),
        Street(LineString([(225, 266), (275, 370), (292, 479)]), "residential", "Tränkweg", "Bahnhofsvorstadt"),
        Street(LineString([(-409, 10), (-520, 200), (-610, 452)]), "residential", "Seeblick", "Bahnhofsvorstadt"),
        Street(LineString([(365, 110), (540, 260), (740, 492)]), "residential", "Am Anger", "Bahnhofsvorstadt"),
    ]


def works() -> list[Street]:
    """Draw the streets of the industrial estate."""
    lines = (
        ([(1200, 465), (1186, 700), (1175, 900), (1165, 1105)], "Werkring"),
        ([(1370, 535), (1362, 720), (1352, 900), (1342, 1115)], "Siemensring"),
        ([(905, 815), (1050, 822), (1560, 850)], "Gewerbestraße"),
        ([(905, 925), (1030, 938), (1555, 968)], "Lise-Meitner-Straße"),
        ([(1020, 1060), (1540, 1085)], "Am Anschlussgleis"),
    )
    return [Street(LineString(points), "residential", name, "Bahnhofsvorstadt") for points, name in lines]


def join_ends(streets: list[Street]) -> None:
    """Lay each street's loose end on the nearest other street, which gets a corner there: so the network holds together."""
    for street in streets:
        if street.line.coords[0] == street.line.coords[-1]:
            continue
        for place in (0, -1):
            coords = list(street.line.coords)
            end = Point(coords[place])
            others = [one for one in streets if one is not street and one.line.distance(end) < _REACH]
            if others:
                near = min(others, key=lambda one: one.line.distance(end))
                coords[place] = _corner(near, end)
                street.line = LineString(coords)


def _corner(street: Street, spot: Point) -> Spot:
    """Give the corner of a street nearest to a spot on its side; made there when none is within half a metre."""
    at = street.line.project(spot)
    point = street.line.interpolate(at)
    coords = list(street.line.coords)
    near = min(coords, key=lambda one: math.dist(one, point.coords[0]))
    if math.dist(near, point.coords[0]) < _SAME:
        return near[0], near[1]
    place = sum(1 for one in coords[:-1] if street.line.project(Point(one)) < at) if at > 0 else 0
    street.line = LineString([*coords[:place], (point.x, point.y), *coords[place:]])
    return point.x, point.y
