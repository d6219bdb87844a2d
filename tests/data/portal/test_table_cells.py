"""A page of rows as it is laid out: the name first, no empty columns, commas in line, tags in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stadtkern.data.portal.row_figures import is_year, told
from stadtkern.data.portal.table_cells import cells, visible
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts


def column(name: str, kind: str = "text", role: str = "property") -> ColumnFacts:
    return ColumnFacts(name, name.title(), kind, role=role)


def collection(name: str, *columns: ColumnFacts) -> CollectionFacts:
    return CollectionFacts(
        id=1, dataset_id=1, name=name, slug=name, title="", shape="features", columns=columns, rows=1,
        modified=datetime(2025, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def test_the_name_comes_first_the_id_last_and_empty_columns_are_left_out() -> None:
    columns = [column("osm_id", role="id"), column("height", "number"), column("name", role="name"), column("gap")]
    assert [one.name for one in visible(columns, {"gap"})] == ["name", "height", "osm_id"]


def test_without_a_name_the_columns_keep_the_files_order() -> None:
    columns = [column("nr", role="id"), column("height", "number")]
    assert visible(columns, set()) == columns


def test_a_table_of_nothing_but_empty_columns_still_has_columns() -> None:
    columns = [column("a"), column("b")]
    assert visible(columns, {"a", "b"}) == columns


def test_a_row_without_a_name_is_headed_by_its_id_or_its_number() -> None:
    key, name = column("osm_id", role="id"), column("name", role="name")
    rows = cells([(7, "w1", None), (8, None, None)], [key, name], [name, key], collection("houses", key, name), "de")
    assert [row[0]["text"] for row in rows] == ["w1", "8"]


def test_numbers_of_a_column_stand_with_their_commas_in_line() -> None:
    kind, height = column("kind"), column("height", "number")
    found = [(1, "Linde", 18.0), (2, "Ahorn", 19.12), (3, "Eiche", None)]
    rows = cells(found, [kind, height], [kind, height], collection("trees", kind, height), "de")
    assert [row[1]["text"] for row in rows] == ["18,00", "19,12", ""]


def test_only_a_word_too_long_for_a_column_is_broken_anywhere() -> None:
    name = column("name")
    rows = cells([(1, "Donau" * 30), (2, "ein langer Satz " * 30)], [name], [name], collection("list", name), "de")
    assert [row[0]["long"] for row in rows] == [True, False]


def test_whole_numbers_get_no_comma() -> None:
    height = column("height", "number")
    rows = cells([(1, 18.0), (2, 1900.0)], [height], [height], collection("trees", height), "en")
    assert [row[0]["text"] for row in rows] == ["18", "1,900"]


@pytest.mark.parametrize(
    ("part", "tag", "german", "english"),
    [
        ("buildings", "residential", "Wohngebäude", "residential"),
        ("roads", "residential", "Wohnstraße", "residential"),
        ("land", "residential", "Wohngebiet", "residential"),
        ("pois", "place_of_worship", "Gotteshaus", "place of worship"),
        ("pois", "never_seen_tag", "never seen tag", "never seen tag"),
    ],
)
def test_tags_are_said_in_words(part: str, tag: str, german: str, english: str) -> None:
    kind = column("class")
    here = collection(part, column("osm_id", role="id"), kind)
    assert (told(tag, here, kind, "de"), told(tag, here, kind, "en")) == (german, english)


def test_a_towns_own_words_stay_as_they_are() -> None:
    kind = column("class")
    assert told("some_class", collection("list", kind), kind, "de") == "some_class"


def test_what_stands_empty_since_a_year_is_a_year() -> None:
    since = column("leer_seit", "integer")
    assert is_year(since)
    assert told(2021, collection("list", since), since, "de") == "2021"
