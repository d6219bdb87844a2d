"""A quarter made of the town's own datasets: tags come back as they were read, trees and departures with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from quarter_town import small_base
from stadtkern.data.lake import Lake, open_lake
from stadtkern.data.lake.terrain import COLUMNS, keep_file
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts, DatasetFacts
from stadtkern.quarter.blocks.base import Spot
from stadtkern.quarter.keep import Store, open_store
from stadtkern.quarter.keep.town_sources import build_from_town, tags_of, usable, with_departures
from stadtkern.quarter.survey.crs import DEGREES, project
from stadtkern.town.text import ProblemError, Text

LON, LAT = 13.95, 51.98
METRE = (1 / 68_600, 1 / 111_200)
COMMON = [("osm_id", "text"), ("name", "text"), ("kind", "text"), ("class", "text")]
TABLES = {
    "buildings": [*COMMON, ("building", "text"), ("levels", "number"), ("use", "text")],
    "roads": [*COMMON, ("surface", "text"), ("bridge", "boolean")],
    "land": [*COMMON, ("value", "text")],
    "orte": [("baumart", "text"), ("hoehe_m", "number"), ("kronendurchmesser_m", "number")],
    "stops": [("name", "text"), ("departures_weekday", "number")],
}


def _box(x: float, y: float, wide: float, high: float) -> shapely.Geometry:
    dx, dy = METRE
    return shapely.box(LON + x * dx, LAT + y * dy, LON + (x + wide) * dx, LAT + (y + high) * dy)


ROWS = {
    "buildings": [({"kind": "building", "class": "school", "building": "school", "levels": 3.0}, _box(-20, 20, 30, 12))],
    "roads": [
        ({"kind": "highway", "class": "residential", "surface": "asphalt", "bridge": False},
         shapely.LineString([(LON - 0.001, LAT), (LON + 0.001, LAT)]))
    ],
    "land": [({"kind": "leisure", "class": "park", "value": "park"}, _box(-60, -50, 60, 30))],
    "orte": [({"baumart": "Linde", "hoehe_m": 14.0, "kronendurchmesser_m": 8.0}, shapely.Point(LON + 0.0003, LAT - 0.0003))],
    "stops": [({"name": "Markt", "departures_weekday": 68.5}, shapely.Point(LON + 0.0002, LAT + 0.00005))],
}  # fmt: skip
TYPES = {"text": pa.string(), "number": pa.float64(), "boolean": pa.bool_()}


class _Column:
    def __init__(self, name: str, kind: str) -> None:
        self.name, self.type = name, kind


def _dataset(slug: str, numbers: dict[str, int]) -> DatasetFacts:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    parts = tuple(
        CollectionFacts(
            id=number, dataset_id=1, name=name, slug=f"{slug}-{name}", title=name, shape="features", rows=1,
            columns=tuple(ColumnFacts(column, column, kind) for column, kind in TABLES[name]), bbox=None,
        )
        for name, number in numbers.items()
    )  # fmt: skip
    text = Text(slug, slug)
    return DatasetFacts(1, slug, text, text, "public", True, None, "", "", "", "", "", (), "", now, now, parts)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    """A lake with an extract, a tree cadastre and a timetable, one row each."""
    opened = open_lake(tmp_path / "lake")
    with opened.importing(1) as writer:
        for number, (name, columns) in enumerate(TABLES.items(), 1):
            tags, shape = ROWS[name][0]
            arrays = [pa.array([tags.get(column)], TYPES[kind]) for column, kind in columns]
            batch = pa.RecordBatch.from_arrays(
                [*arrays, pa.array([shapely.to_wkb(shape)], pa.binary())], names=[*(one for one, _ in columns), "geom"]
            )
            writer.table(number, [_Column(*one) for one in columns], True, iter([batch]))
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(tmp_path / "quarters")
    yield opened
    opened.close()


DATASETS = [
    _dataset("stadtplan", {"buildings": 1, "roads": 2, "land": 3}),
    _dataset("baeume", {"orte": 4}),
    _dataset("fahrplan", {"stops": 5}),
]
BBOX = (LON - 0.0012, LAT - 0.0006, LON + 0.0012, LAT + 0.0006)


def test_datasets_that_make_a_quarter_are_recognised_by_what_they_hold() -> None:
    found = [(one.dataset.slug, one.kind) for one in usable(reversed(DATASETS))]
    assert found == [("stadtplan", "ground"), ("baeume", "trees"), ("fahrplan", "timetable")]


def test_house_street_park_tree_and_departures_of_the_lake_stand_in_the_quarter(lake: Lake, store: Store) -> None:
    report = build_from_town(store, "mitte", lake, DATASETS, BBOX, title=Text("Mitte", "Centre"))
    base = store.base("mitte")
    assert [one["name"] for one in report["sources"]] == ["stadtplan.geojson", "baeume.csv", "fahrplan"]
    assert {one.use for one in base.buildings} == {"school"}
    assert report["sources"][1]["became"]["trees"] == 1
    assert (report["sources"][2]["read"], report["sources"][2]["became"]) == (
        {"stops": 1},
        {"timed_stops": 1, "departures": 68},
    )
    assert [(one.name, one.value) for one in base.spots if one.kind == "stop"] == [("Markt", 68.5)]
    assert store.quarter("mitte").title.en == "Centre"  # type: ignore[union-attr]


def _terrain(lake: Lake, west: float) -> DatasetFacts:
    """A terrain of a degree's hundredth, a metre higher every ten metres to the east, as an import leaves it in the lake."""
    box = (west, LAT - 0.005, west + 0.01, LAT + 0.005)
    heights = np.tile(np.arange(69, dtype=np.float32) + 40, (69, 1))

    def write(path: Path) -> None:
        shape = {"width": 69, "height": 69, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
        where = from_origin(box[0], box[3], 0.01 / 69, 0.01 / 69)
        with rasterio.open(path, "w", driver="GTiff", transform=where, **shape) as raster:
            raster.write(heights, 1)

    keep_file(lake.folder, f"{west}.tif", write)
    row = [f"{west}.tif", 69 * 69, 0, 69, 69, 16.0, 40.0, 108.0, 74.0, 0.1, *box]
    with lake.importing(2) as writer:
        arrays = [pa.array([one]) for one in row]
        batch = pa.RecordBatch.from_arrays(arrays, names=[name for name, _ in COLUMNS])
        writer.table(6, [_Column(*one) for one in COLUMNS], False, iter([batch]))
    part = CollectionFacts(
        id=6,
        dataset_id=9,
        name="heights",
        slug="gelaende-heights",
        title="",
        shape="terrain",
        rows=1,
        columns=(),
        bbox=box,
    )
    return replace(_dataset("gelaende", {}), collections=(part,))


def test_the_ground_rises_as_the_towns_terrain_does(lake: Lake, store: Store) -> None:
    report = build_from_town(store, "mitte", lake, [*DATASETS, _terrain(lake, LON - 0.005)], BBOX)
    assert "gelaende.tif" in [one["name"] for one in report["sources"]]
    ground = store.base("mitte").ground.astype(int)
    rise, length = ground[:, -1].mean() - ground[:, 0].mean(), ground.shape[1]
    assert rise / length == pytest.approx(0.1, abs=0.02)


def test_terrain_that_lies_elsewhere_is_left_out(lake: Lake, store: Store) -> None:
    report = build_from_town(store, "mitte", lake, [*DATASETS, _terrain(lake, LON + 1)], BBOX)
    assert "gelaende.tif" not in [one["name"] for one in report["sources"]]
    assert store.base("mitte").ground.max() == store.base("mitte").ground.min()


def test_terrain_alone_makes_no_quarter(lake: Lake, store: Store) -> None:
    with pytest.raises(ProblemError, match=r"quarter\.sources"):
        build_from_town(store, "mitte", lake, [_terrain(lake, LON - 0.005)], BBOX)


def test_a_town_without_such_data_says_what_is_missing(lake: Lake, store: Store) -> None:
    with pytest.raises(ProblemError, match=r"quarter\.sources"):
        build_from_town(store, "mitte", lake, [DATASETS[2]], BBOX)
    assert store.quarters() == ()


@pytest.mark.parametrize(
    ("part", "row", "tags"),
    [
        ("buildings", {"building": "yes", "levels": 2.0, "use": "school"},
         {"building": "yes", "building:levels": 2.0, "building:use": "school", "amenity": "school"}),
        ("roads", {"kind": "highway", "class": "footway", "tunnel": True}, {"highway": "footway", "tunnel": True}),
        ("water", {"kind": "natural", "class": "river"}, {"natural": "water", "water": "river"}),
        ("land", {"kind": "highway", "class": "pedestrian", "value": "pedestrian"}, {"highway": "pedestrian", "area": "yes"}),
        ("trees", {"kind": "natural", "class": "tree", "crown": 6.0}, {"natural": "tree", "diameter_crown": 6.0}),
        ("pois", {"kind": "shop", "class": "food", "value": "bakery", "name": "Korn"}, {"shop": "bakery", "name": "Korn"}),
    ],
)  # fmt: skip
def test_tags_are_again_what_openstreetmap_says(part: str, row: dict[str, object], tags: dict[str, object]) -> None:
    assert tags_of(part, row) == tags


def test_departures_of_platforms_close_by_are_one_stops_and_far_ones_are_left_out() -> None:
    base = small_base()
    lons, lats = project(
        f"EPSG:{base.frame.epsg}", DEGREES,
        *(_places([(10, 10), (14, 10), (60, 40), (5000, 0)], base.frame.east, base.frame.north)),
    )  # fmt: skip
    given = [
        (lon, lat, name, 10.0) for lon, lat, name in zip(lons, lats, ("Süd", "Süd 2", "Nord", "Fern"), strict=True)
    ]
    found = with_departures(base, given).spots
    assert [(one.name, one.value) for one in found] == [("Süd", 20.0), ("Nord", 10.0)]
    assert isinstance(found[0], Spot)


def _places(places: list[tuple[int, int]], east: float, north: float):  # type: ignore[no-untyped-def]
    import numpy as np

    return np.array([x + east for x, _ in places], dtype=float), np.array([y + north for _, y in places], dtype=float)


def test_departures_around_the_quarter_are_noted_up_to_1200_metres() -> None:
    """A known stop outside learns of them, another comes anew, and a stop inside keeps only its own."""
    base = small_base()
    wide = base.grid.nx
    base = replace(base, spots=(Spot("stop", "Markt", wide - 2, 10),), beyond=(Spot("stop", "", wide + 30, 10),))
    lons, lats = project(
        f"EPSG:{base.frame.epsg}", DEGREES,
        *(_places([(wide - 3, 12), (wide + 28, 12), (-600, 5), (-1300, 5)], base.frame.east, base.frame.north)),
    )  # fmt: skip
    found = with_departures(base, [(lon, lat, "Dorf", 10.0) for lon, lat in zip(lons, lats, strict=True)])
    assert [(one.name, one.value) for one in found.spots] == [("Markt", 10.0)]
    assert [(one.kind, one.name, one.value) for one in found.beyond] == [("stop", "", 10.0), ("stop", "", 10.0)]
    assert found.beyond[0].x == wide + 30
    assert abs(found.beyond[1].x + 600) <= 1


def test_destinations_around_the_quarter_come_out_of_the_lake(lake: Lake, store: Store) -> None:
    """A park 300 m north; the house and the street there are left where they are."""
    dx, dy = METRE
    north = (BBOX[0], LAT - 400 * dy, BBOX[2], LAT - 400 * dy + 60 * dy)
    beside = shapely.box(LON - 40 * dx, LAT - 400 * dy, LON, LAT - 380 * dy)
    with lake.importing(3) as writer:
        for number, (name, row, shape) in enumerate(
            [
                ("buildings", {"kind": "building", "class": "house", "building": "house"}, beside),
                ("roads", {"kind": "highway", "class": "footway"}, shapely.LineString([(LON, LAT - 390 * dy), (LON + 0.001, LAT - 390 * dy)])),
                ("land", {"kind": "leisure", "class": "park", "value": "park"}, _box(-60, -50, 60, 30)),
            ],
            11,
        ):  # fmt: skip
            columns = TABLES[name]
            arrays = [pa.array([row.get(column)], TYPES[kind]) for column, kind in columns]
            names = [*(one for one, _ in columns), "geom"]
            batch = pa.RecordBatch.from_arrays([*arrays, pa.array([shapely.to_wkb(shape)], pa.binary())], names=names)
            writer.table(number, [_Column(*one) for one in columns], True, iter([batch]))
    dataset = _dataset("sueden", {"buildings": 11, "roads": 12, "land": 13})
    report = build_from_town(store, "sued", lake, [dataset], north)
    base = store.base("sued")
    assert [one.kind for one in base.beyond] == ["park"]
    assert base.beyond[0].value == pytest.approx(1800, rel=0.02)
    assert base.beyond[0].y == pytest.approx(350, abs=3)
    assert report["notes"]["beyond"]["text"]["de"] == "1 Ziel bis 1,2 km außerhalb vermerkt."
    assert report["sources"][0]["left_out"] == {}
    assert base.facts["around"] == 0
    far = {
        "buildings": (LON - 1000 * dx, LAT - 1500 * dy, LON + 1000 * dx, LAT + 1200 * dy),
        "roads": (0.0, 0.0, 90.0, 80.0),
    }
    known = [replace(one, bbox=far.get(one.name)) for one in dataset.collections]
    report = build_from_town(store, "bekannt", lake, [replace(dataset, collections=tuple(known))], north)
    assert 800 < store.base("bekannt").facts["around"] < 1000
    assert "beside the quarter" in report["notes"]["edge"]["text"]["en"]
