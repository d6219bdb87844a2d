"""Remembers what is costly to reckon: until the collection changes, and never longer than some seconds.

Whoever asks a little late gets what was reckoned last, and it is reckoned anew behind their back: only the first reader
after a quiet time waits.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections
from django.utils import translation

from stadtkern.data.portal.access import town
from stadtkern.data.registry.facts import CollectionFacts

Kept = TypeVar("Kept")
Key = tuple[object, ...]
log = logging.getLogger(__name__)
_MOST = 512
_kept: dict[Key, tuple[float, object]] = {}
_renewing: set[Key] = set()
_lock = threading.Lock()
_FEW = 12
_drawn: OrderedDict[tuple[str, str], str] = OrderedDict()
_behind = ThreadPoolExecutor(1, thread_name_prefix="portal-memory")


def remembered(
    what: str, collection: CollectionFacts, make: Callable[[], Kept], *extra: object, seconds: float = 60.0
) -> Kept:
    """Give what ``make`` gave for this collection before, if it still holds; else make it.

    Live values reach the lake without a note in the registry, hence the seconds; a value up to twice as old is given
    once more while it is renewed. ``make`` may then run in another thread, in the reader's language.
    """
    key = (str(town().path), what, collection.id, collection.modified, collection.rows, *extra)
    now = time.monotonic()
    found = _kept.get(key)
    if found is not None and found[0] > now:
        return found[1]  # type: ignore[return-value]
    if found is not None and found[0] + seconds > now:
        _renew(key, make, seconds)
        return found[1]  # type: ignore[return-value]
    made = make()
    _keep(key, made, seconds)
    return made


def drawn(mark: str, draw: Callable[[], str]) -> str:
    """Give a large drawing by the mark that names its content exactly; only the few that were asked for last are kept."""
    key = (str(town().path), mark)
    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    made = draw()
    with _lock:
        _drawn[key] = made
        while len(_drawn) > _FEW:
            _drawn.popitem(last=False)
    return made


def _renew(key: Key, make: Callable[[], object], seconds: float) -> None:
    with _lock:
        if key in _renewing:
            return
        _renewing.add(key)
    language = translation.get_language()

    def work() -> None:
        try:
            with translation.override(language):
                _keep(key, make(), seconds)
        except Exception:
            log.exception("%s could not be reckoned anew", key[1])
        finally:
            with _lock:
                _renewing.discard(key)
            connections.close_all()

    _behind.submit(work)


def _keep(key: Key, made: object, seconds: float) -> None:
    with _lock:
        if len(_kept) >= _MOST:
            for old in sorted(_kept, key=lambda one: _kept[one][0])[: _MOST // 2]:
                del _kept[old]
        _kept[key] = (time.monotonic() + seconds, made)
