"""A real browser in front of the demo town. Needs Debian's chromium; in CI it must be there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from demo_town import demo_town, run_folder
from serving import Serving, serving

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, with WebGL drawn in software.

    Where it is absent, its tests are skipped, so that everybody can run the others; in CI (``CI`` is set) they fail.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is missing; `make system` installs it")
        pytest.skip("chromium is missing; `make system` installs it")
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield one
        one.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The demo town, serving."""
    made = demo_town(tmp_path_factory.mktemp("e2e"), run_folder(tmp_path_factory), own_ports=True)
    with serving(made.folder) as town:
        yield town


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Deque's accessibility checks."""
    return Axe()


class Visit:
    """A page that notes every fault: console errors, failed and outside requests, status of 400 and more."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin, self.faults = page, origin, []
        page.on("console", lambda said: said.type == "error" and self.faults.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", lambda asked: self._inside(asked.url))
        page.on(
            "response", lambda answer: answer.status >= 400 and self.faults.append(f"{answer.status}: {answer.url}")
        )

    def _inside(self, url: str) -> None:
        if url.startswith("http") and not url.startswith(self.origin):
            self.faults.append(f"outside: {url}")

    def open(self, path: str) -> Page:
        """Open a page of the town and wait for its scripts."""
        self.page.goto(self.origin + path, wait_until="load")
        self.page.wait_for_timeout(400)
        return self.page


@pytest.fixture
def visit(browser: Browser, demo: Serving, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh visitor; ``parametrize`` it indirectly with width, scheme and language."""
    words = getattr(request, "param", {})
    context = browser.new_context(
        viewport={"width": words.get("width", 1280), "height": words.get("height", 900)},
        device_scale_factor=words.get("zoom", 1),
        color_scheme=words.get("scheme", "light"),
        locale=words.get("language", "de"),
        reduced_motion="reduce",
    )
    context.set_default_timeout(30_000)
    yield Visit(context.new_page(), demo.address)
    context.close()


# A phone and a desktop, by day and by night, in both languages.
LOOKS = [
    {"width": width, "scheme": scheme, "language": language}
    for width, scheme, language in product((360, 1280), ("light", "dark"), ("de", "en"))
]
in_every_look = pytest.mark.parametrize(
    "visit", LOOKS, indirect=True, ids=lambda look: "-".join(map(str, look.values()))
)


# What fades in has the wrong contrast on its way: axe waits until nothing moves, and until the office's message is there.
SETTLED = """async () => {
  const late = performance.now() + 5000;
  const ends = (one) => Number.isFinite(one.effect.getComputedTiming().endTime);
  const moves = () => document.getAnimations().some((one) => one.playState === "running" && ends(one));
  const fades = () => [...document.querySelectorAll(".messages > ul")].some((one) => getComputedStyle(one).opacity < 1);
  while ((moves() || fades()) && performance.now() < late) await new Promise((go) => setTimeout(go, 50));
}"""


def violations(page: Page, axe: Axe) -> list[str]:
    """Name what axe finds on a page that stands still: the rule and the first place that breaks it."""
    page.evaluate(SETTLED)
    found = axe.run(page, options={"resultTypes": ["violations"]})
    return [f"axe {one['id']}: {one['nodes'][0]['target']}" for one in found.response["violations"]]


def no_violations(axe: Axe, visit: Visit) -> None:
    """The page that is open has no axe violation and met no fault."""
    assert violations(visit.page, axe) == []
    assert visit.faults == []


def faults_of(visit: Visit, axe: Axe, paths: Iterable[str]) -> list[str]:
    """Walk pages and name every fault: errors, requests outside, sideways scrolling, no title or language, axe's."""
    faults: list[str] = []
    for path in paths:
        visit.faults.clear()
        page = visit.open(path)
        found = [*visit.faults, *violations(page, axe)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            found.append("scrolls sideways")
        if not page.title().strip() or not page.get_attribute("html", "lang"):
            found.append("no title or language")
        faults += [f"{path}: {one}" for one in found]
    return faults


def password_of(folder: Path) -> str:
    """Give the demo town's staff password."""
    return (folder / "demo-login.txt").read_text("utf-8").strip()
