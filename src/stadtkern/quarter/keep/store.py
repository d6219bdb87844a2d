"""The store: everything the town keeps of its quarters, opened once in a process."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from pathlib import Path

from stadtkern.quarter.keep.contributions import Contributions
from stadtkern.quarter.keep.core import FILE

_open: dict[Path, Store] = {}
_lock = threading.Lock()


class Store(Contributions):
    """Quarters, variants, rooms, participants, contributions. Any thread may use it; other processes may, too."""

    def close(self) -> None:
        """Write what waits and let go of the files; the next ``open_store`` opens them again."""
        with _lock:
            if _open.get(self.folder) is self:
                del _open[self.folder]
        super().close()

    def backup(self, target: Path) -> None:
        """Copy everything into a new folder while others build: entries up to one moment, and the bases they stand on."""
        if not self.file.exists():
            return
        target.mkdir(parents=True, exist_ok=True)
        after = sqlite3.connect(target / FILE)
        try:
            self.reading().backup(after)
        finally:
            after.close()
        for base in sorted(self.folder.glob("*/base-*.skq")):
            place = target / base.relative_to(self.folder)
            place.parent.mkdir(exist_ok=True)
            shutil.copyfile(base, place)


def open_store(folder: Path) -> Store:
    """Give the store of a town's folder ``quarters``, the same one for all in this process. Makes nothing yet."""
    folder = folder.absolute()
    with _lock:
        found = _open.get(folder)
        if found is None:
            found = _open[folder] = Store(folder)
        return found
