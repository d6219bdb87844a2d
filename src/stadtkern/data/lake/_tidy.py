"""Keeps the lake's files few and its history short, in the background and when asked."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import PurePath

import duckdb

from stadtkern.data.lake._core import Core, committed, snapshot
from stadtkern.data.lake._hot import Appender
from stadtkern.data.lake._move import Mover
from stadtkern.data.lake._schema import LAKE_ROWS

# Files up to so many bytes are merged once a year's folder holds so many of them; bigger ones later and more rarely, so
# that a row is rewritten a few times in its life only.
TIERS = ((1 << 20, 16), (16 << 20, 8))
REWRITE_SHARE = 0.3
OLD_FILES = timedelta(minutes=10)
ORPHANS = timedelta(days=1)
KEEP_STEPS = timedelta(days=1)
KEEP_IMPORTS = timedelta(days=365)
PAUSE = 1.0
# Merging waits for so many commits and then for a quiet moment, but not past MANY_COMMITS.
COMMITS_BETWEEN = 16
MANY_COMMITS = 256
QUIET = 3.0
SECONDS_BETWEEN = 3_600.0

_log = logging.getLogger(__name__)


def merge(core: Core) -> None:
    """Merge small files of the observations, and rewrite those of which a good part was deleted."""
    with core.writing(), core.read() as cursor:
        for limit, many in TIERS:
            if _most(cursor, limit) >= many:
                cursor.execute(f"CALL ducklake_merge_adjacent_files('lake', 'observation', max_file_size => {limit})")
        if _has_deletes(cursor):
            cursor.execute(
                f"CALL ducklake_rewrite_data_files('lake', 'observation', delete_threshold => {REWRITE_SHARE})"
            )


def _most(cursor: duckdb.DuckDBPyConnection, limit: int) -> int:
    files = cursor.execute(
        "SELECT data_file FROM ducklake_list_files('lake', 'observation') WHERE data_file_size_bytes <= ?", [limit]
    ).fetchall()
    folders = Counter(str(PurePath(file).parent) for (file,) in files)
    return max(folders.values(), default=0)


def _has_deletes(cursor: duckdb.DuckDBPyConnection) -> bool:
    query = "SELECT 1 FROM ducklake_list_files('lake', 'observation') WHERE delete_file IS NOT NULL LIMIT 1"
    return cursor.execute(query).fetchone() is not None


def expire(core: Core, steps: timedelta = KEEP_STEPS, imports: timedelta = KEEP_IMPORTS) -> int:
    """Forget old snapshots; those around an import, which undoing and comparing need, are kept longer. Gives how many."""
    with core.writing(), core.read() as cursor:
        rows = cursor.execute(
            """SELECT snapshot_id, epoch(now()) - epoch(snapshot_time), coalesce(commit_message, '')
               FROM lake.snapshots() ORDER BY 1"""
        ).fetchall()
        wanted = {number for number, _, message in rows if message.startswith(("import", "undo"))}
        kept = wanted | {number - 1 for number in wanted}
        now = snapshot(cursor)
        old = [
            number
            for number, age, _ in rows
            if number != now and age > (imports if number in kept else steps).total_seconds()
        ]
        if old:
            cursor.execute(f"CALL ducklake_expire_snapshots('lake', versions => {old})")
        return len(old)


def clean(core: Core, old: timedelta = OLD_FILES, orphans: timedelta = ORPHANS) -> None:
    """Delete files that no snapshot needs, and those that a crash left. Waits for readers; makes way for a backup."""
    if not core.files.acquire(blocking=False):
        return
    try:
        with core.writing():
            reading = timedelta(seconds=time.monotonic() - core.oldest_reader())
            with core.read() as cursor:
                _clean(cursor, max(old, reading), max(orphans, reading))
    finally:
        core.files.release()


def _clean(cursor: duckdb.DuckDBPyConnection, old: timedelta, orphans: timedelta) -> None:
    for call, age in (("ducklake_cleanup_old_files", old), ("ducklake_delete_orphaned_files", orphans)):
        cursor.execute(
            f"CALL {call}('lake', older_than => now() - to_microseconds({age // timedelta(microseconds=1)}))"
        )


class Background:
    """The thread that moves hot rows and tidies up, a little at a time."""

    def __init__(self, core: Core, mover: Mover, appender: Appender) -> None:
        """Start the thread."""
        self._core, self._mover, self._appender = core, mover, appender
        self._stop = threading.Event()
        self._at = self._number()
        self._seen, self._changed = self._at, 0.0
        self._when = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="lake-tidy", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the step that runs."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(PAUSE):
            try:
                self._step()
            except Exception:  # noqa: BLE001 - a thread that ends would stop all moving
                # The next step tries again; what failed left the lake as it was.
                _log.exception("tidying the lake failed")

    def _step(self) -> None:
        if self._mover.due(self._appender.appended):
            self._mover.move()
        self._mover.sweep()
        number, now = self._number(), time.monotonic()
        if number != self._seen:
            self._seen, self._changed = number, now
        late, new = now - self._when >= SECONDS_BETWEEN, number - self._at
        quiet = now - self._changed >= QUIET
        if not (late or new >= MANY_COMMITS or (new >= COMMITS_BETWEEN and quiet)):
            return
        merge(self._core)
        if late:
            expire(self._core)
            clean(self._core)
            self._when = now
        self._at = self._seen = self._number()

    def _number(self) -> int:
        with self._core.read() as cursor:
            return committed(cursor)


def rows_deleted(core: Core, streams: list[int]) -> int:
    """Delete the observations of streams from the lake; gives how many."""
    if not streams:
        return 0
    with core.transaction("delete streams") as transaction:
        listed = ", ".join(str(int(stream)) for stream in streams)
        row = transaction.cursor.execute(f"DELETE FROM {LAKE_ROWS} WHERE stream IN ({listed})").fetchone()
        return int(row[0]) if row else 0
