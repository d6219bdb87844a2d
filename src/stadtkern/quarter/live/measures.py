"""The effects of a design as live rooms ask for them: one board for each base and its settings, a meter for each variant."""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from typing import Any

from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.grid import Grid
from stadtkern.quarter.effects.meter import Board
from stadtkern.quarter.effects.meter import Meter as EffectsMeter
from stadtkern.quarter.effects.model import Effect, Settings
from stadtkern.quarter.effects.registry import EFFECTS
from stadtkern.quarter.live.meter import Meter

log = logging.getLogger(__name__)
# Boards that stay in memory: each knows what today's quarter measures.
KEPT = 4


class TownMeters:
    """Makes meters with the factors that a quarter's settings name."""

    def __init__(self) -> None:
        """Measure nothing yet."""
        self._boards: OrderedDict[tuple[int, str], Board] = OrderedDict()
        self._lock = threading.Lock()
        self._definitions = [definition(one) for one in EFFECTS]

    def definitions(self) -> list[dict[str, Any]]:
        """Give what the browser shows of each effect, in order."""
        return self._definitions

    def open(self, base: Base, settings: dict[str, Any], grid: Grid) -> Meter:
        """Make the meter of a variant. Settings that make no sense are left out, and the log says so."""
        key = id(base), json.dumps(settings, sort_keys=True)
        with self._lock:
            # A board holds its base, so no other base can have its id.
            board = self._boards.get(key)
            if board is None:
                board = self._boards[key] = Board(base, _settings(settings))
            self._boards.move_to_end(key)
            while len(self._boards) > KEPT:
                self._boards.popitem(last=False)
        return EffectsMeter(board, grid)


def definition(effect: Effect) -> dict[str, Any]:
    """Give what the browser shows of an effect."""
    return {
        "key": effect.key,
        "group": effect.group,
        "name": effect.name.to_json(),
        "easy": effect.easy,
        "unit": effect.unit,
        "definition": effect.definition.to_json(),
        "assumption": effect.assumption.to_json(),
        "source": effect.source.to_json(),
        "better": effect.better,
        "decimals": effect.decimals,
        "cheap": effect.cheap,
        "note": None if effect.note is None else effect.note.to_json(),
    }


def _settings(given: dict[str, Any]) -> Settings:
    try:
        return Settings.from_json(given)
    except (TypeError, ValueError):
        log.exception("a quarter's settings make no sense; its effects use the defaults")
        return Settings()
