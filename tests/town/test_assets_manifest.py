from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.template import Context, Engine

from stadtkern.town import assets_manifest
from stadtkern.town.assets_manifest import NOT_BUILT, UnknownAssetError, asset_tags, icon_svg

BUILT = {
    "main.ts": {
        "file": "main-1.js",
        "name": "main",
        "isEntry": True,
        "imports": ["_dom.js"],
        "css": ["main-1.css"],
        "assets": ["fira-sans-latin-400-normal-x.woff2", "fira-sans-latin-ext-400-normal-x.woff2"],
    },
    "data/map/map.ts": {
        "file": "map-1.js",
        "name": "map",
        "isEntry": True,
        "imports": ["_dom.js", "_theme.js"],
        "dynamicImports": ["data/map/view.ts"],
    },
    "_dom.js": {"file": "dom-1.js", "name": "dom"},
    "_theme.js": {"file": "theme-1.js", "name": "theme", "imports": ["_dom.js"], "css": ["theme-1.css"]},
    "data/map/view.ts": {"file": "view-1.js", "name": "view", "isDynamicEntry": True, "css": ["view-1.css"]},
}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "manifest.json").write_text(json.dumps(BUILT), "utf-8")
    return tmp_path


def test_an_entry_links_its_styles_script_and_first_face(built: Path) -> None:
    tags = asset_tags("main", built)
    assert '<link rel="stylesheet" href="/assets/main-1.css">' in tags
    assert tags.endswith('<script type="module" src="/assets/main-1.js"></script>')
    assert tags.count('rel="preload"') == 1
    assert "fira-sans-latin-400-normal" in tags


def test_what_an_entry_imports_comes_first_and_once(built: Path) -> None:
    lines = asset_tags("map", built).splitlines()
    assert [line.split('"')[3] for line in lines] == [
        "/assets/theme-1.css",
        "/assets/dom-1.js",
        "/assets/theme-1.js",
        "/assets/map-1.js",
    ]


def test_what_is_loaded_later_is_not_linked(built: Path) -> None:
    assert "view-1" not in asset_tags("map", built)


def test_an_unknown_entry_is_refused_with_those_there_are(built: Path) -> None:
    with pytest.raises(UnknownAssetError, match="main, map"):
        asset_tags("chart", built)


@pytest.mark.parametrize("content", [None, "", '{"main.ts": '])
def test_without_a_finished_build_the_page_says_how_to_make_one(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, "utf-8")
    assert asset_tags("main", tmp_path) == NOT_BUILT
    assert "npm run build" in NOT_BUILT


def test_a_new_build_is_seen_without_a_restart(built: Path) -> None:
    assert "main-1.js" in asset_tags("main", built)
    (built / "manifest.json").write_text(json.dumps(BUILT).replace("main-1.js", "main-22.js"), "utf-8")
    assert "main-22.js" in asset_tags("main", built)


def test_tags_are_printed_in_templates(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stadtkern.town.templatetags.words.asset_tags", lambda name: asset_tags(name, built))
    engine = Engine(libraries={"words": "stadtkern.town.templatetags.words"})
    page = engine.from_string('{% load words %}{% asset "main" %}{% icon "search" title %}')
    written = page.render(Context({"title": 'a"b'}))
    assert '<script type="module" src="/assets/main-1.js">' in written
    assert 'aria-label="a&quot;b"' in written


def test_every_icon_is_a_drawing_without_colour_or_script() -> None:
    names = [path.stem for path in assets_manifest.ICONS.glob("*.svg")]
    assert len(names) > 40
    for name in names:
        svg = icon_svg(name)
        assert 'aria-hidden="true"' in svg
        assert "script" not in svg
        assert "fill=" not in svg


@pytest.mark.parametrize("name", ["nothing-like-it", "../base", ""])
def test_an_unknown_icon_is_refused(name: str) -> None:
    with pytest.raises(UnknownAssetError, match="search"):
        icon_svg(name)
