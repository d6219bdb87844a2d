"""CSV, GeoJSON and JSON: each row is written as text by the database, so Python only passes bytes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from stadtkern.data.lake.sql import literal, quoted
from stadtkern.data.publish.download.frames import DownloadColumn, Frame, Part
from stadtkern.data.publish.shared.arrow import lines
from stadtkern.data.publish.shared.columns import iso_time
from stadtkern.data.publish.shared.running import Running

BOM = b"\xef\xbb\xbf"


def rows_of(running: Running, frame: Frame, line: str) -> Iterator[tuple[int, bytes]]:
    """Give (rows, bytes) piece by piece; ``line`` is the SQL that writes one row as text."""
    for part in frame.parts:
        with running.read() as cursor, ExitStack() as stack:
            for name, table in part.known:
                cursor.register(name, table)
                stack.callback(cursor.unregister, name)
            yield from lines(cursor, _statement(part, line), part.parameters)


def _statement(part: Part, line: str) -> str:
    return f"SELECT {line} AS line FROM {part.source}"


def csv(running: Running, frame: Frame, *, german: bool) -> Iterator[bytes]:
    """Write CSV (RFC 4180, UTF-8).

    German is what Excel opens by a click: semicolons, decimal commas, a mark that it is UTF-8, and an apostrophe before
    texts that Excel would take for a formula. The plain form is left as the data are.
    """
    separator = ";" if german else ","
    names = [one.name for one in frame.columns] + (["geometry"] if frame.geometry else [])
    head = separator.join(_quoted_text(name, separator) for name in names) + "\r\n"
    yield (BOM if german else b"") + head.encode()
    cells = [_csv_cell(one, separator, german=german) for one in frame.columns]
    if frame.geometry:
        cells.append(_escaped(f"ST_AsText({frame.geometry})", separator))
    line = f" || '{separator}' || ".join(f"coalesce({cell}, '')" for cell in cells) + " || chr(13) || chr(10)"
    for _rows, piece in rows_of(running, frame, line):
        yield piece


def _quoted_text(text: str, separator: str) -> str:
    if any(one in text for one in (separator, '"', "\r", "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text


def _escaped(sql: str, separator: str) -> str:
    text = f"CAST({sql} AS VARCHAR)"
    special = " OR ".join(f"contains({text}, {one})" for one in (literal(separator), "'\"'", "chr(10)", "chr(13)"))
    return f"CASE WHEN {special} THEN '\"' || replace({text}, '\"', '\"\"') || '\"' ELSE {text} END"


def _no_formula(sql: str) -> str:
    first = f"left({sql}, 1)"
    return f"CASE WHEN {first} IN ('=', '+', '-', '@', chr(9), chr(13)) THEN chr(39) || {sql} ELSE {sql} END"


def _csv_cell(column: DownloadColumn, separator: str, *, german: bool) -> str:
    if column.type == "text":
        return _escaped(_no_formula(column.sql) if german else column.sql, separator)
    if column.type == "time":
        return iso_time(column.sql)
    if column.type == "number":
        text = f"CASE WHEN isfinite({column.sql}) THEN {_plain_number(column.sql)} END"
        return f"replace({text}, '.', ',')" if german else text
    return f"CAST({column.sql} AS VARCHAR)"


def _plain_number(sql: str) -> str:
    """Write 12 rather than 12.0, and no more digits than the number has."""
    return f"regexp_replace(CAST({sql} AS VARCHAR), '\\.0$', '')"


def json_row(frame: Frame) -> str:
    """Give the SQL of a row as a JSON object."""
    entries = ", ".join(f"{quoted(one.name)} := {_json_cell(one)}" for one in frame.columns)
    return f"CAST(to_json(struct_pack({entries})) AS VARCHAR)" if entries else "'{}'"


def _json_cell(column: DownloadColumn) -> str:
    if column.type == "time":
        return iso_time(column.sql)
    if column.type == "number":
        return f"CASE WHEN isfinite({column.sql}) THEN {column.sql} END"
    return column.sql


def json_array(running: Running, frame: Frame) -> Iterator[bytes]:
    """Write a JSON array of objects, one on each line."""
    yield from _separated(running, frame, json_row(frame), b"[\n", b"\n]\n")


def geojson(running: Running, frame: Frame, name: str) -> Iterator[bytes]:
    """Write a GeoJSON feature collection (RFC 7946), one feature on each line. ``name`` is a collection's slug."""
    geometry = f"coalesce(ST_AsGeoJSON({frame.geometry}), 'null')"
    line = f"""'{{"type":"Feature","id":' || "_id" || ',"geometry":' || {geometry} || ',"properties":' || {json_row(frame)} || '}}'"""
    head = f'{{"type":"FeatureCollection","name":"{name}","features":[\n'.encode()
    yield from _separated(running, frame, line, head, b"\n]}\n")


def _separated(running: Running, frame: Frame, line: str, head: bytes, tail: bytes) -> Iterator[bytes]:
    yield head
    first = True
    for _rows, piece in rows_of(running, frame, f"',' || chr(10) || {line}"):
        # Each row brings the comma before it; the first one's is cut off.
        yield piece[2:] if first else piece
        first = first and not piece
    yield tail
