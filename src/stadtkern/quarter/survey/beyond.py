"""Destinations around the quarter: nothing of them stands in it, but ways lead there."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from stadtkern.quarter.blocks.base import AROUND, Spot
from stadtkern.quarter.survey.area import Area, Degrees
from stadtkern.quarter.survey.crs import DEGREES, project
from stadtkern.quarter.survey.found import Feature, Found
from stadtkern.quarter.survey.layers import Place
from stadtkern.quarter.survey.report import Report
from stadtkern.quarter.survey.streets import is_below
from stadtkern.quarter.survey.tags import afar_kind
from stadtkern.town.text import Text

# The nearest so many of a kind are kept.
MOST = 40
# Metres within which places of one name are one, and places of which one has no name.
SAME_NAME, NO_NAME = 80, 25
# Square metres under which nobody calls green a park.
LEAST_PARK = 100
_SHAPES = ("Point", "Polygon", "MultiPolygon")


def known_around(found: Iterable[Found], area: Area) -> int:
    """Give how many metres around the area files tell of destinations, at most ``AROUND``, on the side where they end first.

    A map tells of all that lies in its box; another file only where it has a destination at all. Rounded down to 10 m.
    """
    boxes = [
        _in_metres(one.report.covers, area)
        for one in found
        if one.report.refused is None and one.report.covers is not None and _tells(one)
    ]
    here, whole = shapely.box(0, 0, area.nx, area.ny), shapely.union_all(boxes)
    if not shapely.covers(whole, here):
        return 0
    return min(AROUND, int(shapely.distance(shapely.boundary(whole), here)) // 10 * 10)


def _tells(one: Found) -> bool:
    return one.report.kind == "osm" or any(afar_kind(each.tags) for each in (*one.afar, *one.features))


def _in_metres(box: Degrees, area: Area) -> Any:
    """Give a box in degrees as an area in the quarter's metres."""
    west, south, east, north = box
    xs, ys = project(
        DEGREES, f"EPSG:{area.epsg}", np.array([west, east, east, west]), np.array([south, south, north, north])
    )
    return shapely.Polygon(np.column_stack([xs - area.east, ys - area.north]))


def places_around(features: Iterable[Feature], area: Area, source: int) -> list[Place]:
    """Give the destinations among features, in the area's metres, that lie around it and not in it.

    An area is reached at the point nearest to the quarter. A park or wood that reaches into the quarter counts where it
    leaves it. Its size in square metres goes with it.
    """
    wanted = [one for one in features if one.shape.geom_type in _SHAPES and not is_below(one.tags)]
    if not wanted:
        return []
    box, out = shapely.box(0, 0, area.nx, area.ny), []
    shapes = np.array([one.shape for one in wanted], dtype=object)
    sizes, meets = shapely.area(shapes).tolist(), shapely.intersects(shapes, box).tolist()
    for one, size, inside in zip(wanted, sizes, meets, strict=True):
        kind, shape = afar_kind(one.tags), one.shape
        if kind == "park":
            shape = shapely.difference(shape, box) if inside else shape
        elif inside and (shape.geom_type != "Point" or area.holds(shape.x, shape.y)):
            continue
        if shape.is_empty or (kind == "park" and size < LEAST_PARK):
            continue
        x, y, away = _way_in(shape, box)
        if away <= AROUND:
            name = " ".join(one.tags.get("name", "").split())
            out.append(Place(kind, name, x, y, source, round(size) if kind == "park" else 0.0))
    return out


def _way_in(shape: Any, box: Any) -> tuple[float, float, float]:
    """Give the point of a shape that is nearest to the box, and how far it is."""
    line = shapely.shortest_line(box, shape)
    x, y = shapely.get_coordinates(line)[1].tolist()
    return x, y, float(line.length)


def note_beyond(places: Iterable[Place], inside: Iterable[Spot], area: Area, report: Report) -> tuple[Spot, ...]:
    """Give the nearest destinations of each kind as spots, each once and none that is one of the quarter's; tells the report.

    Names are left out: nobody reads them, and they would make the file larger.
    """
    known: dict[str, list[Place]] = {}
    for one in inside:
        known.setdefault(one.kind, []).append(Place(one.kind, one.name, one.x, one.y, 0))
    known["park"] = []
    out: dict[str, list[Spot]] = {}
    box = (area.nx, area.ny)
    for place in sorted(
        places, key=lambda one: (metres_from(one.x, one.y, box), one.x, one.y, not one.name, -one.size)
    ):
        spots, before = out.setdefault(place.kind, []), known.setdefault(place.kind, [])
        if len(spots) < MOST and not any(_same(place, one) for one in before):
            before.append(place)
            spots.append(Spot(place.kind, "", *cell_outside(place.x, place.y, box), place.size))
    found = tuple(spot for kind in sorted(out) for spot in out[kind])
    tell(report, len(found))
    return found


def _same(place: Place, other: Place) -> bool:
    """Say whether a place is the nearer other one, mapped twice. A larger park is never a smaller one."""
    away = abs(place.x - other.x) + abs(place.y - other.y)
    if place.kind == "park":
        return away < NO_NAME and place.size <= other.size
    if place.name and other.name:
        return place.name == other.name and away < SAME_NAME
    return away < NO_NAME


def metres_from(x: float, y: float, box: tuple[int, int]) -> float:
    """Give how far a point lies from a quarter of this size."""
    return math.hypot(max(-x, 0, x - box[0]), max(-y, 0, y - box[1]))


def cell_outside(x: float, y: float, box: tuple[int, int]) -> tuple[int, int]:
    """Give the cell of a point outside; a point on the quarter's very edge goes to the cell behind it."""
    cell = (math.floor(x), math.floor(y))
    if not (0 <= cell[0] < box[0] and 0 <= cell[1] < box[1]):
        return cell
    edges = ((x, (-1, cell[1])), (box[0] - x, (box[0], cell[1])), (y, (cell[0], -1)), (box[1] - y, (cell[0], box[1])))
    return min(edges)[1]


def nearest(spots: Iterable[Spot], box: tuple[int, int]) -> tuple[Spot, ...]:
    """Give the nearest ``MOST`` of each kind, ordered by kind and distance from a quarter of this size."""
    count: dict[str, int] = {}
    out = []
    for one in sorted(spots, key=lambda spot: (spot.kind, metres_from(spot.x, spot.y, box), spot.x, spot.y)):
        count[one.kind] = count.get(one.kind, 0) + 1
        if count[one.kind] <= MOST:
            out.append(one)
    return tuple(out)


def tell_end(report: Report, known: int) -> None:
    """Say where the map ends, when that is so near that destinations may be missing."""
    if known >= AROUND:
        return
    ends = Text(
        f"Die Karte endet an einer Seite {known} m neben dem Quartier.",
        f"On one side the map ends {known} m beside the quarter.",
    )
    if not known:
        ends = Text("Die Karte reicht nicht über das Quartier hinaus.", "The map does not reach beyond the quarter.")
    report.note(
        "edge",
        f"{ends.de} Ziele dahinter sind nicht bekannt und zählen nicht mit. Mit einer größeren Karte werden die Wege genauer.",
        f"{ends.en} Destinations behind that are not known and do not count. A larger map makes the ways more exact.",
    )


def tell(report: Report, number: int) -> None:
    """Write down how many destinations around the quarter are known; what was said before is no more true."""
    report.notes.pop("beyond", None)
    de, en = ("Ziel", "destination") if number == 1 else ("Ziele", "destinations")
    report.note(
        "beyond", f"{number} {de} bis 1,2 km außerhalb vermerkt.", f"{number} {en} up to 1.2 km outside noted.", number
    )
