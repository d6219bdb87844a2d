"""Height models of the ground: SRTM tiles (.hgt, zipped or not) and GeoTIFFs, one or many in a zip.

A terrain is read cell by cell: ``read`` counts cells, a cell without a height is refused. It becomes a collection of one
row that names a file among the lake's terrains; the file is written only when an import goes through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stadtkern.data.gather.kinds import _terrain_files as files
from stadtkern.data.gather.kinds import _terrain_reasons as reasons
from stadtkern.data.gather.kinds._stage import ARROW_TYPES, Stage
from stadtkern.data.gather.kinds._terrain_grid import LEAST, MOST, Source, Target, Values, lay, look, steepness, strips
from stadtkern.data.gather.kinds._terrain_write import write
from stadtkern.data.gather.model import (
    KEPT,
    Column,
    Guess,
    Opening,
    Part,
    Progress,
    Reading,
    Refusal,
    Report,
    Role,
    Shape,
)
from stadtkern.data.gather.sniff import content_of
from stadtkern.data.lake.terrain import COLUMNS, file_name, keep_file
from stadtkern.town.text import Text

NAME = "gelaende"
_NEAR_DEGREES = 0.5
_TITLES = {
    "lowest": "Tiefster Punkt", "highest": "Höchster Punkt", "mean": "Mittlere Höhe", "step": "Abstand der Höhenpunkte",
    "cells": "Zellen", "voids": "Zellen ohne Höhe", "width": "Spalten", "height": "Reihen", "slope": "Neigung",
}  # fmt: skip
_UNITS = {"lowest": "m", "highest": "m", "mean": "m", "step": "m"}


class TerrainKind:
    """Reads height models."""

    kind = "terrain"
    title = Text("Gelände (Höhenmodell)", "Terrain (height model)")
    extensions: Sequence[str] = (".hgt", ".hgt.zip", ".hgt.gz", ".tif", ".tiff")

    def recognise(self, path: Path, name: str, head: bytes) -> float:
        """Say how sure it is: by a TIFF's first bytes, by what a zip lists, by an SRTM tile's size and numbers."""
        if files.is_tiff(head):
            return 1.0
        content = content_of(head)
        if content == "zip":
            return files.sure_of_zip(path)
        if content == "gzip":
            return 0.9 if name.lower().endswith(".hgt.gz") else 0.0
        return files.sure_of_tile(path, name, head)

    def open(self, opening: Opening) -> Reading:
        """Look at every cell once and say what there is. Writes nothing.

        Raises ProblemError: terrain.broken, .picture, .crs-missing, .crs-wrong, .too-large, .empty, .heights, .size, .name,
        .zip-content, .files, archive.*, file.empty.
        """
        stage = Stage()
        most = opening.limits.unpacked_bytes
        sources = [look(path, name, most) for path, name in files.rasters(opening, stage)]
        target = lay(sources, most)
        report = Report()
        counted = _count(sources, report, opening)
        row = counted | {
            "width": target.width, "height": target.height, "step": round(target.step, 3),
            "slope": round(max(steepness(one) for one in sources), 5),
            **dict(zip(("west", "south", "east", "north"), target.box, strict=True)),
        }  # fmt: skip
        _guess(report, sources, target, opening)
        return Reading(
            kind=self.kind,
            title=files.title_of(opening.name),
            parts=[_Kept(stage, sources, target, row, opening.progress).part()],
            report=report,
        )


@dataclass(slots=True)
class _Kept:
    """A terrain that was looked at: gives its row, and writes its file when it is imported."""

    stage: Stage  # lives as long as the sources on it may be read
    sources: Sequence[Source]
    target: Target
    row: dict[str, Any]
    progress: Progress | None
    file: str = ""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Give the collection's one row."""
        fields = [pa.field(name, ARROW_TYPES[kind]) for name, kind in COLUMNS]
        schema = pa.schema([*fields, pa.field("_row", pa.int64())])
        yield pa.RecordBatch.from_pylist([{**self.row, "file": self.file, "_row": 1}], schema=schema)

    def keep(self, lake: Path, digest: str) -> None:
        """Write the file; the same source is kept once."""
        self.file = file_name(digest)
        keep_file(lake, self.file, lambda path: write(path, self.target, self.sources, self.progress))

    def part(self) -> Part:
        """Give the part of the reading."""
        columns = [
            Column(name, _TITLES.get(name, name), kind, _UNITS.get(name), Role.PROPERTY if name in _TITLES else Role.ID)
            for name, kind in COLUMNS
        ]
        return Part(NAME, "Gelände", Shape.TERRAIN, self.batches, columns, keep=self.keep)


def _count(sources: Sequence[Source], report: Report, opening: Opening) -> dict[str, Any]:
    """Count cells and heights, and refuse those that are none. Raises ProblemError terrain.empty, terrain.heights."""
    total, known, absurd, done = 0.0, 0, 0, 0
    low, high, least, most = np.inf, -np.inf, np.inf, -np.inf
    cells = sum(one.width * one.height for one in sources)
    for one in sources:
        for top, values in strips(one):
            finite = np.isfinite(values)
            good = finite & (values >= LEAST) & (values <= MOST)
            if finite.any():
                least, most = min(least, float(values[finite].min())), max(most, float(values[finite].max()))
            if good.any():
                low, high = min(low, float(values[good].min())), max(high, float(values[good].max()))
                total += float(values[good].sum(dtype=np.float64))
                known += int(good.sum())
            absurd += int((finite & ~good).sum())
            if not good.all():
                _refuse(report, one.name if len(sources) > 1 else "", top, values, good)
            done += values.size
            if opening.progress is not None:
                opening.progress(done, cells)
    report.read = cells
    if absurd > known:
        raise reasons.absurd(opening.name, least, most)
    if known == 0:
        raise reasons.no_heights(opening.name)
    return {
        "cells": cells, "voids": cells - known, "lowest": round(low, 2), "highest": round(high, 2),
        "mean": round(total / known, 2),
    }  # fmt: skip


def _refuse(report: Report, source: str, top: int, values: Values, good: npt.NDArray[np.bool_]) -> None:
    """Refuse cells: all are counted, the first ones are listed by row and column."""
    report.refused_count += int((~good).sum())
    room = KEPT - len(report.refused)
    for row, column in np.argwhere(~good)[:room] if room > 0 else ():
        value = float(values[row, column])
        known = np.isfinite(value)
        place = f"{source}, {int(column) + 1}" if source else str(int(column) + 1)
        code, reason = ("terrain.absurd", reasons.ABSURD) if known else ("terrain.void", reasons.NO_HEIGHT)
        report.refused.append(Refusal(top + int(row) + 1, code, reason, place, f"{value:g}" if known else None, NAME))


def _guess(report: Report, sources: Sequence[Source], target: Target, opening: Opening) -> None:
    if any(one.feet for one in sources):
        report.guess(Guess("terrain.feet", reasons.FEET, 0.95))
    if not target.exact:
        report.guess(Guess("terrain.moved", reasons.MOVED, 1.0))
    if opening.near is not None:
        lon, lat = opening.near
        west, south, east, north = target.box
        room = _NEAR_DEGREES
        if not (west - room <= lon <= east + room and south - room <= lat <= north + room):
            report.guess(Guess("terrain.far", reasons.FAR, 0.3))


KIND = TerrainKind()
