"""City models' buildings in cells: their footprint, and their roofs' true height over their own base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.ndimage import distance_transform_edt

from stadtkern.quarter.survey.area import Area
from stadtkern.quarter.survey.crs import Floats
from stadtkern.quarter.survey.guess import MOST_HIGH
from stadtkern.quarter.survey.layers import Model
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.roofs import planes
from stadtkern.quarter.survey.shapes import Cells, Mask, burn, polygons

_LEVEL = 0.08
_LEAST = 1.0


@dataclass(slots=True)
class Bodies:
    """Models in cells: which (from 1) has the cell, height over its base, slope; each model's height and whether it is true."""

    owner: Cells
    top: Floats
    slope: Floats
    highest: Floats
    good: Mask


def bodies(area: Area, models: Sequence[Model], report: SourceReport) -> Bodies:
    """Put the buildings of one city model into cells. Heights come from their surfaces, never from what attributes say."""
    shape = (area.ny, area.nx)
    bases = np.array([_base(model) for model in models])
    faces = _faces(models)
    ground, ground_of = _grounds(faces, len(models))
    owner = burn(area, ground, ground_of)
    rows = _roofs(faces, len(models))
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
    ridge = np.concatenate([[0.0], bases])
    np.maximum.at(ridge, table[:, 0].astype(int), table[:, 5])
    highest = ridge[1:] - bases
    good = (highest >= _LEAST) & (highest <= MOST_HIGH)
    there = np.bincount(owner[ys, xs], minlength=len(models) + 1)[1:] > 0
    _tell(models, highest, good, there, report)
    return Bodies(owner, top, slope, highest, good)


def _base(model: Model) -> float:
    low = [rings[0][:, 2].min() for face, rings in model.faces if face == "ground"]
    return float(min(low or [rings[0][:, 2].min() for _, rings in model.faces]))


@dataclass(slots=True)
class _Face:
    """A surface: its model (from 1), what it is said to be, its rings, its plane, and how level it lies."""

    model: int
    said: str
    rings: list[Floats]
    plane: tuple[float, float, float]
    level: float
    shape: Any = None


def _faces(models: Sequence[Model]) -> list[_Face]:
    """Give all surfaces that are seen from above."""
    rows = [
        (number, said, rings) for number, model in enumerate(models, 1) for said, rings in model.faces
        if said != "wall" and len(rings[0]) > 3
    ]  # fmt: skip
    fits = planes([rings[0] for _, _, rings in rows])
    out = [
        _Face(number, said, rings, (float(fit[0]), float(fit[1]), float(fit[2])), float(fit[3]))
        for (number, said, rings), fit in zip(rows, fits, strict=True)
    ]
    out = [one for one in out if one.said or one.level > _LEVEL]
    for one, shape in zip(out, polygons([face.rings for face in out])[0], strict=True):
        one.shape = shape
    return [one for one in out if one.shape is not None]


def _grounds(faces: Sequence[_Face], number: int) -> tuple[list[Any], list[int]]:
    """Give the surfaces that make footprints: those called ground, else all that are no walls."""
    named = np.zeros(number + 1, dtype=bool)
    named[[one.model for one in faces if one.said == "ground"]] = True
    rows = [one for one in faces if (one.said == "ground" if named[one.model] else True)]
    return [one.shape for one in rows], [one.model for one in rows]


def _roofs(faces: Sequence[_Face], number: int) -> list[tuple[int, Any, float, float, float, float, float, float]]:
    """Give the surfaces that make roofs, low ones first: model, shape, mean height, plane, lowest and highest point."""
    named = np.zeros(number + 1, dtype=bool)
    named[[one.model for one in faces if one.said == "roof"]] = True
    rows = []
    for one in faces:
        if one.said == "roof" or (not one.said and not named[one.model]):
            zs = one.rings[0][:, 2]
            rows.append((one.model, one.shape, float(zs.mean()), *one.plane, float(zs.min()), float(zs.max())))
    return sorted(rows, key=lambda row: row[2])


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
