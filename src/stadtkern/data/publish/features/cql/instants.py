"""Dates and moments as RFC 3339 writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from stadtkern.data.publish.features.cql.nodes import Instant
from stadtkern.town.text import problem

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})?\Z")
_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)


def parse_instant(text: str) -> Instant:
    """Read a date or a moment; a moment without offset is UTC. Raises ProblemError for anything else."""
    try:
        if _DATE.match(text):
            day = datetime.fromisoformat(text)
            end = day + (_DAY - _TICK)
            return Instant(day, end, is_date=True)
        if _TIME.match(text):
            moment = datetime.fromisoformat(_micro(text.upper()))
            if moment.tzinfo is not None:
                moment = moment.astimezone(UTC).replace(tzinfo=None)
            return Instant(moment, moment, is_date=False)
    except (ValueError, OverflowError):
        pass
    raise problem(
        "query.time",
        f"„{text[:40]}“ ist keine Zeitangabe wie 2024-05-01 oder 2024-05-01T12:00:00Z.",
        f"“{text[:40]}” is no time such as 2024-05-01 or 2024-05-01T12:00:00Z.",
    )


def _micro(text: str) -> str:
    """Cut a fraction of a second to the microseconds that are kept."""
    return re.sub(r"(\.\d{6})\d+", r"\1", text)
