"""Places by words and by coordinates: the town's own addresses, streets and named things; districts; the town's edge."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stadtkern.data.harmonise.names import ascii_text
from stadtkern.data.paths.network import METRES_A_DEGREE
from stadtkern.data.portal.access import lake
from stadtkern.data.portal.memory import remembered
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts

DAY = 86_400.0
# An address this near is the place's own; farther, it is told as the nearest.
OWN_ADDRESS = 25.0
NEAR_ADDRESS = 400.0
_AT = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*")
_PARTS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place someone chose. ``label`` is what it is called, empty where nothing is known there."""

    lon: float
    lat: float
    label: str = ""
    exact: bool = True

    @property
    def at(self) -> str:
        """How it stands in an address: latitude, longitude."""
        return f"{self.lat:.6f},{self.lon:.6f}"


@dataclass(frozen=True)
class Gazetteer:
    """Everything with a name or an address. ``sort``: address, street, thing; arrays in the order of the labels."""

    labels: tuple[str, ...]
    folded: tuple[str, ...]
    sorts: tuple[str, ...]
    lon: np.ndarray[tuple[int], np.dtype[np.float64]]
    lat: np.ndarray[tuple[int], np.dtype[np.float64]]

    def search(self, words: str, most: int = 8) -> list[Spot]:
        """Give the best fitting places: exact before beginning before containing, streets before their houses."""
        wanted = folded(words)
        if not wanted:
            return []
        parts = wanted.split()
        found = []
        for place, text in enumerate(self.folded):
            if text == wanted:
                rank = 0
            elif text.startswith(wanted):
                rank = 1
            elif all(part in text for part in parts):
                rank = 2
            else:
                continue
            found.append((rank, self.sorts[place] == "address", _natural(text), place))
        return [self.spot(place) for *_, place in sorted(found)[:most]]

    def is_exact(self, words: str, spot: Spot) -> bool:
        """Tell whether a place found is just what was asked for."""
        return folded(spot.label) == folded(words)

    def spot(self, place: int) -> Spot:
        """Give one entry as a place."""
        return Spot(float(self.lon[place]), float(self.lat[place]), self.labels[place])

    def nearest(self, lon: float, lat: float) -> tuple[str, float] | None:
        """Give the nearest address and how many metres away it is."""
        if not self.labels:
            return None
        scale = float(np.cos(np.radians(lat)))
        away = np.hypot((self.lon - lon) * scale, self.lat - lat) * METRES_A_DEGREE
        away = np.where(np.array(self.sorts) == "address", away, np.inf)
        best = int(away.argmin())
        return (self.labels[best], float(away[best])) if np.isfinite(away[best]) else None


def read_at(text: str) -> tuple[float, float] | None:
    """Read "latitude,longitude" as (longitude, latitude); None when it is none. Swapped values within Germany are turned."""
    match = _AT.fullmatch(text[:60])
    if match is None:
        return None
    lat, lon = float(match[1]), float(match[2])
    if lat < lon and 5 <= lat <= 16 and 47 <= lon <= 56:
        lat, lon = lon, lat
    return (lon, lat) if abs(lat) <= 85 and abs(lon) <= 180 else None


def folded(text: str) -> str:
    """Bring an address to the spelling it is compared in: „Lange Str. 5“ is "lange strasse 5"."""
    plain = ascii_text(text[:200]).lower().replace(",", " ")
    plain = re.sub(r"str\.?(?=\s|\d|$)", "strasse", plain)
    return " ".join(plain.split())


def part(dataset: DatasetFacts | None, name: str) -> CollectionFacts | None:
    """Give a part of the import that holds anything."""
    if dataset is None:
        return None
    return next((one for one in dataset.collections if one.name == name and one.shape == "features" and one.rows), None)


def gazetteer(ground: DatasetFacts | None, stops: CollectionFacts | None = None) -> Gazetteer:
    """Give the names and addresses of a town; an empty one where it has none."""
    addresses, pois = part(ground, "addresses"), part(ground, "pois")
    first = addresses or pois or stops
    if first is None:
        return _made([])
    others = tuple((one.id, one.modified) for one in (pois, stops) if one)
    return remembered("gazetteer", first, lambda: _made(_entries(addresses, pois, stops)), others, seconds=DAY)


def _entries(
    addresses: CollectionFacts | None, pois: CollectionFacts | None, stops: CollectionFacts | None
) -> list[tuple[str, str, float, float]]:
    found: list[tuple[str, str, float, float]] = []
    with lake().read() as cursor:
        if addresses is not None:
            rows = cursor.execute(
                f"""SELECT any_value(street), any_value(housenumber), avg(ST_X(geom)), avg(ST_Y(geom))
                    FROM (SELECT *, lower(street) AS s, lower(housenumber) AS h FROM lake.tables.{addresses.table})
                    WHERE street IS NOT NULL AND geom IS NOT NULL AND ST_GeometryType(geom) = 'POINT'
                    GROUP BY s, h, postcode"""
            ).fetchall()
            streets: dict[str, list[tuple[float, float]]] = {}
            for street, number, lon, lat in rows:
                found.append((f"{street} {number or ''}".strip(), "address", lon, lat))
                streets.setdefault(street, []).append((lon, lat))
            for street, spots in streets.items():
                middle = sorted(spots)[len(spots) // 2]
                found.append((street, "street", *middle))
        for one in (stops, pois):
            if one is not None:
                found += cursor.execute(
                    f"""SELECT name, 'thing', avg(ST_X(p)), avg(ST_Y(p)) FROM
                        (SELECT name, ST_Centroid(geom) AS p FROM lake.tables.{one.table}
                         WHERE name IS NOT NULL AND geom IS NOT NULL) GROUP BY name"""
                ).fetchall()
    return found


def _made(entries: Sequence[tuple[str, str, float, float]]) -> Gazetteer:
    single = {(folded(label), sort): (label, sort, lon, lat) for label, sort, lon, lat in reversed(entries)}
    listed = sorted(single.values())
    return Gazetteer(
        tuple(one[0] for one in listed),
        tuple(folded(one[0]) for one in listed),
        tuple(one[1] for one in listed),
        np.array([one[2] for one in listed], float),
        np.array([one[3] for one in listed], float),
    )


def _natural(text: str) -> tuple[tuple[bool, int, str], ...]:
    """Sort house 9 before house 10."""
    return tuple((bool(one.isdecimal()), int(one) if one.isdecimal() else 0, one) for one in _PARTS.split(text) if one)
