"""Answers POST, PATCH and DELETE: makes entities from JSON, takes data arrays, changes and removes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stadtkern.data.guard.decide import Viewer
from stadtkern.data.lake import Observation
from stadtkern.data.publish.sensorthings.core import tree
from stadtkern.data.publish.sensorthings.core.change import change, delete
from stadtkern.data.publish.sensorthings.core.create import DURABLE_SECONDS, create
from stadtkern.data.publish.sensorthings.core.model import TYPES
from stadtkern.data.publish.sensorthings.core.refuse import RefusedError, not_there, refused
from stadtkern.data.publish.sensorthings.service import Service
from stadtkern.data.publish.sensorthings.v11.address import Address, Place, walk
from stadtkern.data.publish.sensorthings.v11.body import decoded, draft, identity
from stadtkern.data.publish.sensorthings.v11.data_array import Block, blocks, read_rows
from stadtkern.data.publish.sensorthings.v11.json_patch import patched
from stadtkern.data.publish.sensorthings.v11.times import written, written_period
from stadtkern.data.publish.sensorthings.v11.wire import Wire, result_json


def plain_observation(address: Address, data: Any) -> int | None:
    """Give the datastream's id when this is one observation for a datastream that is there, and nothing else."""
    if not isinstance(data, dict) or "FeatureOfInterest" in data:
        return None
    match address.steps:
        case (one,) if one.name == "Observations" and one.id is None:
            linked = data.get("Datastream")
            if isinstance(linked, dict) and "@iot.id" in linked:
                return identity(linked["@iot.id"])
        case (stream, one) if stream.name == "Datastreams" and one.name == "Observations" and one.id is None:
            return stream.id if "Datastream" not in data else None
    return None


def observation_json(location: str, id_: int, row: Observation) -> dict[str, Any]:
    """Give a new observation as it would be read."""
    return {
        "@iot.id": id_,
        "@iot.selfLink": location,
        "phenomenonTime": written_period(row.time, row.time_end),
        "result": result_json(row.number, row.value),
        "resultTime": written(row.result_time) if row.result_time is not None else None,
        "Datastream@iot.navigationLink": f"{location}/Datastream",
        "FeatureOfInterest@iot.navigationLink": f"{location}/FeatureOfInterest",
    }


def make(
    service: Service, viewer: Viewer, address: Address, base: str, data: Any, dataset: str | None
) -> tuple[str, dict[str, Any]]:
    """Make an entity and what it brings along. Gives its address and itself as it reads now."""
    place = _place(service, viewer, address)
    if place.id is not None or address.property or address.ref:
        raise refused("within", "Hier lässt sich nichts anlegen.", "Nothing can be made here.", 405)
    given = place.within.type.name if place.within is not None else None
    made = draft(place.type, data, given=given)
    rights = service.rights(viewer, dataset)
    id_ = create(service.things, service.lake, rights, made, place.within)
    wire = Wire(base)
    with service.asking(viewer) as asking:
        entity = asking.one(place.type, id_, tree.Query())
    return wire.link(place.type, id_), wire.entity(entity, tree.Query())


def alter(
    service: Service, viewer: Viewer, address: Address, base: str, body: bytes, *, json_patch: bool
) -> dict[str, Any]:
    """Change an entity. Gives it as it reads now."""
    data = decoded(body)
    place = _place(service, viewer, address)
    if place.id is None:
        raise not_there()
    wire = Wire(base)
    if json_patch:
        with service.asking(viewer) as asking:
            entity = asking.one(place.type, place.id, tree.Query())
        data = patched(wire.entity(entity, tree.Query()), data)
    change(service.things, service.rights(viewer, None), draft(place.type, data, partial=True), place.id)
    with service.asking(viewer) as asking:
        return wire.entity(asking.one(place.type, place.id, tree.Query()), tree.Query())


def remove(service: Service, viewer: Viewer, address: Address) -> None:
    """Delete an entity."""
    place = _place(service, viewer, address)
    if place.id is None or address.property:
        raise refused("within", "Hier lässt sich nichts löschen.", "Nothing can be deleted here.", 405)
    delete(service.things, service.lake, service.rights(viewer, None), place.type, place.id)


def _place(service: Service, viewer: Viewer, address: Address) -> Place:
    with service.asking(viewer) as asking:
        place = walk(asking, address)
        if place.id is not None and not asking.exists(place.type, place.id):
            raise not_there()
        return place


def take_arrays(service: Service, viewer: Viewer, base: str, body: bytes, language: str) -> list[str]:
    """Store a data array. Gives for each row its address, or "error: …"; all good rows are durable."""
    read = blocks(decoded(body))
    answers: list[str] = []
    rows: list[Observation] = []
    places: list[int] = []
    for block in read:
        for row in _block_rows(service, viewer, block):
            if isinstance(row, RefusedError):
                answers.append(f"error: {row.problem.text.in_language(language)}")
            else:
                places.append(len(answers))
                rows.append(row)
                answers.append("")
    if rows:
        ids = service.lake.append(rows).result(DURABLE_SECONDS)
        for place, id_ in zip(places, ids, strict=True):
            answers[place] = f"{base}/{TYPES['Observation'].plural}({id_})"
    return answers


def _block_rows(service: Service, viewer: Viewer, block: Block) -> Iterable[Observation | RefusedError]:
    if block.refusal is not None or block.stream is None:
        return [block.refusal or not_there()] * len(block.rows)
    try:
        place = service.place(viewer, block.stream)
    except RefusedError as refusal:
        return [refusal] * len(block.rows)
    known: dict[int, bool] = {}
    return read_rows(block, place.feature, lambda feature: _has_feature(service, viewer, feature, known))


def _has_feature(service: Service, viewer: Viewer, feature: int, known: dict[int, bool]) -> bool:
    if feature not in known:
        with service.asking(viewer) as asking:
            known[feature] = asking.exists(TYPES["FeatureOfInterest"], feature)
    return known[feature]
