"""How long the server takes for the HTML of each public page of the demo town: median and most, through the front door.

``python -m bench.pages [--town FOLDER] [--most 50] [--times 9]``: makes the demo town where no folder is given. Exit 1 when the
median of any page is above the limit.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]
from serving import Serving, serving  # noqa: E402 - lies beside the tests

LIMIT_MS = 50.0


@dataclass(frozen=True)
class Timed:
    """A page with its times in milliseconds, and its size in kB."""

    path: str
    median: float
    most: float
    kilobytes: float


def public_pages(town: Serving) -> list[str]:
    """Give the paths of the sitemap, with the frames of the first dataset and number."""
    listed = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", town.get("/sitemap.xml").text)
    dataset = next((path for path in listed if path.startswith("/datasets/") and path != "/datasets/"), None)
    number = next((path for path in listed if path.startswith("/numbers/") and path != "/numbers/"), None)
    return listed + [f"/embed/{path.strip('/').replace('datasets', 'dataset').replace('numbers', 'number')}/"
                     for path in (dataset, number) if path]  # fmt: skip


def timed(client: httpx.Client, path: str, times: int) -> Timed:
    """Ask for a page over one open connection: once to warm up, then so many times."""
    client.get(path).raise_for_status()
    taken: list[float] = []
    size = 0
    for _ in range(times):
        started = time.perf_counter()
        answer = client.get(path)
        taken.append((time.perf_counter() - started) * 1000)
        size = len(answer.content)
    return Timed(path, statistics.median(taken), max(taken), size / 1000)


def measure(town: Serving, times: int) -> list[Timed]:
    """Measure all public pages, the slowest first."""
    with httpx.Client(base_url=town.address, trust_env=False, timeout=60) as client:
        found = [timed(client, path, times) for path in public_pages(town)]
    return sorted(found, key=lambda one: -one.median)


def main(words: list[str] | None = None) -> int:
    """Print a line for each page; gives 1 when one is too slow."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--town", type=Path)
    asked.add_argument("--most", type=float, default=LIMIT_MS)
    asked.add_argument("--times", type=int, default=9)
    told = asked.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        folder = told.town or Path(name) / "town"
        if told.town is None:
            subprocess.run([sys.executable, "-m", "demo", str(folder), "--build-only"], check=True, cwd=ROOT)
        with serving(folder) as town:
            found = measure(town, told.times)
    for one in found:
        print(f"{one.path:<44} {one.median:>8.1f} ms {one.most:>8.1f} ms {one.kilobytes:>8.1f} kB")
    middle = statistics.median(one.median for one in found)
    print(f"{len(found)} pages, median {middle:.1f} ms, slowest {found[0].median:.1f} ms, goal {told.most:.0f} ms")
    return int(found[0].median > told.most)


if __name__ == "__main__":
    sys.exit(main())
