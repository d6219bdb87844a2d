"""Scripts of pages without a map stay small: what the build's manifest says an entry loads at once, packed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from stadtkern.town.assets_manifest import ASSETS, Manifest, read_manifest

ROOT = Path(__file__).resolve().parents[2]
LIMIT = json.loads((ROOT / "web" / "budget.json").read_text("utf-8"))["script_kilobytes"] * 1000


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    """The build's manifest; `npm run build` in web/ makes it."""
    found = read_manifest()
    assert found is not None, "nothing is built: run `npm run build` in web/"
    return found


def packed(manifest: Manifest, names: set[str]) -> int:
    """Give the bytes that these entries load at once, each file packed by itself as the server does."""
    waiting = [key for key, one in manifest.items() if one.get("isEntry") and one.get("name") in names]
    assert len(waiting) == len(names), f"the build lacks one of {names}"
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += manifest[key].get("imports", [])
    return sum(len(gzip.compress((ASSETS / manifest[key]["file"]).read_bytes())) for key in seen)


def test_pages_without_a_map_load_little_script(manifest: Manifest) -> None:
    """Every entry but the map's, the builder's and the worker's together: no page loads more than that."""
    entries = {str(one["name"]) for one in manifest.values() if one.get("isEntry")} - {"map", "offline", "builder"}
    assert "main" in entries
    assert packed(manifest, entries) < LIMIT


def test_the_map_library_is_loaded_later_and_never_by_an_entry_itself(manifest: Manifest) -> None:
    assert packed(manifest, {"main", "map"}) < LIMIT


def test_the_service_worker_is_one_file(manifest: Manifest) -> None:
    entry = next(one for one in manifest.values() if one.get("name") == "offline")
    assert entry.get("imports", []) == []
    assert "import " not in (ASSETS / entry["file"]).read_text("utf-8")[:200]
