"""The power goes while people build: what anybody was told of is on disk, in the same order, and nothing is half there."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from live_browser import Browser, Serves, listen
from quarter_town import SLUG, small_store
from serving import free_port
from stadtkern.quarter.blocks.edits import replay
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.keep import open_store

SERVE = """
import sys
from pathlib import Path
import uvicorn
from starlette.applications import Starlette
from stadtkern.data.guard.decide import PUBLIC
from stadtkern.quarter.keep import open_store
from stadtkern.quarter.live import Live, Sockets
live = Live(open_store(Path(sys.argv[1])), lambda _request: PUBLIC)
uvicorn.run(Starlette(routes=live.routes()), port=int(sys.argv[2]), ws=Sockets, log_level="error", lifespan="off",
            ws_per_message_deflate=False)
"""
PEOPLE = 4


class Builder:
    """Somebody who builds without pause, over broken connections too."""

    def __init__(self, serves: Serves, variant: int, token: str, browser: Browser, row: int) -> None:
        self.serves, self.variant, self.token, self.browser, self.row = serves, variant, token, browser, row

    async def build(self, ends: float) -> None:
        """Send edits and hear of others' until a time, or until the connection breaks."""
        try:
            socket = await self.serves.open(self.variant, self.token, self.browser.position)
        except (OSError, InvalidHandshake):
            return
        browser, greeted = self.browser, len(self.browser.said)
        try:
            await listen(socket, browser, lambda: len(browser.said) > greeted)
            for message in browser.again():
                await socket.send(message)
            while time.monotonic() < ends:
                x = browser.counter % 90
                await socket.send(browser.edit((Box(x, self.row, 5, x + 2, self.row + 2, 5), 3 + browser.counter % 9)))
                heard = browser.position
                await listen(socket, browser, lambda heard=heard: browser.position > heard)  # type: ignore[misc]
            await listen(socket, browser, lambda: not browser.waiting)
            await socket.close()
        except (ConnectionClosed, TimeoutError):
            socket.transport.abort()
            await socket.wait_closed()


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", SERVE, str(folder), str(port)])


async def wait(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            await writer.wait_closed()
            return


@pytest.mark.parametrize("kills", [3])
def test_whatever_a_browser_was_told_survives_kills_at_any_moment(tmp_path: Path, kills: int) -> None:
    """Browsers come again with what was not confirmed; in the end all of them, the disk and a new start say the same."""
    store, quarter = small_store(tmp_path)
    room, _ = store.open_room(quarter.id, title="A")
    variant = store.variants_of_room(room.id)[0].id
    tokens = [store.join(room.code)[1] for _ in range(PEOPLE)]
    base, folder = store.base(SLUG), store.folder
    store.close()
    port = free_port()
    serves = Serves(port, None)  # type: ignore[arg-type]
    builders = [Builder(serves, variant, token, Browser(base.grid), row * 10) for row, token in enumerate(tokens)]

    def on_disk() -> None:
        store = open_store(folder)
        log = store.log(variant)
        for one in builders:
            assert one.browser.position <= len(log), "what was told is on disk"
            assert one.browser.grid.same_as(replay(base.grid, log[: one.browser.position]))
        assert store.reading().execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        store.close()

    async def act() -> None:
        for turn in range(kills):
            process = start(folder, port)
            try:
                await wait(port)
                work = [asyncio.create_task(one.build(time.monotonic() + 60)) for one in builders]
                await asyncio.sleep(0.5 + 0.37 * turn)
                process.send_signal(signal.SIGKILL)
                await asyncio.gather(*work)
            finally:
                process.kill()
                process.wait(20)
            on_disk()
        assert all(one.browser.position > 0 for one in builders)
        process = start(folder, port)
        try:
            await wait(port)
            await asyncio.gather(*(one.build(time.monotonic() + 0.3) for one in builders))
        finally:
            process.kill()
            process.wait(20)

    asyncio.run(act())
    on_disk()
    store = open_store(folder)
    log = store.log(variant)
    assert all(one.browser.waiting == {} for one in builders)
    for one in builders:
        own = log[log["participant"] == one.browser.participant]["counter"].tolist()
        assert own == list(range(1, one.browser.counter + 1)), "each edit once, in order, none lost"
    store.close()
