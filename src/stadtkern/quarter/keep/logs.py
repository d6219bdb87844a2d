"""Variants and their logs. Entries are only ever added, many variants in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial

import numpy as np

from stadtkern.quarter.blocks.edits import ENTRY, Entries
from stadtkern.quarter.keep.core import now, one_id
from stadtkern.quarter.keep.facts import Variant
from stadtkern.quarter.keep.quarters import Quarters
from stadtkern.town.text import problem

# Entries that tidying puts into one row, 28 bytes each.
TIDY = 8192
MOST_NAME = 80
_NOTHING = np.zeros(0, dtype=ENTRY)


class Logs(Quarters):
    """The part of the store that knows variants."""

    def variants(self, quarter: int) -> tuple[Variant, ...]:
        """Give a quarter's variants, oldest first."""
        return tuple(_variant(row) for row in self.rows("SELECT * FROM variant WHERE quarter = ? ORDER BY id", quarter))

    def variants_of_room(self, room: int) -> tuple[Variant, ...]:
        """Give a room's variants by group."""
        query = "SELECT * FROM variant WHERE room = ? ORDER BY group_number, id"
        return tuple(_variant(row) for row in self.rows(query, room))

    def variant(self, number: int) -> Variant | None:
        """Find a variant."""
        row = self.row("SELECT * FROM variant WHERE id = ?", number)
        return None if row is None else _variant(row)

    def new_variant(self, quarter: int, name: str, *, room: int | None = None, group: int | None = None) -> Variant:
        """Make an empty variant of a quarter."""
        return self._made(lambda connection: insert_variant(connection, quarter, name, room=room, group=group))

    def fork(
        self, number: int, position: int, name: str, *, room: int | None = None, group: int | None = None
    ) -> Variant:
        """Make a variant that begins with the first ``position`` entries of another.

        Raises ProblemError when that variant or position does not exist.
        """

        def work(connection: sqlite3.Connection) -> int:
            return insert_fork(connection, number, position, name, room=room, group=group)

        return self._made(work)

    def position(self, number: int) -> int:
        """Give the number of entries in a variant's log. Raises ProblemError when there is no such variant."""
        return _position(self.reading(), number)

    def log(self, number: int, after: int = 0) -> Entries:
        """Give the entries of a variant after a position, oldest first; a fork's begin with its parent's.

        Raises ProblemError when there is no such variant.
        """
        connection = self.reading()
        row = _row(connection, number)
        parts = [_own(connection, number, max(after, row["parent_position"]), None)]
        upto: int = row["parent_position"]
        while row["parent"] is not None and upto > after:
            row = _row(connection, row["parent"])
            parts.append(_own(connection, row["id"], max(after, row["parent_position"]), upto))
            upto = min(upto, row["parent_position"])
        return np.concatenate(parts[::-1]) if len(parts) > 1 else parts[0]

    def append(self, number: int, log: Entries) -> Future[int]:
        """Add entries to a variant; the future gives the position of the first (from 1) once all are on disk.

        It has a ProblemError when the variant does not exist or was closed.
        """
        return self.later(lambda connection: _append(connection, number, log))

    def append_all(self, logs: Mapping[int, Entries]) -> Future[dict[int, int | Exception]]:
        """Add entries to several variants in one transaction; gives the position of the first entry of each.

        A variant that cannot take its entries has its error instead; the others are not touched by it.
        """
        given = dict(logs)

        def work(connection: sqlite3.Connection) -> dict[int, int | Exception]:
            return {number: _append_or_error(connection, number, log) for number, log in given.items()}

        return self.later(work)

    def tidy(self, number: int) -> None:
        """Put the many small rows of a variant's log into few large ones; readers see the same at every moment."""
        query = "SELECT first, count FROM batch WHERE variant = ? ORDER BY first"
        for first, last in _groups([(row["first"], row["count"]) for row in self.rows(query, number)]):
            self.later(partial(_merge, number=number, first=first, last=last)).result()

    def _made(self, work: Callable[[sqlite3.Connection], int]) -> Variant:
        found = self.variant(self.write(work))
        if found is None:
            raise AssertionError("the variant was just made")
        return found


def insert_variant(
    connection: sqlite3.Connection,
    quarter: int,
    name: str,
    *,
    room: int | None,
    group: int | None,
    parent: int | None = None,
    position: int = 0,
) -> int:
    """Write a variant; gives its id."""
    return one_id(
        connection.execute(
            "INSERT INTO variant (quarter, name, parent, parent_position, room, group_number, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [quarter, name.strip()[:MOST_NAME], parent, position, room, group, now()],
        )
    )


def insert_fork(
    connection: sqlite3.Connection, number: int, position: int, name: str, *, room: int | None, group: int | None
) -> int:
    """Write a variant that begins as another one was at a position; gives its id."""
    parent = _row(connection, number)
    if not 0 <= position <= _position(connection, number):
        raise problem(
            "variant.position",
            f"So weit ist diese Variante noch nicht: {position}.",
            f"This variant has not come that far: {position}.",
        )
    quarter: int = parent["quarter"]
    return insert_variant(connection, quarter, name, room=room, group=group, parent=number, position=position)


def _append_or_error(connection: sqlite3.Connection, number: int, log: Entries) -> int | Exception:
    try:
        return _append(connection, number, log)
    except sqlite3.Error:
        raise
    except Exception as error:  # noqa: BLE001 - belongs to this variant alone
        return error


def _append(connection: sqlite3.Connection, number: int, log: Entries) -> int:
    if log.dtype != ENTRY:
        raise TypeError("a log is an array of ENTRY")
    first = _position(connection, number, open_only=True) + 1
    if len(log):
        row = [number, first, len(log), log.tobytes()]
        connection.execute("INSERT INTO batch (variant, first, count, entries) VALUES (?, ?, ?, ?)", row)
    return first


def _position(connection: sqlite3.Connection, number: int, *, open_only: bool = False) -> int:
    query = (
        "SELECT closed, coalesce((SELECT first + count - 1 FROM batch WHERE batch.variant = variant.id"
        " ORDER BY first DESC LIMIT 1), parent_position) AS position FROM variant WHERE id = ?"
    )
    row = connection.execute(query, [number]).fetchone()
    if row is None:
        raise _no_variant()
    if open_only and row["closed"] is not None:
        raise problem("variant.closed", "Diese Variante ist abgeschlossen.", "This variant is closed.")
    position: int = row["position"]
    return position


def _row(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute("SELECT * FROM variant WHERE id = ?", [number]).fetchone()
    if row is None:
        raise _no_variant()
    return row


def _own(connection: sqlite3.Connection, number: int, after: int, upto: int | None) -> Entries:
    """Give what a variant itself has added after a position, up to another."""
    # One statement, so that rows which are being joined are seen either way, never half.
    query = (
        "SELECT first, entries FROM batch WHERE variant = ?1 AND first >= coalesce("
        "(SELECT max(first) FROM batch WHERE variant = ?1 AND first <= ?2), 0) ORDER BY first"
    )
    rows = connection.execute(query, [number, after + 1]).fetchall()
    if not rows:
        return _NOTHING
    found = np.frombuffer(b"".join(row["entries"] for row in rows), dtype=ENTRY)
    first = rows[0]["first"]
    return found[max(0, after + 1 - first) : None if upto is None else max(0, upto + 1 - first)]


def _groups(rows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give which rows become one: the first and last ``first`` of each group of two or more."""
    groups: list[tuple[int, int]] = []
    start, held = None, 0
    before = 0
    for first, count in [*rows, (0, TIDY + 1)]:
        if start is not None and held + count <= TIDY:
            held += count
        else:
            if start is not None and before > start:
                groups.append((start, before))
            start, held = first, count
        before = first
    return groups


def _merge(connection: sqlite3.Connection, number: int, first: int, last: int) -> None:
    between = [number, first, last]
    query = "SELECT count, entries FROM batch WHERE variant = ? AND first BETWEEN ? AND ? ORDER BY first"
    rows = connection.execute(query, between).fetchall()
    whole = [sum(row["count"] for row in rows), b"".join(row["entries"] for row in rows)]
    connection.execute("DELETE FROM batch WHERE variant = ? AND first > ? AND first <= ?", between)
    connection.execute(
        "UPDATE batch SET count = ?, entries = ? WHERE variant = ? AND first = ?", [*whole, number, first]
    )


def _variant(row: sqlite3.Row) -> Variant:
    return Variant(
        id=row["id"],
        quarter=row["quarter"],
        name=row["name"],
        parent=row["parent"],
        parent_position=row["parent_position"],
        room=row["room"],
        group=row["group_number"],
        created=row["created"],
        closed=row["closed"],
    )


def _no_variant() -> Exception:
    return problem("variant.missing", "Diese Variante gibt es nicht.", "There is no such variant.")
