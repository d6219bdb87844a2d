"""Axes: round ticks for numbers, calendar ticks for time, and how numbers and dates are written in two languages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from stadtkern.town.written import write_day, write_number

MONTHS_SHORT = {
    "de": ("Jan", "Feb", "März", "Apr", "Mai", "Juni", "Juli", "Aug", "Sep", "Okt", "Nov", "Dez"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"),
}
WEEKDAYS = {
    "de": (
        "Montag",
        "Dienstag",
        "Mittwoch",
        "Donnerstag",
        "Freitag",
        "Samstag",
        "Sonntag",
    ),
    "en": (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ),
}
WEEKDAYS_SHORT = {
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def number(value: float | None, language: str = "de", digits: int | None = None) -> str:
    """Write a number as people do, or a dash for none."""
    return "\N{EN DASH}" if value is None else write_number(value, language, digits)


def percent(part: float, language: str = "de", digits: int = 0) -> str:
    """Write a share (0.12) as per cent: 12 % in German, 12% in English."""
    text = number(round(part * 100, digits), language, digits)
    return f"{text}\N{NO-BREAK SPACE}%" if language == "de" else f"{text}%"


def day(when: date, language: str = "de", *, year: bool = True, weekday: bool = False) -> str:
    """Write a date: „Dienstag, 4. März 2025“, "Tuesday, 4 March 2025"; the year may be left out."""
    text = write_day(when, language)
    text = text if year else text.rsplit(" ", 1)[0]
    return f"{WEEKDAYS[language][when.weekday()]}, {text}" if weekday else text


@dataclass(frozen=True, slots=True)
class Linear:
    """Maps a range of numbers onto a range of places."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Give the place of a value; a range without width gives its start."""
        if self.high == self.low:
            return self.start
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def nice_step(span: float, wanted: int) -> float:
    """Give the step of the form 1, 2, 2.5 or 5 times a power of ten that cuts ``span`` into about ``wanted`` pieces."""
    if span <= 0 or not math.isfinite(span):
        return 1.0
    rough = span / max(1, wanted)
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 2.5, 5, 10):
        if rough <= factor * power * 1.0001:
            return factor * power
    return 10 * power


def nice_ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Give round ticks that hold ``low`` to ``high`` between the first and the last."""
    if high < low:
        low, high = high, low
    if high == low:
        high = low + (abs(low) or 1.0)
    step = nice_step(high - low, wanted)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class TimeTick:
    """A place on the time axis. ``strong`` marks the start of a larger unit (a year among months)."""

    when: datetime
    text: str
    strong: bool = False


def time_ticks(
    start: datetime, end: datetime, language: str, wanted: int = 7, *, yearly: bool = False
) -> list[TimeTick]:
    """Give calendar ticks between two local times: full hours, days, months or years, never more than about ``wanted``.

    ``yearly``: values come once a year, so nothing shorter is named.
    """
    seconds = (end - start).total_seconds()
    if yearly:
        return _years(start, end, wanted)
    for hours in (1, 2, 3, 6, 12):
        if seconds / 3600 / hours <= wanted:
            return _hours(start, end, hours, language)
    for days in (1, 2, 7):
        if seconds / 86400 / days <= wanted:
            return _days(start, end, days, language)
    for months in (1, 2, 3, 6):
        if seconds / 86400 / 30.4 / months <= wanted:
            return _months(start, end, months, language)
    return _years(start, end, wanted)


def _years(start: datetime, end: datetime, wanted: int) -> list[TimeTick]:
    years = max(1, int(nice_step((end - start).total_seconds() / 86400 / 365.25, wanted)))
    first = start.year if start == datetime(start.year, 1, 1, tzinfo=start.tzinfo) else start.year + 1
    return [TimeTick(start.replace(year=y, month=1, day=1, hour=0, minute=0, second=0, microsecond=0), str(y))
            for y in range(first, end.year + 1) if (y - first) % years == 0]  # fmt: skip


def _midnight(when: datetime) -> datetime:
    return when.replace(hour=0, minute=0, second=0, microsecond=0)


def _hours(start: datetime, end: datetime, step: int, language: str) -> list[TimeTick]:
    ticks: list[TimeTick] = []
    at = _midnight(start)
    while at <= end:
        if at >= start:
            midnight = at.hour == 0
            text = _day_month(at, language) if midnight else f"{at.hour}{' Uhr' if language == 'de' else ':00'}"
            ticks.append(TimeTick(at, text, midnight))
        at += timedelta(hours=step)
    return ticks


def _days(start: datetime, end: datetime, step: int, language: str) -> list[TimeTick]:
    ticks: list[TimeTick] = []
    at = _midnight(start)
    if step == 7:
        at -= timedelta(days=at.weekday())
    while at <= end:
        if at >= start:
            name = WEEKDAYS_SHORT[language][at.weekday()]
            text = f"{name} {_day_month(at, language)}" if step == 1 else _day_month(at, language)
            ticks.append(TimeTick(at, text))
        at += timedelta(days=step)
    return ticks


def _day_month(at: datetime, language: str) -> str:
    return f"{at.day}.{at.month}." if language == "de" else f"{at.day} {MONTHS_SHORT['en'][at.month - 1]}"


def _months(start: datetime, end: datetime, step: int, language: str) -> list[TimeTick]:
    ticks: list[TimeTick] = []
    at = _midnight(start).replace(day=1)
    while at <= end:
        if at >= start and (at.month - 1) % step == 0:
            new_year = at.month == 1
            text = str(at.year) if new_year else MONTHS_SHORT[language][at.month - 1]
            ticks.append(TimeTick(at, text, new_year))
        at = at.replace(year=at.year + at.month // 12, month=at.month % 12 + 1)
    return ticks


def local(when: datetime, zone: ZoneInfo) -> datetime:
    """Turn a UTC time without zone (as the lake gives it) into the town's wall clock, without zone again."""
    return when.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
