"""Where a quarter lies: a box of whole metres in the UTM zone of its place, given in degrees or found from the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stadtkern.quarter.blocks.grid import MOST_WIDE
from stadtkern.quarter.survey.crs import DEGREES, Floats, project, utm
from stadtkern.town.text import ProblemError, problem

Degrees = tuple[float, float, float, float]
LEAST = 16
_CELL, _MOST_CELLS = 16.0, 512


@dataclass(frozen=True, slots=True)
class Area:
    """A box in metres of a UTM zone: its south-west corner and its size."""

    epsg: int
    east: float
    north: float
    nx: int
    ny: int

    @property
    def degrees(self) -> Degrees:
        """Give west, south, east, north in degrees."""
        return self.degrees_with(0)

    def degrees_with(self, margin: float) -> Degrees:
        """Give west, south, east, north in degrees with a margin in metres."""
        e0, n0 = self.east - margin, self.north - margin
        e1, n1 = self.east + self.nx + margin, self.north + self.ny + margin
        xs, ys = np.array([e0, e1, e1, e0]), np.array([n0, n0, n1, n1])
        lons, lats = project(f"EPSG:{self.epsg}", DEGREES, xs, ys)
        return float(lons.min()), float(lats.min()), float(lons.max()), float(lats.max())

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point in the area's metres is inside."""
        return 0 <= x < self.nx and 0 <= y < self.ny


def area_of(box: Degrees) -> Area:
    """Make the area of a box in degrees: axis-parallel in UTM, as wide and high as the box in the middle, whole metres.

    Raises ProblemError: ``survey.box`` (no box on Earth), ``survey.size`` (over 512 m or under 16 m).
    """
    west, south, east, north = (float(one) for one in box)
    if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
        raise problem(
            "survey.box",
            "Das ist kein Ausschnitt: erst Westen und Süden, dann Osten und Norden, in Grad.",
            "This is no box: west and south first, then east and north, in degrees.",
        )
    epsg = utm((west + east) / 2, (south + north) / 2)
    lons = np.array([west, east, west, east, (west + east) / 2])
    lats = np.array([south, south, north, north, (south + north) / 2])
    xs, ys = project(DEGREES, f"EPSG:{epsg}", lons, lats)
    wide = (np.hypot(xs[1] - xs[0], ys[1] - ys[0]) + np.hypot(xs[3] - xs[2], ys[3] - ys[2])) / 2
    high = (np.hypot(xs[2] - xs[0], ys[2] - ys[0]) + np.hypot(xs[3] - xs[1], ys[3] - ys[1])) / 2
    nx, ny = round(wide), round(high)
    if nx > MOST_WIDE or ny > MOST_WIDE or nx < LEAST or ny < LEAST:
        raise _wrong_size(wide, high)
    return Area(epsg, float(round(xs[4] - nx / 2)), float(round(ys[4] - ny / 2)), nx, ny)


def _wrong_size(wide: float, high: float) -> ProblemError:
    w, h = f"{wide:.0f}", f"{high:.0f}"
    return problem(
        "survey.size",
        f"Der Ausschnitt ist {w} x {h} m groß. Ein Quartier misst {LEAST} bis {MOST_WIDE} m je Seite.",
        f"The box measures {w} x {h} m. A quarter has {LEAST} to {MOST_WIDE} m each way.",
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """An area found from files, the extent in metres of all they cover, and whether it is only a part of it."""

    area: Area
    wide: float
    high: float
    part: bool


def choose(points: Sequence[tuple[Floats, Floats]], side: int = MOST_WIDE) -> Chosen:
    """Find the area that files cover, at most ``side`` metres each way: the densest part where they cover more.

    ``points`` holds for each source its points [n, 2] in degrees and their weights. Each source counts the same, so a
    small city model draws the area to itself out of a whole town. Raises ProblemError ("survey.empty") for no points.
    """
    full = [(p, w) for p, w in points if len(p)]
    if not full:
        raise problem(
            "survey.empty",
            "In den Dateien steht nichts, was einen Ort hat.",
            "The files hold nothing that has a place.",
        )
    every = np.concatenate([p for p, _ in full])
    middle = np.median(every, axis=0)
    epsg = utm(float(middle[0]), float(middle[1]))
    metric = [(np.column_stack(project(DEGREES, f"EPSG:{epsg}", p[:, 0], p[:, 1])), w) for p, w in full]
    metric = [(p[ok], w[ok]) for p, w in metric if (ok := np.isfinite(p).all(axis=1)).any()]
    joined = np.concatenate([p for p, _ in metric])
    low, high = joined.min(axis=0), joined.max(axis=0)
    wide, tall = (high - low).tolist()
    if wide <= side and tall <= side:
        return Chosen(_fitting(epsg, low, high, side), wide, tall, part=False)
    corner = _densest(metric, low, high, side)
    inside = joined[((joined >= corner) & (joined <= corner + side)).all(axis=1)]
    fits = _fitting(epsg, inside.min(axis=0), inside.max(axis=0), side, corner)
    return Chosen(fits, wide, tall, part=True)


def _densest(metric: Sequence[tuple[Floats, Floats]], low: Floats, high: Floats, side: int) -> Floats:
    """Give the south-west corner of the window of ``side`` metres that holds most; among equals the most central one."""
    coarse = float((high - low).max()) / _MOST_CELLS
    if coarse > _CELL:
        # First roughly over all, then finely around the best place.
        corner = _window(metric, low, high, side, coarse)
        low, high = np.maximum(low, corner - side), np.minimum(high, corner + 2 * side)
        near = [((p >= low).all(axis=1) & (p <= high).all(axis=1)) for p, _ in metric]
        metric = [(p[ok], w[ok]) for (p, w), ok in zip(metric, near, strict=True) if ok.any()]
    return _window(metric, low, high, side, _CELL)


def _window(metric: Sequence[tuple[Floats, Floats]], low: Floats, high: Floats, side: int, cell: float) -> Floats:
    """Give the corner of the best window, tried at every cell of ``cell`` metres."""
    cells = np.ceil((high - low) / cell).astype(int) + 1
    total = np.zeros(tuple(cells[::-1]))
    window = np.minimum(max(1, int(side / cell)), cells)
    for points, weights in metric:
        at = np.floor((points - low) / cell).astype(int).clip(0, cells - 1)
        tally = np.bincount(at[:, 1] * cells[0] + at[:, 0], weights, int(cells.prod())).reshape(total.shape)
        sums = np.pad(tally.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
        w, h = int(window[0]), int(window[1])
        found = sums[h:, w:] - sums[:-h, w:] - sums[h:, :-w] + sums[:-h, :-w]
        if found.max() > 0:
            total[: found.shape[0], : found.shape[1]] += found / found.max()
    best = np.argwhere(total >= total.max() - 1e-9)
    middle = (cells[::-1] - window[::-1]) / 2
    row, column = best[np.argmin(((best - middle) ** 2).sum(axis=1))]
    return np.asarray(low + np.array([column, row]) * cell, dtype=np.float64)


def _fitting(epsg: int, low: Floats, high: Floats, side: int, corner: Floats | None = None) -> Area:
    """Give the area around points with a margin, no larger than ``side`` and inside the window at ``corner``."""
    low, high = low - 8, high + 8
    if corner is not None:
        low, high = np.maximum(low, corner), np.minimum(high, corner + side)
    size = np.clip(np.round(high - low), LEAST, side).astype(int)
    start = np.round((low + high) / 2 - size / 2)
    return Area(epsg, float(start[0]), float(start[1]), int(size[0]), int(size[1]))


def metres_between(one: Degrees, two: Degrees) -> float:
    """Give about how many metres lie between two boxes in degrees, 0 where they touch."""
    dx = max(one[0] - two[2], two[0] - one[2], 0.0)
    dy = max(one[1] - two[3], two[1] - one[3], 0.0)
    lat = np.radians((one[1] + one[3] + two[1] + two[3]) / 4)
    return float(np.hypot(dx * 111_320 * np.cos(lat), dy * 110_600))


def bounds(points: Floats) -> Degrees | None:
    """Give west, south, east, north of points in degrees, None where none can be placed."""
    good = points[np.isfinite(points).all(axis=1)] if len(points) else points
    if not len(good):
        return None
    (west, south), (east, north) = good.min(axis=0).tolist(), good.max(axis=0).tolist()
    return west, south, east, north
