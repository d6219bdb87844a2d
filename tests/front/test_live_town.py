"""Live rooms in a town that serves: through the front door, with backup, restore and an end in the middle."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from live_browser import Browser, Serves, closing, listen
from quarter_town import SLUG, small_store
from serving import serving, stadtkern
from stadtkern.quarter.blocks.edits import replay
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.keep import open_store


def at(x: int) -> tuple[Box, int]:
    return Box(x % 90, x // 90, 9, x % 90, x // 90, 9), 3 + x % 9


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A town without any quarter yet."""
    stadtkern("init", tmp_path / "stadt", "--password", "ein-gutes-wort")
    return tmp_path / "stadt"


def test_a_town_without_quarters_keeps_no_files_of_them(folder: Path) -> None:
    """The doors are there; nobody is let in."""
    with serving(folder) as town:
        assert town.get("/live/palette.json").json()["blocks"]
        assert town.get(f"/live/quarters/{SLUG}/base-1.skq").status_code == 404
        assert town.get("/live/variants/1/snapshot").status_code == 404
        assert "default-src 'self'" in town.get("/live/palette.json").headers["content-security-policy"]
        serves = Serves(int(town.address.rsplit(":", 1)[1]), None)  # type: ignore[arg-type]

        async def act() -> None:
            assert await closing(await serves.open(1, "x")) == 4401

        asyncio.run(act())
        assert not (folder / "quarters").exists()
        assert town.stop() == 0
    with serving(folder, "--only", "people") as town:
        assert town.get("/live/palette.json").status_code == 404


def test_people_build_while_the_town_is_backed_up_and_the_copy_is_a_town(folder: Path, tmp_path: Path) -> None:
    """What was confirmed before the backup began is in it; the restored town lets the same people in again."""
    store, quarter = small_store(folder)
    room, _ = store.open_room(quarter.id, title="A")
    variant = store.variants_of_room(room.id)[0].id
    token = store.join(room.code)[1]
    base = store.base(SLUG)
    store.close()
    backups = [tmp_path / "a.tar", tmp_path / "b.tar.gz"]
    with serving(folder) as town:
        serves = Serves(int(town.address.rsplit(":", 1)[1]), None)  # type: ignore[arg-type]
        before: list[int] = []

        async def act() -> None:
            socket, browser = await serves.open(variant, token), Browser(base.grid)
            await listen(socket, browser, lambda: bool(browser.said))
            work = threading.Thread(target=lambda: [stadtkern("backup", folder, file) for file in backups])
            while len(before) < 6 or work.is_alive():
                await socket.send(browser.edit(at(browser.counter)))
                await listen(socket, browser, lambda: not browser.waiting)
                before.append(browser.position)
                if len(before) == 5:
                    work.start()
            await socket.close()

        asyncio.run(act())
        assert town.stop() == 0
    for number, file in enumerate(backups):
        copy = tmp_path / f"copy{number}"
        stadtkern("restore", file, copy)
        found = seen_again(copy, variant, token, before[-1] + 1)
        assert 5 <= found.position <= before[-1]


def seen_again(copy: Path, variant: int, token: str, have: int) -> Browser:
    """Serve a restored town; somebody comes who has seen more than there is now, and sees what is on its disk."""
    store = open_store(copy / "quarters")
    log, browser = store.log(variant), Browser(store.base(SLUG).grid)
    store.close()
    with serving(copy) as town:
        serves = Serves(int(town.address.rsplit(":", 1)[1]), None)  # type: ignore[arg-type]

        async def come() -> None:
            socket = await serves.open(variant, token, have=have)
            await listen(socket, browser, lambda: browser.snapshots == 1)
            await socket.close()

        asyncio.run(come())
    assert browser.grid.same_as(replay(browser.base, log))
    return browser


def test_a_town_that_is_ended_in_the_middle_has_all_it_confirmed(folder: Path) -> None:
    """Ctrl-C while somebody builds: the connection is closed in order, soon."""
    store, quarter = small_store(folder)
    room, token = store.open_room(quarter.id, title="A")
    variant = store.variants_of_room(room.id)[0].id
    base = store.base(SLUG)
    store.close()
    browser = Browser(base.grid)
    with serving(folder) as town:
        serves = Serves(int(town.address.rsplit(":", 1)[1]), None)  # type: ignore[arg-type]

        async def act() -> int:
            with pytest.raises(InvalidStatus):
                await serves.open(variant, token, origin="http://elsewhere.example")
            socket = await serves.open(variant, token)
            await listen(socket, browser, lambda: bool(browser.said))
            for number in range(20):
                await socket.send(browser.edit(at(number)))
                await asyncio.sleep(0.01)
            ending = asyncio.to_thread(town.stop)
            codes = await asyncio.gather(ending, closing(socket, browser))
            assert codes[1] == 1012
            return codes[0]

        started = time.monotonic()
        assert asyncio.run(act()) == 0
        assert time.monotonic() - started < 10
    store = open_store(folder / "quarters")
    log = store.log(variant)
    assert len(log) >= browser.position
    assert browser.grid.same_as(replay(base.grid, log[: browser.position]))
    store.close()
