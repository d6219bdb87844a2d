"""The search of a town: one finder for each folder and process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from stadtkern.data.lake.town import town_lake
from stadtkern.data.registry.read import RegistryReader
from stadtkern.data.registry.town import town_things
from stadtkern.data.search.finder import Finder
from stadtkern.town.folder import TownFolder


def town_finder(town: TownFolder) -> Finder:
    """Give the town's finder; its indexes are built when it is first asked."""
    return _of(town.path)


@lru_cache(maxsize=16)
def _of(path: Path) -> Finder:
    town = TownFolder(path)
    return Finder(path / "search", RegistryReader(town.registry), town_things(town), lambda: town_lake(town))
