"""Features of a collection: a page of them, or one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha1
from typing import Any
from urllib.parse import urlencode

import duckdb
from starlette.requests import Request
from starlette.responses import Response

from stadtkern.data.publish.doors import NOT_THERE, Doors
from stadtkern.data.publish.features.crs import crs_of
from stadtkern.data.publish.features.documents import GEOJSON, HTML, link
from stadtkern.data.publish.features.layers import Layer, layer_of, source
from stadtkern.data.publish.features.parameters import ItemsQuery, check_known, items_query, wrong
from stadtkern.data.publish.features.query import Page, one_feature, page_of
from stadtkern.data.publish.shared.pages import page
from stadtkern.data.publish.shared.running import Running
from stadtkern.data.publish.shared.web import cache_control, fresh, version, wanted

FORMATS = {"json": GEOJSON, "html": HTML}
_OFFERS = {"json": GEOJSON, "html": "text/html"}


def format_of(request: Request, offers: dict[str, str] | None = None) -> str:
    """Give "json" or "html", as the reader asks. Raises ProblemError (query.value) for another ``f``."""
    found = wanted(request, offers or _OFFERS, "json")
    if found is None:
        raise wrong("f", "möglich sind json und html.", "there are json and html.")
    return found


def items(doors: Doors, request: Request, running: Running) -> Response:
    """Answer ``/collections/{slug}/items``."""
    layer = layer_of(doors, request)
    if isinstance(layer, Response):
        return layer
    shown = format_of(request)
    query = items_query(request.query_params, layer)
    headers = _headers(layer, query.crs.uri)
    mark = None if layer.stations else version(layer.collection)
    etag = _etag(request, mark, doors.base(request)) if mark and shown == "json" else None
    if etag is not None:
        headers["ETag"] = etag
        if (known := fresh(request, etag, headers)) is not None:
            return known
    with running.read() as cursor, source(doors, layer, cursor, doors.base(request)) as origin:
        try:
            found = page_of(cursor, origin, layer, query, f"{layer.slug}:{mark}" if mark else None)
        except duckdb.CatalogException:
            found = Page([], 0, None)  # described, but nothing was written yet
    links = _links(doors, request, found, shown)
    if shown == "html":
        return _html(doors, request, layer, query, found, links)
    return Response(_collection(found, links), 200, headers, GEOJSON)


def item(doors: Doors, request: Request, running: Running) -> Response:
    """Answer ``/collections/{slug}/items/{feature}``."""
    layer = layer_of(doors, request)
    if isinstance(layer, Response):
        return layer
    shown = format_of(request)
    check_known(request.query_params, frozenset({"crs", "f", "lang"}))
    crs = crs_of(request.query_params.get("crs"), "crs")
    text = request.path_params["feature"]
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        return doors.problem(request, NOT_THERE, 404)
    with running.read() as cursor, source(doors, layer, cursor, doors.base(request)) as origin:
        try:
            feature = one_feature(cursor, origin, layer, int(text), crs)
        except duckdb.CatalogException:
            feature = None
    if feature is None:
        return doors.problem(request, NOT_THERE, 404)
    href = f"{_collection_address(doors, request)}/items/{int(text)}"
    if shown == "html":
        return page(doors, request, "feature.html", layer=layer, feature=json.loads(feature), href=href)
    title = layer.title.in_language(doors.language(request))
    links = [
        link(f"{href}?f=json", "self", GEOJSON),
        link(f"{href}?f=html", "alternate", "text/html"),
        link(_collection_address(doors, request), "collection", "application/json", title),
    ]
    body = f'{feature[:-1]},"links":{json.dumps(links, ensure_ascii=False)}}}'
    return Response(body, 200, _headers(layer, crs.uri), GEOJSON)


def _headers(layer: Layer, crs: str) -> dict[str, str]:
    return {
        "Content-Crs": f"<{crs}>",
        "Cache-Control": cache_control(layer.dataset, 0 if layer.stations else 60),
        "Vary": "Accept, Accept-Language, Cookie",
    }


def _etag(request: Request, mark: str, base: str) -> str:
    """Name the answer's content: the collection's state and what was asked, by whichever name of the town."""
    asked = f"{mark} {base} {request.url.query}"
    return f'W/"{sha1(asked.encode(), usedforsecurity=False).hexdigest()[:20]}"'


def _collection_address(doors: Doors, request: Request) -> str:
    return f"{doors.base(request)}/features/collections/{request.path_params['slug']}"


def _links(doors: Doors, request: Request, found: Page, shown: str) -> list[dict[str, str]]:
    href = f"{_collection_address(doors, request)}/items"
    asked = {name: value for name, value in request.query_params.items() if name != "f"}

    def address(short: str, **more: str) -> str:
        return f"{href}?{urlencode({**asked, 'f': short, **more})}"

    other = "html" if shown == "json" else "json"
    links = [
        link(address(shown), "self", _OFFERS[shown]),
        link(address(other), "alternate", _OFFERS[other]),
        link(_collection_address(doors, request), "collection", "application/json"),
    ]
    if found.after is not None:
        links.append(link(address(shown, after=found.after), "next", _OFFERS[shown]))
    return links


def _collection(found: Page, links: list[dict[str, str]]) -> bytes:
    head = {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "numberMatched": found.matched,
        "numberReturned": len(found.features),
        "links": links,
    }
    return f'{json.dumps(head, ensure_ascii=False)[:-1]},"features":[{",".join(found.features)}]}}'.encode()


def _html(
    doors: Doors, request: Request, layer: Layer, query: ItemsQuery, found: Page, links: list[dict[str, str]]
) -> Response:
    features: list[dict[str, Any]] = [json.loads(one) for one in found.features]
    by_relation = {one["rel"]: one["href"] for one in links}
    answer = page(
        doors,
        request,
        "items.html",
        layer=layer,
        features=features,
        columns=[field for field in layer.fields if field.name in query.properties],
        matched=found.matched,
        json_href=by_relation["alternate"],
        next_href=by_relation.get("next"),
    )
    answer.headers["Content-Crs"] = f"<{query.crs.uri}>"
    return answer
