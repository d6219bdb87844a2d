"""How smoothly the map moves: 100,000 features and 5,000 live stations in headless Chromium, frame by frame.

``python -m bench.map`` prints the figures. WebGL is drawn in software here (SwiftShader), which a device with any
graphics chip beats by far; the same walk over the empty map stands beside as the measure of that.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from bench.points import COLUMNS, EAST, NORTH, SOUTH, WEST, batches

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "tests")]
from serving import serving, stadtkern  # noqa: E402 - lies beside the tests

FEATURES, STATIONS, HOURS = 100_000, 5_000, 30
FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
]  # fmt: skip
_WATCH = """
() => {
  window.frames_ = []; window.tasks_ = []; let last = performance.now();
  const beat = (now) => { window.frames_.push(now - last); last = now; window.beat_ = requestAnimationFrame(beat); };
  window.beat_ = requestAnimationFrame(beat);
  new PerformanceObserver((list) => list.getEntries().forEach((one) => window.tasks_.push(one.duration)))
    .observe({ entryTypes: ["longtask"] });
}
"""


def fill(folder: Path) -> None:
    """Write features and stations with values of the last hours into a town, published."""
    os.environ["STADTKERN_TOWN"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "stadtkern.front.settings"
    import django

    django.setup()
    from stadtkern.data.gather.model import Column, StreamSpec
    from stadtkern.data.lake import open_lake
    from stadtkern.data.registry import public
    from stadtkern.data.registry.facts import ColumnFacts
    from stadtkern.data.registry.models import Collection, Dataset
    from stadtkern.data.registry.things import Things

    lake = open_lake(folder / "lake")
    trees, _ = public.ensure_collection(
        public.ensure_dataset("trees", title="Trees"), "trees", "trees", "features", alone=True
    )
    with lake.importing(1) as writer:
        written = writer.table(trees, [Column(name, name, type_) for name, type_ in COLUMNS], True, batches(FEATURES))
    facts = [ColumnFacts(name, name, type_) for name, type_ in COLUMNS]
    public.describe_collection(
        trees, columns=facts, rows=written.rows, bbox=written.bbox, time_start=None, time_end=None
    )
    dataset = public.ensure_dataset("air", title="Air")
    air, _ = public.ensure_collection(dataset, "air", "air", "series", alone=True)
    draw = random.Random(5)
    specs = [
        StreamSpec(
            f"Station {one}", "Temperature", "Cel", station_id=str(one),
            longitude=draw.uniform(WEST, EAST), latitude=draw.uniform(SOUTH, NORTH),
        )
        for one in range(STATIONS)
    ]  # fmt: skip
    ids = Things(folder / "registry.sqlite3").ensure_streams(dataset, air, specs)
    with lake.importing(2) as writer:
        writer.series(_values(ids))
    Collection.objects.filter(pk=air).update(rows=STATIONS * HOURS)
    Dataset.objects.update(category="public", published=True)
    lake.close()


def _values(ids: list[int]) -> Iterator[pa.RecordBatch]:
    draw = random.Random(6)
    now = datetime.now(UTC).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    times = pa.array([now - timedelta(hours=HOURS - one) for one in range(HOURS)], pa.timestamp("us"))
    for first in range(0, len(ids), 250):
        streams = [stream for stream in ids[first : first + 250] for _ in range(HOURS)]
        yield pa.RecordBatch.from_pydict(
            {
                "stream": pa.array(streams, pa.int32()),
                "time": pa.concat_arrays([times] * (len(streams) // HOURS)),
                "number": pa.array([draw.uniform(-5, 30) for _ in streams]),
            }
        )


def walk(page: Any, address: str, *, play: bool = False) -> dict[str, float]:
    """Drag and zoom through the map (or play the slider); gives frames' median and 95th percentile and the longest task, in ms."""
    page.goto(address, wait_until="load")
    page.wait_for_selector(".map--ready", timeout=60_000)
    page.wait_for_timeout(1500)
    page.evaluate(_WATCH)
    if play:
        page.get_by_role("button", name="Zeit", exact=True).click()
        page.wait_for_selector(".map-time:not([hidden])")
        page.wait_for_timeout(1500)
        page.evaluate("window.frames_ = []; window.tasks_ = []")
        page.get_by_role("button", name="Abspielen").click()
        page.wait_for_timeout(6000)
    else:
        for turn in range(4):
            page.mouse.move(800, 450)
            page.mouse.down()
            for step in range(25):
                page.mouse.move(800 - step * 8 * (-1) ** turn, 450 + step * 5)
                page.wait_for_timeout(16)
            page.mouse.up()
            page.mouse.wheel(0, -240 if turn % 2 else 240)
            page.wait_for_timeout(500)
    frames = sorted(page.evaluate("window.frames_.slice(2)"))
    tasks = page.evaluate("window.tasks_")
    return {
        "p50": frames[len(frames) // 2],
        "p95": frames[int(len(frames) * 0.95)],
        "longest": max(tasks, default=0),
    }


def main() -> int:
    """Print the figures; gives 1 where there is no Chromium."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        print("chromium is missing; `make system` installs it")
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "town"
        stadtkern("init", folder, "--password", "ein-gutes-wort")
        fill(folder)
        with serving(folder) as town, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="de")
            place = f"{town.address}/map/?map=10.60/{(SOUTH + NORTH) / 2:.4f}/{(WEST + EAST) / 2:.4f}"
            page.goto(town.address + "/map/")
            told = page.evaluate("JSON.parse(document.getElementById('map-config').textContent).layers")
            ids = {one["slug"]: one["id"] for one in told}
            for what, layers, play in (
                ("empty map, dragged and zoomed", "", False),
                ("100,000 features, dragged and zoomed", ids["trees"], False),
                ("5,000 live stations, dragged and zoomed", ids["air"], False),
                ("both, dragged and zoomed", f"{ids['trees']},{ids['air']}", False),
                ("5,000 stations, slider playing", ids["air"], True),
            ):
                found = walk(page, f"{place}&layers={layers}", play=play)
                print(
                    f"  {what:42} frame {found['p50']:6.1f} ms, 95 % {found['p95']:6.1f} ms,"
                    f" longest task {found['longest']:6.0f} ms",
                    flush=True,
                )
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
