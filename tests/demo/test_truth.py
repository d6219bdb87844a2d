"""What the town holds after its files came in is what was drawn: rows, sums, refused rows, places, hours, departures."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pytest

from demo import curves
from demo.measured import FAILS_EVERY, broken
from demo_town import DemoTown
from stadtkern.data.gather.kinds.gtfs_query import departures_of_day
from stadtkern.data.lake import Lake
from stadtkern.data.lake.terrain import heights_at, terrain_of
from stadtkern.data.registry.facts import CollectionFacts
from stadtkern.data.registry.read import RegistryReader
from stadtkern.data.registry.things import StreamFacts, Things

SEED = 7


@pytest.fixture(scope="module")
def registry(birkenfurt: DemoTown) -> Any:
    """The town's registry."""
    reader = RegistryReader(birkenfurt.town.registry)
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def things(birkenfurt: DemoTown) -> Any:
    """The town's stations."""
    found = Things(birkenfurt.town.registry)
    yield found
    found.close()


@pytest.fixture
def cursor(lake: Lake) -> Any:
    """A cursor of the lake."""
    with lake.read() as one:
        yield one


def collection(registry: RegistryReader, slug: str) -> CollectionFacts:
    found = registry.collection(slug)
    assert found is not None, slug
    return found[1]


def streams(registry: RegistryReader, things: Things, slug: str) -> dict[tuple[str, str], StreamFacts]:
    return {(one.thing_name, one.name): one for one in things.streams_of(collection(registry, slug).id)}


def total(cursor: duckdb.DuckDBPyConnection, stream: StreamFacts) -> tuple[int, float]:
    row = cursor.execute("SELECT count(number), sum(number) FROM observation WHERE stream = ?", [stream.id]).fetchone()
    assert row is not None
    return row[0], row[1]


def values(cursor: duckdb.DuckDBPyConnection, stream: StreamFacts, day: date) -> dict[datetime, float]:
    """Give a local day's values by their moment."""
    span = [one.replace(tzinfo=None) for one in (curves.midnight(day), curves.midnight(day + timedelta(days=1)))]
    rows = cursor.execute(
        "SELECT time, number FROM observation WHERE stream = ? AND time >= ? AND time < ? ORDER BY time",
        [stream.id, *span],
    ).fetchall()
    assert len({time for time, _ in rows}) == len(rows)
    return {time.replace(tzinfo=UTC): number for time, number in rows}


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[0] - other[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east, one[1] - other[1]) * 111_320


def imports(birkenfurt: DemoTown) -> dict[str, tuple[int, int, Counter[str]]]:
    """Give rows read, rows refused and refusals by code of each file."""
    connection = sqlite3.connect(birkenfurt.town.registry)
    try:
        rows = connection.execute('SELECT file_name, "read", refused, refusals FROM registry_import').fetchall()
    finally:
        connection.close()
    return {
        name: (read, refused, Counter(one["code"] for one in json.loads(codes))) for name, read, refused, codes in rows
    }


def test_every_file_was_read_whole_and_refused_rows_have_their_codes(birkenfurt: DemoTown) -> None:
    """Rows in the file = rows read; rows refused = rows drawn broken."""
    done = imports(birkenfurt)
    drawn = birkenfurt.truth["tables"]
    assert set(drawn) | {"birkenfurt.osm.pbf", "stadtbus.zip", "gelaende.tif"} == set(done)
    for name, truth in drawn.items():
        read, refused, codes = done[name]
        assert (name, read, refused) == (name, truth["rows"], truth["refused"])
        assert dict(codes) == truth["codes"]


def test_every_dataset_is_public_and_described(registry: RegistryReader) -> None:
    """With title and description in both languages, office, contact and licence."""
    for one in registry.datasets():
        assert one.published, one.slug
        assert one.title.de != one.title.en, one.slug
        assert one.description.de != one.description.en, one.slug
        assert all((one.owner_office, one.contact, one.licence, one.keywords)), one.slug


def test_each_lane_of_each_counter_holds_the_bicycles_drawn(
    birkenfurt: DemoTown, registry: RegistryReader, things: Things, cursor: duckdb.DuckDBPyConnection
) -> None:
    """The sums of the years' files, and the total is the sum of its lanes."""
    found = streams(registry, things, "radverkehr")
    drawn = [one for name, one in birkenfurt.truth["tables"].items() if name.startswith("radzaehlung-")]
    assert len(found) == 9
    for station, counter in curves.COUNTERS.items():
        for name, number in (("Gesamt", "00"), *((lane, f"0{at}") for at, lane in enumerate(counter.lanes, 1))):
            own = [one for one in drawn if f"{counter.id}{number}" in one["values"]]
            rows, bicycles = total(cursor, found[station, name])
            assert rows == sum(one["rows"] for one in own)
            assert bicycles == sum(one["values"][f"{counter.id}{number}"] for one in own)


@pytest.mark.parametrize("month", [3, 10])
def test_both_clock_changes_of_the_counters_are_right(
    month: int, birkenfurt: DemoTown, registry: RegistryReader, things: Things, cursor: duckdb.DuckDBPyConnection
) -> None:
    """In spring an hour is absent, in autumn one stands twice, and every quarter is at its moment."""
    built = date.fromisoformat(birkenfurt.truth["today"])
    last = next(
        date(built.year - 1, month, day) for day in range(31, 24, -1) if date(built.year - 1, month, day).weekday() == 6
    )
    for (station, name), stream in streams(registry, things, "radverkehr").items():
        if name == "Gesamt":
            continue
        lane = curves.COUNTERS[station].lanes.index(name)
        expected = {one: curves.bicycles(SEED, station, lane, one) for one in curves.quarters(last, last)}
        assert len(expected) == (92 if month == 3 else 100)
        assert values(cursor, stream, last) == expected


def test_the_flood_leaves_a_gap_and_no_invented_values(
    birkenfurt: DemoTown, registry: RegistryReader, things: Things, cursor: duckdb.DuckDBPyConnection
) -> None:
    """Three days of May are absent at the river, and only there."""
    found = streams(registry, things, "radverkehr")
    day = date(date.fromisoformat(birkenfurt.truth["today"]).year - 1, 5, 13)
    assert broken("Uferweg", day)
    assert values(cursor, found["Uferweg", "Gesamt"], day) == {}
    assert len(values(cursor, found["Bahnhofstraße", "Gesamt"], day)) == 96


def test_stations_stand_where_they_were_drawn(birkenfurt: DemoTown, registry: RegistryReader, things: Things) -> None:
    """Within a metre."""
    for slug, spots in birkenfurt.truth["stations"].items():
        found = {one.thing_name: (one.lon, one.lat) for one in things.streams_of(collection(registry, slug).id)}
        assert set(found) == set(spots)
        for name, spot in spots.items():
            assert metres(found[name], spot) < 1, (slug, name)  # type: ignore[arg-type]


def test_air_and_weather_sum_up_to_what_was_drawn(
    birkenfurt: DemoTown, registry: RegistryReader, things: Things, cursor: duckdb.DuckDBPyConnection
) -> None:
    """All hours but those in which the station failed."""
    truth = birkenfurt.truth["tables"]["luft-und-wetter.csv"]
    found = streams(registry, things, "luft-und-wetter")
    named = {"temperature": "Lufttemperatur", "humidity": "Relative Feuchte", "particles": "PM2,5"}
    for key, name in named.items():
        rows, summed = total(cursor, found["Marktplatz", name])
        assert rows == truth["rows"] - truth["refused"]
        assert summed == pytest.approx(truth["values"][key], abs=0.06)
    first = curves.midnight(date(date.fromisoformat(birkenfurt.truth["today"]).year - 1, 1, 1))
    failed = first + timedelta(hours=FAILS_EVERY - 1)
    day = values(cursor, found["Marktplatz", "Lufttemperatur"], failed.astimezone(curves.ZONE).date())
    assert failed not in day
    assert all(number == curves.temperature(SEED, moment) for moment, number in day.items())


def test_the_rivers_levels_keep_their_status(
    birkenfurt: DemoTown, registry: RegistryReader, things: Things, cursor: duckdb.DuckDBPyConnection
) -> None:
    """Winter time all year, and the last month is not checked."""
    truth = birkenfurt.truth["tables"]["pegel.csv"]
    stream = streams(registry, things, "pegel")["Pegel Lange Brücke", "Wasserstand"]
    assert total(cursor, stream) == (truth["rows"], truth["values"]["level"])
    counted = dict(
        cursor.execute("SELECT status, count(*) FROM observation WHERE stream = ? GROUP BY 1", [stream.id]).fetchall()
    )
    assert counted["ungeprüft"] == truth["values"]["unchecked"]
    assert counted["geprüft"] == truth["rows"] - truth["values"]["unchecked"]


def test_parking_energy_and_people_sum_up_to_what_was_drawn(
    birkenfurt: DemoTown, registry: RegistryReader, things: Things, cursor: duckdb.DuckDBPyConnection
) -> None:
    """JSON and Excel, long and wide."""
    drawn = birkenfurt.truth["tables"]

    def summed(slug: str, name: str) -> float:
        wanted = [one for (_, series), one in streams(registry, things, slug).items() if series == name]
        assert wanted, (slug, name)
        return sum(total(cursor, one)[1] for one in wanted)

    assert summed("parken", "Frei") == drawn["parken.json"]["values"]["free"]
    assert summed("energie", "Strom") == drawn["energie-gebaeude.xlsx"]["values"]["power"]
    assert summed("energie", "Wärme") == drawn["energie-gebaeude.xlsx"]["values"]["heat"]
    assert summed("einwohner", "Gesamt") == drawn["einwohner.xlsx"]["values"]["total"]


@pytest.mark.parametrize(
    ("slug", "file", "column", "key"),
    [
        ("baeume", "baumkataster.csv", "hoehe_m", "height"),
        ("kitas", "kitas.xlsx", "plaetze", "places"),
        ("kitas", "kitas.xlsx", "freie_plaetze", "free"),
        ("spielplaetze", "spielplaetze.geojson", "flaeche_m2", "area"),
        ("leerstand", "leerstand.geojson", "flaeche_m2", "area"),
        ("haushalt", "haushalt.csv", "aufwendungen_in_eur", "spent"),
    ],
)
def test_tables_hold_the_rows_and_sums_drawn(
    slug: str, file: str, column: str, key: str, birkenfurt: DemoTown, registry: RegistryReader, cursor: Any
) -> None:
    """What stands in the file stands in the lake."""
    truth, table = birkenfurt.truth["tables"][file], collection(registry, slug).table
    rows, summed = cursor.execute(f"SELECT count(*), sum({column}) FROM lake.tables.{table}").fetchone()
    assert rows == truth["rows"]
    assert summed == pytest.approx(truth["values"][key], abs=0.06)


def test_trees_and_vacant_places_without_a_place_are_kept(birkenfurt: DemoTown, registry: Any, cursor: Any) -> None:
    """A row whose place is unknown is a row all the same."""
    for slug, file in (("baeume", "baumkataster.csv"), ("leerstand", "leerstand.geojson")):
        table = collection(registry, slug).table
        (placeless,) = cursor.execute(f"SELECT count(*) FROM lake.tables.{table} WHERE geom IS NULL").fetchone()
        assert placeless == birkenfurt.truth["tables"][file]["values"]["without place"]


def test_trees_stand_where_they_were_drawn(birkenfurt: DemoTown, registry: Any, cursor: Any) -> None:
    """From UTM 33 to degrees within a metre, and the species' umlauts came through."""
    table = collection(registry, "baeume").table
    for number, (lon, lat, species) in birkenfurt.truth["trees"].items():
        row = cursor.execute(
            f"SELECT ST_X(geom), ST_Y(geom), baumart FROM lake.tables.{table} WHERE baumnr = ?", [number]
        ).fetchone()
        assert row is not None, number
        assert metres((row[0], row[1]), (lon, lat)) < 1
        assert row[2] == species


def test_the_map_holds_what_was_drawn(birkenfurt: DemoTown, registry: Any) -> None:
    """Houses, streets, trees, water, car parks and stops of the extract, each once."""
    drawn = birkenfurt.truth["plan"]
    for name in ("buildings", "roads", "rails", "water", "waterways", "land", "trees", "boundaries", "parking"):
        assert (name, collection(registry, f"stadtplan-{name}").rows) == (name, drawn[name])
    # The railway station and the bus station are stops too.
    assert collection(registry, "stadtplan-stops").rows == drawn["bus_stops"] + 2
    assert collection(registry, "stadtplan-places").rows == 4


def test_the_ground_is_as_high_as_it_was_drawn(birkenfurt: DemoTown, registry: Any, lake: Lake, cursor: Any) -> None:
    """Each cell comes out as it was drawn, and the numbers of the whole are those of the drawing."""
    drawn = birkenfurt.truth["terrain"]
    held = collection(registry, "gelaende")
    assert (held.shape, held.rows) == ("terrain", drawn["cells"])
    ground = terrain_of(cursor, lake.folder, held.id)
    assert ground is not None
    assert (ground.lowest, ground.highest) == pytest.approx((drawn["lowest"], drawn["highest"]), abs=0.006)
    assert ground.mean == pytest.approx(drawn["mean"], abs=0.01)
    lons, lats, expected = (np.array(one) for one in zip(*drawn["heights"], strict=True))
    assert heights_at([ground], lons, lats) == pytest.approx(expected, abs=1e-3)
    assert len(set(expected)) > 20


def test_the_river_runs_at_the_bottom_of_its_valley(
    birkenfurt: DemoTown, registry: Any, lake: Lake, cursor: Any
) -> None:
    """Where the gauge stands the ground is lower than the market, and both are within what was promised."""
    ground = terrain_of(cursor, lake.folder, collection(registry, "gelaende").id)
    assert ground is not None
    (gauge,) = birkenfurt.truth["stations"]["pegel"].values()
    (market,) = birkenfurt.truth["stations"]["luft-und-wetter"].values()
    low, high = heights_at([ground], np.array([gauge[0], market[0]]), np.array([gauge[1], market[1]]))
    assert 35 < low < high - 4 < 75


def test_the_timetable_holds_the_stops_and_trips_drawn(birkenfurt: DemoTown, registry: Any, cursor: Any) -> None:
    """Stops, lines, trips and halts."""
    drawn = birkenfurt.truth["timetable"]
    assert collection(registry, "fahrplan-stops").rows == drawn["stops"]
    assert collection(registry, "fahrplan-lines").rows == drawn["routes"]
    departures = collection(registry, "fahrplan-departures")
    assert departures.rows == drawn["stop_times"]
    (trips,) = cursor.execute(f"SELECT count(DISTINCT trip_id) FROM lake.tables.{departures.table}").fetchone()
    assert trips == drawn["trips"]


def test_the_departures_of_a_day_are_those_drawn(birkenfurt: DemoTown, registry: Any, cursor: Any) -> None:
    """Workdays, weekends and holidays, the late trains of the evening before among them."""
    tables = [f"lake.tables.{collection(registry, f'fahrplan-{name}').table}" for name in ("departures", "services")]
    drawn = birkenfurt.truth["timetable"]["departures"]
    assert len(set(drawn.values())) >= 3
    for day, count in drawn.items():
        found = departures_of_day(cursor, *tables, date.fromisoformat(day), limit=100_000)
        assert (day, len(found)) == (day, count)
