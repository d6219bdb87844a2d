"""Counting blocks, column by column: whole numbers that add up, so that a sum kept up to date equals a full recount."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.grid import CHUNK, Box, Grid, Ids
from stadtkern.quarter.blocks.palette import Palette, palette

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tally:
    """What stands in some columns. Tables are by block id; a column is a square metre.

    ``cells``: blocks. ``surface``: open columns by their surface. ``roof``: built columns by their topmost building or
    roof block. ``canopy``: open columns under a crown, by surface. ``trunks``: columns with a trunk. ``made`` and
    ``gone``: blocks that differ from the base, by what is now and what was.
    """

    cells: Counts
    surface: Counts
    roof: Counts
    canopy: Counts
    trunks: int
    made: Counts
    gone: Counts

    def __add__(self, other: Tally) -> Tally:
        """Add the columns of another tally."""
        return self._with(other, 1)

    def __sub__(self, other: Tally) -> Tally:
        """Take the columns of another tally away."""
        return self._with(other, -1)

    def _with(self, other: Tally, sign: int) -> Tally:
        return Tally(
            self.cells + sign * other.cells,
            self.surface + sign * other.surface,
            self.roof + sign * other.roof,
            self.canopy + sign * other.canopy,
            self.trunks + sign * other.trunks,
            self.made + sign * other.made,
            self.gone + sign * other.gone,
        )

    def same_as(self, other: Tally) -> bool:
        """Say whether two tallies count the same."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.__slots__)
        return all(np.array_equal(one, two) for one, two in pairs)


@dataclass(frozen=True, slots=True)
class _Tables:
    size: int
    surface: npt.NDArray[np.bool_]
    body: npt.NDArray[np.bool_]
    crown: npt.NDArray[np.bool_]
    trunk: npt.NDArray[np.bool_]


@lru_cache(maxsize=2)
def _tables(blocks: Palette) -> _Tables:
    return _Tables(
        blocks.size,
        blocks.kind("surface"),
        blocks.kind("building", "roof"),
        blocks.where(lambda block: block.tree == "crown"),
        blocks.where(lambda block: block.tree == "trunk"),
    )


def top(columns: Ids, wanted: npt.NDArray[np.bool_]) -> Ids:
    """Give for each column [n, z] its topmost block that ``wanted`` (by id) names, 0 where there is none."""
    there = wanted[columns]
    height = columns.shape[1] - 1 - np.argmax(there[:, ::-1], axis=1)
    return np.where(there.any(axis=1), columns[np.arange(len(columns)), height], 0).astype(np.uint16)


def count(columns: Ids, base: Ids) -> Tally:
    """Tally columns [n, z] beside the same columns of the base."""
    know = _tables(palette())

    def by_id(ids: Ids) -> Counts:
        return np.bincount(ids.ravel(), minlength=know.size).astype(np.int64)

    body = know.body[columns]
    built = body.any(axis=1)
    surface = top(columns[~built], know.surface)
    covered = know.crown[columns[~built]].any(axis=1)
    differs = columns != base
    return Tally(
        cells=by_id(columns),
        surface=by_id(surface),
        roof=by_id(top(columns[built], know.body)),
        canopy=by_id(surface[covered]),
        trunks=int(know.trunk[columns].any(axis=1).sum()),
        made=by_id(columns[differs]),
        gone=by_id(base[differs]),
    )


def nothing() -> Tally:
    """Give the tally of no columns."""
    zero = np.zeros(palette().size, dtype=np.int64)
    return Tally(zero, zero, zero, zero, 0, zero, zero)


def count_all(grid: Grid, base: Grid) -> Tally:
    """Tally a whole grid, chunk by chunk, in one go over all blocks."""
    from stadtkern.quarter.effects import fast

    know = _tables(palette())
    flags = (know.surface * 1 + know.body * 2 + know.crown * 4 + know.trunk * 8).astype(np.uint8)
    sums, trunks = np.zeros((6, know.size), dtype=np.int64), 0
    for index, (chunk, was) in enumerate(zip(grid.chunks, base.chunks, strict=True)):
        x, y = grid.corner(index)
        wide, deep = min(CHUNK, grid.nx - x), min(CHUNK, grid.ny - y)
        trunks += fast.tally(chunk, was, int(chunk is not was), wide, deep, flags, sums)
    cells, surface, roof, canopy, made, gone = sums
    return Tally(cells, surface, roof, canopy, int(trunks), made, gone)


def columns_of(boxes: list[Box]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Give x and y of every column that any box touches, each once."""
    parts = []
    for box in boxes:
        ys, xs = np.mgrid[box.y0 : box.y1 + 1, box.x0 : box.x1 + 1]
        parts.append(ys.ravel() * 1024 + xs.ravel())
    distinct = np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.intp)
    return distinct % 1024, distinct // 1024
