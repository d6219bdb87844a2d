"""Undo: entries that put back what somebody changed, and leave alone what others built over it since."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.edits import Entries, box_of, boxes_of, last_writer, replay, within
from stadtkern.quarter.blocks.grid import Box, Grid

LOW, HIGH = ("x0", "y0", "z0"), ("x1", "y1", "z1")


def undo_entry(base: Grid, log: Entries, now: Grid, position: int) -> list[tuple[Box, int]]:
    """Give the boxes that take back the entry at a position of the log (from 1).

    Only blocks which that entry set last are put back, to what they were before it.
    Raises IndexError when there is no such entry.
    """
    if not 1 <= position <= len(log):
        raise IndexError(f"the log has no entry {position}")
    box = box_of(log[position - 1])
    ours = last_writer(log, box) == position
    earlier = log[: position - 1]
    return _back(replay(base, earlier[within(earlier, box)]), now, box, ours)


def undo_person(base: Grid, log: Entries, now: Grid, participant: int, since: int = 0) -> list[tuple[Box, int]]:
    """Give the boxes that take back all that one participant set after position ``since`` and nobody has changed since.

    What is put back is what the log makes without that participant's entries.
    """
    theirs = log["participant"] == participant
    theirs[:since] = False
    if not theirs.any():
        return []
    mine = log[theirs]
    low, high = ([int(fold(mine[name])) for name in names] for fold, names in ((np.min, LOW), (np.max, HIGH)))
    box = Box(low[0], low[1], low[2], high[0], high[1], high[2])
    writer = last_writer(log, box)
    ours = (writer > 0) & theirs[np.maximum(writer, 1) - 1]
    others = log[~theirs]
    return _back(replay(base, others[within(others, box)]), now, box, ours)


def _back(earlier: Grid, now: Grid, box: Box, ours: npt.NDArray[np.bool_]) -> list[tuple[Box, int]]:
    before = earlier.read(box).astype(np.int32)
    changes = ours & (before != now.read(box))
    return boxes_of(np.where(changes, before, -1), box.x0, box.y0, box.z0)
