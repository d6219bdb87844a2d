"""Collects what an OpenStreetMap extract holds, and writes it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Relation, Way
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from demo.plan import degrees


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

    def area(self, shape: BaseGeometry, **tags: str) -> int:
        """Add an area, part by part: a closed way, or a multipolygon where it has holes. Gives how many parts it has."""
        parts = [one for one in getattr(shape, "geoms", [shape]) if isinstance(one, Polygon) and one.area >= 1]
        for one in parts:
            if not one.interiors:
                self.way(LineString(one.exterior.coords), **tags)
                continue
            members = [(self.way(LineString(one.exterior.coords)), "outer")]
            members += [(self.way(LineString(ring.coords)), "inner") for ring in one.interiors]
            self.relations.append((members, {"type": "multipolygon", **tags}))
        return len(parts)

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
