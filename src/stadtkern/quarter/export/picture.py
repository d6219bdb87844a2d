"""A quarter as an isometric picture, seen from the south-west, painted from its blocks: by day, by night, or from above.

North is up to the left and right of the far corner; the afternoon sun stands in the west, so light comes from the left as in
all the town's pictures. A face of a block covers the same number of pixels whichever way it looks, so all faces are painted
from far to near with one rule: the later one wins. Pure: numpy and Pillow, nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from stadtkern.quarter.blocks.grid import Grid, Ids
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.export.light import occluded, shade, tops

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# Pixels from the left to the right corner that are aimed at, before the picture is made smaller.
AIM = 2600
# Metres of soil that show at the rim.
RIM = 3
PORTION = 200_000
NIGHT, MOONLIGHT = np.array([21, 33, 43], dtype=np.float32), 0.5
GLASS, LIT, LAMP = (np.array(colour, dtype=np.float32) for colour in ((92, 118, 136), (255, 214, 122), (255, 232, 170)))
# Light on each side: top, west (left, in the sun), south (right).
SIDES = np.array([1.0, 0.93, 0.74], dtype=np.float32)
COOL = np.array([0.62, 0.67, 0.78], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Faces:
    """All faces that may be seen: which side (0 top, 1 west, 2 south), where, and of which block."""

    side: npt.NDArray[np.uint8]
    z: Ints
    y: Ints
    x: Ints
    block: Ids

    def take(self, which: Any) -> Faces:
        """Give some of the faces, in that order."""
        return Faces(self.side[which], self.z[which], self.y[which], self.x[which], self.block[which])


def isometric(grid: Grid, ground: npt.NDArray[np.uint8], *, night: bool = False) -> Image.Image:
    """Paint the quarter on a clear background, about ``AIM`` pixels wide and cropped to what is there."""
    low = max(0, int(ground.min()) - RIM)
    dense = grid.dense()[low:]
    _, ny, nx = dense.shape
    top = tops(dense)
    dense = dense[: max(1, int(top.max()))]
    step = max(2, AIM // (nx + ny) // 2 * 2)
    faces = _faces(dense)
    # Far first: what is farther north and east, then what is lower.
    faces = faces.take(np.argsort((faces.z - faces.x - faces.y).astype(np.int16), kind="stable"))
    level = ground.astype(np.int64) - low
    colours, glow = _colours(faces, level, top, night=night)
    wide, high = (nx + ny) * step + 2, (nx + ny) * step // 2 + (dense.shape[0] + 1) * step + 2
    canvas = np.zeros((wide * high + 1, 4), dtype=np.uint8)
    light = np.zeros(wide * high + 1, dtype=np.uint8)
    _stamp(canvas, light, faces, colours, glow, step, wide, (ny * step + 1, high - 1))
    picture = Image.fromarray(canvas[:-1].reshape(high, wide, 4), "RGBA")
    if night:
        picture = _glowing(picture, light[:-1].reshape(high, wide), step)
    return picture.crop(picture.getbbox() or (0, 0, 1, 1))


def plan(grid: Grid, ground: npt.NDArray[np.uint8], side: int = 1400) -> Image.Image:
    """Paint the quarter from above, north up: the uppermost block of each column, with the shadows of what stands."""
    dense = grid.dense()
    top = tops(dense)
    ys, xs = np.indices(top.shape)
    block = dense[np.maximum(top - 1, 0), ys, xs]
    colour = _paints()[block] * _grain(block, top, ys, xs)[..., None]
    dark = occluded(top, top.astype(np.float32)) * 0.8
    colour *= 1 - dark[..., None] * (1 - COOL)
    high = np.clip((top - 1 - ground.astype(np.int64)) / 40, 0, 1)
    colour = colour + (255 - colour) * (high * 0.18)[..., None].astype(np.float32)
    picture = Image.fromarray(np.clip(colour[::-1], 0, 255).astype(np.uint8), "RGB")
    factor = max(1, side // max(grid.nx, grid.ny))
    return picture.resize((grid.nx * factor, grid.ny * factor), Image.Resampling.NEAREST)


def _faces(dense: Ids) -> Faces:
    """Find the faces that look at clear air: upwards, to the west, to the south."""
    shown, full = dense > 0, _full()[dense]
    open_up, open_west, open_south = np.ones_like(full), np.ones_like(full), np.ones_like(full)
    open_up[:-1] = ~full[1:]
    open_west[:, :, 1:] = ~full[:, :, :-1]
    open_south[:, 1:] = ~full[:, :-1]
    # Leaves and water side by side have no walls between them.
    for table in _filled():
        same = table[dense]
        open_west[:, :, 1:] &= ~(same[:, :, 1:] & same[:, :, :-1])
        open_south[:, 1:] &= ~(same[:, 1:] & same[:, :-1])
    found = [np.nonzero(shown & one) for one in (open_up, open_west, open_south)]
    z, y, x = (np.concatenate([one[axis] for one in found]).astype(np.int64) for axis in range(3))
    side = np.repeat(np.arange(3, dtype=np.uint8), [len(one[0]) for one in found])
    return Faces(side, z, y, x, dense[z, y, x])


def _colours(
    faces: Faces, level: Ints, top: Ints, *, night: bool
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Give each face its colour, and how much it glows by night."""
    block, side = faces.block, faces.side
    colour = _paints()[block] * _grain(block, faces.z, faces.y, faces.x)[:, None]
    panes = _panes(faces, level)
    colour[panes] = colour[panes] * 0.25 + GLASS * 0.75
    lit = shade(top, side, faces.z, faces.y, faces.x)
    colour *= SIDES[side][:, None] * lit.corner[:, None]
    strength = 0.35 if night else 1.0
    colour *= 1 - (lit.shadow * strength)[:, None] * (1 - COOL)
    glow = np.zeros(len(block), dtype=np.uint8)
    if night:
        colour = colour * MOONLIGHT + NIGHT * (1 - MOONLIGHT)
        awake = panes & (_dice(faces.z // 3, faces.y // 2, faces.x // 2) > 0.52)
        colour[awake] = LIT * np.array([1.0, 1.0, 0.86], dtype=np.float32)[side[awake]][:, None]
        lamps = block == palette().id("lamp")
        colour[lamps & (side == 0)] = LAMP
        glow[awake] = 150
        glow[lamps & (side == 0)] = 255
    return np.clip(colour, 0, 255).astype(np.uint8), glow


def _panes(faces: Faces, level: Ints) -> Flags:
    """Say which faces are windows: in every storey, every other metre of a wall."""
    above = faces.z - level[faces.y, faces.x] - 1
    along = np.where(faces.side == 1, faces.y, faces.x)
    found: Flags = _windows()[faces.block] & (faces.side > 0) & (above % 3 == 1) & (along % 3 != 0)
    return found


def _stamp(
    canvas: npt.NDArray[np.uint8],
    light: npt.NDArray[np.uint8],
    faces: Faces,
    colours: npt.NDArray[np.uint8],
    glow: npt.NDArray[np.uint8],
    step: int,
    wide: int,
    origin: tuple[int, int],
) -> None:
    """Put the faces on the canvas in their order; where pixels repeat, numpy keeps the last."""
    columns, rows, edge = _pixels(step)
    offsets = columns - rows * wide
    thin = np.abs(columns + 0.5) > max(1.0, step / 4)
    post = _posts()[faces.block]
    nowhere = len(canvas) - 1
    for first in range(0, len(faces.side), PORTION):
        part = slice(first, first + PORTION)
        x, y, z, side = faces.x[part], faces.y[part], faces.z[part], faces.side[part]
        column = (x - y) * step + origin[0]
        row = origin[1] - (x + y) * (step // 2) - (z + 1) * step
        where = (row * wide + column)[:, None] + offsets[side]
        where[post[part][:, None] & thin[side]] = nowhere
        ink = colours[part][:, None, :] * edge[side][:, :, None]
        canvas[where, :3] = np.minimum(ink, 255).astype(np.uint8)
        canvas[where, 3] = 255
        light[where] = glow[part][:, None]


@lru_cache(maxsize=8)
def _pixels(step: int) -> tuple[Ints, Ints, Floats]:
    """Give the pixels of the three sides: columns from the nearest upper corner, rows upwards, and how bright each is."""
    sides: list[list[tuple[int, int, float]]] = [[], [], []]
    for c in range(-step, step):
        k = c if c >= 0 else -1 - c
        low = (k + 1) // 2
        sides[0] += [(c, r, 1.05 if step > 4 and r == low else 1.0) for r in range(low, step - low)]
        at = 1 if c < 0 else 2
        sides[at] += [(c, r, 0.95 if step > 4 and r == low - step else 1.0) for r in range(low - step, low)]
    table = np.array(sides, dtype=np.float64)
    return table[:, :, 0].astype(np.int64), table[:, :, 1].astype(np.int64) + 1, table[:, :, 2].astype(np.float32)


def _glowing(picture: Image.Image, light: npt.NDArray[np.uint8], step: int) -> Image.Image:
    """Let windows and lamps shine a little on what is around them."""
    small = Image.fromarray(light).resize(
        (max(1, picture.width // 4), max(1, picture.height // 4)), Image.Resampling.BOX
    )
    soft = small.filter(ImageFilter.GaussianBlur(max(2, step))).resize(picture.size, Image.Resampling.BILINEAR)
    shine = np.asarray(soft, dtype=np.float32)[..., None] / 255 * np.array([255, 190, 96], dtype=np.float32) * 0.75
    given = np.asarray(picture).copy()
    given[..., :3] = np.minimum(given[..., :3] + shine, 255).astype(np.uint8)
    return Image.fromarray(given, "RGBA")


def _dice(z: Ints, y: Ints, x: Ints) -> Floats:
    """Throw a number from 0 to 1 for a place, always the same."""
    mixed = (x * 73856093) ^ (y * 19349663) ^ (z * 83492791)
    mixed = (mixed ^ (mixed >> 13)) * 1274126177
    return ((mixed & 0xFFFF) / 0xFFFF).astype(np.float32)


def _grain(block: Ids, z: Any, y: Any, x: Any) -> Floats:
    """Give each block a slightly different brightness: leaves and lawn more than stone."""
    return 1 + (_dice(z, y, x) - 0.5) * _roughness()[block]


@lru_cache(maxsize=1)
def _paints() -> Floats:
    table = np.zeros((palette().size, 3), dtype=np.float32)
    for one in palette().blocks:
        table[one.id] = [int(one.colour[at : at + 2], 16) for at in (1, 3, 5)]
    return table


@lru_cache(maxsize=1)
def _full() -> Flags:
    return palette().where(lambda one: one.id > 0 and one.look in ("cube", "leaves", "water"))


@lru_cache(maxsize=1)
def _filled() -> tuple[Flags, ...]:
    return tuple(palette().where(lambda one, look=look: one.look == look) for look in ("leaves", "water"))


@lru_cache(maxsize=1)
def _posts() -> Flags:
    return palette().where(lambda one: one.look == "post" or one.tree == "trunk")


@lru_cache(maxsize=1)
def _windows() -> Flags:
    return palette().where(
        lambda one: one.kind == "building" and one.use not in ("shed", "industry", "car_park", "worship")
    )


@lru_cache(maxsize=1)
def _roughness() -> Floats:
    table = np.full(palette().size, 0.05, dtype=np.float32)
    for one in palette().blocks:
        if one.look == "leaves" or one.space in ("green", "garden"):
            table[one.id] = 0.2 if one.look == "leaves" else 0.1
        elif one.look == "water":
            table[one.id] = 0.04
    return table
