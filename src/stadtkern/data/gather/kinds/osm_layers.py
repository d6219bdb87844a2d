"""Which OSM objects go into which part, and with which columns. The wiki's "Map features" is the source of the tags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from stadtkern.data.gather.kinds.osm_classes import LAND, POI_CLASSES, POI_KEYS, POI_LEISURE
from stadtkern.data.gather.kinds.osm_tags import Tags
from stadtkern.data.gather.model import Column, Role


class Form(Enum):
    """What an OSM object is before it becomes a feature."""

    NODE = "n"
    OPEN_WAY = "l"
    RING = "w"
    AREA = "r"


class Wish(Enum):
    """What geometry a layer wants of an object."""

    POINT = "point"
    LINE = "line"
    AREA = "area"


Taken = tuple[Wish, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Layer:
    """A part of an OSM reading. ``take`` gives the row (without id, name) of an object that the layer wants, or None."""

    name: str
    title: str
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    take: Callable[[Tags, Form], Taken | None]


def _columns(*extra: tuple[str, str, str] | tuple[str, str, str, str]) -> tuple[Column, ...]:
    common = (
        Column("osm_id", "OSM-Kennung", "text", role=Role.ID),
        Column("name", "Name", "text", role=Role.NAME),
        Column("kind", "Merkmal", "text"),
        Column("class", "Klasse", "text"),
    )
    return (*common, *(Column(one[0], one[1], one[2], one[3] if len(one) > 3 else None) for one in extra))


_ADDRESS = (
    ("street", "Straße", "text"),
    ("housenumber", "Hausnummer", "text"),
    ("postcode", "Postleitzahl", "text"),
    ("city", "Ort", "text"),
)
_CONTACT = (
    ("opening_hours", "Öffnungszeiten", "text"),
    ("wheelchair", "Rollstuhlgerecht", "text"),
    ("website", "Internetseite", "text"),
    ("phone", "Telefon", "text"),
    ("operator", "Betreiber", "text"),
)
_WAY = (("bridge", "Brücke", "boolean"), ("tunnel", "Tunnel", "boolean"), ("layer", "Ebene", "integer"))


def _address(tags: Tags) -> dict[str, Any]:
    return {
        "street": tags.text("addr:street", "addr:place"),
        "housenumber": tags.text("addr:housenumber"),
        "postcode": tags.text("addr:postcode"),
        "city": tags.text("addr:city"),
    }


def _level(tags: Tags) -> dict[str, Any]:
    return {"bridge": tags.flag("bridge"), "tunnel": tags.flag("tunnel"), "layer": tags.integer("layer")}


def _as_area(form: Form) -> Wish:
    return Wish.POINT if form is Form.NODE else Wish.AREA


def _building(tags: Tags, form: Form) -> Taken | None:
    value = tags.get("building")
    if value in ("", "no"):
        return None
    address = _address(tags)
    street, number = address["street"], address["housenumber"]
    return _as_area(form), {
        "kind": "building",
        "class": value,
        "building": value,
        "levels": tags.number("building:levels", "levels"),
        "height": tags.metres("height"),
        "min_height": tags.metres("min_height"),
        "roof_shape": tags.text("roof:shape", "building:roof:shape"),
        "roof_levels": tags.number("roof:levels", "roof_levels"),
        "use": tags.text("building:use", "amenity", "shop", "office", "leisure", "tourism"),
        "address": f"{street} {number}" if street and number else street or number,
        **address,
    }


def _addressed(tags: Tags, form: Form) -> Taken | None:
    if not tags.get("addr:housenumber") or form is Form.OPEN_WAY:
        return None
    return Wish.POINT, {"kind": "addr", "class": "building" if "building" in tags else "address", **_address(tags)}


_NO_ROADS = frozenset(
    "proposed razed abandoned demolished platform rest_area services bus_stop elevator street_lamp no".split()
)


def _road(tags: Tags, form: Form) -> Taken | None:
    value = tags.get("highway")
    if not value or value in _NO_ROADS or form in (Form.NODE, Form.AREA) or tags.is_yes("area"):
        return None
    return Wish.LINE, {
        "kind": "highway",
        "class": value,
        "ref": tags.text("ref"),
        "surface": tags.text("surface"),
        "lanes": tags.integer("lanes"),
        "maxspeed": tags.speed("maxspeed"),
        "oneway": _oneway(tags),
        "foot": tags.text("foot"),
        "bicycle": tags.text("bicycle"),
        "access": tags.text("access"),
        "lit": tags.flag("lit"),
        "width": tags.metres("width"),
        **_level(tags),
    }


def _oneway(tags: Tags) -> str | None:
    value = tags.get("oneway")
    if not value:
        return "yes" if tags.get("junction") in ("roundabout", "circular") else None
    return {"1": "yes", "true": "yes", "-1": "reverse", "0": "no", "false": "no"}.get(value, value)


_RAILS = frozenset("rail tram light_rail subway narrow_gauge monorail funicular preserved".split())


def _rail(tags: Tags, form: Form) -> Taken | None:
    value = tags.get("railway")
    if value not in _RAILS or form in (Form.NODE, Form.AREA):
        return None
    return Wish.LINE, {
        "kind": "railway",
        "class": value,
        "service": tags.text("service"),
        "usage": tags.text("usage"),
        "electrified": tags.text("electrified"),
        **_level(tags),
    }


def _water(tags: Tags, form: Form) -> Taken | None:
    found = None
    if tags.get("natural") == "water":
        found = "natural", tags.text("water") or "water"
    elif tags.get("waterway") in ("riverbank", "dock"):
        found = "waterway", "river" if tags.get("waterway") == "riverbank" else "dock"
    elif tags.get("landuse") in ("reservoir", "basin"):
        found = "landuse", tags.get("landuse")
    elif tags.get("leisure") == "swimming_pool":
        found = "leisure", "swimming_pool"
    if found is None or form is Form.NODE:
        return None
    return Wish.AREA, {"kind": found[0], "class": found[1], "intermittent": tags.flag("intermittent")}


_STREAMS = frozenset("river stream canal ditch drain brook tidal_channel flowline".split())


def _waterway(tags: Tags, form: Form) -> Taken | None:
    value = tags.get("waterway")
    if value not in _STREAMS or form in (Form.NODE, Form.AREA):
        return None
    return Wish.LINE, {
        "kind": "waterway",
        "class": value,
        "width": tags.metres("width"),
        "intermittent": tags.flag("intermittent"),
        "tunnel": tags.flag("tunnel"),
        "layer": tags.integer("layer"),
    }


_ALSO_LINES = frozenset(("pier", "track", "runway", "taxiway", "pedestrian", "paved", "bridge"))
"""What may be drawn as a line just as well; only its areas are land."""


def _land(tags: Tags, form: Form) -> Taken | None:
    if form is Form.NODE:
        return None
    for key, classes in LAND.items():
        value = tags.get(key)
        if value and (name := classes.get(value)):
            if form is Form.OPEN_WAY and name in _ALSO_LINES:
                continue
            if key == "highway" and form is not Form.AREA and not tags.is_yes("area"):
                continue
            return Wish.AREA, {"kind": key, "class": name, "value": value, "sport": tags.text("sport")}
    return None


def _tree(tags: Tags, form: Form) -> Taken | None:
    if tags.get("natural") != "tree" or form is not Form.NODE:
        return None
    return Wish.POINT, {
        "kind": "natural",
        "class": "tree",
        "species": tags.text("species", "taxon", "species:de"),
        "genus": tags.text("genus", "genus:de"),
        "leaf_type": tags.text("leaf_type"),
        "leaf_cycle": tags.text("leaf_cycle"),
        "height": tags.metres("height"),
        "crown": tags.metres("diameter_crown", "crown"),
        "circumference": tags.metres("circumference"),
        "ref": tags.text("ref"),
    }


def _place(tags: Tags, form: Form) -> Taken | None:
    value = tags.get("place")
    if not value or form is not Form.NODE:
        return None
    return Wish.POINT, {
        "kind": "place",
        "class": value,
        "population": tags.integer("population"),
        "postcode": tags.text("postal_code", "addr:postcode"),
        "ags": tags.text("de:amtlicher_gemeindeschluessel"),
    }


_PARKING = frozenset("parking parking_space parking_entrance bicycle_parking motorcycle_parking".split())


def _poi(tags: Tags, form: Form) -> Taken | None:
    for key in POI_KEYS:
        value = tags.get(key)
        if not value or value == "no" or value in _PARKING or (key == "leisure" and value not in POI_LEISURE):
            continue
        group = POI_CLASSES.get(f"{key}={value}") or POI_CLASSES.get(key, "other")
        return Wish.POINT, {
            "kind": key,
            "class": group,
            "value": value,
            "cuisine": tags.text("cuisine"),
            "opening_hours": tags.text("opening_hours"),
            "wheelchair": tags.text("wheelchair"),
            "website": tags.text("website", "contact:website", "url"),
            "phone": tags.text("phone", "contact:phone"),
            "operator": tags.text("operator"),
            **_address(tags),
        }
    return None


_STOPS = (
    ("highway", {"bus_stop": "bus_stop"}),
    ("railway", {"tram_stop": "tram_stop", "station": "station", "halt": "halt"}),
    ("amenity", {"bus_station": "bus_station", "ferry_terminal": "ferry_terminal"}),
    ("public_transport", {"platform": "platform", "stop_position": "stop_position", "station": "station"}),
)
_MODES = ("bus", "trolleybus", "tram", "light_rail", "subway", "train", "ferry")


def _stop(tags: Tags, form: Form) -> Taken | None:
    for key, classes in _STOPS:
        if name := classes.get(tags.get(key)):
            return Wish.POINT, {
                "kind": key,
                "class": name,
                "modes": ",".join(mode for mode in _MODES if tags.is_yes(mode)) or None,
                "ref": tags.text("ref", "local_ref"),
                "ifopt": tags.text("ref:IFOPT"),
                "shelter": tags.flag("shelter"),
                "bench": tags.flag("bench"),
                "wheelchair": tags.text("wheelchair"),
                "operator": tags.text("operator", "network"),
            }
    return None


def _boundary(tags: Tags, form: Form) -> Taken | None:
    if tags.get("boundary") != "administrative" or form not in (Form.RING, Form.AREA):
        return None
    return Wish.AREA, {
        "kind": "boundary",
        "class": "administrative",
        "admin_level": tags.integer("admin_level"),
        "ags": tags.text("de:amtlicher_gemeindeschluessel"),
        "ars": tags.text("de:regionalschluessel"),
    }


def _parking(tags: Tags, form: Form) -> Taken | None:
    value = tags.get("amenity")
    if value not in _PARKING:
        return None
    return Wish.POINT if form in (Form.NODE, Form.OPEN_WAY) else Wish.AREA, {
        "kind": "amenity",
        "class": value,
        "parking": tags.text("parking", "bicycle_parking"),
        "capacity": tags.integer("capacity"),
        "access": tags.text("access"),
        "fee": tags.text("fee"),
        "surface": tags.text("surface"),
        "covered": tags.flag("covered"),
    }


LAYERS: tuple[Layer, ...] = (
    Layer(
        "buildings", "Gebäude", ("building",),
        _columns(
            ("building", "Gebäudeart", "text"), ("levels", "Geschosse", "number"), ("height", "Höhe", "number", "m"),
            ("min_height", "Unterkante", "number", "m"), ("roof_shape", "Dachform", "text"),
            ("roof_levels", "Dachgeschosse", "number"), ("use", "Nutzung", "text"), ("address", "Adresse", "text"),
            *_ADDRESS,
        ),
        _building,
    ),
    Layer("addresses", "Adressen", ("addr:housenumber",), _columns(*_ADDRESS), _addressed),
    Layer(
        "roads", "Straßen und Wege", ("highway",),
        _columns(
            ("ref", "Nummer", "text"), ("surface", "Belag", "text"), ("lanes", "Fahrstreifen", "integer"),
            ("maxspeed", "Höchstgeschwindigkeit", "integer", "km/h"), ("oneway", "Einbahnstraße", "text"),
            ("foot", "Fußverkehr", "text"), ("bicycle", "Radverkehr", "text"), ("access", "Zugang", "text"),
            ("lit", "Beleuchtet", "boolean"), ("width", "Breite", "number", "m"), *_WAY,
        ),
        _road,
    ),
    Layer(
        "rails", "Schienen", ("railway",),
        _columns(
            ("service", "Gleisart", "text"), ("usage", "Strecke", "text"), ("electrified", "Elektrifiziert", "text"), *_WAY
        ),
        _rail,
    ),
    Layer(
        "water", "Gewässerflächen", ("natural", "waterway", "landuse", "leisure"),
        _columns(("intermittent", "Zeitweise trocken", "boolean")), _water,
    ),
    Layer(
        "waterways", "Wasserläufe", ("waterway",),
        _columns(
            ("width", "Breite", "number", "m"), ("intermittent", "Zeitweise trocken", "boolean"),
            ("tunnel", "Verrohrt", "boolean"), ("layer", "Ebene", "integer"),
        ),
        _waterway,
    ),
    Layer(
        "land", "Flächennutzung", tuple(LAND),
        _columns(("value", "Wert in OSM", "text"), ("sport", "Sportart", "text")), _land,
    ),
    Layer(
        "trees", "Bäume", ("natural",),
        _columns(
            ("species", "Art", "text"), ("genus", "Gattung", "text"), ("leaf_type", "Laub", "text"),
            ("leaf_cycle", "Laubwechsel", "text"), ("height", "Höhe", "number", "m"), ("crown", "Krone", "number", "m"),
            ("circumference", "Stammumfang", "number", "m"), ("ref", "Nummer", "text"),
        ),
        _tree,
    ),
    Layer(
        "places", "Orte", ("place",),
        _columns(("population", "Einwohner", "integer"), ("postcode", "Postleitzahl", "text"), ("ags", "AGS", "text")),
        _place,
    ),
    Layer(
        "pois", "Ziele und Einrichtungen", POI_KEYS,
        _columns(("value", "Wert in OSM", "text"), ("cuisine", "Küche", "text"), *_CONTACT, *_ADDRESS), _poi,
    ),
    Layer(
        "stops", "Haltestellen", ("highway", "railway", "amenity", "public_transport"),
        _columns(
            ("modes", "Verkehrsmittel", "text"), ("ref", "Nummer", "text"), ("ifopt", "Haltestellenkennung", "text"),
            ("shelter", "Unterstand", "boolean"), ("bench", "Sitzbank", "boolean"),
            ("wheelchair", "Rollstuhlgerecht", "text"), ("operator", "Betreiber", "text"),
        ),
        _stop,
    ),
    Layer(
        "boundaries", "Grenzen", ("boundary",),
        _columns(("admin_level", "Verwaltungsebene", "integer"), ("ags", "AGS", "text"), ("ars", "ARS", "text")),
        _boundary,
    ),
    Layer(
        "parking", "Parken", ("amenity",),
        _columns(
            ("parking", "Art der Anlage", "text"), ("capacity", "Stellplätze", "integer"), ("access", "Zugang", "text"),
            ("fee", "Gebühr", "text"), ("surface", "Belag", "text"), ("covered", "Überdacht", "boolean"),
        ),
        _parking,
    ),
)  # fmt: skip

KEYS: tuple[str, ...] = tuple(dict.fromkeys(key for layer in LAYERS for key in layer.keys))
BY_KEY: dict[str, tuple[Layer, ...]] = {key: tuple(one for one in LAYERS if key in one.keys) for key in KEYS}
