"""The relief on maps: what the drawn map is told of it, and its part of still pictures."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable
from typing import Any

from stadtkern.data.portal.access import lake
from stadtkern.data.publish.relief.ground import GROUNDS, LEAST_ZOOM, MOST_ZOOM, box_shade, collections, mark
from stadtkern.data.publish.relief.shade import png
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.town.text import Text

TITLE = Text("Relief", "Relief")
# Stands among the layers of an address where the relief is switched off (web/data/map/relief.ts).
OFF = "-relief"
# The still picture's relief is soft, so half of the pixels in each direction do.
_COARSER = 2
_STRENGTH = {"light": 0.62, "dark": 0.6}
Box = tuple[float, float, float, float]


def wish(datasets: Iterable[DatasetFacts], language: str) -> dict[str, Any] | None:
    """Give what the map is told of the relief in datasets that its reader may see; None where there is none."""
    found = collections(datasets)
    boxes = [one.bbox for _, one in found if one.bbox is not None]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return {
        "id": "relief",
        "title": TITLE.in_language(language),
        "kind": "area",
        "tiles": f"/tiles/relief/{{z}}/{{x}}/{{y}}.png?state={mark(found)}",
        "minzoom": LEAST_ZOOM,
        "maxzoom": MOST_ZOOM,
        "bounds": [min(west), min(south), max(east), max(north)],
    }


def attributions(datasets: Iterable[DatasetFacts]) -> list[str]:
    """Name the sources of the relief."""
    return [one.attribution for one, _ in collections(datasets) if one.attribution]


def parts(datasets: Iterable[DatasetFacts], off: Collection[str] | None) -> list[CollectionFacts]:
    """Give the terrains that a still picture is drawn from; none where its address (``off``: its layers) switches it off."""
    return [] if off is not None and OFF in off else [one for _, one in collections(datasets)]


def image(datasets: Iterable[DatasetFacts], box: Box, width: int, height: int, look: str) -> str:
    """Draw the relief of a box as an SVG image that needs nothing else; empty where there is none."""
    terrains = GROUNDS.of(lake(), collections(datasets))
    lit = box_shade(terrains, box, -(-width // _COARSER), -(-height // _COARSER))
    if lit is None:
        return ""
    data = base64.b64encode(png(lit)).decode()
    return (
        f'<image width="{width}" height="{height}" opacity="{_STRENGTH[look]}" preserveAspectRatio="none"'
        f' href="data:image/png;base64,{data}"/>'
    )
