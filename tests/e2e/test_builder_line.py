"""The builder's line to its room in a real browser: a killed town, a second window, a closed room. Nothing built is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from quarter_town import SLUG, small_store
from serving import Serving, free_port, serving, stadtkern
from stadtkern.quarter.blocks.edits import edits
from stadtkern.quarter.keep import open_store

ENGINE = "document.getElementById('builder').builder"


@dataclass
class Place:
    """A town with one small quarter, and where it serves."""

    folder: Path
    port: int

    @contextmanager
    def served(self) -> Iterator[Serving]:
        """Serve it, always on the same port."""
        with serving(self.folder, port=self.port) as town:
            yield town

    def built(self, variant: int) -> list[int]:
        """Give the columns where something was built, in order."""
        store = open_store(self.folder / "quarters")
        try:
            return [one.box.x0 for one in edits(store.log(variant))]
        finally:
            store.close()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A town that does not serve yet."""
    folder = tmp_path / "stadt"
    stadtkern("init", folder, "--password", "ein-gutes-wort")
    store, _ = small_store(folder)
    store.save_quarter(SLUG, published=True)
    store.close()
    return Place(folder, free_port())


def begin(page: Page, town: Serving) -> int:
    """Begin to build alone; gives the variant's number."""
    page.goto(f"{town.address}/quarters/{SLUG}/")
    page.locator("form[action$='/build/'] button").first.click()
    ready(page)
    return int(page.url.rstrip("/").rpartition("/")[2])


def ready(page: Page) -> None:
    expect(page.locator("#builder[data-ready=true]")).to_be_visible(timeout=60_000)
    state(page, "live")


def state(page: Page, wanted: str) -> None:
    """Wait until the line stands so; when it is live, also until nothing waits."""
    done = "&& builder.world.waiting === 0" if wanted == "live" else ""
    page.evaluate(
        f"""async () => {{
          const builder = {ENGINE};
          for (let turn = 0; turn < 1200; turn++) {{
            if (builder.state === "{wanted}" {done}) return;
            await new Promise((go) => setTimeout(go, 50));
          }}
          throw new Error("the line is " + builder.state + ", " + builder.world.waiting + " wait");
        }}"""
    )


def build(page: Page, x: int) -> None:
    """Set a block in a column of the third row."""
    page.evaluate(
        f"{ENGINE}.build([{{ box: {{ x0: {x}, y0: 3, z0: 9, x1: {x}, y1: 3, z1: 9 }}, block: 40 }}])",
    )


def test_a_town_that_was_killed_finds_its_builders_again_and_nothing_is_lost_or_doubled(
    place: Place, browser: Browser
) -> None:
    """What was built meanwhile is sent by itself, also after the page was loaded anew."""
    page = browser.new_context(locale="de-DE").new_page()
    with ExitStack() as stack:
        town = stack.enter_context(place.served())
        variant = begin(page, town)
        build(page, 1)
        state(page, "live")
        town.kill()
        for x in (2, 3, 4, 5):
            build(page, x)
        expect(page.locator(".builder-state")).to_contain_text("warten", timeout=10_000)
    assert place.built(variant) == [1]
    with place.served():
        state(page, "live")
        page.reload()
        ready(page)
        assert page.evaluate(f"{ENGINE}.world.shown.get(5, 3, 9)") == 40
    assert place.built(variant) == [1, 2, 3, 4, 5]
    page.context.close()


def test_the_newer_window_builds_and_the_older_one_may_take_over_again(place: Place, browser: Browser) -> None:
    """Both count with the same counters: whoever comes last has them, and the other says so."""
    context = browser.new_context(locale="de-DE")
    first, second = context.new_page(), context.new_page()
    with place.served() as town:
        variant = begin(first, town)
        build(first, 1)
        state(first, "live")
        second.goto(first.url)
        ready(second)
        card = first.get_by_text("Es geht in einem anderen Fenster weiter")
        expect(card).to_be_visible()
        build(second, 2)
        state(second, "live")
        first.bring_to_front()
        first.get_by_role("button", name="Hier weiterbauen").click()
        state(first, "live")
        expect(card).to_be_hidden()
        expect(second.get_by_text("Es geht in einem anderen Fenster weiter")).to_be_visible()
        build(first, 3)
        state(first, "live")
    assert place.built(variant) == [1, 2, 3]
    context.close()


def test_a_room_that_closes_says_so_and_shows_the_way_on(place: Place, browser: Browser) -> None:
    """What was built stays to be looked at."""
    page = browser.new_context(locale="en-GB").new_page()
    with place.served() as town:
        variant = begin(page, town)
        build(page, 1)
        state(page, "live")
        store = open_store(place.folder / "quarters")
        found = store.variant(variant)
        assert found is not None
        assert found.room is not None
        store.close_room(found.room)
        store.close()
        expect(page.get_by_text("The room is closed")).to_be_visible(timeout=20_000)
        build(page, 2)
        way = page.get_by_role("link", name="To the quarter")
        assert way.get_attribute("href") == f"/quarters/{SLUG}/"
    assert place.built(variant) == [1]
    page.context.close()
