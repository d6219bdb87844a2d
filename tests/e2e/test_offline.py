"""Reading without a network: what was read last is there, what was not says so, and nothing of the office is kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from e2e.conftest import password_of
from serving import Serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

KEPT = """async () => {
  const paths = [];
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) paths.push(new URL(one.url).pathname);
  return paths;
}"""


@pytest.fixture
def reader(browser: Browser, demo: Serving):
    """A reader whose browser has the service worker running."""
    context = browser.new_context(locale="de", base_url=demo.address)
    page = context.new_page()
    page.goto("/about/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    yield page
    context.close()


def kept(page: Page) -> list[str]:
    paths: list[str] = page.evaluate(KEPT)
    return paths


def test_pages_read_last_can_be_read_without_a_network(reader: Page) -> None:
    reader.goto("/numbers/population/")
    reader.goto("/imprint/")
    reader.wait_for_timeout(500)
    reader.context.set_offline(True)
    reader.goto("/numbers/population/")
    assert reader.locator("h1").inner_text().startswith("Einwohner")
    assert reader.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith('"Bricolage')
    reader.goto("/datasets/baeume/")
    assert "Gerade ohne Netz" in reader.locator("h1").inner_text()
    assert "You can still read" in reader.locator("main").inner_text()
    reader.wait_for_selector("[data-seen] a[href='/numbers/population/']")


def test_nothing_of_the_office_is_kept(reader: Page, demo: Serving) -> None:
    reader.goto("/sign-in/")
    reader.fill("input[name=username]", "verwaltung")
    reader.fill("input[name=password]", password_of(demo.folder))
    reader.press("input[name=password]", "Enter")
    reader.wait_for_url("**/office/**")
    reader.goto("/datasets/haushalt/")
    reader.wait_for_timeout(500)
    paths = kept(reader)
    assert "/offline/" in paths
    assert [path for path in paths if path.startswith(("/office", "/sign"))] == []
    assert "/datasets/haushalt/" not in paths
