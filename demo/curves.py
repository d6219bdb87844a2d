"""What the town's sensors measure: plausible functions of seed and time, so that past and live values are one story."""

from __future__ import annotations

import hashlib
import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
COUNTERS = {
    "Lange Brücke": {"id": "301", "busy": 118.0, "spot": (243.0, -455.0), "lanes": ("stadteinwärts", "stadtauswärts")},
    "Bahnhofstraße": {"id": "302", "busy": 84.0, "spot": (36.0, 790.0), "lanes": ("zum Bahnhof", "zur Altstadt")},
    "Uferweg": {"id": "303", "busy": 61.0, "spot": (-260.0, -410.0), "lanes": ("nach Westen", "nach Osten")},
}
_MORNING, _EVENING = 7.6, 16.6


def noise(seed: int, *what: object) -> float:
    """Give a number from 0 to 1 that belongs to these words for ever."""
    text = "|".join(map(str, (seed, *what)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") / 2**48


def temperature(seed: int, moment: datetime) -> float:
    """Give degrees Celsius: year, day, and weather that changes over days."""
    moment = moment.astimezone(ZONE)
    year = math.cos((moment.timetuple().tm_yday - 200) / 365.25 * math.tau)
    day = math.cos((moment.hour + moment.minute / 60 - 15) / 24 * math.tau)
    weather = _slow(seed, "weather", moment, 60)
    return round(9.6 + 9.4 * year + 3.6 * day * (0.75 + 0.25 * year) + 6.5 * (weather - 0.5), 1)


def humidity(seed: int, moment: datetime) -> float:
    """Give relative humidity in per cent."""
    return round(min(99.0, max(28.0, 78 - 1.1 * (temperature(seed, moment) - 9) + 24 * (_slow(seed, "wet", moment, 30) - 0.5))), 1)


def particles(seed: int, moment: datetime) -> float:
    """Give PM2.5 in µg/m³: stoves in winter, still air, New Year's Eve."""
    cold = max(0.0, 12 - temperature(seed, moment)) / 12
    night = 6.0 if (moment.astimezone(ZONE).month, moment.astimezone(ZONE).day) == (1, 1) else 1.0
    return round((4.5 + 8 * cold) * (0.5 + _slow(seed, "air", moment, 18)) * night, 1)


def river_level(seed: int, moment: datetime) -> float:
    """Give the river's level in centimetres."""
    moment = moment.astimezone(ZONE)
    season = math.cos((moment.timetuple().tm_yday - 75) / 365.25 * math.tau)
    return round(142 + 26 * season + 38 * (_slow(seed, "river", moment, 120) - 0.5), 0)


def rain(seed: int, day: date) -> bool:
    """Say whether a day is wet."""
    return noise(seed, "rain", day) < 0.33


def bicycles(seed: int, station: str, lane: int, moment: datetime, minutes: int = 15) -> int:
    """Give how many bicycles pass in the ``minutes`` from ``moment`` (aware) on one lane."""
    local = moment.astimezone(ZONE)
    hour, workday = local.hour + local.minute / 60, local.weekday() < 5
    leaning = 1.25 if lane == 0 else 0.75
    if workday:
        shape = leaning * _hill(hour, _MORNING, 0.9) + (2 - leaning) * _hill(hour, _EVENING, 1.7) * 0.9 + 0.28 * _hill(hour, 13, 3.2)
    else:
        shape = 0.75 * _hill(hour, 14.2, 3.1)
    season = 0.62 + 0.38 * math.cos((local.timetuple().tm_yday - 186) / 365.25 * math.tau)
    weather = (0.55 if rain(seed, local.date()) else 1.0) * (0.75 if temperature(seed, local) < 2 else 1.0)
    mean = COUNTERS[station]["busy"] * shape * season * weather * minutes / 60 / 2.1 + 0.15  # type: ignore[operator]
    return _poisson(mean, noise(seed, station, lane, moment.astimezone(UTC).isoformat(), minutes))


def parking_free(seed: int, place: str, capacity: int, moment: datetime) -> int:
    """Give how many places are free."""
    local = moment.astimezone(ZONE)
    full = 0.2 + 0.68 * _hill(local.hour + local.minute / 60, 11.5, 3.6) * (1.0 if local.weekday() < 6 else 0.4)
    return max(0, round(capacity * (1 - min(0.99, full + 0.16 * (_slow(seed, place, local, 1) - 0.5)))))


def _hill(x: float, top: float, wide: float) -> float:
    return math.exp(-(((x - top) / wide) ** 2))


def _slow(seed: int, what: str, moment: datetime, hours: int) -> float:
    """Give a value from 0 to 1 that changes smoothly over some hours."""
    at = moment.timestamp() / 3600 / hours
    low, part = math.floor(at), at - math.floor(at)
    part = part * part * (3 - 2 * part)
    return noise(seed, what, low) * (1 - part) + noise(seed, what, low + 1) * part


def _poisson(mean: float, chance: float) -> int:
    """Draw from a Poisson distribution by its quantile; large means by the normal one."""
    if mean > 40:
        return max(0, round(mean + math.sqrt(mean) * (2.2 * chance - 1.1)))
    total = term = math.exp(-mean)
    count = 0
    while chance > total and count < 200:
        count += 1
        term *= mean / count
        total += term
    return count


def quarters(first: date, last: date) -> list[datetime]:
    """Give every quarter of an hour from the first day's local midnight to the end of the last day, in UTC."""
    start = datetime(first.year, first.month, first.day, tzinfo=ZONE).astimezone(UTC)
    after = last + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=ZONE).astimezone(UTC)
    return [start + timedelta(minutes=15 * step) for step in range(int((end - start).total_seconds() // 900))]
