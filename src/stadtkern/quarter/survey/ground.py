"""The lie of the land: levels of the ground from terrain, flat where there is none; water lies still, houses stand level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter, labeled_comprehension, zoom

from stadtkern.quarter.blocks.grid import MOST_HIGH
from stadtkern.quarter.survey.area import Area
from stadtkern.quarter.survey.crs import DEGREES, Floats, project
from stadtkern.quarter.survey.found import Found
from stadtkern.quarter.survey.report import Report, SourceReport
from stadtkern.quarter.survey.shapes import Cells

SOIL = 3
_STEP = 8


@dataclass(slots=True)
class Ground:
    """The level of the surface in each column, metres above sea of level 0, and how much heights had to be flattened."""

    levels: npt.NDArray[np.int32]
    above_sea: float
    share: float = 1.0


def heights(area: Area, terrains: list[tuple[Found, SourceReport]]) -> Floats | None:
    """Give the height above sea of every column, later files over earlier ones; None without any terrain here."""
    rows, columns = area.ny // _STEP + 2, area.nx // _STEP + 2
    ys, xs = np.mgrid[0:rows, 0:columns] * float(_STEP)
    lons, lats = project(f"EPSG:{area.epsg}", DEGREES, xs.ravel() + area.east, ys.ravel() + area.north)
    whole = np.full(xs.shape, np.nan)
    grain = 1.0
    for found, report in terrains:
        if found.relief is None:
            continue
        known = found.relief(lons, lats).reshape(xs.shape)
        seen = np.isfinite(known)
        if not seen.any():
            report.leave("outside", "Liegt außerhalb des Quartiers.", "Lies outside the quarter.")
            continue
        whole[seen] = known[seen]
        grain = max(grain if seen.mean() < 1 else 1.0, found.grain)
        report.add_became("columns", round(float(seen.mean()) * area.nx * area.ny))
        report.default(
            "voids", "Stellen ohne Geländehöhe: die nächste bekannte gilt.", "Places without a height: the nearest known counts.",
            int((~seen).sum()) * _STEP * _STEP,
        )  # fmt: skip
    if not np.isfinite(whole).any():
        return None
    fine = zoom(_filled(whole), _STEP, order=1, grid_mode=False)
    # zoom keeps the corners: sample at every metre's middle instead.
    at_y = (np.arange(area.ny) + 0.5) / _STEP * (fine.shape[0] - 1) / (rows - 1)
    at_x = (np.arange(area.nx) + 0.5) / _STEP * (fine.shape[1] - 1) / (columns - 1)
    out = fine[np.round(at_y).astype(int)][:, np.round(at_x).astype(int)]
    # A coarse raster holds trees and roofs as bumps: smooth it over half its own step.
    return np.asarray(gaussian_filter(out, min(20.0, grain / 2), mode="nearest") if grain > 4 else out)


def _filled(values: Floats) -> Floats:
    """Give unknown heights the nearest known one."""
    missing = np.isnan(values)
    if not missing.any():
        return values
    from scipy.ndimage import distance_transform_edt

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
