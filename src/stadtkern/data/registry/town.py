"""The things of a town: one store for each registry file and process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from stadtkern.data.registry.things import Things
from stadtkern.town.folder import TownFolder


def town_things(town: TownFolder) -> Things:
    """Give the town's store of things and datastreams."""
    return _of(town.registry)


@lru_cache(maxsize=16)
def _of(path: Path) -> Things:
    return Things(path)
