"""What the map's stations say: now, by the hours of a day, by the days of a month, and one alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from stadtkern.data.registry import public
from stadtkern.data.registry.things import Things
from stadtkern.town.folder import TownFolder


@pytest.fixture
def station(open_town: TownFolder, counters: str, publish: Callable[..., None]) -> int:
    """The counters published, with a place; gives the station's number."""
    publish(counters)
    number = public.dataset_id(counters)
    assert number is not None
    things = Things(open_town.registry)
    from stadtkern.data.portal.access import registry

    found = registry().dataset(counters)
    assert found is not None
    streams = things.streams_of(found.collections[0].id)
    for name in {one.thing_name for one in streams}:
        assert things.locate(number, name, 13.1, 52.4)
    return streams[0].thing_id


def test_the_latest_value_of_each_station(reader: Client, counters: str, station: int) -> None:
    """With the time it is of, and classes to colour it by."""
    told = reader.get(f"/map/values/{counters}/?step=live").json()
    assert told["values"][str(station)] == [1]
    assert told["times"] == ["2025-04-11T23:45"]
    assert told["breaks"] == sorted(told["breaks"])
    assert reader.get(f"/map/values/{counters}/")["Cache-Control"] == "no-store"


def test_the_hours_of_a_day_add_up_what_is_counted(reader: Client, counters: str, station: int) -> None:
    """A weekday morning is busy: four quarters of an hour with forty each."""
    told = reader.get(f"/map/values/{counters}/?step=hour&at=2025-03-03").json()
    assert len(told["times"]) == len(told["labels"]) == 24
    values = told["values"][str(station)]
    assert (values[3], values[7], values[12]) == (4, 160, 40)


def test_the_day_that_loses_an_hour_has_none_there(reader: Client, counters: str, station: int) -> None:
    """On the last Sunday of March the clock jumps from two to three."""
    values = reader.get(f"/map/values/{counters}/?step=hour&at=2025-03-30").json()["values"][str(station)]
    assert values[2] is None
    assert values[3] == 4


def test_the_days_of_a_month(reader: Client, counters: str, station: int) -> None:
    """April holds eleven days with values; a day far off means the nearest there is."""
    told = reader.get(f"/map/values/{counters}/?step=day&at=2099-01-01").json()
    assert told["at"] == "2025-04-11"
    values = told["values"][str(station)]
    assert len(values) == 30
    assert sum(one is not None for one in values) == 11


def test_nonsense_is_answered_with_now(reader: Client, counters: str, station: int) -> None:
    """An unknown step, a day that is none; a measure that is not there is not found."""
    assert reader.get(f"/map/values/{counters}/?step=week&at=x").json()["step"] == "live"
    assert reader.get(f"/map/values/{counters}/?step=hour&at=morgen").json()["at"] == "2025-04-11"
    assert reader.get(f"/map/values/{counters}/?measure=9").status_code == 404
    assert reader.get("/map/values/nirgends/").status_code == 404


def test_one_station_tells_its_last_two_days(reader: Client, counters: str, station: int) -> None:
    """Each series with its last value and 48 hours before it."""
    told = reader.get(f"/map/values/{counters}/{station}/").json()
    assert told["series"]
    for one in told["series"]:
        assert len(one["points"]) == 48
        assert datetime.fromisoformat(one["from"]) < datetime.fromisoformat(one["time"])
    assert reader.get(f"/map/values/{counters}/99999/").status_code == 404
