"""The bytes that the browser's tests read are the bytes this side writes: ``web/quarter/wire.fixture.json``.

``python tests/quarter/blocks/test_wire_fixture.py`` writes the file anew.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np

from stadtkern.quarter.blocks import wire
from stadtkern.quarter.blocks.base import Base, Building, Frame, Spot, pack, unpack
from stadtkern.quarter.blocks.edits import Edit, entries, replay
from stadtkern.quarter.blocks.grid import Box, Grid

FILE = Path(__file__).resolve().parents[3] / "web" / "quarter" / "wire.fixture.json"
NX, NY, NZ = 37, 34, 5


def small() -> Base:
    """Make a quarter over four chunks: a slope, a house, and one block with a number over 255."""
    _, x = np.mgrid[0:NY, 0:NX]
    ground = (1 + (x > 20)).astype(np.uint8)
    dense = np.zeros((NZ, NY, NX), dtype=np.uint16)
    dense[np.arange(NZ)[:, None, None] < ground] = 1
    np.put_along_axis(dense, ground[None].astype(np.int64), 16, 0)
    dense[2:4, 3:6, 4:9] = 40
    dense[4, 33, 36] = 300
    building = np.zeros((NY, NX), dtype=np.uint16)
    building[3:6, 4:9] = 1
    zeros = np.zeros((NY, NX), dtype=np.uint8)
    return Base(
        Frame(25833, 400000.5, 5800000, 60),
        Grid.of(dense),
        ground,
        zeros,
        (x % 2).astype(np.uint8),
        building,
        ("default", "Größe"),
        (Building(1, "test", name="Rathaus", use="public", storeys=1, height=2),),
        (Spot("stop", "Markt", 3, 4, 120),),
        {"people": 812},
        (Spot("school", "", -60, 5), Spot("stop", "", 97, 40, 12.5)),
    )


def log() -> np.ndarray:  # type: ignore[type-arg]
    """Give three entries of two people."""
    return entries(
        [
            Edit(7, 1, 5, Box(0, 0, 2, 3, 1, 4), 41),
            Edit(70000, 4_000_000_000, 6, Box(30, 30, 2, 36, 33, 2), 17),
            Edit(7, 2, 7, Box(1, 1, 3, 1, 1, 3), 0),
        ]
    )


def made() -> dict[str, str]:
    """Give everything as base64."""
    base, edits = small(), log()
    parts = {
        "base": pack(base),
        "batch": wire.write_batch(9, edits),
        "edits": wire.write_edits(3, edits),
        "snapshot": wire.write_snapshot(3, base.grid, replay(base.grid, edits)),
        "nothing": wire.write_snapshot(0, base.grid, base.grid),
    }
    return {name: base64.b64encode(data).decode() for name, data in parts.items()}


def test_the_fixture_holds_what_this_side_writes() -> None:
    kept = {name: base64.b64decode(text) for name, text in json.loads(FILE.read_text("utf-8")).items()}
    base, edits = small(), log()
    read = unpack(kept["base"])
    assert read.grid.same_as(base.grid)
    assert (read.frame, read.buildings, read.spots, read.facts) == (
        base.frame,
        base.buildings,
        base.spots,
        base.facts,
    )
    assert kept["batch"] == wire.write_batch(9, edits)
    assert kept["edits"] == wire.write_edits(3, edits)
    position, grid = wire.read_snapshot(kept["snapshot"], base.grid)
    assert position == 3
    assert grid.same_as(replay(base.grid, edits))
    assert wire.read_snapshot(kept["nothing"], base.grid)[1].same_as(base.grid)


if __name__ == "__main__":
    FILE.write_text(json.dumps(made(), indent=2) + "\n", "utf-8")
