"""Areas of a map as rings: connected square metres, their outline and their holes, on the corners of the squares."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
# Corners [n, 2] as x, y; not closed. The outer ring turns left (counter-clockwise), holes turn right.
Ring = npt.NDArray[np.int64]
_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))


def regions(mask: Flags) -> list[tuple[int, list[Ring]]]:
    """Give the connected areas of a map [y, x]: square metres and rings, the outer one first.

    Squares that meet in a corner only are not connected. Where an area meets itself so, a hole touches a ring in one point,
    which OGC and RFC 7946 allow; no ring touches itself.
    """
    from scipy.ndimage import find_objects, label

    labels, _ = label(mask)
    out = []
    for number, within in enumerate(find_objects(labels), 1):
        mine = labels[within] == number
        y, x = within
        rings = [ring + np.array((x.start, y.start)) for ring in trace(mine)]
        out.append((int(mine.sum()), rings))
    return out


def trace(mine: Flags) -> list[Ring]:
    """Give the rings of one connected area [y, x], the outer one first."""
    outgoing = _edges(mine)
    rings = []
    while outgoing:
        start = next(iter(outgoing))
        rings.append(_walk(outgoing, start))
    rings.sort(key=lambda ring: -signed_area(ring))
    return rings


def signed_area(ring: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> float:
    """Give the area of a ring, negative for one that turns right."""
    x, y = ring[:, 0], ring[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) / 2


def _edges(mine: Flags) -> dict[tuple[int, int], list[int]]:
    """Give by corner the ways out of it along the border: 0 east, 1 north, 2 west, 3 south, the area to the left."""
    wide = np.pad(mine, 1)
    inner = wide[1:-1, 1:-1]
    sides = (
        (inner & ~wide[:-2, 1:-1], 0, 0),
        (inner & ~wide[1:-1, 2:], 1, 0),
        (inner & ~wide[2:, 1:-1], 1, 1),
        (inner & ~wide[1:-1, :-2], 0, 1),
    )
    out: dict[tuple[int, int], list[int]] = {}
    for way, (there, dx, dy) in enumerate(sides):
        ys, xs = np.nonzero(there)
        for x, y in zip((xs + dx).tolist(), (ys + dy).tolist(), strict=True):
            out.setdefault((x, y), []).append(way)
    return out


def _walk(outgoing: dict[tuple[int, int], list[int]], start: tuple[int, int]) -> Ring:
    """Walk one ring and take its edges away. Where two ways lead on, the right one closes a hole off."""
    corners = []
    at, heading = start, -1
    while at in outgoing:
        ways = outgoing[at]
        right = (heading - 1) % 4
        way = right if heading >= 0 and right in ways else ways[0]
        ways.remove(way)
        if not ways:
            del outgoing[at]
        if way != heading:
            corners.append(at)
        heading = way
        at = (at[0] + _STEPS[way][0], at[1] + _STEPS[way][1])
        if at == start and _closes(outgoing, at, heading):
            break
    ring = np.array(corners, dtype=np.int64)
    # The first corner is none when the ring runs straight through it.
    one, two, three = ring[-1], ring[0], ring[1]
    if (two - one)[0] * (three - two)[1] == (two - one)[1] * (three - two)[0]:
        ring = ring[1:]
    return ring


def _closes(outgoing: dict[tuple[int, int], list[int]], at: tuple[int, int], heading: int) -> bool:
    """Say whether a ring that is back at its start ends there: it does unless its own way leads on to the right."""
    return (heading - 1) % 4 not in outgoing.get(at, [])
