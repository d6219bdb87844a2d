"""Walking: the ground as a network of cells, and how far each cell is from the nearest of some places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.base import Spot
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.effects.border import Cells, beyond, border
from stadtkern.quarter.effects.maps import Flags, maps, recall
from stadtkern.quarter.effects.model import View

# Blocks one climbs in one step, and square metres that make a part at the quarter's edge worth walking to.
STEP, LEAST = 1, 400


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Where one walks.

    Links between neighbours, the cost of half a step (centimetres of good ground), and for each column the number of the
    nearest cell that is connected, with the way there; -1 where no cell is.
    """

    links: npt.NDArray[np.uint8]
    straight: npt.NDArray[np.int16]
    diagonal: npt.NDArray[np.int16]
    nearest: npt.NDArray[np.int64]
    away: npt.NDArray[np.int64]


def ground(view: View) -> Ground:
    """Give the walkable ground of a view."""
    now = maps(view)
    return recall(view, "ground", (now.level, now.surface), lambda: _ground(now.level, now.surface))


def _ground(level: npt.NDArray[np.uint8], surface: npt.NDArray[np.uint16]) -> Ground:
    from scipy.ndimage import distance_transform_edt

    from stadtkern.quarter.effects import fast

    speed = palette().numbers("walk")
    slow = np.where(speed > 0, speed, 1)
    straight = np.round(50 / slow).astype(np.int16)[surface]
    diagonal = np.round(50 * 2**0.5 / slow).astype(np.int16)[surface]
    walks: Flags = (speed > 0)[surface] & (level != fast.NONE)
    link = fast.links(level, walks, STEP)
    network = fast.connected(link, walks, LEAST)
    if not network.any():
        nothing = np.full(level.shape, -1, dtype=np.int64)
        return Ground(link, straight, diagonal, nothing, np.zeros_like(nothing))
    metres, (ys, xs) = distance_transform_edt(~network, return_indices=True)
    nearest = ys.astype(np.int64) * level.shape[1] + xs
    return Ground(link, straight, diagonal, nearest, np.round(100 * metres).astype(np.int64))


def field(view: View, name: str, there: Flags, spots: Sequence[Spot] = ()) -> npt.NDArray[np.float64]:
    """Give the way from each column to the nearest place, in metres of good ground; infinite where no way leads.

    ``there`` marks the columns of the places. Ways begin at the walkable cells beside each, or the nearest; ways from
    homes at the nearest. ``spots`` are places outside the quarter: ways there are estimated from its border on.
    """
    land = ground(view)
    afar = starts_at_border(view, name, land, spots)
    return recall(view, f"field {name}", (land, there, *afar), lambda: _field(land, there, *afar))


def starts_at_border(view: View, name: str, land: Ground, spots: Sequence[Spot]) -> tuple[Cells, Cells]:
    """Give the walkable cells at the quarter's border and what each still has before it, in centimetres (``border.py``)."""
    detour, wanted = view.settings.detour, tuple(spots)

    def reckon() -> tuple[Cells, Cells]:
        cells = border((land.away == 0) & (land.nearest >= 0))
        metres = beyond(cells, land.away.shape, wanted)
        cost = np.round(100 * detour * metres[np.isfinite(metres)]).astype(np.int64)
        return cells[np.isfinite(metres)], cost

    return recall(view, f"border {name}", (land, wanted, detour), reckon)


def _field(land: Ground, there: Flags, cells: Cells, cost: Cells) -> npt.NDArray[np.float64]:
    from stadtkern.quarter.effects import fast

    usable = there & (land.nearest >= 0)
    around = np.pad(usable, 1)
    beside = around[:-2, 1:-1] | around[2:, 1:-1] | around[1:-1, :-2] | around[1:-1, 2:]
    beside &= (land.away == 0) & (land.nearest >= 0)
    starts = np.concatenate([land.nearest[usable], land.nearest[beside], cells])
    costs = np.concatenate([land.away[usable], np.full(int(beside.sum()), 100), cost])
    way = fast.spread(land.links, land.straight, land.diagonal, starts, costs)
    out = way.ravel()[np.maximum(land.nearest, 0)].astype(np.float64)
    out[(out == fast.FAR) | (land.nearest < 0)] = np.inf
    return (out + land.away) / 100
