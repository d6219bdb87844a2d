"""Small addresses that belong to no room: robots.txt, security.txt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from stadtkern.town.folder import TownFolder


def routes(town: TownFolder) -> list[BaseRoute]:
    """Give the routes; they need neither lake nor registry."""

    def robots(_request: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /office/\nDisallow: /sign-in/\nDisallow: /-/\n")

    def security(_request: Request) -> Response:
        contact = town.get("town", "contact", "")
        ends = (datetime.now(UTC) + timedelta(days=365)).strftime("%Y-%m-%dT00:00:00Z")
        return PlainTextResponse(f"Contact: {contact}\nExpires: {ends}\nPreferred-Languages: de, en\n")

    return [
        Route("/robots.txt", robots),
        Route("/.well-known/security.txt", security),
    ]
