from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_entries import dataset, place

from stadtkern.data.search.ask import Wish, ask
from stadtkern.data.search.entry import Entry, Found, Group
from stadtkern.data.search.shelf import Shelf, build_shelf, open_shelf, packed, unpacked

DATA = (
    dataset(1, "Zählstelle Rad", "Bicycle counter", "Wie viele Räder fahren.", "Fahrrad"),
    dataset(2, "Einwohnerzahl nach Ortsteil", "Inhabitants by district"),
    dataset(3, "Bäume an Straßen", "Trees along streets", more="Winterlinde · Stieleiche"),
    dataset(4, "Freie Kitaplätze", "Free nursery places", keys="Kita Betreuung"),
    dataset(5, "Geheime Liste der Bäume", "Secret list of trees"),
)
PLACES = (
    place("street", "Bahnhofstraße", weight=1.6),
    place("address", "Bahnhofstraße 10", weight=0.8),
    place("address", "Bahnhofstraße 2", weight=0.8),
    place("address", "Bahnhofstraße 30", weight=0.8),
    place("stop", "Bahnhof", 13.95, 52.01, weight=1.4),
    place("place", "Kita Regenbogen", 13.8, 52.1),
    place("place", "Kita Regenbogen", 13.801, 52.1005, dataset=2),
    place("district", "Altstadt", weight=1.7),
)
ALL = range(1, 5)


@pytest.fixture
def data(shelve: Callable[[Sequence[Entry]], Shelf]) -> Callable[..., Found]:
    """Ask among the datasets; the fifth is not for the public."""
    shelf = shelve(DATA)
    return lambda query, **more: ask(shelf, Wish(query, Group.DATA, **{"datasets": ALL} | more))


@pytest.fixture
def places(shelve: Callable[[Sequence[Entry]], Shelf]) -> Callable[..., Found]:
    """Ask among the places."""
    shelf = shelve(PLACES)
    return lambda query, **more: ask(shelf, Wish(query, Group.PLACE, **{"datasets": ALL} | more))


def first(found: Found) -> str:
    return found.hits[0].entry.title.de if found.hits else ""


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("Radzählstelle", "Zählstelle Rad"),
        ("Radzählstellen", "Zählstelle Rad"),
        ("Einwohner", "Einwohnerzahl nach Ortsteil"),
        ("Baum", "Bäume an Straßen"),
        ("baeume", "Bäume an Straßen"),
        ("STRASSEN", "Bäume an Straßen"),
        ("Linde", "Bäume an Straßen"),
        ("tree", "Bäume an Straßen"),
        ("Kindergarten", "Freie Kitaplätze"),
        ("Wo gibt es freie Kitaplätze?", "Freie Kitaplätze"),
        ("Wie viele Menschen fahren Fahrrad", "Zählstelle Rad"),
    ],
)
def test_word_forms_compounds_and_equal_words_are_found(data: Callable[..., Found], query: str, title: str) -> None:
    assert first(data(query)) == title


@pytest.mark.parametrize(
    ("query", "title"), [("Einwonerzahl", "Einwohnerzahl nach Ortsteil"), ("Zählstele", "Zählstelle Rad")]
)
def test_a_slip_of_the_finger_still_finds(data: Callable[..., Found], query: str, title: str) -> None:
    found = data(query)
    assert first(found) == title
    assert found.loose


def test_what_is_written_right_is_not_loose(data: Callable[..., Found]) -> None:
    assert not data("Bäume").loose


def test_a_private_dataset_is_found_only_by_those_who_may_know_of_it(data: Callable[..., Found]) -> None:
    assert all(
        hit.entry.dataset != 5 for query in ("geheime", "Liste Bäume", "secret", "gehiem") for hit in data(query).hits
    )
    assert data("geheime").total == 0
    assert first(data("geheime", datasets=range(1, 6))) == "Geheime Liste der Bäume"
    assert data("Bäume", datasets=()).total == 0


@pytest.mark.parametrize(
    "query", ["", "   ", '"( AND *', "🚲", "…", "*", "xyzzyqwertz", "مرحبا", "\x00\ud800", "die der das"]
)
def test_strange_questions_find_nothing_and_break_nothing(data: Callable[..., Found], query: str) -> None:
    assert data(query).hits == ()


def test_a_very_long_question_is_cut(data: Callable[..., Found]) -> None:
    assert first(data("Baum " + "x" * 5000)) == "Bäume an Straßen"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=80))
def test_no_question_breaks_the_search(data: Callable[..., Found], query: str) -> None:
    assert data(query).total >= len(data(query).hits) >= 0


def test_a_street_stands_before_its_houses_and_they_in_their_order(places: Callable[..., Found]) -> None:
    titles = [hit.entry.title.de for hit in places("Bahnhofstr.").hits]
    assert titles == ["Bahnhofstraße", "Bahnhofstraße 2", "Bahnhofstraße 10", "Bahnhofstraße 30"]


def test_a_house_is_found_by_its_number_and_by_its_beginning(places: Callable[..., Found]) -> None:
    assert first(places("bahnhofstr 10")) == "Bahnhofstraße 10"
    assert first(places("bahnhof strasse")) == "Bahnhofstraße"
    assert first(places("bahnofstrasse 3")) == "Bahnhofstraße 30"
    assert first(places("bahnhofst", typing=True)) == "Bahnhofstraße"
    assert first(places("al", typing=True)) == "Altstadt"


def test_a_place_that_two_datasets_tell_of_stands_once(places: Callable[..., Found]) -> None:
    assert len(places("Kita Regenbogen").hits) == 1
    assert len(places("Kita Regenbogen", datasets=[2]).hits) == 1


def test_an_entry_survives_being_stored() -> None:
    whole = Entry(
        Group.PLACE,
        "street",
        PLACES[0].title,
        PLACES[0].text,
        dataset=3,
        lon=1.5,
        lat=2.5,
        box=(1, 2, 3, 4),
        collection=7,
        row=9,
    )
    assert unpacked(packed(whole)) == whole


def test_a_broken_index_counts_as_missing(tmp_path: Path) -> None:
    build_shelf(tmp_path / "search", "x", "1", DATA)
    assert open_shelf(tmp_path / "search", "x", "1") is not None
    assert open_shelf(tmp_path / "search", "x", "2") is None
    (tmp_path / "search" / "x-1" / "meta.json").write_text("{", "utf-8")
    assert open_shelf(tmp_path / "search", "x", "1") is None
    assert not (tmp_path / "search" / "x-1").exists()


def test_a_build_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Sequence[Entry]:
        raise OSError("the lake is closed")

    with pytest.raises(OSError, match="the lake is closed"):
        build_shelf(tmp_path / "search", "x", "1", broken())
    assert list((tmp_path).glob("tmp-search-*")) == []
