"""What the map is told: its layers with titles and columns, where it begins, and whether the town has a base map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.urls import reverse

from stadtkern.data.portal import map_relief
from stadtkern.data.portal.access import streams_of, town
from stadtkern.data.portal.finding import OTHER, theme_name, theme_of
from stadtkern.data.portal.map_values import measures_of, span_of
from stadtkern.data.portal.map_ways import ways
from stadtkern.data.portal.row_figures import overview
from stadtkern.data.portal.rows import shown
from stadtkern.data.portal.unit_words import unit_told
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts, ground_of
from stadtkern.data.registry.terms import THEMES
from stadtkern.town.text import Text

BASE = "/tiles/base/{z}/{x}/{y}.mvt"
_CARD_COLUMNS = 8
# Degrees from the middle of everything beyond which a layer does not widen the town's first view.
_FAR = 0.5
_ON_AT_FIRST = 4
OSM = "© OpenStreetMap"
GROUND_THEME = Text("Aus der Grundkarte", "From the base map")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Layer:
    """A collection that has places."""

    dataset: DatasetFacts
    collection: CollectionFacts
    kind: str
    title: Text
    count: int

    @property
    def id(self) -> str:
        """The layer's name in addresses of maps."""
        return f"l{self.collection.id}"

    @property
    def theme(self) -> Text:
        """What the layer stands under: its dataset's theme, or the ground."""
        return GROUND_THEME if self.dataset.is_ground else theme_name(theme_of(self.dataset))

    @property
    def href(self) -> str:
        """Where the layer's dataset is, at this collection."""
        return f"{reverse('dataset', args=[self.dataset.slug])}?c={self.collection.slug}"


def base_map(datasets: Iterable[DatasetFacts]) -> str | None:
    """Give the tiles of the town's own base map, if a dataset that this reader may see holds one."""
    return BASE if any(one.is_ground for one in datasets) else None


def layers(datasets: Iterable[DatasetFacts]) -> list[Layer]:
    """Give every collection with places by theme, in the order of the datasets, those that are ground last."""
    found: list[Layer] = []
    order = {code: place for place, code in enumerate((*THEMES, OTHER))}
    for dataset in sorted(datasets, key=lambda one: (one.is_ground, order[theme_of(one)])):
        for collection in dataset.collections:
            one = _layer(dataset, collection)
            if one is not None:
                found.append(one)
    return found


def _layer(dataset: DatasetFacts, collection: CollectionFacts) -> Layer | None:
    if collection.shape == "features":
        kinds = {kind: n for kind, n in overview(collection).kinds.items() if kind != "none"}
        if not kinds:
            return None
        return Layer(
            dataset,
            collection,
            max(kinds, key=lambda one: kinds[one]),
            _title(dataset, collection),
            sum(kinds.values()),
        )
    if collection.shape == "series":
        stations = {one.thing_id for one in streams_of(collection) if one.lon is not None}
        return Layer(dataset, collection, "station", _title(dataset, collection), len(stations)) if stations else None
    return None


def _title(dataset: DatasetFacts, collection: CollectionFacts) -> Text:
    own = collection.title or collection.name
    if len(dataset.collections) == 1 or not own:
        return dataset.title
    return Text(f"{own} ({dataset.title.de})", f"{own} ({dataset.title.en})")


def on_at_first(found: Sequence[Layer]) -> list[str]:
    """Choose the layers that the town's map opens with: what is measured now, else the first ones."""
    usable = [one for one in found if not one.dataset.is_ground]
    live = [one for one in usable if one.kind == "station" and "hour" in _steps(one.collection)]
    return [one.id for one in (live or usable)[:_ON_AT_FIRST]]


def _steps(collection: CollectionFacts) -> set[str]:
    return {step for one in measures_of(collection, "de") for step in one.steps}


def bounds_of(found: Sequence[Layer], *, whole: bool) -> list[float]:
    """Give the box (west, south, east, north) that a map of these layers opens with; empty when none has a place."""
    boxes = [one.collection.bbox or _box_of_stations(one.collection) for one in found]
    placed = [(one, box) for one, box in zip(found, boxes, strict=True) if box]
    return _whole_town(placed) if whole else _around([box for _, box in placed])


def config(
    found: Sequence[Layer], language: str, *, seen: Sequence[DatasetFacts] = (), whole: bool = False
) -> dict[str, Any]:
    """Give the map's wishes as its island reads them. ``whole``: the town's map, with its state in the address.

    ``seen``: the datasets that the reader may see, for the ground.
    """
    relief = map_relief.wish(seen, language)
    bounds = bounds_of(found, whole=whole) or (relief or {}).get("bounds", [])
    on = on_at_first(found) if whole else [one.id for one in found]
    answer: dict[str, Any] = {
        "title": str(town().get("town", "name", "")),
        "base": base_map(seen),
        "relief": relief,
        "layers": [_wish(one, place, language, on, whole=whole) for place, one in enumerate(found)],
        "language": language,
        "hash": whole,
        "attribution": _attribution(found, seen),
        "doors": {
            "places": "/search/places",
            "here": reverse("map-here"),
            "picture": reverse("map-picture"),
            "page": reverse("map"),
            "embed": reverse("map-embed"),
        },
    }
    if bounds:
        answer["bounds"] = bounds
        answer["center"] = [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]
    return answer


def _attribution(found: Sequence[Layer], seen: Sequence[DatasetFacts]) -> str:
    """Name the sources: of the layers, and of the ground that lies under them."""
    ground = [one.attribution or OSM for one in [ground_of(seen)] if one]
    named = [one.dataset.attribution for one in found if one.dataset.attribution]
    return ", ".join(dict.fromkeys([*named, *ground, *map_relief.attributions(seen)]))[:300]


def _wish(one: Layer, place: int, language: str, on: Sequence[str], *, whole: bool) -> dict[str, Any]:
    collection = one.collection
    wish: dict[str, Any] = {
        "id": one.id,
        "slug": collection.slug,
        "title": one.title.in_language(language),
        "theme": one.theme.in_language(language),
        "kind": one.kind,
        "tiles": f"/tiles/{collection.slug}/{{z}}/{{x}}/{{y}}.mvt",
        "items": f"/features/collections/{collection.slug}/items",
        "colour": place % 7 + 1,
        "count": one.count,
        "href": one.href,
        "table": f"{one.href}#table",
        "on": one.id in on,
        "columns": [],
    }
    if collection.shape == "features":
        return wish | _features(one, language, whole=whole)
    return wish | {"name": "name"} | _series(collection, language)


def _features(one: Layer, language: str, *, whole: bool) -> dict[str, Any]:
    listed = shown(one.collection)
    name = next((column.name for column in listed if column.role == "name"), None)
    ranges = {
        seen.column.name: [float(seen.least), float(seen.median), float(seen.most)]
        for seen in overview(one.collection).profiles
        if seen.column.type in ("number", "integer") and seen.column.role in ("property", "value") and seen.distinct > 3
        and seen.least is not None
    }  # fmt: skip
    columns = [column for column in listed if column.name != name][:_CARD_COLUMNS]
    wish: dict[str, Any] = {
        "columns": [
            {"name": column.name, "title": column.title}
            | (unit_told(column.unit, language) if column.unit else {})
            | ({"range": ranges[column.name]} if column.unit and column.name in ranges else {})
            for column in columns
        ],
        # Alone on its page a layer shows its kinds at once; among others its own colour tells it apart, and the ways are
        # asked for when someone wants to know.
        "way": -1 if whole else 0,
        **(
            {"ask": reverse("map-ways", args=[one.collection.slug])}
            if whole
            else {"ways": ways(one.collection, language)}
        ),
    }
    return wish | ({"name": name} if name else {})


def _series(collection: CollectionFacts, language: str) -> dict[str, Any]:
    measures, span = measures_of(collection, language), span_of(collection)
    if not measures or span is None:
        return {}
    return {
        "series": {
            "address": reverse("map-values", args=[collection.slug]),
            "station": reverse("map-station", args=[collection.slug, 0]).replace("/0/", "/{id}/"),
            "first": span[0].isoformat(),
            "last": span[1].isoformat(),
            "measures": [{"key": one.key, "title": one.title, "steps": list(one.steps)} | one.unit for one in measures],
        }
    }


def _box_of_stations(collection: CollectionFacts) -> Box | None:
    places = (
        [(one.lon, one.lat) for one in streams_of(collection) if one.lon is not None and one.lat is not None]
        if collection.shape == "series"
        else []
    )
    if not places:
        return None
    lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
    return min(lons) - 0.004, min(lats) - 0.003, max(lons) + 0.004, max(lats) + 0.003


def _whole_town(placed: Sequence[tuple[Layer, Box]]) -> list[float]:
    """Give the view a town's map opens with: its houses, else whatever lies together; a stray place far off is left out."""
    houses = [box for one, box in placed if one.dataset.is_ground and one.collection.name == "buildings"]
    if houses:
        return list(houses[0])
    boxes = [box for _, box in placed]
    if not boxes:
        return []
    lon, lat = median((b[0] + b[2]) / 2 for b in boxes), median((b[1] + b[3]) / 2 for b in boxes)
    near = [b for b in boxes if abs((b[0] + b[2]) / 2 - lon) < _FAR and abs((b[1] + b[3]) / 2 - lat) < _FAR]
    return _around(near or boxes)


def _around(boxes: Sequence[Box]) -> list[float]:
    if not boxes:
        return []
    return [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)]
