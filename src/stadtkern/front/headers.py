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
# The office's frame (Wagtail's admin) places its menus and hints with style attributes. Scripts stay own files only.
OFFICE_POLICY = "; ".join((*_DIRECTIVES, "style-src 'self' 'unsafe-inline'"))
# Pages below /embed/ are made to stand in a frame on anyone's page.
EMBED = "/embed/"
EMBED_POLICY = POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), payment=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_OFFICE = tuple(
    (name, OFFICE_POLICY.encode() if name == b"content-security-policy" else value) for name, value in HEADERS
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
        headers = _OFFICE if scope["path"].startswith("/office/") else HEADERS
        extra = headers + (((b"access-control-allow-origin", b"*"),) if scope["path"].startswith(_OPEN) else ())
        if scope["path"].startswith(EMBED):
            extra = ((b"content-security-policy", EMBED_POLICY.encode()), *extra[1:])

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in extra if pair[0] not in there)]
            await send(message)

        await self._app(scope, receive, with_headers)
