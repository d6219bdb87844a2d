"""Writes the town's tables as its offices would: German CSV, Excel and GeoJSON, each with faults whose number is known."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from demo import curves
from demo.measured import Truth, comma, write_measured
from demo.names import DISTRICTS, PEOPLE, POSTCODE, TOWN, TREES
from demo.numbers import write_numbers
from demo.plan import ORIGIN, Ground, degrees

# Of every so many trees one has no easting.
UNSURVEYED = 400


def write_tables(ground: Ground, folder: Path, seed: int, today: date) -> dict[str, Truth]:
    """Write all files; gives what is in each."""
    makers: dict[str, Callable[[Path], Truth]] = {
        "baumkataster.csv": lambda path: _trees(ground, path, seed, today),
        "kitas.xlsx": lambda path: _nurseries(ground, path, seed),
        "einwohner.xlsx": lambda path: _people(path, seed, today),
        "spielplaetze.geojson": lambda path: _playgrounds(ground, path, seed, today),
        "leerstand.geojson": lambda path: _vacancy(ground, path, seed),
        "haushalt.csv": lambda path: _budget(path, seed, today),
    }
    return (
        {name: make(folder / name) for name, make in makers.items()}
        | write_measured(folder, seed, today)
        | write_numbers(folder, seed, today)
    )


def _trees(ground: Ground, path: Path, seed: int, today: date) -> Truth:
    """Write the tree cadastre in Latin-1 with UTM 33. Of three trees the easting was never surveyed."""
    chance = random.Random(seed + 3)
    lines = [
        "BaumNr;Baumart;Baumart lat.;Hoehe (m);Kronendurchmesser (m);Stammumfang (cm);Pflanzjahr;Straßenbaum;Rechtswert;Hochwert"
    ]
    height = 0.0
    for number, (x, y, kind) in enumerate(ground.trees, 1):
        german, latin = TREES[kind]
        age = chance.randint(4, 110)
        tall = round(min(28.0, 3 + age * 0.24 * chance.uniform(0.8, 1.2)), 1)
        height += tall
        east, north = comma(round(ORIGIN[0] + x, 2)), comma(round(ORIGIN[1] + y, 2))
        if number % UNSURVEYED == 0:
            east = "nicht eingemessen"
        sizes = f"{comma(tall)};{comma(round(tall * 0.55, 1))};{age * 3 + 18};{today.year - age}"
        lines.append(f"{number:05};{german};{latin};{sizes};ja;{east};{north}")
    path.write_text("\n".join(lines) + "\n", "cp1252")
    odd = len(ground.trees) // UNSURVEYED
    return Truth(len(ground.trees), values={"height": round(height, 1), "without place": odd})


def _nurseries(ground: Ground, path: Path, seed: int) -> Truth:
    """Write the nurseries under a title, as offices like it."""
    chance, book = random.Random(seed + 4), Workbook()
    sheet = book.active
    sheet.title = "Kitas"
    sheet.append([f"Kindertagesstätten in {TOWN}"])
    sheet.append([])
    heads = "Name;Träger;Straße;PLZ;Plätze;freie Plätze;Alter ab (Monate);öffnet;schließt;Breitengrad;Längengrad"
    sheet.append(heads.split(";"))
    places = free = 0
    for one in ground.nurseries:
        spot = one.outline.representative_point()
        lon, lat = degrees(spot.x, spot.y)
        size, left = chance.choice((45, 60, 78, 90, 120)), chance.choice((0, 0, 1, 2, 3, 5))
        places, free = places + size, free + left
        keeper = chance.choice(("Stadt Birkenfurt", "AWO", "Kirche", "Volkssolidarität"))
        hours = "06:30", chance.choice(("16:30", "17:00", "18:00"))
        age = chance.choice((3, 12, 12, 36))
        sheet.append(
            [one.tags["name"], keeper, one.address, POSTCODE, size, left, age, *hours, round(lat, 6), round(lon, 6)]
        )
    book.save(path)
    return Truth(len(ground.nurseries), values={"places": places, "free": free})


def _people(path: Path, seed: int, today: date) -> Truth:
    book = Workbook()
    sheet = book.active
    sheet.title = "Einwohner"
    sheet.append(["Einwohner am 31.12. nach Stadtteilen"])
    sheet.append(["Jahr", "Stadtteil", "unter 6", "6 bis 17", "18 bis 64", "65 und älter", "insgesamt"])
    rows, total = 0, 0
    for year in range(2012, today.year):
        for district in DISTRICTS:
            people = round(
                PEOPLE[district] * (1 + 0.0035 * (year - today.year + 1))
                + 30 * (curves.noise(seed, "people", district, year) - 0.5)
            )
            if year == today.year - 1:
                people = PEOPLE[district]
            young, school, old = (
                round(people * 0.055),
                round(people * 0.108),
                round(people * (0.235 + 0.003 * (year - 2012))),
            )
            sheet.append([year, district, young, school, people - young - school - old, old, people])
            rows, total = rows + 1, total + people
    book.save(path)
    return Truth(rows, values={"total": total})


def _feature(lon: float, lat: float, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}


def _playgrounds(ground: Ground, path: Path, seed: int, today: date) -> Truth:
    chance = random.Random(seed + 5)
    features = []
    toys = ("Schaukel, Rutsche", "Klettergerüst", "Seilbahn, Schaukel", "Sandkasten, Wippe")
    for land in ground.land:
        if land.value == "playground":
            lon, lat = degrees(*land.shape.centroid.coords[0])
            checked = date(today.year - 1, chance.randint(1, 12), chance.randint(1, 28))
            area, ages = round(land.shape.area), chance.choice(("0–6", "3–12", "6–14"))
            shade, things = chance.random() < 0.5, chance.choice(toys)
            features.append(
                _feature(
                    lon,
                    lat,
                    Name=land.name,
                    Fläche_m2=area,
                    Alter=ages,
                    Schatten=shade,
                    Geräte=things,
                    geprüft=str(checked),
                )
            )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    return Truth(len(features), values={"area": sum(one["properties"]["Fläche_m2"] for one in features)})


def _vacancy(ground: Ground, path: Path, seed: int) -> Truth:
    """Write vacant shops and flats; two have no place yet, which is no reason to refuse them."""
    chance = random.Random(seed + 6)
    pool = [one for one in ground.buildings if one.district != "Kiefernhain" and one.number and not one.tags]
    features, area = [], 0
    for index, one in enumerate(chance.sample(pool, 38)):
        spot = one.outline.representative_point()
        kind, size = chance.choice(("Laden", "Wohnung", "Baulücke", "Brache")), chance.randint(38, 420)
        area += size
        since = chance.randint(2014, 2025)
        feature = _feature(
            *degrees(spot.x, spot.y),
            Art=kind,
            Adresse=one.address,
            Stadtteil=one.district,
            Fläche_m2=size,
            leer_seit=since,
        )
        if index in {11, 23}:
            feature["geometry"] = None
        features.append(feature)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    return Truth(len(features), values={"area": area, "without place": 2})


def _budget(path: Path, seed: int, today: date) -> Truth:
    """Write the budget: a plain table without place, with money as offices write it."""
    heads = (
        "Innere Verwaltung",
        "Sicherheit und Ordnung",
        "Schulen",
        "Kultur",
        "Soziales",
        "Kinder und Jugend",
        "Sport",
        "Stadtplanung",
        "Verkehr",
        "Natur und Landschaft",
        "Wirtschaft",
        "Finanzen",
    )
    lines, total = ["Produktbereich;Aufwendungen in EUR;Erträge in EUR;Stellen"], 0
    for index, head in enumerate(heads):
        spent = round(400_000 + 5_600_000 * curves.noise(seed, "budget", today.year, index))
        total += spent
        lines.append(
            f"{head};{spent:,};{round(spent * 0.72):,};{comma(round(2 + 40 * curves.noise(seed, 'jobs', index), 2))}".replace(
                ",000;", ".000;"
            )
        )
    body = "\n".join([lines[0], *[_points(line) for line in lines[1:]]])
    path.write_text(body + "\n", "cp1252")
    return Truth(len(heads), values={"spent": total})


def _points(line: str) -> str:
    """Turn English thousands into German ones, but leave the decimal comma of the last field."""
    *money, last = line.split(";")
    return ";".join([*[part.replace(",", ".") for part in money], last])
