"""What is drawn belongs to seed and day: the same again is the same to the byte."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from shapely import STRtree
from shapely.ops import unary_union

from demo import curves
from demo.build import draw_files
from demo.ground import draw
from demo.measured import write_measured
from demo.osm import noded
from demo.plan import AWAY, Ground

TODAY = date(2026, 11, 22)
# Excel workbooks carry the time at which they were written.
STABLE = (".csv", ".json", ".geojson", ".zip", ".pbf")


@pytest.fixture(scope="module")
def ground() -> Ground:
    """The plan of the demo town."""
    return draw(7)


def hashes(folder: Path) -> dict[str, str]:
    """Give the hash of every file that has no time of writing in it."""
    return {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest()
        for one in sorted(folder.iterdir())
        if one.suffix in STABLE
    }


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo town's files."""
    folder = tmp_path_factory.mktemp("drawn")
    draw_files(folder, TODAY)
    return folder


def test_the_same_seed_and_day_draw_the_same_files(drawn: Path, tmp_path: Path) -> None:
    """Byte for byte, and with the same truth."""
    draw_files(tmp_path, TODAY)
    one, again = hashes(drawn), hashes(tmp_path)
    assert one == again
    assert len(one) > 12


def test_another_seed_draws_another_town(ground: Ground) -> None:
    """Its houses and its weather are its own."""
    other = draw(8)
    assert {one.outline.wkb for one in other.buildings} != {one.outline.wkb for one in ground.buildings}
    noon = datetime(2026, 5, 1, 10, tzinfo=UTC)
    days = [noon + timedelta(days=ahead) for ahead in range(10)]
    assert [curves.temperature(7, one) for one in days] != [curves.temperature(8, one) for one in days]


def test_on_new_years_day_there_is_no_empty_file(tmp_path: Path) -> None:
    """The counters' files then are those of the two years before."""
    truths = write_measured(tmp_path, 7, date(2027, 1, 1))
    counted = sorted(name for name in truths if name.startswith("radzaehlung-uferweg"))
    assert counted == ["radzaehlung-uferweg-2025.csv", "radzaehlung-uferweg-2026.csv"]
    assert all(one.rows > 0 for one in truths.values())


def test_a_spring_day_has_92_quarters_and_an_autumn_day_100() -> None:
    """The clock jumps in the night to the last Sunday of March and of October."""
    assert len(curves.quarters(date(2026, 3, 29), date(2026, 3, 29))) == 92
    assert len(curves.quarters(date(2026, 10, 25), date(2026, 10, 25))) == 100
    assert len(curves.quarters(date(2026, 5, 1), date(2026, 5, 1))) == 96


def test_measured_values_stay_within_what_is_plausible() -> None:
    """Over two years, hour by hour."""
    start = datetime(2025, 1, 1, tzinfo=UTC)
    for moment in curves.steps(start, start + timedelta(days=730), timedelta(hours=7)):
        assert -16 < curves.temperature(7, moment) < 36
        assert 28 <= curves.humidity(7, moment) <= 99
        assert 0 < curves.particles(7, moment) < 120
        assert 80 < curves.river_level(7, moment) < 220
        for name, park in curves.CAR_PARKS.items():
            assert 0 <= curves.parking_free(7, name, moment) <= park.places


def test_people_cycle_more_in_june_than_in_january_and_not_at_night() -> None:
    """The counters' curve has a year, a week and a day in it."""

    def total(day: date, hours: range) -> int:
        moments = [one for one in curves.quarters(day, day) if one.astimezone(curves.ZONE).hour in hours]
        return sum(curves.bicycles(7, "Lange Brücke", lane, one) for lane in (0, 1) for one in moments)

    june = sum(total(date(2026, 6, 1) + timedelta(days=day), range(24)) for day in range(28))
    january = sum(total(date(2026, 1, 5) + timedelta(days=day), range(24)) for day in range(28))
    assert june > 2 * january
    assert total(date(2026, 6, 9), range(7, 9)) > 5 * total(date(2026, 6, 9), range(2, 5))


def test_houses_stand_neither_in_the_water_nor_in_each_other(ground: Ground) -> None:
    """Nor in the middle of a street."""
    wet = unary_union([ground.river, *(shape for _, _, shape in ground.water)])
    assert [one.kind for one in ground.buildings if one.outline.intersects(wet)] == []
    outlines = [one.outline for one in ground.buildings]
    pairs = STRtree(outlines).query([one.buffer(-0.5) for one in outlines], predicate="intersects").T
    overlapping = [(a, b) for a, b in pairs if a < b and outlines[a].intersection(outlines[b]).area > 20]
    assert len(overlapping) < 0.02 * len(outlines)


def test_every_house_has_an_address_of_its_own(ground: Ground) -> None:
    """Street and number together are unique within a district; huts in gardens and barns have none."""
    lived = [one for one in ground.buildings if one.kind not in {"shed", "barn"}]
    assert all(one.street and one.number for one in lived)
    addresses = {(one.address, one.district) for one in lived}
    assert len(addresses) > 0.99 * len(lived)


def test_all_streets_hang_together(ground: Ground) -> None:
    """One can drive from every street to every other: they share corners."""
    driven = [(street, line) for street, line in noded(ground.streets) if street.highway not in AWAY]
    near: dict[tuple[float, float], set[int]] = {}
    for index, (_, line) in enumerate(driven):
        for x, y in line.coords:
            near.setdefault((round(x, 2), round(y, 2)), set()).add(index)
    reached, ahead = {0}, [0]
    by_street = [[spot for spot, those in near.items() if index in those] for index in range(len(driven))]
    while ahead:
        for spot in by_street[ahead.pop()]:
            new = near[spot] - reached
            reached |= new
            ahead += new
    assert [driven[one][0].name for one in range(len(driven)) if one not in reached] == []


def test_the_timetable_is_a_readable_feed(drawn: Path) -> None:
    """Every halt belongs to a trip and a stop of it."""
    with zipfile.ZipFile(drawn / "stadtbus.zip") as feed:
        tables = {name: feed.read(name).decode().splitlines() for name in feed.namelist()}
    stops = {line.split(",")[0] for line in tables["stops.txt"][1:]}
    trips = {line.split(",")[2] for line in tables["trips.txt"][1:]}
    halts = [line.split(",") for line in tables["stop_times.txt"][1:]]
    assert {halt[3] for halt in halts} == stops
    assert {halt[0] for halt in halts} == trips
