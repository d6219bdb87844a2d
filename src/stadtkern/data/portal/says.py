"""What data say, as sentences: short, true for the numbers at hand, in the reader's language, values escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from django.utils.html import format_html
from django.utils.safestring import SafeString

from stadtkern.data.portal.charts.pattern import by_hour
from stadtkern.data.portal.charts.scale import day, number, percent
from stadtkern.data.portal.measures import Measure, is_state
from stadtkern.data.portal.observations import Bucket
from stadtkern.data.portal.rows import Profile
from stadtkern.data.portal.unit_words import unit_after, with_unit
from stadtkern.town.text import Text
from stadtkern.town.written import MONTHS

# Days between two values from which on they are told by month, and by year.
_SLOW, _YEARLY = 20, 300
# Half as much of these means nothing.
_NO_RATIO = frozenset({"Cel", "[degF]", "K", "%"})


def sentence(language: str, de: str, en: str, **values: object) -> SafeString:
    """Fill a sentence with ``{name}`` places; values are escaped, ``<strong>`` in the words stays."""
    return format_html(en if language == "en" else de, **values)


def compared(now: float, before: float, language: str) -> str:
    """Say how much more or less: „12 % mehr als“, „etwa so viele wie“."""
    share = now / before - 1
    if abs(share) < 0.02:
        return "etwa so viel wie" if language == "de" else "about as much as"
    if share >= 1:
        times = number(now / before, language, 1)
        return f"{times}-mal so viel wie" if language == "de" else f"{times} times as much as"
    size = percent(abs(share), language)
    if language == "en":
        return f"{size} {'more' if share > 0 else 'less'} than"
    return f"{size} {'mehr' if share > 0 else 'weniger'} als"


_TOGETHER = {
    2: Text("Beide zusammen", "Both together"),
    3: Text("Alle drei zusammen", "All three together"),
    4: Text("Alle vier zusammen", "All four together"),
    5: Text("Alle fünf zusammen", "All five together"),
    6: Text("Alle sechs zusammen", "All six together"),
    7: Text("Alle sieben zusammen", "All seven together"),
}


def about_series(
    measure: Measure, days: Sequence[Bucket], rhythm: dict[tuple[int, int], float], language: str
) -> list[SafeString]:
    """Say three things about a series: the latest whole month (or year), the record, the daily rhythm.

    Several streams are told together where that means something: counts are added up, and so is how many there are at
    several places at a moment. A mean over several thermometers or meters says nothing and is not said.
    """
    days = _told(measure, days)
    if not days:
        hours = _hours(measure, rhythm, language)
        return [] if hours is None else [hours]
    if len(days) == 1 and days[0].count <= 1:
        return []  # the one value stands in the chart's place already
    place = measure.streams[0].thing_name
    if len(measure.streams) > 1:
        n = len(measure.streams)
        place = _TOGETHER.get(n, Text(f"Alle {n} zusammen", f"All {n} together")).in_language(language)
    if measure.stock and is_state(measure.streams[0]):
        place = f"{measure.streams[0].name}, {place[:1].lower() if len(measure.streams) > 1 else place[:1]}{place[1:]}"
    slow = not measure.adds and _apart(days) >= _SLOW
    first = (_latest if slow else _month)(measure, days, language)
    found = [first, _record(measure, days, language), _hours(measure, rhythm, language)]
    if place and found[0] is not None:
        found[0] = sentence(language, "{place}: {rest}", "{place}: {rest}", place=place, rest=found[0])
    return [one for one in found if one is not None]


def _told(measure: Measure, days: Sequence[Bucket]) -> Sequence[Bucket]:
    """Give the days that may be told of: all streams together, or nothing when togetherness means nothing."""
    if measure.adds or len(measure.streams) == 1:
        return days
    if not measure.stock:
        return []
    whole = [one for one in days if one.streams == len(measure.streams)]
    return [replace(one, mean=one.stacked, low=one.stacked, high=one.stacked) for one in whole]


def _apart(days: Sequence[Bucket]) -> int:
    """How many days lie between two values, mostly."""
    return int(median((b.when - a.when).days for a, b in pairwise(days))) if len(days) > 1 else 1


def _digits(measure: Measure) -> int:
    """Half a person is nobody; half a degree is something."""
    return 0 if measure.stock else 1


def _at(when: date, apart: int, language: str) -> str:
    """Say when a value was: „am 3. März 2025“, „im März 2025“, „2025“, as its steps allow."""
    if apart >= _YEARLY:
        return f"{when.year}" if language == "de" else f"in {when.year}"
    if apart >= _SLOW:
        name = f"{MONTHS[language][when.month - 1]} {when.year}"
        return f"im {name}" if language == "de" else f"in {name}"
    return f"{'am' if language == 'de' else 'on'} {day(when, language)}"


def _latest(measure: Measure, days: Sequence[Bucket], language: str) -> SafeString:
    """Say the latest of few values, and how it differs from the first year's or from a year before."""
    last, apart = days[-1], _apart(days)
    amount = with_unit(round(last.mean, _digits(measure)), measure.unit, language)
    at = _at(last.when.date(), apart, language)
    at = at[0].upper() + at[1:]
    year_before = (last.when.year - 1, last.when.month)
    same_month = (one for one in days if (one.when.year, one.when.month) == year_before)
    old = days[0] if apart >= _YEARLY else next(same_month, None)
    comparable = measure.streams[0].unit_definition not in _NO_RATIO
    if old is None or old is last or old.mean <= 0 or not comparable:
        return sentence(
            language,
            "{at} waren es <strong>{amount}</strong>.",
            "{at} the figure was <strong>{amount}</strong>.",
            at=at, amount=amount,
        )  # fmt: skip
    return sentence(
        language,
        "{at} waren es <strong>{amount}</strong>, {than} {old}.",
        "{at} the figure was <strong>{amount}</strong>, {than} {old}.",
        at=at, amount=amount, than=compared(last.mean, old.mean, language), old=_at(old.when.date(), apart, language),
    )  # fmt: skip


def _month(measure: Measure, days: Sequence[Bucket], language: str) -> SafeString | None:
    last = days[-1].when
    first_of_last = last.replace(day=1)
    whole = (last + timedelta(days=1)).day == 1
    begin = first_of_last if whole else (first_of_last - timedelta(days=1)).replace(day=1)
    now = _in_month(days, begin)
    if not now or len(now) < 20:
        return _per_day(measure, days, language)
    name = f"{MONTHS[language][begin.month - 1]} {begin.year}"
    before = _in_month(days, begin.replace(year=begin.year - 1))
    if measure.adds:
        total = sum(one.total for one in now)
        old = sum(one.total for one in before)
        amount = with_unit(total, measure.noun, language, 0)
        if len(before) >= 20 and old > 0:
            return sentence(
                language,
                "Im {name} waren es <strong>{amount}</strong>, {than} im {old} ein Jahr zuvor.",
                "{name} saw <strong>{amount}</strong>, {than} in {old} a year before.",
                name=name, amount=amount, than=compared(total, old, language), old=MONTHS[language][begin.month - 1],
            )  # fmt: skip
        return sentence(
            language,
            "Im {name} waren es <strong>{amount}</strong>, im Mittel {mean} am Tag.",
            "{name} saw <strong>{amount}</strong>, {mean} a day on average.",
            name=name, amount=amount, mean=number(total / len(now), language, 0),
        )  # fmt: skip
    mean = sum(one.mean for one in now) / len(now)
    value = with_unit(mean, measure.unit, language, _digits(measure))
    if len(before) >= 20:
        off = mean - sum(one.mean for one in before) / len(before)
        size = with_unit(abs(off), measure.unit, language, _digits(measure))
        words = Text("mehr" if off >= 0 else "weniger", "more" if off >= 0 else "less").in_language(language)
        return sentence(
            language,
            "Im {name} waren es im Mittel <strong>{value}</strong>, {size} {words} als ein Jahr zuvor.",
            "In {name} the mean was <strong>{value}</strong>, {size} {words} than a year before.",
            name=name, value=value, size=size, words=words,
        )  # fmt: skip
    return sentence(
        language,
        "Im {name} waren es im Mittel <strong>{value}</strong>.",
        "In {name} the mean was <strong>{value}</strong>.",
        name=name, value=value,
    )  # fmt: skip


def _in_month(days: Sequence[Bucket], begin: datetime) -> list[Bucket]:
    return [one for one in days if (one.when.year, one.when.month) == (begin.year, begin.month)]


def _per_day(measure: Measure, days: Sequence[Bucket], language: str) -> SafeString:
    if measure.adds:
        amount = with_unit(sum(one.total for one in days) / len(days), measure.noun, language, 0)
        return sentence(
            language,
            "Im Mittel sind es <strong>{amount}</strong> am Tag.",
            "On average there are <strong>{amount}</strong> a day.",
            amount=amount,
        )
    amount = with_unit(sum(one.mean for one in days) / len(days), measure.unit, language, _digits(measure))
    return sentence(
        language,
        "Im Mittel sind es <strong>{amount}</strong>.",
        "The mean is <strong>{amount}</strong>.",
        amount=amount,
    )


def _record(measure: Measure, days: Sequence[Bucket], language: str) -> SafeString | None:
    if len(days) < 7:
        return None
    if measure.adds:
        best = max(days, key=lambda one: one.total)
        return sentence(
            language,
            "Am meisten war am <strong>{day}</strong>: {amount}.",
            "The busiest day was <strong>{day}</strong> with {amount}.",
            day=day(best.when.date(), language, weekday=True), amount=number(best.total, language, 0),
        )  # fmt: skip
    most, least = max(days, key=lambda one: one.high), min(days, key=lambda one: one.low)
    apart, digits = _apart(days), _digits(measure)
    values = {
        "most": with_unit(round(most.high, digits), measure.unit, language),
        "most_day": _at(most.when.date(), apart, language),
        "least": with_unit(round(least.low, digits), measure.unit, language),
        "least_day": _at(least.when.date(), apart, language),
    }
    if most.high == least.low:
        return sentence(
            language,
            "Der Wert ist immer <strong>{most}</strong>.",
            "The value is always <strong>{most}</strong>.",
            **values,
        )
    if len(measure.streams) > 1 and most.count > most.streams:
        return sentence(
            language,
            "Im Mittel eines Tages waren es am meisten <strong>{most}</strong> ({most_day}), am wenigsten {least} ({least_day}).",
            "As a day’s mean the most were <strong>{most}</strong> ({most_day}), the fewest {least} ({least_day}).",
            **values,
        )
    if len(measure.streams) > 1:
        return sentence(
            language,
            "Am meisten waren es <strong>{most}</strong> {most_day}, am wenigsten {least} {least_day}.",
            "The most were <strong>{most}</strong> {most_day}, the fewest {least} {least_day}.",
            **values,
        )
    return sentence(
        language,
        "Der höchste Wert war <strong>{most}</strong> {most_day}, der niedrigste {least} {least_day}.",
        "The highest value was <strong>{most}</strong> {most_day}, the lowest {least} {least_day}.",
        **values,
    )


def _hours(measure: Measure, rhythm: dict[tuple[int, int], float], language: str) -> SafeString | None:
    work, free = by_hour(rhythm, range(5)), by_hour(rhythm, range(5, 7))
    if sum(one is not None for one in work) < 24 or sum(one is not None for one in free) < 24:
        return None
    top, top_free = _peak(work), _peak(free)
    if measure.adds:
        if top == top_free:
            return sentence(
                language,
                "Am meisten ist zwischen <strong>{a} und {b} Uhr</strong> los, werktags wie am Wochenende.",
                "The busiest hour is <strong>{a}:00 to {b}:00</strong>, on working days and weekends alike.",
                a=top, b=top + 1,
            )  # fmt: skip
        return sentence(
            language,
            "Werktags ist zwischen <strong>{a} und {b} Uhr</strong> am meisten los, am Wochenende zwischen {c} und {d} Uhr.",
            "On working days <strong>{a}:00 to {b}:00</strong> is busiest, at weekends {c}:00 to {d}:00.",
            a=top, b=top + 1, c=top_free, d=top_free + 1,
        )  # fmt: skip
    low = min(range(24), key=lambda hour: work[hour] or 0.0)
    return sentence(
        language,
        "Im Lauf des Tages sind die Werte zwischen <strong>{a} und {b} Uhr</strong> am höchsten und zwischen {c} und {d} Uhr am niedrigsten.",
        "Over the day, values are highest from <strong>{a}:00 to {b}:00</strong> and lowest from {c}:00 to {d}:00.",
        a=top, b=top + 1, c=low, d=low + 1,
    )  # fmt: skip


def _peak(hours: Sequence[float | None]) -> int:
    return max(range(24), key=lambda hour: hours[hour] or 0.0)


def about_rows(rows: int, placed: int | None, language: str) -> SafeString:
    """Say how many entries there are and how many have a place on the map."""
    n = number(rows, language)
    if placed is None:
        return sentence(
            language,
            "Die Tabelle hat <strong>{n}</strong> {noun}.",
            "The table has <strong>{n}</strong> {noun}.",
            n=n,
            noun=unit_after(n, Text("Zeilen", "rows"), language),
        )
    noun = unit_after(n, Text("Einträge", "entries"), language)
    if placed == rows:
        return sentence(
            language,
            "Der Datensatz hat <strong>{n}</strong> {noun}{each} mit einem Ort auf der Karte.",
            "The dataset has <strong>{n}</strong> {noun}{each} with a place on the map.",
            n=n,
            noun=noun,
            each="" if rows == 1 else Text(", jeder", ", each").in_language(language),
        )
    return sentence(
        language,
        "Der Datensatz hat <strong>{n}</strong> {noun}; {placed} davon {has} einen Ort auf der Karte.",
        "The dataset has <strong>{n}</strong> {noun}; {placed} of them {has} a place on the map.",
        n=n, noun=noun, placed=number(placed, language),
        has=(Text("hat", "has") if placed == 1 else Text("haben", "have")).in_language(language),
    )  # fmt: skip


def about_kinds(title: str, found: Sequence[tuple[object, int]], language: str) -> SafeString | None:
    """Say which value of a column is the most frequent."""
    named = [(name, n) for name, n in found if name is not None]
    total = sum(n for _, n in found)
    if not named or named[0][1] < total * 0.02:
        return None
    return sentence(
        language,
        "{title}: am häufigsten ist <strong>{name}</strong> mit {n}, das sind {share} von allen.",
        "{title}: the most frequent is <strong>{name}</strong> with {n}, {share} of all.",
        title=title, name=named[0][0], n=number(named[0][1], language), share=percent(named[0][1] / total, language),
    )  # fmt: skip


def _with_unit(value: float, unit: str, language: str) -> str:
    """Write a number for a sentence: from a thousand on without a fraction."""
    return f"{number(value, language, 0 if abs(value) >= 1000 else None)}\N{NO-BREAK SPACE}{unit}".rstrip()


def about_numbers(found: Profile, unit: str, language: str) -> SafeString | None:
    """Say the median, the least and the most of a number."""
    if found.median is None or found.least is None or found.most is None:
        return None
    return sentence(
        language,
        "{title}: die Hälfte liegt über <strong>{median}</strong>; es geht von {least} bis {most}.",
        "{title}: half are above <strong>{median}</strong>; they range from {least} to {most}.",
        title=found.column.title,
        median=_with_unit(found.median, unit, language),
        least=_with_unit(found.least, unit, language),
        most=_with_unit(found.most, unit, language),
    )
