"""The lesson in the demo town: the square belongs to cars, three groups took them away, and a room waits for a class."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest

from demo.brush import Brush
from demo.designs import DESIGNS, inside
from demo.names import LEAD_FILE
from demo.quarter import LESSON, SLUG
from demo_town import DemoTown
from stadtkern.quarter.blocks.edits import replay
from stadtkern.quarter.blocks.grid import Grid
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.blocks.rights import Rights, refused
from stadtkern.quarter.effects.meter import measure
from stadtkern.quarter.effects.registry import BY_KEY
from stadtkern.quarter.keep import Contribution, Store, open_store
from stadtkern.quarter.pages.numbers import score


@pytest.fixture(scope="module")
def store(birkenfurt: DemoTown) -> Iterator[Store]:
    """What the demo town keeps of its quarters."""
    one = open_store(birkenfurt.town.quarters)
    yield one
    one.close()


@pytest.fixture(scope="module")
def designs(store: Store) -> tuple[Contribution, ...]:
    """What was sent in, oldest first."""
    quarter = store.quarter(SLUG)
    assert quarter is not None
    return store.contributions(quarter.id, "shown")[::-1]


def blocks(store: Store, design: Contribution) -> Grid:
    return replay(store.base(SLUG).grid, store.log(design.variant)[: design.position])


def test_the_square_belongs_to_cars_today(store: Store) -> None:
    """Its quarter is published, and on the market stand more parked cars than a classroom has chairs."""
    quarter = store.quarter(SLUG)
    assert quarter is not None
    assert quarter.published
    assert 300 <= quarter.nx <= 400
    brush = Brush(store.base(SLUG))
    assert (inside(brush) & brush.surface("parking")).sum() > 30 * 12.5
    assert (inside(brush, 1.2) & brush.surface("street")).sum() > 1000
    assert {one.name for one in store.base(SLUG).buildings} >= {"Rathaus"}


def test_three_groups_sent_in_and_no_car_is_left(store: Store, designs: tuple[Contribution, ...]) -> None:
    """Each with words and stops, and nothing to park or drive on within the ring."""
    assert [one.name for one in designs] == [one.name for one in DESIGNS]
    for one in designs:
        assert len(one.text) > 100
        assert len(one.stops) == 3
        brush = Brush(store.base(SLUG))
        brush.now = blocks(store, one).dense()
        assert not (inside(brush) & brush.surface("parking", "street")).any()


def test_the_designs_are_really_different(store: Store, designs: tuple[Contribution, ...]) -> None:
    """Of what they changed, most is not what another group did."""
    base = store.base(SLUG).grid.dense()
    made = [blocks(store, one).dense() for one in designs]
    for one, other in combinations(made, 2):
        changed = (one != base) | (other != base)
        assert (one[changed] != other[changed]).mean() > 0.5


def test_every_edit_was_somebodys_and_within_their_rights(store: Store, designs: tuple[Contribution, ...]) -> None:
    """Members of the group set each block themselves, within the square, and counted it."""
    base = store.base(SLUG)
    for one in designs:
        variant, log = store.variant(one.variant), store.log(one.variant)
        assert variant is not None
        assert variant.room is not None
        room = store.room(variant.room)
        assert room is not None
        members = {each.id for each in store.participants(room.id) if each.group == variant.group}
        assert set(log["participant"].tolist()) == members
        assert len({(row[0], row[1]) for row in log.tolist()}) == len(log)
        rights = Rights(area=room.rules.area)
        assert not refused(log, rights, base.grid, base.ground, palette(), int(log["time"][0])).any()
        assert (np.diff(log["time"].astype(np.int64)) >= 0).all()


def test_kept_numbers_are_those_of_a_full_recount_and_each_design_has_its_price(
    store: Store, designs: tuple[Contribution, ...]
) -> None:
    """Nothing is prettified: each makes something worse beside what it costs, and many things better."""
    base = store.base(SLUG)
    for one in designs:
        again = measure(base, blocks(store, one))
        assert {key: kept["value"] for key, kept in one.effects.items()} == {
            key: value.value for key, value in again.items()
        }
        scores = {key: score(BY_KEY[key], kept["value"], kept["today"]) for key, kept in one.effects.items()}
        assert scores["people_share"] > 0
        assert {key for key, each in scores.items() if each < 0} > {"cost"}, one.name
        assert sum(each > 0 for each in scores.values()) >= 5


def test_a_room_waits_for_the_next_class(store: Store, birkenfurt: DemoTown) -> None:
    """Anybody with its code may come in; the link by which one leads it is nobody else's to read."""
    quarter = store.quarter(SLUG)
    assert quarter is not None
    waiting = store.rooms(quarter.id)[0]
    assert waiting.title == LESSON
    assert waiting.task
    assert (waiting.closed, waiting.ends, waiting.frozen) == (None, None, False)
    assert store.room_by_code(waiting.code) == waiting
    file = birkenfurt.folder / LEAD_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    token = file.read_text("utf-8").rstrip("/").rpartition("/")[2]
    leader = store.participant_by_token(token)
    assert leader is not None
    assert (leader.room, leader.leader) == (waiting.id, True)
