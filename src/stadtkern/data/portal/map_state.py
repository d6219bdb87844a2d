"""What an address says of a map: where it looks and what it shows. The same words as web/data/map/state.ts writes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

# Pixels of the whole world at zoom 0, as the drawn map counts them.
WORLD = 512
LEAST, MOST = 3.0, 20.0
_LATITUDE = 85.05


@dataclass(frozen=True, slots=True)
class View:
    """Where a map looks. Degrees; ``zoom`` as in web maps (one more is twice as large)."""

    zoom: float
    lat: float
    lon: float

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels for a degree of longitude and of latitude, in the middle of the view."""
        x = WORLD * 2**self.zoom / 360
        return x, x / math.cos(math.radians(self.lat))

    def box(self, width: float, height: float) -> tuple[float, float, float, float]:
        """West, south, east, north of what a picture of so many pixels shows."""
        fx, fy = self.scale
        dx, dy = width / 2 / fx, height / 2 / fy
        return self.lon - dx, max(-_LATITUDE, self.lat - dy), self.lon + dx, min(_LATITUDE, self.lat + dy)

    def moved(self, right: float, up: float) -> View:
        """Give the view so many pixels to the right and up."""
        fx, fy = self.scale
        lat = max(-_LATITUDE, min(_LATITUDE, self.lat + up / fy))
        return View(self.zoom, lat, max(-180.0, min(180.0, self.lon + right / fx)))

    def zoomed(self, by: float) -> View:
        """Give the view nearer (above 0) or from farther off."""
        return View(max(LEAST, min(MOST, self.zoom + by)), self.lat, self.lon)

    def words(self) -> str:
        """Write it as an address does: zoom/latitude/longitude."""
        return f"{self.zoom:.2f}/{self.lat:.5f}/{self.lon:.5f}"


@dataclass(frozen=True, slots=True)
class State:
    """A view if the address names one, and the ids of shown layers; None means: as the page says."""

    view: View | None = None
    layers: tuple[str, ...] | None = None


def read_state(words: Mapping[str, str]) -> State:
    """Read an address's ``map`` and ``layers``. What makes no sense counts as not said."""
    layers = words.get("layers")
    wanted = None if layers is None else tuple(one for one in layers.split(",")[:100] if one)
    return State(_view(words.get("map", "")), wanted)


def _view(text: str) -> View | None:
    parts = text.split("/")
    try:
        zoom, lat, lon = (float(part) for part in parts[:3])
    except ValueError:
        return None
    fits = LEAST <= zoom <= 24 and abs(lat) <= _LATITUDE and abs(lon) <= 180
    return View(min(zoom, MOST), lat, lon) if fits else None


def fitting(box: tuple[float, float, float, float], width: float, height: float, padding: float = 24) -> View:
    """Give the view that shows a whole box (west, south, east, north) in so many pixels; never nearer than zoom 16."""
    west, south, east, north = box
    lon, lat = (west + east) / 2, max(-80.0, min(80.0, (south + north) / 2))
    across = max(1.0, width - 2 * padding) / max(east - west, 1e-9)
    along = max(1.0, height - 2 * padding) / max(north - south, 1e-9) * math.cos(math.radians(lat))
    zoom = math.log2(min(across, along) * 360 / WORLD)
    return View(max(LEAST, min(16.0, zoom)), lat, lon)


def query(view: View, layers: tuple[str, ...] | list[str]) -> str:
    """Write view and layers for an address."""
    return urlencode({"map": view.words(), "layers": ",".join(layers)}, safe="/,")
