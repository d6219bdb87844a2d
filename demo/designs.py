"""Three ways to have a square without cars, as three groups of pupils might build them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_dilation, binary_opening

from demo.brush import Brush, Mask

Metres3 = tuple[float, float, float]
# Two tall trees in the west of the square, where one group leads its cycle street in.
OLD_LINDENS = ((-47.5, 0.0), (-44.6, -13.0))


@dataclass(frozen=True, slots=True)
class Look:
    """A stop of the camera: a sentence, what is looked at and from where; metres on the plan, and over the ground."""

    text: str
    at: Metres3
    eye: Metres3


@dataclass(frozen=True, slots=True)
class Design:
    """What a group made: its name, the design's name and words, how it is built, and what it shows."""

    group: str
    name: str
    text: str
    build: Callable[[Brush, random.Random], None]
    looks: tuple[Look, ...]


def inside(brush: Brush, share: float = 1.0) -> Mask:
    """Say which columns lie in the market's ring, or in a share of it from the middle."""
    return brush.oval(0, 0, 105 * share, 84 * share)


def ring(brush: Brush) -> Mask:
    """Say which columns are the carriageway around the market; the lanes between parked cars are too narrow for it."""
    across = np.hypot(*np.mgrid[-2:3, -2:3]) < 2.6
    street = brush.surface("street")
    wide = binary_dilation(binary_opening(street, across), iterations=2) & street
    return np.asarray(wide & brush.oval(0, 0, 127, 106) & ~inside(brush, 0.9))


def cars(brush: Brush) -> Mask:
    """Say where cars stand and drive within the ring."""
    return brush.oval(0, 0, 116, 96) & brush.surface("parking", "street") & ~ring(brush)


def footways(brush: Brush) -> Mask:
    """Say which columns are the footways on both sides of that carriageway."""
    return brush.oval(0, 0, 127, 106) & brush.surface("footway")


def grove(brush: Brush, chance: random.Random) -> None:
    """Lindens in rows where cars stood, open joints under them, benches between; rain seeps in beside the ring."""
    brush.who = 0
    around, stood = ring(brush), cars(brush)
    brush.lay(stood, "permeable_paving")
    brush.lay(around | footways(brush), "square")
    brush.who = 1
    for side in (-1, 1):
        brush.lay(brush.box(side * 21, -15, 31, 27), "permeable_paving")
    _basin(brush)
    brush.who = 2
    for side in (-1, 1):
        for column, x in enumerate((10.5, 18.5, 26.5, 34.5)):
            for row, y in enumerate((-4.5, -14.5, -24.5)):
                bed = brush.box(side * x, y, 3, 3) & ~brush.standing()
                brush.lay(bed, "bed" if (column + row) % 2 else "meadow")
                if column == 0:
                    brush.tree(side * x, y, 7, 5.2, "blossom")
                else:
                    brush.tree(side * x, y, chance.choice((9, 10, 10, 11)), chance.choice((6.0, 6.6)))
    _rain_gardens(brush)
    brush.who = 3
    for side in (-1, 1):
        for x in (14.5, 22.5, 30.5):
            for y in (-9.5, -19.5):
                brush.put("bench", side * x - 1, y, (2, 1, 1))
        for y in (-9.5, -19.5):
            brush.put("table", side * 35.5 - 0.5, y)
            brush.put("bench", side * 35.5 - 0.5, y + 1)
            brush.put("bench", side * 35.5 - 0.5, y - 1)
    _cafe(brush, -13, 1.5)
    _cafe(brush, 9, 1.5)
    brush.put("drinking_fountain", 5, -16)
    for x, y in ((-39, -2), (39, -2), (-30, -31), (30, -31), (-6, -31), (6, -31), (-26, 16), (26, 16)):
        _lamp(brush, x, y)
    brush.who = 0
    for x, y in ((-30, 8), (-31, 22), (30, 8), (31, 22)):
        brush.lay(brush.box(x, y, 3, 3) & ~brush.standing(), "bed")
        brush.tree(x, y, 7, 5.2, "blossom")
    for side in (-1, 1):
        for y in (12.5, 15.5):
            brush.put("raised_bed", side * 37 - 2, y, (4, 1, 1))


def wheels(brush: Brush, chance: random.Random) -> None:
    """Around the square one cycles, in its west one plays, in its east one meets at the kiosk."""
    brush.who = 0
    around, stood = ring(brush), cars(brush)
    brush.lay(around, "cycle_street")
    brush.lay(stood, "square")
    for x, y in OLD_LINDENS:
        brush.clear(brush.oval(x, y, 17, 17), 34)
    brush.who = 1
    brush.lay(brush.oval(-23, -14, 38, 34), "lawn")
    brush.lay(brush.oval(-24, -13, 26, 22), "playground")
    brush.lay(brush.oval(-31, -20, 13, 10), "sand")
    for x, y, high in ((-25, -9, 4), (-20, -14, 3), (-28, -14, 2)):
        brush.put("play_tower", x, y, (2, 2, high))
    brush.put("deck", -24, -13, (4, 1, 1), up=2)
    brush.put("sand", -33, -21, (2, 2, 1))
    brush.lay(brush.box(-14, -23, 6, 2) | brush.box(-11, -21, 2, 5), "water")
    brush.who = 2
    edge = brush.oval(-23, -14, 38, 34) & ~brush.oval(-23, -14, 35.5, 31.5)
    gates = brush.box(-4, -12, 12, 8) | brush.box(-23, 4, 8, 10) | brush.box(-36, -1, 8, 8)
    brush.stand("hedge", edge & ~gates & ~brush.standing())
    for x, y in ((-38, -9), (-37, -21), (-24, -29), (-12, -28), (-13, -2.5), (-32, -1.5)):
        brush.tree(x, y, chance.choice((8, 9, 10)), chance.choice((5.6, 6.6)))
    for x, y in ((-16, -4), (-35, -13), (-21, -26), (-29, -4)):
        brush.put("bench", x, y, (2, 1, 1))
    brush.who = 3
    brush.lay(brush.oval(24, -17, 32, 25) & inside(brush, 0.86), "lawn")
    brush.lay(brush.box(24, -18, 20, 12), "sports")
    court = brush.box(24, -18, 20, 12)
    brush.stand("fence", court & ~brush.box(24, -18, 18, 10) & ~brush.box(14, -18, 3, 4), 2)
    brush.put("stage", 19, -9, (10, 2, 1))
    brush.put("stage", 20, -8, (8, 1, 1), up=2)
    _kiosk(brush, 10, -3)
    brush.who = 0
    for x, y in ((37, -9), (31, -28), (18, -29), (36, 4), (-36, 4), (-31, 24)):
        if not brush.standing()[brush.column(x, y)[::-1]]:
            brush.lay(brush.box(x, y, 3, 3) & ~brush.standing(), "bed")
            brush.tree(x, y, 7, 5.2, "blossom" if x * y < 0 else "crown")
    brush.who = 1
    for number in range(8):
        brush.put("bike_rack", 12 + 2 * number, 3, (1, 2, 1))
        brush.put("bike_rack", -27 + 2 * number, 7, (1, 2, 1)) if number < 3 else None
    brush.put("charging", 28, 3, (1, 1, 2))
    for x, y in ((-6, 0), (6, 0), (-6, -30), (6, -30), (-40, -2), (40, -2), (-23, 17), (23, 17)):
        _lamp(brush, x, y)
    brush.put("drinking_fountain", 5, -12)
    brush.lay(brush.box(0, -37, 9, 12) & brush.surface("cycle_street"), "crossing")


def hall(brush: Brush, chance: random.Random) -> None:
    """A market hall under grass and homes over shops, where cars stood; between them the market under trees."""
    brush.who = 0
    brush.lay(cars(brush) | ring(brush), "square")
    brush.lay(brush.box(0, -17, 12, 30) & brush.surface("square"), "permeable_paving")
    brush.who = 1
    _market_hall(brush, -22, -15)
    brush.who = 2
    _homes(brush, 17, -28)
    brush.who = 3
    for x in (-5, 2):
        for y in (-16, -20, -24, -28):
            brush.put("market_stall", x, y, (3, 2, 1))
            brush.put("shade_sail", x, y, (3, 2, 1), up=3)
    for x in (-36, -30, -24, -18, -12):
        brush.lay(brush.box(x, -30.5, 3, 3) & ~brush.standing() & ~brush.surface("street"), "bed")
        brush.tree(x, -30.5, 8, 5.2)
    for x in (-33, -27, -21, -15):
        brush.put("bench", x - 1, -31, (2, 1, 1))
    brush.who = 0
    _cafe(brush, -13, 1.5)
    _cafe(brush, 9, 1.5)
    for x, y in ((-40, -12), (-40, -20), (40, -6), (41, -16)):
        brush.lay(brush.box(x, y, 3, 3) & ~brush.standing(), "bed")
        brush.tree(x, y, chance.choice((8, 9)), 6.0)
    for number in range(6):
        brush.put("bike_rack", 22 + 2 * number, 3, (1, 2, 1))
    for x, y in ((-38, 2), (38, 2), (-7, -31), (8, -31), (-26, 16), (26, 16)):
        _lamp(brush, x, y)
    brush.who = 1
    for side in (-1, 1):
        brush.lay(brush.box(side * 30, 14, 7, 18) & inside(brush, 0.84) & ~brush.standing(), "rain_garden")
        for y in (9, 19):
            brush.tree(side * 30, y, 7, 5.2, "blossom")


def _basin(brush: Brush) -> None:
    """The old fountain gets a basin to dip one's feet into, with benches around it."""
    basin = brush.oval(0, -9, 9, 9) & ~brush.standing()
    brush.lay(basin, "water")
    brush.stand("wall", brush.oval(0, -9, 11, 11) & ~brush.oval(0, -9, 9, 9))
    for turn in range(8):
        angle = math.tau * (turn + 0.5) / 8
        brush.put("bench", 7.6 * math.cos(angle) - 0.5, -9 + 7.6 * math.sin(angle) - 0.5)


def _rain_gardens(brush: Brush) -> None:
    """Hollows where the square falls off to the ring: rain stays here, with tall grass and shrubs."""
    band = inside(brush, 0.93) & ~inside(brush, 0.80) & (brush.y < -18)
    ways = (abs(brush.x) < 4) | (abs(abs(brush.x) - 21) < 1.5)
    brush.lay(band & ~ways & ~brush.standing(), "rain_garden")
    shrubs = band & ~ways & ~brush.standing() & ((brush.x.astype(int) * 7 + brush.y.astype(int) * 3) % 6 == 0)
    brush.stand("shrub", shrubs)


def _cafe(brush: Brush, x: float, y: float) -> None:
    """Tables before the town hall, under a sail."""
    for column in (0, 3):
        brush.put("table", x + column, y)
        brush.put("bench", x + column - 1, y)
        brush.put("bench", x + column + 1, y)
    brush.put("shade_sail", x - 1, y - 1, (6, 3, 1), up=4)


def _lamp(brush: Brush, x: float, y: float) -> None:
    column, row = brush.column(x, y)
    if not brush.standing()[row, column]:
        brush.put("lamp", x, y, (1, 1, 4))


def _kiosk(brush: Brush, x: float, y: float) -> None:
    """A kiosk with a roof that reaches out over its tables."""
    brush.put("kiosk", x, y, (4, 3, 3))
    brush.put("green_roof", x - 1, y - 1, (6, 5, 1), up=4)
    for column in (-3, 6):
        brush.put("table", x + column, y + 1)
        brush.put("bench", x + column, y + 2)
        brush.put("bench", x + column, y)


def _market_hall(brush: Brush, x: float, y: float) -> None:
    """Timber and glass, gates on all sides, grass on the roof and the sun above the middle aisle."""
    brush.put("shop", x - 12, y - 7, (24, 14, 4))
    for at in (-12, -6, -1, 0, 5, 11):
        brush.put("homes_wood", x + at, y - 7, (1, 1, 4))
        brush.put("homes_wood", x + at, y + 6, (1, 1, 4))
    brush.put("green_roof", x - 13, y - 8, (26, 16, 1), up=5)
    brush.put("shop", x - 10, y - 3, (20, 6, 2), up=6)
    brush.put("solar_roof", x - 11, y - 4, (22, 8, 1), up=8)


def _homes(brush: Brush, x: float, y: float) -> None:
    """Two houses around a yard: shops below, homes above, gardens between."""
    yard = brush.box(x + 9, y + 13, 20, 27) & inside(brush, 0.9)
    brush.lay(yard, "garden")
    for south, walls, roof in ((0, "homes_brick", "solar_roof"), (16, "homes_wood", "green_roof")):
        brush.put("shop", x, y + south, (18, 9, 4))
        brush.put(walls, x, y + south, (18, 9, 6), up=5)
        brush.put("green_roof", x, y + south, (18, 9, 1), up=11)
        brush.put(walls, x + 2, y + south + 2, (14, 5, 3), up=11)
        brush.put(roof, x + 2, y + south + 2, (14, 5, 1), up=14)
    for at in (3, 9, 15):
        brush.tree(x + at, y + 12.5, 6, 4.4, "blossom")
    brush.stand("hedge", brush.box(x + 19.5, y + 12.5, 1, 7))
    brush.put("raised_bed", x + 5, y + 11, (2, 3, 1))
    brush.put("raised_bed", x + 11, y + 11, (2, 3, 1))
    brush.put("bench", x + 7, y + 15, (2, 1, 1))


DESIGNS = (
    Design(
        "Die Kraniche",
        "Unter den Linden",
        "Wo Autos standen, stehen jetzt Linden in Reihen. Darunter ist Pflaster mit offenen Fugen, damit der Regen versickern kann. Wir haben an "
        "heißen Tagen gesucht, wo Schatten ist: fast nirgends. Deshalb so viele Bäume. Um den Brunnen kann man sitzen und die Füße ins "
        "Wasser halten. Gehweg und Platz sind jetzt eine Ebene, ohne Kante. Darum zählt das Programm weniger Gehweg als vorher. Nicht "
        "gelöst haben wir, wo die Leute parken, die schlecht laufen können.",
        grove,
        (
            Look("Vom Rathaus sieht man jetzt ins Grüne statt auf Autodächer.", (0, -12, 1), (2, -58, 34)),
            Look("Hier kann man sitzen, ohne etwas zu kaufen.", (-20, -14, 1), (-48, -34, 16)),
            Look("Der Regen vom Platz läuft in die Mulden.", (18, -33, 0), (30, -60, 22)),
        ),
    ),
    Design(
        "Die Libellen",
        "Rollen und Toben",
        "Um den Markt fährt man Rad, Autos müssen außen herum. Links ist ein Spielplatz mit Wasser und Sand, rechts ein Feld zum Ballspielen "
        "mit Stufen zum Zusehen. Am Kiosk gibt es Eis. Die Räder haben Bügel, und ein Lastenrad kann laden. Für die Einfahrt "
        "mussten zwei alte Linden weg. Unsere neuen Bäume sind mehr, aber klein: Es gibt erst einmal weniger Schatten. Das war die "
        "schwerste Entscheidung.",
        wheels,
        (
            Look("Die Fahrradstraße geht einmal um den Platz.", (0, -34, 0), (-10, -74, 36)),
            Look("Spielen mitten in der Stadt, und die Eltern sehen es vom Café aus.", (-24, -13, 1), (-52, -36, 22)),
            Look("Am Kiosk trifft man sich nach der Schule.", (12, -2, 2), (34, -26, 16)),
        ),
    ),
    Design(
        "Die Biber",
        "Markthalle und neue Nachbarn",
        "Auf dem Parkplatz ist Platz für eine Markthalle mit Gras auf dem Dach und für zwei Häuser: unten Läden, oben Wohnungen. So wohnen mehr "
        "Leute mitten in der Stadt und müssen nicht mit dem Auto kommen. Es ist teuer, und es gibt weniger freien Platz als "
        "in den anderen Entwürfen. Dafür ist hier auch im Winter etwas los.",
        hall,
        (
            Look("Die Halle ist niedriger als das Rathaus, damit man es noch sieht.", (-22, -15, 4), (-56, -54, 30)),
            Look("Zwischen Halle und Häusern ist der Markt, mit Sonnensegeln.", (0, -22, 2), (4, -62, 24)),
            Look("Über den Läden wohnen Leute. Im Hof sind Gärten.", (26, -15, 6), (62, -44, 30)),
        ),
    ),
)
