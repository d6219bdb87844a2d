"""GeoJSON: what the ground is used for, as areas, and the buildings, in degrees as RFC 7946 wants them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.grid import Ids
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.export.houses import House, Houses, houses
from stadtkern.quarter.export.model import Job
from stadtkern.quarter.export.rings import Ring, regions

if TYPE_CHECKING:
    from pyproj import Transformer

# A ten-millionth of a degree is a centimetre.
DIGITS = 7


def make(job: Job) -> bytes:
    """Give a FeatureCollection: every square metre of the quarter lies in exactly one of its areas.

    ``area_m2`` of all of them add up to the quarter's area: they count whole square metres.
    """
    found = houses(job.base, job.grid)
    at = building_at(found)
    features = [*_land(job, surface(job.grid.dense(), at > 0)), *_built(job, found, at)]
    frame = job.base.frame
    corners = np.array([(x, y) for x in (0, job.grid.nx) for y in (0, job.grid.ny)])
    lons, lats = _degrees(job, corners)
    whole = {
        "type": "FeatureCollection",
        "name": f"{job.title.in_language(job.options.language)}: {job.variant.in_language(job.options.language)}",
        "bbox": [min(lons), min(lats), max(lons), max(lats)],
        "area_m2": job.grid.nx * job.grid.ny,
        "measured_in": f"EPSG:{frame.epsg}",
        "features": features,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def surface(ids: Ids, built: npt.NDArray[np.bool_]) -> npt.NDArray[np.int32]:
    """Give for each open column [y, x] its topmost surface block, bare soil where it has none, -1 under buildings."""
    wanted = palette().kind("surface", "soil")[ids]
    paved = palette().kind("surface")[ids]
    wanted = np.where(paved.any(axis=0), paved, wanted)
    level = ids.shape[0] - 1 - np.argmax(wanted[::-1], axis=0)
    ys, xs = np.indices(level.shape)
    top = np.where(wanted.any(axis=0), ids[level, ys, xs], palette().id("soil")).astype(np.int32)
    return np.where(built, -1, top).astype(np.int32)


def building_at(found: Houses) -> npt.NDArray[np.int32]:
    """Give for each column [y, x] the number of the building whose block is the highest there, 0 for none."""
    level = found.numbers.shape[0] - 1 - np.argmax((found.numbers > 0)[::-1], axis=0)
    ys, xs = np.indices(level.shape)
    highest: npt.NDArray[np.int32] = found.numbers[level, ys, xs]
    return highest


def _land(job: Job, kinds: npt.NDArray[np.int32]) -> Iterator[dict[str, Any]]:
    for block_id in np.unique(kinds[kinds >= 0]).tolist():
        block = palette().by_id[block_id]
        for area, rings in regions(kinds == block_id):
            yield {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": _rings(job, rings)},
                "properties": {
                    "class": block.key,
                    "space": block.space or "soil",
                    "name_de": block.de,
                    "name_en": block.en,
                    "sealing": block.sealing,
                    "area_m2": area,
                },
            }


def _built(job: Job, found: Houses, at: npt.NDArray[np.int32]) -> Iterator[dict[str, Any]]:
    for house in found.list:
        _, y, x = house.within
        parts = regions(at[y, x] == house.number)
        if not parts:
            continue
        polygons = [_rings(job, [ring + np.array((x.start, y.start)) for ring in rings]) for _, rings in parts]
        one = len(polygons) == 1
        yield {
            "type": "Feature",
            "id": house.id,
            "geometry": {
                "type": "Polygon" if one else "MultiPolygon",
                "coordinates": polygons[0] if one else polygons,
            },
            "properties": {**facts(house), "area_m2": sum(area for area, _ in parts)},
        }


def facts(house: House) -> dict[str, Any]:
    """Give what is known of a building."""
    return {
        "class": "building",
        "space": "building",
        "number": house.number,
        "name": house.name,
        "use": house.use,
        "storeys": house.storeys,
        "height_m": house.height,
        "floor_area_m2": house.floor_area,
        "source": house.source,
        "new": house.is_new and house.source == "variant",
    }


def _rings(job: Job, rings: list[Ring]) -> list[list[list[float]]]:
    """Give rings in degrees, closed; the outer one counter-clockwise, the holes clockwise, as they come."""
    out = []
    for ring in rings:
        lons, lats = _degrees(job, ring)
        points = [list(point) for point in zip(lons, lats, strict=True)]
        out.append([*points, points[0]])
    return out


def _degrees(job: Job, points: npt.NDArray[Any]) -> tuple[list[float], list[float]]:
    frame = job.base.frame
    lons, lats = _way(frame.epsg).transform(points[:, 0] + frame.east, points[:, 1] + frame.north)
    return [round(float(one), DIGITS) for one in lons], [round(float(one), DIGITS) for one in lats]


@lru_cache(maxsize=8)
def _way(epsg: int) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(f"EPSG:{epsg}", "EPSG:4326", always_xy=True)
