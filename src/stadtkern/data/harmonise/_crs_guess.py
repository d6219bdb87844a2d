"""Which coordinate system numbers are in, from their ranges and their headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stadtkern.data.harmonise._project import transform
from stadtkern.town.text import Text


@dataclass(frozen=True, slots=True)
class CrsGuess:
    """A guessed coordinate system: EPSG ``code``, how ``sure`` (0 to 1) and ``why``; ``swapped``: x and y change places."""

    code: str
    sure: float
    why: Text
    swapped: bool = False


@dataclass(frozen=True, slots=True)
class _System:
    """A system used in Germany and the numbers it gives there: west, south, east, north in its own units."""

    code: str
    name: str
    box: tuple[float, float, float, float]
    words: str
    prior: float


# Ranges: Germany's part of each zone with a margin of some 40 km, computed with pyproj. UTM 32 counts for all of Germany,
# because western states and federal data use it beyond the zone's edge.
_SYSTEMS = (
    _System("EPSG:4326", "WGS84", (5.5, 47.0, 15.6, 55.3), r"wgs ?84|epsg:?4326|lon|lat|länge|laenge|breite|gps", 1.0),
    _System("EPSG:25832", "ETRS89 / UTM 32", (250e3, 5.20e6, 960e3, 6.15e6), r"utm ?-?32|25832|zone ?32|32n", 0.8),
    _System("EPSG:25833", "ETRS89 / UTM 33", (20e3, 5.20e6, 560e3, 6.15e6), r"utm ?-?33|25833|zone ?33|33n|32633|3045", 0.7),
    _System("EPSG:4647", "ETRS89 / UTM 32 (zE-N)", (32.25e6, 5.20e6, 32.96e6, 6.15e6), r"4647|utm ?-?32", 1.0),
    _System("EPSG:5650", "ETRS89 / UTM 33 (zE-N)", (33.02e6, 5.20e6, 33.56e6, 6.15e6), r"5650|utm ?-?33", 1.0),
    _System("EPSG:31466", "Gauß-Krüger 2", (2.45e6, 5.20e6, 2.72e6, 6.15e6), r"gk ?-?2|31466|kr(ü|ue)ger.*2|dhdn", 1.0),
    _System("EPSG:31467", "Gauß-Krüger 3", (3.25e6, 5.20e6, 3.95e6, 6.15e6), r"gk ?-?3|31467|kr(ü|ue)ger.*3|dhdn", 1.0),
    _System("EPSG:31468", "Gauß-Krüger 4", (4.20e6, 5.20e6, 4.90e6, 6.15e6), r"gk ?-?4|31468|kr(ü|ue)ger.*4|dhdn", 1.0),
    _System("EPSG:31469", "Gauß-Krüger 5", (5.15e6, 5.20e6, 5.60e6, 6.15e6), r"gk ?-?5|31469|kr(ü|ue)ger.*5|dhdn", 0.9),
    _System("EPSG:2398", "S42/83 (Krassowski) 4", (4.40e6, 5.50e6, 4.75e6, 6.10e6), r"s ?42|krassowski|2398|pulkovo", 0.25),
    _System("EPSG:2399", "S42/83 (Krassowski) 5", (5.30e6, 5.50e6, 5.56e6, 6.10e6), r"s ?42|krassowski|2399|pulkovo", 0.25),
    _System("EPSG:3857", "Web Mercator", (610e3, 5.93e6, 1.74e6, 7.42e6), r"3857|mercator|900913|102100", 0.75),
)  # fmt: skip
# A system that a header names outweighs whatever the numbers alone would prefer.
_NAMED = 20.0
_NORTH = re.compile(r"hochwert|nord|north|breite|\blat|^hw$|^hoch", re.IGNORECASE)
_EAST = re.compile(r"rechtswert|\bost\b|east|länge|laenge|\blon|\blng|^rw$|^rechts", re.IGNORECASE)


def guess_crs(
    xs: Sequence[float | None],
    ys: Sequence[float | None],
    headers: Sequence[str] = (),
    near: tuple[float, float] | None = None,
) -> CrsGuess | None:
    """Guess the coordinate system of two columns, or None where no known one fits.

    ``headers`` are the two columns' names (and whatever else was said about the file); ``near`` is a point in the town
    (longitude, latitude) that decides between systems with like numbers, as UTM 32 and 33 are. In ``xs`` northings and in
    ``ys`` eastings (as German surveyors count) are noticed: ``swapped``.
    """
    full = [(x, y) for x, y in zip(xs, ys, strict=True) if x is not None and y is not None]
    full = [(x, y) for x, y in full if x != 0 or y != 0]
    if not full:
        return None
    said = " ".join(headers).lower().replace("_", " ")
    crossed_headers = len(headers) >= 2 and bool(_NORTH.search(headers[0])) and bool(_EAST.search(headers[1]))
    ranked: list[tuple[float, bool, _System, float]] = []
    for system in _SYSTEMS:
        for crossed in (False, True):
            fit = _fit(full, system, crossed=crossed)
            if fit < 0.8:
                continue
            score = fit * system.prior * (0.9 if crossed != crossed_headers else 1.0)
            if re.search(system.words, said):
                score *= _NAMED
            if near is not None:
                score *= _closeness(full, system, near, crossed=crossed)
            ranked.append((score, crossed, system, fit))
    if not ranked:
        return _degrees_elsewhere(full, said)
    ranked.sort(key=lambda entry: -entry[0])
    best, crossed, system, fit = ranked[0]
    rival = ranked[1][0] if len(ranked) > 1 else 0.0
    sure = round(max(0.05, min(0.99, fit * best / (best + rival))), 2)
    return CrsGuess(
        system.code, sure, _why(system, ranked[1][2] if len(ranked) > 1 else None, crossed=crossed), crossed
    )


def _fit(points: Sequence[tuple[float, float]], system: _System, *, crossed: bool) -> float:
    west, south, east, north = system.box
    if crossed:
        inside = sum(1 for x, y in points if west <= y <= east and south <= x <= north)
    else:
        inside = sum(1 for x, y in points if west <= x <= east and south <= y <= north)
    return inside / len(points)


def _closeness(
    points: Sequence[tuple[float, float]], system: _System, near: tuple[float, float], *, crossed: bool
) -> float:
    """Say how well a system puts the points near the town: 1 within 30 km, falling to 0.05."""
    x, y = points[len(points) // 2]
    (lon,), (lat,) = transform(system.code, [y if crossed else x], [x if crossed else y])
    if lon is None or lat is None:
        return 0.05
    away = max(abs(lon - near[0]) * 70, abs(lat - near[1]) * 111)
    return max(0.05, min(1.0, 30 / max(away, 1)))


def _degrees_elsewhere(points: Sequence[tuple[float, float]], said: str) -> CrsGuess | None:
    """Degrees outside Germany: WGS84 where the ranges allow nothing else."""
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points):
        return None
    named = re.search(_SYSTEMS[0].words, said) is not None
    why = Text("Die Werte sind Grad (WGS84).", "The values are degrees (WGS84).")
    return CrsGuess("EPSG:4326", 0.9 if named else 0.6, why)


def _why(system: _System, rival: _System | None, *, crossed: bool) -> Text:
    de = f"Die Werte passen zu {system.name} ({system.code})."
    en = f"The values fit {system.name} ({system.code})."
    if crossed:
        de += " Rechtswert und Hochwert stehen dabei vertauscht."
        en += " Easting and northing stand in each other's column."
    if rival is not None and rival.code != system.code:
        de += f" Möglich wäre auch {rival.name}."
        en += f" {rival.name} would be possible too."
    return Text(de, en)
