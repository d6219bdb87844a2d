"""Sorts days into years, so that the same months or weeks can stand over one another."""

from __future__ import annotations

from collections.abc import Iterable

from stadtkern.data.portal.observations import Bucket

# Fewer days say little about their month or week, and a month that has just begun would look like a strange one.
_LEAST = {"month": 7, "week": 4}


def by_year(days: Iterable[Bucket], *, adds: bool, weekly: bool) -> list[tuple[int, dict[int, float]]]:
    """Give for each year, the oldest first, the mean day of each month (1 to 12) or ISO week (1 to 53).

    ``adds``: a day is its sum, else its mean. Means of days let months of 28 and of 31 days, and months with gaps, be
    compared. A month with fewer than seven days and a week with fewer than four are left out.
    """
    found: dict[int, dict[int, list[float]]] = {}
    for one in days:
        iso = one.when.isocalendar()
        year, part = (iso.year, iso.week) if weekly else (one.when.year, one.when.month)
        found.setdefault(year, {}).setdefault(part, []).append(one.total if adds else one.mean)
    least = _LEAST["week" if weekly else "month"]
    means = [
        (year, {part: sum(values) / len(values) for part, values in sorted(parts.items()) if len(values) >= least})
        for year, parts in sorted(found.items())
    ]
    return [(year, parts) for year, parts in means if parts]
