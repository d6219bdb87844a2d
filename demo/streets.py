"""Draws the streets: a round old town, a grid before the station, a garden town across the river, roads through."""

from __future__ import annotations

import math
import random

from demo.names import STREETS
from demo.plan import Ground, Street, smooth
from shapely import LineString

def old_town(chance: random.Random) -> list[tuple[LineString, str]]:
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


def grid(chance: random.Random) -> list[tuple[LineString, str]]:
    rows = [470 + 105 * row for row in range(7)]
    columns = [-760 + 150 * column + chance.uniform(-14, 14) for column in range(12)]
    bend = [chance.uniform(-10, 10) for _ in columns]

    def spot(column: int, row: int) -> tuple[float, float]:
        return columns[column] + 0.08 * (rows[row] - 470) + bend[column] * row / 6, rows[row] + 0.03 * columns[column]

    lines = [(LineString([spot(column, row) for column in range(12)]), "secondary" if row == 3 else "residential") for row in range(7)]
    return lines + [(LineString([spot(column, row) for row in range(7)]), "secondary" if column == 5 else "residential") for column in range(12)]  # fmt: skip


def garden_town(chance: random.Random) -> list[tuple[LineString, str]]:
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


def named(lines: list[tuple[LineString, str]], district: str, chance: random.Random) -> list[Street]:
    names = list(STREETS[district])
    chance.shuffle(names)
    if district == "Altstadt":
        names = ["Marktplatz", "Innerer Ring", "Wallstraße", "Stadtring", *[name for name in names if name != "Wallstraße"]]
    return [Street(line, highway, names[index % len(names)], district) for index, (line, highway) in enumerate(lines)]


def through_roads(ground: Ground) -> list[Street]:
    north = smooth([(30, 1700), (45, 1250), (38, 800), (24, 480), (0, 335)])
    south = smooth([(258, -239), (262, -330), (250, -455), (285, -640), (300, -1050), (330, -1900)])
    east = smooth([(365, 0), (700, 190), (1100, 420), (1600, 620), (2300, 760)])
    west = smooth([(-400, 10), (-760, -60), (-1300, -120), (-2300, -60)])
    walk = LineString([(p[0], p[1] + 45) for p in ground.river_line.coords if -900 < p[0] < 1200])
    footbridge = LineString([(-330, -250), (-345, -465), (-350, -590)])
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
        Street(LineString([(-400, 10), (-520, 200), (-610, 452)]), "residential", "Seeblick", "Bahnhofsvorstadt"),
        Street(LineString([(365, 80), (540, 260), (740, 492)]), "residential", "Am Anger", "Bahnhofsvorstadt"),
    ]
