from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from stadtkern.data.paths.contour import area, holds, rings, simplified
from stadtkern.data.paths.network import Plane, build
from stadtkern.data.paths.reach import BESIDE, reach
from stadtkern.data.paths.walk import walk

PLANE = Plane(13.95, 51.98)


def line(*points: tuple[float, float]) -> np.ndarray:
    lon, lat = PLANE.degrees([one[0] for one in points], [one[1] for one in points])
    return np.column_stack([lon.round(7), lat.round(7)])


def outline(polygon: tuple, plane: Plane) -> list[np.ndarray]:
    return [np.column_stack(plane.metres([one[0] for one in ring], [one[1] for one in ring])) for ring in polygon]


def test_one_straight_road_gives_a_strip_and_no_circle() -> None:
    network = build([line((-3000, 0), (3000, 0))])
    assert network is not None
    found = reach(walk(network, PLANE.lon, PLANE.lat))
    assert [one.minutes for one in found] == [5, 10, 15]
    for one in found:
        assert len(one.polygons) == 1
        (ring,) = outline(one.polygons[0], PLANE)
        metres = one.minutes * 80
        assert np.ptp(ring[:, 0]) == pytest.approx(2 * metres + 2 * BESIDE, abs=20)
        assert np.ptp(ring[:, 1]) == pytest.approx(2 * BESIDE, abs=20)


def test_more_minutes_reach_all_that_fewer_do() -> None:
    ways = [line((x * 100, 0), (x * 100, 800)) for x in range(9)] + [line((0, 0), *((x * 100, 0) for x in range(1, 9)))]
    network = build(ways)
    assert network is not None
    here = walk(network, *(float(one) for one in ways[4][0]))
    fewer, more = here.within(400), outline(reach(here, (10,))[0].polygons[0], network.plane)
    assert len(fewer) > 5
    for piece in fewer:
        assert all(sum(holds(ring, x, y) for ring in more) % 2 for x, y in piece)


def test_a_large_hole_stays_a_hole_and_a_block_does_not() -> None:
    large = build([line((0, 0), (400, 0), (400, 400), (0, 400), (0, 0))])
    small = build([line((0, 0), (150, 0), (150, 150), (0, 150), (0, 0)), line((0, 0), (-500, 0))])
    assert large is not None
    assert small is not None
    corner = tuple(float(one) for one in PLANE.degrees(0, 0))
    assert len(reach(walk(large, *corner), (15,))[0].polygons[0]) == 2
    assert len(reach(walk(small, *corner), (15,))[0].polygons[0]) == 1


def test_far_from_any_way_nothing_is_reached() -> None:
    network = build([line((0, 0), (1000, 0))])
    assert network is not None
    lon, lat = (float(one) for one in PLANE.degrees(500, 600))
    assert all(one.polygons == () for one in reach(walk(network, lon, lat)))


def test_a_reach_is_a_geojson_feature_with_closed_rings() -> None:
    network = build([line((0, 0), (1000, 0))])
    assert network is not None
    told = reach(walk(network, PLANE.lon, PLANE.lat), (5,))[0].feature()
    assert told["properties"] == {"minutes": 5}
    geometry = told["geometry"]
    assert isinstance(geometry, dict)
    ring = geometry["coordinates"][0][0]
    assert ring[0] == ring[-1]
    assert area(np.array(ring)) > 0


@settings(max_examples=100, deadline=None)
@given(some.lists(some.lists(some.booleans(), min_size=6, max_size=6), min_size=6, max_size=6))
def test_every_cell_inside_is_inside_the_lines_and_no_other(cells: list[list[bool]]) -> None:
    field = np.full((8, 8), -1.0)
    field[1:-1, 1:-1] = np.where(np.array(cells), 1.0, -1.0)
    if not (field > 0).any():
        return
    found = rings(field)
    for row in range(8):
        for column in range(8):
            inside = sum(holds(one, column + 1e-6, row + 1e-6) for one in found) % 2 == 1
            assert inside == bool(field[row, column] > 0)
    assert all((one[0] == one[-1]).all() for one in found)


def test_a_simpler_ring_keeps_its_corners() -> None:
    square = np.array([(x, 0) for x in range(11)] + [(10, y) for y in range(1, 11)] + [(0, 10), (0, 0)], float)
    assert simplified(square, 0.1).tolist() == [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
