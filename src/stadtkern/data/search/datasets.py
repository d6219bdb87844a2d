"""What there is to find of datasets: titles, descriptions, keywords, columns, kinds that occur, stations, offices."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence

import duckdb

from stadtkern.data.lake import Lake
from stadtkern.data.lake.sql import quoted
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.terms import LICENCES, THEMES
from stadtkern.data.registry.things import StreamFacts
from stadtkern.data.search.entry import Entry, Group
from stadtkern.town.offers import Offer

log = logging.getLogger(__name__)

# A column with more different words than this does not name kinds, it names things: those are places.
_KINDS = 60
# Stands between the words that only help to find, so that each can be shown by itself.
BETWEEN = " · "
_COLUMNS = 40
_STREAMS = 500
_SILENT_ROLES = ("id", "ignore", "geometry", "easting", "northing", "lon", "lat", "ags", "ars")

Streams = Callable[[int], Sequence[StreamFacts]]


class DatasetEntries:
    """Gives an entry for each dataset; remembers the kinds in a collection until it changes."""

    def __init__(self, lake: Callable[[], Lake], streams: Streams) -> None:
        """Take the lake, and the way to a collection's datastreams."""
        self._lake = lake
        self._streams = streams
        self._kinds: dict[tuple[object, ...], str] = {}

    def entries(self, datasets: Sequence[DatasetFacts]) -> Iterator[Entry]:
        """Give the entries."""
        kept: dict[tuple[object, ...], str] = {}
        for one in datasets:
            theme = THEMES.get(one.theme)
            words = [one.owner_office, one.attribution, one.spatial, one.slug.replace("-", " ")]
            words += [licence.de for licence in [LICENCES.get(one.licence)] if licence]
            for collection in one.collections:
                words += [collection.title or collection.name]
                words += [column.title for column in collection.columns]
                key = (collection.id, collection.modified, collection.rows) if collection.shape != "series" else ()
                said = self._kinds.get(key) or self._of(collection)
                if key:
                    kept[key] = said
                words.append(said)
            yield Entry(
                Group.DATA,
                "dataset",
                one.title,
                one.description,
                keys=" ".join([*one.keywords, *([theme.de, theme.en] if theme else [])]),
                more=BETWEEN.join(one for one in words if one),
                dataset=one.id,
                weight=1.0 if any(part.rows for part in one.collections) else 0.7,
            )
        self._kinds = kept

    def _of(self, collection: CollectionFacts) -> str:
        if collection.shape == "series":
            streams = self._streams(collection.id)[:_STREAMS]
            said = (word for one in streams for word in (one.thing_name, one.name, one.observed))
            return BETWEEN.join(dict.fromkeys(said))
        return BETWEEN.join(dict.fromkeys(self._values(collection))) if collection.rows else ""

    def _values(self, collection: CollectionFacts) -> list[str]:
        columns = [one for one in collection.columns if one.type == "text" and one.role not in _SILENT_ROLES][:_COLUMNS]
        table = f"lake.tables.{collection.table}"
        if not columns:
            return []
        names = [quoted(one.name) for one in columns]
        try:
            with self._lake().read() as cursor:
                counted = cursor.execute(
                    f"SELECT {', '.join(f'approx_count_distinct({name})' for name in names)} FROM {table}"
                ).fetchone()
                few = [name for name, n in zip(names, counted or (), strict=False) if 0 < n <= _KINDS]
                return [
                    str(value)[:80]
                    for name in few
                    for (value,) in cursor.execute(
                        f"SELECT DISTINCT {name} FROM {table} WHERE {name} IS NOT NULL LIMIT {_KINDS}"
                    ).fetchall()
                ]
        except duckdb.Error as error:
            # The collection may be replaced at this very moment; the next change brings its words.
            log.warning("no words of collection %s for the search: %s", collection.slug, error)
            return []


def page_entries(offers: Sequence[Offer]) -> Iterator[Entry]:
    """Give an entry for each page and piece of news that rooms above offer."""
    for one in offers:
        yield Entry(Group.PAGE, one.kind, one.title, one.text, url=one.url)
