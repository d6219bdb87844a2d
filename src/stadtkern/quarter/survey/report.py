"""What a survey tells of itself: per source what was read, what became blocks, what was assumed, what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from stadtkern.town.text import Problem, Text


@dataclass(slots=True)
class Count:
    """How often something happened, and the sentence that says what."""

    text: Text
    number: int = 0

    def to_json(self) -> dict[str, Any]:
        """Give the shape that JSON answers carry."""
        return {"number": self.number, "text": self.text.to_json()}


Counts = dict[str, Count]


def count(counts: Counts, code: str, de: str, en: str, number: int = 1) -> None:
    """Add to a count; nothing is written down for nothing."""
    if number:
        counts.setdefault(code, Count(Text(de, en))).number += int(number)


@dataclass(slots=True)
class SourceReport:
    """What became of one file. ``refused`` is set when nothing of it was used."""

    name: str
    kind: str
    read: dict[str, int] = field(default_factory=dict)
    became: dict[str, int] = field(default_factory=dict)
    defaulted: Counts = field(default_factory=dict)
    left_out: Counts = field(default_factory=dict)
    crs: str = ""
    covers: tuple[float, float, float, float] | None = None
    refused: Problem | None = None

    def add_read(self, what: str, number: int = 1) -> None:
        """Count objects of the file."""
        if number:
            self.read[what] = self.read.get(what, 0) + int(number)

    def add_became(self, what: str, number: int = 1) -> None:
        """Count objects that stand in blocks now."""
        if number:
            self.became[what] = self.became.get(what, 0) + int(number)

    def default(self, code: str, de: str, en: str, number: int = 1) -> None:
        """Count what the file did not say and was assumed."""
        count(self.defaulted, code, de, en, number)

    def leave(self, code: str, de: str, en: str, number: int = 1) -> None:
        """Count what was not taken, and why."""
        count(self.left_out, code, de, en, number)

    def to_json(self) -> dict[str, Any]:
        """Give the shape that JSON answers carry."""
        return {
            "name": self.name,
            "kind": self.kind,
            "crs": self.crs,
            "covers": list(self.covers) if self.covers else None,
            "read": self.read,
            "became": self.became,
            "defaulted": {code: one.to_json() for code, one in self.defaulted.items()},
            "left_out": {code: one.to_json() for code, one in self.left_out.items()},
            "refused": self.refused.to_json() if self.refused else None,
        }


@dataclass(slots=True)
class Report:
    """What a survey tells: its box in degrees, its size, its sources, and what concerns the quarter as a whole."""

    box: tuple[float, float, float, float]
    size: tuple[int, int, int]
    epsg: int
    sources: list[SourceReport] = field(default_factory=list)
    notes: Counts = field(default_factory=dict)
    # Square metres whose surface no file tells, by block.
    defaulted: Counts = field(default_factory=dict)
    seconds: float = 0.0

    def note(self, code: str, de: str, en: str, number: int = 1) -> None:
        """Write down a sentence about the quarter as a whole."""
        count(self.notes, code, de, en, number)

    def to_json(self) -> dict[str, Any]:
        """Give the shape that JSON answers carry."""
        return {
            "box": list(self.box),
            "size": list(self.size),
            "epsg": self.epsg,
            "sources": [source.to_json() for source in self.sources],
            "notes": {code: one.to_json() for code, one in self.notes.items()},
            "defaulted": {code: one.to_json() for code, one in self.defaulted.items()},
            "seconds": round(self.seconds, 3),
        }
