"""The quality report of a collection: what is there, what is missing, what stands out, what was refused and guessed.

The report is plain JSON, kept in the registry and shown as it is. DuckDB does the counting; nothing here walks over rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import duckdb

from stadtkern.data.gather import quality_series, quality_table, quality_terrain
from stadtkern.data.gather.quality_words import count_words, nothing_yet, sentence
from stadtkern.data.registry.facts import CollectionFacts

VERSION = 1
_MOST_REFUSALS = 50
_MOST_GUESSES = 50


class ImportLike(Protocol):
    """What the report needs of an import: its numbers, and refusals, flags and guesses as JSON."""

    @property
    def read(self) -> int:
        """Rows read."""

    @property
    def written(self) -> int:
        """Rows written."""

    @property
    def refused(self) -> int:
        """Rows refused."""

    @property
    def refusals(self) -> list[dict[str, Any]]:
        """Refused rows, as ``Refusal.to_json`` gives them."""

    @property
    def flagged(self) -> list[dict[str, Any]]:
        """Cells that became missing or were altered, in the same shape."""

    @property
    def guesses(self) -> list[dict[str, Any]]:
        """Guesses, as ``Guess.to_json`` gives them."""


def quality(
    cursor: duckdb.DuckDBPyConnection,
    collection: CollectionFacts,
    streams: Sequence[tuple[int, str]] = (),
    *,
    import_facts: Sequence[ImportLike] = (),
    zone: str = "Europe/Berlin",
) -> dict[str, Any]:
    """Describe how good a collection is. ``streams``: ids and names of a series' datastreams; newest import first.

    Keys of every report: ``version``, ``shape``, ``rows``, ``summary`` (``de``, ``en``) and ``imports``. A series adds
    ``totals``, ``months`` and ``streams`` (see quality_series.describe), features and tables add ``columns``,
    ``duplicates`` and ``places`` (see quality_table.describe). Times are ISO 8601 in UTC, shares 0 to 1.
    """
    imports = _imports(import_facts, collection.name)
    if collection.shape == "series":
        found = quality_series.describe(cursor, streams, zone)
    elif collection.shape == "terrain":
        return quality_terrain.report(cursor, collection, imports) | {"version": VERSION, "imports": imports}
    else:
        found = quality_table.describe(cursor, collection)
    words = count_words(found, imports) if found["rows"] else [nothing_yet()]
    summary = sentence(words)
    return {"version": VERSION, "shape": collection.shape, "summary": summary.to_json(), **found, "imports": imports}


def _imports(facts: Sequence[ImportLike], part: str) -> dict[str, Any]:
    """Sum up what the imports said about this part of the dataset."""
    refusals = [one for entry in facts for one in entry.refusals if one.get("part") in (None, "", part)]
    flagged = [one for entry in facts for one in entry.flagged if one.get("part") in (None, "", part)]
    return {
        "count": len(facts),
        "read": sum(entry.read for entry in facts),
        "written": sum(entry.written for entry in facts),
        "refused": sum(entry.refused for entry in facts),
        "flagged": len(flagged),
        "reasons": _by_code(refusals),
        "flags": _by_code(flagged),
        "refusals": refusals[:_MOST_REFUSALS],
        "guesses": _guesses(one for entry in facts for one in entry.guesses),
    }


def _by_code(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Count by code, most first; each with one reason and row to show for it."""
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        one = found.setdefault(
            str(entry.get("code", "")),
            {"code": entry.get("code", ""), "count": 0, "reason": entry.get("reason"), "row": entry.get("row")},
        )
        one["count"] += 1
    return sorted(found.values(), key=lambda one: (-one["count"], one["code"]))


def _guesses(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each guess once (the newest import's), least sure first."""
    found: dict[tuple[Any, Any], dict[str, Any]] = {}
    for entry in entries:
        found.setdefault((entry.get("code"), entry.get("column")), entry)
    return sorted(found.values(), key=lambda one: float(one.get("sure") or 0))[:_MOST_GUESSES]
