"""Which station a series is about: columns that name it, a line above the table, the file's name, in this order."""

from __future__ import annotations

from pathlib import Path

import pytest
from table_reading import read, write

from stadtkern.data.gather.model import Shape
from stadtkern.data.gather.words import station_above, title_above

WEATHER = "Datum;Temperatur (°C)\n01.05.2024 10:00;12,5\n01.05.2024 11:00;13,1\n01.05.2024 12:00;14,0\n"


@pytest.mark.parametrize(
    ("above", "name", "station", "code"),
    [
        ("Klimadaten am Rathaus\nStand: 1.5.2024\n", "export.csv", "Klimadaten am Rathaus", "station.from-title"),
        ("Stand: 1.5.2024\nQuelle: Bauamt\nKlimadaten am Rathaus\n", "daten.csv", "Klimadaten am Rathaus",
         "station.from-title"),
        ("Messstelle: Rathaus Süd\n", "klima_2024.csv", "Rathaus Süd", "station.from-title"),
        ("Station;Rathaus Süd\n", "klima_2024.csv", "Rathaus Süd", "station.from-title"),
        ("Zeitraum;Mai 2024\nStation;Rathaus Süd\n\n", "klima_2024.csv", "Rathaus Süd", "station.from-title"),
        ("Wetterstation Rathaus\n", "klima_2024.csv", "Wetterstation Rathaus", "station.from-title"),
        ("Messwerte des Jahres\n", "klima_2024.csv", "Klima 2024", "station.from-name"),
        ("", "klima_2024.csv", "Klima 2024", "station.from-name"),
    ],
)  # fmt: skip
def test_a_line_above_the_table_names_the_station_when_nothing_better_does(
    tmp_path: Path, above: str, name: str, station: str, code: str
) -> None:
    found = read(write(tmp_path, above + WEATHER, name=name))
    assert [one.station for one in found.part.streams] == [station]
    assert found.guess(code).value == station
    assert len(found.rows) == 3


def test_a_table_without_a_telling_name_is_titled_by_the_line_above(tmp_path: Path) -> None:
    text = "Erstellt am 3.4.2024\nBänke und Papierkörbe\nArt;Zahl\nBank;3\nPapierkorb;4\nLaterne;9\n"
    assert read(write(tmp_path, text, name="export.csv")).reading.title == "Bänke und Papierkörbe"


@pytest.mark.parametrize(
    "line", ["Stand 31.12.2023", "Quelle: Amt für Statistik", "12.05.2024", "", "Seite 1", "x" * 300]
)
def test_notes_above_a_table_are_no_title(line: str) -> None:
    assert title_above([line]) == ""
    assert station_above([line]) == ""


@pytest.mark.parametrize(
    "header", ["Parkplatz", "Gebäude", "Liegenschaft", "Objekt", "Standort", "Anlage", "Einrichtung", "Objektname",
               "Name der Liegenschaft", "Parkhaus"],
)  # fmt: skip
def test_what_a_town_runs_names_the_stations_of_a_series(tmp_path: Path, header: str) -> None:
    lines = [f"Datum;{header};Verbrauch (kWh)"]
    for month in range(1, 7):
        lines += [f"01.{month:02d}.2024;{name};{month * 100},5" for name in ("Am Markt", "Nordring", "Hafen")]
    found = read(write(tmp_path, "\n".join(lines), name="verbrauch.csv"))
    assert found.part.shape is Shape.SERIES
    assert {(one.station, one.name) for one in found.part.streams} == {
        ("Am Markt", "Verbrauch"), ("Nordring", "Verbrauch"), ("Hafen", "Verbrauch")}  # fmt: skip
    assert len(found.rows) == 18
    assert found.reading.report.refused_count == 0


def test_one_day_with_many_buildings_is_a_series_too(tmp_path: Path) -> None:
    lines = ["Gebäude;Datum;Strom (kWh);Wärme (kWh)"] + [f"Schule {n};31.12.2024;{n}00;{n}50" for n in range(1, 31)]
    found = read(write(tmp_path, "\n".join(lines), name="energie.csv"))
    assert found.part.shape is Shape.SERIES
    assert len({one.station for one in found.part.streams}) == 30


def test_the_number_of_a_building_is_the_stations_id_not_a_value(tmp_path: Path) -> None:
    lines = ["Objekt-Nr.;Objekt;Monat;Strom (kWh)"]
    for month in range(1, 5):
        lines += [f"{n};{name};2024-{month:02d};{month}00" for n, name in ((4711, "Rathaus"), (4712, "Bauhof"))]
    found = read(write(tmp_path, "\n".join(lines), name="strom.csv"))
    assert {(one.station, one.station_id, one.name) for one in found.part.streams} == {
        ("Rathaus", "4711", "Strom"), ("Bauhof", "4712", "Strom")}  # fmt: skip


def test_a_list_of_things_with_a_day_each_stays_a_list(tmp_path: Path) -> None:
    lines = ["Anlage;Datum;Leistung (kW)"] + [f"Dach {n};{n:02d}.05.2024;{n},5" for n in range(1, 29)]
    assert read(write(tmp_path, "\n".join(lines), name="anlagen.csv")).part.shape is not Shape.SERIES


def test_counted_buildings_are_values_not_stations(tmp_path: Path) -> None:
    lines = ["Jahr;Gebäude;Wohnungen"] + [f"{year};{4000 + year};{9000 + year}" for year in range(2015, 2025)]
    found = read(write(tmp_path, "\n".join(lines), name="bestand.csv"))
    assert [one.name for one in found.part.streams] == ["Gebäude", "Wohnungen"]
