"""From files to a quarter: read, settle the place, refuse what lies elsewhere, lay everything over one another, build."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from scipy.ndimage import binary_dilation

from stadtkern.quarter.blocks.base import AROUND, Base, Frame, Spot
from stadtkern.quarter.blocks.grid import MOST_HIGH, MOST_WIDE, Grid, Ids
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.survey.area import LEAST, Area, Degrees, area_of, choose
from stadtkern.quarter.survey.beyond import known_around, note_beyond, places_around, tell_end
from stadtkern.quarter.survey.cover import Cover, cover, zones_of
from stadtkern.quarter.survey.found import Feature, Found
from stadtkern.quarter.survey.fronts import shop_fronts
from stadtkern.quarter.survey.ground import Ground, heights, lay_level, level
from stadtkern.quarter.survey.houses import Built, build
from stadtkern.quarter.survey.lands import ZONES, add_areas, add_sea
from stadtkern.quarter.survey.layers import House, Layers, local_features, local_models, local_trees
from stadtkern.quarter.survey.plants import Planted, grow, one_per_place, plant, tallest, wild
from stadtkern.quarter.survey.reading import read
from stadtkern.quarter.survey.report import Report, SourceReport
from stadtkern.quarter.survey.small import add_small, one_of_each
from stadtkern.quarter.survey.standing import stand
from stadtkern.quarter.survey.streets import add_streets, is_below
from stadtkern.quarter.survey.tags import use_of_tags
from stadtkern.quarter.survey.whereabouts import settle
from stadtkern.town.text import problem

Bytes = npt.NDArray[np.uint8]
MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Options:
    """What a survey may be told: the side of an area found by itself, and free air over the highest thing, in metres."""

    side: int = MOST_WIDE
    air: int = 16


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A quarter as it stands, and what became of the files."""

    base: Base
    report: Report


def covered(sources: Sequence[Path]) -> Degrees | None:
    """Give west, south, east, north in degrees of all that readable files cover, None where they hold no place."""
    boxes = [box for path in sources if (box := read(path, None).report.covers) is not None]
    if not boxes:
        return None
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def survey(sources: Sequence[Path], bbox: Degrees | None = None, *, options: Options | None = None) -> Surveyed:
    """Make a quarter of files; later ones win where they are better. ``bbox`` is west, south, east, north in degrees, or None.

    A file that cannot be used is refused in the report. Raises ProblemError when nothing can be made at all: ``survey.none``
    (no files), ``survey.box``, ``survey.size``, ``survey.empty``, ``survey.nothing`` (nothing in the box), or the
    problem of the only file.
    """
    start, options = time.perf_counter(), options or Options()
    if not sources:
        raise problem("survey.none", "Es wurde keine Datei genannt.", "No file was named.")
    if len(sources) > MOST_FILES:
        raise problem(
            "survey.many", f"Es sind mehr als {MOST_FILES} Dateien.", f"There are more than {MOST_FILES} files."
        )  # fmt: skip
    area = area_of(bbox) if bbox is not None else None
    near = area.degrees_with(100) if area is not None else None
    around = area.degrees_with(AROUND) if area is not None else None
    found = [read(Path(path), near, around) for path in sources]
    part = None
    settle(found, area)
    if area is None:
        chosen = choose(
            [one.points() for one in found if one.report.refused is None], max(LEAST, min(options.side, MOST_WIDE))
        )
        area, part = chosen.area, chosen if chosen.part else None
        # Now that the place is known, terrain is read again as finely as it is there.
        found = [_again(Path(path), one, area) for path, one in zip(sources, found, strict=True)]
    _name_apart(found)
    report = Report(
        area.degrees, (area.nx, area.ny, 0), area.epsg, [SourceReport("default", "default"), *(f.report for f in found)]
    )
    if part is not None:
        report.note(
            "part",
            f"Die Dateien decken {part.wide:.0f} x {part.high:.0f} m ab. Genommen ist der dichteste Teil, {area.nx} x {area.ny} m.",
            f"The files cover {part.wide:.0f} x {part.high:.0f} m. The densest part was taken, {area.nx} x {area.ny} m.",
        )
    base = _build(area, found, report, options)
    report.size = (base.grid.nx, base.grid.ny, base.grid.nz)
    report.sources = report.sources[1:]
    report.seconds = time.perf_counter() - start
    return Surveyed(base, report)


def _again(path: Path, one: Found, area: Area) -> Found:
    if one.relief is None or one.report.refused is not None:
        return one
    return read(path, area.degrees_with(100))


def _name_apart(found: Sequence[Found]) -> None:
    """Give two files of one name different names."""
    seen: dict[str, int] = {}
    for one in found:
        name = one.report.name
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            one.report.name = f"{name} ({seen[name]})"


def _build(area: Area, found: Sequence[Found], report: Report, options: Options) -> Base:
    layers = _layers(area, found)
    reports = report.sources
    zones, names = zones_of(area, layers)
    built = build(area, layers, zones, names, reports)
    surface = cover(area, layers, built, zones, names, report)
    above = heights(area, [(one, one.report) for one in found if one.report.refused is None])
    layers.trees = one_per_place(layers.trees, reports)
    highest = _cut(built, report)
    tall = tallest(layers.trees, surface.grows)
    ground = level(area, above, max(highest, min(tall, 20)), report)
    lay_level(ground, surface.still, 0.25)
    lay_level(ground, built.number, 0.5)
    # Water lies a step below its banks.
    ground.levels[surface.block == palette().id("water")] -= 1
    dense, thing_from = _raise(ground, surface, built, tall, options)
    _furnish(area, layers, dense, thing_from, ground, surface, built, report)
    spots = tuple(Spot(one.kind, one.name, int(one.x), int(one.y)) for one in one_of_each(layers.places))
    land_only = above is not None and all(one.report.kind == "terrain" for one in found if one.report.refused is None)
    if not (spots or built.buildings or (surface.source > 0).any() or thing_from.any() or land_only):
        raise problem(
            "survey.nothing",
            "In diesem Ausschnitt liegt nichts aus den gewählten Quellen.",
            "Nothing of the chosen sources lies in this box.",
        )
    known = known_around(found, area)
    tell_end(report, known)
    return Base(
        frame=Frame(area.epsg, area.east, area.north, round(ground.above_sea, 2)),
        grid=Grid.of(dense),
        ground=ground.levels.astype(np.uint8),
        surface_from=surface.source.astype(np.uint8),
        thing_from=thing_from,
        building=built.number.astype(np.uint16),
        sources=tuple(one.name for one in reports),
        buildings=built.buildings,
        spots=spots,
        beyond=note_beyond(layers.beyond, spots, area, report),
        facts={
            "box": list(area.degrees),
            "terrain": above is not None,
            "flattened": round(ground.share, 3),
            # Metres around the quarter within which its destinations are known.
            "around": known,
        },
    )


def _layers(area: Area, found: Sequence[Found]) -> Layers:
    """Bring all that was found into the area's metres, each with the number of its source."""
    layers = Layers()
    for number, one in enumerate(found, 1):
        if one.report.refused is not None:
            continue
        features, around = local_features(one, area, one.report)
        models, plots, houses = local_models(one, area, one.report, number)
        layers.beyond += places_around([*around, *houses], area, number)
        layers.models += models
        trees = local_trees(one, area, one.report)
        layers.trees += [(tree, number, one.report.kind == "trees") for tree in trees]
        one.report.add_read("in_box", len(models) + len(plots) + len(trees))
        _add_features([*features, *plots], area, layers, one.report, number)
    return layers


def _add_features(features: Sequence[Feature], area: Area, layers: Layers, report: SourceReport, number: int) -> None:
    towns = [
        one.shape for one in features
        if ZONES.get(one.tags.get("landuse", "")) and one.shape.geom_type in ("Polygon", "MultiPolygon")
    ]  # fmt: skip
    for one in features:
        part = "building:part" in one.tags and one.tags.get("building", "no") == "no"
        named = one.tags.get("building", "no") not in (
            "no",
            "entrance",
            "demolished",
            "construction",
            "proposed",
            "ship",
        )
        if (named or part) and one.shape.geom_type in ("Polygon", "MultiPolygon") and not is_below(one.tags):
            layers.houses.append(House(one.shape, one.tags, number, one.id, use_of_tags(one.tags), part))
    built = shapely.STRtree(towns) if towns else None
    add_streets(features, layers, report, number, built)
    add_areas(features, layers, report, number)
    add_sea(features, area, layers, number)
    add_small(features, area, layers, report, number)


def _cut(built: Built, report: Report) -> int:
    """Cut what is higher than fits, and give the highest building's levels."""
    room = MOST_HIGH - 8
    high = built.levels > room
    if high.any():
        number = len(np.unique(built.number[high]))
        report.note(
            "cut", f"Gebäude, die höher als {room} m sind: Sie enden dort, weil ein Quartier {MOST_HIGH} m hoch ist.",
            f"Buildings higher than {room} m: they end there, because a quarter is {MOST_HIGH} m high.", number,
        )  # fmt: skip
        np.minimum(built.levels, room, out=built.levels)
    return int(built.levels.max(initial=0))


def _raise(ground: Ground, surface: Cover, built: Built, tall: int, options: Options) -> tuple[Ids, Bytes]:
    """Fill the columns: soil, surface, walls and roofs; gives the blocks [z, y, x] and what things come from."""
    blocks = palette()
    top = max(
        int((ground.levels + np.maximum(built.levels, built.canopy)).max()),
        int(ground.levels.max()) + tall - options.air,
    )
    nz = int(min(MOST_HIGH, max(40, top + 1 + options.air)))
    ny, nx = ground.levels.shape
    dense = np.zeros((nz, ny, nx), dtype=np.uint16)
    ys, xs = np.nonzero(built.number)
    floor, count = ground.levels[ys, xs], built.levels[ys, xs]
    wall, roof, thick = built.wall[ys, xs], built.roof[ys, xs], built.thick[ys, xs]
    for z in range(nz):
        dense[z][z < ground.levels] = blocks.id("soil")
        here = ground.levels == z
        dense[z][here] = surface.block[here]
        at = z - floor
        up = (at >= 1) & (at <= count)
        if up.any():
            dense[z, ys[up], xs[up]] = np.where(at[up] > count[up] - thick[up], roof[up], wall[up])
    ys, xs = np.nonzero(built.canopy)
    over = ground.levels[ys, xs] + built.canopy[ys, xs]
    dense[np.minimum(over, nz - 1), ys, xs] = blocks.id("flat_roof")
    source = np.where(built.number > 0, built.source, built.canopy_source)
    return dense, source.astype(np.uint8)


def _furnish(
    area: Area,
    layers: Layers,
    dense: Ids,
    thing_from: Bytes,
    ground: Ground,
    surface: Cover,
    built: Built,
    report: Report,
) -> None:
    """Put things and plants where there is room for them."""
    blocks, reports = palette(), report.sources
    space = {key: np.array([b in ids for b in range(blocks.size)]) for key, ids in _spaces().items()}
    roads, water = space["roads"][surface.block], space["water"][surface.block]
    closed = (built.number > 0) | water
    ways = roads | space["ways"][surface.block]
    shop_fronts(layers.places, dense, ground.levels, built, reports)
    stand(
        area, dense, ground.levels, thing_from, layers.things, layers.gates, ways, closed | (built.canopy > 0), reports
    )
    taken = dense[np.minimum(ground.levels + 1, dense.shape[0] - 1), *np.indices(ground.levels.shape)] > 0
    planted = plant(area, layers.trees, (built.number > 0) | (built.canopy > 0) | taken, roads | water, reports)
    free = ~binary_dilation(closed | ways, iterations=2) & ~taken
    trees, shrubs = wild(surface.grows, free)
    for x, y, height, crown, kind, orchard in trees:
        planted.append(Planted(x, y, height, crown, kind, int(surface.source[y, x])))
        de, en = ("Obstwiesen", "orchards") if orchard else ("Wald", "woods")
        reports[int(surface.source[y, x])].default(
            f"wild.{orchard}", f"Bäume in {de}, die nicht einzeln in der Karte stehen: angenommen.",
            f"Trees in {en} that the map does not show one by one: assumed.",
        )  # fmt: skip
    grow(dense, ground.levels, thing_from, planted)
    for y, x in shrubs:
        z = ground.levels[y, x] + 1
        if dense[z, y, x] == 0:
            dense[z, y, x] = blocks.id("shrub")
            thing_from[y, x] = surface.source[y, x]


def _spaces() -> dict[str, set[int]]:
    """Give the blocks of carriageways and tracks, of water, and of ways that stay clear."""
    rows = palette().blocks
    return {
        "roads": {b.id for b in rows if b.kind == "surface" and b.space in ("drive", "rail")}
        | {palette().id("cycle_street")},
        "water": {b.id for b in rows if b.space == "water"},
        "ways": {b.id for b in rows if b.kind == "surface" and b.space == "cycle"} | {palette().id("steps")},
    }
