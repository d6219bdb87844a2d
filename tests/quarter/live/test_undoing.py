"""Taking back in portions gives what taking back at once gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from quarter_town import NX, NY, NZ, small_base
from stadtkern.quarter.blocks.edits import Edit, Entries, entries, replay
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.blocks.undo import undo_entry, undo_person
from stadtkern.quarter.live.undoing import Boxes, undo_all_of, undo_counter, without

BASE = small_base().grid


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    """Draw a box, some across chunks."""
    x, y, z = draw(st.integers(25, 40)), draw(st.integers(25, 40)), draw(st.integers(2, 8))
    dx, dy, dz = draw(st.tuples(*[st.integers(0, 20)] * 2, st.integers(0, 3)))
    return Box(x, y, z, min(x + dx, NX - 1), min(y + dy, NY - 1), min(z + dz, NZ - 1))


@st.composite
def logs(draw: st.DrawFn) -> Entries:
    """Draw a log of three people; a counter may stand for several entries, as after an undo."""
    rows = draw(
        st.lists(st.tuples(st.integers(1, 3), st.booleans(), boxes(), st.sampled_from([0, 3, 16, 40])), max_size=30)
    )
    counters = {1: 0, 2: 0, 3: 0}
    out = []
    for who, rises, box, block in rows:
        counters[who] += 1 if rises or not counters[who] else 0
        out.append(Edit(who, counters[who], 0, box, block))
    return entries(out)


def put(grid: Grid, changes: Boxes) -> Grid:
    return replay(grid, entries(Edit(9, 0, 0, box, block) for box, block in changes))


@settings(max_examples=60, deadline=None)
@given(log=logs(), who=st.integers(1, 4), since=st.integers(0, 30))
def test_taking_back_a_person_by_chunks_equals_taking_back_at_once(log: Entries, who: int, since: int) -> None:
    """From any position on."""
    now = replay(BASE, log)
    at_once = put(now, undo_person(BASE, log, now, who, since))
    assert put(now, undo_all_of(BASE, log, now, who, since)).same_as(at_once)


@settings(max_examples=60, deadline=None)
@given(log=logs())
def test_taking_back_a_counter_of_one_entry_equals_taking_back_that_entry(log: Entries) -> None:
    """And of several entries: every block that none of them set last is as it was."""
    now = replay(BASE, log)
    for who, counter in {(int(one["participant"]), int(one["counter"])) for one in log}:
        places = np.flatnonzero((log["participant"] == who) & (log["counter"] == counter))
        after = put(now, undo_counter(BASE, log, now, who, counter))
        if len(places) == 1:
            assert after.same_as(put(now, undo_entry(BASE, log, now, int(places[0]) + 1)))
        same = now.dense() == after.dense()
        last = last_of_each(log)
        assert same[~np.isin(last, places)].all()


def last_of_each(log: Entries) -> np.ndarray:  # type: ignore[type-arg]
    """Give for each block the entry that set it last, -1 for none, the plainest way."""
    out = np.full(BASE.dense().shape, -1)
    for number, one in enumerate(log.tolist()):
        x0, y0, z0, x1, y1, z1 = one[3:9]
        out[z0 : z1 + 1, y0 : y1 + 1, x0 : x1 + 1] = number
    return out


def test_taking_back_what_does_not_exist_is_nothing() -> None:
    """No such counter, no such person, and counter 0, which is nobody's own."""
    log = entries([Edit(1, 0, 0, Box(1, 1, 3, 1, 1, 3), 3), Edit(1, 4, 0, Box(2, 1, 3, 2, 1, 3), 3)])
    now = replay(BASE, log)
    assert undo_counter(BASE, log, now, 1, 0) == undo_counter(BASE, log, now, 1, 3) == []
    assert undo_counter(BASE, log, now, 2, 4) == undo_all_of(BASE, log, now, 2) == []


@settings(max_examples=100, deadline=None)
@given(whole=boxes(), holes=st.lists(boxes(), max_size=4))
def test_a_box_without_others_is_every_block_they_do_not_cover(whole: Box, holes: list[Box]) -> None:
    """Each once."""
    left = without([(whole, 5)], holes)
    count = np.zeros((NZ, NY, NX), dtype=int)
    for box, block in left:
        assert block == 5
        count[box.z0 : box.z1 + 1, box.y0 : box.y1 + 1, box.x0 : box.x1 + 1] += 1
    expected = np.zeros_like(count)
    expected[whole.z0 : whole.z1 + 1, whole.y0 : whole.y1 + 1, whole.x0 : whole.x1 + 1] = 1
    for hole in holes:
        expected[hole.z0 : hole.z1 + 1, hole.y0 : hole.y1 + 1, hole.x0 : hole.x1 + 1] = 0
    assert np.array_equal(count, expected)
