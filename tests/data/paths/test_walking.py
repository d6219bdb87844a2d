"""Walks over small networks, against a search that tries everything."""

from __future__ import annotations

import heapq
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from stadtkern.data.paths.network import METRES_A_DEGREE, Network, Plane, build
from stadtkern.data.paths.walk import distances, metres_in, minutes, walk

LON, LAT = 13.95, 51.98
PLANE = Plane(LON, LAT)
# A grid of 7 by 7 corners, 120 m apart.
SIDE, STEP = 7, 120.0

corner = some.tuples(some.integers(0, SIDE - 1), some.integers(0, SIDE - 1))
streets = some.sets(some.tuples(corner, some.booleans()), min_size=14, max_size=70)
spot = some.tuples(some.floats(0, (SIDE - 1) * STEP), some.floats(0, (SIDE - 1) * STEP))


def place(x: float, y: float) -> tuple[float, float]:
    lon, lat = PLANE.degrees(x, y)
    return round(float(lon), 7), round(float(lat), 7)


def line(*points: tuple[float, float]) -> np.ndarray:
    return np.array([place(*one) for one in points])


def ways_of(drawn: set) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    found = []
    for (x, y), across in drawn:
        other = (x + 1, y) if across else (x, y + 1)
        if max(other) < SIDE:
            found.append(((x, y), other))
    return found


def network_of(ways: list) -> Network | None:
    return build([line((a[0] * STEP, a[1] * STEP), (b[0] * STEP, b[1] * STEP)) for a, b in ways])


def brute(network: Network, start: int) -> dict[int, float]:
    """Dijkstra as it stands in textbooks, over all edges of the network."""
    near: dict[int, list[tuple[int, float]]] = {}
    for a, b, metres in zip(network.start.tolist(), network.end.tolist(), network.lengths.tolist(), strict=True):
        near.setdefault(a, []).append((b, metres))
        near.setdefault(b, []).append((a, metres))
    best, queue = {start: 0.0}, [(0.0, start)]
    while queue:
        gone, here = heapq.heappop(queue)
        if gone > best[here]:
            continue
        for other, metres in near[here]:
            if gone + metres < best.get(other, math.inf):
                best[other] = gone + metres
                heapq.heappush(queue, (gone + metres, other))
    return best


@settings(max_examples=60, deadline=None)
@given(streets, some.data())
def test_distances_are_those_of_a_plain_search(drawn: set, data: some.DataObject) -> None:
    network = network_of(ways_of(drawn))
    assume(network is not None)
    assert network is not None
    at = data.draw(some.integers(0, len(network.first) - 1))
    start, point = int(network.start[at]), int(network.first[at])
    lon, lat = network.plane.degrees(network.x[point], network.y[point])
    found = walk(network, float(lon), float(lat)).to_junction
    expected = brute(network, start)
    for junction in range(network.junctions):
        assert found[junction] == pytest.approx(expected.get(junction, math.inf), abs=0.01)


@settings(max_examples=60, deadline=None)
@given(streets, spot, spot, spot)
def test_a_walk_is_as_long_there_as_back_and_no_way_round_is_shorter(drawn: set, a: tuple, b: tuple, c: tuple) -> None:
    network = network_of(ways_of(drawn))
    assume(network is not None)
    assume(len({place(*a), place(*b), place(*c)}) == 3)
    assert network is not None

    def metres(here: tuple, there: tuple) -> float:
        found = distances(network, place(*here), [place(*there)])[0]
        return math.inf if found is None else found

    there, back = metres(a, b), metres(b, a)
    assert there == back == math.inf or there == pytest.approx(back, abs=0.01)
    assert metres(a, c) <= there + metres(b, c) + 0.01
    assert there >= math.dist(a, b) - 0.05


@settings(max_examples=40, deadline=None)
@given(streets, spot, some.floats(10, 900))
def test_what_is_within_reach_is_never_farther(drawn: set, start: tuple, reach: float) -> None:
    network = network_of(ways_of(drawn))
    assume(network is not None)
    assert network is not None
    found = walk(network, *place(*start))
    for piece in found.within(reach):
        ends = network.plane.degrees(piece[[0, -1], 0], piece[[0, -1], 1])
        there = found.to(network.snap(*ends))
        assert all(one <= reach + 0.5 for one in there if math.isfinite(one))


def test_ways_join_only_where_they_share_a_coordinate() -> None:
    bridge = [line((0, 0), (100, 0), (600, 0)), line((300, -300), (300, 300)), line((0, 0), (300, -300))]
    network = build(bridge)
    assert network is not None
    # The second way passes under the first: from one to the other it is far, by the third.
    over = distances(network, place(310, 0), [place(300, 200)])[0]
    assert over is not None
    assert over > 900


def test_a_bend_counts_with_its_length() -> None:
    network = build([line((0, 0), (0, 300), (300, 300), (300, 0))])
    assert network is not None
    assert network.junctions == 2
    assert distances(network, place(0, 0), [place(300, 0)]) == [pytest.approx(900, rel=1e-3)]


def test_both_ends_count_what_lies_beside_the_way() -> None:
    network = build([line((0, 0), (1000, 0))])
    assert network is not None
    assert distances(network, place(100, 30), [place(300, -50)]) == [pytest.approx(280, abs=1)]


def test_what_lies_far_from_any_way_is_not_reached() -> None:
    network = build([line((0, 0), (1000, 0))])
    assert network is not None
    assert distances(network, place(0, 0), [place(500, 450), place(500, 10)])[0] is None
    assert distances(network, place(500, 450), [place(500, 10)]) == [None]
    assert walk(network, *place(500, 450)).within(900) == []


def test_a_lone_path_that_leads_nowhere_is_left_out() -> None:
    network = build([line((0, 0), (1000, 0)), line((400, 40), (480, 40))])
    assert network is not None
    assert network.metres == pytest.approx(1000, rel=1e-3)


def test_two_banks_without_a_bridge_do_not_reach_each_other() -> None:
    network = build([line((0, 0), (1000, 0)), line((0, 200), (1000, 200))])
    assert network is not None
    assert distances(network, place(500, 0), [place(500, 200)]) == [None]


def test_a_ring_is_walked_the_shorter_way_round() -> None:
    ring = [(200 * math.cos(turn * math.pi / 20), 200 * math.sin(turn * math.pi / 20)) for turn in range(41)]
    network = build([line(*ring)])
    assert network is not None
    quarter = distances(network, place(*ring[0]), [place(*ring[10]), place(*ring[30])])
    assert quarter == [pytest.approx(math.pi * 100, rel=0.01)] * 2


@pytest.mark.parametrize("ways", [[], [np.array([[13.0, 52.0]])], [np.array([[13.0, 52.0], [13.0, 52.0]])]])
def test_without_a_way_there_is_no_network(ways: list) -> None:
    assert build(ways) is None


def test_twins_between_two_corners_count_by_the_shorter() -> None:
    network = build([line((0, 0), (0, 400), (400, 400), (400, 0)), line((0, 0), (400, 0)), line((400, 0), (900, 0))])
    assert network is not None
    assert distances(network, place(0, 0), [place(900, 0)]) == [pytest.approx(900, rel=1e-3)]


def test_minutes_and_metres_are_those_of_the_stated_speed() -> None:
    assert minutes(800) == pytest.approx(10)
    assert metres_in(15) == pytest.approx(1200)
    assert minutes(800, kmh=2.4) == pytest.approx(20)


def test_a_plane_keeps_metres_and_places() -> None:
    x, y = PLANE.metres(LON, LAT + 0.01)
    assert (float(x), float(y)) == (0.0, pytest.approx(0.01 * METRES_A_DEGREE))
    lon, lat = PLANE.degrees(*PLANE.metres(13.97, 51.99))
    assert (float(lon), float(lat)) == (pytest.approx(13.97), pytest.approx(51.99))
