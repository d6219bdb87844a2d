"""What a design does, told while it is built: counted numbers soon after each edit, walked and sunlit ones when ready.

The numbers themselves come from the room ``effects``; here is when they are asked for, and that nobody waits for them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.grid import Box, Grid

log = logging.getLogger(__name__)
# Seconds between two answers of counted numbers in a room, and how much of one core all rooms' counting may take.
PAUSE, SHARE = 0.2, 0.25


class Value(Protocol):
    """One number of a variant."""

    @property
    def key(self) -> str:
        """Give which number it is."""
        ...

    @property
    def value(self) -> float | None:
        """Give it for the variant, None where it means nothing."""
        ...

    @property
    def today(self) -> float | None:
        """Give it for the base."""
        ...

    @property
    def difference(self) -> float | None:
        """Give what the variant changes."""
        ...


class Meter(Protocol):
    """The numbers of one variant. ``slow`` may run in another thread while ``update`` and ``cheap`` go on."""

    def update(self, grid: Grid, boxes: list[Box]) -> None:
        """Follow edits: the grid after them, and boxes that hold all that may have changed."""
        ...

    def cheap(self) -> Mapping[str, Value]:
        """Give the numbers that follow from counting."""
        ...

    def slow(self, stop: Callable[[], bool]) -> Mapping[str, Value]:
        """Give the others; ends early when ``stop`` says so."""
        ...


class Meters(Protocol):
    """Makes meters for a quarter's variants, and tells what the numbers mean."""

    def definitions(self) -> list[dict[str, Any]]:
        """Give what the browser shows of each number, in order."""
        ...

    def open(self, base: Base, settings: dict[str, Any], grid: Grid) -> Meter:
        """Make the meter of a variant; may take long, so it is called in a thread."""
        ...


class Gauge:
    """Asks one variant's meter at the right moments. All methods are called in the event loop."""

    def __init__(self, meters: Meters, works: Works, base: Base, settings: dict[str, Any]) -> None:
        """Take who makes meters, where work is done, and the variant's base with its quarter's settings."""
        self._meters, self._works = meters, works
        self._base, self._settings = base, settings
        self._meter: Meter | None = None
        self._boxes: list[Box] = []
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._slow: asyncio.Task[None] | None = None
        self._asked = -1.0
        self._slow_at = -1
        self._values: dict[str, dict[str, Any]] = {}
        self._closed = False
        # The position and the cost that the counted numbers hold for.
        self._counted = 0, 0.0
        # The newest answer, for whoever comes in; None before the first.
        self.told: dict[str, Any] | None = None
        self.state: Callable[[], tuple[int, Grid, float]] = lambda: (0, base.grid, 0.0)
        self.tell: Callable[[dict[str, Any]], None] = lambda _said: None

    def touched(self, boxes: list[Box]) -> None:
        """Take note of edits, none for a start; numbers follow within moments."""
        self._boxes += boxes
        if self._timer is None and self._task is None and not self._closed:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._asked), self._start)

    def close(self) -> None:
        """Ask no more, and let what runs end early."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for task in (self._task, self._slow):
            if task is not None:
                task.cancel()

    def _start(self) -> None:
        self._timer = None
        self._task = asyncio.get_running_loop().create_task(self._count())

    async def _count(self) -> None:
        loop = asyncio.get_running_loop()
        boxes, self._boxes = self._boxes, []
        position, grid, cost = self.state()
        started = loop.time()
        try:
            self._works.active += 1
            cheap = await loop.run_in_executor(self._works.quick, self._cheap, grid.copy(), boxes)
            taken = loop.time() - started
        except Exception:
            log.exception("the numbers of a variant could not be counted")
            self._closed = True
            return
        finally:
            # Together with all other rooms that count, no more than the share of a core.
            busy, self._works.active = self._works.active, self._works.active - 1
            self._task = None
        self._asked = started + max(PAUSE, taken / SHARE * busy)
        self._note(cheap, "done")
        for key, one in self._values.items():
            if key not in cheap:
                one["state"] = "computing"
        self._counted = position, cost
        self._tell()
        if self._slow is None and self._slow_at != position:
            self._slow = loop.create_task(self._walk(position))
        if self._boxes:
            self.touched([])

    def _cheap(self, grid: Grid, boxes: list[Box]) -> Mapping[str, Value]:
        if self._meter is None:
            self._meter = self._meters.open(self._base, self._settings, grid)
        else:
            self._meter.update(grid, boxes)
        return self._meter.cheap()

    async def _walk(self, position: int) -> None:
        """Have the slow numbers reckoned; the newest state wins, so what came meanwhile is reckoned right after."""
        meter = self._meter
        if meter is None:
            return
        loop = asyncio.get_running_loop()
        try:
            values = await loop.run_in_executor(self._works.long, meter.slow, lambda: self._closed)
        except Exception:
            log.exception("the slow numbers of a variant could not be reckoned")
            return
        finally:
            self._slow = None
        self._slow_at = position
        now = self.state()[0]
        self._note(values, "done" if now == position else "computing")
        self._tell()
        if now != position and not self._closed and self._task is None and self._timer is None:
            self._slow = loop.create_task(self._walk(now))

    def _note(self, values: Mapping[str, Value], state: str) -> None:
        for key, one in values.items():
            self._values[key] = {
                "key": key, "value": one.value, "today": one.today, "difference": one.difference, "state": state,
            }  # fmt: skip

    def _tell(self) -> None:
        position, cost = self._counted
        self.told = {
            "type": "effects",
            "position": position,
            "values": [*self._values.values()],
            "cost": round(cost, 2),
        }
        self.tell(self.told)


class Works:
    """The threads that reckon numbers for all rooms: one for what is quick, one for what takes long."""

    def __init__(self) -> None:
        """Start none yet."""
        self.quick = ThreadPoolExecutor(1, thread_name_prefix="effects")
        self.long = ThreadPoolExecutor(1, thread_name_prefix="effects-slow")
        self.active = 0

    def close(self) -> None:
        """Let the threads end; what waits is dropped."""
        for pool in (self.quick, self.long):
            pool.shutdown(wait=False, cancel_futures=True)
