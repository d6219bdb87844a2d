"""A shelf of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from stadtkern.data.search.entry import Entry
from stadtkern.data.search.shelf import Shelf, build_shelf


@pytest.fixture
def shelve(tmp_path: Path) -> Callable[[Sequence[Entry]], Shelf]:
    """Build a shelf of entries."""

    def build(entries: Sequence[Entry]) -> Shelf:
        return build_shelf(tmp_path / "search", "test", "1", entries)

    return build
