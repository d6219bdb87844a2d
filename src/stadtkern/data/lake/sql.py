"""Names and texts inside SQL, for the places where no parameter can stand."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Quote an identifier, whatever stands in it: quotes in it are doubled. Raises ValueError for NUL."""
    if "\0" in name:
        raise ValueError("a column's name cannot hold NUL")
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text: for statements that take no parameters (ATTACH, LOAD), and for keys made of columns' names."""
    return "'" + text.replace("'", "''") + "'"
