"""Reads the registry without Django, for the machine doors: plain SQL, frozen facts, nothing written."""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts, DatasetFacts
from stadtkern.town.text import Text

_DATASETS = """
    SELECT id, slug, title_de, title_en, description_de, description_en, category, published, owner_id, owner_office,
           contact, licence, attribution, theme, keywords, spatial, created, modified
    FROM registry_dataset ORDER BY id
"""
_COLLECTIONS = """
    SELECT id, dataset_id, slug, name, title, shape, columns, rows, bbox, time_start, time_end, modified, quality
    FROM registry_collection ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class _Known:
    version: int
    datasets: tuple[DatasetFacts, ...]
    by_slug: dict[str, DatasetFacts]
    collections: dict[str, tuple[DatasetFacts, CollectionFacts]]


class RegistryReader:
    """Gives the facts of all datasets; reads anew only when another connection has written (PRAGMA data_version)."""

    def __init__(self, path: Path) -> None:
        """Take the path of the registry's SQLite file; it is opened at the first question."""
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._known: _Known | None = None

    def datasets(self) -> tuple[DatasetFacts, ...]:
        """Give all datasets, in the order they were made. Ask the guard before showing one."""
        return self._now().datasets

    def dataset(self, slug: str) -> DatasetFacts | None:
        """Give one dataset by its slug."""
        return self._now().by_slug.get(slug)

    def collection(self, slug: str) -> tuple[DatasetFacts, CollectionFacts] | None:
        """Give one collection by its slug, with the dataset it belongs to."""
        return self._now().collections.get(slug)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._known = None

    def _now(self) -> _Known:
        with self._lock:
            if self._connection is None:
                uri = f"{self._path.absolute().as_uri()}?mode=ro"
                self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            if self._known is None or self._known.version != version:
                self._known = _load(self._connection, version)
            return self._known


def _load(connection: sqlite3.Connection, version: int) -> _Known:
    connection.execute("BEGIN")
    try:
        collection_rows = connection.execute(_COLLECTIONS).fetchall()
        dataset_rows = connection.execute(_DATASETS).fetchall()
    finally:
        connection.execute("COMMIT")
    of_dataset: dict[int, list[CollectionFacts]] = {}
    for row in collection_rows:
        collection = _collection(row)
        of_dataset.setdefault(collection.dataset_id, []).append(collection)
    datasets = tuple(_dataset(row, tuple(of_dataset.get(row[0], ()))) for row in dataset_rows)
    return _Known(
        version,
        datasets,
        {one.slug: one for one in datasets},
        {collection.slug: (one, collection) for one in datasets for collection in one.collections},
    )


def _dataset(row: tuple[Any, ...], collections: tuple[CollectionFacts, ...]) -> DatasetFacts:
    (id_, slug, title_de, title_en, description_de, description_en, category, published, owner_id, owner_office,
     contact, licence, attribution, theme, keywords, spatial, created, modified) = row  # fmt: skip
    return DatasetFacts(
        id=id_,
        slug=slug,
        title=Text(title_de, title_en or title_de),
        description=Text(description_de, description_en or description_de),
        category=category,
        published=bool(published),
        owner_id=owner_id,
        owner_office=owner_office,
        contact=contact,
        licence=licence,
        attribution=attribution,
        theme=theme,
        keywords=tuple(word.strip() for word in keywords.split(",") if word.strip()),
        spatial=spatial,
        created=_time(created) or datetime.fromtimestamp(0, UTC),
        modified=_time(modified) or datetime.fromtimestamp(0, UTC),
        collections=collections,
    )


def _collection(row: tuple[Any, ...]) -> CollectionFacts:
    id_, dataset_id, slug, name, title, shape, columns, rows, bbox, start, end, modified, quality = row
    box = json.loads(bbox) if bbox else None
    return CollectionFacts(
        id=id_,
        dataset_id=dataset_id,
        slug=slug,
        name=name,
        title=title,
        shape=shape,
        columns=tuple(ColumnFacts(**column) for column in json.loads(columns)),
        rows=rows,
        bbox=(box[0], box[1], box[2], box[3]) if box else None,
        time_start=_time(start),
        time_end=_time(end),
        modified=_time(modified),
        quality=json.loads(quality) if quality else {},
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
