"""A town with trees, areas, a table, counters and a private dataset, and its machine doors served for real."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from publish_town import Filled, Served, application, fill, serve, viewer

from stadtkern.data.lake import open_lake
from stadtkern.data.publish.doors import Doors
from stadtkern.data.registry.read import RegistryReader
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Text

SETTINGS = """
[town]
name = "Prüfstadt"
contact = "mailto:daten@pruefstadt.example"
"""


@contextmanager
def opened(folder: TownFolder) -> Iterator[Filled]:
    """Open a town's lake and registry."""
    lake = open_lake(folder.lake)
    registry = RegistryReader(folder.registry)
    try:
        yield Filled(folder, lake, Doors(lake, registry, folder, viewer, Text("Prüfstadt", "Testtown")))
    finally:
        registry.close()
        lake.close()


@contextmanager
def running(filled: Filled) -> Iterator[Served]:
    """Serve a town's machine doors."""
    server, thread, address = serve(application(filled.doors))
    try:
        with httpx.Client(base_url=address, timeout=30) as client:
            yield Served(filled, address, client)
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def filled(town: TownFolder) -> Iterator[Filled]:
    """A town of the test's own whose lake and registry are open, with nothing in it yet."""
    with opened(town) as one:
        yield one


@pytest.fixture
def fresh_served(filled: Filled) -> Iterator[Served]:
    """The doors of ``filled``, for a test that writes."""
    with running(filled) as one:
        yield one


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Served]:
    """One filled town for all tests that only read."""
    from django.conf import settings
    from django.db import connections

    folder = TownFolder(tmp_path_factory.mktemp("publish") / "town")
    folder.path.mkdir()
    folder.settings_file.write_text(SETTINGS, "utf-8")
    shutil.copyfile(migrated, folder.registry)
    connection = connections["default"]
    before = settings.TOWN, connection.settings_dict["NAME"]
    connection.close()
    settings.TOWN, connection.settings_dict["NAME"] = folder, str(folder.registry)
    with opened(folder) as filled:
        fill(filled)
        connection.close()
        settings.TOWN, connection.settings_dict["NAME"] = before
        with running(filled) as one:
            yield one
