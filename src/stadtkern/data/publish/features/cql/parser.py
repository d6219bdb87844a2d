"""CQL2 text to a tree: a Pratt parser over the words (OGC 21-065r2, annex B)."""

from __future__ import annotations

from stadtkern.data.publish.features.cql.instants import parse_instant
from stadtkern.data.publish.features.cql.nodes import (
    COMPARISONS,
    DEEPEST,
    SPATIAL,
    TEMPORAL,
    Arithmetic,
    Between,
    Comparison,
    Function,
    Geometry,
    In,
    Instant,
    Interval,
    IsNull,
    Like,
    Literal,
    Node,
    Not,
    Property,
    Relation,
    both,
    syntax,
)
from stadtkern.data.publish.features.cql.shapes import KINDS, box, read_shape
from stadtkern.data.publish.features.cql.stream import Stream
from stadtkern.data.publish.features.cql.tokens import unquoted

# How strongly a word binds: OR least, then AND, NOT, predicates, sums, products, powers.
_OR, _AND, _NOT, _PREDICATE, _SUM, _PRODUCT, _POWER, _SIGN = range(1, 9)
_INFIX = {
    "OR": _OR,
    "AND": _AND,
    "LIKE": _PREDICATE,
    "BETWEEN": _PREDICATE,
    "IN": _PREDICATE,
    "IS": _PREDICATE,
    "NOT": _PREDICATE,
    **dict.fromkeys(COMPARISONS, _PREDICATE),
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
    "%": _PRODUCT,
    "DIV": _PRODUCT,
    "^": _POWER,
}
_RESERVED = frozenset({"AND", "OR", "LIKE", "BETWEEN", "IN", "IS", "NULL", "DIV"})


def parse_text(text: str) -> Node:
    """Read a filter. Raises ProblemError (cql.syntax, query.time) with the place where it cannot be read."""
    stream = Stream(text)
    tree = _expression(stream, 0, 0)
    stream.expect_end()
    return tree


def _expression(stream: Stream, binding: int, depth: int) -> Node:
    if depth > DEEPEST:
        raise syntax("er ist zu tief verschachtelt.", "it is nested too deeply.")
    left = _prefix(stream, depth)
    while (strength := _INFIX.get(stream.peek().word, 0)) > binding:
        left = _infix(stream, left, strength, depth)
    return left


def _prefix(stream: Stream, depth: int) -> Node:
    token = stream.take()
    if token.kind == "number":
        return Literal(_number(token.text))
    if token.kind == "text":
        return Literal(unquoted(token))
    if token.kind == "quoted":
        return Property(unquoted(token))
    word = token.word
    if word == "(":
        inner = _expression(stream, 0, depth + 1)
        stream.expect(")")
        return inner
    if word == "NOT":
        return Not(_expression(stream, _NOT, depth + 1))
    if word in ("-", "+"):
        return _signed(word, _expression(stream, _SIGN, depth + 1))
    if token.kind == "name" and word not in _RESERVED:
        return _named(stream, token.text, word, depth)
    raise stream.unexpected(token)


def _signed(sign: str, value: Node) -> Node:
    if sign == "+":
        return value
    if isinstance(value, Literal) and not isinstance(value.value, (bool, str)):
        return Literal(-value.value)
    return Arithmetic("-", Literal(0), value)


def _named(stream: Stream, text: str, word: str, depth: int) -> Node:
    if word in ("TRUE", "FALSE"):
        return Literal(word == "TRUE")
    if word in KINDS and stream.peek().word in ("(", "EMPTY", "Z"):
        return read_shape(stream, word)
    if stream.peek().word != "(":
        return Property(text)
    stream.take()
    if word in ("DATE", "TIMESTAMP"):
        node: Node = _instant(stream, word)
    elif word == "INTERVAL":
        node = _interval(stream)
    elif word == "BBOX":
        node = _box(stream)
    elif word in ("CASEI", "ACCENTI"):
        node = Function(word, _expression(stream, 0, depth + 1))
    elif word in SPATIAL or word in TEMPORAL:
        left = _expression(stream, 0, depth + 1)
        stream.expect(",")
        node = Relation(word, left, _expression(stream, 0, depth + 1))
    else:
        raise syntax(f"die Funktion „{text[:40]}“ gibt es nicht.", f"there is no function “{text[:40]}”.")
    stream.expect(")")
    return node


def _instant(stream: Stream, word: str) -> Instant:
    token = stream.take()
    if token.kind != "text":
        raise stream.unexpected(token)
    instant = parse_instant(unquoted(token))
    if instant.is_date != (word == "DATE"):
        raise syntax(f"{word} passt nicht zu {token.text[:40]}.", f"{word} does not fit {token.text[:40]}.")
    return instant


def _interval(stream: Stream) -> Interval:
    start = _bound(stream)
    stream.expect(",")
    return Interval(start, _bound(stream))


def _bound(stream: Stream) -> Instant | Property | None:
    token = stream.take()
    if token.kind == "text":
        text = unquoted(token)
        return None if text in ("..", "") else parse_instant(text)
    if token.kind == "quoted":
        return Property(unquoted(token))
    if token.kind == "name":
        if token.word in ("DATE", "TIMESTAMP") and stream.peek().word == "(":
            stream.take()
            instant = _instant(stream, token.word)
            stream.expect(")")
            return instant
        return Property(token.text)
    raise stream.unexpected(token)


def _box(stream: Stream) -> Geometry:
    numbers = [stream.number()]
    while stream.accept(","):
        numbers.append(stream.number())
        if len(numbers) > 6:
            break
    return box(numbers)


def _infix(stream: Stream, left: Node, strength: int, depth: int) -> Node:
    token = stream.take()
    word = token.word
    if word in ("AND", "OR"):
        return both(word, left, _expression(stream, strength, depth + 1))
    if word in COMPARISONS:
        return Comparison(word, left, _expression(stream, strength, depth + 1))
    if word == "IS":
        negative = stream.accept("NOT")
        stream.expect("NULL")
        return Not(IsNull(left)) if negative else IsNull(left)
    if word == "NOT":
        following = stream.take()
        if following.word not in ("LIKE", "BETWEEN", "IN"):
            raise stream.unexpected(following)
        return Not(_predicate(stream, left, following.word, depth))
    if word in ("LIKE", "BETWEEN", "IN"):
        return _predicate(stream, left, word, depth)
    # Powers bind to the right, everything else to the left.
    return Arithmetic(word.lower(), left, _expression(stream, strength - (word == "^"), depth + 1))


def _predicate(stream: Stream, left: Node, word: str, depth: int) -> Node:
    if word == "LIKE":
        return Like(left, _expression(stream, _PREDICATE, depth + 1))
    if word == "BETWEEN":
        low = _expression(stream, _PREDICATE, depth + 1)
        stream.expect("AND")
        return Between(left, low, _expression(stream, _PREDICATE, depth + 1))
    stream.expect("(")
    items = [_expression(stream, 0, depth + 1)]
    while stream.accept(","):
        items.append(_expression(stream, 0, depth + 1))
    stream.expect(")")
    return In(left, tuple(items))


def _number(text: str) -> int | float:
    if text.isdigit() and len(text) <= 18:
        return int(text)
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise syntax(f"die Zahl {text[:40]} ist zu groß.", f"the number {text[:40]} is too large.")
    return value
