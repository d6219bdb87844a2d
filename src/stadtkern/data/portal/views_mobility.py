"""The mobility view: what leaves next, how far one gets on foot, where a car can stand, who is on the way right now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.views.decorators.http import require_safe

from stadtkern.data.paths.reach import Reach
from stadtkern.data.portal import reach_map
from stadtkern.data.portal.access import language, say, word_of, zone
from stadtkern.data.portal.departures import Leaves, Line, Stop, busiest
from stadtkern.data.portal.local_time import to_local
from stadtkern.data.portal.nurseries import Nursery
from stadtkern.data.portal.onfoot import OnFoot, on_foot, reaches, walking_words
from stadtkern.data.portal.reach_map import Mark
from stadtkern.data.portal.ready_town import ReadyTown, ready_town, wished
from stadtkern.data.portal.says import sentence
from stadtkern.data.portal.spots import Spot
from stadtkern.data.portal.starts import start_of
from stadtkern.data.portal.stations_now import CarPark, Counter, car_parks, counters
from stadtkern.town.text import Text
from stadtkern.town.written import write_day

NEAR_STOPS = 5
_AT_A_STOP = 4
_FAR_MINUTES = 25.0


@dataclass(frozen=True, slots=True)
class When:
    """The moment on the town's clock that departures are shown for; ``now``: nothing else was asked for."""

    moment: datetime
    now: bool
    problem: Text | None = None


@dataclass(frozen=True, slots=True)
class Departing:
    """A departure for the page: ``wait`` in words where it is for now."""

    leaves: Leaves
    line: Line
    wait: str
    tomorrow: bool


@dataclass(frozen=True, slots=True)
class StopRow:
    """A stop for the page."""

    stop: Stop
    way: str
    minutes: float
    departures: list[Departing]
    place: str
    from_here: str


@require_safe
def mobility(request: HttpRequest) -> HttpResponse:
    """Show departures, reach on foot, parking and counters around a place: ``q`` or ``at``, ``date``, ``time``."""
    town, now = ready_town(request), language()
    when = when_of(request)
    start = start_of(request, town.gazetteer)
    spot = start.spot
    main = None if spot else busiest(town.stops)
    if spot is None and main is not None:
        spot = Spot(main.lon, main.lat, main.name)
    foot = on_foot(town.ground, spot.lon, spot.lat) if spot else None
    areas = reaches(town.ground, foot) if foot else []
    rows = stop_rows(town, foot, when, request)
    parks = car_parks(town.datasets, town.capacities, wished("parking"))
    said = counters(town.datasets, now)
    near = [one for one in rows if one.minutes <= _FAR_MINUTES][:NEAR_STOPS] if foot else rows[:NEAR_STOPS]
    address = page_address(request, {"at": "{at}"}, drop=("q",)).replace("%7Bat%7D", "{at}")
    context = {
        "town_name": town,
        "start": start,
        "spot": spot,
        "main": main,
        "when": when,
        "day": write_day(when.moment.date(), now),
        "timetable": town.timetable,
        "outside": _outside(town, when),
        "near": near,
        "stops": sorted(rows, key=lambda one: (one.stop.name, one.stop.id)),
        "parks": parks,
        "counters": said,
        "reach_says": _reach_says(town, foot, areas),
        "off_ways": foot is not None and not foot.on_ways,
        "empty": not (town.stops or parks or said or town.ground),
        "sources": _sources(town, parks, said),
        "also": [(one, page_address(request, {"at": one.at}, drop=("q",))) for one in start.also],
    }
    marks = [*stop_marks(rows), *_park_marks(parks), *_counter_marks(said), *nursery_marks(town.nurseries)]
    context |= reach_map.context(request, town.ground, marks, areas, spot, pick=address, hidden=("nursery",))
    return render(request, "portal/mobility.html", context)


def when_of(request: HttpRequest) -> When:
    """Read ``date`` (2026-03-01) and ``time`` (07:30); now where nothing or nonsense is asked for."""
    here = to_local(timezone.now(), zone())
    day, clock = word_of(request.GET, "date"), word_of(request.GET, "time")
    if not day and not clock:
        return When(here, now=True)
    try:
        chosen = date.fromisoformat(day) if day else here.date()
        at = time.fromisoformat(clock) if clock else (here.time() if chosen == here.date() else time(8))
        moment = datetime.combine(chosen, at.replace(tzinfo=None))
        if not 1900 < moment.year < 2200:
            raise ValueError
    except ValueError:
        text = Text(
            "Tag oder Uhrzeit verstehen wir nicht, darum zeigen wir jetzt.",
            "We do not understand the day or the time, so this is now.",
        )
        return When(here, now=True, problem=text)
    return When(moment, now=abs(moment - here) < timedelta(minutes=1))


def departing(town: ReadyTown, stop: Stop, when: When, most: int = _AT_A_STOP) -> list[Departing]:
    """Give a stop's next departures as the page shows them."""
    found = []
    for one in town.next_at(stop, when.moment, most):
        line = town.lines.get(one.route) or Line(one.line, "", "", "")
        wait = ""
        minutes = int((one.when - when.moment.replace(second=0, microsecond=0)).total_seconds() // 60)
        if when.now and minutes < 60:
            wait = say(Text("jetzt", "now") if minutes < 1 else Text(f"in {minutes} Min.", f"in {minutes} min"))
        found.append(Departing(one, line, wait, one.when.date() != when.moment.date()))
    return found


def stop_rows(town: ReadyTown, foot: OnFoot | None, when: When, request: HttpRequest) -> list[StopRow]:
    """Give all stops with what leaves next, the nearest on foot first; without a start the busiest first."""
    ways = foot.minutes([(one.lon, one.lat) for one in town.stops]) if foot else [0.0] * len(town.stops)
    slug = town.timetable.stops.slug if town.timetable else ""
    found = [
        StopRow(
            stop,
            say(walking_words(minutes, on_ways=foot.on_ways)) if foot else "",
            minutes,
            departing(town, stop, when),
            reverse("place-thing", args=[slug, stop.id]),
            page_address(request, {"at": Spot(stop.lon, stop.lat).at}, drop=("q",)),
        )
        for stop, minutes in zip(town.stops, ways, strict=True)
    ]
    if foot is None:
        return sorted(found, key=lambda one: (-one.stop.daily, one.stop.name))
    return sorted(found, key=lambda one: (one.minutes, one.stop.name))


def _reach_says(town: ReadyTown, foot: OnFoot | None, areas: Sequence[Reach]) -> list[tuple[int, Any]]:
    """Say for each area how many stops and nurseries lie within."""
    if foot is None or not areas:
        return []
    stops = foot.minutes([(one.lon, one.lat) for one in town.stops])
    homes = foot.minutes([(one.lon, one.lat) for one in town.nurseries if one.lon is not None and one.lat is not None])
    found = []
    for area in areas:
        near, cared = (sum(one <= area.minutes for one in values) for values in (stops, homes))
        parts = []
        if town.stops:
            parts.append(
                Text(
                    "eine Haltestelle" if near == 1 else f"{near or 'keine'} Haltestellen",
                    "one stop" if near == 1 else f"{near or 'no'} stops",
                )
            )
        if homes:
            parts.append(
                Text(
                    "eine Kita" if cared == 1 else f"{cared or 'keine'} Kitas",
                    "one nursery" if cared == 1 else f"{cared or 'no'} nurseries",
                )
            )
        what = say(Text(" und ", " and ")).join(say(one) for one in parts)
        text = sentence(
            language(),
            "In <strong>{n} Minuten</strong>{rest}",
            "Within <strong>{n} minutes</strong>{rest}",
            n=area.minutes,
            rest=f": {what}" if what else "",
        )
        found.append((area.minutes, text))
    return found


def _outside(town: ReadyTown, when: When) -> Text | None:
    """Say that the timetable does not know this day."""
    span, day = town.span, when.moment.date()
    if span is None or span[0] <= day <= span[1]:
        return None
    first, last = (Text(write_day(one, "de"), write_day(one, "en")) for one in span)
    return Text(
        f"Der Fahrplan gilt vom {first.de} bis zum {last.de}. Für diesen Tag kennen wir keine Abfahrten.",
        f"The timetable is valid from {first.en} to {last.en}. We know no departures for this day.",
    )


def stop_marks(rows: Sequence[StopRow]) -> list[Mark]:
    """Put the stops on the map, each with what leaves next."""
    found = []
    for row in rows:
        following = row.departures[:2]
        note = ", ".join(f"{one.leaves.clock} {one.leaves.line} {one.leaves.headsign}".strip() for one in following)
        found.append(Mark("stop", row.stop.lon, row.stop.lat, row.stop.name, note, row.from_here))
    return found


def nursery_marks(listed: Sequence[Nursery]) -> list[Mark]:
    """Put the nurseries on the map, each with its free places."""
    found = []
    for one in listed:
        if one.lon is None or one.lat is None:
            continue
        note = "" if one.free is None else say(free_words(one.free))
        value = "" if one.free is None else str(one.free)
        href = reverse("place-thing", args=[one.collection, one.id])
        found.append(Mark("nursery", one.lon, one.lat, one.name, note, href, value, quiet=one.free == 0))
    return found


def free_words(free: int) -> Text:
    """Say how many places are free."""
    if free == 0:
        return Text("kein freier Platz", "no free place")
    if free == 1:
        return Text("1 freier Platz", "1 free place")
    return Text(f"{free}\N{NO-BREAK SPACE}freie Plätze", f"{free}\N{NO-BREAK SPACE}free places")


def _park_marks(parks: Sequence[CarPark]) -> list[Mark]:
    return [
        Mark("parking", one.lon, one.lat, one.name, say(free_words(one.free)), reverse("dataset", args=[one.dataset.slug]),
             str(one.free), quiet=one.free == 0)
        for one in parks
        if one.lon is not None and one.lat is not None
    ]  # fmt: skip


def _counter_marks(said: Sequence[Counter]) -> list[Mark]:
    return [
        Mark(
            "counter",
            one.lon,
            one.lat,
            one.name,
            unescape(strip_tags(one.text)),
            reverse("dataset", args=[one.dataset.slug]),
        )
        for one in said
        if one.lon is not None and one.lat is not None
    ]


def _sources(town: ReadyTown, parks: Sequence[CarPark], said: Sequence[Counter]) -> list[Any]:
    listed = [town.timetable.dataset] if town.timetable else []
    listed += [one.dataset for one in parks]
    listed += [one.dataset for one in said]
    listed += [town.ground] if town.ground else []
    return list({one.id: one for one in listed}.values())


def page_address(request: HttpRequest, words: dict[str, str], drop: tuple[str, ...] = ()) -> str:
    """Give the page's own address with some words changed."""
    kept = {key: str(value) for key, value in request.GET.items() if key not in drop and len(str(value)) < 200}
    return f"{request.path}?{urlencode(kept | words, safe=',')}"
