"""The town among other municipalities: from any dataset whose rows or stations carry official keys (AGS, ARS)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from duckdb import DuckDBPyConnection

from stadtkern.data.harmonise.municipalities import municipality
from stadtkern.data.lake.sql import quoted
from stadtkern.data.portal.indicators.match import StreamsOf, municipal, plain
from stadtkern.data.portal.indicators.model import Indicator
from stadtkern.data.portal.rows import table_of
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts, DatasetFacts

AROUND = 4


@dataclass(frozen=True, slots=True)
class Other:
    """A municipality with its value."""

    key: str
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Found:
    """Where values of other municipalities stand: a column of a table, or series (id to key and name)."""

    dataset: DatasetFacts
    collection: CollectionFacts
    column: str = ""
    key: str = ""
    name: str = ""
    streams: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The town among the others, the largest first. ``place`` counts from 1; ``year`` is None where nothing says it."""

    dataset: DatasetFacts
    collection: CollectionFacts
    year: int | None
    others: tuple[Other, ...]
    own: Other
    place: int
    middle: float

    @property
    def around(self) -> tuple[Other, ...]:
        """The town with those just above and below it."""
        at = self.place - 1
        start = max(0, min(at - AROUND, len(self.others) - 2 * AROUND - 1))
        return self.others[start : start + 2 * AROUND + 1]


def find(indicator: Indicator, datasets: Sequence[DatasetFacts], streams_of: StreamsOf) -> list[Found]:
    """Find where this number of other municipalities stands: with an AGS or ARS, under a name like the number's own.

    The collections with the most rows come first.
    """
    if not indicator.compare:
        return []
    found = [
        one
        for dataset in datasets
        for collection in dataset.collections
        if collection.rows and (one := _in_collection(indicator, dataset, collection, streams_of)) is not None
    ]
    return sorted(found, key=lambda one: -one.collection.rows)


def _in_collection(
    indicator: Indicator, dataset: DatasetFacts, collection: CollectionFacts, streams_of: StreamsOf
) -> Found | None:
    if collection.shape == "series":
        streams = streams_of(collection)
        chosen = [one for one in streams if _called(indicator, f"{one.name} {one.observed}")]
        if not chosen or not municipal(streams):
            return None
        listed = tuple((one.id, one.thing_external_id, one.thing_name) for one in chosen)
        return Found(dataset, collection, streams=listed)
    key = _key(collection)
    if key is None:
        return None
    for one in collection.columns:
        number = one.type in ("number", "integer") and one.role == "property"
        if number and _called(indicator, f"{one.name} {one.title}"):
            name = next((column.name for column in collection.columns if column.role == "name"), key.name)
            return Found(dataset, collection, one.name, key.name, name)
    return None


def _called(indicator: Indicator, name: str) -> bool:
    said = plain(name)
    return any(word in said for word in indicator.compare) and not any(
        word in said for word in indicator.compare_without
    )


def _key(collection: CollectionFacts) -> ColumnFacts | None:
    by_role = {one.role: one for one in collection.columns}
    named = next((one for one in collection.columns if one.name in ("ags", "ars", "gemeindeschluessel")), None)
    return by_role.get("ags") or by_role.get("ars") or named


def read(cursor: DuckDBPyConnection, found: Found) -> tuple[int | None, list[Other]]:
    """Read the values; of series, those of the latest year that most municipalities have."""
    if not found.streams:
        rows = cursor.execute(
            f"""SELECT CAST({quoted(found.key)} AS VARCHAR), CAST({quoted(found.name)} AS VARCHAR), {quoted(found.column)}
                FROM {table_of(found.collection)}
                WHERE {quoted(found.key)} IS NOT NULL AND isfinite(CAST({quoted(found.column)} AS DOUBLE))"""
        ).fetchall()
        return None, [Other(key, _name(key, name), float(value)) for key, name, value in rows]
    about = {stream: (key, name) for stream, key, name in found.streams}
    listed = ", ".join(str(int(one)) for one in about)
    rows = cursor.execute(
        f"""SELECT stream, year(time + INTERVAL 12 HOUR), max_by(number, time) FROM observation
            WHERE stream IN ({listed}) AND isfinite(number) GROUP BY 1, 2"""
    ).fetchall()
    if not rows:
        return None, []
    counts: dict[int, int] = {}
    for _, year, _ in rows:
        counts[year] = counts.get(year, 0) + 1
    enough = max(counts.values()) * 0.9
    at = max(year for year, n in counts.items() if n >= enough)
    there = [(about[stream], value) for stream, year, value in rows if year == at]
    return at, [Other(key, _name(key, name), float(value)) for (key, name), value in there]


def _name(key: str, name: str | None) -> str:
    known = municipality(key)
    return known.short if known else (name or key).split(",")[0]


def placed(
    found: Found,
    year: int | None,
    others: Sequence[Other],
    own_key: str,
    own_name: str,
    own: Callable[[int | None], float | None],
) -> Comparison | None:
    """Put the town among the others: with the dataset's value for it, else with its own. None with fewer than three."""
    unique = {one.key: one for one in others}
    mine = next((one for one in unique.values() if own_key and _same(one.key, own_key)), None)
    if mine is None:
        value = own(year)
        if value is None:
            return None
        mine = Other(own_key, own_name, value)
        unique[own_key or own_name] = mine
    if len(unique) < 3:
        return None
    ordered = tuple(sorted(unique.values(), key=lambda one: (-one.value, one.name)))
    return Comparison(
        found.dataset,
        found.collection,
        year,
        ordered,
        mine,
        ordered.index(mine) + 1,
        median(one.value for one in ordered),
    )


def _same(key: str, other: str) -> bool:
    """Tell whether an AGS (8 digits) and an ARS (12) are of the same municipality."""
    if len(key) == len(other):
        return key == other
    long, short = (key, other) if len(key) > len(other) else (other, key)
    return len(long) == 12 and len(short) == 8 and long[:5] == short[:5] and long[9:] == short[5:]
