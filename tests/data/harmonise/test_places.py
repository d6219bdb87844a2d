"""Coordinates in every spelling and system come to WGS84, and swapped ones are noticed."""

# ruff: noqa: PT017  (a property test asserts about a refusal that may or may not come)

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from stadtkern.data.harmonise.places import (
    accuracy,
    crs_code,
    guess_crs,
    home,
    parse_coordinate,
    plausible,
    swapped,
    transform,
)
from stadtkern.data.harmonise.refused import Refused

BERLIN = (13.4050, 52.5200)
SYSTEMS = [
    "EPSG:25832",
    "EPSG:25833",
    "EPSG:3857",
    "EPSG:4647",
    "EPSG:5650",
    "EPSG:31466",
    "EPSG:31467",
    "EPSG:31468",
    "EPSG:31469",
]


@given(st.sampled_from(SYSTEMS), st.floats(9, 14), st.floats(48, 54))
def test_points_come_back_from_every_german_system(crs: str, lon: float, lat: float) -> None:
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    (found_lon,), (found_lat,) = transform(crs, [x], [y])
    assert found_lon == pytest.approx(lon, abs=1e-4)
    assert found_lat == pytest.approx(lat, abs=1e-4)


def test_utm_agrees_with_the_alexanderplatz_tower() -> None:
    # Fernsehturm, 392.0 km east and 5,820.0 km north in zone 33 by the city's own map.
    (lon,), (lat,) = transform("EPSG:25833", [392013.0], [5820055.0])
    assert lon == pytest.approx(13.4094, abs=0.001)
    assert lat == pytest.approx(52.5208, abs=0.001)


def test_a_zone_in_front_of_the_easting_is_understood_both_ways() -> None:
    plain = transform("EPSG:25833", [412345.0], [5800000.0])
    assert transform("EPSG:25833", [33412345.0], [5800000.0]) == plain
    assert transform("EPSG:5650", [33412345.0], [5800000.0])[0][0] == pytest.approx(plain[0][0], abs=1e-9)
    assert transform("EPSG:5650", [412345.0], [5800000.0])[0][0] == pytest.approx(plain[0][0], abs=1e-9)
    assert home("EPSG:25833", 33412345.0) == 412345.0
    assert home("EPSG:4647", 412345.0) == 32412345.0


def test_points_that_miss_a_half_or_lie_nowhere_stay_without_place() -> None:
    lons, lats = transform("EPSG:25833", [412345.0, None, 412345.0, 1e30], [5800000.0, 1.0, None, 1e30])
    assert [lon is None for lon in lons] == [False, True, True, True]
    assert [lat is None for lat in lats] == [False, True, True, True]
    assert transform("EPSG:4326", [200.0, 13.0], [52.0, 52.0]) == ([None, 13.0], [None, 52.0])
    assert transform("EPSG:25833", [], []) == ([], [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("25833", "EPSG:25833"),
        ("epsg:25833", "EPSG:25833"),
        ("urn:ogc:def:crs:EPSG::25833", "EPSG:25833"),
        ("http://www.opengis.net/def/crs/EPSG/0/25833", "EPSG:25833"),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("WGS84", "EPSG:4326"),
        ("+proj=utm +zone=33 +ellps=GRS80 +units=m +no_defs", "EPSG:25833"),
    ],
)
def test_names_of_systems_become_epsg_codes(text: str, code: str) -> None:
    assert crs_code(text) == code


@pytest.mark.parametrize("text", ["", "EPSG:999999", "Fantasieland", "EPSG:25833; DROP TABLE", "99999"])
def test_unknown_systems_are_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"crs\.unknown") as refused:
        transform(text, [1.0], [1.0])
    assert "EPSG:25833" in refused.value.text.de


def test_accuracy_is_told_where_it_is_known() -> None:
    assert accuracy("EPSG:25833") == pytest.approx(1.0)
    assert accuracy("EPSG:4326") == 0
    gauss = accuracy("EPSG:31468")
    assert gauss is not None
    assert 0.5 <= gauss <= 5


def test_the_old_eastern_system_is_taken_when_a_header_names_it() -> None:
    to = Transformer.from_crs("EPSG:4326", "EPSG:2399", always_xy=True)
    xs, ys = to.transform([13.7, 13.8], [52.3, 52.4])
    plain, named = guess_crs(xs, ys, ["X", "Y"]), guess_crs(xs, ys, ["RW_S42/83", "HW_S42/83"])
    assert plain is not None
    assert named is not None
    assert (plain.code, named.code) == ("EPSG:31469", "EPSG:2399")
    assert "S42/83" in plain.why.de
    assert plain.sure < named.sure


@pytest.mark.parametrize("crs", SYSTEMS)
@pytest.mark.parametrize("crossed", [False, True])
def test_a_system_is_guessed_from_its_numbers_near_the_town(crs: str, crossed: bool) -> None:
    lon, lat = {"EPSG:31466": (6.8, 51.2), "EPSG:31467": (9.2, 48.8), "EPSG:31468": (11.6, 48.1)}.get(crs, BERLIN)
    to = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    xs, ys = to.transform([lon - 0.02, lon, lon + 0.03], [lat - 0.01, lat, lat + 0.02])
    guess = guess_crs(ys, xs, near=(lon, lat)) if crossed else guess_crs(xs, ys, near=(lon, lat))
    assert guess is not None
    assert (guess.code, guess.swapped) == (crs, crossed)
    assert guess.sure > 0.6
    assert crs in guess.why.de


def test_between_the_utm_zones_headers_or_the_town_decide() -> None:
    xs, ys = [412345.0], [5800000.0]
    open_ = guess_crs(xs, ys, ["X", "Y"])
    said = guess_crs(xs, ys, ["X_ETRS89_UTM33", "Y_ETRS89_UTM33"])
    near = guess_crs(xs, ys, ["Rechtswert", "Hochwert"], (13.7, 52.3))
    assert open_ is not None
    assert said is not None
    assert near is not None
    assert open_.sure < 0.6
    assert "Möglich wäre auch" in open_.why.de
    assert (said.code, near.code) == ("EPSG:25833", "EPSG:25833")
    assert near.sure > 0.9


def test_numbers_that_fit_no_system_are_not_guessed() -> None:
    assert guess_crs([1.0, 2.0], [900.0, 1e9]) is None
    assert guess_crs([0.0], [0.0]) is None
    assert guess_crs([None], [1.0]) is None
    far = guess_crs([24.9], [60.2])
    assert far is not None
    assert far.code == "EPSG:4326"


def test_swapped_columns_are_noticed_and_explained() -> None:
    found = swapped([51.91, 52.0], [7.65, 7.60])
    assert found
    assert found.sure > 0.9
    assert "vertauscht" in found.why.de
    assert "etwa 7,65" in found.why.de
    assert "swapped" in found.why.en


def test_columns_in_their_places_and_places_far_away_are_left_alone() -> None:
    assert not swapped([7.6, 7.7], [51.9, 52.0])
    assert not swapped([24.9], [60.2])
    assert not swapped([], [])
    assert not swapped([None, 7.6], [51.9, None])


def test_latitudes_beyond_ninety_show_a_swap_anywhere() -> None:
    assert swapped([-37.8, -33.9], [144.9, 151.2])


@pytest.mark.parametrize(
    ("lon", "lat", "good"), [(13.4, 52.5, True), (0, 0, False), (None, 1, False), (181, 0, False), (1, 91, False)]
)
def test_a_point_at_zero_or_beyond_the_globe_is_not_plausible(lon: float | None, lat: float | None, good: bool) -> None:
    assert plausible(lon, lat) is good


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("51.95", 51.95),
        ("51,95", 51.95),
        (" 51.910707342856689", 51.91070734285669),
        ("-7.5", -7.5),
        ("51° 57' 38,5\" N", 51.960694444),
        ("51°57′38.5″N", 51.960694444),
        ("N 51° 57.64'", 51.960666667),
        ("51 57 38.5", 51.960694444),
        ("7°37'W", -7.616666667),
        ("13° 24' O", 13.4),
        ("33.8° Süd", -33.8),
        ("33412345,6", 33412345.6),
        ("5.800.123,5", 5800123.5),
        ("412 345,6", 412345.6),
    ],
)
def test_coordinates_are_read_in_many_spellings(text: str, value: float) -> None:
    assert parse_coordinate(text) == pytest.approx(value, abs=1e-8)


@given(st.floats(-89.99, 89.99), st.booleans())
def test_degrees_minutes_and_seconds_are_read_back(value: float, comma: bool) -> None:
    degrees, rest = divmod(abs(value) * 3600, 3600)
    minutes, seconds = divmod(rest, 60)
    second = f"{min(seconds, 59.9999):.4f}".replace(".", "," if comma else ".")
    text = f"{degrees:.0f}° {minutes:.0f}' {second}\" {'S' if value < 0 else 'N'}"
    assert parse_coordinate(text) == pytest.approx(value, abs=1e-6)


@given(st.text(max_size=30) | st.text(alphabet="0123456789°'\".,NSEW -", max_size=25))
def test_nothing_but_refused_is_raised_for_any_text(text: str) -> None:
    try:
        value = parse_coordinate(text)
    except Refused as refused:
        assert refused.code == "place.coordinate"
    else:
        assert isinstance(value, float)


@pytest.mark.parametrize("text", ["", "Rathaus", "51° 75' N", "91° N", "N 51 W", "51° 10' 70\""])
def test_what_is_no_coordinate_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_coordinate(text)


def test_muensters_playgrounds_are_noticed_as_swapped(real: Path) -> None:
    with (real / "tables/spielplaetze-muenster.csv").open(encoding="cp1252", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter=";") if row["Latitude"] and row["Longitude"]]
    lats = [parse_coordinate(row["Latitude"]) for row in rows]
    lons = [parse_coordinate(row["Longitude"]) for row in rows]
    assert len(rows) > 250
    found = swapped(lons, lats)
    assert found
    assert found.sure >= 0.95
    assert not swapped(lats, lons)


def test_konstanz_trees_are_recognised_as_degrees(real: Path) -> None:
    with (real / "trees/konstanz_baumkataster_2020.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    xs, ys = [float(row["X"]) for row in rows], [float(row["Y"]) for row in rows]
    guess = guess_crs(xs, ys, ["X", "Y"])
    assert guess is not None
    assert (guess.code, guess.swapped) == ("EPSG:4326", False)
    assert not swapped(xs, ys)
