"""Light for pictures of a quarter: how high each column is, where the afternoon sun does not reach, and dim corners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.grid import Ids

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

# The sun stands in the west, a little to the south: metres to the south for a metre to the west, and how fast its rays fall.
SOUTHWARD, FALL = 0.3, 0.72


@dataclass(frozen=True, slots=True)
class Lit:
    """For each face: share of shadow on it, and how bright its corner of the world is (1: in the open)."""

    shadow: Floats
    corner: Floats


def tops(dense: Ids) -> Ints:
    """Give for each column [y, x] one more than the level of its highest block, 0 for nothing but air."""
    filled = dense > 0
    found: Ints = np.where(filled.any(axis=0), dense.shape[0] - filled[::-1].argmax(axis=0), 0).astype(np.int64)
    return found


def reach(top: Ints) -> Floats:
    """Give up to which level shadow lies over each column [y, x]: what stands west of it, less the fall of the rays."""
    high = top.astype(np.float32)
    out = np.zeros_like(high)
    ny, nx = high.shape
    most = int(high.max() - high.min())
    for step in range(1, min(nx, round(most / FALL) + 1)):
        down = min(ny, round(step * SOUTHWARD))
        np.maximum(out[down:, step:], high[: ny - down, : nx - step] - step * FALL, out=out[down:, step:])
    return out


def occluded(top: Ints, level: Floats) -> Floats:
    """Give the share of shadow, 0 to 1, on a surface [y, x] at these levels."""
    share: Floats = np.clip((reach(top) - level) / 1.2, 0, 1)
    return share


def shade(top: Ints, side: npt.NDArray[np.uint8], z: Ints, y: Ints, x: Ints) -> Lit:
    """Light faces: sides 0 top, 1 west, 2 south. A wall has the light of the air before it."""
    shadow_to = reach(top)
    y_air, x_air = np.maximum(y - (side == 2), 0), np.maximum(x - (side == 1), 0)
    level = z + np.where(side == 0, 1.0, 0.5)
    shadow = np.clip((shadow_to[y_air, x_air] - level) / 1.2, 0, 1).astype(np.float32)
    # A wall that looks south hardly sees a sun in the west: what is in shade there changes little.
    shadow[side == 2] *= 0.55
    around = np.pad(top, 1, mode="edge")
    ny, nx = top.shape
    higher = np.zeros(len(z), dtype=np.float32)
    for dy in range(3):
        for dx in range(3):
            part = around[dy : dy + ny, dx : dx + nx]
            higher += (part[y_air, x_air] > z + 1) & (side == 0)
    # Where a wall meets the ground it is a little darker.
    foot = (side > 0) & (top[y_air, x_air] >= z)
    corner = 1 - 0.045 * higher - 0.1 * foot.astype(np.float32)
    return Lit(shadow, corner.astype(np.float32))
