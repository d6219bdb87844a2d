"""The live doors: a WebSocket for each variant, and small answers that never change or change rarely."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from stadtkern.data.guard.decide import Viewer
from stadtkern.quarter.blocks import wire
from stadtkern.quarter.blocks.edits import replay
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.keep import Participant, Store, Variant
from stadtkern.quarter.live import words
from stadtkern.quarter.live.hall import Hall
from stadtkern.quarter.live.meter import Meters
from stadtkern.quarter.live.pipes import AsgiPipe, FramePipe, Message, Pipe
from stadtkern.quarter.live.sockets import EXTENSION, Sockets
from stadtkern.town.text import ProblemError

COOKIE = "stadtkern_builder"
BASE_TYPE, SNAPSHOT_TYPE = "application/vnd.stadtkern.quarter", "application/vnd.stadtkern.snapshot"
# Snapshots of designs that are shown stay in memory so many.
KEPT = 32


class Live:
    """The live rooms of a town as routes."""

    def __init__(
        self,
        store: Store,
        viewer: Callable[[Request], Viewer],
        meters: Callable[[], Meters] | None = None,
    ) -> None:
        """Take the store, how to learn who asks, and who measures effects.

        ``meters`` is called once, in a thread, when the first room opens.
        """
        self.hall = Hall(store, meters)
        self._store, self._viewer = store, viewer
        self._snapshots: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._palette = json.dumps(palette().to_json(), ensure_ascii=False, separators=(",", ":")).encode()

    def routes(self) -> list[BaseRoute]:
        """Give the routes below /live/."""
        return [
            Route("/live/palette.json", self._give_palette),
            Route("/live/quarters/{slug}/base-{sha}.skq", self._give_base),
            Route("/live/variants/{number:int}/snapshot", self._give_snapshot),
            WebSocketRoute("/live/variants/{number:int}", self._talk),
        ]

    async def stop(self) -> None:
        """Store what waits and end all rooms."""
        await self.hall.stop()

    async def _give_palette(self, _request: Request) -> Response:
        return Response(self._palette, headers={"cache-control": "public, max-age=3600"}, media_type="application/json")

    async def _give_base(self, request: Request) -> Response:
        return await asyncio.to_thread(self._base, request)

    def _base(self, request: Request) -> Response:
        slug, sha = request.path_params["slug"], request.path_params["sha"]
        quarter = self._store.quarter(slug)
        if quarter is None or quarter.base != sha:
            return Response(status_code=404)
        if not quarter.published and not self._knows(request, quarter.id):
            return Response(status_code=404)
        data, now = self._store.base_bytes(slug)
        if now != sha:
            return Response(status_code=404)
        who = "public" if quarter.published else "private"
        headers = {"cache-control": f"{who}, max-age=31536000, immutable", "etag": f'"{sha}"'}
        return Response(data, headers=headers, media_type=BASE_TYPE)

    async def _give_snapshot(self, request: Request) -> Response:
        return await asyncio.to_thread(self._snapshot, request)

    def _snapshot(self, request: Request) -> Response:
        variant = self._store.variant(request.path_params["number"])
        wish = request.query_params.get("at", "")
        if variant is None or (wish and not (wish.isascii() and wish.isdigit() and len(wish) < 10)):
            return Response(status_code=404)
        shown = [one.position for one in self._store.contributions_of(variant.id) if one.state == "shown"]
        public = bool(shown) and (not wish or int(wish) in shown)
        if not public and not self._may_look(request, variant):
            return Response(status_code=404)
        last = self._store.position(variant.id)
        at = int(wish) if wish else (max(shown) if public and not self._may_look(request, variant) else last)
        if at > last:
            return Response(status_code=404)
        mark = f'"{variant.id}-{at}"'
        headers = {
            "cache-control": "public, max-age=60" if public and at in shown else "private, no-cache",
            "etag": mark,
        }
        if request.headers.get("if-none-match") == mark:
            return Response(status_code=304, headers=headers)
        return Response(self._packed(variant, at), headers=headers, media_type=SNAPSHOT_TYPE)

    def _packed(self, variant: Variant, at: int) -> bytes:
        """Give a variant at a position as a SNAPSHOT; it never changes, so it is kept for a while."""
        key = variant.id, at
        found = self._snapshots.get(key)
        if found is None:
            quarter = self._store.quarter_by_id(variant.quarter)
            if quarter is None:
                raise words.problem_of("missing")
            base = self._store.base(quarter.slug).grid
            found = wire.write_snapshot(at, base, replay(base, self._store.log(variant.id)[:at]))
            self._snapshots[key] = found
            while len(self._snapshots) > KEPT:
                self._snapshots.popitem(last=False)
        return found

    def _knows(self, request: Request, quarter: int) -> bool:
        """Say whether somebody is staff or builds in a quarter."""
        if self._viewer(request).is_staff:
            return True
        who = self._participant(request)
        room = None if who is None else self._store.room(who.room)
        return room is not None and room.quarter == quarter

    def _may_look(self, request: Request, variant: Variant) -> bool:
        """Say whether somebody is staff or in the room of a variant."""
        who = self._participant(request)
        if who is not None and who.room == variant.room:
            return True
        return self._viewer(request).is_staff

    def _participant(self, connection: HTTPConnection) -> Participant | None:
        token = connection.cookies.get(COOKIE, "")
        return self._store.participant_by_token(token) if token else None

    async def _talk(self, websocket: WebSocket) -> None:
        if not self._own_page(websocket):
            await websocket.close()
            return
        await websocket.accept()
        with contextlib.suppress(WebSocketDisconnect):
            async with _pipe(websocket) as pipe:
                await self._sit(websocket, pipe)

    async def _sit(self, websocket: WebSocket, pipe: Pipe) -> None:
        who, variant = self._participant(websocket), self._store.variant(websocket.path_params["number"])
        why = self._refused(who, variant)
        if who is None or variant is None or why:
            await self._refuse(websocket, pipe, why)
            return
        have = websocket.query_params.get("have", "")
        try:
            position = int(have) if have.isascii() and have.isdigit() and len(have) < 10 else None
            seat = await self.hall.enter(who, variant, pipe, position, _language(websocket))
        except ProblemError:
            await self._refuse(websocket, pipe, "missing")
            return
        try:
            sockets = websocket.scope.get("extensions", {}).get(EXTENSION)
            if isinstance(sockets, Sockets):
                sockets.heard = lambda message: self.hall.hear(seat, message)
            while True:
                event = await websocket.receive()
                if event["type"] == "websocket.disconnect":
                    return
                message = event.get("bytes")
                self.hall.hear(seat, event.get("text") or "" if message is None else message)
        finally:
            self.hall.leave(seat)

    def _refused(self, who: Participant | None, variant: Variant | None) -> str:
        """Give why somebody may not sit down, or nothing."""
        if who is None:
            return "token"
        if variant is None:
            return "missing"
        if not who.may_build(variant):
            return "not-yours"
        room = self._store.room(who.room)
        return "closed" if room is None or room.closed is not None or variant.closed is not None else ""

    async def _refuse(self, websocket: WebSocket, pipe: Pipe, why: str) -> None:
        pipe.push(Message(words.ending(why)))
        pipe.close(words.ENDINGS[why][0])
        while (await websocket.receive())["type"] != "websocket.disconnect":
            continue

    def _own_page(self, websocket: WebSocket) -> bool:
        """Say whether a page of this town asks: a browser always tells from where, and pages of others must not build."""
        origin = websocket.headers.get("origin", "")
        host = websocket.headers.get("host", "")
        return bool(host) and origin.partition("://")[2] == host


def _language(websocket: WebSocket) -> str:
    """Give the reader's language as the pages choose it."""
    wish = websocket.cookies.get("django_language") or websocket.headers.get("accept-language", "de")
    return "en" if wish.lower().startswith("en") else "de"


@contextlib.asynccontextmanager
async def _pipe(websocket: WebSocket) -> AsyncIterator[Pipe]:
    sockets = websocket.scope.get("extensions", {}).get(EXTENSION)
    if isinstance(sockets, Sockets):
        yield FramePipe(sockets)
        return
    pipe = AsgiPipe(websocket.send)
    try:
        yield pipe
    finally:
        pipe.stop()
