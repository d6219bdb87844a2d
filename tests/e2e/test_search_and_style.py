"""The search and the living style page in a real browser, in every look."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from e2e.conftest import Visit, faults_of, in_every_look, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

PAGES = [
    "/style/",
    "/search/",
    "/search/?q=bahnhof",
    "/search/?q=libelenweg",
    "/search/?q=gibtesnicht",
    "/datasets/?theme=people",
]


@in_every_look
def test_every_component_in_every_state_is_accessible(visit: Visit, axe: Axe) -> None:
    """No axe violation, no fault, no sideways scrolling."""
    assert faults_of(visit, axe, PAGES) == []


@pytest.mark.parametrize("visit", [{"width": 360}, {"width": 1280}], indirect=True, ids=("phone", "desktop"))
def test_a_street_is_found_with_the_keyboard_alone(visit: Visit, axe: Axe) -> None:
    """Typing proposes, the arrows choose, enter goes there; the open list is accessible."""
    page = visit.open("/")
    page.focus("#home-q")
    page.keyboard.type("libelenw", delay=20)
    page.wait_for_selector("[role=option]")
    assert page.get_attribute("#home-q", "aria-expanded") == "true"
    assert violations(page, axe) == []
    page.keyboard.press("ArrowDown")
    assert "Libellenweg" in page.inner_text("[aria-selected=true]")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.rstrip("/") != visit.page.url or "place" in url or "map" in url)
    assert visit.faults == []


@pytest.mark.parametrize("visit", [{"width": 1280}], indirect=True)
def test_escape_closes_the_list_and_enter_searches_for_the_words(visit: Visit) -> None:
    """Without a choice the form is sent as it would be without script."""
    page = visit.open("/about/")
    page.focus("#site-q")
    page.keyboard.type("Bahnhof", delay=20)
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Escape")
    assert page.locator("[role=option]").first.is_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=Bahnhof")
    assert page.locator("#place mark").first.inner_text() == "Bahnhof"
