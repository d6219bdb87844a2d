"""Every page, as its visitors meet it: phone and desktop, light and dark, German and English."""

from __future__ import annotations

import re

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe

from e2e.conftest import Visit, faults_of, in_every_look
from serving import Serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

PAGES = [
    "/",
    "/datasets/",
    "/datasets/?q=gibtesnicht",
    "/datasets/radverkehr/",
    "/datasets/luft-und-wetter/",
    "/datasets/baeume/",
    "/datasets/fahrplan/",
    "/datasets/stadtplan/",
    "/datasets/haushalt/",
    "/datasets/einwohner/",
    "/map/",
    "/numbers/",
    "/numbers/population/",
    "/numbers/income/",
    "/numbers/trees/",
    "/numbers/trees/?version=1",
    "/numbers/bicycles/",
    "/quarters/",
    "/quarters/altstadt-mitte/",
    "/quarters/altstadt-mitte/room/",
    "/quarters/altstadt-mitte/compare/",
    "/quarters/altstadt-mitte/compare/?v=1&v=2&v=3",
    "/quarters/effects/",
    "/quarters/effects/sealed_share/",
    "/quarters/teaching/",
    "/variants/1/",
    "/join/",
    "/easy/",
    "/offline/",
    "/embed/dataset/radverkehr/",
    "/embed/dataset/baeume/?theme=dark",
    "/embed/number/population/",
    "/embed/map/",
    "/licences/",
    "/source/",
    "/sign-in/",
    "/news/",
    "/pages/",
    "/about/",
    "/imprint/",
    "/privacy/",
    "/accessibility/",
    "/features",
    "/features/collections/baeume",
    "/features/collections/baeume/items",
]


@in_every_look
def test_every_page_is_accessible_and_without_faults(visit: Visit, axe: Axe) -> None:
    """No axe violation, no console error, no request outside, no sideways scrolling, title and language set."""
    assert faults_of(visit, axe, PAGES) == []


@pytest.mark.parametrize(
    "visit", [{"width": 640, "height": 450, "zoom": 2}, {"width": 320, "height": 256, "zoom": 4}], indirect=True
)
def test_pages_stay_readable_at_200_and_400_per_cent(visit: Visit, axe: Axe) -> None:
    """At twice and four times the size nothing is cut off or scrolls sideways, and axe finds nothing."""
    assert faults_of(visit, axe, PAGES) == []


def test_no_link_on_any_page_is_broken(demo: Serving) -> None:
    """The whole town is crawled from its home page without JavaScript; every link answers, downloads too."""
    queue, seen, broken = ["/"], {"/"}, []
    shapes: dict[str, int] = {}
    while queue:
        path = queue.pop(0)
        answer = demo.get(path, follow_redirects=True)
        if answer.status_code >= 400:
            broken.append(f"{answer.status_code} {path}")
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        for link in re.findall(r'href="(/[^"#]*)', answer.text.replace("&amp;", "&")):
            shape = re.sub(r"=[^&]*", "=", re.sub(r"\d+", "#", link))
            if link in seen or shapes.get(shape, 0) >= 3:
                continue
            if link.startswith("/download") or "/export/" in link:
                seen.add(link)
                if (status := httpx.head(demo.address + link, trust_env=False, timeout=60).status_code) >= 400:
                    broken.append(f"{status} {link}")
                continue
            shapes[shape] = shapes.get(shape, 0) + 1
            seen.add(link)
            queue.append(link)
    assert broken == []
    assert len(seen) > 60


@pytest.mark.parametrize("path", [path for path in PAGES if not path.startswith("/features")])
def test_pages_read_well_without_javascript(demo: Serving, path: str) -> None:
    """What a page is about stands in its HTML: one heading, a main part, and no script inside the text."""
    text = demo.get(path).text
    assert len(re.findall(r"<h1[\s>]", text)) == 1
    assert "<main" in text
    assert not re.search(r"\son\w+=", re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL))
    assert not re.search(r'\sstyle="', text)


def test_the_map_draws_the_town_and_a_place_opens_its_card(visit: Visit) -> None:
    """Own tiles arrive, layers can be switched by keyboard, the view stands in the address."""
    tiles = []
    visit.page.on("response", lambda answer: "/tiles/" in answer.url and tiles.append(answer.status))
    page = visit.open("/map/")
    page.locator(".map-view").hover()
    page.wait_for_selector(".map--ready", timeout=60_000)
    page.wait_for_load_state("networkidle")
    assert tiles.count(200) > 3
    assert set(tiles) <= {200, 204, 304}
    box = page.locator("input[type=checkbox]").first
    before = box.is_checked()
    box.focus()
    page.keyboard.press("Space")
    assert box.is_checked() is not before
    assert "#" in page.url
    assert visit.faults == []
