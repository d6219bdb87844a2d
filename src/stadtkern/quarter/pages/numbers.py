"""What a quarter or design does, in numbers that are kept: reckoned once, shown beside today, worst and best as plainly."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from stadtkern.quarter.effects.meter import Board, Meter
from stadtkern.quarter.effects.model import Effect, Settings
from stadtkern.quarter.effects.registry import BY_KEY, EFFECTS, GROUPS
from stadtkern.quarter.keep import Quarter, Store
from stadtkern.quarter.pages.drawn import grid_of
from stadtkern.town.text import Text

log = logging.getLogger(__name__)
Values = dict[str, float | None]
# Reckoning everything may take seconds: one at a time.
_reckoning = threading.Lock()
_under_way: set[Path] = set()


@dataclass(frozen=True, slots=True)
class Line:
    """One number as a page shows it. ``score``: below zero worse, above better, in shares of today."""

    effect: Effect
    value: float | None
    today: float | None
    score: float = 0.0

    @property
    def difference(self) -> float | None:
        """Give what changes, None where either side means nothing."""
        return None if self.value is None or self.today is None else self.value - self.today

    @property
    def changed(self) -> bool:
        """Say whether the change is large enough to be seen in the number as it is written."""
        return self.difference is not None and abs(self.difference) >= 0.5 * 10**-self.effect.decimals

    @property
    def way(self) -> str:
        """Give "better", "worse", "other" (a change that is neither) or "same"."""
        if not self.changed:
            return "same"
        return "other" if self.effect.better == "neither" else "better" if self.score > 0 else "worse"


def settings_of(quarter: Quarter) -> Settings:
    """Give the town's factors for a quarter; what cannot be read is the default."""
    try:
        return Settings.from_json(quarter.settings)
    except ValueError:
        log.warning("the settings of quarter %s cannot be read", quarter.slug)
        return Settings()


def today(store: Store, quarter: Quarter, *, wait: bool = False) -> tuple[Values, bool]:
    """Give the numbers of the quarter as it stands, and whether all are there; missing ones are being reckoned then."""
    file = _file(store, quarter)
    if found := _known(file):
        return found, True
    if wait:
        return _reckon(store, quarter, file), True
    if file not in _under_way:
        _under_way.add(file)
        threading.Thread(target=_reckon_quietly, args=(store, quarter, file), name="numbers", daemon=True).start()
    board = _board(store, quarter)
    return {one.key: board.today(one) for one in EFFECTS if one.cheap}, False


def design(store: Store, quarter: Quarter, variant: int, position: int) -> dict[str, Any]:
    """Give all numbers of a variant at a position in the shape in which a contribution keeps them."""
    meter = Meter(_board(store, quarter), grid_of(store, quarter, variant, position))
    with _reckoning:
        values = {**meter.cheap(), **meter.slow()}
    return {key: {"value": one.value, "today": one.today} for key, one in values.items()}


def quick(store: Store, quarter: Quarter, variant: int) -> list[Line]:
    """Give the counted numbers of a variant as it is now, the largest changes first."""
    values = Meter(_board(store, quarter), grid_of(store, quarter, variant)).cheap()
    return lines({key: {"value": one.value, "today": one.today} for key, one in values.items()})


def lines(kept: Mapping[str, Mapping[str, float | None]]) -> list[Line]:
    """Give the numbers of a design in the order in which people read them."""
    found = []
    for effect in EFFECTS:
        if (one := kept.get(effect.key)) is not None:
            value, before = one.get("value"), one.get("today")
            found.append(Line(effect, value, before, score(effect, value, before)))
    return found


def as_today(values: Mapping[str, float | None]) -> list[Line]:
    """Give the numbers of a quarter as it stands."""
    return [Line(BY_KEY[key], value, value) for key, value in values.items() if key in BY_KEY and key != "cost"]


def score(effect: Effect, value: float | None, before: float | None) -> float:
    """Give how much better a number became, in shares of what it was; worse is below zero, no direction is zero."""
    if value is None or before is None or effect.better == "neither" or value == before:
        return 0.0
    share = (value - before) / (abs(before) or max(abs(value), 1.0))
    return share if effect.better == "more" else -share


def ordered(found: Sequence[Line], order: str) -> list[Line]:
    """Order by what got worse most, or by what got better most; what has no direction follows, then what stayed."""
    sign = -1 if order == "best" else 1
    rank = {"worse": 0, "better": 0, "other": 1, "same": 2}
    return sorted(found, key=lambda one: (rank[one.way], sign * one.score))


def grouped(found: Sequence[Line]) -> list[tuple[str, Text, list[Line]]]:
    """Give the numbers by what they are about."""
    groups = [(key, title, [one for one in found if one.effect.group == key]) for key, title in GROUPS.items()]
    return [one for one in groups if one[2]]


def _board(store: Store, quarter: Quarter) -> Board:
    """Give a quarter's board; what was reckoned of today is not reckoned again."""
    return Board(store.base(quarter.slug), settings_of(quarter), _known(_file(store, quarter)))


def _known(file: Path) -> Values:
    try:
        found: Values = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _file(store: Store, quarter: Quarter) -> Path:
    said = [settings_of(quarter).to_json(), version("stadtkern")]
    mark = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:8]
    return store.folder / quarter.slug / f"numbers-{quarter.base}-{mark}.json"


def _reckon(store: Store, quarter: Quarter, file: Path) -> Values:
    board = Board(store.base(quarter.slug), settings_of(quarter))
    with _reckoning:
        found: Values = {one.key: board.today(one) for one in EFFECTS}
    half = file.with_suffix(".half")
    half.write_text(json.dumps(found), "utf-8")
    half.replace(file)
    return found


def _reckon_quietly(store: Store, quarter: Quarter, file: Path) -> None:
    try:
        _reckon(store, quarter, file)
    except Exception:
        log.exception("the numbers of quarter %s could not be reckoned", quarter.slug)
    finally:
        _under_way.discard(file)
