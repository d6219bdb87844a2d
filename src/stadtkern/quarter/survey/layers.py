"""What stands in a quarter, in its own metres: surfaces, houses, trees, small things, spots; each knows its source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from stadtkern.quarter.blocks.base import AROUND
from stadtkern.quarter.survey.area import Area
from stadtkern.quarter.survey.crs import Floats, mover
from stadtkern.quarter.survey.found import Face, Feature, Found, Solid, Tree
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.shapes import inside_box, polygons
from stadtkern.quarter.survey.tags import afar_kind, use_of_function

# Metres from the quarter, or above the sea, beyond which a vertex cannot be meant.
_FAR = 1e7
# Tags of what a city model's buildings may be for, as far as ways lead there.
AMENITIES = {
    "school": {"amenity": "school"}, "nursery": {"amenity": "kindergarten"}, "doctor": {"amenity": "doctors"},
    "shop": {"shop": "general"},
}  # fmt: skip
# Which surface lies over which: the higher one wins; among equals the later source, then the smaller area.
ZONE, LAND, GREEN, LEISURE, WATER, PLACE, RAIL, SIDEWALK, PATH, LANE, ROAD, CROSSING, SURVEYED = range(13)


@dataclass(slots=True)
class Surface:
    """An area of one surface block, or of a zone ("residential" …) that only says what is likely there."""

    shape: Any
    block: str
    rank: int
    source: int
    # What grows there though single plants are not mapped: forest, orchard, scrub.
    grows: str = ""
    # Standing water is flat.
    flat: bool = False


@dataclass(slots=True)
class House:
    """A building from tags and an outline, in the area's metres."""

    shape: Any
    tags: dict[str, str]
    source: int
    id: str = ""
    use: str = ""
    part: bool = False


@dataclass(slots=True)
class Model:
    """A building of a city model: rings of its surfaces as arrays [n, 3], z in the file's heights."""

    id: str
    name: str
    function: str
    storeys: int
    said_height: float | None
    lod: int
    faces: list[tuple[Face, list[Floats]]]
    source: int


@dataclass(slots=True)
class Thing:
    """A small thing: a block at a place or along a line, so many blocks high. ``nudge``: it stands beside roads, not on them."""

    shape: Any
    block: str
    high: int
    source: int
    nudge: bool = True
    what: str = ""


@dataclass(slots=True)
class Place:
    """A destination before it has a cell."""

    kind: str
    name: str
    x: float
    y: float
    source: int
    # Square metres of a park outside.
    size: float = 0.0


@dataclass(slots=True)
class Layers:
    """All that goes into a quarter."""

    surfaces: list[Surface] = field(default_factory=list)
    houses: list[House] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)
    # Each tree with the number of its source, and whether it comes from a cadastre.
    trees: list[tuple[Tree, int, bool]] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    # Destinations around the quarter.
    beyond: list[Place] = field(default_factory=list)
    # Areas and points that say what a building under them is for: (shape, use, name).
    hints: list[tuple[Any, str, str]] = field(default_factory=list)
    gates: list[Any] = field(default_factory=list)


def local_features(
    found: Found, area: Area, report: SourceReport, margin: float = 30
) -> tuple[list[Feature], list[Feature]]:
    """Give the features near the area, and those in and around it that are destinations, moved to its metres.

    Says how many of the file lie elsewhere.
    """
    every = [*found.features, *found.afar]
    if not every:
        return [], []
    move = mover(found.crs, area.epsg, area.east, area.north)
    shapes = shapely.transform(np.array([one.shape for one in every], dtype=object), move)
    near, known = inside_box(area, shapes, margin), len(found.features)
    near[known:] = False
    around = np.zeros(len(every), dtype=bool)
    for at in np.flatnonzero(inside_box(area, shapes, AROUND)):
        around[at] = bool(afar_kind(every[at].tags))
    outside = int((~near & ~around)[:known].sum())
    report.leave("outside", "Liegt außerhalb des Quartiers.", "Lies outside the quarter.", outside)
    report.add_read("in_box", int(inside_box(area, shapes[:known]).sum()))

    def moved(rows: npt.NDArray[np.bool_]) -> list[Feature]:
        return [Feature(every[at].tags, shapes[at], every[at].id) for at in np.flatnonzero(rows)]

    return moved(near), moved(around)


def local_models(
    found: Found, area: Area, report: SourceReport, source: int
) -> tuple[list[Model], list[Feature], list[Feature]]:
    """Give the buildings of a city model that touch the area, its other areas, and the destinations around it, in its metres.

    A building around it is a destination by what the model says it is for; its shape is the box around it.
    """
    vertices = found.vertices
    if len(vertices):
        vertices = mover(found.crs, area.epsg, area.east, area.north)(vertices)
    # How many vertices before each one are no places: rings with one among them are left out.
    wild = np.concatenate([[0], np.cumsum(~(np.abs(vertices) < _FAR).all(axis=1))])
    models, afar, outside = [], list[Feature](), 0
    for solid in found.solids:
        whole = [
            (face, rings) for face, rings in solid.faces if all(wild[last] == wild[first] for first, last in rings)
        ]
        report.leave("broken_faces", "Flächen mit Koordinaten, die keine sind.",
                     "Surfaces with coordinates that are none.", len(solid.faces) - len(whole))  # fmt: skip
        ends = [ring for _, rings in whole for ring in rings]
        if not ends:
            report.leave("no_geometry", "Gebäude ohne Geometrie.", "Buildings without a geometry.")
            continue
        corners = np.concatenate([vertices[first:last] for first, last in ends])
        if not _touches(corners, area):
            box = _destination(solid, corners, area)
            afar += [box] if box is not None else []
            outside += box is None
            continue
        faces: list[tuple[Face, list[Floats]]] = [
            (face, [vertices[first:last] for first, last in rings]) for face, rings in whole
        ]
        about = (solid.id, solid.name, solid.function, solid.storeys, solid.said_height, solid.lod)
        models.append(Model(*about, faces, source))
    features = _plots(found, vertices, area)
    outside += len(found.plots) - len(features)
    report.leave("outside", "Liegt außerhalb des Quartiers.", "Lies outside the quarter.", outside)
    return models, features, afar


def _destination(solid: Solid, corners: Floats, area: Area) -> Feature | None:
    """Give a building outside as what it is for, None where that is none or far away."""
    kind = use_of_function(solid.function)
    if kind not in AMENITIES or not np.isfinite(corners[:, :2]).all():
        return None
    shape = shapely.box(*corners[:, :2].min(axis=0), *corners[:, :2].max(axis=0))
    near = inside_box(area, np.array([shape], dtype=object), AROUND)[0]
    return Feature({**AMENITIES[kind], "name": solid.name}, shape, solid.id) if near else None


def _touches(corners: Floats, area: Area) -> bool:
    low, high = corners[:, :2].min(axis=0), corners[:, :2].max(axis=0)
    return bool(
        np.isfinite(corners[:, :2]).all() and low[0] < area.nx and low[1] < area.ny and high[0] > 0 and high[1] > 0
    )


def _plots(found: Found, vertices: Floats, area: Area) -> list[Feature]:
    """Give the areas of a city model that touch the quarter. Their polygons, often thousands of triangles, stay apart."""
    faces = [[vertices[first:last] for first, last in rings] for plot in found.plots for rings in plot.polygons]
    shapes, _ = polygons(faces)
    owner = np.repeat(np.arange(len(found.plots)), [len(plot.polygons) for plot in found.plots])
    parts: list[list[Any]] = [[] for _ in found.plots]
    for at, shape in zip(owner, shapes, strict=True):
        if shape is not None:
            parts[at] += [shape] if shape.geom_type == "Polygon" else shapely.get_parts(shape).tolist()
    out = [Feature(plot.tags, shapely.MultiPolygon(own)) for plot, own in zip(found.plots, parts, strict=True) if own]
    near = inside_box(area, np.array([one.shape for one in out], dtype=object))
    return [one for one, fits in zip(out, near, strict=True) if fits]


def local_trees(found: Found, area: Area, report: SourceReport) -> list[Tree]:
    """Give the trees inside the area, in its metres."""
    if not found.trees:
        return []
    points = np.array([[one.x, one.y] for one in found.trees])
    points = mover(found.crs, area.epsg, area.east, area.north)(points)
    inside: npt.NDArray[np.bool_] = np.isfinite(points).all(axis=1)
    inside &= (points >= 0).all(axis=1) & (points[:, 0] < area.nx) & (points[:, 1] < area.ny)
    report.leave("outside", "Liegt außerhalb des Quartiers.", "Lies outside the quarter.", int((~inside).sum()))
    out = []
    for at in np.flatnonzero(inside):
        one = found.trees[at]
        out.append(Tree(float(points[at, 0]), float(points[at, 1]), one.height, one.crown, one.kind))
    return out
