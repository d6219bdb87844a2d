"""Loops over columns, cells and rays, compiled by numba. Imported only where it is used; nothing else knows of numba.

What is compiled is kept beside this file or, where that cannot be written, in the town's folder (``cache.py``); where
neither can be written, each process compiles anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.grid import Ids

_F = TypeVar("_F", bound=Callable[..., Any])
# What a block means for walking and for light: bits of a table by id.
SURFACE, FREE, SOLID, LEAFY, BODY, SOLAR = 1, 2, 4, 8, 16, 32
# No such level.
NONE = 255
# Centimetres further than anything is.
FAR = np.iinfo(np.int32).max
# Places in the ring of distances, a centimetre each: more than the dearest step and the dearest start together. Only the few
# hundred places around the distance at hand are touched, so a large ring costs no more. Starts that are dearer count as none.
_RING = 1 << 18
MOST_START = _RING - 600
# Columns that are looked at together for shadows.
STRIP = 64

Bits = npt.NDArray[np.uint64]
Levels = npt.NDArray[np.uint8]
Metres = npt.NDArray[np.int32]


def compiled(function: _F) -> _F:
    """Compile a function when it is first called, without holding up other threads while it runs."""
    try:
        return cast(_F, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:
        # Nowhere to keep what is compiled.
        return cast(_F, numba.njit(nogil=True)(function))


@compiled
def columns(
    chunk: Ids,
    flags: npt.NDArray[np.uint8],
    places: Levels,
    living: npt.NDArray[np.float64],
    level: Levels,
    surface: Ids,
    cover: Ids,
    solid: Bits,
    leafy: Bits,
    homes: npt.NDArray[np.float64],
    place: Levels,
    panel: Levels,
) -> None:
    """Read the columns of a chunk [z, y, x] into maps [y, x] of what ``maps.Maps`` describes."""
    deep, wide = level.shape
    for y in range(deep):
        for x in range(wide):
            stands, at, under, built = NONE, 0, 0, False
            opaque, leaves, floor, kinds, roof = np.uint64(0), np.uint64(0), 0.0, np.uint8(0), NONE
            free = 2
            for z in range(chunk.shape[0] - 1, -1, -1):
                block = chunk[z, y, x]
                what = flags[block]
                if block:
                    if what & SURFACE:
                        if under == 0:
                            under = block
                        if stands == NONE and free >= 2:
                            stands, at = z, block
                    if what & SOLID:
                        opaque |= np.uint64(1) << np.uint64(z)
                    if what & LEAFY:
                        leaves |= np.uint64(1) << np.uint64(z)
                    if what & BODY:
                        if not built and what & SOLAR:
                            roof = z
                        built = True
                    floor += living[block]
                    kinds |= places[block]
                free = free + 1 if what & FREE else 0
            level[y, x], surface[y, x], cover[y, x] = stands, at, 0 if built else under
            solid[y, x], leafy[y, x], homes[y, x], place[y, x], panel[y, x] = opaque, leaves, floor, kinds, roof


@compiled
def tally(
    chunk: Ids, base: Ids, differs: int, wide: int, deep: int, flags: npt.NDArray[np.uint8], out: npt.NDArray[np.int64]
) -> int:
    """Add the columns of a chunk [z, y, x] to sums by id; gives the number of columns with a trunk.

    ``flags`` has bits by id: 1 surface, 2 building or roof, 4 crown, 8 trunk. Rows of ``out``: blocks, topmost surface of
    open columns, topmost building block of built ones, surface under crowns, blocks made, blocks gone; the last two only if ``differs`` is not 0.
    """
    high = chunk.shape[0]
    surface, roof = np.zeros(wide, dtype=np.uint16), np.zeros(wide, dtype=np.uint16)
    seen = np.zeros(wide, dtype=np.uint8)
    trunks, things = 0, 0
    for y in range(deep):
        surface[:], roof[:], seen[:] = 0, 0, 0
        for z in range(high - 1, -1, -1):
            for x in range(wide):
                block = chunk[z, y, x]
                if differs and block != base[z, y, x]:
                    out[4, block] += 1
                    out[5, base[z, y, x]] += 1
                if block == 0:
                    continue
                things += 1
                out[0, block] += 1
                what = flags[block]
                seen[x] |= what
                if what & 1 and surface[x] == 0:
                    surface[x] = block
                if what & 2 and roof[x] == 0:
                    roof[x] = block
        for x in range(wide):
            if seen[x] & 2:
                out[2, roof[x]] += 1
            else:
                out[1, surface[x]] += 1
                if seen[x] & 4:
                    out[3, surface[x]] += 1
            trunks += (seen[x] & 8) >> 3
    out[0, 0] += high * wide * deep - things
    return trunks


@compiled
def links(level: Levels, walks: npt.NDArray[np.bool_], most: int) -> Levels:
    """Give for each cell the neighbours one can walk to, a bit each: E, W, N, S, NE, NW, SE, SW.

    Steps of up to ``most`` blocks; a diagonal needs both ways around its corner.
    """
    ny, nx = level.shape
    out = np.zeros((ny, nx), dtype=np.uint8)
    for y in range(ny):
        for x in range(nx):
            if not walks[y, x]:
                continue
            here = np.int64(level[y, x])
            east = x + 1 < nx and walks[y, x + 1] and abs(np.int64(level[y, x + 1]) - here) <= most
            west = x > 0 and walks[y, x - 1] and abs(np.int64(level[y, x - 1]) - here) <= most
            north = y + 1 < ny and walks[y + 1, x] and abs(np.int64(level[y + 1, x]) - here) <= most
            south = y > 0 and walks[y - 1, x] and abs(np.int64(level[y - 1, x]) - here) <= most
            bits = east * 1 + west * 2 + north * 4 + south * 8
            for number in range(4):
                along = east if number % 2 == 0 else west
                across = north if number < 2 else south
                if not (along and across):
                    continue
                dx, dy = 1 - 2 * (number % 2), 1 - 2 * (number // 2)
                there = np.int64(level[y + dy, x + dx])
                if not walks[y + dy, x + dx] or abs(there - here) > most:
                    continue
                if abs(there - np.int64(level[y, x + dx])) <= most and abs(there - np.int64(level[y + dy, x])) <= most:
                    bits += 16 << number
            out[y, x] = bits
    return out


@compiled
def connected(link: Levels, walks: npt.NDArray[np.bool_], least: int) -> npt.NDArray[np.bool_]:
    """Give the cells from which one gets about: the largest connected part, and parts of ``least`` cells at the edge."""
    ny, nx = link.shape
    label = np.zeros(ny * nx, dtype=np.int32)
    queue = np.empty(ny * nx, dtype=np.int32)
    steps = np.array([1, -1, nx, -nx, nx + 1, nx - 1, -nx + 1, -nx - 1], dtype=np.int64)
    good = np.zeros(ny * nx + 1, dtype=np.bool_)
    flat, may = link.ravel(), walks.ravel()
    count, largest, largest_size = 0, 0, 0
    for first in range(ny * nx):
        if not may[first] or label[first]:
            continue
        count += 1
        label[first], queue[0] = count, first
        head, tail, edge = 0, 1, False
        while head < tail:
            cell = queue[head]
            head += 1
            x, y = cell % nx, cell // nx
            edge = edge or x == 0 or y == 0 or x == nx - 1 or y == ny - 1
            for number in range(8):
                if flat[cell] >> number & 1:
                    other = cell + steps[number]
                    if not label[other]:
                        label[other] = count
                        queue[tail] = other
                        tail += 1
        good[count] = edge and tail >= least
        if tail > largest_size:
            largest, largest_size = count, tail
    good[largest] = largest > 0
    out = np.zeros(ny * nx, dtype=np.bool_)
    for cell in range(ny * nx):
        out[cell] = label[cell] > 0 and good[label[cell]]
    return out.reshape((ny, nx))


@compiled
def spread(  # noqa: PLR0915 - one loop over the ring; parts of it would be compiled each for itself
    link: Levels,
    straight: npt.NDArray[np.int16],
    diagonal: npt.NDArray[np.int16],
    starts: npt.NDArray[np.int64],
    costs: npt.NDArray[np.int64],
) -> Metres:
    """Give the way from each cell to the nearest start, in centimetres of good ground; FAR where no way leads.

    ``straight`` and ``diagonal`` are what half a step across a cell costs, ``costs`` what each start begins with. A ring of
    buckets, one for each centimetre, takes cells in the order of their distance (Dial 1969).
    """
    ny, nx = link.shape
    size = ny * nx
    steps = np.array([1, -1, nx, -nx, nx + 1, nx - 1, -nx + 1, -nx - 1], dtype=np.int64)
    flat, even, slant = link.ravel(), straight.ravel(), diagonal.ravel()
    out = np.full(size, FAR, dtype=np.int32)
    after, before = np.full(size, -1, dtype=np.int32), np.full(size, -1, dtype=np.int32)
    ring = np.full(_RING, -1, dtype=np.int32)
    waiting = 0
    for number in range(len(starts)):
        cell = starts[number]
        if costs[number] <= MOST_START:
            out[cell] = min(out[cell], costs[number])
    for number in range(len(starts)):
        cell = starts[number]
        if out[cell] == FAR:
            continue
        # Each start once: marked by its own cell in ``before`` until it is in the ring.
        if before[cell] == -1 and after[cell] == -1 and ring[out[cell]] != cell:
            slot = out[cell]
            first = ring[slot]
            after[cell] = first
            if first >= 0:
                before[first] = cell
            ring[slot] = cell
            waiting += 1
    now = 0
    while waiting:
        slot = now % _RING
        cell = ring[slot]
        if cell < 0:
            now += 1
            continue
        ring[slot] = after[cell]
        if after[cell] >= 0:
            before[after[cell]] = -1
        waiting -= 1
        bits = flat[cell]
        for number in range(8):
            if not (bits >> number) & 1:
                continue
            other = cell + steps[number]
            further = now + (even[cell] + even[other] if number < 4 else slant[cell] + slant[other])
            old = out[other]
            if further >= old:
                continue
            if old != FAR:
                if before[other] >= 0:
                    after[before[other]] = after[other]
                else:
                    ring[old % _RING] = after[other]
                if after[other] >= 0:
                    before[after[other]] = before[other]
            else:
                waiting += 1
            if old != FAR:
                before[other] = -1
            target = further % _RING
            first = ring[target]
            after[other], before[other] = first, -1
            if first >= 0:
                before[first] = other
            ring[target] = other
            out[other] = further
    return out.reshape((ny, nx))


@compiled
def tops(opaque: Bits) -> npt.NDArray[np.int64]:
    """Give for each strip of ``STRIP`` columns along x the highest level with anything opaque, -1 for none."""
    ny, nx = opaque.shape
    out = np.full((ny, (nx + STRIP - 1) // STRIP), -1, dtype=np.int64)
    for y in range(ny):
        for strip in range(out.shape[1]):
            bits = np.uint64(0)
            for x in range(strip * STRIP, min(nx, strip * STRIP + STRIP)):
                bits |= opaque[y, x]
            level = -1
            while bits:
                bits >>= np.uint64(1)
                level += 1
            out[y, strip] = level
    return out


@compiled
def shadow(
    opaque: Bits, top: npt.NDArray[np.int64], start: Bits, offsets: npt.NDArray[np.int64], out: npt.NDArray[np.bool_]
) -> None:
    """Say for each column [y, x] whether anything opaque lies on the ray from its cell at level ``start``.

    ``opaque`` has a bit for each level, ``top`` is what ``tops`` says of it. ``offsets`` are rows dx, dy, low, high: the ray
    passes levels low to high (above its start) of the column at dx, dy; low never falls. Columns with start 64 or more are
    left out (False). Outside nothing stands.
    """
    ny, nx = opaque.shape
    found = np.zeros(STRIP, dtype=np.uint64)
    one, most = np.uint64(1), np.uint64(63)
    highest = top.max()
    for y in range(ny):
        for strip in range(top.shape[1]):
            west = strip * STRIP
            east = min(nx, west + STRIP)
            lowest = np.int64(64)
            for x in range(west, east):
                lowest = min(lowest, np.int64(start[y, x]))
                out[y, x] = False
            if lowest > 63:
                continue
            found[:] = 0
            for number in range(offsets.shape[0]):
                dx, dy, low, high = offsets[number]
                if lowest + low > highest:
                    break
                first, last = max(west, -dx), min(east, nx - dx)
                if first >= last or y + dy < 0 or y + dy >= ny:
                    continue
                there = top[y + dy]
                if lowest + low > max(there[(first + dx) // STRIP], there[(last - 1 + dx) // STRIP]):
                    continue
                span, rise = (one << np.uint64(high - low + 1)) - one, np.uint64(low)
                beyond, here = opaque[y + dy, first + dx : last + dx], start[y, first:last]
                into = found[first - west : last - west]
                for x in range(last - first):
                    up = here[x] + rise
                    bits = (beyond[x] >> (up & most)) & span
                    into[x] |= bits if up <= most else np.uint64(0)
            for x in range(west, east):
                out[y, x] = found[x - west] != 0 and start[y, x] <= most
