"""Tiles that were made lately, and samples of large collections, kept in memory within limits."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Shelf(Generic[Value]):
    """Keeps what was used last, up to a weight. Making one thing twice at a time is avoided; others do not wait for it."""

    def __init__(self, limit: int, weigh: Callable[[Value], int]) -> None:
        """Take the limit and how a thing is weighed, in the same unit."""
        self._limit = limit
        self._weigh = weigh
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._weight = 0
        self._lock = Lock()
        self._making: dict[Hashable, Lock] = {}

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Give what is kept under ``key``, or make it."""
        if (found := self._look(key)) is not None:
            return found
        with self._lock:
            making = self._making.setdefault(key, Lock())
        with making:
            try:
                if (found := self._look(key)) is not None:
                    return found
                value = make()
                self._keep(key, value)
                return value
            finally:
                with self._lock:
                    self._making.pop(key, None)

    def _look(self, key: Hashable) -> Value | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        return None

    def _keep(self, key: Hashable, value: Value) -> None:
        with self._lock:
            if (old := self._kept.pop(key, None)) is not None:
                self._weight -= self._weigh(old)
            self._kept[key] = value
            self._weight += self._weigh(value)
            while self._weight > self._limit and len(self._kept) > 1:
                _key, dropped = self._kept.popitem(last=False)
                self._weight -= self._weigh(dropped)
