"""The demo town, built once for all tests, and opened for reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo_town import DemoTown, demo_town, run_folder
from stadtkern.data.lake import Lake, open_lake


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers share."""
    return run_folder(tmp_path_factory)


@pytest.fixture(scope="session")
def birkenfurt(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> DemoTown:
    """The built town, only for reading."""
    return demo_town(tmp_path_factory.mktemp("demo"), shared)


@pytest.fixture(scope="session")
def lake(birkenfurt: DemoTown) -> Iterator[Lake]:
    """Its lake, open in this process."""
    one = open_lake(birkenfurt.town.lake)
    yield one
    one.close()
