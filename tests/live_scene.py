"""A room with a hall of its own and no sockets, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from live_browser import Browser, FakePipe
from quarter_town import SLUG, small_store, some_entries
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.keep import Participant, Rules, Store, Variant
from stadtkern.quarter.live.hall import Hall
from stadtkern.quarter.live.meter import Meters
from stadtkern.quarter.live.table import Seat


@dataclass
class Scene:
    """A room with a hall of its own."""

    store: Store
    hall: Hall
    variant: Variant
    leader: Participant
    code: str

    async def sit(
        self, who: Participant, have: int | None = None, browser: Browser | None = None
    ) -> tuple[Seat, FakePipe, Browser]:
        """Come in with a browser that hears what it gets."""
        pipe = FakePipe()
        seat = await self.hall.enter(who, self.variant, pipe, have)
        browser = browser or Browser(self.store.base(SLUG).grid, position=have or 0)
        pipe.into(browser)
        return seat, pipe, browser

    def someone(self) -> Participant:
        """Let somebody join."""
        return self.store.join(self.code)[0]


def play(
    folder: Path,
    act: Callable[[Scene], Awaitable[None]],
    *,
    rules: Rules | None = None,
    log: int = 0,
    meters: Callable[[], Meters] | None = None,
) -> None:
    """Play a scene in a loop of its own."""

    async def run() -> None:
        store, quarter = small_store(folder)
        room, token = store.open_room(quarter.id, title="A", rules=rules)
        variant = store.variants_of_room(room.id)[0]
        leader = store.participant_by_token(token)
        assert leader is not None
        if log:
            store.append(variant.id, some_entries(log)).result()
        scene = Scene(store, Hall(store, meters), variant, leader, room.code)
        try:
            await act(scene)
        finally:
            await scene.hall.stop()
            store.close()

    asyncio.run(run())


async def until(what: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not what():
            await asyncio.sleep(0.005)


def block(x: int, block_: int = 3) -> tuple[Box, int]:
    return Box(x, 0, 9, x, 0, 9), block_
