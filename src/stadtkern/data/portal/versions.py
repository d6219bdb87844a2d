"""The versions of a dataset for readers: what each import brought, and what may be shown when two are compared.

A version that was never public stays closed: its rows may hold what the office took out before publishing. So the rows of
a comparison are shown from those sides only that were public at some moment. How many rows came, went and changed is told
for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from stadtkern.data.lake import Difference
from stadtkern.data.portal.history import KINDS
from stadtkern.data.registry.facts import ColumnFacts
from stadtkern.data.registry.public import ImportFacts
from stadtkern.town.text import Text

SAMPLES = 20


@dataclass(frozen=True, slots=True)
class Version:
    """The state after one import. ``shown``: it was public at some moment, or the reader is staff."""

    facts: ImportFacts
    number: int
    when: datetime
    kind: Text
    place: str
    shown: bool
    newest: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """One row that differs, field by field: name, before, after. ``name`` is what tells the row from others."""

    kind: str
    name: str
    fields: tuple[tuple[str, object, object], ...]


def versions(
    imports: Sequence[ImportFacts], sources: Mapping[int, str], *, since: datetime | None, staff: bool
) -> list[Version]:
    """Give the versions, the newest first. ``imports`` come newest first; ``sources`` are addresses by import id.

    A version was public when the dataset was so before the next import replaced it.
    """
    done = [one for one in imports if one.state == "done" and one.snapshot_after is not None][::-1]
    found: list[Version] = []
    for place, one in enumerate(done):
        replaced = done[place + 1] if place + 1 < len(done) else None
        public = since is not None and (replaced is None or _at(replaced) > since)
        found.append(
            Version(
                one, place + 1, _at(one), KINDS.get(one.kind, Text(one.kind, one.kind)), host_of(sources.get(one.id, "")),
                shown=staff or public, newest=replaced is None,
            )
        )  # fmt: skip
    return found[::-1]


def _at(one: ImportFacts) -> datetime:
    return one.finished or one.started


def host_of(address: str) -> str:
    """Give the public part of a source's address: its host. Paths and words in it may hold keys."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.hostname or "" if parts.scheme in ("http", "https") else ""


def samples(
    found: Difference, columns: Sequence[ColumnFacts], *, before: bool, after: bool, names: Mapping[str, str]
) -> list[Sample]:
    """Lay the rows that differ side by side. ``before`` and ``after`` say which side's values may be shown.

    ``columns`` are those that readers see; ``names`` gives a series' streams by their id as text.
    """
    titles = {one.name: one.title for one in columns} | (_SERIES if names else {"geom": "Ort"})
    answer: list[Sample] = []
    for change in found.samples:
        old, new = change.before if before else None, change.after if after else None
        if (old or new) is None:
            continue
        kept = [name for name in dict.fromkeys([*(old or {}), *(new or {})]) if name in titles]
        told = names.get(str((old or new or {}).get("stream", "")), "")
        rows = [(titles[name], (old or {}).get(name), (new or {}).get(name)) for name in kept if name != "stream"]
        if change.kind == "changed" and old is not None and new is not None:
            rows = [row for row in rows if row[1] != row[2] or row[0] == _SERIES["time"]]
        rows = [row for row in rows if row[1] is not None or row[2] is not None]
        answer.append(Sample(change.kind, told or _name(old or new or {}, columns), tuple(rows[:12])))
    return answer[:SAMPLES]


_SERIES = {
    "stream": "Messreihe",
    "time": "Zeit",
    "number": "Wert",
    "value": "Text",
    "status": "Status",
    "flag": "Hinweis",
}


def _name(row: Mapping[str, Any], columns: Sequence[ColumnFacts]) -> str:
    named = [one.name for one in columns if one.role == "name"] + [one.name for one in columns if one.type == "text"]
    return next((str(row[name]) for name in named if row.get(name) not in (None, "")), "")


def translated(found: Sequence[Sample], language: str) -> list[Sample]:
    """Name a series' own fields in the reader's language; columns keep the names they have."""
    if language != "en":
        return list(found)
    english = {"Zeit": "Time", "Wert": "Value", "Text": "Text", "Status": "Status", "Hinweis": "Note", "Ort": "Place"}
    return [replace(one, fields=tuple((english.get(name, name), a, b) for name, a, b in one.fields)) for one in found]
