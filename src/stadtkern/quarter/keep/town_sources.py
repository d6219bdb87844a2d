"""The town's own datasets as sources of a quarter: what lies in the lake is written as files that the survey reads.

An OpenStreetMap extract becomes GeoJSON with OpenStreetMap's tags again, a tree cadastre becomes CSV, a terrain stays the GeoTIFF
that it is, and a timetable tells how often something departs from each stop. Knows no Django.
"""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np

from stadtkern.data.lake import Lake
from stadtkern.data.lake.terrain import terrain_of
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.quarter.blocks.base import AROUND, Base, Spot
from stadtkern.quarter.keep.build import Degrees, build_quarter
from stadtkern.quarter.keep.store import Store
from stadtkern.quarter.survey.beyond import cell_outside, metres_from, nearest, tell
from stadtkern.quarter.survey.crs import DEGREES, project
from stadtkern.quarter.survey.report import Report, SourceReport
from stadtkern.quarter.survey.tags import AFAR_VALUES, afar_kind
from stadtkern.town.text import Text, problem

Kind = Literal["ground", "terrain", "trees", "timetable"]
KINDS: dict[Kind, Text] = {
    "ground": Text("Häuser, Straßen, Flächen", "Houses, streets, areas"),
    "terrain": Text("Geländehöhen", "Heights of the ground"),
    "trees": Text("Bäume", "Trees"),
    "timetable": Text("Abfahrten", "Departures"),
}
# Parts of an OpenStreetMap extract in the lake, what lies lowest first.
PARTS = ("land", "water", "waterways", "roads", "rails", "parking", "buildings", "trees", "pois", "stops")
# Those of them that hold destinations around the quarter.
AFAR = ("land", "buildings", "pois", "stops")
# Metres around the box that streets at its edge still need, and within which a stop of the map is one of the timetable.
MARGIN, SAME_STOP = 120, 45
_HEIGHT, _CROWN = re.compile(r"h(ö|oe)he|height"), re.compile(r"kron|crown")
_SPECIES, _GIRTH = re.compile(r"baumart|species|gattung|botan|genus|^art"), re.compile(r"stamm|girth|circumference")
_PLAIN = {
    "levels": "building:levels", "roof_shape": "roof:shape", "roof_levels": "roof:levels", "use": "building:use",
    "crown": "diameter_crown", "leaf_type": "leaf_type",
}  # fmt: skip
_KEPT = (
    "name", "height", "min_height", "surface", "lanes", "oneway", "foot", "bicycle", "access", "width", "bridge", "tunnel", "layer",
    "service", "species", "genus", "leaf_type", "shelter", "bench", "parking", "sport", "covered", *_PLAIN,
)  # fmt: skip
# What becomes blocks; heights and timetables only go with these.
_BLOCKS = ("ground", "trees")
Departure = tuple[float, float, str, float]


@dataclass(frozen=True, slots=True)
class Usable:
    """A dataset that a quarter can be made of."""

    dataset: DatasetFacts
    kind: Kind


def usable(datasets: Iterable[DatasetFacts]) -> list[Usable]:
    """Give the datasets that a quarter can be made of: the ground first, terrain, trees, then timetables."""
    found = [Usable(one, kind) for one in datasets if (kind := _kind(one)) is not None]
    return sorted(found, key=lambda one: list(KINDS).index(one.kind))


def _kind(dataset: DatasetFacts) -> Kind | None:
    names = {one.name for one in dataset.collections}
    if {"buildings", "roads", "land"} <= names:
        return "ground"
    if any(one.shape == "terrain" and one.rows for one in dataset.collections):
        return "terrain"
    if any(_trees(one) for one in dataset.collections):
        return "trees"
    if any(_has(one, "departures_weekday") for one in dataset.collections):
        return "timetable"
    return None


def _trees(one: CollectionFacts) -> bool:
    names = [column.name.lower() for column in one.columns]
    said = [any(pattern.search(name) for name in names) for pattern in (_SPECIES, _HEIGHT, _CROWN, _GIRTH)]
    return one.shape == "features" and said[0] and sum(said) >= 2


def _has(one: CollectionFacts, column: str) -> bool:
    return one.shape == "features" and any(each.name == column for each in one.columns)


def build_from_town(
    store: Store,
    slug: str,
    lake: Lake,
    datasets: Sequence[DatasetFacts],
    bbox: Degrees | None = None,
    *,
    files: Sequence[Path] = (),
    title: Text | None = None,
    text: Text | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Build a quarter out of datasets of the lake and files on top; gives the survey's report.

    Raises ProblemError when none of the datasets holds anything that makes a quarter, or anything in the box, and as
    ``build_quarter`` does.
    """
    told = progress or (lambda _done, _total: None)
    chosen = usable(datasets)
    if not any(one.kind in _BLOCKS for one in chosen) and not files:
        raise problem(
            "quarter.sources",
            "Die Stadt hat noch keine Daten, aus denen ein Quartier wird. Holen Sie einen OpenStreetMap-Auszug herein oder "
            "nennen Sie Dateien.",
            "The town has no data yet that make a quarter. Bring an OpenStreetMap extract in, or name files.",
        )
    with tempfile.TemporaryDirectory(prefix="stadtkern-quarter-") as folder:
        told(0, 3)
        with lake.read() as cursor:
            written = [_write(cursor, one, bbox, Path(folder)) for one in chosen if one.kind in _BLOCKS]
            terrains = [
                _heights(cursor, one.dataset, lake.folder, bbox, Path(folder))
                for one in chosen
                if one.kind == "terrain"
            ]
            timetables = {one.dataset.slug: _departures(cursor, one, bbox) for one in chosen if one.kind == "timetable"}
        told(1, 3)
        sources = [*(one for one in written if one is not None), *files]
        if sources:
            sources += [one for one in terrains if one is not None]
        else:
            raise problem(
                "quarter.nothing",
                "In diesem Kasten liegt nichts aus den gewählten Daten. Ziehen Sie ihn dort auf, wo Häuser und Straßen stehen.",
                "Nothing of the chosen data lies in this box. Draw it where houses and streets stand.",
            )
        report = build_quarter(
            store, slug, sources, bbox, title=title, text=text, enrich=partial(with_timetables, timetables=timetables)
        )
        told(3, 3)
    return report


def _write(cursor: duckdb.DuckDBPyConnection, one: Usable, bbox: Degrees | None, folder: Path) -> Path | None:
    if one.kind == "trees":
        return _write_trees(cursor, one.dataset, bbox, folder)
    file = folder / f"{one.dataset.slug}.geojson"
    parts = {each.name: each for each in one.dataset.collections}
    count = 0
    with file.open("w", encoding="utf-8") as target:
        target.write(f'{{"type":"FeatureCollection",{_bbox(one.dataset)}"features":[')
        for name in PARTS:
            if name in parts and parts[name].rows:
                for feature in _features(cursor, name, parts[name], _within(bbox)):
                    target.write(("," if count else "") + feature)
                    count += 1
        if bbox is not None and count:
            for part in (parts[name] for name in AFAR if name in parts and parts[name].rows):
                for feature in _features(cursor, part.name, part, _around(bbox, part), afar=True):
                    target.write("," + feature)
        target.write("]}")
    return file if count else None


def _bbox(dataset: DatasetFacts) -> str:
    """Give the box that an extract covers, as a member of GeoJSON: that of what is small, as long ways reach out of it."""
    boxes = [one.bbox for one in dataset.collections if one.name in ("buildings", "pois", "stops") and one.bbox]
    if not boxes:
        return ""
    west, south, east, north = (
        pick(ends) for pick, ends in zip((min, min, max, max), zip(*boxes, strict=True), strict=True)
    )
    return f'"bbox":[{west!r},{south!r},{east!r},{north!r}],'


def _features(
    cursor: duckdb.DuckDBPyConnection, name: str, part: CollectionFacts, where: str, *, afar: bool = False
) -> Iterator[str]:
    """Give the features of a part of an extract as GeoJSON, their tags as OpenStreetMap has them; ``afar`` destinations only."""
    columns = [one.name for one in part.columns if one.name in {*_KEPT, "kind", "class", "value", "osm_id", "building"}]
    listed = ", ".join(f'"{one}"' for one in columns)
    query = f"SELECT {listed}, ST_AsGeoJSON(geom) FROM lake.tables.c{part.id} WHERE geom IS NOT NULL{where}"
    for row in cursor.execute(query).fetchall():
        told = dict(zip(columns, row[:-1], strict=True))
        tags = tags_of(name, told)
        if afar and not afar_kind(tags):
            continue
        head = json.dumps({"type": "Feature", "id": told.get("osm_id") or "", "properties": tags}, ensure_ascii=False)
        yield f'{head[:-1]},"geometry":{row[-1]}}}'


def tags_of(part: str, row: dict[str, Any]) -> dict[str, Any]:
    """Give OpenStreetMap's tags of a row of the lake: what the extract's columns were read from."""
    tags = {_PLAIN.get(key, key): row[key] for key in _KEPT if row.get(key) not in (None, "")}
    kind, value = str(row.get("kind") or ""), str(row.get("value") or row.get("class") or "")
    if part == "buildings":
        tags["building"] = row.get("building") or value or "yes"
        if use := tags.get("building:use"):
            tags["amenity"] = use
    elif part == "water" and kind == "natural":
        tags |= {"natural": "water", "water": value}
    elif part == "trees":
        tags["natural"] = "tree"
    elif part == "parking":
        tags["amenity"] = "parking"
    elif kind:
        tags[kind] = value
        if part == "land" and kind == "highway":
            tags["area"] = "yes"
    return tags


def _within(bbox: Degrees | None, margin: float = MARGIN) -> str:
    """Give the condition of lying in a box with a margin in metres; numbers only."""
    if bbox is None:
        return ""
    west, south, east, north = (float(one) for one in bbox)
    high = margin / 110_600
    wide = margin / (111_320 * max(0.1, float(np.cos(np.radians((south + north) / 2)))))
    return f" AND geom && ST_MakeEnvelope({west - wide!r}, {south - high!r}, {east + wide!r}, {north + high!r})"


def _around(bbox: Degrees, part: CollectionFacts) -> str:
    """Give the condition of lying around a box with its margin and saying what a destination says."""
    words = ", ".join(f"'{one}'" for one in sorted(AFAR_VALUES))
    named = [f'"{one.name}" IN ({words})' for one in part.columns if one.name in ("value", "class", "use")]
    near = _within(bbox).removeprefix(" AND ")
    return f"{_within(bbox, AROUND + MARGIN)} AND NOT ({near}) AND ({' OR '.join(named) or 'false'})"


def _heights(
    cursor: duckdb.DuckDBPyConnection, dataset: DatasetFacts, lake: Path, bbox: Degrees | None, folder: Path
) -> Path | None:
    """Lay a terrain's file beside the others, under its dataset's name, when it reaches into the box."""
    for part in dataset.collections:
        terrain = terrain_of(cursor, lake, part.id) if part.shape == "terrain" else None
        if terrain is not None and (bbox is None or terrain.meets(bbox)):
            beside = folder / f"{dataset.slug}.tif"
            beside.symlink_to(terrain.file.absolute())
            return beside
    return None


def _write_trees(
    cursor: duckdb.DuckDBPyConnection, dataset: DatasetFacts, bbox: Degrees | None, folder: Path
) -> Path | None:
    part = next(one for one in dataset.collections if _trees(one))

    def column(pattern: re.Pattern[str], *types: str) -> str:
        found = [one.name for one in part.columns if pattern.search(one.name.lower()) and one.type in types]
        return f'"{found[0]}"' if found else "NULL"

    species = [f'"{one.name}"' for one in part.columns if _SPECIES.search(one.name.lower()) and one.type == "text"]
    named = f"concat_ws(' ', {', '.join(species)})" if species else "NULL"
    query = (
        f"SELECT ST_X(p), ST_Y(p), {column(_HEIGHT, 'number', 'integer')}, {column(_CROWN, 'number', 'integer')}, {named}"
        f" FROM (SELECT *, ST_PointOnSurface(geom) AS p FROM lake.tables.c{part.id} WHERE geom IS NOT NULL{_within(bbox)})"
    )
    rows = cursor.execute(query).fetchall()
    if not rows:
        return None
    file = folder / f"{dataset.slug}.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        sheet = csv.writer(target)
        sheet.writerow(["lon", "lat", "height_m", "crown_m", "species"])
        sheet.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return file


def _departures(cursor: duckdb.DuckDBPyConnection, one: Usable, bbox: Degrees | None) -> list[Departure]:
    part = next(each for each in one.dataset.collections if _has(each, "departures_weekday"))
    named = "coalesce(name, '')" if _has(part, "name") else "''"
    query = (
        f"SELECT ST_X(geom), ST_Y(geom), {named}, departures_weekday FROM lake.tables.c{part.id}"
        f" WHERE departures_weekday > 0 AND ST_GeometryType(geom) = 'POINT'{_within(bbox, AROUND)}"
    )
    return [(row[0], row[1], str(row[2]), float(row[3])) for row in cursor.execute(query).fetchall()]


def with_timetables(base: Base, report: Report, timetables: Mapping[str, Sequence[Departure]]) -> Base:
    """Give a base whose stops know the departures of timetables, and tell the report what each of these brought."""
    for name, departures in timetables.items():
        told, known, before = SourceReport(name, "timetable", crs=DEGREES), *_timed(base.spots)
        around = _timed(base.beyond)[0]
        base = with_departures(base, departures)
        stops, departing = _timed(base.spots)
        told.add_read("stops", len(departures))
        told.add_became("timed_stops", stops - known)
        told.add_became("departures", round(departing - before))
        told.add_became("timed_around", _timed(base.beyond)[0] - around)
        report.sources.append(told)
    tell(report, len(base.beyond))
    return base


def _timed(spots: Iterable[Spot]) -> tuple[int, float]:
    """Give how many stops know their departures, and all these together."""
    values = [one.value for one in spots if one.kind == "stop" and one.value > 0]
    return len(values), sum(values)


def with_departures(base: Base, departures: Sequence[Departure]) -> Base:
    """Give a base whose stops know how often something departs; the day's departures of platforms close by are one stop's.

    Stops around the quarter know it too.
    """
    if not departures:
        return base
    lons, lats = np.array([one[0] for one in departures]), np.array([one[1] for one in departures])
    xs, ys = project(DEGREES, f"EPSG:{base.frame.epsg}", lons, lats)
    spots, size = [*base.spots, *base.beyond], (base.grid.nx, base.grid.ny)
    for (_, _, name, value), x, y in zip(departures, xs - base.frame.east, ys - base.frame.north, strict=True):
        near = [(at, (one.x - x) ** 2 + (one.y - y) ** 2) for at, one in enumerate(spots) if one.kind == "stop"]
        at, away = min(near, key=lambda one: one[1], default=(-1, float("inf")))
        if away <= SAME_STOP**2:
            named = (spots[at].name or name) if _holds(spots[at], size) else ""
            spots[at] = replace(spots[at], value=spots[at].value + value, name=named)
        elif 0 <= x < size[0] and 0 <= y < size[1]:
            spots.append(Spot("stop", name, int(x), int(y), value))
        elif metres_from(x, y, size) <= AROUND:
            spots.append(Spot("stop", "", *cell_outside(x, y, size), value))
    inside = tuple(one for one in spots if _holds(one, size))
    return replace(base, spots=inside, beyond=nearest((one for one in spots if not _holds(one, size)), size))


def _holds(spot: Spot, size: tuple[int, int]) -> bool:
    return 0 <= spot.x < size[0] and 0 <= spot.y < size[1]
