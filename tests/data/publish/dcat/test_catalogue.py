"""The catalogue keeps DCAT-AP.de 3.0: judged by the official shapes."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
from publish_town import PUBLISHED, STAFF, Served
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, URIRef
from rdflib.namespace import SH, SKOS

DCATDE = "http://dcat-ap.de/def/dcatde/"
FORMATS = {
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "rdf": ("application/rdf+xml", "xml"),
}


@pytest.fixture(scope="module")
def shapes(real: Path) -> Graph:
    """All official shapes together."""
    graph = Graph()
    files = sorted((real / "dcat-ap-de").glob("*.ttl"))
    assert len(files) == 5
    for file in files:
        graph.parse(file)
    return graph


def judged(graph: Graph, shapes: Graph) -> list[str]:
    """What the shapes have to say, warnings too."""
    _conforms, report, _text = pyshacl.validate(graph, shacl_graph=shapes)
    return [str(message) for message in report.objects(None, SH.resultMessage)]


def parsed(served: Served, path: str = "/catalogue.ttl") -> Graph:
    return Graph().parse(data=served.client.get(path).text, format="turtle")


def node(served: Served, slug: str) -> URIRef:
    return URIRef(f"{served.address}/catalogue/datasets/{slug}")


def test_the_official_shapes_find_nothing_to_say(served: Served, shapes: Graph) -> None:
    graph = parsed(served)
    assert len(list(graph.subjects(RDF.type, DCAT.Dataset))) == 4
    assert judged(graph, shapes) == []


@pytest.mark.parametrize("slug", ["trees", "incomes", "counters"])
def test_a_dataset_alone_keeps_the_shapes_too(served: Served, shapes: Graph, slug: str) -> None:
    assert judged(parsed(served, f"/catalogue/datasets/{slug}"), shapes) == []


@pytest.mark.parametrize(
    "predicate", [DCTERMS.title, DCTERMS.publisher, DCAT.accessURL, DCTERMS.license, DCAT.endpointURL, FOAF.name]
)
def test_the_shapes_would_find_what_is_missing(served: Served, shapes: Graph, predicate: URIRef) -> None:
    graph = parsed(served)
    graph.remove((None, predicate, None))
    assert judged(graph, shapes)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("ending", list(FORMATS))
def test_every_format_says_the_same(served: Served, ending: str) -> None:
    media_type, parser = FORMATS[ending]
    by_ending = served.client.get(f"/catalogue.{ending}")
    by_accept = served.client.get("/catalogue", headers={"Accept": media_type})
    assert by_ending.headers["content-type"].startswith(media_type)
    assert by_accept.content == by_ending.content
    graph = Graph().parse(data=by_ending.text, format=parser)
    assert len(graph) == len(parsed(served))


def test_browsers_go_to_the_list_of_datasets(served: Served) -> None:
    answer = served.client.get("/catalogue", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{served.address}/datasets/")
    answer = served.client.get("/catalogue/datasets/trees", headers={"Accept": "text/html"})
    assert answer.headers["location"] == f"{served.address}/datasets/trees/"


def test_a_dataset_says_everything_the_registry_knows(served: Served) -> None:
    graph, trees = parsed(served), node(served, "trees")
    assert set(graph.objects(trees, DCTERMS.title)) == {Literal("Bäume", "de"), Literal("Trees", "en")}
    assert graph.value(trees, DCAT.theme) == URIRef("http://publications.europa.eu/resource/authority/data-theme/ENVI")
    assert set(graph.objects(trees, DCAT.keyword)) == {Literal("Bäume", "de"), Literal("Grün", "de")}
    publisher = graph.value(trees, DCTERMS.publisher)
    assert graph.value(publisher, FOAF.name) == Literal("Grünflächenamt", "de")
    places = set(graph.objects(trees, DCTERMS.spatial))
    assert URIRef("http://dcat-ap.de/def/politicalGeocoding/municipalityKey/12065000") in places
    assert len(places) == 2
    period = graph.value(node(served, "counters"), DCTERMS.temporal)
    assert str(graph.value(period, DCAT.startDate)).startswith("2024-10-26T20:00:00")


def test_each_download_and_service_is_a_distribution_that_works(served: Served) -> None:
    graph = parsed(served)
    for slug, endings in (
        ("trees", {"csv", "xlsx", "geojson", "parquet", "features", "tiles"}),
        ("incomes", {"csv", "xlsx", "json", "parquet"}),
    ):
        found = list(graph.objects(node(served, slug), DCAT.distribution))
        assert {str(one).rpartition("#")[2] for one in found} == endings
        for one in found:
            assert graph.value(one, DCTERMS.license) == URIRef("http://dcat-ap.de/def/licenses/dl-by-de/2.0")
            assert graph.value(one, URIRef(f"{DCATDE}licenseAttributionByText")) == Literal(
                "Prüfstadt, Grünflächenamt", "de"
            )
            assert served.client.get(str(graph.value(one, DCAT.accessURL))).status_code == 200
            if (media := graph.value(one, DCAT.mediaType)) and (file := graph.value(one, DCAT.downloadURL)):
                assert (
                    served.client.head(str(file)).headers["content-type"].split(";")[0]
                    == str(media).partition("media-types/")[2]
                )
    services = set(graph.subjects(RDF.type, DCAT.DataService))
    assert {str(one).rpartition("-")[2] for one in services} == {"features", "tiles", "sensorthings"}


def test_what_is_not_public_is_not_in_the_catalogue_whoever_asks(served: Served) -> None:
    for headers in ({}, STAFF):
        assert "secret" not in served.client.get("/catalogue.ttl", headers=headers).text
        assert served.client.get("/catalogue/datasets/secret", headers=headers).status_code == 404


def test_a_town_without_data_has_a_catalogue(fresh_served: Served, shapes: Graph) -> None:
    assert judged(parsed(fresh_served), shapes) == []


LACKS = ["title_de", "description_de", "owner_office", "contact", "licence"]


@pytest.mark.parametrize("lacking", LACKS)
def test_a_dataset_that_lacks_something_does_not_spoil_the_catalogue(
    fresh_served: Served, shapes: Graph, lacking: str
) -> None:
    fresh_served.filled.features("good", [("n", "integer")], [])
    fresh_served.filled.features("bad", [("n", "integer")], [], **{lacking: ""})
    graph = parsed(fresh_served)
    assert {str(one).rpartition("/")[2] for one in graph.subjects(RDF.type, DCAT.Dataset)} == {"good"}
    assert judged(graph, shapes) == []
    assert fresh_served.client.get("/catalogue/datasets/bad").status_code == 404


HARD = 'x"""@de . <http://evil> <http://evil> "x" . <script>\\ \n\t\x07 {{7*7}} &'


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("ending", list(FORMATS))
def test_hard_texts_come_through_and_say_nothing_new(fresh_served: Served, shapes: Graph, ending: str) -> None:
    fields = dict.fromkeys(("title_de", "title_en", "description_de", "owner_office", "attribution", "keywords"), HARD)
    contact = "mailto:a b>@x.example"
    fresh_served.filled.features(
        "hard",
        [("n", "integer")],
        [],
        **fields,
        contact=contact,
        licence="https://x.example/> <a",
        theme="NONE",
        spatial="12; x",
    )
    text = fresh_served.client.get(f"/catalogue.{ending}").text
    graph = Graph().parse(data=text, format=FORMATS[ending][1])
    assert not list(graph.triples((URIRef("http://evil"), None, None)))
    assert graph.value(node(fresh_served, "hard"), DCTERMS.title, any=True)
    assert Literal(HARD.replace("\x07", ""), "de") in set(graph.objects(node(fresh_served, "hard"), DCTERMS.title))
    assert judged(graph, shapes) == []


def test_a_large_catalogue_comes_in_pages(fresh_served: Served, shapes: Graph) -> None:
    from stadtkern.data.registry.models import Dataset

    Dataset.objects.bulk_create(Dataset(slug=f"d{i}", title_de=f"Nummer {i}", **PUBLISHED) for i in range(130))
    found: set[str] = set()
    for page in (1, 2):
        graph = parsed(fresh_served, f"/catalogue.ttl?page={page}")
        assert judged(graph, shapes) == []
        found |= {str(one) for one in graph.subjects(RDF.type, DCAT.Dataset)}
    assert len(found) == 130
    hydra = "http://www.w3.org/ns/hydra/core#"
    assert Literal(130) in set(graph.objects(None, URIRef(f"{hydra}totalItems")))
    assert fresh_served.client.get("/catalogue.ttl?page=3").status_code == 404
    for page in ("0", "x", "-1", "1.0"):
        assert fresh_served.client.get(f"/catalogue.ttl?page={page}").status_code == 400


def test_an_unchanged_catalogue_is_not_sent_again(served: Served) -> None:
    first = served.client.get("/catalogue.ttl")
    assert served.client.get("/catalogue.ttl", headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_a_changed_dataset_changes_the_catalogue(fresh_served: Served) -> None:
    from stadtkern.data.registry.public import update_dataset

    one = fresh_served.filled.features("one", [("n", "integer")], [])
    before = fresh_served.client.get("/catalogue.ttl").text
    update_dataset(one.dataset_id, title_de="Neuer Titel")
    after = fresh_served.client.get("/catalogue.ttl").text
    assert "Neuer Titel" in after
    assert "Neuer Titel" not in before


def test_the_contributor_is_named_when_the_town_has_one(fresh_served: Served, shapes: Graph) -> None:
    file = fresh_served.filled.folder.settings_file
    file.write_text(
        file.read_text("utf-8").replace(
            "[town]", '[town]\ncontributor = "http://dcat-ap.de/def/contributors/pruefstadt"'
        ),
        "utf-8",
    )
    fresh_served.filled.folder.__dict__.pop("settings", None)
    fresh_served.filled.features("one", [("n", "integer")], [])
    graph = parsed(fresh_served)
    assert graph.value(node(fresh_served, "one"), URIRef(f"{DCATDE}contributorID")) == URIRef(
        "http://dcat-ap.de/def/contributors/pruefstadt"
    )
    assert judged(graph, shapes) == []
    assert (None, SKOS.inScheme, URIRef("http://dcat-ap.de/def/contributors")) in graph
