"""A meter that follows edits agrees with a full recount, whatever is built."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stadtkern.quarter.blocks.base import Base, Frame, Spot
from stadtkern.quarter.blocks.edits import Edit, entries, replay
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.effects.meter import CHEAP, SLOW, Board, Meter, measure
from stadtkern.quarter.effects.tally import count_all

NX, NY, NZ = 50, 40, 14
BLOCKS = [
    palette().id(key)
    for key in (
        "air",
        "street",
        "lawn",
        "homes",
        "roof",
        "green_roof",
        "trunk",
        "crown",
        "shop",
        "solar_roof",
        "footway",
        "playground",
        "bus_stop",
        "wall",
        "conifer",
        "shade_sail",
    )
]


def quarter() -> Base:
    """Make a street between a lawn and a house of three storeys on 100 m², with one tree."""
    dense = np.zeros((NZ, NY, NX), dtype=np.uint16)
    dense[0], dense[1] = 1, palette().id("lawn")
    dense[1, :, 20:26] = palette().id("street")
    dense[1:10, 5:15, 30:40] = palette().id("homes")
    dense[10, 5:15, 30:40] = palette().id("flat_roof")
    dense[2:5, 30, 5] = palette().id("trunk")
    dense[5:8, 28:33, 3:8] = palette().id("crown")
    flat = np.zeros((NY, NX), dtype=np.uint8)
    number = flat.astype(np.uint16)
    number[5:15, 30:40] = 1
    spots = (Spot("stop", "Markt", 22, 3, 60), Spot("doctor", "Ärztin", 29, 10), Spot("nursery", "Kita", 35, 10))
    return Base(Frame(25833, 453000, 5735000), Grid.of(dense), flat + 1, flat, flat, number, spots=spots)


def test_a_small_quarter_is_counted_right() -> None:
    """Counted by hand: 2,000 m², 100 built, 240 street, one tree with a crown of 25 m²."""
    base = quarter()
    found = {key: value.value for key, value in measure(base, base.grid).items()}
    assert found["built_area"] == 100
    assert found["driving_space"] == 240
    assert found["green_area"] == 2000 - 240 - 100
    assert found["floor_area"] == 300
    assert found["dwellings"] == 300 * 0.75 / 92
    assert found["trees"] == 1
    assert found["canopy"] == 100 * 25 / 2000
    assert found["sealed_share"] == 100 * (100 + 240 * 0.9) / 2000
    assert found["site_coverage"] == 100 / 2000
    assert found["floor_space_ratio"] == 300 / 2000
    assert found["cost"] == 0


def test_a_square_instead_of_a_street_has_its_price() -> None:
    """240 m² of roadway go, paving comes; nothing else changes."""
    base = quarter()
    now = replay(base.grid, entries([Edit(1, 1, 0, Box(20, 0, 1, 25, NY - 1, 1), palette().id("square"))]))
    meter = Meter(Board(base), now)
    cheap = meter.cheap()
    assert cheap["cost"].value == 240 * (180 + 35)
    assert cheap["driving_space"].difference == -240
    assert cheap["staying_space"].difference == 240
    assert cheap["dwellings"].difference == 0


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[Box, int]]:
    """Draw some boxes with their blocks."""
    out = []
    for _ in range(draw(st.integers(1, 12))):
        x, y, z = draw(st.integers(0, NX - 1)), draw(st.integers(0, NY - 1)), draw(st.integers(0, NZ - 1))
        dx, dy, dz = draw(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 4)))
        box = Box(x, y, z, min(x + dx, NX - 1), min(y + dy, NY - 1), min(z + dz, NZ - 1))
        out.append((box, draw(st.sampled_from(BLOCKS))))
    return out


@settings(max_examples=40, deadline=None)
@given(first=edits(), later=edits())
def test_a_meter_equals_a_full_recount_after_every_edit(
    first: list[tuple[Box, int]], later: list[tuple[Box, int]]
) -> None:
    """Opened on a variant half built, then edit by edit."""
    base = quarter()
    board = Board(base)
    grid = replay(base.grid, entries(Edit(1, n, 0, box, block) for n, (box, block) in enumerate(first)))
    meter = Meter(board, grid)
    for box, block in later:
        grid.fill(box, block)
        meter.update(grid, [box])
        assert meter.view.tally.same_as(count_all(grid, base.grid))
    full = measure(base, grid)
    assert {key: value.value for key, value in meter.cheap().items()} == {one.key: full[one.key].value for one in CHEAP}


@settings(max_examples=15, deadline=None)
@given(first=edits(), later=edits())
def test_slow_effects_that_reuse_what_did_not_change_equal_a_full_recount(
    first: list[tuple[Box, int]], later: list[tuple[Box, int]]
) -> None:
    """Measured in between, so that there is something to reuse, and again after single edits."""
    base = quarter()
    board = Board(base)
    grid = replay(base.grid, entries(Edit(1, n, 0, box, block) for n, (box, block) in enumerate(first)))
    meter = Meter(board, grid)
    for number, (box, block) in enumerate(later):
        grid.fill(box, block)
        meter.update(grid, [box])
        if number % 4 == 0:
            meter.slow()
    full = measure(base, grid)
    assert {key: (value.value, value.today) for key, value in meter.slow().items()} == {
        one.key: (full[one.key].value, full[one.key].today) for one in SLOW
    }


def test_walks_are_used_again_when_only_a_roof_changes() -> None:
    """A solar roof changes light and yield; the ways stay the same objects."""
    base = quarter()
    meter = Meter(Board(base), base.grid)
    before = meter.slow()
    kept = meter.view.shared["field stop"][1]
    grid = base.grid.copy()
    box = Box(30, 5, 10, 39, 14, 10)
    grid.fill(box, palette().id("solar_roof"))
    meter.update(grid, [box])
    after = meter.slow()
    assert meter.view.shared["field stop"][1] is kept
    assert before["solar_yield"].value == 0
    assert (after["solar_yield"].difference or 0) > 0
    assert after["ways_stop"].value == 100


def test_slow_effects_end_within_a_long_one_when_nobody_waits() -> None:
    """Whatever number of questions is answered with no, what is finished by then is right and the rest is missing."""
    base = quarter()
    full = {key: value.value for key, value in Meter(Board(base), base.grid).slow().items()}
    asked = 0

    def patient() -> bool:
        nonlocal asked
        asked += 1
        return False

    Meter(Board(base), base.grid).slow(patient)
    assert asked > 120
    for patience in (0, 3, 20, 60, 120):
        left = patience

        def stop() -> bool:
            nonlocal left
            left -= 1
            return left < 0

        board = Board(base)
        found = {key: value.value for key, value in Meter(board, base.grid).slow(stop).items()}
        assert len(found) < len(full)
        assert found == {key: full[key] for key in found}
        assert {key: value.value for key, value in Meter(board, base.grid).slow().items()} == full


def test_a_variant_that_is_still_the_base_reuses_all_that_is_known_of_it() -> None:
    """Opening one costs no walk and no ray of its own."""
    base = quarter()
    board = Board(base)
    first = Meter(board, base.grid)
    first.slow()
    second = Meter(board, base.grid.copy())
    second.slow()
    for name in ("year", "field stop", "ground"):
        assert second.view.shared[name][1] is board.view.shared[name][1]
