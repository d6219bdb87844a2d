"""What is said about several stations together: sums of what is counted, nothing about what only has a mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest

from stadtkern.data.portal.measures import Known, Measure, is_stock, measures
from stadtkern.data.portal.observations import Bucket, Extent, together
from stadtkern.data.portal.period import between
from stadtkern.data.portal.says import about_series
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.data.registry.things import StreamFacts
from stadtkern.town.text import Text

RHYTHM = {(day, hour): 10.0 + (hour == 8) - (hour == 3) for day in range(7) for hour in range(24)}
YEARS = [(2023, 19_000.0), (2024, 19_500.0), (2025, 20_012.0)]


def stream(number: int, name: str, *, unit: str = "", thing: str = "", total: bool = False) -> StreamFacts:
    return StreamFacts(
        number, name, "", number, thing or f"Ort {number}", "", None, None, "", "", unit, total, name, 1, 1
    )


def dataset(title: str) -> DatasetFacts:
    return DatasetFacts(
        id=1, slug="x", title=Text(title, title), description=Text("", ""), published=True, category="public",
        owner_id=None, owner_office="", contact="", licence="", attribution="", theme="", keywords=(), spatial="",
        created=datetime(2025, 1, 1, tzinfo=UTC), modified=datetime(2025, 1, 1, tzinfo=UTC), collections=(),
    )  # fmt: skip


def measured(title: str, *streams: StreamFacts, every: timedelta, whole: bool = True) -> Measure:
    extent = Extent(datetime(2023, 1, 1), datetime(2023, 1, 1) + every * 9, 10, whole)
    (found,) = measures(dataset(title), Known(streams, {one.id: extent for one in streams}), streams)
    return found


def yearly(streams: int) -> list[Bucket]:
    return [Bucket(datetime(year, 1, 1), n, n / streams, 1, n, streams, n, streams) for year, n in YEARS]


def daily(streams: int, each: float = 10.0, days: int = 10) -> list[Bucket]:
    return [
        Bucket(
            datetime(2025, 3, 1) + timedelta(days=n), each * streams * 24, each, each - 1, each + 1, 24 * streams,
            (each + n) * streams, streams,
        )
        for n in range(days)
    ]  # fmt: skip


def plain(sentences: list[str]) -> list[str]:
    return [re.sub("<[^>]+>", "", one).replace("\xa0", " ") for one in sentences]


def test_people_of_several_districts_are_added_up_and_compared_with_the_first_year() -> None:
    districts = [stream(n, "Insgesamt") for n in (1, 2, 3)]
    found = measured("Einwohnerzahlen", *districts, every=timedelta(days=365))
    assert found.stock
    said = plain(about_series(found, yearly(3), {}, "de"))
    assert said == ["Alle drei zusammen: 2025 waren es 20.012 Menschen, 5 % mehr als 2023."]
    said = plain(about_series(found, yearly(3), {}, "en"))
    assert said == ["All three together: In 2025 the figure was 20,012 people, 5% more than in 2023."]


def test_a_year_in_which_one_district_is_missing_is_no_sum() -> None:
    found = measured("Einwohnerzahlen", *(stream(n, "Insgesamt") for n in (1, 2, 3)), every=timedelta(days=365))
    last = Bucket(datetime(2026, 1, 1), 13_000, 6_500, 1, 1, 2, 13_000, 2)
    (said,) = plain(about_series(found, [*yearly(3), last], {}, "de"))
    assert "2025 waren es 20.012 Menschen" in said


def test_streams_are_stacked_by_their_means_and_counted() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE observation (stream INTEGER, time TIMESTAMP, number DOUBLE)")
    for number, hour, value in ((1, 8, 10), (1, 9, 20), (2, 8, 100), (3, 30, 7), (3, 31, float("nan"))):
        when = datetime(2025, 3, 1) + timedelta(hours=hour)
        connection.execute("INSERT INTO observation VALUES (?, ?, ?)", [number, when, value])
    period = between(datetime(2025, 3, 1).date(), datetime(2025, 3, 2).date())
    first, second = together(connection, [1, 2, 3], replace(period, step="day"), ZoneInfo("UTC"))
    assert (first.total, first.mean, first.low, first.high) == (130, pytest.approx(130 / 3), 10, 100)
    assert (first.count, first.stacked, first.streams) == (3, 115, 2)
    assert (second.total, second.stacked, second.streams) == (7, 7, 1)


def test_free_places_of_several_car_parks_are_added_up_at_each_moment() -> None:
    parks = [stream(n, "Frei", unit="Plätze") for n in (1, 2, 3)]
    found = measured("Parken", *parks, every=timedelta(minutes=15))
    said = plain(about_series(found, daily(3, each=10.0), RHYTHM, "de"))
    assert said[0] == "Frei, alle drei zusammen: Im Mittel sind es 44 Plätze."
    assert said[1] == (
        "Im Mittel eines Tages waren es am meisten 57 Plätze (am 10. März 2025), am wenigsten 30 Plätze (am 1. März 2025)."
    )
    assert "zwischen 8 und 9 Uhr am höchsten" in said[2]


def test_bicycles_at_several_places_are_added_up_over_places_and_time() -> None:
    found = measured("Radverkehr", *(stream(n, "Räder") for n in (1, 2)), every=timedelta(hours=1))
    assert found.adds
    assert not found.stock
    assert (
        plain(about_series(found, daily(2), RHYTHM, "de"))[0] == "Beide zusammen: Im Mittel sind es 480 Räder am Tag."
    )


@pytest.mark.parametrize(
    ("name", "unit", "whole"),
    [("Lufttemperatur", "Cel", False), ("Wasserstand", "cm", True), ("Strom", "kW.h", True), ("Belegt", "%", True)],
)
def test_nothing_is_said_over_several_thermometers_gauges_or_meters(name: str, unit: str, whole: bool) -> None:
    streams = [stream(n, name, unit=unit) for n in (1, 2, 3)]
    found = measured("Messwerte", *streams, every=timedelta(hours=1), whole=whole)
    said = plain(about_series(found, daily(3), RHYTHM, "de"))
    assert len(said) == 1, "only the rhythm, which the chart shows too"
    assert "Im Lauf des Tages" in said[0]
    assert about_series(found, daily(3), {}, "de") == []


def test_one_thermometer_alone_is_told_with_its_mean_and_record() -> None:
    found = measured("Wetter", stream(1, "Lufttemperatur", unit="Cel"), every=timedelta(hours=1), whole=False)
    said = plain(about_series(found, daily(1), RHYTHM, "de"))
    assert said[0] == "Ort 1: Im Mittel sind es 10,0 °C."
    assert said[1].startswith("Der höchste Wert war 11 °C am 1. März 2025")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: [stream(1, "Anzahl"), stream(2, "Anzahl", thing="Stadt insgesamt")], "one is the sum"),
        (lambda: [stream(1, "Unter 6"), stream(2, "65 und älter")], "not the same"),
        (lambda: [stream(1, "Anteil"), stream(2, "Anteil")], "a share"),
        (lambda: [stream(1, "mittleres Alter"), stream(2, "mittleres Alter")], "a mean"),
        (
            lambda: [stream(1, "Einwohner", unit="{Einwohner}/km2"), stream(2, "Einwohner", unit="{EUR}")],
            "a rate, money",
        ),
    ],
)
def test_what_must_not_be_added_up_is_not(make: Callable[[], list[StreamFacts]], why: str) -> None:
    extent = Extent(datetime(2015, 1, 1), datetime(2025, 1, 1), 11, whole=True)
    streams = make()
    there = Known(tuple(streams), {one.id: extent for one in streams})
    for found in measures(dataset("Einwohner"), there, streams):
        if len(found.streams) > 1:
            assert not found.stock, why
            assert about_series(found, yearly(2), {}, "de") == []


def test_a_yearly_figure_of_one_place_is_told_by_its_latest_year() -> None:
    found = measured("Einkommen", stream(1, "Einkommen", unit="{EUR}"), every=timedelta(days=365))
    assert plain(about_series(found, yearly(1), {}, "de")) == ["Ort 1: 2025 waren es 20.012 €, 5 % mehr als 2023."]


def test_a_monthly_figure_is_compared_with_the_same_month_a_year_before() -> None:
    found = measured("Strom", stream(1, "Strom", unit="kW.h"), every=timedelta(days=30), whole=False)
    months = [
        Bucket(datetime(2024 + n // 12, n % 12 + 1, 28), 100 + n, 100.0 + n, 100 + n, 100 + n, 1, 100 + n, 1)
        for n in range(14)
    ]
    said = plain(about_series(found, months, {}, "de"))
    assert said[0] == "Ort 1: Im Februar 2025 waren es 113 kWh, 12 % mehr als im Februar 2024."
    assert said[1] == "Der höchste Wert war 113 kWh im Februar 2025, der niedrigste 100 kWh im Januar 2024."


def test_whole_numbers_without_a_word_for_people_or_things_are_no_stock() -> None:
    extent = Extent(datetime(2025, 1, 1), datetime(2025, 1, 2), 96, whole=True)
    assert not is_stock(dataset("Windrichtung"), stream(1, "Windrichtung"), extent)
    assert is_stock(dataset("Bücherei"), stream(1, "Bestand"), extent)
