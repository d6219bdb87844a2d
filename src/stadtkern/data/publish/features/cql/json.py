"""CQL2 JSON to the same tree (OGC 21-065r2, clause 9)."""

from __future__ import annotations

import json
from typing import Any

from stadtkern.data.publish.features.cql.instants import parse_instant
from stadtkern.data.publish.features.cql.nodes import (
    COMPARISONS,
    DEEPEST,
    LONGEST,
    SPATIAL,
    TEMPORAL,
    Arithmetic,
    Between,
    Comparison,
    Function,
    In,
    Instant,
    Interval,
    IsNull,
    Like,
    Literal,
    Logic,
    Node,
    Not,
    Property,
    Relation,
    syntax,
)
from stadtkern.data.publish.features.cql.shapes import box, from_geojson
from stadtkern.town.text import ProblemError

_ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "div", "^"})


def parse_json(text: str) -> Node:
    """Read a filter. Raises ProblemError (cql.syntax, query.time, query.geometry)."""
    if len(text) > LONGEST:
        raise syntax(f"er ist länger als {LONGEST} Zeichen.", f"it is longer than {LONGEST} characters.")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise syntax("das ist kein JSON.", "this is no JSON.") from None
    return _node(value, 0)


def _node(value: Any, depth: int) -> Node:
    if depth > DEEPEST:
        raise syntax("er ist zu tief verschachtelt.", "it is nested too deeply.")
    if isinstance(value, (bool, int, float, str)):
        return Literal(value)
    if not isinstance(value, dict):
        raise _wrong(value)
    if "op" in value:
        return _operation(str(value["op"]), value.get("args"), depth + 1)
    if "property" in value:
        return Property(str(value["property"]))
    if "date" in value or "timestamp" in value:
        return parse_instant(str(value.get("date", value.get("timestamp"))))
    if "interval" in value:
        return _interval(value["interval"])
    if "bbox" in value and isinstance(value["bbox"], list):
        return box([_number(one) for one in value["bbox"]])
    return from_geojson(value)


def _operation(name: str, args: Any, depth: int) -> Node:
    if not isinstance(args, list):
        raise _wrong(args)
    lower = name.lower()
    if lower == "in":
        if len(args) != 2 or not isinstance(args[1], list) or not args[1]:
            raise _wrong(args)
        return In(_node(args[0], depth), tuple(_node(one, depth) for one in args[1]))
    nodes = tuple(_node(one, depth) for one in args)
    if lower in ("and", "or") and len(nodes) >= 2:
        return Logic(lower.upper(), nodes)
    if len(nodes) == 1 and (one := _of_one(lower, nodes[0])) is not None:
        return one
    if len(nodes) == 2 and (two := _of_two(name, *nodes)) is not None:
        return two
    if lower == "between" and len(nodes) == 3:
        return Between(*nodes)
    raise syntax(
        f"den Operator „{name[:40]}“ mit {len(nodes)} Werten gibt es nicht.",
        f"there is no operator “{name[:40]}” with {len(nodes)} values.",
    )


def _of_one(name: str, node: Node) -> Node | None:
    if name == "not":
        return Not(node)
    if name == "isnull":
        return IsNull(node)
    if name in ("casei", "accenti"):
        return Function(name.upper(), node)
    if name == "-":
        return Arithmetic("-", Literal(0), node)
    return None


def _of_two(name: str, left: Node, right: Node) -> Node | None:
    if name in COMPARISONS:
        return Comparison(name, left, right)
    if name.lower() in _ARITHMETIC:
        return Arithmetic(name.lower(), left, right)
    if name.lower() == "like":
        return Like(left, right)
    if (upper := name.upper()) in SPATIAL or upper in TEMPORAL:
        return Relation(upper, left, right)
    return None


def _interval(value: Any) -> Interval:
    if not isinstance(value, list) or len(value) != 2:
        raise _wrong(value)
    return Interval(_bound(value[0]), _bound(value[1]))


def _bound(value: Any) -> Instant | Property | None:
    if value in ("..", ""):
        return None
    node = parse_instant(value) if isinstance(value, str) else _node(value, DEEPEST)
    if isinstance(node, (Instant, Property)):
        return node
    raise _wrong(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong(value)
    return float(value)


def _wrong(value: Any) -> ProblemError:
    text = json.dumps(value)[:40]
    return syntax(f"„{text}“ passt nicht.", f"“{text}” does not fit.")
