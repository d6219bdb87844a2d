from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.portal.asking import questions
from stadtkern.data.portal.finding import THEME_GROUPS, Wish, find, fold
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts, DatasetFacts
from stadtkern.data.registry.terms import THEMES
from stadtkern.town.text import Text


def dataset(number: int, slug: str, title: str, **more: object) -> DatasetFacts:
    now = datetime(2025, 1, number, tzinfo=UTC)
    words: dict = {
        "id": number, "slug": slug, "title": Text(title, title), "description": Text("", ""), "category": "public",
        "published": True, "owner_id": None, "owner_office": "", "contact": "", "licence": "", "attribution": "",
        "theme": "", "keywords": (), "spatial": "", "created": now, "modified": now,
    }  # fmt: skip
    return DatasetFacts(**words | more)


def filled(number: int, shape: str = "features") -> tuple[CollectionFacts, ...]:
    return (CollectionFacts(number, number, f"s{number}", "n", "T", shape, (ColumnFacts("a", "A", "number"),), 12),)


SOME = (
    dataset(1, "strassen", "Straßenbäume", theme="ENVI"),
    dataset(2, "raeder", "Räder auf der Brücke", theme="TRAN", licence="dl-zero-de/2.0"),
    dataset(3, "spiel", "Spielplätze", collections=filled(3)),
)


def slugs(wish: Wish, ranks: dict[int, int] | None = None) -> list[str]:
    return [one.slug for one in find(SOME, wish, "de", ranks)]


def test_filters_and_orders() -> None:
    assert slugs(Wish(theme="TRAN")) == ["raeder"]
    assert slugs(Wish(shape="features")) == ["spiel"]
    assert slugs(Wish(licence="dl-zero-de/2.0")) == ["raeder"]
    assert slugs(Wish(order="title")) == ["raeder", "spiel", "strassen"]
    assert slugs(Wish(order="size"))[0] == "spiel"
    assert slugs(Wish()) == ["spiel", "raeder", "strassen"]


def test_what_the_search_ranks_first_stands_first_and_the_rest_is_left_out() -> None:
    assert slugs(Wish(words="x"), {1: 0, 3: 1}) == ["strassen", "spiel"]
    assert slugs(Wish(words="x", order="new"), {1: 0, 3: 1}) == ["spiel", "strassen"]
    assert slugs(Wish(words="x", theme="TRAN"), {1: 0}) == []


def test_a_theme_of_the_home_page_holds_all_of_its_parts() -> None:
    assert slugs(Wish(theme="environment")) == ["strassen"]
    assert slugs(Wish(theme="people")) == []


def test_every_theme_of_the_catalogue_is_in_one_theme_of_the_home_page() -> None:
    held = [code for group in THEME_GROUPS.values() for code in group.themes]
    assert sorted(held) == sorted([*THEMES, "other"])


def test_questions_come_from_different_themes_and_from_data_that_are_there() -> None:
    some = (
        dataset(1, "bus", "Wann fährt mein Bus?", theme="TRAN", collections=filled(1)),
        dataset(2, "rad", "Wie viele fahren Rad?", theme="TRAN", collections=filled(2)),
        dataset(3, "leer", "Was ist leer?", theme="REGI"),
        dataset(4, "luft", "Luftwerte", theme="ENVI", collections=filled(4, "series")),
    )
    assert [one["text"] for one in questions(some, "de")] == [
        "Wann fährt mein Bus?",
        "Luftwerte: wann ist am meisten los?",
        "Wie viele fahren Rad?",
    ]
    assert questions((), "de") == []


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
