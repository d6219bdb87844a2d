"""Real files of towns, read without any settings."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from table_reading import place, read

from stadtkern.data.gather.kinds.csv_ import KIND
from stadtkern.data.gather.kinds.json_ import KIND as JSON
from stadtkern.data.gather.model import Opening, Reading, Role, Shape

STATIONS = {
    "100031297": ("Promenade (nördl. Salzstraße)", 67911, 474897),
    "100034978": ("Gartenstraße", 68008, 203428),
    "100035541": ("Neutor", 67938, 203814),
    "100053305": ("Kanalpromenade, Abschnitt 5", 65492, 327460),
    "300037405": ("Promenade (westl. Hals)", 67230, 286290),
    "300037926": ("Bohlweg", 67675, 203309),
}


def months(real: Path, station: str) -> list[tuple[Path, Reading, pa.Table]]:
    answer = []
    for path in sorted((real / "counters-muenster" / station).glob("*.csv")):
        reading = KIND.open(Opening(path, path.name))
        answer.append((path, reading, pa.Table.from_batches(list(reading.parts[0].batches()))))
    return answer


@pytest.mark.parametrize("station", STATIONS)
def test_two_years_of_a_counter_come_out_as_they_stand_in_the_files(real: Path, station: str) -> None:
    name, rows, values = STATIONS[station]
    files = months(real, station)
    assert len(files) == 24
    assert sum(reading.report.read for _, reading, _ in files) == rows
    assert sum(table.num_rows for _, _, table in files) == values
    for path, reading, table in files:
        part, report = reading.parts[0], reading.report
        assert (part.shape, reading.title) == (Shape.SERIES, name), path
        assert (report.refused_count, report.flagged_count) == (0, 0), path
        assert {one.station for one in part.streams} == {name}
        assert {one.station_id for one in part.streams} == {station}
        assert [one.external_id for one in part.streams if one.total] == [station], path
        assert all(one.unit == "1" for one in part.streams)
        assert table["number"].null_count == 0
        assert "time.zone" in {guess.code for guess in report.guesses}


def test_status_is_kept_beside_its_value(real: Path) -> None:
    for _, _, table in months(real, "100031297"):
        assert Counter(table["status"].to_pylist()) == {"0": table.num_rows}


def test_lanes_that_come_later_have_no_value_before(real: Path) -> None:
    streams = Counter(
        stream.external_id for _, reading, _ in months(real, "300037405") for stream in reading.parts[0].streams
    )
    assert streams["300037405"] == 24
    assert streams["353426710"] < 24


def test_the_sum_of_the_lanes_is_the_total(real: Path) -> None:
    for _, reading, table in months(real, "300037405"):
        total = next(at for at, one in enumerate(reading.parts[0].streams) if one.total)
        own = pc.equal(table["stream"], total)
        assert pc.sum(table.filter(own)["number"]) == pc.sum(table.filter(pc.invert(own))["number"])


def test_lanes_of_one_name_are_told_apart_by_their_id(real: Path) -> None:
    _, reading, _ = months(real, "100031297")[0]
    names = [one.name for one in reading.parts[0].streams]
    assert names[0] == "Gesamt"
    assert names[1] == "Radfahrer FR Mauritztor (101031297)"
    assert len(set(names)) == len(names) == 7
    assert {one.observed for one in reading.parts[0].streams} == {"Radverkehr"}


def test_a_quoted_header_with_a_comma_is_one_column(real: Path) -> None:
    _, reading, _ = months(real, "100053305")[0]
    assert reading.parts[0].streams[1].name.startswith("Fahrräder Richtung Osttor")
    assert reading.parts[0].streams[0].name == "Gesamt"


def test_the_hour_lost_in_spring_is_simply_absent(real: Path) -> None:
    path = real / "counters-muenster/100031297/2025-03.csv"
    found = read(path)
    times = sorted({row["time"] for row in found.rows})
    night = [time for time in times if datetime(2025, 3, 30, 0, 0) <= time < datetime(2025, 3, 30, 2, 0)]
    assert night == [datetime(2025, 3, 30, hour, minute) for hour in (0, 1) for minute in (0, 15, 30, 45)]
    assert found.reading.report.refused_count == 0


@pytest.mark.parametrize(("month", "day"), [("2024-10", 27), ("2025-10", 26)])
def test_the_hour_that_comes_twice_in_autumn_is_marked(real: Path, month: str, day: int) -> None:
    for station in STATIONS:
        found = read(real / f"counters-muenster/{station}/{month}.csv")
        marked = {row["time"] for row in found.rows if row["flag"] == "ambiguous"}
        year = int(month[:4])
        assert marked == {datetime(year, 10, day, 0, minute) for minute in (0, 15, 30, 45)}, station
        assert {row["flag"] for row in found.rows if row["time"] not in marked} == {None}
        assert "time.ambiguous" in found.codes


def test_local_times_become_utc(real: Path) -> None:
    found = read(real / "counters-muenster/100034978/2024-05.csv")
    first = found.rows[0]
    assert (first["time"], first["number"], first["_row"]) == (datetime(2024, 4, 30, 22, 0), 18.0, 2)


def test_a_saved_mapping_reads_the_months_with_other_lanes(real: Path) -> None:
    folder = real / "counters-muenster/300037926"
    early = read(folder / "2024-05.csv")
    late = read(folder / "2025-03.csv", mapping=early.mapping)
    assert "column.new" in late.codes
    plain = read(folder / "2025-03.csv")
    assert len(late.rows) == len(plain.rows)
    back = read(folder / "2024-05.csv", mapping=plain.mapping)
    assert len(back.rows) == len(early.rows)
    assert "column.missing" in back.codes


def test_playgrounds_with_swapped_columns_land_in_muenster(real: Path) -> None:
    found = read(real / "tables/spielplaetze-muenster.csv")
    assert (found.part.shape, len(found.rows), found.reading.report.refused_count) == (Shape.FEATURES, 291, 0)
    assert found.mapping.swap_axes
    assert found.roles["Latitude"] == "latitude"
    guess = found.guess("place.swapped")
    assert guess.sure > 0.9
    assert "vertauscht" in guess.text.de
    assert "swapped" in guess.text.en
    for row in found.rows:
        lon, lat = place(row["geom"])
        assert 7.4 < lon < 7.8
        assert 51.8 < lat < 52.1
    assert found.rows[0]["groesse"] == 2069
    assert {"B", "3?"} <= {row["typ"] for row in found.rows}
    assert found.mapping.encoding == "cp1252"


def test_a_person_can_undo_the_swap(real: Path) -> None:
    path = real / "tables/spielplaetze-muenster.csv"
    mapping = read(path).mapping
    mapping.swap_axes = False
    lon, lat = place(read(path, mapping=mapping).rows[0]["geom"])
    assert (round(lon), round(lat)) == (52, 8)


def test_income_becomes_three_yearly_series(real: Path) -> None:
    found = read(real / "tables/muenster-verfuegbares-einkommen.csv")
    assert (found.part.shape, found.reading.report.read, len(found.rows)) == (Shape.SERIES, 22, 66)
    streams = found.part.streams
    assert [one.name for one in streams] == [
        "Insgesamt",
        "Je Einwohner",
        "Je Einwohner umgerechnet auf Landesdurchschnitt NRW = 100",
    ]
    assert "EUR" in streams[0].unit
    assert streams[0].unit != streams[1].unit
    assert not any(one.total for one in streams)
    assert found.values("Insgesamt")[0] == 4401
    assert found.values(streams[2].name)[:2] == [108.1, 106.7]
    first = found.rows[0]
    assert (first["time"], first["time_end"]) == (datetime(1994, 12, 31, 23), datetime(1995, 12, 31, 23))
    assert found.mapping.decimal == ","
    assert found.reading.title == "Muenster Verfügbares Einkommen"


def test_all_trees_stand_in_konstanz(real: Path) -> None:
    found = read(real / "trees/konstanz_baumkataster_2020.csv")
    assert found.reading.title == "Konstanz Baumkataster 2020"
    assert (found.part.shape, len(found.rows), found.reading.report.flagged_count) == (Shape.FEATURES, 15711, 0)
    lons, lats = zip(*(place(row["geom"]) for row in found.rows), strict=True)
    assert min(lons) > 9
    assert max(lons) < 9.3
    assert min(lats) > 47.6
    assert max(lats) < 47.8
    columns = {one.title: (one.type, one.unit) for one in found.part.columns}
    assert columns["Höhe"] == ("integer", "m")
    assert columns["Stammumfang"] == ("integer", "cm")
    assert found.rows[0]["name_dt"] == "Erle, Schwarz-Erle"
    assert "X" not in {one.header for one in found.mapping.columns if one.role is Role.PROPERTY}


def test_municipality_keys_and_postcodes_keep_their_zeros(real: Path) -> None:
    found = read(real / "brandenburg/brandenburg_gemeinden_2023.csv")
    assert (found.part.shape, len(found.rows), found.reading.report.flagged_count) == (Shape.FEATURES, 413, 0)
    cottbus = found.rows[1]
    assert (cottbus["ags"], cottbus["ars"], cottbus["plz"]) == ("12052000", "120520000000", "03046")
    assert cottbus["population"] == 99515
    assert (found.roles["ags"], found.roles["ars"]) == ("ags", "ars")


@pytest.mark.parametrize("name", ["brexit-consensus", "london.youth.policing", "vtaiwan.uberx"])
def test_votes_and_comments_are_plain_tables(real: Path, name: str) -> None:
    for path in sorted((real / "conversations" / name).glob("*.csv")):
        found = read(path)
        assert found.part.shape is Shape.TABLE, path
        assert found.reading.report.refused_count == 0
        assert found.guess("table.no-time-no-place").text.en


def test_the_counters_index_without_coordinates_is_a_plain_table(real: Path) -> None:
    found = read(real / "counters-muenster/site_min.json", JSON)
    assert (found.part.shape, len(found.rows)) == (Shape.TABLE, 23)
    assert found.rows[0]["name"] == "Bismarckallee"
    assert "353420516" in found.rows[0]["channels"]
