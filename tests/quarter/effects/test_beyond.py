"""Destinations outside the quarter: ways there are the straight line from the border, times a factor, then over the blocks."""

from __future__ import annotations

import heapq
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quarter.effects.made import base_of, block, flat, view_of
from stadtkern.quarter.blocks.base import Base, Spot, pack, unpack
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.effects import border, departures, fast, ways
from stadtkern.quarter.effects.explain import explain
from stadtkern.quarter.effects.fields import ground
from stadtkern.quarter.effects.model import Settings
from stadtkern.quarter.effects.registry import BY_KEY


def two_houses(*beyond: Spot) -> Base:
    """Make two equal houses on footway, 100 m apart, and places outside."""
    dense, numbers = flat(200, 41), np.zeros((41, 200), dtype=np.uint16)
    for number, x in enumerate((40, 140), 1):
        dense[1:4, 15:26, x : x + 10] = block("homes")
        numbers[15:26, x : x + 10] = number
    return replace(base_of(dense, building=numbers), beyond=beyond)


def test_a_school_outside_the_box_is_reached_over_its_border() -> None:
    """60 m east of the last column: 78 m by the factor 1.3, then a metre for each block; without it nobody reaches one."""
    assert ways.share(view_of(two_houses()), "school") == 0
    view = view_of(two_houses(Spot("school", "", 259, 5)))
    far = ways.metres(view, "school")
    assert far[5, 199] == pytest.approx(78)
    assert far[5, 100] == pytest.approx(78 + 99)
    assert ways.share(view, "school") == 100
    # 2 minutes are 156 m: the eastern house lies 128 to 148 m away, the western one from 228 m on.
    assert ways.share(view, "school", minutes=2) == pytest.approx(50)
    # Three times the straight line are 180 m: too far for both.
    slower = view_of(view.base, settings=Settings(detour=3))
    assert ways.metres(slower, "school")[5, 100] == pytest.approx(180 + 99)
    assert ways.share(slower, "school", minutes=2) == 0


def test_a_wall_along_the_border_closes_it_and_a_gate_opens_it() -> None:
    """One block thick is enough; a gate in the west leads all the way around."""
    base = two_houses(Spot("school", "", 259, 20))
    grid = base.grid.copy()
    for x0, y0, x1, y1 in ((0, 0, 199, 0), (0, 40, 199, 40), (0, 0, 0, 40), (199, 0, 199, 40)):
        grid.fill(Box(x0, y0, 2, x1, y1, 4), block("wall"))
    assert ways.share(view_of(base, grid), "school") == 0
    grid.fill(Box(0, 10, 2, 0, 10, 4), 0)
    found = view_of(base, grid)
    assert ways.share(found, "school") == 100
    # Down to the corner, along the southern side, and on to the school; not through the quarter.
    around = 10 + 199 + np.hypot(60, 20)
    assert ways.metres(found, "school")[10, 0] == pytest.approx(1.3 * around, abs=0.01)
    grid.fill(Box(199, 20, 2, 199, 20, 4), 0)
    assert ways.metres(view_of(base, grid), "school")[20, 199] == pytest.approx(78)


def test_the_nearer_of_inside_and_outside_counts() -> None:
    """A school of the quarter is nearer in the west, the one outside in the east."""
    base = two_houses(Spot("school", "", 209, 5))
    base = replace(base, spots=(Spot("school", "", 0, 5),))
    far = ways.metres(view_of(base), "school")
    assert far[5, 10] == pytest.approx(10)
    assert far[5, 190] == pytest.approx(13 + 9)


places = st.tuples(st.integers(-60, 90), st.integers(-60, 90))


@settings(max_examples=150, deadline=None)
@given(
    size=st.tuples(st.integers(3, 30), st.integers(3, 30)),
    spots=st.lists(places, min_size=1, max_size=4),
    seed=st.integers(0, 1000),
)
def test_straight_ways_outside_equal_a_slow_reference(
    size: tuple[int, int], spots: list[tuple[int, int]], seed: int
) -> None:
    """Shortest ways over corners and places that see one another past the quarter."""
    nx, ny = size
    outside = [one for one in spots if not (0 <= one[0] < nx and 0 <= one[1] < ny)]
    walks = np.random.default_rng(seed).random((ny, nx)) < 0.5
    cells = border.border(walks)
    known = [Spot("school", "", *one) for one in outside]
    got = border.beyond(cells, (ny, nx), known)
    corners = [(0, 0), (nx - 1, 0), (0, ny - 1), (nx - 1, ny - 1)]
    inner = shapely.box(0, 0, nx - 1, ny - 1).buffer(-1e-6)
    for cell, away in zip(cells, got, strict=True):
        start = (int(cell % nx), int(cell // nx))
        points = [start, *corners, *outside]
        best, heap = {}, [(0.0, 0)]
        while heap:
            far, at = heapq.heappop(heap)
            if at in best:
                continue
            best[at] = far
            for to, there in enumerate(points):
                if to not in best and not shapely.LineString([points[at], there]).intersects(inner):
                    heapq.heappush(heap, (far + float(np.hypot(*np.subtract(points[at], there))), to))
        want = min((best[at] for at in range(5, len(points)) if at in best), default=np.inf)
        assert away == pytest.approx(want, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 30))
def test_dear_starts_in_any_order_equal_a_slow_reference(seed: int, count: int) -> None:
    """Up to 15 minutes and more, several starts on one cell: the least counts, and starts past the limit do not."""
    random = np.random.default_rng(seed)
    dense = flat(12, 9)
    dense[2:4, random.integers(0, 9, 12), random.integers(0, 12, 12)] = block("wall")
    land = ground(view_of(base_of(dense)))
    network = np.flatnonzero((land.away == 0) & (land.nearest >= 0))
    starts = random.choice(network, count)
    costs = random.choice([0, 100, 1170 * 130, fast.MOST_START, fast.MOST_START + 1, 10**7], count)
    costs = costs - random.integers(0, 300, count) * (costs > 100) * (costs < fast.MOST_START)
    got = fast.spread(land.links, land.straight, land.diagonal, starts, costs)
    turned = random.permutation(count)
    again = fast.spread(land.links, land.straight, land.diagonal, starts[turned], costs[turned])
    assert np.array_equal(got, again)
    want = _slow(land, [(int(c), int(s)) for s, c in zip(starts, costs, strict=True) if c <= fast.MOST_START])
    assert {at: int(far) for at, far in enumerate(got.ravel()) if far != fast.FAR} == want


def _slow(land, heap):
    nx = land.links.shape[1]
    steps = (1, -1, nx, -nx, nx + 1, nx - 1, -nx + 1, -nx - 1)
    links, best = land.links.ravel(), {}
    heapq.heapify(heap)
    while heap:
        far, at = heapq.heappop(heap)
        if at in best:
            continue
        best[at] = far
        for number, step in enumerate(steps):
            if links[at] >> number & 1:
                half = (land.straight if number < 4 else land.diagonal).ravel()
                heapq.heappush(heap, (far + int(half[at]) + int(half[at + step]), at + step))
    return best


def test_a_park_outside_counts_from_the_wanted_size_on() -> None:
    """Its value is its size in square metres."""
    base = two_houses(Spot("park", "", 230, 5, 4000.0))
    assert ways.share(view_of(base), "park") == 100
    assert ways.share(view_of(base, settings=Settings(park_m2=5000)), "park") == 0


def test_departures_outside_count_within_their_distance() -> None:
    """60 a day, 200 m east of the box: within 300 m of the eastern house, not of the western one."""
    base = two_houses(Spot("stop", "", 399, 20, 60.0))
    assert departures.measure(view_of(base)) == pytest.approx(30)
    assert departures.measure(view_of(two_houses(Spot("stop", "", 309, 20)))) is None


def test_words_say_how_far_is_known() -> None:
    """Three cases: nothing beyond the quarter is known; something, but not of this kind; some of this kind."""
    school = BY_KEY["ways_school"]
    said = explain(school, view_of(two_houses()))
    assert "außerhalb liegt, ist nicht bekannt" in said.de
    said = explain(school, view_of(two_houses(Spot("shop", "", 259, 5))))
    assert said.en == "No such destination is known in the quarter or up to 1.2 km outside."
    base = two_houses(Spot("school", "", 259, 5))
    said = explain(school, view_of(base, settings=Settings(detour=1.25)))
    assert "Luftlinie mal 1,25" in said.de
    assert "straight line times 1.25" in said.en
    assert said.en.endswith("(straight line times 1.25).")
    within = replace(base, spots=(Spot("school", "", 3, 5),), beyond=())
    assert explain(school, view_of(within)).de.endswith("Bekannt ist nur das Quartier selbst.")


def test_words_say_where_the_map_ends() -> None:
    """A base knows how far its survey could see; one of before does not say it."""
    school, base = BY_KEY["ways_school"], two_houses()
    said = explain(school, view_of(replace(base, facts={"around": 1200})))
    assert said.en == "No such destination is known in the quarter or up to 1.2 km outside."
    said = explain(school, view_of(replace(base, facts={"around": 300})))
    assert said.de == (
        "Weder im Quartier noch bis 300 m außerhalb ist ein solches Ziel bekannt. Weiter reicht die Karte nicht auf allen Seiten."
    )
    said = explain(school, view_of(replace(base, facts={"around": 0})))
    assert "außerhalb liegt, ist nicht bekannt" in said.de
    within = replace(base, spots=(Spot("school", "", 3, 5),), facts={"around": 300})
    said = explain(school, view_of(within))
    assert said.en.endswith("No other is known up to 300 m outside. The map does not reach further on all sides.")
    near = replace(two_houses(Spot("school", "", 259, 5)), facts={"around": 300})
    assert explain(school, view_of(near)).de.endswith("Die Karte reicht nicht auf allen Seiten so weit.")


@pytest.mark.parametrize("detour", [0.9, 3.1])
def test_a_detour_that_cannot_be_is_refused(detour: float) -> None:
    with pytest.raises(ValueError, match="detour"):
        Settings(detour=detour)


def test_what_lies_outside_comes_back_from_the_file_and_costs_nothing_where_there_is_none() -> None:
    """Values and names come back; a file without any has no word of it, so older files and readers stay as they are."""
    beyond = (Spot("school", "Anna", -5, 300), Spot("stop", "", 259, 5, 12.5), Spot("park", "", 9, -70, 1200.0))
    assert unpack(pack(two_houses(*beyond))).beyond == beyond
    alone = two_houses()
    assert unpack(pack(alone)).beyond == ()
    many = two_houses(*(Spot("stop", "", -900 + 37 * n % 800, 50 + 91 * n % 1000) for n in range(40)))
    assert len(pack(many)) - len(pack(alone)) < 400
