"""Datasets as search engines want them told: schema.org Dataset (JSON-LD), made from the same facts as the page."""

from __future__ import annotations

import json
from typing import Any

from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.terms import licence_uri
from stadtkern.town.text import Text

MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "tif": "image/tiff; application=geotiff",
}
TABLES = ("csv", "xlsx", "geojson", "parquet")
# Google takes descriptions of 50 to 5,000 characters (developers.google.com, Dataset structured data).
SHORTEST, LONGEST = 50, 5000


def dataset_ld(dataset: DatasetFacts, base: str, town: str, language: str) -> dict[str, Any]:
    """Describe a dataset with what it measures, where and when it holds, and every file it comes in.

    ``base`` is https://host without a slash at the end.
    """
    page = f"{base}/datasets/{dataset.slug}/"
    told: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": dataset.title.in_language(language),
        "description": _described(dataset, town, language),
        "inLanguage": "de",
        "isAccessibleForFree": True,
        "dateCreated": dataset.created.date().isoformat(),
        "dateModified": dataset.modified.isoformat(timespec="seconds"),
        "image": f"{page}share.png",
        "includedInDataCatalog": {"@type": "DataCatalog", "name": town, "url": f"{base}/catalogue"},
        "publisher": _organisation(town, base, ""),
        "creator": _organisation(dataset.owner_office or town, base, dataset.contact),
    }
    if dataset.keywords:
        told["keywords"] = list(dataset.keywords)
    if dataset.licence:
        told["license"] = licence_uri(dataset.licence)
    if dataset.attribution:
        told["creditText"] = dataset.attribution
    told |= _where_and_when(dataset)
    measured = list(dict.fromkeys(_measured(dataset)))[:40]
    if measured:
        told["variableMeasured"] = measured
    told["distribution"] = [one for part in dataset.collections for one in _files(part, base)]
    return told


def script(told: dict[str, Any]) -> str:
    """Write JSON that may stand inside a script element: nothing in it can end the element or open a comment."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _described(dataset: DatasetFacts, town: str, language: str) -> str:
    text = dataset.description.in_language(language).strip()
    if len(text) < SHORTEST:
        title = dataset.title.in_language(language)
        added = Text(f"Offene Daten von {town}: {title}", f"Open data of {town}: {title}").in_language(language)
        text = f"{text} {added}".strip()
    return text[:LONGEST]


def _organisation(name: str, base: str, contact: str) -> dict[str, Any]:
    told: dict[str, Any] = {"@type": "GovernmentOrganization", "name": name, "url": f"{base}/"}
    if contact.startswith("mailto:"):
        told["email"] = contact.removeprefix("mailto:")
    return told


def _where_and_when(dataset: DatasetFacts) -> dict[str, Any]:
    told: dict[str, Any] = {}
    boxes = [one.bbox for one in dataset.collections if one.bbox]
    if boxes:
        west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
        east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
        told["spatialCoverage"] = {
            "@type": "Place",
            "geo": {"@type": "GeoShape", "box": f"{south:.5f} {west:.5f} {north:.5f} {east:.5f}"},
        }
    starts = [one.time_start for one in dataset.collections if one.time_start]
    ends = [one.time_end for one in dataset.collections if one.time_end]
    if starts and ends:
        told["temporalCoverage"] = f"{min(starts).date().isoformat()}/{max(ends).date().isoformat()}"
    return told


def _measured(dataset: DatasetFacts) -> list[str]:
    return [
        column.title
        for part in dataset.collections
        for column in part.columns
        if column.type in ("number", "integer") and column.role == "property"
    ]


def _files(part: CollectionFacts, base: str) -> list[dict[str, Any]]:
    endings = ("csv", "xlsx") if part.shape == "table" else ("tif",) if part.shape == "terrain" else TABLES
    return [
        {
            "@type": "DataDownload",
            "name": f"{part.title or part.name} ({ending})",
            "contentUrl": f"{base}/download/{part.slug}.{ending}",
            "encodingFormat": MEDIA[ending],
        }
        for ending in endings
    ]
