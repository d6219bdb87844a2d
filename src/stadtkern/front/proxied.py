"""A proxy's word for who asks, how and under which name: put where every room looks, or dropped where none is trusted."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

# Only a proxy on this machine is believed.
NEAR = ["127.0.0.1", "::1"]
_WORDS = (b"x-forwarded-", b"forwarded")
_HOST = re.compile(rb"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class Proxied:
    """Gives what is inside one truth: client, scheme and Host are the visitor's, and no header says otherwise."""

    def __init__(self, app: ASGIApp, *, behind_proxy: bool) -> None:
        """Wrap an application; ``behind_proxy`` believes X-Forwarded-For, -Proto and -Host of a proxy on this machine."""
        self._app = app
        self._behind = ProxyHeadersMiddleware(app, NEAR) if behind_proxy else None  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        client = scope.get("client")
        if self._behind is not None and client and client[0] in NEAR:
            await self._behind(_named(scope), receive, send)  # type: ignore[arg-type]
            return
        headers = [pair for pair in scope["headers"] if not pair[0].startswith(_WORDS)]
        await self._app({**scope, "headers": headers}, receive, send)


def _named(scope: Scope) -> Scope:
    """Give the request with the name that the proxy was asked under: of several the nearest proxy's, which comes last."""
    told = [value for name, value in scope["headers"] if name == b"x-forwarded-host"]
    host = told[-1].rsplit(b",", 1)[-1].strip() if told else b""
    if not _HOST.fullmatch(host):
        return scope
    return {**scope, "headers": [(b"host", host), *(pair for pair in scope["headers"] if pair[0] != b"host")]}
