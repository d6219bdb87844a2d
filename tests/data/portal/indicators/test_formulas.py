from __future__ import annotations

import pytest

from stadtkern.data.portal.indicators.formulas import FORMULAS, Parts
from stadtkern.data.portal.indicators.model import Value
from stadtkern.data.portal.indicators.read import Year, reduced

TREES = Parts(
    {2020: Value(50), 2021: Value(60)}, {"Nord": {2020: Value(20), 2021: Value(30)}, "Süd": {2021: Value(30)}}
)
PEOPLE = Parts(
    {2020: Value(1000), 2021: Value(1200, whole=False), 2022: Value(0)},
    {"Nord": {2020: Value(500), 2021: Value(600)}, "Süd": {2021: Value(0)}, "West": {2021: Value(10)}},
)


def numbers(yearly) -> dict[int, float]:
    return {year: value.number for year, value in yearly.items()}


def test_a_ratio_has_the_years_that_both_have_and_is_whole_only_where_both_are() -> None:
    made = FORMULAS["per_thousand"]([TREES, PEOPLE])
    assert numbers(made.total) == {2020: 50.0, 2021: 50.0}
    assert [value.whole for value in made.total.values()] == [True, False]


def test_areas_without_data_or_people_stay_without_values_instead_of_infinite_ones() -> None:
    made = FORMULAS["per_thousand"]([TREES, PEOPLE])
    assert numbers(made.areas["Nord"]) == {2020: 40.0, 2021: 50.0}
    assert made.areas["Süd"] == {}
    assert made.areas["West"] == {}


def test_a_need_without_areas_leaves_the_town_alone() -> None:
    assert FORMULAS["per_cent"]([Parts(TREES.total, {}), PEOPLE]).areas == {}


def test_the_former_reckoning_divides_by_the_people_of_today() -> None:
    people = Parts({2020: Value(1000), 2021: Value(2000)}, {})
    made = FORMULAS["per_thousand_today"]([Parts(TREES.total, {}), people])
    assert numbers(made.total) == {2020: 25.0, 2021: 30.0}


def test_needs_are_added_year_by_year() -> None:
    assert numbers(FORMULAS["together"]([TREES, TREES]).total) == {2020: 100, 2021: 120}


def monthly(total: float, months: int = 12) -> Year:
    return Year(total / months, total, months, months, months)


def test_the_town_is_its_areas_together_and_incomplete_where_one_lacks_a_year_between() -> None:
    read = {"A": {2020: monthly(12), 2021: monthly(24), 2022: monthly(36)}, "B": {2020: monthly(6), 2022: monthly(6)}}
    total, areas = reduced(read, "sum")
    assert {year: (value.number, value.whole) for year, value in total.items()} == {
        2020: (18, True),
        2021: (24, False),
        2022: (42, True),
    }
    assert set(areas) == {"A", "B"}


def test_what_the_town_says_of_itself_counts_before_the_sum_of_its_areas() -> None:
    total, areas = reduced({"": {2020: Year(99, 99, 1, 1, 1)}, "A": {2020: Year(40, 40, 1, 1, 1)}}, "last")
    assert total[2020].number == 99
    assert list(areas) == ["A"]


def test_one_area_alone_is_the_town_and_not_a_part_of_it() -> None:
    total, areas = reduced({"Einkommen": {2020: Year(17000, 17000, 1, 1, 1)}}, "last")
    assert total[2020].number == 17000
    assert areas == {}


@pytest.mark.parametrize(
    ("year", "whole"),
    [
        (Year(1, 1, 1, 1, 1), True),
        (monthly(5), True),
        (monthly(5, 7), False),
        (Year(1, 1, 8760, 365, 12), True),
        (Year(1, 1, 7000, 300, 10), False),
    ],
)
def test_a_year_is_whole_when_its_months_or_days_are_there(year: Year, whole: bool) -> None:
    assert year.whole is whole


def test_the_mean_of_a_day_leaves_out_days_without_values() -> None:
    total, areas = reduced(
        {"A": {2020: Year(0, 1000, 9000, 10, 12)}, "B": {2020: Year(0, 900, 9000, 90, 12)}}, "daily_mean"
    )
    assert areas["A"][2020].number == 100
    assert areas["B"][2020].number == 10
    assert total[2020].number == 19
