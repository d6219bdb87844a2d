"""What robots are asked to leave alone."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.testclient import TestClient

from stadtkern.front import extras
from stadtkern.town.folder import TownFolder


def test_robots_read_pages_and_have_no_files_made(town: TownFolder) -> None:
    told = TestClient(Starlette(routes=extras.routes(town))).get("/robots.txt").text.splitlines()
    for path in ("/office/", "/build/", "/rooms/", "/quarters/*/export/", "/variants/*/export/"):
        assert f"Disallow: {path}" in told
    assert "Disallow: /quarters/" not in told
    assert told[-1] == "Sitemap: http://testserver/sitemap.xml"
