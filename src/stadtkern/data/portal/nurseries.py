"""Nurseries as the childcare view shows them: read from whatever columns a town's list has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from stadtkern.data.lake.sql import quoted
from stadtkern.data.portal.ready import NurseryColumns
from stadtkern.data.portal.rows import table_of
from stadtkern.data.registry.facts import ColumnFacts

_YEARS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:j|y|a\b)")
_MONTHS = re.compile(r"(\d+)\s*m")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_CLOCK = re.compile(r"\b([01]?\d|2[0-4])[:.]([0-5]\d)\b")


@dataclass(frozen=True, slots=True)
class Nursery:
    """One nursery. ``free`` and ``places`` None: not known. Ages in months."""

    id: int
    collection: str
    name: str
    lon: float | None
    lat: float | None
    free: int | None
    places: int | None
    age_from: int | None
    age_to: int | None
    hours: str
    keeper: str
    street: str

    def takes(self, months: int) -> bool:
        """Tell whether a child of this age may come, as far as is known."""
        return (self.age_from is None or self.age_from <= months) and (self.age_to is None or months <= self.age_to)


def nurseries_of(cursor: DuckDBPyConnection, found: NurseryColumns) -> list[Nursery]:
    """Give all nurseries of a collection, by name. What cannot be read is not known."""
    columns = (found.name, found.free, found.places, found.age_from, found.age_to, found.opens, found.closes,
               found.keeper, found.street)  # fmt: skip
    listed = ", ".join(quoted(one.name) if one else "NULL" for one in columns)
    rows = cursor.execute(
        f"""SELECT _id, ST_X(ST_PointOnSurface(geom)), ST_Y(ST_PointOnSurface(geom)), {listed}
            FROM {table_of(found.collection)} ORDER BY {quoted(found.name.name)}, _id"""
    ).fetchall()
    return [_nursery(found, row) for row in rows]


def _nursery(found: NurseryColumns, row: Sequence[Any]) -> Nursery:
    number, lon, lat, name, free, places, age_from, age_to, opens, closes, keeper, street = row
    lowest, highest = months_of(age_from, found.age_from), months_of(age_to, found.age_to)
    if found.age_to is None and isinstance(age_from, str):
        both = _NUMBER.findall(age_from)
        if len(both) == 2:
            unit = "J" if _YEARS.search(age_from.lower()) or not _MONTHS.search(age_from.lower()) else "M"
            lowest, highest = months_of(f"{both[0]} {unit}", None), months_of(f"{both[1]} {unit}", None)
    return Nursery(
        int(number), found.collection.slug, str(name or "").strip() or "–", lon, lat, whole(free), whole(places),
        lowest, highest, hours_of(opens, closes), str(keeper or ""), str(street or ""),
    )  # fmt: skip


def whole(value: object) -> int | None:
    """Read a count; None where it is none, below nought or no number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or value < 0:  # noqa: PLR0124 - NaN
        return None
    return int(value)


def months_of(value: object, column: ColumnFacts | None) -> int | None:
    """Read an age in months from a number with its unit or header, or from words such as „ab 1 Jahr“ or „8 Wochen“."""
    if value is None or isinstance(value, bool):
        return None
    header = f"{column.unit or ''} {column.title} {column.name}".lower() if column else ""
    if isinstance(value, int | float):
        in_months = "mo" in (column.unit or "") if column and column.unit else "monat" in header or "month" in header
        number = float(value)
        return round(number) if in_months or (number > 7 and "jahr" not in header) else round(number * 12)
    words = str(value).lower()
    match = _NUMBER.search(words)
    if match is None:
        return None
    number = float(match[0].replace(",", "."))
    if "woche" in words or "week" in words:
        return round(number / 4.35)
    if _YEARS.search(words):
        return round(number * 12)
    if _MONTHS.search(words) or "monat" in header or "month" in header:
        return round(number)
    return round(number * 12) if number <= 7 else round(number)


def hours_of(opens: object, closes: object) -> str:
    """Write opening hours as „06:30–17:00“; one column that says all is kept as it is."""
    first, last = _clock(opens), _clock(closes)
    if first and last:
        return f"{first}–{last}"
    return str(opens or closes or "").strip()[:80]


def _clock(value: object) -> str:
    match = _CLOCK.fullmatch(str(value or "").strip()[:5])
    return f"{int(match[1]):02d}:{match[2]}" if match else ""


def chosen(
    listed: Sequence[Nursery], minutes: dict[tuple[str, int], float], *, months: int | None, free: bool, order: str
) -> list[Nursery]:
    """Filter by a child's age and free places, and sort: "way" (nearest on foot first), "free" (most first), "name"."""
    kept = [one for one in listed if (not free or (one.free or 0) > 0) and (months is None or one.takes(months))]

    def way(one: Nursery) -> float:
        return minutes.get((one.collection, one.id), float("inf"))

    if order == "free":
        return sorted(kept, key=lambda one: (-(one.free if one.free is not None else -1), way(one), one.name))
    if order == "way":
        return sorted(kept, key=lambda one: (way(one), one.name))
    return sorted(kept, key=lambda one: (one.name.lower(), one.id))
