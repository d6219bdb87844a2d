"""One variant in memory, without any socket: what is wished, what is granted, what the log and the grid become.

Wishes wait until the next tick. A tick grants or refuses each, in the order in which they came, and changes log and grid
at once; others are told only when the store has it on disk (``settle``). So memory is at most one tick ahead of the disk.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from stadtkern.quarter.blocks import wire
from stadtkern.quarter.blocks.base import Base
from stadtkern.quarter.blocks.edits import ENTRY, Edit, Entries, entries, replay
from stadtkern.quarter.blocks.grid import CHUNK, Box, Grid
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.blocks.rights import CODES, Rights, refused
from stadtkern.quarter.live.money import Money
from stadtkern.quarter.live.undoing import Boxes, undo_counter, without

# Edits a second that anybody may make for long, and for how many seconds' worth at once; likewise blocks in boxes.
EDITS_A_SECOND, BLOCKS_A_SECOND, SECONDS = 60, 65_536, 3
# So far ahead of what was handled a browser's own counting may be; one further away is forged, and nothing after it would count.
MOST_AHEAD = 1_000_000
# Seconds that a tick takes back at most; the wishes behind wait for the next one.
MOST_UNDOING = 0.02
# A bare edit's bytes in a message, and where they stand in an entry.
_GIVEN, _HEAD = wire.GIVEN.itemsize, ENTRY.itemsize - wire.GIVEN.itemsize
_COUNTERS, _EDITS = 2**32, bytes([wire.EDITS])
# What somebody built rightly may come back, whatever the limits of new building are now.
_NOT_FOR_UNDO = [CODES[name] for name in ("palette", "height", "size", "ground", "block")]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Wishes of a participant, counted from ``first`` to ``last``, that were refused for one reason (a code's number)."""

    participant: int
    first: int
    last: int
    code: int


@dataclass(slots=True)
class Tick:
    """What a tick has done: new entries from a position on, and refusals."""

    first: int
    log: Entries
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, who: int, first: int, last: int, code: int) -> None:
        """Note a refusal; one that goes on where the one before ended becomes part of it."""
        before = self.refusals[-1] if self.refusals else None
        if before is not None and (before.participant, before.code, before.last) == (who, code, first - 1):
            self.refusals[-1] = Refusal(who, before.first, last, code)
        else:
            self.refusals.append(Refusal(who, first, last, code))


@dataclass(slots=True)
class _Edits:
    participant: int
    first: int
    count: int
    given: bytes


@dataclass(slots=True)
class _Put:
    """Boxes that the room itself sets for somebody, reckoned when the log had ``position`` entries."""

    participant: int
    boxes: Boxes
    position: int


@dataclass(slots=True)
class _Purse:
    """What somebody may still do at once."""

    edits: float
    blocks: float
    time: int


class Core:
    """A variant: its base, its log, the grid now, who has been handled up to which counter, what it costs."""

    def __init__(self, base: Base, log: Entries, prices: dict[str, float] | None = None) -> None:
        """Take the base and the whole log so far. Raises KeyError for a price of a block that nobody knows."""
        self.base = base
        self.grid: Grid = replay(base.grid, log)
        self.durable = self.position = len(log)
        self.money = Money(base.grid, self.grid, prices)
        self.handled: dict[int, int] = {}
        self._log = np.zeros(max(1024, len(log) + len(log) // 8), dtype=ENTRY)
        self._log[: len(log)] = log
        self._queue: list[_Edits | _Put | tuple[int, wire.Undo]] = []
        self._purses: dict[int, _Purse] = {}
        if len(log):
            highest = np.zeros(int(log["participant"].max()) + 1, dtype=np.int64)
            np.maximum.at(highest, log["participant"], log["counter"].astype(np.int64))
            self.handled = {int(who): int(highest[who]) for who in np.flatnonzero(highest)}

    @property
    def waiting(self) -> bool:
        """Say whether there is something to do in the next tick."""
        return bool(self._queue)

    @property
    def log(self) -> Entries:
        """Give the whole log, also what is not on disk yet."""
        return self._log[: self.position]

    def since(self, after: int) -> Entries:
        """Give the entries after a position that are on disk."""
        return self._log[after : self.durable]

    def take(self, participant: int, message: bytes) -> wire.Presence | None:
        """Take a message of a browser; wishes wait for the next tick, a presence is given back.

        Raises ValueError when the message is cut, too long, of no known kind, or counted as nobody counts.
        """
        if message[:1] == _EDITS:
            first, count = struct.unpack_from("<IH", message, 1) if len(message) > _GIVEN else (0, 0)
            if not 1 <= count <= wire.MOST_EDITS or len(message) != 7 + count * _GIVEN or first + count > _COUNTERS:
                raise ValueError("the message does not hold the edits it announces")
            self._check(participant, first + count)
            self._queue.append(_Edits(participant, first, count, message[7:]))
            return None
        read = wire.read(message)
        if isinstance(read, wire.Undo):
            self._check(participant, read.counter)
            self._queue.append((participant, read))
        return read if isinstance(read, wire.Presence) else None

    def _check(self, participant: int, counter: int) -> None:
        if counter > self.handled.get(participant, 0) + MOST_AHEAD:
            raise ValueError("nobody counts so far")

    def put(self, participant: int, boxes: Boxes, position: int) -> None:
        """Have boxes set in the next tick for somebody who may; what changed after ``position`` stays as it is."""
        self._queue.append(_Put(participant, boxes, position))

    def tick(self, now: int, rights: Callable[[int], Rights]) -> Tick:
        """Grant or refuse what waits, at a time in milliseconds since 1970."""
        queue, self._queue = self._queue, []
        tick, before = Tick(self.position + 1, self._log[:0]), self.position
        ends = time.perf_counter() + MOST_UNDOING
        run: list[_Edits] = []
        for at, wish in enumerate(queue):
            if isinstance(wish, _Edits):
                if (fresh := self._fresh(wish, now, tick)) is not None:
                    run.append(fresh)
                continue
            self._edit(run, now, rights, tick)
            run = []
            if isinstance(wish, _Put):
                self._set(wish, now)
            elif time.perf_counter() > ends:
                self._queue = queue[at:]
                break
            else:
                self._undo(*wish, now, rights(wish[0]), tick)
        self._edit(run, now, rights, tick)
        tick.log = self._log[before : self.position]
        return tick

    def settle(self) -> None:
        """Take note that everything so far is on disk."""
        self.durable = self.position

    def _fresh(self, wish: _Edits, now: int, tick: Tick) -> _Edits | None:
        """Give what was not handled yet of a message, and may be done now."""
        done = self.handled.get(wish.participant, 0)
        last = wish.first + wish.count - 1
        if last <= done:
            return None
        self.handled[wish.participant] = last
        if wish.first <= done:
            known = done + 1 - wish.first
            wish = _Edits(wish.participant, done + 1, wish.count - known, wish.given[known * _GIVEN :])
        if not self._spend(wish.participant, wish.count, 0, now):
            tick.refuse(wish.participant, wish.first, last, CODES["flood"])
            return None
        return wish

    def _spend(self, participant: int, edits: int, blocks: int, now: int) -> bool:
        """Take from a participant's purse; False when too little is in it."""
        most = EDITS_A_SECOND * SECONDS, BLOCKS_A_SECOND * SECONDS
        purse = self._purses.get(participant)
        if purse is None:
            purse = self._purses[participant] = _Purse(*most, now)
        passed = max(0, now - purse.time) / 1000
        purse.edits = min(most[0], purse.edits + passed * EDITS_A_SECOND)
        purse.blocks = min(most[1], purse.blocks + passed * BLOCKS_A_SECOND)
        purse.time = now
        if purse.edits < edits or purse.blocks < blocks:
            return False
        purse.edits -= edits
        purse.blocks -= blocks
        return True

    def _edit(self, run: list[_Edits], now: int, rights: Callable[[int], Rights], tick: Tick) -> None:
        if not run:
            return
        out = self._unpack(run, now)
        given = {one.participant: rights(one.participant) for one in run}
        codes = self._codes(out, given, now)
        kept = [
            at
            for at, row in enumerate(out.tolist())
            if self._granted(row, int(codes[at]), given[row[0]].budget, now, tick)
        ]
        if kept:
            self._append(out if len(kept) == len(out) else out[kept])

    def _unpack(self, run: list[_Edits], now: int) -> Entries:
        given = np.frombuffer(b"".join(one.given for one in run), dtype=np.uint8).reshape(-1, _GIVEN)
        out = np.zeros(len(given), dtype=ENTRY)
        out.view(np.uint8).reshape(len(out), ENTRY.itemsize)[:, _HEAD:] = given
        out["time"] = now
        if len(run) == len(out):
            out["participant"] = [one.participant for one in run]
            out["counter"] = [one.first for one in run]
        else:
            counts = [one.count for one in run]
            out["participant"] = np.repeat([one.participant for one in run], counts)
            out["counter"] = np.concatenate([np.arange(one.first, one.first + one.count) for one in run])
        return out

    def _codes(self, out: Entries, given: dict[int, Rights], now: int) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
        kinds = {id(one): one for one in given.values()}
        codes = np.zeros(len(out), dtype=np.uint8)
        for kind in kinds.values():
            if len(kinds) == 1:
                return refused(out, kind, self.grid, self.base.ground, palette(), now)
            theirs = np.isin(out["participant"], [who for who, one in given.items() if one is kind])
            codes[theirs] = refused(out[theirs], kind, self.grid, self.base.ground, palette(), now)
        return codes

    def _granted(self, row: tuple[int, ...], code: int, budget: float | None, now: int, tick: Tick) -> bool:
        who, counter, _, x0, y0, z0, x1, y1, z1, block = row
        if not code:
            if x0 == x1 and y0 == y1 and z0 == z1:
                if self._one(x0, y0, z0, block, budget):
                    return True
                code = CODES["budget"]
            else:
                box = Box(x0, y0, z0, x1, y1, z1)
                if not self._spend(who, 0, box.volume, now):
                    code = CODES["flood"]
                elif self.money.spend(self.money.of_box(self.grid, box, block), budget):
                    self.grid.fill(box, block)
                    return True
                else:
                    code = CODES["budget"]
        tick.refuse(who, counter, counter, code)
        return False

    def _one(self, x: int, y: int, z: int, block: int, budget: float | None) -> bool:
        """Set a single block, the most frequent wish by far."""
        index = y // CHUNK * self.grid.wide + x // CHUNK
        place = z, y % CHUNK, x % CHUNK
        before = int(self.grid.chunks[index][place])
        if before == block:
            return True
        if not self.money.spend(self.money.of_one(int(self.base.grid.chunks[index][place]), before, block), budget):
            return False
        self.grid.fill(Box(x, y, z, x, y, z), block)
        return True

    def _undo(self, who: int, wish: wire.Undo, now: int, rights: Rights, tick: Tick) -> None:
        if wish.counter <= self.handled.get(who, 0):
            return
        self.handled[who] = wish.counter
        code, boxes = 0, []
        if not self._spend(who, 1, 0, now):
            code = CODES["flood"]
        else:
            boxes = undo_counter(self.base.grid, self.log, self.grid, who, wish.target)
            code = 0 if boxes else CODES["undo"]
        if boxes:
            out = _packed(who, wish.counter, now, boxes)
            codes = refused(out, rights, self.grid, self.base.ground, palette(), now)
            codes[np.isin(codes, _NOT_FOR_UNDO)] = 0
            costs = sum(self.money.of_box(self.grid, box, block) for box, block in boxes)
            code = int(codes.max())
            if not code and not self.money.spend(costs, rights.budget):
                code = CODES["budget"]
        if code:
            tick.refuse(who, wish.counter, wish.counter, code)
            return
        for box, block in boxes:
            self.grid.fill(box, block)
        self._append(out)

    def _set(self, wish: _Put, now: int) -> None:
        boxes = wish.boxes
        if later := [Box(*row[3:9]) for row in self._log[wish.position : self.position].tolist()]:
            boxes = without(boxes, later)
        for box, block in boxes:
            self.money.spend(self.money.of_box(self.grid, box, block), None)
            self.grid.fill(box, block)
        if boxes:
            # Zero is nobody's own counter, so it neither acknowledges nor can be taken back by its number.
            self._append(_packed(wish.participant, 0, now, boxes))

    def _append(self, log: Entries) -> None:
        ends = self.position + len(log)
        if ends > len(self._log):
            longer = np.zeros(max(ends, len(self._log) * 2), dtype=ENTRY)
            longer[: self.position] = self._log[: self.position]
            self._log = longer
        self._log[self.position : ends] = log
        self.position = ends


def _packed(who: int, counter: int, now: int, boxes: Boxes) -> Entries:
    return entries(Edit(who, counter, now, box, block) for box, block in boxes)
