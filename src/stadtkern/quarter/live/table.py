"""A variant with the people around it: seats, what each has been told, presence; and a room's crew with its rights."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

from stadtkern.quarter.blocks import wire
from stadtkern.quarter.blocks.edits import Entries
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.blocks.rights import CODES, Rights
from stadtkern.quarter.keep import Participant, Quarter, Room, Variant
from stadtkern.quarter.live import words
from stadtkern.quarter.live.core import Core, Refusal, Tick
from stadtkern.quarter.live.meter import Gauge
from stadtkern.quarter.live.pipes import Message, Pipe
from stadtkern.town.text import LANGUAGES

# A tail longer than this comes as a snapshot; one message holds at most so many entries.
TAIL, PORTION = 5000, 32_768
# Seconds between two messages of where everybody is; up to how many people all hear of all; else half metres to the near.
STEPS, ALL, NEAR = 0.2, 30, 128
# Refusals that wait for somebody whose socket is full; who owes more comes again.
MOST_OWED = 200
# Edits refused as a flood, in ten seconds, after which the connection ends; and messages of any kind, in three.
MOST_FLOOD, FLOOD_SECONDS = 2000, 10
MOST_MESSAGES, SHOUTING = 1500, 3.0


class Crew:
    """A room: what holds in it, and who is who. Shared by its tables."""

    def __init__(self, room: Room, people: tuple[Participant, ...]) -> None:
        """Take the room and everybody who ever came in."""
        self.room = room
        self.people = {one.id: one for one in people}
        self.tables: set[Table] = set()
        # Held while a leader's wish reads and writes the room.
        self.leading = asyncio.Lock()
        self._rights: dict[tuple[bool, bool], Rights] = {}

    def rights(self, participant: int) -> Rights:
        """Give what holds for somebody now."""
        who = self.people.get(participant)
        key = (who is not None and who.leader, who is None or who.muted)
        found = self._rights.get(key)
        if found is None:
            room, rules = self.room, self.room.rules
            found = self._rights[key] = Rights(
                leader=key[0], muted=key[1], frozen=room.frozen, area=rules.area, locks=rules.locks,
                most_high=rules.most_high, opens=room.opens, ends=room.ends, budget=rules.budget, blocks=rules.blocks,
            )  # fmt: skip
        return found

    def know(self, participant: Participant) -> None:
        """Take note of somebody who came in."""
        self.people[participant.id] = participant

    def update(self, room: Room, people: tuple[Participant, ...]) -> None:
        """Take what is on disk now, and tell the tables what changed."""
        if room != self.room:
            self.room = room
            self._rights.clear()
            for table in self.tables:
                table.tell_room()
        known, self.people = self.people, {one.id: one for one in people}
        for table in self.tables:
            for seat in table.seats.values():
                fresh = self.people.get(seat.participant.id)
                if fresh is not None and fresh != known.get(fresh.id, seat.participant):
                    table.people_changed = True
                if fresh is not None:
                    seat.participant = fresh


class Seat:
    """Somebody at a table, and how far they have been told."""

    def __init__(
        self, participant: Participant, table: Table, pipe: Pipe, have: int | None = None, language: str = "de"
    ) -> None:
        """Take who, where, the way out, up to which position the browser knows the log, and the reader's language."""
        self.language = language
        self.participant, self.table, self.pipe = participant, table, pipe
        # The position that the browser is at; None before it has anything but the base.
        self.sent = have
        self.behind = self.gone = False
        self.strikes = self.wishes = 0
        self.where: wire.Presence | None = None
        self._owed: list[Refusal] = []
        self._flood: list[tuple[int, int]] = []
        self._counted, self._messages = 0.0, 0

    def say(self, said: dict[str, Any]) -> None:
        """Say something that only matters now."""
        self.pipe.push(Message(said))

    def refuse(self, refusal: Refusal) -> None:
        """Tell of a refusal, later when the socket is full: one message for each edit, but one for a whole flood."""
        if refusal.last > refusal.first and refusal.code != CODES["flood"]:
            for counter in range(refusal.first, refusal.last + 1):
                self.refuse(Refusal(refusal.participant, counter, counter, refusal.code))
            return
        if not self.push(Message(words.refused(refusal))):
            self._owed = [*self._owed, refusal][-MOST_OWED:]

    def shouting(self, now: float) -> bool:
        """Say whether somebody sends more messages than any browser would; asked once for each."""
        if now - self._counted > SHOUTING:
            self._counted, self._messages = now, 0
        self._messages += 1
        return self._messages > MOST_MESSAGES

    def flooding(self, refusal: Refusal, now: int) -> bool:
        """Say whether somebody keeps on flooding although they are refused."""
        if refusal.code != CODES["flood"]:
            return False
        recent = [(at, count) for at, count in self._flood if now - at < FLOOD_SECONDS * 1000]
        self._flood = [*recent, (now, refusal.last - refusal.first + 1)]
        return sum(count for _, count in self._flood) > MOST_FLOOD

    def bring(self) -> None:
        """Tell what is missing: as entries, or as a snapshot when that is much. Goes on later when the socket is full."""
        table = self.table
        if table.needs_snapshot(self.sent):
            position, snapshot = table.snapshot()
            if not self.push(snapshot):
                return
            self.sent = position
        after = self.sent or 0
        for last, message in batches(after, table.core.since(after)):
            if not self.push(message):
                return
            self.sent = last

    def push(self, message: Message) -> bool:
        """Send a message unless the socket is full; who missed one is behind until they are brought up to date."""
        self.behind = self.behind or not self.pipe.push(message)
        return not self.behind

    def pay(self) -> None:
        """Tell the refusals that waited."""
        owed, self._owed = self._owed, []
        for refusal in owed:
            self.refuse(refusal)


class Table:
    """One variant with its people."""

    def __init__(self, variant: Variant, quarter: Quarter, core: Core, crew: Crew) -> None:
        """Take what was read from disk."""
        self.variant, self.quarter, self.core, self.crew = variant, quarter, core, crew
        self.seats: dict[int, Seat] = {}
        self.gauge: Gauge | None = None
        self.people_changed = False
        self.coming = 0
        self.empty_since: float | None = None
        self._snapshot: tuple[int, Message] | None = None
        self._packing: asyncio.Task[None] | None = None
        # In the order in which they moved.
        self._moved: dict[Seat, None] = {}
        self._steps: asyncio.TimerHandle | None = None

    def hello(self, seat: Seat, effects: list[dict[str, Any]]) -> dict[str, Any]:
        """Greet somebody."""
        return words.hello(
            seat.participant,
            self.variant,
            self.crew.room,
            counter=self.core.handled.get(seat.participant.id, 0),
            position=self.core.durable,
            people=[one.participant for one in self.seats.values()],
            effects=effects,
            language=seat.language,
        )

    def needs_snapshot(self, have: int | None) -> bool:
        """Say whether somebody at a position is told faster by a snapshot. A position nobody reached is another log's."""
        return not 0 <= self.core.durable - (have or 0) <= TAIL

    async def prepare(self, have: int | None, turn: asyncio.Lock) -> None:
        """Pack a snapshot beside the loop if somebody at a position needs one and the last one is too old."""
        if not self.needs_snapshot(have) or (self._snapshot is not None and not self.needs_snapshot(self._snapshot[0])):
            return
        if self._packing is None:
            self._packing = asyncio.get_running_loop().create_task(self._pack(turn))
        await asyncio.shield(self._packing)

    async def _pack(self, turn: asyncio.Lock) -> None:
        try:
            async with turn:
                position, grid = self.core.durable, self.core.grid.copy()
            packed = await asyncio.to_thread(wire.write_snapshot, position, self.core.base.grid, grid)
            self._snapshot = position, Message(packed)
        finally:
            self._packing = None

    def snapshot(self) -> tuple[int, Message]:
        """Give a position and the message that brings a browser there; what came since follows as entries."""
        if self._snapshot is None or self.needs_snapshot(self._snapshot[0]):
            position = self.core.durable
            self._snapshot = position, Message(wire.write_snapshot(position, self.core.base.grid, self.core.grid))
        return self._snapshot

    def broadcast(self, message: Message) -> None:
        """Say something to all who keep up; who does not is told the state of things when they do."""
        for seat in self.seats.values():
            if not seat.behind:
                seat.push(message)

    def tell(self, tick: Tick) -> None:
        """Tell all of new entries that are on disk."""
        for last, message in batches(tick.first - 1, tick.log):
            for seat in self.seats.values():
                if not seat.behind and seat.push(message):
                    seat.sent = last
        if self.gauge is not None:
            self.gauge.touched([Box(*row[3:9]) for row in tick.log.tolist()])

    def tell_room(self) -> None:
        """Tell all what holds in the room now; the leader learns its code."""
        messages = {leader: Message(self._room(leader=leader)) for leader in (True, False)}
        for seat in self.seats.values():
            if not seat.behind:
                seat.push(messages[seat.participant.leader])

    def tell_people(self) -> None:
        """Tell all who is here, if that changed."""
        if self.people_changed:
            self.people_changed = False
            messages = {language: Message(self._people(language)) for language in LANGUAGES}
            for seat in self.seats.values():
                if not seat.behind:
                    seat.push(messages[seat.language])

    def tell_state(self, seat: Seat) -> None:
        """Tell somebody who was behind what they missed beside entries, and which of their wishes are in what they got."""
        handled = self.core.handled.get(seat.participant.id, 0)
        seat.push(Message({"type": "handled", "counter": handled, "position": self.core.durable}))
        seat.push(Message(self._people(seat.language)))
        seat.push(Message(self._room(leader=seat.participant.leader)))
        if self.gauge is not None and self.gauge.told is not None:
            seat.push(Message(self.gauge.told))
        seat.pay()

    def _people(self, language: str) -> dict[str, Any]:
        return {"type": "people", "people": [words.person(one.participant, language) for one in self.seats.values()]}

    def _room(self, *, leader: bool) -> dict[str, Any]:
        return {"type": "room", "room": words.room_facts(self.crew.room, leader=leader)}

    def move(self, seat: Seat, where: wire.Presence) -> None:
        """Take note of where somebody is; others learn of it a few times a second."""
        seat.where = where
        self._moved[seat] = None
        if self._steps is None:
            self._steps = asyncio.get_running_loop().call_later(STEPS, self._tell_steps)

    def _tell_steps(self) -> None:
        self._steps = None
        moved = [seat for seat in self._moved if not seat.gone]
        self._moved.clear()
        if not moved or len(self.seats) < 2:
            return
        rows = [
            (seat.participant.id, one.x, one.y, one.z, one.heading, one.tool) for seat in moved if (one := seat.where)
        ]
        steps = np.array(rows, dtype=wire.WHERE)
        if len(self.seats) <= ALL:
            self.broadcast(_steps(steps))
            return
        for seat in self.seats.values():
            if seat.behind:
                continue
            near = steps
            if seat.where is not None:
                far = np.maximum(abs(steps["x"].astype(int) - seat.where.x), abs(steps["y"].astype(int) - seat.where.y))
                near = steps[far <= NEAR]
            if len(near):
                seat.push(_steps(near))

    def close(self) -> None:
        """Let go of what runs beside."""
        if self.gauge is not None:
            self.gauge.close()
        if self._steps is not None:
            self._steps.cancel()


def batches(after: int, log: Entries) -> Iterator[tuple[int, Message]]:
    """Give messages for entries after a position, each with the position it leads to; an empty one when there are none."""
    for start in range(0, max(len(log), 1), PORTION):
        part = log[start : start + PORTION]
        yield after + start + len(part), Message(wire.write_batch(after + start + 1, part))


def prices_of(quarter: Quarter) -> dict[str, float]:
    """Give the town's own prices for a quarter, for the blocks that there are."""
    given = quarter.settings.get("prices") or {}
    return {key: float(price) for key, price in given.items() if key in palette().by_key}


def _steps(steps: np.ndarray[tuple[int], np.dtype[np.void]]) -> Message:
    return Message(struct.pack("<BH", wire.PRESENCE, len(steps)) + steps.tobytes())
