"""What a quality report says of gaps: a day where days are missing, a year where a year is."""

from __future__ import annotations

from typing import Any

import pytest

from stadtkern.data.gather.quality_words import count_words


def said(gap: dict[str, Any]) -> list[str]:
    totals = {"expected": 10, "complete": 0.9, "longest_gap": gap, "duplicates": 0, "outliers": 0}
    found = {"streams": [], "rows": 9, "totals": totals}
    words = count_words(found, {"refused": 0, "guesses": []})
    return [one.de for one in words if "Lücke" in one.de] + [one.en for one in words if "gap" in one.en]


@pytest.mark.parametrize(
    ("start", "end", "missing", "german", "english"),
    [
        ("2025-06-16T10:00:00+00:00", "2025-06-16T11:00:00+00:00", 1,
         "In der längsten Lücke (am 16. Juni 2025) fehlt 1 Wert.", "The longest gap (on 16 June 2025) lacks 1 value."),
        ("2025-05-12T00:00:00+00:00", "2025-05-15T00:00:00+00:00", 288,
         "In der längsten Lücke (ab 12. Mai 2025) fehlen 288 Werte.", "The longest gap (from 12 May 2025) lacks 288 values."),
        ("2013-12-31T23:00:00+00:00", "2015-12-31T23:00:00+00:00", 1,
         "In der längsten Lücke (2015) fehlt 1 Wert.", "The longest gap (2015) lacks 1 value."),
        ("2024-12-31T23:00:00+00:00", "2025-03-31T22:00:00+00:00", 2,
         "In der längsten Lücke (ab Februar 2025) fehlen 2 Werte.", "The longest gap (from February 2025) lacks 2 values."),
    ],
)  # fmt: skip
def test_the_longest_gap_is_told_in_the_series_own_steps(
    start: str, end: str, missing: int, german: str, english: str
) -> None:
    assert said({"start": start, "end": end, "missing": missing}) == [german, english]
