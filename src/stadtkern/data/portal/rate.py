"""Keeps one sender from flooding a form: so many in a stretch of time, remembered in this process alone."""

from __future__ import annotations

import threading
import time
from collections import deque


class Rate:
    """Lets ``most`` through in ``seconds`` for each key, and ``most_of_all`` altogether. Nothing is written anywhere."""

    def __init__(self, most: int, most_of_all: int, seconds: float) -> None:
        """Take the limits."""
        self._most, self._most_of_all, self._seconds = most, most_of_all, seconds
        self._seen: deque[tuple[float, str]] = deque()
        self._lock = threading.Lock()

    def allows(self, key: str, now: float | None = None) -> bool:
        """Tell whether one more may pass, and count it if so. ``now`` is a moment in seconds, for tests."""
        at = time.monotonic() if now is None else now
        with self._lock:
            while self._seen and self._seen[0][0] <= at - self._seconds:
                self._seen.popleft()
            if len(self._seen) >= self._most_of_all or sum(one == key for _, one in self._seen) >= self._most:
                return False
            self._seen.append((at, key))
            return True

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._seen.clear()
