"""Queries that stop when nobody waits for the answer any more.

A door's work is a plain function run in a thread; beside it the connection is watched. When the reader goes away, the
query that runs for them is interrupted, so that closing a browser tab costs the town nothing.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import anyio
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
_GONE = Problem("door.gone", Text("Die Verbindung wurde beendet.", "The connection was closed."))
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
                    raise ProblemError(_GONE)
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


def endpoint(doors: Doors, work: Work) -> Callable[[Request], object]:
    """Make an endpoint of a plain function. Problems it raises become answers; it is stopped when the reader leaves."""

    async def answer(request: Request) -> Response:
        running = Running(doors.lake)
        timed_out = False
        response: Response | None = None
        failure: Exception | None = None

        async def limit() -> None:
            nonlocal timed_out
            await anyio.sleep(LONGEST)
            timed_out = True
            running.stop()

        async with _watched(request.receive, running) as group:
            group.start_soon(limit)
            try:
                response = await run_in_threadpool(_answered, doors, request, running, work)
            except Exception as error:  # noqa: BLE001  # raised again below, outside the group that would wrap it
                failure = error
            group.cancel_scope.cancel()
        if failure is not None:
            raise failure
        if response is None:
            response = doors.problem(request, TOO_LONG if timed_out else _GONE, 503)
        return response

    return answer


def _answered(doors: Doors, request: Request, running: Running, work: Work) -> Response | None:
    try:
        return work(doors, request, running)
    except ProblemError as error:
        if error.problem is _GONE:
            return None
        status = error.details.get("status", 400)
        return doors.problem(request, error.problem, status if isinstance(status, int) else 400)
    except duckdb.InterruptException:
        if running.stopped:
            return None
        raise


@asynccontextmanager
async def _watched(receive: Receive, running: Running) -> AsyncIterator[anyio.abc.TaskGroup]:
    async def watch() -> None:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                running.stop()
                return

    async with anyio.create_task_group() as group:
        group.start_soon(watch)
        yield group


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
        self._first = None if empty else next(pieces, b"") + next(pieces, b"")

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send the pieces, each made in a thread."""
        failure: Exception | None = None
        async with _watched(receive, self._running) as group:
            try:
                await self._send(send)
            except Exception as error:  # noqa: BLE001  # raised again below, outside the group that would wrap it
                failure = error
            finally:
                with anyio.CancelScope(shield=True):
                    await run_in_threadpool(self._close)
            group.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        piece = self._first
        while piece is not None and not self._running.stopped:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await run_in_threadpool(self._next)
        if not self._running.stopped:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _next(self) -> bytes | None:
        try:
            return next(self._pieces, None)
        except duckdb.InterruptException:
            if self._running.stopped:
                return None
            raise

    def _close(self) -> None:
        if (close := getattr(self._pieces, "close", None)) is not None:
            close()
