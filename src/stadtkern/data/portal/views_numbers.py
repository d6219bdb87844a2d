"""The numbers of the town: all of them in a sentence each, and one with its chart, areas, comparison, table and file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from stadtkern.data.portal.access import datasets_for, lake, language, number_of, town, town_name
from stadtkern.data.portal.charts.isometric import block_sign
from stadtkern.data.portal.charts.spark import spark
from stadtkern.data.portal.indicators import compare, draw
from stadtkern.data.portal.indicators.known import SECONDS, indicator_of, indicators, known_streams, result, results
from stadtkern.data.portal.indicators.model import Indicator, Result, Version
from stadtkern.data.portal.indicators.sentences import compared, sentence
from stadtkern.data.portal.memory import remembered
from stadtkern.data.registry.facts import DatasetFacts


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Show all numbers of the town that its data allow."""
    found = results(datasets_for(request))
    told = [_card(one) for one in found]
    return render(
        request,
        "portal/numbers.html",
        {
            "numbers": told,
            "waiting": [one for one in indicators() if one.slug not in {each.indicator.slug for each in found}],
            "sign": "" if told else mark_safe(block_sign(6, "")),  # noqa: S308 - drawn by charts/
        },
    )


def _card(one: Result) -> dict[str, Any]:
    return {
        "indicator": one.indicator,
        "sentence": sentence(one, town_name(), language()),
        "spark": spark_of(one),
        "years": (min(one.total), max(one.total)),
        "areas": len(one.areas),
        "datasets": list({supply.dataset.slug: supply.dataset for supply in one.supplies}.values()),
    }


def spark_of(one: Result) -> SafeString:
    """Draw the line of a number beside its sentence; missing years break it."""
    years = one.whole_years
    if len(years) < 2:
        return SafeString("")
    values = [years.get(year) for year in range(min(years), max(years) + 1)]
    lowest = min(value for value in values if value is not None)
    if not draw.from_zero(one.total):
        # What hardly moves is drawn from below its least value, so that one sees that it moves.
        values = [None if value is None else value - lowest * 0.98 for value in values]
    return mark_safe(spark(values, draw.described(one, language())))  # noqa: S308 - numbers, and a label that is escaped


@require_safe
def number(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one number: sentence, chart, areas, comparison, definition, versions, table."""
    datasets = datasets_for(request)
    indicator, version = _asked(request, slug)
    found = result(indicator, version, datasets)
    ground: dict[str, Any] = {
        "indicator": indicator,
        "version": version,
        "older": version is not indicator.current,
        "versions": [_version(one, indicator) for one in reversed(indicator.versions)],
    }
    if found is None or not found.total:
        return render(request, "portal/number.html", ground)
    said = language()
    smalls = draw.small_multiples(found, said, _names(found))
    among = comparison(found, datasets)
    ground |= {
        "found": found,
        "sentence": sentence(found, town_name(), said),
        "wide": mark_safe(draw.over_years(found, said, draw.WIDE)),  # noqa: S308 - drawn by charts/
        "narrow": mark_safe(draw.over_years(found, said, draw.NARROW)),  # noqa: S308 - drawn by charts/
        "from_zero": draw.from_zero(found.total),
        "partial": [year for year, value in sorted(found.total.items()) if not value.whole],
        "missing": _missing(found),
        "smalls": [(one, mark_safe(one.drawing)) for one in smalls],  # noqa: S308 - drawn by draw
        "area_names": list(found.areas),
        "rows": _rows(found),
        "others": _other_versions(indicator, version, datasets),
    }
    if among is not None:
        ground |= {
            "among": among,
            "among_sentence": compared(among, indicator, said),
            "among_wide": mark_safe(draw.neighbours(among, found, said, draw.WIDE)),  # noqa: S308 - drawn by charts/
            "among_narrow": mark_safe(draw.neighbours(among, found, said, draw.NARROW)),  # noqa: S308
        }
    return render(request, "portal/number.html", ground)


def _asked(request: HttpRequest, slug: str) -> tuple[Indicator, Version]:
    indicator = indicator_of(slug)
    if indicator is None:
        raise Http404
    wanted = number_of(request.GET, "version", indicator.current.number)
    version = indicator.version(wanted)
    if version is None:
        raise Http404
    return indicator, version


def _version(one: Version, indicator: Indicator) -> dict[str, Any]:
    following = next((later for later in indicator.versions if later.number > one.number), None)
    return {"version": one, "until": following.since if following else None, "current": one is indicator.current}


def _names(found: Result) -> list[str]:
    """Name every area that any of the data know, so that one without data is not silently left out."""
    if not found.areas:
        return []
    return sorted({name for supply in found.supplies for name in supply.areas})


def _missing(found: Result) -> list[int]:
    years = sorted(found.total)
    return [year for year in range(years[0], years[-1]) if year not in found.total]


def _rows(found: Result) -> list[dict[str, Any]]:
    years = sorted({*found.total, *(year for one in found.areas.values() for year in one)}, reverse=True)
    return [
        {
            "year": year,
            "value": found.total.get(year),
            "areas": [(name, one.get(year)) for name, one in found.areas.items()],
        }
        for year in years
    ]


def _other_versions(
    indicator: Indicator, version: Version, datasets: Sequence[DatasetFacts]
) -> list[tuple[Version, list[tuple[int, float]]]]:
    """Reckon the number by its other definitions too, so that figures quoted earlier can be understood."""
    told = []
    for one in indicator.versions:
        other = result(indicator, one, datasets) if one is not version else None
        if other is not None:
            told.append((one, [(year, value.number) for year, value in sorted(other.total.items(), reverse=True)]))
    return told


def comparison(found: Result, datasets: Sequence[DatasetFacts]) -> compare.Comparison | None:
    """Put the town among the municipalities of a dataset that the reader may see; None where there is no such one."""

    def own(at: int | None) -> float | None:
        latest = found.latest
        return found.whole_years.get(at) if at is not None else latest[1] if latest else None

    ags = str(town().get("town", "ags", ""))
    for there in compare.find(found.indicator, datasets, known_streams):
        make = partial(_others, there)
        year, others = remembered("others", there.collection, make, found.indicator.slug, seconds=SECONDS)
        placed = compare.placed(there, year, others, ags, town_name(), own)
        if placed is not None:
            return placed
    return None


def _others(there: compare.Found) -> tuple[int | None, list[compare.Other]]:
    with lake().read() as cursor:
        return compare.read(cursor, there)


@require_safe
def number_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a number's values as CSV: year, area, value, unit, version, whether the year is complete."""
    indicator, version = _asked(request, slug)
    found = result(indicator, version, datasets_for(request))
    if found is None:
        raise Http404
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["year", "area", "value", "unit", "version", "complete"])
    for area, yearly in [(town_name(), found.total), *found.areas.items()]:
        for year, value in sorted(yearly.items()):
            rounded = round(value.number, max(indicator.digits, 2))
            rows.writerow(
                [year, _unformula(area), rounded, indicator.unit.de, version.number, str(value.whole).lower()]
            )
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}.csv"'
    return answer


def _unformula(name: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@", "\t", "\r") else name


@require_safe
def number_chart(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a number's chart as an SVG file."""
    indicator, version = _asked(request, slug)
    found = result(indicator, version, datasets_for(request))
    if found is None or not found.total:
        raise Http404
    answer = HttpResponse(draw.over_years(found, language(), draw.WIDE), content_type="image/svg+xml; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{slug}.svg"'
    return answer
