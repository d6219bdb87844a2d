"""Parquet, with GeoParquet's description of the geometry where there is one: written to a file first, then sent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyarrow.parquet as pq

from stadtkern.data.lake.sql import literal, quoted
from stadtkern.data.publish.download.frames import DownloadColumn, Frame, Part
from stadtkern.data.publish.shared.running import Running

_PIECE = 256 * 1024


def parquet(running: Running, frame: Frame) -> Iterator[bytes]:
    """Write Parquet (zstd). Features are GeoParquet 1.0 in WGS84 (OGC:CRS84, the format's default)."""
    with tempfile.TemporaryDirectory(prefix="stadtkern-download-") as folder:
        files = []
        for number, part in enumerate(frame.parts):
            file = Path(folder) / f"{number}.parquet"
            _copy(running, frame, part, file)
            files.append(file)
        whole = files[0] if len(files) == 1 else _joined(files, Path(folder) / "whole.parquet")
        with whole.open("rb") as stream:
            while piece := stream.read(_PIECE):
                yield piece


def _copy(running: Running, frame: Frame, part: Part, file: Path) -> None:
    columns = [f"{_value(one)} AS {quoted(one.name)}" for one in frame.columns]
    if frame.geometry:
        columns.append(f"{frame.geometry} AS geometry")
    options = "FORMAT parquet, COMPRESSION zstd, GEOPARQUET_VERSION 'V1'"
    statement = f"COPY (SELECT {', '.join(columns)} FROM {part.source}) TO {literal(str(file))} ({options})"
    with running.read() as cursor, ExitStack() as stack:
        for name, table in part.known:
            cursor.register(name, table)
            stack.callback(cursor.unregister, name)
        cursor.execute(statement, list(part.parameters))


def _value(column: DownloadColumn) -> str:
    """Give a column's SQL; times are in UTC, and Parquet can say so."""
    return f"timezone('UTC', {column.sql})" if column.type == "time" else column.sql


def _joined(files: list[Path], target: Path) -> Path:
    """Put the row groups of several files into one, a group at a time."""
    schema = pq.read_schema(files[0])
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for file in files:
            with pq.ParquetFile(file) as source:
                for group in range(source.num_row_groups):
                    writer.write_table(source.read_row_group(group))
            file.unlink()
    return target
