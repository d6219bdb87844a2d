"""Rooms without sockets: who is told what and when, also when somebody is slow, late, or the disk fails."""

from __future__ import annotations

import asyncio
import struct
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from live_browser import Browser, FakePipe
from live_scene import Scene, block, play, until
from quarter_town import SLUG, small_base, some_entries
from stadtkern.quarter.blocks import wire
from stadtkern.quarter.blocks.edits import Edit, entries, replay
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.keep import Rules
from stadtkern.quarter.live import hall as hall_module
from stadtkern.quarter.live import table as table_module


def test_who_comes_in_hears_who_they_are_and_what_holds(tmp_path: Path) -> None:
    """The code is for the leader alone; an empty batch says that nothing is missing."""

    async def act(scene: Scene) -> None:
        person = scene.someone()
        _, _, browser = await scene.sit(person)
        hello = browser.last("hello")
        assert hello["you"] == {
            "id": person.id, "name": person.name.de, "colour": person.colour, "leader": False, "muted": False,
            "group": 1, "counter": 0,
        }  # fmt: skip
        assert hello["variant"] == {"id": scene.variant.id, "name": "1"}
        assert (hello["position"], hello["effects"]) == (3, [])
        assert "code" not in hello["room"]
        assert hello["room"]["most_high"] == 12
        assert browser.position == 3
        _, _, leads = await scene.sit(scene.leader)
        assert leads.last("hello")["room"]["code"] == scene.code
        assert {one["id"] for one in leads.last("hello")["people"]} == {person.id, scene.leader.id}

    play(tmp_path, act, rules=Rules(most_high=12), log=3)


def test_nobody_hears_of_an_edit_before_it_is_on_disk(tmp_path: Path) -> None:
    """Also not who comes in while it is written."""

    async def act(scene: Scene) -> None:
        seat, pipe, _ = await scene.sit(scene.someone())
        held: Future[Any] = Future()
        real, scene.store.append_all = scene.store.append_all, lambda logs: held  # type: ignore[method-assign, assignment, misc]
        message = wire.write_edits(1, entries([Edit(0, 0, 0, *block(1))]))
        scene.hall.hear(seat, message)
        await until(lambda: seat.table.core.position == 1)
        late = asyncio.create_task(scene.sit(scene.someone()))
        await asyncio.sleep(0.1)
        assert pipe.heard == []
        assert not late.done()
        real({scene.variant.id: seat.table.core.log}).add_done_callback(lambda done: held.set_result(done.result()))
        await until(lambda: bool(pipe.heard))
        _, _, browser = await late
        assert browser.position == 1
        assert browser.grid.get(1, 0, 9) == 3

    play(tmp_path, act)


@pytest.mark.parametrize("fault", ["error", "elsewhere"])
def test_what_the_disk_refused_is_never_told_and_the_room_is_loaded_again(tmp_path: Path, fault: str) -> None:
    """People are asked to come again, send what was not confirmed, and find what is on disk."""

    async def act(scene: Scene) -> None:
        person = scene.someone()
        seat, pipe, browser = await scene.sit(person)
        if fault == "error":
            real = scene.store.append_all

            def broken(_logs: object) -> Future[Any]:
                scene.store.append_all = real  # type: ignore[method-assign]
                failed: Future[Any] = Future()
                failed.set_exception(OSError("disk full"))
                return failed

            scene.store.append_all = broken  # type: ignore[method-assign]
        else:
            scene.store.append(scene.variant.id, some_entries(2, participant=77)).result()
        scene.hall.hear(seat, browser.edit(block(1)))
        await until(lambda: pipe.closed is not None)
        pipe.into(browser)
        assert (pipe.closed, browser.last("notice")["code"], browser.position) == (4500, "again", 0)
        seat, pipe, _ = await scene.sit(person, browser.position, browser=browser)
        for message in browser.again():
            scene.hall.hear(seat, message)
        await until(lambda: seat.table.core.durable == (1 if fault == "error" else 3))
        pipe.into(browser)
        assert browser.waiting == {}
        assert browser.position == scene.store.position(scene.variant.id) == seat.table.core.durable
        assert browser.grid.same_as(replay(browser.base, scene.store.log(scene.variant.id)))

    play(tmp_path, act)


def test_who_was_away_shortly_gets_entries_and_who_was_long_a_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A position that nobody reached, as after a restored backup, gets a snapshot too."""
    monkeypatch.setattr(table_module, "TAIL", 20)

    async def act(scene: Scene) -> None:
        base, log = scene.store.base(SLUG).grid, scene.store.log(scene.variant.id)
        for have, snapshots in ((50, 0), (35, 0), (30, 0), (29, 1), (0, 1), (None, 1), (51, 1), (999_999_999, 1)):
            browser = Browser(base, position=have or 0)
            browser.grid = replay(base, log[: have or 0])
            seat, _, _ = await scene.sit(scene.someone(), have, browser)
            assert (browser.snapshots, browser.position) == (snapshots, 50)
            assert browser.grid.same_as(seat.table.core.grid)
            scene.hall.leave(seat)

    play(tmp_path, act, log=50)


def test_a_slow_reader_is_told_the_state_and_never_queued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the socket is full nothing is kept for it; when there is room: what is missing, in one piece, and refusals."""
    monkeypatch.setattr(table_module, "TAIL", 30)

    async def act(scene: Scene) -> None:
        person = scene.someone()
        seat, pipe, browser = await scene.sit(person)
        fast_seat, fast_pipe, fast = await scene.sit(scene.leader)
        for times, snapshots in ((5, 0), (40, 1)):
            pipe.most = 0
            before = seat.sent
            for _ in range(times):
                at = fast_seat.table.core.durable
                scene.hall.hear(fast_seat, fast.edit(block(at % 90, 10)))
                # Refused ones are owed, granted ones are part of what is missing.
                mine = (Box(0, 0, 1, 0, 0, 1), 3) if times == 5 else block(at % 90, 20)
                scene.hall.hear(seat, browser.edit(mine))
                await until(lambda at=at: fast_seat.table.core.durable > at)  # type: ignore[misc]
            assert pipe.heard == []
            assert (seat.behind, seat.sent) == (True, before)
            pipe.most = 1_000_000
            pipe.on_free()
            await until(lambda: not seat.behind)
            heard = len(pipe.heard)
            assert heard <= 2 + 2 + 5
            pipe.into(browser)
            fast_pipe.into(fast)
            assert browser.snapshots == snapshots
            assert browser.grid.same_as(fast.grid)
            assert browser.waiting == {}
            assert {one["type"] for one in browser.said[-4:]} >= {"people", "room"} or times == 5

    play(tmp_path, act)


def test_a_second_window_of_the_same_person_takes_the_place_of_the_first(tmp_path: Path) -> None:
    """Two would count the same counters."""

    async def act(scene: Scene) -> None:
        person = scene.someone()
        first, pipe, browser = await scene.sit(person)
        scene.hall.hear(first, browser.edit(block(1)))
        second, _, other = await scene.sit(person)
        pipe.into(browser)
        assert (pipe.closed, browser.last("notice")["code"]) == (1008, "elsewhere")
        assert first.gone
        scene.hall.hear(first, browser.edit(block(2)))
        assert len(second.table.seats) == 1
        assert browser.last("notice")["counter"] == other.last("hello")["you"]["counter"] == 1
        scene.hall.hear(second, other.edit(block(3)))
        await until(lambda: second.table.core.durable == 2)
        assert other.last("hello")["you"]["id"] == person.id

    play(tmp_path, act)


def test_who_comes_in_while_the_disk_fails_sits_in_the_room_that_is_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the older window wished was neither told nor stored: the newer one begins where the disk stands."""

    async def act(scene: Scene) -> None:
        person = scene.someone()
        first, pipe, browser = await scene.sit(person)
        old = first.table

        def full(_logs: object) -> object:
            raise OSError("disk full")

        with monkeypatch.context() as broken:
            broken.setattr(scene.store, "append_all", full)
            scene.hall.hear(first, browser.edit(block(1)))
            second, _, other = await scene.sit(person)
        pipe.into(browser)
        assert second.table is not old
        assert scene.hall.tables[scene.variant.id] is second.table
        assert other.last("hello")["you"]["counter"] == 0
        assert browser.last("notice")["code"] == "again"
        for message in browser.again():
            scene.hall.hear(second, message)
        await until(lambda: second.table.core.durable == 1)

    play(tmp_path, act)


def test_presence_goes_to_all_in_a_small_room_and_to_the_near_in_a_large_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one message for several steps of several people."""

    def step(x: int) -> bytes:
        return struct.pack("<BhhhBB", wire.PRESENCE, x, 0, 4, 7, 2)

    async def act(scene: Scene) -> None:
        people = [await scene.sit(scene.someone()) for _ in range(3)]
        for most, seen in ((30, [3, 3, 3]), (2, [2, 2, 1])):
            monkeypatch.setattr(table_module, "ALL", most)
            for (seat, _, _), x in zip(people, (0, 100, 400), strict=True):
                for turn in range(3):
                    scene.hall.hear(seat, step(x + turn - 2))
            await until(
                lambda: all(
                    any(one[0] == wire.PRESENCE for one in pipe.heard if isinstance(one, bytes))
                    for _, pipe, _ in people
                )
            )
            for (_, pipe, browser), count in zip(people, seen, strict=True):
                browser.seen.clear()
                pipe.into(browser)
                assert len(browser.seen) == count
        assert people[0][2].seen == [(people[0][0].participant.id, 0), (people[1][0].participant.id, 100)]

    play(tmp_path, act)


def test_what_pages_change_holds_in_open_rooms_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule, somebody muted, another base while nothing is built, and in the end the room's closing."""
    monkeypatch.setattr(hall_module, "LOOK", 0.02)

    async def act(scene: Scene) -> None:
        person = scene.someone()
        seat, pipe, browser = await scene.sit(person)
        await asyncio.to_thread(scene.store.update_room, seat.table.crew.room.id, rules=Rules(blocks=frozenset({10})))
        await until(lambda: seat.table.crew.room.rules.blocks == {10})
        scene.hall.hear(seat, browser.edit(block(1)))
        await until(lambda: bool(seat.table.core.handled))
        await asyncio.to_thread(scene.store.update_participant, person.id, muted=True)
        await until(lambda: seat.participant.muted)
        scene.hall.hear(seat, browser.edit(block(1, 10)))
        await until(lambda: seat.table.core.handled[person.id] == 2)
        pipe.into(browser)
        assert browser.codes() == ["palette", "muted"]
        assert browser.last("room")["room"]["blocks"] == [10]
        await until(lambda: bool(pipe.heard) or browser.last("people")["people"][0]["muted"])
        await asyncio.to_thread(scene.store.save_quarter, SLUG, base=small_base(nx=64))
        await until(lambda: pipe.closed == 4500)
        seat, pipe, browser = await scene.sit(person)
        assert seat.table.core.grid.nx == 64
        await asyncio.to_thread(scene.store.close_room, seat.table.crew.room.id)
        await until(lambda: pipe.closed == 4410)
        assert scene.hall.tables == scene.hall.crews == {}

    play(tmp_path, act)


def test_an_empty_room_leaves_memory_and_its_log_is_tidied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not while somebody is in; and it comes back as it was."""
    monkeypatch.setattr(hall_module, "LOOK", 0.02)
    monkeypatch.setattr(hall_module, "EMPTY", 0.1)

    async def act(scene: Scene) -> None:
        seat, _, browser = await scene.sit(scene.someone())
        for x in range(4):
            scene.hall.hear(seat, browser.edit(block(x)))
            await until(lambda x=x: seat.table.core.durable == x + 1)  # type: ignore[misc]
        grid = seat.table.core.grid
        await asyncio.sleep(0.3)
        assert scene.hall.tables
        scene.hall.leave(seat)
        await until(lambda: not scene.hall.tables)
        assert scene.hall.crews == {}
        await until(lambda: len(scene.store.rows("SELECT 1 FROM batch")) == 1)
        again, _, browser = await scene.sit(scene.someone())
        assert again.table.core.grid.same_as(grid)
        assert browser.grid.same_as(grid)

    play(tmp_path, act)


def test_rooms_of_a_quarter_share_its_base_and_each_chunk_that_nobody_touched(tmp_path: Path) -> None:
    """A variant costs what it changes."""

    async def act(scene: Scene) -> None:
        quarter = scene.store.quarter(SLUG)
        assert quarter is not None
        room, token = scene.store.open_room(quarter.id, title="B")
        other = scene.store.participant_by_token(token)
        assert other is not None
        first, _, browser = await scene.sit(scene.someone())
        second = await scene.hall.enter(other, scene.store.variants_of_room(room.id)[0], FakePipe(), None)
        scene.hall.hear(first, browser.edit(block(1)))
        await until(lambda: first.table.core.durable == 1)
        base = first.table.core.base
        assert second.table.core.base is base
        shared = [one is two for one, two in zip(first.table.core.grid.chunks, base.grid.chunks, strict=True)]
        assert shared.count(False) == 1
        assert all(one is two for one, two in zip(second.table.core.grid.chunks, base.grid.chunks, strict=True))

    play(tmp_path, act)


def test_a_hall_that_ends_stores_what_it_heard(tmp_path: Path) -> None:
    """Without waiting for the next tick."""

    async def act(scene: Scene) -> None:
        seat, pipe, browser = await scene.sit(scene.someone())
        scene.hall.hear(seat, browser.edit(block(1), block(2)))
        await scene.hall.stop()
        assert scene.store.position(scene.variant.id) == 2
        pipe.into(browser)
        assert browser.waiting == {}

    play(tmp_path, act)


def test_who_is_put_into_another_group_is_sent_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The leader stays wherever they are."""
    monkeypatch.setattr(hall_module, "LOOK", 0.02)

    async def act(scene: Scene) -> None:
        person = scene.someone()
        _, pipe, browser = await scene.sit(person)
        leader, _, _ = await scene.sit(scene.leader)
        await asyncio.to_thread(scene.store.update_participant, person.id, group=2)
        await until(lambda: pipe.closed == 4403)
        pipe.into(browser)
        assert browser.last("notice")["code"] == "not-yours"
        assert not leader.gone

    play(tmp_path, act)


def test_who_shouts_is_shown_out_whatever_they_say(tmp_path: Path) -> None:
    """More messages than any browser sends, although each makes sense."""

    async def act(scene: Scene) -> None:
        seat, pipe, _ = await scene.sit(scene.someone())
        for turn in range(table_module.MOST_MESSAGES + 1):
            scene.hall.hear(seat, struct.pack("<BhhhBB", wire.PRESENCE, turn % 50, 0, 4, 7, 2))
        assert pipe.closed == 4429

    play(tmp_path, act)
