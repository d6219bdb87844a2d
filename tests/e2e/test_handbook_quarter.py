"""The handbook's page about quarters, walked in a browser: from a box on the map to a design that everybody sees."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from e2e.conftest import password_of
from e2e.office_steps import PATIENCE, Clerk
from serving import Serving
from stadtkern.quarter.keep import Store, open_store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]
DESIGN = "Ein Platz zum Sitzen"


@pytest.fixture
def kept(demo: Serving) -> Iterator[Store]:
    """What the town has on disk; a design waits in it, and afterwards neither it nor the new quarter is public."""
    one = open_store(demo.folder / "quarters")
    first = one.contributions(state="shown")[-1]
    sent = one.send_in(
        first.variant, name=DESIGN, text="Bänke statt Autos.", position=first.position, effects=first.effects
    )
    yield one
    one.decide(sent.id, "declined", "Nur ein Beispiel.")
    if one.quarter("am-wall") is not None:
        one.save_quarter("am-wall", published=False)
    one.close()


def test_who_knows_only_the_handbook_makes_a_quarter_and_shows_a_design(
    browser: Browser, demo: Serving, kept: Store
) -> None:
    """Page 11: the box, the report, publishing, and deciding about a design."""
    clerk = Clerk(browser, demo.address)
    clerk.signs_in("verwaltung", password_of(demo.folder))
    clerk.reads("11-quartiere")
    clerk.follow("Quartiere")
    clerk.sees(DESIGN)
    shot = clerk.page.locator(".office-design-shot img.only-day").first
    expect(shot).to_have_js_property("complete", True, timeout=PATIENCE)
    clerk.picture("quartier-entwurf")
    clerk.follow("Quartier anlegen")
    clerk.page.wait_for_selector(".map--ready")
    clerk.page.get_by_label(clerk.named("Name"), exact=True).fill("Am Wall")
    clerk.press("300 m um die Kartenmitte")
    expect(clerk.page.locator("[data-box-says]")).to_have_text("300 × 300 m.")
    clerk.page.locator("#box-title").evaluate("one => one.scrollIntoView({behavior: 'instant'})")
    clerk.page.wait_for_timeout(2500)
    clerk.picture("quartier-kasten")
    clerk.press("Quartier bauen")
    clerk.page.wait_for_url("**/office/quarters/am-wall*/", timeout=PATIENCE)
    slug = clerk.page.url.rstrip("/").rsplit("/", 1)[1]
    clerk.sees("Bericht der Vermessung")
    assert demo.get(f"/quarters/{slug}/").status_code == 404
    clerk.picture("quartier-fertig")
    clerk.press("Veröffentlichen")
    clerk.sees("Das Quartier ist jetzt öffentlich.")
    assert demo.get(f"/quarters/{slug}/").status_code == 200
    clerk.press("Zurückziehen")
    clerk.sees("Das Quartier ist nicht mehr öffentlich.")
    assert demo.get(f"/quarters/{slug}/").status_code == 404

    clerk.follow("Quartiere")
    (waiting,) = [one for one in kept.contributions(state="sent") if one.name == DESIGN]
    card = clerk.page.locator(f"article[aria-labelledby=d-{waiting.id}]")
    clerk.press("Zeigen", within=card)
    clerk.sees("Der Entwurf ist jetzt zu sehen.")
    assert DESIGN in demo.get(f"/variants/{waiting.id}/").text
    clerk.closes()
