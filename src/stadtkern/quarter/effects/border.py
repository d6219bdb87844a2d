"""Ways outside the quarter, of which only places are known: estimated as the straight line that stays outside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.base import Spot
from stadtkern.quarter.effects.maps import Flags

Cells = npt.NDArray[np.int64]
Metres = npt.NDArray[np.float64]
# Columns from the edge within which one comes in and goes out: the outermost, so that a wall along the edge closes it.
EDGE = 1


def border(walks: Flags) -> Cells:
    """Give the numbers of the walkable cells at the quarter's edge."""
    at_edge = walks.copy()
    at_edge[EDGE:-EDGE, EDGE:-EDGE] = False
    return np.flatnonzero(at_edge).astype(np.int64)


def beyond(cells: Cells, shape: tuple[int, ...], spots: Sequence[Spot]) -> Metres:
    """Give for each cell at the border the straight way to the nearest place outside, in metres; infinite without any.

    A place that lies behind the quarter is reached around its corners, not through it: what stands in the quarter is known
    and walked over its blocks.
    """
    if not spots:
        return np.full(len(cells), np.inf)
    ny, nx = shape
    xs, ys = np.array([(one.x, one.y) for one in spots], dtype=np.float64).T
    east, north = float(nx - 1), float(ny - 1)
    # Which places lie before each side, and between which corners it runs: W, S, E, N.
    before = (xs < 0, ys < 0, xs > east, ys > north)
    corners = np.array([(0.0, 0.0), (east, 0.0), (east, north), (0.0, north)])
    sides = ((3, 0), (0, 1), (1, 2), (2, 3))
    around = np.full(4, np.inf)
    for side, ends in enumerate(sides):
        for end in ends:
            around[end] = min(around[end], _nearest(corners[end][None], xs[before[side]], ys[before[side]])[0])
    # Twice, so that a place behind the quarter is reached past two corners.
    for _ in range(2):
        for one, two in sides:
            length = float(np.hypot(*(corners[one] - corners[two])))
            around[one], around[two] = min(around[one], around[two] + length), min(around[two], around[one] + length)
    at = np.stack([cells % nx, cells // nx], axis=1).astype(np.float64)
    out = np.full(len(cells), np.inf)
    near = (at[:, 0] < EDGE, at[:, 1] < EDGE, at[:, 0] > east - EDGE, at[:, 1] > north - EDGE)
    for side, ends in enumerate(sides):
        here = at[near[side]]
        ways = [_nearest(here, xs[before[side]], ys[before[side]])]
        ways += [np.hypot(*(here - corners[end]).T) + around[end] for end in ends]
        out[near[side]] = np.minimum(out[near[side]], np.min(ways, axis=0))
    return out


def _nearest(points: Metres, xs: Metres, ys: Metres) -> Metres:
    if not len(xs):
        return np.full(len(points), np.inf)
    away: Metres = np.sqrt(((points[:, :1] - xs) ** 2 + (points[:, 1:] - ys) ** 2).min(axis=1))
    return away
