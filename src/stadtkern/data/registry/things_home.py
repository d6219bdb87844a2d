"""The dataset that things belong to which someone makes through a machine door without saying whose they are."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from stadtkern.data.registry.things_places import now_text
from stadtkern.data.registry.things_store import Store

HOME = "sensorthings"


@dataclass(frozen=True, slots=True)
class Home:
    """A dataset and its collection of series."""

    dataset_id: int
    collection_id: int


def ensure_home(store: Store, owner_id: int | None) -> Home:
    """Give the dataset "sensorthings" with its collection; made private, and owned by ``owner_id``, when it is new."""
    with store.writing() as connection:
        row = connection.execute("SELECT id FROM registry_dataset WHERE slug = ?", (HOME,)).fetchone()
        dataset_id = row["id"] if row is not None else _make_dataset(connection, owner_id)
        return Home(dataset_id, ensure_series(connection, dataset_id))


def ensure_series(connection: sqlite3.Connection, dataset_id: int) -> int:
    """Give the collection of series that new datastreams of a dataset go to; made when the dataset has none."""
    row = connection.execute(
        "SELECT id FROM registry_collection WHERE dataset_id = ? AND shape = 'series' ORDER BY id LIMIT 1",
        (dataset_id,),
    ).fetchone()
    if row is not None:
        return int(row["id"])
    dataset = connection.execute("SELECT slug, title_de FROM registry_dataset WHERE id = ?", (dataset_id,)).fetchone()
    slug = dataset["slug"]
    number = 1
    while connection.execute("SELECT 1 FROM registry_collection WHERE slug = ?", (slug,)).fetchone() is not None:
        number += 1
        slug = f"{dataset['slug']}-{number}"
    made = connection.execute(
        "INSERT INTO registry_collection (dataset_id, slug, name, title, shape, columns, rows, quality, modified)"
        " VALUES (?, ?, ?, ?, 'series', '[]', 0, '{}', ?) RETURNING id",
        (dataset_id, slug, slug[:120], dataset["title_de"], now_text()),
    ).fetchone()
    return int(made["id"])


def _make_dataset(connection: sqlite3.Connection, owner_id: int | None) -> int:
    text = {
        "slug": HOME,
        "title_de": "Messwerte von Sensoren",
        "title_en": "Sensor readings",
        "description_de": "Stationen und Messreihen, die über die SensorThings-Schnittstelle angelegt wurden.",
        "description_en": "Stations and series that were made through the SensorThings door.",
        "category": "private",
        "owner_office": "",
        "contact": "",
        "licence": "",
        "attribution": "",
        "theme": "",
        "keywords": "",
        "spatial": "",
    }
    now = now_text()
    names = ", ".join(text)
    marks = ", ".join("?" for _ in text)
    made = connection.execute(
        f"INSERT INTO registry_dataset ({names}, published, owner_id, created, modified)"
        f" VALUES ({marks}, 0, ?, ?, ?) RETURNING id",
        (*text.values(), owner_id, now, now),
    ).fetchone()
    return int(made["id"])
