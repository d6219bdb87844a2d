"""The interface as OpenAPI 3.0, made from the collections there are."""

from __future__ import annotations

from typing import Any

from stadtkern.data.publish.features.crs import URIS
from stadtkern.data.publish.features.documents import GEOJSON, JSON, OPENAPI, SCHEMA
from stadtkern.data.publish.features.layers import RESERVED, Layer
from stadtkern.data.publish.features.parameters import DEFAULT_LIMIT, MOST
from stadtkern.town.text import Text

_SCHEMA_OF = {
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "text": {"type": "string"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "date-time"},
}


def openapi_document(root: str, title: str, layers: list[Layer], language: str) -> dict[str, Any]:
    """Give the OpenAPI document for the collections the reader may see."""

    def say(de: str, en: str) -> str:
        return Text(de, en).in_language(language)

    paths: dict[str, Any] = {
        "/": _get("landing", say("Einstieg", "Landing page"), JSON),
        "/conformance": _get("conformance", say("Konformität", "Conformance"), JSON),
        "/collections": _get("collections", say("Sammlungen", "Collections"), JSON),
        "/api": _get("api", say("Diese Beschreibung", "This description"), OPENAPI),
    }
    for layer in layers:
        paths |= _collection_paths(layer, language)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": title,
            "version": "1.0.0",
            "description": say("Orte und Gebiete als OGC API Features.", "Places and areas as OGC API Features."),
        },
        "servers": [{"url": root}],
        "paths": paths,
        "components": {"parameters": _parameters(language), "schemas": _SCHEMAS, "responses": _responses(language)},
    }


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _get(
    operation: str,
    summary: str,
    media: str,
    parameters: list[Any] | None = None,
    schema: str = "document",
    *,
    missing: bool = False,
) -> dict[str, Any]:
    content = {media: {"schema": _ref("schemas", schema)}, "text/html": {"schema": {"type": "string"}}}
    responses: dict[str, Any] = {
        "200": {"description": summary, "content": content},
        "400": _ref("responses", "problem"),
        "503": _ref("responses", "problem"),
    }
    if missing:
        responses["404"] = _ref("responses", "problem")
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": [*(parameters or []), _ref("parameters", "f"), _ref("parameters", "lang")],
            "responses": responses,
        }
    }


def _collection_paths(layer: Layer, language: str) -> dict[str, Any]:
    title = layer.title.in_language(language)
    href, name = f"/collections/{layer.slug}", layer.slug.replace("-", "_")
    feature = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
    shared = (
        "limit",
        "bbox",
        "bbox-crs",
        "crs",
        "datetime",
        "filter",
        "filter-lang",
        "filter-crs",
        "sortby",
        "properties",
        "after",
    )
    own = [
        {
            "name": field.name,
            "in": "query",
            "required": False,
            "description": field.title or field.name,
            "schema": _SCHEMA_OF[field.type],
        }
        for field in layer.fields
        if field.name in layer.queryable and field.name not in RESERVED
    ]
    parameters = [*(_ref("parameters", one) for one in shared), *own]
    return {
        href: _get(f"collection_{name}", title, JSON),
        f"{href}/queryables": _get(f"queryables_{name}", title, SCHEMA),
        f"{href}/schema": _get(f"schema_{name}", title, SCHEMA),
        f"{href}/items": _get(f"items_{name}", title, GEOJSON, parameters, "featureCollection"),
        f"{href}/items/{{featureId}}": _get(
            f"item_{name}", title, GEOJSON, [feature, _ref("parameters", "crs")], "feature", missing=True
        ),
    }


def _query(name: str, description: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema, **more}


def _parameters(language: str) -> dict[str, Any]:
    def say(de: str, en: str) -> str:
        return Text(de, en).in_language(language)

    systems = {"type": "string", "format": "uri", "enum": list(URIS)}
    numbers = {
        "type": "array",
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        "items": {"type": "number"},
    }
    return {
        "f": _query(
            "f", say("Format der Antwort", "Format of the answer"), {"type": "string", "enum": ["json", "html"]}
        ),
        "lang": _query("lang", say("Sprache", "Language"), {"type": "string", "enum": ["de", "en"]}),
        "limit": _query(
            "limit",
            # Not "maximum": a larger number is no error (part 1, /req/core/fc-limit-response-1), it gets the most there is.
            say(
                f"Wie viele; mehr als {MOST} kommen nicht auf einmal", f"How many; more than {MOST} do not come at once"
            ),
            {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT},
        ),
        "bbox": _query(
            "bbox",
            say("Rechteck: West, Süd, Ost, Nord", "Box: west, south, east, north"),
            numbers,
            style="form",
            explode=False,
        ),
        "bbox-crs": _query("bbox-crs", say("Bezugssystem des Rechtecks", "Reference system of the box"), systems),
        "crs": _query("crs", say("Bezugssystem der Antwort", "Reference system of the answer"), systems),
        "datetime": _query("datetime", say("Zeit oder Zeitraum", "Time or interval"), {"type": "string"}),
        "filter": _query("filter", say("Bedingung in CQL2", "Condition in CQL2"), {"type": "string"}),
        "filter-lang": _query(
            "filter-lang",
            say("Sprache der Bedingung", "Language of the condition"),
            {"type": "string", "enum": ["cql2-text", "cql2-json"]},
        ),
        "filter-crs": _query(
            "filter-crs", say("Bezugssystem der Bedingung", "Reference system of the condition"), systems
        ),
        "sortby": _query(
            "sortby", say("Reihenfolge, z. B. -hoehe,name", "Order, e.g. -height,name"), {"type": "string"}
        ),
        "properties": _query("properties", say("Nur diese Eigenschaften", "These properties only"), {"type": "string"}),
        "after": _query(
            "after",
            say("Fortsetzung, aus dem Verweis „next“", "Continuation, from the link “next”"),
            {"type": "string"},
        ),
    }


def _responses(language: str) -> dict[str, Any]:
    description = Text("Die Anfrage geht so nicht.", "The request does not work this way.").in_language(language)
    return {
        "problem": {
            "description": description,
            "content": {"application/problem+json": {"schema": _ref("schemas", "problem")}},
        }
    }


_LINKS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {one: {"type": "string"} for one in ("href", "rel", "type", "title")},
    },
}
_FEATURE = {
    "type": "object",
    "required": ["type", "id", "geometry", "properties"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "integer"},
        "geometry": {"type": "object", "nullable": True},
        "properties": {"type": "object", "nullable": True},
        "links": _LINKS,
    },
}
_SCHEMAS = {
    "document": {"type": "object"},
    "problem": {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string"},
            "code": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
    },
    "feature": _FEATURE,
    "featureCollection": {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "timeStamp": {"type": "string", "format": "date-time"},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
            "links": _LINKS,
            "features": {"type": "array", "items": _ref("schemas", "feature")},
        },
    },
}
