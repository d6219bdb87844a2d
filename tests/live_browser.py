"""The browser's half of a live room, for tests: what it knows, what it sends, what it still waits to hear of."""

from __future__ import annotations

import asyncio
import json
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import uvicorn
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from serving import free_port
from stadtkern.data.guard.decide import PUBLIC
from stadtkern.quarter.blocks import wire
from stadtkern.quarter.blocks.edits import Edit, Entries, edits, entries, replay
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.keep import Store
from stadtkern.quarter.live import COOKIE, Live, Sockets
from stadtkern.quarter.live.pipes import Message

Said = dict[str, Any]


@dataclass
class Browser:
    """What somebody's browser knows of a variant. Every message of the room goes through ``hear``."""

    base: Grid
    participant: int = 0
    position: int = 0
    counter: int = 0
    # Edits and undos that were not acknowledged: counter -> message.
    waiting: dict[int, bytes] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    snapshots: int = 0
    seen: list[tuple[int, int]] = field(default_factory=list)
    grid: Grid = field(init=False)

    def __post_init__(self) -> None:
        self.grid = self.base.copy()

    def edit(self, *boxes: tuple[Box, int]) -> bytes:
        """Wish edits; gives the message."""
        first = self.counter + 1
        log = entries(Edit(0, 0, 0, box, block) for box, block in boxes)
        for number in range(len(log)):
            self.waiting[first + number] = wire.write_edits(first + number, log[number : number + 1])
        self.counter += len(log)
        return wire.write_edits(first, log)

    def undo(self, target: int) -> bytes:
        """Wish an edit of one's own away."""
        self.counter += 1
        self.waiting[self.counter] = struct.pack("<BII", wire.UNDO, self.counter, target)
        return self.waiting[self.counter]

    def again(self) -> list[bytes]:
        """Give what must be sent once more after a connection broke, in order."""
        return [self.waiting[counter] for counter in sorted(self.waiting)]

    def hear(self, message: bytes | str) -> None:
        """Take a message of the room."""
        if isinstance(message, str):
            self._told(json.loads(message))
        elif message[0] == wire.SNAPSHOT:
            self.position, self.grid = wire.read_snapshot(message, self.base)
            self.snapshots += 1
        elif message[0] == wire.BATCH:
            position, log = wire.read_batch(message)
            self._grow(position, log)
        elif message[0] == wire.PRESENCE:
            steps = np.frombuffer(message, dtype=wire.WHERE, offset=3)
            self.seen += [(int(one["participant"]), int(one["x"])) for one in steps]

    def _grow(self, position: int, log: Entries) -> None:
        assert position == self.position + 1, "entries come in order, none is missing and none twice"
        self.grid = replay(self.grid, log)
        self.position += len(log)
        for one in edits(log):
            if one.participant == self.participant:
                self.waiting.pop(one.counter, None)

    def _told(self, said: Said) -> None:
        self.said.append(said)
        if said["type"] == "hello":
            self.participant = said["you"]["id"]
            self.counter = max(self.counter, said["you"]["counter"])
            self._handled(said["you"]["counter"])
        elif said["type"] == "handled":
            assert said["position"] == self.position
            self._handled(said["counter"])
        elif said["type"] == "refused":
            for counter in range(said["from"], said["counter"] + 1):
                self.waiting.pop(counter, None)

    def _handled(self, last: int) -> None:
        for counter in [one for one in self.waiting if one <= last]:
            del self.waiting[counter]

    def last(self, kind: str) -> Said:
        """Give the newest JSON message of a kind."""
        return next(one for one in reversed(self.said) if one["type"] == kind)

    def codes(self, kind: str = "refused") -> list[str]:
        """Give the codes of all messages of a kind."""
        return [one["code"] for one in self.said if one["type"] == kind]


class FakePipe:
    """A pipe into a list; full when told so."""

    def __init__(self, most: int = 1_000_000) -> None:
        self.on_free: Callable[[], None] = lambda: None
        self.heard: list[bytes | str] = []
        self.most = most
        self.closed: int | None = None

    def push(self, message: Message) -> bool:
        if len(self.heard) >= self.most:
            return False
        event = message.asgi
        self.heard.append(event["bytes"] if "bytes" in event else event["text"])
        return True

    def close(self, code: int) -> None:
        self.closed = code

    def into(self, browser: Browser) -> None:
        """Have a browser hear what waits."""
        heard, self.heard = self.heard, []
        for one in heard:
            browser.hear(one)


@dataclass
class Serves:
    """A live plane on a port."""

    port: int
    live: Live
    loop: asyncio.AbstractEventLoop | None = None

    def address(self, variant: int, have: int | None = None) -> str:
        query = "" if have is None else f"?have={have}"
        return f"ws://127.0.0.1:{self.port}/live/variants/{variant}{query}"

    async def open(
        self, variant: int, token: str | None, have: int | None = None, origin: str | None = "", **words: Any
    ) -> ClientConnection:
        """Connect as a browser does."""
        headers = {} if token is None else {"Cookie": f"{COOKIE}={token}"}
        own = f"http://127.0.0.1:{self.port}"
        return await connect(
            self.address(variant, have), additional_headers=headers, origin=own if origin == "" else origin,  # type: ignore[arg-type]
            compression=None, max_size=None, proxy=None, **words,
        )  # fmt: skip


@contextmanager
def serving_live(
    store: Store, meters: Any = None, ws: Any = Sockets, viewer: Any = lambda _request: PUBLIC, **words: Any
) -> Iterator[Serves]:
    """Serve the live plane alone, without lake or registry, from a thread."""
    live = Live(store, viewer, meters, **words)
    port = free_port()
    config = uvicorn.Config(
        Starlette(routes=live.routes()), host="127.0.0.1", port=port, log_level="error", ws=ws, lifespan="off",
        ws_max_size=32_768, ws_per_message_deflate=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)

    serves = Serves(port, live)

    async def run() -> None:
        serves.loop = asyncio.get_running_loop()
        await server.serve()
        await live.stop()

    thread = threading.Thread(target=asyncio.run, args=[run()])
    thread.start()
    ends = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < ends, "the live plane did not start"
        time.sleep(0.01)
    try:
        yield serves
    finally:
        server.should_exit = True
        thread.join(20)


async def listen(socket: ClientConnection, browser: Browser, until: Callable[[], bool], seconds: float = 10.0) -> None:
    """Hear messages until something holds. Raises AssertionError when it never does."""
    async with asyncio.timeout(seconds):
        while not until():
            browser.hear(await socket.recv())


async def closing(socket: ClientConnection, browser: Browser | None = None, seconds: float = 10.0) -> int:
    """Hear until the connection ends; gives the code it ended with."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await socket.recv()
                if browser is not None:
                    browser.hear(message)
    except ConnectionClosed as error:
        await socket.wait_closed()
        return error.rcvd.code if error.rcvd is not None else 1006
