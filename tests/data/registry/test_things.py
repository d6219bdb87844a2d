"""Things and datastreams: found again, made once, moved, dropped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from stadtkern.data.registry.things import Things
from stadtkern.data.registry.things_home import Home, ensure_home
from stadtkern.town.folder import TownFolder


@dataclass(frozen=True)
class Spec:
    """As a source gives it."""

    station: str
    name: str
    unit: str = "Cel"
    station_id: str | None = None
    external_id: str | None = None
    observed: str = ""
    longitude: float | None = None
    latitude: float | None = None
    total: bool = False


@pytest.fixture
def things(town: TownFolder) -> Iterator[Things]:
    """The store of a fresh town."""
    store = Things(town.registry)
    yield store
    store.close()


@pytest.fixture
def home(things: Things) -> Home:
    """A dataset with a collection of series."""
    return ensure_home(things.store, None)


def count(things: Things, table: str) -> int:
    """Rows in a table of the registry."""
    number: int = things.store.connection().execute(f"SELECT count(*) FROM registry_{table}").fetchone()[0]
    return number


def test_asked_twice_the_same_streams_come_back_and_nothing_is_written(things: Things, home: Home) -> None:
    specs = [
        Spec("Brücke", "Rad stadteinwärts", "{count}", "b1", "b1-in", "Fahrräder", 13.1, 52.4),
        Spec("Brücke", "Rad stadtauswärts", "{count}", "b1", "b1-out", "Fahrräder", 13.1, 52.4),
        Spec("Markt", "Temperatur"),
    ]
    first = things.ensure_streams(home.dataset_id, home.collection_id, specs)
    version = things.store.version()
    assert things.ensure_streams(home.dataset_id, home.collection_id, specs) == first
    assert things.store.version() == version
    assert len(set(first)) == 3
    assert {t: count(things, t) for t in ("thing", "datastream", "sensor", "observedproperty", "location")} == {
        "thing": 2,
        "datastream": 3,
        "sensor": 1,
        "observedproperty": 2,
        "location": 1,
    }


def test_facts_say_thing_place_and_unit(things: Things, home: Home) -> None:
    things.ensure_streams(
        home.dataset_id,
        home.collection_id,
        [Spec("Markt", "Summe", "{count}", "m", "m-0", "Rad", 13.5, 52.25, total=True)],
    )
    (facts,) = things.streams_of(home.collection_id)
    assert (facts.name, facts.thing_name, facts.thing_external_id, facts.external_id) == ("Summe", "Markt", "m", "m-0")
    assert (facts.lon, facts.lat, facts.unit, facts.total, facts.observed) == (13.5, 52.25, "{count}", True, "Rad")


def test_a_unit_has_its_code_for_machines_and_its_sign_for_people(things: Things, home: Home) -> None:
    specs = [Spec("Markt", "T", "Cel"), Spec("Markt", "X", "{wings}")]
    things.ensure_streams(home.dataset_id, home.collection_id, specs)
    known, own = things.streams_of(home.collection_id)
    assert (known.unit_definition, known.unit) == ("Cel", "°C")
    assert (own.unit_definition, own.unit) == ("{wings}", "{wings}")


def test_a_thing_known_by_name_takes_the_external_id_that_comes_later(things: Things, home: Home) -> None:
    (first,) = things.ensure_streams(home.dataset_id, home.collection_id, [Spec("Markt", "T")])
    (second,) = things.ensure_streams(home.dataset_id, home.collection_id, [Spec("Markt", "T", station_id="m")])
    assert first == second
    (facts,) = things.streams_of(home.collection_id)
    assert facts.thing_external_id == "m"


def test_two_external_ids_with_one_name_are_two_things(things: Things, home: Home) -> None:
    ids = things.ensure_streams(
        home.dataset_id, home.collection_id, [Spec("Tor", "T", station_id="a"), Spec("Tor", "T", station_id="b")]
    )
    assert len({facts.thing_id for facts in things.streams_of(home.collection_id)}) == 2
    assert len(set(ids)) == 2


def test_a_moved_thing_keeps_where_it_was(things: Things, home: Home) -> None:
    things.ensure_streams(home.dataset_id, home.collection_id, [Spec("Tor", "T", station_id="a")])
    assert things.locate(home.dataset_id, "a", 13.0, 52.0)
    assert things.locate(home.dataset_id, "Tor", 14.0, 53.0)
    assert things.locate(home.dataset_id, "Tor", 14.0, 53.0)
    assert not things.locate(home.dataset_id, "gibt es nicht", 14.0, 53.0)
    (facts,) = things.streams_of(home.collection_id)
    assert (facts.lon, facts.lat) == (14.0, 53.0)
    assert count(things, "historicallocation") == 2
    assert count(things, "featureofinterest") == 2


def test_a_dropped_collection_leaves_nothing_of_its_own(things: Things, home: Home) -> None:
    ids = things.ensure_streams(home.dataset_id, home.collection_id, [Spec("Tor", "T", longitude=13.0, latitude=52.0)])
    assert things.drop_collection(home.collection_id) == ids
    for table in ("thing", "datastream", "location", "historicallocation", "featureofinterest"):
        assert count(things, table) == 0


def test_many_threads_that_want_the_same_stream_get_the_same(things: Things, home: Home) -> None:
    found: list[int] = []

    def ask() -> None:
        found.extend(things.ensure_streams(home.dataset_id, home.collection_id, [Spec("Tor", "T")]))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_spec_that_fails_leaves_nothing_of_the_others(things: Things, home: Home) -> None:
    broken = Spec("Tor", None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL"):
        things.ensure_streams(home.dataset_id, home.collection_id, [Spec("Markt", "T"), broken])
    assert count(things, "thing") == 0
