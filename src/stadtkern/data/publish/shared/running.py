"""Queries that stop when nobody waits for the answer any more.

A door's work is a plain function run in a thread; beside it the connection is watched. When the reader goes away, the
query that runs for them is interrupted, so that closing a browser tab costs the town nothing.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

import duckdb
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from stadtkern.data.lake import Lake
from stadtkern.data.publish.doors import Doors
from stadtkern.town.text import Problem, ProblemError, Text

# A question that has not been answered after this many seconds is stopped; downloads have no such limit.
LONGEST = 30.0
_STOPPED = Problem("door.stopped", Text("Die Arbeit wurde beendet.", "The work was stopped."))
TOO_LONG = Problem(
    "door.too-long",
    Text(
        "Die Abfrage hat zu lange gedauert und wurde beendet.",
        "The query took too long and was stopped.",
    ),
    Text("Wählen Sie einen kleineren Ausschnitt.", "Choose a smaller extract."),
)


class Running:
    """The cursors that work for one request."""

    def __init__(self, lake: Lake) -> None:
        """Take the lake; nothing is opened yet."""
        self._lake = lake
        self._lock = threading.Lock()
        self._cursors: list[duckdb.DuckDBPyConnection] = []
        self.stopped = False

    @contextmanager
    def read(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor on the lake that is interrupted when the request is stopped."""
        with self._lake.read() as cursor:
            with self._lock:
                if self.stopped:
                    raise ProblemError(_STOPPED)
                self._cursors.append(cursor)
            try:
                yield cursor
            finally:
                with self._lock:
                    self._cursors.remove(cursor)

    def stop(self) -> None:
        """Interrupt what runs; nothing new may begin."""
        with self._lock:
            self.stopped = True
            for cursor in self._cursors:
                cursor.interrupt()


Work = Callable[[Doors, Request, Running], Response]


def endpoint(doors: Doors, work: Work, *, limited: bool = True) -> Callable[[Request], Awaitable[Response]]:
    """Make an endpoint of a plain function. Problems it raises become answers; it is stopped when the reader leaves.

    ``limited``: also stopped after ``LONGEST`` seconds.
    """

    async def answer(request: Request) -> Response:
        running = Running(doors.lake)
        timer = asyncio.get_running_loop().call_later(LONGEST, running.stop) if limited else None
        watch = asyncio.create_task(_watch(request.receive, running))
        try:
            response = await run_in_threadpool(_answered, doors, request, running, work)
        finally:
            if timer is not None:
                timer.cancel()
            watch.cancel()
        # A reader who has left does not see this; one whose question took too long does.
        return response or doors.problem(request, TOO_LONG, 503)

    return answer


def _answered(doors: Doors, request: Request, running: Running, work: Work) -> Response | None:
    try:
        return work(doors, request, running)
    except ProblemError as error:
        if error.problem is _STOPPED:
            return None
        status = error.details.get("status", 400)
        return doors.problem(request, error.problem, status if isinstance(status, int) else 400)
    except duckdb.InterruptException:
        if running.stopped:
            return None
        raise


async def _watch(receive: Receive, running: Running) -> None:
    """Stop the work when the connection ends."""
    while (await receive())["type"] != "http.disconnect":
        pass
    running.stop()


class Flow(Response):
    """An answer that is sent piece by piece while it is made. Memory stays flat; it ends when the reader leaves.

    The first two pieces (head and first rows) are made before the answer begins, so a query that fails at once is
    answered as a problem. An error later on breaks the connection off, so that a reader cannot take a part for the whole.
    """

    def __init__(
        self,
        pieces: Iterator[bytes],
        running: Running,
        headers: Mapping[str, str],
        media_type: str,
        *,
        empty: bool = False,
    ) -> None:
        """Take the pieces; ``empty`` answers with the headers alone (HEAD)."""
        super().__init__(None, 200, dict(headers), media_type)
        del self.headers["content-length"]
        self._running = running
        self._pieces = pieces
        # A generator can be closed only while it does not run.
        self._turn = threading.Lock()
        self._first = None if empty else next(pieces, b"") + next(pieces, b"")

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send the pieces, each made in a thread."""
        watch = asyncio.create_task(_watch(receive, self._running))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            piece = self._first
            while piece is not None and not self._running.stopped:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await run_in_threadpool(self._next)
            if not self._running.stopped:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            watch.cancel()
            self._running.stop()
            await run_in_threadpool(self._close)

    def _next(self) -> bytes | None:
        with self._turn:
            try:
                return next(self._pieces, None)
            except duckdb.InterruptException:
                if self._running.stopped:
                    return None
                raise

    def _close(self) -> None:
        with self._turn:
            if (close := getattr(self._pieces, "close", None)) is not None:
                close()
