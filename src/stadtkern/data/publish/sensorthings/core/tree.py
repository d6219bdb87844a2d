"""A question as a typed tree: what a parser makes of a query, and what the planner turns into SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias

from stadtkern.data.publish.sensorthings.core.model import EntityType, Link


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, truth value or nothing."""

    value: int | float | str | bool | None


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, or with ``end`` a period. UTC without offset."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar date."""

    value: date


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day."""

    value: time


@dataclass(frozen=True, slots=True)
class Duration:
    """An ISO 8601 duration, in DuckDB's words ("1 days 2 hours")."""

    words: str


@dataclass(frozen=True, slots=True)
class Geography:
    """A geometry as WKT in degrees, longitude first."""

    wkt: str


@dataclass(frozen=True, slots=True)
class Path:
    """Names from the asked entity over its links to a property, and into JSON."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """``not`` or ``-`` before something."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """Two things with an operator between: and or eq ne gt ge lt le add sub mul div mod."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class OneOf:
    """``left in (a, b, c)``."""

    left: Expression
    options: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple[Expression, ...]


Expression: TypeAlias = Literal | Moment | Day | Clock | Duration | Geography | Path | Unary | Binary | OneOf | Call


@dataclass(frozen=True, slots=True)
class Order:
    """One thing to sort by."""

    by: Expression
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Expand:
    """Linked entities to give along, with a query of their own."""

    link: Link
    query: Query


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a set. ``raw`` holds the options as they were written, for links to further pages."""

    filter: Expression | None = None
    order: tuple[Order, ...] = ()
    top: int | None = None
    skip: int = 0
    count: bool = False
    select: tuple[str, ...] | None = None
    expand: tuple[Expand, ...] = ()
    after: str | None = None
    raw: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Within:
    """Only what hangs on one entity: its type, id and the link that leads from it."""

    type: EntityType
    id: int
    link: Link
