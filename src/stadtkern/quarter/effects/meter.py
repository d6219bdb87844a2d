"""Keeps the effects of a variant up to date while people build. A board knows today; a meter knows one variant."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.effects.model import Effect, Settings, StoppedError, Value, View, never
from stadtkern.quarter.effects.registry import EFFECTS
from stadtkern.quarter.effects.tally import Tally, columns_of, count, count_all

CHEAP = tuple(one for one in EFFECTS if one.cheap)
SLOW = tuple(one for one in EFFECTS if not one.cheap)


class Board:
    """A quarter's base with its settings, and what each effect is today."""

    def __init__(
        self, base: Base, settings: Settings | None = None, today: Mapping[str, float | None] | None = None
    ) -> None:
        """Take the base, and by key what is known of today; the rest is measured when it is first asked for."""
        self.base, self.settings = base, settings or Settings()
        self._lock = threading.Lock()
        self._today = dict(today or {})

    @cached_property
    def tally(self) -> Tally:
        """Give the base's own tally."""
        return count_all(self.base.grid, self.base.grid)

    @cached_property
    def view(self) -> View:
        """Give the base as effects look at it."""
        return View(self.base, self.base.grid, self.tally, self.settings)

    def today(self, effect: Effect, stop: Callable[[], bool] = never) -> float | None:
        """Give an effect's value in the base. Raises StoppedError when ``stop`` says so before it is known."""
        with self._lock:
            if effect.key not in self._today:
                self._today[effect.key] = effect.measure(replace(self.view, stop=stop))
            return self._today[effect.key]


class Meter:
    """The effects of one variant. ``update`` after each edit; columns that nobody touched are never counted again."""

    def __init__(self, board: Board, grid: Grid) -> None:
        """Take a variant as it is now."""
        self.board = board
        self._grid = grid.copy()
        base = board.base.grid
        self._tally = board.tally
        # What slow effects made of this variant's maps.
        self._shared: dict[str, Any] = {}
        changed = grid.changed_chunks(base)
        self._recount([_chunk_box(grid, index) for index in changed], base, grid)

    def update(self, grid: Grid, boxes: list[Box]) -> None:
        """Follow an edit: ``grid`` is the variant after it, ``boxes`` hold all that may have changed."""
        self._recount(boxes, self._grid, grid)
        self._grid = grid.copy()

    def _recount(self, boxes: list[Box], before: Grid, after: Grid) -> None:
        if not boxes:
            return
        xs, ys = columns_of(boxes)
        base = self.board.base.grid.columns(xs, ys)
        self._tally = self._tally - count(before.columns(xs, ys), base) + count(after.columns(xs, ys), base)

    @property
    def view(self) -> View:
        """Give the variant as effects look at it; the grid in it does not change any more."""
        return View(self.board.base, self._grid.copy(), self._tally, self.board.settings, self._shared)

    def cheap(self) -> dict[str, Value]:
        """Give the effects that follow from counting."""
        view = self.view
        return {one.key: self._value(one, view) for one in CHEAP}

    def slow(self, stop: Callable[[], bool] = never) -> dict[str, Value]:
        """Give the effects that need a walk or the sun. ``stop`` is asked again and again, also within an effect.

        What was finished before is given. Called in one thread at a time.
        """
        out: dict[str, Value] = {}
        view = replace(self.view, stop=stop)
        try:
            for one in SLOW:
                view.check()
                out[one.key] = self._value(one, view)
        except StoppedError:
            pass
        return out

    def _value(self, effect: Effect, view: View) -> Value:
        today = self.board.today(effect, view.stop)
        # What was made for the base is made already wherever the variant is like it.
        for name, kept in dict(self.board.view.shared).items():
            view.shared.setdefault(name, kept)
        return Value(effect.key, effect.measure(view), today, effect.unit)


def measure(base: Base, grid: Grid, settings: Settings | None = None) -> dict[str, Value]:
    """Measure everything anew, without any meter: what a meter must agree with."""
    board = Board(base, settings)
    view = View(base, grid, count_all(grid, base.grid), board.settings)
    return {one.key: Value(one.key, one.measure(view), board.today(one), one.unit) for one in EFFECTS}


def _chunk_box(grid: Grid, index: int) -> Box:
    x, y = grid.corner(index)
    return Box(x, y, 0, min(x + 31, grid.nx - 1), min(y + 31, grid.ny - 1), grid.nz - 1)
