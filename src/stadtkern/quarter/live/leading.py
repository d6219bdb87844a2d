"""What a leader may wish: mute, undo somebody's work, lock areas, set the task and the time, pause, a new code."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, Protocol

import msgspec

from stadtkern.quarter.blocks.grid import Box, Grid
from stadtkern.quarter.live import words
from stadtkern.quarter.live.undoing import undo_all_of

if TYPE_CHECKING:
    from stadtkern.quarter.keep import Store
    from stadtkern.quarter.live.table import Crew, Seat, Table

# Messages that nobody understands: so many are answered, after so many the connection ends.
TOLD_STRIKES, MOST_STRIKES = 5, 20
# Wishes of a leader that wait for the ones before; more are not taken.
MOST_LOCKS, MOST_WISHES = 50, 20


class Area(msgspec.Struct):
    """A box as JSON has it, both corners included."""

    x0: int
    y0: int
    z0: int
    x1: int
    y1: int
    z1: int


class Wish(msgspec.Struct, tag_field="type", tag="leader"):
    """A leader's wish as the browser sends it."""

    do: Literal["mute", "unmute", "undo", "lock", "unlock", "task", "freeze", "go", "timer", "invite"]
    # Whom to mute or undo, and after which position.
    participant: int = 0
    since: int = 0
    # The area to lock; without one, unlock opens all.
    box: Area | None = None
    text: str = ""
    # Milliseconds since 1970.
    opens: int | None = None
    ends: int | None = None


class Led(Protocol):
    """What a leader needs of the hall in which rooms live."""

    @property
    def store(self) -> Store:
        """Give the town's quarters and rooms."""

    @property
    def turn(self) -> asyncio.Lock:
        """Give what is held while memory is ahead of the disk."""

    def refresh(self, crew: Crew) -> None:
        """Read a room anew and tell everybody in it."""

    def work(self, table: Table) -> None:
        """Have a table looked at in the next tick."""


def read(message: str) -> Wish:
    """Read a text message. Raises ValueError when it is no leader's wish."""
    try:
        return msgspec.json.decode(message, type=Wish)
    except msgspec.DecodeError as error:
        raise ValueError("the message is of no known kind") from error


async def lead(hall: Led, seat: Seat, wish: Wish) -> None:
    """Do what a leader wishes, one wish after the other."""
    try:
        await _lead(hall, seat, wish)
    finally:
        seat.wishes -= 1


async def _lead(hall: Led, seat: Seat, wish: Wish) -> None:
    crew = seat.table.crew
    async with crew.leading:
        if wish.do in {"mute", "unmute", "undo"}:
            person = hall.store.participant(wish.participant)
            if person is None or person.room != crew.room.id:
                seat.say(words.notice("person"))
                return
            if wish.do == "undo":
                await _undo(hall, seat, wish)
                return
            await asyncio.to_thread(hall.store.update_participant, person.id, muted=wish.do == "mute")
        elif wish.do == "invite":
            await asyncio.to_thread(hall.store.new_code, crew.room.id)
        else:
            changes = _changes(seat.table, wish)
            if changes is None:
                seat.say(words.notice("size"))
                return
            await asyncio.to_thread(lambda: hall.store.update_room(crew.room.id, **changes))
        hall.refresh(crew)
        for table in crew.tables:
            table.tell_people()


def _changes(table: Table, wish: Wish) -> dict[str, Any] | None:
    """Give what a wish changes in the room; None when its area is none."""
    room, box = table.crew.room, None if wish.box is None else Box(*msgspec.structs.astuple(wish.box))
    if box is not None and not _sound(table.core.grid, box):
        return None
    if wish.do == "lock":
        locks = (*(one for one in room.rules.locks if one != box), *([box] if box else ()))
        return None if box is None or len(locks) > MOST_LOCKS else {"rules": replace(room.rules, locks=locks)}
    if wish.do == "unlock":
        left = tuple(one for one in room.rules.locks if box is not None and one != box)
        return {"rules": replace(room.rules, locks=left)}
    if wish.do == "task":
        return {"task": wish.text}
    if wish.do == "timer":
        return {"opens": wish.opens, "ends": wish.ends}
    return {"frozen": wish.do == "freeze"}


def _sound(grid: Grid, box: Box) -> bool:
    return box.x0 <= box.x1 and box.y0 <= box.y1 and box.z0 <= box.z1 and grid.box.holds(box)


async def _undo(hall: Led, seat: Seat, wish: Wish) -> None:
    """Take one person's work back at the leader's table. Reckoned beside the loop; what changes meanwhile stays."""
    table = seat.table
    async with hall.turn:
        core = table.core
        log, grid, position = core.since(0), core.grid.copy(), core.durable
    boxes = await asyncio.to_thread(undo_all_of, core.base.grid, log, grid, wish.participant, max(0, wish.since))
    seat.say(words.notice("undone" if boxes else "nothing"))
    if boxes:
        core.put(seat.participant.id, boxes, position)
        hall.work(table)
