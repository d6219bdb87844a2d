"""The palette: what a block is called, looks like, means for planning, and costs. One data file, ``palette.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

FILE = Path(__file__).with_name("palette.json")
AIR = 0

Kind = Literal["air", "soil", "surface", "plant", "building", "roof", "object"]
Space = Literal["", "drive", "parking", "cycle", "walk", "stay", "green", "garden", "water", "yard", "rail", "field"]
SPACES: tuple[Space, ...] = (
    "drive", "parking", "cycle", "walk", "stay", "green", "garden", "water", "yard", "rail", "field",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """One row of the palette. A block is a cube of one metre."""

    id: int
    key: str
    kind: Kind
    de: str
    en: str
    easy: str
    colour: str
    # Euros to make one block, and to take one away (orders of magnitude of German price tables; a town may set its own).
    cost: float
    remove: float
    # What a surface is for.
    space: Space = ""
    # Share of rain that runs off or cannot seep in, 0 to 1.
    sealing: float = 0.0
    # Share of the walking speed on it, 0: nobody walks here.
    walk: float = 0.0
    # What a building is used for, and the height of its storeys in metres.
    use: str = ""
    storey: float = 3.0
    # A destination of daily life: shop, school, nursery, doctor, stop, playground.
    place: str = ""
    tree: Literal["", "trunk", "crown"] = ""
    solar: bool = False
    shade: bool = False
    look: Literal["cube", "water", "leaves", "slab", "post"] = "cube"


@dataclass(frozen=True)
class Palette:
    """All blocks, by id and by key, and what arrays of ids need to know of them."""

    blocks: tuple[Block, ...]
    version: int

    @cached_property
    def by_key(self) -> dict[str, Block]:
        """Give the blocks by their key."""
        return {block.key: block for block in self.blocks}

    @cached_property
    def by_id(self) -> dict[int, Block]:
        """Give the blocks by their id."""
        return {block.id: block for block in self.blocks}

    @cached_property
    def size(self) -> int:
        """Give one more than the highest id: the length of every table by id."""
        return max(block.id for block in self.blocks) + 1

    @cached_property
    def known(self) -> npt.NDArray[np.bool_]:
        """Say for each id whether there is such a block."""
        return self.where(lambda _block: True)

    def id(self, key: str) -> int:
        """Give the id of a block. Raises KeyError for a key nobody has."""
        return self.by_key[key].id

    def where(self, is_so: Any) -> npt.NDArray[np.bool_]:
        """Give a table by id: what ``is_so`` says of the block, False where there is none."""
        table = np.zeros(self.size, dtype=np.bool_)
        for block in self.blocks:
            table[block.id] = bool(is_so(block))
        return table

    def kind(self, *kinds: Kind) -> npt.NDArray[np.bool_]:
        """Give a table by id: whether the block is of one of these kinds."""
        return self.where(lambda block: block.kind in kinds)

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """Give a table by id of a number each block has: cost, remove, sealing, walk, storey."""
        table = np.zeros(self.size, dtype=np.float64)
        for block in self.blocks:
            table[block.id] = float(getattr(block, name))
        return table

    def to_json(self) -> dict[str, Any]:
        """Give what the file holds, for the browser."""
        return {"version": self.version, "blocks": json.loads(FILE.read_text("utf-8"))["blocks"]}


@lru_cache(maxsize=1)
def palette() -> Palette:
    """Read the palette. It is part of the program; ids never change their meaning."""
    given = json.loads(FILE.read_text("utf-8"))
    return Palette(tuple(Block(**row) for row in given["blocks"]), given["version"])
