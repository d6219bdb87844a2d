"""An entity that someone wants to make, with those it brings along; and an observation as the lake keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

import msgspec

from stadtkern.data.lake import Observation
from stadtkern.data.publish.sensorthings.core.model import EntityType

# Whole numbers up to here are the same as a 64-bit float.
EXACT = 2**53


@dataclass(slots=True)
class Draft:
    """An entity to make. Times are UTC without offset, periods (start, end); links lead to ids or further drafts."""

    type: EntityType
    values: dict[str, Any]
    links: dict[str, list[Linked]] = field(default_factory=dict)


Linked: TypeAlias = int | Draft


def result_columns(result: Any) -> tuple[float | None, str | None]:
    """Give number and JSON of a result: JSON stands only where the number alone would not come back as it was."""
    if isinstance(result, bool) or not isinstance(result, (int, float)):
        return None, encoded(result)
    if isinstance(result, int):
        exact = abs(result) <= EXACT
        return _float(result), None if exact else str(result)
    return result, encoded(result) if result.is_integer() else None


def _float(number: int) -> float | None:
    try:
        return float(number)
    except OverflowError:
        return None


def encoded(value: Any) -> str:
    """Give the JSON text of a value."""
    return msgspec.json.encode(value).decode()


def feature_extra(feature: int | None) -> str | None:
    """Give what the lake keeps beside an observation that says no more than which feature it is about."""
    return f'{{"foi":{feature}}}' if feature is not None else None


def observation(stream: int, values: dict[str, Any], feature: int | None) -> Observation:
    """Give the lake's row for an observation's values. Without a time it is of now."""
    number, value = result_columns(values.get("result"))
    start, end = values.get("phenomenonTime") or (datetime.now(UTC).replace(tzinfo=None), None)
    extra: dict[str, Any] = {}
    if feature is not None:
        extra["foi"] = feature
    for name in ("resultQuality", "parameters"):
        if values.get(name) is not None:
            extra[name] = values[name]
    if (valid := values.get("validTime")) is not None:
        extra["validTime"] = [moment.isoformat() for moment in valid if moment is not None]
    return Observation(
        stream=stream,
        time=start,
        number=number,
        value=value,
        time_end=end,
        result_time=values.get("resultTime"),
        extra=encoded(extra) if extra else None,
    )
