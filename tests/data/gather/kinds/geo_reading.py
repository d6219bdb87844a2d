"""Opens a file with a kind and draws its parts, as a trial does."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from stadtkern.data.gather.model import Limits, Mapping, Opening, Reading, Report, SourceKind


@dataclass
class Drawn:
    """A reading with all of its rows."""

    reading: Reading
    tables: dict[str, pa.Table]

    @property
    def report(self) -> Report:
        return self.reading.report

    def rows(self, part: str | None = None) -> list[dict[str, Any]]:
        name = part or next(iter(self.tables))
        return self.tables[name].to_pylist()

    def shapes(self, part: str | None = None) -> list[Any]:
        return [None if row["geom"] is None else shapely.from_wkb(row["geom"]) for row in self.rows(part)]

    def codes(self, kind: str = "refused") -> list[str]:
        return [one.code for one in getattr(self.report, kind)]

    def guess(self, code: str) -> Any:
        return next((one for one in self.report.guesses if one.code == code), None)


def draw(kind: SourceKind, path: Path, *, mapping: Mapping | None = None, limits: Limits | None = None) -> Drawn:
    """Open and draw everything; every part's rows are read = written + refused, types are as the columns say."""
    reading = kind.open(Opening(path, path.name, mapping, limits or Limits()))
    tables = {}
    for part in reading.parts:
        before = (reading.report.read, reading.report.refused_count)
        batches = list(part.batches())
        rows = sum(batch.num_rows for batch in batches)
        report = reading.report
        assert report.read - before[0] == rows + report.refused_count - before[1]
        if batches:
            tables[part.name] = pa.Table.from_batches(batches)
            assert [column.name for column in part.columns] == tables[part.name].schema.names[: len(part.columns)]
    return Drawn(reading, tables)


def zipped(target: Path, files: dict[str, bytes | str]) -> Path:
    """Write a zip."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target
