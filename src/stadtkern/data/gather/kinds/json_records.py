"""Records inside JSON: where the list is, one record after the other, nested values flattened."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import IO, Any

from stadtkern.data.gather.tabular import Cell
from stadtkern.data.gather.tally import Tally
from stadtkern.town.text import Text, problem

_BLOCK = 1024 * 1024
_DEEPEST = 8
# A single record that is longer than this is no record of a table.
_LONGEST_RECORD = 32 * 1024 * 1024
_SPACE = " \t\r\n"
_SOURCE_WORDS = ("attribution", "copyright", "license", "licence", "source", "quelle", "lizenz")


@dataclass(frozen=True, slots=True)
class Found:
    """A list of records, the way to it ("data.items") and whose data it is, where the file says so."""

    records: Sequence[Any]
    path: str = ""
    attribution: str = ""


def find_records(value: Any) -> Found | None:
    """Find the records in a parsed file: the longest list of objects, columns of equal length, or named objects."""
    said = _attribution(value)
    lists = sorted(_lists(value, "", 0), key=lambda one: -len(one[1]))
    if lists:
        path, records = lists[0]
        return Found(records, path, said)
    columns = _columns(value, "")
    if columns is not None:
        return Found(columns[1], columns[0], said)
    if isinstance(value, dict) and len(value) > 1 and all(isinstance(one, dict) for one in value.values()):
        return Found([{"key": key, **one} for key, one in value.items()], "", said)
    if isinstance(value, dict) and value and not any(isinstance(one, (dict, list)) for one in value.values()):
        return Found([value], "", said)
    return None


def _attribution(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return next(
        (str(value[key])[:300] for key in value if key.lower() in _SOURCE_WORDS and isinstance(value[key], str)), ""
    )


def _lists(value: Any, path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    """Give every list of objects with the way to it, not looking into the records themselves."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        if value and all(isinstance(one, dict) for one in value[:100]):
            yield path, value
        return
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _lists(one, f"{path}.{key}" if path else str(key), depth + 1)


def _columns(value: Any, path: str) -> tuple[str, list[dict[str, Any]]] | None:
    """Read columns that lie side by side: {"time": [...], "temperature": [...]}."""
    if not isinstance(value, dict):
        return None
    lists = {
        key: one
        for key, one in value.items()
        if isinstance(one, list) and not any(isinstance(x, dict) for x in one[:5])
    }
    lengths = {len(one) for one in lists.values()}
    if len(lists) > 1 and len(lengths) == 1 and lengths != {0}:
        keys = list(lists)
        return path, [dict(zip(keys, row, strict=True)) for row in zip(*lists.values(), strict=True)]
    for key, one in value.items():
        if (inner := _columns(one, f"{path}.{key}" if path else str(key))) is not None:
            return inner
    return None


def flatten(record: dict[str, Any]) -> dict[str, Cell]:
    """Flatten a record: {"a": {"b": 1}} is {"a.b": 1}; lists stay as JSON text, geometries become well-known text."""
    flat: dict[str, Cell] = {}
    stack: list[tuple[str, Any, int]] = [(str(key), value, 0) for key, value in reversed(record.items())]
    while stack:
        key, value, depth = stack.pop()
        if isinstance(value, dict):
            shape = _wkt(value)
            if shape is not None:
                flat[key] = shape
            elif depth >= _DEEPEST:
                flat[key] = json.dumps(value, ensure_ascii=False)
            else:
                stack += [(f"{key}.{inner}", one, depth + 1) for inner, one in reversed(value.items())]
        elif isinstance(value, list):
            flat[key] = json.dumps(value, ensure_ascii=False) if value else None
        elif isinstance(value, float) and not isfinite(value):
            flat[key] = None
        else:
            flat[key] = value
    return flat


def _wkt(value: dict[str, Any]) -> str | None:
    """Give a GeoJSON geometry as well-known text, or None of anything else."""
    kind, coordinates = value.get("type"), value.get("coordinates")
    depths = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiPoint": 1, "MultiLineString": 2, "MultiPolygon": 3}
    if kind not in depths or not isinstance(coordinates, list) or not coordinates:
        return None
    try:
        inner = _brackets(coordinates, depths[kind])
    except (TypeError, ValueError):
        return None
    return f"{str(kind).upper()} {inner if depths[kind] else f'({inner})'}"


def _brackets(coordinates: Any, depth: int) -> str:
    if depth == 0:
        return f"{float(coordinates[0])!r} {float(coordinates[1])!r}"
    return "(" + ", ".join(_brackets(one, depth - 1) for one in coordinates) + ")"


def stream_array(file: IO[str], name: str) -> Iterator[tuple[int, Any]]:
    """Give the elements of a list at the top, one after the other, from a text of any length.

    A first element that is a list holds the headers of the others. Raises ProblemError (``json.broken``, ``json.record``).
    """
    headers: list[str] | None = None
    for number, value in enumerate(_elements(file, name), start=1):
        if isinstance(value, list):
            if headers is None:
                named = all(isinstance(one, str) for one in value)
                headers = value if named else [f"Spalte {place}" for place in range(1, len(value) + 1)]
                if named:
                    continue
            value = dict(zip(headers, value, strict=False))  # noqa: PLW2901 - the row as a record
        yield number, value


def _elements(file: IO[str], name: str) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    text = file.read(_BLOCK).lstrip("\ufeff" + _SPACE)
    at, ended = 1, False
    while True:
        at = _skip(text, at)
        if at < len(text) and text[at] == "]":
            return
        try:
            if at >= len(text):
                raise json.JSONDecodeError("end", text, at)
            value, end = decoder.raw_decode(text, at)
            closed = _skip(text, end)
            if closed >= len(text) and not ended:
                raise json.JSONDecodeError("more to come", text, closed)
        except ValueError as error:
            more = "" if ended else file.read(_BLOCK)
            ended = not more
            if ended or len(text) - at > _LONGEST_RECORD:
                raise _cut_off(name) from error
            text, at = text[at:] + more, 0
            continue
        except RecursionError as error:
            raise _cut_off(name) from error
        yield value
        if closed < len(text) and text[closed] == ",":
            at = closed + 1
        elif closed < len(text) and text[closed] == "]":
            return
        else:
            raise _cut_off(name)
        if at > _BLOCK:
            text, at = text[at:], 0


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _cut_off(name: str) -> Exception:
    return problem(
        "json.broken",
        f"„{name}“ ist kein gültiges JSON. Es wurde nichts übernommen.",
        f"“{name}” is not valid JSON. Nothing was taken over.",
        Text("Vielleicht ist die Datei abgeschnitten.", "Perhaps the file was cut off."),
    )


def stream_lines(file: IO[str], tally: Tally, longest: int) -> Iterator[tuple[int, Any]]:
    """Give one record a line; a line that is none is counted and refused."""
    number = 0
    while line := file.readline(longest + 1):
        number += 1
        piece = line
        while len(piece) > longest and not piece.endswith("\n"):
            piece = file.readline(longest + 1)
        if not line.strip():
            continue
        value = _line(line) if piece is line else None
        if isinstance(value, dict):
            yield number, value
            continue
        tally.count(1)
        tally.refuse(
            number,
            "row.json",
            Text(
                "Diese Zeile ist kein gültiger JSON-Datensatz. Sie wurde nicht übernommen.",
                "This line is not a valid JSON record. It was not taken over.",
            ),
            value=line,
        )


def _line(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
