"""The control door: lets the command line speak with a town that serves, since the lake's files have one owner.

It listens on the town's own port under /-/, answers the local machine alone, and asks for a key that stands in the
town's folder (run/control.json, readable by the owner) and is new at each start.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from stadtkern.front import tasks
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Problem, ProblemError, Text, problem

_LOCAL = {"127.0.0.1", "::1"}


class Control:
    """The serving side."""

    def __init__(self, town: TownFolder, host: str, port: int) -> None:
        """Take the town and where it listens."""
        self._town = town
        self._address = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}"  # noqa: S104 - read, not bound
        self._key = secrets.token_urlsafe(32)

    def open(self) -> None:
        """Tell the command line where the door is."""
        self._town.run.mkdir(exist_ok=True)
        file = _file(self._town)
        file.unlink(missing_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump({"address": self._address, "key": self._key, "process": os.getpid()}, out)

    def close(self) -> None:
        """Take the note away again."""
        _file(self._town).unlink(missing_ok=True)

    def routes(self) -> list[BaseRoute]:
        """Give the door's routes."""
        return [
            Route("/-/health", _health, methods=["GET"]),
            Route("/-/do/{task}", self._do, methods=["POST"]),
        ]

    async def _do(self, request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        local = request.client is not None and request.client.host in _LOCAL
        if not local or not hmac.compare_digest(given.encode(), self._key.encode()):
            return PlainTextResponse("", 404)
        task = tasks.TASKS.get(request.path_params["task"])
        if task is None:
            return PlainTextResponse("", 404)
        return StreamingResponse(_lines(self._town, task, await request.json()), media_type="application/x-ndjson")


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _lines(town: TownFolder, task: Callable[..., dict[str, Any]], words: dict[str, Any]) -> AsyncIterator[bytes]:
    """Run a task in a thread; give its progress, then its result or problem, a JSON line each."""
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[dict[str, Any] | None]()
    gone = False

    def progress(done: int, total: int) -> None:
        if gone:
            raise _Gone
        loop.call_soon_threadsafe(queue.put_nowait, {"done": done, "total": total})

    def work() -> None:
        try:
            answer = {"result": task(town, progress, **words)}
        except ProblemError as error:
            answer = {"problem": error.problem.to_json()}
        except _Gone:
            return
        except Exception as error:  # noqa: BLE001 - every error must reach the one who asked
            answer = {"problem": tasks.broken(error).to_json()}
        finally:
            tasks.close_connections()
        loop.call_soon_threadsafe(queue.put_nowait, answer)
        loop.call_soon_threadsafe(queue.put_nowait, None)

    running: Awaitable[None] = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        while (line := await queue.get()) is not None:
            yield json.dumps(line, ensure_ascii=False, default=str).encode() + b"\n"
        await running
    finally:
        gone = True


class _Gone(Exception):
    """Raised inside the work when the command line has gone."""


def ask(
    town: TownFolder, task: str, words: dict[str, Any], progress: Callable[[int, int], None]
) -> dict[str, Any] | None:
    """Ask the serving process to do a task; None when no process serves this town.

    Raises ProblemError with the problem the task ended with.
    """
    try:
        note = json.loads(_file(town).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    url, headers = f"{note['address']}/-/do/{task}", {"Authorization": f"Bearer {note['key']}"}
    try:
        with (
            httpx.Client(timeout=None, trust_env=False) as client,  # noqa: S113 - an import may take as long as it takes
            client.stream("POST", url, json=words, headers=headers) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                return None
            for line in answer.iter_lines():
                said = json.loads(line)
                if "result" in said:
                    result: dict[str, Any] = said["result"]
                    return result
                if "problem" in said:
                    raise ProblemError(_problem(said["problem"]))
                progress(said["done"], said["total"])
    except httpx.ConnectError:
        return None
    except httpx.HTTPError as error:
        raise problem(
            "control.lost",
            "Die Stadt hat mitten in der Arbeit aufgehört zu antworten. Was nicht fertig war, wurde nicht geschrieben.",
            "The town stopped answering in the middle of the work. What was not finished was not written.",
        ) from error
    return None


def _problem(said: dict[str, Any]) -> Problem:
    hint = said.get("hint")
    return Problem(said["code"], Text(**said["reason"]), Text(**hint) if hint else None)


def _file(town: TownFolder) -> Path:
    return town.run / "control.json"
