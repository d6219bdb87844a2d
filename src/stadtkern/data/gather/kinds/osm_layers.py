"""Which OSM objects go into which part, and with which columns. The wiki's "Map features" is the source of the tags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stadtkern.data.gather.kinds.osm_classes import LAND, POI_KEYS
from stadtkern.data.gather.kinds.osm_tags import Tags
from stadtkern.data.gather.kinds.osm_take import (
    Form,
    Taken,
    addressed_of,
    boundary_of,
    building_of,
    land_of,
    parking_of,
    place_of,
    poi_of,
    rail_of,
    road_of,
    stop_of,
    tree_of,
    water_of,
    waterway_of,
)
from stadtkern.data.gather.model import Column, Role


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


LAYERS: tuple[Layer, ...] = (
    Layer(
        "buildings", "Gebäude", ("building",),
        _columns(
            ("building", "Gebäudeart", "text"), ("levels", "Geschosse", "number"), ("height", "Höhe", "number", "m"),
            ("min_height", "Unterkante", "number", "m"), ("roof_shape", "Dachform", "text"),
            ("roof_levels", "Dachgeschosse", "number"), ("use", "Nutzung", "text"), ("address", "Adresse", "text"),
            *_ADDRESS,
        ),
        building_of,
    ),
    Layer("addresses", "Adressen", ("addr:housenumber",), _columns(*_ADDRESS), addressed_of),
    Layer(
        "roads", "Straßen und Wege", ("highway",),
        _columns(
            ("ref", "Nummer", "text"), ("surface", "Belag", "text"), ("lanes", "Fahrstreifen", "integer"),
            ("maxspeed", "Höchstgeschwindigkeit", "integer", "km/h"), ("oneway", "Einbahnstraße", "text"),
            ("foot", "Fußverkehr", "text"), ("bicycle", "Radverkehr", "text"), ("access", "Zugang", "text"),
            ("lit", "Beleuchtet", "boolean"), ("width", "Breite", "number", "m"), *_WAY,
        ),
        road_of,
    ),
    Layer(
        "rails", "Schienen", ("railway",),
        _columns(
            ("service", "Gleisart", "text"), ("usage", "Strecke", "text"), ("electrified", "Elektrifiziert", "text"), *_WAY
        ),
        rail_of,
    ),
    Layer(
        "water", "Gewässerflächen", ("natural", "waterway", "landuse", "leisure"),
        _columns(("intermittent", "Zeitweise trocken", "boolean")), water_of,
    ),
    Layer(
        "waterways", "Wasserläufe", ("waterway",),
        _columns(
            ("width", "Breite", "number", "m"), ("intermittent", "Zeitweise trocken", "boolean"),
            ("tunnel", "Verrohrt", "boolean"), ("layer", "Ebene", "integer"),
        ),
        waterway_of,
    ),
    Layer(
        "land", "Flächennutzung", tuple(LAND),
        _columns(("value", "Wert in OSM", "text"), ("sport", "Sportart", "text")), land_of,
    ),
    Layer(
        "trees", "Bäume", ("natural",),
        _columns(
            ("species", "Art", "text"), ("genus", "Gattung", "text"), ("leaf_type", "Laub", "text"),
            ("leaf_cycle", "Laubwechsel", "text"), ("height", "Höhe", "number", "m"), ("crown", "Krone", "number", "m"),
            ("circumference", "Stammumfang", "number", "m"), ("ref", "Nummer", "text"),
        ),
        tree_of,
    ),
    Layer(
        "places", "Orte", ("place",),
        _columns(("population", "Einwohner", "integer"), ("postcode", "Postleitzahl", "text"), ("ags", "AGS", "text")),
        place_of,
    ),
    Layer(
        "pois", "Ziele und Einrichtungen", POI_KEYS,
        _columns(("value", "Wert in OSM", "text"), ("cuisine", "Küche", "text"), *_CONTACT, *_ADDRESS), poi_of,
    ),
    Layer(
        "stops", "Haltestellen", ("highway", "railway", "amenity", "public_transport"),
        _columns(
            ("modes", "Verkehrsmittel", "text"), ("ref", "Nummer", "text"), ("ifopt", "Haltestellenkennung", "text"),
            ("shelter", "Unterstand", "boolean"), ("bench", "Sitzbank", "boolean"),
            ("wheelchair", "Rollstuhlgerecht", "text"), ("operator", "Betreiber", "text"),
        ),
        stop_of,
    ),
    Layer(
        "boundaries", "Grenzen", ("boundary",),
        _columns(("admin_level", "Verwaltungsebene", "integer"), ("ags", "AGS", "text"), ("ars", "ARS", "text")),
        boundary_of,
    ),
    Layer(
        "parking", "Parken", ("amenity",),
        _columns(
            ("parking", "Art der Anlage", "text"), ("capacity", "Stellplätze", "integer"), ("access", "Zugang", "text"),
            ("fee", "Gebühr", "text"), ("surface", "Belag", "text"), ("covered", "Überdacht", "boolean"),
        ),
        parking_of,
    ),
)  # fmt: skip

KEYS: tuple[str, ...] = tuple(dict.fromkeys(key for layer in LAYERS for key in layer.keys))
BY_KEY: dict[str, tuple[Layer, ...]] = {key: tuple(one for one in LAYERS if key in one.keys) for key in KEYS}
