"""Temporal relations (Allen's, as CQL2 names them): each operand is a first and a last moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stadtkern.data.publish.features.cql.nodes import Instant, Interval, Node, Property, Relation
from stadtkern.data.publish.features.cql.sql import Fragment, Names, bound_time, compile_node, mismatch

_FIRST = Fragment("CAST('-infinity' AS TIMESTAMP)", (), "time")
_LAST = Fragment("CAST('infinity' AS TIMESTAMP)", (), "time")
_INTERVALS_ONLY = frozenset(
    {"T_CONTAINS", "T_DURING", "T_FINISHEDBY", "T_FINISHES", "T_MEETS", "T_METBY", "T_OVERLAPPEDBY", "T_OVERLAPS",
     "T_STARTEDBY", "T_STARTS"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Span:
    """``start`` to ``end``; ``turn`` is where the last instant begins, which is what the next interval may meet."""

    start: Fragment
    end: Fragment
    turn: Fragment


def relation(node: Relation, names: Names) -> Fragment:
    """Give the condition of a temporal relation. A date is a whole day. Raises ProblemError (cql.type)."""
    if node.name in _INTERVALS_ONLY:
        for operand in (node.left, node.right):
            _check_interval(node.name, operand, names)
    a, b = _span(node.left, names), _span(node.right, names)
    pairs = _RULES[node.name](a, b)
    parts: list[str] = []
    parameters: tuple[object, ...] = ()
    for left, operator, right in pairs:
        parts.append(f"{left.sql} {operator} {right.sql}")
        parameters += left.parameters + right.parameters
    sql = "(" + " AND ".join(parts) + ")"
    return Fragment(f"(NOT {sql})" if node.name == "T_DISJOINT" else sql, parameters, "boolean")


def _check_interval(name: str, operand: Node, names: Names) -> None:
    """Let dates stand as intervals of a day, and properties on the one side that CQL2's examples have them."""
    if isinstance(operand, Instant) and not operand.is_date and name in ("T_MEETS", "T_METBY"):
        raise mismatch(f"{name} vergleicht Zeiträume", f"{name} compares intervals")
    if isinstance(operand, Property) and compile_node(operand, names).type not in ("date", "time"):
        raise mismatch(f"{name} braucht Zeiten", f"{name} needs times")


def _span(node: Node, names: Names) -> _Span:
    if isinstance(node, Interval):
        return _interval(node, names)
    if isinstance(node, Instant):
        start, end = bound_time(node.start), bound_time(node.end)
        return _Span(start, end, start)
    if isinstance(node, Property):
        column = compile_node(node, names)
        start = _cast(column)
        if column.type == "date":
            day = Fragment(f"({start.sql} + to_microseconds(86399999999))", start.parameters, "time")
            return _Span(start, day, start)
        if column.type == "time":
            return _Span(start, start, start)
    raise mismatch("hier muss eine Zeit oder ein Zeitraum stehen", "a time or an interval must stand here")


def _interval(node: Interval, names: Names) -> _Span:
    start = _span(node.start, names).start if node.start is not None else _FIRST
    if node.end is None:
        return _Span(start, _LAST, _LAST)
    if isinstance(node.start, Instant) and isinstance(node.end, Instant) and node.start.start > node.end.end:
        raise mismatch("der Zeitraum endet, bevor er beginnt", "the interval ends before it begins")
    last = _span(node.end, names)
    return _Span(start, last.end, last.turn)


def _cast(column: Fragment) -> Fragment:
    return Fragment(f"CAST({column.sql} AS TIMESTAMP)", column.parameters, "time") if column.type == "date" else column


_Pairs = list[tuple[Fragment, str, Fragment]]


def _intersects(a: _Span, b: _Span) -> _Pairs:
    return [(a.start, "<=", b.end), (a.end, ">=", b.start)]


_RULES: dict[str, Callable[[_Span, _Span], _Pairs]] = {
    "T_AFTER": lambda a, b: [(a.start, ">", b.end)],
    "T_BEFORE": lambda a, b: [(a.end, "<", b.start)],
    "T_CONTAINS": lambda a, b: [(a.start, "<", b.start), (a.end, ">", b.end)],
    "T_DISJOINT": _intersects,
    "T_DURING": lambda a, b: [(a.start, ">", b.start), (a.end, "<", b.end)],
    "T_EQUALS": lambda a, b: [(a.start, "=", b.start), (a.end, "=", b.end)],
    "T_FINISHEDBY": lambda a, b: [(a.start, "<", b.start), (a.end, "=", b.end)],
    "T_FINISHES": lambda a, b: [(a.start, ">", b.start), (a.end, "=", b.end)],
    "T_INTERSECTS": _intersects,
    "T_MEETS": lambda a, b: [(a.turn, "=", b.start)],
    "T_METBY": lambda a, b: [(a.start, "=", b.turn)],
    "T_OVERLAPPEDBY": lambda a, b: [(a.start, ">", b.start), (a.start, "<", b.end), (a.end, ">", b.end)],
    "T_OVERLAPS": lambda a, b: [(a.start, "<", b.start), (a.end, ">", b.start), (a.end, "<", b.end)],
    "T_STARTEDBY": lambda a, b: [(a.start, "=", b.start), (a.end, ">", b.end)],
    "T_STARTS": lambda a, b: [(a.start, "=", b.start), (a.end, "<", b.end)],
}
