"""Starts DuckDB with the lake and the hot store attached. Extensions come from wheels; nothing is fetched at run time."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import duckdb

from stadtkern.data.lake._schema import DEFINITION, HOT_ROWS, LAKE_ROWS, VIEW
from stadtkern.data.lake.sql import literal
from stadtkern.town.text import problem

EXTENSIONS = ("icu", "spatial", "ducklake")
CATALOGUE = "catalogue.ducklake"
HOT = "hot.duckdb"
DATA = "data"
TEMPORARY = "tmp"

# Small row groups let a box or a stream's hours be read without its neighbours; measured in docs/decisions/0003.
FEATURE_ROW_GROUP = 8_192
SERIES_ROW_GROUP = 32_768


@cache
def extension(name: str) -> Path:
    """Find the file of a DuckDB extension in its wheel. Raises ProblemError "lake.extension" when it is not installed."""
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    for place in (spec.submodule_search_locations or []) if spec else []:
        for file in Path(place).rglob("*.duckdb_extension"):
            return file
    raise problem(
        "lake.extension",
        f"Die DuckDB-Erweiterung „{name}“ fehlt. Bitte installieren Sie stadtkern neu.",
        f"The DuckDB extension “{name}” is missing. Please install stadtkern again.",
    )


def connect(folder: Path, memory: str, threads: int) -> duckdb.DuckDBPyConnection:
    """Open the lake in ``folder``, making what is missing. Raises ProblemError "lake.busy" when another process has it."""
    for part in (folder, folder / DATA, folder / TEMPORARY):
        part.mkdir(parents=True, exist_ok=True)
    root = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_unsigned_extensions": False,
            "memory_limit": memory,
            "threads": threads,
            "temp_directory": str(folder / TEMPORARY),
        },
    )
    try:
        for name in EXTENSIONS:
            root.execute(f"LOAD {literal(str(extension(name)))}")
        root.execute("SET GLOBAL TimeZone = 'UTC'")
        # Footers are kept; pages are left to the operating system, which holds local files anyway.
        root.execute("SET GLOBAL allocator_background_threads = true")
        root.execute("SET GLOBAL parquet_metadata_cache = true")
        root.execute("SET GLOBAL enable_external_file_cache = false")
        _attach(root, folder)
        _clear(folder / TEMPORARY)
        _create(root)
    except BaseException:
        root.close()
        raise
    return root


def _attach(root: duckdb.DuckDBPyConnection, folder: Path) -> None:
    data = literal(f"{folder / DATA}/")
    try:
        root.execute(f"ATTACH {literal(str(folder / HOT))} AS hot")
        root.execute(
            f"ATTACH {literal(f'ducklake:{folder / CATALOGUE}')} AS lake "
            f"(DATA_PATH {data}, OVERRIDE_DATA_PATH true, DATA_INLINING_ROW_LIMIT 0)"
        )
    except duckdb.Error as error:
        if "Could not set lock" in str(error) or "already attached" in str(error):
            raise problem(
                "lake.busy",
                f"Die Daten in {folder} sind schon von einem anderen Programm geöffnet. Nichts wurde verändert. "
                "Beenden Sie das andere Programm oder lassen Sie es die Arbeit tun.",
                f"The data in {folder} are already open in another program. Nothing was changed. "
                "Stop the other program, or let it do the work.",
            ) from error
        raise


def _clear(folder: Path) -> None:
    """Remove what a killed process spilled; nobody else can be using it, since the files are locked."""
    for left in folder.iterdir():
        if left.is_file():
            left.unlink()


def _create(root: duckdb.DuckDBPyConnection) -> None:
    root.execute(f"CREATE TABLE IF NOT EXISTS {HOT_ROWS} ({DEFINITION})")
    root.execute("CREATE TABLE IF NOT EXISTS hot.main.ids (next BIGINT)")
    root.execute("BEGIN")
    if not root.execute("SELECT 1 FROM duckdb_tables() WHERE database_name = 'lake'").fetchone():
        root.execute("CREATE SCHEMA IF NOT EXISTS lake.tables")
        root.execute(f"CREATE TABLE {LAKE_ROWS} ({DEFINITION})")
        root.execute(f"ALTER TABLE {LAKE_ROWS} SET PARTITIONED BY (year(time))")
        root.execute(f"ALTER TABLE {LAKE_ROWS} SET SORTED BY (stream ASC, time ASC)")
        root.execute("CREATE TABLE lake.main.moved (upto BIGINT)")
        root.execute("CREATE TABLE lake.main.undone (import_id INTEGER, before BIGINT)")
        root.execute("INSERT INTO lake.main.moved VALUES (0)")
    root.execute("COMMIT")
    if not root.execute("SELECT 1 FROM lake.options() WHERE option_name = 'target_file_size'").fetchone():
        root.execute(f"CALL lake.set_option('parquet_row_group_size', {SERIES_ROW_GROUP})")
        root.execute(f"CALL lake.set_option('parquet_row_group_size', {FEATURE_ROW_GROUP}, schema => 'tables')")
        # Inserts say ORDER BY themselves; SORTED BY is for merging, and sorting twice costs half the time again.
        root.execute("CALL lake.set_option('sort_on_insert', false)")
        root.execute("CALL lake.set_option('target_file_size', '64MB')")
    root.execute(VIEW)
