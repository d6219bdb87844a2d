"""Builds the SELECT for one page of a set: columns, condition, order, and the key that the next page begins after."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from stadtkern.data.publish.sensorthings.core import tree
from stadtkern.data.publish.sensorthings.core.expressions import compile_, condition
from stadtkern.data.publish.sensorthings.core.model import EntityType, Kind, Property
from stadtkern.data.publish.sensorthings.core.refuse import refused
from stadtkern.data.publish.sensorthings.core.scope import Scope, Sight, Value

_CASTS = {
    Kind.ID: "BIGINT",
    Kind.TEXT: "VARCHAR",
    Kind.NUMBER: "DOUBLE",
    Kind.BOOL: "BOOLEAN",
    Kind.INSTANT: "TIMESTAMP",
    Kind.DATE: "DATE",
    Kind.CLOCK: "TIME",
    Kind.DURATION: "INTERVAL",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One part of the order."""

    sql: str
    cast: str
    descending: bool

    @property
    def order(self) -> str:
        """Give the ORDER BY part; what is missing stands last, either way."""
        return f"{self.sql} {'DESC' if self.descending else 'ASC'} NULLS LAST"


@dataclass(slots=True)
class Columns:
    """The columns of a SELECT and where in a row each value stands."""

    sql: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, *sql: str) -> None:
        """Add one or two columns under a name."""
        self.places[name] = len(self.sql)
        self.sql.extend(sql)


@dataclass(slots=True)
class Statement:
    """What one SELECT needs. ``late`` are properties that are looked up for the page's rows afterwards."""

    scope: Scope
    columns: Columns
    conditions: list[str]
    keys: list[Key]
    late: list[Property]
    parameters: dict[str, object]

    def where(self) -> str:
        """Give the WHERE part."""
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""

    def order(self) -> str:
        """Give the ORDER BY list."""
        return ", ".join(key.order for key in self.keys)


def wanted(kind: EntityType, query: tree.Query) -> list[Property]:
    """Give the properties that a query asks to see."""
    if query.select is None:
        return list(kind.properties.values())
    names = {"@iot.id" if name == "id" else name for name in query.select}
    return [one for one in kind.properties.values() if one.name in names]


def statement(
    kind: EntityType, query: tree.Query, sight: Sight, *, rows: str | None = None, paged: bool = True
) -> Statement:
    """Build the SELECT for a query; ``rows`` narrows what it looks at, ``paged`` begins after the query's key."""
    parameters: dict[str, object] = {}
    scope = Scope(kind, sight, parameters, rows=rows)
    conditions = [_filter(scope, query.filter)] if query.filter is not None else []
    keys = _keys(scope, query)
    columns, late = Columns(), []
    columns.add("@iot.id", "r.id")
    for property_ in wanted(kind, query):
        if "{x}" in property_.sql:
            late.append(property_)
        elif property_.name != "@iot.id":
            columns.add(property_.name, *_shown(scope.of(property_, "r")))
    for expand in query.expand:
        columns.add(f"link {expand.link.name}", expand.link.source.replace("{a}", "r"))
    columns.add("keys", *(key.sql for key in keys))
    if paged and query.after is not None:
        conditions.append(_after(scope, keys, query.after))
    return Statement(scope, columns, conditions, keys, late, parameters)


def _shown(value: Value) -> tuple[str, ...]:
    if value.kind in (Kind.PERIOD, Kind.RESULT):
        return value.sql, value.also or "NULL"
    return (value.sql,)


def _filter(scope: Scope, expression: tree.Expression) -> str:
    """Give the condition; one that follows a link to many becomes a set of ids, so that no row is seen twice."""
    trial = dict(scope.parameters)
    apart = Scope(scope.kind, scope.sight, trial, "f", scope.rows)
    sql = condition(apart, expression)
    if not apart.many:
        return condition(scope, expression)
    scope.parameters.update(trial)
    return f"r.id IN (SELECT f.id FROM {apart.source()} WHERE {sql})"


def _keys(scope: Scope, query: tree.Query) -> list[Key]:
    keys: list[Key] = []
    for order in query.order:
        value = compile_(scope, order.by)
        match value.kind:
            case Kind.PERIOD:
                keys.append(Key(value.sql, "TIMESTAMP", order.descending))
            case Kind.RESULT:
                keys.append(Key(value.sql, "DOUBLE", order.descending))
                keys.append(Key(value.also or "NULL", "VARCHAR", order.descending))
            case Kind.JSON:
                number = f"TRY_CAST({value.sql}::VARCHAR AS DOUBLE)"
                keys.append(Key(number, "DOUBLE", order.descending))
                keys.append(Key(f"({value.sql})::VARCHAR", "VARCHAR", order.descending))
            case kind if kind in _CASTS:
                keys.append(Key(value.sql, _CASTS[kind], order.descending))
            case _:
                raise refused("order", "Danach lässt sich nicht ordnen.", "This cannot be sorted by.")
    if scope.many:
        raise refused(
            "order", "Nach mehreren verbundenen Werten lässt sich nicht ordnen.", "Many linked values give no order."
        )
    keys.append(Key("r.id", "BIGINT", descending=False))
    return keys


def token(values: tuple[Any, ...]) -> str:
    """Pack the key of a page's last row for the link to the next page."""
    return base64.urlsafe_b64encode(msgspec.json.encode([_plain(value) for value in values])).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.total_seconds()} seconds"
    return value


def _after(scope: Scope, keys: list[Key], packed: str) -> str:
    """Give the condition for what stands after a key: greater in the first part that differs."""
    values = _unpack(packed, len(keys))
    choices: list[str] = []
    same: list[str] = []
    for key, value in zip(keys, values, strict=True):
        mark = f"{scope.parameter(value)}::VARCHAR::{key.cast}" if value is not None else "NULL"
        if value is not None:
            sign = "<" if key.descending else ">"
            beyond = f"({key.sql} {sign} {mark} OR {key.sql} IS NULL)"
            choices.append(" AND ".join([*same, beyond]))
        same.append(f"{key.sql} IS NOT DISTINCT FROM {mark}")
    return "(" + " OR ".join(f"({choice})" for choice in choices) + ")"


def _unpack(packed: str, length: int) -> list[str | None]:
    try:
        values = msgspec.json.decode(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), type=list[Any])
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        values = []
    if len(values) != length or values[-1] is None:
        raise refused(
            "token",
            "Dieser Verweis auf die nächste Seite passt nicht zur Anfrage. Bitte beginnen Sie bei der ersten Seite.",
            "This link to the next page does not fit the question. Please start at the first page.",
        )
    return [None if value is None else _text(value) for value in values]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
