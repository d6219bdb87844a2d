"""What readers find in files, before it becomes blocks: features with tags, solids, trees, relief, in the file's own system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import shapely

from stadtkern.quarter.survey.area import Degrees, bounds
from stadtkern.quarter.survey.crs import DEGREES, Floats, degrees
from stadtkern.quarter.survey.report import SourceReport

Face = Literal["roof", "wall", "ground", ""]


@dataclass(slots=True)
class Feature:
    """A thing with tags as OpenStreetMap gives them, and its shape (point, line, or valid area)."""

    tags: dict[str, str]
    shape: Any
    id: str = ""


@dataclass(slots=True)
class Solid:
    """A building of a city model: its surfaces as rings, each (first, last) of the model's vertices; holes follow."""

    id: str
    name: str = ""
    # What the file says the building is for: an ALKIS or ALK code, or words.
    function: str = ""
    storeys: int = 0
    said_height: float | None = None
    lod: int = 1
    faces: list[tuple[Face, list[tuple[int, int]]]] = field(default_factory=list)


@dataclass(slots=True)
class Plot:
    """Another area of a city model (road, water, plants, land use): tags like OpenStreetMap's, and its polygons' rings."""

    tags: dict[str, str]
    polygons: list[list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree: place, height and crown width in metres (None: not said), and what kind of leaves."""

    x: float
    y: float
    height: float | None = None
    crown: float | None = None
    kind: Literal["crown", "conifer", "blossom"] = "crown"


@dataclass(frozen=True, slots=True)
class Relief:
    """Heights above sea in metres [row, column], NaN where unknown; ``cells`` gives rows and columns of degrees."""

    heights: Floats
    cells: Callable[[Floats, Floats], tuple[Floats, Floats]]


@dataclass(slots=True)
class Found:
    """All that a reader found in one file."""

    report: SourceReport
    crs: str = DEGREES
    features: list[Feature] = field(default_factory=list)
    # Destinations further away than the rest of a file was read.
    afar: list[Feature] = field(default_factory=list)
    # Vertices [n, 3] of all solids and plots.
    vertices: Floats = field(default_factory=lambda: np.zeros((0, 3)))
    solids: list[Solid] = field(default_factory=list)
    plots: list[Plot] = field(default_factory=list)
    trees: list[Tree] = field(default_factory=list)
    relief: Relief | None = None
    # Metres between two heights of the relief.
    grain: float = 1.0
    # West, south, east, north that the file itself says it covers.
    says: Degrees | None = None

    def points(self) -> tuple[Floats, Floats]:
        """Give points [n, 2] in degrees where the file has something, and how much each says about a town being there."""
        parts: list[Floats] = []
        weights: list[npt.NDArray[np.float64]] = []
        if self.features:
            shapes = np.array([one.shape for one in self.features], dtype=object)
            heavy = np.array([_weight(one.tags) for one in self.features])
            which, where = self._corners(shapes, heavy)
            parts.append(where)
            weights.append(heavy[which])
        if self.solids:
            firsts = [one.faces[0][1][0][0] for one in self.solids if one.faces]
            parts.append(self.vertices[firsts, :2])
            weights.append(np.full(len(firsts), 4.0))
            rest = self.vertices[:: max(1, len(self.vertices) // 5000), :2]
            parts.append(rest)
            weights.append(np.zeros(len(rest)))
        if self.trees:
            parts.append(np.array([[one.x, one.y] for one in self.trees]))
            weights.append(np.full(len(self.trees), 1.0))
        if not parts:
            return np.zeros((0, 2)), np.zeros(0)
        where, weight = degrees(self.crs, np.concatenate(parts)), np.concatenate(weights)
        good = np.isfinite(where).all(axis=1)
        if self.says is not None:
            west, south, east, north = self.says
            good &= (where[:, 0] >= west) & (where[:, 0] <= east) & (where[:, 1] >= south) & (where[:, 1] <= north)
        return where[good], weight[good]

    @staticmethod
    def _corners(shapes: npt.NDArray[np.object_], heavy: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
        """Give the middle of what weighs much, and every node of streets and the like."""
        solid = heavy >= 3
        rows = np.flatnonzero(solid)
        middles = shapely.get_coordinates(shapely.centroid(shapes[solid]))
        others = np.flatnonzero(~solid & (heavy > 0))
        nodes, owner = shapely.get_coordinates(shapes[others], return_index=True)
        return np.concatenate([rows[: len(middles)], others[owner]]), np.concatenate([middles, nodes])

    def extent(self) -> Degrees | None:
        """Give west, south, east, north of what the file holds, None where nothing can be placed."""
        return self.says or bounds(self.points()[0])


def _weight(tags: dict[str, str]) -> float:
    if "building" in tags:
        return 4.0
    if "highway" in tags or "shop" in tags or "amenity" in tags or tags.get("natural") == "tree":
        return 0.5
    return 0.02 if "landuse" in tags or "natural" in tags or "waterway" in tags else 0.1
