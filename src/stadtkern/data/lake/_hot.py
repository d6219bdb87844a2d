"""Live values: one writer thread, group commit into the hot store, ids that only rise."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from stadtkern.data.lake._core import closed
from stadtkern.data.lake._model import Observation
from stadtkern.data.lake._schema import COLUMNS, HOT_ROWS
from stadtkern.town.text import ProblemError, problem

# Ids reserved at a time; a crash skips at most so many.
RESERVED = 1_000_000
# Rows that may wait for the writer; beyond that a sender is told to slow down.
WAITING = 2_000_000
# Rows in one commit at most.
TOGETHER = 100_000
# While a large import or question fills the memory, a commit tries again so many times, after so many seconds each.
TRIES, PAUSE = 40, 0.25
_TYPES = {name: kind for name, _, kind in COLUMNS}
_FIELDS = [pa.field(name, _TYPES[name]) for name in Observation._fields]
_SCHEMA = pa.schema(_FIELDS)


class Ids:
    """Hands out observation ids. A block is reserved durably before its first id is given, so none is given twice."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Take a connection of its own."""
        self._connection = connection
        self._lock = threading.Lock()
        found = connection.execute("SELECT max(next) FROM hot.main.ids").fetchone()
        self._next: int = (found[0] if found else None) or 1
        self._reserved = self._next

    @property
    def reserved(self) -> int:
        """The first id that no block holds yet."""
        return self._reserved

    def take(self, count: int) -> int:
        """Give the first of ``count`` ids in a row."""
        with self._lock:
            first = self._next
            if first + count > self._reserved:
                self._reserve(first + count + RESERVED)
            self._next = first + count
            return first

    def close(self) -> None:
        """Give back what was reserved and not used."""
        with self._lock:
            self._reserve(self._next)
            self._connection.close()

    def _reserve(self, upto: int) -> None:
        self._connection.execute("BEGIN")
        self._connection.execute("DELETE FROM hot.main.ids")
        self._connection.execute("INSERT INTO hot.main.ids VALUES (?)", [upto])
        self._connection.execute("COMMIT")
        self._reserved = upto


@dataclass(slots=True)
class _Waiting:
    rows: pa.RecordBatch
    future: Future[list[int]]


class Appender:
    """Takes live rows from any thread; what arrives while a commit runs goes into the next one."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, ids: Ids) -> None:
        """Start the writer thread on a connection of its own."""
        self._connection = connection
        self._ids = ids
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._closed = False
        self._lock = threading.Lock()
        self._waiting = 0
        self.appended = 0
        """Rows that were committed since the start."""
        self._thread = threading.Thread(target=self._run, name="lake-append", daemon=True)
        self._thread.start()

    def append(self, rows: Sequence[Observation]) -> Future[list[int]]:
        """Queue rows; the future gives their ids once they are on disk. Rows that do not fit raise here, at once."""
        future: Future[list[int]] = Future()
        if not rows:
            future.set_result([])
            return future
        columns = zip(*rows, strict=True)
        batch = pa.RecordBatch.from_arrays(
            [pa.array(column, field.type) for column, field in zip(columns, _FIELDS, strict=True)], schema=_SCHEMA
        )
        if batch.column(0).null_count or batch.column(1).null_count:
            raise problem(
                "lake.row",
                "Einer Beobachtung fehlt der Datenstrom oder die Zeit. Nichts wurde gespeichert.",
                "An observation has no datastream or no time. Nothing was stored.",
            )
        with self._lock:
            if self._closed:
                raise closed()
            if self._waiting + len(rows) > WAITING:
                raise _full()
            self._waiting += len(rows)
            self._queue.put(_Waiting(batch, future))
        return future

    def close(self) -> None:
        """Write what waits, then stop."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while True:
            group, last = self._gather()
            if group:
                self._commit(group)
            if last:
                return

    def _gather(self) -> tuple[list[_Waiting], bool]:
        first = self._queue.get()
        if first is None:
            return [], True
        group, count = [first], first.rows.num_rows
        while count < TOGETHER:
            try:
                other = self._queue.get_nowait()
            except queue.Empty:
                return group, False
            if other is None:
                return group, True
            group.append(other)
            count += other.rows.num_rows
        return group, False

    def _commit(self, group: list[_Waiting]) -> None:
        # One chunk, since DuckDB spends a vector's memory on each.
        rows = pa.Table.from_batches([one.rows for one in group]).combine_chunks()
        with self._lock:
            self._waiting -= rows.num_rows
        try:
            first = self._ids.take(rows.num_rows)
            self._insert_patiently(rows, first)
        except BaseException as error:  # noqa: BLE001 - whoever waits must hear of any failure
            for one in group:
                if one.future.set_running_or_notify_cancel():
                    one.future.set_exception(error)
            return
        self.appended += rows.num_rows
        for one in group:
            count = one.rows.num_rows
            if one.future.set_running_or_notify_cancel():
                one.future.set_result(list(range(first, first + count)))
            first += count

    def _insert_patiently(self, rows: pa.Table, first: int) -> None:
        for _ in range(TRIES - 1):
            try:
                return self._insert(rows, first)
            except duckdb.OutOfMemoryException:
                time.sleep(PAUSE)
        return self._insert(rows, first)

    def _insert(self, rows: pa.Table, first: int) -> None:
        ids = pa.arange(first, first + rows.num_rows)
        self._connection.register("arriving", rows.append_column("id", ids))
        try:
            self._connection.execute(f"INSERT INTO {HOT_ROWS} BY NAME SELECT * FROM arriving")
        finally:
            self._connection.unregister("arriving")


def _full() -> ProblemError:
    return problem(
        "lake.full",
        "Es kommen gerade mehr Werte an, als gespeichert werden können. Diese wurden nicht gespeichert. "
        "Bitte senden Sie sie in einigen Sekunden noch einmal.",
        "More values arrive than can be stored at the moment. These were not stored. "
        "Please send them again in a few seconds.",
    )
