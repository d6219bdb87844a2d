"""Builds a quarter: files of the real world become a base, and the base a quarter of the town."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stadtkern.data.harmonise.places import transform
from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.keep.store import Store
from stadtkern.town.text import Text, problem

if TYPE_CHECKING:
    from stadtkern.quarter.survey import Options
    from stadtkern.quarter.survey.report import Report

Degrees = tuple[float, float, float, float]
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_SLUG = 60


def build_quarter(
    store: Store,
    slug: str,
    sources: Sequence[Path],
    bbox: Degrees | None = None,
    *,
    options: Options | None = None,
    title: Text | None = None,
    text: Text | None = None,
    enrich: Callable[[Base, Report], Base] | None = None,
) -> dict[str, Any]:
    """Build a quarter out of files, within west, south, east, north in degrees, or where the files say; gives the report.

    ``enrich`` adds what the town knows beyond its files, and tells the report of it. A quarter that people have built on keeps its base: raises
    ProblemError then, and when the files make no quarter.
    """
    if not _SLUG.fullmatch(slug) or len(slug) > MOST_SLUG:
        raise problem(
            "quarter.slug",
            "Der Name darf nur kleine Buchstaben, Ziffern und Bindestriche haben, zum Beispiel „altstadt-nord“.",
            "The name may only have small letters, digits and hyphens, for example “old-town-north”.",
        )
    known = store.quarter(slug)
    if known is not None and store.has_entries(known.id):
        raise problem(
            "quarter.built-upon",
            "Auf diesem Quartier wurde schon gebaut, deshalb bleibt seine Grundlage. Legen Sie ein neues Quartier an.",
            "People have built on this quarter already, so its base stays. Make a new quarter instead.",
        )
    from stadtkern.quarter.survey import survey

    surveyed = survey(sources, bbox, options=options)
    base = surveyed.base if enrich is None else enrich(surveyed.base, surveyed.report)
    report: dict[str, Any] = surveyed.report.to_json()
    store.save_quarter(slug, title=title, text=text, base=base, bbox=degrees(base), report=report)
    return report


def degrees(base: Base) -> Degrees:
    """Give west, south, east, north of a base in degrees: the box around its four corners."""
    frame, grid = base.frame, base.grid
    xs = [frame.east, frame.east + grid.nx, frame.east, frame.east + grid.nx]
    ys = [frame.north, frame.north, frame.north + grid.ny, frame.north + grid.ny]
    found = transform(f"EPSG:{frame.epsg}", xs, ys)
    lons, lats = ([one for one in axis if one is not None] for axis in found)
    if not lons or not lats:
        raise problem(
            "quarter.place",
            f"Die Lage des Quartiers in EPSG:{frame.epsg} lässt sich nicht umrechnen.",
            f"The quarter's place in EPSG:{frame.epsg} cannot be converted.",
        )
    return min(lons), min(lats), max(lons), max(lats)
