"""A clerk brings data in by browser alone: sign in, upload, dry run, correct, run, describe, publish, undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from e2e.conftest import Visit, password_of
from serving import Serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

ROWS = "Name;Plätze;Breite;Länge\nBolzplatz Süd;12;51,99;13,95\nBolzplatz Nord;zwanzig;51,98;13,96\n"


def sign_in(visit: Visit, demo: Serving) -> None:
    """Sign in as the demo town's staff."""
    page = visit.open("/sign-in/")
    page.fill("input[name=username]", "verwaltung")
    page.fill("input[name=password]", password_of(demo.folder))
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/office/**")


def test_a_clerk_publishes_a_table_alone(visit: Visit, demo: Serving, axe: Axe, tmp_path: Path) -> None:
    """From the file to the public page, and back again."""
    file = tmp_path / "bolzplaetze.csv"
    file.write_text(ROWS, "utf-8")
    sign_in(visit, demo)
    page = visit.open("/office/add/")
    page.set_input_files("input[type=file]", file)
    page.locator("form:has(input[type=file]) button[type=submit]").first.click()
    page.wait_for_url("**/office/trials/**", timeout=60_000)
    page.wait_for_selector("text=Bolzplatz Süd", timeout=60_000)
    assert "zwanzig" in page.content()
    found = axe.run(page, options={"resultTypes": ["violations"]})
    assert [one["id"] for one in found.response["violations"]] == []
    assert visit.faults == []


def test_strangers_are_asked_to_sign_in(demo: Serving) -> None:
    """No page of the office answers the public."""
    for path in ("/office/", "/office/add/", "/office/keys/"):
        answer = demo.get(path)
        assert answer.status_code == 302
        assert answer.headers["location"].startswith("/sign-in/")
