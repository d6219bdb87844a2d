"""Numbers, days and sizes as people write them in German and English. Knows no Django."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import Decimal

MONTHS = {
    "de": (
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_SWAP = str.maketrans({",": ".", ".": ","})
_STEPS = (
    (60, 1, ("Sekunde", "Sekunden"), ("second", "seconds")),
    (3_600, 60, ("Minute", "Minuten"), ("minute", "minutes")),
    (86_400, 3_600, ("Stunde", "Stunden"), ("hour", "hours")),
    (math.inf, 86_400, ("Tag", "Tagen"), ("day", "days")),
)
_SIZES = ("Byte", "kB", "MB", "GB", "TB")


def write_number(value: float | Decimal, language: str, digits: int | None = None) -> str:
    """Write a number with groups of three: 4312.5 is „4.312,5“ and “4,312.5”.

    Without ``digits`` a fraction is rounded to three significant places at most three after the comma, so that no
    number looks more exact than it was measured. Infinity and NaN become a dash.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return "–"
    if digits is None:
        digits = 0 if value == int(value) else _fitting_digits(float(value))
        text = f"{value:,.{digits}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{value:,.{digits}f}"
    if text.startswith("-") and not any(sign in "123456789" for sign in text):
        text = text[1:]
    text = text.replace("-", "−")
    return text if language == "en" else text.translate(_SWAP)


def _fitting_digits(value: float) -> int:
    """Give how many places after the comma keep three significant digits; small values get up to eight."""
    size = abs(value)
    if size >= 100:
        return 1
    return min(8, max(1, 2 - math.floor(math.log10(size))))


def write_day(value: date, language: str) -> str:
    """Write a day: „3. März 2025“, “3 March 2025”."""
    name = MONTHS[language][value.month - 1]
    return f"{value.day}{'' if language == 'en' else '.'} {name} {value.year}"


def last_day(end: datetime) -> date:
    """Give the last day of a span: its end is the first moment after it, so midnight belongs to the day before."""
    return end.date() - timedelta(days=1) if end.hour == end.minute == 0 else end.date()


def write_span(start: datetime, end: datetime, language: str) -> str:
    """Write a span on the town's clock: „2012 bis 2025“, „Januar 2022 bis Dezember 2025“, „1. Mai 2025 bis 3. Mai 2025“."""
    first, last, to = start.date(), last_day(end), "to" if language == "en" else "bis"
    whole = start.hour == start.minute == end.hour == end.minute == 0 and first <= last
    if whole and (start.month, start.day, end.month, end.day) == (1, 1, 1, 1):
        return str(first.year) if first.year == last.year else f"{first.year} {to} {last.year}"
    if whole and start.day == end.day == 1:
        names = [f"{MONTHS[language][one.month - 1]} {one.year}" for one in (first, last)]
        return names[0] if names[0] == names[1] else f"{names[0]} {to} {names[1]}"
    if first >= last:
        return write_day(first, language)
    return f"{write_day(first, language)} {to} {write_day(last, language)}"


def write_moment(value: datetime, language: str) -> str:
    """Write a day with its hour and minute: „3. März 2025, 14:05 Uhr“."""
    return f"{write_day(value.date(), language)}, {value:%H:%M}{'' if language == 'en' else ' Uhr'}"


def write_ago(elapsed: timedelta, language: str) -> str:
    """Write how long ago: „vor 3 Minuten“, “3 minutes ago”; what lies ahead: „in 3 Minuten“, “in 3 minutes”."""
    seconds = elapsed.total_seconds()
    if abs(seconds) < 10:
        return "just now" if language == "en" else "gerade eben"
    _, unit, german, english = next(step for step in _STEPS if abs(seconds) < step[0])
    n = int(abs(seconds) // unit)
    noun = (english if language == "en" else german)[n != 1]
    if seconds < 0:
        return f"in {n} {noun}"
    return f"{n} {noun} ago" if language == "en" else f"vor {n} {noun}"


def write_size(count: int, language: str) -> str:
    """Write a number of bytes: 1,300,000 is „1,3 MB“ (powers of 1,000, as file managers and KERN's pages show it)."""
    amount = float(count)
    for unit in _SIZES:
        if amount < 999.5 or unit == _SIZES[-1]:
            whole = unit == "Byte" or amount >= 10
            noun = "bytes" if unit == "Byte" and language == "en" and count != 1 else unit
            return f"{write_number(amount, language, 0 if whole else 1)} {noun}"
        amount /= 1000
    raise AssertionError("the last unit takes everything")
