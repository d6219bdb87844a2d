"""Where data live: DuckDB over DuckLake; append, query, compact, undo, back up."""

from __future__ import annotations

from stadtkern.data.lake._lake import Lake, open_lake
from stadtkern.data.lake._model import Change, ColumnLike, Difference, Observation, Snapshot, Written
from stadtkern.data.lake._write import Writer

__all__ = [
    "Change",
    "ColumnLike",
    "Difference",
    "Lake",
    "Observation",
    "Snapshot",
    "Writer",
    "Written",
    "open_lake",
]
