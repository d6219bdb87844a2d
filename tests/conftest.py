"""What every test may use: a fresh town, the real files, and Django set up for them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

from stadtkern.town.folder import TownFolder

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = """
[town]
name = "Prüfstadt"
contact = "mailto:daten@pruefstadt.example"
"""

_first = Path(tempfile.mkdtemp(prefix="stadtkern-tests-"))
(_first / "town.toml").write_text(SETTINGS, "utf-8")
os.environ["STADTKERN_TOWN"] = str(_first)
os.environ["DJANGO_SETTINGS_MODULE"] = "stadtkern.front.settings"
django.setup()


def pytest_sessionfinish() -> None:
    """Leave no folder behind."""
    shutil.rmtree(_first, ignore_errors=True)


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real files, which are too large for the repository and not all free to be passed on.

    Where it is absent, the tests that need it are skipped, so that everybody can run the others; in CI (``CI`` is set)
    they fail.
    """
    folder = Path(os.environ.get("STADTKERN_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"The real files are missing at {folder}.")
        pytest.skip(f"The real files are not at {folder}.")
    return folder


@pytest.fixture(scope="session")
def migrated() -> Path:
    """A registry with all tables and no rows, made once and copied for each town."""
    from stadtkern.front.migrated import up_to_date

    up_to_date(_first / "registry.sqlite3")
    copy = _first / "migrated.sqlite3"
    shutil.copyfile(_first / "registry.sqlite3", copy)
    return copy


@pytest.fixture
def town(tmp_path: Path, migrated: Path) -> Iterator[TownFolder]:
    """A fresh town of its own: folder, settings, migrated registry; Django's models work on it."""
    from django.conf import settings
    from django.db import connections
    from django.test.utils import setup_test_environment, teardown_test_environment

    folder = TownFolder(tmp_path / "town")
    folder.path.mkdir()
    folder.settings_file.write_text(SETTINGS, "utf-8")
    shutil.copyfile(migrated, folder.registry)
    before = settings.TOWN
    settings.TOWN = folder
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = str(folder.registry)
    setup_test_environment()
    try:
        yield folder
    finally:
        teardown_test_environment()
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = str(before.registry)
        settings.TOWN = before
