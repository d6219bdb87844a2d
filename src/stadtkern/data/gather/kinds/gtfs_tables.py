"""The text files of a GTFS feed, loaded into a private DuckDB with the line that each row came from.

Standard: GTFS Schedule Reference (gtfs.org). Lines that cannot be a row are handed on with their reason.
"""

from __future__ import annotations

import csv
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import duckdb
import pyarrow as pa

from stadtkern.data.gather.guarding import Member
from stadtkern.data.gather.kinds._spatial import name as sql_name
from stadtkern.data.harmonise.text_encoding import Lines, decode_lines
from stadtkern.town.text import Text

_CHUNK = 50_000
_JOINED = 20
"""A quoted cell may run over this many lines; a longer one is a missing quotation mark."""

# What each file must offer to the queries, whether the feed has the column or not.
TABLES: dict[str, tuple[str, ...]] = {
    "agency": ("agency_id", "agency_name", "agency_timezone"),
    "stops": (
        "stop_id", "stop_code", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station", "platform_code",
        "wheelchair_boarding", "zone_id",
    ),
    "routes": (
        "route_id", "agency_id", "route_short_name", "route_long_name", "route_type", "route_color", "route_text_color",
        "route_desc",
    ),
    "trips": ("trip_id", "route_id", "service_id", "trip_headsign", "shape_id", "direction_id"),
    "stop_times": (
        "trip_id", "stop_id", "arrival_time", "departure_time", "stop_sequence", "stop_headsign", "pickup_type",
    ),
    "calendar": (
        "service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "start_date", "end_date",
    ),
    "calendar_dates": ("service_id", "date", "exception_type"),
    "shapes": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
    "frequencies": ("trip_id",),
}  # fmt: skip

Refuse = Callable[[int, str, Text], None]


def load(
    database: duckdb.DuckDBPyConnection, archive: Path, member: Member | None, table: str, refuse: Refuse
) -> Lines | None:
    """Load one file as a table of text columns plus ``line``; a missing file gives an empty table.

    Empty cells become NULL, cells are trimmed. Lines that cannot be a row go to ``refuse``. Gives the reader, which knows
    the encoding and which lines needed another one; None where there is no file or no header.
    """
    wanted = TABLES[table]
    database.execute(f"CREATE TABLE {table} ({', '.join(f'{sql_name(one)} VARCHAR' for one in wanted)}, line BIGINT)")
    if member is None:
        return None
    with zipfile.ZipFile(archive) as zipped, zipped.open(member.name) as stream:
        lines = decode_lines(cast(BinaryIO, stream))
        header = _header(lines)
        if header is None:
            return None
        places = _places(header, wanted)
        for chunk in _chunks(_records(lines, len(header), refuse), len(header), refuse):
            _insert(database, table, chunk, places)
    return lines


def _header(lines: Lines) -> list[str] | None:
    for line in lines:
        if line.strip():
            return next(csv.reader([line], skipinitialspace=True))
    return None


def _places(header: list[str], wanted: tuple[str, ...]) -> list[int | None]:
    names = [cell.strip().strip("\ufeff").lower() for cell in header]
    return [names.index(one) if one in names else None for one in wanted]


def _records(lines: Lines, width: int, refuse: Refuse) -> Iterator[tuple[int, str]]:
    """Give records with the line they begin in; a quoted cell may run over several lines.

    A line whose quotation mark does not end within reach, or ends so that no row comes of it, is refused alone.
    """
    number = lines.number
    waiting: deque[str] = deque()
    while True:
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            return
        number += 1
        if line.count('"') % 2 == 0:
            yield number, line
            continue
        reach = 0
        joined = line
        while joined.count('"') % 2 and reach < _JOINED:
            if reach == len(waiting):
                if (following := next(lines, None)) is None:
                    break
                waiting.append(following)
            joined += waiting[reach]
            reach += 1
        if joined.count('"') % 2 or not _is_row(joined, width):
            refuse(number, "gtfs.quote", _QUOTE)
            continue
        for _ in range(reach):
            waiting.popleft()
        yield number, joined
        number += reach


def _is_row(text: str, width: int) -> bool:
    try:
        rows = list(csv.reader([text], skipinitialspace=True, strict=True))
    except csv.Error:
        return False
    return len(rows) == 1 and len(rows[0]) <= width


_QUOTE = Text("Das Anführungszeichen in dieser Zeile endet nicht.", "The quotation mark in this line does not end.")


def _chunks(
    records: Iterator[tuple[int, str]], width: int, refuse: Refuse
) -> Iterator[tuple[list[int], list[list[str]]]]:
    numbers: list[int] = []
    rows: list[list[str]] = []
    for number, row in _split(records, refuse):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            refuse(number, "gtfs.columns", _too_many(len(row), width))
            continue
        numbers.append(number)
        rows.append(row if len(row) == width else (row + [""] * width)[:width])
        if len(rows) >= _CHUNK:
            yield numbers, rows
            numbers, rows = [], []
    if rows:
        yield numbers, rows


def _split(records: Iterator[tuple[int, str]], refuse: Refuse) -> Iterator[tuple[int, list[str]]]:
    """Parse record by record through one reader, which is what makes it quick; blank lines fall away."""
    numbers: list[int] = []

    def texts() -> Iterator[str]:
        for number, text in records:
            if text.strip("\r\n ,\x00"):
                numbers.append(number)
                yield text.replace("\0", "") if "\0" in text else text

    reader = csv.reader(texts(), skipinitialspace=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            refuse(numbers.pop(), "gtfs.line", _LINE)
            continue
        number = numbers.pop()
        numbers.clear()
        yield number, row


_LINE = Text("Die Zeile lässt sich nicht in Spalten teilen.", "The line cannot be split into columns.")


def _too_many(found: int, width: int) -> Text:
    return Text(
        f"Die Zeile hat {found} Werte, die Kopfzeile nennt {width} Spalten.",
        f"The line has {found} values, the header names {width} columns.",
    )


def _insert(
    database: duckdb.DuckDBPyConnection, table: str, chunk: tuple[list[int], list[list[str]]], places: list[int | None]
) -> None:
    numbers, rows = chunk
    columns = list(zip(*rows, strict=True))
    arrays = [
        pa.nulls(len(rows), pa.string()) if place is None else pa.array(columns[place], pa.string()) for place in places
    ]
    names = [f"c{at}" for at in range(len(arrays))]
    given = pa.table([*arrays, pa.array(numbers, pa.int64())], names=[*names, "line"])
    database.register("given", given)
    cleaned = ", ".join(f"nullif(trim({one}), '')" for one in names)
    database.execute(f"INSERT INTO {table} SELECT {cleaned}, line FROM given")
    database.unregister("given")
