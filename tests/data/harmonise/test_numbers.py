"""Numbers come out of every style as they went in, and what is doubtful is refused."""

# ruff: noqa: PT017  (a property test asserts about a refusal that may or may not come)

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.harmonise.numbers import (
    NumberStyle,
    Refused,
    guess_style,
    is_identifier,
    is_number,
    number_style,
    parse_number,
    parse_numbers,
)

GERMAN = NumberStyle(",", ".")
ENGLISH = NumberStyle(".", ",")
MARKS = [(",", "."), (".", ","), (",", " "), (",", "\u202f"), (".", "'"), (".", "’"), (",", ""), (".", "")]


def written(units: int, decimals: int, decimal: str, group: str) -> str:
    """Write units / 10**decimals in a style, from integers so that no rounding is involved."""
    whole, rest = divmod(abs(units), 10**decimals)
    text = f"{whole:,}".replace(",", group)
    if decimals:
        text += f"{decimal}{rest:0{decimals}d}"
    return ("-" if units < 0 else "") + text


@given(
    st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=20),
    st.integers(0, 4),
    st.sampled_from(MARKS),
)
def test_numbers_written_in_a_style_are_read_back_exactly(
    units: list[int], decimals: int, marks: tuple[str, str]
) -> None:
    decimal, group = marks
    texts = [written(unit, decimals, decimal, group) for unit in units]
    style = NumberStyle(decimal, {"\u202f": " ", "’": "'"}.get(group, group))
    values, refused = parse_numbers(texts, style)
    assert refused == []
    expected = [unit if decimals == 0 else float(f"{unit}e-{decimals}") for unit in units]
    assert values == pytest.approx(expected, rel=1e-15, abs=0)
    if decimals == 0:
        assert all(isinstance(value, int) for value in values)


@given(
    st.lists(st.integers(10_000, 10**12), min_size=2, max_size=30), st.sampled_from(MARKS), st.sampled_from([1, 2, 4])
)
def test_a_style_is_guessed_from_columns_with_decimals(units: list[int], marks: tuple[str, str], decimals: int) -> None:
    decimal, group = marks
    texts = [written(unit, decimals, decimal, group) for unit in units]
    style = guess_style(texts)
    assert style.decimal == decimal
    values, refused = parse_numbers(texts, style)
    assert refused == []
    assert values == [float(f"{unit}e-{decimals}") for unit in units]


@given(st.text(max_size=40), st.sampled_from([GERMAN, ENGLISH, NumberStyle(), NumberStyle(".", "", 1.0, 0)]))
def test_nothing_but_refused_is_raised_for_any_text(text: str, style: NumberStyle) -> None:
    try:
        value = parse_number(text, style)
    except Refused as refused:
        assert refused.code.startswith("number.")
        assert refused.text.de
        assert refused.text.en
    else:
        assert value is None or isinstance(value, int | float)
    is_number(text)
    guess_style([text])


@given(st.text(alphabet="0123456789.,' -+eE€%", max_size=20), st.sampled_from([GERMAN, ENGLISH, NumberStyle()]))
def test_nothing_but_refused_is_raised_for_texts_that_look_like_numbers(text: str, style: NumberStyle) -> None:
    try:
        value = parse_number(text, style)
    except Refused:
        return
    assert value is None or value == value  # noqa: PLR0124  (not a NaN)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234.567,8", 1234567.8),
        ("1 234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1'234.5", 1234.5),
        ("12 kg", 12),
        ("5 %", 5),
        ("3,5%", 3.5),
        ("€ 3", 3),
        ("12,50 €", 12.5),
        ("-€ 5", -5),
        ("12,-", 12),
        ("5-", -5),
        ("−7", -7),
        ("+7", 7),
        ("1,5e3", 1500.0),
        ("1,5·10^3", 1500.0),
        (",5", 0.5),
        ("108,1", 108.1),
        ("1.234", 1234),
        ("007", 7),
        (" 12 ", 12),
        ("9007199254740993", 9007199254740993),
        ("", None),
        ("k. A.", None),
        (".", None),
        ("-", None),
    ],
)
def test_german_cells_are_read(text: str, value: float | None) -> None:
    assert parse_number(text, GERMAN) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x", "number.text"),
        ("12 A", "number.text"),
        ("14a", "number.text"),
        ("3 - Alle Altersklassen", "number.text"),
        ("1_000", "number.text"),
        ("²", "number.text"),
        ("٣", "number.text"),
        ("1/2", "number.text"),
        ("--5", "number.text"),
        ("1.23", "number.group"),
        ("1.2.3", "number.group"),
        ("12.", "number.group"),
        ("1 2", "number.group"),
        ("< 5", "number.bound"),
        ("ca. 5", "number.bound"),
        ("1e999", "number.range"),
        ("9" * 5000, "number.text"),
    ],
)
def test_what_is_no_number_in_a_german_column_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_number(text, GERMAN)
    assert refused.value.code == code
    assert len(refused.value.text.de) < 200


def test_whole_numbers_stay_whole_beyond_what_floats_hold() -> None:
    values, _ = parse_numbers([str(2**53 + 1), "9.007.199.254.740.993"], GERMAN)
    assert values == [2**53 + 1, 2**53 + 1]
    assert all(isinstance(value, int) for value in values)


@pytest.mark.parametrize(
    ("samples", "expect", "decimal", "group"),
    [
        (["1.234", "950"], "", ",", "."),
        (["1,234", "950"], "", ".", ","),
        (["1.234", "12345"], "", ".", ""),
        (["12.000", "1.500", "3.250"], "", ",", "."),
        (["1.234"], ",", ",", "."),
        (["1.234"], ".", ".", ""),
        (["1.234", "0.5"], "", ".", ""),
        (["1.234", "108,1"], "", ",", "."),
        (["1.234.567"], "", ",", "."),
        (["52.404", "51.7718"], "", ".", ""),
        (["1 234", "17"], "", ".", " "),
    ],
)
def test_the_column_decides_what_a_point_means(samples: list[str], expect: str, decimal: str, group: str) -> None:
    style = guess_style(samples, expect)
    assert (style.decimal, style.group) == (decimal, group)


def test_a_guess_from_doubtful_samples_says_that_it_is_not_sure() -> None:
    assert guess_style(["1.234", "5.678"]).sure < 0.5
    assert guess_style(["1.234,5"]).sure == 1.0
    assert guess_style(["1.5", "2,5"]).sure == 0.5
    assert guess_style(["1", "2"]).seen == 0


def test_a_doubtful_value_in_a_column_of_whole_numbers_is_refused() -> None:
    style = guess_style(["17", "250"])
    with pytest.raises(Refused, match=r"number\.ambiguous"):
        parse_number("1.234", style)
    assert parse_number("1.234,5", style) == 1234.5
    assert parse_number("3,5", style) == 3.5


def test_another_unit_than_the_columns_is_refused() -> None:
    style = guess_style(["12 kg", "7 kg", "3,5 kg"])
    assert style.unit == "kg"
    assert parse_numbers(["2 kg", "4"], style)[0] == [2, 4]
    with pytest.raises(Refused, match=r"number\.unit"):
        parse_number("500 g", style)


def test_a_single_letter_counts_as_unit_only_where_the_column_uses_it() -> None:
    assert parse_number("12 m", guess_style(["3 m", "4 m"])) == 12
    with pytest.raises(Refused):
        parse_number("12 m", GERMAN)


def test_refusals_carry_their_index_and_good_values_stay() -> None:
    values, refused = parse_numbers(["1", None, "x", "", "2,5", "x"], GERMAN)
    assert values == [1, None, None, None, 2.5, None]
    assert [(index, reason.code) for index, reason in refused] == [(2, "number.text"), (5, "number.text")]


def test_leading_zeros_and_code_headers_make_identifiers() -> None:
    assert is_identifier(["03046", "14770"])
    assert is_identifier(["14770"], "PLZ")
    assert is_identifier(["12051000"], "ags")
    assert not is_identifier(["0", "10", "0,5"], "Anzahl")
    assert not is_identifier(["1995", "1996"], "Jahr")
    assert not is_identifier([], "PLZ")


def test_a_saved_decimal_mark_gives_its_style_back() -> None:
    assert parse_number("1,5", number_style(",")) == 1.5
    assert parse_number("1.234,5", number_style(",")) == 1234.5
    assert parse_number("1.5", number_style(".")) == 1.5


def test_the_style_is_said_in_both_languages() -> None:
    assert GERMAN.text.de == "Dezimaltrennzeichen: Komma, Tausender: Punkt"
    assert NumberStyle().text.en == "Decimal mark: point"


def test_muensters_incomes_are_read_with_their_decimal_comma(real: Path) -> None:
    with (real / "tables/muenster-verfuegbares-einkommen.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter=";"))[1:]
    style = guess_style(row[3] for row in rows)
    assert (style.decimal, style.sure) == (",", 1.0)
    values, refused = parse_numbers([row[3] for row in rows], style)
    assert refused == []
    assert values[0] == 108.1
    assert len(values) == 22
