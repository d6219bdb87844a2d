"""CityGML 1.0 and 2.0: buildings with their surfaces, and roads, water, plants and land use. Entities are never resolved."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree

from stadtkern.quarter.survey.files import opened
from stadtkern.quarter.survey.found import Face, Found, Plot, Solid, Tree
from stadtkern.quarter.survey.model import Middle, finish_model, plot_tags
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.town.text import problem

_SURFACES: dict[str, Face] = {
    "RoofSurface": "roof", "WallSurface": "wall", "GroundSurface": "ground", "ClosureSurface": "wall",
    "OuterFloorSurface": "wall", "OuterCeilingSurface": "wall",
}  # fmt: skip
_NOT_OUTSIDE = frozenset(
    {"opening", "Window", "Door", "Room", "InteriorWallSurface", "FloorSurface", "CeilingSurface", "interiorRoom",
     "lod0RoofEdge", "lod0FootPrint", "lod1TerrainIntersection", "lod2TerrainIntersection"}
)  # fmt: skip
_PLOTS = frozenset(
    {"Road", "Track", "Square", "Railway", "WaterBody", "PlantCover", "LandUse", "TransportationComplex"}
)
_LOD = re.compile(r"lod([0-4])")


class _Model:
    """Collects a file's buildings and the vertices of their rings."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.numbers = array("d")
        self.srs: Counter[str] = Counter()

    def ring(self, ring: Any) -> tuple[int, int] | None:
        """Add a ring's points; None where it is none."""
        given: list[float] = []
        flat = False
        for part in ring.iter("{*}posList", "{*}pos", "{*}coordinates"):
            words = (part.text or "").replace(",", " ").split()
            dimension = part.get("srsDimension") or part.get("dimension")
            flat = dimension == "2"
            given += map(float, words)
        wide = 2 if flat or len(given) % 3 else 3
        if len(given) < 3 * wide:
            return None
        first = len(self.numbers) // 3
        if wide == 2:
            for at in range(0, len(given) - 1, 2):
                self.numbers.extend((given[at], given[at + 1], 0.0))
        else:
            self.numbers.extend(given)
        return first, len(self.numbers) // 3

    def rings(self, polygon: Any) -> list[tuple[int, int]]:
        """Add a polygon's rings, the outer one first; empty where it has none."""
        out = [self.ring(ring) for part in polygon.iterfind("{*}exterior") for ring in part]
        if not out or out[0] is None:
            return []
        holes = [self.ring(ring) for part in polygon.iterfind("{*}interior") for ring in part]
        return [ring for ring in [*out, *holes] if ring is not None]

    def building(self, node: Any) -> None:
        """Add a building with all its parts; the best level of detail that has surfaces counts."""
        by_lod: dict[int, list[tuple[Face, list[tuple[int, int]]]]] = {}
        for polygon in node.iter("{*}Polygon", "{*}Triangle", "{*}Rectangle"):
            face, lod, outside = _kind(polygon, node)
            if outside and (rings := self.rings(polygon)):
                by_lod.setdefault(lod, []).append((face, rings))
        solid = Solid(
            id=_id(node),
            name=_name(node),
            function=" ".join(text for one in node.iterfind("{*}function") if (text := (one.text or "").strip())),
            storeys=int(_number(node.findtext("{*}storeysAboveGround")) or 0),
            said_height=_number(node.findtext("{*}measuredHeight")),
        )
        for lod in (2, 3, 1, 4, 0):
            if lod in by_lod:
                solid.lod, solid.faces = lod, by_lod[lod]
                break
        self.found.report.add_read("buildings")
        self.found.report.add_read("building_parts", sum(1 for _ in node.iter("{*}BuildingPart")))
        self.found.solids.append(solid)

    def plot(self, node: Any, what: str) -> None:
        """Add a road, water, plants or land use."""
        words = [one.text or "" for name in ("class", "function", "usage") for one in node.iterfind("{*}" + name)]
        tags = plot_tags(what, words)
        polygons = [rings for one in node.iter("{*}Polygon") if (rings := self.rings(one))]
        self.found.report.add_read("areas")
        if tags and polygons:
            self.found.plots.append(Plot(tags, polygons))

    def tree(self, node: Any) -> None:
        """Add a tree."""
        place = next(node.iter("{*}pos", "{*}posList"), None)
        numbers = [float(one) for one in (place.text or "").split()] if place is not None else []
        self.found.report.add_read("trees")
        if len(numbers) >= 2:
            height, crown = _number(node.findtext("{*}height")), _number(node.findtext("{*}crownDiameter"))
            self.found.trees.append(Tree(numbers[0], numbers[1], height, crown))


def _kind(polygon: Any, top: Any) -> tuple[Face, int, bool]:
    """Say which surface a polygon belongs to, its level of detail, and whether it is seen from outside."""
    face: Face = ""
    lod, node = -1, polygon.getparent()
    while node is not None and node is not top:
        name = node.tag.rpartition("}")[2]
        if name in _NOT_OUTSIDE:
            return face, lod, False
        if not face:
            face = _SURFACES.get(name, "")
        if lod < 0 and (match := _LOD.match(name)):
            lod = int(match[1])
        node = node.getparent()
    return face, max(lod, 0), True


def _id(node: Any) -> str:
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == "id"), "")


def _name(node: Any) -> str:
    """Give the building's name where it is one and no number of a register."""
    text = " ".join((node.findtext("{*}name") or "").split())
    return text if sum(sign.isalpha() for sign in text) > len(text) / 2 and not re.search(r"[0-9]{4}", text) else ""


def _number(text: str | None) -> float | None:
    try:
        return float((text or "").strip().replace(",", "."))
    except ValueError:
        return None


def read_citygml(path: Path, report: SourceReport, middle: Middle = None) -> Found:
    """Read a file. Raises ProblemError: ``survey.xml`` (broken), ``survey.entities``, ``survey.crs``."""
    model = _Model(Found(report))
    members = ("{*}cityObjectMember", "{*}featureMember", "{*}featureMembers", "{*}Envelope")
    try:
        with opened(path) as stream:
            steps = etree.iterparse(
                stream, events=("end",), tag=members, resolve_entities=False, no_network=True, load_dtd=False
            )
            for _, node in steps:
                _check_entities(node, path)
                _member(model, node)
    except (etree.XMLSyntaxError, ValueError, EOFError, OSError) as error:
        raise problem(
            "survey.xml",
            f"Die Datei {path.name} ist kein lesbares CityGML ({str(error)[:120]}).",
            f"The file {path.name} is no readable CityGML ({str(error)[:120]}).",
        ) from error
    vertices = np.array(model.numbers, dtype=np.float64).reshape(-1, 3)
    return finish_model(model.found, vertices, model.srs.most_common(1)[0][0] if model.srs else "", path.name, middle)


def _check_entities(node: Any, path: Path) -> None:
    if node.getroottree().docinfo.internalDTD is not None:
        raise problem(
            "survey.entities",
            f"Die Datei {path.name} bringt eigene XML-Entitäten mit. Solche Dateien werden nicht gelesen.",
            f"The file {path.name} brings its own XML entities. Such files are not read.",
        )


def _member(model: _Model, node: Any) -> None:
    """Take a member of the city model; then forget it, so that a large file needs little memory."""
    if (srs := node.get("srsName")) is not None:
        model.srs[srs] += 1
        return
    for child in node:
        what = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        for part in child.iter("{*}Solid", "{*}MultiSurface", "{*}Polygon"):
            if (srs := part.get("srsName")) is not None:
                model.srs[srs] += 1
        if what == "Building":
            model.building(child)
        elif what in _PLOTS:
            model.plot(child, what)
        elif what == "SolitaryVegetationObject":
            model.tree(child)
        elif what:
            model.found.report.leave(
                "other_objects", "Andere Objekte des Stadtmodells (etwa Brücken, Gelände).",
                "Other objects of the city model (such as bridges, relief).",
            )  # fmt: skip
    if node.tag.rpartition("}")[2] != "Envelope":
        node.clear()
        while node.getprevious() is not None:
            del node.getparent()[0]
