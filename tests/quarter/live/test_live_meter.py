"""When numbers are asked for and told: soon after an edit, not too often, the newest last, and never at the room's cost."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from quarter_town import small_base
from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.live import meter as module
from stadtkern.quarter.live.meter import Gauge, Value, Works

BASE = small_base()
HERE = Box(1, 1, 9, 1, 1, 9)


@dataclass
class Number:
    """A number of a variant."""

    key: str
    value: float
    today: float = 1.0

    @property
    def difference(self) -> float:
        return self.value - self.today


class Counting:
    """A meter that counts blocks above the ground, and walks slowly."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.boxes: list[list[Box]] = []
        self.opened = 0
        self.slow_runs = 0
        self.go = threading.Event()
        self.go.set()
        self._grid = BASE.grid
        self.broken = False

    def definitions(self) -> list[dict[str, Any]]:
        return [{"key": "blocks"}, {"key": "walk"}]

    def open(self, _base: Base, _settings: dict[str, Any], grid: Grid) -> Counting:
        self.opened += 1
        self._grid = grid
        return self

    def update(self, grid: Grid, boxes: list[Box]) -> None:
        self.boxes.append(boxes)
        self._grid = grid

    def cheap(self) -> Mapping[str, Value]:
        ends = time.thread_time() + self.seconds
        while time.thread_time() < ends:
            pass
        if self.broken:
            raise ZeroDivisionError
        return {"blocks": Number("blocks", float((self._grid.dense()[9] > 0).sum()))}

    def slow(self, stop: Callable[[], bool]) -> Mapping[str, Value]:
        grid = self._grid
        self.slow_runs += 1
        while not self.go.wait(0.01):
            if stop():
                return {}
        return {"walk": Number("walk", float((grid.dense()[9] > 0).sum()))}


class Scene:
    """A gauge with a grid that grows."""

    def __init__(self, meter: Counting) -> None:
        self.works = Works()
        self.turn = asyncio.Lock()
        self.gauge = Gauge(meter, self.works, self.turn, BASE, {})
        self.grid, self.position = BASE.grid.copy(), 0
        self.told: list[tuple[float, dict[str, Any]]] = []
        self.gauge.state = lambda: (self.position, self.grid, 12.345)
        self.gauge.tell = lambda said: self.told.append((time.monotonic(), said))

    def edit(self) -> None:
        box = Box(self.position, 1, 9, self.position, 1, 9)
        self.grid.fill(box, 3)
        self.position += 1
        self.gauge.touched([box])

    def last(self, key: str) -> dict[str, Any]:
        """Give a number as a browser has it, which keeps what it is not told of."""
        known: dict[str, dict[str, Any]] = {}
        for _, said in self.told:
            known |= {one["key"]: one for one in said["values"]}
        return known.get(key, {})


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less."""
    monkeypatch.setattr(module, "QUIET", 0.2)
    monkeypatch.setattr(module, "AT_LAST", 0.5)


def play(meter: Counting, act: Callable[[Scene], Awaitable[None]]) -> None:
    async def run() -> None:
        scene = Scene(meter)
        try:
            await act(scene)
        finally:
            scene.gauge.close()
            meter.go.set()
            scene.works.close()

    asyncio.run(run())


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not what():
            await asyncio.sleep(0.005)


def test_numbers_follow_an_edit_within_a_tenth_of_a_second_and_not_every_edit() -> None:
    """At most about five times a second, and the last answer holds the last edit."""
    meter = Counting()

    async def act(scene: Scene) -> None:
        scene.gauge.touched([])
        await until(lambda: bool(scene.told))
        waits = []
        for number in range(1, 6):
            await asyncio.sleep(0.3)
            started = time.monotonic()
            scene.edit()
            await until(lambda number=number: scene.last("blocks")["value"] == number)  # type: ignore[misc]
            waits.append(time.monotonic() - started)
        assert min(waits) < 0.1
        scene.told.clear()
        for _ in range(36):
            scene.edit()
            await asyncio.sleep(0.02)
        await until(lambda: scene.last("blocks").get("value") == 41)
        counted = [one for one in scene.told if one[1]["position"] < 41]
        assert 2 <= len({one[1]["position"] for one in counted}) <= 7
        assert scene.last("blocks") == {
            "key": "blocks",
            "value": 41.0,
            "today": 1.0,
            "difference": 40.0,
            "state": "done",
        }
        assert scene.told[-1][1]["cost"] == pytest.approx(12.35, abs=0.01)
        assert sum(len(boxes) for boxes in meter.boxes) == 41
        assert meter.opened == 1

    play(meter, act)


def test_slow_numbers_come_later_and_are_marked_until_they_hold_for_now() -> None:
    """Edits go on meanwhile; the newest state is reckoned last."""
    meter = Counting()

    async def act(scene: Scene) -> None:
        scene.gauge.touched([])
        await until(lambda: scene.last("walk").get("state") == "done")
        meter.go.clear()
        scene.edit()
        await until(lambda: scene.last("walk").get("state") == "computing")
        scene.edit()
        await until(lambda: scene.last("blocks")["value"] == 2)
        assert scene.last("walk") == {
            "key": "walk",
            "value": 0.0,
            "today": 1.0,
            "difference": -1.0,
            "state": "computing",
        }
        meter.go.set()
        await until(lambda: scene.last("walk")["state"] == "done")
        assert scene.last("walk")["value"] == 2
        runs = meter.slow_runs
        await asyncio.sleep(0.3)
        assert meter.slow_runs == runs <= 4

    play(meter, act)


def test_a_meter_that_breaks_is_left_alone() -> None:
    """The room goes on without numbers."""
    meter = Counting()
    meter.broken = True

    async def act(scene: Scene) -> None:
        scene.edit()
        await asyncio.sleep(0.1)
        scene.edit()
        await asyncio.sleep(0.3)
        assert scene.told == []
        assert meter.boxes == []

    play(meter, act)


def test_a_heavy_meter_is_asked_less_often() -> None:
    """So that counting never takes more than its share of a core."""
    meter = Counting(seconds=0.1)

    async def act(scene: Scene) -> None:
        ends = time.monotonic() + 1.5
        while time.monotonic() < ends:
            scene.edit() if scene.position < 90 else None
            await asyncio.sleep(0.02)
        assert 1 <= len({one[1]["position"] for one in scene.told}) <= 6

    play(meter, act)


def test_a_closed_gauge_ends_what_runs() -> None:
    """Nobody waits for a walk through a room that is gone."""
    meter = Counting()
    meter.go.clear()

    async def act(scene: Scene) -> None:
        scene.edit()
        await until(lambda: meter.slow_runs == 1)
        told = len(scene.told)
        scene.gauge.close()
        scene.edit()
        await asyncio.sleep(0.2)
        assert len(scene.told) == told
        assert scene.works.long.submit(lambda: 1).result(2) == 1

    play(meter, act)


def test_slow_numbers_wait_for_a_quiet_moment_but_not_for_ever() -> None:
    """While people edit without pause they come now and then, each for a state that was there."""
    meter = Counting()

    async def act(scene: Scene) -> None:
        scene.edit()
        await until(lambda: meter.slow_runs == 1)
        ends = time.monotonic() + 1.6
        while time.monotonic() < ends:
            scene.edit() if scene.position < 95 else None
            await asyncio.sleep(0.02)
        assert 2 <= meter.slow_runs <= 5

    play(meter, act)


def test_a_meter_never_sees_edits_that_it_was_not_told_of() -> None:
    """While a tick is under way the grid is ahead: the meter waits for its end."""
    meter = Counting()

    async def act(scene: Scene) -> None:
        scene.gauge.touched([])
        await until(lambda: bool(scene.told))
        async with scene.turn:
            scene.gauge.touched([])
            scene.grid.fill(HERE, 3)
            await asyncio.sleep(0.4)
            assert meter.boxes == []
            scene.gauge.touched([HERE])
        await until(lambda: bool(meter.boxes))
        assert meter.boxes == [[HERE]]

    play(meter, act)


def test_only_numbers_that_changed_are_told_and_all_to_who_comes_in() -> None:
    """An edit that changes nothing says nothing."""
    meter = Counting()

    async def act(scene: Scene) -> None:
        scene.gauge.touched([])
        await until(lambda: scene.last("walk").get("state") == "done")
        scene.told.clear()
        scene.gauge.touched([HERE])
        await asyncio.sleep(0.5)
        assert [one["key"] for _, said in scene.told for one in said["values"] if one["key"] == "blocks"] == []
        assert scene.gauge.told is not None
        assert {one["key"] for one in scene.gauge.told["values"]} == {"blocks", "walk"}

    play(meter, act)
