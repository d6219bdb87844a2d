"""An OSM object's tags, read as numbers, yes or no, and words; what cannot be read is kept for the report."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NUMBER = re.compile(r"^\s*(-?\d+(?:[.,]\d+)?)\s*([a-zA-Z'\"]*)\s*$")
_METRES = {"": 1.0, "m": 1.0, "cm": 0.01, "km": 1000.0, "ft": 0.3048, "'": 0.3048}
_SPEEDS = {"": 1.0, "kmh": 1.0, "km/h": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
_SPEED = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*([a-z/]*)\s*$")
_NO_SPEED = ("none", "signals", "variable", "walk")
_YES = frozenset(("yes", "true", "1"))
_NO = frozenset(("no", "false", "0"))


class Tags:
    """The tags of one object. ``unread`` gathers (column, value) of what was there but could not be read."""

    __slots__ = ("_tags", "unread")

    def __init__(self, tags: Mapping[str, str]) -> None:
        self._tags = tags
        self.unread: list[tuple[str, str]] = []

    def __contains__(self, key: str) -> bool:
        return key in self._tags

    def text(self, *keys: str) -> str | None:
        """Give the first of ``keys`` that has a value."""
        for key in keys:
            if value := self._tags.get(key):
                return value
        return None

    def get(self, key: str) -> str:
        """Give a tag's value, "" where there is none."""
        return self._tags.get(key, "")

    def number(self, key: str, column: str | None = None) -> float | None:
        """Read a plain number such as building:levels."""
        return self._measure(key, column or key, {"": 1.0})

    def metres(self, key: str, column: str | None = None) -> float | None:
        """Read a length in metres; the wiki's other units (ft, cm, km) are converted."""
        return self._measure(key, column or key, _METRES)

    def integer(self, key: str, column: str | None = None) -> int | None:
        """Read a whole number such as lanes or capacity."""
        number = self._measure(key, column or key, {"": 1.0})
        if number is None:
            return None
        if number != int(number):
            self.unread.append((column or key, self._tags[key]))
            return None
        return int(number)

    def speed(self, key: str) -> int | None:
        """Read a speed in km/h. Zones (DE:urban) and words such as "none" have no number and are left empty."""
        value = self._tags.get(key)
        if not value or value in _NO_SPEED or ":" in value:
            return None
        match = _SPEED.match(value)
        factor = _SPEEDS.get(match[2]) if match else None
        if match is None or factor is None:
            self.unread.append((key, value))
            return None
        return round(float(match[1].replace(",", ".")) * factor)

    def flag(self, key: str) -> bool | None:
        """Read yes or no; any other value counts as yes (bridge=viaduct, tunnel=culvert)."""
        value = self._tags.get(key)
        return None if not value else value not in _NO

    def is_yes(self, key: str) -> bool:
        """Say whether a tag stands for a plain yes."""
        return self._tags.get(key, "") in _YES

    def _measure(self, key: str, column: str, units: Mapping[str, float]) -> float | None:
        value = self._tags.get(key)
        if not value:
            return None
        match = _NUMBER.match(value)
        factor = units.get(match[2].lower()) if match else None
        if match is None or factor is None:
            self.unread.append((column, value))
            return None
        return round(float(match[1].replace(",", ".")) * factor, 3)
