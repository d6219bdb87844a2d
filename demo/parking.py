"""The town's parking guidance: a small address that answers with the free places of the last day, as JSON."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from demo import curves
from demo.measured import PARKING_EVERY, parking_text

KEPT = timedelta(hours=24)


def parking_now(seed: int, now: datetime) -> str:
    """Give the answer at a time: every five minutes of the last 24 hours."""
    first = curves.midnight((now - KEPT).astimezone(curves.ZONE).date())
    return parking_text(seed, [one for one in curves.steps(first, now, PARKING_EVERY) if one > now - KEPT])


def parking_server(seed: int, port: int) -> ThreadingHTTPServer:
    """Make the server on this machine's own address. Raises OSError when the port is taken."""

    class Answer(BaseHTTPRequestHandler):
        """Answers /parken.json, and says when nothing has changed."""

        def do_GET(self) -> None:
            """Answer."""
            if self.path != "/parken.json":
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            body = parking_now(seed, datetime.now(UTC)).encode()
            mark = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            same = self.headers.get("If-None-Match") == mark
            self.send_response(HTTPStatus.NOT_MODIFIED if same else HTTPStatus.OK)
            self.send_header("ETag", mark)
            if not same:
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not same:
                self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    return ThreadingHTTPServer(("127.0.0.1", port), Answer)
