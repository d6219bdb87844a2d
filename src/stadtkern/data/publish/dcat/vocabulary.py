"""Words of the controlled vocabularies that the catalogue uses, each with what it is and which list it is from.

The shapes of DCAT-AP.de ask this of every word. A harvester that knows the lists learns nothing new; one that does not,
such as a validator without a network, can still check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef

from stadtkern.town.text import Text

EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
LICENCES = "http://dcat-ap.de/def/licenses"
LEVEL = "http://dcat-ap.de/def/politicalGeocoding/Level"
CONTRIBUTORS = "http://dcat-ap.de/def/contributors"
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
LANGUAGES = {"DEU": Text("Deutsch", "German"), "ENG": Text("Englisch", "English")}


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def literal(text: str, language: str) -> Literal:
    """Make a text in a language. What XML cannot say is left out, so that every format says the same."""
    return Literal(_CONTROL.sub("", text), language)


@dataclass(slots=True)
class Words:
    """Adds a word's description to the graph the first time it is used."""

    graph: Graph
    _known: set[URIRef] = field(default_factory=set)

    def say(self, uri: str, scheme: str, label: Text, *types: URIRef) -> URIRef:
        """Give the word's node, described as a concept of ``scheme`` and as ``types``."""
        node = URIRef(uri)
        if node in self._known:
            return node
        self._known.add(node)
        for type_ in (SKOS.Concept, *types):
            self.graph.add((node, RDF.type, type_))
        self.graph.add((node, SKOS.inScheme, URIRef(scheme)))
        for language in ("de", "en"):
            self.graph.add((node, SKOS.prefLabel, literal(label.in_language(language), language)))
        return node

    def language(self, code: str) -> URIRef:
        """Give a language (DEU, ENG) of the EU's list."""
        return self.say(f"{EU}language/{code}", f"{EU}language", LANGUAGES[code], DCTERMS.LinguisticSystem)

    def file_type(self, code: str) -> URIRef:
        """Give a file type of the EU's list."""
        return self.say(f"{EU}file-type/{code}", f"{EU}file-type", Text(code, code), DCTERMS.MediaTypeOrExtent)

    def media_type(self, name: str) -> URIRef:
        """Give a media type of IANA's list."""
        node = URIRef(IANA + name)
        self.graph.add((node, RDF.type, DCTERMS.MediaType))
        return node

    def open_to_all(self) -> URIRef:
        """Give the access right "public"."""
        label = Text("öffentlich", "public")
        return self.say(f"{EU}access-right/PUBLIC", f"{EU}access-right", label, DCTERMS.RightsStatement)

    def standard(self, uri: str) -> URIRef:
        """Give a standard that something conforms to."""
        node = URIRef(uri)
        self.graph.add((node, RDF.type, DCTERMS.Standard))
        return node
