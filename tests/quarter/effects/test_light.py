"""The sun stands where tables say, and rays meet exactly the blocks that a slow walk along them meets."""

from __future__ import annotations

from itertools import pairwise
from math import ceil, floor, radians, tan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quarter.effects.made import FRAME, base_of, block, flat, view_of
from stadtkern.quarter.effects import shade, solar_yield, sun_hours
from stadtkern.quarter.effects.light import Caster, passed, sun_of_year, year
from stadtkern.quarter.effects.model import Settings
from stadtkern.quarter.effects.sunpath import (
    SUMMER_DAY,
    SUMMER_UTC,
    Sun,
    day_length,
    declination,
    equation_of_time,
    sun_at,
    whereabouts,
)


def test_the_sun_stands_where_the_published_example_says() -> None:
    """Reda and Andreas, NREL/TP-560-34302, appendix A.5: zenith 50.11162°, azimuth 194.34024°."""
    sun = sun_at(290, 19 + 30 / 60 + 30 / 3600, 39.742476, -105.1786)
    assert 90 - sun.height == pytest.approx(50.11162, abs=0.3)
    assert sun.azimuth == pytest.approx(194.34024, abs=0.3)


def test_declination_and_the_equation_of_time_follow_the_year() -> None:
    """Solstices, equinoxes, and the extremes of the equation of time as almanacs give them."""
    assert declination(172.5) == pytest.approx(23.44, abs=0.05)
    assert declination(355.5) == pytest.approx(-23.44, abs=0.05)
    assert declination(79.5) == pytest.approx(0, abs=0.5)
    assert equation_of_time(307) == pytest.approx(16.4, abs=0.3)
    assert equation_of_time(42) == pytest.approx(-14.2, abs=0.3)
    # Cottbus at midsummer, without refraction.
    assert day_length(172, 51.76) == pytest.approx(16.5, abs=0.15)


def test_a_quarter_knows_where_it_lies() -> None:
    """Cottbus lies a little west of the zone's meridian of 15°, so grid north is turned a little to the west."""
    place = whereabouts(FRAME)
    assert (place.lat, place.lon) == (pytest.approx(51.76, abs=0.05), pytest.approx(14.32, abs=0.05))
    assert place.turn == pytest.approx(-0.53, abs=0.05)


def _meets(dense: np.ndarray, start: tuple[int, int, int], to: tuple[float, float, float]) -> bool:
    """Walk a ray in the order of all planes it crosses, and ask each cell between two crossings."""
    nz, ny, nx = dense.shape
    size = nx + ny + nz
    middle = np.array(start) + 0.5
    times = [0.0]
    for axis in range(3):
        for plane in range(-size, size):
            if abs(to[axis]) > 1e-12 and (time := (plane - middle[axis]) / to[axis]) > 0:
                times.append(time)
    times.sort()
    for one, two in pairwise(times):
        if two - one < 1e-9:
            continue
        x, y, z = (floor(part) for part in middle + np.array(to) * (one + two) / 2)
        if not (0 <= x < nx and 0 <= y < ny and 0 <= z < nz):
            return False
        if dense[z, y, x]:
            return True
    return False


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 2**32), height=st.floats(6, 89), azimuth=st.floats(0, 360), high=st.sampled_from([9, 64]))
def test_shadows_equal_a_slow_walk_along_each_ray(seed: int, height: float, azimuth: float, high: int) -> None:
    """Floating blocks of all kinds of density, any sun, wider than a strip."""
    random = np.random.default_rng(seed)
    ny, nx = random.integers(2, 7), random.integers(60, 75)
    dense = random.random((high, ny, nx)) < random.choice([0.002, 0.02, 0.2])
    bits = (dense.astype(np.uint64) << np.arange(high, dtype=np.uint64)[:, None, None]).sum(axis=0, dtype=np.uint64)
    start = random.integers(1, high, (ny, nx)).astype(np.uint64)
    start[0, 0] = 255
    to = Sun(height, azimuth).towards()
    got = Caster(bits).shaded(start, to)
    assert not got[0, 0]
    for y, x in random.integers(0, [ny, nx], (40, 2)):
        if start[y, x] < 64:
            assert got[y, x] == _meets(dense, (int(x), int(y), int(start[y, x])), to)


def test_a_ray_passes_a_column_of_levels() -> None:
    """Straight up it stays in its own column."""
    assert passed((0.0, 1e-13, 1.0), 9, 9, 5).tolist() == [[0, 0, 0, 5]]


def test_a_house_throws_its_shadow_away_from_the_sun() -> None:
    """On 21 July at 15:00 the shadow of a house of 10 m reaches its height over the sun's slope, to the north-east."""
    dense = flat(60, 60, 20)
    dense[1:12, 20:30, 20:30] = block("homes")
    view = view_of(base_of(dense))
    place = whereabouts(FRAME)
    sun = sun_at(SUMMER_DAY, SUMMER_UTC, place.lat, place.lon)
    reach = 9.5 / tan(radians(sun.height))
    dark = shade.summer_shade(view)
    assert dark[30:, 30:].any()
    assert not dark[:20].any()
    assert not dark[:, :20].any()
    ys, xs = np.nonzero(dark)
    assert np.hypot(np.maximum(ys - 29, 0), np.maximum(xs - 29, 0)).max() <= ceil(reach) + 1
    assert shade.measure(view) == 100 * dark.sum() / (3600 - 100)
    assert shade.measure(view_of(base_of(flat(9, 9, surface="lawn")))) is None


def test_a_crown_and_a_sail_give_shade_beside_them_and_a_lamp_does_not() -> None:
    """The sun stands high but not above: the shadow of a floating crown is shifted away from its trunk."""
    dense = flat(40, 40)
    for key, some in (("crown", True), ("shade_sail", True), ("lamp", False)):
        dense[5, 18:22, 18:22] = block(key)
        dark = shade.summer_shade(view_of(base_of(dense)))
        assert dark.any() == some
        if some:
            assert not dark[18, 18]
            assert 12 <= dark.sum() <= 25


def test_open_ground_has_all_hours_and_a_yard_has_few() -> None:
    """Free of things the mean is what the hours of the year give; between walls it is less."""
    dense = flat(30, 30)
    hours = sun_hours.measure(view_of(base_of(dense)))
    days = sum(moment.days for moment in year(whereabouts(FRAME).lat))
    assert hours == pytest.approx(days / 365, rel=1e-5)
    assert 10 < (hours or 0) < 12
    dense[1:12, 5:25, 5:25] = block("homes")
    dense[2:12, 10:20, 10:20] = 0
    dense[1, 10:20, 10:20] = block("yard")
    found = sun_of_year(view_of(base_of(dense))).hours
    assert np.nanmean(found[10:20, 10:20]) < 4
    assert np.isnan(found[6, 6])


def test_leafless_trees_let_the_winter_sun_through_and_conifers_do_not() -> None:
    """Under a roof of leaves only the bare months have sun."""
    dense = flat(60, 60)
    hours = {}
    for key in ("crown", "conifer"):
        dense[4] = block(key)
        hours[key] = sun_of_year(view_of(base_of(dense))).hours[30, 30]
    assert hours["conifer"] == 0
    assert 1 < hours["crown"] < 5


def test_solar_roofs_yield_what_reaches_them() -> None:
    """100 m² free: all of it; beside a tower: less, never less than the sky gives; under a green roof: nothing."""
    dense = flat(60, 60, 40)
    dense[1:6, 20:30, 20:30] = block("homes")
    assert solar_yield.measure(view_of(base_of(dense))) == 0
    dense[6, 20:30, 20:30] = block("solar_roof")
    free = solar_yield.measure(view_of(base_of(dense)))
    assert free == pytest.approx(100 * 1075 * 0.17, rel=1e-5)
    dense[1:35, 10:20, 20:30] = block("homes")
    beside = solar_yield.measure(view_of(base_of(dense)))
    assert free / 2 < beside < 0.8 * free
    assert solar_yield.measure(view_of(base_of(dense), settings=Settings(sun_diffuse=1))) == pytest.approx(free)
    dense[7, 20:30, 20:30] = block("green_roof")
    assert solar_yield.measure(view_of(base_of(dense))) == 0
