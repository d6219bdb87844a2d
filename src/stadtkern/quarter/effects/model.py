"""What an effect is: a number with a name, a unit, a definition and its assumption; and the settings all of them use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

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
    # How much longer the way to a destination outside the quarter is than the straight line.
    detour: float = 1.3
    # Yearly sun on a level square metre, kWh (reference climate Potsdam), and what of it becomes electricity.
    sun_kwh: float = 1075.0
    solar_efficiency: float = 0.17
    # Heat demand of homes in kWh a year and m²: from renewed or new to not renewed (TABULA, multi-family homes).
    heat_low: float = 65.0
    heat_high: float = 140.0
    # Share of the year's sun that comes from the whole sky and that shadows of single things do not take (DWD: about half).
    sun_diffuse: float = 0.5
    # Square metres of connected green that make a park, and that each person should have within 500 m (GALK 1973).
    park_m2: float = 1000.0
    green_per_person: float = 6.0
    # Share of rain that cannot seep in, by block key, where it differs from the palette; prices likewise.
    sealing: Mapping[str, float] = field(default_factory=dict)
    prices: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises ValueError."""
        for name in ("adult_speed", "child_speed", "old_speed"):
            if not 0.1 <= getattr(self, name) <= 5:
                raise ValueError(f"{name}: people walk 0.1 to 5 metres a second, not {getattr(self, name)}")
        shares = {name: getattr(self, name) for name in ("usable_share", "solar_efficiency", "sun_diffuse")}
        shares |= {f"sealing of {key}": share for key, share in self.sealing.items()}
        for name, share in shares.items():
            if not 0 <= share <= 1:
                raise ValueError(f"{name}: a share is 0 to 1, not {share}")
        if not 1 <= self.detour <= 3:
            raise ValueError(f"detour: a way is 1 to 3 times as long as the straight line, not {self.detour}")
        if self.dwelling_m2 < 1:
            raise ValueError(f"dwelling_m2: a dwelling has at least 1 m², not {self.dwelling_m2}")
        if self.heat_low > self.heat_high:
            raise ValueError(f"heat_low ({self.heat_low}) is more than heat_high ({self.heat_high})")

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
                if not isinstance(value, Mapping):
                    raise ValueError(f"{one.name} is no list of blocks with numbers")
                known[one.name] = {str(key): _number(number) for key, number in value.items()}
            else:
                known[one.name] = _number(value)
        return cls(**known)


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{value!r} is no number") from error
    if not (0 <= number < 1e9):
        raise ValueError(f"{value} is no number from 0 on")
    return number


class StoppedError(Exception):
    """Whoever asked does not want the answer any more."""


def never() -> bool:
    """Say that nobody wants to stop."""
    return False


@dataclass(slots=True)
class View:
    """What an effect may look at: the base, the grid now, its tally, the settings, and what effects share."""

    base: Base
    grid: Grid
    tally: Tally
    settings: Settings
    # What several slow effects need once (surface maps, fields); filled by ``maps.py``.
    shared: dict[str, Any] = field(default_factory=dict)
    # Says that the answer is not wanted any more; long work asks between its parts.
    stop: Callable[[], bool] = never

    def check(self) -> None:
        """End long work that is not wanted any more. Raises StoppedError."""
        if self.stop():
            raise StoppedError


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
    # A sentence with this variant's own numbers, for the effect's page.
    explain: Callable[[View], Text] | None = None


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
