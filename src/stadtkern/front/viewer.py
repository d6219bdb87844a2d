"""Tells the machine doors who asks: a signed-in person's session, a key as bearer or basic, or the public."""

from __future__ import annotations

import asyncio
import base64
import binascii
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from starlette.requests import Request

from stadtkern.data.guard.decide import PUBLIC, Viewer
from stadtkern.town import people

# Long enough that a sensor's thousand requests ask the registry once, short enough that a revoked key ends soon.
REMEMBER_SECONDS = 5.0
_MOST = 4096


class Viewers:
    """Recognises who asks, and remembers it for a few seconds."""

    def __init__(self) -> None:
        """Start knowing nobody."""
        self._known: dict[str, tuple[float, Viewer]] = {}
        self._lock = threading.Lock()
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="viewers")

    def __call__(self, request: Request) -> Viewer:
        """Give the viewer of this request."""
        if key := _key(request.headers.get("authorization", "")):
            return self._remember("k" + key, lambda: _viewer(people.by_key(key)))
        if session := request.cookies.get(settings.SESSION_COOKIE_NAME):
            viewer = self._remember("s" + session, lambda: _of_session(session))
            return viewer if _safe(request) else _reading(viewer)
        return PUBLIC

    def _remember(self, who: str, ask: Callable[[], Viewer]) -> Viewer:
        now = time.monotonic()
        found = self._known.get(who)
        if found is not None and found[0] > now:
            return found[1]
        viewer = self._asked(ask)
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[who] = (now + REMEMBER_SECONDS, viewer)
        return viewer

    def _asked(self, ask: Callable[[], Viewer]) -> Viewer:
        """Ask the registry; from the event loop in a thread beside it, as Django wants. It is a read of a millisecond."""

        def asked() -> Viewer:
            close_old_connections()
            return ask()

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asked()
        return self._beside.submit(asked).result()


def _safe(request: Request) -> bool:
    """Whether a session may be used to change things: only from the town's own pages (Sec-Fetch-Site, else Origin).

    The machine doors have no forms and so no CSRF token; a browser always tells where a request comes from.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return True
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and origin.split("://", 1)[-1] == request.headers.get("host")


def _reading(viewer: Viewer) -> Viewer:
    return Viewer(viewer.person_id, viewer.name, viewer.is_staff, may_write=False)


def _key(header: str) -> str:
    kind, _, rest = header.partition(" ")
    if kind.lower() == "bearer":
        return rest.strip()
    if kind.lower() == "basic":
        try:
            name, _, word = base64.b64decode(rest, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return ""
        return next((one for one in (word, name) if one.startswith(people.KEY_PREFIX)), "")
    return ""


def _of_session(session: str) -> Viewer:
    person = SessionStore(session).get(SESSION_KEY)
    return _viewer(people.by_id(int(person))) if person else PUBLIC


def _viewer(known: people.Known | None) -> Viewer:
    return PUBLIC if known is None else Viewer(known.id, known.name, known.is_staff, known.may_write)
