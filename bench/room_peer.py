"""The same load on a CRDT server: pycrdt-websocket, a map of blocks in each room, nothing written to disk.

``python -m bench.room_peer serve PORT`` serves, ``python -m bench.room_peer PLAN.json`` is the load.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from pathlib import Path

import uvloop
from pycrdt import Doc, Map, TransactionEvent

from bench.room_load import Browser, play

SYNC, STEP_1, STEP_2, UPDATE = 0, 0, 1, 2
TAG = re.compile(rb"#(\d{6})(\d{6})")


def sized(data: bytes) -> bytes:
    """Give bytes with their length before them, seven bits a byte."""
    size, out = len(data), b""
    while size > 127:
        out, size = out + bytes([size & 127 | 128]), size >> 7
    return out + bytes([size]) + data


class Peer(Browser):
    """A browser with a document of its own; it says who set a block in the block's value."""

    @property
    def path(self) -> str:
        """The room's name."""
        return f"/{self.variant}"

    def heard(self, kind: int, message: bytes, now: float) -> None:
        """Answer the server's greeting; keep updates."""
        if kind != 2:
            self.control(kind, message)
        elif message[:2] == bytes([SYNC, STEP_1]):
            self.me, self.counter = self.place + 1, 0
            self.doc: Doc[Map[str]] = Doc()
            self.doc["blocks"] = self.blocks = Map()
            self.doc.observe(self._changed)
            self.send(bytes([SYNC, STEP_2]) + sized(self.doc.get_update()))
            self.ready.set_result(None)
        elif message[:2] == bytes([SYNC, UPDATE]):
            self.batches.append((now, message))

    def edit(self) -> None:
        """Set one block."""
        self.counter += 1
        y, z = self.counter % 60, 9 + self.counter // 60 % 10
        self.sent.append(time.perf_counter())
        self.blocks[f"{self.place % 90},{y},{z}"] = f"#{self.me:06}{self.counter:06}"

    def _changed(self, event: TransactionEvent) -> None:
        self.send(bytes([SYNC, UPDATE]) + sized(event.update))

    @staticmethod
    def told(message: bytes) -> list[tuple[int, int]]:
        """Find whose edits are in an update."""
        return [(int(who), int(counter)) for who, counter in TAG.findall(message)]


async def serve(port: int) -> None:
    """Serve as its documentation shows."""
    import uvicorn
    from pycrdt.websocket import ASGIServer, WebsocketServer

    rooms = WebsocketServer()
    config = uvicorn.Config(
        ASGIServer(rooms),
        port=port,
        log_level="error",
        lifespan="off",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
    )
    async with rooms:
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    uvloop.install()
    if sys.argv[1] == "serve":
        asyncio.run(serve(int(sys.argv[2])))
    else:
        print(json.dumps(asyncio.run(play(json.loads(Path(sys.argv[1]).read_text("utf-8")), Peer))), flush=True)
