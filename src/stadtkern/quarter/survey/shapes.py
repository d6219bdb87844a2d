"""Small helpers on shapes: valid areas from rings, and their cells in the quarter's raster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from stadtkern.quarter.survey.area import Area
from stadtkern.quarter.survey.crs import Floats

Cells = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
# Shapes under a square of this many units (degrees or metres) are no areas.
_SPECK = 1e-9


def areas_of(rings: Any) -> tuple[list[Any], int]:
    """Make areas of closed lines, and say how many had to be mended; None where nothing with an area remains."""
    if not len(rings):
        return [], 0
    points = [shapely.get_coordinates(ring) for ring in rings]
    return polygons([[one] for one in points])


def polygons(faces: Sequence[Sequence[Floats]]) -> tuple[list[Any], int]:
    """Make valid areas, seen from above, of faces: closed rings [n, 2 or more], the outer one first, then its holes.

    Gives them in order, None where nothing with an area remains, and how many had to be mended.
    """
    out: list[Any] = [None] * len(faces)
    good = [at for at, rings in enumerate(faces) if rings and len(rings[0]) > 3 and np.isfinite(rings[0][:, :2]).all()]
    if not good:
        return out, 0
    rings = [(row, ring) for row, at in enumerate(good) for ring in faces[at] if len(ring) > 3]
    points = np.concatenate([ring[:, :2] for _, ring in rings])
    of_ring = np.repeat(np.arange(len(rings)), [len(ring) for _, ring in rings])
    lines = shapely.linearrings(points, indices=of_ring)
    shapes = shapely.polygons(lines, indices=np.array([row for row, _ in rings]))
    valid = shapely.is_valid(shapes)
    for broken in np.flatnonzero(~valid):
        shapes[broken] = flat_part(shapely.make_valid(shapes[broken]))
    big = shapely.area(shapes) > _SPECK * _SPECK
    for row, at in enumerate(good):
        out[at] = shapes[row] if big[row] else None
    return out, int((~valid).sum())


def flat_part(shape: Any) -> Any:
    """Give what of a shape has an area, None where nothing has."""
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else None


def valid_area(shape: Any) -> Any:
    """Give a valid area of any shape, None where there is none."""
    if shape is None or shape.is_empty:
        return None
    return flat_part(shape if shapely.is_valid(shape) else shapely.make_valid(shape))


def burn(area: Area, shapes: Sequence[Any], values: Sequence[int] | None = None, *, touched: bool = False) -> Cells:
    """Give for each cell the value (from 1, in their order, unless given) of the last shape that holds its middle."""
    from rasterio import Affine
    from rasterio.features import rasterize

    numbers = values if values is not None else range(1, len(shapes) + 1)
    pairs = [(shape, value) for shape, value in zip(shapes, numbers, strict=True) if shape is not None]
    if not pairs:
        return np.zeros((area.ny, area.nx), dtype=np.int32)
    size = (area.ny, area.nx)
    out = rasterize(pairs, out_shape=size, transform=Affine(1, 0, 0, 0, 1, 0), dtype="int32", all_touched=touched)
    return np.asarray(out, dtype=np.int32)


def inside_box(area: Area, shapes: Any, margin: float = 0) -> Mask:
    """Say which shapes touch the area's box grown by ``margin`` metres."""
    if not len(shapes):
        return np.zeros(0, dtype=bool)
    b = shapely.bounds(shapes)
    x_fits = (b[:, 0] <= area.nx + margin) & (b[:, 2] >= -margin)
    fits: Mask = x_fits & (b[:, 1] <= area.ny + margin) & (b[:, 3] >= -margin)
    return fits
