"""A consistent copy of the lake while it serves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from stadtkern.data.lake._core import Core
from stadtkern.data.lake._engine import CATALOGUE, DATA, HOT, TEMPORARY
from stadtkern.data.lake._hot import Ids
from stadtkern.data.lake.sql import literal
from stadtkern.data.lake.terrain import copy_files
from stadtkern.town.text import problem


def backup(core: Core, ids: Ids, target: Path) -> None:
    """Copy the lake into an empty or new folder; see ``Lake.backup``.

    The hot store is copied first and the catalogue second: rows that move in between stand in both copies, and the
    copied watermark says which ones count. Parquet files never change; none is deleted while they are copied.
    """
    if target.exists() and any(target.iterdir()):
        raise problem(
            "lake.target",
            f"Der Ordner {target} ist nicht leer. Es wurde nichts gesichert. Bitte wählen Sie einen leeren Ordner.",
            f"The folder {target} is not empty. Nothing was backed up. Please choose an empty folder.",
        )
    for part in (target, target / DATA, target / TEMPORARY):
        part.mkdir(parents=True, exist_ok=True)
    with core.files, core.read() as cursor:
        _copy(cursor, "hot", target / HOT)
        _copy(cursor, "__ducklake_metadata_lake", target / CATALOGUE)
        _set_ids(cursor, target / HOT, ids.reserved)
        for file in list(_files(cursor, target / CATALOGUE)):
            copy = target / DATA / file
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(core.folder / DATA / file, copy)
        copy_files(core.folder, target)


def _copy(cursor: duckdb.DuckDBPyConnection, source: str, target: Path) -> None:
    cursor.execute(f"ATTACH {literal(str(target))} AS backup_copy")
    try:
        cursor.execute(f"COPY FROM DATABASE {source} TO backup_copy")
    finally:
        cursor.execute("DETACH backup_copy")


def _set_ids(cursor: duckdb.DuckDBPyConnection, hot: Path, reserved: int) -> None:
    """Let the copy go on above all ids that may stand in its catalogue."""
    cursor.execute(f"ATTACH {literal(str(hot))} AS backup_copy")
    try:
        cursor.execute("DELETE FROM backup_copy.main.ids")
        cursor.execute("INSERT INTO backup_copy.main.ids VALUES (?)", [reserved])
    finally:
        cursor.execute("DETACH backup_copy")


def _files(cursor: duckdb.DuckDBPyConnection, catalogue: Path) -> Iterator[str]:
    cursor.execute(f"ATTACH {literal(str(catalogue))} AS backup_copy (READ_ONLY)")
    try:
        for kind in ("data", "delete"):
            rows = cursor.execute(
                f"""SELECT DISTINCT s.path || t.path || f.path FROM backup_copy.main.ducklake_{kind}_file f
                    JOIN backup_copy.main.ducklake_table t USING (table_id)
                    JOIN backup_copy.main.ducklake_schema s USING (schema_id)"""
            ).fetchall()
            yield from (path for (path,) in rows)
    finally:
        cursor.execute("DETACH backup_copy")
