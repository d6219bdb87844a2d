"""What the door says about itself and its collections, as plain values for JSON and pages alike."""

from __future__ import annotations

from typing import Any

from stadtkern.data.publish.features.crs import CRS84, URIS
from stadtkern.data.publish.features.layers import Layer
from stadtkern.data.registry.terms import licence_uri
from stadtkern.town.text import Text

GEOJSON = "application/geo+json"
JSON = "application/json"
HTML = "text/html; charset=utf-8"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

_PART1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
_PART2 = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/"
_PART3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"
_CQL = "http://www.opengis.net/spec/cql2/1.0/conf/"
CONFORMANCE = (
    *(_PART1 + name for name in ("core", "oas30", "html", "geojson")),
    _PART2 + "crs",
    *(_PART3 + name for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")),
    *(_CQL + name for name in (
        "cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators", "case-insensitive-comparison",
        "accent-insensitive-comparison", "basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions",
        "temporal-functions", "arithmetic", "property-property",
    )),
)  # fmt: skip
_RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0/"
TYPE_WORDS = {
    "number": Text("Zahl", "number"),
    "integer": Text("ganze Zahl", "whole number"),
    "text": Text("Text", "text"),
    "boolean": Text("Ja/Nein", "yes/no"),
    "date": Text("Datum", "date"),
    "time": Text("Zeit (UTC)", "time (UTC)"),
    "json": Text("Werte", "values"),
}


def link(href: str, rel: str, type_: str, title: str = "") -> dict[str, str]:
    """Make a link object."""
    made = {"href": href, "rel": rel, "type": type_}
    return made | {"title": title} if title else made


def both_formats(href: str, shown: str, title: str, other: str = JSON, short: str = "json") -> list[dict[str, str]]:
    """Link a document to itself and to its other format. ``shown`` is the short name of the format at hand."""
    join = "&" if "?" in href else "?"
    return [
        link(f"{href}{join}f={short}", "self" if shown != "html" else "alternate", other, title),
        link(f"{href}{join}f=html", "self" if shown == "html" else "alternate", "text/html", title),
    ]


def landing(root: str, title: Text, language: str, shown: str) -> dict[str, Any]:
    """Give the landing page (part 1, 7.2)."""
    words = title.in_language(language)
    about = Text(
        "Orte und Gebiete der Stadt als OGC API Features.", "Places and areas of the town as OGC API Features."
    ).in_language(language)
    api = Text("Die Schnittstelle als OpenAPI", "The interface as OpenAPI").in_language(language)
    return {
        "title": words,
        "description": about,
        "links": [
            *both_formats(root, shown, words),
            link(f"{root}/api", "service-desc", OPENAPI, api),
            link(f"{root}/api.html", "service-doc", "text/html", api),
            link(f"{root}/conformance", "conformance", JSON, Text("Konformität", "Conformance").in_language(language)),
            link(f"{root}/collections", "data", JSON, Text("Sammlungen", "Collections").in_language(language)),
        ],
    }


def collection_document(root: str, layer: Layer, language: str, shown: str | None = None) -> dict[str, Any]:
    """Give a collection (part 1, 7.14). ``shown``: short name of the format at hand, None inside the list."""
    title = layer.title.in_language(language)
    href = f"{root}/collections/{layer.slug}"
    base = root.removesuffix("/features")
    document: dict[str, Any] = {
        "id": layer.slug,
        "title": title,
        "description": layer.dataset.description.in_language(language),
        "itemType": "feature",
        "crs": list(URIS),
        "storageCrs": CRS84,
    }
    if layer.dataset.keywords:
        document["keywords"] = list(layer.dataset.keywords)
    if layer.dataset.attribution:
        document["attribution"] = layer.dataset.attribution
    if extent := _extent(layer):
        document["extent"] = extent
    links = [
        link(f"{href}/items?f=json", "items", GEOJSON, title),
        link(f"{href}/items?f=html", "items", "text/html", title),
        link(f"{href}/queryables", f"{_RELATIONS}queryables", SCHEMA),
        link(f"{href}/schema", "describedby", SCHEMA),
        link(f"{base}/tiles/{layer.slug}", f"{_RELATIONS}tilesets-vector", JSON),
        link(f"{base}/datasets/{layer.dataset.slug}/", "related", "text/html"),
    ]
    if layer.dataset.licence:
        links.append(link(licence_uri(layer.dataset.licence), "license", "text/html"))
    if shown is None:
        links.insert(0, link(href, "self", JSON, title))
    else:
        links = both_formats(href, shown, title) + links
    document["links"] = links
    return document


def _extent(layer: Layer) -> dict[str, Any]:
    extent: dict[str, Any] = {}
    if layer.collection.bbox is not None:
        extent["spatial"] = {"bbox": [list(layer.collection.bbox)], "crs": CRS84}
    start, end = layer.collection.time_start, layer.collection.time_end
    if layer.time is not None and (start or end):
        bounds = [one.strftime("%Y-%m-%dT%H:%M:%SZ") if one else None for one in (start, end)]
        extent["temporal"] = {"interval": [bounds], "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"}
    return extent


def collections_document(root: str, layers: list[Layer], language: str, shown: str) -> dict[str, Any]:
    """Give the list of collections (part 1, 7.13)."""
    title = Text("Sammlungen", "Collections").in_language(language)
    return {
        "links": both_formats(f"{root}/collections", shown, title),
        "crs": list(URIS),
        "collections": [collection_document(root, layer, language) for layer in layers],
    }


_JSON_TYPES: dict[str, dict[str, Any]] = {
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "text": {"type": "string"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "date-time"},
    "json": {"type": "array", "items": {"type": "object"}},
}


def schema_document(root: str, layer: Layer, language: str, *, queryables: bool) -> dict[str, Any]:
    """Give the JSON Schema of a collection: what can be filtered by (part 3), or what a feature holds (part 5)."""
    name = "queryables" if queryables else "schema"
    properties: dict[str, Any] = {
        layer.place: {
            "title": Text("Ort", "Place").in_language(language),
            "format": "geometry-any",
            "x-ogc-role": "primary-geometry",
        }
    }
    for field in layer.fields:
        if queryables and field.type == "json":
            continue
        described = {"title": field.title or field.name, **_JSON_TYPES[field.type]}
        if field.unit:
            described |= {"x-ogc-unit": field.unit, "x-ogc-unitLang": "UCUM"}
        if layer.time is not None and field.name == layer.time.name:
            described["x-ogc-role"] = "primary-instant"
        properties[field.name] = described
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{root}/collections/{layer.slug}/{name}",
        "type": "object",
        "title": layer.title.in_language(language),
        "properties": properties,
    }
    return document | ({"additionalProperties": False} if queryables else {})
