"""Times as SensorThings 1.1 writes them (ISO 8601 with offset, periods with a slash), to and from UTC."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime

from stadtkern.data.publish.sensorthings.core.refuse import RefusedError, refused

INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|z|[+\- ]\d\d:?\d\d|[+-]\d\d)?"
_FORM = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,9}))?(Z|z|[+\- ]\d\d:?\d\d|[+-]\d\d)?", re.ASCII)
_SHORTEST = len("2024-05-01T12:00Z")
_DURATION = re.compile(
    r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,6})?)S)?)?", re.ASCII
)


def _wrong(text: str) -> RefusedError:
    shown = text[:60]
    return refused(
        "time",
        f"„{shown}“ ist keine Zeit. Gebraucht wird zum Beispiel 2024-05-01T12:00:00+02:00.",
        f"“{shown}” is not a time. Needed is for example 2024-05-01T12:00:00+02:00.",
    )


def instant(text: str) -> datetime:
    """Read an instant and give it in UTC without offset; without an offset it is taken as UTC. Microseconds are kept."""
    if len(text) >= _SHORTEST and text[-1] == "Z" and text[4] == "-" == text[7] and text[10] == "T":
        with contextlib.suppress(ValueError):
            return datetime.fromisoformat(text).replace(tzinfo=None)  # the usual way of writing, read fast
    found = _FORM.fullmatch(text)
    if found is None:
        raise _wrong(text)
    day, clock, seconds, fraction, offset = found.groups()
    # A plus sign that nobody encoded arrives as a space.
    zone = (offset or "Z").upper().replace(" ", "+")
    micro = (fraction or "0").ljust(6, "0")[:6]
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{seconds or ':00'}.{micro}{'+00:00' if zone == 'Z' else zone}")
        return moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise _wrong(text) from error


def period(text: str) -> tuple[datetime, datetime | None]:
    """Read an instant, or a period with a slash between. Raises RefusedError when it ends before it starts."""
    first, slash, second = text.partition("/")
    start = instant(first)
    if not slash:
        return start, None
    end = instant(second)
    if end < start:
        raise refused(
            "time-order",
            f"Der Zeitraum „{text[:80]}“ endet, bevor er beginnt.",
            f"The period “{text[:80]}” ends before it starts.",
        )
    return start, end


def duration(text: str) -> str:
    """Read an ISO 8601 duration and give it in DuckDB's words."""
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()[1:]):
        raise refused(
            "duration", f"„{text[:40]}“ ist keine Dauer wie P1DT2H.", f"“{text[:40]}” is no duration like P1DT2H."
        )
    sign, *numbers = found.groups()
    units = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
    parts = (f"{sign or ''}{number} {unit}" for number, unit in zip(numbers, units, strict=True) if number)
    return " ".join(parts)


def written(moment: datetime) -> str:
    """Write an instant: UTC, with as many digits of a second as it has (none, three or six)."""
    if moment.microsecond == 0:
        return moment.isoformat() + "Z"
    return moment.isoformat(timespec="milliseconds" if moment.microsecond % 1000 == 0 else "microseconds") + "Z"


def written_period(start: datetime | None, end: datetime | None, *, always: bool = False) -> str | None:
    """Write a period, or an instant where there is no end. ``always`` writes a period even when it has no length."""
    if start is None:
        return None
    if end is None or (end == start and not always):
        return f"{written(start)}/{written(start)}" if always else written(start)
    return f"{written(start)}/{written(end)}"
