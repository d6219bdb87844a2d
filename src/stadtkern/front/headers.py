"""Headers that every answer carries: what a browser may load, and from where."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_DIRECTIVES = (
    "default-src 'self'",
    "img-src 'self' data: blob:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
)
POLICY = "; ".join(_DIRECTIVES)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), payment=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_OPEN = ("/features", "/tiles", "/catalogue", "/download", "/sta/", "/assets")


class Headers:
    """Adds the headers; machine doors may also be read by pages of others (CORS, without credentials)."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        extra = HEADERS + (((b"access-control-allow-origin", b"*"),) if scope["path"].startswith(_OPEN) else ())

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in extra if pair[0] not in there)]
            await send(message)

        await self._app(scope, receive, with_headers)
