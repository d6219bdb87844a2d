"""Which building a block belongs to: those of the base keep their number, what is new gets one of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.base import Base, Building
from stadtkern.quarter.blocks.grid import Grid, Ids
from stadtkern.quarter.blocks.palette import palette

Numbers = npt.NDArray[np.int32]
Slices = tuple[slice, slice, slice]


@dataclass(frozen=True, slots=True)
class House:
    """A building as it stands in a variant. ``known`` is what the base knows of it, None for a new one."""

    number: int
    id: str
    name: str
    use: str
    source: str
    storeys: int
    # Metres from its lowest to its highest block, square metres of ground it covers, and of its floors.
    height: int
    ground_area: int
    floor_area: float
    known: Building | None
    # The box that just holds it, as slices of arrays [z, y, x].
    within: Slices

    @property
    def is_new(self) -> bool:
        """Say whether it stands in the variant only."""
        return self.known is None


@dataclass(frozen=True, slots=True)
class Houses:
    """The number [z, y, x] of the building each block belongs to, 0 for none; and the buildings by number."""

    numbers: Numbers
    list: tuple[House, ...]

    def cells(self, house: House) -> tuple[npt.NDArray[np.bool_], tuple[int, int, int]]:
        """Give a building's blocks [z, y, x] in the box that just holds them, and the box's lowest corner x, y, z."""
        z, y, x = house.within
        return self.numbers[house.within] == house.number, (x.start, y.start, z.start)


def houses(base: Base, grid: Grid) -> Houses:
    """Find the buildings of a variant.

    Blocks over the footprint of a building of the base belong to it while any of its own blocks stand. All others are
    new: what touches face to face is one building.
    """
    from scipy.ndimage import find_objects, label

    ids = grid.dense()
    body = palette().kind("building", "roof")[ids]
    kept = body & palette().kind("building", "roof")[base.grid.dense()]
    here = np.broadcast_to(base.building, body.shape)
    standing = np.zeros(int(base.building.max()) + 1, dtype=np.bool_)
    standing[np.unique(here[kept])] = True
    standing[0] = False
    numbers = np.where(body & standing[here], here, 0).astype(np.int32)
    rest, _ = label(body & (numbers == 0))
    first = int(max([len(base.buildings), base.building.max(), *(one.number for one in base.buildings)])) + 1
    numbers = np.where(rest > 0, rest + (first - 1), numbers).astype(np.int32)
    known = {one.number: one for one in base.buildings}
    old = set(np.unique(rest[kept & (rest > 0)]).tolist())
    found = [
        _house(ids, numbers, number, known.get(number), within, stood=number - first + 1 in old)
        for number, within in enumerate(find_objects(numbers), 1)
        if within is not None
    ]
    return Houses(numbers, tuple(found))


def _house(
    ids: Ids, numbers: Numbers, number: int, known: Building | None, within: Slices, *, stood: bool
) -> House:  # fmt: skip
    ids = ids[within]
    zs, ys, xs = np.nonzero(numbers[within] == number)
    blocks = palette()
    walls = Counter(int(one) for one in ids[zs, ys, xs] if blocks.by_id[int(one)].kind == "building")
    floors = sum(count / blocks.by_id[one].storey for one, count in walls.items())
    uses = Counter[str]()
    for one, count in walls.items():
        uses[blocks.by_id[one].use] += count
    use = uses.most_common(1)[0][0] if uses else "roof"
    covered = len(np.unique(ys.astype(np.int64) * ids.shape[2] + xs))
    height = int(zs.max() - zs.min()) + 1
    commonest = blocks.by_id[walls.most_common(1)[0][0]].storey if walls else 3.0
    prefix = "building" if known or stood else "new"
    return House(
        number=number,
        id=known.id if known and known.id else f"{prefix}-{number}",
        name=known.name if known else "",
        use=use,
        source=known.source if known else ("base" if stood else "variant"),
        storeys=max(1, round(_wall_height(ids, zs, ys, xs) / commonest)),
        height=height,
        ground_area=covered,
        floor_area=round(floors, 1),
        known=known,
        within=within,
    )


def _wall_height(ids: Ids, zs: npt.NDArray[np.intp], ys: npt.NDArray[np.intp], xs: npt.NDArray[np.intp]) -> float:
    """Give the usual height of walls over a place of the building: half of its places have more, half less."""
    walls = palette().kind("building")[ids[zs, ys, xs]]
    if not walls.any():
        return 0.0
    _, count = np.unique(ys[walls].astype(np.int64) * ids.shape[2] + xs[walls], return_counts=True)
    return float(np.median(count))
