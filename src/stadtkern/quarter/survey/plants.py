"""Trees in blocks: a trunk and a crown of their own height and width; woods, orchards and scrub where the map names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from stadtkern.quarter.blocks.grid import Ids
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.survey.area import Area
from stadtkern.quarter.survey.found import Tree
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.shapes import Cells, Mask

HEIGHT, MOST_HEIGHT, MOST_CROWN = 9.0, 40, 20
SAME = 4.0
Rows = list[tuple[Tree, int, bool]]


@dataclass(frozen=True, slots=True)
class Planted:
    """A tree in blocks: its column, its height and crown width in blocks, its leaves, its source."""

    x: int
    y: int
    height: int
    crown: int
    kind: str
    source: int


def one_per_place(trees: Rows, reports: Sequence[SourceReport]) -> Rows:
    """Let a cadastre's tree stand for another file's within four metres, and a later cadastre's for an earlier one's."""
    kept: Rows = []
    for rank in sorted({(cadastre, source) for _, source, cadastre in trees}, reverse=True):
        mine = [row for row in trees if (row[2], row[1]) == rank]
        if kept:
            far, _ = cKDTree([(t.x, t.y) for t, _, _ in kept]).query([(t.x, t.y) for t, _, _ in mine])
            gone = int((far < SAME).sum())
            reports[rank[1]].leave(
                "replaced", "Bäume, die eine bessere oder neuere Quelle auch kennt.",
                "Trees that a better or newer source knows too.", gone,
            )  # fmt: skip
            mine = [row for row, near in zip(mine, far, strict=True) if near >= SAME]
        kept += mine
    return kept


def plant(area: Area, trees: Rows, closed: Mask, awkward: Mask, reports: Sequence[SourceReport]) -> list[Planted]:
    """Give each tree a column: its own, else the next free one within three metres; none on buildings (``closed``).

    ``awkward``: carriageways and tracks, which trees keep off where they can.
    """
    used = closed.copy()
    out = []
    for tree, source, _ in trees:
        report = reports[source]
        spot = _spot(area, used, awkward, int(tree.x), int(tree.y))
        if spot is None:
            report.leave("no_room", "Bäume, an deren Platz ein Gebäude oder anderer Baum steht.",
                         "Trees in whose place a building or another tree stands.")  # fmt: skip
            continue
        x, y = spot
        used[y, x] = True
        height, crown = _measures(tree, report)
        report.add_became("trees")
        out.append(Planted(x, y, height, crown, tree.kind, source))
    return out


def tallest(trees: Rows, grows: dict[str, Mask]) -> int:
    """Give how many metres the highest tree will have, 0 without any."""
    wild_ones = 17 if grows["forest"].any() else (6 if grows["orchard"].any() else 0)
    known = [tree.height or max(HEIGHT, (tree.crown or 0) * 1.4) for tree, _, _ in trees]
    return int(min(MOST_HEIGHT, max([0.0, *known, wild_ones])) + 0.5)


_AROUND = sorted(((dx, dy) for dx in range(-3, 4) for dy in range(-3, 4)), key=lambda d: d[0] ** 2 + d[1] ** 2)


def _spot(area: Area, used: Mask, awkward: Mask, x: int, y: int) -> tuple[int, int] | None:
    """Give the nearest free column, off the carriageway if one is near."""
    second = None
    for dx, dy in _AROUND:
        at, up = x + dx, y + dy
        if not (0 <= at < area.nx and 0 <= up < area.ny) or used[up, at]:
            continue
        if not awkward[up, at]:
            return at, up
        second = second or (at, up)
    return second


def _measures(tree: Tree, report: SourceReport) -> tuple[int, int]:
    height, crown = tree.height, tree.crown
    if height is None and crown is not None:
        height = max(3.0, crown * 1.4)
        report.default(
            "tree_height", "Baumhöhe aus der Krone geschätzt.", "Height of trees estimated from their crown."
        )
    elif height is None:
        height = HEIGHT
        report.default(
            "tree_height.9", f"Baumhöhe angenommen: {HEIGHT:.0f} m.", f"Height of trees assumed: {HEIGHT:.0f} m."
        )
    if crown is None:
        crown = height * (0.4 if tree.kind == "conifer" else 0.6)
        report.default(
            "tree_crown", "Kronenbreite aus der Höhe geschätzt.", "Width of crowns estimated from the height."
        )
    return int(np.clip(round(height), 2, MOST_HEIGHT)), int(np.clip(round(crown), 1, MOST_CROWN))


def wild(grows: dict[str, Mask], free: Mask) -> tuple[list[tuple[int, int, int, int, str, int]], npt.NDArray[np.intp]]:
    """Give trees for woods (every 6 m) and orchards (every 8 m), and cells of shrubs for scrub; the same each time.

    Trees come as (x, y, height, crown, leaves, 1 for an orchard), shrubs as cells [n, 2] of (y, x).
    """
    ny, nx = free.shape
    trees: list[tuple[int, int, int, int, str, int]] = []
    for kind, step in (("forest", 6), ("orchard", 8)):
        rows, columns = np.mgrid[0 : ny // step + 1, 0 : nx // step + 1]
        noise = _noise(rows, columns)
        ys, xs = rows * step + (noise % step), columns * step + (noise // 64 % step)
        fits = (ys < ny) & (xs < nx)
        for y, x, n in zip(ys[fits], xs[fits], noise[fits], strict=True):
            if grows[kind][y, x] and free[y, x]:
                if kind == "forest":
                    leaf = "conifer" if n % 5 == 0 else "crown"
                    trees.append((int(x), int(y), 10 + int(n % 7), 5 + int(n // 8 % 3), leaf, 0))
                else:
                    trees.append((int(x), int(y), 4 + int(n % 2), 4, "blossom" if n % 3 == 0 else "crown", 1))
    all_rows, all_columns = np.mgrid[0:ny, 0:nx]
    shrubs = grows["scrub"] & free & (_noise(all_rows, all_columns) % 5 < 2)
    return trees, np.argwhere(shrubs)


def _noise(rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    """Give an even scatter of whole numbers that depends on the place alone."""
    mixed = (rows.astype(np.int64) * 73_856_093) ^ (columns.astype(np.int64) * 19_349_663)
    mixed = (mixed ^ (mixed >> 13)) * 1_274_126_177 & 0x7FFFFFFF
    return mixed ^ (mixed >> 15)


@lru_cache(maxsize=512)
def _form(height: int, crown: int, kind: str) -> tuple[Ids, Ids, int]:
    """Give the crown's cells as offsets [n, 3] of (z, y, x) from the trunk's foot, the same as ids, and the trunk's height."""
    radius = max(crown / 2, 1.0)
    start = max(1, round(height * (0.15 if kind == "conifer" else 0.3)))
    if kind != "conifer" and height - start > radius * 3.2:
        start = round(height - radius * 3.2)
    reach = int(np.ceil(radius))
    zs, ys, xs = np.mgrid[start:height, -reach : reach + 1, -reach : reach + 1]
    up = (zs + 0.5 - start) / max(height - start, 1)
    wide = (
        radius * (1.1 - up) + 0.1
        if kind == "conifer"
        else radius * np.sqrt(np.clip(1 - (2 * up - 1) ** 2 * 0.85, 0, 1))
    )
    inside = xs**2 + ys**2 <= np.maximum(wide, 0.5) ** 2
    cells = np.stack([zs[inside], ys[inside], xs[inside]], axis=1)
    trunk = min(height - 1, max(start, (2 * start + height) // 3))
    return cells, np.full(len(cells), palette().id(kind), dtype=np.uint16), max(1, trunk)


def grow(dense: Ids, ground: Cells, thing_from: npt.NDArray[np.uint8], planted: Sequence[Planted]) -> None:
    """Put trees into the blocks. A crown takes free air only; the trunk goes up into the crown."""
    nz, ny, nx = dense.shape
    trunk_id = palette().id("trunk")
    forms: dict[tuple[int, int, str], list[Planted]] = {}
    for one in planted:
        forms.setdefault((one.height, one.crown, one.kind), []).append(one)
    feet = {
        form: np.array([(ground[one.y, one.x] + 1, one.y, one.x) for one in trees]) for form, trees in forms.items()
    }
    # All trunks first: no neighbour's crown may take a trunk's place.
    for form, foot in feet.items():
        stems = foot[:, None, :] + np.array([(z, 0, 0) for z in range(_form(*form)[2])])[None]
        z, y, x = stems.reshape(-1, 3).T
        fits = (z < nz) & (dense[np.minimum(z, nz - 1), y, x] == 0)
        dense[z[fits], y[fits], x[fits]] = trunk_id
    for form, trees in forms.items():
        cells, ids, _ = _form(*form)
        foot, sources = feet[form], np.array([one.source for one in trees], dtype=np.uint8)
        z, y, x = (foot[:, None, :] + cells[None]).reshape(-1, 3).T
        owner, block = np.repeat(sources, len(cells)), np.tile(ids, len(trees))
        fits = (z < nz) & (y >= 0) & (y < ny) & (x >= 0) & (x < nx)
        z, y, x, owner, block = z[fits], y[fits], x[fits], owner[fits], block[fits]
        free = dense[z, y, x] == 0
        dense[z[free], y[free], x[free]] = block[free]
        fresh = thing_from[y[free], x[free]] == 0
        thing_from[y[free][fresh], x[free][fresh]] = owner[free][fresh]
        thing_from[foot[:, 1], foot[:, 2]] = sources
