"""A lake with an OpenStreetMap extract in it, and the facts a registry would tell of it; needs no Django."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from stadtkern.data.gather.kinds.osm import KIND
from stadtkern.data.gather.model import Opening
from stadtkern.data.lake import Lake
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts, DatasetFacts
from stadtkern.town.text import Text

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def bring_in(lake: Lake, file: Path) -> DatasetFacts:
    """Import an extract; gives what the registry would say about it."""
    reading = KIND.open(Opening(file, file.name))
    collections = []
    with lake.importing(1) as writer:
        for number, part in enumerate(reading.parts, 1):
            written = writer.table(number, part.columns, True, part.batches())
            columns = tuple(ColumnFacts(one.name, one.title, one.type, one.unit, one.role) for one in part.columns)
            collections.append(
                CollectionFacts(
                    number, 1, f"plan-{part.name}", part.name, part.title, part.shape, columns,
                    written.rows, written.bbox, modified=NOW,
                )
            )  # fmt: skip
    plain = Text("Plan", "Plan")
    return DatasetFacts(
        1, "plan", plain, plain, "public", True, None, "", "", "odbl", "", "REGI", (), "", NOW, NOW, tuple(collections)
    )  # fmt: skip
