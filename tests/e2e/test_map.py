"""The town's map as people use it: by keyboard, by a shared link, and without WebGL."""

from __future__ import annotations

import re
import shutil

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from e2e.conftest import FLAGS, Visit
from serving import Serving

READY = 60_000
CENTRE = "map=16.00/51.98560/13.95150"


def test_a_shared_link_opens_layers_time_and_card(visit: Visit, axe: Axe) -> None:
    """Everything that was seen is seen again, and the address stays true."""
    page = visit.open("/map/")
    layer = page.evaluate(
        "JSON.parse(document.getElementById('map-config').textContent).layers.find(l => l.slug === 'pegel').id"
    )
    page = visit.open(f"/map/?{CENTRE}&layers={layer}&time=hour/2025-01-01T10:00&card={layer}:1")
    page.wait_for_selector(".map--ready", timeout=READY)
    expect(page.locator(".map-time")).to_be_visible()
    ticks = page.locator(".map-layers:not(.map-layers--ground) .map-layer input:checked")
    expect(ticks).to_have_count(1)
    expect(page.locator(".map-layers--ground input")).to_be_checked()
    page.wait_for_timeout(500)
    assert f"layers={layer}&time=hour/" in page.url
    assert axe.run(page).violations_count == 0


def test_the_servers_picture_stands_until_somebody_moves(visit: Visit) -> None:
    """A page that nobody touches never loads the heavy part."""
    page = visit.open("/map/")
    expect(page.locator("img.map-poster")).to_be_visible()
    page.wait_for_timeout(1500)
    assert page.locator(".map-view canvas").count() == 0
    page.keyboard.press("Tab")
    page.wait_for_selector(".map--ready", timeout=READY)
    expect(page.locator("img.map-poster")).to_be_hidden()


def test_a_place_is_found_and_opened_by_keyboard(visit: Visit) -> None:
    """Type, arrow, Enter: the card tells of the place."""
    page = visit.open("/map/")
    page.mouse.move(600, 500)
    page.wait_for_selector(".map--ready", timeout=READY)
    page.get_by_role("combobox", name=re.compile("^Ort, Adresse")).fill("Bäume")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("combobox").first.get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_what_is_on_the_screen_is_a_list_whose_entries_open(visit: Visit) -> None:
    """The way through the map for those who do not see it."""
    page = visit.open("/map/")
    page.mouse.move(600, 500)
    page.wait_for_selector(".map--ready", timeout=READY)
    page.get_by_text("In diesem Ausschnitt", exact=True).click()
    thing = page.locator(".map-extract .map-thing").first
    expect(thing).to_be_visible(timeout=READY)
    name = thing.locator("span").nth(1).inner_text().split("\n")[0]
    thing.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map-card")).to_be_visible()
    assert page.locator(".map-card h2").inner_text() in name
    page.keyboard.press("Escape")
    expect(page.locator(".map-card")).to_be_hidden()
    assert visit.faults == []


def test_without_webgl_a_picture_stands_in_the_maps_place(demo: Serving, browser: Browser, axe: Axe) -> None:
    """With buttons that move it, ticks that change it, and the tables below."""
    plain = [flag for flag in FLAGS if "swiftshader" not in flag]
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    other = browser.browser_type.launch(executable_path=path, args=[*plain, "--disable-gpu", "--disable-3d-apis"])
    try:
        page = other.new_page(viewport={"width": 360, "height": 740}, locale="de")
        page.goto(demo.address + "/map/", wait_until="load")
        page.keyboard.press("Tab")
        picture = page.locator(".map-still-picture")
        expect(picture).to_be_visible()
        before = picture.get_attribute("src")
        page.get_by_role("button", name="Vergrößern").click()
        assert picture.get_attribute("src") != before
        assert page.evaluate("document.querySelector('.map-still-picture').decode().then(() => true)")
        assert axe.run(page).violations_count == 0
    finally:
        other.close()
