"""Figures of a whole town, through its front door: Münster's counters, start, idle memory, a chart of a year."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "tests")]
from serving import Serving, import_json, serving, stadtkern  # noqa: E402 - lies beside the tests

REAL = Path(os.environ.get("STADTKERN_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def measure() -> list[tuple[str, float, str, str]]:
    """Give (what, figure, unit, goal) for each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "stadt"
        stadtkern("init", folder, "--password", "ein-gutes-wort")
        found = []
        with serving(folder) as town:
            time.sleep(3)
            found.append(("memory of an idle town", memory(town), "MB", "250"))
        if REAL.is_dir():
            started = time.perf_counter()
            stations = sorted(path for path in (REAL / "counters-muenster").iterdir() if path.is_dir())
            said = import_json(folder, *stations)
            found.append(("Münster: six stations, 144 files, imported", time.perf_counter() - started, "s", "20"))
            rows = sum(one["read"] for one in said)
            found.append(("Münster: rows read", rows, "", ""))
            publish(folder)
        started = time.perf_counter()
        with serving(folder) as town:
            found.append(("start to first answer", time.perf_counter() - started, "s", "3"))
            if REAL.is_dir():
                found += charts(town)
            found += pages(town)
            found.append(("memory after these pages", memory(town), "MB", ""))
    return found


def publish(folder: Path) -> None:
    """Make every dataset public, so that the pages can be asked without signing in."""
    import sqlite3

    with sqlite3.connect(folder / "registry.sqlite3") as registry:
        registry.execute("UPDATE registry_dataset SET published = 1, category = 'public'")
    registry.close()


def memory(town: Serving) -> float:
    """Give the resident memory of the serving process in MB."""
    lines = Path(f"/proc/{town.process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def median_of(town: Serving, path: str, times: int = 15) -> float:
    """Give the median milliseconds of an answer over one kept-alive connection, after two to warm up."""
    taken = []
    with httpx.Client(base_url=town.address, trust_env=False, timeout=60) as client:
        for turn in range(times + 2):
            started = time.perf_counter()
            answer = client.get(path)
            answer.raise_for_status()
            if turn > 1:
                taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def charts(town: Serving) -> list[tuple[str, float, str, str]]:
    """Measure a year of a station at 15 minutes as a chart; the address changes each time, so nothing is remembered."""
    slug = "promenade-noerdl-salzstrasse"
    taken = []
    with httpx.Client(base_url=town.address, trust_env=False, timeout=60) as client:
        for day in range(1, 18):
            path = f"/datasets/{slug}/chart.svg?from=2024-01-{day:02}&to=2025-01-{day:02}"
            started = time.perf_counter()
            client.get(path).raise_for_status()
            taken.append((time.perf_counter() - started) * 1000)
    return [("a year of a station at 15 minutes as a chart", statistics.median(taken[2:]), "ms", "100")]


def pages(town: Serving) -> list[tuple[str, float, str, str]]:
    """Measure whole pages."""
    return [
        (f"page {path}", median_of(town, path), "ms", "")
        for path in ("/", "/datasets/", "/map/", "/features/collections")
    ]


if __name__ == "__main__":
    for what, figure, unit, goal in measure():
        print(f"{what:<60} {figure:>12,.1f} {unit:<4} {'goal ' + goal if goal else ''}", flush=True)
