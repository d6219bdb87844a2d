"""Writes the ground plan as an OpenStreetMap extract, with what people would have mapped there."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from shapely import LineString, Point, STRtree
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from demo.extract import Extract
from demo.names import AGS, DISTRICTS, PEOPLE, POSTCODE, RIVER, SHOPS, SUBURBS, TOWN, TREES
from demo.plan import Ground, Spot, Street, parts_of
from demo.stops import Stop

SPEED = {"primary": "50", "secondary": "50", "residential": "30", "living_street": "7"}
SURFACE = {"track": "ground", "path": "ground", "footway": "fine_gravel"}
# Two corners closer than this are one.
_SAME = 0.3


def write_osm(ground: Ground, stops: Sequence[Stop], path: Path, seed: int) -> dict[str, int]:
    """Write the extract; gives how many buildings, streets, trees … stand in it."""
    chance, out = random.Random(seed + 1), Extract()
    _land(ground, out)
    _roads(ground, out)
    _houses(ground, out, chance)
    _points(ground, stops, out)
    _boundaries(ground, out)
    out.write(path)
    return dict(sorted(out.counted.items()))


def _land(ground: Ground, out: Extract) -> None:
    for one in ground.land:
        name = {"name": one.name} if one.name else {}
        made = out.area(one.shape.simplify(0.5), **{one.key: one.value}, **name, **one.tags)
        out.counted["parking" if one.value == "parking" else "land"] += made
    for kind, name, shape in ground.water:
        out.counted["water"] += out.area(shape, natural="water", water=kind, name=name)
    out.counted["water"] += out.area(ground.river.simplify(0.5), natural="water", water="river", name=RIVER)
    out.way(ground.river_line, waterway="river", name=RIVER)
    for name, line in ground.streams:
        out.way(line, waterway="stream", name=name)
    out.counted["waterways"] = 1 + len(ground.streams)
    for line in ground.rails:
        out.way(line, railway="rail", usage="branch", electrified="contact_line", gauge="1435")
        out.counted["rails"] += 1


def _roads(ground: Ground, out: Extract) -> None:
    """Write streets in pieces: over water a piece is a bridge, under the railway a tunnel."""
    wet = unary_union([ground.river, *(shape for _, _, shape in ground.water)])
    rails = unary_union([line.buffer(9) for line in ground.rails])
    for street, line in noded(ground.streets):
        tags = {"highway": street.highway, "surface": _surface(street)}
        if street.name:
            tags["name"] = street.name
        if street.highway in SPEED:
            tags["maxspeed"] = SPEED[street.highway]
        if street.highway in {"primary", "secondary"}:
            tags |= {"lanes": "2", "cycleway": "lane"}
        if street.highway in {"primary", "secondary", "residential"}:
            tags["lit"] = "yes"
        if street.highway != "track":
            over, extra = wet, {"bridge": "yes", "layer": "1"}
            if street.highway in {"primary", "secondary"} and line.intersects(rails):
                over, extra = rails, {"tunnel": "yes", "layer": "-1"}
        else:
            over, extra = wet.difference(wet), {}
        for piece, across in _cut(line, over):
            out.way(piece, **tags, **(extra if across else {}))
            out.counted["roads"] += 1


def _surface(street: Street) -> str:
    if street.highway in SURFACE:
        return SURFACE[street.highway]
    return "sett" if street.district == "Altstadt" and street.highway != "cycleway" else "asphalt"


def noded(streets: Sequence[Street]) -> list[tuple[Street, LineString]]:
    """Give every street a corner where it meets another, so that the network can be walked."""
    lines = [street.line for street in streets]
    tree, found = STRtree(lines), []
    for place, street in enumerate(streets):
        line = street.line
        corners: dict[float, Spot] = {}
        for other in tree.query(line.buffer(_SAME)):
            if other == place:
                continue
            meeting = parts_of(line.intersection(lines[other]), Point)
            ends = [Point(lines[other].coords[at]) for at in (0, -1)]
            for point in [*ends, *meeting]:
                if isinstance(point, Point) and line.distance(point) < _SAME:
                    corners.setdefault(round(line.project(point), 1), (point.x, point.y))
        found.append((street, _with_corners(line, corners)))
    return found


def _with_corners(line: LineString, corners: dict[float, Spot]) -> LineString:
    """Lay a line through further corners; its own ends stay."""
    inner = [(line.project(Point(spot)), (spot[0], spot[1])) for spot in line.coords[1:-1]]
    own = {at: spot for at, spot in inner if all(abs(at - other) > _SAME for other in corners)}
    first, last = (line.coords[at][:2] for at in (0, -1))
    whole = line.length
    middle = [spot for at, spot in sorted({**own, **corners}.items()) if _SAME < at < whole - _SAME]
    spots = [(first[0], first[1]), *middle, (last[0], last[1])]
    return LineString([spots[0], *(b for a, b in pairwise(spots) if a != b)])


def _cut(line: LineString, over: BaseGeometry) -> list[tuple[LineString, bool]]:
    """Cut a line where it runs over something, a little before and after it."""
    wide = over.buffer(6)
    if over.is_empty or not line.intersects(wide):
        return [(line, False)]
    pieces = [(line.difference(wide), False), (line.intersection(wide), True)]
    return [
        (one, across) for shape, across in pieces for one in parts_of(shape, LineString) if isinstance(one, LineString)
    ]


def _houses(ground: Ground, out: Extract, chance: random.Random) -> None:
    for one in ground.buildings:
        tags = {"building": one.kind}
        if one.street and one.kind not in {"shed", "barn"}:
            tags |= {
                "addr:street": one.street,
                "addr:housenumber": one.number,
                "addr:postcode": POSTCODE,
                "addr:city": TOWN,
            }
        if chance.random() < 0.8:
            tags["building:levels"] = str(one.levels)
            tags["roof:shape"] = "flat" if one.kind == "industrial" or one.levels >= 5 else "gabled"
        out.area(one.outline, **{**tags, **one.tags})
        out.counted["buildings"] += 1
        # A sports hall is a house and a use of land.
        out.counted["land"] += "leisure" in one.tags
    old = [one for one in ground.buildings if one.district == "Altstadt" and not one.tags]
    near = sorted(old, key=lambda one: one.outline.centroid.distance(Point(0, 0)))
    for place, one in enumerate(near[: 3 * len(SHOPS)]):
        key, value, name = SHOPS[place % len(SHOPS)]
        spot = one.outline.representative_point()
        label = name if place < len(SHOPS) else f"{name} {one.street}"
        out.node(spot.x, spot.y, **{key: value, "name": label, "opening_hours": "Mo-Fr 09:00-18:00; Sa 09:00-13:00"})
        out.counted["shops"] += 1


def _points(ground: Ground, stops: Sequence[Stop], out: Extract) -> None:
    for one in ground.places:
        out.node(*one.spot, **one.tags)
        out.counted["places"] += 1
    for x, y, kind in ground.trees:
        german, latin = TREES[kind]
        out.node(x, y, natural="tree", species=latin, **{"species:de": german})
        out.counted["trees"] += 1
    for stop in stops:
        if stop.bus:
            out.node(
                *stop.spot, highway="bus_stop", public_transport="platform", bus="yes", name=stop.name, shelter="yes"
            )
            out.counted["bus_stops"] += 1
    x, y = ground.rails[0].interpolate(0.5, normalized=True).coords[0]
    out.node(x, y, railway="station", public_transport="station", train="yes", name=f"{TOWN} Bahnhof")


def _boundaries(ground: Ground, out: Extract) -> None:
    out.node(0, 0, place="town", name=TOWN, population=str(sum(PEOPLE.values())))
    for name in DISTRICTS:
        x, y = SUBURBS[name]
        out.node(x, y, place="suburb", name=name, population=str(PEOPLE[name]))
        out.area(ground.districts[name], boundary="administrative", admin_level="10", name=name)
    out.area(
        ground.border, boundary="administrative", admin_level="8", name=TOWN, **{"de:amtlicher_gemeindeschluessel": AGS}
    )
    out.counted["boundaries"] = len(DISTRICTS) + 1
