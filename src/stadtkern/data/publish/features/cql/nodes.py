"""The tree of a CQL2 filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from stadtkern.town.text import ProblemError, problem

# Longest filter and deepest nesting that is read; ten times what a person writes, far below what hurts.
LONGEST = 20_000
DEEPEST = 60
MOST_POINTS = 20_000

Scalar: TypeAlias = str | int | float | bool
# One position, or a tuple of such: as deep as the kind of geometry needs.
Coordinates: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Property:
    """A queryable property by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, number or boolean."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Instant:
    """A date or a moment (naive, UTC). ``start`` and ``end`` enclose it: a date is a whole day."""

    start: datetime
    end: datetime
    is_date: bool


@dataclass(frozen=True, slots=True)
class Interval:
    """From one instant to another; None is open."""

    start: Instant | Property | None
    end: Instant | Property | None


@dataclass(frozen=True, slots=True)
class Geometry:
    """A geometry: its kind in capitals and its coordinates, nested as in GeoJSON; a collection holds members instead."""

    kind: str
    coordinates: Coordinates = ()
    members: tuple[Geometry, ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    """CASEI or ACCENTI of a text."""

    name: str
    value: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+ - * / % div ^`` of two numbers."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    """``= <> < > <= >=`` of two values."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Like:
    """A text that matches a pattern of ``%`` and ``_``, with a backslash before one that is meant itself."""

    value: Node
    pattern: Node


@dataclass(frozen=True, slots=True)
class Between:
    """A value from low to high, both included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In:
    """A value that is one of several."""

    value: Node
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class IsNull:
    """A value that is missing."""

    value: Node


@dataclass(frozen=True, slots=True)
class Logic:
    """``AND`` or ``OR`` of several conditions."""

    operator: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    part: Node


@dataclass(frozen=True, slots=True)
class Relation:
    """A spatial (``S_…``) or temporal (``T_…``) relation of two operands."""

    name: str
    left: Node
    right: Node


Node: TypeAlias = (
    Property | Literal | Instant | Interval | Geometry | Function | Arithmetic | Comparison | Like | Between | In | IsNull
    | Logic | Not | Relation
)  # fmt: skip

SPATIAL = {
    "S_INTERSECTS": "ST_Intersects",
    "S_EQUALS": "ST_Equals",
    "S_DISJOINT": "ST_Disjoint",
    "S_TOUCHES": "ST_Touches",
    "S_WITHIN": "ST_Within",
    "S_OVERLAPS": "ST_Overlaps",
    "S_CROSSES": "ST_Crosses",
    "S_CONTAINS": "ST_Contains",
}
TEMPORAL = frozenset(
    {"T_AFTER", "T_BEFORE", "T_CONTAINS", "T_DISJOINT", "T_DURING", "T_EQUALS", "T_FINISHEDBY", "T_FINISHES",
     "T_INTERSECTS", "T_MEETS", "T_METBY", "T_OVERLAPPEDBY", "T_OVERLAPS", "T_STARTEDBY", "T_STARTS"}
)  # fmt: skip
COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})


def syntax(de: str, en: str) -> ProblemError:
    """Make the error for a filter that cannot be read."""
    return problem("cql.syntax", f"Der Filter lässt sich nicht lesen: {de}", f"The filter cannot be read: {en}")


def both(operator: str, left: Node, right: Node) -> Logic:
    """Join two conditions; a chain of the same operator becomes one flat node."""
    parts: tuple[Node, ...] = ()
    for part in (left, right):
        parts += part.parts if isinstance(part, Logic) and part.operator == operator else (part,)
    return Logic(operator, parts)
