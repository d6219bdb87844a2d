"""The door's own pages: landing, conformance, collections, a collection, its schema, the interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from stadtkern.data.publish.doors import Doors
from stadtkern.data.publish.features.documents import (
    CONFORMANCE,
    JSON,
    OPENAPI,
    SCHEMA,
    TYPE_WORDS,
    collection_document,
    collections_document,
    landing,
    schema_document,
)
from stadtkern.data.publish.features.items import format_of
from stadtkern.data.publish.features.layers import layer_of, layers
from stadtkern.data.publish.features.openapi import openapi_document
from stadtkern.data.publish.features.parameters import check_known
from stadtkern.data.publish.shared.pages import page
from stadtkern.data.publish.shared.running import Running

_KNOWN = frozenset({"f", "lang"})
_OFFERS = {"json": JSON, "html": "text/html"}
_SCHEMA_OFFERS = {"json": SCHEMA, "html": "text/html"}


def _root(doors: Doors, request: Request) -> str:
    return f"{doors.base(request)}/features"


def _json(document: Mapping[str, Any], media_type: str = JSON) -> Response:
    return Response(msgspec.json.encode(document), 200, {"Vary": "Accept, Accept-Language, Cookie"}, media_type)


def start(doors: Doors, request: Request, _running: Running) -> Response:
    """Answer ``/features``: the landing page."""
    check_known(request.query_params, _KNOWN)
    shown = format_of(request, _OFFERS)
    document = landing(_root(doors, request), doors.title, doors.language(request), shown)
    if shown == "html":
        return page(doors, request, "landing.html", layers=layers(doors, request))
    return _json(document)


def conformance(doors: Doors, request: Request, _running: Running) -> Response:
    """Answer ``/features/conformance``."""
    check_known(request.query_params, _KNOWN)
    if format_of(request, _OFFERS) == "html":
        return page(doors, request, "conformance.html", classes=CONFORMANCE)
    return _json({"conformsTo": list(CONFORMANCE)})


def collections(doors: Doors, request: Request, _running: Running) -> Response:
    """Answer ``/features/collections``."""
    check_known(request.query_params, _KNOWN)
    shown = format_of(request, _OFFERS)
    found = layers(doors, request)
    if shown == "html":
        return page(doors, request, "collections.html", layers=found)
    return _json(collections_document(_root(doors, request), found, doors.language(request), shown))


def collection(doors: Doors, request: Request, _running: Running) -> Response:
    """Answer ``/features/collections/{slug}``."""
    layer = layer_of(doors, request)
    if isinstance(layer, Response):
        return layer
    check_known(request.query_params, _KNOWN)
    shown = format_of(request, _OFFERS)
    if shown == "html":
        return page(doors, request, "collection.html", layer=layer, words=TYPE_WORDS)
    return _json(collection_document(_root(doors, request), layer, doors.language(request), shown))


def queryables(doors: Doors, request: Request, running: Running) -> Response:
    """Answer ``/features/collections/{slug}/queryables``."""
    return _schema(doors, request, running, queryables=True)


def schema(doors: Doors, request: Request, running: Running) -> Response:
    """Answer ``/features/collections/{slug}/schema``."""
    return _schema(doors, request, running, queryables=False)


def _schema(doors: Doors, request: Request, _running: Running, *, queryables: bool) -> Response:
    layer = layer_of(doors, request)
    if isinstance(layer, Response):
        return layer
    check_known(request.query_params, _KNOWN)
    if format_of(request, _SCHEMA_OFFERS) == "html":
        return page(doors, request, "collection.html", layer=layer, words=TYPE_WORDS)
    document = schema_document(_root(doors, request), layer, doors.language(request), queryables=queryables)
    return _json(document, SCHEMA)


def api(doors: Doors, request: Request, _running: Running) -> Response:
    """Answer ``/features/api``: the OpenAPI document."""
    check_known(request.query_params, _KNOWN)
    if format_of(request, {"json": OPENAPI, "html": "text/html"}) == "html":
        return _api_page(doors, request)
    return _json(_openapi(doors, request), OPENAPI)


def api_page(doors: Doors, request: Request, _running: Running) -> Response:
    """Answer ``/features/api.html``: the interface for people."""
    check_known(request.query_params, _KNOWN)
    return _api_page(doors, request)


def _api_page(doors: Doors, request: Request) -> Response:
    return page(doors, request, "api.html", api=_openapi(doors, request))


def _openapi(doors: Doors, request: Request) -> dict[str, Any]:
    language = doors.language(request)
    title = doors.title.in_language(language)
    return openapi_document(_root(doors, request), title, layers(doors, request), language)
