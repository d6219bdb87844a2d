"""The map's pure parts: what an address says, classes that people say, steps of time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from stadtkern.data.portal.map_state import View, fitting, query, read_state
from stadtkern.data.portal.map_values import label, moments, next_moment, steps_for, tidy
from stadtkern.data.portal.map_ways import class_title, tidy_breaks


def test_an_address_says_where_the_map_looks_and_what_it_shows() -> None:
    """What the island writes is read here."""
    state = read_state({"map": "13.72/51.98490/13.94800", "layers": "l1,l4"})
    assert state.view == View(13.72, 51.9849, 13.948)
    assert state.layers == ("l1", "l4")
    assert query(state.view, state.layers) == "map=13.72/51.98490/13.94800&layers=l1,l4"


@pytest.mark.parametrize("text", ["", "a/b/c", "14/91/7", "14/51/200", "nan/51/7", "14/51", "1e400/51/7"])
def test_an_address_that_makes_no_sense_says_nothing(text: str) -> None:
    """No view, and no error."""
    assert read_state({"map": text}).view is None
    assert read_state({}).layers is None
    assert read_state({"layers": ""}).layers == ()


def test_a_view_that_fits_a_box_shows_all_of_it() -> None:
    """In both directions, and no nearer than zoom 16."""
    box = (13.9, 51.97, 14.0, 52.01)
    west, south, east, north = fitting(box, 960, 600).box(960, 600)
    assert west < box[0]
    assert south < box[1]
    assert east > box[2]
    assert north > box[3]
    assert fitting((13.9, 51.97, 13.9, 51.97), 960, 600).zoom == 16


def test_a_view_moves_and_stays_on_the_earth() -> None:
    """A stride right and back is nothing; the poles are not crossed."""
    view = View(14, 52, 13)
    assert view.moved(300, 0).moved(-300, 0).lon == pytest.approx(13)
    assert abs(view.moved(0, 1e12).lat) <= 86
    assert view.zoomed(99).zoom == 20


def test_breaks_are_round_and_part_something() -> None:
    """Quantiles that fall together leave one edge; a single value leaves none."""
    assert tidy_breaks([3.9, 8.2, 12.7, 17.1], 0, 21) == [4, 8, 12, 18]
    assert tidy_breaks([0, 0, 0, 9], 0, 100) == [10]
    assert tidy_breaks([5, 5, 5, 5], 5, 5) == []
    assert tidy_breaks([1, 2, 3, 4], 0, float("inf")) == []


def test_classes_say_where_they_begin_and_end() -> None:
    """In both languages."""
    assert [class_title(*edges, "de") for edges in ((None, 5), (5, 10), (10, None))] == [
        "unter 5",
        "5 bis unter 10",
        "ab 10",
    ]
    assert class_title(1000, None, "en") == "1,000 and more"


def test_the_slider_goes_through_days_months_and_years() -> None:
    """A day has 24 hours, a February its days; a year ends with December."""
    span = (date(2019, 5, 1), date(2026, 11, 22))
    assert len(moments("hour", date(2026, 11, 22), span)) == 24
    assert len(moments("day", date(2024, 2, 10), span)) == 29
    assert next_moment(moments("month", date(2026, 3, 1), span)[-1], "month") == datetime(2027, 1, 1)
    assert [one.year for one in moments("year", span[1], span)] == list(range(2019, 2027))


def test_steps_are_no_shorter_than_the_values_lie_apart() -> None:
    """Quarters of an hour, days, months, years."""
    assert [steps_for(timedelta(days=one)) for one in (0.01, 1, 30, 365)] == [
        ("hour", "day"),
        ("day", "month"),
        ("month", "year"),
        ("year",),
    ]


def test_times_and_numbers_are_short() -> None:
    """A label has what its step needs; whole numbers have no comma."""
    moment = datetime(2026, 11, 22, 14)
    assert label(moment, "hour", "de") == "So, 22. Nov 2026, 14:00 Uhr"
    assert label(moment, "month", "en") == "Nov 2026"
    assert [tidy(one) for one in (3.0, 2.345, None)] == [3, 2.35, None]
