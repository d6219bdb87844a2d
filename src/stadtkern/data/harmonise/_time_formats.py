"""The ways in which dates and times are written, each with its pattern and how its pieces become a point in time."""

# ruff: noqa: DTZ001  (a time as written has no zone yet)

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

Pieces = dict[str, str | None]


class Spoken(NamedTuple):
    """A written time: ``start`` as written (no zone), how fine it is, and its distance to UTC where the text names one."""

    start: datetime
    granularity: str
    offset: timedelta | None


@dataclass(frozen=True, slots=True)
class Format:
    """One way of writing. ``name`` is what people see; ``build`` raises ValueError for what no calendar holds."""

    name: str
    patterns: tuple[re.Pattern[str], ...]
    build: Callable[[Pieces], Spoken]
    sure: float = 0.99
    needs_header: float | None = None
    """How sure it is without a header that speaks of time; None where that makes no difference."""
    granularity: str = "day"
    """What one value covers where no clock stands beside it."""

    def read(self, text: str) -> Spoken | None:
        """Read ``text``, or None where it is not written in this way or no calendar holds it."""
        if len(text) > _LONGEST:
            return None
        for pattern in self.patterns:
            match = pattern.fullmatch(text)
            if match is not None:
                try:
                    return self.build(match.groupdict())
                except (ValueError, OverflowError):
                    return None
        return None


_CLOCK = (
    r"(?:(?:T|,?\s+|,\s*|\s*-\s+|\s+um\s+)(?P<h>[0-9]{1,2})(?:[:.h](?P<mi>[0-9]{2})(?:[:.](?P<s>[0-9]{2})(?:[.,](?P<f>[0-9]{1,9}))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?(?:\s*Uhr)?|\s*Uhr|\s*(?P<half2>[ap])m)"
    r"\s*(?P<offset>Z|[+-][0-9]{2}(?::?[0-9]{2})?|UTC|GMT|MEZ|MESZ|CET|CEST)?)?"
)
_WEEKDAY = r"(?:(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)[a-zäö]{0,8}\.?,?\s+)?"
_YEAR = r"(?P<y>[0-9]{4}|[0-9]{2})"
_LONG_YEAR = r"(?P<y>[0-9]{4})"
_MONTH_NAME = r"(?P<name>[a-zä]{3,9})"
_LONGEST = 64
_NAMED = {"UTC": 0, "GMT": 0, "Z": 0, "MEZ": 60, "CET": 60, "MESZ": 120, "CEST": 120}
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan januar january jänner jaen jaenner jän", "feb februar february feber", "mär märz mar maerz march mrz", "apr april",
         "mai may", "jun juni june", "jul juli july", "aug august", "sep september sept", "okt oktober october oct",
         "nov november", "dez dezember december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _number(pieces: Pieces, key: str) -> int:
    return int(pieces.get(key) or 0)


def _year(pieces: Pieces) -> int:
    """Give the year; two digits up to 68 are of this century, as POSIX has it."""
    text = pieces["y"] or ""
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < 69 else 1900)
    return year


def _month(pieces: Pieces) -> int:
    if name := pieces.get("name"):
        month = _MONTHS.get(name.lower())
        if month is None:
            raise ValueError(name)
        return month
    return _number(pieces, "m")


def clock(pieces: Pieces) -> timedelta | None:
    """Give the time of day, up to 24:00, or None where none stands there."""
    if pieces.get("h") is None:
        return None
    hour, minute, second = (_number(pieces, key) for key in ("h", "mi", "s"))
    if half := (pieces.get("half") or pieces.get("half2") or "").lower():
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "p" else 0)
    fraction = int((pieces.get("f") or "0").ljust(6, "0")[:6])
    day = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=fraction)
    if minute > 59 or second > 60 or day > timedelta(days=1):
        raise ValueError(day)
    return day


def offset_of(text: str | None) -> timedelta | None:
    """Give the distance to UTC of "Z", "+01:00", "MESZ" …, or None of nothing."""
    if not text:
        return None
    if (minutes := _NAMED.get(text.upper())) is not None:
        return timedelta(minutes=minutes)
    digits = text[1:].replace(":", "")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    if away > timedelta(hours=18) or int(digits[2:] or 0) > 59:
        raise ValueError(text)
    return -away if text[0] == "-" else away


def _day(pieces: Pieces) -> Spoken:
    day = datetime(_year(pieces), _month(pieces), _number(pieces, "d"))
    time = clock(pieces)
    if time is None:
        return Spoken(day, "day", None)
    fine = (
        "second"
        if (pieces.get("s") and time.seconds % 60) or time.microseconds
        else "minute"
        if time.seconds % 3600
        else "hour"
    )
    return Spoken(day + time, fine, offset_of(pieces.get("offset")))


def _whole_month(pieces: Pieces) -> Spoken:
    return Spoken(datetime(_year(pieces), _month(pieces), 1), "month", None)


def _week(pieces: Pieces) -> Spoken:
    monday = date.fromisocalendar(_year(pieces), _number(pieces, "w"), 1)
    return Spoken(datetime(monday.year, monday.month, monday.day), "week", None)


def _quarter(pieces: Pieces) -> Spoken:
    text = (pieces["q"] or "").lower()
    number = _ROMAN.get(text) or int(text)
    if not 1 <= number <= 4:
        raise ValueError(text)
    return Spoken(datetime(_year(pieces), number * 3 - 2, 1), "quarter", None)


def _whole_year(pieces: Pieces) -> Spoken:
    return Spoken(datetime(_year(pieces), 1, 1), "year", None)


def _epoch(pieces: Pieces) -> Spoken:
    """Seconds since 1970 in UTC; the decimals are taken as written, so that no rounding creeps in."""
    whole, _, rest = (pieces["n"] or "").partition(".")
    seconds = timedelta(seconds=int(whole), microseconds=int((rest or "0").ljust(6, "0")[:6]))
    return Spoken(datetime(1970, 1, 1) + seconds, "second", timedelta(0))


def _epoch_ms(pieces: Pieces) -> Spoken:
    return Spoken(datetime(1970, 1, 1) + timedelta(milliseconds=int(pieces["n"] or 0)), "second", timedelta(0))


def _excel(pieces: Pieces) -> Spoken:
    """Days since 30.12.1899, as Excel counts from March 1900 on; rounded to the millisecond, which is all a cell holds."""
    days = float((pieces["n"] or "").replace(",", "."))
    if days < 61:
        raise ValueError(days)
    start = datetime(1899, 12, 30) + timedelta(milliseconds=round(days * 86_400_000))
    whole = start.hour == start.minute == start.second == start.microsecond == 0
    return Spoken(start, "day" if whole else "second", None)


def _compact(pieces: Pieces) -> Spoken:
    if not 1700 <= _year(pieces) <= 2300:
        raise ValueError(pieces["y"])
    return _day(pieces)


FORMATS: tuple[Format, ...] = (
    Format("YYYY-MM-DD", (_pattern(_LONG_YEAR + r"[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})" + _CLOCK),), _day),
    Format("DD.MM.YYYY", (_pattern(_WEEKDAY + r"(?P<d>[0-9]{1,2})\.\s?(?P<m>[0-9]{1,2})\.\s?" + _YEAR + _CLOCK),), _day),
    Format("DD/MM/YYYY", (_pattern(r"(?P<d>[0-9]{1,2})[/-](?P<m>[0-9]{1,2})[/-]" + _YEAR + _CLOCK),), _day, 0.97),
    Format("MM/DD/YYYY", (_pattern(r"(?P<m>[0-9]{1,2})[/-](?P<d>[0-9]{1,2})[/-]" + _YEAR + _CLOCK),), _day, 0.95),
    Format("D. MMMM YYYY", (_pattern(_WEEKDAY + r"(?P<d>[0-9]{1,2})[.\s-]\s*" + _MONTH_NAME + r"[.,]?[\s-]*" + _YEAR + _CLOCK),), _day),
    Format("MMMM D, YYYY", (_pattern(_WEEKDAY + _MONTH_NAME + r"\.?\s+(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+" + _LONG_YEAR + _CLOCK),), _day),
    Format("MMMM YYYY", (_pattern(_MONTH_NAME + r"\.?[\s/-]+'?" + _YEAR),), _whole_month, 0.96, granularity="month"),
    Format("YYYY-MM", (_pattern(_LONG_YEAR + r"[-/](?P<m>[0-9]{1,2})"),), _whole_month, 0.95, granularity="month"),
    Format("MM/YYYY", (_pattern(r"(?P<m>[0-9]{1,2})[/-](?P<y>[12][0-9]{3})"),), _whole_month, 0.92, granularity="month"),
    Format("MM.YYYY", (_pattern(r"(?P<m>[0-9]{1,2})\.(?P<y>[12][0-9]{3})"),), _whole_month, 0.92, 0.4, granularity="month"),
    Format(
        "KW WW/YYYY",
        (
            _pattern(r"(?:KW|CW|W|Woche|Week|Kalenderwoche)\.?\s*(?P<w>[0-9]{1,2})[\s/.,-]+" + _YEAR),
            _pattern(_LONG_YEAR + r"[\s/-]*(?:KW|CW|W)\.?\s*(?P<w>[0-9]{1,2})"),
            _pattern(r"(?P<w>[0-9]{1,2})\.?\s*(?:KW|CW|Kalenderwoche)[\s/.,-]*" + _YEAR),
        ),
        _week,
        0.97,
        granularity="week",
    ),
    Format(
        "Q Q/YYYY",
        (
            _pattern(r"(?:Q|Quartal|Quarter)\s*(?P<q>[1-4])[\s/.-]*" + _YEAR),
            _pattern(_LONG_YEAR + r"[\s/-]*(?:Q|Quartal)\s*(?P<q>[1-4])"),
            _pattern(r"(?P<q>[1-4]|I{1,3}|IV)\.?\s*(?:Q|Quartal|Vierteljahr|Vj\.?)[\s/.-]*" + _YEAR),
        ),
        _quarter,
        0.97,
        granularity="quarter",
    ),
    Format("YYYY", (_pattern(r"(?:Jahr\s+)?(?P<y>1[5-9][0-9]{2}|2[01][0-9]{2})"),), _whole_year, 0.97, 0.4, granularity="year"),
    Format(
        "YYYYMMDD",
        (_pattern(_LONG_YEAR + r"(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?:[T_ ]?(?P<h>[0-9]{2})(?:(?P<mi>[0-9]{2})(?P<s>[0-9]{2})?)?(?P<offset>Z)?)?"),),
        _compact, 0.97, 0.75,
    ),
    Format("epoch ms", (_pattern(r"(?P<n>1[0-9]{12})(?:\.0+)?"),), _epoch_ms, 0.95, 0.4, granularity="second"),
    Format("epoch s", (_pattern(r"(?P<n>1[0-9]{9}(?:\.[0-9]{1,9})?)"),), _epoch, 0.95, 0.0, granularity="second"),
    Format("excel", (_pattern(r"(?P<n>[2-6][0-9]{4}(?:[.,][0-9]{1,12})?)"),), _excel, 0.8, 0.0),
)  # fmt: skip
"""All ways, in the order in which they are tried; a guess without its header's support loses sureness as each says."""

BY_NAME = {one.name: one for one in FORMATS}
