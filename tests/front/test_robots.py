"""What robots are asked to leave alone."""

from __future__ import annotations

import asyncio

import httpx
from starlette.applications import Starlette

from stadtkern.front import extras
from stadtkern.town.folder import TownFolder


async def _asked(town: TownFolder) -> str:
    app = httpx.ASGITransport(Starlette(routes=extras.routes(town)))
    async with httpx.AsyncClient(transport=app, base_url="http://stadt.example") as client:
        return (await client.get("/robots.txt")).text


def test_robots_read_pages_and_have_no_files_made(town: TownFolder) -> None:
    told = asyncio.run(_asked(town)).splitlines()
    for path in ("/office/", "/build/", "/rooms/", "/quarters/*/export/", "/variants/*/export/"):
        assert f"Disallow: {path}" in told
    assert "Disallow: /quarters/" not in told
    assert told[-1] == "Sitemap: http://stadt.example/sitemap.xml"
