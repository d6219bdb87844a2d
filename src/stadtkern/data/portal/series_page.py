"""A series on its dataset's page: lines over time with a way to zoom, the rhythm of day and week, sentences, rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from stadtkern.data.portal.access import lake, number_of, zone
from stadtkern.data.portal.charts.scale import number
from stadtkern.data.portal.figures import shown
from stadtkern.data.portal.measures import names_of
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.observations import Row, count_times, page_of_rows
from stadtkern.data.portal.period import KINDS, of_kind
from stadtkern.data.portal.row_figures import digits_of
from stadtkern.data.portal.says import about_series
from stadtkern.data.portal.series_figures import day_and_week, has_rhythm, lines, rhythm_of, years
from stadtkern.data.portal.series_look import Looking, span, step_text
from stadtkern.town.text import Text

ROWS = 24


def chart_context(looking: Looking, words: QueryDict, address: str) -> dict[str, Any]:
    """Give what changes with the period: charts, ways to other periods, single values."""
    language, period = looking.language, looking.period
    first, last = looking.first.date(), looking.last.date()
    query = _with(words, c=looking.collection.slug)
    closer, wider = period.zoomed(0.5, first, last), period.zoomed(2.0, first, last)
    return {
        "charts": [shown(lines(looking, place), address, query) for place in range(len(looking.measures))],
        "period": period,
        "span": span(period, language),
        "zooms": _zooms(looking, words),
        "earlier": _move(looking, words, -1),
        "later": _move(looking, words, 1),
        "closer": f"?{_keeping(words)}{closer.query()}#chart" if closer else "",
        "wider": f"?{_keeping(words)}{wider.query()}#chart" if wider else "",
        "first": first,
        "last": last,
        "from_day": period.start.date().isoformat(),
        "to_day": (period.end - timedelta(days=1)).date().isoformat(),
        "part": f"{address}chart/?{_keeping(words)}",
        **_rows(looking, words),
    }


def choice_context(looking: Looking, words: QueryDict) -> dict[str, Any]:
    """Give the streams to choose from, by station."""
    return {
        "stations": _stations(looking),
        "stations_many": len(looking.there.streams) > 24,
        "kept": [(key, value) for key in ("c",) for value in words.getlist(key)],
    }


def context(looking: Looking, words: QueryDict, address: str) -> dict[str, Any]:
    """Give everything that the page of a series shows."""
    query = _with(words, c=looking.collection.slug)
    answer = {**chart_context(looking, words, address), **choice_context(looking, words)}
    if not looking.measures:
        return answer
    measure = looking.measures[0]
    hours, days = rhythm_of(looking, measure)
    if not has_rhythm(measure, hours, days):
        hours = {}
    answer["sentences"] = about_series(measure, days, hours, looking.language)
    answer["rhythm"] = [shown(one, address, query, (560.0, 380.0)) for one in day_and_week(looking, measure, hours)]
    by = "week" if words.get("compare") == "week" else "month"
    compared = years(looking, by)
    if compared is not None:
        answer["years"] = shown(compared, address, query)
        ways = (("month", Text("Monate", "Months")), ("week", Text("Wochen", "Weeks")))
        answer["years_by"] = [
            {"name": name, "href": f"?{query}&compare={key}#years", "current": key == by} for key, name in ways
        ]
    return answer


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
    places = {id_: _places([line["cells"].get(id_) for line in lines]) for id_ in ids}
    return [
        {"when": line["when"], "cells": [_cell(line["cells"].get(id_), places[id_], looking) for id_ in ids]}
        for line in lines
    ]


def _places(column: list[Row | None]) -> int | None:
    """Give the places after the comma that every number of a column gets; None where none has a fraction."""
    most = max((digits_of(one.number) for one in column if one is not None and one.number is not None), default=0)
    return min(most, 3) or None


def _cell(row: Row | None, places: int | None, looking: Looking) -> dict[str, Any] | None:
    """Write a value for the table, with what is said about it."""
    if row is None:
        return None
    text = str(row.value or "") if row.number is None else number(row.number, looking.language, places)
    return {"text": text, "flag": row.flag, "status": row.status}
