"""What the store gives out: frozen values, never rows. Times are milliseconds since 1970."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from stadtkern.quarter.blocks.grid import Box
from stadtkern.town.text import Text

State = Literal["sent", "shown", "declined"]
STATES: tuple[State, ...] = ("sent", "shown", "declined")


@dataclass(frozen=True, slots=True)
class Quarter:
    """A part of the town that people rebuild. ``base`` is the first half of its base file's SHA-256 name."""

    id: int
    slug: str
    title: Text
    text: Text
    published: bool
    base: str
    nx: int
    ny: int
    nz: int
    # West, south, east, north in degrees.
    bbox: tuple[float, float, float, float]
    report: dict[str, Any]
    settings: dict[str, Any]
    created: int


@dataclass(frozen=True, slots=True)
class Variant:
    """A base and a log. A fork has the first ``parent_position`` entries of its parent as its own first ones."""

    id: int
    quarter: int
    name: str
    parent: int | None
    parent_position: int
    room: int | None
    group: int | None
    created: int
    closed: int | None


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may build where in a room; empty means no limit of that kind."""

    area: tuple[Box, ...] = ()
    locks: tuple[Box, ...] = ()
    # Metres above the ground of the base.
    most_high: int | None = None
    # Euros for each variant of the room.
    budget: float | None = None
    # Ids of the blocks that belong to the task.
    blocks: frozenset[int] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """Give the rules as JSON has them: boxes as lists of six numbers."""
        return {
            "area": boxes_to_json(self.area),
            "locks": boxes_to_json(self.locks),
            "most_high": self.most_high,
            "budget": self.budget,
            "blocks": sorted(self.blocks),
        }

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Rules:
        """Read rules back. What is missing is no limit."""
        return cls(
            area=boxes_from_json(given.get("area") or ()),
            locks=boxes_from_json(given.get("locks") or ()),
            most_high=given.get("most_high"),
            budget=given.get("budget"),
            blocks=frozenset(given.get("blocks") or ()),
        )


@dataclass(frozen=True, slots=True)
class Room:
    """A place where a group builds together, with a leader, for a time."""

    id: int
    quarter: int
    code: str
    title: str
    task: str
    opens: int | None
    ends: int | None
    rules: Rules
    frozen: bool
    created: int
    closed: int | None


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in a room: a made-up name and a colour, nothing else is known of them."""

    id: int
    room: int
    name: Text
    colour: str
    leader: bool
    muted: bool
    group: int | None
    created: int

    def may_build(self, variant: Variant) -> bool:
        """Say whether a variant is theirs: of their room, and of their group unless they lead."""
        if variant.room != self.room:
            return False
        return self.leader or variant.group is None or self.group in {None, variant.group}


@dataclass(frozen=True, slots=True)
class Stop:
    """A place of the camera in a presentation, with a sentence: what is looked at, from where, in metres."""

    text: str
    at: tuple[float, float, float]
    eye: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Contribution:
    """A variant as it was at a position, sent in with a name and a text."""

    id: int
    variant: int
    position: int
    name: str
    text: str
    by: int | None
    stops: tuple[Stop, ...]
    state: State
    reason: str
    sent: int
    decided: int | None
    effects: dict[str, Any] = field(default_factory=dict)


def boxes_to_json(boxes: Iterable[Box]) -> list[list[int]]:
    """Give boxes as lists of six numbers: x0, y0, z0, x1, y1, z1."""
    return [[one.x0, one.y0, one.z0, one.x1, one.y1, one.z1] for one in boxes]


def boxes_from_json(given: Iterable[Iterable[int]]) -> tuple[Box, ...]:
    """Read boxes back. Raises TypeError when one has not six numbers."""
    return tuple(Box(*map(int, one)) for one in given)
