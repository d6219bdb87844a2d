"""The town's services as the catalogue lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

from stadtkern.data.publish.dcat.parts import agent, contact, say, thing_of
from stadtkern.data.publish.dcat.vocabulary import Words
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.town.text import Text


@dataclass(frozen=True, slots=True)
class Service:
    """A service: where it is, how it is described, which standard it keeps and which shapes of collections it serves."""

    name: str
    title: Text
    path: str
    description_path: str
    standard: str
    shapes: frozenset[str]


FEATURES = Service(
    "features",
    Text("OGC API Features", "OGC API Features"),
    "/features",
    "/features/api",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/req/core",
    frozenset({"features", "series"}),
)
TILES = Service(
    "tiles",
    Text("Kacheln für Karten", "Vector tiles"),
    "/tiles/",
    "https://github.com/mapbox/tilejson-spec/tree/master/3.0.0",
    "https://github.com/mapbox/vector-tile-spec/tree/master/2.1",
    frozenset({"features", "series"}),
)
SENSORTHINGS = Service(
    "sensorthings",
    Text("SensorThings", "SensorThings"),
    "/sta/v1.1",
    "/sta/v1.1",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel",
    frozenset({"series"}),
)
SERVICES = (FEATURES, TILES, SENSORTHINGS)


def service_node(root: str, service: Service) -> URIRef:
    """Give a service's node."""
    return URIRef(f"{root}#service-{service.name}")


def add_services(
    graph: Graph, words: Words, base: str, root: str, title: Text, contact_of_town: str, datasets: list[DatasetFacts]
) -> Iterator[URIRef]:
    """Add each service that gives one of the datasets; gives their nodes."""
    nodes = []
    for service in SERVICES:
        served = [one for one in datasets if any(each.shape in service.shapes for each in one.collections)]
        if served:
            nodes.append(_add(graph, words, base, root, title, contact_of_town, service, served))
    return iter(nodes)


def _add(
    graph: Graph,
    words: Words,
    base: str,
    root: str,
    title: Text,
    contact_of_town: str,
    service: Service,
    served: list[DatasetFacts],
) -> URIRef:
    node = service_node(root, service)
    graph.add((node, RDF.type, DCAT.DataService))
    say(graph, node, DCTERMS.title, Text(f"{service.title.de}: {title.de}", f"{service.title.en}: {title.en}"))
    graph.add((node, DCAT.endpointURL, thing_of(graph, base + service.path)))
    description = service.description_path
    graph.add(
        (node, DCAT.endpointDescription, thing_of(graph, description if "://" in description else base + description))
    )
    graph.add((node, DCTERMS.publisher, agent(graph, root, title.de)))
    graph.add((node, DCTERMS.conformsTo, words.standard(service.standard)))
    graph.add((node, DCTERMS.accessRights, words.open_to_all()))
    contact(graph, node, title.de, contact_of_town)
    for dataset in served:
        graph.add((node, DCAT.servesDataset, URIRef(f"{root}/datasets/{dataset.slug}")))
    return node
