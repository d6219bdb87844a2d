"""The lake itself: one object per folder and process."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import duckdb

from stadtkern.data.lake import _engine
from stadtkern.data.lake._hot import Appender, Ids, closed
from stadtkern.data.lake._model import Observation, Snapshot
from stadtkern.data.lake._schema import HOT_ROWS, LAKE_ROWS, LIST, WATERMARK
from stadtkern.data.lake._write import Writer

_open: dict[tuple[int, Path], Lake] = {}
_open_lock = threading.Lock()


def open_lake(folder: Path, *, memory: str = "640MB", threads: int = 2) -> Lake:
    """Open the lake in ``folder`` (made when missing); the same object for the same folder in one process.

    ``memory`` and ``threads`` are DuckDB's limits and hold from the first opening on. Raises ProblemError "lake.busy"
    when another process has the lake open.
    """
    key = (os.getpid(), folder.resolve())
    with _open_lock:
        lake = _open.get(key)
        if lake is None:
            lake = _open[key] = Lake(key[1], memory, threads)
        return lake


class Lake:
    """Observations, features and tables of a town. Safe to use from many threads; made by ``open_lake``."""

    def __init__(self, folder: Path, memory: str, threads: int) -> None:
        """Open the files and recover what a crash left half done."""
        self.folder = folder
        self._root = _engine.connect(folder, memory, threads)
        self._writing = threading.RLock()
        self._readers: dict[int, float] = {}
        self._readers_lock = threading.Lock()
        self._closed = False
        self._ids = Ids(self._root.cursor())
        self._mover = self._root.cursor()
        self._mover.execute(f"DELETE FROM {HOT_ROWS} WHERE id <= {WATERMARK}")  # noqa: S608
        self._appender = Appender(self._root.cursor(), self._ids)

    @contextlib.contextmanager
    def read(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor for reading: the view ``observation``, ``lake.tables.c<id>``, functions of spatial."""
        cursor = self._cursor()
        with self._readers_lock:
            self._readers[id(cursor)] = time.monotonic()
        try:
            yield cursor
        finally:
            with self._readers_lock:
                self._readers.pop(id(cursor), None)
            cursor.close()

    def append(self, rows: Sequence[Observation]) -> Future[list[int]]:
        """Store live values; the future gives their ids when they are durable."""
        return self._appender.append(rows)

    @contextlib.contextmanager
    def importing(self, import_id: int) -> Iterator[Writer]:
        """Write one import in one transaction; an exception inside leaves nothing behind."""
        cursor = self._cursor()
        writer = Writer(cursor, import_id, self._ids, lambda: self._begin(cursor, f"import {import_id}"))
        try:
            yield writer
            if writer.begun:
                writer.after = self._commit(cursor)
            else:
                writer.before = writer.after = self._snapshot(cursor)
        except BaseException:
            if writer.begun:
                cursor.execute("ROLLBACK")
            raise
        finally:
            if writer.begun:
                self._writing.release()
            cursor.close()

    def move(self) -> int:
        """Bring the hot rows into the lake; gives how many."""
        with self._writing:
            cursor = self._cursor()
            try:
                self._begin(cursor, "move")
                row = cursor.execute(f"SELECT max(id), count(*) FROM {HOT_ROWS} WHERE id > {WATERMARK}").fetchone()
                if not row or not row[1]:
                    cursor.execute("ROLLBACK")
                    self._writing.release()
                    return 0
                cursor.execute(
                    f"""INSERT INTO {LAKE_ROWS} SELECT {LIST} FROM {HOT_ROWS}
                        WHERE id > {WATERMARK} AND id <= ? ORDER BY stream, time""",  # noqa: S608
                    [row[0]],
                )
                cursor.execute("INSERT INTO lake.main.moved VALUES (?)", [row[0]])
                self._commit(cursor)
                self._writing.release()
                return int(row[1])
            finally:
                cursor.close()

    def snapshots(self) -> list[Snapshot]:
        """List the lake's states, oldest first."""
        with self.read() as cursor:
            rows = cursor.execute(
                "SELECT snapshot_id, snapshot_time::TIMESTAMP, commit_message FROM lake.snapshots() ORDER BY 1"
            ).fetchall()
        return [Snapshot(number, when, message or "") for number, when, message in rows]

    def close(self) -> None:
        """Write what waits and close the files. The lake can be opened again."""
        with _open_lock:
            _open.pop((os.getpid(), self.folder), None)
        if self._closed:
            return
        self._closed = True
        self._appender.close()
        with self._writing:
            self._ids.close()
            self._mover.close()
            self._root.close()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if self._closed:
            raise closed()
        return self._root.cursor()

    def _begin(self, cursor: duckdb.DuckDBPyConnection, message: str) -> int:
        self._writing.acquire()
        cursor.execute("BEGIN")
        cursor.execute("CALL lake.set_commit_message('stadtkern', ?)", [message])
        row = cursor.execute("SELECT id FROM ducklake_current_snapshot('lake')").fetchone()
        return int(row[0]) if row else -1

    def _commit(self, cursor: duckdb.DuckDBPyConnection) -> int:
        cursor.execute("COMMIT")
        return self._snapshot(cursor)

    def _snapshot(self, cursor: duckdb.DuckDBPyConnection) -> int:
        row = cursor.execute("SELECT id FROM ducklake_current_snapshot('lake')").fetchone()
        return int(row[0]) if row else -1


@atexit.register
def _close_all() -> None:
    for (process, _), lake in list(_open.items()):
        if process == os.getpid():
            lake.close()
