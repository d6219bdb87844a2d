"""Reads a value as another kind: JSON and results are of any kind, and a condition on one kind skips the others."""

from __future__ import annotations

from stadtkern.data.publish.sensorthings.core.model import Kind
from stadtkern.data.publish.sensorthings.core.refuse import refused
from stadtkern.data.publish.sensorthings.core.scope import Value

_NAMES = {
    Kind.ID: ("eine Nummer", "an id"),
    Kind.TEXT: ("ein Text", "a text"),
    Kind.NUMBER: ("eine Zahl", "a number"),
    Kind.BOOL: ("eine Bedingung", "a condition"),
    Kind.INSTANT: ("ein Zeitpunkt", "an instant"),
    Kind.PERIOD: ("ein Zeitraum", "a period"),
    Kind.DATE: ("ein Datum", "a date"),
    Kind.CLOCK: ("eine Uhrzeit", "a time of day"),
    Kind.DURATION: ("eine Dauer", "a duration"),
    Kind.JSON: ("ein JSON-Wert", "a JSON value"),
    Kind.GEO: ("ein Ort", "a place"),
    Kind.RESULT: ("ein Messwert", "a result"),
    Kind.NULL: ("nichts", "nothing"),
}
_NUMBERS = "('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')"


def coerce(value: Value, kind: Kind) -> str:
    """Give the SQL of ``value`` read as ``kind`` (NULL where it is something else). Raises RefusedError when it never is."""
    if value.kind is kind:
        return (value.also or "NULL") if kind is Kind.GEO else value.sql
    if value.kind is Kind.NULL:
        return "NULL"
    if value.kind is Kind.RESULT:
        if kind is Kind.NUMBER:
            return value.sql
        return _from_json(f"(CASE WHEN {value.also} IS NOT NULL THEN {value.also}::JSON END)", kind)
    if value.kind is Kind.JSON:
        return _from_json(value.sql, kind)
    sql = _plain(value, kind)
    if sql is None:
        have, want = _NAMES[value.kind], _NAMES[kind]
        raise refused(
            "kind",
            f"Hier steht {have[0]}, gebraucht wird {want[0]}.",
            f"Here stands {have[1]} where {want[1]} is needed.",
        )
    return sql


def _from_json(sql: str, kind: Kind) -> str:
    match kind:
        case Kind.TEXT:
            return f"(CASE WHEN json_type({sql}) = 'VARCHAR' THEN json_extract_string({sql}, '$') END)"
        case Kind.NUMBER | Kind.ID:
            return f"(CASE WHEN json_type({sql}) IN {_NUMBERS} THEN ({sql})::DOUBLE END)"
        case Kind.BOOL:
            return f"(CASE WHEN json_type({sql}) = 'BOOLEAN' THEN ({sql})::BOOLEAN END)"
        case Kind.INSTANT:
            return f"(TRY_CAST(json_extract_string({sql}, '$') AS TIMESTAMPTZ) AT TIME ZONE 'UTC')"
        case Kind.DATE:
            return f"TRY_CAST(json_extract_string({sql}, '$') AS DATE)"
        case Kind.GEO:
            return f"TRY(ST_GeomFromGeoJSON({sql}))"
        case _:
            raise refused("kind", "Das lässt sich so nicht vergleichen.", "These cannot be compared.")


def _plain(value: Value, kind: Kind) -> str | None:
    match value.kind, kind:
        case (Kind.ID, Kind.NUMBER) | (Kind.NUMBER, Kind.ID) | (Kind.INSTANT, Kind.PERIOD):
            return value.sql
        case (Kind.PERIOD, Kind.INSTANT):
            return value.sql
        case (Kind.TEXT, Kind.ID):
            return f"TRY_CAST({value.sql} AS BIGINT)"
        case (Kind.ID, Kind.TEXT):
            return f"({value.sql})::VARCHAR"
        case (Kind.DATE, Kind.INSTANT):
            return f"({value.sql})::TIMESTAMP"
        case (Kind.INSTANT | Kind.PERIOD, Kind.DATE):
            return f"({value.sql})::DATE"
        case _:
            return None


def moments(value: Value) -> tuple[str, str]:
    """Give start and end of an instant or period; an instant's end is NULL."""
    if value.kind is Kind.PERIOD:
        return value.sql, value.also or "NULL::TIMESTAMP"
    return coerce(value, Kind.INSTANT), "NULL::TIMESTAMP"
