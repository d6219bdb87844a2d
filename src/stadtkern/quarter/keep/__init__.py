"""The town's quarters on disk: bases, variants and their logs, rooms, participants, contributions. Knows no Django."""

from __future__ import annotations

from stadtkern.quarter.keep.build import build_quarter
from stadtkern.quarter.keep.facts import Contribution, Participant, Quarter, Room, Rules, State, Stop, Variant
from stadtkern.quarter.keep.store import Store, open_store

__all__ = [
    "Contribution",
    "Participant",
    "Quarter",
    "Room",
    "Rules",
    "State",
    "Stop",
    "Store",
    "Variant",
    "build_quarter",
    "open_store",
]
