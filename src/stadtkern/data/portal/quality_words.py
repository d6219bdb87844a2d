"""The quality report of a collection as readers see it: the sentences first, then months, gaps, columns, reasons."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from stadtkern.data.portal.access import language, zone
from stadtkern.data.portal.charts.bars import Bar, Canvas, columns
from stadtkern.data.portal.charts.figure import Figure, Line
from stadtkern.data.portal.charts.scale import MONTHS_SHORT
from stadtkern.data.portal.local_time import to_local
from stadtkern.data.portal.series_look import step_text
from stadtkern.data.registry.facts import CollectionFacts
from stadtkern.town.text import Text

_MONTHS_SHOWN = 36


def report(collection: CollectionFacts) -> dict[str, Any]:
    """Give the report as the page shows it; empty while none was made."""
    found = collection.quality
    if not found or not found.get("rows"):
        return {}
    answer: dict[str, Any] = {
        "summary": found.get("summary"),
        "complete": (found.get("totals") or {}).get("complete"),
        "reasons": (found.get("imports") or {}).get("reasons", [])[:12],
        "flags": (found.get("imports") or {}).get("flags", [])[:12],
        "guesses": (found.get("imports") or {}).get("guesses", [])[:12],
    }
    if collection.shape == "series":
        streams = found.get("streams", [])
        answer["streams"] = streams[:30]
        answer["gaps"] = _gaps(streams)
        answer["outliers"] = _outliers(streams)
    else:
        answer["columns"] = found.get("columns", [])[:60]
        answer["duplicates"] = found.get("duplicates", 0)
        answer["places"] = found.get("places")
    return answer


def months(collection: CollectionFacts, language: str) -> Figure | None:
    """Give the chart of how complete each month is, the last three years of them; None with fewer than two months."""
    found = collection.quality or {}
    shown = [one for one in found.get("months", []) if one.get("share") is not None][-_MONTHS_SHOWN:]
    if len(shown) < 2:
        return None
    bars = [Bar(_month(one["month"], language), one["share"] * 100) for one in shown]
    title = Text("Wie vollständig ist jeder Monat?", "How complete is each month?").in_language(language)
    unit = Text("Prozent der erwarteten Werte", "per cent of the expected values").in_language(language)
    heads = Text("Monat", "Month").in_language(language), unit
    lines = [Line(bar.name, (round(bar.value, 2),), str(one["month"])) for bar, one in zip(bars, shown, strict=True)]
    return Figure(
        "quality", title, "", heads, lines,
        lambda width: columns(Canvas(title, "", unit, language, width, 220), bars),
    )  # fmt: skip


def _month(text: str, language: str) -> str:
    year, _, month = text.partition("-")
    return f"{MONTHS_SHORT[language][int(month) - 1]} {year[2:]}"


def _gaps(streams: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [
        {"name": one["name"], "missing": gap["missing"], **_between(gap)}
        for one in streams
        for gap in one["gaps"]["longest"]
    ]
    return sorted(found, key=lambda one: -one["missing"])[:10]


def _between(gap: dict[str, Any]) -> dict[str, str]:
    """Say from when until when values are missing, in steps as wide as the series has them."""
    start, end = _local(gap["start"]), _local(gap["end"])
    step = (end - start) / (gap["missing"] + 1)
    if step < timedelta(days=27):
        return {"start": f"{start:%d.%m.%Y %H:%M}", "end": f"{end:%d.%m.%Y %H:%M}"}
    # Of months and years the report keeps the last value before the gap and the first after it.
    grain = "year" if step > timedelta(days=360) else "month"
    first, last = start + step + timedelta(days=3), end - step + timedelta(days=3)
    return {"start": step_text(first, grain, language()), "end": step_text(last, grain, language())}


def _outliers(streams: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [
        {
            "name": one["name"],
            "when": _local(worst["time"]),
            "number": worst["number"],
            "usual": worst["usual"],
            "score": worst["score"],
        }
        for one in streams
        for worst in one["outliers"]["worst"]
    ]
    return sorted(found, key=lambda one: -one["score"])[:10]


def _local(text: str) -> datetime:
    return to_local(datetime.fromisoformat(text).replace(tzinfo=None), zone())
