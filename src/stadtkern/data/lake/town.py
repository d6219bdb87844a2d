"""The lake of a town: in its folder, with the memory and threads that its settings allow."""

from __future__ import annotations

from stadtkern.data.lake import Lake, open_lake
from stadtkern.town.folder import TownFolder


def town_lake(town: TownFolder) -> Lake:
    """Give the town's lake, opened once per process. Raises ProblemError when another process has it open."""
    return open_lake(
        town.lake, memory=str(town.get("lake", "memory", "640MB")), threads=int(town.get("lake", "threads", 2))
    )
