"""The tables of ``quarters.sqlite3``, and how a connection to them is opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

VERSION = 1
# Milliseconds that another process's transaction is waited for.
PATIENCE = 15_000

_TABLES = """
CREATE TABLE quarter (
  id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title_de TEXT NOT NULL, title_en TEXT NOT NULL,
  text_de TEXT NOT NULL, text_en TEXT NOT NULL, published INTEGER NOT NULL, base TEXT NOT NULL,
  nx INTEGER NOT NULL, ny INTEGER NOT NULL, nz INTEGER NOT NULL, bbox TEXT NOT NULL,
  report TEXT NOT NULL, settings TEXT NOT NULL, created INTEGER NOT NULL
) STRICT;

CREATE TABLE room (
  id INTEGER PRIMARY KEY, quarter INTEGER NOT NULL REFERENCES quarter, code TEXT NOT NULL, leader_hash TEXT NOT NULL,
  title TEXT NOT NULL, task TEXT NOT NULL, opens INTEGER, ends INTEGER, rules TEXT NOT NULL, frozen INTEGER NOT NULL,
  created INTEGER NOT NULL, closed INTEGER
) STRICT;
CREATE UNIQUE INDEX room_code ON room (code) WHERE closed IS NULL;

CREATE TABLE variant (
  id INTEGER PRIMARY KEY, quarter INTEGER NOT NULL REFERENCES quarter, name TEXT NOT NULL,
  parent INTEGER REFERENCES variant, parent_position INTEGER NOT NULL, room INTEGER REFERENCES room,
  group_number INTEGER, created INTEGER NOT NULL, closed INTEGER
) STRICT;
CREATE INDEX variant_quarter ON variant (quarter);
CREATE INDEX variant_room ON variant (room);

CREATE TABLE batch (
  variant INTEGER NOT NULL REFERENCES variant, first INTEGER NOT NULL, count INTEGER NOT NULL, entries BLOB NOT NULL,
  PRIMARY KEY (variant, first)
) STRICT;

CREATE TABLE participant (
  id INTEGER PRIMARY KEY, room INTEGER NOT NULL REFERENCES room, token_hash TEXT NOT NULL UNIQUE,
  name_de TEXT NOT NULL, name_en TEXT NOT NULL, colour TEXT NOT NULL, leader INTEGER NOT NULL, muted INTEGER NOT NULL,
  group_number INTEGER, created INTEGER NOT NULL
) STRICT;
CREATE INDEX participant_room ON participant (room);

CREATE TABLE contribution (
  id INTEGER PRIMARY KEY, variant INTEGER NOT NULL REFERENCES variant, position INTEGER NOT NULL, name TEXT NOT NULL,
  text TEXT NOT NULL, by INTEGER REFERENCES participant, stops TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
  sent INTEGER NOT NULL, decided INTEGER, effects TEXT NOT NULL
) STRICT;
CREATE INDEX contribution_variant ON contribution (variant);
"""


def connect(file: Path) -> sqlite3.Connection:
    """Open a connection that any thread may use, one at a time: WAL, each commit on disk before it returns."""
    connection = sqlite3.connect(file, timeout=PATIENCE / 1000, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.row_factory = sqlite3.Row
    return connection


def make_tables(connection: sqlite3.Connection) -> None:
    """Bring the tables up to this version of the program; several processes may do so at once."""
    if _version(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection) == 0:
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
