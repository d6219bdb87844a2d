"""Reads the part of an address behind /v1.1/ and walks it: sets, entities, links, properties, $value, $ref."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stadtkern.data.publish.sensorthings.core.ask import Asking
from stadtkern.data.publish.sensorthings.core.model import SETS, TYPES, EntityType
from stadtkern.data.publish.sensorthings.core.refuse import not_there, refused
from stadtkern.data.publish.sensorthings.core.tree import Within

_SEGMENT = re.compile(r"([A-Za-z]+)(?:\((\d{1,18}|'\d{1,18}')\))?")


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the address: a set or link, and the entity's id when it says one."""

    name: str
    id: int | None


@dataclass(frozen=True, slots=True)
class Address:
    """An address as written: steps, then names into a property, then what is asked of it."""

    steps: tuple[Step, ...]
    property: tuple[str, ...] = ()
    value: bool = False
    ref: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: a set (``id`` is None) or an entity, and what it hangs on."""

    type: EntityType
    id: int | None
    within: Within | None


def parse_address(path: str) -> Address:
    """Read an address. Raises RefusedError (404) for what no entity is named."""
    parts = [part for part in path.split("/") if part]
    value = bool(parts) and parts[-1] == "$value"
    ref = bool(parts) and parts[-1] == "$ref"
    if value or ref:
        parts.pop()
    steps: list[Step] = []
    kind: EntityType | None = None
    for position, part in enumerate(parts):
        found = _SEGMENT.fullmatch(part)
        name = found.group(1) if found else part
        following = _next_kind(kind, name, first=position == 0)
        if following is None:
            if kind is not None and steps and (name in kind.properties or part == "id"):
                return Address(tuple(steps), tuple(parts[position:]), value, ref)
            raise not_there()
        if found is None:
            raise not_there()
        number = found.group(2)
        steps.append(Step(name, int(number.strip("'")) if number else None))
        kind = following
    if not steps:
        raise not_there()
    if value:
        raise refused("value", "$value braucht eine Eigenschaft davor.", "$value needs a property before it.")
    return Address(tuple(steps), (), value, ref)


def _next_kind(kind: EntityType | None, name: str, *, first: bool) -> EntityType | None:
    if first:
        return SETS.get(name)
    link = kind.links.get(name) if kind is not None else None
    return TYPES[link.to] if link is not None else None


def walk(asking: Asking, address: Address) -> Place:
    """Follow the steps; every entity on the way must be there and in sight. Raises RefusedError (404) otherwise."""
    first = address.steps[0]
    place = Place(SETS[first.name], first.id, None)
    for step in address.steps[1:]:
        place = _onward(asking, place, step)
    return place


def _onward(asking: Asking, place: Place, step: Step) -> Place:
    if place.id is None:
        raise not_there()
    link = place.type.links[step.name]
    if not link.many:
        if step.id is not None:
            raise not_there()
        return Place(TYPES[link.to], asking.follow(place.type, place.id, link), None)
    if not asking.exists(place.type, place.id):
        raise not_there()
    onward = Place(TYPES[link.to], step.id, Within(place.type, place.id, link))
    if step.id is not None and not asking.hangs(onward.type, step.id, onward.within):
        raise not_there()
    return onward
