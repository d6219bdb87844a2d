"""A place beside the lake where a kind puts rows while it opens a file, so that one pass feeds several parts.

The rows lie as Arrow streams in a temporary folder that vanishes with the reading.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from stadtkern.data.gather.model import KEPT, Column, Part, Refusal, Report, Shape
from stadtkern.data.gather.tally import Tally
from stadtkern.town.text import Text

BATCH_ROWS = 10_000

ARROW_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "time": pa.timestamp("us"),
}


class Stage:
    """A temporary folder that lives as long as something refers to it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="stadtkern-"))
        self._end = weakref.finalize(self, shutil.rmtree, self.folder, True)

    def close(self) -> None:
        """Remove the folder now."""
        self._end()


def arrow_schema(columns: list[Column], shape: Shape) -> pa.Schema:
    """Give the Arrow schema that a features or table part's batches have."""
    fields = [pa.field(column.name, ARROW_TYPES[column.type]) for column in columns]
    fields.append(pa.field("_row", pa.int64()))
    if shape is Shape.FEATURES:
        fields.append(pa.field("geom", pa.binary()))
    return pa.schema(fields)


class Ledger:
    """What is noted about a part's rows while they are staged, told to the report when its batches are drawn."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.refused_count = 0
        self.flagged_count = 0
        self.refused: list[Refusal] = []
        self.flagged: list[Refusal] = []
        self._tally: Tally | None = None

    def refuse(self, row: int, code: str, reason: Text, value: str | None = None) -> None:
        """Note a row that does not go in."""
        self.refused_count += 1
        if len(self.refused) < KEPT:
            self.refused.append(Refusal(row, code, reason, None, value, self.part))

    def flag(self, row: int, code: str, reason: Text, column: str | None = None, value: str | None = None) -> None:
        """Note something about a row that goes in."""
        self.flagged_count += 1
        if len(self.flagged) < KEPT:
            self.flagged.append(Refusal(row, code, reason, column, value, self.part))

    def more_refused(self, count: int) -> None:
        """Count rows that do not go in beyond those that are listed."""
        self.refused_count += count

    def more_flagged(self, count: int) -> None:
        """Count notes about rows that go in beyond those that are listed."""
        self.flagged_count += count

    def told(self, report: Report, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Pass the batches on and fill the report: what was refused with the first, rows as they are drawn."""
        if self._tally is None:
            self._tally = Tally(report, self.part)
        tally = self._tally
        tally.start()
        tally.count(self.refused_count)
        tally.refused, tally.flagged = self.refused_count, self.flagged_count
        report.refused_count += self.refused_count
        report.flagged_count += self.flagged_count
        report.refused.extend(self.refused[: max(0, KEPT - len(report.refused))])
        report.flagged.extend(self.flagged[: max(0, KEPT - len(report.flagged))])
        for batch in batches:
            tally.count(batch.num_rows)
            yield batch


class Sheet:
    """The rows of one part on a stage. Rows come as dictionaries and are written in batches of BATCH_ROWS.

    ``finish`` may change a batch before it is written (repair geometries, say); it gets rows with ``extra`` columns too.
    """

    def __init__(
        self,
        stage: Stage,
        name: str,
        title: str,
        columns: list[Column],
        shape: Shape = Shape.FEATURES,
        *,
        extra: tuple[pa.Field, ...] = (),
        finish: Callable[[pa.Table, Ledger], pa.Table] | None = None,
    ) -> None:
        self.stage, self.name, self.title, self.columns, self.shape = stage, name, title, columns, shape
        self.schema = arrow_schema(columns, shape)
        self.ledger = Ledger(name)
        self._file = stage.folder / f"{name}.arrows"
        self._raw = pa.schema([*self.schema, *extra])
        self._finish = finish
        self._rows: list[dict[str, Any]] = []
        self.seen = 0
        self._writer = pa.ipc.new_stream(
            str(self._file), self.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")
        )

    def next_row(self) -> int:
        """Count on: the number, from 1, of the next thing that is to be a row of this part."""
        self.seen += 1
        return self.seen

    def add(self, row: dict[str, Any]) -> None:
        """Add a row; what is missing in it is null."""
        self._rows.append(row)
        if len(self._rows) >= BATCH_ROWS:
            self._flush()

    def fill(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Write batches that are finished already; their columns are found by name."""
        self._flush()
        for batch in batches:
            self.seen += batch.num_rows
            arrays = [batch.column(field.name).cast(field.type) for field in self.schema]
            self._writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=self.schema))

    def end(self) -> None:
        """Write what is left and close the file."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if not self._rows:
            return
        table = pa.Table.from_pylist(self._rows, schema=self._raw)
        self._rows = []
        if self._finish is not None:
            table = self._finish(table, self.ledger)
        table = table.select(self.schema.names)
        self._writer.write_table(table, max_chunksize=BATCH_ROWS)

    def part(self, report: Report) -> Part:
        """Give the part whose batches stream from the stage and fill ``report``."""

        def batches() -> Iterator[pa.RecordBatch]:
            with pa.OSFile(str(self._file)) as source, pa.ipc.open_stream(source) as reader:
                yield from self.ledger.told(report, reader)

        return Part(self.name, self.title, self.shape, batches, list(self.columns))
