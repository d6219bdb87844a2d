"""Pages are made ready beside the answers: not before anybody came, only while nobody waits, and a stop stays quick."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from serving import import_json, serving, stadtkern
from stadtkern.data.registry import public
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.front import warm
from stadtkern.front.warm import Warm, first_pages, paths_of
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Text


class Pages:
    """Notes what it was asked for; may take its time, or break."""

    def __init__(self, *, holds: bool = False, breaks: bool = False) -> None:
        self.asked: list[str] = []
        self.all_asked, self.go_on = threading.Event(), threading.Event()
        self._holds, self._breaks = holds, breaks

    def __call__(self, environ, start_response) -> Iterator[bytes]:
        self.asked.append(f"{environ['PATH_INFO']}?{environ['QUERY_STRING']} {environ['HTTP_HOST']}")
        if self._holds:
            self.go_on.wait(20)
        if len(self.asked) == 2 or self._breaks:
            self.all_asked.set()
        if self._breaks:
            raise ValueError("broken")
        start_response("200 OK", [])
        yield b"page"


async def _answer(scope, receive, send) -> None:
    await asyncio.sleep(0)


def visited(one: Warm) -> None:
    """Let somebody ask for a page."""
    asyncio.run(one.behind(_answer)({"type": "http"}, None, None))


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "QUIET", 0.01)


def test_nothing_is_made_ready_before_somebody_came() -> None:
    pages = Pages()
    one = Warm(pages, lambda: ["/", "/place/?at=52,13"], "stadt.example")
    time.sleep(0.05)
    assert pages.asked == []
    visited(one)
    visited(one)
    assert pages.all_asked.wait(20)
    assert pages.asked == ["/? stadt.example", "/place/?at=52,13 stadt.example"]


def test_a_stop_ends_it_before_the_next_page() -> None:
    pages = Pages(holds=True)
    one = Warm(pages, lambda: ["/", "/map/"])
    visited(one)
    while not pages.asked:
        time.sleep(0.01)
    threading.Timer(0.1, pages.go_on.set).start()
    one.stop()
    assert len(pages.asked) == 1


def test_a_stop_waits_no_longer_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "PATIENCE", 0.1)
    pages = Pages(holds=True)
    one = Warm(pages, lambda: ["/", "/map/"])
    visited(one)
    while not pages.asked:
        time.sleep(0.01)
    began = time.monotonic()
    one.stop()
    assert time.monotonic() - began < 5
    pages.go_on.set()


def test_nothing_is_asked_while_a_reader_waits() -> None:
    pages = Pages()
    one = Warm(pages, lambda: ["/", "/map/"])

    async def both() -> None:
        held = asyncio.Event()

        async def slow(scope, receive, send) -> None:
            await held.wait()

        waiting = asyncio.create_task(one.behind(slow)({"type": "http"}, None, None))
        await asyncio.sleep(0)
        await one.behind(_answer)({"type": "http"}, None, None)
        await asyncio.sleep(0.1)
        assert pages.asked == []
        held.set()
        await waiting

    asyncio.run(both())
    assert pages.all_asked.wait(20)


def test_a_page_that_breaks_breaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    pages = Pages(breaks=True)
    one = Warm(pages, lambda: ["/", "/map/"])
    visited(one)
    assert pages.all_asked.wait(20)
    one.stop()
    assert len(pages.asked) == 1
    assert "could not be made ready" in caplog.text


def test_only_what_anyone_may_see_is_made_ready(town: TownFolder) -> None:
    shown, _hidden = (public.ensure_dataset(slug, title=slug) for slug in ("zaehler", "geheim"))
    public.update_dataset(
        shown,
        description_de="Alle Zähler.",
        owner_office="Bauamt",
        contact="mailto:a@b.example",
        licence="dl-zero-de/2.0",
    )
    assert public.publish(shown) == []
    paths = first_pages(town)
    assert "/datasets/zaehler/" in paths
    assert not any("geheim" in path for path in paths)


def test_series_come_first_and_the_place_is_in_the_middle() -> None:
    paths = paths_of([facts("baeume", "features"), facts("pegel", "series")])
    assert paths.index("/datasets/pegel/") < paths.index("/datasets/baeume/")
    assert "/place/?at=52.20000,13.10000" in paths
    assert not any("at=" in path for path in paths_of([]))


def facts(slug: str, shape: str) -> DatasetFacts:
    part = CollectionFacts(1, 1, slug, slug, slug, shape, bbox=(13.0, 52.0, 13.2, 52.4))
    when = datetime(2026, 1, 1, tzinfo=UTC)
    return DatasetFacts(
        id=1, slug=slug, title=Text(slug, slug), description=Text("", ""), category="public", published=True,
        owner_id=None, owner_office="", contact="", licence="", attribution="", theme="", keywords=(), spatial="",
        created=when, modified=when, collections=(part,),
    )  # fmt: skip


def test_ctrl_c_is_quick_while_pages_are_made_ready(tmp_path: Path) -> None:
    folder = tmp_path / "stadt"
    stadtkern("init", folder, "--password", "ein-gutes-wort")
    file = tmp_path / "baeume.csv"
    file.write_text("Nr;Baumart;lat;lon\n1;Linde;52.1;13.5\n2;Ahorn;52.2;13.6\n", "utf-8")
    import_json(folder, file)
    with serving(folder) as town:
        town.get("/").raise_for_status()
        time.sleep(0.5)
        began = time.monotonic()
        assert town.stop() == 0
        assert time.monotonic() - began < 8
        assert town.process.stdout is not None
        assert "Traceback" not in town.process.stdout.read()
