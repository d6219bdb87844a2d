"""Edits: the only way a variant changes. An entry sets a box to one block; the log orders them; the last one wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.grid import CHUNK, Box, Grid

# One entry of the log, 28 bytes. ``time`` is in milliseconds since 1970; ``counter`` counts a participant's own edits.
ENTRY = np.dtype(
    [
        ("participant", "<u4"), ("counter", "<u4"), ("time", "<u8"),
        ("x0", "<u2"), ("y0", "<u2"), ("z0", "u1"), ("x1", "<u2"), ("y1", "<u2"), ("z1", "u1"),
        ("block", "<u2"),
    ]
)  # fmt: skip
Entries = npt.NDArray[np.void]
Numbers = npt.NDArray[np.int64]
# Fewer entries than this are applied one by one; a portion is the most blocks expanded at once.
_FEW, _PORTION = 64, 2_000_000


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry, for reading; arrays of ``ENTRY`` carry many."""

    participant: int
    counter: int
    time: int
    box: Box
    block: int


def entries(edits: Iterable[Edit]) -> Entries:
    """Pack edits into an array of ``ENTRY``."""
    rows = [
        (e.participant, e.counter, e.time, e.box.x0, e.box.y0, e.box.z0, e.box.x1, e.box.y1, e.box.z1, e.block)
        for e in edits
    ]
    return np.array(rows, dtype=ENTRY)


def edits(packed: Entries) -> list[Edit]:
    """Unpack an array of ``ENTRY``."""
    return [Edit(row[0], row[1], row[2], Box(*row[3:9]), row[9]) for row in packed.tolist()]


def box_of(entry: np.void) -> Box:
    """Give the box of one packed entry."""
    return Box(*entry.tolist()[3:9])


def replay(base: Grid, log: Entries) -> Grid:
    """Give the grid that a log makes of a base. The base stays as it is.

    Many blocks are written at once: numpy assigns repeated indices in order, so the last one wins.
    """
    if len(log) < _FEW:
        grid = base.copy()
        for edit in edits(log):
            grid.fill(edit.box, edit.block)
        return grid
    touched = _touched(base, log)
    slot = np.full(len(base.chunks), -1, dtype=np.int64)
    slot[touched] = np.arange(len(touched))
    work = np.stack([base.chunks[index] for index in touched])
    flat = work.reshape(-1)
    for entry, x, y, z in cells(log):
        place = slot[y // CHUNK * base.wide + x // CHUNK] * (base.nz * CHUNK * CHUNK)
        place += (z * CHUNK + y % CHUNK) * CHUNK + x % CHUNK
        flat[place] = log["block"][entry]
    chunks = list(base.copy().chunks)
    for number, index in enumerate(touched):
        chunks[index] = work[number]
    return Grid(base.nx, base.ny, base.nz, chunks)


def cells(log: Entries) -> Iterator[tuple[Numbers, Numbers, Numbers, Numbers]]:
    """Give all blocks that entries set, in order: number of the entry in ``log`` (from 0), x, y, z; in portions."""
    x0, y0, z0 = (log[name].astype(np.int64) for name in ("x0", "y0", "z0"))
    wide, deep = log["x1"] - x0 + 1, log["y1"] - y0 + 1
    volume = wide * deep * (log["z1"] - z0 + 1)
    ends = np.cumsum(volume)
    start = 0
    while start < len(log):
        before = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _PORTION, side="right")))
        entry = np.repeat(np.arange(start, stop), volume[start:stop])
        offset = np.arange(len(entry)) - (ends - volume)[entry] + before
        yield (
            entry,
            x0[entry] + offset % wide[entry],
            y0[entry] + offset // wide[entry] % deep[entry],
            z0[entry] + offset // (wide * deep)[entry],
        )
        start = stop


def within(log: Entries, box: Box) -> npt.NDArray[np.bool_]:
    """Say for each entry whether it touches a box."""
    keep = (log["x0"] <= box.x1) & (log["x1"] >= box.x0) & (log["y0"] <= box.y1) & (log["y1"] >= box.y0)
    return keep & (log["z0"] <= box.z1) & (log["z1"] >= box.z0)


def _touched(grid: Grid, log: Entries) -> list[int]:
    """Give the chunks that any entry touches."""
    west, east = log["x0"] // CHUNK, log["x1"] // CHUNK
    south, north = log["y0"] // CHUNK, log["y1"] // CHUNK
    found = set(np.flatnonzero(np.bincount(south.astype(np.int64) * grid.wide + west)).tolist())
    for at in np.flatnonzero((west != east) | (south != north)).tolist():
        found |= {
            cy * grid.wide + cx
            for cy in range(int(south[at]), int(north[at]) + 1)
            for cx in range(int(west[at]), int(east[at]) + 1)
        }
    return sorted(found)


def difference(before: Grid, after: Grid, within: Sequence[int] | None = None) -> list[tuple[Box, int]]:
    """Give boxes that turn ``before`` into ``after``: runs to the east, joined northwards, then upwards.

    Raises ValueError when the grids differ in size.
    """
    if (before.nx, before.ny, before.nz) != (after.nx, after.ny, after.nz):
        raise ValueError("only grids of one size have a difference")
    found: list[tuple[Box, int]] = []
    for index in after.changed_chunks(before) if within is None else within:
        old, new = before.chunks[index], after.chunks[index]
        x, y = after.corner(index)
        found += boxes_of(np.where(old != new, new.astype(np.int32), -1), x, y)
    return found


def boxes_of(wanted: npt.NDArray[np.int32], x: int = 0, y: int = 0, z: int = 0) -> list[tuple[Box, int]]:
    """Give boxes that cover an array [z, y, x] wherever it is not negative, each with its value. Boxes never overlap."""
    edge = np.full((*wanted.shape[:2], 1), -2, dtype=np.int32)
    starts = np.concatenate([edge, wanted[:, :, :-1]], axis=2) != wanted
    ends = np.concatenate([wanted[:, :, 1:], edge], axis=2) != wanted
    zs, ys, x0 = np.nonzero(starts & (wanted >= 0))
    x1 = np.nonzero(ends & (wanted >= 0))[2]
    runs = np.stack([zs, ys, x0, x1, wanted[zs, ys, x0]], axis=1).tolist()
    # A slab is a rectangle in one level: [z, y0, y1, x0, x1, block].
    open_runs: dict[tuple[int, int, int, int], list[int]] = {}
    slabs: list[list[int]] = []
    for level, row, west, east, block in runs:
        key = (level, west, east, block)
        slab = open_runs.get(key)
        if slab is not None and slab[2] == row - 1:
            slab[2] = row
            continue
        open_runs[key] = slab = [level, row, row, west, east, block]
        slabs.append(slab)
    piles: dict[tuple[int, int, int, int, int], list[int]] = {}
    out: list[list[int]] = []
    for level, south, north, west, east, block in slabs:
        where = (south, north, west, east, block)
        pile = piles.get(where)
        if pile is not None and pile[5] == level - 1:
            pile[5] = level
            continue
        piles[where] = pile = [west, south, level, east, north, level, block]
        out.append(pile)
    return [(Box(x + a, y + b, z + c, x + d, y + e, z + f), block) for a, b, c, d, e, f, block in out]


def last_writer(log: Entries, box: Box) -> npt.NDArray[np.int64]:
    """Give for each block of a box the position in the log (from 1) of the entry that set it last, 0 for the base."""
    out = np.zeros(box.shape, dtype=np.int64)
    positions = np.flatnonzero(within(log, box))
    near = log[positions].copy()
    for low, high, least, most in (
        ("x0", "x1", box.x0, box.x1),
        ("y0", "y1", box.y0, box.y1),
        ("z0", "z1", box.z0, box.z1),
    ):
        near[low], near[high] = np.maximum(near[low], least), np.minimum(near[high], most)
    for entry, x, y, z in cells(near):
        out[z - box.z0, y - box.y0, x - box.x0] = positions[entry] + 1
    return out
