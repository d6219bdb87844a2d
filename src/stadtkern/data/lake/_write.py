"""One import: everything it writes becomes one snapshot, or nothing does."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce

import duckdb
import pyarrow as pa

from stadtkern.data.lake import _series, _tables
from stadtkern.data.lake._core import Core, Transaction, snapshot
from stadtkern.data.lake._extents import together
from stadtkern.data.lake._hot import Ids
from stadtkern.data.lake._model import ColumnLike, Written
from stadtkern.data.lake._move import Mover


class Writer:
    """Writes one import. ``before`` and ``after`` are the snapshots around it, known once the import is over."""

    def __init__(
        self,
        core: Core,
        mover: Mover,
        ids: Ids,
        import_id: int,
        *,
        cursor: duckdb.DuckDBPyConnection,
        stack: contextlib.ExitStack,
    ) -> None:
        """Take a connection of its own; the transaction is opened on ``stack`` when there is something to write."""
        self._core = core
        self._mover = mover
        self._ids = ids
        self._import_id = import_id
        self._cursor = cursor
        self._stack = stack
        self._transaction: Transaction | None = None
        self.before = -1
        self.after = -1

    def series(self, batches: Iterable[pa.RecordBatch]) -> Written:
        """Write observations; the same stream and time replaces what differs and leaves what is equal.

        Raises ProblemError "lake.row" when a row has no stream or time. The caller's batches may raise what they like.
        """
        with _series.stage(self._core.spool, batches) as staged:
            span = _series.span(self._cursor, staged)
            if span is None:
                return Written(0, 0, 0)
            if self._transaction is None and self._mover.holds(self._cursor, span.where):
                # Live values for the same times must be in the lake before they can be compared and replaced.
                self._mover.move()
            self._begin()
            extents = self._core.extents
            written, stretches = _series.apply(self._cursor, self._import_id, self._ids, extents, staged, span)
        stretches += self._mover.stretches(self._cursor, span.streams)
        whole = reduce(together, stretches)
        return replace(written, rows=whole.count, time_start=whole.first, time_end=whole.end)

    def table(
        self,
        collection_id: int,
        columns: Sequence[ColumnLike],
        geometry: bool,  # noqa: FBT001 - features or a table: the word stands in every call
        batches: Iterable[pa.RecordBatch],
    ) -> Written:
        """Replace a collection's content. Raises ProblemError "lake.column" for names that cannot be."""
        _tables.check(columns, geometry=geometry)
        with _tables.stage(self._core.spool, columns, batches, geometry=geometry) as staged:
            self._begin()
            return _tables.apply(self._cursor, collection_id, self._import_id, columns, staged, geometry=geometry)

    def finish(self) -> None:
        """Note the snapshots; to be called once the transaction is over."""
        if self._transaction is None:
            self.before = self.after = snapshot(self._cursor)
        else:
            self.before, self.after = self._transaction.before, self._transaction.after

    def _begin(self) -> None:
        # The lake is waited for only now: reading a long file must not keep others from writing.
        if self._transaction is None:
            message = import_message(self._import_id)
            self._transaction = self._stack.enter_context(self._core.transaction(message, self._cursor, adds=True))


def import_message(import_id: int) -> str:
    """Give the message of an import's snapshot, by which it is found again."""
    return f"import {import_id}"


@contextlib.contextmanager
def importing(core: Core, mover: Mover, ids: Ids, import_id: int) -> Iterator[Writer]:
    """Open a writer for one import; see ``Lake.importing``."""
    cursor = core.cursor()
    try:
        with contextlib.ExitStack() as stack:
            writer = Writer(core, mover, ids, import_id, cursor=cursor, stack=stack)
            yield writer
        writer.finish()
    finally:
        cursor.close()
