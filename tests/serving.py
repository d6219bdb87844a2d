"""A real town on a free port, as a newcomer would start it: for tests that go through the front door."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

STADTKERN = [sys.executable, "-m", "stadtkern.front.cli"]
START_SECONDS = 60


def stadtkern(*words: str | Path, code: int | None = 0) -> subprocess.CompletedProcess[str]:
    """Run the command; with ``code`` the exit code must be that."""
    environment = {**os.environ, "STADTKERN_LANGUAGE": "en"}
    environment.pop("STADTKERN_TOWN", None)
    done = subprocess.run(
        [*STADTKERN, *map(str, words)], capture_output=True, text=True, env=environment, timeout=300, check=False
    )
    assert code is None or done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def import_json(town: Path, *words: str | Path, code: int | None = 0) -> list[dict[str, Any]]:
    """Import with --json; gives the objects that were printed."""
    done = stadtkern("import", town, *words, "--json", code=code)
    return [json.loads(line) for line in done.stdout.splitlines()]


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@dataclass
class Serving:
    """A town that serves."""

    folder: Path
    address: str
    process: subprocess.Popen[str]

    def get(self, path: str, **words: Any) -> httpx.Response:
        """Ask for a page or a door."""
        return httpx.get(self.address + path, timeout=60, trust_env=False, **words)

    def stop(self) -> int:
        """End as Ctrl-C does; gives the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)

    def kill(self) -> None:
        """Pull the plug."""
        self.process.kill()
        self.process.wait(20)


@contextmanager
def serving(folder: Path, *words: str, port: int = 0) -> Iterator[Serving]:
    """Serve a town on a port, a free one unless given, until the block ends."""
    port = port or free_port()
    environment = {**os.environ, "STADTKERN_LANGUAGE": "en"}
    environment.pop("STADTKERN_TOWN", None)
    process = subprocess.Popen(
        [*STADTKERN, "serve", str(folder), "--port", str(port), *words],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment,
    )  # fmt: skip
    one = Serving(folder, f"http://127.0.0.1:{port}", process)
    try:
        _wait(one)
        yield one
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


def _wait(one: Serving) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        if one.process.poll() is not None:
            assert one.process.stdout is not None
            raise AssertionError("the town did not start:\n" + one.process.stdout.read())
        try:
            if one.get("/-/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the town did not start in time")
