"""What is not described does not exist: every command, setting, door and decision has its words in docs/."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from stadtkern.front.cli import parser
from stadtkern.town.folder import TownFolder

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SRC = ROOT / "src" / "stadtkern"


def commands() -> dict[str, argparse.ArgumentParser]:
    """Give the command line's commands."""
    found = next(action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_is_described(name: str) -> None:
    """docs/operators/commands.md names each command with each of its options."""
    page = (DOCS / "operators" / "commands.md").read_text("utf-8")
    assert f"## {name}" in page
    section = page.split(f"## {name}", 1)[1].split("\n## ", 1)[0]
    options = [
        option for action in commands()[name]._actions for option in action.option_strings if option.startswith("--")
    ]
    assert [option for option in options if option != "--help" and f"`{option}" not in section] == []


def test_every_setting_is_described() -> None:
    """docs/operators/settings.md names each setting that the program reads from town.toml."""
    page = (DOCS / "operators" / "settings.md").read_text("utf-8")
    read = {
        (section, key)
        for path in SRC.rglob("*.py")
        for section, key in re.findall(r'\.get\(\s*"(\w+)",\s*"(\w+)",', path.read_text("utf-8"))
    }
    assert read, "settings are read somewhere"
    assert sorted(f"[{section}] {key}" for section, key in read if f"`{key}`" not in page) == []


def test_every_machine_door_is_described(town: TownFolder) -> None:
    """docs/developers/doors.md names each machine door's first path."""
    from stadtkern.data.lake.town import town_lake
    from stadtkern.front.asgi import data_routes, live_rooms

    page = (DOCS / "developers" / "doors.md").read_text("utf-8")
    try:
        routes = [*data_routes(town), *live_rooms(town).routes()]
        firsts = {"/" + route.path.strip("/").split("/")[0].split(".")[0] for route in routes}  # type: ignore[attr-defined]
    finally:
        town_lake(town).close()
    assert sorted(first for first in firsts if first not in page) == []


def test_every_page_is_described() -> None:
    """docs/developers/pages.md names each address of people's pages."""
    from django.urls import get_resolver

    page = (DOCS / "developers" / "pages.md").read_text("utf-8")
    routes = {
        str(one.pattern) for group in get_resolver().url_patterns for one in getattr(group, "url_patterns", [group])
    }
    assert sorted(route for route in routes if f"`/{route}`" not in page and f"`/i18n/{route}`" not in page) == []


def test_decisions_are_numbered_and_say_when_to_look_again() -> None:
    """Each decision has a number of its own, what was measured, and when to look again."""
    pages = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert numbers == [f"{number:04}" for number in range(1, len(pages) + 1)]
    assert [page.name for page in pages if "look again" not in page.read_text("utf-8").lower()] == []


def test_links_between_pages_lead_somewhere() -> None:
    """No page links to a file that is not there."""
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "ARCHITECTURE.md"]
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_page_stands_in_the_contents_and_on_the_first_page() -> None:
    """mkdocs.yml and docs/index.md name each page; the clerks' pages are listed by their own first page."""
    contents, first = (ROOT / "mkdocs.yml").read_text("utf-8"), (DOCS / "index.md").read_text("utf-8")
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert sorted(page for page in pages if f": {page}" not in contents) == []
    assert sorted(page for page in pages if not page.startswith("clerks/") and f"]({page})" not in first) == [
        "index.md"
    ]
    clerks = (DOCS / "clerks" / "daten.md").read_text("utf-8")
    assert sorted(page for page in pages if page.startswith("clerks/") and f"]({page[7:]})" not in clerks) == [
        "clerks/daten.md"
    ]
