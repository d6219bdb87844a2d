"""The proposed mapping as a form: each column's meaning, name, type and unit; how the file is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from stadtkern.data.gather.mapping import mapping_from_json
from stadtkern.data.gather.model import Shape
from stadtkern.data.harmonise.names import column_name
from stadtkern.data.portal.access import number_of, word_of
from stadtkern.town.text import Problem, ProblemError, Text

ROLES = {
    "time": Text("Zeit (Beginn)", "time (start)"),
    "time_end": Text("Zeit (Ende)", "time (end)"),
    "value": Text("gemessener Wert", "measured value"),
    "status": Text("Zustand eines Werts", "status of a value"),
    "latitude": Text("Breite", "latitude"),
    "longitude": Text("Länge", "longitude"),
    "easting": Text("Rechtswert (Ost)", "easting"),
    "northing": Text("Hochwert (Nord)", "northing"),
    "geometry": Text("Geometrie", "geometry"),
    "station": Text("Messstelle", "station"),
    "lane": Text("Spur oder Messreihe", "lane or series"),
    "unit": Text("Einheit", "unit"),
    "id": Text("Kennung", "id"),
    "name": Text("Name", "name"),
    "ags": Text("Gemeindeschlüssel (AGS)", "municipality key (AGS)"),
    "ars": Text("Regionalschlüssel (ARS)", "regional key (ARS)"),
    "property": Text("Merkmal", "property"),
    "ignore": Text("weglassen", "leave out"),
}
TYPES = {
    "number": Text("Zahl mit Komma", "number with decimals"),
    "integer": Text("ganze Zahl", "whole number"),
    "text": Text("Text", "text"),
    "boolean": Text("ja oder nein", "yes or no"),
    "date": Text("Tag", "day"),
    "time": Text("Zeitpunkt", "time"),
}
SHAPES = {
    "series": Text("Messwerte über die Zeit", "values over time"),
    "features": Text("Orte auf der Karte", "places on the map"),
    "table": Text("einfache Tabelle", "plain table"),
}
CRS = {
    "EPSG:4326": Text("WGS 84: Länge und Breite in Grad", "WGS 84: longitude and latitude in degrees"),
    "EPSG:25832": Text("UTM 32 (ETRS89), Westen und Mitte", "UTM 32 (ETRS89), west and middle"),
    "EPSG:25833": Text("UTM 33 (ETRS89), Osten, Brandenburg", "UTM 33 (ETRS89), east, Brandenburg"),
    "EPSG:4647": Text("UTM 32 mit Zone im Rechtswert", "UTM 32 with zone in the easting"),
    "EPSG:5650": Text("UTM 33 mit Zone im Rechtswert", "UTM 33 with zone in the easting"),
    "EPSG:31466": Text("Gauß-Krüger, Streifen 2", "Gauss-Krüger, zone 2"),
    "EPSG:31467": Text("Gauß-Krüger, Streifen 3", "Gauss-Krüger, zone 3"),
    "EPSG:31468": Text("Gauß-Krüger, Streifen 4", "Gauss-Krüger, zone 4"),
    "EPSG:31469": Text("Gauß-Krüger, Streifen 5", "Gauss-Krüger, zone 5"),
    "EPSG:3857": Text("Web-Mercator", "Web Mercator"),
}
DECIMALS = {
    "": Text("selbst erkennen", "find out"),
    ",": Text("Komma: 1,5", "comma: 1,5"),
    ".": Text("Punkt: 1.5", "point: 1.5"),
}
DELIMITERS = {
    "": Text("selbst erkennen", "find out"),
    ";": Text("Semikolon", "semicolon"),
    ",": Text("Komma", "comma"),
    "\t": Text("Tabulator", "tab"),
    "|": Text("senkrechter Strich", "vertical bar"),
}
ENCODINGS = ("", "utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "utf-16")


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One line of the form."""

    place: int
    header: str
    name: str
    title: str
    role: str
    type: str
    unit: str


def rows(mapping: dict[str, Any]) -> list[ColumnRow]:
    """Lay a mapping's columns out as lines."""
    return [
        ColumnRow(
            place,
            one["header"],
            one["name"],
            one["title"],
            str(one["role"]),
            one.get("type") or "text",
            one.get("unit") or "",
        )
        for place, one in enumerate(mapping["columns"])
    ]


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """One cell of the file's first rows; ``left_out`` when its column is not taken."""

    text: str
    left_out: bool = False


def preview_columns(columns: list[ColumnRow], heads: list[str]) -> list[ColumnRow]:
    """Give the mapping's column for each of the preview's, or nothing when the two do not fit together."""
    by_header = {one.header: one for one in columns}
    found = [by_header.get(head) for head in heads]
    return [one for one in found if one is not None] if heads and all(found) else []


def preview_cells(pointed: list[ColumnRow], preview: list[list[str]]) -> list[list[PreviewCell]]:
    """Give the preview's cells as they are shown; short rows stay short."""
    out = [one.role == "ignore" for one in pointed]
    return [[PreviewCell(text, place < len(out) and out[place]) for place, text in enumerate(row)] for row in preview]


def corrected(mapping: dict[str, Any], words: QueryDict) -> tuple[dict[str, Any], list[Problem]]:
    """Give the mapping as the person wants it, and what cannot be; what was not sent stays as it was."""
    found: list[Problem] = []
    answer = {**mapping, "columns": [dict(one) for one in mapping["columns"]]}
    _column_wishes(answer["columns"], words, found)
    _file_wishes(answer, words)
    if not found:
        try:
            mapping_from_json(answer)
        except ProblemError as error:
            found.append(error.problem)
    return answer, found


def _column_wishes(columns: list[dict[str, Any]], words: QueryDict, found: list[Problem]) -> None:
    for place, one in enumerate(columns):
        role, type_ = words.get(f"c{place}-role"), words.get(f"c{place}-type")
        if role in ROLES:
            one["role"] = role
        if type_ in TYPES:
            one["type"] = type_
        if (title := words.get(f"c{place}-title")) is not None:
            one["title"] = title.strip()[:300] or one["title"]
        if (name := words.get(f"c{place}-name")) is not None and name.strip() != one["name"]:
            tidy = column_name(name)
            if not tidy:
                found.append(
                    Problem(
                        "mapping.name",
                        Text(
                            f"Der Name „{name}“ der Spalte „{one['header']}“ hat keine Buchstaben.",
                            f"The name “{name}” of the column “{one['header']}” has no letters.",
                        ),
                    )
                )
            else:
                one["name"] = tidy
        if (unit := words.get(f"c{place}-unit")) is not None:
            one["unit"] = unit.strip()[:100] or None


def _file_wishes(answer: dict[str, Any], words: QueryDict) -> None:
    shape = word_of(words, "shape")
    if shape in {one.value for one in Shape}:
        answer["shape"] = shape
    for key, allowed in (("decimal", DECIMALS), ("delimiter", DELIMITERS), ("encoding", ENCODINGS)):
        if key in words and word_of(words, key) in allowed:
            answer[key] = word_of(words, key) or None
    if crs := word_of(words, "crs").strip().upper():
        answer["crs"] = crs if ":" in crs else f"EPSG:{crs}"
    if zone := word_of(words, "timezone").strip():
        answer["timezone"] = zone
    if "header_row" in words:
        answer["header_row"] = min(1000, number_of(words, "header_row", answer.get("header_row", 1)))
    if "settings" in words:
        answer["swap_axes"] = "swap_axes" in words
    if "station" in words:
        answer["station"] = word_of(words, "station").strip()[:300] or None
