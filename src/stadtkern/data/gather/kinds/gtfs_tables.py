"""The text files of a GTFS feed, loaded into a private DuckDB with the line that each row came from.

Standard: GTFS Schedule Reference (gtfs.org). Lines that cannot be a row are handed on with their reason.
"""

from __future__ import annotations

import csv
import zipfile
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
        records = _records(lines, refuse)
        header = next(_parsed(records), None)
        if header is None:
            return None
        places = _places(header[1], wanted)
        for chunk in _chunks(records, len(header[1]), refuse):
            _insert(database, table, chunk, places)
    return lines


def _places(header: list[str], wanted: tuple[str, ...]) -> list[int | None]:
    names = [cell.strip().strip("\ufeff").lower() for cell in header]
    return [names.index(one) if one in names else None for one in wanted]


def _records(lines: Iterator[str], refuse: Refuse) -> Iterator[tuple[int, str]]:
    """Join the lines of quoted cells; a line whose quotation mark never ends is refused alone."""
    number = 0
    waiting: list[tuple[int, str]] = []
    while True:
        line = waiting.pop(0)[1] if waiting else next(lines, None)
        if line is None:
            return
        number += 1
        if '"' not in line or line.count('"') % 2 == 0:
            yield number, line
            continue
        joined, ahead = line, list(waiting)
        while joined.count('"') % 2 and len(ahead) < _JOINED + len(waiting):
            following = next(lines, None)
            if following is None:
                break
            ahead.append((0, following))
            joined += following
        if joined.count('"') % 2 == 0:
            yield number, joined
            number += len(ahead)
            waiting = []
        else:
            refuse(number, "gtfs.quote", _QUOTE)
            waiting = ahead


_QUOTE = Text("Das Anführungszeichen in dieser Zeile endet nicht.", "The quotation mark in this line does not end.")


def _parsed(records: Iterator[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    for number, text in records:
        row = next(csv.reader([text], skipinitialspace=True), None)
        if row:
            yield number, row


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
