"""What can be seen of blocks: faces between something and nothing, joined into rectangles. Arrays are [z, y, x]."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.grid import Ids
from stadtkern.quarter.blocks.palette import palette

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
# The six ways a face can look: axis of the array (0 up, 1 north, 2 east) and the sense.
SIDES: tuple[tuple[int, int], ...] = ((0, 1), (0, -1), (1, 1), (1, -1), (2, 1), (2, -1))


@dataclass(frozen=True, slots=True)
class Quads:
    """Rectangles of faces that look one way: the plane along ``axis``, and the ranges along the other two axes.

    For axis 0 the ranges a and b are y and x; for axis 1, z and x; for axis 2, z and y. Upper bounds are excluded.
    """

    axis: int
    sense: int
    plane: Numbers
    a0: Numbers
    a1: Numbers
    b0: Numbers
    b1: Numbers
    value: Numbers


@dataclass(frozen=True, slots=True)
class _Looks:
    whole: Flags
    slab: Flags
    post: Flags


@lru_cache(maxsize=1)
def looks() -> _Looks:
    """Say by id whether a block fills its cube, is a low slab, or a thin post."""
    blocks = palette()
    return _Looks(
        blocks.where(lambda one: one.kind != "air" and one.look not in ("slab", "post")),
        blocks.where(lambda one: one.look == "slab"),
        blocks.where(lambda one: one.look == "post"),
    )


def beside(there: Flags, axis: int, sense: int) -> Flags:
    """Give for each cell what ``there`` says of its neighbour that way; outside is nothing."""
    out = np.zeros_like(there)
    to: list[Any] = [slice(None)] * 3
    of: list[Any] = [slice(None)] * 3
    to[axis], of[axis] = (slice(None, -1), slice(1, None)) if sense > 0 else (slice(1, None), slice(None, -1))
    out[tuple(to)] = there[tuple(of)]
    return out


def visible(ids: Ids) -> list[Quads]:
    """Give the rectangles of all whole blocks that touch something one can see past, by what they are made of.

    Places where two whole blocks meet may be covered as well.
    """
    from stadtkern.quarter.export import fast

    filled = np.flatnonzero((ids != 0).any(axis=(1, 2)))
    ids = ids[: int(filled[-1]) + 1 if len(filled) else 1]
    full = looks().whole[ids]
    out = []
    for axis, sense in SIDES:
        blocks: Ids = np.ascontiguousarray(np.moveaxis(ids, axis, 0))
        whole: Flags = np.ascontiguousarray(np.moveaxis(full, axis, 0))
        rows = fast.rectangles(blocks, whole, sense)
        plane, a0, a1, b0, b1, value = rows.T
        out.append(Quads(axis, sense, plane + (sense > 0), a0, a1, b0, b1, value))
    return out


def corners(quads: Quads) -> npt.NDArray[np.float64]:
    """Give the four corners [n, 4, 3] as x, y, z, counter-clockwise for someone the faces look at."""
    first = np.stack([quads.a0, quads.a0, quads.a1, quads.a1], axis=1)
    second = np.stack([quads.b0, quads.b1, quads.b1, quads.b0], axis=1)
    level = np.repeat(quads.plane[:, None], 4, axis=1)
    axes = {0: (second, first, level), 1: (second, level, first), 2: (level, second, first)}[quads.axis]
    points = np.stack(axes, axis=2).astype(np.float64)
    # Walking b then a turns left for those who look from above, from the south and from the east.
    if (quads.axis, quads.sense) not in ((0, 1), (1, -1), (2, 1)):
        points = points[:, ::-1]
    return points
