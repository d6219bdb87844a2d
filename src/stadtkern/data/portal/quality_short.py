"""A dataset's quality in one line: „Vollständig, aktuell bis heute, 2 Lücken“, and five dots with what they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from stadtkern.data.portal.charts.scale import number, percent
from stadtkern.town.text import Text
from stadtkern.town.written import write_day

MOST = 5


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was looked at: whether it is well, and how it is said. ``note``: well, yet worth a look."""

    well: bool
    text: Text
    note: bool = False


@dataclass(frozen=True, slots=True)
class Short:
    """The quality of a collection in short. ``dots`` of five: one for each thing that is well."""

    dots: int
    words: Text
    points: tuple[Point, ...]

    @property
    def marks(self) -> list[bool]:
        """Give the five dots, filled ones first."""
        return [place < self.dots for place in range(MOST)]


def in_short(quality: dict[str, Any], *, shape: str, until: date | None, changed: date, today: date) -> Short | None:
    """Sum a quality report up; None while there is none. ``until`` is the day of the newest value of a series."""
    if not quality or not quality.get("rows"):
        return None
    points = (
        _complete(quality, shape),
        _current(until, quality, today) if shape == "series" else _changed(changed, today),
        _gaps(quality) if shape == "series" else _places(quality, shape),
        _readable(quality, shape),
        _striking(quality),
    )
    said = [one.text for one in points[:3]]
    return Short(sum(one.well for one in points), _sentence(said), points)


def _sentence(parts: list[Text]) -> Text:
    german, english = ", ".join(one.de for one in parts), ", ".join(one.en for one in parts)
    return Text(german[:1].upper() + german[1:], english[:1].upper() + english[1:])


def _complete(quality: dict[str, Any], shape: str) -> Point:
    share = (quality.get("totals") or {}).get("complete")
    if share is None:
        return Point(well=True, text=Text("Vollständigkeit unbekannt", "completeness unknown"), note=True)
    if share >= 0.9999:
        return Point(well=True, text=Text("vollständig", "complete"))
    if share >= 0.995:
        return Point(well=True, text=Text("fast vollständig", "nearly complete"))
    # Rounded down: 99,96 % must not become 100 %, where something is missing.
    german, english = (_rounded(int(share * 1000) / 1000, one) for one in ("de", "en"))
    if share >= 0.9:
        return Point(well=share >= 0.97, text=Text(f"zu {german} vollständig", f"{english} complete"))
    what = Text("der Werte", "of the values") if shape == "series" else Text("der Felder", "of the fields")
    return Point(well=False, text=Text(f"nur {german} {what.de} sind da", f"only {english} {what.en} are there"))


def _rounded(share: float, language: str) -> str:
    """Write a share with one place after the comma where there is one: 65 %, 99,7 %."""
    return percent(share, language, 0 if round(share * 1000) % 10 == 0 else 1)


def _current(until: date | None, quality: dict[str, Any], today: date) -> Point:
    if until is None:
        return Point(well=False, text=Text("ohne Datum", "without a date"))
    days = (today - until).days
    if days <= 0:
        return Point(well=True, text=Text("aktuell bis heute", "up to date"))
    if days == 1:
        return Point(well=True, text=Text("aktuell bis gestern", "current until yesterday"))
    said = Text(f"Werte bis {write_day(until, 'de')}", f"values until {write_day(until, 'en')}")
    return Point(well=timedelta(days=days) <= _patience(quality), text=said)


def _patience(quality: dict[str, Any]) -> timedelta:
    """Say how old the newest value may be: yearly numbers come once a year, sensors every day."""
    totals = quality.get("totals") or {}
    streams, present = max(1, totals.get("streams_with_data") or 1), totals.get("present") or 0
    try:
        first, last = (date.fromisoformat(str(totals[key])[:10]) for key in ("first", "last"))
    except (KeyError, ValueError):
        return timedelta(days=2)
    each = (last - first) / max(1.0, present / streams - 1)
    return max(timedelta(days=2), each * 2.2)


def _changed(changed: date, today: date) -> Point:
    days = (today - changed).days
    if days <= 0:
        return Point(well=True, text=Text("heute geändert", "changed today"))
    said = Text(f"Stand {write_day(changed, 'de')}", f"as of {write_day(changed, 'en')}")
    return Point(well=days <= 400, text=said)


def _gaps(quality: dict[str, Any]) -> Point:
    gaps = (quality.get("totals") or {}).get("gaps") or 0
    if not gaps:
        return Point(well=True, text=Text("keine Lücken", "no gaps"))
    german, english = number(gaps, "de"), number(gaps, "en")
    text = Text(f"{german} {'Lücke' if gaps == 1 else 'Lücken'}", f"{english} {'gap' if gaps == 1 else 'gaps'}")
    return Point(well=False, text=text)


def _places(quality: dict[str, Any], shape: str) -> Point:
    if shape == "terrain":
        step = (quality.get("terrain") or {}).get("step") or 0
        far = {one: number(round(step) if step >= 10 else round(step, 1), one) for one in ("de", "en")}
        text = Text(f"alle {far['de']} m eine Höhe", f"a height every {far['en']} m")
        return Point(well=step <= 100, text=text)
    if shape != "features":
        double = quality.get("duplicates") or 0
        if not double:
            return Point(well=True, text=Text("keine doppelten Zeilen", "no rows twice"))
        text = Text(f"{number(double, 'de')} doppelte Zeilen", f"{number(double, 'en')} rows twice")
        return Point(well=False, text=text)
    places = quality.get("places") or {}
    missing = places.get("without") or 0
    if not missing:
        return Point(well=True, text=Text("alles hat einen Ort", "everything has a place"))
    text = Text(f"{number(missing, 'de')} ohne Ort", f"{number(missing, 'en')} without a place")
    return Point(well=missing < quality["rows"] * 0.01, text=text, note=True)


def _readable(quality: dict[str, Any], shape: str) -> Point:
    if shape == "terrain":
        totals = quality.get("totals") or {}
        none = (totals.get("cells") or 0) - (totals.get("filled") or 0)
        if not none:
            return Point(well=True, text=Text("jede Zelle hat eine Höhe", "every cell has a height"))
        text = Text(f"{number(none, 'de')} Zellen ohne Höhe", f"{number(none, 'en')} cells without a height")
        return Point(well=none < totals["cells"] * 0.01, text=text, note=True)
    refused = sum(one.get("count", 0) for one in (quality.get("imports") or {}).get("reasons", []))
    if not refused:
        return Point(well=True, text=Text("alle Zeilen lesbar", "every row readable"))
    text = Text(f"{number(refused, 'de')} Zeilen abgelehnt", f"{number(refused, 'en')} rows refused")
    if refused == 1:
        text = Text("eine Zeile abgelehnt", "one row refused")
    return Point(well=refused < quality["rows"] * 0.001, text=text, note=True)


def _striking(quality: dict[str, Any]) -> Point:
    found = (quality.get("totals") or {}).get("outliers") or 0
    if not found:
        return Point(well=True, text=Text("kein Wert fällt auf", "no value stands out"))
    noun = ("Wert fällt auf", "value stands out") if found == 1 else ("Werte fallen auf", "values stand out")
    text = Text(f"{number(found, 'de')} {noun[0]}", f"{number(found, 'en')} {noun[1]}")
    return Point(well=found < quality["rows"] * 0.001, text=text, note=True)
