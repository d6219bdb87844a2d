"""The one writer: whatever waits while a commit runs goes into the next one, a single transaction on disk."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from stadtkern.town.text import ProblemError, problem

T = TypeVar("T")
# Jobs in one transaction at most.
TOGETHER = 1000


@dataclass(slots=True)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    future: Future[Any]
    result: Any = None
    error: BaseException | None = None


class Writer:
    """Runs jobs in order in a thread of its own. A job that raises is taken back alone; the others are kept."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take a connection that nobody else uses."""
        self._connection = connection
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="quarters-writer", daemon=True)
        self._thread.start()

    def do(self, work: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Queue a job; the future has what it gives once it is on disk. Raises ProblemError when the store is closed."""
        job = _Job(work, Future())
        with self._lock:
            if self._closed:
                raise closed()
            self._queue.put(job)
        return job.future

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
        last = False
        while not last:
            group, last = self._gather()
            if group:
                self._commit(group)

    def _gather(self) -> tuple[list[_Job], bool]:
        group: list[_Job] = []
        job = self._queue.get()
        while job is not None:
            group.append(job)
            try:
                if len(group) == TOGETHER:
                    return group, False
                job = self._queue.get_nowait()
            except queue.Empty:
                return group, False
        return group, True

    def _commit(self, group: list[_Job]) -> None:
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                for job in group:
                    self._attempt(job, alone=len(group) == 1)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except BaseException as error:  # noqa: BLE001 - whoever waits must hear of any failure
            for job in group:
                job.error = job.error or error
        for job in group:
            if not job.future.set_running_or_notify_cancel():
                continue
            if job.error is not None:
                job.future.set_exception(job.error)
            else:
                job.future.set_result(job.result)

    def _attempt(self, job: _Job, *, alone: bool) -> None:
        if alone:
            job.result = job.work(self._connection)
            return
        self._connection.execute("SAVEPOINT job")
        try:
            job.result = job.work(self._connection)
        except Exception as error:  # noqa: BLE001 - belongs to the job's own future
            self._connection.execute("ROLLBACK TO job")
            job.error = error
        self._connection.execute("RELEASE job")


def closed() -> ProblemError:
    """Make the problem of a store that was closed."""
    return problem(
        "quarter.closed",
        "Die Stadt wird gerade geschlossen. Bitte versuchen Sie es gleich noch einmal.",
        "The town is being closed. Please try again in a moment.",
    )
