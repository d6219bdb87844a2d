"""The surface of every column: what areas and streets say, and a plausible default where nothing does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.ndimage import binary_closing, distance_transform_edt, label

from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.survey.area import Area
from stadtkern.quarter.survey.houses import Built
from stadtkern.quarter.survey.layers import ZONE, Layers, Surface
from stadtkern.quarter.survey.report import Report, count
from stadtkern.quarter.survey.shapes import Cells, Mask, burn

NEAR = 14.0
_GREEN_USES = ("homes", "nursery", "shed", "worship", "unknown")


@dataclass(slots=True)
class Cover:
    """Block and source of each surface, what grows there ("" none), and still waters numbered."""

    block: Cells
    source: Cells
    grows: dict[str, Mask]
    still: Cells


def zones_of(area: Area, layers: Layers) -> tuple[Cells, list[str]]:
    """Give for each cell the number of its zone and the zones' names ("" for none)."""
    zones = [one for one in layers.surfaces if one.rank == ZONE]
    names = ["", *sorted({one.block for one in zones})]
    zones.sort(key=lambda one: (one.source, -one.shape.area))
    return burn(area, [one.shape for one in zones], [names.index(one.block) for one in zones]), names


def cover(area: Area, layers: Layers, built: Built, zones: Cells, names: Sequence[str], report: Report) -> Cover:
    """Decide the surface of every column."""
    rows = [one for one in layers.surfaces if one.rank != ZONE]
    sizes = shapely.area(np.array([one.shape for one in rows], dtype=object)) if rows else np.zeros(0)
    order = sorted(range(len(rows)), key=lambda at: (rows[at].rank, rows[at].source, -float(sizes[at])))
    rows = [rows[at] for at in order]
    which = burn(area, [one.shape for one in rows])
    blocks = palette()
    table = np.array([0, *[blocks.id(one.block) for one in rows]], dtype=np.int32)
    sources = np.array([0, *[one.source for one in rows]], dtype=np.int32)
    block, source = table[which], sources[which]
    bare = (which == 0) & (built.number == 0)
    guessed, town = _default(built, zones, names)
    guessed[_gaps(block) & town] = blocks.id("footway")
    block[bare] = guessed[bare]
    for one in np.unique(block[bare]):
        kind = blocks.by_id[int(one)]
        count(
            report.defaulted, kind.key, f"Oberfläche angenommen, wo keine Datei etwas sagt: {kind.de} (m²).",
            f"Surface assumed where no file says anything: {kind.en} (m²).", int((block[bare] == one).sum()),
        )  # fmt: skip
    under = built.number > 0
    block[under], source[under] = blocks.id("yard"), built.source[under]
    _tell(rows, which, report)
    grows = {kind: _of(rows, which, kind) & ~under for kind in ("forest", "orchard", "scrub")}
    return Cover(block, source, grows, _still(rows, which))


def _of(rows: Sequence[Surface], which: Cells, kind: str) -> Mask:
    table = np.array([False, *[one.grows == kind for one in rows]])
    return np.asarray(table[which])


def _still(rows: Sequence[Surface], which: Cells) -> Cells:
    """Give each connected still water a number."""
    table = np.array([False, *[one.flat for one in rows]])
    found, _ = label(table[which], structure=np.ones((3, 3)))
    return np.asarray(found, dtype=np.int32)


def _tell(rows: Sequence[Surface], which: Cells, report: Report) -> None:
    """Say for each source how many square metres of surface it made."""
    cells = np.bincount(which.ravel(), minlength=len(rows) + 1)[1:]
    for one, number in zip(rows, cells, strict=True):
        report.sources[one.source].add_became("surface_m2", int(number))


def _gaps(block: Cells) -> Mask:
    """Give the cells of gaps up to four metres wide between streets, ways and tracks: in town they are paved."""
    table = palette().where(lambda one: one.space in ("drive", "parking", "cycle", "walk", "stay", "rail"))
    hard = np.pad(table[block], 3)
    return np.asarray(binary_closing(hard, structure=np.ones((3, 3)), iterations=2)[3:-3, 3:-3])


def _default(built: Built, zones: Cells, names: Sequence[str]) -> tuple[Cells, Mask]:
    """Give the surface where nothing is said: gardens around homes, yards around works, lawn and meadow elsewhere.

    Also says which cells lie in town: in a business zone, or near a high house.
    """
    blocks = palette()
    garden, lawn, yard, meadow = (blocks.id(key) for key in ("garden", "lawn", "yard", "meadow"))
    zone = np.array(["", *names[1:]])[zones] if len(names) > 1 else np.full(zones.shape, "")
    base = np.full(zones.shape, lawn, dtype=np.int32)
    base[zone == "residential"] = garden
    base[(zone == "industry") | (zone == "business")] = yard
    base[zone == "farm"] = blocks.id("gravel_yard")
    if not built.buildings:
        return np.where(zone == "", meadow, base).astype(np.int32), zone == "business"
    far, nearest = distance_transform_edt(built.number == 0, return_indices=True)
    owner = built.number[tuple(nearest)]
    green = np.array([False, *[one.use in _GREEN_USES for one in built.buildings]])[owner]
    tall = np.array([False, *[one.height > 13 for one in built.buildings]])[owner]
    # Beside a house, where no zone says what it is: gardens of homes, lawn between high ones, yards of the rest.
    beside = np.where(~green, yard, np.where(tall, lawn, garden))
    base = np.where((zone == "") & (far <= NEAR), beside, base)
    base = np.where((zone == "") & (far > 4 * NEAR), meadow, base)
    base = np.where((zone == "residential") & tall & (far <= 2 * NEAR), lawn, base)
    base = np.where((zone == "residential") & ~green & (far <= NEAR), yard, base).astype(np.int32)
    return base, (zone == "business") | (tall & (far <= 4 * NEAR))
