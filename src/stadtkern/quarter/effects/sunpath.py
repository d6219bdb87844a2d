"""Where the sun stands: by day of the year, hour and latitude, good to a few tenths of a degree.

Spencer's series of 1971 for declination and equation of time, as in NOAA's "General Solar Position Calculations".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import acos, asin, atan2, cos, degrees, pi, radians, sin, tan

from stadtkern.data.harmonise.places import transform
from stadtkern.quarter.blocks.base import Frame

# Klein's days that stand for their months (Solar Energy 19, 1977), as days of the year, and the days in each month.
MONTHS: tuple[tuple[int, int], ...] = (
    (17, 31), (47, 28), (75, 31), (105, 30), (135, 31), (162, 30),
    (198, 31), (228, 31), (258, 30), (288, 31), (318, 30), (344, 31),
)  # fmt: skip
# 21 July at 15:00 summer time of central Europe, which is 13:00 UTC.
SUMMER_DAY, SUMMER_UTC = 202, 13.0
# Under this height the sun is not counted (DIN 5034-1).
LOWEST = 6.0
# Where leaves are out: April to October.
LEAVES = range(91, 305)


@dataclass(frozen=True, slots=True)
class Sun:
    """Where the sun stands: degrees above the horizon, and degrees clockwise from north."""

    height: float
    azimuth: float

    def towards(self, turn: float = 0.0) -> tuple[float, float, float]:
        """Give the unit vector to the sun (east, north, up); ``turn`` is the angle from true to grid north, clockwise."""
        height, azimuth = radians(self.height), radians(self.azimuth - turn)
        return cos(height) * sin(azimuth), cos(height) * cos(azimuth), sin(height)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A quarter's place in degrees, and the angle from true north to its grid's north, clockwise."""

    lat: float
    lon: float
    turn: float


def declination(day: float) -> float:
    """Give the sun's declination on a day of the year (from 1; fractions are hours), in degrees."""
    g = 2 * pi * (day - 1) / 365
    return degrees(
        0.006918
        - 0.399912 * cos(g)
        + 0.070257 * sin(g)
        - 0.006758 * cos(2 * g)
        + 0.000907 * sin(2 * g)
        - 0.002697 * cos(3 * g)
        + 0.00148 * sin(3 * g)
    )


def equation_of_time(day: float) -> float:
    """Give the minutes by which a sundial is ahead of a clock on a day of the year."""
    g = 2 * pi * (day - 1) / 365
    return 229.18 * (0.000075 + 0.001868 * cos(g) - 0.032077 * sin(g) - 0.014615 * cos(2 * g) - 0.040849 * sin(2 * g))


def sun_at(day: int, utc: float, lat: float, lon: float) -> Sun:
    """Give where the sun stands on a day of the year at an hour of UTC."""
    moment = day + utc / 24 - 0.5
    return by_solar_time(moment, utc + lon / 15 + equation_of_time(moment) / 60, lat)


def by_solar_time(day: float, hour: float, lat: float) -> Sun:
    """Give where the sun stands at an hour of true solar time (12 is when it stands in the south)."""
    turn, tilt, phi = radians(15 * (hour - 12)), radians(declination(day)), radians(lat)
    height = asin(max(-1.0, min(1.0, sin(phi) * sin(tilt) + cos(phi) * cos(tilt) * cos(turn))))
    azimuth = atan2(-cos(tilt) * sin(turn), sin(tilt) * cos(phi) - cos(tilt) * cos(turn) * sin(phi))
    return Sun(degrees(height), degrees(azimuth) % 360)


def day_length(day: int, lat: float) -> float:
    """Give the hours between sunrise and sunset, without refraction."""
    return 24 / pi * acos(max(-1.0, min(1.0, -tan(radians(lat)) * tan(radians(declination(day))))))


@lru_cache(maxsize=64)
def whereabouts(frame: Frame) -> Whereabouts:
    """Give a quarter's place. Where its frame has none on Earth, the middle of Germany stands in."""
    lons, lats = transform(f"EPSG:{frame.epsg}", [frame.east], [frame.north])
    lon, lat = lons[0], lats[0]
    if lon is None or lat is None or not 30 <= abs(lat) <= 72:
        return Whereabouts(51.2, 10.4, 0.0)
    zone = frame.epsg % 100
    utm = frame.epsg in range(25828, 25839) or frame.epsg in range(32601, 32661)
    turn = degrees(atan2(tan(radians(lon - (6 * zone - 183))) * sin(radians(lat)), 1)) if utm else 0.0
    return Whereabouts(lat, lon, turn)
