"""Small files made for one test each: OpenStreetMap, CityGML, CityJSON around one place in Potsdam."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import Transformer

from stadtkern.quarter.survey import Surveyed, survey

EAST, NORTH, SIDE = 367_000, 5_808_000, 120
_to_degrees = Transformer.from_crs("EPSG:25833", "EPSG:4326", always_xy=True)


def lonlat(x: float, y: float) -> tuple[float, float]:
    """Give longitude and latitude of metres from the made place's south-west corner."""
    lon, lat = _to_degrees.transform(EAST + x, NORTH + y)
    return float(lon), float(lat)


def degrees(west: float, south: float, east: float, north: float) -> tuple[float, float, float, float]:
    """Give a box in degrees whose edges lie at these metres beside the middle of the made place."""
    middle = SIDE / 2
    return lonlat(west, middle)[0], lonlat(middle, south)[1], lonlat(east, middle)[0], lonlat(middle, north)[1]


def box(side: float = SIDE) -> tuple[float, float, float, float]:
    """Give the made place's box in degrees."""
    (w, s), (e, n) = lonlat(0, 0), lonlat(side, side)
    w2, n2 = lonlat(0, side)
    e2, s2 = lonlat(side, 0)
    return (w + w2) / 2, (s + s2) / 2, (e + e2) / 2, (n + n2) / 2


Points = Sequence[tuple[float, float]]


class Osm:
    """An OpenStreetMap file in the making; points are metres from the corner."""

    def __init__(self) -> None:
        self.nodes: list[str] = []
        self.rest: list[str] = []
        self.last = 0

    def node(self, x: float, y: float, **tags: str) -> int:
        self.last += 1
        lon, lat = lonlat(x, y)
        self.nodes.append(f'<node id="{self.last}" version="1" lat="{lat:.9f}" lon="{lon:.9f}">{_tags(tags)}</node>')
        return self.last

    def way(self, points: Points, *, missing: Iterable[int] = (), closed: bool = False, **tags: str) -> int:
        ids = [10**9 + at if at in set(missing) else self.node(*point) for at, point in enumerate(points)]
        if closed:
            ids.append(ids[0])
        self.last += 1
        refs = "".join(f'<nd ref="{one}"/>' for one in ids)
        self.rest.append(f'<way id="{self.last}" version="1">{refs}{_tags(tags)}</way>')
        return self.last

    def area(self, points: Points, **tags: str) -> int:
        return self.way(points, closed=True, **tags)

    def square(self, x: float, y: float, wide: float, high: float, **tags: str) -> int:
        return self.area([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)], **tags)

    def relation(self, members: Sequence[tuple[int, str]], **tags: str) -> None:
        self.last += 1
        rows = "".join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in members)
        self.rest.append(
            f'<relation id="{self.last}" version="1">{rows}{_tags({"type": "multipolygon", **tags})}</relation>'
        )

    def write(
        self, folder: Path, name: str = "town.osm", covers: tuple[float, float, float, float] | None = None
    ) -> Path:
        """Write the file; ``covers`` is the box in metres from the corner that it says it covers."""
        path, head = folder / name, ""
        if covers is not None:
            west, south, east, north = degrees(*covers)
            head = f'<bounds minlat="{south:.7f}" minlon="{west:.7f}" maxlat="{north:.7f}" maxlon="{east:.7f}"/>'
        body = "".join((head, *self.nodes, *self.rest))
        path.write_text(f'<?xml version="1.0"?><osm version="0.6">{body}</osm>', "utf-8")
        return path


def _tags(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in tags.items())


Ring = Sequence[tuple[float, float, float]]


def block(x: float, y: float, wide: float, deep: float, low: float, high: float) -> list[Ring]:
    """Give the six faces of a box."""
    a, b, c, d = (x, y), (x + wide, y), (x + wide, y + deep), (x, y + deep)
    sides = [[(*p, low), (*q, low), (*q, high), (*p, high)] for p, q in ((a, b), (b, c), (c, d), (d, a))]
    return [[(*p, low) for p in (a, d, c, b)], [(*p, high) for p in (a, b, c, d)], *sides]


def gable(
    x: float, y: float, wide: float, deep: float, low: float, eaves: float, ridge: float
) -> dict[str, list[Ring]]:
    """Give the surfaces of a house whose ridge runs east to west."""
    middle = y + deep / 2
    return {
        "GroundSurface": [[(x, y, low), (x, y + deep, low), (x + wide, y + deep, low), (x + wide, y, low)]],
        "RoofSurface": [
            [(x, y, eaves), (x + wide, y, eaves), (x + wide, middle, ridge), (x, middle, ridge)],
            [(x, middle, ridge), (x + wide, middle, ridge), (x + wide, y + deep, eaves), (x, y + deep, eaves)],
        ],
        "WallSurface": [[(x, y, low), (x + wide, y, low), (x + wide, y, eaves), (x, y, eaves)]],
    }


def gml_building(id_: str, *, solid: Sequence[Ring] = (), surfaces: dict[str, list[Ring]] | None = None, extra: str = "",
                 part: bool = False, prefix: float = 0, crossed: bool = False) -> str:  # fmt: skip
    """Give a building: LoD1 from ``solid`` or LoD2 from ``surfaces``; in a building part when asked."""

    def polygon(ring: Ring) -> str:
        corners = [(EAST + prefix + x, NORTH + y, z) for x, y, z in [*ring, ring[0]]]
        numbers = " ".join(f"{(q if crossed else p):.3f} {(p if crossed else q):.3f} {z:.3f}" for p, q, z in corners)
        return (f"<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList srsDimension='3'>{numbers}</gml:posList>"
                "</gml:LinearRing></gml:exterior></gml:Polygon>")  # fmt: skip

    body = ""
    if solid:
        members = "".join(f"<gml:surfaceMember>{polygon(ring)}</gml:surfaceMember>" for ring in solid)
        body += (f"<bldg:lod1Solid><gml:Solid><gml:exterior><gml:CompositeSurface>{members}</gml:CompositeSurface>"
                 "</gml:exterior></gml:Solid></bldg:lod1Solid>")  # fmt: skip
    for kind, rings in (surfaces or {}).items():
        for ring in rings:
            body += (f"<bldg:boundedBy><bldg:{kind}><bldg:lod2MultiSurface><gml:MultiSurface><gml:surfaceMember>{polygon(ring)}"
                     f"</gml:surfaceMember></gml:MultiSurface></bldg:lod2MultiSurface></bldg:{kind}></bldg:boundedBy>")  # fmt: skip
    if part:
        body = (
            f"<bldg:consistsOfBuildingPart><bldg:BuildingPart>{body}</bldg:BuildingPart></bldg:consistsOfBuildingPart>"
        )
    return f"<cityObjectMember><bldg:Building gml:id='{id_}'>{extra}{body}</bldg:Building></cityObjectMember>"


def gml(
    folder: Path,
    *buildings: str,
    srs: str = "EPSG:25833",
    name: str = "model.gml",
    version: str = "2.0",
    head: str = "",
) -> Path:
    """Write a CityGML file."""
    path = folder / name
    envelope = (f"<gml:boundedBy><gml:Envelope srsName='{srs}'><gml:lowerCorner>0 0 0</gml:lowerCorner></gml:Envelope>"
                "</gml:boundedBy>") if srs else ""  # fmt: skip
    path.write_text(
        f'<?xml version="1.0"?>{head}<CityModel xmlns="http://www.opengis.net/citygml/{version}" '
        f'xmlns:bldg="http://www.opengis.net/citygml/building/{version}" xmlns:gml="http://www.opengis.net/gml">'
        f"{envelope}{''.join(buildings)}</CityModel>",
        "utf-8",
    )
    return path


def city_json(folder: Path, objects: dict[str, Any], vertices: Sequence[Sequence[float]], *, version: str = "2.0",
              srs: str = "https://www.opengis.net/def/crs/EPSG/0/25833", name: str = "model.city.json") -> Path:  # fmt: skip
    """Write a CityJSON file; vertices are metres from the corner, in millimetres as the standard does."""
    path = folder / name
    whole = {
        "type": "CityJSON", "version": version, "CityObjects": objects, "metadata": {"referenceSystem": srs},
        "transform": {"scale": [0.001, 0.001, 0.001], "translate": [EAST, NORTH, 0]},
        "vertices": [[round(n * 1000) for n in vertex] for vertex in vertices],
    }  # fmt: skip
    path.write_text(json.dumps(whole), "utf-8")
    return path


def made(*paths: Path, side: float = SIDE) -> Surveyed:
    """Survey files in the made place's box."""
    return survey(list(paths), box(side))


def blocks_at(done: Surveyed, x: int, y: int) -> list[str]:
    """Give the keys of a column from the ground's surface upwards, without the air on top."""
    from stadtkern.quarter.blocks.palette import palette

    column = done.base.grid.dense()[:, y, x]
    top = int(np.flatnonzero(column).max()) + 1
    return [palette().by_id[int(one)].key for one in column[int(done.base.ground[y, x]) : top]]


def surface(done: Surveyed) -> np.ndarray:  # type: ignore[type-arg]
    """Give the keys of all surfaces [y, x]."""
    from stadtkern.quarter.blocks.palette import palette

    dense, ground = done.base.grid.dense(), done.base.ground
    rows, columns = np.indices(ground.shape)
    keys = np.array([palette().by_id[n].key if n in palette().by_id else "" for n in range(palette().size)])
    return keys[dense[ground, rows, columns]]
