"""A small quarter for tests: a lawn with a street and a house, 96 by 64 m."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from stadtkern.quarter.blocks.base import Base, Building, Frame
from stadtkern.quarter.blocks.edits import Edit, Entries, entries
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.keep import Quarter, Store, open_store
from stadtkern.town.text import Text

NX, NY, NZ = 96, 64, 24
GROUND = 2
SLUG = "am-anger"
BBOX = (13.1, 52.3, 13.2, 52.4)


def small_base(nx: int = NX, ny: int = NY, nz: int = NZ) -> Base:
    """Make the base: soil, lawn, a street from west to east, a house."""
    known = palette()
    dense = np.zeros((nz, ny, nx), dtype=np.uint16)
    dense[:GROUND] = known.id("soil")
    dense[GROUND] = known.id("lawn")
    dense[GROUND, ny // 2 : ny // 2 + 4] = known.id("street")
    house = next(one.id for one in known.blocks if one.kind == "building")
    dense[GROUND + 1 : GROUND + 7, 3:9, 30:40] = house
    number = np.zeros((ny, nx), dtype=np.uint16)
    number[3:9, 30:40] = 1
    flat = np.zeros((ny, nx), dtype=np.uint8)
    return Base(
        Frame(25833, 380_000.0, 5_800_000.0, 34.0), Grid.of(dense), flat + GROUND, flat, flat, number,
        buildings=(Building(1, "default", height=6.0),), facts={"people": 12},
    )  # fmt: skip


def small_store(folder: Path) -> tuple[Store, Quarter]:
    """Make a store with the small quarter, published."""
    store = open_store(folder / "quarters")
    title = Text("Am Anger", "On the green")
    return store, store.save_quarter(SLUG, title=title, base=small_base(), bbox=BBOX, published=True)


def some_entries(count: int, participant: int = 1, first: int = 1, z: int = GROUND + 1) -> Entries:
    """Make single blocks, one beside the other above the lawn, counted from ``first``."""
    places = ((at % NX, at // NX % NY) for at in range(first - 1, first - 1 + count))
    return entries(
        Edit(participant, first + number, 1_700_000_000_000, Box(x, y, z, x, y, z), 3 + number % 5)
        for number, (x, y) in enumerate(places)
    )
