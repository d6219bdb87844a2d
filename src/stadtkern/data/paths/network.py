"""The ways of a town as a network for walking: junctions, the ways between them, and what they are long.

Ways are joined where they share a coordinate, as OpenStreetMap means it. Between two junctions a way is one edge that
keeps its course, so that the graph is small and distances still follow every bend. Metres are those of a plane that
touches the globe in the town's middle; within 30 km of it they are off by less than 0.3 per cent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

METRES_A_DEGREE = 111_319.49
# A coordinate's last digit in OpenStreetMap.
_DIGITS = 1e7
# Ways that hang together with nothing and are shorter than this are left out: one would snap to a dead end.
SMALLEST_ISLAND = 500.0
_SAMPLE_EVERY = 15.0
_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Plane:
    """Turns degrees into metres and back."""

    lon: float
    lat: float

    @property
    def scale(self) -> float:
        """Metres of a degree of longitude."""
        return METRES_A_DEGREE * math.cos(math.radians(self.lat))

    def metres(self, lon: Any, lat: Any) -> tuple[Floats, Floats]:
        """Give metres east and north of the plane's middle."""
        return (np.asarray(lon, float) - self.lon) * self.scale, (np.asarray(lat, float) - self.lat) * METRES_A_DEGREE

    def degrees(self, x: Any, y: Any) -> tuple[Floats, Floats]:
        """Give longitude and latitude."""
        return np.asarray(x, float) / self.scale + self.lon, np.asarray(y, float) / METRES_A_DEGREE + self.lat


@dataclass(frozen=True, slots=True)
class Snapped:
    """Places set on the network: on which edge, how many metres from its start, how many metres beside it."""

    x: Floats
    y: Floats
    edge: Numbers
    at: Floats
    off: Floats

    def __len__(self) -> int:
        return len(self.edge)


@dataclass(frozen=True)
class Network:
    """Ways between junctions. ``x``, ``y`` and ``run`` are the points of all ways and the metres gone up to them.

    Edge ``i`` goes from junction ``start[i]`` to ``end[i]`` over the points ``first[i]`` to ``last[i]``.
    """

    plane: Plane
    x: Floats
    y: Floats
    run: Floats
    first: Numbers
    last: Numbers
    start: Numbers
    end: Numbers
    junctions: int

    @cached_property
    def lengths(self) -> Floats:
        """Metres of each edge."""
        found: Floats = self.run[self.last] - self.run[self.first]
        return found

    @property
    def metres(self) -> float:
        """Metres of all ways together."""
        return float(self.lengths.sum())

    @cached_property
    def rows(self) -> tuple[Numbers, Numbers, Floats]:
        """The graph as compressed rows (where each begins, neighbours, metres), both directions, the shortest of twins."""
        ends = np.concatenate([self.start, self.end]), np.concatenate([self.end, self.start])
        metres = np.maximum(np.concatenate([self.lengths, self.lengths]), 1e-6)
        plain = ends[0] != ends[1]
        source, target, metres = ends[0][plain], ends[1][plain], metres[plain]
        order = np.lexsort((metres, target, source))
        source, target, metres = source[order], target[order], metres[order]
        single = np.ones(len(source), bool)
        single[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1])
        source, target, metres = source[single], target[single], metres[single]
        begins = np.zeros(self.junctions + 1, np.int64)
        begins[1:] = np.cumsum(np.bincount(source, minlength=self.junctions))
        return begins, target, metres

    @cached_property
    def _samples(self) -> tuple[Any, Numbers, Numbers]:
        """A tree of points every few metres, with the edge and the stretch (point, next point) that each stands for."""
        from scipy.spatial import cKDTree

        stretches = self.last - self.first
        edge = np.repeat(np.arange(len(self.first)), stretches)
        offset = np.arange(len(edge)) - np.repeat(np.cumsum(stretches) - stretches, stretches)
        point = self.first[edge] + offset
        metres = self.run[point + 1] - self.run[point]
        count = np.maximum(1, np.ceil(metres / _SAMPLE_EVERY)).astype(np.int64)
        which = np.repeat(np.arange(len(point)), count)
        part = (np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + 0.5) / count[which]
        here = point[which]
        x = self.x[here] + part * (self.x[here + 1] - self.x[here])
        y = self.y[here] + part * (self.y[here + 1] - self.y[here])
        return cKDTree(np.column_stack([x, y])), edge[which], here

    def snap(self, lons: Sequence[float] | Floats, lats: Sequence[float] | Floats) -> Snapped:
        """Set places on the nearest way, however far; ``off`` says how far beside it they lie."""
        x, y = self.plane.metres(lons, lats)
        tree, edges, points = self._samples
        if not len(x):
            nothing = np.zeros(0)
            return Snapped(nothing, nothing, np.zeros(0, np.int64), nothing, nothing)
        near = min(_CANDIDATES, tree.n)
        found = tree.query(np.column_stack([x, y]), k=near)[1].reshape(len(x), near)
        point = points[found]
        from_x, from_y = self.x[point], self.y[point]
        along_x, along_y = self.x[point + 1] - from_x, self.y[point + 1] - from_y
        square = np.maximum(along_x**2 + along_y**2, 1e-12)
        part = np.clip(((x[:, None] - from_x) * along_x + (y[:, None] - from_y) * along_y) / square, 0, 1)
        off = np.hypot(from_x + part * along_x - x[:, None], from_y + part * along_y - y[:, None])
        best = off.argmin(axis=1)
        row = np.arange(len(x))
        edge, here = edges[found[row, best]], point[row, best]
        at = self.run[here] - self.run[self.first[edge]] + part[row, best] * np.sqrt(square[row, best])
        return Snapped(x, y, edge, np.clip(at, 0, self.lengths[edge]), off[row, best])

    def piece(self, edge: int, since: float, until: float) -> Floats:
        """Give the course of an edge between two distances from its start, as rows of metres east and north."""
        first, last = int(self.first[edge]), int(self.last[edge])
        run = self.run[first : last + 1] - self.run[first]
        inside = (run > since) & (run < until)
        ends = np.array([since, until])
        ends_x = np.interp(ends, run, self.x[first : last + 1])
        ends_y = np.interp(ends, run, self.y[first : last + 1])
        x = np.concatenate([ends_x[:1], self.x[first : last + 1][inside], ends_x[1:]])
        y = np.concatenate([ends_y[:1], self.y[first : last + 1][inside], ends_y[1:]])
        return np.column_stack([x, y])


def build(ways: Sequence[Floats]) -> Network | None:
    """Make a network of ways, each an array of longitude and latitude; None when there is none to walk on."""
    usable = [one for one in ways if len(one) > 1]
    if not usable:
        return None
    sizes = np.array([len(one) for one in usable])
    degrees = np.concatenate(usable)
    way = np.repeat(np.arange(len(usable)), sizes)
    grid = np.rint(degrees * _DIGITS).astype(np.int64)
    _, node, uses = np.unique(
        (grid[:, 0] + int(180 * _DIGITS)) * (1 << 31) + grid[:, 1], return_inverse=True, return_counts=True
    )
    plane = Plane(*(float(one) for one in np.median(degrees, axis=0)))
    x, y = plane.metres(degrees[:, 0], degrees[:, 1])
    steps = np.hypot(np.diff(x), np.diff(y))
    steps[way[1:] != way[:-1]] = 0
    run = np.concatenate([[0.0], np.cumsum(steps)])
    turn = uses[node] > 1
    turn[np.cumsum(sizes) - 1] = True
    turn[np.cumsum(sizes) - sizes] = True
    (at,) = np.nonzero(turn)
    first, last = at[:-1], at[1:]
    real = (way[first] == way[last]) & (run[last] > run[first])
    first, last = first[real], last[real]
    if not len(first):
        return None
    return _without_islands(plane, x, y, run, first, last, node)


def _without_islands(
    plane: Plane, x: Floats, y: Floats, run: Floats, first: Numbers, last: Numbers, node: Numbers
) -> Network:
    """Leave out what hangs together with nothing, and number the junctions that remain."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    count = int(node.max()) + 1
    graph = coo_matrix((np.ones(len(first)), (node[first], node[last])), shape=(count, count))
    part = connected_components(graph, directed=False)[1][node[first]]
    metres = np.bincount(part, weights=run[last] - run[first])
    keep = (metres >= min(SMALLEST_ISLAND, metres.max()))[part]
    first, last = first[keep], last[keep]
    names, numbers = np.unique(np.concatenate([node[first], node[last]]), return_inverse=True)
    return Network(plane, x, y, run, first, last, numbers[: len(first)], numbers[len(first) :], junctions=len(names))
