"""Reads a table as an import would, and hands back rows to look at."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stadtkern.data.gather.choose import choose
from stadtkern.data.gather.kinds.csv_ import KIND as CSV
from stadtkern.data.gather.model import Limits, Mapping, Opening, Part, Reading, SourceKind
from stadtkern.town.text import Problem, ProblemError


@dataclass
class Read:
    """A reading that was drawn to its end."""

    reading: Reading
    rows: list[dict[str, Any]]

    @property
    def part(self) -> Part:
        return self.reading.parts[0]

    @property
    def codes(self) -> set[str]:
        return {one.code for one in self.reading.report.guesses}

    @property
    def refused(self) -> list[tuple[int, str]]:
        return [(one.row, one.code) for one in self.reading.report.refused]

    @property
    def flagged(self) -> list[tuple[int, str]]:
        return [(one.row, one.code) for one in self.reading.report.flagged]

    @property
    def roles(self) -> dict[str, str]:
        mapping = self.mapping
        return {one.header: one.role.value for one in mapping.columns}

    @property
    def mapping(self) -> Mapping:
        assert self.reading.mapping is not None
        return self.reading.mapping

    def guess(self, code: str) -> Any:
        return next(one for one in self.reading.report.guesses if one.code == code)

    def values(self, stream: str) -> list[Any]:
        at = next(at for at, one in enumerate(self.part.streams) if one.name == stream)
        return [row["number"] for row in self.rows if row["stream"] == at]

    def check_counts(self) -> None:
        """Rows in are rows out plus rows refused, and each row is refused at most once."""
        report = self.reading.report
        refused = [one.row for one in report.refused]
        assert len(refused) == len(set(refused)) == report.refused_count
        written = {row["_row"] for row in self.rows}
        assert not written & set(refused)
        if self.part.shape != "series":
            assert report.read == len(self.rows) + report.refused_count


def read(
    path: Path,
    kind: SourceKind | None = CSV,
    *,
    name: str | None = None,
    mapping: Mapping | None = None,
    limits: Limits | None = None,
) -> Read:
    """Open a file with a kind (None: the one that is surest) and draw its first part."""
    kind = kind or choose(path, name or path.name)
    reading = kind.open(Opening(path, name or path.name, mapping, limits or Limits()))
    rows = [row for batch in reading.parts[0].batches() for row in batch.to_pylist()]
    answer = Read(reading, rows)
    answer.check_counts()
    return answer


def write(folder: Path, text: str | bytes, name: str = "tabelle.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def problem_of(path: Path, kind: SourceKind | None = CSV, **options: Any) -> Problem:
    """Give the problem that opening and reading a file ends in; both languages must be there."""
    with pytest.raises(ProblemError) as caught:
        read(path, kind, **options)
    problem = caught.value.problem
    texts = [problem.text, *([problem.hint] if problem.hint else [])]
    assert all(text.de.strip() and text.en.strip() and text.de != text.en for text in texts)
    return problem


def place(geom: bytes) -> tuple[float, float]:
    kind, lon, lat = struct.unpack("<xIdd", geom)
    assert kind == 1
    return lon, lat
