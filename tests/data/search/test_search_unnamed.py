"""Things without a name: a tree is found by its kind and the street that it stands in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from stadtkern.data.gather.run import run_import
from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry import public
from stadtkern.data.registry.read import RegistryReader
from stadtkern.data.registry.town import town_things
from stadtkern.data.search.entry import Entry, Group
from stadtkern.data.search.finder import Finder
from stadtkern.town.folder import TownFolder

LON, LAT = 13.5, 52.3
# Degrees that are some 7 metres from west to east.
STEP = 0.0001


@pytest.fixture
def finder(town: TownFolder) -> Iterator[Finder]:
    yield Finder(town.path / "search", RegistryReader(town.registry), town_things(town), lambda: town_lake(town))
    town_lake(town).close()


def plan(path: Path) -> Path:
    """Draw a road, a park, a lake, and houses in two streets 700 m apart."""
    nodes: list[str] = []
    ways: list[str] = []

    def way(corners: list[tuple[float, float]], tags: dict[str, str], *, closed: bool = True) -> None:
        first = len(nodes) + 1
        for lon, lat in corners:
            nodes.append(f'<node id="{len(nodes) + 1}" lat="{lat}" lon="{lon}" version="1"/>')
        refs = [*range(first, len(nodes) + 1), *([first] if closed else [])]
        told = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        ways.append(
            f'<way id="{len(ways) + 1}" version="1">{"".join(f"""<nd ref="{one}"/>""" for one in refs)}{told}</way>'
        )

    def area(east: float, tags: dict[str, str]) -> None:
        west, side = LON + east, STEP
        way([(west, LAT), (west + side, LAT), (west + side, LAT + side), (west, LAT + side)], tags)

    way([(LON, LAT), (LON + 0.01, LAT)], {"highway": "residential", "name": "Libellenweg"}, closed=False)
    area(0.02, {"natural": "water", "name": "See"})
    area(0.03, {"leisure": "park", "name": "Park"})
    for east, street in ((0.0, "Libellenweg"), (0.0006, "Libellenweg"), (0.01, "Ahornallee")):
        area(east, {"building": "house", "addr:street": street, "addr:housenumber": f"{len(ways)}"})
    path.write_text(f'<osm version="0.6">{"".join(nodes)}{"".join(ways)}</osm>', "utf-8")
    return path


def bring(town: TownFolder, file: Path, title: str) -> int:
    number = public.dataset_id(run_import(town, file, file.name, dataset=file.stem, title=title).dataset)
    assert number is not None
    return number


def features(path: Path, rows: list[tuple[dict[str, object], float]]) -> Path:
    """Write points that lie so many degrees east of the first house."""
    told = [
        {"type": "Feature", "properties": words, "geometry": {"type": "Point", "coordinates": [LON + east, LAT]}}
        for words, east in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": told}), "utf-8")
    return path


def publish(number: int) -> None:
    words = {
        "description_de": "Was wo steht.",
        "owner_office": "Amt",
        "contact": "mailto:a@b.example",
        "licence": "dl-zero-de/2.0",
    }
    public.update_dataset(number, **words)
    assert public.publish(number) == []


def found(finder: Finder, query: str, ids: list[int]) -> list[Entry]:
    assert finder.settle()
    return [hit.entry for hit in finder.find(query, Group.PLACE, ids).hits]


TREES: list[tuple[dict[str, object], float]] = [
    ({"baumart": "Winterlinde", "hoehe": 12}, 0.0001),
    ({"baumart": "Winterlinde", "hoehe": 14}, 0.0003),
    ({"baumart": "Eiche", "hoehe": 9}, 0.0101),
    ({"baumart": "Eiche", "hoehe": 8}, 0.5),
]


def test_trees_are_found_by_kind_and_nearest_street(finder: Finder, town: TownFolder, tmp_path: Path) -> None:
    """Those of a kind in one street stand together; one far from every house has no street to be found by."""
    publish(bring(town, plan(tmp_path / "plan.osm"), "Stadtplan"))
    trees = bring(town, features(tmp_path / "baeume.geojson", TREES), "Bäume")
    (limes,) = found(finder, "Winterlinde Libellenweg", [trees])
    assert (limes.title.de, limes.text.de, limes.row) == ("Winterlinde, Libellenweg", "Bäume · 2 Einträge", 1)
    assert (limes.lon, limes.lat) == pytest.approx((LON + 0.0001, LAT), abs=1e-6)
    assert [one.title.de for one in found(finder, "Eiche", [trees])] == ["Eiche, Ahornallee"]
    assert found(finder, "Winterlinde Libellenweg", []) == []


def test_streets_of_a_map_that_is_not_public_are_told_to_nobody(
    finder: Finder, town: TownFolder, tmp_path: Path
) -> None:
    bring(town, plan(tmp_path / "plan.osm"), "Stadtplan")
    trees = bring(town, features(tmp_path / "baeume.geojson", TREES), "Bäume")
    assert found(finder, "Winterlinde Libellenweg", [trees]) == []


def test_what_says_its_street_needs_no_map_and_what_says_no_kind_is_called_as_its_dataset(
    finder: Finder, town: TownFolder, tmp_path: Path
) -> None:
    rows: list[tuple[dict[str, object], float]] = [
        ({"name": "Ruhebank am Tor", "adresse": "Am Tor 1"}, 0.0),
        ({"name": None, "adresse": "Lindenhof 3"}, 0.001),
        ({"name": None, "adresse": None}, 0.002),
    ]
    benches = bring(town, features(tmp_path / "baenke.geojson", rows), "Bänke")
    assert [one.title.de for one in found(finder, "Ruhebank", [benches])] == ["Ruhebank am Tor"]
    assert [one.title.de for one in found(finder, "Lindenhof", [benches])] == ["Bänke, Lindenhof 3"]
