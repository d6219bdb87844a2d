"""Maps of a variant that several effects share, seen from above: where one walks, what casts shadows, who lives where.

Maps are kept in ``View.shared`` and used again when what they are made of is the same: chunks are compared as objects
(they never change once shared), arrays by their content. So what is reused is exactly what would be made anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.grid import CHUNK, Grid, Ids
from stadtkern.quarter.blocks.palette import Block, palette
from stadtkern.quarter.effects.model import View

T = TypeVar("T")
Flags = npt.NDArray[np.bool_]
# The destinations that ways lead to, each a bit in ``Maps.place``. Parks are found by their size, not by a block.
KINDS = ("school", "nursery", "shop", "doctor", "stop", "playground")
NONE = 255


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """What the columns hold, arrays [y, x].

    ``level``: where one can stand, the topmost surface with two metres free above it; 255 for nowhere. ``surface``: its
    block. ``cover``: the topmost surface where no building stands, else 0. ``solid`` and ``leafy``: a bit for each level
    that casts a shadow all year, or while leaves are out. ``homes``: square metres of floor in which people live.
    ``place``: destinations, a bit each. ``panel``: level of a solar roof, 255 for none.
    """

    level: npt.NDArray[np.uint8]
    surface: Ids
    cover: Ids
    solid: npt.NDArray[np.uint64]
    leafy: npt.NDArray[np.uint64]
    homes: npt.NDArray[np.float64]
    place: npt.NDArray[np.uint8]
    panel: npt.NDArray[np.uint8]

    def copy(self) -> Maps:
        """Give maps of their own, to write to."""
        return Maps(*(getattr(self, one.name).copy() for one in fields(self)))


def recall(view: View, name: str, inputs: tuple[Any, ...], make: Callable[[], T]) -> T:
    """Give what ``make`` makes of ``inputs``; what was made before of equal inputs is used again."""
    kept = view.shared.get(name)
    if kept is not None and len(kept[0]) == len(inputs) and all(map(_equal, kept[0], inputs)):
        found: T = kept[1]
        return found
    view.check()
    made = make()
    view.shared[name] = (inputs, made)
    return made


def _equal(one: Any, two: Any) -> bool:
    if one is two:
        return True
    if isinstance(one, np.ndarray) and isinstance(two, np.ndarray):
        return np.array_equal(one, two)
    return bool(type(one) is type(two) and one == two)


def maps(view: View) -> Maps:
    """Give the maps of a view; only chunks that changed since the last time are read."""
    grid = view.grid
    kept: tuple[list[Ids], Maps] | None = view.shared.get("maps")
    if kept is None:
        out, changed = _blank(grid), list(range(len(grid.chunks)))
    else:
        changed = [n for n, (old, new) in enumerate(zip(kept[0], grid.chunks, strict=True)) if old is not new]
        if not changed:
            return kept[1]
        out = kept[1].copy()
    view.check()
    _read(grid, changed, out)
    view.shared["maps"] = (list(grid.chunks), out)
    return out


def _blank(grid: Grid) -> Maps:
    size = (grid.ny, grid.nx)
    dtypes = (np.uint8, np.uint16, np.uint16, np.uint64, np.uint64, np.float64, np.uint8, np.uint8)
    return Maps(*(np.zeros(size, dtype=dtype) for dtype in dtypes))


def _read(grid: Grid, chunks: list[int], out: Maps) -> None:
    from stadtkern.quarter.effects import fast

    flags, places, living = _tables()
    for index in chunks:
        x, y = grid.corner(index)
        here = (slice(y, min(y + CHUNK, grid.ny)), slice(x, min(x + CHUNK, grid.nx)))
        parts = (getattr(out, one.name)[here] for one in fields(out))
        fast.columns(np.ascontiguousarray(grid.chunks[index]), flags, places, living, *parts)


@lru_cache(maxsize=1)
def _tables() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.float64]]:
    """Give by block: what it means for walking and light, the destinations it is, square metres of homes in it."""
    from stadtkern.quarter.effects import fast

    blocks = palette()
    flags = np.zeros(blocks.size, dtype=np.uint8)
    for bit, is_so in (
        (fast.SURFACE, lambda block: block.kind == "surface"),
        (fast.FREE, _free),
        (fast.SOLID, lambda block: _casts(block) and not _loses_leaves(block)),
        (fast.LEAFY, _loses_leaves),
        (fast.BODY, lambda block: block.kind in ("building", "roof")),
        (fast.SOLAR, lambda block: block.solar),
    ):
        flags[blocks.where(is_so)] |= bit
    places = np.zeros(blocks.size, dtype=np.uint8)
    for number, kind in enumerate(KINDS):
        places[blocks.where(lambda block, kind=kind: block.place == kind)] |= 1 << number
    share = np.array([_lived_in(blocks.by_id.get(n)) for n in range(blocks.size)])
    return flags, places, share


def _free(block: Block) -> bool:
    """Say whether one can pass through or beside a block: air, leaves, sails, and posts that leave room."""
    return (
        block.kind == "air" or block.tree == "crown" or block.shade or (block.look == "post" and block.key != "fence")
    )


def _casts(block: Block) -> bool:
    """Say whether a block casts a shadow worth counting; posts and slabs do not."""
    return block.kind != "air" and (block.shade or block.look not in ("post", "slab"))


def _loses_leaves(block: Block) -> bool:
    return block.tree == "crown" and block.key != "conifer"


def _lived_in(block: Block | None) -> float:
    """Give the square metres of homes in a block; buildings of unknown use are homes for half, as for dwellings."""
    share = {"homes": 1.0, "unknown": 0.5}.get(block.use if block else "", 0.0)
    return share / block.storey if block else 0.0
