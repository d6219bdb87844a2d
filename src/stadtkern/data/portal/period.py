"""Which stretch of time a chart shows: a day, week, month, year, everything, or from one day to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from stadtkern.town.text import Text

KINDS = {
    "day": Text("Tag", "Day"),
    "week": Text("Woche", "Week"),
    "month": Text("Monat", "Month"),
    "year": Text("Jahr", "Year"),
    "all": Text("Alles", "All"),
}
STEPS = {
    "quarter": Text("Viertelstundenwerte", "values per quarter of an hour"),
    "hour": Text("Stundenwerte", "values per hour"),
    "day": Text("Tageswerte", "values per day"),
    "week": Text("Wochenwerte", "values per week"),
    "month": Text("Monatswerte", "values per month"),
    "year": Text("Jahreswerte", "values per year"),
}
_ALL_DAYS = 800
LENGTHS = {
    "quarter": timedelta(minutes=15),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30.5),
    "year": timedelta(days=365.25),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of local time, ``start`` in and ``end`` out, and the step its values are summed up in."""

    kind: str
    start: datetime
    end: datetime
    step: str

    @property
    def days(self) -> float:
        """How long it is, in days of the wall clock."""
        return (self.end - self.start).total_seconds() / 86400

    def moved(self, by: int) -> Period:
        """Give the stretch before (-1) or after (1)."""
        if self.kind in ("month", "year"):
            start = _add_months(self.start, by * (12 if self.kind == "year" else 1))
            return of_kind(self.kind, start)
        length = self.end - self.start
        return Period(self.kind, self.start + by * length, self.end + by * length, self.step)

    def zoomed(self, factor: float, first: date, last: date) -> Period | None:
        """Give a stretch ``factor`` times as long around the same middle, inside the days that the series holds.

        Who looks at the newest value keeps it in view. None where nothing would change.
        """
        most = (last - first).days + 1
        days = min(most, max(1, round(self.days * factor)))
        if days == round(self.days):
            return None
        own_last = self.end.date() - timedelta(days=1)
        end = last if own_last >= last else own_last + timedelta(days=round((days - self.days) / 2))
        end = min(last, max(end, first + timedelta(days=days - 1)))
        return between(end - timedelta(days=days - 1), end, "all" if days == most else "free")

    def query(self) -> str:
        """Write it for an address."""
        if self.kind == "all":
            return urlencode({"period": "all"})
        if self.kind in KINDS:
            return urlencode({"period": self.kind, "at": self.start.date().isoformat()})
        last = self.end.date() - timedelta(days=1)
        return urlencode({"from": self.start.date().isoformat(), "to": last.isoformat()})


def of_kind(kind: str, at: datetime) -> Period:
    """Give the day, week, month or year that ``at`` (local) lies in."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if kind == "day":
        return Period(kind, midnight, midnight + timedelta(days=1), "quarter")
    if kind == "week":
        monday = midnight - timedelta(days=midnight.weekday())
        return Period(kind, monday, monday + timedelta(days=7), "hour")
    if kind == "month":
        first = midnight.replace(day=1)
        return Period(kind, first, _add_months(first, 1), "day")
    first = midnight.replace(month=1, day=1)
    return Period("year", first, _add_months(first, 12), "day")


def between(first: date, last: date, kind: str = "free") -> Period:
    """Give the stretch from the first day to the last, both in."""
    first, last = min(first, last), max(first, last)
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001 - the wall clock, made UTC where it is asked
    end = datetime(last.year, last.month, last.day) + timedelta(days=1)  # noqa: DTZ001 - the same
    days = (end - start).days
    for most, step in ((2, "quarter"), (16, "hour"), (430, "day"), (2600, "week"), (12000, "month")):
        if days <= most:
            return Period(kind, start, end, step)
    return Period(kind, start, end, "year")


def asked(words: dict[str, str], first: datetime, last: datetime, spacing: timedelta = timedelta()) -> Period:
    """Read a period from an address; what makes no sense is answered with a good default.

    ``first`` and ``last`` (local) are what the series holds, ``spacing`` how far its values are apart: no step is shorter
    than that. The default is everything, or the last twelve months where everything is more than some years of days.
    """
    return coarser(_asked(words, first, last, spacing), spacing)


def _asked(words: dict[str, str], first: datetime, last: datetime, spacing: timedelta) -> Period:
    begin, end = _day(words.get("from")), _day(words.get("to"))
    if begin or end:
        return between(begin or first.date(), end or last.date())
    kind = words.get("period", "")
    if kind == "all":
        return between(first.date(), last.date(), "all")
    if kind in KINDS:
        at = _day(words.get("at"))
        return of_kind(kind, datetime(at.year, at.month, at.day) if at else last)  # noqa: DTZ001 - the wall clock
    if (last - first).days < _ALL_DAYS or (last - first) < spacing * 800:
        return between(first.date(), last.date(), "all")
    return between(max(first.date(), last.date() - timedelta(days=364)), last.date(), "free")


def coarser(period: Period, spacing: timedelta) -> Period:
    """Give a period whose step is no shorter than the values are apart; slow series get whole months or years."""
    names, least = list(LENGTHS), grain_of(spacing)
    if names.index(least) <= names.index(period.step):
        return period
    start, end = period.start, period.end
    if least in ("month", "year"):
        whole = of_kind(least, end - timedelta(days=1))
        start, end = of_kind(least, start).start, whole.end
    return Period(period.kind, start, end, least)


def grain_of(spacing: timedelta) -> str:
    """Give the shortest step that is no shorter than the values are apart."""
    return next((name for name, length in LENGTHS.items() if length >= spacing * 0.9), "year")


def kinds_for(spacing: timedelta) -> list[str]:
    """Give the stretches in which such a series shows more than a value or two."""
    lengths = {"day": 1, "week": 7, "month": 30, "year": 365}
    return [kind for kind in KINDS if kind == "all" or spacing * 4 <= timedelta(days=lengths[kind])]


def _add_months(at: datetime, months: int) -> datetime:
    place = at.year * 12 + at.month - 1 + months
    return at.replace(year=min(9998, max(2, place // 12)), month=place % 12 + 1, day=1)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if 1800 <= found.year <= 2200 else None
