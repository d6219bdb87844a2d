"""A dataset at a glance, for cards elsewhere: its latest number, and its line over time where it has one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from stadtkern.data.gather.streams import COUNTED
from stadtkern.data.portal.access import lake, zone
from stadtkern.data.portal.finding import size
from stadtkern.data.portal.local_time import to_local
from stadtkern.data.portal.measures import Measure, choose, known, measures
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.observations import together
from stadtkern.data.portal.period import LENGTHS, between, coarser, grain_of
from stadtkern.data.portal.terrain_page import terrain_span
from stadtkern.data.portal.unit_words import with_unit
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.things import UNKNOWN
from stadtkern.town.text import Text
from stadtkern.town.written import write_day

STEPS = 48


@dataclass(frozen=True, slots=True)
class Glimpse:
    """``number`` with its unit, ``about`` says what it is; ``values`` are a line's points, None where nothing was."""

    number: str
    about: str
    values: tuple[float | None, ...] = ()
    until: datetime | None = None


def glimpse(dataset: DatasetFacts, language: str) -> Glimpse:
    """Look at a dataset: the first series that holds values, else how many rows there are."""
    for one in dataset.collections:
        if one.shape == "series" and one.rows:
            found = remembered("glimpse", one, partial(_series, dataset, one, language), language, seconds=300)
            if found is not None:
                return found
    if (ground := terrain_span(dataset, language)) is not None:
        above = Text("über dem Meer", "above the sea").in_language(language)
        return Glimpse(ground, above)
    rows = size(dataset)
    noun = Text("Zeilen", "rows")
    if len(dataset.collections) == 1 and dataset.collections[0].shape == "features":
        noun = Text("Orte", "places")
    until = write_day(dataset.modified.astimezone(zone()).date(), language)
    about = Text(f"Stand {until}", f"as of {until}").in_language(language)
    return Glimpse(with_unit(rows, noun, language), about)


def _series(dataset: DatasetFacts, collection: CollectionFacts, language: str) -> Glimpse | None:
    there = known(collection)
    if not there.streams:
        return None
    chosen = choose(there, [])[:1]
    extent = there.extents[chosen[0].id]
    measure = measures(dataset, there, chosen)[0]
    last = to_local(extent.last, zone())
    grain = grain_of(extent.spacing)
    # Values of minutes and hours are told by the day: a day is what people can imagine.
    step = "day" if LENGTHS[grain] < LENGTHS["day"] else grain
    first = max(to_local(extent.first, zone()), last - LENGTHS[step] * STEPS)
    period = coarser(between(first.date(), last.date()), LENGTHS[step])
    with lake().read() as cursor:
        buckets = together(cursor, [chosen[0].id], period, zone())
    if not buckets:
        return None
    values = {one.when: one.total if measure.adds else one.mean for one in buckets}
    line = _every(values, step)
    whole = [value for value in line[:-1] if value is not None] if step == "day" and len(line) > 1 else []
    value = whole[-1] if whole else buckets[-1].total if measure.adds else buckets[-1].mean
    told = with_unit(round(value, 1), measure.unit, language)
    return Glimpse(told, _about(measure, chosen[0].thing_name, step, language), line, last)


def _every(values: dict[datetime, float], step: str) -> tuple[float | None, ...]:
    """Give the values in their order; steps of days that are not there are None."""
    times = sorted(values)
    if step != "day":
        return tuple(values[one] for one in times)
    days = (times[-1] - times[0]).days
    return tuple(values.get(times[0] + timedelta(days=n)) for n in range(days + 1))


def _about(measure: Measure, place: str, step: str, language: str) -> str:
    words = {
        "day": Text("am letzten ganzen Tag", "on the last whole day"),
        "month": Text("im letzten Monat", "in the last month"),
        "year": Text("im letzten Jahr", "in the last year"),
    }
    said = words.get(step, Text("zuletzt", "lately")).in_language(language)
    stream = measure.streams[0]
    what = "" if stream.observed in ("", UNKNOWN, COUNTED) or measure.adds else f"{stream.observed}, "
    return f"{what}{place}, {said}" if place else f"{what}{said}"
