from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.portal.charts.scale import Linear, day, nice_step, nice_ticks, number, percent, time_ticks

numbers = st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 3))


@given(numbers, numbers)
def test_ticks_hold_the_values_and_are_evenly_spaced(a: float, b: float) -> None:
    ticks = nice_ticks(a, b)
    assert 2 <= len(ticks) <= 9
    slack = abs(ticks[-1] - ticks[0]) * 1e-6
    assert ticks[0] <= min(a, b) + slack
    assert ticks[-1] >= max(a, b) - slack
    steps = [y - x for x, y in itertools.pairwise(ticks)]
    assert max(steps) - min(steps) <= max(steps) * 1e-3


@given(st.floats(1e-6, 1e9), st.integers(1, 12))
def test_a_step_is_one_two_or_five_times_a_power_of_ten(span: float, wanted: int) -> None:
    mantissa = float(f"{nice_step(span, wanted):e}".split("e")[0])
    assert min(abs(mantissa - one) for one in (1, 2, 2.5, 5)) < 1e-6


@given(st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)), st.integers(2, 20000))
def test_time_ticks_lie_inside_rise_and_are_few(start: datetime, hours: int) -> None:
    end = start + timedelta(hours=hours)
    ticks = time_ticks(start, end, "de", 7)
    times = [tick.when for tick in ticks]
    assert times == sorted(set(times))
    assert all(start <= when <= end for when in times)
    assert len(ticks) <= 9


def test_a_year_is_cut_at_months_and_names_the_year() -> None:
    ticks = time_ticks(datetime(2025, 1, 1), datetime(2026, 1, 1), "de", 12)
    assert ticks[0].text == "2025"
    assert ticks[0].strong
    assert [tick.text for tick in ticks[1:4]] in (["Feb", "März", "Apr"], ["März", "Mai", "Juli"])


def test_places_on_a_scale_are_proportional() -> None:
    scale = Linear(0, 10, 100, 200)
    assert [scale(0), scale(5), scale(10)] == [100, 150, 200]
    assert Linear(3, 3, 7, 9)(3) == 7


def test_numbers_and_days_are_written_as_each_language_does() -> None:
    assert number(4312.5, "de") == "4.312,5"
    assert number(4312.5, "en") == "4,312.5"
    assert number(None) == "–"
    assert percent(0.124, "de") == "12\u00a0%"
    assert percent(0.124, "en") == "12%"
    assert day(datetime(2025, 3, 4).date(), "de", weekday=True) == "Dienstag, 4. März 2025"
    assert day(datetime(2025, 3, 4).date(), "en", year=False) == "4 March"
