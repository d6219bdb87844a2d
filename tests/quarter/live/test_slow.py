"""A browser that does not read, through real sockets: nothing is queued for it, and then it sees what all see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from live_browser import Browser, listen, serving_live
from quarter_town import SLUG, small_store
from stadtkern.quarter.blocks.edits import replay
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.live import Sockets
from stadtkern.quarter.live import table as table_module
from stadtkern.quarter.live.pipes import MOST_WAITING, AsgiPipe, FramePipe, Message


@pytest.mark.parametrize("ws", [Sockets, "websockets-sansio"], ids=["own", "other"])
@pytest.mark.parametrize("tail", [5000, 5])
def test_who_does_not_read_costs_nothing_and_catches_up(
    tmp_path: Path, ws: Any, tail: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With entries or with a snapshot; others go on building meanwhile."""
    monkeypatch.setattr(table_module, "TAIL", tail)
    store, quarter = small_store(tmp_path)
    room, token = store.open_room(quarter.id, title="A")
    variant = store.variants_of_room(room.id)[0].id
    slow_token = store.join(room.code)[1]
    with serving_live(store, ws=ws) as serves:

        async def inside(work: Callable[[], Any]) -> Any:
            """Do something in the server's own loop."""

            async def later() -> Any:
                return work()

            assert serves.loop is not None
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(later(), serves.loop))

        async def act() -> None:
            socket, browser = await serves.open(variant, token), Browser(store.base(SLUG).grid)
            sleepy, slow = await serves.open(variant, slow_token, max_queue=1), Browser(store.base(SLUG).grid)
            await listen(socket, browser, lambda: bool(browser.said))
            await listen(sleepy, slow, lambda: bool(slow.said))
            table = serves.live.hall.tables[variant]
            seat = table.seats[slow.participant]
            # Whatever the machine's socket buffers hold, now they are full.
            filler = {"type": "filler", "text": "x" * 400_000}
            for _ in range(100):
                await inside(lambda: seat.push(Message(filler)))
                await asyncio.sleep(0.005)
                if seat.behind:
                    break
            assert seat.behind
            for number in range(12):
                await socket.send(browser.edit((Box(number, 0, 9, number, 0, 9), 3)))
                await listen(socket, browser, lambda: not browser.waiting)
            assert await inside(lambda: held_by(seat.pipe)) < 6_600_000
            assert seat.sent == 0
            await listen(sleepy, slow, lambda: slow.position == 12, 20)
            assert slow.snapshots == (0 if tail == 5000 else 1)
            assert slow.grid.same_as(browser.grid)
            assert slow.grid.same_as(replay(slow.base, store.log(variant)))
            assert not seat.behind
            await socket.close()
            sleepy.transport.abort()
            await sleepy.wait_closed()

        asyncio.run(act())
    store.close()


def held_by(pipe: Any) -> int:
    """Give the bytes that wait for a reader; never more than what was under way when it stopped."""
    if isinstance(pipe, FramePipe):
        return int(pipe._sockets.transport.get_write_buffer_size())
    assert isinstance(pipe, AsgiPipe)
    assert len(pipe._waiting) <= MOST_WAITING
    return sum(len(str(event)) for event in pipe._waiting)
