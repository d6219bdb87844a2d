"""Founds a town: its folder, settings, registry, lake and first staff account; and makes an older one ready."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import django

from stadtkern.town.folder import TownFolder
from stadtkern.town.text import problem

SETTINGS = """# Einstellungen der Stadt · the town's settings. Siehe docs/operators/settings.md

[town]
name = "{name}"
# ags = "12071057"
contact = "mailto:daten@example.org"

[serve]
hosts = ["localhost", "127.0.0.1", "[::1]"]

[lake]
memory = "640MB"
threads = 2
"""


def found(path: Path, *, name: str = "", staff: str = "", password: str = "") -> tuple[TownFolder, str, str]:
    """Make a town in ``path``; gives it with the name and password to sign in.

    Raises ProblemError when there is a town already, or the folder holds something else.
    """
    town = TownFolder(path)
    if town.exists:
        raise problem(
            "init.exists",
            f"In {path} ist schon eine Stadt. Es wurde nichts verändert.",
            f"There is a town in {path} already. Nothing was changed.",
        )
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise problem(
            "init.not-empty",
            f"Der Ordner {path} ist nicht leer. Wählen Sie einen neuen; es wurde nichts verändert.",
            f"The folder {path} is not empty. Choose a new one; nothing was changed.",
        )
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    title = (name or path.name.replace("-", " ").title()).replace("\\", "").replace('"', "'")
    town.settings_file.write_text(SETTINGS.format(name=title), "utf-8")
    town = TownFolder(path)
    os.environ["STADTKERN_TOWN"] = str(path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stadtkern.front.settings")
    ready(town)
    from stadtkern.data.lake.town import town_lake
    from stadtkern.town.people import make_staff

    town_lake(town).close()
    staff, password = staff or "verwaltung", password or secrets.token_urlsafe(9)
    make_staff(staff, password)
    return town, staff, password


_ready: set[Path] = set()


def ready(town: TownFolder) -> None:
    """Make Django ready for this town and bring its registry up to this version of the program, once in a process."""
    if town.path in _ready and town.registry.exists():
        return
    town.path.mkdir(parents=True, exist_ok=True)
    django.setup()
    from stadtkern.front.migrated import up_to_date

    up_to_date(town.registry)
    _ready.add(town.path)
