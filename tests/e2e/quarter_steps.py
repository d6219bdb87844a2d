"""A teacher, pupils and staff in front of the demo town's quarter: what each of them does, told in their own words."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from e2e.conftest import password_of
from serving import Serving
from stadtkern.quarter.blocks.palette import palette

Place = tuple[int, int, int]
# Software draws the picture here, beside other tests: it may take long, and nothing is measured by it.
PATIENCE = 60_000


@pytest.fixture(scope="module", autouse=True)
def patient() -> Iterator[None]:
    """Wait as long for what a page shows as for its buttons."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


class Visitor:
    """Somebody with a browser of their own, without an account. Notes every fault on the way."""

    def __init__(self, browser: Browser, address: str, *, wide: int = 1280, high: int = 800) -> None:
        self.address = address
        self.context = browser.new_context(
            viewport={"width": wide, "height": high}, locale="de", reduced_motion="reduce", base_url=address
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.context.on("page", self._listen)
        self._listen(self.page)

    def _listen(self, page: Page) -> None:
        page.on("console", lambda said: said.type == "error" and self.faults.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", lambda asked: self._inside(asked.url))

    def _inside(self, url: str) -> None:
        if url.startswith("http") and not url.startswith(self.address):
            self.faults.append(f"outside: {url}")

    def press(self, name: str, role: Any = "button", *, within: Locator | None = None) -> None:
        """Press what has this name."""
        (within or self.page.locator("body")).get_by_role(role, name=name).first.click()

    def close(self) -> None:
        """Leave."""
        self.context.close()


class Builder(Visitor):
    """Somebody in a room: leads it, or builds in it."""

    def opens_a_room(self, title: str, task: str, groups: int) -> None:
        """As a teacher does who has never been here: from the list of quarters to the room's own page."""
        self.page.goto("/quarters/")
        self.page.get_by_role("heading", name="Altstadt-Mitte").get_by_role("link").click()
        self.press("Mit einer Gruppe bauen", "link")
        self.page.get_by_label("Wie heißt der Raum?").fill(title)
        self.page.get_by_label("Aufgabe").fill(task)
        self.page.get_by_label("Wie viele Gruppen?").fill(str(groups))
        self.press("Raum öffnen")
        expect(self.page.get_by_role("heading", name=title)).to_be_visible()

    def joins(self, code: str, group: int = 1) -> str:
        """Type the code from the sheet, choose a group, go in; gives the made-up name."""
        self.page.goto("/join/")
        self.page.get_by_label("Code").fill(f"{code[:3].lower()} {code[3:]}")
        self.press("Weiter")
        self.page.get_by_role("radio", name=f"Gruppe {group}").check()
        self.press("Mitmachen")
        name = self.page.locator(".me strong").inner_text()
        self.press("Los geht’s", "link")
        self.is_in()
        return name

    def is_in(self) -> None:
        """Wait until the picture is there and the room answers."""
        expect(self.page.locator("#builder[data-ready=true]")).to_be_attached()
        self.until(lambda: self.ask("b => b.state") == "live", "the room does not answer")
        hide = self.page.get_by_role("button", name="Alle ausblenden")
        if hide.count():
            hide.click()

    def ask(self, question: str, given: Any = None) -> Any:
        """Ask the builder's script: a function of the engine and of what is given."""
        script = f"given => ({question})(document.querySelector('#builder').builder, given)"
        return self.page.evaluate(script, given)

    def until(self, is_so: Callable[[], Any], what: str, seconds: float = 45) -> Any:
        """Wait until something is so, and give it."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if found := is_so():
                return found
            self.page.wait_for_timeout(100)
        raise AssertionError(what)

    @property
    def me(self) -> int:
        """The number by which the room knows who builds here."""
        return int(self.ask("b => b.world.participant"))

    @property
    def position(self) -> int:
        """How many entries of the log this browser knows."""
        return int(self.ask("b => b.world.position"))

    def sees(self, place: Place) -> str:
        """Give the key of the block at a place."""
        return palette().by_id[int(self.ask("(b, p) => b.world.shown.get(...p)", list(place)))].key

    def sees_soon(self, key: str, place: Place) -> None:
        """Wait until a block stands at a place."""
        self.until(lambda: self.sees(place) == key, f"no {key} at {place} but {self.sees(place)}")

    def all_sent(self) -> None:
        """Wait until the room has everything."""
        self.until(lambda: self.ask("b => b.state === 'live' && b.world.waiting === 0"), "edits still wait")

    def panel(self, title: str) -> Locator:
        """Open a panel; gives what is in it."""
        self.page.locator(".panels-open").filter(has_text=title).click()
        return self.page.locator(".panels-drawer")

    def close_panel(self) -> None:
        """Close the panel that is open."""
        self.press("Schließen", within=self.page.locator(".panels-drawer"))

    def takes(self, name: str) -> None:
        """Take a block in hand: find it by its name."""
        search = self.page.get_by_role("searchbox", name="Baustein suchen")
        search.fill(name)
        self.page.locator(".builder-blocks").get_by_role("radio", name=name).first.click()
        search.fill("")

    def sets_by_keys(self, name: str, steps: str) -> Place:
        """Take a block, walk the pointer from where it is (arrow keys by their first letters: "rrru"), set it; gives where."""
        self.takes(name)
        self.page.locator(".builder-canvas").focus()
        for step in steps:
            self.page.keyboard.press({"r": "ArrowRight", "l": "ArrowLeft", "u": "ArrowUp", "d": "ArrowDown"}[step])
        self.page.keyboard.press("Enter")
        return self.last_set()

    def sets_by_pointer(self, name: str, place: tuple[int, int]) -> Place:
        """Take a block and click where a place of the ground is in the picture; gives where the block stands."""
        self.takes(name)
        box = self.page.locator(".builder-canvas").bounding_box()
        assert box is not None
        seen = """(b, [x, y]) => {
            const at = b.camera.target.clone().set(x + 0.5, y + 0.5, b.groundAt(x, y) + 1).project(b.camera.eye);
            return [(1 + at.x) / 2, (1 - at.y) / 2];
        }"""
        right, down = self.ask(seen, list(place))
        before = self.ask("b => b.world.next")
        self.page.mouse.move(box["x"] + box["width"] * right, box["y"] + box["height"] * down, steps=4)
        self.page.mouse.down()
        self.page.mouse.up()
        self.until(lambda: self.ask("b => b.world.next") > before, "the click built nothing")
        return self.last_set()

    def last_set(self) -> Place:
        """Give the place of one's last step."""
        box = self.ask("b => b.world.history.done.at(-1).at(-1).box")
        return int(box["x0"]), int(box["y0"]), int(box["z0"])

    def lays(self, name: str, place: tuple[int, int], wide: int, deep: int) -> None:
        """Lay an area by its numbers in the table."""
        drawer = self.panel("Tabelle")
        x, y = place
        if not drawer.get_by_label("West von").is_visible():
            drawer.get_by_text("Mit Zahlen bauen").click()
        for label, value in (
            ("West von", x), ("Ost bis", x + wide - 1), ("Süd von", y), ("Nord bis", y + deep - 1),
        ):  # fmt: skip
            drawer.get_by_label(label).fill(str(value))
        drawer.get_by_label("Baustein", exact=True).select_option(label=name)
        self.press("Setzen", within=drawer)
        self.close_panel()

    def loses_the_line(self) -> None:
        """The network is gone, and the line with it."""
        self.context.set_offline(True)
        # Offline, a browser tells of a broken line only after a long while.
        self.ask("b => b.link.drop(b.link.socket)")
        self.until(lambda: self.ask("b => b.state") != "live", "the line is still there")

    def finds_the_line(self) -> None:
        """The network is back."""
        self.context.set_offline(False)
        self.all_sent()
        # While there was none the browser said so; that is no fault of the town.
        self.faults = [one for one in self.faults if "ERR_INTERNET_DISCONNECTED" not in one]

    def may_not_build(self, why: str) -> None:
        """Wait for the card that says why nobody may build, and find that the keys build nothing."""
        expect(self.page.locator(f".room-card[data-why={why}]")).to_be_visible()
        before = self.ask("b => b.world.next")
        self.page.locator(".builder-canvas").focus()
        self.page.keyboard.press("Enter")
        assert self.ask("b => b.world.next") == before

    def may_build(self) -> None:
        """Wait until the card is gone."""
        expect(self.page.locator(".room-card")).to_be_hidden()

    def number(self, name: str) -> str:
        """Give what the strip says of an effect: value and difference."""
        found = self.page.locator(".strip-figure").filter(has_text=name).first
        return str(found.get_attribute("aria-label"))


def pages_of(pdf: bytes) -> int:
    """Count the pages of a PDF as Chromium writes it."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def staff(browser: Browser, demo: Serving) -> Visitor:
    """Sign somebody of the office in."""
    one = Visitor(browser, demo.address)
    one.page.goto("/sign-in/")
    one.page.fill("input[name=username]", "verwaltung")
    one.page.fill("input[name=password]", password_of(demo.folder))
    one.page.press("input[name=password]", "Enter")
    one.page.wait_for_url("**/office/**")
    return one
