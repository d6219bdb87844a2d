"""Makes ready what costs seconds the first time (the network of ways, a chart's figures), once somebody has come.

A town that nobody visits stays small: nothing happens before the first page was asked for. Then a thread asks for the
pages that a reader may open next, as any visitor would, and only while nobody else waits for an answer.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections
from starlette.types import ASGIApp, Receive, Scope, Send

from stadtkern.data.guard.decide import PUBLIC, visible
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.data.registry.read import RegistryReader
from stadtkern.town.folder import TownFolder

log = logging.getLogger(__name__)
# So long nobody must have asked for a page before the next one is made ready, in seconds.
QUIET = 0.4
# A stop waits so long for the page at hand, in seconds; the longest takes less than one.
PATIENCE = 3.0
# So many datasets' pages are made ready.
MOST = 8
_LOWER = 10


class Warm:
    """Asks for pages beside the answers."""

    def __init__(
        self,
        pages: WSGIApplication,
        paths: Callable[[], Iterable[str]],
        host: str = "127.0.0.1",
        then: Callable[[Callable[[], bool]], object] | None = None,
    ) -> None:
        """Take what answers pages, which ones to ask for, the name by which the town may be asked, and what follows.

        What follows is told how to learn that it should stop.
        """
        self._pages, self._paths, self._host, self._then = pages, paths, host, then
        self._waiting = 0
        self._last = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="warm", daemon=True)

    def behind(self, app: ASGIApp) -> ASGIApp:
        """Give an application that answers as this one does, and begins to warm when it has answered the first page."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            self._waiting += 1
            try:
                await app(scope, receive, send)
            finally:
                self._waiting -= 1
                self._last = time.monotonic()
                self._begin()

        return answer

    def stop(self) -> None:
        """Ask for nothing more, and wait a moment for the page at hand."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def _begin(self) -> None:
        if self._thread.ident is None and not self._over.is_set():
            self._thread.start()

    def _work(self) -> None:
        with contextlib.suppress(OSError):
            # Readers come first: on Linux a thread has a priority of its own.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWER)
        try:
            for path in self._paths():
                if not self._quiet():
                    return
                _ask(self._pages, path, self._host)
            if self._then is not None and self._quiet():
                self._then(self._over.is_set)
        except Exception:
            # What was not made ready is made when it is asked for.
            log.exception("pages could not be made ready")
        finally:
            connections.close_all()

    def _quiet(self) -> bool:
        """Wait until nobody waits; tells whether there is still something to do."""
        while self._waiting or time.monotonic() - self._last < QUIET:
            if self._over.wait(QUIET / 4):
                return False
        return not self._over.is_set()


def own_host() -> str:
    """Give a name by which the town lets itself be asked."""
    named = [one.removeprefix(".") for one in settings.ALLOWED_HOSTS if one != "*"]
    return named[0] if named else "localhost"


def first_pages(town: TownFolder) -> list[str]:
    """Give the pages that readers open first in a town, from what anyone may see."""
    return paths_of(visible(PUBLIC, RegistryReader(town.registry).datasets()))


def paths_of(datasets: Iterable[DatasetFacts]) -> list[str]:
    """Give the pages that readers open first where these datasets are."""
    listed = sorted(datasets, key=lambda one: one.modified, reverse=True)
    # A series' page reckons the most.
    listed.sort(key=lambda one: not any(part.shape == "series" for part in one.collections))
    boxes = [part.bbox for one in listed for part in one.collections if part.bbox is not None]
    paths = ["/", "/datasets/", "/mobility/"]
    if boxes:
        # The middle of what lies in most places: the ways around it are looked at, whoever asks later starts elsewhere.
        west, south, east, north = sorted(boxes)[len(boxes) // 2]
        paths.append(f"/place/?at={(south + north) / 2:.5f},{(west + east) / 2:.5f}")
    return [*paths, "/numbers/", "/map/", *(f"/datasets/{one.slug}/" for one in listed[:MOST])]


def _ask(pages: WSGIApplication, path: str, host: str) -> None:
    """Ask for one page as a visitor does who has never been here."""
    place, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": place,
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(),
    }
    setup_testing_defaults(environ)
    answer = pages(environ, lambda *_: lambda _: None)
    try:
        for _ in answer:
            pass
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
