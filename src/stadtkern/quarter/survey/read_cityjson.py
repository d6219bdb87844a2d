"""CityJSON 1.x and 2.0: buildings with their surfaces, and roads, water, plants and land use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from stadtkern.quarter.survey.crs import Floats
from stadtkern.quarter.survey.files import opened
from stadtkern.quarter.survey.found import Face, Found, Plot, Solid, Tree
from stadtkern.quarter.survey.model import Middle, finish_model, plot_tags
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.town.text import problem

_FACES: dict[str, Face] = {"RoofSurface": "roof", "WallSurface": "wall", "GroundSurface": "ground"}
_PLOTS = ("Road", "TransportSquare", "Railway", "WaterBody", "PlantCover", "LandUse")
_WORDS = ("class", "function", "usage", "bgt_functie", "bgt_fysiekvoorkomen", "plus_fysiekvoorkomen", "surfacematerial")
Surface = tuple[Face, list[list[int]]]


def read_cityjson(path: Path, report: SourceReport, middle: Middle = None) -> Found:
    """Read a file. Raises ProblemError: ``survey.cityjson`` (broken, or not CityJSON), ``survey.crs``."""
    try:
        with opened(path) as stream:
            given = json.load(stream)
        if given.get("type") != "CityJSON":
            raise ValueError("type is not CityJSON")
        return _read(given, Found(report), path.name, middle)
    except (
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        RecursionError,
        ArithmeticError,
        EOFError,
        OSError,
    ) as error:
        raise problem(
            "survey.cityjson",
            f"Die Datei {path.name} ist kein lesbares CityJSON ({type(error).__name__}: {str(error)[:100]}).",
            f"The file {path.name} is no readable CityJSON ({type(error).__name__}: {str(error)[:100]}).",
        ) from error


def _read(given: dict[str, Any], found: Found, name: str, middle: Middle) -> Found:
    points = np.array(given["vertices"], dtype=np.float64).reshape(-1, 3)
    if "transform" in given:
        points = points * np.array(given["transform"]["scale"]) + np.array(given["transform"]["translate"])
    srs = str((given.get("metadata") or {}).get("referenceSystem") or "")
    collect = _Collect(points)
    objects: dict[str, dict[str, Any]] = given["CityObjects"]
    for key, one in objects.items():
        what = str(one["type"])
        if what == "Building":
            _building(key, one, objects, collect, found)
        elif what in _PLOTS:
            _plot(what.replace("TransportSquare", "Square"), one, collect, found)
        elif what == "SolitaryVegetationObject":
            _tree(one, points, found)
        elif what not in ("BuildingPart", "BuildingInstallation"):
            found.report.leave(
                "other_objects", "Andere Objekte des Stadtmodells (etwa Brücken, Gelände).",
                "Other objects of the city model (such as bridges, relief).",
            )  # fmt: skip
    return finish_model(found, collect.vertices(), srs, name, middle)


class _Collect:
    """Turns rings of indices into rings of consecutive vertices."""

    def __init__(self, points: Floats) -> None:
        self.points = points
        self.indices: list[int] = []

    def rings(self, rings: list[list[int]]) -> list[tuple[int, int]]:
        """Add the rings of one surface; empty where the outer one has fewer than three corners."""
        out: list[tuple[int, int]] = []
        for ring in rings:
            first = len(self.indices)
            if len(ring) < 3:
                if not out:
                    return []
                continue
            self.indices += [*ring, ring[0]]
            out.append((first, len(self.indices)))
        return out

    def vertices(self) -> Floats:
        """Give the vertices in the order of the rings. Raises IndexError for an index nobody has."""
        at = np.array(self.indices, dtype=np.intp)
        if len(at) and at.min() < 0:
            raise IndexError("negative vertex index")
        return self.points[at]


def _building(key: str, one: dict[str, Any], objects: dict[str, Any], collect: _Collect, found: Found) -> None:
    said = one.get("attributes") or {}
    found.report.add_read("buildings")
    geometries = list(one.get("geometry") or [])
    for child in one.get("children") or []:
        if child in objects and objects[child]["type"] == "BuildingPart":
            found.report.add_read("building_parts")
            geometries += objects[child].get("geometry") or []
    best = max((_lod(g) for g in geometries if g["type"] != "GeometryInstance"), default=0.0)
    solid = Solid(
        id=key,
        name=str(said.get("name") or ""),
        function=" ".join(str(said[word]) for word in ("function", "class", "usage") if said.get(word)),
        storeys=int(_number(said.get("storeysAboveGround")) or 0),
        said_height=_number(said.get("measuredHeight")),
        lod=int(best),
    )
    for geometry in geometries:
        if geometry["type"] == "GeometryInstance" or _lod(geometry) != best:
            continue
        solid.faces += [(face, rings) for face, given in _surfaces(geometry) if (rings := collect.rings(given))]
    found.solids.append(solid)


def _plot(what: str, one: dict[str, Any], collect: _Collect, found: Found) -> None:
    said = one.get("attributes") or {}
    tags = plot_tags(what, [str(said[word]) for word in _WORDS if said.get(word)])
    found.report.add_read("areas")
    geometries = [g for g in one.get("geometry") or [] if g["type"] in ("MultiSurface", "CompositeSurface", "Solid")]
    if tags and geometries:
        best = max(_lod(g) for g in geometries)
        chosen = [s for g in geometries if _lod(g) == best for s in _surfaces(g)]
        found.plots.append(Plot(tags, [rings for _, given in chosen if (rings := collect.rings(given))]))


def _tree(one: dict[str, Any], points: Floats, found: Found) -> None:
    said = one.get("attributes") or {}
    corners: list[int] = []
    for geometry in one.get("geometry") or []:
        corners += _flat(geometry.get("boundaries"))
    found.report.add_read("trees")
    if corners:
        place = points[corners].mean(axis=0)
        found.trees.append(Tree(place[0], place[1], _number(said.get("height")), _number(said.get("crownDiameter"))))


def _flat(given: Any) -> list[int]:
    return [number for part in given for number in _flat(part)] if isinstance(given, list) else [int(given)]


def _lod(geometry: dict[str, Any]) -> float:
    """Give the level of detail, those over 3 counting least: rooms inside are of no use here."""
    lod = float(geometry.get("lod", 0))
    return lod if lod < 4 else -1.0


def _surfaces(geometry: dict[str, Any]) -> Iterator[Surface]:
    """Give the surfaces of a geometry and what each is; of solids the outer shell."""
    kind, bounds = geometry["type"], geometry["boundaries"]
    meaning = geometry.get("semantics") or {}
    names, values = meaning.get("surfaces") or [], meaning.get("values")

    def face(value: Any) -> Face:
        return _FACES.get(names[value]["type"], "wall") if isinstance(value, int) and value < len(names) else ""

    def each(surfaces: list[Any], about: Any) -> Iterator[Surface]:
        for at, surface in enumerate(surfaces):
            yield face(about[at] if isinstance(about, list) and at < len(about) else None), surface

    if kind in ("MultiSurface", "CompositeSurface"):
        yield from each(bounds, values)
    elif kind == "Solid" and bounds:
        yield from each(bounds[0], values[0] if values else None)
    elif kind in ("MultiSolid", "CompositeSolid"):
        for at, solid in enumerate(bounds):
            yield from each(solid[0], values[at][0] if values and values[at] else None)


def _number(given: Any) -> float | None:
    try:
        return float(given)
    except (TypeError, ValueError):
        return None
