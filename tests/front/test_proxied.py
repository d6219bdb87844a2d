"""What a proxy says: believed from this machine where the town says there is one, else not even seen."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from a2wsgi import WSGIMiddleware
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from stadtkern.front.proxied import Proxied

SAID = {"x-forwarded-for": "10.1.2.3", "x-forwarded-proto": "https", "x-forwarded-host": "stadt.example"}


async def _told(request: Request) -> JSONResponse:
    words = [name for name in request.headers if name.startswith(("x-forwarded", "forwarded"))]
    return JSONResponse(
        {"client": request.client.host if request.client else "", "address": str(request.url), "words": words}
    )


def _pages(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [("content-type", "text/plain")])
    return [f"{environ['wsgi.url_scheme']} {environ['HTTP_HOST']} {environ['REMOTE_ADDR']}".encode()]


async def _socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(f"{websocket.url} {websocket.client.host if websocket.client else ''}")
    await websocket.close()


INSIDE = Starlette(
    routes=[Route("/door", _told), WebSocketRoute("/live", _socket), Mount("/", WSGIMiddleware(_pages))]  # type: ignore[arg-type]
)


def asked(path: str, *, behind: bool, peer: str = "127.0.0.1", **headers: str) -> httpx.Response:
    """Ask as a peer at that address, with these headers (underscores for dashes)."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Proxied(INSIDE, behind_proxy=behind), client=(peer, 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            return await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return asyncio.run(ask())


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1"])
def test_a_proxy_on_this_machine_is_believed_by_doors_and_pages(peer: str) -> None:
    told = asked("/door", behind=True, peer=peer, **SAID).json()
    assert told["client"] == "10.1.2.3"
    assert told["address"] == "https://stadt.example/door"
    assert (asked("/", behind=True, peer=peer, **SAID)).text == "https stadt.example 10.1.2.3"


@pytest.mark.parametrize(("behind", "peer"), [(False, "127.0.0.1"), (True, "10.9.9.9"), (False, "10.9.9.9")])
def test_nobody_else_is(behind: bool, peer: str) -> None:
    told = asked("/door", behind=behind, peer=peer, **SAID, forwarded="for=10.1.2.3").json()
    assert told == {"client": peer, "address": "http://127.0.0.1:8000/door", "words": []}
    assert (asked("/", behind=behind, peer=peer, **SAID)).text == f"http 127.0.0.1:8000 {peer}"


@pytest.mark.parametrize(
    ("said", "host"),
    [
        ("anyone.example, stadt.example", "stadt.example"),
        ("stadt.example:8443", "stadt.example:8443"),
        ("[2001:db8::1]:443", "[2001:db8::1]:443"),
        ("", "127.0.0.1:8000"),
        ('x"><script>', "127.0.0.1:8000"),
        ("stadt.example/path", "127.0.0.1:8000"),
    ],
)
def test_the_nearest_proxys_name_counts_if_it_is_one(said: str, host: str) -> None:
    """What a visitor's own header says comes before it; what is no name is not taken."""
    assert (asked("/", behind=True, x_forwarded_host=said)).text.split()[1] == host


def test_a_scheme_that_is_none_is_not_taken() -> None:
    told = asked("/door", behind=True, x_forwarded_proto="javascript").json()
    assert told["address"] == "http://127.0.0.1:8000/door"


def test_live_rooms_hear_the_same() -> None:
    scope = {
        "type": "websocket", "scheme": "ws", "path": "/live", "raw_path": b"/live", "query_string": b"", "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000"), *((name.encode(), word.encode()) for name, word in SAID.items())],
        "client": ("127.0.0.1", 1234), "server": ("127.0.0.1", 8000), "subprotocols": [],
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Proxied(INSIDE, behind_proxy=True)(scope, receive, send))
    assert [one.get("text") for one in sent] == [None, "wss://stadt.example/live 10.1.2.3", None]
