"""Where the things of a collection are, kept in memory: the nearest ones, those within reach, and areas that hold a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from stadtkern.data.lake.sql import quoted
from stadtkern.data.paths.contour import holds
from stadtkern.data.paths.network import Plane
from stadtkern.data.paths.town import lines_of
from stadtkern.data.portal import rows as ask
from stadtkern.data.portal.access import lake
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.row_figures import overview
from stadtkern.data.registry.facts import CollectionFacts, ColumnFacts

DAY = 86_400.0
# Beyond this, areas and lines are known by one point each.
_MOST_POINTS = 300_000
_MOST_AREAS = 3_000
_CANDIDATES = 10


@dataclass(frozen=True)
class Near:
    """The points of a collection's things. A line or an area has several points; ``names`` and ``words`` go by id."""

    ids: np.ndarray[Any, np.dtype[np.int64]]
    lon: np.ndarray[Any, np.dtype[np.float64]]
    lat: np.ndarray[Any, np.dtype[np.float64]]
    names: dict[int, str]
    words: dict[int, str]
    areas: tuple[tuple[int, tuple[np.ndarray[Any, np.dtype[np.float64]], ...]], ...]

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def plane(self) -> Plane:
        """The plane in which distances are reckoned."""
        return Plane(float(np.median(self.lon)), float(np.median(self.lat)))

    @cached_property
    def _tree(self) -> Any:
        from scipy.spatial import cKDTree

        return cKDTree(np.column_stack(self.plane.metres(self.lon, self.lat)))

    def around(self, lon: float, lat: float, metres: float) -> list[int]:
        """Give the ids of things nearer than some metres as the crow flies."""
        if not len(self.ids):
            return []
        x, y = self.plane.metres(lon, lat)
        found = self._tree.query_ball_point([float(x), float(y)], metres)
        return sorted({int(one) for one in self.ids[found]})

    def nearest(
        self, lon: float, lat: float, most: int = _CANDIDATES, among: frozenset[int] | None = None
    ) -> list[tuple[int, float, float, float]]:
        """Give the nearest things as the crow flies: id, longitude, latitude of its nearest point, metres."""
        if not len(self.ids):
            return []
        x, y = self.plane.metres(lon, lat)
        if among is None:
            count = min(len(self.ids), most * 6)
            away, at = self._tree.query([float(x), float(y)], k=count)
            away, at = np.atleast_1d(away), np.atleast_1d(at)
        else:
            px, py = self.plane.metres(self.lon, self.lat)
            away = np.where(np.isin(self.ids, list(among)), np.hypot(px - x, py - y), np.inf)
            at = away.argsort()[: most * 6]
            away = away[at]
        found: dict[int, tuple[int, float, float, float]] = {}
        for metres, place in zip(away.tolist(), at.tolist(), strict=True):
            one = int(self.ids[place])
            if one not in found and np.isfinite(metres):
                found[one] = (one, float(self.lon[place]), float(self.lat[place]), metres)
        return list(found.values())[:most]

    def holding(self, lon: float, lat: float) -> list[int]:
        """Give the ids of areas that hold a place, the smallest first."""
        found = []
        for one, outlines in self.areas:
            box = outlines[0]
            if box[:, 0].min() <= lon <= box[:, 0].max() and box[:, 1].min() <= lat <= box[:, 1].max():
                inside = sum(holds(ring, lon, lat) for ring in outlines) % 2
                if inside:
                    found.append((float(np.ptp(box[:, 0]) * np.ptp(box[:, 1])), one))
        return [one for _, one in sorted(found)]


def near(collection: CollectionFacts, extra: str = "", *, areas: bool = True) -> Near:
    """Give the points of a collection of features. ``extra``: a column whose text is kept as ``words``."""
    return remembered("near", collection, lambda: _load(collection, extra, areas=areas), extra, areas, seconds=DAY)


def label_column(collection: CollectionFacts) -> ColumnFacts | None:
    """Choose the column that names a thing: its name, else what sort of thing it is, else its first words."""
    columns = ask.shown(collection)
    named = next((one for one in columns if one.role == "name"), None)
    if named is not None:
        return named
    for word in ("name", "titel", "bezeichnung", "adresse", "baumart", "art"):
        found = next((one for one in columns if one.type == "text" and one.name.lower() == word), None)
        if found is not None:
            return found
    return overview(collection).kind or next((one for one in columns if one.type == "text"), None)


def _load(collection: CollectionFacts, extra: str, *, areas: bool) -> Near:
    label = label_column(collection)
    name = quoted(label.name) if label else "NULL"
    words = quoted(extra) if extra and extra in {one.name for one in collection.columns} else "NULL"
    table = ask.table_of(collection)
    with lake().read() as cursor:
        listed = cursor.execute(
            f"""SELECT _id, CAST({name} AS VARCHAR), CAST({words} AS VARCHAR), ST_AsWKB(geom), ST_Dimension(geom),
                       ST_X(ST_PointOnSurface(geom)), ST_Y(ST_PointOnSurface(geom))
                FROM {table} WHERE geom IS NOT NULL AND NOT ST_IsEmpty(geom) ORDER BY _id"""
        ).fetchall()
    ids, lons, lats = [], [], []
    shapes: list[tuple[int, tuple[np.ndarray[Any, np.dtype[np.float64]], ...]]] = []
    total = 0
    for one, _, _, wkb, dimension, lon, lat in listed:
        lines = lines_of(bytes(wkb)) if dimension and total < _MOST_POINTS else []
        total += sum(len(line) for line in lines)
        for line in lines or [np.array([[lon, lat]])]:
            ids.append(np.full(len(line), one))
            lons.append(line[:, 0])
            lats.append(line[:, 1])
        if areas and dimension == 2 and lines and len(shapes) < _MOST_AREAS:
            shapes.append((int(one), tuple(lines)))
    return Near(
        np.concatenate(ids) if ids else np.zeros(0, np.int64),
        np.concatenate(lons) if lons else np.zeros(0),
        np.concatenate(lats) if lats else np.zeros(0),
        {row[0]: row[1] or "" for row in listed},
        {row[0]: row[2] for row in listed if row[2]},
        tuple(shapes),
    )


def counted(found: Near, ring: Sequence[np.ndarray[Any, np.dtype[np.float64]]]) -> int:
    """Count the things of which a point lies inside of outlines."""
    box = ring[0]
    inside = (
        (found.lon >= box[:, 0].min()) & (found.lon <= box[:, 0].max())
        & (found.lat >= box[:, 1].min()) & (found.lat <= box[:, 1].max())
    )  # fmt: skip
    places = np.nonzero(inside)[0]
    return len({
        int(found.ids[at]) for at in places
        if sum(holds(one, float(found.lon[at]), float(found.lat[at])) for one in ring) % 2
    })  # fmt: skip
