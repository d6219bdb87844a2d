"""The SensorThings 1.1 door: answers GET, takes POST, PATCH and DELETE, and says in words what is wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import duckdb
import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from stadtkern.data.guard.decide import Viewer
from stadtkern.data.publish.doors import Doors
from stadtkern.data.publish.sensorthings.core.draft import observation
from stadtkern.data.publish.sensorthings.core.model import OBSERVATION
from stadtkern.data.publish.sensorthings.core.refuse import RefusedError, refused
from stadtkern.data.publish.sensorthings.service import Service
from stadtkern.data.publish.sensorthings.v11 import reading, writing
from stadtkern.data.publish.sensorthings.v11.address import Address, parse_address
from stadtkern.data.publish.sensorthings.v11.body import decoded, draft
from stadtkern.data.publish.sensorthings.v11.root import root
from stadtkern.town.text import Problem, ProblemError, Text

PREFIX = "/sta/v1.1"
MAXIMUM_BODY = 64 * 1024 * 1024
_JSON = "application/json"
_log = logging.getLogger(__name__)
_FAILED = Problem(
    "sta.failed",
    Text(
        "Hier ist etwas schiefgegangen. Es wurde nichts verändert. Bitte versuchen Sie es noch einmal.",
        "Something went wrong here. Nothing was changed. Please try again.",
    ),
)


def routes(doors: Doors) -> list[BaseRoute]:
    """Give the routes of the SensorThings service."""
    door = _Door(doors)
    methods = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"]
    return [
        Route(PREFIX, door.root, methods=["GET", "HEAD"]),
        Route(PREFIX + "/", door.root, methods=["GET", "HEAD"]),
        Route(PREFIX + "/CreateObservations", door.create_observations, methods=["POST"]),
        Route(PREFIX + "/{path:path}", door.entities, methods=methods),
    ]


class _Door:
    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._service = Service(doors)

    async def root(self, request: Request) -> Response:
        """Answer what there is."""
        return _answer(root(self._base(request)))

    async def entities(self, request: Request) -> Response:
        """Answer or change entities."""

        async def work() -> Response:
            viewer = self._doors.viewer(request)
            address = parse_address(request.path_params["path"])
            match request.method:
                case "GET" | "HEAD":
                    return await self._read(request, viewer, address)
                case "POST":
                    return await self._post(request, viewer, address)
                case "DELETE":
                    await run_in_threadpool(writing.remove, self._service, viewer, address)
                    return Response(status_code=200)
                case _:
                    body, patch = await _body(request), _is_json_patch(request)
                    args = (self._service, viewer, address, self._base(request), body)
                    return _answer(await run_in_threadpool(writing.alter, *args, json_patch=patch))

        return await self._guarded(request, work)

    async def create_observations(self, request: Request) -> Response:
        """Take a data array: for each row the new observation's address, or why it was refused."""

        async def work() -> Response:
            viewer = self._doors.viewer(request)
            body = await _body(request)
            args = (self._service, viewer, self._base(request), body, self._doors.language(request))
            return _answer(await run_in_threadpool(writing.take_arrays, *args), 201)

        return await self._guarded(request, work)

    async def _read(self, request: Request, viewer: Viewer, address: Address) -> Response:
        pairs = parse_qsl(request.url.query, keep_blank_values=True)
        here = f"{self._base(request)}/{request.path_params['path'].strip('/')}"
        args = (self._service, viewer, address, pairs, self._base(request), here)
        found = await run_in_threadpool(reading.answer, *args)
        if found.text is not None:
            return Response(found.text, media_type="text/plain; charset=utf-8")
        return _answer(found.data) if found.data is not None else Response(status_code=204)

    async def _post(self, request: Request, viewer: Viewer, address: Address) -> Response:
        data = decoded(await _body(request))
        quick = writing.plain_observation(address, data)
        if quick is not None:
            return await self._observe(request, viewer, quick, data)
        dataset = request.query_params.get("dataset") or request.headers.get("x-dataset")
        args = (self._service, viewer, address, self._base(request), data, dataset)
        location, made = await run_in_threadpool(writing.make, *args)
        return _answer(made, 201, {"Location": location})

    async def _observe(self, request: Request, viewer: Viewer, stream: int, data: dict[str, Any]) -> Response:
        """Take one observation for a datastream that is there: no thread, no question to DuckDB."""
        read = draft(OBSERVATION, data, given="Datastream")
        row = observation(stream, read.values, self._service.place(viewer, stream).feature)
        (id_,) = await asyncio.wrap_future(self._service.lake.append([row]))
        location = f"{self._base(request)}/Observations({id_})"
        return _answer(writing.observation_json(location, id_, row), 201, {"Location": location})

    async def _guarded(self, request: Request, work: Callable[[], Awaitable[Response]]) -> Response:
        try:
            return await work()
        except RefusedError as error:
            return self._refusal(request, error.problem, error.status)
        except ProblemError as error:
            return self._refusal(request, error.problem, 503)
        except ClientDisconnect:
            return Response(status_code=400)
        except duckdb.BinderException:
            _log.warning("a question could not be put to DuckDB: %s", request.url.query, exc_info=True)
            misfit = refused("value", "Diese Werte passen nicht zusammen.", "These values do not go together.")
            return self._refusal(request, misfit.problem, 400)
        except Exception:  # noqa: BLE001 - a reader never sees a stack trace
            _log.exception("%s %s failed", request.method, request.url.path)
            return self._refusal(request, _FAILED, 500)

    def _refusal(self, request: Request, problem: Problem, status: int) -> Response:
        text = problem.text.in_language(self._doors.language(request))
        headers = {"WWW-Authenticate": 'Basic realm="stadtkern"'} if status == 401 else None
        return _answer({"code": status, "type": "error", "message": text, "problem": problem.code}, status, headers)

    def _base(self, request: Request) -> str:
        return self._doors.base(request) + PREFIX


async def _body(request: Request) -> bytes:
    """Read the body as long as it is not too long."""
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > MAXIMUM_BODY:
            raise refused("too-large", "Die Anfrage ist größer als 64 MB.", "The request is larger than 64 MB.", 413)
    return bytes(read)


def _is_json_patch(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/json-patch+json")


def _answer(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(data), status, headers, media_type=_JSON)
