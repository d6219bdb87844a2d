"""CityJSON 2.0: each building as closed blocks of level of detail 1.3, with what is known of it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.export.houses import House, Houses, houses
from stadtkern.quarter.export.model import Job
from stadtkern.quarter.export.rings import regions

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
# Roofs that differ by less stay one block; a block is as high as 70 of 100 of its places.
STEP, SHARE = 3, 70
# Where a hole touches a ring, its corner is cut by so much: a wall there would belong to four faces.
CUT = 0.1
_GROUND, _ROOF, _WALL = 0, 1, 2
_SURFACES = [{"type": "GroundSurface"}, {"type": "RoofSurface"}, {"type": "WallSurface"}]


def make(job: Job) -> bytes:
    """Give the bytes of a CityJSON file in the quarter's own coordinate system, to the millimetre."""
    found = houses(job.base, job.grid)
    corners = _Corners()
    objects: dict[str, Any] = {}
    for house in found.list:
        solids = [prism(rings, bottom, top, corners) for rings, bottom, top in blocks(found, house)]
        objects[_unused(house.id, objects)] = {
            "type": "Building",
            "attributes": _attributes(house),
            "geometry": [_geometry(solids)],
        }
    frame = job.base.frame
    place = [frame.east, frame.north, frame.above_sea]
    whole = {
        "type": "CityJSON",
        "version": "2.0",
        "transform": {"scale": [0.001, 0.001, 0.001], "translate": place},
        "metadata": {
            "title": f"{job.title.in_language(job.options.language)}: {job.variant.in_language(job.options.language)}",
            "referenceSystem": f"https://www.opengis.net/def/crs/EPSG/0/{frame.epsg}",
            **({"geographicalExtent": corners.extent(place)} if corners.list else {}),
        },
        "CityObjects": objects,
        "vertices": corners.list,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


class _Corners:
    """Corners in millimetres, each once."""

    def __init__(self) -> None:
        self.list: list[tuple[int, int, int]] = []
        self._numbers: dict[tuple[int, int, int], int] = {}

    def number(self, x: float, y: float, z: float) -> int:
        """Give the number of a corner in metres."""
        point = (round(x * 1000), round(y * 1000), round(z * 1000))
        if point not in self._numbers:
            self._numbers[point] = len(self.list)
            self.list.append(point)
        return self._numbers[point]

    def extent(self, place: list[float]) -> list[float]:
        """Give the lowest and the highest corner, in the coordinate system."""
        points = np.array(self.list) / 1000 + np.array(place)
        return [round(float(one), 3) for one in (*points.min(axis=0), *points.max(axis=0))]


def blocks(found: Houses, house: House) -> list[tuple[list[Floats], float, float]]:
    """Give a building's blocks: rings of each in the quarter's metres, its bottom and its top."""
    cells, (x, y, z) = found.cells(house)
    there: npt.NDArray[np.bool_] = np.asarray(cells.any(axis=0))
    bottom = z + np.argmax(cells, axis=0)
    top = z + cells.shape[0] - np.argmax(cells[::-1], axis=0)
    parts = _parts(there, top)
    out = []
    for number in np.unique(parts[there]).tolist():
        mine = parts == number
        high = float(np.percentile(top[mine], SHARE))
        for _, rings in regions(mine):
            out.append((_cut([ring + np.array((x, y)) for ring in rings]), float(bottom[mine].min()), round(high, 2)))
    return out


def _parts(there: npt.NDArray[np.bool_], top: npt.NDArray[np.intp]) -> Numbers:
    """Number the places [y, x] of a building so that neighbours whose roofs differ little have one number, -1 elsewhere."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    index = np.arange(there.size).reshape(there.shape)
    pairs = []
    for one, two in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        joined = there[one] & there[two] & (np.abs(top[one] - top[two]) < STEP)
        pairs.append(np.stack([index[one][joined], index[two][joined]]))
    near, far = np.concatenate(pairs, axis=1)
    links = coo_array((np.ones(len(near), dtype=np.int8), (near, far)), shape=(there.size, there.size))
    _, numbers = connected_components(links, directed=False)
    return np.where(there, numbers.reshape(there.shape), -1).astype(np.int64)


def _cut(rings: list[Numbers]) -> list[Floats]:
    """Cut the corners of holes where they touch another ring."""
    count: dict[tuple[int, int], int] = {}
    for ring in rings:
        for x, y in ring.tolist():
            count[x, y] = count.get((x, y), 0) + 1
    out = [rings[0].astype(np.float64)]
    for hole in rings[1:]:
        points: list[Floats] = []
        for before, at, after in zip(np.roll(hole, 1, axis=0), hole, np.roll(hole, -1, axis=0), strict=True):
            if count[int(at[0]), int(at[1])] == 1:
                points.append(at.astype(np.float64))
            else:
                points += [at + CUT * np.sign(before - at), at + CUT * np.sign(after - at)]
        out.append(np.array(points))
    return out


def prism(rings: list[Floats], bottom: float, top: float, corners: _Corners) -> tuple[list[Any], list[int]]:
    """Give the faces of a block, seen from outside counter-clockwise, and what each is."""
    low = [[corners.number(x, y, bottom) for x, y in ring.tolist()] for ring in rings]
    high = [[corners.number(x, y, top) for x, y in ring.tolist()] for ring in rings]
    faces: list[Any] = [[ring[::-1] for ring in low], high]
    kinds = [_GROUND, _ROOF]
    for below, above in zip(low, high, strict=True):
        for at, after in zip(range(len(below)), [*range(1, len(below)), 0], strict=True):
            faces.append([[below[at], below[after], above[after], above[at]]])
            kinds.append(_WALL)
    return faces, kinds


def _geometry(solids: list[tuple[list[Any], list[int]]]) -> dict[str, Any]:
    if len(solids) == 1:
        faces, kinds = solids[0]
        return {
            "type": "Solid",
            "lod": "1.3",
            "boundaries": [faces],
            "semantics": {"surfaces": _SURFACES, "values": [kinds]},
        }
    return {
        "type": "MultiSolid",
        "lod": "1.3",
        "boundaries": [[faces] for faces, _ in solids],
        "semantics": {"surfaces": _SURFACES, "values": [[kinds] for _, kinds in solids]},
    }


def _attributes(house: House) -> dict[str, Any]:
    out: dict[str, Any] = {
        "measuredHeight": float(house.height),
        "storeysAboveGround": house.storeys,
        "usage": house.use,
        "groundArea": house.ground_area,
        "floorArea": house.floor_area,
        "source": house.source,
        "new": house.is_new and house.source == "variant",
    }
    if house.name:
        out["name"] = house.name
    if house.known is not None:
        out["heightFrom"] = house.known.height_from
    return out


def _unused(wanted: str, taken: dict[str, Any]) -> str:
    """Give an id nobody has yet: sources may use one twice."""
    number, out = 2, wanted
    while out in taken:
        number, out = number + 1, f"{wanted}-{number}"
    return out
