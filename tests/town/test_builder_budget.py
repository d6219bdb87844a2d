"""The block builder stays small enough for a school's line: all it loads, three.js and the worker with it, packed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from stadtkern.town.assets_manifest import ASSETS, read_manifest

LIMIT = json.loads((Path(__file__).resolve().parents[2] / "web" / "budget.json").read_text("utf-8"))[
    "builder_kilobytes"
]


def test_the_builder_and_all_it_loads_stay_under_the_limit() -> None:
    manifest = read_manifest()
    assert manifest is not None, "nothing is built: run `npm run build` in web/"
    waiting = [key for key, one in manifest.items() if one.get("isEntry") and one.get("name") == "builder"]
    assert len(waiting) == 1
    seen: set[str] = set()
    files: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        one = manifest[key]
        waiting += [*one.get("imports", []), *one.get("dynamicImports", [])]
        # Fonts come with the page's own styles, whether there is a builder or not.
        files |= {one["file"], *one.get("css", []), *(file for file in one.get("assets", []) if file.endswith(".js"))}
    assert any("mesher.worker" in file for file in files)
    assert sum(len(gzip.compress((ASSETS / file).read_bytes())) for file in files) < LIMIT * 1000
