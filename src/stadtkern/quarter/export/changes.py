"""The effects of a variant in the order of a sheet: what got worse first, then what got better, then all the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from stadtkern.quarter.effects.model import Effect, Value
from stadtkern.quarter.effects.registry import EFFECTS
from stadtkern.town.text import Text
from stadtkern.town.written import write_number

Way = Literal["worse", "better", "other", "same"]
_RANK: dict[Way, int] = {"worse": 0, "better": 1, "other": 2, "same": 3}
WORDS: dict[Way, Text] = {
    "worse": Text("schlechter", "worse"),
    "better": Text("besser", "better"),
    "other": Text("anders", "different"),
    "same": Text("gleich", "unchanged"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One effect's numbers, written out, and which way they went; ``size`` is the change in shares of today."""

    effect: Effect
    way: Way
    size: float
    today: str
    value: str
    difference: str


def changes(values: Mapping[str, Value], language: str) -> list[Change]:
    """Give all effects that have values, worst first, then best first."""
    found = [_change(one, values[one.key], language) for one in EFFECTS if one.key in values]
    return sorted(found, key=lambda one: (_RANK[one.way], -one.size))


def _change(effect: Effect, value: Value, language: str) -> Change:
    now, before = (None if one is None else round(float(one), effect.decimals) for one in (value.value, value.today))
    # The difference of the numbers as they are written: whoever subtracts them finds it.
    difference = None if now is None or before is None else round(now - before, effect.decimals)
    way: Way = "same"
    if difference:
        way = (
            "other"
            if effect.better == "neither"
            else "better"
            if (difference > 0) == (effect.better == "more")
            else "worse"
        )
    return Change(
        effect=effect,
        way=way,
        size=abs(difference or 0.0) / max(abs(before or 0.0), 1.0),
        today=_written(before, effect, language),
        value=_written(now, effect, language),
        difference=_signed(difference, effect, language),
    )


def _written(value: float | None, effect: Effect, language: str) -> str:
    return "–" if value is None else write_number(value, language, effect.decimals) + _unit(effect)


def _signed(value: float | None, effect: Effect, language: str) -> str:
    """Write a difference. Shares differ by points: from 20 % to 30 % is 10 points and half as much again."""
    if not value:
        return "–" if value is None else "0"
    unit = Text(" Punkte", " points").in_language(language) if effect.unit == "%" else _unit(effect)
    return ("+" if value > 0 else "") + write_number(value, language, effect.decimals) + unit


def _unit(effect: Effect) -> str:
    return f" {effect.unit}" if effect.unit else ""
