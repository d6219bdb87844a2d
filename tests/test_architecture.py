"""The house's rules, as tests: rooms, doors, file sizes, what every room says it is for."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src" / "stadtkern"
PYTHON = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)
WRITTEN = [
    path
    for folder, endings in (("src", (".py", ".html")), ("web", (".ts", ".css")), ("tests", (".py",)), ("demo", (".py",)), ("bench", (".py",)))
    for ending in endings
    for path in sorted((ROOT / folder).rglob(f"*{ending}"))
    if not {"node_modules", "assets", "migrations"} & set(path.parts)
]  # fmt: skip


def imports(path: Path) -> set[str]:
    """Give every module a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def test_rooms_import_only_from_rooms_below() -> None:
    """import-linter's contracts in pyproject.toml hold: layers, exhaustive, and who may know Django."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    """A long file is two files that have not met yet."""
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= 400, f"{path.relative_to(ROOT)} has {lines} lines"


def test_every_room_says_what_it_is_for() -> None:
    """Each package's __init__ begins with a sentence."""
    silent = [path for path in SRC.rglob("__init__.py") if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []


def test_models_stay_behind_their_rooms_doors() -> None:
    """Django models of the registry are used by registry and gather alone, people by town alone; others get facts."""
    allowed = {
        "stadtkern.data.registry.models": ("data/registry/", "data/gather/"),
        "stadtkern.town.models": ("town/",),
    }
    faults = [
        f"{path.relative_to(SRC)} imports {module}"
        for path in PYTHON
        for module, rooms in allowed.items()
        if module in imports(path) and not str(path.relative_to(SRC)).startswith(rooms)
    ]
    assert faults == []


def test_nobody_asks_the_network_but_the_source_that_fetches() -> None:
    """Only fetching sources, and the command line speaking with its own town, open connections."""
    allowed = {"data/gather/fetch.py", "front/control.py"}
    clients = {"httpx", "requests", "urllib.request", "aiohttp"}
    users = {
        str(path.relative_to(SRC))
        for path in PYTHON
        if clients & {one.split(".")[0] if one != "urllib.request" else one for one in imports(path)}
    }
    assert users <= allowed


def test_tests_mirror_the_source() -> None:
    """Each folder of tests is named like the room it tests."""
    folders = {path.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")}
    strange = sorted(
        str(path.parent)
        for path in folders
        if path.parts[0] not in {"e2e", "load", "faults", "demo"}
        and path.parent != Path()
        and not (SRC / path.parent).is_dir()
    )
    assert strange == []
