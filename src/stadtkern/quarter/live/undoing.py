"""Taking back in a live room: single wishes at once, one person's whole work in portions beside the room."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from stadtkern.quarter.blocks.edits import Entries, boxes_of, last_writer, replay, within
from stadtkern.quarter.blocks.grid import CHUNK, Box, Grid
from stadtkern.quarter.blocks.undo import undo_person

Boxes = list[tuple[Box, int]]


def undo_counter(base: Grid, log: Entries, now: Grid, participant: int, counter: int) -> Boxes:
    """Give the boxes that take back what a participant did under a counter: one edit, or all that an undo put back.

    Only blocks that nobody has set since are put back, to what they were before. Empty when there is nothing (left) to do.
    """
    found = np.flatnonzero((log["participant"] == participant) & (log["counter"] == counter))
    if not len(found) or not counter:
        return []
    mine = log[found]
    box = Box(
        *(int(mine[name].min()) for name in ("x0", "y0", "z0")), *(int(mine[name].max()) for name in ("x1", "y1", "z1"))
    )
    # Entries elsewhere say nothing about this box; what remains is short.
    near = np.flatnonzero(within(log, box))
    writer = last_writer(log[near], box)
    ours = (writer > 0) & np.isin(near[np.maximum(writer, 1) - 1], found)
    before = replay(base, log[near[near < found[0]]]).read(box).astype(np.int32)
    changes = ours & (before != now.read(box))
    return boxes_of(np.where(changes, before, -1), box.x0, box.y0, box.z0)


def undo_all_of(base: Grid, log: Entries, now: Grid, participant: int, since: int = 0) -> Boxes:
    """Give the boxes that take back all that a participant set after a position and nobody has changed since.

    Works chunk by chunk, so that somebody who built everywhere costs no more memory than somebody who built in a corner.
    """
    theirs = np.flatnonzero(log["participant"] == participant)
    theirs = theirs[theirs >= since]
    out: Boxes = []
    for index in _chunks(now, log[theirs]):
        x, y = now.corner(index)
        box = Box(x, y, 0, min(x + CHUNK, now.nx) - 1, min(y + CHUNK, now.ny) - 1, now.nz - 1)
        near = np.flatnonzero(within(log, box))
        clipped = log[near].copy()
        for low, high, least, most in (("x0", "x1", box.x0, box.x1), ("y0", "y1", box.y0, box.y1)):
            clipped[low], clipped[high] = np.maximum(clipped[low], least), np.minimum(clipped[high], most)
        out += undo_person(base, clipped, now, participant, int(np.searchsorted(near, since)))
    return out


def _chunks(grid: Grid, log: Entries) -> list[int]:
    west, east, south, north = (log[name] // CHUNK for name in ("x0", "x1", "y0", "y1"))
    corners = np.unique(np.stack([west, east, south, north], axis=1), axis=0).tolist()
    found = {
        cy * grid.wide + cx
        for west_, east_, south_, north_ in corners
        for cy in range(south_, north_ + 1)
        for cx in range(west_, east_ + 1)
    }
    return sorted(found)


def without(boxes: Boxes, others: Iterable[Box]) -> Boxes:
    """Give the boxes without what others cover: what changed since an undo was reckoned is left as it is now."""
    for other in others:
        boxes = [(piece, block) for box, block in boxes for piece in _rest(box, other)]
    return boxes


def _rest(box: Box, hole: Box) -> list[Box]:
    """Give up to six boxes that cover a box but for a hole."""
    if not box.touches(hole):
        return [box]
    out = []
    x0, y0, z0, x1, y1, z1 = box.x0, box.y0, box.z0, box.x1, box.y1, box.z1
    if z0 < hole.z0:
        out.append(Box(x0, y0, z0, x1, y1, hole.z0 - 1))
    if z1 > hole.z1:
        out.append(Box(x0, y0, hole.z1 + 1, x1, y1, z1))
    z0, z1 = max(z0, hole.z0), min(z1, hole.z1)
    if y0 < hole.y0:
        out.append(Box(x0, y0, z0, x1, hole.y0 - 1, z1))
    if y1 > hole.y1:
        out.append(Box(x0, hole.y1 + 1, z0, x1, y1, z1))
    y0, y1 = max(y0, hole.y0), min(y1, hole.y1)
    if x0 < hole.x0:
        out.append(Box(x0, y0, z0, hole.x0 - 1, y1, z1))
    if x1 > hole.x1:
        out.append(Box(hole.x1 + 1, y0, z0, x1, y1, z1))
    return out
