"""What the map of the ready views is told, and the same as a still picture: marks, areas of reach, the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest

from stadtkern.data.paths.reach import Reach
from stadtkern.data.portal.access import language, town
from stadtkern.data.portal.map_picture import Sheet
from stadtkern.data.portal.map_state import fitting
from stadtkern.data.portal.maps import base_map
from stadtkern.data.portal.spots import Spot
from stadtkern.data.portal.views_map import picture_address
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.town.text import Text

WIDTH, HEIGHT = 960, 600
# Degrees shown around a single place.
_AROUND = 0.006
KINDS = {
    "stop": Text("Haltestellen", "stops"),
    "nursery": Text("Kitas", "nurseries"),
    "parking": Text("Parkplätze", "car parks"),
    "counter": Text("Zählstellen", "counters"),
}
_GERMANY = (5.9, 47.3, 15.0, 55.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the map. ``kind``: stop, nursery, parking, counter; ``value`` stands in its circle; ``quiet``: faded."""

    kind: str
    lon: float
    lat: float
    title: str
    note: str
    href: str
    value: str = ""
    quiet: bool = False


def context(
    request: HttpRequest,
    ground: DatasetFacts | None,
    marks: Sequence[Mark],
    areas: Sequence[Reach],
    start: Spot | None,
    *,
    pick: str,
    hidden: Sequence[str] = (),
) -> dict[str, Any]:
    """Give the map's config for its island and the still picture with what lies over it.

    ``pick``: the page's address with ``{at}`` where a place chosen on the map goes. ``hidden``: kinds not shown at first.
    """
    bounds = _bounds(marks, areas, start)
    drawn = [one for one in marks if one.kind not in hidden]
    view = fitting(bounds, WIDTH, HEIGHT, 30)
    sheet = Sheet(view, WIDTH, HEIGHT, "light")
    return {
        "reach_config": {
            "base": base_map([ground] if ground else []),
            "bounds": list(bounds),
            "language": language(),
            "attribution": ground.attribution if ground else "",
            "reach": {"type": "FeatureCollection", "features": [one.feature() for one in reversed(areas)]},
            "start": [start.lon, start.lat] if start else None,
            "marks": [asdict(one) for one in marks],
            "hidden": list(hidden),
            "pick": pick,
        },
        "still": {
            "picture": picture_address(view, [], request, WIDTH, HEIGHT),
            "width": WIDTH,
            "height": HEIGHT,
            "areas": [(one.minutes, _path(sheet, one)) for one in reversed(areas)],
            "marks": [(one, *_pixel(sheet, one.lon, one.lat)) for one in reversed(drawn)],
            "start": _pixel(sheet, start.lon, start.lat) if start else None,
        },
        "kinds": [(kind, KINDS[kind], kind not in hidden) for kind in KINDS if any(one.kind == kind for one in marks)],
    }


def _bounds(marks: Sequence[Mark], areas: Sequence[Reach], start: Spot | None) -> tuple[float, float, float, float]:
    """Show what is reached; without a start all marks; without marks the town's middle as it is set."""
    points = [(lon, lat) for one in areas[-1:] for polygon in one.polygons for lon, lat in polygon[0]]
    if not points and start is not None:
        points = [(start.lon - _AROUND, start.lat - _AROUND), (start.lon + _AROUND, start.lat + _AROUND)]
    if not points:
        points = [(one.lon, one.lat) for one in marks]
    if not points:
        center = town().get("town", "center", None)
        if not (isinstance(center, list) and len(center) == 2):
            return _GERMANY
        points = [(float(center[0]), float(center[1]))]
    west, east = min(one[0] for one in points), max(one[0] for one in points)
    south, north = min(one[1] for one in points), max(one[1] for one in points)
    if east - west < _AROUND:
        west, east = west - _AROUND, east + _AROUND
    if north - south < _AROUND / 2:
        south, north = south - _AROUND / 2, north + _AROUND / 2
    return round(west, 6), round(south, 6), round(east, 6), round(north, 6)


def _path(sheet: Sheet, area: Reach) -> str:
    """Write an area as an SVG path in the picture's pixels."""
    return "".join(
        "M" + "L".join("{} {}".format(*sheet.pixel(lon, lat)) for lon, lat in ring) + "Z"
        for polygon in area.polygons
        for ring in polygon
    )


def _pixel(sheet: Sheet, lon: float, lat: float) -> tuple[str, str]:
    """Give a place in the picture as SVG writes numbers, in every language."""
    x, y = sheet.pixel(lon, lat)
    return f"{x:.1f}", f"{y:.1f}"
