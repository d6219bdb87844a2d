"""STL: buildings to print. Closed surfaces without pinched edges, in millimetres at the model's scale."""

from __future__ import annotations

import csv
import io
import zipfile

import numpy as np
import numpy.typing as npt

from stadtkern.data.harmonise.names import slug
from stadtkern.quarter.export.houses import House, Houses, houses
from stadtkern.quarter.export.model import Job
from stadtkern.quarter.export.shapes import SIDES, beside
from stadtkern.town.text import problem

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
# A plate to stand on: its thickness in millimetres of the model, and how far it reaches around, in metres of the town.
PLATE_MM, PLATE_MARGIN = 2.0, 2
_TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def make(job: Job) -> bytes:
    """Give a zip of all buildings with a list, or the STL of one. Raises ProblemError ("export.building")."""
    found = houses(job.base, job.grid)
    chosen = job.options.building
    if chosen is not None:
        one = next((house for house in found.list if house.number == chosen), None)
        if one is None:
            raise problem(
                "export.building",
                f"Hier steht kein Gebäude mit der Nummer {chosen}.",
                f"No building with the number {chosen} stands here.",
            )
        return _stl(found, one, job)
    if not found.list:
        raise problem("export.building", "Hier steht kein Gebäude.", "No building stands here.")
    return _zip(found, job)


def _zip(found: Houses, job: Job) -> bytes:
    out, rows = io.BytesIO(), io.StringIO()
    table = csv.writer(rows)
    table.writerow(["file", "number", "id", "name", "use", "height_m", "ground_area_m2"])
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for house in found.list:
            name = f"{house.number:04d}-{slug(house.name or house.id)[:40] or 'building'}.stl"
            archive.writestr(_entry(name), _stl(found, house, job))
            table.writerow([name, house.number, house.id, house.name, house.use, house.height, house.ground_area])
        archive.writestr(_entry("list.csv"), rows.getvalue())
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    """Give an entry with a fixed date: the same quarter makes the same bytes."""
    entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _stl(found: Houses, house: House, job: Job) -> bytes:
    cells, _ = found.cells(house)
    return solid(cells, 1000 / job.options.scale, plate=job.options.plate)


def solid(cells: Flags, metre: float, *, plate: bool = False) -> bytes:
    """Give blocks [z, y, x] as a binary STL whose surface is closed and everywhere like a sheet.

    ``metre`` is how many millimetres a block is. Blocks that touch in an edge or a corner only are joined by filling one
    beside: a print would break there. With a plate, everything stands on it and what hovers is filled down to it.
    """
    coordinates = [np.arange(size + 1, dtype=np.float64) * metre for size in cells.shape]
    if plate:
        cells, coordinates = _on_plate(cells, metre)
    filled = sheetlike(cells)
    cells, coordinates = _fewer(filled, coordinates)
    points = _triangles(cells, coordinates)
    rows = np.zeros(len(points), dtype=_TRIANGLE)
    rows["corners"] = points
    normals = np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0])
    rows["normal"] = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return b"stadtkern".ljust(80, b" ") + np.uint32(len(rows)).tobytes() + rows.tobytes()


def sheetlike(cells: Flags) -> Flags:
    """Fill cells until no two touch in an edge or a corner only, and no two hollows do: then the surface is a manifold."""
    out = np.pad(cells, 1)
    while True:
        grown = out | _at_edges(out)
        grown |= _at_corners(grown)
        if (grown == out).all():
            break
        out = grown
        if (
            out[[0, -1]].any() or out[:, [0, -1]].any() or out[:, :, [0, -1]].any()
        ):  # pragma: no cover - fills stay inside
            out = np.pad(out, 1)
    return out[1:-1, 1:-1, 1:-1]


def _at_edges(cells: Flags) -> Flags:
    """Give cells to fill where two of four around an edge lie across from each other: the lower, then the southern one."""
    fill = np.zeros_like(cells)
    for one, two in ((0, 1), (0, 2), (1, 2)):
        near, far = slice(None, -1), slice(1, None)

        def part(of: Flags, first: slice, second: slice, axes: tuple[int, int] = (one, two)) -> Flags:
            where = [slice(None)] * 3
            where[axes[0]], where[axes[1]] = first, second
            return of[tuple(where)]

        a, b = part(cells, near, near), part(cells, near, far)
        c, d = part(cells, far, near), part(cells, far, far)
        part(fill, near, far)[...] |= a & d & ~b & ~c
        part(fill, near, near)[...] |= b & c & ~a & ~d
    return fill


def _at_corners(cells: Flags) -> Flags:
    """Give cells to fill where, around a corner, blocks or hollows are not joined face to face."""
    size = tuple(length - 1 for length in cells.shape)
    code = np.zeros(size, dtype=np.uint8)
    parts = [(z, y, x) for z in (0, 1) for y in (0, 1) for x in (0, 1)]
    for bit, (z, y, x) in enumerate(parts):
        code |= cells[z : z + size[0], y : y + size[1], x : x + size[2]].astype(np.uint8) << bit
    fill = np.zeros_like(cells)
    wanted = _FILL[code]
    for bit, (z, y, x) in enumerate(parts):
        fill[z : z + size[0], y : y + size[1], x : x + size[2]] |= (wanted >> bit & 1).astype(np.bool_)
    return fill


def _fill_of(code: int) -> int:
    """Give which of eight cells around a corner to fill, by bits z*4 + y*2 + x; 0 where all is well."""
    full = {bit for bit in range(8) if code >> bit & 1}
    hollow = set(range(8)) - full
    if _joined(full) and _joined(hollow):
        return 0
    if not _joined(full):
        # The way from one block to another, over the fewest hollows; the lowest first.
        start = _part_of(full, min(full))
        goal = full - start
        ways = [(one ^ bit) for one in sorted(start) for bit in (1, 2, 4) if (one ^ bit) in hollow]
        closest = min(ways, key=lambda one: (min((one ^ other).bit_count() for other in goal), one))
        return 1 << closest
    smallest = min((_part_of(hollow, one) for one in hollow), key=lambda part: (len(part), min(part)))
    return sum(1 << one for one in smallest)


def _part_of(cells: set[int], start: int) -> set[int]:
    reached, front = {start}, [start]
    while front:
        one = front.pop()
        for bit in (1, 2, 4):
            if (one ^ bit) in cells and (one ^ bit) not in reached:
                reached.add(one ^ bit)
                front.append(one ^ bit)
    return reached


def _joined(cells: set[int]) -> bool:
    return not cells or _part_of(cells, min(cells)) == cells


_FILL = np.array([_fill_of(code) for code in range(256)], dtype=np.uint8)


def _on_plate(cells: Flags, metre: float) -> tuple[Flags, list[Floats]]:
    margin = PLATE_MARGIN
    wide = np.pad(cells, ((1, 0), (margin, margin), (margin, margin)))
    # What hovers above the lowest level is filled down to the plate.
    lowest = np.where(wide.any(axis=0), np.argmax(wide, axis=0), 0)
    wide |= np.arange(wide.shape[0])[:, None, None] < lowest
    wide[0] = True
    up = np.concatenate([[0.0], PLATE_MM + np.arange(wide.shape[0], dtype=np.float64) * metre])
    return wide, [up, *(np.arange(size + 1, dtype=np.float64) * metre for size in wide.shape[1:])]


def _fewer(cells: Flags, coordinates: list[Floats]) -> tuple[Flags, list[Floats]]:
    """Join layers that are alike: the boxes grow, and neighbours still share whole faces."""
    out = []
    for axis in range(3):
        layers = np.moveaxis(cells, axis, 0)
        new = np.ones(len(layers), dtype=np.bool_)
        new[1:] = (layers[1:] != layers[:-1]).any(axis=(1, 2))
        cells = np.moveaxis(layers[new], 0, axis)
        out.append(coordinates[axis][np.append(new, True)])
    return cells, out


def _triangles(cells: Flags, coordinates: list[Floats]) -> Floats:
    """Give two triangles [n, 3, 3] for each face of a cell beside nothing, as x, y, z, looking outwards."""
    up, north, east = coordinates
    parts = []
    for axis, sense in SIDES:
        zs, ys, xs = np.nonzero(cells & ~beside(cells, axis, sense))
        low = [zs, ys, xs]
        plane = low[axis] + (sense > 0)
        one, two = [other for other in range(3) if other != axis]
        ring = []
        for step_one, step_two in ((0, 0), (0, 1), (1, 1), (1, 0)):
            at = [plane] * 3
            at[axis], at[one], at[two] = plane, low[one] + step_one, low[two] + step_two
            ring.append(np.stack([east[at[2]], north[at[1]], up[at[0]]], axis=1))
        if (axis, sense) not in ((0, 1), (1, -1), (2, 1)):
            ring.reverse()
        parts += [np.stack([ring[0], ring[1], ring[2]], axis=1), np.stack([ring[0], ring[2], ring[3]], axis=1)]
    return np.concatenate(parts)
