"""The childcare view: nurseries with free places, ages and hours, and how far each is on foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from stadtkern.data.portal import reach_map
from stadtkern.data.portal.access import language, say, word_of
from stadtkern.data.portal.nurseries import Nursery, chosen
from stadtkern.data.portal.onfoot import on_foot, reaches, walking_words
from stadtkern.data.portal.ready_town import ReadyTown, ready_town
from stadtkern.data.portal.says import sentence
from stadtkern.data.portal.spots import Spot
from stadtkern.data.portal.starts import start_of
from stadtkern.data.portal.views_mobility import nursery_marks, page_address, stop_marks, stop_rows, when_of
from stadtkern.town.text import Text

AGES = (
    (6, Text("jünger als 1 Jahr", "under 1 year")),
    (12, Text("1 Jahr", "1 year")),
    (24, Text("2 Jahre", "2 years")),
    (36, Text("3 Jahre", "3 years")),
    (60, Text("5 Jahre", "5 years")),
    (84, Text("Schulkind", "school child")),
)
ORDERS = {
    "way": Text("der Weg zu Fuß", "the way on foot"),
    "free": Text("freie Plätze", "free places"),
    "name": Text("der Name", "the name"),
}


@dataclass(frozen=True, slots=True)
class NurseryRow:
    """A nursery for the page."""

    nursery: Nursery
    way: str
    minutes: float | None
    age: str
    place: str


@require_safe
def childcare(request: HttpRequest) -> HttpResponse:
    """Show nurseries around a place: ``q`` or ``at``, ``age`` in months, ``free``, ``order`` (way, free, name)."""
    town = ready_town(request)
    start = start_of(request, town.gazetteer)
    spot = start.spot
    foot = on_foot(town.ground, spot.lon, spot.lat) if spot else None
    areas = reaches(town.ground, foot) if foot else []
    age = next((months for months, _ in AGES if word_of(request.GET, "age") == str(months)), None)
    free = word_of(request.GET, "free") == "1"
    order = word_of(request.GET, "order")
    order = order if order in ORDERS and (foot or order != "way") else ("way" if foot else "name")
    placed = [one for one in town.nurseries if one.lon is not None and one.lat is not None]
    ways = foot.minutes([(one.lon or 0.0, one.lat or 0.0) for one in placed]) if foot else []
    minutes = {(one.collection, one.id): way for one, way in zip(placed, ways, strict=False)}
    listed = chosen(town.nurseries, minutes, months=age, free=free, order=order)
    rows = [
        _row(one, minutes.get((one.collection, one.id)), on_ways=foot is not None and foot.on_ways) for one in listed
    ]
    address = page_address(request, {"at": "{at}"}, drop=("q",)).replace("%7Bat%7D", "{at}")
    stops = stop_rows(town, None, when_of(request), request)
    context: dict[str, Any] = {
        "start": start,
        "spot": spot,
        "rows": rows,
        "total": len(town.nurseries),
        "knows_free": any(one.free is not None for one in town.nurseries),
        "knows_age": any(one.age_from is not None for one in town.nurseries),
        "knows_hours": any(one.hours for one in town.nurseries),
        "ages": [(months, title, months == age) for months, title in AGES],
        "orders": [(key, title, key == order) for key, title in ORDERS.items() if foot or key != "way"],
        "free": free,
        "filtered": free or age is not None,
        "all": page_address(request, {}, drop=("free", "age")),
        "says": _says(town, rows, spot),
        "off_ways": foot is not None and not foot.on_ways,
        "sources": [one.dataset for one in town.nursery_lists] + ([town.ground] if town.ground and foot else []),
        "also": [(one, page_address(request, {"at": one.at}, drop=("q",))) for one in start.also],
    }
    marks = [*nursery_marks(listed), *stop_marks(stops)]
    context |= reach_map.context(request, town.ground, marks, areas, spot, pick=address, hidden=("stop",))
    return render(request, "portal/childcare.html", context)


def _row(one: Nursery, minutes: float | None, *, on_ways: bool) -> NurseryRow:
    way = "" if minutes is None else say(walking_words(minutes, on_ways=on_ways))
    return NurseryRow(one, way, minutes, say(age_words(one)), reverse("place-thing", args=[one.collection, one.id]))


def age_words(one: Nursery) -> Text:
    """Say from which age on a nursery takes children, and up to which."""
    if one.age_from is None:
        return Text("", "")
    low = _age(one.age_from)
    if one.age_to is None:
        return Text(f"ab {low.de}", f"from {low.en}")
    high = _age(one.age_to)
    return Text(f"{low.de} bis {high.de}", f"{low.en} to {high.en}")


def _age(months: int) -> Text:
    if months >= 12 and months % 12 == 0:
        years = months // 12
        return Text("1 Jahr" if years == 1 else f"{years} Jahren", "1 year" if years == 1 else f"{years} years")
    return Text("1 Monat" if months == 1 else f"{months} Monaten", "1 month" if months == 1 else f"{months} months")


def _says(town: ReadyTown, rows: list[NurseryRow], spot: Spot | None) -> SafeString | None:
    """Say how many places are free, and from a start where the nearest free one is."""
    now = language()
    if spot is not None:
        near = [one for one in rows if one.nursery.free and one.minutes is not None and one.minutes < float("inf")]
        best = min(near, key=lambda one: one.minutes or 0.0, default=None)
        if best is not None:
            return sentence(
                now,
                "Der nächste freie Platz ist bei <strong>{name}</strong>: {way}, {free}.",
                "The nearest free place is at <strong>{name}</strong>: {way}, {free}.",
                name=best.nursery.name,
                way=best.way,
                free=say(
                    Text("1 Platz frei", "1 place free")
                    if best.nursery.free == 1
                    else Text(
                        f"{best.nursery.free}\N{NO-BREAK SPACE}Plätze frei",
                        f"{best.nursery.free}\N{NO-BREAK SPACE}places free",
                    )
                ),
            )
    known = [one for one in town.nurseries if one.free is not None]
    if not known:
        return None
    free, with_free = sum(one.free or 0 for one in known), sum(bool(one.free) for one in known)
    if not free:
        return sentence(
            now,
            "Im Moment ist in keiner der {n} Einrichtungen ein Platz frei.",
            "At the moment none of the {n} nurseries has a free place.",
            n=len(known),
        )
    return sentence(
        now,
        "<strong>{free}</strong> Plätze sind frei, in {with_free} von {n} Einrichtungen.",
        "<strong>{free}</strong> places are free, in {with_free} of {n} nurseries.",
        free=free,
        with_free=with_free,
        n=len(known),
    )
