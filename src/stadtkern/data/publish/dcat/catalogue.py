"""The catalogue as a graph: DCAT-AP.de 3.0, from the registry's facts."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import DCAT, DCTERMS, FOAF, ODRL2, RDF, SKOS, XSD, Graph, Literal, URIRef

from stadtkern.data.publish.dcat.distributions import add_distributions
from stadtkern.data.publish.dcat.parts import agent, box_of, contact, moment, page_of, period, place, say
from stadtkern.data.publish.dcat.services import add_services
from stadtkern.data.publish.dcat.vocabulary import (
    CONTRIBUTORS,
    DCATAP,
    DCATDE,
    EU,
    GEO,
    HYDRA,
    LEVEL,
    VCARD,
    Words,
    literal,
)
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.data.registry.terms import THEMES, missing_for_publishing
from stadtkern.town.text import Text

PAGE = 100
_LEVELS = {8: "municipality", 12: "municipality"}
_LEVEL_LABEL = Text("Gemeinde", "Municipality")


@dataclass(frozen=True, slots=True)
class TownFacts:
    """What the catalogue says about the town. ``contributor``: its id at GovData, as an address, or empty."""

    base: str
    title: Text
    contact: str
    contributor: str = ""

    @property
    def root(self) -> str:
        """The catalogue's address."""
        return f"{self.base}/catalogue"


def listable(dataset: DatasetFacts) -> bool:
    """Whether everything is said that the catalogue must say; others are left out rather than spoil it."""
    return not missing_for_publishing(
        title=dataset.title.de,
        description=dataset.description.de,
        owner=dataset.owner_office,
        contact=dataset.contact,
        licence=dataset.licence,
    )


def new_graph() -> Graph:
    """Give an empty graph with the usual short names."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in {
        "dcat": DCAT, "dct": DCTERMS, "foaf": FOAF, "skos": SKOS, "vcard": VCARD, "dcatde": DCATDE, "dcatap": DCATAP,
        "hydra": HYDRA, "geo": GEO, "xsd": XSD, "odrl": ODRL2, "rdf": RDF,
    }.items():  # fmt: skip
        graph.bind(prefix, namespace)
    return graph


def catalogue_graph(town: TownFacts, datasets: list[DatasetFacts], page: int = 1) -> Graph:
    """Give the catalogue with one page of its datasets, a hundred at a time."""
    graph = new_graph()
    words = Words(graph)
    known = [one for one in datasets if listable(one)]
    shown = known[(page - 1) * PAGE : page * PAGE]
    catalogue = URIRef(town.root)
    graph.add((catalogue, RDF.type, DCAT.Catalog))
    say(graph, catalogue, DCTERMS.title, Text(f"Daten: {town.title.de}", f"Data: {town.title.en}"))
    say(graph, catalogue, DCTERMS.description, Text("Offene Daten der Stadt.", "Open data of the town."))
    graph.add((catalogue, DCTERMS.publisher, agent(graph, town.root, town.title.de)))
    graph.add((catalogue, FOAF.homepage, page_of(graph, f"{town.base}/")))
    for code in ("DEU", "ENG"):
        graph.add((catalogue, DCTERMS.language, words.language(code)))
    if known:
        graph.add((catalogue, DCTERMS.issued, moment(min(one.created for one in known))))
        graph.add((catalogue, DCTERMS.modified, moment(max(one.modified for one in known))))
    _taxonomy(graph, catalogue)
    for dataset in shown:
        graph.add((catalogue, DCAT.dataset, add_dataset(graph, words, town, dataset)))
    for service in add_services(graph, words, town.base, town.root, town.title, town.contact, shown):
        graph.add((catalogue, DCAT.service, service))
    if len(known) > PAGE:
        _pages(graph, catalogue, town.root, page, len(known))
    return graph


def dataset_graph(town: TownFacts, dataset: DatasetFacts) -> Graph:
    """Give one dataset with its distributions and the services it is served by."""
    graph = new_graph()
    words = Words(graph)
    add_dataset(graph, words, town, dataset)
    add_services(graph, words, town.base, town.root, town.title, town.contact, [dataset])
    return graph


def _taxonomy(graph: Graph, catalogue: URIRef) -> None:
    scheme = URIRef(f"{EU}data-theme")
    graph.add((catalogue, DCAT.themeTaxonomy, scheme))
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    say(graph, scheme, DCTERMS.title, Text("Datenthemen der EU", "Data themes of the EU"))


def _pages(graph: Graph, catalogue: URIRef, root: str, page: int, total: int) -> None:
    last = -(-total // PAGE)
    view = URIRef(f"{root}?page={page}")
    graph.add((catalogue, RDF.type, HYDRA.Collection))
    graph.add((catalogue, HYDRA.totalItems, Literal(total)))
    graph.add((catalogue, HYDRA.view, view))
    graph.add((view, RDF.type, HYDRA.PartialCollectionView))
    for relation, number in (("first", 1), ("previous", page - 1), ("next", page + 1), ("last", last)):
        if 1 <= number <= last:
            graph.add((view, HYDRA[relation], URIRef(f"{root}?page={number}")))


def add_dataset(graph: Graph, words: Words, town: TownFacts, dataset: DatasetFacts) -> URIRef:
    """Add a dataset with everything the registry knows of it; gives its node."""
    node = URIRef(f"{town.root}/datasets/{dataset.slug}")
    graph.add((node, RDF.type, DCAT.Dataset))
    say(graph, node, DCTERMS.title, dataset.title)
    say(graph, node, DCTERMS.description, dataset.description)
    graph.add((node, DCTERMS.identifier, Literal(str(node))))
    graph.add((node, DCTERMS.publisher, agent(graph, town.root, dataset.owner_office)))
    contact(graph, node, dataset.owner_office, dataset.contact)
    graph.add((node, DCTERMS.issued, moment(dataset.created)))
    graph.add((node, DCTERMS.modified, moment(dataset.modified)))
    graph.add((node, DCTERMS.accessRights, words.open_to_all()))
    graph.add((node, DCTERMS.language, words.language("DEU")))
    graph.add((node, DCAT.landingPage, page_of(graph, f"{town.base}/datasets/{dataset.slug}/")))
    if dataset.theme in THEMES:
        theme = words.say(f"{EU}data-theme/{dataset.theme}", f"{EU}data-theme", THEMES[dataset.theme])
        graph.add((node, DCAT.theme, theme))
    for keyword in dataset.keywords:
        graph.add((node, DCAT.keyword, literal(keyword, "de")))
    place(graph, node, dataset.spatial, box_of(dataset.collections))
    if dataset.spatial.isdigit() and (level := _LEVELS.get(len(dataset.spatial))):
        graph.add((node, DCATDE.politicalGeocodingLevelURI, words.say(f"{LEVEL}/{level}", LEVEL, _LEVEL_LABEL)))
    if town.contributor:
        label = Text(town.title.de, town.title.en)
        graph.add((node, DCATDE.contributorID, words.say(town.contributor, CONTRIBUTORS, label)))
    period(graph, node, dataset.collections)
    add_distributions(graph, words, town.base, town.root, node, dataset)
    return node
