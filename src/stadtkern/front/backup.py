"""Backs a town up into one file while it serves, and makes a town of such a file again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from stadtkern.town.folder import TownFolder
from stadtkern.town.text import problem

# The search index is made again from what the town knows.
_SKIPPED = {"lake", "quarters", "run", "search", "tmp"}


def back_up(town: TownFolder, file: Path, progress: Callable[[int, int], None]) -> int:
    """Write the town into ``file`` (tar, gzipped when the name says so); gives its size in bytes.

    Registry and lake are copied while imports wait, so both tell the same story; quarters as they are at one moment, while
    people build on. The file appears whole or not at all.
    """
    from stadtkern.data.gather.run import importing_paused
    from stadtkern.data.lake.town import town_lake
    from stadtkern.quarter.keep import open_store

    if file.is_dir() or not file.parent.is_dir():
        raise problem(
            "backup.target",
            f"In {file} kann nicht geschrieben werden. Geben Sie einen Dateinamen in einem vorhandenen Ordner an.",
            f"Cannot write to {file}. Give a file name in an existing folder.",
        )
    half = file.with_name(f".{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=town.path, prefix="tmp-backup-") as name:
            copy = Path(name)
            with importing_paused():
                _copy_registry(town.registry, copy / "registry.sqlite3")
                town_lake(town).backup(copy / "lake")
            open_store(town.quarters).backup(copy / "quarters")
            _pack(town, copy, half, progress)
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
    return file.stat().st_size


def restore(file: Path, target: Path) -> TownFolder:
    """Make the town in ``target`` of a backup. Raises ProblemError when there is one already or the file is none."""
    town = TownFolder(target)
    if target.exists() and any(target.iterdir()):
        raise problem(
            "restore.target",
            f"Der Ordner {target} ist nicht leer. Wählen Sie einen neuen Ordner; es wurde nichts verändert.",
            f"The folder {target} is not empty. Choose a new folder; nothing was changed.",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        try:
            with tarfile.open(file) as archive:
                archive.extractall(half, filter="data")
        except (OSError, tarfile.TarError, EOFError) as error:
            raise _no_backup(file) from error
        if not TownFolder(half).exists or not (half / "registry.sqlite3").is_file():
            raise _no_backup(file)
        if target.exists():
            target.rmdir()
        half.rename(target)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return town


def _no_backup(file: Path) -> Exception:
    return problem(
        "restore.file",
        f"{file} ist keine vollständige Sicherung einer Stadt. Es wurde nichts verändert.",
        f"{file} is not a whole backup of a town. Nothing was changed.",
    )


def _copy_registry(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as before, sqlite3.connect(target) as after:
        before.backup(after)
    before.close()
    after.close()


def _pack(town: TownFolder, copy: Path, file: Path, progress: Callable[[int, int], None]) -> None:
    members = [(path, path.relative_to(copy)) for path in copy.rglob("*") if path.is_file()]
    for path in sorted(town.path.rglob("*")):
        place = path.relative_to(town.path)
        left_out = place.parts[0] in _SKIPPED or place.parts[0].startswith(("tmp-", "registry.sqlite3"))
        if path.is_file() and not left_out:
            members.append((path, place))
    total = sum(path.stat().st_size for path, _ in members)
    done, mode = 0, "w:gz" if file.name.endswith((".gz.part", ".tgz.part")) else "w"
    with tarfile.open(file, mode) as archive:  # type: ignore[call-overload]
        for path, place in members:
            archive.add(path, arcname=str(place))
            done += path.stat().st_size
            progress(done, total)
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
