"""``python -m demo DIR``: makes the demo town when it is not there yet, and opens it with its live sensors."""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import datetime
from pathlib import Path

from demo import curves
from demo.build import build, draw_files

START_SECONDS = 60


def main() -> int:
    """Run it; gives the exit code."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("dir", type=Path)
    words.add_argument("--port", type=int, default=8000)
    words.add_argument("--files-only", action="store_true", help="only draw the files into DIR")
    words.add_argument("--quiet", action="store_true", help="without live sensors")
    given = words.parse_args()
    today = datetime.now(curves.ZONE).date()
    if given.files_only:
        draw_files(given.dir, today)
        return 0
    folder = given.dir.absolute()
    if not (folder / "town.toml").is_file():
        print("Die Demo-Stadt wird gebaut (einmal, etwa eine Minute). · Building the demo town (once, about a minute).")
        build(folder, today, _free_port(), secrets.token_urlsafe(9))
    return _open(folder, given.port, quiet=given.quiet)


def _open(folder: Path, port: int, *, quiet: bool) -> int:
    """Serve the town with its sensors beside it; ends both on Ctrl-C."""
    from stadtkern.town.folder import TownFolder

    town = TownFolder(folder)
    children = [subprocess.Popen([sys.executable, "-m", "stadtkern.front.cli", "serve", str(folder), "--port", str(port)])]
    stopped = False

    def stop(*_signal: object) -> None:
        nonlocal stopped
        stopped = True
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, stop)
    try:
        if not _answers(children[0], port):
            return children[0].wait()
        if not quiet:
            live = [sys.executable, "-m", "demo.live", "--mqtt", str(town.get("mqtt", "port", 1883)), "--seed", str(town.get("town", "seed", 7))]
            children.append(subprocess.Popen(live, env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}))
        password = (folder / "demo-login.txt").read_text("utf-8")
        print(f"\n  Birkenfurt ist offen · is open:   http://127.0.0.1:{port}")
        print(f"  Anmeldung im Büro · staff login:  verwaltung / {password}")
        print("  Ende mit Strg-C · end with Ctrl-C\n", flush=True)
        return children[0].wait()
    except KeyboardInterrupt:
        stop()
        return children[0].wait(20)
    finally:
        stop()
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(10)
            if child.poll() is None:
                child.kill()


def _answers(child: subprocess.Popen[bytes], port: int) -> bool:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and child.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/health", timeout=2):
                return True
        except OSError:
            time.sleep(0.05)
    return False


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
