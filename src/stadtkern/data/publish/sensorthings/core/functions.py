"""The functions a filter may call, each as a small piece of SQL with the kinds it takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from stadtkern.data.publish.sensorthings.core.coerce import coerce, moments
from stadtkern.data.publish.sensorthings.core.model import Kind
from stadtkern.data.publish.sensorthings.core.refuse import refused
from stadtkern.data.publish.sensorthings.core.scope import Value

Function: TypeAlias = Callable[[str, list[Value]], Value]


def _plain(template: str, takes: tuple[Kind, ...], gives: Kind, optional: int = 0) -> Function:
    def function(name: str, arguments: list[Value]) -> Value:
        _count(name, arguments, len(takes) - optional, len(takes))
        sql = [f"({coerce(value, kind)})" for value, kind in zip(arguments, takes, strict=False)]
        sql += ["NULL"] * (len(takes) - len(sql))
        return Value(gives, "(" + template.format(*sql) + ")")

    return function


def _count(name: str, arguments: list[Value], least: int, most: int) -> None:
    if not least <= len(arguments) <= most:
        wanted = str(least) if least == most else f"{least}-{most}"
        raise refused(
            "arguments",
            f"„{name}“ braucht {wanted} Angaben, hier stehen {len(arguments)}.",
            f"“{name}” takes {wanted} arguments, here are {len(arguments)}.",
        )


def _moment_part(template: str, gives: Kind) -> Function:
    def function(name: str, arguments: list[Value]) -> Value:
        _count(name, arguments, 1, 1)
        (value,) = arguments
        if value.kind is Kind.TEXT and gives is Kind.DATE:
            return Value(gives, f"TRY_CAST({value.sql} AS DATE)")
        if value.kind is Kind.DATE and gives is Kind.DATE:
            return value
        return Value(gives, "(" + template.format(moments(value)[0]) + ")")

    return function


def _relation(template: str) -> Function:
    """Between two times; ``{s}``/``{e}`` are start and end of the first, ``{t}``/``{f}`` of the second."""

    def function(name: str, arguments: list[Value]) -> Value:
        _count(name, arguments, 2, 2)
        (start, end), (other, finish) = moments(arguments[0]), moments(arguments[1])
        end, finish = f"coalesce({end}, {start})", f"coalesce({finish}, {other})"
        return Value(Kind.BOOL, "(" + template.format(s=start, e=end, t=other, f=finish) + ")")

    return function


def _substringof(name: str, arguments: list[Value]) -> Value:
    _count(name, arguments, 2, 2)
    part, whole = (coerce(value, Kind.TEXT) for value in arguments)
    return Value(Kind.BOOL, f"contains({whole}, {part})")


def _round(name: str, arguments: list[Value]) -> Value:
    _count(name, arguments, 1, 1)
    return Value(Kind.NUMBER, f"round(({coerce(arguments[0], Kind.NUMBER)})::DOUBLE)")


_T, _N, _B, _G = Kind.TEXT, Kind.NUMBER, Kind.BOOL, Kind.GEO

FUNCTIONS: dict[str, Function] = {
    "substringof": _substringof,
    "contains": _plain("contains({0}, {1})", (_T, _T), _B),
    "startswith": _plain("starts_with({0}, {1})", (_T, _T), _B),
    "endswith": _plain("ends_with({0}, {1})", (_T, _T), _B),
    "length": _plain("length({0})", (_T,), _N),
    "indexof": _plain("instr({0}, {1}) - 1", (_T, _T), _N),
    "substring": _plain(
        "substring({0}, ({1} + 1)::BIGINT, coalesce({2}, 2147483647)::BIGINT)", (_T, _N, _N), _T, optional=1
    ),
    "tolower": _plain("lower({0})", (_T,), _T),
    "toupper": _plain("upper({0})", (_T,), _T),
    "trim": _plain("trim({0})", (_T,), _T),
    "concat": _plain("{0} || {1}", (_T, _T), _T),
    "round": _round,
    "floor": _plain("floor({0}::DOUBLE)", (_N,), _N),
    "ceiling": _plain("ceil({0}::DOUBLE)", (_N,), _N),
    "year": _moment_part("year({0})", _N),
    "month": _moment_part("month({0})", _N),
    "day": _moment_part("day({0})", _N),
    "hour": _moment_part("hour({0})", _N),
    "minute": _moment_part("minute({0})", _N),
    "second": _moment_part("second({0})", _N),
    "fractionalseconds": _moment_part("(microsecond({0}) % 1000000) / 1000000.0", _N),
    "date": _moment_part("({0})::DATE", Kind.DATE),
    "time": _moment_part("({0})::TIME", Kind.CLOCK),
    "totaloffsetminutes": _moment_part("0 * year({0})", _N),
    "now": _plain("now() AT TIME ZONE 'UTC'", (), Kind.INSTANT),
    "mindatetime": _plain("TIMESTAMP '0001-01-01 00:00:00'", (), Kind.INSTANT),
    "maxdatetime": _plain("TIMESTAMP '9999-12-31 23:59:59.999'", (), Kind.INSTANT),
    "before": _relation("CASE WHEN {s} < {e} THEN {e} <= {t} ELSE {e} < {t} END"),
    "after": _relation("CASE WHEN {t} < {f} THEN {s} >= {f} ELSE {s} > {f} END"),
    "meets": _relation("{e} = {t} OR {s} = {f}"),
    "during": _relation("{s} >= {t} AND {e} <= {f}"),
    "overlaps": _relation(
        "CASE WHEN {s} < {e} AND {t} < {f} THEN {s} < {f} AND {t} < {e} ELSE {s} <= {f} AND {t} <= {e} END"
    ),
    "starts": _relation("{s} = {t}"),
    "finishes": _relation("{e} = {f}"),
    "geo.distance": _plain("ST_Distance({0}, {1})", (_G, _G), _N),
    "geo.length": _plain("ST_Length({0})", (_G,), _N),
    "geo.intersects": _plain("ST_Intersects({0}, {1})", (_G, _G), _B),
    **{
        f"st_{name}": _plain(f"ST_{name.capitalize()}({{0}}, {{1}})", (_G, _G), _B)
        for name in ("equals", "disjoint", "touches", "within", "overlaps", "crosses", "intersects", "contains")
    },
}
