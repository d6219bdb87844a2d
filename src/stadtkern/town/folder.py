"""A town is a folder: everything it knows is in here, and a copy of the folder is the town."""

from __future__ import annotations

import secrets
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from stadtkern.town.text import problem


@dataclass(frozen=True)
class TownFolder:
    """Where things are in a town's folder. Holds no open file and may be made as often as one likes."""

    path: Path

    @property
    def settings_file(self) -> Path:
        """``town.toml``, which a person edits."""
        return self.path / "town.toml"

    @property
    def registry(self) -> Path:
        """The SQLite file with people, datasets, sources, imports, things and datastreams."""
        return self.path / "registry.sqlite3"

    @property
    def lake(self) -> Path:
        """The lake's folder: catalogue file, hot store and Parquet."""
        return self.path / "lake"

    @property
    def files(self) -> Path:
        """Uploaded originals, by import."""
        return self.path / "files"

    @property
    def quarters(self) -> Path:
        """What people build: each quarter's base, and one SQLite file with variants, rooms and contributions."""
        return self.path / "quarters"

    @property
    def run(self) -> Path:
        """What only lives while the town serves: the control door's address and key."""
        return self.path / "run"

    @property
    def exists(self) -> bool:
        """Whether this folder holds a town."""
        return self.settings_file.is_file()

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The town's settings as written in ``town.toml``. Raises ProblemError when there are none or they are broken."""
        if not self.exists:
            raise problem(
                "town.missing",
                f"In {self.path} ist keine Stadt. Lege sie mit „stadtkern init {self.path}“ an.",
                f"There is no town in {self.path}. Make one with “stadtkern init {self.path}”.",
            )
        try:
            return tomllib.loads(self.settings_file.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise problem(
                "town.settings",
                f"Die Datei {self.settings_file} lässt sich nicht lesen: {error}",
                f"The file {self.settings_file} cannot be read: {error}",
            ) from error

    def get(self, section: str, key: str, default: Any) -> Any:
        """Read one setting, ``[section] key``, or its default."""
        return self.settings.get(section, {}).get(key, default)

    def secret(self) -> str:
        """Give the town's secret for signing sessions; made once, readable by the owner alone."""
        file = self.path / "secret.key"
        if not file.is_file():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(48), "utf-8")
        return file.read_text("utf-8").strip()
