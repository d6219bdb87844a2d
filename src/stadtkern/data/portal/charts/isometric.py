"""The town as a block picture, drawn from a seed: old town with market and church, a river, gardens, fields and pines."""

from __future__ import annotations

import math
from functools import lru_cache
from random import Random

from stadtkern.data.portal.charts import solids
from stadtkern.data.portal.charts.solids import PAINT, at, face, house, leaf_tree, patch, path, pine, shadow
from stadtkern.data.portal.charts.svg import drawing, element, short

SIZE = 20
_WALLS = ("plaster", "plaster", "plaster", "brick", "wheat", "stone")
_ROOFS = ("tile", "tile", "tile", "slate")


class _Town:
    """Collects what stands on the ground and gives it back from far to near."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)  # noqa: S311 - draws a picture
        self.ground: list[str] = []
        self.standing: list[tuple[float, str]] = []
        self.phase = self.dice.uniform(0, math.tau)
        self.bend = self.dice.uniform(1.1, 1.7)
        self.bridge = self.dice.choice((8, 9))
        self.market = (self.bridge + 1, self.dice.choice((3, 4)))
        self.taken: set[tuple[int, int]] = set()

    def river(self, x: float) -> float:
        """Give the middle of the river at x."""
        return 12.0 + self.bend * math.sin(x / 3.6 + self.phase)

    def put(self, x: float, y: float, markup: str) -> None:
        """Set something up whose near corner is at x, y."""
        self.standing.append((x + y, markup))

    def free(self, x: int, y: int) -> bool:
        """Tell whether a cell is neither road, water nor built on."""
        road = x == self.bridge or y in (2, 7) or (y == 16 and x < 15)
        near = min(abs(self.river(x + part) - y - 0.5) for part in (0.0, 0.5, 1.0))
        return not road and near > 1.75 and (x, y) not in self.taken


@lru_cache(maxsize=32)
def town_picture(seed: int, title: str, kind: str = "iso-hero") -> str:
    """Draw the town of this seed, about 15 kB once packed; the same seed always gives the same town."""
    town = _Town(seed)
    _land(town)
    _roads(town)
    _landmarks(town)
    _fill(town)
    _riverside(town)
    things = "".join(markup for _, markup in sorted(town.standing, key=lambda one: one[0]))
    inner = element("g", {"transform": "translate(500 150)"}, "".join(town.ground), things)
    return drawing(f"iso {kind}", 1000, 690, title, "", element("defs", {}, solids.TREES), _sky(town.dice), inner)


@lru_cache(maxsize=64)
def block_sign(seed: int, title: str) -> str:
    """Draw a small cluster of blocks for an empty page; one a page, since its trees have ids."""
    dice = Random(seed)  # noqa: S311 - draws a picture
    pieces = [patch("meadow", 0, 0, 4, 4)]
    sides = [
        (at(0, 4), at(4, 4), at(4, 4, -0.35), at(0, 4, -0.35)),
        (at(4, 4), at(4, 0), at(4, 0, -0.35), at(4, 4, -0.35)),
    ]
    pieces += [face("earth-l", sides[0]), face("earth-r", sides[1])]
    spots = [(x, y) for x in range(3) for y in range(3)]
    for x, y in sorted(spots, key=sum):
        chance = dice.random()
        px, py = 0.4 + x * 1.2, 0.4 + y * 1.2
        if chance < 0.5:
            height = dice.choice((0.7, 1.0, 1.4))
            pieces.append(shadow(px, py, px + 0.85, py + 0.75, height))
            pieces.append(house(dice, px, py, px + 0.85, py + 0.75, height, dice.choice(_WALLS), dice.choice(_ROOFS)))
        elif chance < 0.8:
            pieces.append((pine if chance < 0.65 else leaf_tree)(px + 0.4, py + 0.4, 1.1))
    inner = element("g", {"transform": "translate(105 52)"}, *pieces)
    return drawing("iso iso-card", 210, 170, title, "", element("defs", {}, solids.TREES), inner)


def _sky(dice: Random) -> str:
    stars = "".join(
        f"M{short(round(dice.uniform(20, 980)))} {short(round(dice.uniform(10, 210)))}h1.6v1.6h-1.6Z" for _ in range(46)
    )
    clouds = "".join(
        f"M{x} {y}a16 16 0 0 1 30 -8a22 22 0 0 1 42 2a15 15 0 0 1 12 6Z" for x, y in ((90, 120), (690, 70), (840, 150))
    )
    return (
        element("path", {"d": stars, "fill": PAINT["star"]})
        + element("circle", {"cx": 830, "cy": 70, "r": 34, "fill": PAINT["sun"]})
        + element(
            "path",
            {
                "d": "M840 40a34 34 0 1 0 22 58a28 28 0 0 1 -22 -58Z",
                "fill": PAINT["moon"],
            },
        )
        + element("path", {"d": clouds, "fill": PAINT["cloud"], "fill-opacity": 0.9})
    )


def _land(town: _Town) -> None:
    n = SIZE
    town.ground += [
        face("shadow", (at(0.6, n + 1.2), at(n + 1.2, n + 1.2), at(n + 1.2, 0.6), at(n, 0), at(n, n), at(0, n)), 0.08),
        face("earth-l", (at(0, n), at(n, n), at(n, n, -1.1), at(0, n, -1.1))),
        face("earth-r", (at(n, n), at(n, 0), at(n, 0, -1.1), at(n, n, -1.1))),
        patch("meadow", 0, 0, n, n),
    ]
    steps = [n * part / 40 for part in range(41)]

    def strip(wide: float, shift: float = 0.0) -> list[tuple[float, float]]:
        return [at(x, town.river(x) - wide + shift) for x in steps] + [
            at(x, town.river(x) + wide + shift) for x in reversed(steps)
        ]

    end = town.river(n)
    town.ground += [face("sand", strip(1.35)), face("water", strip(1.05))]
    town.ground.append(
        face("water", (at(n, end - 1.05), at(n, end + 1.05), at(n, end + 0.9, -1.1), at(n, end - 0.9, -1.1)))
    )
    ripples = []
    for _ in range(26):
        x = town.dice.uniform(0.6, n - 1.6)
        off, long = town.dice.uniform(-0.7, 0.7), town.dice.uniform(0.4, 1.0)
        y0, y1 = town.river(x) + off, town.river(x + long) + off
        ripples.append([at(x, y0), at(x + long, y1), at(x + long * 0.9, y1 + 0.06), at(x + 0.05, y0 + 0.06)])
    town.ground.append(path("shine", ripples))


def _roads(town: _Town) -> None:
    b, n = town.bridge, SIZE
    for y, end in ((2, n), (7, n), (16, 15)):
        town.ground.append(patch("road", 0, y + 0.2, end, y + 0.8))
    shore, far = town.river(b + 0.5) - 1.2, town.river(b + 0.5) + 1.2
    town.ground += [patch("road", b + 0.2, 0, b + 0.8, shore), patch("road", b + 0.2, far, b + 0.8, n)]
    mx, my = town.market
    town.ground.append(patch("square", mx, my, mx + 3, my + 3))
    town.taken |= {(mx + i, my + j) for i in range(3) for j in range(3)}


def _landmarks(town: _Town) -> None:
    dice, (mx, my) = town.dice, town.market
    # The church stands at the market's far corner, its tower to the west.
    town.ground.append(shadow(mx + 1.1, my + 0.25, mx + 2.8, my + 1.05, 2.4))
    nave = house(dice, mx + 1.3, my + 0.25, mx + 2.9, my + 1.05, 1.35, "brick", "copper")
    tower = solids.walls("brick", mx + 0.7, my + 0.3, mx + 1.3, my + 0.95, 0, 3.1)
    tower += solids.windows(dice, mx + 0.78, my + 0.38, mx + 1.3, my + 0.95, 2.2, 3.0)
    tower += solids.spire("copper", mx + 0.7, my + 0.3, mx + 1.3, my + 0.95, 3.1, 2.3)
    town.put(mx + 1.0, my + 0.9, tower)
    town.put(mx + 2.9, my + 1.05, nave)
    # The town hall: stone, three storeys, a small turret.
    hall = house(dice, mx + 0.2, my + 2.0, mx + 1.7, my + 2.75, 1.7, "plaster", "tile")
    hall += solids.walls("plaster", mx + 0.8, my + 2.25, mx + 1.1, my + 2.5, 2.0, 2.75)
    hall += solids.spire("copper", mx + 0.8, my + 2.25, mx + 1.1, my + 2.5, 2.75, 0.7)
    town.ground.append(shadow(mx + 0.2, my + 2.0, mx + 1.7, my + 2.75, 1.7))
    town.put(mx + 1.7, my + 2.75, hall)
    for x, y in ((2.2, 1.5), (2.6, 2.1), (2.2, 2.6)):
        town.put(mx + x, my + y, leaf_tree(mx + x, my + y, 0.75))
    _bridge(town)


def _bridge(town: _Town) -> None:
    b = town.bridge
    near, far = town.river(b + 0.5) + 1.35, town.river(b + 0.5) - 1.35
    spans = [far + (near - far) * part / 12 for part in range(13)]
    deck = [(y, 0.34 * math.sin(math.pi * (y - far) / (near - far))) for y in spans]
    upper = [at(b + 0.85, y, z) for y, z in deck]
    town.put(
        b,
        near - 1.2,
        face("road", [at(b + 0.15, y, z) for y, z in deck] + list(reversed(upper)))
        + face(
            "stone-r",
            [at(b + 0.85, y, z + 0.16) for y, z in deck]
            + [at(b + 0.85, y, max(0.0, z * 1.5 - 0.33)) for y, z in reversed(deck)],
        )
        + face(
            "stone-t", [at(b + 0.15, y, z + 0.16) for y, z in deck] + [at(b + 0.15, y, z) for y, z in reversed(deck)]
        ),
    )


def _fill(town: _Town) -> None:
    dice = town.dice
    mx, my = town.market
    for y in range(SIZE):
        for x in range(SIZE):
            if not town.free(x, y):
                continue
            old = math.hypot(x - mx - 1, y - my - 1)
            south = y > town.river(x)
            chance = dice.random()
            if (not south and old < 7.5 and chance < 0.82) or (south and 14 <= y <= 17 and 3 < x < 15 and chance < 0.5):
                _dwelling(town, x, y, tall=old < 5)
            elif south and x >= 13 and y >= 13:
                _field(town, x, y)
            elif (not south and (x > 15 or y < 1 or x < 2)) or (south and (x < 4 or y > 17)):
                _wood(town, x, y, dense=0.85)
            else:
                _wood(town, x, y, dense=0.3)


def _dwelling(town: _Town, x: int, y: int, *, tall: bool) -> None:
    dice = town.dice
    wide = town.free(x + 1, y) and x + 1 < SIZE and dice.random() < 0.45
    x1 = x + (1.85 if wide else 0.85)
    height = dice.choice((1.0, 1.3, 1.7) if tall else (0.6, 0.7, 1.0))
    y0, y1 = y + 0.2, y + 0.85
    town.taken |= {(x, y), (x + 1, y)} if wide else {(x, y)}
    town.ground.append(shadow(x + 0.12, y0, x1, y1, height))
    drawn = house(
        dice, x + 0.12, y0, x1, y1, height, dice.choice(_WALLS), dice.choice(_ROOFS), panels=dice.random() < 0.2
    )
    town.put(x1 if wide else x + 1.0, y1, drawn)


def _field(town: _Town, x: int, y: int) -> None:
    town.taken.add((x, y))
    material = "field" if (x // 3 + y // 4) % 2 else "field2"
    other = "field2" if material == "field" else "field"
    town.ground.append(patch(material, x, y, x + 1.0, y + 1.0))
    rows = [[at(x, y + r), at(x + 1, y + r), at(x + 1, y + r + 0.08), at(x, y + r + 0.08)] for r in (0.1, 0.43, 0.76)]
    town.ground.append(path(other, rows, 0.7))


def _wood(town: _Town, x: int, y: int, *, dense: float) -> None:
    dice = town.dice
    for _ in range(2):
        if dice.random() < dense:
            px, py = x + dice.uniform(0.15, 0.9), y + dice.uniform(0.15, 0.9)
            size = dice.uniform(0.75, 1.15)
            draw = pine if dense > 0.5 and dice.random() < 0.8 else leaf_tree
            town.put(px, py, draw(px, py, size))


def _riverside(town: _Town) -> None:
    x = 14.5 if town.bridge < 9 else 4.2
    y = town.river(x) + 0.1
    bx, by = at(x, y)
    hull = face("brick-l", ((bx - 11, by - 3), (bx + 11, by + 3), (bx + 7, by + 8), (bx - 9, by + 1)))
    sail = face("sail", ((bx - 1, by - 30), (bx - 1, by - 2), (bx + 12, by + 1))) + face(
        "wheat-l", ((bx - 3, by - 26), (bx - 3, by - 3), (bx - 11, by - 5))
    )
    town.put(x, y, hull + sail)
    x, y = 17.4, 17.2
    foot, top = at(x, y), at(x, y, 4.6)
    mast = face("stone-t", ((foot[0] - 2, foot[1]), (foot[0] + 2, foot[1]), (top[0] + 1, top[1]), (top[0] - 1, top[1])))
    blades = []
    for turn in (0.3, 0.3 + math.tau / 3, 0.3 + 2 * math.tau / 3):
        tip = (top[0] + 34 * math.sin(turn), top[1] - 34 * math.cos(turn))
        side = (top[0] + 4 * math.sin(turn + 0.7), top[1] - 4 * math.cos(turn + 0.7))
        blades.append([top, side, tip])
    town.put(x, y, mast + path("stone-t", blades))
