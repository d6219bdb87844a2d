"""The load on live rooms: many browsers in one cheap process. Frames are packed and read by hand, times are kept raw.

``python -m bench.room_load PLAN.json`` prints one JSON object. The plan says where, with which tokens, in which rooms,
how many edits a second, and for how long.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import struct
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import uvloop

EDITS, BATCH = 1, 1
SENT = np.dtype([("participant", "<u4"), ("counter", "<u4"), ("rest", "V12")])
WARM, PATIENCE = 2.0, 20


class Browser(asyncio.Protocol):
    """One connection. ``batches`` keeps the time and the message of whatever tells of edits, for later."""

    @property
    def path(self) -> str:
        """Where the variant's socket is."""
        return f"/live/variants/{self.variant}"

    def __init__(self, plan: dict[str, Any], variant: int, token: str, place: int) -> None:
        self.plan, self.variant, self.token, self.place = plan, variant, token, place
        self.ready = asyncio.get_running_loop().create_future()
        self.counter = 0
        self.me = 0
        self.sent: list[float] = []
        self.batches: list[tuple[float, bytes]] = []
        self.refused = 0
        self._held = b""
        self._open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        host = f"127.0.0.1:{self.plan['port']}"
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET {self.path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Cookie: stadtkern_builder={self.token}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        data = self._held + data if self._held else data
        at = 0
        if not self._open:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._held = data
                return
            assert b" 101 " in data[:20], data[:200]
            self._open, at = True, end + 4
        while len(data) - at >= 2:
            size, start = data[at + 1], at + 2
            if size == 126:
                if len(data) - at < 4:
                    break
                size, start = int.from_bytes(data[at + 2 : at + 4]), at + 4
            elif size == 127:
                if len(data) - at < 10:
                    break
                size, start = int.from_bytes(data[at + 2 : at + 10]), at + 10
            if len(data) < start + size:
                break
            self.heard(data[at] & 15, data[start : start + size], now)
            at = start + size
        self._held = data[at:]

    def heard(self, kind: int, message: bytes, now: float) -> None:
        if kind == 2 and message[0] == BATCH:
            self.batches.append((now, message))
        elif kind == 1:
            said = json.loads(message)
            if said["type"] == "hello":
                self.me, self.counter = said["you"]["id"], said["you"]["counter"]
                self.ready.set_result(None)
            elif said["type"] == "refused":
                self.refused += said["counter"] - said["from"] + 1
        else:
            self.control(kind, message)

    def control(self, kind: int, message: bytes) -> None:
        """Answer a ping; a closed connection ends the measurement."""
        if kind == 9:
            self.send(message, 0x8A)
        elif kind == 8:
            raise AssertionError(f"closed by the server: {message[:2].hex()}")

    def send(self, message: bytes, kind: int = 0x82) -> None:
        """Send a message; a mask of zeros leaves it as it is."""
        size = bytes([128 | len(message)]) if len(message) < 126 else b"\xfe" + len(message).to_bytes(2)
        self.transport.write(bytes([kind]) + size + bytes(4) + message)

    def edit(self) -> None:
        """Set one block."""
        self.counter += 1
        x, y, z = self.place % 90, self.counter % 60, 9 + self.counter // 60 % 10
        message = struct.pack("<BIHHHBHHBH", EDITS, self.counter, 1, x, y, z, x, y, z, 3 + self.counter % 9)
        self.sent.append(time.perf_counter())
        self.send(message)

    @staticmethod
    def told(message: bytes) -> list[tuple[int, int]]:
        """Give whose edits a message tells of, by participant and counter."""
        log = np.frombuffer(message, dtype=SENT, offset=7)
        return list(zip(log["participant"].tolist(), log["counter"].tolist(), strict=True))


async def edit_on(browser: Browser, each: float, starts: float, ends: float) -> None:
    """Edit at a steady pace until a time."""
    await asyncio.sleep(max(0, starts - time.perf_counter()))
    turn = starts + random.random() * each
    while turn < ends:
        if (rest := turn - time.perf_counter()) > 0:
            await asyncio.sleep(rest)
        browser.edit()
        turn += each * (0.8 + 0.4 * random.random())


async def play(plan: dict[str, Any], kind: type[Browser] = Browser) -> dict[str, Any]:
    """Connect all, edit, wait for the last; give what was sent and when it was seen."""
    loop = asyncio.get_running_loop()
    browsers = []
    for number, (variant, token) in enumerate(plan["seats"]):
        _, browser = await loop.create_connection(
            lambda v=variant, t=token, n=number: kind(plan, v, t, n),
            "127.0.0.1",
            plan["port"],  # type: ignore[misc]
        )
        await browser.ready
        browsers.append(browser)
    await asyncio.sleep(1.0)
    print("ready", flush=True)
    starts = time.perf_counter() + 0.2
    ends = starts + WARM + plan["seconds"]
    await asyncio.gather(*(edit_on(one, 1 / plan["rate"], starts, ends) for one in browsers))
    print("done", flush=True)
    heard = -1
    for _ in range(PATIENCE):
        # A server that is behind may finish, for a while.
        if heard == (heard := sum(len(one.batches) for one in browsers)):
            break
        await asyncio.sleep(1.5)
    return seen(browsers, starts + WARM, ends)


def seen(browsers: list[Browser], starts: float, ends: float) -> dict[str, Any]:
    """Work out the times from an edit to every other's screen, and what was lost."""
    sent = {(one.me, number + 1): at for one in browsers for number, at in enumerate(one.sent)}
    times: list[np.ndarray] = []  # type: ignore[type-arg]
    lost = 0
    read: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}  # type: ignore[type-arg]
    for browser in browsers:
        mine = 0
        for at, message in browser.batches:
            if message not in read:
                keys = browser.told(message)
                read[message] = np.array([who for who, _ in keys]), np.array([sent[key] for key in keys])
            who, when = read[message]
            mine += int((who == browser.me).sum())
            if len(when):
                others = (who != browser.me) & (when >= starts) & (when < ends)
                times.append(at - when[others])
        lost += len(browser.sent) - mine
    every = np.concatenate(times) * 1000
    assert len(every), "nobody saw anything"
    return {
        "edits": len(sent), "lost": lost, "refused": sum(one.refused for one in browsers), "seen": len(every),
        "p50": float(np.percentile(every, 50)), "p95": float(np.percentile(every, 95)),
        "p99": float(np.percentile(every, 99)), "most": float(every.max()),
    }  # fmt: skip


if __name__ == "__main__":
    uvloop.install()
    print(json.dumps(asyncio.run(play(json.loads(Path(sys.argv[1]).read_text("utf-8"))))), flush=True)
