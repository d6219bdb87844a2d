"""Up to three sentences for the home page, reckoned from what was measured last, each with a spark line and its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from stadtkern.data.portal.access import lake, zone
from stadtkern.data.portal.access import language as language_now
from stadtkern.data.portal.charts.scale import WEEKDAYS, day
from stadtkern.data.portal.charts.spark import spark
from stadtkern.data.portal.local_time import to_local, to_utc
from stadtkern.data.portal.measures import Known, Measure, choose, counts, known, measures, observed_of
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.observations import Bucket, same_weekdays, together
from stadtkern.data.portal.period import Period
from stadtkern.data.portal.says import compared, sentence
from stadtkern.data.portal.unit_words import with_unit
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.things import StreamFacts
from stadtkern.town.text import Text
from stadtkern.town.written import write_moment

# A series that comes once a day or a year says nothing about now.
_ENOUGH_HOURS = 12


@dataclass(frozen=True, slots=True)
class Live:
    """One sentence about now. ``when`` is the town's clock at the last value."""

    text: SafeString
    spark: SafeString
    when: datetime
    dataset: DatasetFacts
    fresh: bool
    counted: bool = False

    @property
    def when_text(self) -> str:
        """The last value's time in words."""
        return write_moment(self.when, language_now())


def live(datasets: Sequence[DatasetFacts], language: str, most: int = 3) -> list[Live]:
    """Give sentences, at most one a dataset: today's first, and of those what is counted before what is measured."""
    found: list[Live] = []
    for dataset in datasets:
        for collection in dataset.collections:
            if collection.shape != "series":
                continue
            make = partial(_of, dataset, collection, language)
            one = remembered("live", collection, make, language, seconds=60)
            if one is not None:
                found.append(one)
                break
    return sorted(found, key=lambda one: (not one.fresh, not one.counted, -one.when.toordinal()))[:most]


def _of(dataset: DatasetFacts, collection: CollectionFacts, language: str) -> Live | None:
    there = known(collection)
    if there.whole is None:
        return None
    stream = _busiest(there)
    measure = measures(dataset, there, [stream])[0]
    utc = there.extents[stream.id].last
    when = to_local(utc, zone())
    today = when.date() == to_local(timezone.now(), zone()).date()
    if not today and when.hour < 23:
        # What ended in the middle of a day is told by its last whole day.
        when = datetime.combine(when.date(), datetime.min.time()) - timedelta(minutes=1)
        utc = to_utc(when, zone())
    begin = when.replace(minute=0, second=0, microsecond=0) - timedelta(hours=47)
    with lake().read() as cursor:
        hours = together(cursor, [stream.id], Period("free", begin, when + timedelta(minutes=1), "hour"), zone())
        days = same_weekdays(cursor, [stream.id], utc, zone()) if measure.adds else {}
    if len(hours) < _ENOUGH_HOURS:
        return None
    if measure.adds:
        said = _counted(measure, stream, days, when, language, today=today)
    else:
        said = _measured(measure, stream, hours, when, language, today=today)
    if said is None:
        return None
    label = Text("Die letzten 48 Stunden", "The last 48 hours").in_language(language)
    return Live(said, _spark(hours, begin, label, adds=measure.adds), when, dataset, fresh=today, counted=measure.adds)


def _busiest(there: Known) -> StreamFacts:
    """Choose the stream that goes on latest; of those that count, the one with the most values."""
    chosen = choose(there, [])
    last = max(there.extents[one.id].last for one in chosen)
    going = [one for one in chosen if last - there.extents[one.id].last < timedelta(days=1)]
    return max(going, key=lambda one: (counts(one, there.extents[one.id]), there.extents[one.id].count))


def _counted(
    measure: Measure, stream: StreamFacts, days: dict[date, float], when: datetime, language: str, *, today: bool
) -> SafeString | None:
    now = days.pop(when.date(), None)
    if now is None:
        return None
    amount = with_unit(now, measure.noun, language, 0)
    weekday = WEEKDAYS[language][when.weekday()]
    normal = sum(days.values()) / len(days) if len(days) >= 3 else 0
    values = {
        "amount": amount,
        "place": stream.thing_name,
        "day": day(when.date(), language, weekday=True),
        "weekday": weekday,
    }
    if normal <= 0:
        if today:
            return sentence(
                language,
                "Heute zählte „{place}“ bis jetzt <b>{amount}</b>.",
                "Today “{place}” has counted <b>{amount}</b> so far.",
                **values,
            )
        return sentence(
            language,
            "Am {day}, zählte „{place}“ <b>{amount}</b>.",
            "On {day}, “{place}” counted <b>{amount}</b>.",
            **values,
        )
    values["than"] = compared(now, normal, language)
    if today:
        return sentence(
            language,
            "Heute zählte „{place}“ bis jetzt <b>{amount}</b>, {than} an einem normalen {weekday}.",
            "Today “{place}” has counted <b>{amount}</b> so far, {than} on a normal {weekday}.",
            **values,
        )
    return sentence(
        language,
        "Am {day}, zählte „{place}“ <b>{amount}</b>, {than} an einem normalen {weekday}.",
        "On {day}, “{place}” counted <b>{amount}</b>, {than} on a normal {weekday}.",
        **values,
    )


def _measured(
    measure: Measure, stream: StreamFacts, hours: Sequence[Bucket], when: datetime, language: str, *, today: bool
) -> SafeString | None:
    if not hours:
        return None
    last = hours[-1].mean
    before = next((one.mean for one in hours if one.when == hours[-1].when - timedelta(days=1)), None)
    values = {
        "what": observed_of(stream),
        "place": stream.thing_name,
        "value": with_unit(round(last, 1), measure.unit, language),
        "day": day(when.date(), language),
    }
    if before is not None and today:
        off = last - before
        values["off"] = with_unit(abs(round(off, 1)), measure.unit, language)
        values["word"] = Text("mehr" if off >= 0 else "weniger", "more" if off >= 0 else "less").in_language(language)
        return sentence(
            language,
            "{what}, {place}: gerade <b>{value}</b>, {off} {word} als gestern um diese Zeit.",
            "{what}, {place}: <b>{value}</b> now, {off} {word} than yesterday at this time.",
            **values,
        )
    if today:
        return sentence(
            language, "{what}, {place}: gerade <b>{value}</b>.", "{what}, {place}: <b>{value}</b> now.", **values
        )
    return sentence(
        language, "{what}, {place}: <b>{value}</b> am {day}.", "{what}, {place}: <b>{value}</b> on {day}.", **values
    )


def _spark(hours: Sequence[Bucket], begin: datetime, label: str, *, adds: bool) -> SafeString:
    there = {one.when: one.total if adds else one.mean for one in hours}
    values = [there.get(begin + timedelta(hours=n)) for n in range(48)]
    return mark_safe(spark(values, label))  # noqa: S308 - numbers only, the label is ours and escaped
