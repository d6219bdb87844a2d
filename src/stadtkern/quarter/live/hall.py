"""All live rooms of a town: who sits where, the tick that grants, stores and tells, and what is unloaded again.

Every 50 ms at most: each room that has wishes grants or refuses them, all new entries go into one transaction, and only
when that is on disk do others hear of them. Everything here runs in one event loop; nothing is locked but the tick.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from stadtkern.quarter.blocks.edits import Entries
from stadtkern.quarter.keep import Participant, Store, Variant
from stadtkern.quarter.keep.core import now as clock
from stadtkern.quarter.live import leading, words
from stadtkern.quarter.live.core import Core, Tick
from stadtkern.quarter.live.meter import Gauge, Meters, Works
from stadtkern.quarter.live.pipes import Message, Pipe
from stadtkern.quarter.live.table import Crew, Seat, Table, prices_of

log = logging.getLogger(__name__)
# Seconds between ticks, between looks at who is in and what changed elsewhere, and that an empty room stays in memory.
TICK, LOOK, EMPTY = 0.05, 0.5, 60.0
# Seconds after which rooms are read again although nothing in this process changed them.
READ_AGAIN = 5.0


class Hall:
    """The live rooms of a store."""

    def __init__(self, store: Store, meters: Callable[[], Meters] | None = None) -> None:
        """Take the store, and who gets ready to measure effects, if anybody does, when the first room opens.

        Nothing runs before somebody comes in.
        """
        self.store = store
        self.meters: Meters | None = None
        self._make_meters = meters
        self.works = Works()
        self.tables: dict[int, Table] = {}
        self.crews: dict[int, Crew] = {}
        self._loading: dict[int, asyncio.Task[Table]] = {}
        self._busy: set[Table] = set()
        self._wake = asyncio.Event()
        # Held while memory is ahead of the disk: who comes in waits for that moment.
        self.turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._running = False
        self._seen, self._read = store.changes, 0.0

    async def enter(
        self, participant: Participant, variant: Variant, pipe: Pipe, have: int | None, language: str = "de"
    ) -> Seat:
        """Let somebody in whose right to be here was checked: greet them and bring them up to date.

        Raises ProblemError when the variant or its room does not exist.
        """
        self._run()
        seat: Seat | None = None
        while seat is None:
            table = await self._table(variant.id)
            table.coming += 1
            try:
                await table.prepare(have, self.turn)
                async with self.turn:
                    seat = await self._sit(table, Seat(participant, table, pipe, have, language))
            finally:
                table.coming -= 1
        sat = seat
        pipe.on_free = lambda: self.catch_up(sat)
        table.people_changed = True
        table.empty_since = None
        if table.gauge is not None and table.gauge.told is None:
            table.gauge.touched([])
        return seat

    async def _sit(self, table: Table, seat: Seat) -> Seat | None:
        """Give somebody their place while the turn is held; None when the table was dropped meanwhile."""
        who = seat.participant.id
        if table.core.waiting:
            # What an older window of theirs said last is counted before this one learns where counting stands.
            await self._tick()
        if self.tables.get(table.variant.id) is not table:
            return None
        if (older := table.seats.pop(who, None)) is not None:
            self.end(older, "elsewhere", counter=table.core.handled.get(who, 0))
        table.seats[who] = seat
        table.crew.know(seat.participant)
        seat.pipe.push(Message(table.hello(seat, self.definitions)))
        seat.bring()
        if table.gauge is not None and table.gauge.told is not None:
            seat.push(Message(table.gauge.told))
        return seat

    @property
    def definitions(self) -> list[dict[str, Any]]:
        """Give what the browser shows of each effect."""
        return self.meters.definitions() if self.meters is not None else []

    def leave(self, seat: Seat) -> None:
        """Let somebody go."""
        table = seat.table
        seat.gone = True
        if table.seats.get(seat.participant.id) is seat:
            del table.seats[seat.participant.id]
            table.people_changed = True
            if not table.seats:
                table.empty_since = asyncio.get_running_loop().time()

    def hear(self, seat: Seat, message: bytes | str) -> None:
        """Hear what a browser says. Whatever it is, the room goes on."""
        if seat.gone:
            return
        if seat.shouting(asyncio.get_running_loop().time()):
            self.end(seat, "flood")
            return
        try:
            if isinstance(message, str):
                self._hear_wish(seat, leading.read(message))
                return
            where = seat.table.core.take(seat.participant.id, message)
        except ValueError:
            self.strike(seat, "message")
            return
        if where is None:
            self.work(seat.table)
        else:
            seat.table.move(seat, where)

    def _hear_wish(self, seat: Seat, wish: leading.Wish) -> None:
        if not seat.participant.leader or seat.wishes >= leading.MOST_WISHES:
            self.strike(seat, "leader" if not seat.participant.leader else "message")
            return
        seat.wishes += 1
        self.later(leading.lead(self, seat, wish))

    def strike(self, seat: Seat, why: str) -> None:
        """Answer what makes no sense or is not theirs to wish, a few times; who goes on is shown out."""
        seat.strikes += 1
        if seat.strikes >= leading.MOST_STRIKES:
            self.end(seat, "message")
        elif seat.strikes <= leading.TOLD_STRIKES:
            seat.say(words.notice(why))

    def work(self, table: Table) -> None:
        """Have a table looked at in the next tick."""
        self._busy.add(table)
        self._wake.set()

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done beside; its errors are logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def catch_up(self, seat: Seat) -> None:
        """Bring somebody up to date whose socket was full for a while."""
        if seat.behind and not seat.gone:
            self.later(self._catch_up(seat))

    def end(self, seat: Seat, why: str, **more: int) -> None:
        """Tell somebody why, and end their connection."""
        seat.say(words.ending(why) | more)
        seat.pipe.close(words.ENDINGS[why][0])
        self.leave(seat)

    async def stop(self) -> None:
        """Grant and store what waits, then end: the town is being closed."""
        self._running = False
        async with self.turn:
            await self._tick()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for table in list(self.tables.values()):
            self._unload(table)
        self.works.close()

    def _run(self) -> None:
        if not self._running:
            self._running = True
            self.later(self._ticks())
            self.later(self._looks())

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("something beside a live room broke", exc_info=error)

    async def _ticks(self) -> None:
        loop, last = asyncio.get_running_loop(), 0.0
        while self._running:
            await self._wake.wait()
            if (rest := last + TICK - loop.time()) > 0:
                await asyncio.sleep(rest)
            self._wake.clear()
            last = loop.time()
            async with self.turn:
                try:
                    await self._tick()
                except Exception:
                    log.exception("a tick of the live rooms broke")

    async def _tick(self) -> None:
        busy, self._busy = self._busy, set()
        ticks: dict[Table, Tick] = {}
        now = clock()
        for table in busy:
            try:
                ticks[table] = tick = table.core.tick(now, table.crew.rights)
            except Exception:
                log.exception("a live room broke and is loaded again")
                self._drop(table)
                continue
            for refusal in tick.refusals:
                if (seat := table.seats.get(refusal.participant)) is not None:
                    seat.refuse(refusal)
                    if seat.flooding(refusal, now):
                        self.end(seat, "flood")
            if table.core.waiting:
                self.work(table)
        logs = {table.variant.id: tick.log for table, tick in ticks.items() if len(tick.log)}
        if logs:
            firsts = await self._stored(logs)
            for table, tick in ticks.items():
                if not len(tick.log):
                    continue
                if firsts.get(table.variant.id) == tick.first:
                    self._tell(table, tick)
                else:
                    log.error("variant %s was not stored: %s", table.variant.id, firsts.get(table.variant.id))
                    self._drop(table)

    def _tell(self, table: Table, tick: Tick) -> None:
        table.core.settle()
        try:
            table.tell(tick)
        except Exception:
            log.exception("a live room could not be told and is loaded again")
            self._drop(table)

    async def _stored(self, logs: dict[int, Entries]) -> dict[int, int | Exception]:
        try:
            return await asyncio.wrap_future(self.store.append_all(logs))
        except Exception as error:  # noqa: BLE001 - a full disk must not end the rooms; who waits is told
            return dict.fromkeys(logs, error)

    async def _table(self, number: int) -> Table:
        while True:
            if (table := self.tables.get(number)) is not None:
                return table
            task = self._loading.get(number)
            if task is None:
                task = self._loading[number] = asyncio.get_running_loop().create_task(self._load(number))
                task.add_done_callback(lambda _task: self._loading.pop(number, None))
            await asyncio.shield(task)

    async def _load(self, number: int) -> Table:
        table = self.tables[number] = await asyncio.to_thread(self._read_table, number)
        table.crew = self.crews.setdefault(table.crew.room.id, table.crew)
        table.crew.tables.add(table)
        # Nobody is in yet; who asked for it comes right after.
        table.empty_since = asyncio.get_running_loop().time()
        if self.meters is not None:
            quarter = table.quarter
            table.gauge = Gauge(self.meters, self.works, self.turn, table.core.base, quarter.settings)
            table.gauge.state = lambda: (table.core.durable, table.core.grid, table.core.money.cost)
            table.gauge.tell = lambda said: table.broadcast(Message(said))
        return table

    def _read_table(self, number: int) -> Table:
        """Read a variant from disk; runs in a thread."""
        if self._make_meters is not None and self.meters is None:
            self.meters = self._make_meters()
        variant = self.store.variant(number)
        room = None if variant is None or variant.room is None else self.store.room(variant.room)
        quarter = None if variant is None else self.store.quarter_by_id(variant.quarter)
        if variant is None or room is None or quarter is None:
            raise words.problem_of("missing")
        core = Core(self.store.base(quarter.slug), self.store.log(number), prices_of(quarter))
        return Table(variant, quarter, core, Crew(room, self.store.participants(room.id)))

    async def _catch_up(self, seat: Seat) -> None:
        await seat.table.prepare(seat.sent, self.turn)
        async with self.turn:
            if seat.behind and not seat.gone:
                seat.behind = False
                seat.bring()
                seat.table.tell_state(seat)

    async def _looks(self) -> None:
        while self._running:
            await asyncio.sleep(LOOK)
            try:
                self._look(asyncio.get_running_loop().time())
            except Exception:
                log.exception("looking after the live rooms broke")

    def _look(self, now: float) -> None:
        if self._seen != self.store.changes or now - self._read > READ_AGAIN:
            self._seen, self._read = self.store.changes, now
            for crew in list(self.crews.values()):
                self.refresh(crew)
        for table in list(self.tables.values()):
            table.tell_people()
            if (
                not table.seats
                and not table.coming
                and now - (table.empty_since or now) > EMPTY
                and not table.core.waiting
            ):
                self._unload(table)
                self.later(asyncio.to_thread(self.store.tidy, table.variant.id))

    def refresh(self, crew: Crew) -> None:
        """Read a room again: what pages or another process changed holds from now on."""
        room = self.store.room(crew.room.id)
        if room is None:
            return
        crew.update(room, self.store.participants(room.id))
        for table in list(crew.tables):
            quarter = self.store.quarter_by_id(table.quarter.id)
            if room.closed is not None:
                for seat in list(table.seats.values()):
                    self.end(seat, "closed")
                self._unload(table)
            elif quarter is not None and quarter.base != table.quarter.base:
                self._drop(table)
            else:
                self._send_to_their_group(table)

    def _send_to_their_group(self, table: Table) -> None:
        for seat in list(table.seats.values()):
            if not seat.participant.may_build(table.variant):
                self.end(seat, "not-yours")

    def _drop(self, table: Table) -> None:
        """Forget a table whose memory cannot be trusted; its people come again and find what is on disk."""
        for seat in list(table.seats.values()):
            self.end(seat, "again")
        self._unload(table)

    def _unload(self, table: Table) -> None:
        self._busy.discard(table)
        table.close()
        if self.tables.get(table.variant.id) is table:
            del self.tables[table.variant.id]
        table.crew.tables.discard(table)
        if not table.crew.tables:
            self.crews.pop(table.crew.room.id, None)
