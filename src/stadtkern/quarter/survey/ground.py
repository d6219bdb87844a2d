"""The lie of the land: levels of the ground from terrain, flat where there is none; water lies still, houses stand level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt, gaussian_filter, labeled_comprehension

from stadtkern.quarter.blocks.grid import MOST_HIGH
from stadtkern.quarter.survey.area import Area
from stadtkern.quarter.survey.crs import DEGREES, Floats, project
from stadtkern.quarter.survey.found import Found
from stadtkern.quarter.survey.read_terrain import bilinear
from stadtkern.quarter.survey.report import Report, SourceReport
from stadtkern.quarter.survey.shapes import Cells

SOIL = 3
_STEP, _MARGIN = 8, 64


@dataclass(slots=True)
class Ground:
    """The level of the surface in each column, metres above sea of level 0, and how much heights had to be flattened."""

    levels: npt.NDArray[np.int32]
    above_sea: float
    share: float = 1.0


def heights(area: Area, terrains: list[tuple[Found, SourceReport]]) -> Floats | None:
    """Give the height above sea of every column, later files over earlier ones; None without any terrain here."""
    # With a margin all around, so that smoothing does not bend the edges.
    high, wide = area.ny + 2 * _MARGIN, area.nx + 2 * _MARGIN
    rows, columns = -(-high // _STEP) + 1, -(-wide // _STEP) + 1
    ys, xs = np.mgrid[0:rows, 0:columns] * float(_STEP) - _MARGIN
    lons, lats = project(f"EPSG:{area.epsg}", DEGREES, xs.ravel() + area.east, ys.ravel() + area.north)
    at_y, at_x = np.meshgrid((np.arange(high) + 0.5) / _STEP, (np.arange(wide) + 0.5) / _STEP, indexing="ij")
    inner = (slice(_MARGIN, _MARGIN + area.ny), slice(_MARGIN, _MARGIN + area.nx))
    whole = np.full((high, wide), np.nan)
    for found, report in terrains:
        if found.relief is None:
            continue
        # The way from here to the file's cells is smooth: a coarse mesh of it is exact to the millimetre.
        cells = [bilinear(one.reshape(xs.shape), at_y, at_x) for one in found.relief.cells(lons, lats)]
        known = bilinear(found.relief.heights, *cells)
        seen = np.isfinite(known)
        if not seen[inner].any():
            report.leave("outside", "Liegt außerhalb des Quartiers.", "Lies outside the quarter.")
            continue
        if found.grain > 4:
            # A coarse raster holds trees and roofs as bumps: smooth it over half its own step.
            known = np.where(seen, gaussian_filter(_filled(known), min(20.0, found.grain / 2), mode="nearest"), np.nan)
        whole[seen] = known[seen]
        report.add_became("columns", int(seen[inner].sum()))
    missing = int(np.isnan(whole[inner]).sum())
    if missing == area.nx * area.ny:
        return None
    for found, report in terrains:
        if found.relief is not None and missing:
            report.default(
                "voids", "Stellen ohne Geländehöhe: die nächste bekannte gilt.", "Places without a height: the nearest known counts.",
                missing,
            )  # fmt: skip
            break
    return _filled(whole)[inner]


def _filled(values: Floats) -> Floats:
    """Give unknown heights the nearest known one."""
    missing = np.isnan(values)
    if not missing.any():
        return values
    near = distance_transform_edt(missing, return_distances=False, return_indices=True)
    return np.asarray(values[tuple(near)])


def level(area: Area, above: Floats | None, highest: int, report: Report) -> Ground:
    """Turn heights into levels. Relief that does not fit under the highest building is flattened in proportion, and said."""
    if above is None:
        flat = np.full((area.ny, area.nx), SOIL, dtype=np.int32)
        report.note("flat", "Ohne Geländehöhen: Das Gelände ist eben.", "Without terrain: the ground is level.")
        return Ground(flat, 0.0)
    low, high = float(above.min()), float(above.max())
    room = max(4, MOST_HIGH - 1 - SOIL - highest)
    share = min(1.0, room / max(high - low, 1e-9))
    if share < 1:
        percent = round(share * 100)
        report.note(
            "flattened",
            f"Das Gelände steigt um {high - low:.0f} m. Damit es mit den Häusern in {MOST_HIGH} m passt, ist es auf {percent} % abgeflacht.",
            f"The ground rises by {high - low:.0f} m. To fit into {MOST_HIGH} m with the houses it is flattened to {percent}%.",
        )
    levels = SOIL + np.round((above - low) * share).astype(np.int32)
    return Ground(levels, low - SOIL, share)


def lay_level(ground: Ground, groups: Cells, how: float) -> None:
    """Give each group of cells (numbers from 1) one level: the quantile ``how`` of its own (0.5: the median)."""
    numbers = np.unique(groups)
    numbers = numbers[numbers > 0]
    if not len(numbers) or ground.levels.min() == ground.levels.max():
        return
    found = labeled_comprehension(ground.levels, groups, numbers, lambda cells: np.quantile(cells, how), float, 0.0)
    table = np.zeros(int(numbers.max()) + 1, dtype=np.int32)
    table[numbers] = np.round(found).astype(np.int32)
    ground.levels[:] = np.where(groups > 0, table[groups], ground.levels)
