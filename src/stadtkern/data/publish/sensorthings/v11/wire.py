"""Writes entities as SensorThings 1.1 JSON, with absolute links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec

from stadtkern.data.publish.sensorthings.core import tree
from stadtkern.data.publish.sensorthings.core.ask import Entity, Page
from stadtkern.data.publish.sensorthings.core.draft import EXACT
from stadtkern.data.publish.sensorthings.core.model import TYPES, EntityType, Kind
from stadtkern.data.publish.sensorthings.v11.options import AFTER
from stadtkern.data.publish.sensorthings.v11.times import written, written_period

_RANGES = frozenset({("Datastream", "phenomenonTime"), ("Datastream", "resultTime")})


def result_json(number: float | None, value: str | None) -> Any:
    """Give a result as it was: the kept JSON, else the number (whole ones without a point), else null."""
    if value is not None:
        return msgspec.Raw(value.encode())
    if number is None or number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124
        return None
    return int(number) if number.is_integer() and abs(number) <= EXACT else number


def property_json(entity: Entity, name: str) -> Any:
    """Give a property as JSON writes it; None where there is none."""
    value = entity.values.get(name)
    kind = entity.type.properties[name].kind
    if value is None:
        return None
    if kind is Kind.PERIOD:
        return written_period(value[0], value[1], always=(entity.type.name, name) in _RANGES)
    if kind is Kind.RESULT:
        return result_json(*value)
    if isinstance(value, datetime):
        return written(value)
    if kind in (Kind.JSON, Kind.GEO):
        return msgspec.Raw(value.encode())
    return value


@dataclass(frozen=True, slots=True)
class Wire:
    """Writes for one request. ``base`` is the address of the service, ``https://town.example/sta/v1.1``."""

    base: str

    def link(self, kind: EntityType, id_: int) -> str:
        """Give the address of an entity."""
        return f"{self.base}/{kind.plural}({id_})"

    def entity(self, entity: Entity, query: tree.Query) -> dict[str, Any]:
        """Give an entity with what was selected and expanded."""
        kind, select = entity.type, query.select
        address = self.link(kind, entity.id)
        answer: dict[str, Any] = {}
        if select is None or "id" in select or "@iot.id" in select:
            answer["@iot.id"] = entity.id
        if select is None or "@iot.selfLink" in select or "selfLink" in select:
            answer["@iot.selfLink"] = address
        for name in kind.properties:
            if name in entity.values:
                value = property_json(entity, name)
                if value is not None or (kind.name == "Observation" and name in ("result", "resultTime")):
                    answer[name] = value
        for name in kind.links:
            if select is None or name in select:
                answer[f"{name}@iot.navigationLink"] = f"{address}/{name}"
        for expand in query.expand:
            self._expanded(answer, f"{address}/{expand.link.name}", entity.linked[expand.link.name], expand)
        return answer

    def _expanded(
        self, answer: dict[str, Any], address: str, linked: Entity | Page | None, expand: tree.Expand
    ) -> None:
        name = expand.link.name
        if isinstance(linked, Entity):
            answer[name] = self.entity(linked, expand.query)
        elif isinstance(linked, Page):
            if linked.count is not None:
                answer[f"{name}@iot.count"] = linked.count
            answer[name] = [self.entity(one, expand.query) for one in linked.entities]
            if linked.next is not None:
                answer[f"{name}@iot.nextLink"] = next_link(address, expand.query, linked.next)

    def page(self, page: Page, query: tree.Query, address: str) -> dict[str, Any]:
        """Give a page of a set with its count and the link to the next one."""
        return self._around(page, query, address, [self.entity(one, query) for one in page.entities])

    def refs(self, page: Page, query: tree.Query, address: str) -> dict[str, Any]:
        """Give only the addresses of a page's entities."""
        return self._around(
            page, query, address, [{"@iot.selfLink": self.link(one.type, one.id)} for one in page.entities]
        )

    def data_array(self, page: Page, query: tree.Query, address: str) -> dict[str, Any]:
        """Give observations as arrays, one block for each datastream."""
        names = [name for name in page.type.properties if name != "@iot.id"]
        if query.select is not None:
            names = [name for name in names if name in query.select]
        with_id = query.select is None or "id" in query.select or "@iot.id" in query.select
        names = [name for name in names if query.select is not None or _in_use(page, name)]
        blocks: dict[int, list[list[Any]]] = {}
        for one in page.entities:
            row = [property_json(one, name) for name in names]
            blocks.setdefault(one.sources["Datastream"], []).append([one.id, *row] if with_id else row)
        components = ["id", *names] if with_id else names
        value = [
            {
                "Datastream@iot.navigationLink": self.link(TYPES["Datastream"], stream),
                "components": components,
                "dataArray@iot.count": len(rows),
                "dataArray": rows,
            }
            for stream, rows in blocks.items()
        ]
        return self._around(page, query, address, value)

    @staticmethod
    def _around(page: Page, query: tree.Query, address: str, value: list[Any]) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        if page.count is not None:
            answer["@iot.count"] = page.count
        if page.next is not None:
            answer["@iot.nextLink"] = next_link(address, query, page.next)
        answer["value"] = value
        return answer


def _in_use(page: Page, name: str) -> bool:
    if name in ("phenomenonTime", "result", "resultTime"):
        return True
    return any(property_json(one, name) is not None for one in page.entities)


def next_link(address: str, query: tree.Query, after: str) -> str:
    """Give the address of the next page: every option as it was, and the key to go on after."""
    pairs = [*query.raw, (AFTER, after)]
    return address + "?" + "&".join(f"{name}={quote(text, safe='/:,$@()*!~')}" for name, text in pairs)
