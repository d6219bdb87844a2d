"""From the hot store into the lake: two steps with a watermark between them, safe to be cut off anywhere.

First, in one lake transaction, the rows are written and the highest moved id is noted (``lake.main.moved``). Readers take
hot rows above that mark only. Second, the hot copies are deleted, once nobody reads from before the first step.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence

import duckdb

from stadtkern.data.lake._core import Core
from stadtkern.data.lake._extents import Stretch
from stadtkern.data.lake._schema import HOT_ROWS, LAKE_ROWS, LIST, WATERMARK

MANY_ROWS = 50_000
LONG = 60.0


class Mover:
    """Moves hot rows and sweeps up behind."""

    def __init__(self, core: Core) -> None:
        """Finish what an earlier process left: rows that are in the lake already leave the hot store."""
        self._core = core
        self._sweeper = core.root.cursor()
        self._lock = threading.Lock()
        self._pending: list[tuple[float, int]] = []
        self._sweeper.execute(f"DELETE FROM {HOT_ROWS} WHERE id <= {WATERMARK}")
        left = self._sweeper.execute(f"SELECT count(*) FROM {HOT_ROWS}").fetchone()
        self._moved = -(left[0] if left else 0)
        self._since = time.monotonic()

    def due(self, appended: int) -> bool:
        """Whether it is time to move, when so many rows were appended since the start."""
        waiting = appended - self._moved
        if not waiting:
            self._since = time.monotonic()
        return waiting >= MANY_ROWS or (waiting > 0 and time.monotonic() - self._since >= LONG)

    def move(self) -> int:
        """Move all rows that are in the hot store now; gives how many."""
        with self._core.transaction("move") as transaction:
            upto, count = _copy(transaction.cursor)
        if count:
            with self._lock:
                # The time is taken after the commit: whoever begins to read later sees the rows in the lake.
                self._pending.append((time.monotonic(), upto))
        self._moved += count
        self._since = time.monotonic()
        self.sweep()
        return count

    def sweep(self) -> None:
        """Delete hot rows that are in the lake, as far as no reader may still need them."""
        oldest = self._core.oldest_reader()
        with self._lock:
            done = [upto for when, upto in self._pending if when < oldest]
            if done:
                self._sweeper.execute(f"DELETE FROM {HOT_ROWS} WHERE id <= ?", [max(done)])
                self._pending = [(when, upto) for when, upto in self._pending if upto not in done]

    def holds(self, cursor: duckdb.DuckDBPyConnection, where: str) -> bool:
        """Whether hot rows that are not in the lake yet meet a condition on ``o``."""
        if cursor.execute(f"SELECT 1 FROM {HOT_ROWS} o WHERE {where} LIMIT 1").fetchone() is None:
            return False
        query = f"SELECT 1 FROM {HOT_ROWS} o WHERE {where} AND id > {WATERMARK} LIMIT 1"
        return cursor.execute(query).fetchone() is not None

    def stretches(self, cursor: duckdb.DuckDBPyConnection, streams: Sequence[int]) -> list[Stretch]:
        """Give what streams have in the hot store and not in the lake yet."""
        if cursor.execute(f"SELECT 1 FROM {HOT_ROWS} LIMIT 1").fetchone() is None:
            return []
        rows = cursor.execute(
            f"""SELECT count(*), min(time), max(time), max(coalesce(time_end, time)) FROM {HOT_ROWS}
                WHERE id > {WATERMARK} AND stream IN (SELECT unnest(?)) GROUP BY stream""",
            [list(streams)],
        ).fetchall()
        return [Stretch(*row) for row in rows]

    def forget(self, streams: Iterable[int]) -> None:
        """Delete the hot rows of streams that are no more."""
        with self._lock:
            self._sweeper.execute(f"DELETE FROM {HOT_ROWS} WHERE stream IN (SELECT unnest(?))", [list(streams)])

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._sweeper.close()


def _copy(cursor: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    # Ids rise in the order of commits, so every row up to the highest id is visible here.
    found = cursor.execute(f"SELECT max(id), count(*) FROM {HOT_ROWS} WHERE id > {WATERMARK}").fetchone()
    if found is None or not found[1]:
        return 0, 0
    cursor.execute(
        f"""INSERT INTO {LAKE_ROWS} SELECT {LIST} FROM {HOT_ROWS}
            WHERE id > {WATERMARK} AND id <= ? ORDER BY stream, time, id""",
        [found[0]],
    )
    cursor.execute("DELETE FROM lake.main.moved")
    cursor.execute("INSERT INTO lake.main.moved VALUES (?)", [found[0]])
    return int(found[0]), int(found[1])
