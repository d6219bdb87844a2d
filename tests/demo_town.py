"""The demo town for tests: built once in a test run, by whichever worker comes first, and copied for whoever needs it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from serving import free_port
from stadtkern.town.folder import TownFolder

BUILD_SECONDS = 600


@dataclass(frozen=True)
class DemoTown:
    """A copy of the demo town that nobody else uses; it is not served."""

    folder: Path

    @property
    def town(self) -> TownFolder:
        """The folder as the program sees it."""
        return TownFolder(self.folder)

    @cached_property
    def truth(self) -> dict[str, Any]:
        """What was drawn."""
        found: dict[str, Any] = json.loads((self.folder / "demo-truth.json").read_text("utf-8"))
        return found

    @property
    def password(self) -> str:
        """The password of "verwaltung"."""
        return (self.folder / "demo-login.txt").read_text("utf-8")


def run_folder(factory: pytest.TempPathFactory) -> Path:
    """Give the folder that all workers of this test run share."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def built(shared: Path) -> Path:
    """Give the folder of the town that was built in this test run; built when nobody has. Do not serve it: copy it."""
    folder = shared / "demo-town"
    with (shared / "demo-town.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            run_demo(folder, "--build-only")
    return folder


def demo_town(tmp: Path, shared: Path, *, own_ports: bool = False) -> DemoTown:
    """Copy the demo town to a folder of ``tmp``. ``own_ports``: its sensors get ports of their own, to be run with it."""
    folder = tmp / "birkenfurt"
    shutil.copytree(built(shared), folder)
    if own_ports:
        _python("demo.ports", folder, free_port(), free_port())
    return DemoTown(folder)


def run_demo(*words: object) -> str:
    """Run ``python -m demo`` to its end; gives what it printed."""
    return _python("demo", *words)


def environment() -> dict[str, str]:
    """Give the environment of a newcomer: no other town in it."""
    return {key: value for key, value in os.environ.items() if key != "STADTKERN_TOWN"}


def _python(module: str, *words: object) -> str:
    command = [sys.executable, "-m", module, *map(str, words)]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        command, cwd=root, env=environment(), capture_output=True, text=True, timeout=BUILD_SECONDS, check=False
    )
    assert done.returncode == 0, f"{module}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout
