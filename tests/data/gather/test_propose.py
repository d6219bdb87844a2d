"""What the program makes of tables as towns write them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from table_reading import place, read, write

from stadtkern.data.gather.model import Shape
from stadtkern.data.gather.propose import readable


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("konstanz_baumkataster_2020.csv", "Konstanz Baumkataster 2020"),
        ("muenster-verfuegbares-einkommen.csv", "Muenster Verfügbares Einkommen"),
        ("wetter-mit-fehlern.csv", "Wetter mit Fehlern"),
        ("mit-ohne.csv", "Mit ohne"),
        ("2024-01.csv", ""),
        ("export.csv", ""),
        ("Tabelle1.xlsx", ""),
        ("daten_2024-05-01.csv", ""),
        ("Einwohner 2020-2023.xlsx", "Einwohner 2020-2023"),
        ("pfad/zu/Bäume.geo.json", "Bäume.geo"),
    ],
)
def test_a_file_name_becomes_a_title_where_it_says_something(name: str, title: str) -> None:
    assert readable(name) == title


def test_titles_and_units_around_the_header_are_told_from_data(tmp_path: Path) -> None:
    text = (
        "Wetterstation Rathaus\nStand: 1.5.2024\n\n"
        "Datum;Temperatur;Niederschlag\n;°C;mm\n01.05.2024 10:00;12,5;0,0\n01.05.2024 11:00;13,1;0,2\n"
    )
    found = read(write(tmp_path, text, name="wetter.csv"))
    assert found.mapping.header_row == 4
    assert {"header.row", "header.units"} <= found.codes
    assert [(one.name, one.unit) for one in found.part.streams] == [("Temperatur", "Cel"), ("Niederschlag", "mm")]
    assert [row["_row"] for row in found.rows] == [6, 7, 6, 7]


def test_a_table_without_header_gets_one(tmp_path: Path) -> None:
    found = read(write(tmp_path, "Nord;12;3,5\nSüd;15;2,5\nOst;9;1,5\n"))
    assert "header.none" in found.codes
    assert found.mapping.header_row == 0
    assert found.rows[0] == {"spalte_1": "Nord", "spalte_2": 12, "spalte_3": 3.5, "_row": 1}


def test_a_long_table_gives_a_stream_for_each_station_and_parameter(tmp_path: Path) -> None:
    lines = ["Messzeit;Station;Parameter;Messwert;Einheit"]
    for hour in range(4):
        for station in ("Nord", "Süd"):
            lines.append(f"2024-06-01T{hour:02d}:00:00Z;{station};NO2;{20 + hour},5;µg/m³")
            lines.append(f"2024-06-01T{hour:02d}:00:00Z;{station};Temperatur;{10 + hour},0;°C")
    found = read(write(tmp_path, "\n".join(lines), name="luft.csv"))
    assert found.part.shape is Shape.SERIES
    assert {(one.station, one.name, one.unit) for one in found.part.streams} == {
        ("Nord", "NO2", "ug/m3"),
        ("Nord", "Temperatur", "Cel"),
        ("Süd", "NO2", "ug/m3"),
        ("Süd", "Temperatur", "Cel"),
    }
    assert len(found.rows) == 16
    assert "time.zone" not in found.codes
    first = found.rows[0]
    assert (first["time"], first["number"]) == (datetime(2024, 6, 1, 0), 20.5)


def test_stations_with_coordinates_keep_their_place(tmp_path: Path) -> None:
    lines = ["station_id,station,lat,lon,timestamp,wert"]
    for hour in range(6):
        lines.append(f"A1,Markt,52.40,12.55,2024-06-01T{hour:02d}:00:00+02:00,{hour}")
        lines.append(f"B2,Hafen,52.41,12.56,2024-06-01T{hour:02d}:00:00+02:00,{hour}")
    found = read(write(tmp_path, "\n".join(lines)))
    assert found.part.shape is Shape.SERIES
    assert [(one.station, one.station_id, one.longitude, one.latitude) for one in found.part.streams] == [
        ("Markt", "A1", 12.55, 52.40),
        ("Hafen", "B2", 12.56, 52.41),
    ]


def test_one_row_for_each_station_and_year_is_a_series(tmp_path: Path) -> None:
    lines = ["Gemeinde;Jahr;Einwohner;Fläche (km²)"]
    for year in (2020, 2021, 2022):
        lines += [f"Adorf;{year};{1000 + year};12,5", f"Bedorf;{year};{2000 + year};13,5"]
    found = read(write(tmp_path, "\n".join(lines)))
    assert found.part.shape is Shape.SERIES
    assert {(one.station, one.name, one.unit) for one in found.part.streams} == {
        (town, name, unit)
        for town in ("Adorf", "Bedorf")
        for name, unit in (("Einwohner", "{person}"), ("Fläche", "km2"))
    }
    assert (found.rows[0]["time"], found.rows[0]["time_end"]) == (
        datetime(2019, 12, 31, 23),
        datetime(2020, 12, 31, 23),
    )


def test_a_column_for_each_year_is_a_series(tmp_path: Path) -> None:
    text = "AGS;Ortsteil;2020;2021;2022\n01051001;Mitte;10;11;12\n01051002;Nord;20;;22\n"
    found = read(write(tmp_path, text, name="einwohner.csv"))
    assert found.part.shape is Shape.SERIES
    assert [(one.station, one.station_id, one.name) for one in found.part.streams] == [
        ("Mitte", "01051001", "Einwohner"),
        ("Nord", "01051002", "Einwohner"),
    ]
    assert sorted((row["stream"], row["time_end"].year, row["number"]) for row in found.rows) == [
        (0, 2020, 10.0),
        (0, 2021, 11.0),
        (0, 2022, 12.0),
        (1, 2020, 20.0),
        (1, 2022, 22.0),
    ]


def test_day_and_clock_in_two_columns_are_joined(tmp_path: Path) -> None:
    lines = ["Datum;Uhrzeit;Anzahl", *(f"01.06.2024;{hour:02d}:00;{hour}" for hour in range(10))]
    found = read(write(tmp_path, "\n".join(lines)))
    assert "time.joined" in found.codes
    assert found.rows[3]["time"] == datetime(2024, 6, 1, 1)
    assert found.values("Anzahl") == [float(hour) for hour in range(10)]


def test_year_and_month_in_two_columns_are_joined(tmp_path: Path) -> None:
    lines = ["Jahr;Monat;Übernachtungen", *(f"2023;{month};{month * 100}" for month in range(1, 13))]
    found = read(write(tmp_path, "\n".join(lines)))
    assert found.part.shape is Shape.SERIES
    assert (found.rows[1]["time"], found.rows[1]["time_end"]) == (datetime(2023, 1, 31, 23), datetime(2023, 2, 28, 23))


def test_status_columns_go_with_their_value(tmp_path: Path) -> None:
    lines = ["Zeit;NO2;NO2_status;O3;O3_status", *(f"2024-01-01 {h:02d}:00;{h};ok;{h + 1};neu" for h in range(5))]
    found = read(write(tmp_path, "\n".join(lines)))
    assert [one.name for one in found.part.streams] == ["NO2", "O3"]
    assert {row["status"] for row in found.rows if row["stream"] == 0} == {"ok"}
    assert {row["status"] for row in found.rows if row["stream"] == 1} == {"neu"}


def test_projected_coordinates_become_degrees_and_stay_as_columns(tmp_path: Path) -> None:
    lines = ["Name;Rechtswert;Hochwert"]
    lines += [f"Bank {n};{368000 + n},5;{5806000 + n},25" for n in range(5)]
    found = read(write(tmp_path, "\n".join(lines).replace("Rechtswert", "Rechtswert UTM33"), name="baenke.csv"))
    assert found.part.shape is Shape.FEATURES
    assert found.mapping.crs == "EPSG:25833"
    assert "place.crs" in found.codes
    lon, lat = place(found.rows[0]["geom"])
    assert (round(lon, 1), round(lat, 1)) == (13.1, 52.4)
    assert found.rows[0]["rechtswert_utm33"] == 368000.5


def test_a_row_without_a_place_goes_in_without_one(tmp_path: Path) -> None:
    found = read(write(tmp_path, "name,lat,lon\nA,52.1,13.1\nB,,\nC,0,0\nD,52.3,13.2\n"))
    assert [row["geom"] is None for row in found.rows] == [False, True, True, False]
    assert found.flagged == [(4, "place.implausible")]


def test_well_known_text_is_a_place(tmp_path: Path) -> None:
    lines = ["name;wkt", *(f"Bank {n};POINT (13.{n} 52.{n})" for n in range(8)), "Bank 8;POINT (kaputt)", "Bank 9;"]
    found = read(write(tmp_path, "\n".join(lines)))
    assert found.part.shape is Shape.FEATURES
    assert place(found.rows[3]["geom"]) == (13.3, 52.3)
    assert [row["geom"] is None for row in found.rows] == [False] * 8 + [True, True]
    assert found.flagged == [(10, "place.wkt")]


def test_latitude_and_longitude_in_one_column_are_a_place(tmp_path: Path) -> None:
    found = read(write(tmp_path, "name;koordinate\nA;52.10, 13.05\nB;52.20, 13.15\n"))
    assert found.part.shape is Shape.FEATURES
    assert place(found.rows[0]["geom"]) == (13.05, 52.10)


def test_things_with_a_date_are_no_series(tmp_path: Path) -> None:
    text = "id,name,gepflanzt,lat,lon\n1,Eiche,2001-03-04,52.1,13.1\n2,Linde,2002-03-04,52.2,13.2\n3,Ahorn,,52.3,13.3\n"
    found = read(write(tmp_path, text))
    assert found.part.shape is Shape.FEATURES
    assert found.rows[0]["gepflanzt"] == date(2001, 3, 4)
    assert found.rows[2]["gepflanzt"] is None


def test_words_beside_values_become_a_stream_of_words(tmp_path: Path) -> None:
    lines = ["Zeit;Pegel (cm);Lage"]
    lines += [f"2024-01-01 {hour:02d}:00;{hour};{'ruhig' if hour % 2 else 'stürmisch'}" for hour in range(20)]
    found = read(write(tmp_path, "\n".join(lines)))
    words = [row["value"] for row in found.rows if row["number"] is None]
    assert words[:2] == ['"stürmisch"', '"ruhig"']


def test_whole_numbers_beyond_a_float_keep_their_digits(tmp_path: Path) -> None:
    lines = ["Zeit;Zählerstand", *(f"2024-01-01 0{h}:00;900719925474099{h}" for h in range(6))]
    found = read(write(tmp_path, "\n".join(lines)))
    assert [row["value"] for row in found.rows] == [None if h < 3 else f"900719925474099{h}" for h in range(6)]


def test_repeated_headers_are_told_apart(tmp_path: Path) -> None:
    found = read(write(tmp_path, "ort;wert;wert\nA;1;2\nB;3;4\n"))
    assert [one.header for one in found.mapping.columns] == ["ort", "wert", "wert (2)"]
    assert found.rows[0] == {"ort": "A", "wert": 1, "wert_2": 2, "_row": 2}


def test_the_sum_of_men_and_women_is_a_total(tmp_path: Path) -> None:
    lines = ["Jahr;Insgesamt;Männer;Frauen", *(f"{2000 + n};{30 + 3 * n};{10 + n};{20 + 2 * n}" for n in range(8))]
    found = read(write(tmp_path, "\n".join(lines)))
    assert [(one.name, one.total) for one in found.part.streams] == [
        ("Gesamt", True),
        ("Männer", False),
        ("Frauen", False),
    ]


def test_both_passes_of_the_autumn_hour_are_told_apart_over_a_block_edge(tmp_path: Path) -> None:
    lines = ["Zeit;Wert"]
    for day in range(1, 28):
        for hour in range(24):
            for minute in range(0, 60, 15):
                lines.append(f"2024-10-{day:02d} {hour:02d}:{minute:02d};1")
                if day == 27 and (hour, minute) == (2, 45):
                    lines += [f"2024-10-27 02:{again:02d};2" for again in (0, 15, 30, 45)]
    found = read(write(tmp_path, "\n".join(lines)))
    second = [row["time"] for row in found.rows if row["number"] == 2]
    assert second == [datetime(2024, 10, 27, 1, minute) for minute in (0, 15, 30, 45)]
    assert {row["flag"] for row in found.rows} == {None}
    assert len({row["time"] for row in found.rows}) == len(found.rows)


def test_a_column_of_nothing_is_kept_as_a_lane_to_come(tmp_path: Path) -> None:
    lines = ["Zeit,100 (Markt),101 (Markt Nord),102 (Markt Süd)", *(f"2024-01-01 0{h}:00,{h},{h}," for h in range(5))]
    text = "\n".join(lines).replace("100 (", "1001 (").replace("101 (", "1011 (").replace("102 (", "1021 (")
    found = read(write(tmp_path, text))
    assert found.roles["1021 (Markt Süd)"] == "value"
    assert "1021" not in {one.external_id for one in found.part.streams}


def test_statistics_that_name_only_their_years_are_read(tmp_path: Path) -> None:
    text = (
        "Bevölkerung: Kreise, Stichtag\n;;Stichtag;Stichtag\n;;31.12.2021;31.12.2022\n"
        "12051;Brandenburg an der Havel, kreisfreie Stadt;72040;73609\n12052;Cottbus, kreisfreie Stadt;98359;99515\n"
        "12053;Frankfurt (Oder), kreisfreie Stadt;-;58230\n__________\n© Statistisches Bundesamt\n"
    )
    found = read(write(tmp_path, text, name="bevoelkerung.csv"))
    assert found.part.shape is Shape.SERIES
    first = found.part.streams[0]
    assert (first.station, first.station_id) == ("Brandenburg an der Havel, kreisfreie Stadt", "12051")
    assert (len(found.rows), found.reading.report.read) == (5, 5)
    assert found.refused == [(7, "row.fields"), (8, "row.fields")]


def test_a_number_that_says_nothing_measured_is_pointed_out_and_kept(tmp_path: Path) -> None:
    lines = ["Zeit;Temperatur", *(f"2024-01-01 {h:02d}:00;{-999 if h % 4 == 0 else h / 2}" for h in range(20))]
    found = read(write(tmp_path, "\n".join(lines)))
    assert found.guess("value.sentinel").value == "-999"
    assert found.values("Temperatur").count(-999.0) == 5


def test_the_encoding_shows_only_late_in_the_file(tmp_path: Path) -> None:
    lines = [f"{number};Ort {number}" for number in range(12_000)]
    lines += [f"{number};Grünstraße {number}" for number in range(12_000, 12_500)]
    found = read(write(tmp_path, "nr;name\n" + "\n".join(lines), encoding="cp1252"))
    assert found.rows[12_000]["name"] == "Grünstraße 12000"
    assert (found.mapping.encoding, found.flagged) == ("cp1252", [])
