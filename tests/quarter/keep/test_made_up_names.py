"""Made-up names, colours and codes."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from stadtkern.quarter.keep.codes import ALPHABET, is_polite, new_code, tidy_code
from stadtkern.quarter.keep.names import ADJECTIVES, ANIMALS, COLOURS, declined, name_of, new_colour, new_name

# How colours look with protan, deutan and tritan vision (Machado 2009, full), applied to linear RGB.
VISIONS = {
    "all": np.eye(3),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]),
    "tritan": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]),
}  # fmt: skip
TO_LMS = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
TO_LAB = np.array([[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099], [0.0259040371, 0.7827717662, -0.8086757660]])  # fmt: skip


def linear(colour: str) -> np.ndarray:  # type: ignore[type-arg]
    part = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, two: str) -> float:
    light, dark = sorted((float(linear(each) @ [0.2126, 0.7152, 0.0722]) for each in (one, two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_there_are_more_than_a_thousand_names_all_different() -> None:
    """In both languages."""
    names = [name_of(number) for number in range(len(ADJECTIVES) * len(ANIMALS))]
    assert len({one.de for one in names}) == len({one.en for one in names}) == len(names) >= 1000
    assert all(len(one.de) <= 32 for one in names)
    assert {len(one.split()) for name in names for one in (name.de, name.en)} == {2}


@pytest.mark.parametrize(
    ("stem", "gender", "expected"),
    [("flink", "m", "Flinker"), ("heiter", "f", "Heitere"), ("leis", "n", "Leises"), ("verträumt", "m", "Verträumter")],
)
def test_adjectives_have_the_ending_of_the_animals_gender(stem: str, gender: str, expected: str) -> None:
    """Flinker Fuchs, heitere Amsel, leises Reh."""
    assert declined(stem, gender) == expected


def test_every_animal_has_the_gender_that_its_word_has() -> None:
    """Endings that tell the gender are obeyed: -chen and -lein are neuter, an animal in -e is feminine but for a few."""
    for animal, gender, _ in ANIMALS:
        if animal.endswith("chen"):
            assert gender == "n"
        elif animal.endswith("e"):
            assert gender == ("m" if animal in {"Falke", "Hase"} else "f")
    assert {gender for _, gender, _ in ANIMALS} == {"m", "f", "n"}


def test_nobody_in_a_room_has_the_same_name_also_when_all_are_taken() -> None:
    """Then a number stands behind it."""
    taken = {name_of(number).de for number in range(len(ADJECTIVES) * len(ANIMALS))}
    one = new_name(taken, random.Random(1))
    assert one.de not in taken
    assert one.de.endswith(" 2")
    assert one.en.endswith(" 2")


def test_colours_can_be_read_by_day_and_by_night_and_told_apart_with_any_eyes() -> None:
    """Three to one against both grounds (WCAG 1.4.11); at least 0.08 apart in Oklab for each kind of colour vision."""
    for colour in COLOURS:
        for ground in ("#F4ECDD", "#ffffff", "#15212B"):
            assert contrast(colour, ground) >= 3, (colour, ground)
    for vision in VISIONS.values():
        seen = [TO_LAB @ np.cbrt(TO_LMS @ np.clip(vision @ linear(colour), 0, 1)) for colour in COLOURS]
        for one, two in itertools.combinations(range(len(COLOURS)), 2):
            assert np.linalg.norm(seen[one] - seen[two]) >= 0.08, (COLOURS[one], COLOURS[two])


def test_colours_are_shared_out_evenly() -> None:
    """Nobody gets a colour twice before all have it once."""
    taken: list[str] = []
    for _ in range(20):
        taken.append(new_colour(taken))
    assert {taken.count(one) for one in COLOURS} == {2, 3}


def test_codes_have_no_look_alikes_and_no_rude_words() -> None:
    """Over many of them; and typing them loosely is fine."""
    assert not set("0O1IL2Z5S8B6UV") & set(ALPHABET)
    codes = {new_code() for _ in range(5000)}
    assert len(codes) > 4990
    for code in codes:
        assert len(code) == 6
        assert set(code) <= set(ALPHABET)
        assert is_polite(code)
        assert tidy_code(f" {code[:3].lower()} - {code[3:]} ") == code


@pytest.mark.parametrize("code", ["XFCKXX", "N4ZN3G", "H4T3CC", "F99FCK", "FC9K33", "KKKCCC", "N3GRCC", "PRNXYX"])
def test_rude_codes_are_seen_also_when_digits_stand_for_letters_or_between(code: str) -> None:
    """3 is read as E, 4 as A, 7 as T, 9 as G, or left out."""
    assert not is_polite(code)
