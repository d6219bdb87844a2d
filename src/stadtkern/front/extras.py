"""Small addresses that belong to no room: the town's colours, robots.txt, security.txt."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from stadtkern.town.folder import TownFolder

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_NAMES = ("brick", "pine")


def routes(town: TownFolder) -> list[BaseRoute]:
    """Give the routes; they need neither lake nor registry."""

    def colours(_request: Request) -> Response:
        given = town.get("town", "colours", {})
        lines = [f"--{name}: {given[name]};" for name in _NAMES if _COLOUR.fullmatch(str(given.get(name, "")))]
        body = ":root { " + " ".join(lines) + " }" if lines else ""
        return Response(body, media_type="text/css", headers={"Cache-Control": "public, max-age=300"})

    def robots(_request: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /office/\nDisallow: /sign-in/\nDisallow: /-/\n")

    def security(_request: Request) -> Response:
        contact = town.get("town", "contact", "")
        ends = (datetime.now(UTC) + timedelta(days=365)).strftime("%Y-%m-%dT00:00:00Z")
        return PlainTextResponse(f"Contact: {contact}\nExpires: {ends}\nPreferred-Languages: de, en\n")

    return [
        Route("/town.css", colours),
        Route("/robots.txt", robots),
        Route("/.well-known/security.txt", security),
    ]
