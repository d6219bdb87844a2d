"""The formulas: pure functions from the yearly values of what is needed to the yearly values of the number."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from stadtkern.data.portal.indicators.model import Value, Yearly


@dataclass(frozen=True, slots=True)
class Parts:
    """One need's values: of the whole town, and of its areas."""

    total: Yearly
    areas: Mapping[str, Yearly]


def _each(parts: Sequence[Parts], formula: Callable[..., float | None]) -> Parts:
    """Apply a formula year by year, to the town and to each area; an area that a need lacks has no values."""
    names = list(dict.fromkeys(name for one in parts for name in one.areas))
    if any(not one.areas for one in parts):
        names = []
    total = _years([one.total for one in parts], formula)
    return Parts(total, {name: _years([one.areas.get(name, {}) for one in parts], formula) for name in names})


def _years(series: Sequence[Yearly], formula: Callable[..., float | None]) -> dict[int, Value]:
    shared = set.intersection(*(set(one) for one in series)) if series else set()
    found: dict[int, Value] = {}
    for year in sorted(shared):
        number = formula(*(one[year].number for one in series))
        if number is not None and math.isfinite(number):
            found[year] = Value(number, all(one[year].whole for one in series))
    return found


def as_it_is(parts: Sequence[Parts]) -> Parts:
    """Give the first need's values unchanged."""
    return _each(parts[:1], lambda value: value)


def together(parts: Sequence[Parts]) -> Parts:
    """Add the needs up."""
    return _each(parts, lambda *values: sum(values))


def per_thousand(parts: Sequence[Parts]) -> Parts:
    """Divide the first by the second, times 1,000; a year without people has no value."""
    return _each(parts[:2], lambda part, whole: part / whole * 1000 if whole else None)


def per_cent(parts: Sequence[Parts]) -> Parts:
    """Give the first as a share of the second, in per cent."""
    return _each(parts[:2], lambda part, whole: part / whole * 100 if whole else None)


def per_head(parts: Sequence[Parts]) -> Parts:
    """Divide the first by the second."""
    return _each(parts[:2], lambda part, whole: part / whole if whole else None)


def per_thousand_today(parts: Sequence[Parts]) -> Parts:
    """Divide each year of the first by the latest year of the second, times 1,000."""

    def latest(one: Yearly, years: Sequence[int]) -> Yearly:
        last = one[max(one)] if one else None
        return dict.fromkeys(years, last) if last is not None else {}

    part, whole = parts[0], parts[1]
    fixed = Parts(
        latest(whole.total, list(part.total)),
        {name: latest(values, list(part.areas.get(name, {}))) for name, values in whole.areas.items()},
    )
    return per_thousand([part, fixed])


FORMULAS: dict[str, Callable[[Sequence[Parts]], Parts]] = {
    "as_it_is": as_it_is,
    "together": together,
    "per_thousand": per_thousand,
    "per_thousand_today": per_thousand_today,
    "per_cent": per_cent,
    "per_head": per_head,
}
"""By the name that definitions use."""
NEEDS = {"per_thousand": 2, "per_thousand_today": 2, "per_cent": 2, "per_head": 2}
"""How many needs a formula wants, where more than one."""
