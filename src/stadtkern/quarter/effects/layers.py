"""Maps for eyes: minutes to the nearest destination, hours of sun, shade; a byte for each square metre, with a legend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.effects import ways
from stadtkern.quarter.effects.light import summer_shade, sun_of_year
from stadtkern.quarter.effects.maps import NONE, maps
from stadtkern.quarter.effects.model import View
from stadtkern.quarter.effects.registry import BY_KEY
from stadtkern.town.text import Text

Bytes = npt.NDArray[np.uint8]
MOST_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Class:
    """A line of a legend: values from ``low`` up to the next line's have this colour."""

    low: int
    name: Text
    colour: str


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A map [y, x] from the south-west corner. 255 means nothing to show. ``scale`` times a value is ``unit``."""

    key: str
    name: Text
    unit: str
    scale: float
    values: Bytes
    legend: tuple[Class, ...]

    def to_json(self) -> dict[str, Any]:
        """Give all but the values."""
        return {
            "key": self.key,
            "name": self.name.to_json(),
            "unit": self.unit,
            "scale": self.scale,
            "size": [self.values.shape[1], self.values.shape[0]],
            "nothing": NONE,
            "legend": [{"low": one.low, "name": one.name.to_json(), "colour": one.colour} for one in self.legend],
        }


_MINUTES = (
    Class(0, Text("bis 5 Minuten", "up to 5 minutes"), "#1d6f5c"),
    Class(6, Text("bis 10 Minuten", "up to 10 minutes"), "#6fb08a"),
    Class(11, Text("bis 15 Minuten", "up to 15 minutes"), "#e6d28a"),
    Class(16, Text("weiter", "further"), "#c9785a"),
)
_SUN = (
    Class(0, Text("unter 2 Stunden", "under 2 hours"), "#4b5a7a"),
    Class(20, Text("2 bis 4 Stunden", "2 to 4 hours"), "#8797a8"),
    Class(40, Text("4 bis 6 Stunden", "4 to 6 hours"), "#d8c48a"),
    Class(60, Text("6 bis 8 Stunden", "6 to 8 hours"), "#ecb653"),
    Class(80, Text("ab 8 Stunden", "8 hours or more"), "#e0902f"),
)
_SHADE = (
    Class(0, Text("Sonne", "Sun"), "#f0cf7a"),
    Class(1, Text("Schatten", "Shade"), "#5d6f86"),
)


def _minutes(kind: str) -> Callable[[View], Bytes]:
    def values(view: View) -> Bytes:
        """Give whole minutes, rounded up; 30 stands for more, and 255 for no way at all or a wall of a house."""
        far = ways.metres(view, kind)
        minutes = np.ceil(far / (60 * view.settings.adult_speed))
        shown = np.isfinite(far) & ((maps(view).level != NONE) | (maps(view).homes > 0))
        return np.where(shown, np.minimum(minutes, MOST_MINUTES), NONE).astype(np.uint8)

    return values


def _sun(view: View) -> Bytes:
    hours = sun_of_year(view).hours
    return np.where(np.isnan(hours), NONE, np.round(np.nan_to_num(hours) * 10)).astype(np.uint8)


def _shade(view: View) -> Bytes:
    return np.where(maps(view).level != NONE, summer_shade(view), NONE).astype(np.uint8)


_LAYERS: dict[str, tuple[str, float, tuple[Class, ...], Callable[[View], Bytes]]] = {
    **{key: ("min", 1.0, _MINUTES, _minutes(key[5:])) for key in BY_KEY if key.startswith("ways_")},
    "shade": ("", 1.0, _SHADE, _shade),
    "sun_hours": ("h", 0.1, _SUN, _sun),
}
KEYS = tuple(_LAYERS)


def layer(key: str, view: View) -> Layer:
    """Make the map that belongs to an effect. Raises KeyError for an effect without a map (``KEYS`` names those with)."""
    unit, scale, legend, values = _LAYERS[key]
    return Layer(key, BY_KEY[key].name, unit, scale, values(view), legend)
