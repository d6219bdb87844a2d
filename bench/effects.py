"""Figures of a quarter's effects: numbers after an edit, a full recount, a field of ways, a year of sun.

Real files (Bindlach's map and terrain, Essen's city model) where they are there, else a made-up quarter. Times are the
quickest of several runs, in processor time of one thread, after everything is compiled.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from stadtkern.quarter.blocks.base import Base, Frame
from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.effects.fields import field, ground
from stadtkern.quarter.effects.light import sun_of_year
from stadtkern.quarter.effects.maps import maps
from stadtkern.quarter.effects.meter import Board, Meter
from stadtkern.quarter.effects.model import Settings, View
from stadtkern.quarter.effects.places import destinations
from stadtkern.quarter.effects.tally import count_all, nothing

REAL = Path(os.environ.get("STADTKERN_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
BINDLACH = (11.599, 49.9782, 11.6046, 49.9818)
Figure = tuple[str, float, str, str]


def made_up(nx: int = 400, ny: int = 400, nz: int = 40) -> Base:
    """Make streets, yards and houses of 10 to 22 m, with trees and shops, from a fixed seed."""
    random, blocks = np.random.default_rng(7), palette()
    dense = np.zeros((nz, ny, nx), dtype=np.uint16)
    dense[0], dense[1] = blocks.id("soil"), blocks.id("lawn")
    number = np.zeros((ny, nx), dtype=np.uint16)
    for y in range(0, ny, 50):
        dense[1, y : y + 4], dense[1, y + 4 : y + 8] = blocks.id("footway"), blocks.id("street")
        for x in range(0, nx, 50):
            dense[1, y : y + 50, x : x + 4] = blocks.id("footway")
            high = int(random.integers(10, 23))
            here = (slice(y + 14, y + 44), slice(x + 10, x + 24))
            dense[1 : 1 + high, here[0], here[1]] = blocks.id("homes")
            dense[1 + high, here[0], here[1]] = blocks.id("solar_roof")
            dense[2:4, y + 11, x + 12] = blocks.id("kiosk" if random.random() < 0.2 else "trunk")
            for tree in range(3):
                at = (y + 14 + 12 * tree, x + 36)
                dense[2:6, at[0], at[1]] = blocks.id("trunk")
                dense[6:11, at[0] - 2 : at[0] + 3, at[1] - 2 : at[1] + 3] = blocks.id("crown")
            number[here] = number.max() + 1
    flat = np.zeros((ny, nx), dtype=np.uint8)
    return Base(Frame(25833, 453000, 5735000), Grid.of(dense), flat + 1, flat, flat, number)


def quarters() -> list[tuple[str, Base]]:
    """Give the quarters with their names."""
    out = [("made up", made_up())]
    if REAL.is_dir():
        from stadtkern.quarter.survey import survey

        files = [REAL / "osm/north-bayreuth.osm.gz", REAL / "terrain/N49E011.hgt.zip"]
        out.append(("Bindlach", survey(files, BINDLACH).base))
        out.append(("Essen", survey([REAL / "citymodel/essen_lod2_citydpc.gml"]).base))
    return out


def best(work: Callable[[], object], times: int = 7) -> float:
    """Give the quickest run in seconds of this thread's processor time."""
    found = []
    for _ in range(times):
        started = time.thread_time()
        work()
        found.append(time.thread_time() - started)
    return min(found)


def window(base: Base, side: int) -> Base:
    """Cut a square from a quarter's middle."""
    grid = base.grid
    x, y = max(0, (grid.nx - side) // 2), max(0, (grid.ny - side) // 2)
    box = Box(x, y, 0, min(x + side, grid.nx) - 1, min(y + side, grid.ny) - 1, min(grid.nz, 40) - 1)
    here = (slice(box.y0, box.y1 + 1), slice(box.x0, box.x1 + 1))
    maps_of = (base.ground, base.surface_from, base.thing_from, base.building)
    return Base(base.frame, Grid.of(grid.read(box)), *(one[here] for one in maps_of))


def fresh(base: Base) -> View:
    """Look at a quarter with nothing reckoned yet."""
    return View(base, base.grid, nothing(), Settings())


def figures(name: str, base: Base) -> list[Figure]:
    """Measure one quarter."""
    grid = base.grid.copy()
    board = Board(base)
    meter = Meter(board, grid)
    meter.cheap()
    said = f"{name} {grid.nx} x {grid.ny} x {grid.nz}"
    number = 0

    def edit() -> None:
        nonlocal number
        number += 1
        box = Box(number, 40, 2, number, 40, 2)
        grid.fill(box, palette().id("bench"))
        meter.update(grid, [box])
        meter.cheap()

    out = [(f"{said}: counted numbers after an edit", 1000 * best(edit), "ms", "20")]
    out.append((f"{said}: full recount", 1000 * best(lambda: count_all(grid, base.grid)), "ms", "20"))
    view = fresh(base)
    shops = destinations(view, "shop")
    land = ground(view)
    if not shops.any():
        shops[base.grid.ny // 2, base.grid.nx // 2] = True

    def walk() -> None:
        view.shared.pop("field bench", None)
        field(view, "bench", shops)

    out.append((f"{said}: maps of all columns", 1000 * best(lambda: maps(fresh(base)), 3), "ms", ""))
    out.append((f"{said}: one field of ways, {int((land.away == 0).sum())} cells", 1000 * best(walk), "ms", "15"))
    part = window(base, 200)
    sun_of_year(fresh(part))

    def sun(of: Base) -> Callable[[], object]:
        seen = fresh(of)
        maps(seen)

        def work() -> None:
            seen.shared.pop("year", None)
            sun_of_year(seen)

        return work

    small = f"{part.grid.nx} x {part.grid.ny} x {part.grid.nz}"
    out.append((f"{name} {small}: sun of 12 days, hourly", best(sun(part), 3), "s", "0.5"))
    out.append((f"{said}: sun of 12 days, hourly", best(sun(base), 3), "s", ""))
    slow = Meter(board, grid)
    slow.slow()

    def all_slow() -> None:
        Meter(Board(base), grid).slow()

    out.append((f"{said}: all walks and light, today and variant", best(all_slow, 2), "s", ""))

    def after_edit() -> None:
        edit()
        meter.slow()

    meter.slow()
    out.append((f"{said}: all walks and light after an edit", best(after_edit, 3), "s", ""))
    return out


def main() -> int:
    """Print all figures."""
    for name, base in quarters():
        for what, figure, unit, goal in figures(name, base):
            print(f"{what:78} {figure:10,.2f} {unit:4} {('goal ' + goal) if goal else ''}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
