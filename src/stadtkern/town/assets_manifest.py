"""Which files the build wrote for an entry, and the tags that link them; and the line icons."""

from __future__ import annotations

import json
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).parent / "assets"
ICONS = Path(__file__).parent / "templates" / "town" / "icons"
ADDRESS = "/assets/"
NOT_BUILT = (
    "<!-- stadtkern: the styles and scripts are not built. Run “npm ci && npm run build” in web/, then load again. -->"
)
# The faces that the first screen needs; fetching them before the stylesheet is read saves one jump of the text.
FIRST_FACES = ("fira-sans-latin-400-normal", "bricolage-grotesque-latin-opsz")

Manifest = dict[str, dict[str, Any]]


class UnknownAssetError(LookupError):
    """A template asks for an entry that the build does not have."""


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int) -> Manifest:
    manifest: Manifest = json.loads(file.read_text("utf-8"))
    return manifest


def read_manifest(folder: Path = ASSETS) -> Manifest | None:
    """Give the build's manifest, read again when it changes; ``None`` when nothing is built."""
    file = folder / "manifest.json"
    try:
        return _read(file, file.stat().st_mtime_ns)
    except (FileNotFoundError, json.JSONDecodeError):
        # A build that is just being written counts as not built yet.
        return None


def asset_tags(name: str, folder: Path = ASSETS) -> str:
    """Give the link and script tags for an entry; a comment that says what to do when nothing is built.

    Raises UnknownAssetError for a name that a finished build does not know.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        return NOT_BUILT
    entry = next((chunk for chunk in manifest.values() if chunk.get("isEntry") and chunk.get("name") == name), None)
    if entry is None:
        known = ", ".join(sorted(str(chunk["name"]) for chunk in manifest.values() if chunk.get("isEntry")))
        raise UnknownAssetError(f"The build has no entry “{name}”. It has: {known}.")
    styles, scripts = _needs(manifest, entry)
    faces = [file for file in entry.get("assets", ()) if file.startswith(FIRST_FACES)]
    lines = [f'<link rel="preload" href="{_at(file)}" as="font" type="font/woff2" crossorigin>' for file in faces]
    lines += [f'<link rel="stylesheet" href="{_at(file)}">' for file in styles]
    lines += [f'<link rel="modulepreload" href="{_at(file)}">' for file in scripts]
    lines.append(f'<script type="module" src="{_at(entry["file"])}"></script>')
    return "\n".join(lines)


def style_tags(name: str, folder: Path = ASSETS) -> str:
    """Give the link tags of an entry's styles alone, for pages that run no script; empty when nothing is built."""
    manifest = read_manifest(folder) or {}
    entry = next((chunk for chunk in manifest.values() if chunk.get("isEntry") and chunk.get("name") == name), None)
    styles = _needs(manifest, entry)[0] if entry is not None else []
    return "\n".join(f'<link rel="stylesheet" href="{_at(file)}">' for file in styles)


def _at(file: str) -> str:
    return escape(ADDRESS + file, quote=True)


def _needs(manifest: Manifest, entry: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Give the stylesheets and the statically imported scripts of an entry, each once, dependencies first."""
    styles: dict[str, None] = {}
    scripts: dict[str, None] = {}
    seen: set[str] = set()

    def visit(chunk: dict[str, Any]) -> None:
        for key in chunk.get("imports", ()):
            if key not in seen:
                seen.add(key)
                visit(manifest[key])
                scripts[manifest[key]["file"]] = None
        styles.update(dict.fromkeys(chunk.get("css", ())))

    visit(entry)
    return list(styles), list(scripts)


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    file = ICONS / f"{name}.svg"
    if not name.replace("-", "").isalnum() or not file.is_file():
        known = ", ".join(sorted(path.stem for path in ICONS.glob("*.svg")))
        raise UnknownAssetError(f"There is no icon “{name}”. There are: {known}.")
    return file.read_text("utf-8").strip()


def icon_svg(name: str, title: str = "") -> str:
    """Give an icon as inline SVG in the text's colour; hidden from screen readers unless it has an (escaped) title."""
    role = f'role="img" aria-label="{title}"' if title else 'aria-hidden="true" focusable="false"'
    return f'<svg class="icon" viewBox="0 0 24 24" {role}>{_drawing(name)}</svg>'
