"""Which ground there is for a reader, and what it looks like: the same for tiles, for pages and for still pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from hashlib import sha1
from threading import Lock

import numpy as np
import numpy.typing as npt

from stadtkern.data.lake import Lake
from stadtkern.data.lake.terrain import METRES_PER_DEGREE, Terrain, heights_at, surface, terrain_of
from stadtkern.data.publish.relief.shade import Grid, shade, stretch
from stadtkern.data.publish.tiles.mercator import Tile
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts

Degrees = npt.NDArray[np.float64]
SHAPE = "terrain"
SIDE = 256
LEAST_ZOOM, MOST_ZOOM = 8, 15
_EQUATOR = 40_075_016.686


def collections(datasets: Iterable[DatasetFacts]) -> list[tuple[DatasetFacts, CollectionFacts]]:
    """Give the terrains among datasets, which must be those that the reader may see."""
    return [(dataset, one) for dataset in datasets for one in dataset.collections if one.shape == SHAPE and one.rows]


def mark(found: Iterable[tuple[DatasetFacts, CollectionFacts]]) -> str:
    """Give a short mark that changes whenever one of the terrains does."""
    words = "|".join(f"{one.id}:{one.rows}:{one.modified}" for _, one in found)
    return sha1(words.encode(), usedforsecurity=False).hexdigest()[:12]


class Grounds:
    """Remembers what collections hold, so that a tile costs no query."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._known: dict[int, tuple[object, Terrain | None]] = {}
        self._lock = Lock()

    def of(self, lake: Lake, found: Sequence[tuple[DatasetFacts, CollectionFacts]]) -> list[Terrain]:
        """Give the terrains of collections."""
        terrains = []
        for _, one in found:
            state = one.modified, one.rows
            with self._lock:
                known = self._known.get(one.id)
            if known is None or known[0] != state:
                with lake.read() as cursor:
                    known = state, terrain_of(cursor, lake.folder, one.id)
                with self._lock:
                    self._known[one.id] = known
            if known[1] is not None:
                terrains.append(known[1])
        return terrains


GROUNDS = Grounds()


def height_at(lake: Lake, datasets: Iterable[DatasetFacts], lon: float, lat: float) -> float | None:
    """Give the height of a place in metres above sea level, of the terrains in these datasets; None where there is none."""
    terrains = [one for one in GROUNDS.of(lake, collections(datasets)) if one.meets((lon, lat, lon, lat))]
    if not terrains:
        return None
    found = float(heights_at(terrains, np.array([lon]), np.array([lat]))[0])
    return None if math.isnan(found) else found


def steepest(terrains: Sequence[Terrain]) -> float:
    """Give the slope that pictures of these terrains are stretched by: the same everywhere, so that tiles fit."""
    return max(one.slope for one in terrains)


def tile_shade(terrains: Sequence[Terrain], tile: Tile) -> Grid | None:
    """Give light and shadow of a map tile, 256 pixels a side; None where there is no ground."""
    if not any(one.meets(tile.box) for one in terrains):
        return None
    n = SIDE * 2**tile.z
    pixels = np.arange(-1, SIDE + 1) + 0.5
    lons = (tile.x * SIDE + pixels) / n * 360 - 180
    world = math.pi * (1 - 2 * (tile.y * SIDE + pixels) / n)
    lats = np.degrees(np.arctan(np.sinh(world)))
    metres = (_EQUATOR / n * np.cos(np.radians(lats))).astype(np.float32)
    return _shaded(terrains, lons, lats, metres, metres, tile.z)


def box_shade(
    terrains: Sequence[Terrain], box: tuple[float, float, float, float], width: int, height: int
) -> Grid | None:
    """Give light and shadow of a box in degrees (west, south, east, north) in so many pixels, degrees evenly spaced."""
    if not terrains or not any(one.meets(box) for one in terrains):
        return None
    west, south, east, north = box
    step_x, step_y = (east - west) / width, (north - south) / height
    lons = west + (np.arange(-1, width + 1, dtype=np.float64) + 0.5) * step_x
    lats = north - (np.arange(-1, height + 1, dtype=np.float64) + 0.5) * step_y
    across = (step_x * METRES_PER_DEGREE * np.cos(np.radians(lats))).astype(np.float32)
    along = np.full(len(lats), step_y * METRES_PER_DEGREE, np.float32)
    zoom = math.log2(360 / SIDE / step_x)
    return _shaded(terrains, lons, lats, across, along, zoom)


def _shaded(
    terrains: Sequence[Terrain], lons: Degrees, lats: Degrees, across: Grid, along: Grid, zoom: float
) -> Grid | None:
    ground, known = surface(terrains, lons, lats)
    if known.max() < 0.5:
        return None
    return shade(ground, known, across, along, stretch(steepest(terrains), zoom))
