"""Makes the compiled loops ready before somebody waits for them."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from stadtkern.quarter.blocks.base import Base, Building, Frame, Spot
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.blocks.palette import palette

# Seconds between two looks at whether the other process is through.
_LOOK = 0.1


def make_ready() -> None:
    """Compile all loops, or load what was compiled before, by measuring a quarter of one house. Takes seconds at first."""
    # Here, so that an idle town stays small.
    from stadtkern.quarter.effects.meter import Board, Meter

    base = _small()
    grid = base.grid.copy()
    meter = Meter(Board(base), grid)
    meter.slow()
    box = Box(2, 2, 2, 2, 2, 2)
    grid.fill(box, palette().id("bench"))
    meter.update(grid, [box])
    meter.slow()


def make_ready_beside(stop: Callable[[], bool]) -> bool:
    """Have a process of its own compile what is kept on disk, so that this one stays small; says whether it did.

    Ends it early when ``stop`` says so.
    """
    own = [sys.executable, "-m", __name__]
    child = subprocess.Popen(own, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - this very module
    try:
        while child.poll() is None and not stop():
            time.sleep(_LOOK)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    return child.returncode == 0


def _small() -> Base:
    """Make a quarter with a house under solar panels, a tree, and one place of every kind."""
    key = palette().id
    dense = np.zeros((14, 32, 32), dtype=np.uint16)
    dense[0], dense[1] = key("soil"), key("footway")
    dense[1:6, 8:16, 8:16], dense[6, 8:16, 8:16] = key("homes"), key("solar_roof")
    dense[2:5, 20, 20], dense[5:8, 19:22, 19:22] = key("trunk"), key("crown")
    dense[1, 24:30, 2:30] = key("lawn")
    flat = np.zeros((32, 32), dtype=np.uint8)
    house = flat.astype(np.uint16)
    house[8:16, 8:16] = 1
    kinds = ("school", "nursery", "playground", "shop", "doctor", "park", "stop")
    spots = tuple(Spot(kind, "", 3 + 3 * number, 4, 10.0) for number, kind in enumerate(kinds))
    return Base(
        Frame(25833, 453000, 5735000), Grid.of(dense), flat + 1, flat, flat, house,
        buildings=(Building(1, "default"),), spots=spots,
    )  # fmt: skip


if __name__ == "__main__":
    with contextlib.suppress(OSError):
        os.nice(10)
    make_ready()
