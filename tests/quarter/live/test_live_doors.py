"""The small answers beside the sockets: palette, bases, snapshots, and who may have them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request

from live_browser import serving_live
from quarter_town import SLUG, small_store, some_entries
from stadtkern.data.guard.decide import PUBLIC, Viewer
from stadtkern.quarter.blocks import wire
from stadtkern.quarter.blocks.base import unpack
from stadtkern.quarter.blocks.edits import replay
from stadtkern.quarter.keep import Quarter, Store
from stadtkern.quarter.live import COOKIE


@dataclass
class Doors:
    """The doors, asked by somebody with a token, by staff, or by anybody."""

    store: Store
    quarter: Quarter
    client: httpx.Client

    def get(self, path: str, token: str = "", *, staff: bool = False) -> httpx.Response:
        headers = {"cookie": f"{COOKIE}={token}"} if token else {}
        return self.client.get(path, headers=headers | ({"authorization": "staff"} if staff else {}))


def viewer(request: Request) -> Viewer:
    return Viewer(1, "A", is_staff=True, may_write=True) if request.headers.get("authorization") == "staff" else PUBLIC


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    store, quarter = small_store(tmp_path)
    with serving_live(store, viewer=viewer) as serves, httpx.Client(trust_env=False) as client:
        client.base_url = f"http://127.0.0.1:{serves.port}"  # type: ignore[assignment]
        yield Doors(store, quarter, client)
    store.close()


def test_the_palette_is_for_everyone(doors: Doors) -> None:
    """As the file has it."""
    answer = doors.client.get("/live/palette.json")
    assert answer.status_code == 200
    assert {one["key"] for one in json.loads(answer.content)["blocks"]} >= {"air", "street", "lawn"}


def test_a_base_may_be_kept_for_good_and_an_unpublished_one_is_for_those_who_build(doors: Doors) -> None:
    """For anybody else it does not exist; nor does a file of another name."""
    path = f"/live/quarters/{SLUG}/base-{doors.quarter.base}.skq"
    answer = doors.client.get(path)
    assert "immutable" in answer.headers["cache-control"]
    assert "public" in answer.headers["cache-control"]
    assert unpack(answer.content).grid.same_as(doors.store.base(SLUG).grid)
    for wrong in (f"/live/quarters/{SLUG}/base-000000000000.skq", "/live/quarters/nobody/base-1.skq",
                  f"/live/quarters/{SLUG}/base-..%2F..%2Fx.skq", f"/live/quarters/..%2F{SLUG}/base-{doors.quarter.base}.skq"):  # fmt: skip
        assert doors.client.get(wrong).status_code == 404
    doors.store.save_quarter(SLUG, published=False)
    _, token = doors.store.open_room(doors.quarter.id, title="A")
    assert doors.client.get(path).status_code == 404
    assert doors.get(path, "wrong").status_code == 404
    for answer in (doors.get(path, token), doors.get(path, staff=True)):
        assert answer.status_code == 200
        assert "private" in answer.headers["cache-control"]


def test_a_design_is_seen_by_its_room_and_staff_and_when_shown_by_all_as_it_was_sent_in(doors: Doors) -> None:
    """What is built after it was sent in stays in the room."""
    store = doors.store
    room, token = store.open_room(doors.quarter.id, title="A")
    variant = store.variants_of_room(room.id)[0].id
    _, stranger = store.open_room(doors.quarter.id, title="B")
    store.append(variant, some_entries(6)).result()
    sent = store.send_in(variant, name="X", position=4)
    base, log = store.base(SLUG).grid, store.log(variant)
    path = f"/live/variants/{variant}/snapshot"

    def seen(query: str = "", token: str = "", *, staff: bool = False) -> int | None:
        answer = doors.get(path + query, token, staff=staff)
        if answer.status_code != 200:
            return None
        position, grid = wire.read_snapshot(answer.content, base)
        assert grid.same_as(replay(base, log[:position]))
        return position

    assert (seen(), seen("?at=4"), seen(token=stranger)) == (None, None, None)
    assert (seen(token=token), seen("?at=2", token=token), seen(staff=True)) == (6, 2, 6)
    assert (seen("?at=7", token=token), seen("?at=x", token=token), seen("?at=-1", token=token)) == (None, None, None)
    store.decide(sent.id, "shown")
    assert (seen(), seen("?at=4"), seen("?at=6"), seen("?at=2")) == (4, 4, None, None)
    assert (seen(token=token), seen(token=stranger)) == (6, 4)
    mark = doors.client.get(path).headers["etag"]
    assert doors.client.get(path, headers={"if-none-match": mark}).status_code == 304
    store.decide(sent.id, "declined", "Nein.")
    assert seen() is None
    assert doors.client.get("/live/variants/999/snapshot").status_code == 404
