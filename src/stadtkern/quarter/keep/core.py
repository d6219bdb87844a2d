"""What every part of the store stands on: one writer, a reading connection for each thread, the time."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from stadtkern.quarter.keep.schema import connect, make_tables
from stadtkern.quarter.keep.writer import Writer, closed

T = TypeVar("T")
FILE = "quarters.sqlite3"


class Core:
    """The file ``quarters.sqlite3`` in a folder. May be used from any thread; nothing is made before it is needed."""

    def __init__(self, folder: Path) -> None:
        """Take the folder ``quarters`` of a town."""
        self.folder = folder
        self.file = folder / FILE
        # Counts what rooms and pages changed in this process (not entries): who keeps a copy asks again when it moved.
        self.changes = 0
        self._local = threading.local()
        self._lock = threading.Lock()
        self._writer: Writer | None = None
        self._readers: list[sqlite3.Connection] = []
        self._closed = False

    def reading(self) -> sqlite3.Connection:
        """Give this thread's connection for reading. Raises ProblemError when the store is closed."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None or self._closed:
            self._open()
            found = connect(self.file)
            found.execute("PRAGMA query_only = ON")
            with self._lock:
                self._readers.append(found)
            self._local.connection = found
        return found

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Ask a question; a town without a file of quarters has no rows."""
        if not self.file.exists():
            return []
        return self.reading().execute(query, values).fetchall()

    def row(self, query: str, *values: object) -> sqlite3.Row | None:
        """Ask for one row."""
        found = self.rows(query, *values)
        return found[0] if found else None

    def later(self, work: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Have something written; the future has its result once it is on disk."""
        return self._open().do(work)

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Have something written and wait until it is on disk. Whoever keeps a copy of rooms learns of it."""
        result = self.later(work).result()
        self.changes += 1
        return result

    def close(self) -> None:
        """Write what waits and let go of the file."""
        with self._lock:
            self._closed = True
            writer, readers = self._writer, self._readers
            self._writer, self._readers = None, []
        if writer is not None:
            writer.close()
        for reader in readers:
            reader.close()

    def _open(self) -> Writer:
        with self._lock:
            if self._closed:
                raise closed()
            if self._writer is None:
                self.folder.mkdir(parents=True, exist_ok=True)
                connection = connect(self.file)
                try:
                    make_tables(connection)
                except BaseException:
                    connection.close()
                    raise
                self._writer = Writer(connection)
            return self._writer


def now() -> int:
    """Give the time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def one_id(cursor: sqlite3.Cursor) -> int:
    """Give the id of the row that was just written."""
    if cursor.lastrowid is None:
        raise AssertionError("a row was written")
    return cursor.lastrowid
