"""Local time to UTC, across both clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from stadtkern.data.harmonise.refused import quote, refuse

AMBIGUOUS = "ambiguous"


@lru_cache(maxsize=32)
def zone_of(name: str) -> ZoneInfo:
    """Give the zone with this IANA name. Raises Refused (``time.zone``)."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as reason:
        raise refuse(
            "time.zone",
            f"Die Zeitzone „{quote(name)}“ ist nicht bekannt.",
            f"The time zone “{quote(name)}” is not known.",
        ) from reason


def offsets(local: datetime, zone: ZoneInfo) -> tuple[timedelta, timedelta]:
    """Give the distances to UTC before and after a clock change at this local time (equal where none is near).

    First greater than second: the time stood twice on the clock. First smaller: it never stood there (PEP 495).
    """
    first = local.replace(tzinfo=zone, fold=0).utcoffset() or timedelta(0)
    second = local.replace(tzinfo=zone, fold=1).utcoffset() or timedelta(0)
    return first, second


def to_utc(local: datetime, zone: ZoneInfo) -> tuple[datetime, str | None]:
    """Give UTC (without zone) and the flag. An ambiguous time counts as its first pass, summer time.

    Raises Refused (``time.gap``) for a time that the clock jumped over.
    """
    first, second = offsets(local, zone)
    if first < second:
        raise gap(local)
    return local - first, AMBIGUOUS if first > second else None


def edge(local: datetime, zone: ZoneInfo) -> datetime:
    """Give UTC of a calendar edge (midnight); one that a clock change jumps over moves to the first moment after it."""
    first, second = offsets(local, zone)
    return local - (max(first, second)) + (timedelta(0) if first >= second else second - first)


def plain_offset(day: datetime, zone: ZoneInfo) -> timedelta | None:
    """Give the distance to UTC that holds on the whole day, or None where the clock changes on it."""
    last = day + timedelta(hours=23, minutes=59, seconds=59)
    known = {*offsets(day, zone), *offsets(last, zone), *offsets(day + timedelta(hours=12), zone)}
    return known.pop() if len(known) == 1 else None


def gap(local: datetime) -> Exception:
    """Make the refusal for a time that the clock jumped over."""
    day_de, day_en = f"{local:%d.%m.%Y}", f"{local.day} {local:%B %Y}"
    return refuse(
        "time.gap",
        f"Die Uhrzeit {local:%H:%M} gab es am {day_de} nicht: In dieser Nacht wurde die Uhr vorgestellt. "
        "Führt die Datei das ganze Jahr Winterzeit, so ist ihre Zeitzone Etc/GMT-1.",
        f"The time {local:%H:%M} did not exist on {day_en}: the clock was put forward that night. "
        "If the file keeps winter time all year, its time zone is Etc/GMT-1.",
    )


def as_utc(moment: datetime) -> datetime:
    """Give a moment with a zone as UTC without one; without a zone it is taken to be UTC."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
