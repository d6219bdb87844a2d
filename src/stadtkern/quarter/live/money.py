"""What a variant costs while people build it, kept up to date with every edit."""

from __future__ import annotations

import numpy as np

from stadtkern.quarter.blocks.cost import Prices
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.blocks.palette import palette


class Money:
    """The running cost of a variant in euros."""

    def __init__(self, base: Grid, grid: Grid, prices: dict[str, float] | None = None) -> None:
        """Take the base, the variant as it is, and the town's own prices by block key. Raises KeyError for an unknown one."""
        self._base = base
        self._prices = Prices(palette(), prices)
        ids = np.arange(palette().size, dtype=np.uint16)
        was, now = np.meshgrid(ids, ids, indexing="ij")
        # Cost of turning a block of the base into another, by both ids.
        self._pairs: list[list[float]] = self._prices.each(was, now).tolist()
        self.cost = sum(self._prices.of(base.chunks[at], grid.chunks[at]) for at in grid.changed_chunks(base))

    def of_one(self, base: int, before: int, after: int) -> float:
        """Give what it costs more to have ``after`` than ``before`` where the base has ``base``."""
        pairs = self._pairs[base]
        return pairs[after] - pairs[before]

    def of_box(self, grid: Grid, box: Box, block: int) -> float:
        """Give what it costs more to fill a box of the variant with a block."""
        was, now = self._base.read(box), grid.read(box)
        return self._prices.of(was, np.full_like(was, block)) - self._prices.of(was, now)

    def spend(self, costs: float, budget: float | None) -> bool:
        """Take costs into account; False, and nothing is changed, when they are more than the budget has left."""
        if budget is not None and costs > 0 and self.cost + costs > budget:
            return False
        self.cost += costs
        return True
