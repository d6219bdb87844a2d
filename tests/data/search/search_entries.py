"""Entries as a small town has them, for tests of the index."""

from __future__ import annotations

from stadtkern.data.search.entry import Entry, Group
from stadtkern.town.text import Text


def dataset(number: int, de: str, en: str = "", text: str = "", keys: str = "", more: str = "") -> Entry:
    """Make a dataset's entry."""
    return Entry(Group.DATA, "dataset", Text(de, en or de), Text(text, text), keys=keys, more=more, dataset=number)


def place(kind: str, title: str, lon: float = 13.9, lat: float = 52.0, weight: float = 1.0, dataset: int = 1) -> Entry:
    """Make a place's entry."""
    return Entry(Group.PLACE, kind, Text(title, title), Text("", ""), dataset=dataset, lon=lon, lat=lat, weight=weight)
