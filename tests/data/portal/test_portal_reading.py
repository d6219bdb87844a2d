from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.portal.local_time import local_sql, to_local, to_utc
from stadtkern.data.portal.period import asked, between, kinds_for, of_kind
from stadtkern.data.portal.unit_words import unit_words

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = datetime(2024, 1, 1), datetime(2025, 12, 31, 23, 45)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "America/New_York", "Australia/Lord_Howe"])
def test_local_time_in_sql_is_what_the_zone_says(zone: str) -> None:
    start, end = datetime(2024, 1, 1), datetime(2026, 1, 1)
    times = [start + timedelta(minutes=37 * n) for n in range(28_400)]
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (time TIMESTAMP)")
    connection.execute(
        f"INSERT INTO t SELECT TIMESTAMP '2024-01-01' + to_minutes(37 * n) FROM range({len(times)}) r(n)"
    )
    rows = connection.execute(f"SELECT {local_sql(start, end, ZoneInfo(zone))} FROM t ORDER BY time").fetchall()
    expected = [when.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) for when in times]
    assert [row[0] for row in rows] == expected


@given(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)))
def test_there_and_back_is_the_same_time(utc: datetime) -> None:
    back = to_utc(to_local(utc, BERLIN), BERLIN)
    assert back == utc or utc - back == timedelta(hours=1)


def test_a_period_is_the_whole_day_week_month_or_year_around_a_day() -> None:
    at = datetime(2025, 10, 26, 14, 30)
    assert of_kind("day", at).start == datetime(2025, 10, 26)
    assert of_kind("week", at).start == datetime(2025, 10, 20)
    assert (of_kind("month", at).start, of_kind("month", at).end) == (datetime(2025, 10, 1), datetime(2025, 11, 1))
    assert of_kind("year", at).days == 365


def test_periods_follow_each_other_without_gap_or_overlap() -> None:
    for kind in ("day", "week", "month", "year"):
        one = of_kind(kind, datetime(2024, 1, 31))
        assert one.moved(1).start == one.end
        assert one.moved(-1).end == one.start
        assert one.moved(1).moved(-1) == one


@pytest.mark.parametrize(
    "words",
    [
        {"from": "gestern"},
        {"period": "nie"},
        {"at": "2025-13-40", "period": "day"},
        {"from": "9999-12-31"},
        {"to": "0001-01-01"},
        {},
    ],
)
def test_what_makes_no_sense_is_answered_with_a_default(words: dict[str, str]) -> None:
    found = asked(words, FIRST, LAST)
    assert found.start <= LAST
    assert found.end > FIRST


def test_from_and_to_may_be_swapped_and_both_days_count() -> None:
    one = asked({"from": "2025-03-05", "to": "2025-03-01"}, FIRST, LAST)
    assert (one.start, one.end, one.step) == (datetime(2025, 3, 1), datetime(2025, 3, 6), "hour")


def test_longer_stretches_have_longer_steps() -> None:
    steps = [
        between(datetime(2000, 1, 1).date(), (datetime(2000, 1, 1) + timedelta(days=n)).date()).step
        for n in (1, 10, 100, 1000, 5000, 20000)
    ]
    assert steps == ["quarter", "hour", "day", "week", "month", "year"]


def test_no_step_is_shorter_than_the_values_are_apart() -> None:
    years = timedelta(days=365)
    found = asked({}, datetime(1995, 1, 1), datetime(2016, 1, 1), years)
    assert (found.kind, found.step) == ("all", "year")
    assert asked({"period": "day", "at": "2015-06-01"}, FIRST, LAST, timedelta(hours=1)).step == "hour"
    assert kinds_for(years) == ["all"]
    assert kinds_for(timedelta(minutes=15)) == ["day", "week", "month", "year", "all"]


@pytest.mark.parametrize(
    ("code", "german"),
    [
        ("Cel", "°C"),
        ("kW.h", "kWh"),
        ("ug/m3", "µg/m³"),
        ("10*6.{EUR}", "Mio. €"),
        ("{EUR}", "€"),
        ("1", ""),
        (None, ""),
        ("{trees}", "trees"),
    ],
)
def test_units_are_written_as_people_read_them(code: str | None, german: str) -> None:
    assert unit_words(code).de == german
