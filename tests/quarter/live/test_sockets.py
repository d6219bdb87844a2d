"""Through real sockets: who is let in, how bad browsers are met, what a leader may; and the room goes on."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode

from live_browser import Browser, Serves, closing, listen, serving_live
from quarter_town import SLUG, small_store
from stadtkern.quarter.blocks import wire
from stadtkern.quarter.blocks.edits import replay
from stadtkern.quarter.blocks.grid import Box
from stadtkern.quarter.keep import Room, Store
from stadtkern.quarter.live import Sockets, leading
from stadtkern.quarter.live.measures import TownMeters


@dataclass
class Place:
    """A served room with a leader's token."""

    store: Store
    serves: Serves
    room: Room
    leader: str

    @property
    def variant(self) -> int:
        return self.store.variants_of_room(self.room.id)[0].id

    def browser(self) -> Browser:
        return Browser(self.store.base(SLUG).grid)

    async def come(self, token: str | None = None, have: int | None = None) -> tuple[ClientConnection, Browser]:
        """Join and connect; the greeting has been heard."""
        token = token or self.store.join(self.room.code, 1)[1]
        socket, browser = await self.serves.open(self.variant, token, have), self.browser()
        browser.position = have or 0
        await listen(socket, browser, lambda: bool(browser.said))
        return socket, browser


@pytest.fixture(scope="module", params=[Sockets, "websockets-sansio"], ids=["own", "other"])
def served(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[tuple[Store, Serves]]:
    """A live plane, with our own protocol and with a server that has only ASGI."""
    store, _ = small_store(tmp_path_factory.mktemp("live"))
    with serving_live(store, ws=request.param) as serves:
        yield store, serves
    store.close()


@pytest.fixture
def place(served: tuple[Store, Serves]) -> Place:
    """A room of its own."""
    store, serves = served
    quarter = store.quarter(SLUG)
    assert quarter is not None
    room, token = store.open_room(quarter.id, title="A", groups=2)
    return Place(store, serves, room, token)


def play(act: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        async with asyncio.timeout(60):
            await act()

    asyncio.run(run())


def at(x: int, block: int = 3, z: int = 9) -> tuple[Box, int]:
    return Box(x, 0, z, x, 0, z), block


def test_two_people_build_and_see_the_same(place: Place) -> None:
    """Each hears of the other's and of one's own blocks within moments; who comes later sees all of it."""

    async def act() -> None:
        token = place.store.join(place.room.code, 1)[1]
        one, first = await place.come(token)
        two, second = await place.come()
        started = time.monotonic()
        await one.send(first.edit(at(1), at(2)))
        await two.send(second.edit((Box(2, 0, 9, 5, 3, 9), 20)))
        await listen(one, first, lambda: first.position == 3)
        await listen(two, second, lambda: second.position == 3)
        assert time.monotonic() - started < 2
        assert first.waiting == second.waiting == {}
        await one.send(first.undo(1))
        await listen(two, second, lambda: second.position == 4)
        await listen(one, first, lambda: first.position == 4)
        assert first.grid.same_as(second.grid)
        assert first.grid.same_as(replay(first.base, place.store.log(place.variant)))
        await two.close()
        late, third = await place.come()
        assert third.last("hello")["position"] == 4
        again, back = await place.come(token, have=4)
        assert back.last("hello")["you"]["counter"] == 3
        for socket in (one, late, again):
            await socket.close()

    play(act)


@pytest.mark.parametrize("origin", [None, "http://elsewhere.example", "null", "http://127.0.0.1:1"])
def test_pages_of_others_are_not_let_in(place: Place, origin: str | None) -> None:
    """Whatever cookie their visitor has."""

    async def act() -> None:
        with pytest.raises(InvalidStatus) as refused:
            await place.serves.open(place.variant, place.leader, origin=origin)
        assert refused.value.response.status_code == 403

    play(act)


def test_who_may_not_sit_here_is_told_why(place: Place) -> None:
    """No token, a wrong one, another group, another room, no such variant, a closed room."""

    async def act() -> None:
        second = place.store.variants_of_room(place.room.id)[1].id
        _, stranger = place.store.open_room(place.room.quarter, title="B")
        member = place.store.join(place.room.code, 1)[1]
        closed, closed_token = place.store.open_room(place.room.quarter, title="C")
        place.store.close_room(closed.id)
        cases = [
            (place.variant, None, 4401, "token"), (place.variant, "x" * 32, 4401, "token"),
            (second, member, 4403, "not-yours"), (place.variant, stranger, 4403, "not-yours"),
            (999_999, member, 4404, "missing"),
            (place.store.variants_of_room(closed.id)[0].id, closed_token, 4410, "closed"),
        ]  # fmt: skip
        for variant, token, code, why in cases:
            browser = place.browser()
            assert await closing(await place.serves.open(variant, token), browser) == code
            notice = browser.last("notice")
            assert (notice["code"], notice["final"]) == (why, True)
            assert notice["de"]
            assert notice["en"]
            assert len(browser.said) == 1
        socket = await place.serves.open(second, place.leader)
        browser = place.browser()
        await listen(socket, browser, lambda: bool(browser.said))
        assert browser.last("hello")["you"]["leader"]
        await socket.close()

    play(act)


AREA = {"x0": 0, "y0": 0, "z0": 0, "x1": 9, "y1": 9, "z1": 9}
GARBAGE: list[Any] = [
    b"", b"\x00", b"\x01", b"\x09" * 40, b"\x01\x01\x00\x00\x00\x00\x00", b"\x02\x01", b"\x03", b"\xff" * 9000,
    "", "{", "[]", "null", '{"type":"leader"}', '{"type":"leader","do":"fly"}', '{"type":"hello"}', '{"type":"leader","do":"mute","participant":"x"}',
    '{"type":"leader","do":"lock","box":[1,2]}', '"' + "x" * 30_000 + '"', "\u0000", '{"type":"leader","do":"task","text":1}',
]  # fmt: skip


@pytest.mark.parametrize("message", GARBAGE, ids=range(len(GARBAGE)))
def test_what_nobody_understands_is_answered_and_the_room_goes_on(place: Place, message: bytes | str) -> None:
    """The sender is told, may go on, and nobody else notices."""

    async def act() -> None:
        bad, sender = await place.come()
        good, reader = await place.come()
        await bad.send(message)
        await listen(bad, sender, lambda: sender.codes("notice") == ["message"])
        await bad.send(sender.edit(at(1)))
        await listen(good, reader, lambda: reader.position == 1)
        assert reader.codes("notice") == []
        await bad.close()
        await good.close()

    play(act)


def test_who_never_makes_sense_is_shown_out(place: Place) -> None:
    """After a few answers and some patience."""

    async def act() -> None:
        bad, sender = await place.come()
        for _ in range(leading.MOST_STRIKES):
            await bad.send(b"\x01\x02")
        assert await closing(bad, sender) == 4400
        assert sender.codes("notice") == ["message"] * (leading.TOLD_STRIKES + 1)

    play(act)


@pytest.mark.parametrize("size", [32_769, 5_000_000])
def test_a_huge_message_ends_the_connection_that_sent_it(place: Place, size: int) -> None:
    """Before it is read whole."""

    async def act() -> None:
        good, reader = await place.come()
        bad, sender = await place.come()
        with contextlib.suppress(ConnectionClosed):  # it may be cut while this is still being sent
            await bad.send(b"\x01" * size)
        assert await closing(bad, sender) in {1009, 1006}
        await good.send(reader.edit(at(1)))
        await listen(good, reader, lambda: reader.position == 1)
        await good.close()

    play(act)


def test_frames_that_break_the_protocol_end_their_connection_alone(place: Place) -> None:
    """An unmasked frame, a reserved kind, and a connection that is cut in the middle of a message."""

    async def act() -> None:
        good, reader = await place.come()
        for frame in (
            Frame(Opcode.BINARY, b"\x01" * 19).serialize(mask=False),
            b"\x83\x80\x00\x00\x00\x00",
            Frame(Opcode.BINARY, reader.edit(at(50))).serialize(mask=True)[:-5],
        ):
            reader.waiting.clear()
            bad, sender = await place.come()
            bad.transport.write(frame)
            if frame[0] == 0x82 and frame[1] & 0x80:
                bad.transport.abort()
            assert await closing(bad, sender) in {1002, 1006}
        await good.send(reader.edit(at(1)))
        await listen(good, reader, lambda: reader.position == 1)
        await good.close()

    play(act)


def test_a_message_in_pieces_is_one_message(place: Place) -> None:
    """A WebSocket may cut a message into frames."""

    async def act() -> None:
        socket, browser = await place.come()
        message = browser.edit(at(1), at(2), at(3))
        await socket.send([message[:3], message[3:20], message[20:]])
        await listen(socket, browser, lambda: browser.position == 3)
        await socket.close()

    play(act)


def test_a_flood_is_refused_and_at_last_cut_off_while_others_build(place: Place) -> None:
    """Everybody else's edits arrive meanwhile."""

    async def act() -> None:
        bad, sender = await place.come()
        good, reader = await place.come()
        for number in range(300):
            await bad.send(sender.edit(at(number % 90, 10)))
        await good.send(reader.edit(at(91)))
        await listen(good, reader, lambda: reader.waiting == {})
        await listen(bad, sender, lambda: sender.waiting == {})
        assert set(sender.codes()) == {"flood"}
        assert place.store.position(place.variant) in range(181, 201)
        for _ in range(5):
            await bad.send(sender.edit(*[at(number % 90, 10) for number in range(1024)]))
        assert await closing(bad, sender) == 4429
        assert sender.codes("notice") == ["flood"]
        await good.send(reader.edit(at(92)))
        await listen(good, reader, lambda: reader.waiting == {})
        await good.close()

    play(act)


def test_a_leader_leads(place: Place) -> None:
    """Task, time, pause, locks, muting, undoing somebody, a new code; all hear what holds, all groups."""

    async def act() -> None:
        person, token = place.store.join(place.room.code, 1)
        other_token = place.store.join(place.room.code, 2)[1]
        lead, leads = await place.come(place.leader)
        member, builds = await place.come(token)
        other = await place.serves.open(place.store.variants_of_room(place.room.id)[1].id, other_token)
        hears = place.browser()
        await listen(other, hears, lambda: bool(hears.said))

        async def wish(do: str, **words: object) -> None:
            await lead.send(json.dumps({"type": "leader", "do": do, **words}))

        async def room(what: Callable[[dict[str, Any]], bool]) -> None:
            for socket, browser in ((lead, leads), (member, builds), (other, hears)):
                await listen(
                    socket, browser, lambda b=browser: any(m["type"] == "room" and what(m["room"]) for m in b.said)
                )  # type: ignore[misc]

        await wish("task", text="Ein Platz ohne Autos")
        await room(lambda now: now["task"] == "Ein Platz ohne Autos")
        await member.send(builds.edit(at(1, 10), at(2, 10), at(3, 10)))
        await listen(lead, leads, lambda: leads.position == 3)
        for do, code in (("freeze", "frozen"), ("lock", "locked"), ("timer", "time"), ("mute", "muted")):
            words = {"box": AREA} if do == "lock" else {"ends": 5} if do == "timer" else {"participant": person.id}
            await wish(do, **words)
            if do == "mute":
                await listen(
                    member,
                    builds,
                    lambda: any(one["muted"] for m in builds.said if m["type"] == "people" for one in m["people"]),
                )
            else:
                await room(
                    lambda now, do=do: {
                        "freeze": now["frozen"],
                        "lock": now["locks"] == [AREA],
                        "timer": now["ends"] == 5,
                    }[do]
                )  # type: ignore[misc]
            await member.send(builds.edit(at(4)))
            await listen(member, builds, lambda code=code: builds.codes()[-1:] == [code])  # type: ignore[misc]
            back = {"freeze": "go", "lock": "unlock", "timer": "timer", "mute": "unmute"}[do]
            await wish(back, participant=person.id)
            seen = len(builds.said)
            await listen(member, builds, lambda seen=seen: len(builds.said) > seen)  # type: ignore[misc]
        await wish("undo", participant=person.id)
        await listen(member, builds, lambda: builds.position > 3)
        assert builds.grid.get(2, 0, 9) == 0
        log = place.store.log(place.variant)
        leader = place.store.participant_by_token(place.leader)
        assert leader is not None
        assert set(log["participant"][3:].tolist()) == {leader.id}
        await listen(lead, leads, lambda: leads.codes("notice") == ["undone"])
        await wish("invite")
        await listen(lead, leads, lambda: leads.last("room")["room"]["code"] != place.room.code)
        assert place.store.room_by_code(leads.last("room")["room"]["code"]) is not None
        assert all("code" not in said.get("room", {}) for said in builds.said)
        await wish("lock", box=AREA | {"x1": 9999})
        await wish("mute", participant=999_999)
        await listen(lead, leads, lambda: leads.codes("notice")[1:] == ["size", "person"])
        await member.send('{"type":"leader","do":"freeze"}')
        await listen(member, builds, lambda: builds.codes("notice") == ["leader"])
        for socket in (lead, member, other):
            await socket.close()

    play(act)


def test_a_town_that_closes_keeps_what_it_heard(tmp_path: Path) -> None:
    """Browsers are told to come again later."""
    store, quarter = small_store(tmp_path)
    room, token = store.open_room(quarter.id, title="A")
    variant = store.variants_of_room(room.id)[0].id
    with serving_live(store) as serves:

        async def act() -> None:
            socket = await serves.open(variant, token)
            browser = Browser(store.base(SLUG).grid)
            await listen(socket, browser, lambda: bool(browser.said))
            await socket.send(browser.edit(at(1)))
            await listen(socket, browser, lambda: browser.position == 1)
            await socket.send(struct.pack("<BII", wire.UNDO, 2, 1))
            await socket.close()

        play(act)
    assert store.position(variant) >= 1
    store.close()


def test_effects_are_told_to_all_with_words_in_the_greeting(tmp_path: Path) -> None:
    """Numbers of today and of the design, soon after an edit; the slow ones follow."""
    store, quarter = small_store(tmp_path)
    store.save_quarter(SLUG, settings={"prices": {"street": 1000.0}})
    room, token = store.open_room(quarter.id, title="A")
    variant = store.variants_of_room(room.id)[0].id
    with serving_live(store, TownMeters) as serves:

        async def act() -> None:
            socket, browser = await serves.open(variant, token), Browser(store.base(SLUG).grid)

            def value(key: str) -> dict[str, Any]:
                told = [one for said in browser.said if said["type"] == "effects" for one in said["values"]]
                return next((one for one in reversed(told) if one["key"] == key), {})

            await listen(socket, browser, lambda: bool(value("green_area")), 25)
            hello = browser.last("hello")
            words = {one["key"]: one for one in hello["effects"]}
            assert words["green_area"]["name"]["de"]
            before = value("green_area")
            assert (before["difference"], before["state"]) == (0, "done")
            await socket.send(browser.edit((Box(0, 0, 2, 9, 9, 2), 3)))
            await listen(socket, browser, lambda: value("green_area")["difference"] == -100)
            assert browser.last("effects")["position"] == 1
            assert browser.last("effects")["cost"] >= 100_000
            slow = [key for key, one in words.items() if not one["cheap"]]
            assert slow
            await listen(socket, browser, lambda: all(value(key).get("state") == "done" for key in slow), 25)
            await socket.close()

        play(act)
    store.close()
