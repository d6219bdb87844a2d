"""Builds with blocks as people do: areas are laid, trees planted, things set down, one stroke after the other.

A stroke is a handful of boxes, as a browser sends them. Places are the plan's: metres east and north of the market.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from demo.plan import ORIGIN
from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.edits import boxes_of
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.blocks.palette import AIR, palette

Mask = npt.NDArray[np.bool_]
Metres = npt.NDArray[np.float64]
PREFABS = Path(__file__).resolve().parent.parent / "web" / "quarter" / "prefabs.json"


@dataclass(frozen=True, slots=True)
class Stroke:
    """What one member of a group (counted from 0) does in one go."""

    who: int
    boxes: tuple[tuple[Box, int], ...]


class Brush:
    """Draws strokes on a quarter. ``now`` is what stands there after all strokes so far."""

    def __init__(self, base: Base) -> None:
        """Take the quarter as it stands. Raises ValueError when its metres are not the plan's."""
        if base.frame.epsg != 25833:
            raise ValueError("the quarter does not lie in the plan's metres")
        self.base, self.ground = base, base.ground.astype(np.int64)
        self.now = base.grid.dense()
        self.strokes: list[Stroke] = []
        self.who = 0
        self.east, self.north = base.frame.east - ORIGIN[0], base.frame.north - ORIGIN[1]
        ys, xs = np.mgrid[0 : base.grid.ny, 0 : base.grid.nx]
        # The middle of each column, on the plan.
        self.x: Metres = xs + 0.5 + self.east
        self.y: Metres = ys + 0.5 + self.north
        self.free: Mask = base.building == 0
        self._prefabs = {one["key"]: one for one in json.loads(PREFABS.read_text("utf-8"))}

    def column(self, x: float, y: float) -> tuple[int, int]:
        """Give the column of a place."""
        return int(np.floor(x - self.east)), int(np.floor(y - self.north))

    def level(self, x: float, y: float) -> int:
        """Give the level of the ground at a place."""
        column, row = self.column(x, y)
        return int(self.ground[row, column])

    def surface(self, *keys: str) -> Mask:
        """Say where the ground is one of these blocks now."""
        top = np.take_along_axis(self.now, self.ground[None], axis=0)[0]
        return np.isin(top, [palette().id(key) for key in keys])

    def box(self, x: float, y: float, wide: float, deep: float) -> Mask:
        """Say which columns lie in a rectangle around a place."""
        return np.asarray((abs(self.x - x) < wide / 2) & (abs(self.y - y) < deep / 2))

    def oval(self, x: float, y: float, wide: float, deep: float) -> Mask:
        """Say which columns lie in an ellipse around a place."""
        return np.asarray(((self.x - x) / (wide / 2)) ** 2 + ((self.y - y) / (deep / 2)) ** 2 < 1)

    def standing(self) -> Mask:
        """Say which columns have something standing on them (crowns above do not count)."""
        return np.take_along_axis(self.now, self.ground[None] + 1, axis=0)[0] != AIR

    def lay(self, where: Mask, key: str) -> None:
        """Lay an area; houses stay."""
        ys, xs = np.nonzero(where & self.free)
        self._stroke(np.stack([self.ground[ys, xs], ys, xs], axis=1), palette().id(key))

    def clear(self, where: Mask, metres: int = 16) -> None:
        """Take away what stands on an area; houses stay."""
        ys, xs = np.nonzero(where & self.free)
        cells = [np.stack([self.ground[ys, xs] + up, ys, xs], axis=1) for up in range(1, metres + 1)]
        self._stroke(np.concatenate(cells), AIR)

    def put(self, key: str, x: float, y: float, size: tuple[int, int, int] = (1, 1, 1), up: int = 1) -> None:
        """Set a box of a block with its south-west corner at a place: so wide, deep and high, so far over the ground."""
        column, row = self.column(x, y)
        wide, deep, high = size
        foot = int(self.ground[row : row + deep, column : column + wide].max()) + up
        zs, ys, xs = np.mgrid[foot : foot + high, row : row + deep, column : column + wide]
        self._stroke(np.stack([zs.ravel(), ys.ravel(), xs.ravel()], axis=1), palette().id(key))

    def stand(self, key: str, where: Mask, high: int = 1, up: int = 1) -> None:
        """Set a block on every column of an area: hedges, walls, roofs."""
        ys, xs = np.nonzero(where & self.free)
        cells = [np.stack([self.ground[ys, xs] + at, ys, xs], axis=1) for at in range(up, up + high)]
        self._stroke(np.concatenate(cells), palette().id(key))

    def tree(self, x: float, y: float, high: int = 9, crown: float = 6.5, leaves: str = "crown") -> None:
        """Plant a tree: a trunk, and a round crown where the air is free."""
        column, row = self.column(x, y)
        foot = int(self.ground[row, column]) + 1
        stem = max(2, round(high * 0.34))
        reach = int(crown / 2)
        zs, ys, xs = np.mgrid[stem:high, -reach : reach + 1, -reach : reach + 1]
        share = (zs + 0.5 - stem) / (high - stem)
        wide = crown / 2 * np.sqrt(np.clip(1 - (2 * share - 0.9) ** 2 * 0.85, 0, 1))
        inside = xs**2 + ys**2 <= wide**2
        cells = np.stack([zs[inside] + foot, ys[inside] + row, xs[inside] + column], axis=1)
        trunk = np.array([(foot + at, row, column) for at in range(stem + 1)])
        taken = (cells[:, 1] == row) & (cells[:, 2] == column) & (cells[:, 0] <= foot + stem)
        air = self.now[cells[:, 0], cells[:, 1], cells[:, 2]] == AIR
        self._strokes([(trunk, palette().id("trunk")), (cells[air & ~taken], palette().id(leaves))])

    def prefab(self, key: str, x: float, y: float, *, turned: bool = False) -> None:
        """Set one of the builder's ready-made things with its middle at a place; ``turned`` by a quarter."""
        made = self._prefabs[key]
        wide, deep = made["size"]
        column, row = self.column(x, y)
        west, south = (column - deep // 2, row - wide // 2) if turned else (column - wide // 2, row - deep // 2)
        parts: list[tuple[npt.NDArray[Any], int]] = []
        for x0, y0, z0, x1, y1, z1, block in made["boxes"]:
            zs, ys, xs = (one.ravel() for one in np.mgrid[z0 : z1 + 1, y0 : y1 + 1, x0 : x1 + 1])
            if turned:
                xs, ys = ys, wide - 1 - xs
            xs, ys = xs + west, ys + south
            parts.append((np.stack([self.ground[ys, xs] + zs, ys, xs], axis=1), palette().id(block)))
        self._strokes(parts)

    def _stroke(self, cells: npt.NDArray[Any], block: int) -> None:
        self._strokes([(cells, block)])

    def _strokes(self, parts: Iterable[tuple[npt.NDArray[Any], int]]) -> None:
        """Do all in one go; what is so already is left out."""
        kept = [(cells, block) for cells, block in parts if len(cells)]
        if not kept:
            return
        cells = np.concatenate([one for one, _ in kept])
        low, high = cells.min(axis=0), cells.max(axis=0) + 1
        wanted = np.full(high - low, -1, dtype=np.int32)
        for part, block in kept:
            wanted[tuple((part - low).T)] = block
        there = self.now[low[0] : high[0], low[1] : high[1], low[2] : high[2]]
        wanted[wanted == there] = -1
        boxes = boxes_of(wanted, int(low[2]), int(low[1]), int(low[0]))
        there[wanted >= 0] = wanted[wanted >= 0]
        if boxes:
            self.strokes.append(Stroke(self.who, tuple(boxes)))
