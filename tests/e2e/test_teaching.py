"""The guide for teachers: two sheets of A4 in both languages, and a room with the lesson's words one click away."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from e2e.conftest import Visit, faults_of, in_every_look
from e2e.quarter_steps import Visitor, pages_of, patient
from serving import Serving

__all__ = ["patient"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

GUIDE = "/quarters/teaching/"


@in_every_look
def test_the_guide_reads_well_everywhere(visit: Visit, axe: Axe) -> None:
    """On a phone and a desktop, by day and by night, in both languages."""
    assert faults_of(visit, axe, [GUIDE]) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_guide_prints_on_exactly_two_sheets_of_a4(language: str, browser: Browser, demo: Serving) -> None:
    """As the browser's own print does, with the sizes that the page asks for."""
    context = browser.new_context(locale=language, base_url=demo.address)
    page = context.new_page()
    page.goto(GUIDE)
    expect(page.locator(".guide")).to_have_count(2)
    expect(page.locator(".guide h1")).to_have_text(
        {"de": "Ein Platz ohne Autos", "en": "A square without cars"}[language]
    )
    pdf = page.pdf(prefer_css_page_size=True)
    assert pages_of(pdf) == 2
    boxes = {
        tuple(round(float(side)) for side in one) for one in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)", pdf)
    }
    assert boxes == {(595, 842)}
    context.close()


def test_a_teacher_comes_from_the_guide_to_a_room_with_its_sheet_in_three_clicks(
    browser: Browser, demo: Serving
) -> None:
    """Everything is filled in; two clicks open the room, the third shows what is to be printed."""
    teacher = Visitor(browser, demo.address)
    teacher.page.goto("/quarters/")
    teacher.page.get_by_role("link", name=re.compile("^Für Lehrkräfte")).click()
    teacher.press("Raum öffnen: Altstadt-Mitte", "link")
    expect(teacher.page.get_by_label("Wie heißt der Raum?")).to_have_value("Ein Platz ohne Autos")
    teacher.press("Raum öffnen")
    expect(teacher.page.get_by_role("heading", name="Ein Platz ohne Autos", level=1)).to_be_visible()
    expect(teacher.page.locator(".group-card")).to_have_count(6)
    teacher.press("Blatt zum Drucken", "link")
    expect(teacher.page.locator(".task")).to_contain_text("kein Auto mehr steht")
    assert pages_of(teacher.page.pdf(prefer_css_page_size=True)) == 1
    assert teacher.faults == []
    teacher.close()
