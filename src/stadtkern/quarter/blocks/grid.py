"""A quarter's blocks: chunks of 32 x 32 columns, each an array [z, y, x] of block ids. Copies share what is unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.uint16]
CHUNK = 32
MOST_WIDE, MOST_HIGH = 512, 64


@dataclass(slots=True)
class Grid:
    """Blocks of a box ``nx`` east by ``ny`` north by ``nz`` up; x, y, z count from its south-west corner at the bottom.

    Chunks are never written in place once shared: ``copy`` marks all as shared, a write makes its own first.
    """

    nx: int
    ny: int
    nz: int
    chunks: list[Ids]
    _own: set[int] = field(default_factory=set)

    @classmethod
    def empty(cls, nx: int, ny: int, nz: int) -> Grid:
        """Make a grid of air. Raises ValueError over 512 x 512 x 64 or under one."""
        if not (1 <= nx <= MOST_WIDE and 1 <= ny <= MOST_WIDE and 1 <= nz <= MOST_HIGH):
            raise ValueError(f"a quarter is at most {MOST_WIDE} x {MOST_WIDE} x {MOST_HIGH}, not {nx} x {ny} x {nz}")
        nothing = np.zeros((nz, CHUNK, CHUNK), dtype=np.uint16)
        return cls(nx, ny, nz, [nothing] * (-(-nx // CHUNK) * -(-ny // CHUNK)))

    @classmethod
    def of(cls, dense: Ids) -> Grid:
        """Make a grid of an array [z, y, x]."""
        nz, ny, nx = dense.shape
        grid = cls.empty(nx, ny, nz)
        for index in range(len(grid.chunks)):
            x, y = grid.corner(index)
            part = dense[:, y : y + CHUNK, x : x + CHUNK]
            chunk = np.zeros((nz, CHUNK, CHUNK), dtype=np.uint16)
            chunk[:, : part.shape[1], : part.shape[2]] = part
            grid.chunks[index] = chunk
        return grid

    @property
    def wide(self) -> int:
        """Give the number of chunks from west to east; chunk (cx, cy) has index cy * wide + cx."""
        return -(-self.nx // CHUNK)

    def corner(self, index: int) -> tuple[int, int]:
        """Give x and y of the south-west column of a chunk."""
        return index % self.wide * CHUNK, index // self.wide * CHUNK

    def copy(self) -> Grid:
        """Give a grid that shares every chunk until one of the two writes to it."""
        self._own.clear()
        return Grid(self.nx, self.ny, self.nz, list(self.chunks))

    def holds(self, x: int, y: int, z: int) -> bool:
        """Say whether a place is inside."""
        return 0 <= x < self.nx and 0 <= y < self.ny and 0 <= z < self.nz

    def get(self, x: int, y: int, z: int) -> int:
        """Give the block at a place. Raises IndexError outside."""
        if not self.holds(x, y, z):
            raise IndexError(f"({x}, {y}, {z}) is outside")
        return int(self.chunks[y // CHUNK * self.wide + x // CHUNK][z, y % CHUNK, x % CHUNK])

    def fill(self, box: Box, block: int) -> None:
        """Set every block of a box, which must be inside."""
        for index, there, _ in self._parts(box):
            self._writable(index)[there] = block

    def read(self, box: Box) -> Ids:
        """Give a copy of a box as an array [z, y, x]."""
        out = np.empty(box.shape, dtype=np.uint16)
        for index, there, here in self._parts(box):
            out[here] = self.chunks[index][there]
        return out

    def write(self, box: Box, ids: Ids) -> None:
        """Set a box to an array [z, y, x] of its shape."""
        for index, there, here in self._parts(box):
            self._writable(index)[there] = ids[here]

    def dense(self) -> Ids:
        """Give all blocks as one array [z, y, x]."""
        return self.read(self.box)

    @property
    def box(self) -> Box:
        """Give the box that holds everything."""
        return Box(0, 0, 0, self.nx - 1, self.ny - 1, self.nz - 1)

    def columns(self, xs: npt.NDArray[np.intp], ys: npt.NDArray[np.intp]) -> Ids:
        """Give the columns at these places as an array [n, z]."""
        out = np.empty((len(xs), self.nz), dtype=np.uint16)
        which = ys // CHUNK * self.wide + xs // CHUNK
        for index in np.unique(which):
            rows = np.flatnonzero(which == index)
            out[rows] = self.chunks[index][:, ys[rows] % CHUNK, xs[rows] % CHUNK].T
        return out

    def changed_chunks(self, other: Grid) -> list[int]:
        """Give the indices of chunks that differ from another grid of the same size."""
        pairs = enumerate(zip(self.chunks, other.chunks, strict=True))
        return [index for index, (one, two) in pairs if one is not two and not np.array_equal(one, two)]

    def same_as(self, other: Grid) -> bool:
        """Say whether both hold the same blocks."""
        size = (self.nx, self.ny, self.nz) == (other.nx, other.ny, other.nz)
        return size and not self.changed_chunks(other)

    def _writable(self, index: int) -> Ids:
        if index not in self._own:
            self.chunks[index] = self.chunks[index].copy()
            self._own.add(index)
        return self.chunks[index]

    def _parts(self, box: Box) -> Iterator[tuple[int, tuple[slice, slice, slice], tuple[slice, slice, slice]]]:
        """Give each chunk that a box touches: its index, the slices in the chunk, and those in the box."""
        up = slice(box.z0, box.z1 + 1)
        for cy in range(box.y0 // CHUNK, box.y1 // CHUNK + 1):
            y0, y1 = max(box.y0, cy * CHUNK), min(box.y1, cy * CHUNK + CHUNK - 1)
            for cx in range(box.x0 // CHUNK, box.x1 // CHUNK + 1):
                x0, x1 = max(box.x0, cx * CHUNK), min(box.x1, cx * CHUNK + CHUNK - 1)
                there = (up, slice(y0 % CHUNK, y1 % CHUNK + 1), slice(x0 % CHUNK, x1 % CHUNK + 1))
                here = (slice(None), slice(y0 - box.y0, y1 - box.y0 + 1), slice(x0 - box.x0, x1 - box.x0 + 1))
                yield cy * self.wide + cx, there, here


@dataclass(frozen=True, slots=True)
class Box:
    """A box of blocks, both corners included."""

    x0: int
    y0: int
    z0: int
    x1: int
    y1: int
    z1: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """Give its size as (z, y, x)."""
        return self.z1 - self.z0 + 1, self.y1 - self.y0 + 1, self.x1 - self.x0 + 1

    @property
    def volume(self) -> int:
        """Give the number of its blocks."""
        z, y, x = self.shape
        return z * y * x

    def holds(self, other: Box) -> bool:
        """Say whether another box is wholly inside."""
        return (
            self.x0 <= other.x0 and other.x1 <= self.x1
            and self.y0 <= other.y0 and other.y1 <= self.y1
            and self.z0 <= other.z0 and other.z1 <= self.z1
        )  # fmt: skip

    def touches(self, other: Box) -> bool:
        """Say whether two boxes share a block."""
        return (
            self.x0 <= other.x1 and other.x0 <= self.x1
            and self.y0 <= other.y1 and other.y0 <= self.y1
            and self.z0 <= other.z1 and other.z0 <= self.z1
        )  # fmt: skip
