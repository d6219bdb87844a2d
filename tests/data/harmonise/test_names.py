"""Names for machines are safe, single and readable; missing values are known as such."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.harmonise.missing import is_missing, sentinel, without_missing
from stadtkern.data.harmonise.names import slug, tidy, title_of, unique_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Größe der Straßen", "groesse-der-strassen"),
        ("Cottbus/Chóśebuz", "cottbus-chosebuz"),
        ("  Ä ö Ü  ", "ae-oe-ue"),
        ("PM₂.₅ & m²", "pm2-5-und-m2"),
        ("Łódź 2022", "lodz-2022"),
        ("u\u0308ber", "ueber"),
        ("日本", ""),
    ],
)
def test_slugs_are_ascii(text: str, name: str) -> None:
    assert slug(text) == name


@given(st.text(max_size=200))
def test_any_text_gives_a_safe_slug(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(text))
    assert len(slug(text)) <= 80


@given(st.lists(st.text(max_size=100), max_size=30))
def test_column_names_are_safe_and_stand_once(headers: list[str]) -> None:
    names = unique_names(headers)
    assert len(names) == len(headers) == len(set(names))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    assert not {"geom", "rowid"} & set(names)


def test_column_names_keep_their_order_and_say_their_place() -> None:
    assert unique_names(["Größe", "Groesse", "", "2020", "geom", "ID"]) == [
        "groesse",
        "groesse_2",
        "column_3",
        "c_2020",
        "geom_2",
        "id",
    ]


def test_a_name_made_unique_does_not_meet_another_header() -> None:
    assert unique_names(["a", "a_2", "a"]) == ["a", "a_2", "a_3"]


@pytest.mark.parametrize(
    ("header", "plain"),
    [
        ("\ufeffName ", "Name"),
        ('"Name"', "Name"),
        ("Zwei\n Zeilen", "Zwei Zeilen"),
        ("Soft\u00adhyphen", "Softhyphen"),
        ("'", "'"),
    ],
)
def test_headers_are_tidied(header: str, plain: str) -> None:
    assert tidy(header) == plain


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ("kronendurchmesser_m", "Kronendurchmesser m"),
        ("baumNr", "Baum Nr"),
        ("Name lat", "Name lat"),
        ("OBJECTID", "OBJECTID"),
        ("baumhoehe_m", "Baumhöhe m"),
        ("HOEHE", "HÖHE"),
        ("Hausgroesse", "Hausgröße"),
        ("poesie", "Poesie"),
        ("neuer", "Neuer"),
        ("", ""),
    ],
)
def test_machine_headers_become_titles(header: str, title: str) -> None:
    assert title_of(header) == title


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "–",
        "k. A.",
        "K.A.",
        "n/a",
        "N/A",
        "NULL",
        "NaN",
        ".",
        "…",
        "/",
        "#NV",
        "#DIV/0!",
        "keine Angabe",
        None,
        "\u00a0",
    ],
)
def test_missing_is_missing(text: str | None) -> None:
    assert is_missing(text)


@pytest.mark.parametrize("text", ["0", "nein", "Na und", "x", "Kasse", "-1", "1.", "Null Bock", " " * 40 + "x"])
def test_values_are_not_missing(text: str) -> None:
    assert not is_missing(text)


@given(st.lists(st.none() | st.text(max_size=60), max_size=20))
def test_without_missing_keeps_only_what_is_there(texts: list[str | None]) -> None:
    kept = without_missing(texts)
    assert all(text and not is_missing(text) and text == text.strip() for text in kept)
    assert len(kept) == sum(1 for text in texts if not is_missing(text))


def test_a_number_that_stands_for_nothing_is_noticed() -> None:
    assert sentinel([1.0, 2.5, -999.0, 3.0, -999.0]) == -999.0
    assert sentinel([1.0, 2.5, 3.0]) is None
    assert sentinel([-999.0, -998.0, -999.0, -500.0]) is None
    assert sentinel([-999.0, 1.0]) is None
    assert sentinel([]) is None
