"""Spans of time as people write them: whole years and months by name, an end at midnight as the day before."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from stadtkern.town.written import last_day, write_span


@pytest.mark.parametrize(
    ("start", "end", "german", "english"),
    [
        (datetime(2012, 1, 1), datetime(2026, 1, 1), "2012 bis 2025", "2012 to 2025"),
        (datetime(2025, 1, 1), datetime(2026, 1, 1), "2025", "2025"),
        (datetime(2022, 1, 1), datetime(2025, 12, 1), "Januar 2022 bis November 2025", "January 2022 to November 2025"),
        (datetime(2025, 5, 1), datetime(2025, 6, 1), "Mai 2025", "May 2025"),
        (datetime(2025, 5, 3), datetime(2025, 5, 9), "3. Mai 2025 bis 8. Mai 2025", "3 May 2025 to 8 May 2025"),
        (
            datetime(2025, 1, 1), datetime(2026, 11, 22, 23, 45),
            "1. Januar 2025 bis 22. November 2026", "1 January 2025 to 22 November 2026",
        ),
        (datetime(2025, 5, 3, 12), datetime(2025, 5, 3, 12), "3. Mai 2025", "3 May 2025"),
        (datetime(2025, 1, 1), datetime(2025, 1, 1), "1. Januar 2025", "1 January 2025"),
    ],
)  # fmt: skip
def test_a_span_is_written_as_years_months_or_days(start: datetime, end: datetime, german: str, english: str) -> None:
    assert (write_span(start, end, "de"), write_span(start, end, "en")) == (german, english)


def test_midnight_ends_the_day_before() -> None:
    assert last_day(datetime(2026, 1, 1)) == date(2025, 12, 31)
    assert last_day(datetime(2026, 1, 1, 0, 15)) == date(2026, 1, 1)
