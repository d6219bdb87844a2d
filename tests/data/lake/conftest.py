"""A fresh lake for each test, and short ways to fill it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stadtkern.data.lake import Lake, open_lake


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    """A lake of its own, closed afterwards."""
    one = open_lake(tmp_path / "lake", memory="300MB")
    yield one
    one.close()
