"""Mappings as plain values: saved with a source, shown in a form, edited by people, and checked when they come back."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stadtkern.data.gather.model import ColumnMapping, Mapping, Role, Shape
from stadtkern.data.harmonise.places import crs_code
from stadtkern.data.harmonise.refused import Refused
from stadtkern.town.text import ProblemError, Text, problem

TYPES = ("number", "integer", "text", "boolean", "date", "time")
# Roles that only one column can have.
_ONCE = (
    Role.TIME_END,
    Role.LATITUDE,
    Role.LONGITUDE,
    Role.EASTING,
    Role.NORTHING,
    Role.GEOMETRY,
    Role.STATION,
    Role.LANE,
    Role.UNIT,
)
_Word = TypeVar("_Word", bound=StrEnum)


def mapping_to_json(mapping: Mapping) -> dict[str, Any]:
    """Give a mapping as plain values; what has its default is left out of the columns."""
    answer: dict[str, Any] = {
        one.name: getattr(mapping, one.name) for one in fields(Mapping) if one.name not in ("shape", "columns")
    }
    answer["shape"] = mapping.shape.value
    answer["columns"] = [_column_to_json(column) for column in mapping.columns]
    return answer


def _column_to_json(column: ColumnMapping) -> dict[str, Any]:
    answer = {one.name: getattr(column, one.name) for one in fields(ColumnMapping)}
    answer["role"] = column.role.value
    return {key: value for key, value in answer.items() if value is not None}


def mapping_from_json(value: object) -> Mapping:
    """Make a mapping of plain values as ``mapping_to_json`` gives them.

    Raises ProblemError: ``mapping.form`` (not such an object, or a value of a wrong type), ``mapping.unknown`` (a name that
    a mapping does not have), ``mapping.shape``, ``mapping.role``, ``mapping.type``, ``mapping.twice`` (two columns of one
    header, name or single role), ``mapping.status``, ``mapping.crs``, ``mapping.timezone``, ``mapping.decimal``.
    """
    given = _dictionary(value, "Die Zuordnung", "The mapping")
    _known(given, Mapping)
    columns = given.get("columns", [])
    if not isinstance(columns, Sequence) or isinstance(columns, str):
        raise _form("„columns“ muss eine Liste sein.", "“columns” must be a list.")
    mapping = Mapping(
        shape=_word(Shape, given.get("shape"), "mapping.shape", "Form", "shape"),
        columns=[_column(column) for column in columns],
        **_plain(given, Mapping, ("shape", "columns")),
    )
    _check_columns(mapping)
    _check_settings(mapping)
    return mapping


def _column(value: object) -> ColumnMapping:
    given = _dictionary(value, "Eine Spalte der Zuordnung", "A column of the mapping")
    _known(given, ColumnMapping)
    header = given.get("header")
    if not isinstance(header, str) or not header:
        raise _form("Einer Spalte fehlt die Überschrift („header“).", "A column lacks its “header”.")
    plain = _plain(given, ColumnMapping, ("role", "header"))
    plain.setdefault("name", header)
    plain.setdefault("title", header)
    column = ColumnMapping(
        header=header, role=_word(Role, given.get("role"), "mapping.role", "Bedeutung", "role", header), **plain
    )
    if column.type not in TYPES:
        raise problem(
            "mapping.type",
            f"Den Typ „{column.type}“ der Spalte „{header}“ gibt es nicht. Möglich sind: {', '.join(TYPES)}.",
            f"There is no type “{column.type}” (column “{header}”). There are: {', '.join(TYPES)}.",
        )
    return column


def _dictionary(value: object, de: str, en: str) -> Dictionary[str, Any]:
    if not isinstance(value, Dictionary) or not all(isinstance(key, str) for key in value):
        raise _form(f"{de} muss ein Objekt mit Namen und Werten sein.", f"{en} must be an object of names and values.")
    return value


def _known(given: Dictionary[str, Any], kind: type[Mapping | ColumnMapping]) -> None:
    names = {one.name for one in fields(kind)}
    for name in given:
        if name not in names:
            raise problem(
                "mapping.unknown",
                f"Die Angabe „{name}“ gibt es in einer Zuordnung nicht.",
                f"A mapping has no “{name}”.",
                Text(f"Möglich sind: {', '.join(sorted(names))}.", f"There are: {', '.join(sorted(names))}."),
            )


def _plain(given: Dictionary[str, Any], kind: type[Mapping | ColumnMapping], without: Sequence[str]) -> dict[str, Any]:
    """Take the plain values over, each of the type that its field has."""
    answer: dict[str, Any] = {}
    for one in fields(kind):
        if one.name in without or one.name not in given:
            continue
        value = given[one.name]
        wanted = str(one.type)
        optional = wanted.endswith("| None")
        if value is None and optional:
            answer[one.name] = None
            continue
        expected = {"str": str, "int": int, "bool": bool}[wanted.removesuffix("| None").strip()]
        if type(value) is not expected:
            raise _form(
                f"Der Wert von „{one.name}“ hat den falschen Typ.", f"The value of “{one.name}” has the wrong type."
            )
        answer[one.name] = value
    return answer


def _word(kind: type[_Word], value: object, code: str, de: str, en: str, header: str | None = None) -> _Word:
    try:
        return kind(str(value))
    except ValueError:
        known = ", ".join(one.value for one in kind)
        at_de, at_en = (f" (Spalte „{header}“)", f" (column “{header}”)") if header else ("", "")
        raise problem(
            code,
            f"Die {de} „{value}“ gibt es nicht{at_de}. Möglich sind: {known}.",
            f"There is no {en} “{value}”{at_en}. There are: {known}.",
        ) from None


def _check_columns(mapping: Mapping) -> None:
    for what_de, what_en, values in (
        ("Überschrift", "header", [one.header for one in mapping.columns]),
        ("Namen", "name", [one.name for one in mapping.columns if one.role is not Role.IGNORE]),
        ("Bedeutung", "role", [one.role.value for one in mapping.columns if one.role in _ONCE]),
    ):
        for value in values:
            if values.count(value) > 1:
                raise problem(
                    "mapping.twice",
                    f"Zwei Spalten haben dieselbe {what_de} „{value}“. Jede darf nur einmal vorkommen."
                    if what_de != "Namen"
                    else f"Zwei Spalten haben denselben Namen „{value}“. Jeder darf nur einmal vorkommen.",
                    f"Two columns have the same {what_en} “{value}”. Each may stand only once.",
                )
    headers = {one.header for one in mapping.columns}
    for column in mapping.columns:
        if column.status_of is not None and column.status_of not in headers:
            raise problem(
                "mapping.status",
                f"Die Spalte „{column.header}“ soll den Status von „{column.status_of}“ nennen, doch die gibt es nicht.",
                f"The column “{column.header}” is to hold the status of “{column.status_of}”, but there is no such column.",
            )


def _check_settings(mapping: Mapping) -> None:
    try:
        mapping.crs = crs_code(mapping.crs)
    except Refused as refused:
        raise problem("mapping.crs", refused.text.de, refused.text.en) from refused
    try:
        ZoneInfo(mapping.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise problem(
            "mapping.timezone",
            f"Die Zeitzone „{mapping.timezone}“ ist nicht bekannt. In Deutschland gilt Europe/Berlin.",
            f"The time zone “{mapping.timezone}” is not known. Germany has Europe/Berlin.",
        ) from None
    if mapping.decimal not in (None, ".", ","):
        raise problem(
            "mapping.decimal",
            f"„{mapping.decimal}“ ist kein Dezimaltrennzeichen. Möglich sind Komma und Punkt.",
            f"“{mapping.decimal}” is no decimal mark. There are comma and point.",
        )
    if mapping.delimiter is not None and (len(mapping.delimiter) != 1 or mapping.delimiter in '\r\n"'):
        raise _form("Das Trennzeichen muss ein einzelnes Zeichen sein.", "The delimiter must be a single character.")
    if mapping.header_row < 0:
        raise _form("Die Zeile der Überschriften zählt ab 1.", "The header row counts from 1.")
    try:
        "".encode(mapping.encoding or "utf-8")
    except LookupError:
        raise _form(
            f"Die Zeichenkodierung „{mapping.encoding}“ ist nicht bekannt.",
            f"The character encoding “{mapping.encoding}” is not known.",
        ) from None


def _form(de: str, en: str) -> ProblemError:
    return problem("mapping.form", de, en)
