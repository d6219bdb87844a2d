"""The way out to one browser. What a room says to all is packed once; a pipe never queues more than its socket holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from starlette.types import Send
from websockets.frames import Frame, Opcode

if TYPE_CHECKING:
    from stadtkern.quarter.live.sockets import Sockets

# Messages that wait for a socket which does not tell how full it is.
MOST_WAITING = 16


class Message:
    """Something to say: bytes for a binary message, anything else becomes JSON in a text message."""

    def __init__(self, said: bytes | dict[str, Any]) -> None:
        """Take what is said."""
        self._said = said

    @cached_property
    def asgi(self) -> dict[str, Any]:
        """Give it as an ASGI event."""
        if isinstance(self._said, bytes):
            return {"type": "websocket.send", "bytes": self._said}
        return {"type": "websocket.send", "text": msgspec.json.encode(self._said).decode()}

    @cached_property
    def frame(self) -> bytes:
        """Give it as one frame of the WebSocket protocol; a server's frames are the same for everyone."""
        if isinstance(self._said, bytes):
            return Frame(Opcode.BINARY, self._said).serialize(mask=False)
        return Frame(Opcode.TEXT, msgspec.json.encode(self._said)).serialize(mask=False)


class Pipe(Protocol):
    """What a room needs of a connection."""

    # Called when a pipe that was full takes messages again.
    on_free: Callable[[], None]

    def push(self, message: Message) -> bool:
        """Send a message; False, and it is not sent, when the pipe is full."""
        ...

    def close(self, code: int) -> None:
        """End the connection with a code of the WebSocket protocol."""
        ...


def nothing() -> None:
    """Do nothing: until a room listens."""


class FramePipe:
    """Writes ready frames straight to the socket of our own protocol (``sockets.py``)."""

    def __init__(self, sockets: Sockets) -> None:
        """Take the connection's protocol."""
        self._sockets = sockets
        self.on_free: Callable[[], None] = nothing
        sockets.on_free = self._free

    def push(self, message: Message) -> bool:
        """Send a message; False when the socket's buffer is over its mark."""
        return self._sockets.write_frame(message.frame)

    def close(self, code: int) -> None:
        """Say goodbye; a browser that does not even take that is cut off."""
        self._sockets.say_goodbye(code)

    def _free(self) -> None:
        self.on_free()


class AsgiPipe:
    """Sends through ASGI, for any other server."""

    def __init__(self, send: Send) -> None:
        """Take the connection's ``send``; must be made inside a running loop."""
        self._send = send
        self.on_free: Callable[[], None] = nothing
        self._waiting: list[dict[str, Any]] = []
        self._full = False
        self._something = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def push(self, message: Message) -> bool:
        """Send a message; False when as many wait as may."""
        if len(self._waiting) >= MOST_WAITING:
            self._full = True
            return False
        self._waiting.append(message.asgi)
        self._something.set()
        return True

    def close(self, code: int) -> None:
        """Say goodbye after what waits."""
        self._waiting.append({"type": "websocket.close", "code": code})
        self._something.set()

    def stop(self) -> None:
        """Stop sending: the connection is gone."""
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            while self._waiting:
                # Taken away only when it is sent: a message under way still counts as waiting.
                try:
                    await self._send(self._waiting[0])
                except (OSError, RuntimeError):
                    return
                if self._waiting.pop(0)["type"] == "websocket.close":
                    return
            if self._full:
                self._full = False
                self.on_free()
