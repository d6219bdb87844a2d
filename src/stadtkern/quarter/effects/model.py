"""What an effect is: a number with a name, a unit, a definition and its assumption; and the settings all of them use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.grid import Grid
from stadtkern.quarter.effects.tally import Tally
from stadtkern.town.text import Text


@dataclass(frozen=True, slots=True)
class Settings:
    """Factors a town may set for its quarters. Defaults are named with their source on each effect's page."""

    # Living area of a dwelling, and people in it (Germany 2022: 94 m² and 2.0; census).
    dwelling_m2: float = 92.0
    people_per_dwelling: float = 2.0
    # Share of a building's floor area that is living area.
    usable_share: float = 0.75
    # Walking speeds in metres a second.
    adult_speed: float = 1.3
    child_speed: float = 1.0
    old_speed: float = 0.8
    # Yearly sun on a level square metre, kWh (reference climate Potsdam), and what of it becomes electricity.
    sun_kwh: float = 1075.0
    solar_efficiency: float = 0.17
    # Heat demand of homes in kWh a year and m²: from renewed or new to not renewed (TABULA, multi-family homes).
    heat_low: float = 65.0
    heat_high: float = 140.0
    # Share of rain that cannot seep in, by block key, where it differs from the palette; prices likewise.
    sealing: Mapping[str, float] = field(default_factory=dict)
    prices: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give the shape in which settings are stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Settings:
        """Read settings; names nobody knows are left out. Raises ValueError for a number that is none or negative."""
        known: dict[str, Any] = {}
        for one in fields(cls):
            if one.name not in given:
                continue
            value = given[one.name]
            if one.name in ("sealing", "prices"):
                known[one.name] = {str(key): _number(number) for key, number in dict(value).items()}
            else:
                known[one.name] = _number(value)
        return cls(**known)


def _number(value: Any) -> float:
    number = float(value)
    if not (0 <= number < 1e9):
        raise ValueError(f"{value} is no number from 0 on")
    return number


@dataclass(slots=True)
class View:
    """What an effect may look at: the base, the grid now, its tally, the settings, and what effects share."""

    base: Base
    grid: Grid
    tally: Tally
    settings: Settings
    # What several slow effects need once (surface maps, fields); filled by ``maps.py``.
    shared: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effect:
    """One indicator. ``measure`` gives its value, or None where it means nothing (no homes, so no ways from home)."""

    key: str
    group: str
    name: Text
    unit: str
    definition: Text
    assumption: Text
    source: Text
    better: Literal["more", "less", "neither"]
    measure: Callable[[View], float | None]
    decimals: int = 0
    # Cheap ones follow from the tally alone and are told with every edit.
    cheap: bool = True
    # What to say beside the value, e.g. an orientation value of a law.
    note: Text | None = None
    easy: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """An effect's value in a variant, beside the base's."""

    key: str
    value: float | None
    today: float | None
    unit: str

    @property
    def difference(self) -> float | None:
        """Give what the variant changes; None where either side means nothing."""
        return None if self.value is None or self.today is None else self.value - self.today


Field = npt.NDArray[np.float32]
