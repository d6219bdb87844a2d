from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stadtkern.data.gather.run import run_import
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry import public
from stadtkern.data.registry.read import RegistryReader
from stadtkern.data.registry.town import town_things
from stadtkern.data.search.entry import Group
from stadtkern.data.search.finder import Finder
from stadtkern.data.search.places import place_entries
from stadtkern.town import offers
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import ProblemError, Text

PLACES = """Name;Art;Straße;Lat;Lon
Kita Regenbogen;Kita;Libellenweg 3;52.40;13.10
Kita Am Wall;Kita;Ahornweg 19;52.41;13.11
;Kita;Ohne Namen;52.42;13.12
"""


@pytest.fixture
def finder(town: TownFolder) -> Iterator[Finder]:
    """A town's search with its lake, closed at the end."""
    yield new(town)
    town_lake(town).close()


def new(town: TownFolder) -> Finder:
    """Give a finder that remembers nothing, as after a start."""
    return Finder(town.path / "search", RegistryReader(town.registry), town_things(town), lambda: town_lake(town))


def bring(town: TownFolder, tmp_path: Path, title: str = "Kitas der Stadt") -> int:
    file = tmp_path / "kitas.csv"
    file.write_text(PLACES, "utf-8")
    number = public.dataset_id(run_import(town, file, "kitas.csv", dataset="kitas", title=title).dataset)
    assert number is not None
    return number


def titles(finder: Finder, query: str, group: Group, ids: list[int]) -> list[str]:
    return [hit.entry.title.de for hit in finder.find(query, group, ids).hits]


def test_an_empty_town_finds_nothing(finder: Finder) -> None:
    assert finder.settle()
    assert titles(finder, "Kita", Group.DATA, [1]) == []


def test_what_is_imported_is_found_with_its_columns_kinds_and_places(
    finder: Finder, town: TownFolder, tmp_path: Path
) -> None:
    number = bring(town, tmp_path)
    assert finder.settle()
    assert titles(finder, "Kitas", Group.DATA, [number]) == ["Kitas der Stadt"]
    assert titles(finder, "Straße", Group.DATA, [number]) == ["Kitas der Stadt"]
    assert titles(finder, "regenbogen", Group.PLACE, [number]) == ["Kita Regenbogen"]
    hit = finder.find("Kita Regenbogen", Group.PLACE, [number]).hits[0].entry
    assert (hit.lon, hit.lat) == pytest.approx((13.10, 52.40), abs=1e-6)
    assert "Libellenweg 3" in hit.text.de
    assert titles(finder, "regenbogen", Group.PLACE, []) == []


def test_a_changed_title_is_found_within_seconds_and_the_old_one_is_not(
    finder: Finder, town: TownFolder, tmp_path: Path
) -> None:
    number = bring(town, tmp_path)
    assert finder.settle()
    public.update_dataset(number, title_de="Betreuung der Jüngsten")
    assert finder.settle(10)
    assert titles(finder, "Juengsten", Group.DATA, [number]) == ["Betreuung der Jüngsten"]
    assert titles(finder, "Stadt", Group.DATA, [number]) == []


def test_what_is_deleted_is_gone(finder: Finder, town: TownFolder, tmp_path: Path) -> None:
    number = bring(town, tmp_path)
    assert finder.settle()
    public.delete_dataset(number)
    assert finder.settle()
    assert titles(finder, "Kitas", Group.DATA, [number]) == []
    assert titles(finder, "regenbogen", Group.PLACE, [number]) == []


def test_after_a_start_the_index_on_disk_answers_and_a_missing_one_is_built(
    finder: Finder, town: TownFolder, tmp_path: Path
) -> None:
    number = bring(town, tmp_path)
    assert finder.settle()
    before = sorted(path.name for path in (town.path / "search").iterdir())
    assert titles(new(town), "Kitas", Group.DATA, [number]) == ["Kitas der Stadt"]
    assert sorted(path.name for path in (town.path / "search").iterdir()) == before
    for place in (town.path / "search").iterdir():
        (place / "meta.json").unlink()
    assert titles(new(town), "Kitas", Group.DATA, [number]) == ["Kitas der Stadt"]


def test_places_are_never_kept_by_halves_when_the_town_stops_while_they_are_read(
    finder: Finder, town: TownFolder, tmp_path: Path
) -> None:
    bring(town, tmp_path)
    lake = town_lake(town)
    entries = place_entries(lambda: lake, RegistryReader(town.registry).datasets(), town_things(town).streams_of)
    assert next(entries).title.de == "Kita Regenbogen"
    lake.close()
    with pytest.raises(ProblemError) as error:
        list(entries)
    assert error.value.problem.code == "lake.closed"


def test_what_a_cut_off_start_left_half_built_is_thrown_away(town: TownFolder) -> None:
    half = town.path / "tmp-search-abc"
    half.mkdir()
    (half / "meta.json").write_text("{", "utf-8")
    new(town)
    assert not half.exists()
    town_lake(town).close()


def test_pages_of_other_rooms_are_found_as_soon_as_they_change(finder: Finder) -> None:
    state = {"mark": "1", "title": "Hitzeplan für den Sommer"}
    offers.register(
        "test",
        mark=lambda: state["mark"],
        entries=lambda: [
            offers.Offer(offers.PAGE, Text(state["title"], "Heat plan"), Text("Trinken Sie genug.", "Drink."), "/heat/")
        ],
    )
    try:
        assert finder.settle()
        assert titles(finder, "Hitze", Group.PAGE, []) == ["Hitzeplan für den Sommer"]
        assert finder.find("trinken", Group.PAGE, []).hits[0].entry.url == "/heat/"
        state |= {"mark": "2", "title": "Winterdienst"}
        assert finder.settle()
        assert titles(finder, "Winter", Group.PAGE, []) == ["Winterdienst"]
    finally:
        offers.unregister("test")


def test_slips_are_looked_for_only_when_no_group_has_it_as_written(
    finder: Finder, town: TownFolder, tmp_path: Path
) -> None:
    number = bring(town, tmp_path, "Regenbögen am Himmel")
    assert finder.settle()
    limits = {Group.DATA: 5, Group.PLACE: 5}
    found = finder.find_all("Regenbogen", [number], limits)
    assert not any(one.loose for one in found.values())
    found = finder.find_all("Regenbogne", [number], limits)
    assert found[Group.PLACE].loose
    assert found[Group.PLACE].hits[0].entry.title.de == "Kita Regenbogen"
