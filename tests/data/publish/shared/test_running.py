"""Work for a reader stops when the reader leaves or when it takes too long; an error later on is never hidden."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import duckdb
import httpx
import pytest
from publish_town import Filled, serve
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from stadtkern.data.publish.doors import Doors
from stadtkern.data.publish.shared import running as running_module
from stadtkern.data.publish.shared.running import Flow, Running, endpoint
from stadtkern.town.text import problem

ENDLESS = "SELECT count(*) FROM range(100000000000) a(i) WHERE i % 7 = 3"


class Works:
    """Doors that take long, and what became of them."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.ended: list[str] = []

    def slow(self, _doors: Doors, _request: Request, running: Running) -> Response:
        with running.read() as cursor:
            self.began.set()
            try:
                cursor.execute(ENDLESS).fetchall()
            except duckdb.InterruptException:
                self.ended.append("interrupted")
                raise
        return PlainTextResponse("done")

    def flow(self, _doors: Doors, _request: Request, running: Running) -> Response:
        def pieces() -> Iterator[bytes]:
            try:
                yield b"head"
                yield b"first"
                self.began.set()
                with running.read() as cursor:
                    cursor.execute(ENDLESS).fetchall()
                yield b"never"
            finally:
                self.ended.append("closed")

        return Flow(pieces(), running, {}, "text/plain")

    def broken(self, _doors: Doors, _request: Request, running: Running) -> Response:
        def pieces() -> Iterator[bytes]:
            yield b"a"
            yield b"b"
            raise ValueError("in the middle")

        return Flow(pieces(), running, {}, "text/plain")

    def refused(self, _doors: Doors, _request: Request, _running: Running) -> Response:
        raise problem("test.no", "So nicht.", "Not so.")

    def failing(self, _doors: Doors, _request: Request, _running: Running) -> Response:
        raise LookupError("a mistake of ours")


@pytest.fixture
def works(filled: Filled) -> Iterator[tuple[Works, httpx.Client]]:
    """The slow doors on a real server."""
    made = Works()
    names = ("slow", "flow", "broken", "refused", "failing")
    app = Starlette(routes=[Route(f"/{name}", endpoint(filled.doors, getattr(made, name))) for name in names])
    server, thread, address = serve(app)
    with httpx.Client(base_url=address, timeout=30) as client:
        yield made, client
    server.should_exit = True
    thread.join(10)


def ends_within(made: Works, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not made.ended and time.monotonic() < until:
        time.sleep(0.02)
    return bool(made.ended)


def test_a_query_is_interrupted_when_its_reader_leaves(works: tuple[Works, httpx.Client]) -> None:
    made, client = works
    with pytest.raises(httpx.ReadTimeout):
        client.get("/slow", timeout=0.5)
    assert made.began.is_set()
    assert ends_within(made, 5)
    assert made.ended == ["interrupted"]


def test_a_query_that_takes_too_long_is_stopped_and_says_so(
    works: tuple[Works, httpx.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, client = works
    monkeypatch.setattr(running_module, "LONGEST", 0.3)
    answer = client.get("/slow")
    assert answer.status_code == 503
    assert answer.json()["code"] == "door.too-long"
    assert made.ended == ["interrupted"]


def test_a_download_is_closed_when_its_reader_leaves(works: tuple[Works, httpx.Client]) -> None:
    made, client = works
    with client.stream("GET", "/flow") as answer:
        assert next(answer.iter_raw()) == b"headfirst"
        assert made.began.wait(5)
    assert ends_within(made, 5)


def test_an_error_in_the_middle_breaks_the_connection_off(works: tuple[Works, httpx.Client], caplog: Any) -> None:
    _made, client = works
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/broken")
    assert "in the middle" in caplog.text
    assert "ExceptionGroup" not in caplog.text


def test_a_problem_is_answered_in_the_readers_language(works: tuple[Works, httpx.Client]) -> None:
    _made, client = works
    german = client.get("/refused", headers={"Accept-Language": "de"})
    english = client.get("/refused", headers={"Accept-Language": "en"})
    assert [german.status_code, english.status_code] == [400, 400]
    assert [german.json()["title"], english.json()["title"]] == ["So nicht.", "Not so."]


def test_a_mistake_of_ours_shows_no_trace(works: tuple[Works, httpx.Client]) -> None:
    _made, client = works
    answer = client.get("/failing")
    assert answer.status_code == 500
    assert "LookupError" not in answer.text
