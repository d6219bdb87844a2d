"""Ways follow walkable ground, end at what stands there now, and are as long as a slow reference says."""

from __future__ import annotations

import heapq

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarter.effects.made import base_of, block, flat, view_of
from stadtkern.quarter.blocks.base import Spot
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.effects import departures, green_reach, ways
from stadtkern.quarter.effects.fields import field, ground
from stadtkern.quarter.effects.maps import maps
from stadtkern.quarter.effects.model import Settings
from stadtkern.quarter.effects.places import destinations, living, parks

SOME = ["footway", "footway", "footway", "street", "lawn", "water", "rain_garden", "steps"]


def test_a_straight_way_is_as_long_as_it_is() -> None:
    """A kiosk at the western end of 100 m of footway; a meadow makes each metre count for more."""
    dense = flat(100, 21)
    dense[2, 10, 0] = block("kiosk")
    far = ways.metres(view_of(base_of(dense)), "shop")
    # The way begins at the cell beside the kiosk.
    assert far[10, 50] == pytest.approx(50)
    assert far[10, 99] == pytest.approx(99)
    assert far[15, 1] == far[5, 1] == pytest.approx(5.42)
    dense[1, :, 20:40] = block("meadow")
    slower = ways.metres(view_of(base_of(dense)), "shop")
    assert slower[10, 50] == pytest.approx(50 + 20 * (1 / 0.7 - 1), rel=0.01)


def test_a_wall_is_walked_around_and_a_step_of_two_metres_is_not_climbed() -> None:
    """A wall with a gate at its northern end; a terrace with and without a step."""
    dense = flat(41, 41)
    dense[2, 0, 0] = block("kiosk")
    dense[2:4, :40, 20] = block("wall")
    far = ways.metres(view_of(base_of(dense)), "shop")
    assert far[0, 30] > 75
    dense[2:4, 40, 20] = block("wall")
    assert np.isinf(ways.metres(view_of(base_of(dense)), "shop")[0, 30])
    terrace = flat(41, 41)
    terrace[2, 0, 0] = block("kiosk")
    terrace[1:3, :, 20:] = block("soil")
    terrace[3, :, 20:] = block("square")
    assert np.isinf(ways.metres(view_of(base_of(terrace)), "shop")[20, 30])
    terrace[2, 5, 19] = block("steps")
    assert ways.metres(view_of(base_of(terrace)), "shop")[20, 30] < 60


@st.composite
def grounds(draw: st.DrawFn) -> np.ndarray:
    """Draw some uneven ground of several surfaces."""
    nx, ny = draw(st.integers(4, 14)), draw(st.integers(4, 14))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    dense = np.zeros((8, ny, nx), dtype=np.uint16)
    levels = random.integers(0, draw(st.integers(1, 4)), (ny, nx))
    for y in range(ny):
        for x in range(nx):
            dense[: levels[y, x], y, x] = block("soil")
            dense[levels[y, x], y, x] = block(SOME[random.integers(len(SOME))])
    dense[levels[0, 0] + 1, 0, 0] = block("kiosk")
    return dense


@settings(max_examples=60, deadline=None)
@given(dense=grounds())
def test_ways_equal_a_slow_reference(dense: np.ndarray) -> None:
    """Dijkstra with a heap over the same ground, from the cell where the field starts."""
    view = view_of(base_of(dense))
    there = destinations(view, "shop")
    assert there.sum() == 1
    land, far = ground(view), field(view, "test", there)
    if int(land.nearest[there][0]) < 0:
        assert np.isinf(far).all()
        return
    network = {(int(y), int(x)) for y, x in np.argwhere((land.nearest >= 0) & (land.away == 0))}
    nearest = divmod(int(land.nearest[there][0]), dense.shape[2])
    starts = [(100, at) for at in ((0, 1), (1, 0)) if at in network]
    best = _dijkstra(view, [*starts, (int(land.away[there][0]), nearest)])
    for at, away in best.items():
        if land.away[at] == 0:
            assert round(far[at] * 100) == away
    reached = {(int(y), int(x)) for y, x in np.argwhere(np.isfinite(far) & (land.away == 0))}
    assert reached == {at for at in best if land.away[at] == 0}


def _dijkstra(view, heap):
    now, land, speed = maps(view), ground(view), palette().numbers("walk")
    ny, nx = now.level.shape

    def open_to(one, two):
        inside = 0 <= two[0] < ny and 0 <= two[1] < nx
        return (
            inside and now.level[two] != 255 and speed[now.surface[two]] > 0
            and abs(int(now.level[one]) - int(now.level[two])) <= 1
        )  # fmt: skip

    best = {}
    heapq.heapify(heap)
    while heap:
        away, at = heapq.heappop(heap)
        if at in best:
            continue
        best[at] = away
        for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)):
            to, beside = (at[0] + dy, at[1] + dx), ((at[0], at[1] + dx), (at[0] + dy, at[1]))
            if not open_to(at, to):
                continue
            half = land.straight
            if dx and dy:
                if not all(open_to(at, corner) and open_to(corner, to) for corner in beside):
                    continue
                half = land.diagonal
            heapq.heappush(heap, (away + int(half[at]) + int(half[to]), to))
    return best


def town():
    """Make two houses, one near a school in the west, one far in the east behind grass."""
    dense, numbers = flat(120, 60, surface="lawn"), np.zeros((60, 120), dtype=np.uint16)
    for number, (x, use, high) in enumerate(((20, "homes", 6), (100, "homes", 3), (2, "school", 4)), 1):
        dense[1 : 1 + high, 25:35, x : x + 10] = block(use)
        numbers[25:35, x : x + 10] = number
    return dense, numbers


def test_homes_count_by_their_floor_area() -> None:
    """Two thirds of the floor area are near: a slow walker with few minutes reaches only those."""
    dense, numbers = town()
    view = view_of(base_of(dense, building=numbers))
    assert ways.share(view, "school") == 100
    near = ways.share(view, "school", minutes=0.5)
    assert near == pytest.approx(100 * 2 / 3)
    assert ways.share(view, "shop") == 0
    assert ways.share(view_of(base_of(flat(30, 30))), "shop") is None
    rows = ways.detail(view, "school")
    assert len(rows) == 9
    assert {row["minutes"] for row in ways.to_json(rows)} == {5, 10, 15}


def test_what_is_built_counts_at_once_and_what_is_torn_down_does_not_any_more() -> None:
    """A kiosk comes; the school's blocks go, and with them the place that the survey knows."""
    dense, numbers = town()
    base = base_of(dense, [Spot("school", "Schule", 7, 30)], numbers)
    grid = base.grid.copy()
    grid.fill(Box(60, 30, 2, 60, 30, 2), block("kiosk"))
    assert ways.share(view_of(base, grid), "shop") == 100
    assert [spot.name for spot in living(view_of(base), "school")] == ["Schule"]
    grid.fill(Box(2, 25, 2, 11, 34, 4), 0)
    grid.fill(Box(2, 25, 1, 11, 34, 1), block("lawn"))
    assert not destinations(view_of(base, grid), "school").any()
    assert ways.share(view_of(base, grid), "school") == 0


def test_a_doctor_in_a_house_of_homes_leaves_with_the_house() -> None:
    """Half of the house may go, more may not. A stop without blocks stays."""
    dense, numbers = town()
    base = base_of(dense, [Spot("doctor", "Ärztin", 24, 30), Spot("stop", "Markt", 60, 10)], numbers)
    grid = base.grid.copy()
    grid.fill(Box(20, 25, 1, 24, 34, 13), 0)
    assert living(view_of(base, grid), "doctor")
    grid.fill(Box(20, 25, 1, 25, 34, 13), 0)
    assert not living(view_of(base, grid), "doctor")
    assert destinations(view_of(base, grid), "stop").sum() == 1


def test_a_park_is_large_and_a_path_does_not_cut_it() -> None:
    """Two lawns of 600 m² count only together; a street of 8 m keeps them apart."""
    dense = flat(80, 40)
    dense[1, 10:30, 5:35] = dense[1, 10:30, 39:69] = block("lawn")
    view = view_of(base_of(dense))
    assert parks(view).sum() == 1200
    dense[1, 10:30, 31:35] = block("street")
    assert not parks(view_of(base_of(dense))).any()
    assert parks(view_of(base_of(dense), settings=Settings(park_m2=500))).sum() == 1120


def test_green_within_reach_is_shared_by_all_who_live_there() -> None:
    """Five people have the whole lawn of almost 7,000 m²: far more than 6 m² each, but not 5,000."""
    dense, numbers = town()
    view = view_of(base_of(dense, building=numbers))
    assert green_reach.measure(view) == pytest.approx(100)
    assert green_reach.measure(view_of(base_of(dense), settings=Settings(green_per_person=5000))) == 0
    assert green_reach.measure(view_of(base_of(flat(30, 30)))) is None


def test_departures_near_home_go_with_their_stop() -> None:
    """Both houses lie within 300 m of 80 departures; without a timetable there is no number."""
    dense, numbers = town()
    dense[2, 10, 60] = block("bus_stop")
    base = base_of(dense, [Spot("stop", "Markt", 60, 10, 80)], numbers)
    assert departures.measure(view_of(base)) == pytest.approx(80)
    grid = base.grid.copy()
    grid.fill(Box(60, 10, 2, 60, 10, 2), 0)
    assert departures.measure(view_of(base, grid)) == 0
    assert departures.measure(view_of(base_of(dense, building=numbers))) is None
