"""Plain words: what a quarter's numbers say, and what its survey read, became, assumed and left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.quarter.survey.files import NAMES
from stadtkern.town.text import Text
from stadtkern.town.written import write_number

# What a dataset's rows are written to for the survey (keep/town_sources.py).
_OWN = re.compile(r"\.(geojson|csv|tif)$")
READ = {
    "buildings": Text("Gebäude", "buildings"),
    "building_parts": Text("Gebäudeteile", "building parts"),
    "canopies": Text("Vordächer", "canopies"),
    "shop_fronts": Text("Läden im Erdgeschoss", "shops on ground floors"),
    "trees": Text("Bäume", "trees"),
    "streets": Text("Straßen", "streets"),
    "ways": Text("Wege", "ways"),
    "rails": Text("Gleise", "tracks"),
    "waterways": Text("Wasserläufe", "waterways"),
    "areas": Text("Flächen", "areas"),
    "surface_m2": Text("m² Boden", "m² of ground"),
    "columns": Text("m² Gelände", "m² of terrain"),
    "features": Text("Objekte", "objects"),
    "in_box": Text("davon in diesem Ausschnitt", "of them in this box"),
    "nodes": Text("Punkte", "points"),
    "relations": Text("Beziehungen", "relations"),
    "heights": Text("Geländehöhen", "terrain heights"),
    "benches": Text("Bänke", "benches"),
    "stops": Text("Haltestellen", "stops"),
    "timed_stops": Text("Haltestellen mit Fahrplan", "stops with a timetable"),
    "departures": Text("Abfahrten am Tag", "departures a day"),
    "timed_around": Text("Haltestellen mit Fahrplan außerhalb", "stops with a timetable outside"),
    "lamps": Text("Laternen", "street lamps"),
    "bike_racks": Text("Fahrradständer", "bicycle stands"),
    "play_devices": Text("Spielgeräte", "playground devices"),
    "fountains": Text("Brunnen", "fountains"),
    "kiosks": Text("Kioske", "kiosks"),
    "hedges": Text("Hecken", "hedges"),
    "walls": Text("Mauern", "walls"),
    "fences": Text("Zäune", "fences"),
    "containers": Text("Sammelbehälter", "containers"),
    "bollards": Text("Poller", "bollards"),
    "tables": Text("Tische", "tables"),
    "charging_points": Text("Ladesäulen", "charging points"),
    "stages": Text("Bühnen", "stages"),
}

# One of each, where it is called otherwise.
ONE = {
    "building_parts": Text("Gebäudeteil", "building part"),
    "buildings": Text("Gebäude", "building"),
    "canopies": Text("Vordach", "canopy"),
    "shop_fronts": Text("Laden im Erdgeschoss", "shop on a ground floor"),
    "trees": Text("Baum", "tree"),
    "streets": Text("Straße", "street"),
    "ways": Text("Weg", "way"),
    "rails": Text("Gleis", "track"),
    "waterways": Text("Wasserlauf", "waterway"),
    "areas": Text("Fläche", "area"),
    "features": Text("Objekt", "object"),
    "nodes": Text("Punkt", "point"),
    "relations": Text("Beziehung", "relation"),
    "heights": Text("Geländehöhe", "terrain height"),
    "benches": Text("Bank", "bench"),
    "stops": Text("Haltestelle", "stop"),
    "timed_stops": Text("Haltestelle mit Fahrplan", "stop with a timetable"),
    "departures": Text("Abfahrt am Tag", "departure a day"),
    "timed_around": Text("Haltestelle mit Fahrplan außerhalb", "stop with a timetable outside"),
    "lamps": Text("Laterne", "street lamp"),
    "bike_racks": Text("Fahrradständer", "bicycle stand"),
    "play_devices": Text("Spielgerät", "playground device"),
    "fountains": Text("Brunnen", "fountain"),
    "kiosks": Text("Kiosk", "kiosk"),
    "hedges": Text("Hecke", "hedge"),
    "walls": Text("Mauer", "wall"),
    "fences": Text("Zaun", "fence"),
    "containers": Text("Sammelbehälter", "container"),
    "bollards": Text("Poller", "bollard"),
    "tables": Text("Tisch", "table"),
    "charging_points": Text("Ladesäule", "charging point"),
    "stages": Text("Bühne", "stage"),
}


def today_sentences(values: Mapping[str, float | None], language: str) -> list[Text]:
    """Say in up to four sentences what stands out of a quarter's numbers."""
    told: list[Text] = []

    def say(de: str, en: str, **shown: tuple[float, int]) -> None:
        words = {name: write_number(value, language, digits) for name, (value, digits) in shown.items()}
        told.append(Text(de.format(**words), en.format(**words)))

    people, homes = values.get("people"), values.get("dwellings")
    if people and homes:
        say(
            "Hier wohnen ungefähr {people} Menschen in {homes} Wohnungen.",
            "About {people} people live here in {homes} dwellings.",
            people=(round(people, -1) if people > 50 else people, 0),
            homes=(homes, 0),
        )
    drive, park = values.get("driving_space"), values.get("parking_space")
    stay, walk = values.get("staying_space"), values.get("walking_space")
    if drive is not None and park is not None and walk is not None and stay is not None and drive + park:
        say(
            "Fahrende und stehende Autos haben {cars} m², Menschen zu Fuß {feet} m².",
            "Cars, moving and parked, have {cars} m², people on foot {feet} m².",
            cars=(drive + park, 0),
            feet=(walk + stay, 0),
        )
    sealed = values.get("sealed_share")
    if sealed is not None:
        say(
            "{sealed} % des Bodens lassen keinen Regen durch.",
            "{sealed} % of the ground lets no rain in.",
            sealed=(sealed, 0),
        )
    count = values.get("trees")
    if count:
        say("Es stehen {trees} Bäume.", "There are {trees} trees.", trees=(count, 0))
    return told


def report_lines(
    report: Mapping[str, Any], language: str, datasets: Iterable[DatasetFacts] = ()
) -> list[dict[str, Any]]:
    """Give for each source of a survey what was read, became blocks, was assumed and left out, as sentences.

    A source that was made of one of ``datasets`` is called as that, and leads to it.
    """
    known = {one.slug: one for one in datasets}
    lines = []
    for one in report.get("sources", []):
        name = str(one.get("name", ""))
        lines.append(_source(one, language) | {"dataset": known.get(_OWN.sub("", name))})
    return lines


def _source(one: Mapping[str, Any], language: str) -> dict[str, Any]:
    kind = str(one.get("kind", ""))
    return {
        "name": one.get("name", ""),
        "kind": NAMES.get(kind, Text(kind, kind)),
        "read": _counts(one.get("read", {}), language),
        "became": _counts(one.get("became", {}), language),
        "defaulted": _sentences(one.get("defaulted", {})),
        "left_out": _sentences(one.get("left_out", {})),
        "refused": _text((one.get("refused") or {}).get("reason")),
    }


def _counts(counts: Mapping[str, Any], language: str) -> str:
    parts = []
    for code, count in counts.items():
        words = READ.get(code, Text(code.replace("_", " "), code.replace("_", " ")))
        words = ONE.get(code, words) if count == 1 else words
        parts.append(f"{write_number(count, language)} {words.in_language(language)}")
    return ", ".join(parts)


def _sentences(counts: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [{"number": one.get("number", 0), "text": _text(one.get("text"))} for one in counts.values()]
    return sorted(found, key=lambda one: -one["number"])


def _text(given: Mapping[str, Any] | None) -> Text | None:
    return Text(str(given.get("de", "")), str(given.get("en", ""))) if given else None


def covered(report: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Give what the survey says of the quarter as a whole."""
    del language
    return {"notes": _sentences(report.get("notes", {})), "defaulted": _sentences(report.get("defaulted", {}))}
