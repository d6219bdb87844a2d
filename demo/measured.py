"""Writes what the town has measured, as the machines that measure hand it over: counters, air, river, energy, car parks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from demo import curves
from demo.plan import degrees

WINTER = timezone(timedelta(hours=1))
HOUR = timedelta(hours=1)
# Every so many hours the weather station fails and writes a word in place of the clock.
FAILS_EVERY = 4001
UNCHECKED_DAYS = 30
PARKING_DAYS = 14
PARKING_EVERY = timedelta(minutes=5)
BUILDINGS = {
    "Rathaus": (2_900, 28_000),
    "Stadtbibliothek": (1_900, 9_500),
    "Grundschule Am Wall": (3_600, 42_000),
    "Schwimmhalle": (31_000, 118_000),
}


@dataclass(slots=True)
class Truth:
    """What a file holds, known from the drawing: rows, refused rows by code, and sums to compare."""

    rows: int
    refused: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)


def comma(value: float) -> str:
    """Write a number as German offices do."""
    return str(value).replace(".", ",")


def write_measured(folder: Path, seed: int, today: date) -> dict[str, Truth]:
    """Write all files of measurements; gives what is in each."""
    last = today - timedelta(days=1)
    truths = {
        "luft-und-wetter.csv": _weather(folder / "luft-und-wetter.csv", seed, today),
        "pegel.csv": _river(folder / "pegel.csv", seed, today),
        "energie-gebaeude.xlsx": _energy(folder / "energie-gebaeude.xlsx", seed, today),
        "parken.json": _parking(folder / "parken.json", seed, today),
    }
    for year in (last.year - 1, last.year):
        days = date(year, 1, 1), min(date(year, 12, 31), last)
        moments = curves.quarters(*days)
        stamps = [f"{moment.astimezone(curves.ZONE):%d.%m.%Y %H:%M}" for moment in moments]
        for station in curves.COUNTERS:
            path = folder / f"radzaehlung-{plain(station)}-{year}.csv"
            truths[path.name] = _counter(path, seed, station, list(zip(moments, stamps, strict=True)))
    return truths


def broken(station: str, day: date) -> bool:
    """Say whether a counter counted nothing on a day: the one at the river is flooded for three days each May."""
    return station == "Uferweg" and day.month == 5 and 12 <= day.day <= 14


def _counter(path: Path, seed: int, station: str, moments: Sequence[tuple[datetime, str]]) -> Truth:
    """Write a year of a counter in local time: the spring hour is absent, the autumn hour stands twice."""
    one = curves.COUNTERS[station]
    heads = [f"{one.whole} ({station})", *(f"{one.id}0{at} ({station} {lane})" for at, lane in enumerate(one.lanes, 1))]
    lines, sums = [";".join(["Zeitpunkt", *heads])], [0, 0]
    for moment, stamp in moments:
        if broken(station, moment.astimezone(curves.ZONE).date()):
            continue
        first, second = (curves.bicycles(seed, station, lane, moment) for lane in (0, 1))
        sums = [sums[0] + first, sums[1] + second]
        lines.append(f"{stamp};{first + second};{first};{second}")
    path.write_text("\r\n".join(lines) + "\r\n", "utf-8-sig")
    values = {one.whole: sum(sums), f"{one.id}01": sums[0], f"{one.id}02": sums[1]}
    return Truth(len(lines) - 1, values=values)


def _hours(today: date) -> list[datetime]:
    return curves.steps(curves.midnight(date(today.year - 1, 1, 1)), curves.midnight(today), HOUR)


def _weather(path: Path, seed: int, today: date) -> Truth:
    """Write hourly air and weather with decimal commas, in winter time all year as stations do, with stated offset."""
    lines = ["Luft und Wetter in Birkenfurt, Stundenwerte", ""]
    lines.append("Messstation;Datum/Zeit;Lufttemperatur (°C);Relative Feuchte (%);PM2,5 (µg/m³)")
    sums, fails = [0.0, 0.0, 0.0], 0
    moments = _hours(today)
    for row, moment in enumerate(moments, 1):
        stamp = moment.astimezone(WINTER).isoformat()
        if row % FAILS_EVERY == 0:
            lines.append(f"Marktplatz;{stamp[:10]} Ausfall;;;")
            fails += 1
            continue
        values = [one(seed, moment) for one in (curves.temperature, curves.humidity, curves.particles)]
        lines.append(";".join(["Marktplatz", stamp, *map(comma, values)]))
        sums = [total + value for total, value in zip(sums, values, strict=True)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    named = zip(("temperature", "humidity", "particles"), sums, strict=True)
    return Truth(len(moments), fails, {"time.text": fails}, {name: round(total, 1) for name, total in named})


def _river(path: Path, seed: int, today: date) -> Truth:
    """Write the river's hourly level with the state of each value: the last month is not checked yet."""
    lines, total = ["Pegel;Zeit (MEZ);Wasserstand (cm);Status"], 0
    checked = curves.midnight(today - timedelta(days=UNCHECKED_DAYS))
    moments = _hours(today)
    for moment in moments:
        level = curves.river_level(seed, moment)
        total += level
        state = "geprüft" if moment < checked else "ungeprüft"
        lines.append(f"Pegel Lange Brücke;{moment.astimezone(WINTER):%d.%m.%Y %H:%M};{level};{state}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    unchecked = sum(1 for moment in moments if moment >= checked)
    return Truth(len(moments), values={"level": total, "unchecked": unchecked})


def _energy(path: Path, seed: int, today: date) -> Truth:
    """Write what the town's buildings used each month."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Strom und Wärme"
    sheet.append(["Monat", "Standort", "Strom (kWh)", "Wärme (kWh)"])
    rows = power = heat = 0
    for name, (current, warmth) in BUILDINGS.items():
        for year in range(today.year - 4, today.year):
            for month in range(1, 13):
                cold = max(0.15, (14 - curves.temperature(seed, datetime(year, month, 15, 12, tzinfo=UTC))) / 14)
                used = round(current * (0.9 + 0.2 * curves.noise(seed, name, "power", year, month)))
                burnt = round(warmth * cold * (0.94 + 0.12 * curves.noise(seed, name, "heat", year, month)))
                sheet.append([f"{month:02}.{year}", name, used, burnt])
                rows, power, heat = rows + 1, power + used, heat + burnt
    book.save(path)
    return Truth(rows, values={"power": power, "heat": heat})


def parking_records(seed: int, moments: Sequence[datetime]) -> list[dict[str, Any]]:
    """Give what the town's parking guidance tells of these moments."""
    spots = {name: degrees(*park.spot) for name, park in curves.CAR_PARKS.items()}
    return [
        {
            "name": name,
            "zeit": moment.astimezone(curves.ZONE).isoformat(timespec="seconds"),
            "frei": curves.parking_free(seed, name, moment),
            "einheit": "Plätze",
            "lat": lat,
            "lon": lon,
        }
        for name, (lon, lat) in spots.items()
        for moment in moments
    ]


def parking_text(seed: int, moments: Sequence[datetime]) -> str:
    """Give the guidance system's answer as JSON."""
    answer = {"system": "Parkleitsystem Birkenfurt", "parkplaetze": parking_records(seed, moments)}
    return json.dumps(answer, ensure_ascii=False)


def _parking(path: Path, seed: int, today: date) -> Truth:
    first = curves.midnight(today - timedelta(days=PARKING_DAYS))
    moments = curves.steps(first, curves.midnight(today), PARKING_EVERY)
    path.write_text(parking_text(seed, moments), "utf-8")
    free = sum(one["frei"] for one in parking_records(seed, moments))
    return Truth(len(moments) * len(curves.CAR_PARKS), values={"free": free})


def plain(name: str) -> str:
    """Write a name as file names have it."""
    for old, new in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), (" ", "-")):
        name = name.lower().replace(old, new)
    return name
