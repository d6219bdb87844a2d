"""Sums over a tally that several effects share: areas in square metres, floors, dwellings, people."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.palette import Palette, Space, palette
from stadtkern.quarter.effects.model import Settings, View


def whole(view: View) -> float:
    """Give the quarter's area."""
    return float(view.grid.nx * view.grid.ny)


def built(view: View) -> float:
    """Give the area that buildings cover."""
    return float(view.tally.roof.sum())


def of_space(view: View, *spaces: Space) -> float:
    """Give the open area that serves one of these purposes."""
    return float(view.tally.surface[_for(palette(), spaces)].sum())


@lru_cache(maxsize=32)
def _for(blocks: Palette, spaces: tuple[Space, ...]) -> npt.NDArray[np.bool_]:
    return blocks.where(lambda block: block.space in spaces and bool(block.space))


def sealed(view: View) -> float:
    """Give the sealed area: buildings without a green roof whole, every surface by its factor."""
    factors = _factors(view.settings)
    green = view.tally.roof[palette().id("green_roof")]
    green_factor = view.settings.sealing.get("green_roof", 0.5)
    return float(built(view) - green * (1 - green_factor) + (view.tally.surface * factors).sum())


def _factors(settings: Settings) -> npt.NDArray[np.float64]:
    factors = palette().numbers("sealing")
    for key, share in settings.sealing.items():
        if key in palette().by_key:
            factors[palette().id(key)] = share
    return factors


def floors(view: View, *uses: str) -> float:
    """Give the floor area of buildings, of some uses or of all: a metre of height counts for its share of a storey."""
    blocks = palette()
    chosen = blocks.where(lambda block: block.kind == "building" and (not uses or block.use in uses))
    return float((view.tally.cells[chosen] / blocks.numbers("storey")[chosen]).sum())


def dwellings(view: View) -> float:
    """Give the number of dwellings. Buildings of unknown use count as homes for half of their floors."""
    living = floors(view, "homes") + floors(view, "unknown") / 2
    return living * view.settings.usable_share / view.settings.dwelling_m2


def people(view: View) -> float:
    """Give the number of people who can live here."""
    return dwellings(view) * view.settings.people_per_dwelling
