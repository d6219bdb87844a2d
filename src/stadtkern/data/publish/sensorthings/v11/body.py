"""Reads entities from JSON: every value is of its kind, every link is an id or an entity, nothing is unknown."""

from __future__ import annotations

from typing import Any

import msgspec

from stadtkern.data.publish.sensorthings.core.columns import too_long
from stadtkern.data.publish.sensorthings.core.draft import Draft, Linked
from stadtkern.data.publish.sensorthings.core.model import TYPES, EntityType, Kind, Link, Property
from stadtkern.data.publish.sensorthings.core.refuse import RefusedError, refused
from stadtkern.data.publish.sensorthings.v11.times import instant, period

MAXIMUM_DEPTH = 12
_GEOMETRIES = frozenset(
    {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection", "Feature"}
)
_GEOJSON = ("application/geo+json", "application/vnd.geo+json")
_SILENT = frozenset({"id", "selfLink"})


def decoded(body: bytes) -> Any:
    """Read JSON. Raises RefusedError when it is none."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refused("json", f"Das ist kein gültiges JSON: {error}", f"This is not valid JSON: {error}") from error


def draft(kind: EntityType, data: Any, *, partial: bool = False, given: str | None = None, depth: int = 0) -> Draft:
    """Read an entity; ``given`` is a link that its parent gives, ``partial`` wants no required ones (for a change)."""
    if not isinstance(data, dict):
        raise refused(
            "body", f"Erwartet wird ein JSON-Objekt ({kind.name}).", f"A JSON object is expected ({kind.name})."
        )
    if depth > MAXIMUM_DEPTH:
        raise refused("too-deep", "Der Eintrag ist zu tief verschachtelt.", "The entity is nested too deeply.")
    made = Draft(kind, {})
    for name, value in data.items():
        if name in kind.properties and name != "@iot.id":
            if value is not None or kind.properties[name].kind is Kind.RESULT:
                made.values[name] = _value(kind, kind.properties[name], value)
            elif partial:
                made.values[name] = None
        elif name in kind.links:
            if value is not None:
                made.links[name] = _linked(kind.links[name], value, kind, depth)
        elif "@iot." not in name and name not in _SILENT:
            raise refused(
                "unknown-property", f"„{name}“ gibt es bei {kind.name} nicht.", f"{kind.name} has no “{name}”."
            )
    _checked_place(made)
    if not partial:
        _complete(made, given)
    return made


def _complete(made: Draft, given: str | None) -> None:
    kind = made.type
    for property_ in kind.properties.values():
        if property_.required and property_.name not in made.values and property_.name != "time":
            raise refused(
                "missing-property",
                f"Bei {kind.name} fehlt „{property_.name}“.",
                f"{kind.name} lacks “{property_.name}”.",
            )
    for link in kind.links.values():
        if link.required and link.name != given and not made.links.get(link.name):
            raise refused(
                "missing-link",
                f"Bei {kind.name} fehlt der Verweis „{link.name}“.",
                f"{kind.name} lacks the link “{link.name}”.",
            )


def _linked(link: Link, value: Any, parent: EntityType, depth: int) -> list[Linked]:
    if link.many:
        if not isinstance(value, list):
            raise refused("body", f"„{link.name}“ ist eine Liste.", f"“{link.name}” is a list.")
        return [_link(link, one, parent, depth) for one in value]
    return [_link(link, value, parent, depth)]


def _link(link: Link, value: Any, parent: EntityType, depth: int) -> Linked:
    # With an id it is a link, whatever else is repeated there: clients send entities as they have them.
    if isinstance(value, dict) and "@iot.id" in value:
        return identity(value["@iot.id"])
    kind = TYPES[link.to]
    given = parent.name if link.many and parent.name in kind.links else None
    return draft(kind, value, given=given, depth=depth + 1)


def identity(value: Any) -> int:
    """Read an id: a whole number, or one in quotes."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:19])
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise refused("id", f"„{value}“ ist keine Nummer eines Eintrags.", f"“{value}” is not an entity's id.")
    return value


def _value(kind: EntityType, property_: Property, value: Any) -> Any:
    match property_.kind:
        case Kind.TEXT:
            _must(isinstance(value, str), kind, property_, "ein Text", "a text")
            if (most := too_long(property_.name, value)) is not None:
                raise refused(
                    "too-long",
                    f"„{property_.name}“ darf höchstens {most} Zeichen haben.",
                    f"“{property_.name}” may have at most {most} characters.",
                )
            return value
        case Kind.INSTANT:
            _must(isinstance(value, str), kind, property_, "eine Zeit", "a time")
            return instant(value)
        case Kind.PERIOD:
            _must(isinstance(value, str), kind, property_, "eine Zeit", "a time")
            return period(value)
        case Kind.JSON if property_.name in ("properties", "parameters", "unitOfMeasurement"):
            _must(isinstance(value, dict), kind, property_, "ein JSON-Objekt", "a JSON object")
            if property_.name == "unitOfMeasurement":
                texts = all(isinstance(value.get(part) or "", str) for part in ("name", "symbol", "definition"))
                _must(
                    texts, kind, property_, "name, symbol und definition als Text", "name, symbol, definition as texts"
                )
            return value
        case _:
            return value


def _must(holds: object, kind: EntityType, property_: Property, wanted_de: str, wanted_en: str) -> None:
    if not holds:
        raise refused(
            "property-kind",
            f"„{property_.name}“ von {kind.name} muss {wanted_de} sein.",
            f"“{property_.name}” of {kind.name} must be {wanted_en}.",
        )


def _checked_place(made: Draft) -> None:
    name = "location" if made.type.name == "Location" else "feature"
    place = made.values.get(name)
    if place is None or made.values.get("encodingType", _GEOJSON[0]) not in _GEOJSON:
        return
    if not _is_geojson(place):
        raise _no_geojson(name)


def _is_geojson(place: Any) -> bool:
    if not isinstance(place, dict) or place.get("type") not in _GEOMETRIES:
        return False
    if place["type"] == "Feature":
        return place.get("geometry") is None or _is_geojson(place["geometry"])
    if place["type"] == "GeometryCollection":
        return isinstance(place.get("geometries"), list) and all(_is_geojson(one) for one in place["geometries"])
    coordinates = place.get("coordinates")
    if place["type"] == "Point":
        return _is_position(coordinates)
    return isinstance(coordinates, list)


def _is_position(coordinates: Any) -> bool:
    return (
        isinstance(coordinates, list)
        and len(coordinates) in (2, 3, 4)
        and all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in coordinates)
    )


def _no_geojson(name: str) -> RefusedError:
    return refused(
        "geojson",
        f'„{name}“ ist kein GeoJSON. Gebraucht wird zum Beispiel {{"type": "Point", "coordinates": [13.1, 52.4]}}.',
        f'“{name}” is not GeoJSON. Needed is for example {{"type": "Point", "coordinates": [13.1, 52.4]}}.',
    )
