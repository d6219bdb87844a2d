"""What the map is told: its layers with titles and columns, where it begins, and whether the town has a base map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.urls import reverse

from stadtkern.data.portal.access import registry, streams_of
from stadtkern.data.portal.rows import shown
from stadtkern.data.portal.rows_page import overview, symbol
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.town.text import Text

BASE = "/tiles/base/{z}/{x}/{y}.mvt"
# The parts that an OpenStreetMap extract is read into and that the base map is drawn from.
_BASE_PARTS = frozenset({"buildings", "roads", "land", "water"})
_CARD_COLUMNS = 8
# Degrees from the middle of everything beyond which a layer does not widen the town's first view.
_FAR = 0.5

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
    def href(self) -> str:
        """Where the layer's dataset is, at this collection."""
        return f"{reverse('dataset', args=[self.dataset.slug])}?c={self.collection.slug}"


def is_ground(dataset: DatasetFacts) -> bool:
    """Tell whether a dataset is an OpenStreetMap extract, whose parts are the ground under other layers."""
    return {one.name for one in dataset.collections} >= _BASE_PARTS


def base_map(datasets: Iterable[DatasetFacts]) -> str | None:
    """Give the tiles of the town's own base map, if a dataset that this reader may see holds one."""
    return BASE if any(is_ground(one) for one in datasets) else None


def layers(datasets: Iterable[DatasetFacts]) -> list[Layer]:
    """Give every collection with places, in the order of the datasets, those that are ground last."""
    found: list[Layer] = []
    for dataset in sorted(datasets, key=is_ground):
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


def config(found: Sequence[Layer], language: str, *, whole: bool = False) -> dict[str, Any]:
    """Give the map's wishes as its island reads them. ``whole``: the town's map, with its state in the address."""
    boxes = [one.collection.bbox or _box_of_stations(one.collection) for one in found]
    placed = [(one, box) for one, box in zip(found, boxes, strict=True) if box]
    bounds = _whole_town(placed) if whole else _around([box for _, box in placed])
    answer: dict[str, Any] = {
        "base": base_map(registry().datasets()),
        "layers": [_wish(one, place, language, whole=whole) for place, one in enumerate(found)],
        "language": language,
        "hash": whole,
        "attribution": ", ".join(dict.fromkeys(one.dataset.attribution for one in found if one.dataset.attribution))[
            :300
        ],
    }
    if bounds:
        answer["bounds"] = bounds
        answer["center"] = [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]
    return answer


def _wish(one: Layer, place: int, language: str, *, whole: bool) -> dict[str, Any]:
    collection = one.collection
    wish: dict[str, Any] = {
        "id": f"l{collection.id}",
        "slug": collection.slug,
        "title": one.title.in_language(language),
        "kind": one.kind,
        "tiles": f"/tiles/{collection.slug}/{{z}}/{{x}}/{{y}}.mvt",
        "colour": place % 7 + 1,
        "count": one.count,
        "href": one.href,
        "table": f"{one.href}#table",
        "on": not whole or (not is_ground(one.dataset) and place < 4),
        "columns": [],
    }
    if collection.shape == "features":
        listed = shown(collection)
        name = next((column.name for column in listed if column.role == "name"), None)
        if name:
            wish["name"] = name
        wish["columns"] = [
            {"name": column.name, "title": column.title, **({"unit": symbol(column.unit)} if column.unit else {})}
            for column in listed
            if column.name != name
        ][:_CARD_COLUMNS]
    else:
        wish["name"] = "name"
    return wish


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
    houses = [box for one, box in placed if is_ground(one.dataset) and one.collection.name == "buildings"]
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
