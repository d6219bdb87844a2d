"""Remembers what is costly to reckon: until the collection changes, and never longer than some seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from stadtkern.data.portal.access import town
from stadtkern.data.registry.facts import CollectionFacts

Kept = TypeVar("Kept")
_MOST = 512
_kept: dict[tuple[object, ...], tuple[float, object]] = {}
_lock = threading.Lock()


def remembered(
    what: str, collection: CollectionFacts, make: Callable[[], Kept], *extra: object, seconds: float = 60.0
) -> Kept:
    """Give what ``make`` gave for this collection before, if it still holds; else make it.

    Live values reach the lake without a note in the registry, hence the seconds.
    """
    key = (str(town().path), what, collection.id, collection.modified, collection.rows, *extra)
    now = time.monotonic()
    found = _kept.get(key)
    if found is not None and found[0] > now:
        return found[1]  # type: ignore[return-value]
    made = make()
    with _lock:
        if len(_kept) >= _MOST:
            for old in sorted(_kept, key=lambda one: _kept[one][0])[: _MOST // 2]:
                del _kept[old]
        _kept[key] = (now + seconds, made)
    return made
