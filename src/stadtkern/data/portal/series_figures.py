"""The charts of a series: lines over time, a normal day, a normal week, and the years over one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from stadtkern.data.portal.access import lake, zone
from stadtkern.data.portal.charts.figure import Figure, Line
from stadtkern.data.portal.charts.line import Frame, Point, Series, line_chart
from stadtkern.data.portal.charts.pattern import Rhythm, by_hour, day_pattern, week_pattern
from stadtkern.data.portal.charts.scale import MONTHS_SHORT, WEEKDAYS, number
from stadtkern.data.portal.charts.years import MOST, Years, year_lines
from stadtkern.data.portal.local_time import to_utc
from stadtkern.data.portal.measures import Measure
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.observations import Bucket, rhythm, together
from stadtkern.data.portal.period import LENGTHS, STEPS, between
from stadtkern.data.portal.series_look import Looking, buckets_of, place_of, step_text, title_of
from stadtkern.data.portal.years import by_year
from stadtkern.town.text import Text

YEARS_DAYS = 400


def lines(looking: Looking, place: int) -> Figure:
    """Give the chart over time of one measure, the which-th of those chosen."""
    measure, language = looking.measures[place], looking.language
    found = buckets_of(looking, measure)
    unit = measure.unit.in_language(language)
    named = [f"{name} ({unit})" if not measure.adds and unit else name for name in measure.names]
    return Figure(
        key=str(place),
        title=title_of(looking, measure),
        sub=", ".join(
            one for one in (place_of(looking, measure), STEPS[looking.period.step].in_language(language), unit) if one
        ),
        heads=(Text("Zeit", "Time").in_language(language), *named),
        lines=_table(looking, measure, found),
        draw=lambda width: drawn(looking, measure, found, width),
    )


def drawn(looking: Looking, measure: Measure, found: dict[int, list[Bucket]], width: float) -> str:
    """Draw one measure's chart. Only sums begin at zero; a level's axis begins near its least value."""
    period, language = looking.period, looking.language
    series = [
        Series(name, [_point(one, adds=measure.adds) for one in found[stream.id]])
        for stream, name in zip(measure.streams, measure.names, strict=True)
    ]
    frame = Frame(
        title=title_of(looking, measure),
        description=describe(looking, measure, found),
        unit=measure.unit.in_language(language),
        start=period.start,
        end=period.end,
        step=LENGTHS[period.step],
        language=language,
        width=width,
        height=380 if width > 600 else 300,
        from_zero=measure.adds,
    )
    return line_chart(frame, series)


def _point(one: Bucket, *, adds: bool) -> Point:
    if adds:
        return Point(one.when, one.total)
    return Point(one.when, one.mean, *((one.low, one.high) if one.count > 1 else (None, None)))


def describe(looking: Looking, measure: Measure, found: dict[int, list[Bucket]]) -> str:
    """Say a chart in a sentence for those who do not see it."""
    parts = []
    for stream, name in zip(measure.streams, measure.names, strict=True):
        values = [one.total if measure.adds else one.mean for one in found[stream.id]]
        if values:
            low, high = number(min(values), looking.language), number(max(values), looking.language)
            parts.append(f"{name}: {low} – {high}")
    step = STEPS[looking.period.step].in_language(looking.language)
    return f"{step}. {'; '.join(parts)}"


def _table(looking: Looking, measure: Measure, found: dict[int, list[Bucket]]) -> list[Line]:
    """Lay the buckets out as rows: a step of time, then a number for each line."""
    times = sorted({one.when for rows in found.values() for one in rows})
    by_time = [
        {one.when: one.total if measure.adds else one.mean for one in found[stream.id]} for stream in measure.streams
    ]
    start = looking.period.start
    whole = max(1.0, (looking.period.end - start).total_seconds())
    half = LENGTHS[looking.period.step].total_seconds() / 2
    days = looking.period.step in ("day", "week", "month", "year")
    return [
        Line(
            step_text(when, looking.period.step, looking.language),
            tuple(line.get(when) for line in by_time),
            when.date().isoformat() if days else when.isoformat(),
            min(1.0, ((when - start).total_seconds() + half) / whole),
        )
        for when in times
    ]


def day_and_week(looking: Looking, measure: Measure, hours: dict[tuple[int, int], float]) -> list[Figure]:
    """Give the charts of a normal day and a normal week; none where a day has no 24 hours or a week too few of them."""
    if len({hour for _, hour in hours}) < 24 or len(hours) < 120:
        return []
    language = looking.language
    unit = measure.unit.in_language(language)
    unit = f"{unit} {Text('je Stunde', 'per hour').in_language(language)}" if measure.adds else unit
    titles = (
        Text("Wie sieht ein normaler Tag aus?", "What does a normal day look like?"),
        Text("Wann ist in der Woche am meisten los?", "When is the week busiest?")
        if measure.adds
        else Text("Wie sieht eine normale Woche aus?", "What does a normal week look like?"),
    )
    day_title, week_title = (one.in_language(language) for one in titles)
    sub = f"{unit}, {Text('Mittel der letzten zwölf Monate', 'mean of the last twelve months').in_language(language)}"
    sub = sub.removeprefix(", ")
    one_day = Rhythm(day_title, sub, unit, hours, language, from_zero=measure.adds)
    week = Rhythm(week_title, sub, unit, hours, language, from_zero=measure.adds)
    of_day = list(zip(by_hour(hours, range(5)), by_hour(hours, range(5, 7)), strict=True))
    kinds = Text("Montag bis Freitag", "Monday to Friday"), Text("Wochenende", "Weekend")
    hour_head = Text("Stunde", "Hour").in_language(language)
    return [
        Figure(
            "day", day_title, sub, (hour_head, *(one.in_language(language) for one in kinds)),
            [Line(_hour(hour, language), pair, str(hour)) for hour, pair in enumerate(of_day)],
            kept(looking, measure, "day", lambda width: day_pattern(one_day, width, 300 if width > 500 else 260)),
        ),
        Figure(
            "week", week_title, sub, (hour_head, *WEEKDAYS[language]),
            [Line(_hour(hour, language), tuple(hours.get((weekday, hour)) for weekday in range(7)), str(hour))
             for hour in range(24)],
            kept(looking, measure, "week", lambda width: week_pattern(week, width)),
        ),
    ]  # fmt: skip


def _hour(hour: int, language: str) -> str:
    return f"{hour}–{hour + 1} Uhr" if language == "de" else f"{hour}:00–{hour + 1}:00"


def kept(looking: Looking, measure: Measure, what: str, draw: Callable[[float], str]) -> Callable[[float], str]:
    """Remember a drawing that does not change with the period."""

    def drawn_once(width: float) -> str:
        key = what, width, looking.language, *measure.ids
        return remembered("drawn", looking.collection, lambda: draw(width), *key, seconds=900)

    return drawn_once


def rhythm_of(looking: Looking, measure: Measure) -> tuple[dict[tuple[int, int], float], list[Bucket]]:
    """Give the mean by weekday and hour, and every day of the last three years; reckoned once a quarter of an hour at most."""
    until = max(looking.there.extents[one].last for one in measure.ids)

    def reckon() -> tuple[dict[tuple[int, int], float], list[Bucket]]:
        with lake().read() as cursor:
            found = rhythm(cursor, measure.ids, until, zone(), add=measure.adds)
            begin = max(looking.first, looking.last - timedelta(days=1100))
            whole = between(begin.date(), looking.last.date())
            return found, together(cursor, measure.ids, replace(whole, step="day"), zone())

    return remembered("rhythm", looking.collection, reckon, *measure.ids, seconds=900)


def has_rhythm(measure: Measure, hours: dict[tuple[int, int], float], days: Sequence[Bucket]) -> bool:
    """Tell whether the time of day matters: counts always; a level when it moves a tenth as much as over all days."""
    if measure.adds or not hours or not days:
        return True
    levels = [one for one in by_hour(hours, range(7)) if one is not None]
    over_days = max(one.mean for one in days) - min(one.mean for one in days)
    return max(levels) - min(levels) >= over_days / 10


def years(looking: Looking, by: str) -> Figure | None:
    """Give the years over one another by ``month`` or ``week``; None where there are no two years to compare."""
    if not looking.measures or (looking.last - looking.first).days < YEARS_DAYS or looking.grain in ("month", "year"):
        return None
    measure, language = looking.measures[0], looking.language
    weekly = by == "week"

    def reckon() -> list[tuple[int, dict[int, float]]]:
        first = looking.last.replace(year=looking.last.year - MOST + 1, month=1, day=1)
        whole = between(max(first, looking.first).date(), looking.last.date())
        # A first or last day that is there in part would look like a bad day.
        until = to_utc(looking.last.replace(hour=0, minute=0, second=0, microsecond=0), zone())
        with lake().read() as cursor:
            days = together(cursor, measure.ids, replace(whole, step="day"), zone())
        days = [one for one in days if to_utc(one.when, zone()) < until]
        return by_year(days, adds=measure.adds, weekly=weekly)

    found = remembered("years", looking.collection, reckon, by, *measure.ids, seconds=900)
    if len(found) < 2:
        return None
    unit = measure.unit.in_language(language)
    unit = f"{unit} {Text('am Tag', 'a day').in_language(language)}" if measure.adds else unit
    each = Text("Mittel je Woche", "mean by week") if weekly else Text("Mittel je Monat", "mean by month")
    named = list(dict.fromkeys(measure.names))
    who = f"{', '.join(named[:3])}{' …' if len(named) > 3 else ''}"
    title = Text("Wie unterscheiden sich die Jahre?", "How do the years differ?").in_language(language)
    sub = ", ".join(one for one in (unit, each.in_language(language)) if one) + f" · {who}"
    parts = 53 if weekly else 12
    names = (
        [f"{Text('Woche', 'Week').in_language(language)} {part}" for part in range(1, 54)]
        if weekly
        else list(MONTHS_SHORT[language])
    )
    table = [
        Line(names[part - 1], tuple(one.get(part) for _, one in found), str(part))
        for part in range(1, parts + 1)
        if any(part in one for _, one in found)
    ]
    head = Text("Woche", "Week") if weekly else Text("Monat", "Month")
    return Figure(
        f"years-{'week' if weekly else 'month'}", title, sub,
        (head.in_language(language), *(str(year) for year, _ in found)), table,
        kept(looking, measure, f"years-{by}", lambda width: year_lines(
            Years(title, sub, unit, parts, language, width, 360 if width > 600 else 300, from_zero=measure.adds), found
        )),
    )  # fmt: skip


def figure_of(looking: Looking, key: str) -> Figure | None:
    """Give one chart of a series by its key; None when there is no such chart."""
    if key.isdecimal():
        return lines(looking, int(key)) if int(key) < len(looking.measures) else None
    if key.startswith("years"):
        return years(looking, "week" if key.endswith("week") else "month")
    if key in ("day", "week") and looking.measures:
        found: Sequence[Figure] = day_and_week(looking, looking.measures[0], rhythm_of(looking, looking.measures[0])[0])
        return next((one for one in found if one.key == key), None)
    return None
