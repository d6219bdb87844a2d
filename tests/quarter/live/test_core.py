"""One variant in memory: what is granted, refused, taken back; and that log, grid and every browser say the same."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live_browser import Browser
from quarter_town import GROUND, NX, NY, NZ, small_base, some_entries
from stadtkern.quarter.blocks import wire
from stadtkern.quarter.blocks.cost import Prices
from stadtkern.quarter.blocks.edits import Edit, edits, entries, replay
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.blocks.rights import CODES, MOST_IN_A_BOX, REFUSALS, Rights
from stadtkern.quarter.live.core import MOST_AHEAD, Core, Tick

BASE = small_base()
BLOCKS = (3, 10, 20, 40)
FREE = Rights()


def box(x: int, y: int, z: int, dx: int = 0, dy: int = 0, dz: int = 0) -> Box:
    return Box(x, y, z, x + dx, y + dy, z + dz)


def wish(core: Core, who: int, first: int, *boxes: tuple[Box, int]) -> None:
    core.take(who, wire.write_edits(first, entries(Edit(0, 0, 0, one, block) for one, block in boxes)))


def told(tick: Tick) -> list[tuple[int, int, int, str]]:
    return [(one.participant, one.first, one.last, REFUSALS[one.code][0]) for one in tick.refusals]


def full_cost(core: Core) -> float:
    return Prices(palette()).of(core.base.grid.dense(), core.grid.dense())


@st.composite
def wishes(draw: st.DrawFn) -> tuple[Box, int]:
    """Draw an edit, mostly small, now and then outside, under the ground or of an unknown block."""
    x, y = draw(st.integers(0, NX - 1)), draw(st.integers(0, NY - 1))
    z = draw(st.integers(0, NZ - 1))
    dx, dy, dz = draw(st.tuples(*[st.integers(0, 4)] * 3)) if draw(st.booleans()) else (0, 0, 0)
    block = draw(st.sampled_from([0, *BLOCKS, 9999]))
    return Box(x, y, z, min(x + dx, 65535), y + dy, min(z + dz, 255)), block


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[int, str, object]]:
    """Draw what two browsers do: edit, undo, lose their connection before or after the tick, come back, or nothing."""
    act = st.one_of(
        st.tuples(st.just("edit"), st.lists(wishes(), min_size=1, max_size=4)),
        st.tuples(st.just("undo"), st.integers(1, 12)),
        st.tuples(st.sampled_from(["lose", "return", "twice", "tick"]), st.none()),
    )
    return [(who, *what) for who, what in draw(st.lists(st.tuples(st.integers(1, 2), act), max_size=40))]


@settings(max_examples=120, deadline=None)
@given(plan=steps())
def test_two_browsers_end_equal_whatever_is_lost_or_sent_twice(plan: list[tuple[int, str, object]]) -> None:
    """Connections break in both directions, messages come again after them; both end with what the log makes."""
    core = Core(BASE, some_entries(0))
    browsers = {who: Browser(BASE.grid, who) for who in (1, 2)}
    up: dict[int, bool] = {1: True, 2: True}
    now = 0

    def send(who: int, message: bytes) -> None:
        if up[who]:
            core.take(who, message)

    def tick() -> None:
        nonlocal now
        now += 50
        done = core.tick(now, lambda _who: FREE)
        core.settle()
        for who, browser in browsers.items():
            if up[who]:
                browser.hear(wire.write_batch(done.first, done.log))
                for one in done.refusals:
                    if one.participant == who:
                        browser.hear(json.dumps({"type": "refused", "from": one.first, "counter": one.last}))

    def come_back(who: int) -> None:
        browser, up[who] = browsers[who], True
        counter = core.handled.get(who, 0)
        browser.hear(json.dumps({"type": "hello", "you": {"id": who, "counter": counter}}))
        browser.hear(wire.write_batch(browser.position + 1, core.since(browser.position)))
        for message in browser.again():
            send(who, message)

    for who, act, what in plan:
        browser = browsers[who]
        if act == "edit":
            send(who, browser.edit(*what))  # type: ignore[misc]
        elif act == "undo":
            send(who, browser.undo(what))  # type: ignore[arg-type]
        elif act == "lose":
            up[who] = False
        elif act == "return" and not up[who]:
            come_back(who)
        elif act == "twice":
            for message in browser.again():
                send(who, message)
        elif act == "tick":
            tick()
    for who in browsers:
        if not up[who]:
            come_back(who)
    tick()
    while core.waiting:
        tick()
    for browser in browsers.values():
        assert browser.waiting == {}
        assert browser.position == core.durable == core.position
        assert browser.grid.same_as(core.grid)
    log = core.log
    assert replay(BASE.grid, log).same_as(core.grid)
    assert core.money.cost == pytest.approx(full_cost(core))
    for who in browsers:
        own = {(one.counter, one.box, one.block) for one in edits(log) if one.participant == who}
        assert len(own) == sum(1 for one in log["participant"] if one == who), "nothing is applied twice"
    again = Core(BASE, log.copy())
    assert again.grid.same_as(core.grid)
    assert all(again.handled.get(who, 0) <= core.handled.get(who, 0) for who in browsers)
    assert again.money.cost == pytest.approx(core.money.cost)


@pytest.mark.parametrize(
    ("rights", "where", "block", "code"),
    [
        (FREE, box(NX, 0, 5), 3, "outside"),
        (FREE, Box(5, 5, 5, 4, 5, 5), 3, "outside"),
        (FREE, box(0, 0, 5), 9999, "block"),
        (FREE, box(0, 0, GROUND - 1), 3, "ground"),
        (FREE, Box(0, 0, 3, 63, 63, 3 + MOST_IN_A_BOX // 4096), 3, "size"),
        (Rights(frozen=True), box(0, 0, 5), 3, "frozen"),
        (Rights(muted=True), box(0, 0, 5), 3, "muted"),
        (Rights(locks=(box(0, 0, 0, 9, 9, 9),)), box(9, 9, 9), 3, "locked"),
        (Rights(area=(box(0, 0, 0, 9, 9, 9),)), box(8, 8, 5, 2), 3, "area"),
        (Rights(most_high=5), box(0, 0, GROUND + 6), 3, "height"),
        (Rights(opens=2000), box(0, 0, 5), 3, "time"),
        (Rights(ends=10), box(0, 0, 5), 3, "time"),
        (Rights(blocks=frozenset({10})), box(0, 0, 5), 3, "palette"),
        (Rights(budget=1.0), box(0, 0, 5), 3, "budget"),
        (Rights(budget=1.0), box(0, 0, 5, 2, 2), 3, "budget"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_refused_with_its_reason(rights: Rights, where: Box, block: int, code: str) -> None:
    """The one wish alone: what came before and after it in the same message is granted."""
    core = Core(BASE, some_entries(0))
    fine = (box(1, 1, GROUND), 0)  # taking the lawn away is always allowed, but for those who may not build at all
    wish(core, 7, 1, fine, (where, block), (box(1, 2, GROUND), 0))
    tick = core.tick(1000, lambda _who: rights)
    nobody = code in {"frozen", "muted", "time"} or (code == "budget" and rights.budget == 1.0)
    if nobody:
        assert told(tick) == [(7, 1, 3, code)]
        assert core.grid.same_as(BASE.grid)
    else:
        free = code != "locked"
        assert told(tick) == [(7, 2, 2, code) if free else (7, 1, 3, code)]
        assert core.position == (2 if free else 0)
    assert core.handled[7] == 3


def test_a_leader_builds_in_locked_areas_and_while_others_wait() -> None:
    """In the same tick in which others are refused."""
    core = Core(BASE, some_entries(0))
    kinds = {1: Rights(leader=True, frozen=True, locks=(BASE.grid.box,)), 2: Rights(frozen=True)}
    wish(core, 2, 1, (box(1, 1, 5), 3))
    wish(core, 1, 1, (box(1, 1, 5), 10))
    wish(core, 2, 2, (box(2, 1, 5), 3))
    tick = core.tick(1000, kinds.__getitem__)
    assert told(tick) == [(2, 1, 2, "frozen")]
    assert [(one.participant, one.block) for one in edits(tick.log)] == [(1, 10)]


def test_the_budget_counts_what_was_spent_and_what_came_back() -> None:
    """A block too many is refused; taking one away makes room again."""
    one = palette().numbers("cost")[3] + palette().numbers("remove")[0]
    core = Core(BASE, some_entries(0))
    rights = Rights(budget=float(one * 2))
    wish(core, 1, 1, *[(box(x, 0, 9), 3) for x in range(3)])
    assert told(core.tick(0, lambda _who: rights)) == [(1, 3, 3, "budget")]
    wish(core, 1, 4, (box(0, 0, 9), 0), (box(2, 0, 9), 3))
    assert told(core.tick(50, lambda _who: rights)) == []
    assert core.money.cost == pytest.approx(full_cost(core)) == pytest.approx(one * 2)


@pytest.mark.parametrize(
    "message",
    [b"", b"\x01", b"\x01\x01\x00\x00\x00\x01\x00", b"\x01" + b"\x00" * 18, b"\x02\x01\x00", b"\x03\x00", b"\x09abc", b"\xff" * 60,
     wire.write_edits(1, some_entries(2))[:-1], wire.write_edits(1, some_entries(2)) + b"\x00",
     wire.write_edits(2**32 - 1, some_entries(2)), wire.write_edits(1, some_entries(1025))],
)  # fmt: skip
def test_messages_that_are_cut_or_of_no_kind_are_refused_whole(message: bytes) -> None:
    """And nothing waits for the tick."""
    core = Core(BASE, some_entries(0))
    with pytest.raises(ValueError, match="message"):
        core.take(1, message)
    assert not core.waiting


@settings(max_examples=200, deadline=None)
@given(message=st.binary(max_size=80))
def test_no_bytes_at_all_break_a_core(message: bytes) -> None:
    """Whatever comes is understood or refused."""
    core = Core(BASE, some_entries(0))
    try:
        core.take(1, message)
    except ValueError:
        assert not core.waiting
    core.tick(0, lambda _who: FREE)
    assert replay(BASE.grid, core.log).same_as(core.grid)


def test_counters_that_do_not_rise_are_ignored() -> None:
    """Known ones within a message too; a gap is none of the room's business."""
    core = Core(BASE, some_entries(0))
    wish(core, 1, 0, (box(0, 0, 9), 3))
    wish(core, 1, 5, (box(1, 0, 9), 3), (box(2, 0, 9), 3))
    wish(core, 1, 6, (box(8, 0, 9), 3), (box(3, 0, 9), 3))
    wish(core, 1, 2, (box(9, 0, 9), 3))
    tick = core.tick(0, lambda _who: FREE)
    assert [(one.counter, one.box.x0) for one in edits(tick.log)] == [(5, 1), (6, 2), (7, 3)]
    assert tick.refusals == []


@pytest.mark.parametrize("counter", [MOST_AHEAD + 1, 2**31, 2**32 - 2])
def test_a_forged_counter_is_refused_and_real_ones_go_on(counter: int) -> None:
    """It would swallow whatever the same person does afterwards."""
    core = Core(BASE, some_entries(0))
    with pytest.raises(ValueError, match="counts"):
        wish(core, 7, counter, (box(1, 1, 9), 3))
    with pytest.raises(ValueError, match="counts"):
        core.take(7, struct.pack("<BII", wire.UNDO, counter, 1))
    wish(core, 7, 1, (box(1, 1, 9), 3))
    assert len(core.tick(0, lambda _who: FREE).log) == 1


def test_a_flood_is_refused_and_ends() -> None:
    """60 edits a second for long, three seconds' worth at once, and big boxes count by their blocks."""
    core = Core(BASE, some_entries(0))
    for number in range(200):
        wish(core, 1, number + 1, (box(number % 90, 1, 9), 3))
    wish(core, 2, 1, (box(1, 3, 9), 3))
    tick = core.tick(0, lambda _who: FREE)
    assert told(tick) == [(1, 181, 200, "flood")]
    assert core.handled == {1: 200, 2: 1}
    wish(core, 1, 201, *[(box(x, 2, 9), 3) for x in range(60)])
    assert told(core.tick(1000, lambda _who: FREE)) == []
    wish(core, 1, 261, (box(1, 1, 9), 3))
    assert told(core.tick(1000, lambda _who: FREE)) == [(1, 261, 261, "flood")]
    wish(core, 3, 1, *[(Box(0, 0, 3, 63, 31, 18), 3)] * 8)
    assert [one[3] for one in told(core.tick(2000, lambda _who: FREE))] == ["flood"]


def test_undo_takes_back_one_edit_and_undoing_that_brings_it_again() -> None:
    """Several blocks, of which another person has changed one since; the entries carry who asked."""
    core = Core(BASE, some_entries(0))
    wish(core, 1, 1, (box(0, 0, 5, 4), 40))
    wish(core, 2, 1, (box(2, 0, 5), 20))
    core.tick(0, lambda _who: FREE)
    core.take(1, struct.pack("<BII", wire.UNDO, 2, 1))
    tick = core.tick(50, lambda _who: FREE)
    assert {(one.participant, one.counter) for one in edits(tick.log)} == {(1, 2)}
    assert core.grid.dense()[5, 0, :5].tolist() == [0, 0, 20, 0, 0]
    core.take(1, struct.pack("<BII", wire.UNDO, 3, 2))
    core.tick(100, lambda _who: FREE)
    assert core.grid.dense()[5, 0, :5].tolist() == [40, 40, 20, 40, 40]
    assert core.money.cost == pytest.approx(full_cost(core))


@pytest.mark.parametrize(
    ("target", "rights", "code"),
    [
        (2, FREE, "undo"),
        (9, FREE, "undo"),
        (0, FREE, "undo"),
        (1, Rights(muted=True), "muted"),
        (1, Rights(locks=(box(30, 0, 0, 9, 9, 9),)), "locked"),
        (1, Rights(blocks=frozenset({3}), most_high=0), None),
    ],
)
def test_undo_has_rights_too(target: int, rights: Rights, code: str | None) -> None:
    """Only one's own, not where it is locked meanwhile; what once stood may stand again whatever new building may be."""
    core = Core(BASE, some_entries(0))
    wish(core, 1, 1, (box(32, 4, 4), 0))
    wish(core, 2, 2, (box(50, 4, 5), 3))
    core.put(1, [(box(60, 1, 5), 3)], 0)
    core.tick(0, lambda _who: FREE)
    core.take(1, struct.pack("<BII", wire.UNDO, 5, target))
    tick = core.tick(50, lambda _who: rights)
    assert told(tick) == ([] if code is None else [(1, 5, 5, code)])
    assert (core.grid.get(32, 4, 4) == BASE.grid.get(32, 4, 4)) == (code is None)


def test_undo_costs_what_it_builds_again() -> None:
    """Taking back a demolition needs the money once more."""
    core = Core(BASE, some_entries(0))
    wish(core, 1, 1, (box(5, 5, 5), 40), (box(5, 5, 5), 0))
    core.tick(0, lambda _who: FREE)
    assert core.money.cost == 0
    core.take(1, struct.pack("<BII", wire.UNDO, 3, 2))
    assert told(core.tick(50, lambda _who: Rights(budget=1.0))) == [(1, 3, 3, "budget")]
    assert core.grid.same_as(BASE.grid)
    assert core.money.cost == 0


def test_what_the_room_sets_leaves_alone_what_changed_meanwhile() -> None:
    """Boxes were reckoned at a position; blocks set after it stay."""
    core = Core(BASE, some_entries(0))
    wish(core, 1, 1, (box(0, 0, 5, 5), 40))
    core.tick(0, lambda _who: FREE)
    position = core.position
    wish(core, 2, 1, (box(2, 0, 5), 20))
    core.put(9, [(box(0, 0, 5, 5), 0)], position)
    tick = core.tick(50, lambda _who: FREE)
    assert core.grid.dense()[5, 0, :6].tolist() == [0, 0, 20, 0, 0, 0]
    assert {(one.participant, one.counter) for one in edits(tick.log)} == {(2, 1), (9, 0)}
    assert core.handled.get(9, 0) == 0


def test_undo_in_a_long_log_leaves_time_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """When taking back takes longer than a tick may, the rest waits for the next one, in order."""
    from stadtkern.quarter.live import core as module

    monkeypatch.setattr(module, "MOST_UNDOING", 0.0)
    core = Core(BASE, some_entries(3))
    for counter in (4, 5):
        core.take(1, struct.pack("<BII", wire.UNDO, counter, counter - 3))
    wish(core, 1, 6, (box(9, 9, 9), 3))
    core.tick(0, lambda _who: FREE)
    assert core.waiting
    monkeypatch.setattr(module, "MOST_UNDOING", 1.0)
    tick = core.tick(50, lambda _who: FREE)
    assert tick.log["counter"].tolist() == [4, 5, 6]


def test_a_long_log_grows_in_place() -> None:
    """Views that were given out stay as they were."""
    core = Core(BASE, some_entries(1020))
    before = core.log.copy()
    held = core.since(0)
    for number in range(30):
        wish(core, 5, number + 1, (box(number, 0, 9), 3))
        core.tick(number * 50, lambda _who: FREE)
    core.settle()
    assert np.array_equal(held, before)
    assert core.durable == len(core.log) == 1050
    assert replay(BASE.grid, core.log).same_as(core.grid)
    assert CODES["flood"]
