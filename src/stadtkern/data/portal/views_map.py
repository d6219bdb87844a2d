"""The town's map as a page, as a part of other pages, as a picture, and the small doors that it asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from stadtkern.data.guard.decide import Action, decide
from stadtkern.data.portal import map_relief
from stadtkern.data.portal.access import datasets_for, lake, language, number_of, registry, viewer_of, word_of
from stadtkern.data.portal.finding import shapes
from stadtkern.data.portal.map_here import address_near
from stadtkern.data.portal.map_picture import LEAST_SIDE, MOST_SIDE, Sheet, picture
from stadtkern.data.portal.map_state import State, View, fitting, query, read_state
from stadtkern.data.portal.map_station import station
from stadtkern.data.portal.map_values import STEPS, breaks, frames, latest, measures_of
from stadtkern.data.portal.map_ways import ways
from stadtkern.data.portal.maps import Layer, bounds_of, config, layers, on_at_first
from stadtkern.data.portal.memory import drawn
from stadtkern.data.publish.relief.ground import height_at
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts, ground_of
from stadtkern.town.text import Text

_GERMANY = View(5.0, 51.2, 10.4)
_WIDE, _HIGH = 960, 600
_STRIDE = 0.4


@require_safe
def town_map(request: HttpRequest) -> HttpResponse:
    """Show everything that has a place on one map, and the same as pictures with links and as a list."""
    datasets = datasets_for(request)
    found = layers(datasets)
    context = still(request, found, datasets)
    told = config(found, language(), seen=datasets, whole=True) | {"poster": context["picture"]}
    ground = [one for one in datasets if told["relief"] and "terrain" in shapes(one)]
    return render(request, "portal/map.html", {"layers": found, "terrains": ground, "map_config": told} | context)


@require_safe
@xframe_options_exempt
def embedded(request: HttpRequest) -> HttpResponse:
    """Show the map alone, to stand in a frame on someone else's page. The address says view and layers."""
    datasets = datasets_for(request)
    found = layers(datasets)
    state = read_state(request.GET.dict())
    if state.layers is not None:
        found = [one for one in found if one.id in state.layers] or found
    told = config(found, language(), seen=datasets, whole=True) | {"embedded": True}
    if state.layers is not None:
        told["layers"] = [one | {"on": one["id"] in state.layers} for one in told["layers"]]
    page = f"{reverse('map')}?{request.META.get('QUERY_STRING', '')}".rstrip("?")
    return render(
        request,
        "portal/map_embed.html",
        {"layers": found, "map_config": told, "page": page} | still(request, found, datasets),
    )


def still(request: HttpRequest, found: Sequence[Layer], seen: Sequence[DatasetFacts]) -> dict[str, Any]:
    """Give what a page needs to show the map without a script: a picture's address, and links that move and zoom it."""
    state = read_state(request.GET.dict())
    shown = [one.id for one in found if one.id in state.layers] if state.layers is not None else on_at_first(found)
    if state.layers is not None and map_relief.OFF in state.layers:
        shown.append(map_relief.OFF)
    view = state.view or _opening(found, whole=True, seen=seen)
    moves = (
        (Text("nach oben", "up"), "↑", view.moved(0, _HIGH * _STRIDE)),
        (Text("nach unten", "down"), "↓", view.moved(0, -_HIGH * _STRIDE)),
        (Text("nach links", "left"), "←", view.moved(-_WIDE * _STRIDE, 0)),
        (Text("nach rechts", "right"), "→", view.moved(_WIDE * _STRIDE, 0)),
        (Text("vergrößern", "zoom in"), "+", view.zoomed(1)),
        (Text("verkleinern", "zoom out"), "−", view.zoomed(-1)),
    )
    return {
        "picture": picture_address(view, shown, request),
        "picture_view": view.words(),
        "moves": [(title, sign, f"?{query(to, shown)}") for title, sign, to in moves],
        "shown": shown,
    }


def picture_address(
    view: View, shown: Sequence[str], request: HttpRequest, width: int = _WIDE, height: int = _HIGH
) -> str:
    """Give the address of a still picture in the look that the reader chose."""
    look = "&look=dark" if request.COOKIES.get("theme") == "dark" else ""
    return f"{reverse('map-picture')}?{query(view, list(shown))}&size={width}x{height}{look}"


def dataset_picture(request: HttpRequest, found: Sequence[Layer]) -> str:
    """Give the address of the picture that a dataset's page shows until its map is there; empty without places."""
    if not bounds_of(found, whole=False):
        return ""
    return picture_address(
        _opening(found, whole=False, width=1140, height=416), [one.id for one in found], request, 1140, 416
    )


def _opening(
    found: Sequence[Layer], *, whole: bool, seen: Sequence[DatasetFacts] = (), width: int = _WIDE, height: int = _HIGH
) -> View:
    bounds = bounds_of(found, whole=whole) or (map_relief.wish(seen, "de") or {}).get("bounds")
    return fitting((bounds[0], bounds[1], bounds[2], bounds[3]), width, height, 40) if bounds else _GERMANY


@require_safe
def still_picture(request: HttpRequest) -> HttpResponse:
    """Draw the map as SVG: ``map`` and ``layers`` as in the map's address, ``size`` in pixels, ``look`` light or dark."""
    datasets = datasets_for(request)
    found = layers(datasets)
    state = read_state(request.GET.dict())
    width, height = _size(word_of(request.GET, "size"))
    view = state.view or _opening(found, whole=True, seen=datasets, width=width, height=height)
    sheet = Sheet(view, width, height, "dark" if word_of(request.GET, "look") == "dark" else "light")
    shown = _chosen(found, state)
    ground = ground_of(datasets)
    terrains = map_relief.parts(datasets, state.layers)
    parts = [one.collection for _, one in shown] + list(ground.collections if ground else ()) + terrains
    etag = _mark(request, parts)
    if request.headers.get("if-none-match") == etag:
        return HttpResponseNotModified()
    title = Text("Karte", "Map").in_language(language())
    if shown:
        title += ": " + ", ".join(one.title.in_language(language()) for _, one in shown[:6])

    def draw() -> str:
        relief = map_relief.image(datasets, view.box(width, height), width, height, sheet.look) if terrains else ""
        return picture(sheet, ground, shown, title, relief)

    answer = HttpResponse(drawn(etag, draw), content_type="image/svg+xml; charset=utf-8")
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, max-age=300" if viewer_of(request).is_staff else "public, max-age=300"
    answer["Vary"] = "Cookie, Accept-Language"
    return answer


def _chosen(found: Sequence[Layer], state: State) -> list[tuple[int, Layer]]:
    wanted = state.layers if state.layers is not None else on_at_first(found)
    return [(place % 7 + 1, one) for place, one in enumerate(found) if one.id in wanted]


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isascii() and width.isdecimal() and height.isascii() and height.isdecimal()) or len(text) > 9:
        return _WIDE, _HIGH
    return max(LEAST_SIDE, min(MOST_SIDE, int(width))), max(LEAST_SIDE, min(MOST_SIDE, int(height)))


def _mark(request: HttpRequest, parts: Sequence[CollectionFacts]) -> str:
    states = [f"{one.id}:{one.modified}:{one.rows}" for one in parts]
    words = f"{request.META.get('QUERY_STRING', '')} {language()} {' '.join(states)}"
    return f'"{sha256(words.encode()).hexdigest()[:24]}"'


@require_safe
def values(request: HttpRequest, slug: str) -> JsonResponse:
    """Answer what a series' stations measured: ``measure``, ``step`` (live, hour, day, month, year), ``at`` a day."""
    collection = _series(request, slug)
    measures = measures_of(collection, language())
    place = number_of(request.GET, "measure", 0)
    if place >= len(measures):
        raise Http404
    measure = measures[place]
    step = word_of(request.GET, "step")
    if step in STEPS:
        found = frames(collection, measure, step, _day(word_of(request.GET, "at")), language())
    else:
        found = latest(collection, measure, language())
    return _told(found | {"breaks": breaks(collection, measure, str(found["step"]))})


@require_safe
def layer_ways(request: HttpRequest, slug: str) -> JsonResponse:
    """Answer how a layer of places may be coloured and filtered."""
    found = registry().collection(slug)
    if found is None or found[1].shape != "features" or not decide(viewer_of(request), found[0], Action.READ).allowed:
        raise Http404
    return _told({"ways": ways(found[1], language())})


@require_safe
def station_values(request: HttpRequest, slug: str, number: int) -> JsonResponse:
    """Answer what one station measures: each series with its last value and the hours of its last two days."""
    found = station(_series(request, slug), number, language())
    if not found["series"]:
        raise Http404
    return _told(found)


@require_safe
def here(request: HttpRequest) -> JsonResponse:
    """Answer what address is near a place (``lat``, ``lon``), and how many metres above the sea it is."""
    try:
        lat, lon = float(word_of(request.GET, "lat")), float(word_of(request.GET, "lon"))
    except ValueError:
        raise Http404 from None
    if not (abs(lat) <= 85 and abs(lon) <= 180):
        raise Http404
    datasets = datasets_for(request)
    height = height_at(lake(), datasets, lon, lat)
    return _told({"address": address_near(ground_of(datasets), lon, lat), "height": height and round(height)})


def _series(request: HttpRequest, slug: str) -> CollectionFacts:
    found = registry().collection(slug)
    if found is None or found[1].shape != "series" or not decide(viewer_of(request), found[0], Action.READ).allowed:
        raise Http404
    return found[1]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _told(found: dict[str, Any]) -> JsonResponse:
    answer = JsonResponse(found)
    answer["Cache-Control"] = "no-store"
    return answer
