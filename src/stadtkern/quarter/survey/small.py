"""What stands about: trees, hedges, walls, fences, benches, lamps, stops, racks, play devices; and destinations."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import shapely

from stadtkern.quarter.survey.area import Area
from stadtkern.quarter.survey.found import Feature, Tree
from stadtkern.quarter.survey.layers import Layers, Place, Thing
from stadtkern.quarter.survey.read_trees import leaves
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.streets import is_below
from stadtkern.quarter.survey.tags import USE_OF_AMENITY, Tags, metres, spot_kind

# (block, blocks high, what it is in the report)
_POINTS = {
    ("amenity", "bench"): ("bench", 1, "benches"), ("highway", "street_lamp"): ("lamp", 4, "lamps"),
    ("highway", "bus_stop"): ("bus_stop", 3, "stops"), ("railway", "tram_stop"): ("bus_stop", 3, "stops"),
    ("amenity", "bicycle_parking"): ("bike_rack", 1, "bike_racks"), ("amenity", "recycling"): ("container", 2, "containers"),
    ("amenity", "waste_disposal"): ("container", 2, "containers"), ("amenity", "fountain"): ("fountain", 2, "fountains"),
    ("amenity", "drinking_water"): ("drinking_fountain", 1, "fountains"), ("leisure", "picnic_table"): ("table", 1, "tables"),
    ("amenity", "charging_station"): ("charging", 2, "charging_points"), ("barrier", "bollard"): ("bollard", 1, "bollards"),
    ("barrier", "block"): ("bollard", 1, "bollards"), ("shop", "kiosk"): ("kiosk", 3, "kiosks"),
    ("leisure", "bandstand"): ("stage", 1, "stages"),
}  # fmt: skip
_FLAT_PLAY = ("sandpit", "grassarea", "hopscotch", "yes", "no")
_LINES = {
    "hedge": ("hedge", 2, "hedges"), "fence": ("fence", 1, "fences"), "wall": ("wall", 2, "walls"),
    "retaining_wall": ("wall", 1, "walls"), "city_wall": ("wall", 5, "walls"), "guard_rail": ("fence", 1, "fences"),
}  # fmt: skip
_GATES = ("gate", "lift_gate", "entrance", "swing_gate", "cycle_barrier", "kissing_gate", "sally_port")
ROW_STEP = 8.0


def tree_of(tags: Tags, x: float, y: float) -> Tree:
    """Give a tree from tags; measures that no tree can have count as not said."""
    words = " ".join(
        tags.get(key, "") for key in ("species", "genus", "taxon", "species:de", "genus:de", "baumart", "Name_lat")
    )
    kind = "conifer" if tags.get("leaf_type") == "needleleaved" else leaves(words)
    crown = metres(tags.get("diameter_crown"), 0.3, 40)
    return Tree(x, y, metres(tags.get("height"), 0.3, 60), crown, kind)


def add_small(features: Iterable[Feature], area: Area, layers: Layers, report: SourceReport, source: int) -> None:
    """Add trees, things and destinations of all features with tags."""
    for one in features:
        tags, shape = one.tags, one.shape
        if is_below(tags):
            continue
        if shape.geom_type == "Point":
            if area.holds(shape.x, shape.y):
                _point(tags, shape, layers, report, source)
        elif shape.geom_type in ("LineString", "MultiLineString"):
            _line(tags, shape, area, layers, report, source)
        elif tags.get("barrier") == "hedge":
            layers.things.append(Thing(shape, "hedge", 2, source, what="hedges"))
        _place(tags, shape, area, layers, source)


def _point(tags: Tags, shape: shapely.Point, layers: Layers, report: SourceReport, source: int) -> None:
    if tags.get("natural") == "tree":
        report.add_read("trees")
        layers.trees.append((tree_of(tags, shape.x, shape.y), source, False))
        return
    if tags.get("barrier") in _GATES or "entrance" in tags:
        layers.gates.append(shape)
    if (use := USE_OF_AMENITY.get(tags.get("amenity", ""))) in ("school", "nursery", "worship", "public", "culture"):
        layers.hints.append((shape, str(use), tags.get("name", "")))
    elif tags.get("shop") in ("supermarket", "mall", "department_store"):
        layers.hints.append((shape, "shop", tags.get("name", "")))
    for (key, value), (block, high, what) in _POINTS.items():
        if tags.get(key) == value:
            layers.things.append(Thing(shape, block, high, source, what=what))
            return
    if tags.get("playground") and tags["playground"] not in _FLAT_PLAY:
        layers.things.append(Thing(shape, "play_tower", 2, source, what="play_devices"))


def _line(tags: Tags, shape: shapely.LineString, area: Area, layers: Layers, report: SourceReport, source: int) -> None:
    if tags.get("natural") == "tree_row":
        inside = shapely.intersection(shape, shapely.box(0, 0, area.nx - 0.01, area.ny - 0.01))
        trees = [
            tree_of(tags, point.x, point.y) for part in shapely.get_parts(inside) if part.geom_type == "LineString" and part.length > 0
            for point in shapely.line_interpolate_point(part, np.arange(0, part.length + 1e-6, ROW_STEP))
        ]  # fmt: skip
        layers.trees += [(tree, source, False) for tree in trees]
        report.add_read("trees", len(trees))
        report.default("tree_row", "Bäume in Baumreihen: alle 8 m einer.", "Trees in rows: one every 8 m.", len(trees))
        return
    made = _LINES.get(tags.get("barrier", ""))
    if made is not None:
        block, high, what = made
        said = metres(tags.get("height"), 0.2, 8)
        layers.things.append(Thing(shape, block, max(1, round(said)) if said else high, source, nudge=False, what=what))
    elif tags.get("amenity") == "bench":
        layers.things.append(Thing(shape, "bench", 1, source, what="benches"))


def _place(tags: Tags, shape: shapely.Geometry, area: Area, layers: Layers, source: int) -> None:
    """Add a destination, and what an area says about the houses in it."""
    wide = shape.geom_type in ("Polygon", "MultiPolygon")
    if wide and "building" not in tags:
        use = USE_OF_AMENITY.get(tags.get("amenity", ""))
        if use in ("school", "nursery", "doctor", "worship") and tags.get("amenity") != "university":
            layers.hints.append((shape, use, tags.get("name", "")))
    kind = spot_kind(tags)
    if not kind or (shape.geom_type not in ("Point", "Polygon", "MultiPolygon")):
        return
    if wide:
        inside = shapely.intersection(shape, shapely.box(0, 0, area.nx, area.ny))
        if inside.is_empty:
            return
        shape = shapely.point_on_surface(inside)
    if area.holds(shape.x, shape.y):
        name = re.sub(r"\s+", " ", tags.get("name", "")).strip()
        layers.places.append(Place(kind, name[:120], shape.x, shape.y, source))


def one_of_each(places: list[Place]) -> list[Place]:
    """Leave out what is mapped twice: the same kind and name within 80 m, or without a name within 25 m of another."""
    out: list[Place] = []
    for one in sorted(places, key=lambda place: (place.kind, not place.name)):
        double = any(
            other.kind == one.kind and abs(other.x - one.x) + abs(other.y - one.y) < (80 if one.name else 25)
            and (other.name == one.name or not one.name)
            for other in out
        )  # fmt: skip
        if not double:
            out.append(one)
    return sorted(out, key=lambda place: (place.kind, place.name, place.x, place.y))
