"""Draws the demo town's files and brings them in, through the same doors as anyone's."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from demo.arms import FILE, write_arms
from demo.catalogue import ENTRIES
from demo.ground import draw
from demo.gtfs import write_gtfs
from demo.names import AGS, TOWN, TREES
from demo.numbers import write_definition
from demo.osm import write_osm
from demo.plan import Ground, degrees
from demo.stops import routes, stops_of
from demo.tables import write_tables
from demo.terrain import FILE as FILE_OF_TERRAIN
from demo.terrain import write_terrain

if TYPE_CHECKING:
    from stadtkern.town.folder import TownFolder

SEED = 7
SETTINGS = """
# The demo town

[town]
name = "{name}"
ags = "{ags}"
contact = "mailto:daten@birkenfurt.example"
address = "Stadt Birkenfurt, Markt 1, 15999 Birkenfurt"
demo = true

[look]
arms = "{arms}"

[serve]
hosts = ["localhost", "127.0.0.1", "[::1]"]

[lake]
memory = "640MB"
threads = 2

[mqtt]
embedded = true
port = {mqtt_port}

[demo]
seed = {seed}
parking_port = {parking_port}
"""


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    started = time.monotonic()
    print(f"· {text} …", end="", flush=True)
    yield
    print(f" {time.monotonic() - started:.1f} s", flush=True)


def draw_files(folder: Path, today: date, seed: int = SEED) -> Ground:
    """Draw all files and their truth (``truth.json``) into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with step("Stadtplan zeichnen · drawing the plan"):
        ground = draw(seed)
        laid = routes(ground)
        plan = write_osm(ground, stops_of(laid), folder / "birkenfurt.osm.pbf", seed)
    with step("Fahrplan schreiben · writing the timetable"):
        timetable = write_gtfs(ground, laid, folder / "stadtbus.zip", today)
    with step("Tabellen und Messwerte schreiben · writing tables and measurements"):
        tables = {name: asdict(one) for name, one in write_tables(ground, folder, seed, today).items()}
    with step("Gelände formen · shaping the ground"):
        terrain = write_terrain(ground, folder / FILE_OF_TERRAIN, seed)
    truth = {
        "today": str(today),
        "seed": seed,
        "plan": plan,
        "timetable": timetable,
        "tables": tables,
        "terrain": terrain,
        "trees": {
            f"{at:05}": (*degrees(x, y), TREES[kind][0]) for at, (x, y, kind) in list(enumerate(ground.trees, 1))[::150]
        },
        "stations": {
            slug: {name: degrees(*spot) for name, spot in spots.items()} for slug, spots in ground.stations.items()
        },
    }
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), "utf-8")
    return ground


def build(folder: Path, today: date, ports: tuple[int, int], password: str) -> None:
    """Make the demo town in ``folder``: whole, or not at all. ``ports``: of its broker and its parking guidance."""
    half = folder.with_name(folder.name + ".part")
    shutil.rmtree(half, ignore_errors=True)
    files = half.with_name(folder.name + ".files")
    shutil.rmtree(files, ignore_errors=True)
    ground = draw_files(files, today)
    with step("Stadt anlegen · making the town"):
        from stadtkern.front.found import found

        town, _, _ = found(half, name=TOWN, staff="verwaltung", password=password)
        mqtt, parking = ports
        settings = SETTINGS.format(name=TOWN, ags=AGS, seed=SEED, mqtt_port=mqtt, parking_port=parking, arms=FILE)
        write_arms(half)
        town.settings_file.write_text(settings, "utf-8")
        town.__dict__.pop("settings", None)
        (half / "demo-login.txt").write_text(password, "utf-8")
        (half / "demo-login.txt").chmod(0o600)
    write_definition(half, today)
    _bring_in(half, files)
    with step("Sensoren anschließen · connecting the sensors"):
        from demo.sources import save_sources

        save_sources(*ports)
        _locate(half, ground)
    from stadtkern.data.lake.town import town_lake
    from stadtkern.town.folder import TownFolder

    _build_with_blocks(TownFolder(half))
    town_lake(TownFolder(half)).close()
    (files / "truth.json").rename(half / "demo-truth.json")
    shutil.rmtree(files)
    half.rename(folder)


def _bring_in(half: Path, files: Path) -> None:
    from stadtkern.data.gather.run import describe, run_import
    from stadtkern.data.registry import public as registry
    from stadtkern.town.folder import TownFolder

    town = TownFolder(half)
    for entry in ENTRIES:
        with step(f"{entry.title_de} · {entry.title_en}"):
            paths = sorted(path for pattern in entry.files for path in files.glob(pattern))
            more = len(paths) > 1
            for path in paths:
                run_import(town, path, path.name, dataset=entry.slug, title=entry.title_de, more=more)
            if more:
                describe(town, [entry.slug])
            dataset = registry.dataset_id(entry.slug)
            if dataset is None:
                sys.exit(f"{entry.slug}: not imported")
            registry.update_dataset(dataset, **entry.fields())
            if missing := registry.publish(dataset):
                sys.exit(f"{entry.slug}: {missing}")


def _build_with_blocks(town: TownFolder) -> None:
    from demo.quarter import build_quarter, hold_lesson, make_ready
    from stadtkern.quarter.keep import open_store

    with step("Altstadt aus Bausteinen · the old town in blocks"):
        quarter = build_quarter(town)
    with step("Drei Entwürfe einer Klasse · three designs of a class"):
        hold_lesson(town, quarter, SEED)
        make_ready(town, quarter)
    open_store(town.quarters).close()


def _locate(half: Path, ground: Ground) -> None:
    """Say where the stations are whose files do not say it."""
    from stadtkern.data.gather.holdings import refresh
    from stadtkern.data.registry import public as registry
    from stadtkern.data.registry.things import Things
    from stadtkern.town.folder import TownFolder

    town = TownFolder(half)
    things = Things(town.registry)
    for slug, spots in ground.stations.items():
        dataset = registry.dataset_id(slug) or 0
        for station, spot in spots.items():
            if not things.locate(dataset, station, *degrees(*spot)):
                sys.exit(f"{slug}: no station {station}")
        refresh(town, registry.collections_of(dataset), with_quality=False)
    things.close()
