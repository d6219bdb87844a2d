"""Which columns of the registry an entity's properties are kept in."""

from __future__ import annotations

from typing import Any

from stadtkern.data.publish.sensorthings.core.draft import Draft, encoded
from stadtkern.data.publish.sensorthings.core.model import Kind

TABLES = {
    "Thing": "registry_thing",
    "Location": "registry_location",
    "Sensor": "registry_sensor",
    "ObservedProperty": "registry_observedproperty",
    "Datastream": "registry_datastream",
    "FeatureOfInterest": "registry_featureofinterest",
    "HistoricalLocation": "(SELECT h.id, t.dataset_id FROM registry_historicallocation h"
    " JOIN registry_thing t ON t.id = h.thing_id)",
}
_COLUMNS = {
    "name": "name",
    "description": "description",
    "definition": "definition",
    "encodingType": "encoding_type",
    "metadata": "metadata",
    "location": "location",
    "feature": "feature",
    "observationType": "observation_type",
    "properties": "properties",
}
_LENGTHS = {"name": 500, "definition": 1000, "encoding_type": 100, "observation_type": 200}


def columns_of(draft: Draft, *, partial: bool = False) -> dict[str, Any]:
    """Give the columns for a draft's values; with ``partial`` only of those it names. An id of its own is left out."""
    row: dict[str, Any] = {}
    for name, property_ in draft.type.properties.items():
        if name not in draft.values and (partial or property_.default is None):
            continue
        value = draft.values.get(name, property_.default)
        if name == "unitOfMeasurement":
            row |= {f"unit_{part}": (value or {}).get(part) or "" for part in ("name", "symbol", "definition")}
        elif name in _COLUMNS:
            as_json = property_.kind in (Kind.JSON, Kind.GEO)
            row[_COLUMNS[name]] = encoded(value) if as_json and value is not None else value
    if draft.type.name == "Thing" and not partial:
        row["external_id"] = ""
    return row


def too_long(name: str, value: str) -> int | None:
    """Give how long a text may be when it is longer."""
    most = _LENGTHS.get(_COLUMNS.get(name, ""))
    return most if most is not None and len(value) > most else None
