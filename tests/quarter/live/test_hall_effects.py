"""Effects in a room: reckoned from exactly the edits that were told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from live_scene import Scene, play, until
from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.live.meter import Meter, Value


class Checking:
    """A meter that makes sure that nothing changed but what it was told of."""

    def __init__(self) -> None:
        self.dense = np.zeros(0)
        self.updates: list[str] = []

    def definitions(self) -> list[dict[str, Any]]:
        return []

    def open(self, _base: Base, _settings: dict[str, Any], grid: Grid) -> Meter:
        self.dense = grid.dense()
        return self

    def update(self, grid: Grid, boxes: list[Box]) -> None:
        now = grid.dense()
        changed = now != self.dense
        for box in boxes:
            changed[box.z0 : box.z1 + 1, box.y0 : box.y1 + 1, box.x0 : box.x1 + 1] = False
        self.updates.append("strange" if changed.any() else "told")
        self.dense = now

    def cheap(self) -> Mapping[str, Value]:
        return {}

    def slow(self, stop: Callable[[], bool]) -> Mapping[str, Value]:
        return {}


def test_effects_are_reckoned_from_the_edits_they_were_told_of_also_on_a_slow_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edits, undos and what a leader takes back; in the end the meter's grid is the room's."""
    meter = Checking()
    monkeypatch.setattr("stadtkern.quarter.live.meter.PAUSE", 0.01)

    async def act(scene: Scene) -> None:
        seat, pipe, browser = await scene.sit(scene.someone())
        real = scene.store.append_all

        def slowly(logs: Any) -> Future[Any]:
            done: Future[Any] = Future()
            threading.Timer(0.03, lambda: done.set_result(real(logs).result())).start()
            return done

        scene.store.append_all = slowly  # type: ignore[method-assign]
        for turn in range(60):
            message = (
                browser.undo(turn) if turn % 5 == 4 else browser.edit((Box(turn, 0, 9, turn + 3, 20, 11), 3 + turn % 4))
            )
            scene.hall.hear(seat, message)
            await asyncio.sleep(0.013)
        await until(lambda: not seat.table.core.waiting and seat.table.core.durable == seat.table.core.position)
        seat.table.core.put(scene.leader.id, [(Box(0, 0, 9, 90, 20, 11), 0)], seat.table.core.position)
        scene.hall.work(seat.table)
        await until(lambda: bool(np.array_equal(meter.dense, seat.table.core.grid.dense())))
        assert len(meter.updates) > 10
        assert "strange" not in meter.updates
        pipe.into(browser)
        assert browser.grid.same_as(seat.table.core.grid)
        await asyncio.sleep(0.1)

    play(tmp_path, act, meters=lambda: meter)
