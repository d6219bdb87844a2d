"""Figures of the block builder in a browser without a graphics card: bundle, first picture, draw calls, triangles, frames.

Debian's chromium draws with SwiftShader, on the processor: times are worst cases, and a device with any graphics card is
faster. Real quarters where their files are there, else the tests' small one.
"""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]
from bench.survey import PLACES, REAL  # noqa: E402
from quarter_town import small_store  # noqa: E402 - lies beside the tests
from serving import serving, stadtkern  # noqa: E402
from stadtkern.quarter.keep import open_store  # noqa: E402
from stadtkern.quarter.keep.build import build_quarter  # noqa: E402

ASSETS = ROOT / "src/stadtkern/town/assets"
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
ENGINE = "document.getElementById('builder').builder"
# Everything is drawn however long it takes; pages' own JSON passes through here once.
FULL = """(() => { const read = JSON.parse; JSON.parse = (...given) => {
  const found = read(...given); if (found?.palette && found.base) found.quality = "full"; return found; }; })()"""
# When the picture that the town has painted stood on the screen, in milliseconds.
PAINTED = """() => new Promise((done) => new PerformanceObserver((seen) => {
  const picture = seen.getEntries().find((one) => /picture\\.webp/.test(one.url)); if (picture) done(picture.startTime);
}).observe({type: "largest-contentful-paint", buffered: true}))"""
TURN = f"""async () => {{
  const engine = {ENGINE}; const times = []; let before = performance.now();
  for (let turn = 0; turn < 40; turn++) {{
    engine.camera.orbit(6, 0); engine.again();
    await new Promise(requestAnimationFrame);
    const now = performance.now(); times.push(now - before); before = now;
  }}
  return times.slice(5);
}}"""


def bundle() -> float:
    """Give the kilobytes, packed, of all scripts that the builder's page loads: its entry, what that imports, the worker."""
    manifest: dict[str, dict[str, Any]] = json.loads((ASSETS / "manifest.json").read_text("utf-8"))
    entry = next(key for key, one in manifest.items() if one.get("name") == "builder" and one.get("isEntry"))
    names, rest = set(), [entry]
    while rest:
        one = manifest[rest.pop()]
        names.add(one["file"])
        rest += one.get("imports", [])
    files = [ASSETS / name for name in names] + list(ASSETS.glob("mesher.worker-*.js"))
    return sum(len(gzip.compress(one.read_bytes(), 9)) for one in files) / 1000


def told(what: str, figure: str, goal: str = "") -> None:
    """Print a line."""
    print(f"{what:70} {figure:>16} {'goal ' + goal if goal else ''}", flush=True)


def look(page: Page, address: str, name: str) -> None:
    """Go into a quarter and measure."""
    page.goto(address)
    page.locator("form[action$='/build/'] button").first.click()
    page.locator("#builder[data-ready=true]").wait_for(timeout=120_000)
    building = page.url
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    painted, taken, used = [], [], []
    for _ in range(3):
        # A page of its own each time: the last one's picture is still being drawn otherwise.
        page.goto("about:blank")
        page.wait_for_timeout(1000)
        page.goto(building)
        page.locator("#builder[data-ready=true]").wait_for(timeout=120_000)
        taken.append(page.evaluate("performance.now()"))
        painted.append(page.evaluate(PAINTED))
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        used.append(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))
    page.wait_for_timeout(1500)
    times = page.evaluate(TURN)
    drawn = page.evaluate(f"{ENGINE}.figures")
    told(
        f"{name}: page asked for to first picture, painted, median of 3",
        f"{statistics.median(painted) / 1000:.1f} s",
        "2",
    )
    told(f"{name}: page asked for to model complete, median of 3", f"{statistics.median(taken) / 1000:.1f} s")
    told(f"{name}: of that the page's own thread, processor time", f"{statistics.median(used):.2f} s")
    told(f"{name}: draw calls", f"{drawn['calls']}", "250")
    told(f"{name}: triangles", f"{drawn['triangles']:,}", "200,000")
    told(f"{name}: a frame while turning, quality {drawn['power']}, median", f"{statistics.median(times):.0f} ms")


def main() -> int:
    """Print all figures."""
    told("builder's scripts, packed", f"{bundle():.0f} kB", "400")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name) / "stadt"
        stadtkern("init", folder, "--password", "ein-gutes-wort")
        slugs = {"am-anger": "a small quarter"}
        if REAL.is_dir():
            store = open_store(folder / "quarters")
            slugs = {one.lower(): one for one, _, _ in PLACES[:2]}
            for place, files, box in PLACES[:2]:
                build_quarter(store, place.lower(), [REAL / one for one in files], box)
                store.save_quarter(place.lower(), published=True)
        else:
            store, _ = small_store(folder)
        store.close()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with serving(folder) as town:
            for full in (False, True):
                for slug, place in slugs.items():
                    context = browser.new_context(viewport={"width": 1440, "height": 900})
                    page = context.new_page()
                    if full:
                        page.add_init_script(FULL)
                    kind = "everything drawn" if full else "as it comes"
                    look(page, f"{town.address}/quarters/{slug}/", f"{place}, {kind}")
                    context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
