"""Fetching by address: only what changed, only up to the limit, a reason for every failure."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stadtkern.data.gather.fetch import fetch
from stadtkern.data.gather.model import Limits
from stadtkern.town.text import ProblemError


class Answers(BaseHTTPRequestHandler):
    """A small server with an ETag, a large file, and a broken address."""

    def do_GET(self) -> None:
        if self.path == "/kaputt":
            self.send_error(500)
            return
        if self.headers.get("If-None-Match") == '"eins"':
            self.send_response(304)
            self.end_headers()
            return
        body = b"x" * (3_000_000 if self.path == "/gross.csv" else 20)
        self.send_response(200)
        self.send_header("Content-Type", "text/csv; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"eins"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Stay silent."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_file_is_fetched_with_a_name_that_fits_its_content(address: str, tmp_path: Path) -> None:
    fetched = fetch(f"{address}/pegel", tmp_path, Limits())
    assert fetched.path is not None
    assert fetched.path.stat().st_size == 20
    assert (fetched.name, fetched.etag) == ("pegel.csv", '"eins"')


def test_what_has_not_changed_is_not_fetched_again(address: str, tmp_path: Path) -> None:
    assert fetch(f"{address}/pegel.csv", tmp_path, Limits(), etag='"eins"').path is None


def test_a_file_over_the_limit_leaves_nothing_behind(address: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as refused:
        fetch(f"{address}/gross.csv", tmp_path, Limits(file_bytes=1_000_000))
    assert refused.value.problem.code == "fetch.too-large"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "code"),
    [("/kaputt", "fetch.status"), ("nowhere", "fetch.unreachable"), ("file:///etc/passwd", "fetch.scheme")],
)
def test_every_failure_has_its_reason(address: str, tmp_path: Path, path: str, code: str) -> None:
    target = {"nowhere": "http://127.0.0.1:1/"}.get(path, path if "://" in path else address + path)
    with pytest.raises(ProblemError) as refused:
        fetch(target, tmp_path, Limits())
    assert refused.value.problem.code == code
    assert "alten Daten bleiben" in refused.value.problem.text.de or code == "fetch.scheme"
