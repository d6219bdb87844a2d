"""What each part takes of an OSM object's tags: a row, or None when it does not want the object."""

from __future__ import annotations

from enum import Enum
from typing import Any

from stadtkern.data.gather.kinds.osm_classes import LAND, POI_CLASSES, POI_KEYS, POI_LEISURE
from stadtkern.data.gather.kinds.osm_tags import Tags


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


def building_of(tags: Tags, form: Form) -> Taken | None:
    """Read a building."""
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


def addressed_of(tags: Tags, form: Form) -> Taken | None:
    """Read an address."""
    if not tags.get("addr:housenumber") or form is Form.OPEN_WAY:
        return None
    return Wish.POINT, {"kind": "addr", "class": "building" if "building" in tags else "address", **_address(tags)}


_NO_ROADS = frozenset(
    [
        "proposed",
        "razed",
        "abandoned",
        "demolished",
        "platform",
        "rest_area",
        "services",
        "bus_stop",
        "elevator",
        "street_lamp",
        "no",
    ]
)


def road_of(tags: Tags, form: Form) -> Taken | None:
    """Read a road or path."""
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


_RAILS = frozenset(["rail", "tram", "light_rail", "subway", "narrow_gauge", "monorail", "funicular", "preserved"])


def rail_of(tags: Tags, form: Form) -> Taken | None:
    """Read a railway track."""
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


def water_of(tags: Tags, form: Form) -> Taken | None:
    """Read a surface of water."""
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


_STREAMS = frozenset(["river", "stream", "canal", "ditch", "drain", "brook", "tidal_channel", "flowline"])


def waterway_of(tags: Tags, form: Form) -> Taken | None:
    """Read a river, stream or ditch."""
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


def land_of(tags: Tags, form: Form) -> Taken | None:
    """Read a use of land."""
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


def tree_of(tags: Tags, form: Form) -> Taken | None:
    """Read a tree."""
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


def place_of(tags: Tags, form: Form) -> Taken | None:
    """Read a place with a name."""
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


_PARKING = frozenset(["parking", "parking_space", "parking_entrance", "bicycle_parking", "motorcycle_parking"])


def poi_of(tags: Tags, _form: Form) -> Taken | None:
    """Read a place to go to."""
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


def stop_of(tags: Tags, _form: Form) -> Taken | None:
    """Read a stop of public transport."""
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


def boundary_of(tags: Tags, form: Form) -> Taken | None:
    """Read an administrative boundary."""
    if tags.get("boundary") != "administrative" or form not in (Form.RING, Form.AREA):
        return None
    return Wish.AREA, {
        "kind": "boundary",
        "class": "administrative",
        "admin_level": tags.integer("admin_level"),
        "ags": tags.text("de:amtlicher_gemeindeschluessel"),
        "ars": tags.text("de:regionalschluessel"),
    }


def parking_of(tags: Tags, form: Form) -> Taken | None:
    """Read a place to park."""
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
