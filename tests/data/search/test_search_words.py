from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.search.highlight import marked, near, slips, snippet
from stadtkern.data.search.words import LONGEST_QUERY, MOST_WORDS, Compounds, asked, read

TOWN = Compounds.of(word.exact for word in read("Radzählstelle Einwohnerzahl Zählstelle Rad Kitaplatz Haltestelle"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bäume", "Baeume"),
        ("Straße", "STRASSE"),
        ("Straße", "Strasse"),
        ("Bahnhofstr.", "Bahnhofstraße"),
        ("Öl", "Oel"),
        ("Café", "Cafe"),
        ("Hbf", "Hauptbahnhof"),
    ],
)
def test_one_word_in_two_spellings_is_one_word(one: str, other: str) -> None:
    assert [word.exact for word in read(one)] == [word.exact for word in read(other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Häuser", "Haus"), ("Kitaplätze", "Kitaplatz"), ("Zählstellen", "Zählstelle"), ("trees", "tree")],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert set(read(one)[0].stems) & set(read(other)[0].stems)


def test_ue_stays_where_it_is_no_umlaut() -> None:
    assert [word.exact for word in read("neue Bauern Quelle")] == ["neue", "bauern", "quelle"]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("einwohnerzahl", ("einwohner", "zahl")),
        ("radzahlstellen", ("rad", "zahlstellen")),
        ("bahnhofstrasse", ("bahnhof", "strasse")),
        ("verkehrszahlung", ("verkehr", "zahlung")),
        ("haus", ()),
        ("xyzzyqwertz", ()),
    ],
)
def test_compounds_fall_into_the_fewest_parts(word: str, parts: tuple[str, ...]) -> None:
    assert TOWN.split(word) == parts


def test_little_words_count_only_when_nothing_else_is_asked() -> None:
    assert [one.exact for one in asked("Wo gibt es freie Plätze?")] == ["freie", "platze"]
    assert [one.exact for one in asked("Wo ist das?")] == ["wo", "ist", "das"]


@given(st.text(max_size=400))
def test_any_question_gives_few_plain_words(text: str) -> None:
    words = asked(text)
    assert len(words) <= MOST_WORDS
    assert all(one.exact and one.stems and one.end <= LONGEST_QUERY for one in words)


@given(st.text(max_size=300), st.text(max_size=60))
def test_pieces_are_the_text_and_nothing_more(text: str, query: str) -> None:
    assert "".join(piece.text for piece in marked(text, query, TOWN, loose=True)) == text


@pytest.mark.parametrize(
    ("text", "query", "hits"),
    [
        ("Zählstelle für Rad und Bus", "Radzählstelle", ["Zählstelle", "Rad"]),
        ("Die Einwohnerzahl der Stadt", "Einwohner", ["Einwohnerzahl"]),
        ("Alte Bäume", "baum", ["Bäume"]),
        ("<b>Baum</b>", "baum", ["Baum"]),
        ("Kein Wort davon", "Strom", []),
        ("Regionalbahn ab Bahnhof", "Bahnhof", ["Bahnhof"]),
    ],
)
def test_what_answers_is_marked(text: str, query: str, hits: list[str]) -> None:
    assert [piece.text for piece in marked(text, query, TOWN) if piece.hit] == hits


def test_slips_are_marked_only_when_nothing_was_found_as_written() -> None:
    assert not any(piece.hit for piece in marked("Libellenweg", "Libelenweg", TOWN))
    assert any(piece.hit for piece in marked("Libellenweg", "Libelenweg", TOWN, loose=True))


def test_a_snippet_is_short_and_holds_the_hit() -> None:
    text = "Anfang ohne Belang. " * 40 + "Hier steht eine Linde am Weg. " + "Und noch viel mehr. " * 40
    pieces = snippet(text, "Linde", TOWN)
    assert [piece.text for piece in pieces if piece.hit] == ["Linde"]
    said = "".join(piece.text for piece in pieces)
    assert len(said) < 230
    assert said.startswith("… ")
    assert said.endswith(" …")


def test_longer_words_may_have_more_slips() -> None:
    assert [slips(word) for word in ("rad", "bus1", "linde", "bahnhofstrasse")] == [0, 0, 1, 2]
    assert near("linde", "lidne")
    assert not near("linde", "winter")
    assert near("bahnhofstrasse", "bahnofstrase")
