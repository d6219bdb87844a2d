"""One import: everything it writes becomes one snapshot, or nothing does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import duckdb
import pyarrow as pa

from stadtkern.data.lake import _series, _tables
from stadtkern.data.lake._hot import Ids
from stadtkern.data.lake._model import ColumnLike, Written


class Writer:
    """Writes one import. ``before`` and ``after`` are the snapshots around it, known once the import is over."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, import_id: int, ids: Ids, begin: Callable[[], int]
    ) -> None:
        """Take a connection of its own; ``begin`` waits for the lake, opens the transaction and gives its snapshot."""
        self._connection = connection
        self._import_id = import_id
        self._ids = ids
        self._begin = begin
        self._begun = False
        self.before = -1
        self.after = -1

    def series(self, batches: Iterable[pa.RecordBatch]) -> Written:
        """Write observations; the same stream and time replaces what differs and leaves what is equal."""
        _series.stage(self._connection, batches)
        self._open()
        return _series.apply(self._connection, self._import_id, self._ids)

    def table(
        self, collection_id: int, columns: Sequence[ColumnLike], geometry: bool, batches: Iterable[pa.RecordBatch]
    ) -> Written:
        """Replace a collection's content. Raises ProblemError "lake.column" for names that cannot be."""
        _tables.check(columns)
        _tables.stage(self._connection, columns, geometry, batches)
        self._open()
        return _tables.apply(self._connection, collection_id, self._import_id, columns, geometry)

    def _open(self) -> None:
        # The lake is waited for only now: reading a long file must not keep others from writing.
        if not self._begun:
            self.before = self._begin()
            self._begun = True

    @property
    def begun(self) -> bool:
        """Whether the transaction is open."""
        return self._begun
