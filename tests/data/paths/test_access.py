from __future__ import annotations

import pytest

from stadtkern.data.paths.access import walkable


@pytest.mark.parametrize(
    "highway", ["residential", "footway", "path", "steps", "track", "service", "pedestrian", "primary"]
)
def test_common_ways_are_walked(highway: str) -> None:
    assert walkable(highway)


@pytest.mark.parametrize(
    "highway", ["motorway", "motorway_link", "trunk", "cycleway", "bridleway", "construction", None, ""]
)
def test_fast_roads_and_other_peoples_tracks_are_not(highway: str | None) -> None:
    assert not walkable(highway)


@pytest.mark.parametrize("highway", ["trunk", "cycleway", "bridleway", "service"])
def test_a_sign_for_people_on_foot_opens_a_way(highway: str) -> None:
    assert walkable(highway, foot="designated", access="no")


def test_a_sign_against_people_on_foot_closes_it() -> None:
    assert not walkable("residential", foot="no")
    assert not walkable("primary", foot="use_sidepath")
    assert not walkable("service", access="private")


def test_no_sign_opens_a_motorway() -> None:
    assert not walkable("motorway", foot="yes")
