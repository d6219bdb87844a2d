"""A series on its dataset's page: lines over time with a way to zoom, the rhythm of day and week, sentences, rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from stadtkern.data.portal.access import lake, number_of, word_of, zone
from stadtkern.data.portal.charts.line import Frame, Point, Series, line_chart
from stadtkern.data.portal.charts.pattern import Rhythm, day_pattern, week_pattern
from stadtkern.data.portal.charts.scale import MONTHS_SHORT, day, number
from stadtkern.data.portal.local_time import to_local
from stadtkern.data.portal.measures import Known, Measure, choose, known, measures, names_of
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.observations import Bucket, Row, buckets, count_times, page_of_rows, rhythm, together
from stadtkern.data.portal.period import KINDS, LENGTHS, STEPS, Period, asked, between, grain_of, kinds_for, of_kind
from stadtkern.data.portal.says import about_series
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.things import StreamFacts
from stadtkern.town.text import Text

WIDE, NARROW = 960.0, 400.0
ROWS = 24


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


def drawn(looking: Looking, measure: Measure, width: float, *, found: dict[int, list[Bucket]] | None = None) -> str:
    """Draw one measure's chart."""
    found = found if found is not None else _buckets(looking, measure)
    period, language = looking.period, looking.language
    series = [
        Series(
            name,
            [
                Point(one.when, one.total if measure.adds else one.mean,
                      None if measure.adds or one.count < 2 else one.low, None if measure.adds or one.count < 2 else one.high)
                for one in found[stream.id]
            ],
        )
        for stream, name in zip(measure.streams, measure.names, strict=True)
    ]  # fmt: skip
    values = [p.value for one in series for p in one.points if p.value is not None]
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
        from_zero=measure.adds or not values or (min(values) >= 0 and min(values) < 0.5 * max(values)),
    )
    return line_chart(frame, series)


def title_of(looking: Looking, measure: Measure) -> str:
    """Name a chart: what, and when."""
    what = measure.unit.in_language(looking.language) if measure.adds and measure.noun else ""
    what = (
        what or (measure.streams[0].observed if measure.streams[0].observed != "unbekannt" else "") or measure.names[0]
    )
    return f"{what}, {span(looking.period, looking.language)}"


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


def context(looking: Looking, words: QueryDict, address: str) -> dict[str, Any]:
    """Give everything that the page of a series shows."""
    language = looking.language
    charts = []
    for place, measure in enumerate(looking.measures):
        found = _buckets(looking, measure)
        charts.append(
            {
                "wide": _safe(drawn(looking, measure, WIDE, found=found)),
                "narrow": _safe(drawn(looking, measure, NARROW, found=found)),
                "title": title_of(looking, measure),
                "sub": f"{STEPS[looking.period.step].in_language(language)}, {measure.unit.in_language(language)}".strip(
                    ", "
                ),
                "table": _table(looking, measure, found),
                "names": [
                    f"{name} ({measure.unit.in_language(language)})" if not measure.adds and measure.unit.de else name
                    for name in measure.names
                ],
                "download": f"{address}chart.svg?{_with(words, c=looking.collection.slug, measure=str(place))}",
            }
        )
    return {
        "charts": charts,
        "period": looking.period,
        "span": span(looking.period, language),
        "zooms": _zooms(looking, words),
        "earlier": _move(looking, words, -1),
        "later": _move(looking, words, 1),
        "first": looking.first.date(),
        "last": looking.last.date(),
        "from_day": looking.period.start.date().isoformat(),
        "to_day": (looking.period.end - timedelta(days=1)).date().isoformat(),
        "stations": _stations(looking),
        "kept": [(key, value) for key in ("c",) for value in words.getlist(key)],
        "chosen_ids": [one.id for one in looking.chosen],
        **patterns(looking),
        **_rows(looking, words),
    }


def patterns(looking: Looking) -> dict[str, Any]:
    """Give the day, the week and the sentences of the first measure; reckoned once a quarter of an hour at most."""
    if not looking.measures:
        return {}
    measure = looking.measures[0]
    key = ",".join(map(str, measure.ids))
    until = max(looking.there.extents[one].last for one in measure.ids)

    def reckon() -> tuple[dict[tuple[int, int], float], list[Bucket]]:
        with lake().read() as cursor:
            found = rhythm(cursor, measure.ids, until, zone(), add=measure.adds)
            begin = max(looking.first, looking.last - timedelta(days=1100))
            whole = between(begin.date(), looking.last.date())
            return found, together(cursor, measure.ids, replace(whole, step="day"), zone())

    hours, days = remembered("rhythm", looking.collection, reckon, key, seconds=900)
    answer: dict[str, Any] = {"sentences": about_series(measure, days, hours, looking.language)}
    if len({hour for _, hour in hours}) == 24 and len(hours) >= 120:
        per_hour = Text("je Stunde", "per hour").in_language(looking.language)
        unit = measure.unit.in_language(looking.language)
        unit = f"{unit} {per_hour}" if measure.adds else unit
        names = Text("Ein normaler Tag", "A normal day"), Text("Eine normale Woche", "A normal week")
        told = [name.in_language(looking.language) for name in names]
        rhythms = [Rhythm(name, "", unit, hours, looking.language) for name in told]
        answer["day_title"], answer["week_title"] = told
        answer["day_chart"] = _safe(day_pattern(rhythms[0], 560, 300) + day_pattern(rhythms[0], 380, 260))
        answer["week_chart"] = _safe(week_pattern(rhythms[1], 560) + week_pattern(rhythms[1], 380))
        answer["pattern_unit"] = unit
    return answer


def _buckets(looking: Looking, measure: Measure) -> dict[int, list[Bucket]]:
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


def _table(looking: Looking, measure: Measure, found: dict[int, list[Bucket]]) -> list[tuple[str, list[float | None]]]:
    """Lay the buckets out as rows: a step of time, then a number for each line."""
    times = sorted({one.when for rows in found.values() for one in rows})
    by_time = [
        {one.when: one.total if measure.adds else one.mean for one in found[stream.id]} for stream in measure.streams
    ]
    return [
        (step_text(when, looking.period.step, looking.language), [line.get(when) for line in by_time]) for when in times
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


def _zooms(looking: Looking, words: QueryDict) -> list[dict[str, Any]]:
    middle = min(max(looking.last, looking.period.start), looking.period.end - timedelta(minutes=1))
    answer = []
    for kind, name in ((kind, KINDS[kind]) for kind in looking.kinds):
        query = "period=all" if kind == "all" else of_kind(kind, middle).query()
        current = looking.period.kind == kind
        answer.append({"name": name, "href": f"?{_keeping(words)}{query}#chart", "current": current})
    return answer


def _move(looking: Looking, words: QueryDict, by: int) -> str:
    if looking.period.kind == "all":
        return ""
    moved = looking.period.moved(by)
    if moved.end <= looking.first or moved.start > looking.last:
        return ""
    return f"?{_keeping(words)}{moved.query()}#chart"


def _keeping(words: QueryDict) -> str:
    kept = [(key, value) for key in ("c", "stream") for value in words.getlist(key)]
    return f"{urlencode(kept)}&" if kept else ""


def _with(words: QueryDict, **more: str) -> str:
    kept = [(key, value) for key in ("stream", "period", "at", "from", "to") for value in words.getlist(key)]
    return urlencode([*more.items(), *kept])


def _stations(looking: Looking) -> list[dict[str, Any]]:
    """Group the streams by station for the choice below the chart."""
    chosen = {one.id for one in looking.chosen}
    groups: dict[int, dict[str, Any]] = {}
    for one in looking.there.streams:
        group = groups.setdefault(one.thing_id, {"name": one.thing_name, "streams": []})
        group["streams"].append({"id": one.id, "name": one.name, "on": one.id in chosen})
    return list(groups.values())


def _rows(looking: Looking, words: QueryDict) -> dict[str, Any]:
    """Give the single values of the period, the newest first, page by page."""
    ids = [one.id for one in looking.chosen]

    def count() -> int:
        with lake().read() as cursor:
            return count_times(cursor, ids, looking.period, zone())

    total = remembered("count", looking.collection, count, looking.period, *ids, seconds=60)
    asked_page = number_of(words, "page", 1)
    page = min(max(1, asked_page), max(1, -(-total // ROWS)))

    def read() -> list[Row]:
        with lake().read() as cursor:
            return page_of_rows(cursor, ids, looking.period, zone(), (page - 1) * ROWS, ROWS)

    rows = remembered("rows", looking.collection, read, looking.period, page, *ids, seconds=30)
    return {
        "value_heads": _heads(looking),
        "values": _laid_out(rows, ids, looking),
        "values_total": total,
        "page": page,
        "pages": max(1, -(-total // ROWS)),
        "page_query": f"{_with(words, c=looking.collection.slug)}&",
    }


def _heads(looking: Looking) -> list[dict[str, Any]]:
    """Name the table's columns: the streams chosen, with units."""
    units = {id_: measure.unit for measure in looking.measures for id_ in measure.ids if not measure.adds}
    titles = names_of(looking.chosen, looking.chosen)
    return [{"title": title, "unit": units.get(one.id)} for one, title in zip(looking.chosen, titles, strict=True)]


def _laid_out(rows: list[Row], ids: list[int], looking: Looking) -> list[dict[str, Any]]:
    """Lay observations out by time: one cell a stream. The two passes of autumn's double hour stay two lines."""
    lines: list[dict[str, Any]] = []
    for row in rows:
        line = lines[-1] if lines else None
        if line is None or line["at"] != row.when or row.stream in line["cells"]:
            when = step_text(row.when, looking.grain, looking.language)
            line = {"at": row.when, "when": when, "cells": {}}
            lines.append(line)
        line["cells"][row.stream] = row
    return [{"when": line["when"], "cells": [line["cells"].get(id_) for id_ in ids]} for line in lines]


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 - drawn by charts/, which escapes every text
