"""``python -m demo DIR``: makes the demo town when it is not there yet, and opens it with its live sensors."""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import datetime
from pathlib import Path

from demo import curves
from demo.build import SEED, build, draw_files
from demo.names import LEAD_FILE
from demo.ports import FIRST_MQTT, FIRST_PARKING, free_from, is_free, settle

START_SECONDS = 60
END_SECONDS = 20


def main() -> int:
    """Run it; gives the exit code: 0 after Ctrl-C in an open town, 130 in the middle of building."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("dir", type=Path)
    words.add_argument("--port", type=int, default=8000)
    words.add_argument("--files-only", action="store_true", help="only draw the files into DIR")
    words.add_argument("--build-only", action="store_true", help="make the town and do not open it")
    words.add_argument("--quiet", action="store_true", help="without live sensors")
    given = words.parse_args()
    today = datetime.now(curves.ZONE).date()
    if given.files_only:
        draw_files(given.dir, today)
        return 0
    folder = given.dir.absolute()
    try:
        if not (folder / "town.toml").is_file():
            print("Die Demo-Stadt wird gebaut (nur einmal). · Building the demo town (only once).", flush=True)
            build(folder, today, (free_from(FIRST_MQTT), free_from(FIRST_PARKING)), secrets.token_urlsafe(9))
        elif settle(folder):
            print("Die Sensoren sind auf andere Ports umgezogen. · The sensors have moved to other ports.")
    except KeyboardInterrupt:
        print("\nAbgebrochen. Beim nächsten Start wird neu begonnen. · Stopped. The next start begins anew.")
        return 130
    return 0 if given.build_only else _open(folder, given.port, quiet=given.quiet)


def _open(folder: Path, port: int, *, quiet: bool) -> int:
    """Serve the town with its sensors beside it; ends both on Ctrl-C."""
    stopped = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: stopped.set())
    # Where someone else listens, the town itself says so and ends.
    alone = is_free(port)
    town = _start("stadtkern.front.cli", "serve", folder, "--port", port)
    sensors = None
    try:
        if alone and _answers(town, port, stopped):
            sensors = None if quiet else _sensors(folder, port)
            _welcome(folder, port)
        while town.poll() is None and not stopped.wait(0.2):
            pass
    finally:
        for one in (sensors, town):
            _end(one)
    return town.returncode


def _start(module: str, *words: object) -> subprocess.Popen[bytes]:
    """Start a part of the demo, out of reach of the terminal's Ctrl-C: it is asked once, by us, to end."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    environment.pop("STADTKERN_TOWN", None)
    command = [sys.executable, "-m", module, *map(str, words)]
    return subprocess.Popen(command, env=environment, start_new_session=True)


def _sensors(folder: Path, port: int) -> subprocess.Popen[bytes]:
    from stadtkern.town.folder import TownFolder

    town = TownFolder(folder)
    ports = "--mqtt", town.get("mqtt", "port", FIRST_MQTT), "--parking", town.get("demo", "parking_port", FIRST_PARKING)
    return _start("demo.live", *ports, "--town", f"http://127.0.0.1:{port}", "--seed", town.get("demo", "seed", SEED))


def _welcome(folder: Path, port: int) -> None:
    password = (folder / "demo-login.txt").read_text("utf-8")
    print(f"\n  Birkenfurt ist offen · is open:   http://127.0.0.1:{port}")
    print(f"  Anmeldung im Büro · staff login:  verwaltung / {password}")
    lesson = folder / LEAD_FILE
    if lesson.is_file():
        print(f"  Unterricht leiten · lead a lesson: http://127.0.0.1:{port}{lesson.read_text('utf-8')}")
    print("  Ende mit Strg-C · end with Ctrl-C\n", flush=True)


def _end(child: subprocess.Popen[bytes] | None) -> None:
    """Ask a child to end, once; after a while without asking."""
    if child is None:
        return
    if child.poll() is None:
        child.send_signal(signal.SIGINT)
    try:
        child.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _answers(child: subprocess.Popen[bytes], port: int, stopped: threading.Event) -> bool:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and child.poll() is None and not stopped.wait(0.05):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/-/health", timeout=2):
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
