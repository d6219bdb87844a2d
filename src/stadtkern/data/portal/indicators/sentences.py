"""What a number says, in a sentence: its latest whole year, against the year before and against the first one."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from stadtkern.data.portal.charts.scale import number, percent
from stadtkern.data.portal.indicators.compare import Comparison
from stadtkern.data.portal.indicators.model import Indicator, Result
from stadtkern.data.portal.unit_words import unit_after
from stadtkern.town.text import Text

SAME = 0.0005


def amount(value: float, indicator: Indicator, language: str) -> str:
    """Write a value with its unit: „20.104 Menschen“, „23,4 %“."""
    written = number(value, language, indicator.digits)
    unit = unit_after(written, indicator.unit, language)
    joined = "" if language == "en" and unit == "%" else "\N{NO-BREAK SPACE}"
    return f"{written}{joined}{unit}".rstrip()


def change(now: float, before: float, indicator: Indicator, language: str) -> str:
    """Say how much more or less it is: „0,4 % mehr als“; shares differ by percentage points."""
    if indicator.unit.de == "%":
        off = round(now - before, indicator.digits)
        if off == 0:
            return Text("so viel wie", "as much as").in_language(language)
        points = f"{number(abs(off), language, indicator.digits)} {Text('Prozentpunkte', 'percentage points').in_language(language)}"
        return f"{points} {_more(off, language)}"
    share = now / before - 1 if before else 0.0
    if abs(share) < SAME:
        return Text("so viel wie", "as much as").in_language(language)
    digits = 1 if abs(share) < 0.1 else 0
    return f"{percent(abs(share), language, digits)} {_more(share, language)}"


def _more(off: float, language: str) -> str:
    return Text("mehr als" if off > 0 else "weniger als", "more than" if off > 0 else "less than").in_language(language)


def sentence(result: Result, town: str, language: str) -> SafeString:
    """Say the latest value, and how it has changed since the year before and since the first year."""
    latest = result.latest
    if latest is None:
        return SafeString("")
    year, value = latest
    years = result.whole_years
    since = [one for one in dict.fromkeys((year - 1, min(years))) if one in years and one < year and years[one]]
    said_of: dict[str, list[str]] = {}
    for one in since:
        said_of.setdefault(change(value, years[one], result.indicator, language), []).append(str(one))
    join = Text(" und ", " and ").in_language(language)
    tail = join.join(f"{said} {join.join(of)}" for said, of in said_of.items())
    words = result.indicator.sentence.in_language(language)
    # The words come from a definition file, by whoever runs the town; only the values are strangers here.
    said = format_html(words, year=year, value=amount(value, result.indicator, language), town=town)
    return format_html("{}, {}.", said, tail) if tail else format_html("{}.", said)


def compared(found: Comparison, indicator: Indicator, language: str) -> SafeString:
    """Say where the town stands among the others."""
    return format_html(
        Text(
            "Mit <b>{own}</b> liegt {town} auf Platz {place} von {all} Gemeinden. In der Mitte liegen {middle}.",
            "With <b>{own}</b> {town} is number {place} of {all} municipalities. The middle is at {middle}.",
        ).in_language(language),
        own=amount(found.own.value, indicator, language), town=found.own.name, place=number(found.place, language),
        all=number(len(found.others), language), middle=amount(found.middle, indicator, language),
    )  # fmt: skip
