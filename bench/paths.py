"""Walking through real towns: how long the network takes to make, distances from one start, and areas of reach."""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from stadtkern.data.lake import open_lake
from stadtkern.data.paths.reach import reach
from stadtkern.data.paths.town import network_of
from stadtkern.data.paths.walk import metres_in, walk

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "tests")]
from osm_lake import bring_in  # noqa: E402 - lies beside the tests

REAL = Path(os.environ.get("STADTKERN_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
FILES = (("Bindlach", "north-bayreuth.osm.gz"), ("Heidelberg", "heidelberg_ors.osm.pbf"))
STARTS, TARGETS = 60, 400


def measure(name: str, file: Path) -> list[tuple[str, float, str, str]]:
    """Give (what, figure, unit, goal) for one extract."""
    with tempfile.TemporaryDirectory() as folder:
        lake = open_lake(Path(folder), memory="640MB", threads=2)
        dataset = bring_in(lake, file)
        started = time.perf_counter()
        network = network_of(lake, dataset)
        assert network is not None
        network.snap([network.plane.lon], [network.plane.lat])
        made = time.perf_counter() - started
        draw = random.Random(4)

        def spots(count: int) -> list[tuple[float, float]]:
            points = [int(network.first[draw.randrange(len(network.first))]) for _ in range(count)]
            lon, lat = network.plane.degrees(
                [network.x[one] + draw.uniform(-60, 60) for one in points],
                [network.y[one] + draw.uniform(-60, 60) for one in points],
            )
            return list(zip(lon.tolist(), lat.tolist(), strict=True))

        targets = network.snap(*zip(*spots(TARGETS), strict=True))
        starts = iter(spots(STARTS * 3))
        found = [
            (f"{name}: ways", network.metres / 1000, "km", ""),
            (f"{name}: junctions", network.junctions, "", ""),
            (f"{name}: network from the lake, ready to ask", made * 1000, "ms", ""),
            (f"{name}: one start to {TARGETS} places, everywhere", _median(lambda: walk(network, *next(starts)).to(targets)), "ms", "15"),
            (f"{name}: one start, 15 minutes around", _median(lambda: walk(network, *next(starts), metres_in(15)).to(targets)), "ms", "15"),
            (f"{name}: areas of 5, 10 and 15 minutes", _median(lambda: reach(walk(network, *next(starts), metres_in(15)))), "ms", ""),
        ]  # fmt: skip
        lake.close()
        return found


def _median(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(STARTS):
        started = time.perf_counter()
        ask()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def main() -> None:
    """Print the figures."""
    for name, file in FILES:
        if not (REAL / "osm" / file).is_file():
            print(f"{name}: the file is not at {REAL}")
            continue
        for what, figure, unit, goal in measure(name, REAL / "osm" / file):
            print(f"  {what:60} {figure:10,.1f} {unit:4} {f'goal {goal}' if goal else ''}")


if __name__ == "__main__":
    main()
