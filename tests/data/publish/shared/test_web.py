"""Small helps of the doors: wishes, marks, file names."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from stadtkern.data.publish.shared.web import attachment, fresh, wanted
from stadtkern.data.publish.tiles.shelf import Shelf


def request(query: str = "", **headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": pairs})


OFFERS = {"json": "application/json", "html": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("query", "accept", "format_"),
    [
        ("", "", "json"),
        ("", "*/*", "json"),
        ("", "text/html", "html"),
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", "html"),
        ("", "application/json, text/html;q=0.9", "json"),
        ("", "text/html;q=nonsense", "json"),
        ("f=json", "text/html", "json"),
        ("f=xml", "", None),
    ],
)
def test_the_format_is_what_is_asked_for(query: str, accept: str, format_: str | None) -> None:
    assert wanted(request(query, accept=accept), OFFERS, "json") == format_


def test_a_known_mark_is_fresh() -> None:
    assert fresh(request(), 'W/"a"', {}) is None
    for known in ('W/"a"', '"a"', '"b", W/"a"', "*"):
        answer = fresh(request(if_none_match=known), 'W/"a"', {"Vary": "x"})
        assert answer is not None
        assert (answer.status_code, answer.headers["vary"]) == (304, "x")
    assert fresh(request(if_none_match='"b"'), 'W/"a"', {}) is None


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("bäume-2024.csv", "b-ume-2024.csv"),
        ('a"b\r\nX: y.csv', "a-b-X-y.csv"),
        ("…", "daten"),
        ("../../x.csv", "x.csv"),
    ],
)
def test_a_file_name_cannot_leave_its_header(name: str, plain: str) -> None:
    header = attachment(name)
    assert f'filename="{plain}"' in header
    assert "\r" not in header
    assert "\n" not in header


def test_a_shelf_keeps_what_was_used_last_within_its_limit() -> None:
    made: list[str] = []

    def make(key: str) -> bytes:
        made.append(key)
        return b"x" * 4

    shelf: Shelf[bytes] = Shelf(10, len)
    for key in ("a", "b", "a", "c", "a", "b"):
        shelf.get(key, lambda key=key: make(key))  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]


def test_a_shelf_forgets_what_could_not_be_made() -> None:
    shelf: Shelf[bytes] = Shelf(10, len)
    with pytest.raises(ZeroDivisionError):
        shelf.get("a", lambda: bytes(1 // 0))
    assert shelf.get("a", lambda: b"now") == b"now"
