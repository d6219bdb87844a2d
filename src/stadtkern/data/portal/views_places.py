"""The place page: what the town knows about an address, a district or a thing, from all datasets together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from stadtkern.data.guard.decide import Action
from stadtkern.data.paths.walk import metres_in
from stadtkern.data.portal import place_facts as facts
from stadtkern.data.portal import place_things as things
from stadtkern.data.portal.access import ask, language, registry, say, word_of, zone
from stadtkern.data.portal.local_time import to_local
from stadtkern.data.portal.map_picture import Sheet
from stadtkern.data.portal.map_state import View, fitting, query
from stadtkern.data.portal.onfoot import OnFoot, on_foot, walking_words
from stadtkern.data.portal.ready_town import ReadyTown, ready_town
from stadtkern.data.portal.says import sentence
from stadtkern.data.portal.spots import Spot, folded, part
from stadtkern.data.portal.starts import named, start_of
from stadtkern.data.portal.views_mobility import free_words
from stadtkern.town import offers
from stadtkern.town.text import Text

FACTS = 5
_SIZES = (("wide", 960, 480), ("narrow", 480, 270))
_ZOOM = 16.4
_SUGGESTED = 8
# What was measured longer ago is no news.
_FRESH = timedelta(days=3)
# On a wide page the picture is cut above and below; this much of its height is seen.
_SEEN = 0.6


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with where it leads."""

    text: SafeString
    href: str


@require_safe
def place(request: HttpRequest) -> HttpResponse:
    """Show everything about a place: ``at`` (latitude,longitude) or ``q`` (an address)."""
    town = ready_town(request)
    start = start_of(request, town.gazetteer)
    if start.spot is None:
        return render(request, "portal/place.html", {"start": start, "asks": True, "chosen": None})
    context = _known(town, start.spot) | {"start": start, "chosen": start.spot}
    context["also"] = [(one, f"{reverse('place')}?at={one.at}") for one in start.also]
    title = start.spot.label or say(Text("Ein Ort auf der Karte", "A place on the map"))
    context["title"] = title[0].upper() + title[1:]
    context["share"] = request.build_absolute_uri(f"{reverse('place')}?at={start.spot.at}")
    return render(request, "portal/place.html", context)


@require_safe
def thing(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one thing of a dataset, or a district, with what lies around or within it."""
    found = registry().collection(slug)
    if found is None or found[1].shape != "features" or not ask(request, found[0], Action.READ).allowed:
        raise Http404
    dataset, collection = found
    one = things.thing(dataset, collection, number, language())
    if one is None:
        raise Http404
    town = ready_town(request)
    context: dict[str, Any] = {"start": None, "chosen": None}
    if one.lon is not None and one.lat is not None:
        spot = named(one.lon, one.lat, town.gazetteer)
        context = _known(town, spot, one) | {"start": None, "chosen": spot}
    context |= {
        "thing": one,
        "title": one.name or dataset.title.in_language(language()),
        "share": request.build_absolute_uri(request.path),
        "about": facts.named_like(town, one.name) if one.name else [],
        "inside": things.inside(town, one) if one.is_area else [],
        "next": _next_at_thing(town, collection.slug, number),
    }
    return render(request, "portal/place.html", context)


@require_safe
@cache_control(private=True, max_age=30)
def suggest(request: HttpRequest, view: str) -> JsonResponse:
    """Propose places while someone types (``q``), each leading to a view that starts there."""
    if view not in ("mobility", "childcare", "place"):
        raise Http404
    asked = word_of(request.GET, "q")[:120]
    found = ready_town(request).gazetteer.search(asked, _SUGGESTED)
    listed = [
        {"title": one.label, "url": f"{reverse(view)}?at={one.at}", "detail": "", "pieces": pieces(one.label, asked)}
        for one in found
    ]
    return JsonResponse({"query": asked, "results": listed})


def pieces(label: str, query: str) -> list[dict[str, object]]:
    """Cut a label where the words typed stand at its beginning, for the mark in the list."""
    wanted = folded(query)
    for at in range(len(label), 0, -1):
        if folded(label[:at]) == wanted:
            return [{"text": label[:at], "hit": True}, {"text": label[at:], "hit": False}]
    return [{"text": label, "hit": False}]


def _known(town: ReadyTown, spot: Spot, one: things.Thing | None = None) -> dict[str, Any]:
    foot = on_foot(town.ground, spot.lon, spot.lat)
    skip = (one.collection.slug, one.id) if one else None
    found = facts.nearest_of_all(town, foot, skip)
    daily = facts.daily_places(town, foot, one.name if one else "")
    measured = facts.measured_near(town, foot)
    moment = to_local(timezone.now(), zone())
    said = _five(town, foot, found, daily, measured, moment, skip)
    areas = facts.areas_at(town, spot.lon, spot.lat)
    return {
        "spot": spot,
        "areas": [area for area in areas if skip != (area.collection.slug, area.id)],
        "about": [told for area in areas if area.level > 8 for told in facts.named_like(town, area.name)],
        "outside": part(town.ground, "boundaries") is not None and not any(area.level <= 8 for area in areas),
        "ground_says": facts.ground_at(town, spot.lon, spot.lat) if one is None else None,
        "facts": said,
        "on_ways": foot.on_ways,
        "measured": [(item, _way(item.minutes, foot)) for item in measured],
        "themes": [
            (title, [(item, _way(item.minutes, foot)) for item in listed]) for title, listed in facts.by_theme(found)
        ],
        "daily": [(item, _way(item.minutes, foot)) for item in daily],
        "pictures": [_picture(spot, one, *size) for size in _SIZES],
        "quarters": offers.here(spot.lon, spot.lat, offers.QUARTER)[:1],
        "map": f"{reverse('map')}#map={15 if one and one.is_area else 17}/{spot.lat:.5f}/{spot.lon:.5f}",
        "nothing": not (found or daily or measured),
    }


def _way(minutes: float, foot: OnFoot) -> str:
    return say(walking_words(minutes, on_ways=foot.on_ways))


def _five(
    town: ReadyTown,
    foot: OnFoot,
    found: Sequence[facts.Nearest],
    daily: Sequence[facts.Nearest],
    measured: Sequence[facts.Measured],
    moment: datetime,
    skip: tuple[str, int] | None,
) -> list[Said]:
    """Choose five sentences: a stop, childcare, everyday places, what is measured; the rest by nearness."""
    first = [_stop(town, foot, moment, skip), _nursery(town, foot, skip)]
    said = [one for one in first if one is not None]
    everyday = [_daily(one, foot) for one in sorted(daily, key=lambda one: one.minutes)]
    values = [_value(one, foot) for one in measured if moment - one.values[0].when < _FRESH]
    taken = {town.timetable.stops.id} if town.timetable else set()
    taken |= {one.collection.id for one in town.nursery_lists}
    others = [_other(one, foot) for one in found if one.collection.id not in taken]
    said += everyday[: 2 if values else 3] + values[:1]
    for one in (*others, *everyday[2:], *values[1:]):
        if len(said) >= FACTS:
            break
        if one.text not in {other.text for other in said}:
            said.append(one)
    return said[:FACTS]


def _stop(town: ReadyTown, foot: OnFoot, moment: datetime, skip: tuple[str, int] | None) -> Said | None:
    stops = [one for one in town.stops if not (town.timetable and skip == (town.timetable.stops.slug, one.id))]
    ways = foot.minutes([(one.lon, one.lat) for one in stops])
    best = min(zip(ways, stops, strict=True), key=lambda pair: pair[0], default=None)
    if best is None or not math.isfinite(best[0]) or metres_in(best[0]) > facts.FARTHEST or town.timetable is None:
        return None
    way, stop = best
    following = town.next_at(stop, moment, 1)
    words = {"name": stop.name, "way": _way(way, foot)}
    href = f"{reverse('mobility')}?at={Spot(foot.lon, foot.lat).at}"
    if not following:
        return Said(
            sentence(
                language(),
                "Haltestelle <strong><bdi>{name}</bdi></strong>: {way}.",
                "Stop <strong><bdi>{name}</bdi></strong>: {way}.",
                **words,
            ),
            href,
        )
    one = following[0]
    words |= {"clock": one.clock, "line": one.line, "to": one.headsign}
    return Said(
        sentence(
            language(),
            "Haltestelle <strong><bdi>{name}</bdi></strong>: {way}; um {clock} Uhr fährt die Linie {line} nach {to}.",
            "Stop <strong><bdi>{name}</bdi></strong>: {way}; at {clock} line {line} leaves for {to}.",
            **words,
        ),
        href,
    )


def _nursery(town: ReadyTown, foot: OnFoot, skip: tuple[str, int] | None) -> Said | None:
    placed = [one for one in town.nurseries if one.lon is not None and skip != (one.collection, one.id)]
    wanted = [one for one in placed if one.free] or placed
    ways = foot.minutes([(one.lon or 0.0, one.lat or 0.0) for one in wanted])
    best = min(zip(ways, wanted, strict=True), key=lambda pair: pair[0], default=None)
    if best is None or not math.isfinite(best[0]) or metres_in(best[0]) > facts.FARTHEST:
        return None
    way, one = best
    words = {
        "name": one.name,
        "way": _way(way, foot),
        "free": say(free_words(one.free)) if one.free is not None else "",
    }
    tail = ", {free}." if words["free"] else "."
    return Said(
        sentence(
            language(),
            "<strong><bdi>{name}</bdi></strong>: {way}" + tail,
            "<strong><bdi>{name}</bdi></strong>: {way}" + tail,
            **words,
        ),
        f"{reverse('childcare')}?at={Spot(foot.lon, foot.lat).at}",
    )


def _daily(one: facts.Nearest, foot: OnFoot) -> Said:
    title = one.daily.title if one.daily else Text("Am nächsten", "Nearest")
    words = {"title": say(title), "name": one.name, "way": _way(one.minutes, foot)}
    if one.name:
        text = sentence(
            language(),
            "{title}, <strong><bdi>{name}</bdi></strong>: {way}.",
            "{title}, <strong><bdi>{name}</bdi></strong>: {way}.",
            **words,
        )
    else:
        text = sentence(language(), "{title}: {way}.", "{title}: {way}.", **words)
    return Said(text, one.place)


def _other(one: facts.Nearest, foot: OnFoot) -> Said:
    words = {"title": say(one.dataset.title), "name": one.name, "way": _way(one.minutes, foot)}
    form = "<bdi>{title}</bdi> <strong><bdi>{name}</bdi></strong>: {way}." if one.name else "<bdi>{title}</bdi> {way}."
    return Said(sentence(language(), form, form, **words), one.place)


def _value(one: facts.Measured, foot: OnFoot) -> Said:
    value = one.values[0]
    words = {"what": value.what, "text": value.text, "station": one.station, "way": _way(one.minutes, foot)}
    form = "{what}: <strong>{text}</strong>, <bdi>{station}</bdi>, {way}."
    return Said(sentence(language(), form, form, **words), reverse("dataset", args=[one.dataset.slug]))


def _picture(spot: Spot, one: things.Thing | None, name: str, width: int, height: int) -> dict[str, Any]:
    """Give a still picture of the place by day and by night with what lies over it: a pin, or the thing's own outline."""
    view = View(_ZOOM, spot.lat, spot.lon)
    if one is not None and one.box is not None and one.lines:
        near_view = fitting(one.box, width, height * _SEEN, 24)
        view = near_view if near_view.zoom < _ZOOM else view
    sheet = Sheet(view, width, height, "light")
    x, y = sheet.pixel(spot.lon, spot.lat)
    address = f"{reverse('map-picture')}?{query(view, [])}&size={width}x{height}"
    return {
        "name": name,
        "day": address,
        "night": f"{address}&look=dark",
        "width": width,
        "height": height,
        "pin": (f"{x:.1f}", f"{y:.1f}") if one is None or not one.lines else None,
        "path": things.outline(sheet, one) if one else "",
        "closed": bool(one and one.is_area),
    }


def _next_at_thing(town: ReadyTown, slug: str, number: int) -> Any:
    from stadtkern.data.portal.views_mobility import When, departing

    if town.timetable is None or town.timetable.stops.slug != slug:
        return []
    stop = next((one for one in town.stops if one.id == number), None)
    if stop is None:
        return []
    return departing(town, stop, When(to_local(timezone.now(), zone()), now=True), 8)
