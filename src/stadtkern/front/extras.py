"""Small addresses that belong to no room: robots.txt, security.txt, the service worker."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from stadtkern.town.assets_manifest import ASSETS, read_manifest
from stadtkern.town.folder import TownFolder

WORKER = "offline"
# Tools and rooms, and files that would be made for them alone.
_NOT_FOR_ROBOTS = (
    "/office/",
    "/sign-in/",
    "/-/",
    "/embed/",
    "/build/",
    "/rooms/",
    "/quarters/*/export/",
    "/variants/*/export/",
)
# Without a build there is nothing to keep: a worker that takes itself away, so that no old one stays behind.
_NO_WORKER = "self.addEventListener('activate', () => self.registration.unregister());\n"


def routes(town: TownFolder, assets: Path = ASSETS) -> list[BaseRoute]:
    """Give the routes; they need neither lake nor registry."""

    def robots(request: Request) -> Response:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_ROBOTS)]
        return PlainTextResponse("\n".join([*lines, "", f"Sitemap: {_base(request)}/sitemap.xml", ""]))

    def security(request: Request) -> Response:
        contact = town.get("town", "contact", "")
        ends = (datetime.now(UTC) + timedelta(days=365)).strftime("%Y-%m-%dT00:00:00Z")
        lines = [f"Contact: {contact}"] if contact else []
        lines += [f"Expires: {ends}", "Preferred-Languages: de, en"]
        lines.append(f"Canonical: {_base(request)}/.well-known/security.txt")
        return PlainTextResponse("\n".join([*lines, ""]))

    def worker(_request: Request) -> Response:
        text = worker_script(assets)
        headers = {"cache-control": "no-cache", "service-worker-allowed": "/"}
        return Response(text, media_type="text/javascript", headers=headers)

    return [
        Route("/robots.txt", robots),
        Route("/.well-known/security.txt", security),
        Route("/service-worker.js", worker),
    ]


def worker_script(assets: Path) -> str:
    """Give the built service worker with the build's version before it, so that each build has a store of its own."""
    manifest = read_manifest(assets) or {}
    entry = next((one for one in manifest.values() if one.get("isEntry") and one.get("name") == WORKER), None)
    if entry is None:
        return _NO_WORKER
    text = (assets / entry["file"]).read_text("utf-8")
    files = sorted(str(one["file"]) for one in manifest.values())
    version = hashlib.sha256("\n".join([*files, text]).encode()).hexdigest()[:12]
    return f'self.VERSION = "{version}";\n{text}'


def _base(request: Request) -> str:
    """Give https://host as the visitor sees it."""
    return f"{request.url.scheme}://{request.url.netloc}"
