"""What was found, as pages and scripts show it: titles in pieces, where a place leads, what a dataset holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from stadtkern.data.portal.finding import OTHER, SHAPES, rows_told, shapes, theme_name, theme_of
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.search.entry import Entry, Found
from stadtkern.data.search.finder import Finder
from stadtkern.data.search.highlight import Piece
from stadtkern.town.text import Text

KINDS = {
    "address": Text("Adresse", "Address"),
    "street": Text("Straße", "Street"),
    "stop": Text("Haltestelle", "Stop"),
    "line": Text("Linie", "Line"),
    "district": Text("Ortsteil", "District"),
    "station": Text("Messstelle", "Measuring station"),
    "place": Text("Ort", "Place"),
    "water": Text("Gewässer", "Water"),
    "dataset": Text("Datensatz", "Dataset"),
    "page": Text("Seite", "Page"),
    "news": Text("Neuigkeit", "News"),
    "quarter": Text("Quartier zum Umbauen", "Quarter to rebuild"),
    "design": Text("Entwurf", "Design"),
}
ICONS = {
    "address": "house", "street": "road", "stop": "bus", "line": "bus", "district": "map", "station": "sensor",
    "place": "pin", "water": "line", "dataset": "chart", "page": "file", "news": "calendar",
    "quarter": "layers", "design": "layers",
}  # fmt: skip
# What is made of several rows has no row of its own.
_BY_POINT = ("address", "street")
_MOST_WORDS = 5
_LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Known:
    """The datasets that this reader may know of, by id."""

    datasets: Mapping[int, DatasetFacts]

    def collection(self, entry: Entry) -> CollectionFacts | None:
        """Give the collection a place comes from."""
        dataset = self.datasets.get(entry.dataset or 0)
        return next((one for one in dataset.collections if one.id == entry.collection), None) if dataset else None


def data_rows(found: Found, known: Known, finder: Finder, query: str, language: str) -> list[dict[str, Any]]:
    """Give what the page shows of datasets; one that has just gone is left out."""
    rows = []
    for hit in found.hits:
        dataset = known.datasets.get(hit.entry.dataset or 0)
        if dataset is None:
            continue
        title = finder.marked(dataset.title.in_language(language), query, loose=found.loose)
        text = finder.snippet(dataset.description.in_language(language), query, loose=found.loose)
        said = any(piece.hit for piece in (*title, *text))
        rows.append(
            {
                "dataset": dataset,
                "url": reverse("dataset", args=[dataset.slug]),
                "title": title,
                "text": text,
                "words": [] if said else _words(hit.entry, dataset, finder, query, loose=found.loose),
                "shapes": [SHAPES[shape] for shape in shapes(dataset) if shape in SHAPES],
                "theme": theme_name(theme_of(dataset)) if theme_of(dataset) != OTHER else None,
                "rows": rows_told(dataset),
                "measured": shapes(dataset) == ["series"],
            }
        )
    return rows


def _words(entry: Entry, dataset: DatasetFacts, finder: Finder, query: str, *, loose: bool) -> list[list[Piece]]:
    """Give the keywords, columns, kinds and stations that answer the question, for what neither title nor text says."""
    found = []
    for word in dict.fromkeys((*dataset.keywords, *entry.more.split(" · "))):
        pieces = finder.marked(word[:_LONGEST_WORDS].replace("_", " "), query, loose=loose)
        if any(piece.hit for piece in pieces):
            found.append(pieces)
            if len(found) == _MOST_WORDS:
                break
    return found


def place_rows(found: Found, known: Known, finder: Finder, query: str, language: str) -> list[dict[str, Any]]:
    """Give what the page shows of places."""
    return [
        {
            "entry": hit.entry,
            "url": place_address(hit.entry, known),
            "title": finder.marked(hit.entry.title.in_language(language), query, loose=found.loose),
            "detail": hit.entry.text.in_language(language),
            # "Place" says nothing where a place says itself what it is.
            "kind": KINDS[hit.entry.kind] if hit.entry.kind != "place" or not hit.entry.text.de else None,
            "icon": ICONS[hit.entry.kind],
        }
        for hit in found.hits
    ]


def page_rows(found: Found, finder: Finder, query: str, language: str) -> list[dict[str, Any]]:
    """Give what the page shows of pages and news."""
    return [
        {
            "url": hit.entry.url,
            "title": finder.marked(hit.entry.title.in_language(language), query, loose=found.loose),
            "text": finder.snippet(hit.entry.text.in_language(language), query, loose=found.loose),
            "kind": KINDS.get(hit.entry.kind, KINDS["page"]),
        }
        for hit in found.hits
    ]


def place_address(entry: Entry, known: Known) -> str:
    """Give where a place leads: a station to its values, anything else to its own page, or to the map without one."""
    collection = known.collection(entry)
    dataset = known.datasets.get(entry.dataset or 0)
    if dataset is not None and collection is not None:
        if entry.kind == "station" or entry.lon is None:
            return f"{reverse('dataset', args=[dataset.slug])}?c={collection.slug}"
        own = address_of("place-thing", collection.slug, entry.row) if entry.kind not in _BY_POINT else ""
        if own:
            return own
    if entry.lat is not None and (page := address_of("place")):
        return f"{page}?at={entry.lat:.6f},{entry.lon:.6f}"
    return map_address(entry)


def map_address(entry: Entry) -> str:
    """Give the map at a place, near enough to see it."""
    if entry.lon is None or entry.lat is None:
        return reverse("map")
    zoom = 14 if entry.kind == "district" else 17
    return f"{reverse('map')}#map={zoom}/{entry.lat:.5f}/{entry.lon:.5f}"


def for_map(found: Found, known: Known, language: str) -> list[dict[str, Any]]:
    """Give places as the map's search reads them; one without coordinates cannot be shown there."""
    return [
        {
            "title": hit.entry.title.in_language(language),
            "kind": hit.entry.kind,
            "detail": hit.entry.text.in_language(language) or KINDS[hit.entry.kind].in_language(language),
            "lon": round(hit.entry.lon, 6),
            "lat": round(hit.entry.lat, 6),
            "bbox": [round(one, 6) for one in hit.entry.box] if hit.entry.box else None,
            "url": place_address(hit.entry, known),
        }
        for hit in found.hits
        if hit.entry.lon is not None and hit.entry.lat is not None
    ]


def suggestion(
    title: str, url: str, detail: str, icon: str, finder: Finder, query: str, *, loose: bool
) -> dict[str, Any]:
    """Give one line under the search box, with its pieces."""
    pieces = [{"text": piece.text, "hit": piece.hit} for piece in finder.marked(title, query, loose=loose)]
    return {"title": title, "url": url, "detail": detail, "icon": icon, "pieces": pieces}


def address_of(name: str, *args: object) -> str:
    """Give a page's address, or "" where this town has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
