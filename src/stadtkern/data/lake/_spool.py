"""Rows on their way into the lake: few are held in memory, many go into a file beside it, so that memory stays flat.

DuckDB's own temporary tables do not serve here: they fill the memory limit before they spill, and what is replaced
inside a transaction is kept until its end. The same holds for registered views; so Arrow tables are handed over by the
name of a local variable, which DuckDB forgets with the statement.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from stadtkern.data.lake.sql import literal

# What is held in memory at most, in rows and bytes; beyond either all goes into a file.
HELD_ROWS = 1_000_000
HELD_BYTES = 64 << 20
# Rows that are written at once.
TOGETHER = 100_000


@dataclass(frozen=True, slots=True)
class Spool:
    """Rows that were collected, with ``n`` counting them from 0 as they came. ``size`` is about their bytes in memory."""

    rows: int
    size: int
    held: pa.Table | None
    file: Path | None

    def ask(self, connection: duckdb.DuckDBPyConnection, columns: str, rest: str = "") -> duckdb.DuckDBPyConnection:
        """Select ``columns`` from the rows ``s``; ``rest`` is what follows in the statement."""
        return self.run(connection, f"SELECT {columns} FROM {{rows}} s {rest}")

    def run(
        self, connection: duckdb.DuckDBPyConnection, statement: str, values: list[object] | None = None
    ) -> duckdb.DuckDBPyConnection:
        """Execute a statement in which ``{rows}`` stands where the rows are to be read."""
        spooled = self.held  # noqa: F841 - DuckDB reads it by its name
        return connection.execute(statement.replace("{rows}", self._source), values)

    @property
    def _source(self) -> str:
        if self.file is None:
            return "spooled"
        read = f"read_parquet({literal(str(self.file))}, file_row_number = true)"
        return f"(SELECT * EXCLUDE (file_row_number), file_row_number AS n FROM {read})"


@contextlib.contextmanager
def spooled(folder: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[Spool]:
    """Draw the batches in the caller's thread and give them as a spool; its file is gone after the block."""
    file = folder / f"spool-{uuid.uuid4().hex}.parquet"
    try:
        yield _collect(file, schema, batches)
    finally:
        file.unlink(missing_ok=True)


def _collect(file: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Spool:
    held: list[pa.RecordBatch] = []
    rows = size = 0
    incoming = iter(batches)
    for batch in incoming:
        held.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows > HELD_ROWS or size > HELD_BYTES:
            break
    else:
        table = pa.Table.from_batches(held, schema)
        return Spool(rows, size, table.append_column("n", pa.array(range(rows), pa.int64())), None)
    with _writer(file, schema) as writer:
        writer.write_table(pa.Table.from_batches(held, schema))
        held.clear()
        del batch
        for table in _together(incoming, schema):
            rows, size = rows + table.num_rows, size + table.nbytes
            writer.write_table(table)
    return Spool(rows, size, None, file)


def _writer(file: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Open a file that is written and read fast; counted up, numbers and times take hardly any room."""
    texts = [field.name for field in schema if pa.types.is_string(field.type)]
    counted = {
        field.name: "DELTA_BINARY_PACKED"
        for field in schema
        if pa.types.is_int64(field.type) or pa.types.is_timestamp(field.type)
    }
    return pq.ParquetWriter(file, schema, compression="lz4", use_dictionary=texts, column_encoding=counted or None)


def _together(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """Join small batches until they are worth a row group."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        waiting.append(batch)
        count += batch.num_rows
        if count >= TOGETHER:
            yield pa.Table.from_batches(waiting, schema)
            waiting, count = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting, schema)
