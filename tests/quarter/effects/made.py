"""Small quarters made by hand for the tests of effects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.base import Base, Building, Frame, Spot
from stadtkern.quarter.blocks.grid import Grid
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.effects.model import Settings, View
from stadtkern.quarter.effects.tally import count_all

# In Cottbus.
FRAME = Frame(25833, 453000, 5735000)


def block(key: str) -> int:
    """Give the id of a block."""
    return palette().id(key)


def flat(nx: int, ny: int, nz: int = 14, surface: str = "footway") -> npt.NDArray[np.uint16]:
    """Give blocks [z, y, x]: soil and one surface at level 1."""
    dense = np.zeros((nz, ny, nx), dtype=np.uint16)
    dense[0], dense[1] = block("soil"), block(surface)
    return dense


def base_of(
    dense: npt.NDArray[np.uint16], spots: Sequence[Spot] = (), building: npt.NDArray[np.uint16] | None = None
) -> Base:
    """Make a base of blocks."""
    nothing = np.zeros(dense.shape[1:], dtype=np.uint8)
    numbers = nothing.astype(np.uint16) if building is None else building
    houses = tuple(Building(number, "default") for number in range(1, int(numbers.max(initial=0)) + 1))
    return Base(FRAME, Grid.of(dense), nothing + 1, nothing, nothing, numbers, buildings=houses, spots=tuple(spots))


def view_of(base: Base, grid: Grid | None = None, settings: Settings | None = None) -> View:
    """Look at a base, or at a variant of it."""
    grid = grid or base.grid
    return View(base, grid, count_all(grid, base.grid), settings or Settings())
