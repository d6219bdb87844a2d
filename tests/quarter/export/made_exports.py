"""Quarters for the tests of exports: a small one with everything in it, and real ones."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from quarter_town import GROUND, small_base
from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.export import Options, export
from stadtkern.quarter.survey import survey
from stadtkern.town.text import Text

BINDLACH = (11.599, 49.9782, 11.6046, 49.9818)
SOURCES = {
    "bindlach": (["osm/north-bayreuth.osm.gz", "terrain/N49E011.hgt.zip"], BINDLACH),
    "essen": (["citymodel/essen_lod2_citydpc.gml"], None),
    "delft": (["citymodel/delft_cjio.city.json"], None),
}
TITLE = Text("Am Anger", "On the green")


def real_base(real: Path, name: str) -> Base:
    """Survey one of the real quarters."""
    files, box = SOURCES[name]
    return survey([real / one for one in files], box).base


def changed(base: Base) -> Grid:
    """Change the small quarter: a new house with a roof, a storey on the old one, trees, a lamp, water, a bench."""
    known, grid, up = palette(), base.grid.copy(), GROUND + 1
    grid.fill(Box(60, 10, up, 71, 19, up + 8), known.id("homes_wood"))
    grid.fill(Box(60, 10, up + 9, 71, 19, up + 9), known.id("green_roof"))
    grid.fill(Box(30, 3, up + 6, 35, 8, up + 8), known.id("homes"))
    grid.fill(Box(10, 50, GROUND, 19, 57, GROUND), known.id("water"))
    for x in (50, 54, 58):
        grid.fill(Box(x, 50, up, x, 50, up + 3), known.id("trunk"))
        grid.fill(Box(x - 1, 49, up + 3, x + 1, 51, up + 5), known.id("crown"))
    grid.fill(Box(45, 40, up, 45, 40, up + 3), known.id("lamp"))
    grid.fill(Box(47, 40, up, 48, 40, up), known.id("bench"))
    return grid


def written(key: str, base: Base, grid: Grid | None = None, **options: object) -> bytes:
    """Give the bytes of an export."""
    out = io.BytesIO()
    chosen = Options(**options)  # type: ignore[arg-type]
    size = export(key, base, grid or base.grid, out=out, title=TITLE, values={}, options=chosen)
    assert size == len(out.getvalue())
    return out.getvalue()


def empty_base() -> Base:
    """Give a quarter of nothing but air."""
    base = small_base()
    nothing = np.zeros((base.grid.nz, base.grid.ny, base.grid.nx), dtype=np.uint16)
    return Base(
        base.frame, Grid.of(nothing), base.ground, base.surface_from, base.thing_from, np.zeros_like(base.building)
    )
