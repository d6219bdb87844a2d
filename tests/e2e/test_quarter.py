"""A class rebuilds the market square: from the teacher's first click to files that other programs open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from demo.quarter import SLUG
from e2e.opened_exports import OPENED, fetched
from e2e.quarter_steps import Builder, Visitor, pages_of, patient, staff
from serving import Serving, stadtkern
from stadtkern.quarter.keep import Contribution, Store, Variant, open_store
from stadtkern.quarter.pages.views_room import qr_svg

__all__ = ["patient"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

TITLE, NAME = "Klasse 6a", "Der Platz gehört allen"
# Columns of the square's western car park, counted from the quarter's south-west corner.
LOT = (152, 134)
# A column of pavement between its car parks.
SQUARE = (180, 138)


@dataclass
class Class:
    """A teacher, two pupils of one group, and what the room is called."""

    teacher: Builder
    fox: Builder
    owl: Builder
    code: str
    names: tuple[str, str]

    @property
    def all(self) -> tuple[Builder, ...]:
        """Everybody."""
        return self.teacher, self.fox, self.owl


@pytest.fixture(scope="module")
def lesson(browser: Browser, demo: Serving) -> Iterator[Class]:
    """A room that a teacher opened, with two pupils in it: by the code alone, no account, no name."""
    teacher = Builder(browser, demo.address)
    teacher.opens_a_room(TITLE, "Ein Platz ohne Autos", 2)
    code = teacher.page.locator(".code-huge").inner_text().replace(" ", "")
    pupils = [Builder(browser, demo.address, wide=900, high=640) for _ in range(2)]
    names = [one.joins(code) for one in pupils]
    yield Class(teacher, *pupils, code, (names[0], names[1]))
    for one in (teacher, *pupils):
        one.close()


@pytest.fixture(scope="module")
def kept(demo: Serving) -> Iterator[Store]:
    """What the town has on disk, read beside it."""
    one = open_store(demo.folder / "quarters")
    yield one
    one.close()


def variant_of(kept: Store, lesson: Class) -> Variant:
    """Give what the pupils' group builds on."""
    room = kept.room_by_code(lesson.code)
    assert room is not None
    return kept.variants_of_room(room.id)[0]


def rows(kept: Store, lesson: Class, who: Builder) -> list[tuple[int, ...]]:
    """Give somebody's entries of the log on disk: participant, counter, time, box, block."""
    log: list[tuple[int, ...]] = kept.log(variant_of(kept, lesson).id).tolist()
    me = who.me
    return [row for row in log if row[0] == me]


def test_the_sheet_fits_one_page_and_its_pattern_leads_to_the_room(lesson: Class, demo: Serving) -> None:
    """What is printed is the code, the task, and a QR code of the page to join."""
    page = lesson.teacher.page
    room = page.url
    lesson.teacher.press("Blatt zum Drucken", "link")
    expect(page.locator(".code-huge")).to_have_text(f"{lesson.code[:3]} {lesson.code[3:]}")
    address = f"{demo.address}/join/{lesson.code}/"
    pattern = page.locator(".qr path").get_attribute("d")
    assert pattern
    assert pattern in qr_svg(address)
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    page.goto(room)


def test_both_build_and_each_sees_the_others_blocks_and_name(lesson: Class) -> None:
    """One with the keys, one with the mouse."""
    fox, owl = lesson.fox, lesson.owl
    by_keys = fox.sets_by_keys("Blühwiese", "rrdd")
    owl.sees_soon("meadow", by_keys)
    by_pointer = owl.sets_by_pointer("Sitzbank", SQUARE)
    assert max(abs(by_pointer[0] - SQUARE[0]), abs(by_pointer[1] - SQUARE[1])) <= 2
    fox.sees_soon("bench", by_pointer)
    assert lesson.names[0] != lesson.names[1]
    for one, other in ((fox, lesson.names[1]), (owl, lesson.names[0])):
        expect(one.panel("Wer ist da")).to_contain_text(other)
        one.close_panel()


def test_numbers_follow_what_is_built_and_undo_brings_both_back(lesson: Class) -> None:
    """Lawn where cars stood gives people space; taken back, everything is as today, for the other one too."""
    fox, owl = lesson.fox, lesson.owl
    place = (*LOT, fox.ask("(b, p) => b.groundAt(...p)", list(LOT)))
    before, stood = owl.number("Für Menschen"), owl.sees(place)
    assert stood in {"parking", "street"}
    fox.lays("Rasen", LOT, 14, 9)
    owl.sees_soon("lawn", place)
    owl.until(lambda: owl.number("Für Menschen") != before, "the number did not move")
    assert "besser" in owl.number("Für Menschen")
    fox.page.locator(".builder-canvas").focus()
    fox.page.keyboard.press("Control+z")
    owl.sees_soon(stood, place)
    owl.until(lambda: owl.number("Für Menschen") == before, "the number did not come back")


def test_a_lost_line_loses_and_doubles_nothing(lesson: Class, kept: Store) -> None:
    """What is built without a network waits, is sent once it is back, and each edit counts once."""
    fox, owl = lesson.fox, lesson.owl
    fox.all_sent()
    before = rows(kept, lesson, fox)
    fox.loses_the_line()
    places = [fox.sets_by_keys("Hecke", steps) for steps in ("rr", "rr", "rr")]
    assert fox.ask("b => b.world.waiting") == 3
    expect(fox.page.locator(".builder-state")).not_to_be_empty()
    assert "hedge" not in {owl.sees(one) for one in places}
    fox.finds_the_line()
    # The line breaks again while something is on its way: sent, and perhaps written, but not confirmed.
    late = fox.sets_by_keys("Hecke", "uu")
    fox.loses_the_line()
    fox.finds_the_line()
    for one in (*places, late):
        owl.sees_soon("hedge", one)
    after = rows(kept, lesson, fox)
    fresh = after[len(before) :]
    assert [row[3:6] for row in fresh] == [*places, late]
    assert len({row[1] for row in after}) == len(after)


def test_the_leader_pauses_everybody_and_mutes_one(lesson: Class) -> None:
    """From the room's page, and from within the group's own picture."""
    teacher, fox, owl = lesson.all
    teacher.press("Alle anhalten")
    for one in (fox, owl):
        one.may_not_build("frozen")
    teacher.press("Weiterbauen lassen")
    for one in (fox, owl):
        one.may_build()
    teacher.press("Gruppe 1", "link")
    teacher.is_in()
    leads = teacher.panel("Leitung")
    teacher.press(f"{lesson.names[1]} stumm schalten", within=leads)
    owl.may_not_build("muted")
    place = fox.sets_by_keys("Laterne", "ll")
    owl.sees_soon("lamp", place)
    teacher.press(f"{lesson.names[1]} wieder bauen lassen", within=leads)
    owl.may_build()


@pytest.fixture(scope="module")
def sent(lesson: Class, kept: Store) -> Contribution:
    """What a pupil sends in, with a stop of the camera."""
    fox = lesson.fox
    fox.all_sent()
    stops = fox.panel("Zeigen")
    stops.get_by_label("Was sieht man hier?").fill("Hier sitzt man jetzt in der Sonne.")
    fox.press("Halt hinzufügen", within=stops)
    form = fox.panel("Einreichen und teilen")
    form.get_by_label("Name des Entwurfs").fill(NAME)
    form.get_by_label("Was ist daran gut?").fill("Wir haben die Autos weggeräumt.")
    fox.press("Einreichen", within=form.locator("form"))
    expect(fox.page.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    (one,) = kept.contributions_of(variant_of(kept, lesson).id)
    return one


def test_a_design_is_sent_in_checked_and_shown_beside_the_others(
    lesson: Class, sent: Contribution, browser: Browser, demo: Serving
) -> None:
    """Before the office looked, a stranger sees nothing of it; then it stands in the gallery and in the comparison."""
    assert (sent.name, sent.state, len(sent.stops)) == (NAME, "sent", 1)
    stranger = Visitor(browser, demo.address)
    answer = stranger.page.goto(f"/variants/{sent.id}/")
    assert answer is not None
    assert answer.status == 404
    stranger.faults.clear()
    office = staff(browser, demo)
    office.page.goto("/office/quarters/")
    office.page.get_by_role("button", name=re.compile(f"^Zeigen.*{NAME}")).click()
    expect(office.page.get_by_text("Der Entwurf ist jetzt zu sehen.")).to_be_visible()
    stranger.page.goto(f"/quarters/{SLUG}/")
    expect(stranger.page.locator("#designs").get_by_role("link", name=NAME)).to_be_visible()
    stranger.press("Nebeneinander stellen", "link")
    changed = stranger.page.locator(".compare-table").first
    expect(changed.locator("thead th").filter(has_text=NAME)).to_have_count(1)
    assert changed.locator("thead th").count() == 6
    assert {"besser", "schlechter"} <= set(changed.locator(".verdict").all_inner_texts())
    for one in (office, stranger):
        assert one.faults == []
        one.close()


@pytest.mark.parametrize("key", sorted(OPENED))
def test_what_is_taken_along_opens_elsewhere(key: str, sent: Contribution, demo: Serving, tmp_path: Any) -> None:
    """Each file from the design's own page, in the program that reads such files."""
    page = demo.get(f"/variants/{sent.id}/").text
    address = f"/variants/{sent.id}/export/{key}/"
    assert address in page
    file = tmp_path / f"design.{key}"
    file.write_bytes(fetched(demo, address))
    OPENED[key](file)


def test_the_command_line_writes_the_same_model(sent: Contribution, demo: Serving, tmp_path: Any) -> None:
    """While the town serves; what others built since belongs to the variant, not to what was sent in."""
    file = tmp_path / "platz.geojson"
    stadtkern("quarter", "export", demo.folder, SLUG, file, "--format", "geojson", "--variant", str(sent.variant))
    OPENED["geojson"](file)


def test_nobody_met_a_fault(lesson: Class) -> None:
    """No error on any page, and nothing was asked of another server."""
    assert [one.faults for one in lesson.all] == [[], [], []]
