"""Coordinate systems as files of the real world name them, and the way from them to a quarter's own metres."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from stadtkern.data.harmonise.places import home
from stadtkern.town.text import problem

if TYPE_CHECKING:
    from pyproj import Transformer

Floats = npt.NDArray[np.float64]
DEGREES = "EPSG:4326"
_EPSG = re.compile(r"EPSG(?:[:/][0-9.]*)??[:/]{1,2}([0-9]{4,6})(?![0-9.])", re.IGNORECASE)
_UTM = re.compile(r"ETRS89_UTM(3[1-3])(?![0-9])", re.IGNORECASE)
_GK = re.compile(r"DHDN[A-Z0-9_]*?3?GK([2-5])", re.IGNORECASE)


def horizontal(text: str) -> str:
    """Give "EPSG:25833" for a srsName or referenceSystem in any of the ways German and other files write it.

    Understands urn:adv:crs:ETRS89_UTM33*DE_DHHN2016_NH, urn:ogc:def:crs,crs:EPSG:6.12:25833,crs:EPSG:6.12:5783,
    EPSG:25833, http(s) links, and compound systems such as EPSG:7415, of which the horizontal part counts.
    Raises ProblemError ("survey.crs") when nothing horizontal is found.
    """
    if found := _UTM.search(text):
        return f"EPSG:258{found[1]}"
    if found := _GK.search(text):
        return f"EPSG:{31464 + int(found[1])}"
    codes = _EPSG.findall(text) or re.findall(r"(?<![0-9.])([0-9]{4,6})(?![0-9.])", text)
    if re.search(r"CRS ?84|WGS ?84", text, re.IGNORECASE):
        codes = [*codes, "4326"]
    for code in codes:
        if (flat := _flat(int(code))) is not None:
            return f"EPSG:{flat}"
    raise problem(
        "survey.crs",
        f"Das Koordinatensystem „{text[:80]}“ ist nicht bekannt. Nennen Sie bitte ein bekanntes, etwa EPSG:25833.",
        f"The coordinate system “{text[:80]}” is not known. Please name a known one, such as EPSG:25833.",
    )


@lru_cache(maxsize=64)
def _flat(code: int) -> int | None:
    """Give the horizontal system of a code, None for a height or an unknown code."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_epsg(code)
    except CRSError:
        return None
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
        found = crs.to_epsg(60)
        return int(found) if found else None
    return None if crs.is_vertical else code


@lru_cache(maxsize=64)
def _way(given: str, wanted: str) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(given, wanted, always_xy=True)


def project(given: str, wanted: str, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
    """Bring coordinates (easting or longitude first) from one system to another; what cannot be placed becomes inf.

    Eastings with the zone in front (33412345 in EPSG:25833) are understood.
    """
    if len(xs) == 0 or given == wanted:
        return _at_home(given, xs), ys
    east, north = _way(given, wanted).transform(_at_home(given, xs), ys)
    return np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)


def _at_home(crs: str, xs: Floats) -> Floats:
    if len(xs) == 0:
        return xs
    middle = float(np.median(xs))
    return xs + (home(crs, middle) - middle) if np.isfinite(middle) else xs


def is_geographic(crs: str) -> bool:
    """Say whether the system counts degrees."""
    from pyproj import CRS

    return bool(CRS.from_user_input(crs).is_geographic)


def crossed(crs: str, xs: Floats, ys: Floats) -> bool:
    """Say whether northings stand before eastings: the coordinates lie in the system's own area only the other way round."""
    from pyproj import CRS

    area = CRS.from_user_input(crs).area_of_use
    if area is None or len(xs) == 0:
        return False

    def inside(one: Floats, two: Floats) -> float:
        lons, lats = project(crs, DEGREES, one, two)
        fits = (lons >= area.west - 6) & (lons <= area.east + 6) & (lats >= area.south - 3) & (lats <= area.north + 3)
        return float(fits.mean())

    sample = slice(None, None, max(1, len(xs) // 200))
    return inside(xs[sample], ys[sample]) < 0.5 < inside(ys[sample], xs[sample])


def utm(lon: float, lat: float) -> int:
    """Give the EPSG code of the UTM zone of a place: ETRS89 in Europe (25832, 25833 …), else WGS 84."""
    zone = min(60, max(1, int((lon + 180) // 6) + 1))
    if 28 <= zone <= 38 and 33 < lat < 84:
        return 25800 + zone
    return (32600 if lat >= 0 else 32700) + zone


def zone_name(epsg: int) -> str:
    """Give "UTM 33" for 25833, for a sentence."""
    return f"UTM {epsg % 100}"


def degrees(crs: str, points: Floats) -> Floats:
    """Give points [n, 2] as longitude and latitude."""
    if crs == DEGREES or not len(points):
        return points
    return np.column_stack(project(crs, DEGREES, points[:, 0], points[:, 1]))


def mover(crs: str, epsg: int, east: float, north: float) -> Any:
    """Give a function for shapely.transform and for arrays [n, 2 or 3]: from ``crs`` to metres from (east, north)."""

    def move(points: Floats) -> Floats:
        out = np.array(points, dtype=np.float64)
        xs, ys = project(crs, f"EPSG:{epsg}", out[:, 0].copy(), out[:, 1].copy())
        out[:, 0], out[:, 1] = xs - east, ys - north
        return out

    return move
