"""Units in both languages, and one of a thing told from many."""

from __future__ import annotations

import pytest

from stadtkern.data.portal.says import about_rows
from stadtkern.data.portal.unit_words import unit_after, unit_told, unit_words, with_unit
from stadtkern.town.text import Text


@pytest.mark.parametrize(
    ("code", "german", "english"),
    [
        ("Plätze", "Plätze", "places"),
        ("{Plätze}", "Plätze", "places"),
        ("{person}", "Personen", "people"),
        ("Cel", "°C", "°C"),
        ("10*6.{EUR}", "Mio. €", "million €"),
        ("Brezeln", "Brezeln", "Brezeln"),
        ("1", "", ""),
        (None, "", ""),
    ],
)
def test_a_unit_is_told_in_the_readers_language(code: str | None, german: str, english: str) -> None:
    assert unit_words(code) == Text(german, english)


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        (0, "0 Räder", "0 bicycles"),
        (1, "1 Rad", "1 bicycle"),
        (-1, "−1 Rad", "−1 bicycle"),
        (1.5, "1,5 Räder", "1.5 bicycles"),
        (1001, "1.001 Räder", "1,001 bicycles"),
        (None, "– Räder", "– bicycles"),
    ],
)
def test_one_is_told_from_many(value: float | None, german: str, english: str) -> None:
    noun = Text("Räder", "bicycles")
    written = with_unit(value, noun, "de"), with_unit(value, noun, "en")
    # The number never stands alone at the end of a line.
    assert written == (german.replace(" ", "\N{NO-BREAK SPACE}"), english.replace(" ", "\N{NO-BREAK SPACE}"))


def test_what_is_written_as_one_is_one() -> None:
    assert with_unit(1.2, Text("Menschen zu Fuß", "people on foot"), "de", 0) == "1\N{NO-BREAK SPACE}Mensch zu Fuß"
    assert with_unit(1.2, None, "en", 0) == "1"
    assert unit_after("1", Text("°C", "°C"), "de") == "°C"


def test_the_map_is_told_both_words_where_they_differ() -> None:
    assert unit_told("Plätze", "en") == {"unit": "places", "one": "place"}
    assert unit_told("Cel", "en") == {"unit": "°C"}


@pytest.mark.parametrize(
    ("rows", "placed", "language", "said"),
    [
        (1, None, "de", "Die Tabelle hat <strong>1</strong> Zeile."),
        (1, 1, "de", "Der Datensatz hat <strong>1</strong> Eintrag mit einem Ort auf der Karte."),
        (2, 2, "en", "The dataset has <strong>2</strong> entries, each with a place on the map."),
        (2, 1, "de", "Der Datensatz hat <strong>2</strong> Einträge; 1 davon hat einen Ort auf der Karte."),
        (9, 3, "en", "The dataset has <strong>9</strong> entries; 3 of them have a place on the map."),
    ],
)
def test_entries_are_counted_as_people_say(rows: int, placed: int | None, language: str, said: str) -> None:
    assert about_rows(rows, placed, language) == said
