"""Answers of the catalogue's door."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha1
from threading import Lock

from rdflib import Graph
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stadtkern.data.guard.decide import PUBLIC, visible
from stadtkern.data.publish.dcat.catalogue import PAGE, TownFacts, catalogue_graph, dataset_graph, listable
from stadtkern.data.publish.doors import NOT_THERE, Doors
from stadtkern.data.publish.features.parameters import check_known, wrong
from stadtkern.data.publish.shared.running import Running
from stadtkern.data.publish.shared.web import fresh, wanted
from stadtkern.data.registry.facts import DatasetFacts

FORMATS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "rdf": "application/rdf+xml"}
_WRITERS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
_PAGE = re.compile(r"[1-9]\d{0,5}\Z", re.ASCII)


class Catalogue:
    """The door's work, with the answers written lately (they cost a second for a hundred datasets)."""

    def __init__(self) -> None:
        """Begin with nothing written."""
        self._written: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def whole(self, doors: Doors, request: Request, _running: Running) -> Response:
        """Answer ``/catalogue``: by the Accept header Turtle, JSON-LD or RDF/XML; browsers go to the list of datasets."""
        check_known(request.query_params, frozenset({"page", "f", "lang"}))
        kind = _kind(request)
        if kind == "html":
            return RedirectResponse(f"{doors.base(request)}/datasets/", 303, {"Vary": "Accept"})
        page = request.query_params.get("page", "1")
        if not _PAGE.match(page):
            raise wrong("page", "er ist eine Zahl ab 1.", "it is a number from 1.")
        datasets = _public(doors)
        last = max(1, -(-sum(map(listable, datasets)) // PAGE))
        if int(page) > last:
            return doors.problem(request, NOT_THERE, 404)
        town = _town(doors, request)
        return self._answer(
            request, town, datasets, kind, f"page {page}", lambda: catalogue_graph(town, datasets, int(page))
        )

    def one(self, doors: Doors, request: Request, _running: Running) -> Response:
        """Answer ``/catalogue/datasets/{slug}``: a dataset's own description."""
        check_known(request.query_params, frozenset({"f", "lang"}))
        slug = request.path_params["slug"]
        found = next((one for one in _public(doors) if one.slug == slug and listable(one)), None)
        if found is None:
            return doors.problem(request, NOT_THERE, 404)
        kind = _kind(request)
        if kind == "html":
            return RedirectResponse(f"{doors.base(request)}/datasets/{slug}/", 303, {"Vary": "Accept"})
        town = _town(doors, request)
        return self._answer(request, town, [found], kind, slug, lambda: dataset_graph(town, found))

    def _answer(
        self,
        request: Request,
        town: TownFacts,
        datasets: list[DatasetFacts],
        kind: str,
        what: str,
        make: Callable[[], Graph],
    ) -> Response:
        mark = _mark(town, datasets, kind, what)
        headers = {"ETag": f'W/"{mark}"', "Cache-Control": "public, max-age=300", "Vary": "Accept"}
        if (known := fresh(request, headers["ETag"], headers)) is not None:
            return known
        with self._lock:
            body = self._written.get(mark)
        if body is None:
            body = _write(make(), kind)
            with self._lock:
                self._written[mark] = body
                while len(self._written) > 32:
                    self._written.popitem(last=False)
        return Response(body, 200, headers, f"{FORMATS[kind]}; charset=utf-8" if kind == "ttl" else FORMATS[kind])


def _kind(request: Request) -> str:
    ending = request.url.path.rpartition("/")[2].rpartition(".")[2]
    if ending in FORMATS:
        return ending
    kind = wanted(request, {**FORMATS, "html": "text/html"}, "ttl")
    if kind is None:
        raise wrong("f", "möglich sind ttl, jsonld, rdf und html.", "there are ttl, jsonld, rdf and html.")
    return kind


def _public(doors: Doors) -> list[DatasetFacts]:
    """Give what everyone may know: a catalogue is passed on by harvesters, whoever asked for it."""
    return list(visible(PUBLIC, doors.registry.datasets()))


def _town(doors: Doors, request: Request) -> TownFacts:
    settings = doors.folder
    return TownFacts(
        doors.base(request),
        doors.title,
        str(settings.get("town", "contact", "")),
        str(settings.get("town", "contributor", "")),
    )


def _mark(town: TownFacts, datasets: list[DatasetFacts], kind: str, what: str) -> str:
    states = [f"{one.id} {one.modified.isoformat()} {[each.modified for each in one.collections]}" for one in datasets]
    text = "|".join([town.base, town.title.de, town.contact, town.contributor, kind, what, *states])
    return sha1(text.encode(), usedforsecurity=False).hexdigest()[:24]


def _write(graph: Graph, kind: str) -> bytes:
    if kind == "jsonld":
        context = {prefix: str(namespace) for prefix, namespace in graph.namespaces() if prefix}
        return graph.serialize(format="json-ld", context=context, auto_compact=True).encode()
    return graph.serialize(format=_WRITERS[kind], encoding="utf-8")
