"""The tree to SQL. Names come from the collection's own columns only; every value is a bound parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stadtkern.data.lake.sql import quoted
from stadtkern.data.publish.features.cql.instants import parse_instant
from stadtkern.data.publish.features.cql.nodes import (
    SPATIAL,
    Arithmetic,
    Between,
    Comparison,
    Function,
    Geometry,
    In,
    Instant,
    IsNull,
    Like,
    Literal,
    Logic,
    Node,
    Not,
    Property,
    Relation,
    Scalar,
)
from stadtkern.data.publish.features.cql.shapes import Move, moved, wkt
from stadtkern.town.text import ProblemError, Text, problem

GEOMETRY = "geometry"
_NUMBERS = frozenset({"number", "integer"})
_TIMES = frozenset({"date", "time"})
_ORDERED = frozenset({"number", "text", "time"})
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of SQL, its parameters in order, and the type of what it gives."""

    sql: str
    parameters: tuple[object, ...]
    type: str


@dataclass(frozen=True, slots=True)
class Names:
    """What a filter may speak of: property names with their types, and how its coordinates become WGS84."""

    types: Mapping[str, str]
    move: Move | None = None


def compile_filter(tree: Node, types: Mapping[str, str], move: Move | None = None) -> Fragment:
    """Give the condition. ``types``: property name to number, integer, text, boolean, date, time; the place is ``geometry``.

    Raises ProblemError (cql.property, cql.type) for a name that is none and for values that cannot be compared.
    """
    fragment = compile_node(tree, Names(types, move))
    if fragment.type != "boolean":
        raise mismatch("der Filter ist keine Bedingung", "the filter is no condition")
    return fragment


def mismatch(de: str, en: str) -> ProblemError:
    """Make the error for values that do not go together."""
    return problem("cql.type", f"Der Filter passt nicht: {de}.", f"The filter does not fit: {en}.")


def compile_node(node: Node, names: Names) -> Fragment:
    """Give the SQL of any node of the tree."""
    match node:
        case Logic():
            return _logic(node, names)
        case Not():
            part = _condition(node.part, names)
            return Fragment(f"(NOT {part.sql})", part.parameters, "boolean")
        case Comparison():
            left, right = _comparable(node.left, node.right, names)
            return _joined(f" {node.operator} ", (left, right), "boolean")
        case Between():
            return _between(node, names)
        case In():
            return _in(node, names)
        case Like():
            value, pattern = _text(node.value, names), _text(node.pattern, names)
            return Fragment(
                f"({value.sql} LIKE {pattern.sql} ESCAPE '\\')", value.parameters + pattern.parameters, "boolean"
            )
        case IsNull():
            value = compile_node(node.value, names)
            return Fragment(f"({value.sql} IS NULL)", value.parameters, "boolean")
        case Relation():
            return _relation(node, names)
        case Function():
            value = _text(node.value, names)
            return Fragment(f"{_FUNCTIONS[node.name]}({value.sql})", value.parameters, "text")
        case Arithmetic():
            return _arithmetic(node, names)
        case Property():
            return _property(node.name, names)
        case Literal():
            return _literal(node.value)
        case Instant():
            return Fragment(
                f"CAST(? AS {'DATE' if node.is_date else 'TIMESTAMP'})",
                (node.start,),
                "date" if node.is_date else "time",
            )
        case Geometry():
            return _geometry(node, names)
        case _:
            raise mismatch("ein Zeitraum kann hier nicht stehen", "an interval cannot stand here")


_FUNCTIONS = {"CASEI": "lower", "ACCENTI": "strip_accents"}


def _joined(between: str, parts: tuple[Fragment, ...], type_: str) -> Fragment:
    parameters: tuple[object, ...] = ()
    for part in parts:
        parameters += part.parameters
    return Fragment("(" + between.join(part.sql for part in parts) + ")", parameters, type_)


def _logic(node: Logic, names: Names) -> Fragment:
    return _joined(f" {node.operator} ", tuple(_condition(part, names) for part in node.parts), "boolean")


def _condition(node: Node, names: Names) -> Fragment:
    part = compile_node(node, names)
    if part.type != "boolean":
        raise mismatch("AND, OR und NOT verbinden Bedingungen", "AND, OR and NOT join conditions")
    return part


def _property(name: str, names: Names) -> Fragment:
    if name in names.types:
        type_ = names.types[name]
        if type_ == "json":
            raise mismatch(f"nach „{name[:40]}“ kann nicht gefiltert werden", f"“{name[:40]}” cannot be filtered by")
        return Fragment(quoted(name), (), type_)
    if name in (GEOMETRY, "geom"):
        return Fragment("geom", (), "geometry")
    raise problem(
        "cql.property",
        f"Die Eigenschaft „{name[:60]}“ gibt es hier nicht.",
        f"There is no property “{name[:60]}” here.",
    )


def _literal(value: Scalar) -> Fragment:
    if isinstance(value, bool):
        return Fragment("TRUE" if value else "FALSE", (), "boolean")
    if isinstance(value, str):
        return Fragment("CAST(? AS VARCHAR)", (value,), "text")
    if isinstance(value, int) and abs(value) <= _LARGEST:
        return Fragment("CAST(? AS BIGINT)", (value,), "integer")
    try:
        return Fragment("CAST(? AS DOUBLE)", (float(value),), "number")
    except OverflowError:
        raise mismatch("eine Zahl ist zu groß", "a number is too large") from None


def _geometry(node: Geometry, names: Names) -> Fragment:
    shape = moved(node, names.move) if names.move else node
    return Fragment("ST_GeomFromText(?)", (wkt(shape),), "geometry")


def _text(node: Node, names: Names) -> Fragment:
    value = compile_node(node, names)
    if value.type != "text":
        raise mismatch("LIKE, CASEI und ACCENTI brauchen Text", "LIKE, CASEI and ACCENTI need text")
    return value


def _kind(type_: str) -> str:
    return "number" if type_ in _NUMBERS else "time" if type_ in _TIMES else type_


def _comparable(left: Node, right: Node, names: Names) -> tuple[Fragment, Fragment]:
    one, other = compile_node(left, names), compile_node(right, names)
    if one.type in _TIMES and isinstance(right, Literal) and isinstance(right.value, str):
        other = compile_node(parse_instant(right.value), names)
    if other.type in _TIMES and isinstance(left, Literal) and isinstance(left.value, str):
        one = compile_node(parse_instant(left.value), names)
    if _kind(one.type) != _kind(other.type) or one.type == "geometry":
        raise mismatch(
            f"{_word(one.type).de} und {_word(other.type).de} lassen sich nicht vergleichen",
            f"{_word(one.type).en} and {_word(other.type).en} cannot be compared",
        )
    return one, other


def _between(node: Between, names: Names) -> Fragment:
    value, low = _comparable(node.value, node.low, names)
    _value, high = _comparable(node.value, node.high, names)
    if _kind(value.type) not in _ORDERED:
        raise mismatch("BETWEEN braucht Zahlen, Zeiten oder Text", "BETWEEN needs numbers, times or text")
    parameters = value.parameters + low.parameters + high.parameters
    return Fragment(f"({value.sql} BETWEEN {low.sql} AND {high.sql})", parameters, "boolean")


def _in(node: In, names: Names) -> Fragment:
    pairs = [_comparable(node.value, item, names) for item in node.items]
    items = _joined(", ", tuple(item for _value, item in pairs), "list")
    value = pairs[0][0]
    return Fragment(f"({value.sql} IN {items.sql})", value.parameters + items.parameters, "boolean")


def _arithmetic(node: Arithmetic, names: Names) -> Fragment:
    left, right = compile_node(node.left, names), compile_node(node.right, names)
    if left.type not in _NUMBERS or right.type not in _NUMBERS:
        raise mismatch("gerechnet wird nur mit Zahlen", "only numbers can be calculated with")
    # As DOUBLE nothing overflows; a division by zero gives no value and so no match.
    a, b = f"CAST({left.sql} AS DOUBLE)", f"CAST({right.sql} AS DOUBLE)"
    parameters = left.parameters + right.parameters
    if node.operator == "^":
        return Fragment(f"pow({a}, {b})", parameters, "number")
    if node.operator == "div":
        return Fragment(f"trunc({a} / nullif({b}, 0))", parameters, "number")
    if node.operator in ("/", "%"):
        return Fragment(f"({a} {node.operator} nullif({b}, 0))", parameters, "number")
    return Fragment(f"({a} {node.operator} {b})", parameters, "number")


def _relation(node: Relation, names: Names) -> Fragment:
    if node.name in SPATIAL:
        return _spatial(node, names)
    from stadtkern.data.publish.features.cql.temporal import relation

    return relation(node, names)


def _spatial(node: Relation, names: Names) -> Fragment:
    left, right = compile_node(node.left, names), compile_node(node.right, names)
    if left.type != "geometry" or right.type != "geometry":
        raise mismatch(f"{node.name} braucht zwei Geometrien", f"{node.name} needs two geometries")
    exact = Fragment(f"{SPATIAL[node.name]}({left.sql}, {right.sql})", left.parameters + right.parameters, "boolean")
    if node.name == "S_DISJOINT" or isinstance(node.left, Property) == isinstance(node.right, Property):
        return exact
    # Boxes that do not touch are skipped by the Parquet files' statistics; only the rest is tested exactly.
    near = Fragment(f"({left.sql} && {right.sql})", left.parameters + right.parameters, "boolean")
    return _joined(" AND ", (near, exact), "boolean")


def bound_time(value: datetime) -> Fragment:
    """Give a moment as SQL."""
    return Fragment("CAST(? AS TIMESTAMP)", (value,), "time")


def _word(type_: str) -> Text:
    return _WORDS.get(type_, _WORDS["other"])


_WORDS = {
    "number": Text("eine Zahl", "a number"),
    "integer": Text("eine Zahl", "a number"),
    "text": Text("ein Text", "a text"),
    "boolean": Text("Ja/Nein", "a yes/no"),
    "date": Text("ein Datum", "a date"),
    "time": Text("eine Zeit", "a time"),
    "geometry": Text("ein Ort", "a place"),
    "other": Text("ein Wert", "a value"),
}
