"""Answers GET: a set, an entity, a property, its bare value, or addresses alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from stadtkern.data.guard.decide import Viewer
from stadtkern.data.publish.sensorthings.core import tree
from stadtkern.data.publish.sensorthings.core.ask import Asking
from stadtkern.data.publish.sensorthings.core.model import OBSERVATION
from stadtkern.data.publish.sensorthings.core.refuse import not_there, refused
from stadtkern.data.publish.sensorthings.service import Service
from stadtkern.data.publish.sensorthings.v11.address import Address, Place, walk
from stadtkern.data.publish.sensorthings.v11.options import parse_options
from stadtkern.data.publish.sensorthings.v11.wire import Wire, property_json

_FORMATS = ("dataArray", "default")


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: JSON, or bare text, or nothing where a property is empty."""

    data: Any = None
    text: str | None = None


def answer(
    service: Service, viewer: Viewer, address: Address, pairs: Sequence[tuple[str, str]], base: str, here: str
) -> Found:
    """Answer an address with its options. ``here`` is the address itself, for the link to the next page."""
    with service.asking(viewer) as asking:
        place = walk(asking, address)
        query = parse_options(place.type, pairs)
        wire = Wire(base)
        if address.property:
            return _property(asking, place, address)
        if place.id is not None:
            return Found(_entity(asking, wire, place, query, ref=address.ref))
        return Found(_set(asking, wire, place, query, here, address, dict(pairs).get("$resultFormat", "default")))


def _set(
    asking: Asking, wire: Wire, place: Place, query: tree.Query, here: str, address: Address, form: str
) -> dict[str, Any]:
    if form not in _FORMATS:
        raise refused("result-format", f"„{form[:30]}“ gibt es nicht.", f"There is no format “{form[:30]}”.")
    if form == "dataArray":
        if place.type is not OBSERVATION:
            raise refused(
                "result-format", "dataArray gibt es nur für Observations.", "dataArray is for Observations only."
            )
        link = OBSERVATION.links["Datastream"]
        query = replace(query, expand=(tree.Expand(link, tree.Query(select=("id",))),))
        return wire.data_array(asking.page(place.type, query, place.within), query, here)
    page = asking.page(place.type, replace(query, expand=()) if address.ref else query, place.within)
    return wire.refs(page, query, here) if address.ref else wire.page(page, query, here)


def _entity(asking: Asking, wire: Wire, place: Place, query: tree.Query, *, ref: bool) -> dict[str, Any]:
    if place.id is None:
        raise not_there()
    if ref:
        found = asking.one(place.type, place.id, tree.Query(select=("id",)))
        return {"@iot.selfLink": wire.link(found.type, found.id)}
    return wire.entity(asking.one(place.type, place.id, query), query)


def _property(asking: Asking, place: Place, address: Address) -> Found:
    if place.id is None:
        raise not_there()
    name, *inside = address.property
    if name in ("id", "@iot.id"):
        found = asking.one(place.type, place.id, tree.Query(select=("id",)))
        value: Any = found.id
        name = "@iot.id"
    else:
        found = asking.one(place.type, place.id, tree.Query(select=(name,)))
        value = property_json(found, name)
    if inside:
        value = _into(msgspec.json.decode(msgspec.json.encode(value)), inside)
        name = inside[-1]
    if address.value:
        return Found(text=_bare(value)) if value is not None else Found()
    return Found({name: value}) if value is not None else Found()


def _into(value: Any, names: Sequence[str]) -> Any:
    for name in names:
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            raise not_there()
    return value


def _bare(value: Any) -> str:
    """Give a value as text: a text without its quotes, everything else as JSON."""
    if isinstance(value, msgspec.Raw):
        text = bytes(value).decode()
        return str(msgspec.json.decode(text)) if text.startswith('"') else text
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
