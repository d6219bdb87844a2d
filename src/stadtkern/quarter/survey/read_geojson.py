"""GeoJSON: features whose properties are OpenStreetMap's tags, the keys of blocks, or a tree's measures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape as as_shape

from stadtkern.data.harmonise.places import guess_crs
from stadtkern.quarter.survey.area import Degrees
from stadtkern.quarter.survey.crs import DEGREES, horizontal
from stadtkern.quarter.survey.files import opened
from stadtkern.quarter.survey.found import Feature, Found
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.quarter.survey.shapes import valid_area
from stadtkern.town.text import problem

_SAME = {
    "levels": "building:levels", "storeys": "building:levels", "geschosse": "building:levels", "hoehe": "height",
    "höhe": "height", "measuredheight": "height", "nutzung": "building:use", "baumhoehe": "height",
    "kronendurchmesser": "diameter_crown", "crown": "diameter_crown", "strasse": "name", "bezeichnung": "name",
}  # fmt: skip


def read_geojson(path: Path, report: SourceReport) -> Found:
    """Read a file. Raises ProblemError: ``survey.geojson`` (broken), ``survey.crs``."""
    try:
        with opened(path) as stream:
            given = json.load(stream)
        rows = given["features"] if given.get("type") == "FeatureCollection" else [given]
        found = Found(report, crs=_crs(given))
        for row in rows:
            _add(row, found)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, ArithmeticError, EOFError, OSError,
            shapely.errors.ShapelyError) as error:  # fmt: skip
        raise problem(
            "survey.geojson",
            f"Die Datei {path.name} ist kein lesbares GeoJSON ({type(error).__name__}: {str(error)[:100]}).",
            f"The file {path.name} is no readable GeoJSON ({type(error).__name__}: {str(error)[:100]}).",
        ) from error
    _settle(found)
    found.says = _says(given, found)
    return found


def _crs(given: dict[str, Any]) -> str:
    """Give the system that old files name; today's GeoJSON is always in degrees."""
    named = ((given.get("crs") or {}).get("properties") or {}).get("name")
    return horizontal(str(named)) if named else DEGREES


def _says(given: dict[str, Any], found: Found) -> Degrees | None:
    """Give the box that the file says it covers (RFC 7946, 5), None where it says none or one that cannot be."""
    box = given.get("bbox")
    if found.crs != DEGREES or not isinstance(box, list) or len(box) != 4:
        return None
    if not all(isinstance(one, int | float) for one in box):
        return None
    west, south, east, north = box
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    middles = shapely.get_coordinates(shapely.centroid([one.shape for one in found.features]))
    if not ((middles >= (west, south)) & (middles <= (east, north))).all(axis=1).any():
        return None
    return float(west), float(south), float(east), float(north)


def _settle(found: Found) -> None:
    """Notice metres where degrees should stand."""
    found.report.crs = found.crs
    if found.crs != DEGREES or not found.features:
        return
    corners = shapely.get_coordinates([one.shape for one in found.features])
    if np.abs(corners[:, 0]).max() <= 180 and np.abs(corners[:, 1]).max() <= 90:
        return
    guess = guess_crs(corners[:2000, 0].tolist(), corners[:2000, 1].tolist())
    if guess is None:
        raise problem(
            "survey.crs",
            f"Die Koordinaten in {found.report.name} sind keine Grad und passen zu keinem bekannten System.",
            f"The coordinates in {found.report.name} are no degrees and fit no known system.",
        )
    found.crs = found.report.crs = guess.code
    found.report.default(
        "crs", f"Die Koordinaten sind keine Grad; angenommen ist {guess.code}.",
        f"The coordinates are no degrees; {guess.code} was assumed.",
    )  # fmt: skip


def _add(row: dict[str, Any], found: Found) -> None:
    found.report.add_read("features")
    if not row.get("geometry"):
        found.report.leave("no_place", "Objekte ohne Geometrie.", "Features without a geometry.")
        return
    shape = shapely.force_2d(as_shape(row["geometry"]))
    if shape.geom_type in ("Polygon", "MultiPolygon", "GeometryCollection"):
        shape = valid_area(shape)
    if shape is None or shape.is_empty:
        found.report.leave("no_shape", "Umrisse ohne Fläche.", "Outlines without an area.")
        return
    tags = _tags(row.get("properties") or {})
    parts = shapely.get_parts(shape) if shape.geom_type.startswith("Multi") and "building" not in tags else [shape]
    found.features += [Feature(tags, part, str(row.get("id") or "")) for part in parts]


def _tags(properties: dict[str, Any]) -> dict[str, str]:
    tags = {}
    for key, value in properties.items():
        if value is None or isinstance(value, (dict, list)):
            continue
        plain = str(key).strip()
        tags[_SAME.get(plain.lower(), plain)] = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return tags
