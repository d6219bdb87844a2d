"""A DuckDB of one's own with the spatial extension, for reading files away from the lake."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import duckdb

from stadtkern.town.text import problem


@cache
def extension_file(name: str) -> Path:
    """Give the path of an extension's binary in its wheel, the version that fits this DuckDB. Raises ProblemError."""
    spec = find_spec(f"duckdb_extension_{name}")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if file.is_file():
            return file
    raise problem(
        "setup.extension",
        f"Die DuckDB-Erweiterung „{name}“ für Version {duckdb.__version__} fehlt in der Installation.",
        f"The DuckDB extension “{name}” for version {duckdb.__version__} is missing from the installation.",
    )


def connect(database: Path | None = None, *, memory: str = "256MB", spatial: bool = True) -> duckdb.DuckDBPyConnection:
    """Open a private DuckDB (in memory, or in ``database``) that keeps row order and never fetches extensions."""
    connection = duckdb.connect(
        str(database) if database else ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": memory,
            "threads": 2,
            "preserve_insertion_order": True,
        },
    )
    if spatial:
        connection.execute(f"LOAD {quote(str(extension_file('spatial')))}")
    return connection


def quote(text: str) -> str:
    """Quote a value as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """Quote a column's or table's name for SQL."""
    return '"' + text.replace('"', '""') + '"'
