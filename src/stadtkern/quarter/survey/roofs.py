"""Roofs: heights over the eaves for outlines with a shape, and the planes of a city model's roof surfaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from scipy.ndimage import distance_transform_edt

from stadtkern.quarter.survey.crs import Floats
from stadtkern.quarter.survey.guess import Form
from stadtkern.quarter.survey.shapes import Cells

# Rise per metre from the eaves where a roof's height is not said (about 40 degrees), and its bounds.
_STEEP, _LEAST, _MOST = 0.84, 1.5, 6.0
_KINDS = ("flat", "gabled", "hipped", "pyramidal", "skillion", "round", "dome")


def tops(index: Cells, shapes: Sequence[Any], forms: Sequence[Form]) -> tuple[Floats, Floats]:
    """Give for each cell the height of the roof over the building's base, and 1 where it is pitched.

    ``index`` says which of ``shapes`` (from 1) makes the cell.
    """
    top, pitched = np.zeros(index.shape), np.zeros(index.shape)
    ys, xs = np.nonzero(index)
    if not len(ys):
        return top, pitched
    which = index[ys, xs] - 1
    boxes = shapely.oriented_envelope(np.array(shapes, dtype=object))
    frames = np.array([_frame(box, shape, form) for box, shape, form in zip(boxes, shapes, forms, strict=True)])
    cx, cy, ux, uy, long, half, ragged = frames.T
    kind = np.array([_KINDS.index(form.roof) for form in forms])
    eaves = np.array([form.eaves for form in forms])
    usual = np.clip(half * _STEEP, _LEAST, _MOST)
    rise = np.array([np.nan if form.rise is None else form.rise for form in forms])
    rise = np.where(np.isnan(rise), np.where(kind == 0, 1.0, usual), rise)
    dx, dy = xs + 0.5 - cx[which], ys + 0.5 - cy[which]
    along = np.clip(np.abs(dx * ux[which] + dy * uy[which]) / np.maximum(long[which], 0.5), 0, 1)
    side = (-dx * uy[which] + dy * ux[which]) / np.maximum(half[which], 0.5)
    across = np.clip(np.abs(side), 0, 1)
    k = kind[which]
    to_end = (1 - along) * long[which] / np.maximum(half[which], 0.5)
    part = np.select(
        [k == 1, k == 2, k == 3, k == 4, k == 5, k == 6],
        [1 - across, np.minimum(1 - across, to_end), np.minimum(1 - across, 1 - along), np.clip((side + 1) / 2, 0, 1),
         np.sqrt(1 - across**2), np.sqrt(np.clip(1 - across**2 - along**2, 0, 1))],
        0.0,
    )  # fmt: skip
    # An outline far from a rectangle has no ridge of its own: its roof rises from all edges.
    free = (ragged[which] > 0) & np.isin(k, (1, 2))
    if free.any():
        inward = _to_edge(index)[ys, xs] - 0.5
        part = np.where(free, np.minimum(1, inward * _STEEP / np.maximum(rise[which], 0.5)), part)
    over = np.where(k == 0, rise[which], 0.5 + part * rise[which])
    top[ys, xs] = eaves[which] + over
    pitched[ys, xs] = k > 0
    return top, pitched


def _frame(box: Any, shape: Any, form: Form) -> tuple[float, float, float, float, float, float, float]:
    """Give centre, direction of the ridge, half length, half width of an outline, and whether it is far from a rectangle."""
    if box.geom_type != "Polygon":
        return 0, 0, 1, 0, 1, 1, 0
    p = shapely.get_coordinates(box)
    one, two = p[1] - p[0], p[2] - p[1]
    long, short = (one, two) if np.hypot(*one) >= np.hypot(*two) else (two, one)
    if form.across and form.roof != "skillion":
        long, short = short, long
    length = float(np.hypot(*long)) or 1.0
    centre = p[:4].mean(axis=0)
    ragged = float(shape.area < 0.72 * box.area and form.roof in ("gabled", "hipped"))
    return (
        float(centre[0]), float(centre[1]), float(long[0]) / length, float(long[1]) / length,
        length / 2, float(np.hypot(*short)) / 2, ragged,
    )  # fmt: skip


def _to_edge(index: Cells) -> Floats:
    """Give for each cell how many cells it is from one of another outline."""
    inside = index > 0
    padded = np.pad(index, 1)
    for part in (padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]):
        inside &= part == index
    return np.asarray(distance_transform_edt(inside) + (index > 0), dtype=np.float64)


def planes(rings: Sequence[Floats]) -> Floats:
    """Give for each closed ring [n, 3] the a, b, c of its plane z = a x + b y + c, and how level it is (1 flat, 0 upright)."""
    if not len(rings):
        return np.zeros((0, 4))
    sizes = np.array([len(ring) for ring in rings])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    points = np.concatenate(rings)
    middles = np.add.reduceat(points, starts) / sizes[:, None]
    around = points - np.repeat(middles, sizes, axis=0)
    following = np.roll(around, -1, axis=0)
    following[starts + sizes - 1] = around[starts]
    x, y, z = around.T
    fx, fy, fz = following.T
    normal = np.add.reduceat(np.column_stack([y * fz - z * fy, z * fx - x * fz, x * fy - y * fx]), starts)
    length = np.maximum(np.linalg.norm(normal, axis=1), 1e-12)
    level = np.abs(normal[:, 2]) / length
    lean = level > 1e-3
    down = np.where(lean, normal[:, 2], 1.0)
    a, b = np.where(lean, -normal[:, 0] / down, 0.0), np.where(lean, -normal[:, 1] / down, 0.0)
    # A closed ring counts its first corner twice: take the plane through its own corners' middle.
    single = (middles * sizes[:, None] - points[starts]) / np.maximum(sizes - 1, 1)[:, None]
    return np.column_stack([a, b, single[:, 2] - a * single[:, 0] - b * single[:, 1], level])


def smooth_thickness(levels: Cells, owner: Cells, pitched: Floats) -> Cells:
    """Give how many blocks of roof a column has: on slopes as many as the step to the lower neighbour, at most three."""
    lowest = levels.copy()
    one, two, three = (np.pad(part, 1) for part in (levels, owner, pitched > 0))
    for rows, columns in ((slice(0, -2), slice(1, -1)), (slice(2, None), slice(1, -1)),
                          (slice(1, -1), slice(0, -2)), (slice(1, -1), slice(2, None))):  # fmt: skip
        same = (two[rows, columns] == owner) & three[rows, columns]
        lowest = np.where(same, np.minimum(lowest, one[rows, columns]), lowest)
    thick = np.clip(levels - lowest, 1, 3)
    return np.where(pitched > 0, thick, 1).astype(np.int32)
