"""Connections, the one writer at a time, and who is reading."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from stadtkern.data.lake import _engine
from stadtkern.data.lake._extents import Extents
from stadtkern.town.text import ProblemError, problem

# A reader that stays longer than this is no longer waited for before hot rows and old files go (seconds).
PATIENCE = 900.0


@dataclass(slots=True)
class Transaction:
    """A transaction on the lake. ``after`` is known once it is over; equal to ``before`` when nothing was written."""

    cursor: duckdb.DuckDBPyConnection
    before: int
    after: int = -1


@dataclass
class Core:
    """The open files. Writing to the lake is for one thread at a time; reading never waits."""

    folder: Path
    root: duckdb.DuckDBPyConnection
    files: threading.RLock = field(default_factory=threading.RLock)
    """Held while files are deleted, and while they are copied."""

    def __post_init__(self) -> None:
        self.closed = False
        self.extents = Extents()
        self._writing = threading.Lock()
        self._writer: int | None = None
        self._readers: dict[int, float] = {}
        self._readers_lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path, memory: str, threads: int) -> Core:
        """Open the files in ``folder``."""
        return cls(folder, _engine.connect(folder, memory, threads))

    @property
    def spool(self) -> Path:
        """The folder for files of the moment; it is emptied at each start."""
        return self.folder / _engine.TEMPORARY

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Give a new connection to the same database. Raises ProblemError "lake.closed"."""
        if self.closed:
            raise closed()
        return self.root.cursor()

    @contextlib.contextmanager
    def read(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor and remember since when someone reads."""
        cursor = self.cursor()
        with self._readers_lock:
            self._readers[id(cursor)] = time.monotonic()
        try:
            yield cursor
        finally:
            with self._readers_lock:
                del self._readers[id(cursor)]
            cursor.close()

    def oldest_reader(self) -> float:
        """Give the monotonic time since when the oldest reader reads, now when nobody does; patience has an end."""
        now = time.monotonic()
        with self._readers_lock:
            oldest = min(self._readers.values(), default=now)
        return max(oldest, now - PATIENCE)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Wait until nobody else writes to the lake."""
        me = threading.get_ident()
        if self._writer == me:
            raise RuntimeError("this thread is writing to the lake already; end that first")
        with self._writing:
            self._writer = me
            try:
                yield
            finally:
                self._writer = None

    @contextlib.contextmanager
    def transaction(
        self, message: str, cursor: duckdb.DuckDBPyConnection | None = None, *, adds: bool = False
    ) -> Iterator[Transaction]:
        """Write to the lake: what is inside becomes one snapshot, or nothing does when it raises.

        ``adds`` says that the writer keeps ``extents`` right by itself; else they are forgotten.
        """
        with self.writing(), contextlib.ExitStack() as stack:
            connection = cursor or stack.enter_context(contextlib.closing(self.cursor()))
            connection.execute("BEGIN")
            try:
                connection.execute("CALL lake.set_commit_message('stadtkern', ?)", [message])
                state = Transaction(connection, committed(connection))
                yield state
                connection.execute("COMMIT")
            except BaseException:
                self.extents.forget()
                with contextlib.suppress(duckdb.Error):
                    connection.execute("ROLLBACK")
                raise
            if not adds:
                self.extents.forget()
            state.after = committed(connection)


def snapshot(cursor: duckdb.DuckDBPyConnection) -> int:
    """Give the number of the lake's snapshot as this connection sees it."""
    return int(one(cursor, "SELECT id FROM ducklake_current_snapshot('lake')")[0])


def committed(cursor: duckdb.DuckDBPyConnection) -> int:
    """Give the number of the snapshot that was committed last; ten times as fast as ``snapshot``."""
    number: int | None = one(cursor, "SELECT id FROM ducklake_last_committed_snapshot('lake')")[0]
    return snapshot(cursor) if number is None else number


def one(cursor: duckdb.DuckDBPyConnection, query: str, parameters: object = None) -> tuple[Any, ...]:
    """Give the single row of a query that always has one, such as an aggregate. Raises LookupError otherwise."""
    row: tuple[Any, ...] | None = cursor.execute(query, parameters).fetchone()
    if row is None:
        raise LookupError(query)
    return row


def closed() -> ProblemError:
    """Make the error for a lake that is closed."""
    return problem(
        "lake.closed",
        "Die Daten sind gerade nicht geöffnet. Nichts wurde gespeichert. Bitte versuchen Sie es gleich noch einmal.",
        "The data are not open at the moment. Nothing was stored. Please try again shortly.",
    )
