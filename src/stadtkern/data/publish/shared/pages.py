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
from stadtkern.data.registry.facts import ColumnFacts
from stadtkern.town.look import look_of
from stadtkern.town.text import Text
from stadtkern.town.written import write_number

_PACKAGE = Path(__file__).resolve().parents[3]
MANIFEST = _PACKAGE / "town" / "assets" / "manifest.json"
_STYLES = ("main.ts", "styles/main.css")
SHAPES = {
    "Point": Text("ein Punkt", "a point"),
    "MultiPoint": Text("mehrere Punkte", "several points"),
    "LineString": Text("eine Linie", "a line"),
    "MultiLineString": Text("mehrere Linien", "several lines"),
    "Polygon": Text("eine Fläche", "an area"),
    "MultiPolygon": Text("mehrere Flächen", "several areas"),
}


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


def written(value: object, field: ColumnFacts, language: str) -> str:
    """Write a value as it is kept: nothing is rounded, a fraction has the reader's comma, and yes and no are words."""
    if isinstance(value, bool):
        return Text("ja" if value else "nein", "yes" if value else "no").in_language(language)
    if field.type == "number" and isinstance(value, int | float) and language == "de":
        return str(value).replace(".", ",")
    return str(value)


def page(doors: Doors, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Show a template of ``templates/publish`` in the reader's language. Every value is escaped."""
    language = doors.language(request)

    def t(de: str, en: str) -> str:
        return Text(de, en).in_language(language)

    def cell(value: object, field: ColumnFacts) -> str:
        return written(value, field, language)

    def count(n: int) -> str:
        return write_number(n, language)

    def shape(name: str) -> str:
        return SHAPES[name].in_language(language) if name in SHAPES else name

    html = (
        _environment()
        .get_template(f"publish/{template}")
        .render(
            t=t,
            cell=cell,
            count=count,
            shape=shape,
            sign="/town/arms" if look_of(doors.folder).arms else "/assets/sign.svg",
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
