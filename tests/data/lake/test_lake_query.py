from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lake_rows import at, put

from stadtkern.data.lake import Lake, Observation, query
from stadtkern.data.lake.query import _changes


@pytest.fixture
def filled(lake: Lake) -> Lake:
    put(lake, 1, [(1, minute * 15, float(minute)) for minute in range(96)] + [(2, 0, None), (2, 60, 7.0)])
    lake.append([Observation(1, at(96 * 15), 96.0)]).result(10)
    return lake


def test_the_latest_come_newest_first_from_hot_and_lake(filled: Lake) -> None:
    with filled.read() as cursor:
        found = query.latest(cursor, 1, 3)
        assert query.latest(cursor, 9, 3) == []
    assert [row.number for row in found] == [96.0, 95.0, 94.0]
    assert (found[0].time, found[0].import_id, found[1].import_id) == (at(1440), None, 1)


def test_a_window_has_its_start_and_not_its_end(filled: Lake) -> None:
    with filled.read() as cursor:
        found = query.window(cursor, 1, at(15), at(60), 100)
        aware = query.window(cursor, 1, datetime(2024, 1, 1, 1, 15, tzinfo=timezone(timedelta(hours=1))), at(60), 2)
    assert [row.number for row in found] == [1.0, 2.0, 3.0]
    assert [row.number for row in aware] == [1.0, 2.0]


def test_buckets_sum_up_what_lies_in_them(filled: Lake) -> None:
    with filled.read() as cursor:
        found = query.buckets(cursor, [1, 2], at(0), at(1440), 24)
    first = found[0]
    assert (first.stream, first.start, first.min, first.mean, first.max, first.sum, first.count) == (
        1,
        at(0),
        0.0,
        1.5,
        3.0,
        6.0,
        4,
    )
    assert [one.start for one in found if one.stream == 1] == [at(60 * hour) for hour in range(24)]
    assert [(one.start, one.sum) for one in found if one.stream == 2] == [(at(60), 7.0)]


@settings(deadline=None, max_examples=40)
@given(n=st.integers(1, 200), start=st.integers(-100, 1000), length=st.integers(1, 2000))
def test_buckets_are_never_more_than_asked_for_and_lose_nothing(shared: Lake, n: int, start: int, length: int) -> None:
    with shared.read() as cursor:
        found = query.buckets(cursor, [1], at(start), at(start + length), n)
        rows = query.window(cursor, 1, at(start), at(start + length), 10_000)
    assert len(found) <= n
    assert sum(one.count for one in found) == len(rows)
    assert sum(one.sum for one in found) == sum(row.number or 0 for row in rows)
    assert all(at(start) <= one.start < at(start + length) for one in found)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> object:
    from stadtkern.data.lake import open_lake

    lake = open_lake(tmp_path_factory.mktemp("shared") / "lake")
    put(lake, 1, [(1, minute * 7, float(minute)) for minute in range(150)])
    yield lake
    lake.close()


def test_senseless_buckets_are_empty(filled: Lake) -> None:
    with filled.read() as cursor:
        assert query.buckets(cursor, [], at(0), at(10), 5) == []
        assert query.buckets(cursor, [1], at(10), at(10), 5) == []
        assert query.buckets(cursor, [1], at(0), at(10), 0) == []


def test_the_extent_counts_also_rows_without_a_number(filled: Lake) -> None:
    with filled.read() as cursor:
        found = query.extent(cursor, [1, 2, 3])
        assert query.extent(cursor, []) == {}
    assert set(found) == {1, 2}
    assert (found[1].first, found[1].last, found[1].count, found[2].count) == (at(0), at(1440), 97, 2)


def test_all_are_counted_once_wherever_they_lie(filled: Lake) -> None:
    counts = []
    for step in (lambda: None, filled.move, lambda: filled.delete_streams([2])):
        step()
        with filled.read() as cursor:
            counts.append(query.count(cursor))
    assert counts == [99, 99, 97]


def test_days_are_local_days_across_both_clock_changes(lake: Lake) -> None:
    zone = ZoneInfo("Europe/Berlin")
    expected = {}
    rows = []
    for first, hours in ((date(2024, 3, 31), 23), (date(2024, 10, 27), 25), (date(2024, 7, 1), 24)):
        expected[first] = hours
        begin = datetime(first.year, first.month, first.day, tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
        minutes = round((begin - at(0)) / timedelta(minutes=1))
        rows += [(1, minutes + 60 * hour, 2.0) for hour in range(hours)]
    put(lake, 1, rows)
    with lake.read() as cursor:
        found = query.daily(cursor, [1])
        assert query.daily(cursor, [2]) == []
    assert {one.day: one.count for one in found} == expected
    assert all((one.min, one.mean, one.max) == (2.0, 2.0, 2.0) for one in found)


def test_the_week_is_local_too(lake: Lake) -> None:
    # 2024-01-01 and 2024-07-01 are Mondays; 07:00 local is 06:00 UTC in winter and 05:00 UTC in summer.
    summer = round((datetime(2024, 7, 1, 5) - at(0)) / timedelta(minutes=1))
    put(lake, 1, [(1, 360, 10.0), (1, summer, 20.0), (1, 360 + 1440, 5.0)])
    with lake.read() as cursor:
        found = query.by_hour_and_weekday(cursor, [1])
        assert query.by_hour_and_weekday(cursor, []) == []
    assert [(one.weekday, one.hour, one.mean, one.count) for one in found] == [(0, 7, 15.0, 2), (1, 7, 5.0, 1)]


@settings(deadline=None)
@given(
    first=st.datetimes(datetime(1970, 1, 1), datetime(2035, 1, 1)),
    length=st.timedeltas(timedelta(0), timedelta(days=3000)),
    part=st.floats(0, 1),
)
def test_offsets_between_clock_changes_are_those_of_the_zone(first: datetime, length: timedelta, part: float) -> None:
    zone = ZoneInfo("Europe/Berlin")
    changes = _changes(first, first + length, zone)
    moment = (first + length * part).replace(microsecond=0)
    moment = max(moment, first)
    offset = next(seconds for until, seconds in changes if moment < until)
    expected = moment.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    assert expected is not None
    assert offset == expected.total_seconds()
