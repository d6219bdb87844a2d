"""How a dataset can be had: each file to download, and each service that gives it."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

from stadtkern.data.publish.dcat.parts import address, moment, say, thing_of
from stadtkern.data.publish.dcat.services import FEATURES, SENSORTHINGS, TILES, Service, service_node
from stadtkern.data.publish.dcat.vocabulary import DCATDE, LICENCES, Words, literal
from stadtkern.data.publish.download import formats_of
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.terms import LICENCES as KNOWN_LICENCES
from stadtkern.data.registry.terms import licence_uri
from stadtkern.town.text import Text

_FILE_TYPES = {"csv": "CSV", "xlsx": "XLSX", "geojson": "GEOJSON", "json": "JSON", "parquet": "PARQUET", "tif": "TIFF"}


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to have a collection."""

    name: str
    title: Text
    access: str
    file_type: str | None
    media_type: str
    download: bool = False
    service: Service | None = None


def _ways(base: str, collection: CollectionFacts) -> list[_Way]:
    ways = [
        _Way(
            one.ending,
            one.title,
            f"{base}/download/{collection.slug}.{one.ending}",
            _FILE_TYPES[one.ending],
            one.media_type.partition(";")[0],
            download=True,
        )
        for one in formats_of(collection)
    ]
    if collection.shape == "terrain":
        relief = Text("Relief als Kacheln", "Relief as tiles")
        ways.append(_Way("relief", relief, f"{base}/tiles/relief", "PNG", "image/png"))
    if collection.shape in ("features", "series"):
        features = f"{base}/features/collections/{collection.slug}"
        ways.append(_Way("features", FEATURES.title, features, "GEOJSON", "application/geo+json", service=FEATURES))
        tiles = f"{base}/tiles/{collection.slug}"
        ways.append(_Way("tiles", TILES.title, tiles, None, "application/vnd.mapbox-vector-tile", service=TILES))
    if collection.shape == "series":
        things = f"{base}/sta/v1.1"
        ways.append(_Way("sensorthings", SENSORTHINGS.title, things, "JSON", "application/json", service=SENSORTHINGS))
    return ways


def add_distributions(
    graph: Graph, words: Words, base: str, root: str, dataset_node: URIRef, dataset: DatasetFacts
) -> None:
    """Add every way to have the dataset's collections."""
    licence = _licence(words, dataset.licence)
    alone = len(dataset.collections) == 1
    for collection in dataset.collections:
        for way in _ways(base, collection):
            node = URIRef(f"{dataset_node}#{way.name}" if alone else f"{dataset_node}#{way.name}-{collection.slug}")
            title = (
                way.title
                if alone
                else Text(f"{collection.title} ({way.title.de})", f"{collection.title} ({way.title.en})")
            )
            graph.add((dataset_node, DCAT.distribution, node))
            graph.add((node, RDF.type, DCAT.Distribution))
            say(graph, node, DCTERMS.title, title)
            graph.add((node, DCAT.accessURL, thing_of(graph, way.access)))
            graph.add((node, DCTERMS.license, licence))
            graph.add((node, DCAT.mediaType, words.media_type(way.media_type)))
            graph.add((node, DCTERMS.language, words.language("DEU")))
            if dataset.attribution:
                graph.add((node, DCATDE.licenseAttributionByText, literal(dataset.attribution, "de")))
            if way.file_type is not None:
                graph.add((node, DCTERMS["format"], words.file_type(way.file_type)))
            if way.download:
                graph.add((node, DCAT.downloadURL, thing_of(graph, way.access)))
            if way.service is not None:
                graph.add((node, DCAT.accessService, service_node(root, way.service)))
            if collection.modified is not None:
                graph.add((node, DCTERMS.modified, moment(collection.modified)))


def _licence(words: Words, licence: str) -> URIRef:
    label = KNOWN_LICENCES.get(licence, Text(licence, licence))
    return words.say(str(address(licence_uri(licence))), LICENCES, label, DCTERMS.LicenseDocument)
