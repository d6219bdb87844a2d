"""Building blocks of the isometric pictures: ground patches, houses, towers, trees, each drawn as a few flat faces.

The ground is a grid; x runs to the lower right, y to the lower left, z up, all in cells. Light comes from the left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random

from stadtkern.data.portal.charts.svg import element, short

CELL = 24.0
"""Half a cell's width in drawing units; its height is half of that, a cell of z is 20 units."""

_DAY = {
    "earth-l": "#a98a62", "earth-r": "#8a6d4a", "meadow": "#b9c98f", "field": "#e0c878", "field2": "#cbb25f",
    "sand": "#eadcbd", "road": "#d8cdb8", "square": "#e7dcc8", "water": "#6fa8c9", "shine": "#a8cfe2",
    "brick-l": "#bf5a41", "brick-r": "#96402b", "plaster-l": "#f6ecd8", "plaster-r": "#d9c8a8",
    "wheat-l": "#ecc66a", "wheat-r": "#c79c3d", "stone-l": "#d3cdc0", "stone-r": "#a8a294", "stone-t": "#e4dfd4",
    "tile-l": "#b8573c", "tile-r": "#8d3d28", "slate-l": "#66747d", "slate-r": "#49555d",
    "copper-l": "#6fa793", "copper-r": "#4a8070", "pine-l": "#2f7560", "pine-r": "#1b5142", "leaf-l": "#7fa650",
    "leaf-r": "#5c8338", "trunk": "#7a5a3c", "sail": "#fffaf0", "panel": "#2a5f8a",
}  # fmt: skip
_NIGHT_SKY = (21, 33, 43)
_MOONLIGHT = 0.42
"""How much of a colour is left by night; the rest is the night's ink."""


def _by_night(colour: str) -> str:
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    mixed = (round(part * _MOONLIGHT + night * (1 - _MOONLIGHT)) for part, night in zip(parts, _NIGHT_SKY, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


PAINT = {
    **{name: f"light-dark({colour},{_by_night(colour)})" for name, colour in _DAY.items()},
    "window": "light-dark(#5a7384,#1c2c38)",
    "lit": "light-dark(#5a7384,#ffd873)",
    "shadow": "light-dark(#15212b,#05090d)",
    "sun": "light-dark(#f0c95a,transparent)",
    "cloud": "light-dark(#ffffff,transparent)",
    "moon": "light-dark(transparent,#f4ecdd)",
    "star": "light-dark(transparent,#f4ecdd)",
}
"""Each material by day and by night; the page's colour scheme decides (CSS Color 5, light-dark)."""

Place = tuple[float, float]


def at(x: float, y: float, z: float = 0.0) -> Place:
    """Project a place of the grid onto the paper."""
    return (x - y) * CELL, (x + y) * CELL / 2 - z * 20.0


def face(material: str, places: Iterable[Place], opacity: float | None = None) -> str:
    """Draw one flat face through projected places."""
    return path(material, [list(places)], opacity)


def path(material: str, outlines: Sequence[Sequence[Place]], opacity: float | None = None) -> str:
    """Draw many outlines of one material as a single path."""
    if not outlines:
        return ""
    data = "".join(_outline(one) for one in outlines)
    return element("path", {"d": data, "fill": PAINT[material], "fill-opacity": opacity})


def _outline(places: Sequence[Place]) -> str:
    """Write one closed outline with steps from point to point, to a tenth of a unit: half as long as absolute places."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in places]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(tenths)]
    written = "".join(
        f"{'' if n == 0 or x < 0 else ' '}{short(x / 10)}{'' if y < 0 else ' '}{short(y / 10)}"
        for n, (x, y) in enumerate(steps)
    )
    return f"M{short(tenths[0][0] / 10)} {short(tenths[0][1] / 10)}l{written}z"


def patch(material: str, x0: float, y0: float, x1: float, y1: float) -> str:
    """Draw a flat rectangle on the ground."""
    return face(material, (at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)))


def shadow(x0: float, y0: float, x1: float, y1: float, height: float) -> str:
    """Draw what a box of that height keeps from the sun: the ground to its right."""
    s = 0.32 * height
    return face(
        "shadow",
        (at(x0, y0), at(x0 + s, y0 - s), at(x1 + s, y0 - s), at(x1 + s, y1 - s), at(x1, y1), at(x1, y0)),
        0.13,
    )


def walls(material: str, x0: float, y0: float, x1: float, y1: float, z0: float, z1: float) -> str:
    """Draw the two walls of a box that one sees."""
    return face(f"{material}-l", (at(x0, y1, z0), at(x1, y1, z0), at(x1, y1, z1), at(x0, y1, z1))) + face(
        f"{material}-r", (at(x1, y1, z0), at(x1, y0, z0), at(x1, y0, z1), at(x1, y1, z1))
    )


def windows(dice: Random, x0: float, y0: float, x1: float, y1: float, z0: float, z1: float) -> str:
    """Put windows into both walls, a row a storey. About half of them are lit by night."""
    dark: list[list[Place]] = []
    lit: list[list[Place]] = []
    storeys = max(1, round((z1 - z0) / 0.62))
    tall = (z1 - z0) / storeys
    for storey in range(storeys):
        low, high = z0 + tall * (storey + 0.32), z0 + tall * (storey + 0.78)
        for long, left in ((x1 - x0, True), (y1 - y0, False)):
            count = max(1, int(long / 0.3))
            for n in range(count):
                a, b = (n + 0.28) / count * long, (n + 0.72) / count * long
                if left:
                    pane = [at(x0 + a, y1, low), at(x0 + b, y1, low), at(x0 + b, y1, high), at(x0 + a, y1, high)]
                else:
                    pane = [at(x1, y1 - a, low), at(x1, y1 - b, low), at(x1, y1 - b, high), at(x1, y1 - a, high)]
                (lit if dice.random() < 0.5 else dark).append(pane)
    return path("window", dark) + path("lit", lit)


def roof(
    material: str, wall: str, x0: float, y0: float, x1: float, y1: float, z: float, rise: float, *, along_x: bool
) -> str:
    """Draw a gable roof with a little overhang; the ridge runs along x or along y."""
    e = 0.06
    if along_x:
        m = (y0 + y1) / 2
        return (
            face(
                f"{material}-r",
                (
                    at(x0 - e, y0 - e, z - e),
                    at(x1 + e, y0 - e, z - e),
                    at(x1 + e, m, z + rise),
                    at(x0 - e, m, z + rise),
                ),
            )
            + face(f"{wall}-r", (at(x1, y1, z), at(x1, y0, z), at(x1, m, z + rise - 0.04)))
            + face(
                f"{material}-l",
                (
                    at(x0 - e, y1 + e, z - e),
                    at(x1 + e, y1 + e, z - e),
                    at(x1 + e, m, z + rise),
                    at(x0 - e, m, z + rise),
                ),
            )
        )
    m = (x0 + x1) / 2
    return (
        face(
            f"{material}-l",
            (at(x0 - e, y0 - e, z - e), at(x0 - e, y1 + e, z - e), at(m, y1 + e, z + rise), at(m, y0 - e, z + rise)),
        )
        + face(f"{wall}-l", (at(x0, y1, z), at(x1, y1, z), at(m, y1, z + rise - 0.04)))
        + face(
            f"{material}-r",
            (at(x1 + e, y0 - e, z - e), at(x1 + e, y1 + e, z - e), at(m, y1 + e, z + rise), at(m, y0 - e, z + rise)),
        )
    )


def spire(material: str, x0: float, y0: float, x1: float, y1: float, z: float, rise: float) -> str:
    """Draw a pointed roof over a square tower."""
    top = at((x0 + x1) / 2, (y0 + y1) / 2, z + rise)
    return face(f"{material}-l", (at(x0 - 0.05, y1 + 0.05, z), at(x1 + 0.05, y1 + 0.05, z), top)) + face(
        f"{material}-r", (at(x1 + 0.05, y1 + 0.05, z), at(x1 + 0.05, y0 - 0.05, z), top)
    )


def house(
    dice: Random,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    height: float,
    wall: str,
    cover: str,
    *,
    panels: bool = False,
) -> str:
    """Draw a house with a gable roof along its longer side, windows, perhaps a chimney or solar panels."""
    along_x = (x1 - x0) >= (y1 - y0)
    rise = 0.55 * min(x1 - x0, y1 - y0)
    drawn = walls(wall, x0, y0, x1, y1, 0, height) + windows(dice, x0, y0, x1, y1, 0.02, height)
    drawn += roof(cover, wall, x0, y0, x1, y1, height, rise, along_x=along_x)
    if panels and along_x:
        m = (y0 + y1) / 2

        def slope(u: float, v: float) -> Place:
            return at(x0 + (x1 - x0) * u, y1 - (y1 - m) * v, height + rise * v)

        drawn += face("panel", (slope(0.15, 0.25), slope(0.85, 0.25), slope(0.85, 0.8), slope(0.15, 0.8)))
    elif dice.random() < 0.5:
        cx, cy = (x0 + x1) / 2 + 0.12, (y0 + y1) / 2 + 0.12
        drawn += walls("brick", cx - 0.07, cy - 0.07, cx + 0.07, cy + 0.07, height + rise * 0.55, height + rise + 0.18)
    return drawn


def pine(x: float, y: float, size: float = 1.0) -> str:
    """Set up a pine (``TREES`` must stand in the picture)."""
    return _tree("iso-pine", x, y, size)


def leaf_tree(x: float, y: float, size: float = 1.0) -> str:
    """Set up a broad-leaved tree (``TREES`` must stand in the picture)."""
    return _tree("iso-leaf", x, y, size)


def _tree(kind: str, x: float, y: float, size: float) -> str:
    px, py = at(x, y)
    where = f"translate({short(round(px, 1))} {short(round(py, 1))})scale({short(round(size, 2))})"
    return element("use", {"href": f"#{kind}", "transform": where})


def _draw_pine() -> str:
    """Two cones on a trunk, light on the left."""
    drawn = element("path", {"d": "M-1.4 0h2.8v-7h-2.8z", "fill": PAINT["trunk"]})
    for low, high, wide in ((5, 22, 9.0), (14, 31, 6.5)):
        drawn += face("pine-l", ((-wide, -low), (0, 2.4 - low), (0, -high)))
        drawn += face("pine-r", ((wide, -low), (0, 2.4 - low), (0, -high)))
    return drawn


def _draw_leaf_tree() -> str:
    """A round crown, its right half in shade."""
    return (
        element("path", {"d": "M-1.3 0h2.6v-8h-2.6z", "fill": PAINT["trunk"]})
        + element("circle", {"cx": 0, "cy": -13, "r": 8.2, "fill": PAINT["leaf-l"]})
        + element("path", {"d": "M.8-21.2a8.2 8.2 0 0 1 0 16.4a12.3 12.3 0 0 0 0-16.4z", "fill": PAINT["leaf-r"]})
    )


TREES = element("g", {"id": "iso-pine"}, _draw_pine()) + element("g", {"id": "iso-leaf"}, _draw_leaf_tree())
"""Both sorts of tree, drawn once and used many times: the picture is a third as long."""
