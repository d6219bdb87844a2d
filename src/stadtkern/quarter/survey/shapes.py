"""Small helpers on shapes: valid areas from rings, and their cells in the quarter's raster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from stadtkern.quarter.survey.area import Area

Cells = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


def areas_of(rings: Any) -> tuple[list[Any], int]:
    """Make areas of closed lines, and say how many had to be mended; None where nothing with an area remains."""
    if not len(rings):
        return [], 0
    shapes = np.array([_polygon(ring) for ring in rings], dtype=object)
    there = np.array([shape is not None for shape in shapes])
    broken = np.zeros(len(shapes), dtype=bool)
    broken[there] = ~shapely.is_valid(shapes[there])
    out = list(shapes)
    for row in np.flatnonzero(broken):
        out[row] = flat_part(shapely.make_valid(shapes[row]))
    return out, int(broken.sum())


def _polygon(ring: Any) -> Any:
    points = shapely.get_coordinates(ring)
    return shapely.Polygon(points) if len(points) > 3 else None


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
    from rasterio.features import rasterize

    numbers = values if values is not None else range(1, len(shapes) + 1)
    pairs = [(shape, value) for shape, value in zip(shapes, numbers, strict=True) if shape is not None]
    if not pairs:
        return np.zeros((area.ny, area.nx), dtype=np.int32)
    size = (area.ny, area.nx)
    out = rasterize(pairs, out_shape=size, transform=area.raster, dtype="int32", all_touched=touched)
    return np.asarray(out, dtype=np.int32)


def inside_box(area: Area, shapes: Any, margin: float = 0) -> Mask:
    """Say which shapes touch the area's box grown by ``margin`` metres."""
    if not len(shapes):
        return np.zeros(0, dtype=bool)
    b = shapely.bounds(shapes)
    x_fits = (b[:, 0] <= area.nx + margin) & (b[:, 2] >= -margin)
    fits: Mask = x_fits & (b[:, 1] <= area.ny + margin) & (b[:, 3] >= -margin)
    return fits
