"""Made-up values for the style page: drawn with the same functions as the real pages, marked as examples there."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from math import pi, sin
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from stadtkern.data.portal.charts.isometric import block_sign, town_picture
from stadtkern.data.portal.charts.spark import spark
from stadtkern.data.search.highlight import Piece
from stadtkern.town.assets_manifest import ICONS
from stadtkern.town.text import Text

_DEFINITIONS = re.compile(r"<defs>.*?</defs>", re.DOTALL)
COLOURS = (
    ("brick", Text("Ziegel: was zum Handeln ruft", "Brick: what calls to act")),
    ("pine", Text("Kiefer: was fertig und in Ordnung ist", "Pine: what is done and settled")),
    ("lake", Text("See: Daten und Verweise", "Lake: data and links")),
    ("wheat", Text("Weizen: sparsam, als Licht", "Wheat: sparingly, as light")),
    ("danger", Text("Rot: was verloren geht", "Red: what gets lost")),
    ("sand", Text("Sand: ruhige Flächen", "Sand: quiet areas")),
    ("surface", Text("Fläche: Karten und Felder", "Surface: cards and fields")),
    ("text", Text("Tinte: Schrift", "Ink: text")),
)


@lru_cache(maxsize=4)
def samples(language: str) -> dict[str, Any]:
    """Give everything the style page shows, in a language."""
    picture = Text("Ein Ort aus Blöcken", "A place made of blocks").in_language(language)
    line = Text("Beispiel für eine Linie", "Example of a line").in_language(language)
    found = Text("In der Lindenallee stehen 312 Linden.", "312 limes stand in Lindenallee.").in_language(language)
    return {
        "picture": _safe(town_picture(7, picture)),
        # The picture brings the trees that both are drawn with; an id may stand once on a page.
        "sign": _safe(_DEFINITIONS.sub("", block_sign(4, ""))),
        "spark": _safe(spark([20 + 14 * sin(hour / 24 * 2 * pi) for hour in range(48)], line)),
        "colours": COLOURS,
        "icons": sorted(file.stem for file in ICONS.glob("*.svg")),
        "found": [Piece(found[:7]), Piece(found[7:18], hit=True), Piece(found[18:])],
        "chart": _chart(),
        "when": datetime(2026, 3, 2, 13, 5, tzinfo=UTC),
        "data_colours": range(1, 8),
    }


def _chart() -> dict[str, Any]:
    """Give a small line chart's paths: a week of made-up counts."""
    values = [310, 342, 298, 355, 401, 188, 164]
    points = [(60 + 100 * place, 220 - value * 0.45) for place, value in enumerate(values)]
    line = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points)
    return {"line": line, "area": f"{line}L660 220L60 220z", "points": points, "values": values}


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 - drawn by charts/, which escapes every text
