"""Shops in the ground floor of houses that are more than a shop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stadtkern.quarter.blocks.grid import Ids
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.survey.houses import Built
from stadtkern.quarter.survey.layers import Place
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.shapes import Cells

REACH, HIGH = 3, 4


def shop_fronts(
    places: Sequence[Place], dense: Ids, ground: Cells, built: Built, reports: Sequence[SourceReport]
) -> None:
    """Make the ground floor around a shop's place a shop, within the shop's own building and no higher than its walls."""
    blocks = palette()
    shop = blocks.id("shop")
    walls = blocks.kind("building")
    for one in places:
        x, y = int(one.x), int(one.y)
        number = built.number[y, x]
        if one.kind not in ("shop", "other_shop") or number == 0 or built.buildings[number - 1].use == "shop":
            continue
        west, south = max(0, x - REACH), max(0, y - REACH)
        box = (slice(south, y + REACH + 1), slice(west, x + REACH + 1))
        ys, xs = np.nonzero(built.number[box] == number)
        ys, xs = ys + south, xs + west
        for up in range(1, HIGH + 1):
            z = np.minimum(ground[ys, xs] + up, dense.shape[0] - 1)
            wall = walls[dense[z, ys, xs]]
            dense[z[wall], ys[wall], xs[wall]] = shop
        reports[one.source].add_became("shop_fronts")
