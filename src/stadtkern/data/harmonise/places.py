"""Places: coordinates as people write them, the system they are in, and whether latitude and longitude were swapped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stadtkern.data.harmonise._crs_guess import CrsGuess, guess_crs
from stadtkern.data.harmonise._project import WGS84, accuracy, crs_code, home, transform
from stadtkern.data.harmonise.refused import quote, refuse
from stadtkern.town.text import Text

__all__ = [
    "WGS84",
    "CrsGuess",
    "Swap",
    "accuracy",
    "crs_code",
    "guess_crs",
    "home",
    "parse_coordinate",
    "plausible",
    "swapped",
    "transform",
]

GERMANY = (5.5, 47.0, 15.6, 55.3)
"""West, south, east, north of Germany with a margin, in degrees."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Whether latitude and longitude stand in each other's column; true in an ``if`` when they do."""

    found: bool
    sure: float
    why: Text

    def __bool__(self) -> bool:
        """Say whether a swap was found."""
        return self.found


def plausible(lon: float | None, lat: float | None) -> bool:
    """Say whether a point can be meant: inside the degrees' ranges and not at 0, 0, where empty fields end up."""
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return False
    return abs(lon) > 1e-6 or abs(lat) > 1e-6


def _share(lons: Sequence[float], lats: Sequence[float], box: tuple[float, float, float, float]) -> float:
    west, south, east, north = box
    inside = sum(1 for lon, lat in zip(lons, lats, strict=True) if west <= lon <= east and south <= lat <= north)
    return inside / len(lons)


def swapped(
    lons: Sequence[float | None], lats: Sequence[float | None], box: tuple[float, float, float, float] = GERMANY
) -> Swap:
    """Notice that latitudes stand in the longitudes' column: the points lie in ``box`` only the other way round.

    ``box`` is west, south, east, north, Germany unless the town says closer. Latitudes beyond 90 show it anywhere on Earth.
    """
    full = [(lon, lat) for lon, lat in zip(lons, lats, strict=True) if lon is not None and lat is not None]
    full = [(lon, lat) for lon, lat in full if plausible(lon, lat) or plausible(lat, lon)]
    if not full:
        return Swap(False, 0.0, Text("Es gibt keine Koordinaten.", "There are no coordinates."))
    xs, ys = [lon for lon, _ in full], [lat for _, lat in full]
    straight, crossed = _share(xs, ys, box), _share(ys, xs, box)
    beyond = sum(1 for lat in ys if abs(lat) > 90) / len(ys)
    if crossed > straight and crossed >= 0.5:
        return Swap(True, round(min(0.99, crossed - straight), 2), _why(crossed, xs, ys))
    if beyond > 0.5 and all(abs(lon) <= 90 for lon in xs):
        return Swap(
            True, 0.9,
            Text("Werte über 90 stehen in der Spalte der Breite. Breite und Länge sind vertauscht.",
                 "Values above 90 stand in the latitude column. Latitude and longitude are swapped."),
        )  # fmt: skip
    return Swap(
        False, round(max(straight, 0.5), 2),
        Text("Breite und Länge stehen richtig.", "Latitude and longitude are in their places."),
    )  # fmt: skip


def _why(share: float, xs: Sequence[float], ys: Sequence[float]) -> Text:
    lat, lon = sorted(ys)[len(ys) // 2], sorted(xs)[len(xs) // 2]
    percent = round(share * 100)
    return Text(
        f"Breite und Länge sind vertauscht: In der Spalte der Breite steht etwa {_de(lat)}, in der Spalte der Länge etwa {_de(lon)}. "
        f"Andersherum liegen {percent} % der Orte im erwarteten Gebiet.",
        f"Latitude and longitude are swapped: the latitude column holds about {lat:.2f}, the longitude column about {lon:.2f}. "
        f"The other way round, {percent}% of the places lie in the expected area.",
    )


def _de(degrees: float) -> str:
    return f"{degrees:.2f}".replace(".", ",")


_DMS = re.compile(
    r"(?P<front>[NSEWO])?\s*(?P<sign>[+-])?\s*(?P<deg>[0-9]{1,3}(?:[.,][0-9]+)?)\s*(?:°|º|˚|d|Grad|deg)?\s*"
    r"(?:(?P<min>[0-9]{1,2}(?:[.,][0-9]+)?)\s*(?:['′’´m]|Min\.?)?\s*)?"
    r"(?:(?P<sec>[0-9]{1,2}(?:[.,][0-9]+)?)\s*(?:[\"″”“s]|''|′′|Sek\.?)?\s*)?(?P<back>[NSEWO](?:st|ord|üd)?)?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?")


def parse_coordinate(text: str) -> float:
    r"""Read one coordinate: "51.95", "51,95", "51° 57' 38,5\\" N", "N 51° 57.64'", "33412345,6". West and south are negative.

    Raises Refused (``place.coordinate``).
    """
    plain = text.strip().replace("\u00a0", " ").replace("\u202f", " ").replace("−", "-")
    if len(plain) > 60:
        raise _no_coordinate(text)
    if _PLAIN.fullmatch(plain):
        return float(plain.replace(",", "."))
    grouped = re.fullmatch(
        r"([+-]?[0-9]{1,3}(?:[ .'][0-9]{3}){1,2}),([0-9]+)|([0-9]{1,3}(?:[ '][0-9]{3}){1,2})(?:\.([0-9]+))?", plain
    )
    if grouped:
        whole = re.sub(r"[ .']", "", grouped[1] or grouped[3])
        return float(f"{whole}.{grouped[2] or grouped[4] or '0'}")
    match = _DMS.fullmatch(plain)
    if match is None or (match["front"] and match["back"]) or (match["sec"] and not match["min"]):
        raise _no_coordinate(text)
    degrees, minutes, seconds = (float((match[part] or "0").replace(",", ".")) for part in ("deg", "min", "sec"))
    side = (match["front"] or match["back"] or "N")[0].upper()
    if minutes >= 60 or seconds >= 60 or degrees > (90 if side in "NS" and (match["front"] or match["back"]) else 180):
        raise _no_coordinate(text)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if (side in "SW") != (match["sign"] == "-") else value


def _no_coordinate(text: str) -> Exception:
    return refuse("place.coordinate", f"„{quote(text)}“ ist keine Koordinate.", f"“{quote(text)}” is not a coordinate.")
