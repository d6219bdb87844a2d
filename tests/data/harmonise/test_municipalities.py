"""Municipality keys are checked by form and against Brandenburg's list."""

# ruff: noqa: PT017  (a property test asserts about a refusal that may or may not come)

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.harmonise.municipalities import (
    STATES,
    check_ags,
    check_ars,
    municipalities,
    municipality,
    municipality_by_name,
)
from stadtkern.data.harmonise.refused import Refused


def test_all_of_brandenburg_is_listed_as_in_the_register(real: Path) -> None:
    with (real / "brandenburg/brandenburg_gemeinden_2023.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = {(row["ags"], row["ars"], row["name"]) for row in csv.DictReader(lines)}
    assert {(one.ags, one.ars, one.name) for one in municipalities()} == rows
    assert len(rows) == 413


def test_keys_and_names_find_their_municipality() -> None:
    cottbus = municipality("12052000")
    assert cottbus is not None
    assert municipality("12 0 52 0000 000") == cottbus
    assert municipality_by_name("Cottbus") == municipality_by_name("cottbus/chósebuz, stadt") == cottbus
    assert cottbus.short == "Cottbus/Chóśebuz"
    assert municipality("05515000") is None
    assert municipality_by_name("Münster") is None


def test_a_good_key_says_its_state_and_municipality() -> None:
    key = check_ags(" 12051000 ")
    assert (key.code, key.state, key.known, key.note) == ("12051000", "Brandenburg", True, None)
    assert check_ars("120510000000").municipality == key.municipality


def test_keys_of_other_states_are_checked_by_form_only() -> None:
    key = check_ags("05515000")
    assert (key.state, key.known, key.municipality) == ("Nordrhein-Westfalen", None, None)


def test_a_lost_leading_zero_is_put_back_and_said() -> None:
    key = check_ags("5515000")
    assert key.code == "05515000"
    assert key.note is not None
    assert "05515000" in key.note.de
    assert check_ars("55150000000").code == "055150000000"


def test_a_key_that_the_list_does_not_hold_is_kept_with_a_note() -> None:
    key = check_ags("12999999")
    assert (key.code, key.known) == ("12999999", False)
    assert key.note is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "ags.form"),
        ("1205", "ags.form"),
        ("120510000000", "ags.form"),
        ("12O51000", "ags.form"),
        ("00123456", "ags.state"),
        ("17000000", "ags.state"),
    ],
)
def test_bad_keys_are_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_ags(text)
    assert refused.value.code == code


@given(st.text(max_size=20) | st.text(alphabet="0123456789 ", max_size=14))
def test_nothing_but_refused_is_raised_for_any_text(text: str) -> None:
    for check, length in ((check_ags, 8), (check_ars, 12)):
        try:
            key = check(text)
        except Refused as refused:
            assert refused.text.de
        else:
            assert len(key.code) == length
            assert key.code[:2] in STATES
