"""Opens the registry's SQLite file for those who speak plain SQL: a connection per thread, one writer at a time."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUSY_MILLISECONDS = 15_000
LATELY_SECONDS = 0.02


class Store:
    """Connections to one SQLite file. Reading never waits; writing is BEGIN IMMEDIATE, one thread after the other.

    Every write raises ``PRAGMA user_version`` by one in the same transaction, so that a reader in any process learns
    with one cheap question whether things changed since it last looked.
    """

    def __init__(self, path: Path) -> None:
        """Take the path of the registry's file. It is opened at the first use and must already have its tables."""
        self._path = path
        self._here = threading.local()
        self._writing = threading.RLock()
        self._all: list[sqlite3.Connection] = []
        self._all_lock = threading.Lock()
        self._asked: tuple[float, int] = (0.0, 0)

    def connection(self) -> sqlite3.Connection:
        """Give this thread's connection, in autocommit, with rows as ``sqlite3.Row``."""
        found: sqlite3.Connection | None = getattr(self._here, "connection", None)
        if found is None:
            uri = f"{self._path.absolute().as_uri()}?mode=rw"
            found = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
            found.row_factory = sqlite3.Row
            found.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            found.execute("PRAGMA journal_mode = WAL")
            found.execute("PRAGMA foreign_keys = ON")
            self._here.connection = found
            with self._all_lock:
                self._all.append(found)
        return found

    def version(self) -> int:
        """Give a number that changes whenever things were written, by whatever process."""
        answer: int = self.connection().execute("PRAGMA user_version").fetchone()[0]
        return answer

    def version_lately(self) -> int:
        """Give the version as ``version`` does, but ask the file at most every 20 ms; own writes are known at once."""
        now = time.monotonic()
        asked, version = self._asked
        if now - asked < LATELY_SECONDS:
            return version
        version = self.version()
        self._asked = (now, version)
        return version

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction for writing; an exception inside leaves nothing behind. May be nested: the outermost commits."""
        with self._writing:
            connection = self.connection()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                connection.execute(f"PRAGMA user_version = {(version + 1) % 2_147_483_647}")
                connection.execute("COMMIT")
                self._asked = (0.0, 0)
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction for reading: everything asked inside is of one moment."""
        connection = self.connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._all_lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
        self._here = threading.local()
