"""A real town: Bindlach near Bayreuth, from OpenStreetMap."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from osm_lake import bring_in
from stadtkern.data.lake import Lake, open_lake
from stadtkern.data.paths.network import Network
from stadtkern.data.paths.reach import reach
from stadtkern.data.paths.town import network_of
from stadtkern.data.paths.walk import distances, walk
from stadtkern.data.registry.facts import DatasetFacts


@pytest.fixture(scope="module")
def bindlach(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lake, DatasetFacts]]:
    lake = open_lake(tmp_path_factory.mktemp("bindlach") / "lake", memory="400MB")
    yield lake, bring_in(lake, real / "osm" / "north-bayreuth.osm.gz")
    lake.close()


@pytest.fixture(scope="module")
def network(bindlach: tuple[Lake, DatasetFacts]) -> Network:
    found = network_of(*bindlach)
    assert found is not None
    return found


def corners(network: Network, count: int) -> list[tuple[float, float]]:
    draw = random.Random(5)
    points = [int(network.first[draw.randrange(len(network.first))]) for _ in range(count)]
    lon, lat = network.plane.degrees(network.x[points], network.y[points])
    return list(zip(lon.tolist(), lat.tolist(), strict=True))


def test_a_real_town_is_one_network_with_hundreds_of_kilometres(network: Network) -> None:
    assert 300_000 < network.metres < 1_000_000
    assert 1_000 < network.junctions < 20_000


def test_nearly_everything_is_reached_from_everywhere(network: Network) -> None:
    places = corners(network, 60)
    found = distances(network, places[0], places[1:])
    assert sum(one is not None for one in found) > 45


def test_real_ways_are_longer_than_the_crow_flies_but_not_absurdly(network: Network) -> None:
    places = corners(network, 40)
    shares = []
    for one, metres in zip(places[1:], distances(network, places[0], places[1:]), strict=True):
        x, y = network.plane.metres([places[0][0], one[0]], [places[0][1], one[1]])
        straight = math.hypot(x[1] - x[0], y[1] - y[0])
        if metres is not None and straight > 300:
            assert metres >= straight - 0.1
            shares.append(metres / straight)
    assert 1.05 < float(np.median(shares)) < 2.5


def test_real_ways_are_as_long_back_as_there(network: Network) -> None:
    a, b, c = corners(network, 3)
    there, back = distances(network, a, [b, c]), distances(network, b, [a])
    assert there[0] == pytest.approx(back[0], abs=0.01)


def test_areas_of_reach_grow_and_stay_within_their_minutes(network: Network) -> None:
    start = corners(network, 9)[4]
    sizes = []
    for one in reach(walk(network, *start)):
        points = np.array([point for polygon in one.polygons for point in polygon[0]])
        x, y = network.plane.metres(points[:, 0], points[:, 1])
        home = network.plane.metres(*start)
        assert np.hypot(x - home[0], y - home[1]).max() <= one.minutes * 80 + 60
        sizes.append(np.ptp(x) * np.ptp(y))
    assert sizes == sorted(sizes)


def test_the_network_is_made_once_for_a_version(bindlach: tuple[Lake, DatasetFacts], network: Network) -> None:
    assert network_of(*bindlach) is network


def test_a_dataset_without_ways_has_no_network(bindlach: tuple[Lake, DatasetFacts]) -> None:
    assert network_of(bindlach[0], None) is None
