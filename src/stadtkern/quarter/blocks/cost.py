"""What a change costs: every block that differs from the base is taken away and made once. A function of two grids."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.grid import Ids
from stadtkern.quarter.blocks.palette import Palette


class Prices:
    """Prices by block id, in euros; a town may set its own by key."""

    def __init__(self, palette: Palette, own: dict[str, float] | None = None) -> None:
        """Take the palette's prices, and the town's for the keys it names. Raises KeyError for a key nobody has."""
        self._make, self._remove = palette.numbers("cost"), palette.numbers("remove")
        for key, price in (own or {}).items():
            self._make[palette.id(key)] = price

    def of(self, base: Ids, now: Ids) -> float:
        """Give the cost of turning ``base`` into ``now``, arrays of one shape."""
        changed = base != now
        return float(self._remove[base[changed]].sum() + self._make[now[changed]].sum())

    def each(self, base: Ids, now: Ids) -> npt.NDArray[np.float64]:
        """Give the cost of each block."""
        return np.where(base != now, self._remove[base] + self._make[now], 0.0)
