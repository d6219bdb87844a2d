"""A SensorThings service of a fresh town on a real socket."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from sensorthings_town import STAFF, Proxy, Sta
from starlette.applications import Starlette

from stadtkern.data.guard.decide import PUBLIC
from stadtkern.data.lake import open_lake
from stadtkern.data.publish.doors import Doors
from stadtkern.data.publish.sensorthings import routes
from stadtkern.data.registry.read import RegistryReader
from stadtkern.data.registry.things import Things
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Text


@pytest.fixture
def sta(town: TownFolder) -> Iterator[Sta]:
    """The service of a town of the test's own, asked by staff who may write."""
    with serving(town) as one:
        yield one


@pytest.fixture(scope="module")
def shared_sta(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Sta]:
    """The service of a town for all tests of a file that only read."""
    folder = TownFolder(tmp_path_factory.mktemp("sta") / "town")
    folder.path.mkdir()
    shutil.copyfile(migrated, folder.registry)
    with serving(folder) as one:
        yield one


@contextmanager
def serving(town: TownFolder) -> Iterator[Sta]:
    """Serve SensorThings for a town on a free port."""
    lake = open_lake(town.lake)
    asks = {"who": STAFF}
    doors = Doors(lake, RegistryReader(town.registry), town, lambda _: asks["who"], Text("Prüfstadt", "Testtown"))
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    config = uvicorn.Config(Starlette(routes=routes(doors)), log_level="warning", lifespan="off", proxy_headers=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    things = Things(town.registry)
    with httpx.Client(base_url="http://stadt.example", transport=Proxy(port), timeout=30) as client:
        yield Sta(client, f"http://127.0.0.1:{port}/sta/v1.1", lake, town, things, asks)
    server.should_exit = True
    thread.join(10)
    listening.close()
    things.close()
    doors.registry.close()
    lake.close()


@pytest.fixture
def as_public(sta: Sta) -> Callable[[], None]:
    """Ask from now on without signing in."""

    def change() -> None:
        sta.asks["who"] = PUBLIC

    return change
