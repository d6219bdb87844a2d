from __future__ import annotations

import pytest

from stadtkern.data.portal.indicators.ages import age_band, covering


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("unter 6", (0, 5)),
        ("Unter 6 Jahre", (0, 5)),
        ("6 bis 17", (6, 17)),
        ("6–17", (6, 17)),
        ("18 bis unter 25 Jahre", (18, 24)),
        ("18 to under 25", (18, 24)),
        ("65 und älter", (65, 150)),
        ("ab 80", (80, 150)),
        ("80+", (80, 150)),
        ("under 18 years", (0, 17)),
        ("Einwohner 0 bis 2", (0, 2)),
        ("insgesamt", None),
        ("2023", None),
        ("17 bis 6", None),
        ("PM2,5", None),
    ],
)
def test_age_groups_are_read_as_offices_write_them(text: str, band: tuple[int, int] | None) -> None:
    assert age_band(text) == band


def test_groups_fill_the_wanted_ages_without_gap_or_overlap() -> None:
    bands = [(0, 5), (6, 17), (0, 17), (18, 64), (65, 150)]
    assert covering(bands, (0, 17)) == [2]
    assert covering(bands[:2], (0, 17)) == [0, 1]
    assert covering([(0, 5), (7, 17)], (0, 17)) == []
    assert covering(bands, (65, 150)) == [4]
