"""Figures of live rooms: people building together through real sockets, beside a CRDT server with the same load."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "tests")]
from live_browser import Browser, Serves, listen  # noqa: E402 - lies beside the tests
from quarter_town import SLUG, small_base, small_store, some_entries  # noqa: E402
from serving import free_port, serving, stadtkern  # noqa: E402
from stadtkern.quarter.keep import Store, open_store  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
SECONDS = float(os.environ.get("STADTKERN_ROOMS_SECONDS", "15"))
RATE = 4
ALONE = """
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


@dataclass
class Load:
    """What a load has measured."""

    people: int
    cpu: float
    said: dict[str, Any]


def cpu_seconds(process: int) -> float:
    """Give the CPU time that a process and its threads have used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def loaded(process: int, plan: dict[str, Any], script: str = "bench.room_load", python: str = sys.executable) -> Load:
    """Run the load client beside a server; gives the server's share of one core while people edit, and the times."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(plan, file)
        file.flush()
        client = subprocess.Popen([python, "-m", script, file.name], stdout=subprocess.PIPE, text=True)
        assert client.stdout is not None
        assert client.stdout.readline() == "ready\n", "the load did not get ready"
        used, started = cpu_seconds(process), time.perf_counter()
        assert client.stdout.readline() == "done\n"
        share = (cpu_seconds(process) - used) / (time.perf_counter() - started)
        said = json.loads(client.communicate(timeout=120)[0])
    return Load(len(plan["seats"]), share * 100, said)


def seats(store: Store, quarter: int, people: int, in_a_room: int) -> list[tuple[int, str]]:
    """Open rooms and let people join; gives variant and token of each."""
    out: list[tuple[int, str]] = []
    while len(out) < people:
        room, _ = store.open_room(quarter, title="Bench")
        variant = store.variants_of_room(room.id)[0].id
        out += [(variant, store.join(room.code)[1]) for _ in range(min(in_a_room, people - len(out)))]
    return out


def measure() -> list[tuple[str, str, str]]:
    """Give (what, figure, goal) for each: the live plane alone, then a whole town that measures effects as well."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "stadt"
        stadtkern("init", folder, "--password", "ein-gutes-wort")
        store, quarter = small_store(folder)
        store.save_quarter(SLUG, base=small_base(400, 400, 40))
        plans = {people: seats(store, quarter.id, people, 30) for people in (300, 1000)}
        whole, big = seats(store, quarter.id, 300, 30), seats(store, quarter.id, 1, 1)[0]
        for start in range(0, 500_000, 5000):
            store.append(big[0], some_entries(5000, first=start + 1, z=3 + start // 5000 % 30)).result()
        store.close()
        found: list[tuple[str, str, str]] = []
        with alone([sys.executable, "-c", ALONE, str(folder / "quarters")]) as (server, port):
            found += join(port, big)
            for people, rows in plans.items():
                load = loaded(server, {"port": port, "seats": rows, "rate": RATE, "seconds": SECONDS})
                found += told(f"{people:,} people in rooms of 30, {RATE} edits a second each", load)
        with serving(folder) as town:
            port = int(town.address.rsplit(":", 1)[1])
            plan = {"port": port, "seats": whole, "rate": RATE, "seconds": SECONDS}
            found += told(
                "300 people in a whole town that measures effects", loaded(town.process.pid, plan), goals=False
            )
        store = open_store(folder / "quarters")
        kept = sum(
            store.position(variant) for variant in {variant for rows in (*plans.values(), whole) for variant, _ in rows}
        )
        store.close()
        found.append(("entries on disk after all", f"{kept:,}", ""))
    return found


@contextmanager
def alone(command: list[str]) -> Iterator[tuple[int, int]]:
    """Run a server on a free port, given as its last word; gives its process and the port."""
    port = free_port()
    root = Path(__file__).resolve().parent.parent
    server = subprocess.Popen([*command, str(port)], cwd=root, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield server.pid, port
    finally:
        server.terminate()
        server.wait(20)


def peer() -> list[tuple[str, str, str]]:
    """Give the same figures of pycrdt-websocket, where it is installed."""
    python = os.environ.get("STADTKERN_PEERS", sys.executable)
    if subprocess.run([python, "-c", "import pycrdt.websocket"], capture_output=True, check=False).returncode:
        return [("pycrdt-websocket: not installed (uv sync --group bench)", "", "")]
    with alone([python, "-m", "bench.room_peer", "serve"]) as (server, port):
        rows = [(number // 30, "") for number in range(300)]
        plan = {"port": port, "seats": rows, "rate": RATE, "seconds": SECONDS}
        load = loaded(server, plan, "bench.room_peer", python)
    return told(f"pycrdt-websocket, in memory: 300 people, {RATE} edits a second each", load, goals=False)


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    ends = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < ends, "the server did not start"
            time.sleep(0.1)
        else:
            return


def told(what: str, load: Load, *, goals: bool = True) -> list[tuple[str, str, str]]:
    """Put a load's figures into words."""
    said = load.said
    small = goals and load.people <= 300
    return [
        (f"{what}: server's CPU", f"{load.cpu:.1f} % of a core", "20" if small else ""),
        ("   from an edit to others' screens, p50 / p95 / p99",
         f"{said['p50']:.0f} / {said['p95']:.0f} / {said['p99']:.0f} ms", "p95 60" if small else ""),
        ("   edits sent / lost / refused", f"{said['edits']:,} / {said['lost']} / {said['refused']}", "none lost" if goals else ""),
    ]  # fmt: skip


def join(port: int, seat: tuple[int, str]) -> list[tuple[str, str, str]]:
    """Come into a room with 500,000 entries that is not in memory, and once more when it is."""
    serves = Serves(port, None)  # type: ignore[arg-type]
    base = small_base(400, 400, 40).grid

    async def come() -> float:
        browser = Browser(base)
        started = time.perf_counter()
        connection = await serves.open(*seat)
        await listen(connection, browser, lambda: browser.position == 500_000)
        taken = time.perf_counter() - started
        await connection.close()
        return taken

    cold, warm = asyncio.run(come()), min(asyncio.run(come()) for _ in range(3))
    return [
        ("joining a room with 500,000 entries, from disk", f"{cold * 1000:.0f} ms", "1,000"),
        ("   and when it is in memory", f"{warm * 1000:.0f} ms", ""),
    ]


if __name__ == "__main__":
    for what, figure, goal in [*measure(), *peer()]:
        print(f"{what:<72} {figure:>24} {'goal ' + goal if goal else ''}", flush=True)
