"""A clerk brings data in by browser alone: sign in, upload, dry run, correct, run, describe, publish, undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from e2e.conftest import Visit, no_violations, password_of
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


def test_a_clerk_publishes_a_table_alone_and_takes_it_back(
    visit: Visit, demo: Serving, axe: Axe, tmp_path: Path
) -> None:
    """From the file to the public page by browser alone, and back again."""
    file = tmp_path / "bolzplaetze.csv"
    file.write_text(ROWS, "utf-8")
    sign_in(visit, demo)
    page = visit.open("/office/add/")
    no_violations(axe, visit)
    page.set_input_files("input[type=file]", file)
    page.locator("form:has(input[type=file]) button[type=submit]").first.click()
    page.wait_for_url("**/office/trials/**")
    page.wait_for_selector("text=Bolzplatz Süd", timeout=60_000)
    no_violations(axe, visit)
    assert demo.get("/datasets/bolzplaetze/").status_code == 404

    page.get_by_role("button", name="So importieren").click()
    page.wait_for_selector("h1:has-text('Fertig')", timeout=60_000)
    no_violations(axe, visit)
    page.get_by_role("link", name="Jetzt beschreiben und veröffentlichen").click()
    assert demo.get("/datasets/bolzplaetze/").status_code == 404

    page.get_by_role("button", name="Veröffentlichen").click()
    page.wait_for_load_state()
    assert demo.get("/datasets/bolzplaetze/").status_code == 404
    page.fill("textarea[name=description_de]", "Wo Kinder Ball spielen können, mit Plätzen.")
    page.fill("input[name=owner_office]", "Bauhof")
    page.fill("input[name=contact]", "mailto:bauhof@birkenfurt.example")
    page.select_option("select[name=licence]", "dl-zero-de/2.0")
    page.get_by_role("button", name="Speichern").click()
    page.wait_for_load_state()
    no_violations(axe, visit)
    page.get_by_role("button", name="Veröffentlichen").click()
    page.wait_for_load_state()
    public = demo.get("/datasets/bolzplaetze/")
    assert public.status_code == 200
    assert "Bolzplatz Süd" in public.text
    assert "bolzplaetze" in demo.get("/catalogue.ttl").text

    page.get_by_role("link", name="zurücknehmen").first.click()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    assert "Bolzplatz Süd" not in demo.get("/datasets/bolzplaetze/").text


def test_strangers_are_asked_to_sign_in(demo: Serving) -> None:
    """No page of the office answers the public."""
    for path in ("/office/", "/office/add/", "/office/keys/"):
        answer = demo.get(path)
        assert answer.status_code == 302
        assert answer.headers["location"].startswith("/sign-in/")
