"""Finds the demo's own ports and keeps settings and sources in step with them."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
from pathlib import Path

# Below the range that systems hand out to outgoing connections, so that they stay free.
FIRST_MQTT, FIRST_PARKING = 18_830, 18_930
_TRIED = 90


def is_free(port: int) -> bool:
    """Say whether nobody listens on a port of this machine."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_from(first: int) -> int:
    """Give the first free port from ``first`` on. Raises OSError when there is none among the next ninety."""
    for port in range(first, first + _TRIED):
        if is_free(port):
            return port
    raise OSError(f"no free port from {first} to {first + _TRIED - 1}")


def served(folder: Path) -> bool:
    """Say whether a process has the town open."""
    try:
        note = json.loads((folder / "run" / "control.json").read_text("utf-8"))
        os.kill(int(note["process"]), 0)
    except (OSError, ValueError, LookupError):
        return False
    return True


def settle(folder: Path) -> bool:
    """Move a town's broker and parking guidance to free ports where theirs are taken; says whether any moved.

    A town that is open already is left alone.
    """
    if served(folder):
        return False
    from stadtkern.town.folder import TownFolder

    town = TownFolder(folder)
    mqtt, parking = int(town.get("mqtt", "port", FIRST_MQTT)), int(town.get("demo", "parking_port", FIRST_PARKING))
    if is_free(mqtt) and is_free(parking):
        return False
    move(
        folder,
        mqtt if is_free(mqtt) else free_from(FIRST_MQTT),
        parking if is_free(parking) else free_from(FIRST_PARKING),
    )
    return True


def move(folder: Path, mqtt: int, parking: int) -> None:
    """Write other ports into the town's settings and its sources."""
    from stadtkern.front.cli import open_town
    from stadtkern.front.found import ready

    file = folder / "town.toml"
    text = re.sub(r"(?m)^port = \d+$", f"port = {mqtt}", file.read_text("utf-8"))
    file.write_text(re.sub(r"(?m)^parking_port = \d+$", f"parking_port = {parking}", text), "utf-8")
    ready(open_town(folder))
    from demo.sources import save_sources

    save_sources(mqtt, parking)


if __name__ == "__main__":
    move(Path(sys.argv[1]).absolute(), free_from(int(sys.argv[2])), free_from(int(sys.argv[3])))
