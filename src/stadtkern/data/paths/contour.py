"""Draws the line around everything above nought on a grid (marching squares), as closed rings, inside on the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from stadtkern.data.paths.network import Floats, Numbers

# The sides of a cell: bottom, right, top, left. For each set of corners inside (1 lower left, 2 lower right, 4 upper
# right, 8 upper left), the sides where a line enters and leaves.
_BOTTOM, _RIGHT, _TOP, _LEFT = range(4)
_LINES = {
    1: [(_BOTTOM, _LEFT)], 2: [(_RIGHT, _BOTTOM)], 3: [(_RIGHT, _LEFT)], 4: [(_TOP, _RIGHT)],
    5: [(_BOTTOM, _LEFT), (_TOP, _RIGHT)], 6: [(_TOP, _BOTTOM)], 7: [(_TOP, _LEFT)], 8: [(_LEFT, _TOP)],
    9: [(_BOTTOM, _TOP)], 10: [(_RIGHT, _BOTTOM), (_LEFT, _TOP)], 11: [(_RIGHT, _TOP)], 12: [(_LEFT, _RIGHT)],
    13: [(_BOTTOM, _RIGHT)], 14: [(_LEFT, _BOTTOM)],
}  # fmt: skip


def rings(field: Floats) -> list[Floats]:
    """Give the closed lines at nought, as rows of (column, row) in cells; the first point stands again at the end.

    The field's border must lie below nought. Rings around an inside run against the clock, rings around a hole with it.
    """
    inside = field > 0
    case = inside[:-1, :-1] * 1 + inside[:-1, 1:] * 2 + inside[1:, 1:] * 4 + inside[1:, :-1] * 8
    begins, ends = [], []
    for number, lines in _LINES.items():
        rows, columns = np.nonzero(case == number)
        for enters, leaves in lines:
            begins.append(_side(enters, rows, columns, field.shape[1]))
            ends.append(_side(leaves, rows, columns, field.shape[1]))
    begin, end = np.concatenate(begins), np.concatenate(ends)
    place = dict(zip(begin.tolist(), _points(field, begin).tolist(), strict=True))
    following = dict(zip(begin.tolist(), end.tolist(), strict=True))
    found = []
    while following:
        first, at = following.popitem()
        ring = [place[first]]
        while at != first:
            ring.append(place[at])
            at = following.pop(at)
        found.append(np.array([*ring, ring[0]]))
    return found


def _side(side: int, rows: Numbers, columns: Numbers, width: int) -> Numbers:
    """Number the side of a cell, the same from both cells that share it: even lie, odd stand."""
    if side == _TOP:
        rows = rows + 1
    if side == _RIGHT:
        columns = columns + 1
    return (rows * width + columns) * 2 + (side in (_RIGHT, _LEFT))


def _points(field: Floats, sides: Numbers) -> Floats:
    """Give where the line crosses each side."""
    rows, columns = np.divmod(sides // 2, field.shape[1])
    stands = sides % 2 == 1
    here = field[rows, columns]
    there = field[rows + stands, columns + ~stands]
    part = here / (here - there)
    return np.column_stack([columns + part * ~stands, rows + part * stands])


def simplified(ring: Floats, tolerance: float) -> Floats:
    """Leave out points of a ring that lie nearer than ``tolerance`` to the line through those that stay (Douglas, Peucker)."""
    keep = np.zeros(len(ring), bool)
    far = int(np.hypot(*(ring - ring[0]).T).argmax())
    keep[[0, far, -1]] = True
    spans = [(0, far), (far, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        way = ring[last] - ring[first]
        offset = ring[first + 1 : last] - ring[first]
        length = float(np.hypot(*way))
        off = np.abs(way[0] * offset[:, 1] - way[1] * offset[:, 0]) / length if length else np.hypot(*offset.T)
        worst = int(off.argmax())
        if off[worst] > tolerance:
            keep[first + 1 + worst] = True
            spans += [(first, first + 1 + worst), (first + 1 + worst, last)]
    return ring[keep]


def area(ring: Floats) -> float:
    """Give the area of a closed ring; negative where it runs with the clock."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


def holds(ring: Floats, x: float, y: float) -> bool:
    """Tell whether a closed ring goes around a point."""
    ax, ay, bx, by = ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1]
    crosses = (ay > y) != (by > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = ax + (y - ay) * (bx - ax) / (by - ay)
    return bool(np.count_nonzero(crosses & (x < at)) % 2)
