"""Turns the tree of a filter or order into SQL, minding what each side is."""

from __future__ import annotations

from stadtkern.data.publish.sensorthings.core import tree
from stadtkern.data.publish.sensorthings.core.coerce import coerce, moments
from stadtkern.data.publish.sensorthings.core.functions import FUNCTIONS
from stadtkern.data.publish.sensorthings.core.model import Kind
from stadtkern.data.publish.sensorthings.core.refuse import refused
from stadtkern.data.publish.sensorthings.core.scope import Scope, Value

_COMPARE = {"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%"}
_DYNAMIC = (Kind.JSON, Kind.RESULT)
_TEMPORAL = (Kind.INSTANT, Kind.PERIOD)
_MAXIMUM_DEPTH = 60


def condition(scope: Scope, expression: tree.Expression) -> str:
    """Give the SQL of a filter. Raises RefusedError when it is not a condition or names what is not there."""
    return coerce(compile_(scope, expression), Kind.BOOL)


def compile_(scope: Scope, expression: tree.Expression, depth: int = 0) -> Value:
    """Give SQL and kind of any expression."""
    if depth > _MAXIMUM_DEPTH:
        raise refused("too-deep", "Der Ausdruck ist zu tief verschachtelt.", "The expression is nested too deeply.")
    match expression:
        case tree.Path(names):
            return scope.resolve(names)
        case tree.Unary(operator, operand):
            return _unary(operator, compile_(scope, operand, depth + 1))
        case tree.Binary(operator, left, right):
            return _binary(operator, compile_(scope, left, depth + 1), compile_(scope, right, depth + 1))
        case tree.OneOf(left, options):
            value = compile_(scope, left, depth + 1)
            tests = [_compare("eq", value, compile_(scope, option, depth + 1)) for option in options]
            return Value(Kind.BOOL, "(" + " OR ".join(tests) + ")")
        case tree.Call(name, arguments):
            function = FUNCTIONS.get(name.lower())
            if function is None:
                raise refused(
                    "unknown-function", f"Die Funktion „{name}“ gibt es nicht.", f"There is no function “{name}”."
                )
            return function(name, [compile_(scope, one, depth + 1) for one in arguments])
        case _:
            return _constant(scope, expression)


def _constant(scope: Scope, expression: tree.Expression) -> Value:
    mark = scope.parameter
    match expression:
        case tree.Literal(None):
            return Value(Kind.NULL, "NULL")
        case tree.Literal(bool() as value):
            return Value(Kind.BOOL, "TRUE" if value else "FALSE")
        case tree.Literal(int() as value) if abs(value) < 2**63:
            return Value(Kind.NUMBER, f"{mark(value)}::BIGINT")
        case tree.Literal(int() | float() as value):
            return Value(Kind.NUMBER, f"{mark(float(value))}::DOUBLE")
        case tree.Literal(str() as value):
            return Value(Kind.TEXT, f"{mark(value)}::VARCHAR")
        case tree.Moment(start, None):
            return Value(Kind.INSTANT, f"{mark(start.isoformat())}::TIMESTAMP")
        case tree.Moment(start, end) if end is not None:
            return Value(Kind.PERIOD, f"{mark(start.isoformat())}::TIMESTAMP", f"{mark(end.isoformat())}::TIMESTAMP")
        case tree.Day(value):
            return Value(Kind.DATE, f"{mark(value.isoformat())}::DATE")
        case tree.Clock(value):
            return Value(Kind.CLOCK, f"{mark(value.isoformat())}::TIME")
        case tree.Duration(words):
            return Value(Kind.DURATION, f"{mark(words)}::VARCHAR::INTERVAL")
        case tree.Geography(wkt):
            return Value(Kind.GEO, "NULL", f"ST_GeomFromText({mark(wkt)}::VARCHAR)")
    raise refused("filter", "Der Ausdruck ist nicht zu verstehen.", "The expression cannot be understood.")


def _unary(operator: str, value: Value) -> Value:
    if operator == "not":
        return Value(Kind.BOOL, f"(NOT {coerce(value, Kind.BOOL)})")
    return Value(Kind.NUMBER, f"(- {coerce(value, Kind.NUMBER)})")


def _binary(operator: str, left: Value, right: Value) -> Value:
    if operator in ("and", "or"):
        sql = f"({coerce(left, Kind.BOOL)} {operator.upper()} {coerce(right, Kind.BOOL)})"
        return Value(Kind.BOOL, sql)
    if operator in _COMPARE:
        return Value(Kind.BOOL, _compare(operator, left, right))
    return _arithmetic(operator, left, right)


def _arithmetic(operator: str, left: Value, right: Value) -> Value:
    sign = _ARITHMETIC[operator]
    if Kind.DURATION in (left.kind, right.kind) or (left.kind in _TEMPORAL and right.kind in _TEMPORAL):
        return _time_arithmetic(operator, left, right)
    first, second = coerce(left, Kind.NUMBER), coerce(right, Kind.NUMBER)
    if operator == "div":
        return Value(Kind.NUMBER, f"(({first})::DOUBLE / nullif(({second})::DOUBLE, 0))")
    if operator == "mod":
        return Value(Kind.NUMBER, f"({first} % nullif({second}, 0))")
    return Value(Kind.NUMBER, f"(({first})::DOUBLE {sign} ({second})::DOUBLE)")


def _time_arithmetic(operator: str, left: Value, right: Value) -> Value:
    sign = _ARITHMETIC[operator]
    if left.kind is Kind.DURATION and right.kind is Kind.DURATION and operator in ("add", "sub"):
        return Value(Kind.DURATION, f"({left.sql} {sign} {right.sql})")
    if operator == "add" and left.kind is Kind.DURATION:
        left, right = right, left
    if right.kind is Kind.DURATION and operator in ("add", "sub"):
        if left.kind is Kind.PERIOD:
            return Value(Kind.PERIOD, f"({left.sql} {sign} {right.sql})", f"({left.also} {sign} {right.sql})")
        return Value(Kind.INSTANT, f"({coerce(left, Kind.INSTANT)} {sign} {right.sql})")
    if operator == "sub" and left.kind in _TEMPORAL and right.kind in _TEMPORAL:
        return Value(Kind.DURATION, f"({moments(left)[0]} - {moments(right)[0]})")
    if operator == "mul" and Kind.NUMBER in (left.kind, right.kind):
        span, factor = (left, right) if left.kind is Kind.DURATION else (right, left)
        return Value(Kind.DURATION, f"to_microseconds((epoch({span.sql}) * 1e6 * {factor.sql})::BIGINT)")
    raise refused(
        "arithmetic",
        f"Mit diesen Zeiten kann „{operator}“ nicht rechnen.",
        f"“{operator}” cannot reckon with these times.",
    )


def _compare(operator: str, left: Value, right: Value) -> str:
    if Kind.NULL in (left.kind, right.kind):
        return _compare_null(operator, left if right.kind is Kind.NULL else right)
    if left.kind in _TEMPORAL or right.kind in _TEMPORAL:
        return _compare_times(operator, left, right)
    sign = _COMPARE[operator]
    if left.kind in _DYNAMIC and right.kind in _DYNAMIC:
        tests = [f"{coerce(left, kind)} {sign} {coerce(right, kind)}" for kind in (Kind.NUMBER, Kind.TEXT, Kind.BOOL)]
        return f"coalesce({', '.join(tests)})"
    kind = right.kind if left.kind in _DYNAMIC else left.kind
    if kind is Kind.GEO:
        if operator not in ("eq", "ne"):
            raise refused("compare", "Orte haben keine Reihenfolge.", "Places have no order.")
        test = f"ST_Equals({coerce(left, Kind.GEO)}, {coerce(right, Kind.GEO)})"
        return test if operator == "eq" else f"NOT {test}"
    return f"({coerce(left, kind)} {sign} {coerce(right, kind)})"


def _compare_null(operator: str, value: Value) -> str:
    if operator not in ("eq", "ne"):
        return "FALSE"
    if value.kind is Kind.RESULT:
        test = f"({value.sql} IS NULL AND coalesce({value.also}, 'null') = 'null')"
    elif value.kind is Kind.JSON:
        test = f"(coalesce({value.sql}::VARCHAR, 'null') = 'null')"
    else:
        test = f"({value.sql} IS NULL)"
    return test if operator == "eq" else f"(NOT {test})"


def _compare_times(operator: str, left: Value, right: Value) -> str:
    """Compare instants and periods: a period is before what starts at or after its end, and after what ends at its start."""
    (start, end), (other_start, other_end) = moments(left), moments(right)
    match operator:
        case "eq":
            return f"({start} = {other_start} AND coalesce({end}, {start}) = coalesce({other_end}, {other_start}))"
        case "ne":
            return f"({start} <> {other_start} OR coalesce({end}, {start}) <> coalesce({other_end}, {other_start}))"
        case "lt":
            return f"(coalesce({end}, {start}) < {other_start} OR (({end}) IS NOT NULL AND {end} <= {other_start}))"
        case "gt":
            return f"({start} > coalesce({other_end}, {other_start}) OR (({other_end}) IS NOT NULL AND {start} >= {other_end}))"
        case "le":
            return f"(coalesce({end}, {start}) <= coalesce({other_end}, {other_start}) AND {start} <= {other_start})"
        case _:
            return f"({start} >= {other_start} AND coalesce({end}, {start}) >= coalesce({other_end}, {other_start}))"
