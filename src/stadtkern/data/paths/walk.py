"""Walking on a network: how far it is from one place to others, and which ways are within reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stadtkern.data.paths.network import Network, Snapped

if TYPE_CHECKING:
    from stadtkern.data.paths.network import Floats

WALKING_KMH = 4.8
# Beside a way by more than this, a place is not taken to be on the network.
FARTHEST_OFF = 400.0


def minutes(metres: float, kmh: float = WALKING_KMH) -> float:
    """Give how many minutes a walk takes."""
    return metres / (kmh * 1000 / 60)


def metres_in(minutes: float, kmh: float = WALKING_KMH) -> float:
    """Give how many metres one walks in some minutes."""
    return minutes * kmh * 1000 / 60


@dataclass(frozen=True, slots=True)
class Walk:
    """All walks from one place: the metres to every junction (infinite where there is no way, or none so short)."""

    network: Network
    start: Snapped
    to_junction: Floats
    limit: float

    @property
    def off(self) -> float:
        """Metres from the place to the nearest way."""
        return float(self.start.off[0])

    def to(self, targets: Snapped) -> Floats:
        """Give the metres to each target along the ways, with what lies between place and way at both ends.

        Infinite where no way leads or where a target lies far beside any way; nothing to where one already stands.
        """
        edge, at = targets.edge, targets.at
        length = self.network.lengths[edge]
        found = np.minimum(
            self.to_junction[self.network.start[edge]] + at, self.to_junction[self.network.end[edge]] + length - at
        )
        same = edge == self.start.edge[0]
        found[same] = np.minimum(found[same], self.off + np.abs(at[same] - self.start.at[0]))
        found = found + targets.off
        found[(targets.off > FARTHEST_OFF) | (self.off > FARTHEST_OFF)] = np.inf
        found[(targets.x == self.start.x[0]) & (targets.y == self.start.y[0])] = 0.0
        found[found > self.limit] = np.inf
        return found

    def within(self, metres: float) -> list[Floats]:
        """Give the courses of all ways that can be reached within some metres, the last ones cut where they end."""
        network = self.network
        if self.off > min(metres, FARTHEST_OFF):
            return []
        length = network.lengths
        ahead = np.clip(metres - self.to_junction[network.start], 0, length)
        back = np.clip(metres - self.to_junction[network.end], 0, length)
        home = int(self.start.edge[0])
        pieces: list[Floats] = []
        for edge in np.nonzero((ahead > 0) | (back > 0))[0]:
            far, long = float(ahead[edge]), float(length[edge])
            near = long - float(back[edge])
            if far >= near:
                pieces.append(_whole(network, int(edge)))
                continue
            if far > 0:
                pieces.append(network.piece(int(edge), 0.0, far))
            if near < long:
                pieces.append(network.piece(int(edge), near, long))
        left, here = metres - self.off, float(self.start.at[0])
        around = max(0.0, here - left), min(float(length[home]), here + left)
        pieces.append(network.piece(home, *around))
        foot = network.piece(home, here, here)[0]
        pieces.append(np.array([[self.start.x[0], self.start.y[0]], foot]))
        return pieces


def _whole(network: Network, edge: int) -> Floats:
    points = slice(int(network.first[edge]), int(network.last[edge]) + 1)
    return np.column_stack([network.x[points], network.y[points]])


def walk(network: Network, lon: float, lat: float, limit: float = np.inf) -> Walk:
    """Find the shortest ways from a place (in degrees) to everywhere, or to what lies within ``limit`` metres."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    start = network.snap([lon], [lat])
    begins, targets, metres = network.rows
    here, edge = network.junctions, int(start.edge[0])
    at, off = float(start.at[0]), float(start.off[0])
    ends = [int(network.start[edge]), int(network.end[edge])]
    ways = [max(off + at, 1e-6), max(off + float(network.lengths[edge]) - at, 1e-6)]
    if ends[0] == ends[1]:
        ends, ways = ends[:1], [min(ways)]
    graph = csr_matrix(
        (
            np.concatenate([metres, ways]),
            np.concatenate([targets, ends]),
            np.concatenate([begins, [begins[-1] + len(ends)]]),
        ),
        shape=(here + 1, here + 1),
    )
    found = dijkstra(graph, directed=True, indices=here, limit=limit)
    return Walk(network, start, found[:here], limit)


def distances(
    network: Network, start: tuple[float, float], targets: Sequence[tuple[float, float]], limit: float = np.inf
) -> list[float | None]:
    """Give the metres on foot from one place to others (longitude, latitude); None where no way leads."""
    if not targets:
        return []
    found = walk(network, *start, limit).to(network.snap([one[0] for one in targets], [one[1] for one in targets]))
    return [float(one) if np.isfinite(one) else None for one in found]
