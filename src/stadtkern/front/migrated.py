"""Brings a registry up to this version of the program, and remembers an empty one: its tables take many seconds to make.

Which migrations there are is read from the names of their files. The registry carries that as SQLite's ``user_version``,
so a command that finds nothing to do loses no time. An empty one lies beside this file (``make setup`` makes it with
``python -m stadtkern.front.migrated``, and it goes into the wheel); where it is missing or another version's, the first
that is made is kept in the reader's cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import os
import shutil
import sqlite3
import tempfile
import zlib
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connections

SHIPPED = Path(__file__).with_name("empty.sqlite3")
_DEPENDENCIES = ("django", "wagtail", "modelsearch", "django-taggit")


def up_to_date(registry: Path) -> None:
    """Make the registry, or bring it up to date. Django must be set up, and its database be this file."""
    wanted = fingerprint()
    if not registry.exists():
        if _copied(SHIPPED, wanted, registry) or _copied_from_cache(wanted, registry):
            return
        _make(registry, wanted)
    elif _version(registry) != wanted:
        call_command("migrate", verbosity=0, skip_checks=True)
        connections["default"].close()
        _mark(registry, wanted)


def fingerprint() -> int:
    """Give a number that changes when a migration comes, goes or is rewritten, or when a new town is laid out otherwise."""
    names = [f"{name} {importlib.metadata.version(name)}" for name in _DEPENDENCIES]
    for config in apps.get_app_configs():
        folder = Path(config.path)
        files = sorted((folder / "migrations").glob("*.py"))
        names += [f"{config.label} {file.name}" for file in files]
        if config.name.startswith("stadtkern."):
            own = [*files, *(file for name in ("layout.py", "roles.py") if (file := folder / name).is_file())]
            names += [f"{config.label} {zlib.crc32(file.read_bytes())}" for file in own]
    return int.from_bytes(hashlib.sha256("\n".join(names).encode()).digest()[:4], "big") >> 1


def _make(registry: Path, wanted: int) -> None:
    """Make the registry where nothing waits for the disk, then put it in place whole."""
    connection = connections["default"]
    connection.close()
    before = connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"]
    with tempfile.TemporaryDirectory(dir=registry.parent, prefix="tmp-registry-") as name:
        draft = Path(name) / "registry.sqlite3"
        quick = {
            **before[1],
            "init_command": "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;",
        }
        try:
            connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"] = str(draft), quick
            call_command("migrate", verbosity=0, skip_checks=True)
        finally:
            connection.close()
            connection.settings_dict["NAME"], connection.settings_dict["OPTIONS"] = before
        _mark(draft, wanted)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        _keep(draft, wanted)
        draft.replace(registry)


def _cache(wanted: int) -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "stadtkern" / f"registry-{wanted:08x}.sqlite3"


def _keep(made: Path, wanted: int) -> None:
    """Keep a copy for the next town. Where there is no place for it, the next one takes its time too."""
    kept = _cache(wanted)
    with contextlib.suppress(OSError, RuntimeError):
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in kept.parent.glob("registry-*.sqlite3"):
            old.unlink(missing_ok=True)
        draft = kept.with_suffix(f".{os.getpid()}")
        shutil.copyfile(made, draft)
        draft.replace(kept)


def _copied_from_cache(wanted: int, registry: Path) -> bool:
    with contextlib.suppress(OSError, RuntimeError):
        kept = _cache(wanted)
        return kept.stat().st_uid == os.getuid() and _copied(kept, wanted, registry)
    return False


def _copied(empty: Path, wanted: int, registry: Path) -> bool:
    """Copy an empty registry if it is this version's; tells whether it was."""
    with contextlib.suppress(OSError, sqlite3.Error):
        if not empty.is_file() or _version(empty) != wanted:
            return False
        draft = registry.with_name(f"tmp-{registry.name}")
        shutil.copyfile(empty, draft)
        draft.replace(registry)
        return True
    return False


def _version(registry: Path) -> int:
    with contextlib.closing(sqlite3.connect(f"file:{registry}?mode=ro", uri=True)) as opened:
        found: int = opened.execute("PRAGMA user_version").fetchone()[0]
        return found


def _mark(registry: Path, wanted: int) -> None:
    with contextlib.closing(sqlite3.connect(registry)) as opened:
        opened.execute(f"PRAGMA user_version = {wanted}")


def ship(target: Path = SHIPPED) -> None:
    """Make the empty registry that is shipped, unless it is this version's already."""
    from stadtkern.front.found import SETTINGS, ready
    from stadtkern.town.folder import TownFolder

    with tempfile.TemporaryDirectory() as name:
        os.environ["STADTKERN_TOWN"] = name
        os.environ["DJANGO_SETTINGS_MODULE"] = "stadtkern.front.settings"
        town = TownFolder(Path(name))
        town.settings_file.write_text(SETTINGS.format(name="Stadt"), "utf-8")
        ready(town)
        connections["default"].close()
        draft = target.with_suffix(f".{os.getpid()}")
        shutil.copyfile(town.registry, draft)
        draft.replace(target)


if __name__ == "__main__":
    ship()
