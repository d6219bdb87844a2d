"""The entities, their properties and how they hang together, each with the SQL that gives it.

``{a}`` in a piece of SQL stands for the alias of the entity's own rows, ``{x}`` for the extents of a datastream (which
cost a look into the lake and are therefore joined only when asked for).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a value is, for typing expressions and for writing it out."""

    ID = auto()
    TEXT = auto()
    NUMBER = auto()
    BOOL = auto()
    INSTANT = auto()
    PERIOD = auto()
    DATE = auto()
    CLOCK = auto()
    DURATION = auto()
    JSON = auto()
    GEO = auto()
    RESULT = auto()
    NULL = auto()


@dataclass(frozen=True, slots=True)
class Property:
    """A property. ``sql`` gives it; ``also`` the end of a period, the geometry of a place, the JSON of a result."""

    name: str
    kind: Kind
    sql: str
    also: str | None = None
    required: bool = False
    default: str | None = None
    filter_only: bool = False


@dataclass(frozen=True, slots=True)
class Via:
    """A table between two entities."""

    table: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Link:
    """From an entity (``source`` over its alias) to others (``target`` over theirs), straight or over a table between."""

    name: str
    to: str
    many: bool
    source: str
    target: str
    via: Via | None = None
    required: bool = False


@dataclass(frozen=True)
class EntityType:
    """A kind of entity. ``shared`` ones may be linked from several datasets and are visible through each of them."""

    name: str
    plural: str
    table: str
    properties: dict[str, Property]
    links: dict[str, Link]
    shared: bool = False

    def __hash__(self) -> int:
        return hash(self.name)


def _properties(*properties: Property) -> dict[str, Property]:
    return {one.name: one for one in properties}


def _links(*links: Link) -> dict[str, Link]:
    return {one.name: one for one in links}


def _text(name: str, column: str, *, required: bool = False, default: str | None = None) -> Property:
    return Property(name, Kind.TEXT, f"{{a}}.{column}", required=required, default=default)


ID = Property("@iot.id", Kind.ID, "{a}.id")
NAME = _text("name", "name", required=True)
DESCRIPTION = _text("description", "description", default="")
PROPERTIES = Property("properties", Kind.JSON, "{a}.properties")

FEATURE_OF_OBSERVATION = (
    "coalesce(TRY_CAST(json_extract_string({a}.extra, '$.foi') AS BIGINT),"
    " (SELECT s_.foi_id FROM mirror.datastream s_ WHERE s_.id = {a}.stream))"
)

THING = EntityType(
    "Thing",
    "Things",
    "thing",
    _properties(ID, NAME, DESCRIPTION, PROPERTIES),
    _links(
        Link("Datastreams", "Datastream", True, "{a}.id", "{a}.thing_id"),
        Link("Locations", "Location", True, "{a}.id", "{a}.id", Via("thing_location", "thing_id", "location_id")),
        Link("HistoricalLocations", "HistoricalLocation", True, "{a}.id", "{a}.thing_id"),
    ),
)
LOCATION = EntityType(
    "Location",
    "Locations",
    "location",
    _properties(
        ID,
        NAME,
        DESCRIPTION,
        _text("encodingType", "encoding_type", required=True),
        Property("location", Kind.GEO, "{a}.location", "{a}.geom", required=True),
        PROPERTIES,
    ),
    _links(
        Link("Things", "Thing", True, "{a}.id", "{a}.id", Via("thing_location", "location_id", "thing_id")),
        Link(
            "HistoricalLocations",
            "HistoricalLocation",
            True,
            "{a}.id",
            "{a}.id",
            Via("history_location", "location_id", "history_id"),
        ),
    ),
    shared=True,
)
HISTORICAL_LOCATION = EntityType(
    "HistoricalLocation",
    "HistoricalLocations",
    "history",
    _properties(ID, Property("time", Kind.INSTANT, "{a}.time", required=True)),
    _links(
        Link("Thing", "Thing", False, "{a}.thing_id", "{a}.id", required=True),
        Link("Locations", "Location", True, "{a}.id", "{a}.id", Via("history_location", "history_id", "location_id")),
    ),
)
SENSOR = EntityType(
    "Sensor",
    "Sensors",
    "sensor",
    _properties(
        ID,
        NAME,
        DESCRIPTION,
        _text("encodingType", "encoding_type", required=True),
        Property("metadata", Kind.JSON, "{a}.metadata", required=True),
        PROPERTIES,
    ),
    _links(Link("Datastreams", "Datastream", True, "{a}.id", "{a}.sensor_id")),
    shared=True,
)
OBSERVED_PROPERTY = EntityType(
    "ObservedProperty",
    "ObservedProperties",
    "observed_property",
    _properties(ID, NAME, _text("definition", "definition", required=True), DESCRIPTION, PROPERTIES),
    _links(Link("Datastreams", "Datastream", True, "{a}.id", "{a}.observed_property_id")),
    shared=True,
)
DATASTREAM = EntityType(
    "Datastream",
    "Datastreams",
    "datastream",
    _properties(
        ID,
        NAME,
        DESCRIPTION,
        _text("observationType", "observation_type", required=True),
        Property("unitOfMeasurement", Kind.JSON, "{a}.unit", required=True),
        Property("observedArea", Kind.GEO, "{a}.area", "{a}.area_geom"),
        Property("phenomenonTime", Kind.PERIOD, "{x}.first", "{x}.last"),
        Property("resultTime", Kind.PERIOD, "{x}.result_first", "{x}.result_last"),
        PROPERTIES,
    ),
    _links(
        Link("Thing", "Thing", False, "{a}.thing_id", "{a}.id", required=True),
        Link("Sensor", "Sensor", False, "{a}.sensor_id", "{a}.id", required=True),
        Link("ObservedProperty", "ObservedProperty", False, "{a}.observed_property_id", "{a}.id", required=True),
        Link("Observations", "Observation", True, "{a}.id", "{a}.stream"),
    ),
)
OBSERVATION = EntityType(
    "Observation",
    "Observations",
    "observation",
    _properties(
        ID,
        Property("phenomenonTime", Kind.PERIOD, "{a}.time", "{a}.time_end"),
        Property("result", Kind.RESULT, "{a}.number", "{a}.value", required=True),
        Property("resultTime", Kind.INSTANT, "{a}.result_time"),
        Property(
            "resultQuality",
            Kind.JSON,
            "coalesce(json_extract({a}.extra, '$.resultQuality'), CASE WHEN {a}.status IS NOT NULL OR {a}.flag IS NOT NULL THEN"
            " json_merge_patch('{}', json_object('status', {a}.status, 'flag', {a}.flag)) END)",
        ),
        Property(
            "validTime",
            Kind.PERIOD,
            "TRY_CAST(json_extract_string({a}.extra, '$.validTime[0]') AS TIMESTAMP)",
            "TRY_CAST(json_extract_string({a}.extra, '$.validTime[1]') AS TIMESTAMP)",
        ),
        Property("parameters", Kind.JSON, "json_extract({a}.extra, '$.parameters')"),
    ),
    _links(
        Link("Datastream", "Datastream", False, "{a}.stream", "{a}.id", required=True),
        Link("FeatureOfInterest", "FeatureOfInterest", False, FEATURE_OF_OBSERVATION, "{a}.id"),
    ),
)
FEATURE_OF_INTEREST = EntityType(
    "FeatureOfInterest",
    "FeaturesOfInterest",
    "feature",
    _properties(
        ID,
        NAME,
        DESCRIPTION,
        _text("encodingType", "encoding_type", required=True),
        Property("feature", Kind.GEO, "{a}.feature", "{a}.geom", required=True),
        PROPERTIES,
    ),
    _links(Link("Observations", "Observation", True, "{a}.id", FEATURE_OF_OBSERVATION)),
    shared=True,
)

TYPES: dict[str, EntityType] = {
    one.name: one
    for one in (
        THING,
        LOCATION,
        HISTORICAL_LOCATION,
        SENSOR,
        OBSERVED_PROPERTY,
        DATASTREAM,
        OBSERVATION,
        FEATURE_OF_INTEREST,
    )
}
SETS: dict[str, EntityType] = {one.plural: one for one in TYPES.values()}
