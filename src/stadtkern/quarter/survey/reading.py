"""Reading one file of any kind."""

from __future__ import annotations

from pathlib import Path

from stadtkern.quarter.survey.area import Degrees
from stadtkern.quarter.survey.files import kind_of
from stadtkern.quarter.survey.found import Found
from stadtkern.quarter.survey.read_citygml import read_citygml
from stadtkern.quarter.survey.read_cityjson import read_cityjson
from stadtkern.quarter.survey.read_geojson import read_geojson
from stadtkern.quarter.survey.read_terrain import read_terrain
from stadtkern.quarter.survey.read_trees import read_trees
from stadtkern.quarter.survey.report import SourceReport
from stadtkern.town.text import ProblemError


def read(path: Path, near: Degrees | None, around: Degrees | None = None) -> Found:
    """Read a file, of OpenStreetMap and terrain only what lies near, and OpenStreetMap's destinations around it.

    A file that cannot be read is found refused.
    """
    report = SourceReport(path.name, "unknown")
    middle = ((near[0] + near[2]) / 2, (near[1] + near[3]) / 2) if near else None
    try:
        kind = kind_of(path)
        report.kind = kind
        if kind == "osm":
            from stadtkern.quarter.survey.read_osm import read_osm

            report.crs = "EPSG:4326"
            found = read_osm(path, report, near, around)
        elif kind == "citygml":
            found = read_citygml(path, report, middle)
        elif kind == "cityjson":
            found = read_cityjson(path, report, middle)
        elif kind == "terrain":
            found = read_terrain(path, report, near)
        elif kind == "trees":
            found = read_trees(path, report, middle)
        else:
            found = read_geojson(path, report)
        report.covers = found.extent()
    except ProblemError as error:
        # What was counted before the file broke is no more true.
        report = SourceReport(path.name, report.kind, refused=error.problem)
        found = Found(report)
    return found
