"""Times in filters and answers: instants, periods, offsets, durations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sensorthings_town import Sta, station

from stadtkern.data.publish.sensorthings.v11.times import instant, written


def filtered(sta: Sta, set_: str, text: str) -> list[dict[str, Any]]:
    return sta.value(f"{set_}?$filter={quote(text)}")


def found(sta: Sta, text: str) -> list[Any]:
    return [one["result"] for one in filtered(sta, "Observations", text)]


@pytest.fixture(scope="module")
def timed(shared_sta: Sta) -> Sta:
    """Instants and periods, named by their results."""
    times = {
        "instant": "2024-03-31T01:30:00+01:00",
        "day": "2024-04-01T00:00:00Z/2024-04-02T00:00:00Z",
        "month": "2024-04-01T00:00:00Z/2024-05-01T00:00:00Z",
        "milli": "2024-06-01T12:00:00.123Z",
    }
    observations = [
        {"result": name, "phenomenonTime": text, "resultTime": "2024-07-01T00:00:00Z"} for name, text in times.items()
    ]
    observations[0]["validTime"] = "2024-01-01T00:00:00Z/2024-02-01T00:00:00Z"
    shared_sta.make("Things", station(Observations=observations))
    return shared_sta


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("phenomenonTime eq 2024-03-31T00:30:00Z", ["instant"]),
        ("phenomenonTime eq 2024-03-31T02:30:00+02:00", ["instant"]),
        ("phenomenonTime eq 2024-03-31T02:30:00 02:00", ["instant"]),
        ("phenomenonTime eq 2024-04-01T00:00:00Z/2024-04-02T00:00:00Z", ["day"]),
        ("phenomenonTime lt 2024-04-01T00:00:00Z", ["instant"]),
        ("phenomenonTime gt 2024-04-30T00:00:00Z", ["milli"]),
        ("phenomenonTime ge 2024-04-01T00:00:00Z", ["day", "month", "milli"]),
        ("phenomenonTime le 2024-04-02T00:00:00Z", ["instant", "day"]),
        ("before(phenomenonTime, 2024-04-02T00:00:00Z)", ["instant", "day"]),
        ("after(phenomenonTime, 2024-04-02T00:00:00Z/2024-05-01T00:00:00Z)", ["milli"]),
        ("during(phenomenonTime, 2024-04-01T00:00:00Z/2024-05-01T00:00:00Z)", ["day", "month"]),
        ("overlaps(phenomenonTime, 2024-04-01T12:00:00Z/2024-04-03T00:00:00Z)", ["day", "month"]),
        ("meets(phenomenonTime, 2024-04-02T00:00:00Z/2024-04-03T00:00:00Z)", ["day"]),
        ("starts(phenomenonTime, 2024-04-01T00:00:00Z/2024-04-09T00:00:00Z)", ["day", "month"]),
        ("finishes(phenomenonTime, 2024-04-20T00:00:00Z/2024-05-01T00:00:00Z)", ["month"]),
        ("date(phenomenonTime) eq date('2024-03-31')", ["instant"]),
        ("date(phenomenonTime) eq 2024-03-31", ["instant"]),
        ("year(phenomenonTime) eq 2024 and month(phenomenonTime) eq 6 and day(phenomenonTime) eq 1", ["milli"]),
        ("hour(phenomenonTime) eq 12 and minute(phenomenonTime) eq 0 and second(phenomenonTime) eq 0", ["milli"]),
        ("fractionalseconds(phenomenonTime) gt 0.1", ["milli"]),
        ("time(phenomenonTime) eq 00:30:00", ["instant"]),
        ("phenomenonTime add duration'P61DT11H30M' gt 2024-06-01T00:00:00Z", ["day", "month", "milli"]),
        ("resultTime sub duration'P1M' eq 2024-06-01T00:00:00Z and result eq 'day'", ["day"]),
        ("resultTime sub phenomenonTime lt duration'P31D'", ["milli"]),
        ("phenomenonTime lt now() sub duration'P1D' and result eq 'day'", ["day"]),
        ("totaloffsetminutes(resultTime) eq 0 and result eq 'day'", ["day"]),
        ("resultTime gt mindatetime() and resultTime lt maxdatetime() and result eq 'day'", ["day"]),
        ("during(validTime, 2024-01-01T00:00:00Z/2024-03-01T00:00:00Z)", ["instant"]),
        ("during(2024-04-01T10:00:00Z, phenomenonTime)", ["day", "month"]),
    ],
)
def test_filters_on_times(timed: Sta, text: str, results: list[str]) -> None:
    assert found(timed, text) == results


def test_times_come_back_in_utc_with_their_precision(timed: Sta) -> None:
    times = [one["phenomenonTime"] for one in timed.value("Observations")]
    assert times == [
        "2024-03-31T00:30:00Z",
        "2024-04-01T00:00:00Z/2024-04-02T00:00:00Z",
        "2024-04-01T00:00:00Z/2024-05-01T00:00:00Z",
        "2024-06-01T12:00:00.123Z",
    ]
    assert timed.get("Observations(1)")["validTime"] == "2024-01-01T00:00:00Z/2024-02-01T00:00:00Z"
    assert filtered(timed, "Datastreams", "phenomenonTime gt 2024-01-01T00:00:00Z")[0]["name"] == "Temperatur"


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_an_offset_never_changes_the_instant(moment: datetime, minutes: int) -> None:
    local = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=minutes)))
    assert instant(local.isoformat()) == moment
    assert instant(written(moment)) == moment
