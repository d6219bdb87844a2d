"""Reference systems at this door (OGC API Features part 2): which there are, their axes, and moving into WGS84."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from stadtkern.data.publish.features.cql.shapes import Move
from stadtkern.town.text import problem

if TYPE_CHECKING:
    from pyproj import Transformer

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@dataclass(frozen=True, slots=True)
class Crs:
    """A reference system: its URI, its EPSG code (0 for CRS84) and whether the official axis order is north first."""

    uri: str
    code: int
    north_first: bool = False

    def geometry(self, column: str) -> str:
        """Give the SQL of a geometry in this system, with the axes in their official order."""
        if self.code in (0, 4326):
            return f"ST_FlipCoordinates({column})" if self.north_first else column
        return f"ST_Transform({column}, 'EPSG:4326', 'EPSG:{self.code}', always_xy := true)"

    def to_wgs84(self) -> Move | None:
        """Give how a position of this system becomes longitude and latitude; None when it already is."""
        if self.code == 0:
            return None
        if self.code == 4326:
            return lambda north, east: (east, north)
        return _transformer(self.code).transform


@lru_cache(8)
def _transformer(code: int) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(code, 4326, always_xy=True)


SYSTEMS = (
    Crs(CRS84, 0),
    Crs(f"{_EPSG}4326", 4326, north_first=True),
    Crs(f"{_EPSG}3857", 3857),
    Crs(f"{_EPSG}25832", 25832),
    Crs(f"{_EPSG}25833", 25833),
)
URIS = [one.uri for one in SYSTEMS]
_BY_NAME = {one.uri: one for one in SYSTEMS} | {f"[EPSG:{one.code}]": one for one in SYSTEMS if one.code}


def crs_of(uri: str | None, parameter: str) -> Crs:
    """Give the system that a parameter names, CRS84 when it names none. Raises ProblemError (query.crs)."""
    if uri is None:
        return SYSTEMS[0]
    if (found := _BY_NAME.get(uri)) is not None:
        return found
    raise problem(
        "query.crs",
        f"Das Bezugssystem in „{parameter}“ gibt es hier nicht. Möglich sind: {', '.join(URIS)}.",
        f"There is no such reference system as “{parameter}” asks for. There are: {', '.join(URIS)}.",
    )
