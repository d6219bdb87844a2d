"""Writes the ground plan as an OpenStreetMap extract, with what people would have mapped there."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import osmium
from demo.names import AGS, DISTRICTS, KITAS, PEOPLE, POSTCODE, RIVER, SHOPS, TOWN, TREES
from demo.plan import WIDTH, Ground, degrees
from osmium.osm.mutable import Node, Relation, Way
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

SPEED = {"primary": "50", "secondary": "50", "residential": "30", "living_street": "7"}


@dataclass(slots=True)
class Extract:
    """Collects nodes, ways and relations; one node for each spot, so that streets meet."""

    nodes: dict[tuple[float, float], int] = field(default_factory=dict)
    tagged: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: list[tuple[list[int], dict[str, str]]] = field(default_factory=list)
    relations: list[tuple[list[tuple[int, str]], dict[str, str]]] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    def node(self, x: float, y: float, **tags: str) -> int:
        """Give the node at a spot, made when new."""
        spot = degrees(x, y)
        number = self.nodes.setdefault(spot, len(self.nodes) + 1)
        if tags:
            self.tagged.setdefault(number, {}).update(tags)
        return number

    def way(self, line: LineString, **tags: str) -> int:
        """Add a line; gives the way's number."""
        self.ways.append(([self.node(x, y) for x, y in line.coords], tags))
        return len(self.ways)

    def area(self, shape: BaseGeometry, **tags: str) -> None:
        """Add an area: a closed way, or a multipolygon when it has holes or parts."""
        for one in getattr(shape, "geoms", [shape]):
            if not isinstance(one, Polygon) or one.area < 1:
                continue
            if not one.interiors:
                self.way(LineString(one.exterior.coords), **tags)
                continue
            members = [(self.way(LineString(one.exterior.coords)), "outer")]
            members += [(self.way(LineString(ring.coords)), "inner") for ring in one.interiors]
            self.relations.append((members, {"type": "multipolygon", **tags}))

    def write(self, path: Path) -> None:
        """Write the file."""
        path.unlink(missing_ok=True)
        writer = osmium.SimpleWriter(str(path))
        try:
            for (lon, lat), number in self.nodes.items():
                writer.add_node(Node(id=number, location=(lon, lat), tags=self.tagged.get(number, {}), version=1))
            for number, (members, tags) in enumerate(self.ways, 1):
                writer.add_way(Way(id=number, nodes=members, tags=tags, version=1))
            for number, (parts, tags) in enumerate(self.relations, 1):
                found = [("w", way, role) for way, role in parts]
                writer.add_relation(Relation(id=number, members=found, tags=tags, version=1))
        finally:
            writer.close()


def write_osm(ground: Ground, path: Path, seed: int) -> dict[str, int]:
    """Write the extract; gives how many buildings, streets, trees … stand in it."""
    chance, out = random.Random(seed + 1), Extract()
    _land(ground, out)
    _roads(ground, out)
    _houses(ground, out, chance)
    _trees(ground, out, chance)
    _places(ground, out)
    out.write(path)
    return dict(out.counted)


def _land(ground: Ground, out: Extract) -> None:
    for key, value, name, shape in ground.land:
        out.area(shape.simplify(0.5), **{key: value, **({"name": name} if name else {})})
        out.counted[value] += 1
    for name, shape in ground.water:
        out.area(shape, natural="water", water="lake", name=name)
    out.area(ground.river.simplify(0.5), natural="water", water="river", name=RIVER)
    out.way(ground.river_line, waterway="river", name=RIVER)
    for line in ground.rails:
        out.way(line, railway="rail", electrified="contact_line", gauge="1435")
    x, y = ground.rails[0].interpolate(0.5, normalized=True).coords[0]
    out.node(x, y, railway="station", public_transport="station", name=f"{TOWN} Bahnhof")


def _roads(ground: Ground, out: Extract) -> None:
    """Write streets in pieces: over water a piece is a bridge."""
    noded = _noded(ground)
    for street, line in noded:
        tags = {"highway": street.highway, "name": street.name, "surface": "sett" if street.district == "Altstadt" else "asphalt"}
        if street.highway in SPEED:
            tags["maxspeed"] = SPEED[street.highway]
        if street.highway in {"primary", "secondary"}:
            tags |= {"lanes": "2", "cycleway": "lane"}
        wet = line.intersection(ground.river)
        pieces = [(line, False)] if wet.is_empty else _cut(line, ground.river)
        for piece, bridge in pieces:
            out.way(piece, **tags, **({"bridge": "yes", "layer": "1"} if bridge else {}))
            out.counted["roads"] += 1


def _noded(ground: Ground) -> list[tuple[object, LineString]]:
    """Give every street a node where it meets another, so that the network can be walked."""
    from shapely import STRtree

    lines = [street.line for street in ground.streets]
    tree, found = STRtree(lines), []
    for place, street in enumerate(ground.streets):
        cuts: list[float] = []
        for other in tree.query(street.line):
            if other == place:
                continue
            meeting = street.line.intersection(lines[other])
            cuts += [street.line.project(point) for point in _points(meeting)]
        at = sorted({round(cut, 2) for cut in cuts} | {round(street.line.project(Point(spot)), 2) for spot in street.line.coords[1:-1]})
        spots = [street.line.coords[0], *[street.line.interpolate(cut).coords[0] for cut in at if 0 < cut < street.line.length], street.line.coords[-1]]
        clean = [spots[0], *[b for a, b in zip(spots, spots[1:], strict=False) if a != b]]
        found.append((street, LineString(clean)))
    return found  # type: ignore[return-value]


def _points(shape: BaseGeometry) -> list[Point]:
    if isinstance(shape, Point):
        return [shape]
    return [one for one in getattr(shape, "geoms", []) if isinstance(one, Point)]


def _cut(line: LineString, river: Polygon) -> list[tuple[LineString, bool]]:
    wide = river.buffer(6)
    dry, wet = line.difference(wide), line.intersection(wide)
    pieces = [(one, False) for one in getattr(dry, "geoms", [dry])] + [(one, True) for one in getattr(wet, "geoms", [wet])]
    return [(one, bridge) for one, bridge in pieces if isinstance(one, LineString) and one.length > 0]


def _houses(ground: Ground, out: Extract, chance: random.Random) -> None:
    for one in ground.buildings:
        tags = {"building": one.kind}
        if one.street:
            tags |= {"addr:street": one.street, "addr:housenumber": one.number, "addr:postcode": POSTCODE, "addr:city": TOWN}
        if chance.random() < 0.8:
            tags["building:levels"] = str(one.levels)
            tags["roof:shape"] = "flat" if one.kind in {"industrial"} or one.levels >= 5 else "gabled"
        if one.kind == "church":
            tags |= {"amenity": "place_of_worship", "religion": "christian", "name": "St. Marien"}
        out.area(one.outline, **tags)
        out.counted["buildings"] += 1
    old = [one for one in ground.buildings if one.district == "Altstadt"]
    chosen = sorted(old, key=lambda one: one.outline.centroid.distance(Point(0, 0)))
    for place, one in enumerate(chosen[4 : 4 + 3 * len(SHOPS)]):
        key, value, name = SHOPS[place % len(SHOPS)]
        spot = one.outline.representative_point()
        label = name if place < len(SHOPS) else f"{name} {one.street}"
        out.node(spot.x, spot.y, **{key: value, "name": label, "opening_hours": "Mo-Fr 09:00-18:00; Sa 09:00-13:00"})
        out.counted["shops"] += 1
    for name, (x, y), tags in amenities(ground, chance):
        out.node(x, y, name=name, **tags)
        out.counted["amenities"] += 1


def amenities(ground: Ground, chance: random.Random) -> list[tuple[str, tuple[float, float], dict[str, str]]]:
    """Give schools, nurseries and public houses, each at a building's door."""
    found = [("Rathaus", (18.0, 30.0), {"amenity": "townhall"}), ("Stadtbibliothek", (-60.0, 90.0), {"amenity": "library"})]
    pools = {name: [one for one in ground.buildings if one.district == name] for name in DISTRICTS}
    for index, name in enumerate(KITAS):
        spot = chance.choice(pools[DISTRICTS[index % 3]]).outline.representative_point()
        found.append((name, (spot.x, spot.y), {"amenity": "kindergarten"}))
    for name, district in (("Grundschule Am Wall", "Altstadt"), ("Goethe-Gymnasium", "Bahnhofsvorstadt"), ("Oberschule Kiefernhain", "Kiefernhain"), ("Grundschule Waldblick", "Kiefernhain")):
        spot = chance.choice(pools[district]).outline.representative_point()
        found.append((name, (spot.x, spot.y), {"amenity": "school"}))
    return found


def _trees(ground: Ground, out: Extract, chance: random.Random) -> None:
    for x, y, kind in avenue_trees(ground, chance):
        german, latin = TREES[kind]
        out.node(x, y, natural="tree", species=latin, **{"species:de": german})
        out.counted["trees"] += 1


def avenue_trees(ground: Ground, chance: random.Random) -> list[tuple[float, float, int]]:
    """Give trees along avenues and the river path: spot and species."""
    found = []
    for street in ground.streets:
        if street.highway not in {"primary", "secondary", "cycleway"}:
            continue
        kind, at = chance.randrange(len(TREES)), 9.0
        while at < min(street.line.length, 1900):
            here, ahead = street.line.interpolate(at), street.line.interpolate(at + 1)
            dx, dy = ahead.x - here.x, ahead.y - here.y
            reach = WIDTH[street.highway] / 2 + 1.6
            for side in (-1, 1):
                x, y = here.x - side * reach * dy, here.y + side * reach * dx
                if chance.random() < 0.82 and not ground.river.buffer(2).contains(Point(x, y)):
                    found.append((x, y, kind))
            at += 14
    return found


def _places(ground: Ground, out: Extract) -> None:
    out.node(0, 0, place="town", name=TOWN, population=str(sum(PEOPLE.values())))
    for name in DISTRICTS:
        spot = ground.districts[name].intersection(Polygon([(-900, -1500), (1100, -1500), (1100, 1150), (-900, 1150)])).centroid
        out.node(spot.x, spot.y + 30, place="suburb", name=name, population=str(PEOPLE[name]))
        out.area(ground.districts[name], boundary="administrative", admin_level="10", name=name)
    edge = Polygon([(-2300, -1900), (2300, -1900), (2300, 1700), (-2300, 1700)])
    out.area(edge, boundary="administrative", admin_level="8", name=TOWN, **{"de:amtlicher_gemeindeschluessel": AGS})
