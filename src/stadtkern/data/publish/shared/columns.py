"""Columns of a collection as SQL: names quoted, never trusted; values as JSON."""

from __future__ import annotations

from collections.abc import Iterable

from stadtkern.data.lake.sql import quoted
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts

SQL_TYPES = {
    "number": "DOUBLE",
    "integer": "BIGINT",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "time": "TIMESTAMP",
}
_NOT_SHOWN = frozenset({"geometry", "ignore"})


def table(collection: CollectionFacts) -> str:
    """Name the collection's table in the lake."""
    return f"lake.tables.{collection.table}"


def shown(columns: Iterable[ColumnFacts]) -> tuple[ColumnFacts, ...]:
    """Give the columns that readers see: not the geometry, which has its own place, and none that begin with ``_``."""
    return tuple(
        one for one in columns if one.role not in _NOT_SHOWN and one.name != "geom" and not one.name.startswith("_")
    )


def iso_time(expression: str) -> str:
    """Write a UTC timestamp as ISO 8601 with Z."""
    return f"replace(CAST({expression} AS VARCHAR), ' ', 'T') || 'Z'"


def json_value(name: str, type_: str) -> str:
    """Give a column so that ``to_json`` writes valid JSON: times as ISO 8601 in UTC, no NaN or infinity."""
    column = quoted(name)
    if type_ == "time":
        return iso_time(column)
    if type_ == "number":
        return f"CASE WHEN isfinite({column}) THEN {column} END"
    if type_ == "json":
        return f"CAST({column} AS JSON)"
    return column


def json_object(columns: Iterable[tuple[str, str]]) -> str:
    """Write a JSON object of columns, given as (name, type)."""
    entries = ", ".join(f"{quoted(name)} := {json_value(name, type_)}" for name, type_ in columns)
    return f"CAST(to_json(struct_pack({entries})) AS VARCHAR)" if entries else "'{}'"
