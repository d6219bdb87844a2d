"""What the town's sensors measure: plausible functions of seed and time, so that past and live values are one story."""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
QUARTER = timedelta(minutes=15)
_MORNING, _EVENING = 7.6, 16.6


@dataclass(frozen=True, slots=True)
class Counter:
    """A bicycle counter: ids of the whole and its lanes, how busy it is (bicycles an hour at the peak), where it stands."""

    id: str
    busy: float
    spot: tuple[float, float]
    lanes: tuple[str, str]

    @property
    def whole(self) -> str:
        """The id of station and total in the counters' own system."""
        return f"{self.id}00"


@dataclass(frozen=True, slots=True)
class CarPark:
    """A car park that counts its free places."""

    places: int
    spot: tuple[float, float]


COUNTERS = {
    "Lange Brücke": Counter("301", 118.0, (249.0, -441.0), ("stadteinwärts", "stadtauswärts")),
    "Bahnhofstraße": Counter("302", 84.0, (36.0, 790.0), ("zum Bahnhof", "zur Altstadt")),
    "Uferweg": Counter("303", 61.0, (-260.0, -410.0), ("nach Westen", "nach Osten")),
}
CAR_PARKS = {
    "Am Stadtring": CarPark(64, (-398.0, -120.0)),
    "Bahnhof P+R": CarPark(120, (150.0, 1205.0)),
    "Festwiese": CarPark(90, (452.0, -262.0)),
}


@lru_cache(maxsize=20_000)
def noise(seed: int, *what: object) -> float:
    """Give a number from 0 to 1 that belongs to these words for ever."""
    text = "|".join(map(str, (seed, *what)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") / 2**48


@lru_cache(maxsize=20_000)
def temperature(seed: int, moment: datetime) -> float:
    """Give degrees Celsius: year, day, and weather that changes over days."""
    moment = moment.astimezone(ZONE)
    year = math.cos((moment.timetuple().tm_yday - 200) / 365.25 * math.tau)
    day = math.cos((moment.hour + moment.minute / 60 + moment.second / 3600 - 15) / 24 * math.tau)
    weather = _slow(seed, "weather", moment, 60)
    return round(9.6 + 9.4 * year + 3.6 * day * (0.75 + 0.25 * year) + 6.5 * (weather - 0.5), 1)


def humidity(seed: int, moment: datetime) -> float:
    """Give relative humidity in per cent."""
    wet = 24 * (_slow(seed, "wet", moment, 30) - 0.5)
    return round(min(99.0, max(28.0, 78 - 1.1 * (temperature(seed, moment) - 9) + wet)), 1)


def particles(seed: int, moment: datetime) -> float:
    """Give PM2.5 in µg/m³: stoves in winter, still air, New Year's Eve."""
    cold = max(0.0, 12 - temperature(seed, moment)) / 12
    local = moment.astimezone(ZONE)
    night = 6.0 if (local.month, local.day) == (1, 1) else 1.0
    return round((4.5 + 8 * cold) * (0.5 + _slow(seed, "air", moment, 18)) * night, 1)


def river_level(seed: int, moment: datetime) -> int:
    """Give the river's level in centimetres."""
    season = math.cos((moment.astimezone(ZONE).timetuple().tm_yday - 75) / 365.25 * math.tau)
    return round(142 + 26 * season + 38 * (_slow(seed, "river", moment, 120) - 0.5))


def rain(seed: int, day: date) -> bool:
    """Say whether a day is wet."""
    return noise(seed, "rain", day) < 0.33


def bicycles(seed: int, station: str, lane: int, moment: datetime) -> int:
    """Give how many bicycles pass on one lane in the quarter of an hour that begins at ``moment`` (aware)."""
    to_town, from_town, wanted = _traffic(seed, moment)
    mean = COUNTERS[station].busy * (to_town if lane == 0 else from_town) * wanted / 8.4 + 0.15
    return _poisson(mean, _chances(seed, station, lane, moment.date())[moment.hour * 4 + moment.minute // 15])


@lru_cache(maxsize=20_000)
def parking_free(seed: int, name: str, moment: datetime) -> int:
    """Give how many places of a car park are free."""
    local, capacity = moment.astimezone(ZONE), CAR_PARKS[name].places
    full = 0.2 + 0.68 * _hill(local.hour + local.minute / 60, 11.5, 3.6) * (1.0 if local.weekday() < 6 else 0.4)
    return max(0, round(capacity * (1 - min(0.99, full + 0.16 * (_slow(seed, name, local, 1) - 0.5)))))


def midnight(day: date) -> datetime:
    """Give a day's local midnight in UTC."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def steps(start: datetime, end: datetime, every: timedelta) -> list[datetime]:
    """Give the moments from ``start`` until before ``end``."""
    return [start + every * count for count in range(max(0, math.ceil((end - start) / every)))]


def quarters(first: date, last: date) -> list[datetime]:
    """Give every quarter of an hour from the first day's local midnight to the end of the last day, in UTC."""
    return steps(midnight(first), midnight(last + timedelta(days=1)), QUARTER)


@lru_cache(maxsize=200_000)
def _traffic(seed: int, moment: datetime) -> tuple[float, float, float]:
    """Give how a moment leans: into town, out of town, and how much people like to cycle then."""
    local = moment.astimezone(ZONE)
    hour = local.hour + local.minute / 60
    if local.weekday() < 5:
        morning, evening, noon = _hill(hour, _MORNING, 0.9), _hill(hour, _EVENING, 1.7), 0.28 * _hill(hour, 13, 3.2)
        shapes = 1.25 * morning + 0.675 * evening + noon, 0.75 * morning + 1.125 * evening + noon
    else:
        shapes = (0.75 * _hill(hour, 14.2, 3.1),) * 2
    season = 0.62 + 0.38 * math.cos((local.timetuple().tm_yday - 186) / 365.25 * math.tau)
    return *shapes, season * (0.55 if rain(seed, local.date()) else 1.0) * (
        0.75 if temperature(seed, moment) < 2 else 1
    )


@lru_cache(maxsize=5000)
def _chances(seed: int, station: str, lane: int, day: date) -> tuple[float, ...]:
    """Give a number from 0 to 1 for each quarter of an hour of a day (UTC)."""
    text = f"{seed}|{station}|{lane}|{day}"
    raw = hashlib.shake_128(text.encode()).digest(4 * 96)
    return tuple(int.from_bytes(raw[at : at + 4], "big") / 2**32 for at in range(0, len(raw), 4))


def _hill(x: float, top: float, wide: float) -> float:
    return math.exp(-(((x - top) / wide) ** 2))


def _slow(seed: int, what: str, moment: datetime, hours: int) -> float:
    """Give a value from 0 to 1 that changes smoothly over some hours."""
    at = moment.timestamp() / 3600 / hours
    low, part = math.floor(at), at - math.floor(at)
    part = part * part * (3 - 2 * part)
    return noise(seed, what, low) * (1 - part) + noise(seed, what, low + 1) * part


def _poisson(mean: float, chance: float) -> int:
    """Draw from a Poisson distribution by its quantile; the mean is taken to a tenth."""
    return bisect_left(_quantiles(max(1, round(mean * 10))), chance)


@lru_cache(maxsize=1000)
def _quantiles(tenths: int) -> tuple[float, ...]:
    mean = tenths / 10
    total = term = math.exp(-mean)
    found = [total]
    while total < 1 - 1e-9 and len(found) < 200:
        term *= mean / len(found)
        total += term
        found.append(total)
    return tuple(found)
