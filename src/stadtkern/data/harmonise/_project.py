"""From any coordinate system to WGS84 and back to its name."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from stadtkern.data.harmonise.refused import quote, refuse

if TYPE_CHECKING:
    from pyproj import CRS, Transformer

WGS84 = "EPSG:4326"


def crs_code(text: str) -> str:
    """Give "EPSG:25833" for "25833", "epsg:25833", "urn:ogc:def:crs:EPSG::25833", WKT or PROJ text.

    Raises Refused (``crs.unknown``).
    """
    from pyproj.exceptions import CRSError

    plain = text.strip()
    found = re.search(r"EPSG[:/]+(?:[0-9.]*[:/])?([0-9]{4,6})$", plain, re.IGNORECASE) or re.fullmatch(
        r"([0-9]{4,6})", plain
    )
    if re.fullmatch(
        r"(urn:ogc:def:crs:|http://www.opengis.net/def/crs/)?OGC[:/][0-9.]*[:/]?CRS84|WGS ?84", plain, re.IGNORECASE
    ):
        return WGS84
    code = f"EPSG:{found[1]}" if found else None
    try:
        crs = _crs(code or plain)
        epsg = code or (f"EPSG:{number}" if (number := crs.to_epsg(60)) else None)
    except CRSError:
        epsg = None
    if epsg is None:
        raise refuse(
            "crs.unknown",
            f"Das Koordinatensystem „{quote(text)}“ ist nicht bekannt. Nennen Sie bitte einen EPSG-Code, etwa EPSG:25833.",
            f"The coordinate system “{quote(text)}” is not known. Please give an EPSG code, such as EPSG:25833.",
        )
    return epsg


@lru_cache(maxsize=64)
def _crs(code: str) -> CRS:
    from pyproj import CRS

    return CRS.from_user_input(code)


@lru_cache(maxsize=64)
def _transformer(code: str) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(_crs(code), _crs(WGS84), always_xy=True)


@lru_cache(maxsize=64)
def accuracy(crs: str) -> float | None:
    """Say how exact the best way from ``crs`` to WGS84 is that needs no grid file, in metres; None where it is not known.

    Gauß-Krüger comes to about 1 to 3 m without the official grid.
    """
    from pyproj.transformer import TransformerGroup

    code = crs_code(crs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyproj warns of grid files that are not there; they are not wanted
        known = [one.accuracy for one in TransformerGroup(_crs(code), _crs(WGS84), always_xy=True).transformers]
    return min((float(one) for one in known if one is not None and one >= 0), default=None)


def home(crs: str, easting: float) -> float:
    """Give an easting as ``crs`` counts it: 33412345 (zone in front) becomes 412345 in EPSG:25833, and the other way in 5650."""
    return _shift(crs_code(crs), easting)


_PREFIXED = {
    "EPSG:25831": 31e6, "EPSG:25832": 32e6, "EPSG:25833": 33e6, "EPSG:32631": 31e6, "EPSG:32632": 32e6, "EPSG:32633": 33e6,
    "EPSG:3044": 32e6, "EPSG:3045": 33e6,
}  # fmt: skip
_WITH_ZONE = {"EPSG:4647": 32e6, "EPSG:5650": 33e6}


def _shift(code: str, easting: float) -> float:
    zone = _PREFIXED.get(code)
    if zone is not None and zone <= easting < zone + 1e6:
        return easting - zone
    zone = _WITH_ZONE.get(code)
    return easting + zone if zone is not None and 0 <= easting < 1e6 else easting


def transform(
    crs: str, xs: Sequence[float | None], ys: Sequence[float | None]
) -> tuple[list[float | None], list[float | None]]:
    """Bring coordinates to WGS84: (longitudes, latitudes) in degrees, None where either was missing or cannot be placed.

    ``xs`` are eastings or longitudes, ``ys`` northings or latitudes, whatever order the system itself has. Zone-prefixed
    eastings are understood. Raises Refused (``crs.unknown``).
    """
    from pyproj.exceptions import ProjError

    code = crs_code(crs)
    if code == WGS84:
        pairs = [_degrees(x, y) for x, y in zip(xs, ys, strict=True)]
        return [lon for lon, _ in pairs], [lat for _, lat in pairs]
    full = [i for i, (x, y) in enumerate(zip(xs, ys, strict=True)) if x is not None and y is not None]
    lons: list[float | None] = [None] * len(xs)
    lats: list[float | None] = [None] * len(xs)
    if not full:
        return lons, lats
    east = [_shift(code, xs[i] or 0.0) for i in full]
    north = [ys[i] or 0.0 for i in full]
    try:
        found_lons, found_lats = _transformer(code).transform(east, north)
    except ProjError:
        return lons, lats
    for i, lon, lat in zip(full, found_lons, found_lats, strict=True):
        lons[i], lats[i] = _degrees(lon, lat)
    return lons, lats


def _degrees(lon: float | None, lat: float | None) -> tuple[float | None, float | None]:
    if (
        lon is None
        or lat is None
        or not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90)
    ):
        return None, None
    return lon, lat
