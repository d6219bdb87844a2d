"""Replaying, differing, undoing and sending blocks, for any edits at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stadtkern.quarter.blocks import wire
from stadtkern.quarter.blocks.base import Base, Frame, pack, unpack
from stadtkern.quarter.blocks.edits import ENTRY, Edit, Entries, difference, edits, entries, replay
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.blocks.undo import undo_entry, undo_person

NX, NY, NZ = 70, 40, 8
numbers = st.integers(0, 3)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    """Draw a box inside the grid, mostly small."""
    x, y, z = draw(st.integers(0, NX - 1)), draw(st.integers(0, NY - 1)), draw(st.integers(0, NZ - 1))
    dx, dy, dz = draw(st.tuples(numbers, numbers, numbers)) if draw(st.booleans()) else (0, 0, 0)
    return Box(x, y, z, min(x + dx, NX - 1), min(y + dy, NY - 1), min(z + dz, NZ - 1))


@st.composite
def logs(draw: st.DrawFn, most: int = 90) -> Entries:
    """Draw a log of up to three participants in a corner where they meet."""
    rows = draw(st.lists(st.tuples(st.integers(1, 3), boxes(), st.sampled_from([0, 3, 16, 40])), max_size=most))
    return entries(Edit(who, at + 1, at, box, block) for at, (who, box, block) in enumerate(rows))


def ground() -> Grid:
    """Make a lawn with a house on it."""
    dense = np.zeros((NZ, NY, NX), dtype=np.uint16)
    dense[0], dense[1] = 1, 16
    dense[2:5, 3:9, 30:40] = 40
    return Grid.of(dense)


def one_by_one(base: Grid, log: Entries) -> np.ndarray:  # type: ignore[type-arg]
    """Apply a log the plainest way there is."""
    dense = base.dense()
    for edit in edits(log):
        b = edit.box
        dense[b.z0 : b.z1 + 1, b.y0 : b.y1 + 1, b.x0 : b.x1 + 1] = edit.block
    return dense


@settings(max_examples=60, deadline=None)
@given(log=logs(), cut=st.integers(0, 90))
def test_replaying_equals_applying_one_by_one(log: Entries, cut: int) -> None:
    """However a log is split, the last writer of each block wins, and the base stays as it was."""
    base = ground()
    live = replay(replay(base, log[:cut]), log[cut:])
    assert np.array_equal(live.dense(), one_by_one(base, log))
    assert replay(base, np.concatenate([log] * 3) if len(log) else log).same_as(live)
    assert base.same_as(ground())


@settings(max_examples=60, deadline=None)
@given(log=logs())
def test_a_difference_turns_one_grid_into_the_other(log: Entries) -> None:
    """The boxes are few, never overlap, and nothing is left over."""
    base = ground()
    now = replay(base, log)
    boxes_ = difference(base, now)
    again = replay(base, entries(Edit(1, n, 0, box, block) for n, (box, block) in enumerate(boxes_)))
    assert again.same_as(now)
    assert sum(box.volume for box, _ in boxes_) == int((base.dense() != now.dense()).sum())


@settings(max_examples=60, deadline=None)
@given(log=logs(), box=boxes(), block=st.sampled_from([0, 3, 16, 40]))
def test_undoing_the_last_edit_restores_what_was_there(log: Entries, box: Box, block: int) -> None:
    """Build, take back: as before."""
    base = ground()
    before = replay(base, log)
    longer = np.concatenate([log, entries([Edit(2, 99, 0, box, block)])])
    now = replay(before, longer[len(log) :])
    back = undo_entry(base, longer, now, len(longer))
    assert replay(now, entries(Edit(2, 100, 0, b, i) for b, i in back)).same_as(before)


@settings(max_examples=60, deadline=None)
@given(log=logs(), who=st.integers(1, 3))
def test_undoing_a_person_leaves_what_others_built_since(log: Entries, who: int) -> None:
    """What remains is what the log makes without that person, and others' blocks are untouched."""
    base = ground()
    now = replay(base, log)
    after = replay(now, entries(Edit(9, 1, 0, box, block) for box, block in undo_person(base, log, now, who)))
    assert after.same_as(replay(base, log[log["participant"] != who]))


def test_undoing_an_edit_keeps_what_others_put_there_later() -> None:
    """A wall of five, of which another has turned one into a hedge: four go, the hedge stays."""
    base = ground()
    log = entries([Edit(1, 1, 0, Box(0, 0, 2, 4, 0, 2), 85), Edit(2, 1, 0, Box(2, 0, 2, 2, 0, 2), 35)])
    now = replay(base, log)
    after = replay(now, entries(Edit(1, 2, 0, b, i) for b, i in undo_entry(base, log, now, 1)))
    assert after.dense()[2, 0, :5].tolist() == [0, 0, 35, 0, 0]
    with pytest.raises(IndexError):
        undo_entry(base, log, now, 3)


@settings(max_examples=40, deadline=None)
@given(log=logs())
def test_messages_say_the_same_on_both_sides(log: Entries) -> None:
    """Edits, batches and snapshots survive the wire; a message cut anywhere is refused."""
    base, now = ground(), replay(ground(), log)
    assert wire.read_snapshot(wire.write_snapshot(7, base, now), base)[1].same_as(now)
    if len(log):
        position, read = wire.read_batch(wire.write_batch(41, log))
        assert position == 41
        assert [(e.participant, e.box, e.block) for e in edits(read)] == [
            (e.participant, e.box, e.block) for e in edits(log)
        ]
        message = wire.write_edits(5, log)
        given_ = wire.read(message, participant=3, now=17)
        assert isinstance(given_, np.ndarray)
        assert given_.dtype == ENTRY
        assert given_["counter"].tolist() == list(range(5, 5 + len(log)))
        for cut in {0, 1, 6, len(message) - 1}:
            with pytest.raises(ValueError, match="message"):
                wire.read(message[:cut])


def test_a_base_survives_its_file_and_a_broken_file_is_refused() -> None:
    """All arrays and words come back; anything else is a ValueError."""
    grid = ground()
    flat = np.zeros((NY, NX), dtype=np.uint8)
    base = Base(Frame(25833, 1.5, 2.5, 34.0), grid, flat + 1, flat, flat + 2, flat.astype(np.uint16), ("osm", "ä"))
    data = pack(base)
    again = unpack(data)
    assert again.grid.same_as(grid)
    assert again.frame == base.frame
    assert again.sources == base.sources
    assert np.array_equal(again.ground, base.ground)
    for broken in (b"", b"SKQ1", data[:-9], b"PK" + data):
        with pytest.raises(ValueError, match="bytes"):
            unpack(broken)


def test_every_block_has_its_words_and_a_meaning() -> None:
    """At least 45 blocks, three languages, colours; surfaces say what they are for, buildings what they hold."""
    blocks = palette().blocks
    assert len(blocks) >= 45
    assert len({one.key for one in blocks}) == len({one.id for one in blocks}) == len(blocks)
    for one in blocks:
        assert one.de
        assert one.en
        assert one.easy
        assert one.colour.startswith("#")
        assert len(one.colour) == 7
        assert (one.kind == "surface") == bool(one.space)
        assert (one.kind == "building") == bool(one.use)
        assert 0 <= one.sealing <= 1
        assert 0 <= one.walk <= 1
        assert one.cost >= 0
