"""Pieces of the catalogue that recur: safe addresses, texts in both languages, offices, contacts, places and periods."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import quote

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from stadtkern.data.publish.dcat.vocabulary import GEO, VCARD, literal
from stadtkern.data.registry.facts import CollectionFacts
from stadtkern.town.text import Text

_SAFE = ":/?#[]@!$&'()*+,;=%-._~"
_CONTACTS = {
    "mailto:": VCARD.hasEmail,
    "tel:": VCARD.hasTelephone,
    "http://": VCARD.hasURL,
    "https://": VCARD.hasURL,
}
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def address(text: str) -> URIRef:
    """Make an address safe to write: what may not stand in one is percent-encoded."""
    return URIRef(quote(text.strip(), safe=_SAFE))


def page_of(graph: Graph, text: str) -> URIRef:
    """Give the node of a web page."""
    node = address(text)
    graph.add((node, RDF.type, FOAF.Document))
    return node


def thing_of(graph: Graph, text: str) -> URIRef:
    """Give the node of an address that is only named."""
    node = address(text)
    graph.add((node, RDF.type, RDFS.Resource))
    return node


def say(graph: Graph, subject: Node, predicate: URIRef, text: Text) -> None:
    """Say something in German, and in English when that is different."""
    graph.add((subject, predicate, literal(text.de, "de")))
    if text.en != text.de:
        graph.add((subject, predicate, literal(text.en, "en")))


def moment(value: datetime) -> Literal:
    """Write a moment."""
    return Literal(value.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=XSD.dateTime)


def agent(graph: Graph, root: str, name: str) -> URIRef:
    """Give the node of an office."""
    node = URIRef(f"{root}#agent-{_NOT_PLAIN.sub('-', name.lower()).strip('-') or 'town'}")
    graph.add((node, RDF.type, FOAF.Agent))
    graph.add((node, RDF.type, FOAF.Organization))
    if graph.value(node, FOAF.name) is None:
        graph.add((node, FOAF.name, literal(name, "de")))
    return node


def contact(graph: Graph, subject: Node, name: str, how: str) -> None:
    """Say whom to ask: ``how`` begins with mailto:, tel: or https://."""
    predicate = next((found for start, found in _CONTACTS.items() if how.startswith(start)), None)
    if predicate is None:
        return
    node = BNode()
    graph.add((subject, DCAT.contactPoint, node))
    graph.add((node, RDF.type, VCARD.Organization))
    graph.add((node, RDF.type, VCARD.Kind))
    graph.add((node, VCARD.fn, literal(name, "de")))
    graph.add((node, predicate, address(how)))


def place(graph: Graph, subject: Node, key: str, box: tuple[float, float, float, float] | None) -> None:
    """Say where: the municipality by its key (8 digits AGS, 12 digits ARS), and the box of the data in WGS84."""
    kind = {8: "municipalityKey", 12: "regionalKey"}.get(len(key)) if key.isascii() and key.isdigit() else None
    if kind is not None:
        node: Node = URIRef(f"http://dcat-ap.de/def/politicalGeocoding/{kind}/{key}")
        graph.add((node, RDF.type, DCTERMS.Location))
        graph.add((subject, DCTERMS.spatial, node))
    if box is not None:
        west, south, east, north = box
        ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
        node = BNode()
        graph.add((node, RDF.type, DCTERMS.Location))
        graph.add((node, DCAT.bbox, Literal(f"POLYGON(({ring}))", datatype=GEO.wktLiteral)))
        graph.add((subject, DCTERMS.spatial, node))


def period(graph: Graph, subject: Node, collections: tuple[CollectionFacts, ...]) -> None:
    """Say from when to when the data are, where they have times."""
    starts = [one.time_start for one in collections if one.time_start]
    ends = [one.time_end for one in collections if one.time_end]
    if not starts and not ends:
        return
    node = BNode()
    graph.add((subject, DCTERMS.temporal, node))
    graph.add((node, RDF.type, DCTERMS.PeriodOfTime))
    if starts:
        graph.add((node, DCAT.startDate, moment(min(starts))))
    if ends:
        graph.add((node, DCAT.endDate, moment(max(ends))))


def box_of(collections: tuple[CollectionFacts, ...]) -> tuple[float, float, float, float] | None:
    """Give the box around all collections that have one."""
    boxes = [one.bbox for one in collections if one.bbox is not None]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
