"""A registry is made once, copied afterwards, and brought up to date only when there is something to do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections

from stadtkern.front import migrated


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A place for a registry that Django works on, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(migrated, "SHIPPED", tmp_path / "shipped.sqlite3")
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    file = tmp_path / "town" / "registry.sqlite3"
    file.parent.mkdir()
    connection.close()
    connection.settings_dict["NAME"] = str(file)
    yield file
    connection.close()
    connection.settings_dict["NAME"] = before


def ask(file: Path, sql: str):
    with closing(sqlite3.connect(file)) as opened:
        return opened.execute(sql).fetchone()[0]


def test_a_second_registry_is_a_copy_of_the_first(registry: Path, tmp_path: Path, migrated_calls: list[str]) -> None:
    migrated.up_to_date(registry)
    assert migrated_calls == ["migrate"]
    assert ask(registry, "PRAGMA user_version") == migrated.fingerprint()
    assert ask(registry, "SELECT count(*) FROM auth_group") == 4
    assert list(registry.parent.iterdir()) == [registry]
    (kept,) = (tmp_path / "cache" / "stadtkern").iterdir()
    connections["default"].close()
    registry.unlink()
    migrated.up_to_date(registry)
    assert migrated_calls == ["migrate"]
    assert registry.read_bytes() == kept.read_bytes()
    assert ask(registry, "PRAGMA integrity_check") == "ok"


def test_the_shipped_registry_is_copied_if_it_is_this_versions(
    registry: Path, migrated: Path, migrated_calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from stadtkern.front import migrated as module

    module.SHIPPED.write_bytes(migrated.read_bytes())
    module.up_to_date(registry)
    assert migrated_calls == []
    assert registry.read_bytes() == migrated.read_bytes()
    registry.unlink()
    made: list[Path] = []
    monkeypatch.setattr(module, "_make", lambda file, _wanted: made.append(file))
    with closing(sqlite3.connect(module.SHIPPED)) as opened:
        opened.execute("PRAGMA user_version = 1")
    module.up_to_date(registry)
    assert made == [registry]


def test_the_registry_that_is_shipped_is_whole_and_empty(tmp_path: Path) -> None:
    target = tmp_path / "empty.sqlite3"
    words = "import sys, pathlib; from stadtkern.front.migrated import ship; ship(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", words, target], check=True, timeout=120)
    assert ask(target, "PRAGMA user_version") == migrated.fingerprint()
    assert ask(target, "SELECT count(*) FROM auth_group") == 4
    assert ask(target, "SELECT count(*) FROM town_person") == 0
    assert [one.name for one in tmp_path.iterdir()] == ["empty.sqlite3"]


@pytest.fixture
def migrated_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was called of Django's commands."""
    calls: list[str] = []
    real = migrated.call_command

    def noted(name: str, **words: object) -> object:
        calls.append(name)
        return real(name, **words)

    monkeypatch.setattr(migrated, "call_command", noted)
    return calls


def test_an_up_to_date_registry_is_left_alone_and_an_older_one_is_brought_up(
    registry: Path, migrated: Path, migrated_calls: list[str]
) -> None:
    from stadtkern.front.migrated import fingerprint, up_to_date

    registry.write_bytes(migrated.read_bytes())
    up_to_date(registry)
    assert migrated_calls == []
    with closing(sqlite3.connect(registry)) as opened:
        opened.execute("PRAGMA user_version = 1")
        opened.execute("DELETE FROM django_migrations WHERE app = 'town' AND name LIKE '0002%'")
        opened.commit()
    up_to_date(registry)
    assert migrated_calls == ["migrate"]
    assert ask(registry, "PRAGMA user_version") == fingerprint()
    assert ask(registry, "SELECT count(*) FROM django_migrations WHERE app = 'town' AND name LIKE '0002%'") == 1


@pytest.mark.parametrize("content", [b"", b"kaputt" * 1000])
def test_a_broken_copy_in_the_cache_is_not_used(
    registry: Path, tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(migrated, "_make", lambda file, _wanted: made.append(file))
    kept = tmp_path / "cache" / "stadtkern" / f"registry-{migrated.fingerprint():08x}.sqlite3"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(content)
    migrated.up_to_date(registry)
    assert made == [registry]


def test_the_fingerprint_knows_a_new_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.apps import apps

    before = migrated.fingerprint()
    assert migrated.fingerprint() == before
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0009_new.py").touch()
    monkeypatch.setattr(apps.get_app_config("registry"), "path", str(tmp_path))
    assert migrated.fingerprint() != before
