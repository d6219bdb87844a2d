"""Pages for people at the machine doors: Jinja2 with autoescape, both languages, no script and no inline style."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from stadtkern.data.publish.doors import Doors
from stadtkern.town.text import Text

_PACKAGE = Path(__file__).resolve().parents[3]
MANIFEST = _PACKAGE / "town" / "assets" / "manifest.json"
_STYLES = ("main.ts", "styles/main.css")


@lru_cache(1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("stadtkern.data.publish", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def stylesheet(manifest: Path | None = None) -> tuple[str, ...]:
    """Give the addresses of the town's style sheets, from the manifest of built assets; none when nothing was built."""
    try:
        entries: dict[str, dict[str, Any]] = json.loads((manifest or MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return ()
    for name in _STYLES:
        if (entry := entries.get(name)) is not None:
            files = entry.get("css") or [entry["file"]]
            return tuple(f"/assets/{file}" for file in files if file.endswith(".css"))
    return ()


def page(doors: Doors, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Show a template of ``templates/publish`` in the reader's language. Every value is escaped."""
    language = doors.language(request)

    def t(de: str, en: str) -> str:
        return Text(de, en).in_language(language)

    html = (
        _environment()
        .get_template(f"publish/{template}")
        .render(
            t=t,
            language=language,
            title=doors.title.in_language(language),
            styles=stylesheet(),
            home=doors.base(request),
            root=f"{doors.base(request)}/features",
            path=request.url.path,
            **values,
        )
    )
    headers = {
        "Content-Language": language,
        "Vary": "Accept, Accept-Language, Cookie",
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(html, status, headers)
