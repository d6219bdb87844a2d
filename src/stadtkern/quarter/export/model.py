"""What an export needs to know: the quarter, its names, its numbers, and what one may choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.grid import Grid
from stadtkern.quarter.effects.model import Value
from stadtkern.town.text import Text


@dataclass(frozen=True, slots=True)
class Options:
    """What one may choose. ``scale`` is the model's: 500 makes a metre two millimetres."""

    language: str = "de"
    # STL: the number of one building, None for all of them as a zip; a plate under each to stand on.
    building: int | None = None
    scale: float = 500.0
    plate: bool = False
    # Pictures: the widest side in pixels.
    width: int = 2400
    # The sheet: where to read more, drawn as a QR code.
    link: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be. Raises ValueError."""
        if not 1 <= self.scale <= 100_000:
            raise ValueError(f"a model is made at 1:1 to 1:100,000, not 1:{self.scale:g}")
        if not 200 <= self.width <= 8000:
            raise ValueError(f"a picture is 200 to 8,000 pixels wide, not {self.width}")


@dataclass(frozen=True, slots=True)
class Job:
    """One export: a base, the variant's blocks, and words for both. ``values`` are the variant's effects, by key."""

    base: Base
    grid: Grid
    title: Text
    variant: Text
    town: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True)
class Format:
    """One way out: its key, its media type, the ending of its files, its name, and what makes its bytes."""

    key: str
    media: str
    ending: str
    name: Text
    make: Callable[[Job], bytes]
    # Whether it tells the effects' numbers.
    numbers: bool = False
