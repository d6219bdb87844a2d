"""Rooms and who is in them. Nobody has an account here: a code opens the door, a token in the browser remembers."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from stadtkern.quarter.keep.codes import new_code, new_token, tidy_code, token_hash
from stadtkern.quarter.keep.core import now, one_id
from stadtkern.quarter.keep.facts import Participant, Room, Rules
from stadtkern.quarter.keep.logs import Logs, insert_fork, insert_variant
from stadtkern.quarter.keep.names import new_colour, new_name
from stadtkern.town.text import ProblemError, Text, problem

MOST_IN_A_ROOM = 400
MOST_GROUPS = 20
MOST_TITLE, MOST_TASK = 80, 400
_ROOM_FIELDS = ("title", "task", "opens", "ends", "rules", "frozen")
_PARTICIPANT_FIELDS = {"muted": "muted", "group": "group_number"}


class Rooms(Logs):
    """The part of the store that knows rooms and participants."""

    def open_room(
        self,
        quarter: int,
        *,
        title: str,
        task: str = "",
        groups: int = 1,
        names: tuple[str, ...] = (),
        opens: int | None = None,
        ends: int | None = None,
        rules: Rules | None = None,
        start: tuple[int, int] | None = None,
    ) -> tuple[Room, str]:
        """Open a room with one variant for each group; gives it and its leader's token.

        ``names`` are the variants' names, else the group's number stands there. ``start`` is a variant and a position of it
        that all begin with. Raises ProblemError when the quarter does not exist or the number of groups is odd.
        """
        if not 1 <= groups <= MOST_GROUPS:
            raise problem(
                "room.groups",
                f"Ein Raum hat 1 bis {MOST_GROUPS} Gruppen.",
                f"A room has 1 to {MOST_GROUPS} groups.",
            )
        token = new_token()

        def work(connection: sqlite3.Connection) -> int:
            if connection.execute("SELECT 1 FROM quarter WHERE id = ?", [quarter]).fetchone() is None:
                raise problem("quarter.missing", "Dieses Quartier gibt es nicht.", "There is no such quarter.")
            row = [
                quarter, _free_code(connection), token_hash(token), title.strip()[:MOST_TITLE], task.strip()[:MOST_TASK],
                opens, ends, json.dumps((rules or Rules()).to_json()), 0, now(),
            ]  # fmt: skip
            room = one_id(
                connection.execute(
                    "INSERT INTO room (quarter, code, leader_hash, title, task, opens, ends, rules, frozen, created)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    row,
                )
            )
            for group in range(1, groups + 1):
                name = names[group - 1] if group <= len(names) else str(group)
                if start is None:
                    insert_variant(connection, quarter, name, room=room, group=group)
                else:
                    insert_fork(connection, *start, name, room=room, group=group)
            _enter(connection, room, token, leader=True, group=None)
            return room

        return self._sure_room(self.write(work)), token

    def room(self, number: int) -> Room | None:
        """Find a room."""
        row = self.row("SELECT * FROM room WHERE id = ?", number)
        return None if row is None else _room(row)

    def room_by_code(self, code: str) -> Room | None:
        """Find an open room by its code, however it was typed."""
        row = self.row("SELECT * FROM room WHERE code = ? AND closed IS NULL", tidy_code(code))
        return None if row is None else _room(row)

    def rooms(self, quarter: int | None = None) -> tuple[Room, ...]:
        """Give the rooms of a quarter or of all, newest first."""
        where, values = ("", []) if quarter is None else ("WHERE quarter = ?", [quarter])
        return tuple(_room(row) for row in self.rows(f"SELECT * FROM room {where} ORDER BY id DESC", *values))

    def update_room(self, number: int, **changes: Any) -> Room:
        """Change a room: ``title``, ``task``, ``opens``, ``ends``, ``rules`` or ``frozen``.

        Raises TypeError for anything else, ProblemError when there is no such room.
        """
        if strange := set(changes) - set(_ROOM_FIELDS):
            raise TypeError(f"a room has no {', '.join(sorted(strange))}")
        given = dict(changes)
        for name, most in (("title", MOST_TITLE), ("task", MOST_TASK)):
            if name in given:
                given[name] = str(given[name]).strip()[:most]
        if "rules" in given:
            given["rules"] = json.dumps(given["rules"].to_json())
        if "frozen" in given:
            given["frozen"] = int(given["frozen"])
        self._set("room", number, given)
        return self._sure_room(number)

    def new_code(self, number: int) -> Room:
        """Give a room another code; the old one opens no door any more. Who is in stays in."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE room SET code = ? WHERE id = ?", [_free_code(connection), number])

        self.write(work)
        return self._sure_room(number)

    def close_room(self, number: int) -> Room:
        """Close a room for good: nobody builds or joins any more, its variants stay to be looked at."""

        def work(connection: sqlite3.Connection) -> None:
            for where in ("room SET closed = ? WHERE id", "variant SET closed = ? WHERE room"):
                connection.execute(f"UPDATE {where} = ? AND closed IS NULL", [now(), number])

        self.write(work)
        return self._sure_room(number)

    def join(self, code: str, group: int | None = None) -> tuple[Participant, str]:
        """Let somebody in by the code; gives who they are now and the token that their browser keeps.

        Without a group they come to the smallest. Raises ProblemError for an unknown code or group, or a full room.
        """
        token = new_token()

        def work(connection: sqlite3.Connection) -> int:
            query = "SELECT id FROM room WHERE code = ? AND closed IS NULL"
            row = connection.execute(query, [tidy_code(code)]).fetchone()
            if row is None:
                raise _no_room()
            return _enter(connection, row["id"], token, leader=False, group=group)

        return self._sure_participant(self.write(work)), token

    def participant_by_token(self, token: str) -> Participant | None:
        """Find who holds a token."""
        row = self.row("SELECT * FROM participant WHERE token_hash = ?", token_hash(token))
        return None if row is None else _participant(row)

    def participant(self, number: int) -> Participant | None:
        """Find a participant."""
        row = self.row("SELECT * FROM participant WHERE id = ?", number)
        return None if row is None else _participant(row)

    def participants(self, room: int) -> tuple[Participant, ...]:
        """Give everybody who ever came into a room, the leader first."""
        query = "SELECT * FROM participant WHERE room = ? ORDER BY leader DESC, id"
        return tuple(_participant(row) for row in self.rows(query, room))

    def update_participant(self, number: int, **changes: Any) -> Participant:
        """Change a participant: ``muted`` or ``group``. Raises TypeError for anything else, ProblemError for nobody."""
        if strange := set(changes) - set(_PARTICIPANT_FIELDS):
            raise TypeError(f"a participant has no {', '.join(sorted(strange))}")
        given = {_PARTICIPANT_FIELDS[name]: value for name, value in changes.items()}
        if "muted" in given:
            given["muted"] = int(given["muted"])
        self._set("participant", number, given)
        return self._sure_participant(number)

    def _set(self, table: str, number: int, given: dict[str, Any]) -> None:
        if given:
            changes = ", ".join(f"{name} = ?" for name in given)
            self.write(
                lambda connection: (
                    connection.execute(f"UPDATE {table} SET {changes} WHERE id = ?", [*given.values(), number]).rowcount
                )
            )

    def _sure_room(self, number: int) -> Room:
        found = self.room(number)
        if found is None:
            raise _no_room()
        return found

    def _sure_participant(self, number: int) -> Participant:
        found = self.participant(number)
        if found is None:
            raise problem("participant.missing", "Diese Person ist nicht hier.", "There is no such person here.")
        return found


def _free_code(connection: sqlite3.Connection) -> str:
    while True:
        code = new_code()
        if connection.execute("SELECT 1 FROM room WHERE code = ? AND closed IS NULL", [code]).fetchone() is None:
            return code


def _enter(connection: sqlite3.Connection, room: int, token: str, *, leader: bool, group: int | None) -> int:
    there = connection.execute(
        "SELECT name_de, colour, group_number, leader FROM participant WHERE room = ?", [room]
    ).fetchall()
    if len(there) >= MOST_IN_A_ROOM:
        raise problem(
            "room.full",
            f"In diesem Raum sind schon {MOST_IN_A_ROOM} Leute. Fragen Sie die Leitung nach einem weiteren.",
            f"There are {MOST_IN_A_ROOM} people in this room already. Ask the leader for another one.",
        )
    if not leader:
        numbers = [
            row["group_number"]
            for row in connection.execute(
                "SELECT group_number FROM variant WHERE room = ? ORDER BY group_number", [room]
            )
        ]
        sizes = {number: sum(1 for row in there if row["group_number"] == number) for number in numbers}
        group = min(numbers, key=lambda number: (sizes[number], number)) if group is None else group
        if group not in numbers:
            raise problem("room.group", "Diese Gruppe gibt es nicht.", "There is no such group.")
    name = new_name({row["name_de"] for row in there})
    colour = new_colour([row["colour"] for row in there])
    return one_id(
        connection.execute(
            "INSERT INTO participant (room, token_hash, name_de, name_en, colour, leader, muted, group_number, created)"
            " VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)",
            [room, token_hash(token), name.de, name.en, colour, int(leader), group, now()],
        )
    )


def _no_room() -> ProblemError:
    return problem(
        "room.missing",
        "Zu diesem Code gibt es keinen offenen Raum. Vergleichen Sie ihn noch einmal.",
        "There is no open room with this code. Compare it once more.",
    )


def _room(row: sqlite3.Row) -> Room:
    return Room(
        id=row["id"],
        quarter=row["quarter"],
        code=row["code"],
        title=row["title"],
        task=row["task"],
        opens=row["opens"],
        ends=row["ends"],
        rules=Rules.from_json(json.loads(row["rules"])),
        frozen=bool(row["frozen"]),
        created=row["created"],
        closed=row["closed"],
    )


def _participant(row: sqlite3.Row) -> Participant:
    return Participant(
        id=row["id"],
        room=row["room"],
        name=Text(row["name_de"], row["name_en"]),
        colour=row["colour"],
        leader=bool(row["leader"]),
        muted=bool(row["muted"]),
        group=row["group_number"],
        created=row["created"],
    )
