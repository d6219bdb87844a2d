"""What a design does, told while it is built: counted numbers soon after each edit, walked and sunlit ones when ready.

The numbers themselves come from the room ``effects``; here is when they are asked for, and that nobody waits for them.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.grid import Box, Grid

log = logging.getLogger(__name__)
# Seconds between two answers of counted numbers in a room, how much of one core all rooms' counting may take, and how long
# a room waits for that at most.
PAUSE, SHARE, MOST_PAUSE = 0.2, 0.25, 2.0
# Slow numbers are asked for when nobody has edited for so many seconds, or after so many while people go on; after each the
# thread rests for nine times the processor time that it took, so that many busy rooms leave the town its cores.
QUIET, AT_LAST, REST = 0.7, 15.0, 9.0


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

    def __init__(self, meters: Meters, works: Works, turn: asyncio.Lock, base: Base, settings: dict[str, Any]) -> None:
        """Take who makes meters, where work is done, and the variant's base with its quarter's settings.

        ``turn`` is held while a grid is ahead of what was told: a meter must see a grid with exactly the boxes it is told of.
        """
        self._meters, self._works, self._turn = meters, works, turn
        self._base, self._settings = base, settings
        self._meter: Meter | None = None
        self._boxes: list[Box] = []
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._slow: asyncio.Task[None] | None = None
        self._asked = -1.0
        self._slow_timer: asyncio.TimerHandle | None = None
        self._slow_at, self._slow_latest = -1, 0.0
        # The numbers now, and as all were told last.
        self._values: dict[str, dict[str, Any]] = {}
        self._known: dict[str, dict[str, Any]] = {}
        self._closed = False
        # The position and the cost that the counted numbers hold for.
        self._counted = 0, 0.0
        # All numbers as they are, for whoever comes in; None before the first. Others are told what changed.
        self.told: dict[str, Any] | None = None
        self.state: Callable[[], tuple[int, Grid, float]] = lambda: (0, base.grid, 0.0)
        self.tell: Callable[[dict[str, Any]], None] = lambda _said: None

    def touched(self, boxes: list[Box]) -> None:
        """Take note of edits, none for a start; numbers follow within moments."""
        self._boxes += boxes
        if boxes and self._slow_timer is not None:
            self._walk_soon()
        if self._timer is None and self._task is None and not self._closed:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._asked), self._start)

    def close(self) -> None:
        """Ask no more, and let what runs end early."""
        self._closed = True
        for timer in (self._timer, self._slow_timer):
            if timer is not None:
                timer.cancel()
        for task in (self._task, self._slow):
            if task is not None:
                task.cancel()

    def _start(self) -> None:
        self._timer = None
        self._task = asyncio.get_running_loop().create_task(self._count())

    async def _count(self) -> None:
        loop = asyncio.get_running_loop()
        async with self._turn:
            boxes, self._boxes = self._boxes, []
            position, grid, cost = self.state()
            grid = grid.copy()
        started = loop.time()
        try:
            self._works.active += 1
            cheap, taken = await loop.run_in_executor(self._works.quick, self._cheap, grid, boxes)
        except Exception:
            log.exception("the numbers of a variant could not be counted")
            self._closed = True
            return
        finally:
            # Together with all other rooms that count, no more than the share of a core.
            busy, self._works.active = self._works.active, self._works.active - 1
            self._task = None
        self._asked = started + min(max(PAUSE, taken / SHARE * busy), MOST_PAUSE)
        self._note(cheap, "done")
        for key, one in self._values.items():
            if key not in cheap:
                one["state"] = "computing"
        self._counted = position, cost
        self._tell()
        if self._slow_at != position:
            self._walk_soon()
        if self._boxes:
            self.touched([])

    def _cheap(self, grid: Grid, boxes: list[Box]) -> tuple[Mapping[str, Value], float]:
        """Give the counted numbers, and the processor time that counting took; making the meter happens once."""
        meter = self._meter
        if meter is None:
            meter = self._meter = self._meters.open(self._base, self._settings, grid)
            return meter.cheap(), 0.0
        started = time.thread_time()
        meter.update(grid, boxes)
        return meter.cheap(), time.thread_time() - started

    def _walk_soon(self) -> None:
        """Have the slow numbers reckoned when the room is quiet, or at last while it is not."""
        loop = asyncio.get_running_loop()
        if self._slow is not None or self._closed:
            return
        if self._slow_timer is None:
            self._slow_latest = loop.time() + AT_LAST
        else:
            self._slow_timer.cancel()
        # The first numbers of all come at once.
        due = loop.time() + (QUIET if self._slow_at >= 0 else 0.0)
        self._slow_timer = loop.call_at(min(due, self._slow_latest), self._start_walk)

    def _start_walk(self) -> None:
        self._slow_timer = None
        self._slow = asyncio.get_running_loop().create_task(self._walk())

    async def _walk(self) -> None:
        """Reckon the slow numbers of what was counted last; what came meanwhile is reckoned again after it."""
        meter = self._meter
        if meter is None:
            return
        position, loop = self._counted[0], asyncio.get_running_loop()
        try:
            values = await loop.run_in_executor(self._works.long, self._works.walk, meter, lambda: self._closed)
        except Exception:
            log.exception("the slow numbers of a variant could not be reckoned")
            return
        finally:
            self._slow = None
        self._slow_at = position
        latest = self._counted[0]
        self._note(values, "done" if latest == position else "computing")
        self._tell()
        if latest != position:
            self._walk_soon()

    def _note(self, values: Mapping[str, Value], state: str) -> None:
        for key, one in values.items():
            self._values[key] = {
                "key": key, "value": one.value, "today": one.today, "difference": one.difference, "state": state,
            }  # fmt: skip

    def _tell(self) -> None:
        position, cost = self._counted
        said = {"type": "effects", "position": position, "cost": round(cost, 2)}
        changed = [dict(one) for key, one in self._values.items() if one != self._known.get(key)]
        before, self.told = self.told, said | {"values": [dict(one) for one in self._values.values()]}
        if changed or before is None or before["cost"] != said["cost"]:
            self._known |= {one["key"]: one for one in changed}
            self.tell(said | {"values": changed})


class Works:
    """The threads that reckon numbers for all rooms: one for what is quick, one for what takes long."""

    def __init__(self) -> None:
        """Start none yet."""
        self.quick = ThreadPoolExecutor(1, thread_name_prefix="effects")
        self.long = ThreadPoolExecutor(1, thread_name_prefix="effects-slow")
        self.active = 0
        self._ended, self._rested = threading.Event(), 0.0

    def walk(self, meter: Meter, stop: Callable[[], bool]) -> Mapping[str, Value]:
        """Reckon slow numbers, after a rest that what was reckoned last has earned; runs in the long thread."""
        self._ended.wait(max(0.0, self._rested - time.monotonic()))
        started = time.thread_time()
        try:
            return meter.slow(lambda: stop() or self._ended.is_set())
        finally:
            self._rested = time.monotonic() + (time.thread_time() - started) * REST

    def close(self) -> None:
        """Let the threads end; what waits is dropped."""
        self._ended.set()
        for pool in (self.quick, self.long):
            pool.shutdown(wait=False, cancel_futures=True)
