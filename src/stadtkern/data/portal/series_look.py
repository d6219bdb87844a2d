"""What a reader of a series looks at: the streams there are, those chosen, the period, and how it is said in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict

from stadtkern.data.portal.access import lake, word_of, zone
from stadtkern.data.portal.charts.scale import MONTHS_SHORT, day
from stadtkern.data.portal.local_time import to_local
from stadtkern.data.portal.measures import Known, Measure, choose, known, measures
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.observations import Bucket, buckets
from stadtkern.data.portal.period import LENGTHS, Period, asked, grain_of, kinds_for
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.things import UNKNOWN, StreamFacts


@dataclass(frozen=True, slots=True)
class Looking:
    """What a reader looks at: the streams there are, those chosen, and the period."""

    dataset: DatasetFacts
    collection: CollectionFacts
    there: Known
    chosen: list[StreamFacts]
    measures: list[Measure]
    first: datetime
    last: datetime
    period: Period
    kinds: list[str]
    grain: str
    language: str


def look(dataset: DatasetFacts, collection: CollectionFacts, words: QueryDict, language: str) -> Looking | None:
    """Read the address; None while the series holds no value."""
    there = known(collection)
    whole = there.whole
    if whole is None:
        return None
    chosen = choose(there, words.getlist("stream"))
    spans = [there.extents[one.id] for one in chosen]
    first = to_local(min(one.first for one in spans), zone())
    last = to_local(max(one.last for one in spans), zone())
    spacing = min(one.spacing for one in spans)
    period = asked({key: word_of(words, key) for key in ("period", "at", "from", "to")}, first, last, spacing)
    found = measures(dataset, there, chosen)
    return Looking(
        dataset, collection, there, chosen, found, first, last, period, kinds_for(spacing), grain_of(spacing), language
    )


def title_of(looking: Looking, measure: Measure) -> str:
    """Name a chart: what, and when."""
    what = measure.unit.in_language(looking.language) if measure.adds and measure.noun else ""
    what = what or _observed(measure, looking.language) or measure.names[0]
    return f"{what[:1].upper()}{what[1:]}, {span(looking.period, looking.language)}"


def _observed(measure: Measure, language: str) -> str:
    """Say what the streams of a chart measure, each once: „Strom und Wärme“; with many, the first three."""
    found = list(dict.fromkeys(one.observed for one in measure.streams if one.observed not in ("", UNKNOWN)))
    if len(found) > 3:
        return f"{', '.join(found[:3])} …"
    return f" {'und' if language == 'de' else 'and'} ".join(one for one in (", ".join(found[:-1]), *found[-1:]) if one)


def place_of(looking: Looking, measure: Measure) -> str:
    """Name the station of a chart that shows one among several; nothing where the lines are named after stations."""
    here = {one.thing_id for one in measure.streams}
    several = len({one.thing_id for one in looking.there.streams}) > 1
    name = measure.streams[0].thing_name
    return name if several and len(here) == 1 and name not in measure.names else ""


def span(period: Period, language: str) -> str:
    """Say a period in words: „Oktober 2025“, „27. Okt bis 2. Nov 2025“."""
    last = period.end.date() - timedelta(days=1)
    to = "bis" if language == "de" else "to"
    if period.kind == "year" or (period.step == "year" and period.start.year == last.year):
        return str(period.start.year)
    if period.step == "year":
        return f"{period.start.year} {to} {last.year}"
    if period.kind == "month":
        text = day(period.start.date(), language)
        return text.split(" ", 1)[1]
    if period.start.date() == last:
        return day(last, language, weekday=True)
    return f"{day(period.start.date(), language, year=period.start.year != last.year)} {to} {day(last, language)}"


def buckets_of(looking: Looking, measure: Measure) -> dict[int, list[Bucket]]:
    """Give what was measured in each step of the period, by stream; remembered for a minute."""

    def reckon() -> dict[int, list[Bucket]]:
        with lake().read() as cursor:
            return buckets(cursor, measure.ids, looking.period, zone())

    found = remembered("buckets", looking.collection, reckon, looking.period, *measure.ids, seconds=60)
    return {stream: _whole(rows, looking, measure) for stream, rows in found.items()}


def _whole(rows: list[Bucket], looking: Looking, measure: Measure) -> list[Bucket]:
    """Leave out a first and a last step that the series fills in part only: half a week would look like a bad one."""
    if not measure.adds or looking.period.step in ("quarter", "hour") or len(rows) < 4:
        return rows
    length = LENGTHS[looking.period.step]
    begin = max(looking.first, looking.period.start)
    end = min(looking.last + timedelta(hours=1, minutes=1), looking.period.end)
    return [
        one for one in rows if one.when >= begin - timedelta(hours=1) and one.when + length <= end + timedelta(hours=1)
    ]


def step_text(when: datetime, step: str, language: str) -> str:
    """Name a step of time: an hour with its day, a day, a month, a year."""
    if step == "year":
        return str(when.year)
    if step == "month":
        return f"{MONTHS_SHORT[language][when.month - 1]} {when.year}"
    if step in ("day", "week"):
        return day(when.date(), language)
    return f"{day(when.date(), language)}, {when:%H:%M}"
