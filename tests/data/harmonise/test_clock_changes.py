"""Local time across both clock changes: gaps refused, double hours told apart or flagged."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.harmonise.times import TimeColumn, TimeGuess, Times, parse_times

BERLIN = ZoneInfo("Europe/Berlin")
MINUTES = TimeGuess("YYYY-MM-DD HH:mm", "minute")
BEFORE, AFTER = "2024-10-27 01:45", "2024-10-27 03:00"
HOUR = [f"2024-10-27 02:{minute:02}" for minute in (0, 15, 30, 45)]
FIRST = [datetime(2024, 10, 27, 0, minute) for minute in (0, 15, 30, 45)]
SECOND = [datetime(2024, 10, 27, 1, minute) for minute in (0, 15, 30, 45)]


@pytest.mark.parametrize("year", [1981, 1995, 1996, 2024, 2025, 2037])
def test_every_quarter_hour_of_a_year_comes_out_as_zoneinfo_says(year: int) -> None:
    start = datetime(year, 1, 1)
    walls = [start + timedelta(minutes=15 * i) for i in range(366 * 96)]
    walls = [wall for wall in walls if wall.year == year]
    times = parse_times([f"{wall:%Y-%m-%d %H:%M}" for wall in walls], MINUTES)
    refused = {index for index, _ in times.refused}
    gaps = flags = 0
    for index, wall in enumerate(walls):
        first = wall.replace(tzinfo=BERLIN).astimezone(UTC)
        exists = first.astimezone(BERLIN).replace(tzinfo=None) == wall
        double = wall.replace(tzinfo=BERLIN).utcoffset() > wall.replace(tzinfo=BERLIN, fold=1).utcoffset()  # type: ignore[operator]
        gaps += not exists
        flags += exists and double
        assert (index in refused) == (not exists)
        if exists:
            assert times.starts[index] == first.replace(tzinfo=None)
            assert times.flags[index] == ("ambiguous" if double else None)
    assert (gaps, flags) == (4, 4)
    assert {reason.code for _, reason in times.refused} == {"time.gap"}


def test_a_year_of_utc_written_as_local_time_comes_back_whole() -> None:
    moments = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * i) for i in range(366 * 96)]
    texts = [f"{moment.astimezone(BERLIN):%d.%m.%Y %H:%M}" for moment in moments]
    times = parse_times(texts, TimeGuess("DD.MM.YYYY HH:mm", "minute"))
    assert times.refused == []
    assert set(times.flags) == {None}
    assert times.starts == [moment.replace(tzinfo=None) for moment in moments]


def test_newest_first_is_told_apart_as_well() -> None:
    times = parse_times([AFTER, *HOUR[::-1], *HOUR[::-1], BEFORE], MINUTES)
    assert times.starts[1:-1] == [*SECOND[::-1], *FIRST[::-1]]
    assert set(times.flags) == {None}


@pytest.mark.parametrize("rows", [[*HOUR, *HOUR], [text for text in HOUR for _ in "12"]])
def test_both_passes_are_told_apart_without_rows_around(rows: list[str]) -> None:
    times = parse_times(rows, MINUTES)
    assert sorted(start for start in times.starts if start) == [*FIRST, *SECOND]
    assert set(times.flags) == {None}


def test_one_pass_counts_as_summer_time_and_is_flagged() -> None:
    times = parse_times([BEFORE, *HOUR, AFTER], MINUTES)
    assert times.starts == [datetime(2024, 10, 26, 23, 45), *FIRST, datetime(2024, 10, 27, 2)]
    assert times.flags == [None, *["ambiguous"] * 4, None]


def test_hourly_rows_show_the_second_pass_by_standing_twice() -> None:
    times = parse_times(["2024-10-27 01:00", "2024-10-27 02:00", "2024-10-27 02:00", AFTER], MINUTES)
    assert times.starts[1:3] == [FIRST[0], SECOND[0]]
    assert set(times.flags) == {None}


def test_irregular_minutes_are_parted_where_the_clock_steps_back() -> None:
    rows = ["2024-10-27 02:03", "2024-10-27 02:41", "2024-10-27 02:05", "2024-10-27 02:59"]
    times = parse_times([BEFORE, *rows, AFTER], MINUTES)
    assert [start.hour for start in times.starts[1:5] if start] == [0, 0, 1, 1]


def test_stations_sharing_a_column_are_told_apart_by_their_keys() -> None:
    rows = [text for text in [BEFORE, *HOUR, *HOUR, AFTER] for _ in "ab"]
    times = parse_times(rows, MINUTES, keys=["a", "b"] * 10)
    for station in (0, 1):
        assert times.starts[station::2][1:-1] == [*FIRST, *SECOND]
    assert set(times.flags) == {None}


def test_stations_sharing_a_column_without_keys_are_flagged_not_guessed() -> None:
    rows = [text for text in [BEFORE, *HOUR, AFTER] for _ in "ab"]
    times = parse_times(rows, MINUTES)
    assert times.flags[2:-2] == ["ambiguous"] * 8
    assert times.starts[2:-2] == [start for start in FIRST for _ in "ab"]


def test_three_passes_cannot_be_told_apart_and_are_flagged() -> None:
    times = parse_times([BEFORE, *HOUR, *HOUR, *HOUR, AFTER], MINUTES)
    assert times.flags[1:-1] == ["ambiguous"] * 12


def test_unreadable_rows_within_the_hour_do_not_break_the_sequence() -> None:
    times = parse_times([BEFORE, *HOUR[:2], "kaputt", *HOUR[2:], *HOUR, AFTER], MINUTES)
    assert [start for start in times.starts[1:-1] if start] == [*FIRST, *SECOND]
    assert set(times.flags) == {None}


def in_batches(texts: list[str], sizes: list[int]) -> Times:
    """Read as a reader of batches does: held rows go in front of the next batch."""
    column, whole, held, at, step = TimeColumn(MINUTES), Times(), 0, 0, 0
    while at < len(texts):
        size = sizes[step % len(sizes)] + held
        step += 1
        batch = texts[at : at + size]
        times = column.parse(batch, more=at + size < len(texts))
        read = len(batch) - times.held
        whole.starts += times.starts
        whole.flags += times.flags
        whole.refused += [(at + index, reason) for index, reason in times.refused]
        at, held = at + read, times.held
    return whole


@given(st.lists(st.integers(1, 7), min_size=1, max_size=6), st.booleans(), st.booleans())
def test_batches_of_any_size_give_what_the_whole_column_gives(sizes: list[int], twice: bool, around: bool) -> None:
    rows = [*HOUR, *(HOUR if twice else [])]
    texts = ["2024-10-27 01:30", BEFORE, *rows, AFTER, "x", "2024-03-31 02:30"] if around else rows
    whole, parts = parse_times(texts, MINUTES), in_batches(texts, sizes)
    assert (parts.starts, parts.flags, parts.refused) == (whole.starts, whole.flags, whole.refused)


def test_other_zones_with_half_an_hour_of_change_work_too() -> None:
    texts = ["2024-04-07 01:30", "2024-04-07 01:45", "2024-04-07 01:30", "2024-04-07 01:45", "2024-04-07 02:00"]
    times = parse_times(texts, MINUTES, "Australia/Lord_Howe")
    starts = [start for start in times.starts if start]
    assert [b - a for a, b in pairwise(starts)] == [timedelta(minutes=15)] * 4
    assert set(times.flags) == {None}


@pytest.mark.parametrize("station", ["100031297", "100035541", "300037405"])
def test_muensters_counters_keep_one_row_for_the_double_hour_and_flag_it(real: Path, station: str) -> None:
    texts: list[str] = []
    for name in ("2024-10", "2025-03", "2025-10"):
        with (real / f"counters-muenster/{station}/{name}.csv").open(encoding="utf-8", newline="") as lines:
            texts += [row[0] for row in csv.reader(lines)][1:]
    times = parse_times(texts, MINUTES)
    assert times.refused == []
    flagged = [start for start, flag in zip(times.starts, times.flags, strict=True) if flag]
    expected = [
        datetime(year, 10, day, 0, minute)
        for year, day in ((2024, 27), (2025, 26))
        for minute in (0, 15, 30, 45)
        if f"{year}-10-{day} 02:{minute:02}" in texts
    ]
    assert flagged == expected
    assert len(flagged) >= 4
    assert len(set(times.starts)) == len(texts)
