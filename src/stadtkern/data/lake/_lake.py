"""The lake itself: one object per folder and process."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path

import duckdb

from stadtkern.data.lake import _backup, _compare, _history, _tidy
from stadtkern.data.lake._core import Core
from stadtkern.data.lake._hot import Appender, Ids
from stadtkern.data.lake._model import Difference, Observation, Snapshot, Written
from stadtkern.data.lake._move import Mover
from stadtkern.data.lake._schema import table
from stadtkern.data.lake._write import Writer, importing

_opened: dict[tuple[int, Path], Lake] = {}
_opening = threading.Lock()


def open_lake(folder: Path, *, memory: str = "640MB", threads: int = 2) -> Lake:
    """Open the lake in ``folder`` (made when missing); the same object for the same folder in one process.

    ``memory`` and ``threads`` are DuckDB's limits and hold from the first opening on. Raises ProblemError "lake.busy"
    when another process has the lake open.
    """
    key = (os.getpid(), folder.resolve())
    with _opening:
        lake = _opened.get(key)
        if lake is None:
            lake = _opened[key] = Lake(key[1], memory, threads)
        return lake


class Lake:
    """Observations, features and tables of a town. Safe to use from many threads; made by ``open_lake``."""

    def __init__(self, folder: Path, memory: str, threads: int) -> None:
        """Open the files, recover what a crash left half done, and start the background threads."""
        self.folder = folder
        self._core = Core.open(folder, memory, threads)
        self._ids = Ids(self._core.cursor())
        self._mover = Mover(self._core)
        self._appender = Appender(self._core.cursor(), self._ids)
        self._background = _tidy.Background(self._core, self._mover, self._appender)

    @contextlib.contextmanager
    def read(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor for reading: the view ``observation``, ``lake.tables.c<id>``, functions of spatial.

        Each statement sees one state of the lake; writers are not waited for. The cursor is closed at the end of the
        block, and may be interrupted from another thread. Do not keep a block open longer than its answer takes.
        """
        with self._core.read() as cursor:
            yield cursor

    def append(self, rows: Sequence[Observation]) -> Future[list[int]]:
        """Store live values; the future gives their ids, in order, when they are durable.

        Raises ProblemError "lake.row" for a row without stream or time, "lake.full" when more arrives than can be
        written, "lake.closed"; pyarrow's errors for values of a wrong type.
        """
        return self._appender.append(rows)

    def importing(self, import_id: int) -> contextlib.AbstractContextManager[Writer]:
        """Write one import in one transaction, so one snapshot; an exception inside leaves nothing behind."""
        return importing(self._core, self._mover, self._ids, import_id)

    def before_import(self, import_id: int) -> int | None:
        """Give the snapshot before an import; None when it wrote nothing or is no longer kept."""
        with self.read() as cursor:
            return _history.before_import(cursor, import_id)

    def undo_series(self, import_id: int, before: int | None = None) -> Written:
        """Take back what an import wrote to series.

        Its rows go; where it had replaced something, that stands there again. What later imports wrote stays.
        ``before`` is the import's snapshot before; None looks it up. ``Written.written`` counts the restored rows,
        the rest describes the touched streams now. Raises ProblemError "lake.snapshot" when it is too long ago.
        """
        return _history.undo_series(self._core, self._mover, import_id, before)

    def undo_table(self, collection_id: int, before: int) -> Written:
        """Give a collection the content of snapshot ``before``; without one it is dropped. Raises "lake.snapshot"."""
        return _history.undo_table(self._core, collection_id, before)

    def drop_table(self, collection_id: int) -> None:
        """Drop a feature or table collection."""
        with self._core.transaction(f"drop table {int(collection_id)}") as transaction:
            transaction.cursor.execute(f"DROP TABLE IF EXISTS {table(collection_id)}")

    def delete_streams(self, streams: Iterable[int]) -> int:
        """Delete all observations of these streams; gives how many were in the lake."""
        wanted = sorted({int(stream) for stream in streams})
        if not wanted:
            return 0
        self._mover.move()
        count = _tidy.rows_deleted(self._core, wanted)
        self._mover.forget(wanted)
        return count

    def snapshots(self) -> list[Snapshot]:
        """List the lake's states that are kept, oldest first."""
        with self.read() as cursor:
            return _history.snapshots(cursor)

    def compare_series(self, streams: Iterable[int], before: int, after: int) -> Difference:
        """Say what differs between two snapshots in these streams. Raises ProblemError "lake.snapshot"."""
        with self.read() as cursor:
            return _compare.compare_series(cursor, streams, before, after)

    def compare_table(self, collection_id: int, before: int, after: int) -> Difference:
        """Say what differs between two snapshots of a collection. Raises ProblemError "lake.snapshot"."""
        with self.read() as cursor:
            return _compare.compare_table(cursor, collection_id, before, after)

    def move(self) -> int:
        """Bring all hot rows into the lake now; gives how many. The background thread does it by itself."""
        return self._mover.move()

    def tidy(
        self,
        *,
        old_files: timedelta = _tidy.OLD_FILES,
        orphans: timedelta = _tidy.ORPHANS,
        steps: timedelta = _tidy.KEEP_STEPS,
        imports: timedelta = _tidy.KEEP_IMPORTS,
    ) -> None:
        """Move hot rows, merge small files, forget old snapshots, delete files that nothing needs any more.

        ``old_files`` and ``orphans`` are the age from which merged-away and never-committed files go, ``steps`` and
        ``imports`` how long snapshots are kept. The background thread does it by itself.
        """
        self._mover.move()
        _tidy.merge(self._core)
        _tidy.expire(self._core, steps, imports)
        _tidy.clean(self._core, old_files, orphans)

    def backup(self, target: Path) -> None:
        """Copy the lake into a new or empty folder while it serves; opening that folder gives the same lake.

        The copy holds every row that was durable when the call began. Raises ProblemError "lake.target".
        """
        _backup.backup(self._core, self._ids, target)

    def close(self) -> None:
        """Write what waits and close the files. ``open_lake`` opens them again."""
        with _opening:
            _opened.pop((os.getpid(), self.folder), None)
            if self._core.closed:
                return
            self._background.close()
            self._appender.close()
            with self._core.writing():
                self._core.closed = True
                self._ids.close()
                self._mover.close()
                self._core.root.close()


@atexit.register
def _close_all() -> None:
    for (process, _), lake in list(_opened.items()):
        if process == os.getpid():
            lake.close()
