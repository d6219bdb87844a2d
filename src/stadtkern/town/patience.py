"""Slows down those who guess passwords: after some wrong ones for a name or from an address, the next one must wait.

Kept in the memory of the process alone and under keys that nobody can read back: a restart locks nobody out, nothing
about a person reaches the disk, and what is not needed any more is forgotten. It counts names as they were typed,
whether an account of that name exists or not, so waiting tells nothing about who has one.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from threading import Lock

FREE = 5
WINDOW = 15 * 60.0
FIRST_WAIT = 30.0
LONGEST_WAIT = 15 * 60.0
MOST_KEPT = 20_000


@dataclass(slots=True)
class _Tries:
    """The last tries for one key. ``level`` counts those that had to be followed by a wait; ``until`` is its end."""

    times: list[float] = field(default_factory=list)
    level: int = 0
    until: float = 0.0

    @property
    def forgotten(self) -> float:
        """When this is of no use any more."""
        return max(self.until, self.times[-1] if self.times else 0.0) + WINDOW


class Patience:
    """Counts tries by name and by address. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, free: int = FREE) -> None:
        """Take the clock, in seconds (tests bring their own), and how many tries within the window are free."""
        self._clock = clock
        self._free = free
        self._salt = secrets.token_bytes(32)
        self._lock = Lock()
        self._kept: dict[bytes, _Tries] = {}

    def begin(self, name: str, address: str) -> float:
        """Begin a try: give 0 when it may go on, else the seconds that it has to wait and change nothing.

        It counts as a wrong one from here on, until ``succeeded`` says otherwise: so many at once are not free either.
        """
        with self._lock:
            now = self._clock()
            keys = self._keys(name, address)
            wait = max((one.until - now for key in keys if (one := self._kept.get(key)) is not None), default=0.0)
            if wait > 0:
                return wait
            self._tidy(now)
            for key in keys:
                self._count(key, now)
            return 0.0

    def succeeded(self, name: str, address: str) -> None:
        """End a try well: the name is free again, and the address loses this one try, not the others."""
        with self._lock:
            by_name, by_address = self._keys(name, address)
            self._kept.pop(by_name, None)
            one = self._kept.get(by_address)
            if one is None:
                return
            one.times = one.times[:-1]
            one.level = max(0, one.level - 1)
            one.until = 0.0
            if not one.times:
                del self._kept[by_address]

    def __len__(self) -> int:
        """How many names and addresses are remembered."""
        return len(self._kept)

    def _count(self, key: bytes, now: float) -> None:
        one = self._kept.setdefault(key, _Tries())
        if one.times and now >= one.forgotten:
            one.times, one.level, one.until = [], 0, 0.0
        one.times = [*(then for then in one.times if now - then < WINDOW), now][-self._free :]
        if one.level or len(one.times) >= self._free:
            one.level += 1
            one.until = now + min(FIRST_WAIT * 2 ** (one.level - 1), LONGEST_WAIT)

    def _tidy(self, now: float) -> None:
        """Forget what has ended; of too many, those that end first."""
        if len(self._kept) % 64 == 0 or len(self._kept) >= MOST_KEPT:
            self._kept = {key: one for key, one in self._kept.items() if one.forgotten > now}
        if len(self._kept) >= MOST_KEPT:
            by_end = sorted(self._kept, key=lambda key: self._kept[key].forgotten)
            for key in by_end[: MOST_KEPT // 10]:
                del self._kept[key]

    def _keys(self, name: str, address: str) -> tuple[bytes, bytes]:
        plain = unicodedata.normalize("NFKC", name).strip().casefold()
        return self._key(f"name {plain}"), self._key(f"address {_network(address)}")

    def _key(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8", "replace"), key=self._salt, digest_size=16).digest()


def _network(address: str) -> str:
    """Give an IPv4 address as it is and of an IPv6 address the /64 that one household has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(int(found) >> 64) if isinstance(found, IPv6Address) and found.ipv4_mapped is None else str(found)
