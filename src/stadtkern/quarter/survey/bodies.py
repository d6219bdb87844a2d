"""City models' buildings in cells: their footprint, and their roofs' true height over their own base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.ndimage import distance_transform_edt

from stadtkern.quarter.survey.area import Area
from stadtkern.quarter.survey.crs import Floats
from stadtkern.quarter.survey.guess import MOST_HIGH
from stadtkern.quarter.survey.layers import Model
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.roofs import plane
from stadtkern.quarter.survey.shapes import Cells, Mask, burn, valid_area

_LEVEL = 0.08
_LEAST = 1.0


@dataclass(slots=True)
class Bodies:
    """Models in cells: which (from 1) has the cell, height over its base, slope, and which models have a true height."""

    owner: Cells
    top: Floats
    slope: Floats
    good: Mask


def bodies(area: Area, models: Sequence[Model], report: SourceReport) -> Bodies:
    """Put the buildings of one city model into cells. Heights come from their surfaces, never from what attributes say."""
    shape = (area.ny, area.nx)
    bases = np.array([_base(model) for model in models])
    grounds, owners = [], []
    for number, model in enumerate(models, 1):
        for ground in _grounds(model):
            grounds.append(ground)
            owners.append(number)
    owner = burn(area, grounds, owners)
    rows = sorted(_roofs(models), key=lambda row: row[2])
    face = burn(area, [row[1] for row in rows])
    table = np.array([(0, 0, 0, 0, 0, 0), *[(row[0], *row[3:]) for row in rows]], dtype=np.float64)
    ys, xs = np.nonzero(owner)
    top, slope = np.zeros(shape), np.zeros(shape)
    if len(ys):
        mine = table[face[ys, xs]]
        z = mine[:, 1] * (xs + 0.5) + mine[:, 2] * (ys + 0.5) + mine[:, 3]
        z = np.clip(z, mine[:, 4], mine[:, 5]) - bases[owner[ys, xs] - 1]
        z = np.where(mine[:, 0] == owner[ys, xs], z, np.nan)
        top[ys, xs] = z
        slope[ys, xs] = np.hypot(mine[:, 1], mine[:, 2])
        _fill(owner, top, slope)
    highest = np.zeros(len(models) + 1)
    np.maximum.at(highest, owner[ys, xs], np.nan_to_num(top[ys, xs], nan=0.0, posinf=1e9))
    good = (highest[1:] >= _LEAST) & (highest[1:] <= MOST_HIGH)
    there = np.bincount(owner[ys, xs], minlength=len(models) + 1)[1:] > 0
    _tell(models, highest[1:], good, there, report)
    return Bodies(owner, top, slope, good)


def _base(model: Model) -> float:
    low = [rings[0][:, 2].min() for face, rings in model.faces if face == "ground"]
    return float(min(low or [rings[0][:, 2].min() for _, rings in model.faces]))


def _flat_faces(model: Model) -> list[tuple[list[Floats], tuple[float, float, float, float]]]:
    """Give the surfaces that are no walls, by their own lean."""
    out = []
    for face, rings in model.faces:
        if face in ("wall", "ground") or len(rings[0]) < 4:
            continue
        fit = plane(rings[0])
        if fit[3] > _LEVEL:
            out.append((rings, fit))
    return out


def _grounds(model: Model) -> list[shapely.Geometry]:
    rings = [rings for face, rings in model.faces if face == "ground"] or [rings for rings, _ in _flat_faces(model)]
    return [shape for one in rings if (shape := _seen(one)) is not None]


def _seen(rings: list[Floats]) -> shapely.Geometry | None:
    """Give a surface as seen from above."""
    if len(rings[0]) < 4 or not np.isfinite(rings[0]).all():
        return None
    shape = shapely.Polygon(rings[0][:, :2], [ring[:, :2] for ring in rings[1:] if len(ring) > 3])
    found: shapely.Geometry | None = valid_area(shape) if shape.area > 1e-4 or not shape.is_valid else None
    return found


def _roofs(models: Sequence[Model]) -> list[tuple[int, shapely.Geometry, float, float, float, float, float, float]]:
    """Give all roof surfaces: model, shape, mean height, plane, lowest and highest point."""
    out = []
    for number, model in enumerate(models, 1):
        named = [(rings, plane(rings[0])) for face, rings in model.faces if face == "roof" and len(rings[0]) > 3]
        for rings, (a, b, c, _) in named or _flat_faces(model):
            shape = _seen(rings)
            if shape is not None:
                zs = rings[0][:, 2]
                out.append((number, shape, float(zs.mean()), a, b, c, float(zs.min()), float(zs.max())))
    return out


def _fill(owner: Cells, top: Floats, slope: Floats) -> None:
    """Give cells of a footprint without a roof of their own the nearest one, or the middle height of their building."""
    missing = (owner > 0) & np.isnan(top)
    if not missing.any():
        return
    known = (owner > 0) & ~missing
    if not known.any():
        top[missing] = 0
        return
    near_y, near_x = distance_transform_edt(~known, return_distances=False, return_indices=True)
    ys, xs = np.nonzero(missing)
    from_y, from_x = near_y[ys, xs], near_x[ys, xs]
    own = owner[from_y, from_x] == owner[ys, xs]
    top[ys, xs] = np.where(own, top[from_y, from_x], np.nan)
    slope[ys, xs] = np.where(own, slope[from_y, from_x], 0)
    for number in np.unique(owner[ys, xs][~own]):
        cells = owner == number
        heights = top[cells]
        middle = np.nanmedian(heights) if np.isfinite(heights).any() else 0.0
        top[cells & np.isnan(top)] = middle


def _tell(models: Sequence[Model], highest: Floats, good: Mask, there: Mask, report: SourceReport) -> None:
    wrong = sum(
        1 for model, height, fine, seen in zip(models, highest, good, there, strict=True)
        if seen and fine and model.said_height is not None and abs(model.said_height - height) > max(3.0, 0.35 * height)
    )  # fmt: skip
    report.leave(
        "said_height", "Höhenangaben, die nicht zur Geometrie passen (etwa 0 oder 56890 m): Es zählt die Geometrie.",
        "Stated heights that do not fit the geometry (such as 0 or 56890 m): the geometry counts.", wrong,
    )  # fmt: skip
    absurd = int((there & ~good & (highest > MOST_HIGH)).sum())
    report.leave(
        "height", "Geometrien, die höher als 400 m sind: Die Höhe wurde übergangen.",
        "Geometries higher than 400 m: their height was passed over.", absurd,
    )  # fmt: skip
