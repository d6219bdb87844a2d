"""Timetables, real and made up."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
import shapely
from geo_reading import Drawn, draw, zipped

from stadtkern.data.gather.choose import choose
from stadtkern.data.gather.kinds.gtfs import KIND
from stadtkern.data.gather.kinds.gtfs_columns import mode_of
from stadtkern.data.gather.kinds.gtfs_query import departures_of_day
from stadtkern.data.gather.model import Opening
from stadtkern.town.text import ProblemError

FEED = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nv,Verkehr Üben,https://example.org,Europe/Berlin\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon,parent_station,platform_code\n"
    "A,Anger,52.0,13.0,S,1\nB,Bahnhof,52.01,13.01,,\nC,Celle,52.02,13.02,,\nS,Anger,52.0,13.0,,\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type,route_color\n"
    "1,v,601,Anger – Celle,3,FF0000\n2,v,N1,Nachtbus,700,\n",
    "trips.txt": "route_id,service_id,trip_id,trip_headsign\n1,W,t1,Celle Mitte\n1,W,t2,\n2,N,n1,\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "t1,07:00:00,07:00:00,A,1\nt1,,,B,2\nt1,07:20:00,07:20:00,C,3\n"
    "t2,8:00:00,8:00:30,C,10\nt2,08:10:00,08:10:00,A,20\n"
    "n1,24:50:00,24:50:00,A,1\nn1,25:10:00,25:10:00,B,2\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "W,1,1,1,1,1,0,0,20250106,20250112\nN,0,0,0,0,0,1,0,20250106,20250112\n",
    "calendar_dates.txt": "service_id,date,exception_type\nW,20250107,2\nW,20250111,1\n",
}


def _feed(tmp_path: Path, *, folder: str = "", **changed: str | bytes | None) -> Path:
    files: dict[str, str | bytes] = dict(FEED)
    for stem, content in changed.items():
        files.pop(f"{stem}.txt", None)
        if content is not None:
            files[f"{stem}.txt"] = content
    return zipped(tmp_path / "feed.zip", {folder + name: content for name, content in files.items()})


def _lake(drawn: Drawn) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name, table in drawn.tables.items():
        connection.register(f"arrow_{name}", table)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM arrow_{name}")
    return connection


@pytest.fixture(scope="module")
def vrn(real: Path) -> Drawn:
    return draw(KIND, real / "gtfs" / "vrn_gtfs_cut.zip")


def _table(real: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(real / "gtfs" / "vrn_gtfs_cut.zip") as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_every_stop_line_and_departure_of_a_real_feed_comes_in(vrn: Drawn, real: Path) -> None:
    assert vrn.tables["stops"].num_rows == len(_table(real, "stops.txt")) == 392
    assert vrn.tables["lines"].num_rows == len(_table(real, "routes.txt")) == 7
    assert vrn.tables["departures"].num_rows == len(_table(real, "stop_times.txt")) == 46_269
    assert vrn.report.refused_count == 0
    assert all(shape.geom_type == "LineString" for shape in vrn.shapes("lines"))
    assert vrn.guess("gtfs.timezone").value == "Europe/Berlin"
    assert "RNV Rhein-Neckar-Verkehr GmbH" in vrn.reading.attribution


def test_the_days_of_service_are_those_of_both_calendars(vrn: Drawn, real: Path) -> None:
    days = defaultdict(set)
    for row in _table(real, "calendar.txt"):
        first, last = (date.fromisoformat(row[key]) for key in ("start_date", "end_date"))
        names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            if row[names[day.weekday()]] == "1":
                days[row["service_id"]].add(day)
    for row in _table(real, "calendar_dates.txt"):
        day = date.fromisoformat(row["date"])
        (days[row["service_id"]].add if row["exception_type"] == "1" else days[row["service_id"]].discard)(day)
    expected = {(service, day) for service, found in days.items() for day in found}
    assert {(row["service_id"], row["date"]) for row in vrn.rows("services")} == expected


def test_departures_of_a_real_day_are_those_of_the_files(vrn: Drawn, real: Path) -> None:
    day = date(2022, 6, 20)
    running = {row["service_id"] for row in vrn.rows("services") if row["date"] == day}
    trips = {row["trip_id"] for row in _table(real, "trips.txt") if row["service_id"] in running}
    last = {}
    times = [row for row in _table(real, "stop_times.txt") if row["trip_id"] in trips]
    for row in times:
        last[row["trip_id"]] = max(last.get(row["trip_id"], 0), int(row["stop_sequence"]))
    stop = "de:08221:1144:1:11"
    expected = sorted(
        row["departure_time"][:5]
        for row in times
        if row["stop_id"] == stop and int(row["stop_sequence"]) < last[row["trip_id"]] and row["departure_time"] < "24"
    )
    with _lake(vrn) as lake:
        found = departures_of_day(lake, "departures", "services", day, stop=stop, limit=10_000)
    assert expected
    assert [one.clock for one in found if one.seconds < 86_400] == expected


def test_a_feed_in_a_folder_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = _feed(tmp_path, folder="gtfs/neu/", stops=("\ufeff" + FEED["stops.txt"]).encode())
    assert choose(path, "fahrplan.zip").kind == "gtfs"
    drawn = draw(KIND, path)
    assert [row["name"] for row in drawn.rows("stops")] == ["Anger", "Bahnhof", "Celle", "Anger"]


def test_a_feed_in_an_old_encoding_keeps_its_umlauts_and_says_so(tmp_path: Path) -> None:
    path = _feed(tmp_path, stops=FEED["stops.txt"].replace("Celle", '"Königs Wusterhausen"').encode("cp1252"))
    drawn = draw(KIND, path)
    assert "Königs Wusterhausen" in [row["name"] for row in drawn.rows("stops")]
    assert drawn.guess("text.encoding").column == "stops.txt"


def test_times_stay_beyond_midnight_and_are_spread_where_they_are_missing(tmp_path: Path) -> None:
    drawn = draw(KIND, _feed(tmp_path))
    rows = {(row["trip_id"], row["stop_id"]): row for row in drawn.rows("departures")}
    assert rows["n1", "A"]["departure"] == 24 * 3600 + 50 * 60
    assert rows["n1", "A"]["departure_text"] == "24:50"
    assert rows["t1", "B"]["departure"] == 7 * 3600 + 10 * 60
    assert rows["t2", "C"]["departure"] == 8 * 3600 + 30
    assert drawn.codes("flagged") == ["gtfs.time-between"]
    assert not rows["t1", "C"]["boarding"]
    assert rows["t1", "A"]["headsign"] == "Celle Mitte"
    assert rows["t2", "C"]["headsign"] == "Anger"


def test_the_night_bus_of_the_evening_before_departs_on_the_day_after(tmp_path: Path) -> None:
    with _lake(draw(KIND, _feed(tmp_path))) as lake:
        saturday = departures_of_day(lake, "departures", "services", date(2025, 1, 11))
        sunday = departures_of_day(lake, "departures", "services", date(2025, 1, 12))
        holiday = departures_of_day(lake, "departures", "services", date(2025, 1, 7))
        station = departures_of_day(lake, "departures", "services", date(2025, 1, 6), stop="S")
    assert [one.clock for one in saturday] == ["07:00", "07:10", "08:00"]
    assert [(one.clock, one.line) for one in sunday] == [("00:50", "N1")]
    assert holiday == []
    assert [(one.clock, one.platform) for one in station] == [("07:00", "1")]


def test_a_table_name_that_is_none_is_refused() -> None:
    with duckdb.connect() as connection, pytest.raises(ValueError, match="x; DROP"):
        departures_of_day(connection, "x; DROP TABLE y", "services", date(2025, 1, 1))


def test_services_are_expanded_with_their_exceptions(tmp_path: Path) -> None:
    drawn = draw(KIND, _feed(tmp_path))
    days = [row["date"].day for row in drawn.rows("services") if row["service_id"] == "W"]
    assert days == [6, 8, 9, 10, 11]
    assert {row["weekday"] for row in drawn.rows("services") if row["service_id"] == "N"} == {6}


def test_stops_know_their_lines_and_usual_departures(tmp_path: Path) -> None:
    stops = {row["stop_id"]: row for row in draw(KIND, _feed(tmp_path)).rows("stops")}
    assert stops["A"]["lines"] == "601, N1"
    assert stops["A"]["departures_weekday"] == 0.8  # four of the five weekdays
    assert stops["A"]["departures_saturday"] == 2.0
    assert stops["B"]["departures_weekday"] == 0.8
    assert stops["C"]["departures_sunday"] is None


def test_a_line_follows_its_shape_where_there_is_one(tmp_path: Path) -> None:
    shapes = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns,52.0,13.0,1\ns,52.02,13.02,10\ns,52.01,13.005,9\n"
    trips = "route_id,service_id,trip_id,shape_id\n1,W,t1,s\n1,W,t2,s\n2,N,n1,\n"
    drawn = draw(KIND, _feed(tmp_path, shapes=shapes, trips=trips))
    first, second = drawn.shapes("lines")
    assert first == shapely.LineString([(13.0, 52.0), (13.005, 52.01), (13.02, 52.02)])
    assert second == shapely.LineString([(13.0, 52.0), (13.01, 52.01)])
    assert [row["mode"] for row in drawn.rows("lines")] == ["bus", "bus"]
    assert drawn.rows("lines")[0]["colour"] == "#ff0000"


def test_a_line_without_trips_stays_without_a_way(tmp_path: Path) -> None:
    drawn = draw(KIND, _feed(tmp_path, routes=FEED["routes.txt"] + "3,v,999,Ruht,3,\n"))
    assert drawn.shapes("lines")[2] is None
    assert "gtfs.line-way" in drawn.codes("flagged")


def test_rows_that_point_nowhere_are_refused_with_their_line(tmp_path: Path) -> None:
    broken = FEED["stop_times.txt"] + (
        "nix,09:00:00,09:00:00,A,1\nt1,09:00:00,09:00:00,Z,4\nt1,09:61:00,09:61:00,A,5\nt2,abc,abc,B,30\nt2,09:00,09:00,B,x\n"
    )
    stops = FEED["stops.txt"] + "D,Dorf,,,,\nE,Ende,91,13,,\nA,Anger noch einmal,52,13,,\n,Ohne Kennung,52,13,,\n"
    drawn = draw(KIND, _feed(tmp_path, stop_times=broken, stops=stops))
    found = {(one.part, one.row): one.code for one in drawn.report.refused}
    assert found == {
        ("departures", 9): "gtfs.time-trip",
        ("departures", 10): "gtfs.time-stop",
        ("departures", 11): "gtfs.time-impossible",
        ("departures", 12): "gtfs.time-impossible",
        ("departures", 13): "gtfs.time-position",
        ("stops", 6): "gtfs.stop-place",
        ("stops", 7): "gtfs.stop-place",
        ("stops", 8): "gtfs.stop-twice",
        ("stops", 9): "gtfs.stop-id",
    }
    assert drawn.tables["departures"].num_rows == 7


def test_a_line_with_an_open_quotation_mark_is_refused_alone(tmp_path: Path) -> None:
    stops = (
        FEED["stops.txt"].replace("B,Bahnhof", 'B,"Bahnhof')
        + 'Q,"Am ""Markt""\nzwei",52.0,13.0,,\nR,R,52,13,,,zuviel\n'
    )
    drawn = draw(KIND, _feed(tmp_path, stops=stops))
    assert [row["stop_id"] for row in drawn.rows("stops")] == ["A", "C", "S", "Q"]
    assert drawn.rows("stops")[3]["name"] == 'Am "Markt"\nzwei'
    refused = {(one.row, one.code) for one in drawn.report.refused if one.part == "stops"}
    assert refused == {(3, "gtfs.quote"), (8, "gtfs.columns")}


def test_swapped_columns_of_stops_are_noticed(tmp_path: Path) -> None:
    drawn = draw(KIND, _feed(tmp_path, stops=FEED["stops.txt"].replace("stop_lat,stop_lon", "stop_lon,stop_lat")))
    assert drawn.guess("place.swapped") is not None
    assert drawn.shapes("stops")[1] == shapely.Point(13.01, 52.01)


def test_bad_days_of_service_are_refused(tmp_path: Path) -> None:
    calendar = FEED["calendar.txt"] + "X,1,1,1,1,1,1,1,20250230,20250301\nY,1,1,1,1,1,1,1,20000101,20991231\n"
    dates = FEED["calendar_dates.txt"] + "W,20250108,3\n"
    drawn = draw(KIND, _feed(tmp_path, calendar=calendar, calendar_dates=dates))
    assert sorted(drawn.codes()) == ["gtfs.service-dates", "gtfs.service-exception", "gtfs.service-span"]


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ("stops", "gtfs.no-stops"),
        ("trips", "gtfs.no-trips"),
        ("routes", "gtfs.no-routes"),
        ("stop_times", "gtfs.no-times"),
    ],
)
@pytest.mark.parametrize("empty", [True, False])
def test_a_feed_without_what_it_needs_is_told(tmp_path: Path, missing: str, code: str, empty: bool) -> None:
    path = _feed(tmp_path, **{missing: FEED[f"{missing}.txt"].split("\n")[0] if empty else None})
    assert choose(path, path.name).kind == "gtfs"
    with pytest.raises(ProblemError) as caught:
        KIND.open(Opening(path, path.name))
    assert caught.value.problem.code == code
    assert caught.value.problem.hint is not None


def test_a_feed_without_calendars_says_that_days_are_open(tmp_path: Path) -> None:
    drawn = draw(KIND, _feed(tmp_path, calendar=None, calendar_dates=None))
    assert drawn.guess("gtfs.no-days") is not None
    assert drawn.tables["departures"].num_rows == 7


def test_trips_at_intervals_are_told(tmp_path: Path) -> None:
    drawn = draw(
        KIND, _feed(tmp_path, frequencies="trip_id,start_time,end_time,headway_secs\nt1,06:00:00,09:00:00,600\n")
    )
    assert drawn.guess("gtfs.frequencies") is not None


@pytest.mark.parametrize(
    ("number", "mode"), [("0", "tram"), ("3", "bus"), ("700", "bus"), ("109", "rail"), ("x", None)]
)
def test_vehicles_have_names(number: str, mode: str | None) -> None:
    assert mode_of(number) == mode
